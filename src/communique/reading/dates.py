"""Dates in a text, to EDTF, counted from the publication date where the words ask for it.

One scan with one expression finds the candidates; each kind has its handler. Never finer than
the words: a month stays a month, a week is an interval, "a few days ago" is approximate.
What cannot be worked out has no EDTF and says why.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from datetime import date, timedelta
from typing import Literal

import msgspec
from spacy.tokens import Doc, Token

from communique.model import is_edtf
from communique.reading.sentences import has_sentences, sentence

_MONTHS = "January February March April May June July August September October November December"
_WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_M = rf"(?:{_MONTHS.replace(' ', '|')}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
_MONTH = {name[:3]: number for number, name in enumerate(_MONTHS.split(), 1)}
_SEASON = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
_ONES = [
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_NUMBER = {w: i for i, w in enumerate(_ONES, 1)} | {w: i * 10 for i, w in enumerate(_TENS, 2)}
_NUMBER |= {"a": 1, "an": 1, "couple": 2, "few": 3, "several": 4, "dozen": 12}
_HEDGES = ("about", "around", "nearly", "almost", "some", "roughly", "more", "less", "over", "just")
_VAGUE = ("few", "several", "couple", "some", "many", "dozens")
_W = rf"(?:{'|'.join(_WEEKDAYS)})"
_Y = r"(?P<y>1[1-9]\d\d|20\d\d)"
_D = r"(?:3[01]|[12]\d|0?[1-9])"
_S = r"(?P<s>(?i:spring|summer|autumn|fall|winter))"
_TH = r"(?:st|nd|rd|th)?"
_NOT_MORE = r"(?!,?\d|\.\d|%|\w)"
_DASH = r"(?P<sep>\s*[-–—]\s*| to | until | through | and )(?:the )?"
_N = (
    rf"(?P<n>\d{{1,4}}|(?:a )?couple(?: of)?|(?:a |the )?few|several|many|dozens of|a dozen|an?"
    rf"|(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_ONES[:9])}))?|{'|'.join(reversed(_ONES))})"
)
_U = r"(?P<u>minute|hour|day|night|week|fortnight|month|year|decade)"
_HEDGE = r"(?P<h>(?:about|around|nearly|almost|some|roughly|(?:more|less) than|(?:just )?over) )?"
_NEAR = r"last|next|this coming|this past|this|the coming|the past"
_FEAST = r"Eid(?: al-(?:Fitr|Adha))?|Ramadan|Easter|Nowruz|Passover|Yom Kippur|Diwali"

PATTERNS = {
    "iso": rf"{_Y}(?P<sep>[-/.])(?P<m>0[1-9]|1[0-2])(?P=sep)(?P<d>\d\d){_NOT_MORE}",
    "num": rf"(?P<a>\d\d?)(?P<sep>[./])(?P<b>\d\d?)(?P=sep){_Y}{_NOT_MORE}",
    "attack": r"9/11(?![\d/])",
    "md": rf"(?:{_W},? )?(?P<m>{_M}) (?P<d>{_D}){_TH}{_NOT_MORE}"
    rf"(?:{_DASH}(?P<d2>{_D}){_TH}{_NOT_MORE}(?! {_M}))?(?:,? {_Y}{_NOT_MORE})?",
    "dm": rf"(?:{_W},? )?(?:the )?(?P<d>{_D}){_TH}(?:{_DASH}(?P<d2>{_D}){_TH})?"
    rf"(?: day)?(?: of)? (?P<m>{_M})(?!\w)(?:,? {_Y}{_NOT_MORE})?",
    "my": rf"(?P<m>{_M})(?:,| of)? {_Y}{_NOT_MORE}",
    "near": rf"(?P<w>(?i:{_NEAR})) (?:(?P<m>{_M})(?! \d)|{_S}(?! (?:in|of)\b))(?!\w)",
    "season": rf"{_S}(?!\w)(?:(?: of|,)? {_Y}(?:[-/–](?P<y2>\d\d(?:\d\d)?))?{_NOT_MORE})?",
    "decade": r"(?:the )?(?:(?P<c>1[5-9]|20)|['’])?(?P<d>\d)0['’]?s(?!\w)",
    "century": r"(?:the )?(?P<n>1\d|2[01]|20)(?:th|st)[- ](?i:century)",
    "quarter": rf"(?i:the (?P<o>first|second|third|fourth|last) (?P<k>quarter|half) of) {_Y}",
    "q": rf"Q(?P<o>[1-4])(?: of)? {_Y}",
    "today": r"(?i:the day before yesterday|the day after tomorrow|yesterday|today|tonight"
    r"|tomorrow|last night|overnight|this (?:morning|afternoon|evening))(?!\w)",
    "shift": rf"(?i:{_HEDGE}{_N} {_U}s? (?P<w>ago|earlier|later|from now|before|after|prior to))",
    "ahead": rf"(?i:(?:the )?{_U}s (?:ahead|to come))(?!\w)",
    "this": r"(?i:(?P<w>last|next|this|the current) (?P<u>week|month|year|decade))(?!\w)"
    r"|(?i:(?P<w2>end|start|beginning|middle|close) of the (?P<u2>week|month|year|decade))(?!\w)"
    r"|(?i:(?:the )?(?P<u3>year)(?:['’]s |-)end)(?!\w)",
    "window": rf"(?i:(?P<t>the )?(?P<w>past|last|recent|next|coming|upcoming)"
    rf" (?:{_N} )?{_U}(?P<p>s)?)(?!\w)",
    "in": rf"(?i:(?P<w>within(?: the next)?|in) {_N} {_U}s?)(?P<t>['’] time)?(?![\w-])",
    "relative": r"(?i:(?:the (?P<w>following|previous|preceding|same|next(?= day| morning))"
    r"|that(?: same)?) (?P<u>day|night|morning|evening|week|month|year)"
    r"|the (?P<u2>day|night|week|month|year) (?P<w2>after|before))(?!\w)",
    "weekend": rf"(?i:(?P<w>{_NEAR}|the)) weekend(?!\w)",
    "weekday": rf"(?:(?P<w>(?i:{_NEAR}|the previous|the following)) )?(?P<d>{_W})(?!\w)"
    r"(?: (?i:of )?(?P<b>last|this|next) week(?!\w))?",
    "feast": rf"(?P<f>Christmas(?: Eve| Day)?|New Year['’]s (?:Eve|Day)|{_FEAST})(?: {_Y})?(?!\w)",
    "year": rf"{_Y}(?:[-–/](?P<y2>\d\d(?:\d\d)?))?(?![-–]?\w|,\d|\.\d|%)",
    "month": rf"(?P<m>{_M})(?!\w)",
}
_COMPILED = {kind: re.compile(p.replace(" ", r"\s+")) for kind, p in PATTERNS.items()}
_UNNAMED = re.compile(r"\?P<\w+>")
_MASTER = re.compile(
    r"(?<![\w$£€,.:#])(?:"
    + "|".join(
        f"(?P<{kind}>{_UNNAMED.sub('?:', p.replace('(?P=sep)', '[-/.]'))})"
        for kind, p in PATTERNS.items()
    ).replace(" ", r"\s+")
    + ")"
)
_LEAD = re.compile(
    r"(?<!\w)(?:(?P<open>(?:ever )?since|until|till|by|before|no later than|through(?!out)|up to"
    r"|(?:starting|beginning|effective)(?: on| in| from)?|as (?:of|from))\s+)?(?:on\s+|in\s+)?"
    r"(?P<part>(?:the\s+)?(?:(?:very\s+)?(?:early|mid|late|earlier|later)(?:\s+(?:in|on)(?=\s))?"
    r"|(?:start|beginning|middle|end|close)\s+of)[\s-]+)?(?:the\s+)?\Z",
    re.IGNORECASE,
)
_PREP = (
    "in|since|until|till|by|before|after|during|of|from|to|through|throughout|between|early|mid"
    "|late|for|around|circa|back|or"
)
_BEFORE_YEAR = re.compile(
    rf"(?:(?<!\w)(?:{_PREP}|year|the|its|their|his|on|a)[\s-]+|\()\Z", re.IGNORECASE
)
_BEFORE_MONTH = re.compile(rf"(?<!\w)(?:{_PREP}|and)[\s-]+(?:the\s+)?\Z", re.IGNORECASE)
_COUNTED = re.compile(
    r"\s+(?:\w+\s+)?(?:people|troops|soldiers|fighters|civilians|men|women|children|prisoners|refugees"
    r"|members|others|homes|houses|jobs|tonnes|tons|miles|km|met(?:er|re)s|dollars|euros|deaths)\b"
)
_NOT_WEEKDAY = re.compile(
    r"(?:[Ee]very|[Ee]ach|Black|Good|Bloody|Easter|Ash|Palm|Super|Mail on)\s+\Z"
)
_PAPER = re.compile(r"\s+(?:Times|Mail|Telegraph|Mirror|Express|Herald|Post|Agreement)\b")
_AHEAD = re.compile(
    r"\b(?:ahead of|upcoming|deadline|(?:scheduled|planned|set|due|slated|expected|called|booked)"
    r"(?: to \w+)?(?: \w+){0,2}? (?:for|on|in|by))\b[^.;]*\Z"
    r"|\b(?:gave|given|give|has|have|had|extended|get|got)\b[^.;]{0,30}\b(?:until|till)\s+\Z",
    re.IGNORECASE,
)
_PLANS = frozenset(
    (
        *(
            "schedule",
            "expect",
            "plan",
            "due",
            "set",
            "slate",
            "intend",
            "hope",
            "promise",
            "pledge",
        ),
        *("vow", "postpone", "delay", "agree", "prepare", "decide", "threaten", "offer", "propose"),
        *("ask", "urge", "call", "invite", "order", "want", "aim", "go"),
    )
)
_FUTURE_AUX = frozenset(("will", "'ll", "’ll", "wo", "shall", "would", "may", "might", "must"))
_RANGE = re.compile(r"\s*(?:(to|until|till|through|and)\s+(?:the\s+|on\s+)?|[-–—]\s*)\Z")
NEIGHBOURS = 4
"""How many dates on each side a relative one may count from."""
NO_ANCHOR = "counted from a publication date that is not known"
NO_YEAR = "the year is not said and the publication date is not known"

Tense = Literal["past", "future"] | None
Ymd = tuple[int | None, int | None, int | None]


class DateMention(msgspec.Struct, frozen=True):
    """Words that say when: ``edtf`` is None only with a ``reason``.

    ``basis``: ``said`` (the text gives it), ``anchored`` (counted from the publication date or
    from another date of the text), ``none``.
    """

    text: str
    start: int
    end: int
    edtf: str | None
    basis: Literal["said", "anchored", "none"]
    reason: str | None = None


class _Found(msgspec.Struct):
    edtf: str | None = None
    basis: Literal["said", "anchored", "none"] = "anchored"
    reason: str | None = None
    ymd: Ymd | None = None
    shift: tuple[int, str, bool] | None = None
    open: str = ""
    kind: str = ""
    start: int = 0
    end: int = 0


def find_dates(doc: Doc, published: str | None) -> list[DateMention]:
    """Every date expression of ``doc`` in order; spans never overlap.

    ``published`` is the page's EDTF date. Durations, ages and recurring days are not dates.
    """
    reader = _Reader(doc, published)
    return [
        DateMention(reader.text[f.start : f.end], f.start, f.end, f.edtf, f.basis, f.reason)
        for f in reader.read()
    ]


class _Reader:
    """One document's dates; each kind of expression has the method of its name."""

    def __init__(self, doc: Doc, published: str | None) -> None:
        self.doc, self.text = doc, doc.text
        self.starts: list[float] = doc.to_array(["IDX"]).ravel().tolist()
        anchor = re.match(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", published or "")
        valid = anchor is not None and is_edtf(anchor.group())
        parts = [int(g) if g else None for g in anchor.groups()] if anchor and valid else [None] * 3
        self.anchor: Ymd = (parts[0], parts[1], parts[2])

    def read(self) -> list[_Found]:
        """Candidates, then ranges, then what is relative to another date, then the open ends."""
        found: list[_Found] = []
        for match in _MASTER.finditer(self.text):
            kind = match.lastgroup or ""
            inner = _COMPILED[kind].match(self.text, match.start())
            if inner is None:
                continue
            try:
                item = getattr(self, f"_{kind}")(inner, found)
            except (ValueError, OverflowError):
                item = _Found(basis="none", reason="no such day")
            if item is None:
                continue
            item.kind, item.start, item.end = kind, match.start(), item.end or match.end()
            self._lead(item, found[-1].end if found else 0)
            if not (found and self._range(found[-1], item)):
                found.append(item)
        for index, item in enumerate(found):
            if item.shift:
                self._relate(item, found[max(0, index - NEIGHBOURS) : index + NEIGHBOURS])
            edges = (item.edtf or "").split("/")
            if item.edtf and item.open and not item.edtf.endswith(".."):
                since = item.open[0] in "es" or item.open.startswith(("beg", "as"))
                item.edtf = f"{edges[0]}/.." if since else f"../{edges[-1]}"
            if item.edtf is None or not is_edtf(item.edtf):
                item.edtf, item.basis = None, "none"
                item.reason = item.reason or "no such day"
        return found

    # calendar days and months the text spells out

    def _iso(self, m: re.Match[str], _: list[_Found]) -> _Found:
        return self._calendar(int(m["y"]), int(m["m"]), int(m["d"]))

    def _num(self, m: re.Match[str], _: list[_Found]) -> _Found:
        a, b = int(m["a"]), int(m["b"])
        if m["sep"] == "/" and a <= 12 and b <= 12 and a != b:
            return _Found(m["y"], "said", "day and month could be either")
        return self._calendar(int(m["y"]), *((a, b) if b > 12 else (b, a)))

    def _attack(self, m: re.Match[str], _: list[_Found]) -> _Found:
        return self._calendar(2001, 9, 11)

    def _md(self, m: re.Match[str], _: list[_Found]) -> _Found:
        year = int(m["y"]) if m["y"] else None
        month = _MONTH[m["m"][:3]]
        in_before = self.text.endswith("in ", 0, m.start())
        if in_before and not year and _COUNTED.match(self.text, m.end()):
            item = self._dated(m, None, month, None)
            item.end = m.end("m")
            return item
        return self._days(m, year, month)

    def _dm(self, m: re.Match[str], _: list[_Found]) -> _Found:
        return self._days(m, int(m["y"]) if m["y"] else None, _MONTH[m["m"][:3]])

    def _days(self, m: re.Match[str], year: int | None, month: int) -> _Found:
        item = self._dated(m, year, month, int(m["d"]))
        if m["d2"] and item.edtf:
            last = f"{item.edtf[:-2]}{int(m['d2']):02d}"
            item.edtf = f"{item.edtf}/{last}"
            item.ymd = None
        return item

    def _my(self, m: re.Match[str], _: list[_Found]) -> _Found:
        return self._calendar(int(m["y"]), _MONTH[m["m"][:3]])

    def _month(self, m: re.Match[str], found: list[_Found]) -> _Found | None:
        before, after = (
            self.text[max(0, m.start() - 25) : m.start()],
            self.text[m.end() : m.end() + 3],
        )
        name = m["m"]
        if not _BEFORE_MONTH.search(before):
            linked = found and _RANGE.match(self.text, found[-1].end, m.start())
            the = re.search(r"(?<!\w)[Tt]he\s+\Z", before) and re.match(r"\s+[a-z]", after)
            if not (linked or the or (name not in ("May", "March") and len(name) > 4)):
                return None
            if re.search(r"[A-Z]\w*\s+\Z", before) and not the:
                return None
        if re.match(r"\s+[A-Z]", after) and name in ("May", "March", "April", "June", "August"):
            return None
        if (
            name == "May"
            and re.search(r"Theresa May|Mrs\.? May|Ms\.? May", self.text)
            and not re.search(r"(?:\bin|since|until|early|late|mid|last|next|this)\W\Z", before)
        ):
            return None
        return self._dated(m, None, _MONTH[name[:3]], None)

    def _year(self, m: re.Match[str], found: list[_Found]) -> _Found | None:
        listed = found and re.match(
            r"(?:,|,? (?:and|or|to)|\s?[-–])\s*\Z", self.text[found[-1].end : m.start()]
        )
        before = self.text[max(0, m.start() - 25) : m.start()]
        if not (listed and found[-1].kind == "year") and not _BEFORE_YEAR.search(before):
            return None
        if _COUNTED.match(self.text, m.end()):
            return None
        year, last = int(m["y"]), int(m["y2"] or 0)
        if not last:
            return self._calendar(year)
        if len(m["y2"]) == 2 and last <= min(12, year % 100):
            return self._calendar(year, last)
        last += year - year % 100 if last < 100 else 0
        return _Found(f"{year}/{last}", "said") if last > year else None

    def _season(self, m: re.Match[str], _: list[_Found]) -> _Found | None:
        code = _SEASON[m["s"].lower()]
        if m["y"]:
            return _Found(f"{m['y']}-{code}", "said")
        before = self.text[max(0, m.start() - 25) : m.start()]
        if not re.search(
            r"(?:in|by|since|until|over|during|early|late|mid)[\s-](?:the\s)?\Z", before
        ):
            return None
        if m["s"] == "fall" and not before.endswith("the "):
            return None
        return self._year_of(code, self._tense(m.start()))

    def _decade(self, m: re.Match[str], _: list[_Found]) -> _Found | None:
        words = m.group().lower()
        if not m["c"] and not words.startswith(("the", "'", "’")):
            return None
        return _Found(f"{m['c'] or 19}{m['d']}X", "said")

    def _century(self, m: re.Match[str], _: list[_Found]) -> _Found:
        return _Found(f"{int(m['n']) - 1}XX", "said")

    def _quarter(self, m: re.Match[str], _: list[_Found]) -> _Found:
        order = {"first": 1, "second": 2, "third": 3, "fourth": 4}.get(m["o"].lower())
        size = 3 if m["k"].lower() == "quarter" else 6
        order = order or 12 // size
        y = m["y"]
        return _Found(f"{y}-{(order - 1) * size + 1:02d}/{y}-{order * size:02d}", "said")

    def _q(self, m: re.Match[str], _: list[_Found]) -> _Found:
        y, order = m["y"], int(m["o"])
        return _Found(f"{y}-{order * 3 - 2:02d}/{y}-{order * 3:02d}", "said")

    def _feast(self, m: re.Match[str], _: list[_Found]) -> _Found | None:
        name = m["f"]
        if re.search(r"[A-Z]\w*\s+\Z", self.text[max(0, m.start() - 20) : m.start()]):
            return None
        year = int(m["y"]) if m["y"] else None
        if name[0] in "CN" and name != "Nowruz":
            month, day = (1, 1) if name[0] == "N" and name.endswith("Day") else (12, 25)
            if name.endswith("Eve"):
                day = 24 if name[0] == "C" else 31
            return self._dated(m, year, month, day)
        if year:
            return self._calendar(year)
        return _Found(basis="none", reason="a feast that moves with the moon's calendar")

    # counted from the publication date

    def _near(self, m: re.Match[str], _: list[_Found]) -> _Found:
        word = m["w"].lower().split()[-1]
        tense: Tense = {"last": "past", "past": "past"}.get(word, "future")  # type: ignore[assignment]
        code = _MONTH[m["m"][:3]] if m["m"] else _SEASON[m["s"].lower()]
        return self._year_of(code, None if word == "this" else tense, strict=True)

    def _year_of(self, code: int, tense: Tense, strict: bool = False) -> _Found:
        """A month (1-12) or season (21-24) without its year."""
        year, month, _ = self.anchor
        if year is None or month is None:
            missing = code < 13 and not strict
            return _Found(f"XXXX-{code:02d}" if missing else None, "said", NO_YEAR)
        first = code if code < 13 else (code - 21) * 3 + 3
        length = 0 if code < 13 else 2
        if strict and tense is None:
            year -= 1 if code == 24 and month < 3 else 0
        elif tense == "past":
            year -= 1 if first + (length if strict else 0) > month - strict else 0
        elif first < month + strict:
            year += 1
        if tense is None and not strict:
            year += -1 if first > month + 2 else 0
        return _Found(f"{year}-{code:02d}", ymd=(year, code, None) if code < 13 else None)

    def _today(self, m: re.Match[str], _: list[_Found]) -> _Found | None:
        words = m.group().lower()
        if m.group()[0] == "T" and re.search(
            r"\w\s\Z", self.text[max(0, m.start() - 3) : m.start()]
        ):
            return None
        days = -1 if words in ("yesterday", "last night") else 1 if words == "tomorrow" else 0
        days = {"the day before": -2, "the day after t": 2}.get(words[:14].strip(), days)
        if words.startswith("the day"):
            days = -2 if "yesterday" in words else 2
        if words == "overnight":
            start, end = self._point("day", -1), self._point("day", 0)
            return self._anchored(start and end and f"{start}/{end}")
        return self._anchored(self._point("day", days))

    def _this(self, m: re.Match[str], _: list[_Found]) -> _Found:
        unit = (m["u"] or m["u2"] or m["u3"]).lower()
        step = {"last": -1, "next": 1}.get((m["w"] or "").lower(), 0)
        return self._anchored(self._unit(unit, step))

    def _ahead(self, m: re.Match[str], _: list[_Found]) -> _Found:
        today = self._point("day", 0)
        return self._anchored(today and f"{today}/..")

    def _window(self, m: re.Match[str], _: list[_Found]) -> _Found | None:
        word, unit, number = m["w"].lower(), m["u"].lower(), m["n"]
        past = word in ("past", "last", "recent")
        if not number and (m["p"] if word in ("last", "next") else False):
            return None
        if not number and not m["p"] and (word == "recent" or unit in ("day", "night", "minute")):
            return None
        count = _number(number) if number else None if m["p"] else 1
        now = self._point(unit, 0)
        if now is None or count is None:
            return self._anchored(now and (f"/{now}" if past else f"{now}/.."))
        vague = "~" if number and any(v in number.lower() for v in _VAGUE) else ""
        other = self._point(unit, -count if past else count)
        return self._anchored(
            other and (f"{other}{vague}/{now}" if past else f"{now}/{other}{vague}")
        )

    def _in(self, m: re.Match[str], _: list[_Found]) -> _Found | None:
        count, unit = _number(m["n"]), m["u"].lower()
        future = m["t"] or self._tense(m.start()) == "future"
        if count is None or not future:
            return None
        end, now = self._point(unit, count), self._point("day", 0)
        if m["w"].lower() != "in":
            return self._anchored(end and now and f"{now}/{end}")
        return self._anchored(self._back(unit, count, m["n"]))

    def _shift(self, m: re.Match[str], _: list[_Found]) -> _Found | None:
        count, unit, word = _number(m["n"]), m["u"].lower(), m["w"].lower()
        if word not in ("ago", "earlier") and self.text.endswith(("for ", "than "), 0, m.start()):
            return None
        if count is None:
            return _Found(basis="none", reason="how long is not said")
        if word == "ago":
            return self._anchored(self._back(unit, -count, (m["h"] or "") + m["n"]))
        back = word in ("earlier", "before", "prior to")
        item = _Found(basis="none", shift=(-count if back else count, unit, word == "earlier"))
        if word in ("before", "after", "prior to"):
            self._object(item, m.end())
        return item

    def _relative(self, m: re.Match[str], _: list[_Found]) -> _Found:
        word = (m["w"] or m["w2"] or "same").lower()
        unit = (m["u"] or m["u2"]).lower().replace("morning", "day").replace("evening", "day")
        step = {"following": 1, "next": 1, "after": 1, "same": 0}.get(word, -1)
        item = _Found(basis="none", shift=(step, unit, False))
        if m["w2"]:
            self._object(item, m.end())
        return item

    def _weekend(self, m: re.Match[str], _: list[_Found]) -> _Found:
        day = self._day()
        if day is None:
            return self._anchored(None)
        word, now = m["w"].lower(), day.weekday()
        saturday = day + timedelta(days=5 - now)
        last_word = word.split()[-1]
        if last_word in ("last", "past"):
            saturday -= timedelta(days=7)
        elif word == "next" or (last_word == "coming" and now > 4):
            saturday += timedelta(days=7)
        elif last_word != "coming" and now < 5 and self._tense(m.start()) != "future":
            saturday -= timedelta(days=7)
        return self._anchored(f"{saturday}/{saturday + timedelta(days=1)}")

    def _weekday(self, m: re.Match[str], _: list[_Found]) -> _Found | None:
        before = self.text[max(0, m.start() - 12) : m.start()]
        if _NOT_WEEKDAY.search(before) or _PAPER.match(self.text, m.end()):
            return None
        index, word = _WEEKDAYS.index(m["d"]), (m["w"] or "").lower().split()[-1:]
        if word in (["previous"], ["following"]):
            return _Found(basis="none", reason="relative to another time in the text")
        day = self._day()
        if day is None:
            return self._anchored(None)
        if m["b"]:
            step = {"last": -7, "next": 7}.get(m["b"].lower(), 0)
            return self._anchored(f"{day + timedelta(days=index - day.weekday() + step)}")
        strict = word in (["last"], ["past"], ["next"], ["coming"])
        ahead = word in (["next"], ["coming"])
        if not strict:
            ahead = self._tense(m.start()) == "future"
        delta = (index - day.weekday()) % 7 if ahead else -((day.weekday() - index) % 7)
        if strict and delta == 0:
            delta = 7 if ahead else -7
        day += timedelta(days=delta)
        return _Found(f"{day}", ymd=(day.year, day.month, day.day))

    # helpers

    def _calendar(self, year: int, month: int | None = None, day: int | None = None) -> _Found:
        return _Found(_iso_date(year, month, day), "said", ymd=(year, month, day))

    def _dated(self, m: re.Match[str], year: int | None, month: int, day: int | None) -> _Found:
        """A date whose year the text may leave out."""
        if year is not None:
            return self._calendar(year, month, day)
        tense = self._tense(m.start())
        year = self._nearest(month, day, tense)
        edtf = _iso_date(year, month, day)
        if year is None:
            return _Found(edtf, "said", NO_YEAR, (None, month, day))
        return _Found(edtf, "anchored", None, (year, month, day))

    def _nearest(self, month: int, day: int | None, tense: Tense) -> int | None:
        """The year of a day or month: the last one past, the next one future, else the nearest."""
        year, now_month, now_day = self.anchor
        if year is None or now_month is None:
            return None
        now = (year, now_month, now_day or 28) if day else (year, now_month, 0)
        years = [y for y in range(year - 4, year + 5) if 0 < y < 10000 and _exists(y, month, day)]
        if tense == "future":
            return next((y for y in years if (y, month, day or 0) >= now), None)
        if tense == "past":
            return next((y for y in reversed(years) if (y, month, day or 0) <= now), None)
        limit = date(year, now_month, now_day or 28) + timedelta(days=61)
        return next((y for y in reversed(years) if date(y, month, day or 1) <= limit), None)

    def _day(self) -> date | None:
        year, month, day = self.anchor
        return date(year, month, day) if year and month and day else None

    def _anchored(self, edtf: str | None) -> _Found:
        if edtf is None:
            return _Found(basis="none", reason=NO_ANCHOR)
        day = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", edtf)
        ymd = (int(day[1]), int(day[2] or 0) or None, int(day[3] or 0) or None) if day else None
        return _Found(edtf, ymd=ymd)

    def _point(self, unit: str, count: int) -> str | None:
        return _point(self.anchor, unit, count)

    def _unit(self, unit: str, step: int) -> str | None:
        """The calendar unit that holds the publication date, moved by ``step``."""
        if unit == "decade":
            year = self.anchor[0]
            return f"{year // 10 + step}X" if year else None
        point = self._point(unit, step)
        return _week(date.fromisoformat(point)) if point and unit == "week" else point

    def _back(self, unit: str, count: int, words: str) -> str | None:
        """So many units from the publication date, as precise as the unit."""
        point = self._point(unit, count)
        vague = _number_is_vague(words)
        if point and unit in ("week", "fortnight") and not vague:
            return _week(date.fromisoformat(point))
        hedged = vague or unit == "decade" or words.lower().startswith(_HEDGES)
        return point and point + ("~" if hedged else "")

    def _object(self, item: _Found, end: int) -> None:
        """Take in the noun phrase that a relative date counts from."""
        at = bisect_right(self.starts, end)
        last = at
        tokens = self.doc[at : at + 7]
        for token in tokens:
            if token.pos_ not in ("DET", "ADJ", "NOUN", "PROPN", "NUM", "PRON", "PART"):
                break
            last = token.i + 1
        words = self.doc[at:last]
        item.end = words.end_char if len(words) else end
        item.reason = f"relative to {words.text}" if len(words) else None

    def _lead(self, item: _Found, floor: int) -> None:
        """Words before a date that open it ("since") or name a part of it ("early")."""
        low = max(floor, item.start - 45)
        lead = _LEAD.search(self.text[low : item.start])
        if lead is None or item.kind in ("shift", "in", "window", "ahead", "relative"):
            return
        if lead["open"]:
            item.open, item.start = lead["open"].lower(), low + lead.start("open")
        elif lead["part"] and (item.ymd is None or item.ymd[2] is None):
            item.start = low + lead.start("part")

    def _range(self, first: _Found, last: _Found) -> bool:
        """Join "March" and "May 2019" when the words between make them a range."""
        gap = self.text[first.end : last.start]
        until = last.open in ("until", "till", "through")
        joint = _RANGE.match(gap) or (until and not gap.strip())
        if not joint or not first.edtf or not last.edtf or "/" in first.edtf + last.edtf:
            return False
        before = self.text[max(0, first.start - 12) : first.start].lower()
        word = (joint[1] if isinstance(joint, re.Match) else "to") or "-"
        opened = re.search(r"\b(from|between)\s+(?:the\s+)?\Z", before)
        needed = {"and": "between", "to": "from"}.get(word)
        if needed and (not opened or opened[1] != needed) and (word == "and" or not first.ymd):
            return False
        if first.kind == last.kind == "weekday" and first.edtf > last.edtf:
            start, stop = date.fromisoformat(first.edtf), date.fromisoformat(last.edtf)
            gone = self._day() is not None and str(self._day()) >= first.edtf
            first.edtf = str(start - timedelta(days=7)) if gone else first.edtf
            last.edtf = last.edtf if gone else str(stop + timedelta(days=7))
        low, high = first.ymd, last.ymd
        if low and high and (low[0] != high[0] or first.basis != last.basis):
            year = high[0] if last.basis == "said" and high[0] else low[0]
            if (last.basis == "said" and high[0] and first.basis != "said") or low[0] is None:
                turns = low[1] and high[1] and (low[1], low[2] or 0) > (high[1], high[2] or 0)
                first.edtf = _iso_date(high[0] - bool(turns) if high[0] else None, low[1], low[2])
            elif first.basis == "said" and year is not None and last.basis != "said":
                last.edtf = _iso_date(year + ((low[1] or 0) > (high[1] or 0)), high[1], high[2])
        if not is_edtf(f"{first.edtf}/{last.edtf}"):
            return False
        first.edtf, first.end, first.open = f"{first.edtf}/{last.edtf}", last.end, ""
        first.basis = last.basis if "said" in (first.basis, last.basis) else first.basis
        first.reason, first.ymd = last.reason, None
        return True

    def _relate(self, item: _Found, found: list[_Found]) -> None:
        """Count from another date of the same sentence, or say what it would count from."""
        count, unit, earlier = item.shift or (0, "day", False)
        start, end = self._sentence(item.start)
        follows = item.reason is not None
        base: Ymd | None = None
        for other in found:
            if other.ymd and start <= other.start < end and other is not item:
                gap = self.text[item.end : other.start]
                if follows and other.start >= item.end and "," not in gap and len(gap) < 80:
                    base = base or other.ymd
                elif not follows and other.start < item.start:
                    base = other.ymd
        edtf = _point(base, unit, count) if base else None
        if edtf is None and earlier:
            edtf = self._back(unit, count, self.text[item.start : item.end])
            item.reason = None if edtf else NO_ANCHOR
        if edtf is None:
            item.reason = item.reason or "relative to another time in the text"
            return
        item.edtf, item.basis, item.reason = edtf, "anchored", None

    def _sentence(self, at: int) -> tuple[int, int]:
        if not has_sentences(self.doc):
            return 0, len(self.text)
        sent = sentence(self._token(at))
        return sent.start_char, sent.end_char

    def _token(self, at: int) -> Token:
        return self.doc[max(0, bisect_right(self.starts, at) - 1)]

    def _tense(self, at: int) -> Tense:
        """Past or future by the verb that governs the token at ``at``; None where unclear."""
        if _AHEAD.search(self.text[max(0, at - 45) : at]):
            return "future"
        token = self._token(at)
        for _ in range(12):
            if token.pos_ in ("VERB", "AUX"):
                tense, final = _verb_tense(token)
                if tense or final:
                    return tense
            if token.head.i == token.i:
                break
            token = token.head
        return None


def _verb_tense(verb: Token) -> tuple[Tense, bool]:
    """The tense that a verb gives its date, and whether to look no further up."""
    aux = {child.lower_ for child in verb.children if child.dep_ in ("aux", "auxpass")}
    if aux & _FUTURE_AUX or verb.lower_ in _FUTURE_AUX:
        return "future", True
    plans = verb.lemma_ in _PLANS
    if "to" in aux:
        head = verb.head
        return ("future", True) if head.lemma_ in _PLANS else (None, False)
    if verb.tag_ == "VBD" or aux & {"had", "was", "were", "has", "have", "did"}:
        return "past", True
    if verb.tag_ == "VBN":
        return "future" if verb.lemma_ in (
            "schedule",
            "expect",
            "plan",
            "due",
            "set",
        ) else "past", True
    if verb.tag_ == "VBG":
        return ("future", True) if aux & {"is", "are", "'s", "’s", "'re"} else (None, False)
    return "future" if plans else None, verb.tag_ in ("VBZ", "VBP")


def _iso_date(year: int | None, month: int | None, day: int | None) -> str:
    text = "XXXX" if year is None else f"{year:04d}"
    return text + (f"-{month:02d}" if month else "") + (f"-{day:02d}" if month and day else "")


def _exists(year: int, month: int, day: int | None) -> bool:
    try:
        date(year, month, day or 1)
    except ValueError:
        return False
    return True


def _point(base: Ymd, unit: str, count: int) -> str | None:
    """``base`` moved by ``count`` units, as precise as the unit; None where base is coarser."""
    year, month, day = base
    if year is None:
        return None
    if unit in ("year", "decade"):
        year += count * (10 if unit == "decade" else 1)
        return f"{year:04d}" if 0 < year < 10000 else None
    if month is None:
        return None
    if unit == "month":
        total = year * 12 + month - 1 + count
        return f"{total // 12:04d}-{total % 12 + 1:02d}" if 0 < total // 12 < 10000 else None
    if day is None:
        return None
    if unit in ("hour", "minute"):
        count = int(count / 24) if unit == "hour" else 0
    days = count * {"week": 7, "fortnight": 14}.get(unit, 1)
    return f"{date(year, month, day) + timedelta(days=days)}"


def _week(day: date) -> str:
    monday = day - timedelta(days=day.weekday())
    return f"{monday}/{monday + timedelta(days=6)}"


def _number(words: str) -> int | None:
    """The value of a number in figures or words; None where it names no amount ("many")."""
    if words.strip().isdigit():
        return int(words)
    parts = [_NUMBER[w] for w in re.findall(r"[a-z]+", words.lower()) if w in _NUMBER]
    if len(parts) > 1 and parts[0] == 1:
        parts = parts[1:]
    return sum(parts) or None


def _number_is_vague(words: str) -> bool:
    return any(re.search(rf"\b{word}\b", words.lower()) for word in _VAGUE)
