"""Dates that the text spells out: days, months, years, seasons, decades, feasts."""

from __future__ import annotations

import re
from datetime import date, timedelta

from communique.reading.dates.arithmetic import easter, exists, iso_date
from communique.reading.dates.base import Base
from communique.reading.dates.found import NO_BASE, NO_YEAR, Found, Tense
from communique.reading.dates.patterns import BEFORE_MONTH, BEFORE_YEAR, COUNTED, RANGE
from communique.reading.dates.words import EASTER_DAYS, FIXED_DAYS, MONTH, ORDINALS, SEASON

Match = re.Match[str]
_ORDER = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_DAYS_OF_WEEK = 7
_LED = r"(?:Before|Since|By|Until|After|On|At|Over|During|From|In)"
_IN_MONTH = re.compile(r"\b(?:in|since|until|by|during)\s+\Z", re.IGNORECASE)
MOVES = "a feast that moves with the moon's calendar"


class Said(Base):
    """Handlers of the kinds that name a date."""

    def on_iso(self, m: Match, _: list[Found]) -> Found:
        """2018-12-03."""
        return self.calendar(int(m["y"]), int(m["m"]), int(m["d"]))

    def on_num(self, m: Match, _: list[Found]) -> Found:
        """3.12.2018; 3/12/2018 is a year where day and month could be either."""
        a, b = int(m["a"]), int(m["b"])
        if m["sep"] == "/" and a <= 12 and b <= 12 and a != b:
            return Found(m["y"], "said", "day and month could be either")
        return self.calendar(int(m["y"]), *((a, b) if b > 12 else (b, a)))

    def on_attack(self, m: Match, _: list[Found]) -> Found:
        """9/11."""
        return self.calendar(2001, 9, 11)

    def on_md(self, m: Match, _: list[Found]) -> Found:
        """December 3."""
        year = int(m["y"]) if m["y"] else self.related_year(m["r"])
        month = MONTH[m["m"][:3]]
        in_before = self.text.endswith("in ", 0, m.start())
        if in_before and not year and COUNTED.match(self.text, m.end()):
            item = self.dated(m.start(), None, month, None)
            item.end = m.end("m")
            return item
        return self._days(m, year, month)

    def on_dm(self, m: Match, _: list[Found]) -> Found:
        """3 December."""
        year = int(m["y"]) if m["y"] else self.related_year(m["r"])
        return self._days(m, year, MONTH[m["m"][:3]])

    def _days(self, m: Match, year: int | None, month: int) -> Found:
        item = self.dated(m.start(), year, month, int(m["d"]))
        if m["d2"] and item.edtf:
            last = f"{item.edtf[:-2]}{int(m['d2']):02d}"
            item.edtf = f"{item.edtf}/{last}"
            item.ymd = None
        if m["r"]:
            item.basis = "anchored"
        return item

    def on_ordinal(self, m: Match, _: list[Found]) -> Found:
        """ "the first of October", "the first of next month"."""
        day = ORDINALS.index(m["o"].lower()) + 1
        if m["m"]:
            year = int(m["y"]) if m["y"] else None
            return self.dated(m.start(), year, MONTH[m["m"][:3]], day)
        step = {"last": -1, "next": 1}.get(m["w"].split()[0].lower(), 0)
        month = self.point("month", step)
        return self.anchored(month and f"{month}-{day:02d}")

    def on_theday(self, m: Match, found: list[Found]) -> Found | None:
        """ "the 14th": of the month last named beside it, else of the page's month."""
        following = self.token(m.end() + 1) if m.end() + 1 < len(self.text) else None
        if following is not None and self.text[m.end() : m.end() + 1] == " ":
            if following.pos_ in ("NOUN", "PROPN", "ADJ", "NUM"):
                return None
        if not re.search(
            r"\b(?:on|of|since|until|till|by|before|after|from|to|through)\s+\Z",
            self.before(m.start()),
            re.I,
        ):
            return None
        day = int(m["d"])
        start, _ = self.sentence(m.start())
        start, _ = self.sentence(max(0, start - 2))
        named = [f for f in found if f.ymd and f.ymd[1] and f.start >= start]
        if named and named[-1].ymd:
            year, month = named[-1].ymd[:2]
            if year and month and exists(year, month, day):
                return Found(iso_date(year, month, day), ymd=(year, month, day))
        return self._of_this_month(day, self.tense(m.start()))

    def _of_this_month(self, day: int, tense: Tense) -> Found:
        today = self.day()
        if today is None:
            return Found(basis="none", reason="the month is not said")
        year, month = today.year, today.month
        behind = day <= today.day if tense != "future" else day < today.day
        if tense == "future" and behind:
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        elif tense != "future" and not behind:
            year, month = (year - 1, 12) if month == 1 else (year, month - 1)
        return Found(iso_date(year, month, day), ymd=(year, month, day))

    def on_monthweek(self, m: Match, _: list[Found]) -> Found:
        """ "the second week of April": its days 8 to 14."""
        given = int(m["y"]) if m["y"] else self.related_year(m["r"])
        item = self.dated(m.start(), given, MONTH[m["m"][:3]], None)
        if item.edtf is None or not re.fullmatch(r"\d{4}-\d\d", item.edtf):
            return item
        year, month = int(item.edtf[:4]), int(item.edtf[5:])
        order = _ORDER.get(m["o"].lower())
        if order is None:
            after = date(year + month // 12, month % 12 + 1, 1)
            first, last = after - timedelta(days=_DAYS_OF_WEEK), after - timedelta(days=1)
        else:
            first = date(year, month, (order - 1) * _DAYS_OF_WEEK + 1)
            last = first + timedelta(days=_DAYS_OF_WEEK - 1)
        return Found(f"{first}/{last}", item.basis)

    def on_my(self, m: Match, _: list[Found]) -> Found:
        """December 2018."""
        return self.calendar(int(m["y"]), MONTH[m["m"][:3]])

    def on_monthof(self, m: Match, _: list[Found]) -> Found:
        """ "March of last year"."""
        year = self.related_year(m["r"])
        edtf = f"{year:04d}-{MONTH[m['m'][:3]]:02d}" if year else None
        return self.anchored(edtf)

    def on_month(self, m: Match, found: list[Found]) -> Found | None:
        """December."""
        before = self.before(m.start())
        after = self.text[m.end() : m.end() + 3]
        name = m["m"]
        if not BEFORE_MONTH.search(before):
            linked = found and RANGE.match(self.text, found[-1].end, m.start())
            the = re.search(r"(?<!\w)[Tt]he\s+\Z", before) and re.match(r"\s+[a-z]", after)
            if not (linked or the or (name not in ("May", "March") and len(name) > 4)):
                return None
            if re.search(r"[A-Z]\w*\s+\Z", before) and not the:
                return None
        named = re.match(r"\s+[A-Z]", after) and not _IN_MONTH.search(before)
        if named and name in ("May", "March", "April", "June", "August"):
            return None
        if (
            name == "May"
            and re.search(r"Theresa May|Mrs\.? May|Ms\.? May", self.text)
            and not re.search(r"(?:\bin|since|until|early|late|mid|last|next|this)\W\Z", before)
        ):
            return None
        return self.dated(m.start(), None, MONTH[name[:3]], None)

    def on_year(self, m: Match, found: list[Found]) -> Found | None:
        """2018, 1994-96."""
        listed = found and re.match(
            r"(?:,|,? (?:and|or|to)|\s?[-–])\s*\Z", self.text[found[-1].end : m.start()]
        )
        before = self.before(m.start())
        if not (listed and found[-1].kind == "year") and not BEFORE_YEAR.search(before):
            return None
        if COUNTED.match(self.text, m.end()):
            return None
        year, last = int(m["y"]), int(m["y2"] or 0)
        if not last:
            return self.calendar(year)
        if len(m["y2"]) == 2 and last <= min(12, year % 100):
            return self.calendar(year, last)
        last += year - year % 100 if last < 100 else 0
        return Found(f"{year}/{last}", "said") if last > year else None

    def on_season(self, m: Match, _: list[Found]) -> Found | None:
        """ "the spring of 2014", "the summer"."""
        code = SEASON[m["s"].lower()]
        if m["y"]:
            return Found(f"{m['y']}-{code}", "said")
        if m["r"]:
            year = self.related_year(m["r"])
            return self.anchored(f"{year:04d}-{code}" if year else None)
        before = self.before(m.start())
        if not re.search(
            r"(?:in|by|since|until|over|during|before|early|late|mid)[\s-](?:the\s)?\Z",
            before,
            re.IGNORECASE,
        ):
            return None
        if m["s"] == "fall" and not before.endswith("the "):
            return None
        return self.year_of(code, self.tense(m.start()))

    def year_of(self, code: int, tense: Tense, strict: bool = False) -> Found:
        """A month (1-12) or season (21-24) without its year."""
        year, month, _ = self.anchor
        if year is None or month is None:
            missing = code < 13 and not strict
            return Found(f"XXXX-{code:02d}" if missing else None, "said", NO_YEAR)
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
        return Found(f"{year}-{code:02d}", ymd=(year, code, None) if code < 13 else None)

    def on_decade(self, m: Match, _: list[Found]) -> Found | None:
        """ "the 1990s"."""
        words = m.group().lower()
        if not m["c"] and not words.startswith(("the", "'", "’")):
            return None
        return Found(f"{m['c'] or 19}{m['d']}X", "said")

    def on_century(self, m: Match, _: list[Found]) -> Found:
        """ "the 19th century"."""
        return Found(f"{int(m['n']) - 1}XX", "said")

    def on_quarter(self, m: Match, _: list[Found]) -> Found:
        """ "the first half of 2018", "the third quarter of last year"."""
        kind = m["k"].lower()
        size = 6 if kind == "half" or kind.startswith("six") else 3
        order = _ORDER.get(m["o"].lower()) or 12 // size
        year = int(m["y"]) if m["y"] else self.related_year(m["r"])
        if year is None:
            return self.anchored(None)
        months = f"{year}-{(order - 1) * size + 1:02d}/{year}-{order * size:02d}"
        return Found(months, "said" if m["y"] else "anchored")

    def on_q(self, m: Match, _: list[Found]) -> Found:
        """Q3 2018."""
        y, order = m["y"], int(m["o"])
        return Found(f"{y}-{order * 3 - 2:02d}/{y}-{order * 3:02d}", "said")

    def on_feast(self, m: Match, _: list[Found]) -> Found | None:
        """Christmas, Easter, Eid."""
        name = " ".join(m["f"].replace("'", "’").split())
        before = self.before(m.start(), 20)
        orthodox = bool(re.search(r"Orthodox\s+\Z", before))
        if re.search(rf"(?<!\w)(?!{_LED}\s)[A-Z]\w*\s+\Z", before) and not orthodox:
            return None
        year = int(m["y"]) if m["y"] else self.related_year(m["r"])
        if name in FIXED_DAYS and not orthodox:
            item = self.dated(m.start(), year, *FIXED_DAYS[name])
            item.basis = "anchored" if m["r"] else item.basis
            return item
        if name in EASTER_DAYS:
            return self._easter(EASTER_DAYS[name], year, bool(m["r"]), m.start(), orthodox)
        return self.calendar(year) if year else Found(basis="none", reason=MOVES)

    def _easter(
        self, apart: int, year: int | None, related: bool, at: int, orthodox: bool
    ) -> Found:
        if year is not None:
            day = easter(year, orthodox=orthodox) + timedelta(days=apart)
            basis = "anchored" if related else "said"
            return Found(f"{day}", basis, ymd=(day.year, day.month, day.day))  # type: ignore[arg-type]
        today = self.day()
        if today is None:
            return Found(basis="none", reason=NO_YEAR)
        days = [
            easter(y, orthodox=orthodox) + timedelta(days=apart)
            for y in (today.year - 1, today.year, today.year + 1)
        ]
        ahead = self.tense(at) == "future"
        coming = [d for d in days if d >= today]
        day = coming[0] if ahead and coming else next(d for d in reversed(days) if d <= today)
        return Found(f"{day}", ymd=(day.year, day.month, day.day))

    def on_newyear(self, m: Match, _: list[Found]) -> Found | None:
        """ "the new year": the one that begins next; "New Year" alone is no day."""
        year, month, _day = self.anchor
        if not m.group().lower().startswith("the"):
            return Found(basis="none", reason="the turn of the year, not a day")
        if year is None or month is None:
            return self.anchored(None)
        return self.anchored(f"{year + (month > 6):04d}")

    def on_sincethen(self, m: Match, _: list[Found]) -> Found:
        """ "since then": from the date last named on."""
        return Found(basis="none", reason=NO_BASE, shift=(0, "then", False), open="since")
