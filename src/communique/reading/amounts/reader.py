"""Amounts of a document: numbers, what they count, and what they take from the one before."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

import msgspec
from spacy.tokens import Doc, Token

from communique.reading.amounts.bare import NAMED, is_amount, partitive
from communique.reading.amounts.currencies import NATIONAL, PLAIN, currency
from communique.reading.amounts.numbers import HEDGE, NUMBER, VAGUE, VALUES, bounds, is_joined
from communique.reading.amounts.people import is_people
from communique.reading.amounts.roles import by_kind, of_bare, role_of, spoken_of
from communique.reading.sentences import has_sentences, sentence

_TIME = frozenset(
    (
        *("second", "minute", "hour", "day", "week", "month", "year", "decade", "night", "century"),
        *("degree", "am", "pm", "a.m.", "p.m.", "gmt", "third", "quarter", "fifth", "tenth"),
        *("time", "percent", "point", "o'clock", "weekend"),
    )
)
_DATE = re.compile(
    r"\s*(?:st|nd|rd|th)?\s*(?:of\s+)?(?:Jan|Feb|Mar(?:ch|\b)|Apr|May\b|June?\b|July?\b|Aug|Sep|Oct|Nov"
    r"|Dec)"
)
_MONTH_BEFORE = re.compile(
    r"\b(?:Jan|Feb|Mar|March|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?\s+(?:\d\d?,?\s+)?\Z"
)
_KNOWN = frozenset(("the", "these", "those", "both", "other", "his", "their", "first", "last"))
_SKIPPED = frozenset("of the its their his her our those these whose same - strong".split())
_AND = re.compile(r"(?:,|,? and)[\s\"“”,\w]{0,20}")
_AND_PART = re.compile(r",?\s+and\s+|,\s+")
_AMONG = re.compile(
    r"[^.;:]{0,60}?[,(—–-]\s*(?:(?:among|amongst|including|of) (?:them|whom|these|those)?\s*"
    r"|including\s+|(?:at least|about|some|nearly)\s+)(?:were\s+|are\s+)?"
)
_LED_PART = re.compile(r"\b(?:among (?:them|whom)|including)\s+\Z")
_SHARED = frozenset(("killed", "injured", "arrested", "displaced"))
_REACH = 7
BACK = 3
"""From how many sentences on a bare number ("then 30") takes what it counts."""


class AmountMention(msgspec.Struct, frozen=True):
    """One amount: ``value``, or ``low`` and ``high`` where only bounds are said.

    ``unit`` is an ISO 4217 currency, ``%`` or a plural noun; it is empty with a ``reason`` where
    the words could mean several currencies. ``head`` is the index of the token that is counted.
    """

    text: str
    start: int
    end: int
    value: float | None = None
    unit: str = ""
    low: float | None = None
    high: float | None = None
    head: int | None = None
    role: str = "other"
    reason: str | None = None


def find_amounts(doc: Doc) -> list[AmountMention]:
    """Every amount of ``doc`` in order; spans never overlap."""
    return _Reader(doc).read()


class _Reader:
    """One document's amounts."""

    def __init__(self, doc: Doc) -> None:
        self.doc, self.text = doc, doc.text
        self.starts: Sequence[float] = doc.to_array(["IDX"]).ravel().tolist()

    def read(self) -> list[AmountMention]:
        """All amounts; a bare number takes unit and role from the amount before it."""
        found: list[AmountMention] = []
        at = 0
        while match := NUMBER.search(self.text, at):
            hedge = HEDGE.search(self.text[max(at, match.start() - 40) : match.start()])
            joined = is_joined(match, hedge)
            at = match.end() if joined or not match["n2"] else match.start("sep")
            begin = match.start() + (len(match.group()) - len(match.group().lstrip()))
            if hedge and (joined or not hedge["between"]):
                begin -= hedge.end() - hedge.start()
            item = self._item(match, hedge, begin, at, joined)
            if item is not None:
                found.append(self._filled(item, found))
                at = max(at, item.end)
        for index in reversed(range(len(found) - 1)):
            if self._shares(found[index], found[index + 1]):
                role = found[index + 1].role
                found[index] = msgspec.structs.replace(found[index], role=role)
        for index in range(1, len(found)):
            if self._among(found[index - 1], found[index]):
                role = found[index - 1].role
                found[index] = msgspec.structs.replace(found[index], role=role)
        return found

    def _shares(self, item: AmountMention, following: AmountMention) -> bool:
        """Whether "24 Kyrgyz and 35 Tajiks were killed" says the same of both."""
        if item.role not in ("other", "troops") or following.role not in _SHARED:
            return False
        if item.head is None or not is_people(self.doc[item.head]):
            return False
        if not _AND.fullmatch(self.text[item.end : following.start]):
            return False
        between = self.doc.char_span(item.end, following.start, alignment_mode="expand")
        return between is None or not any(t.pos_ in ("VERB", "AUX") for t in between)

    def _among(self, item: AmountMention, part: AmountMention) -> bool:
        """Whether the second counts some of the first ("…, among them four women")."""
        if part.role != "other" or item.role not in (*_SHARED, "prisoners", "troops"):
            return False
        if part.head is not None and not is_people(self.doc[part.head]):
            return False
        between = self.text[item.end : part.start]
        joined = part.head is not None and _AND_PART.fullmatch(between) is not None
        return bool(_AMONG.fullmatch(between)) or (joined and self._is_part(item))

    def _is_part(self, item: AmountMention) -> bool:
        """Whether an amount was itself led by "among them" or "including"."""
        return bool(_LED_PART.search(self.text[max(0, item.start - 30) : item.start]))

    def _item(
        self,
        match: re.Match[str],
        hedge: re.Match[str] | None,
        begin: int,
        end: int,
        joined: bool,
    ) -> AmountMention | None:
        limits = bounds(match, hedge, joined)
        if limits is None:
            return None
        value, low, high = limits
        text, doc = self.text, self.doc
        token = bisect_left(self.starts, end)
        if match["c"] or (match["cw"] and (joined or not match["n2"])):
            unit, reason = currency(match["c"], match["adj"], match["cw"], text)
            mark = match.start("c") if match["c"] else match.start("cw")
            head = max(0, bisect_left(self.starts, mark + 1) - 1)
            return AmountMention(
                text[begin:end], begin, end, value, unit, low, high, head, "money", reason
            )
        if match["pc"]:
            return AmountMention(text[begin:end], begin, end, value, "%", low, high, token - 1)
        if self._names_something(match, end):
            return None
        if text.startswith("-strong", end):
            return AmountMention(
                text[begin : end + 7], begin, end + 7, value, "people", low, high, role="troops"
            )
        noun = self._noun(token)
        if noun is not None and noun.lemma_.lower() in _TIME:
            return None
        if noun is not None and noun.lemma_.lower() in (*PLAIN, *NATIONAL):
            near = noun.nbor(-1).text if noun.i else None
            unit, reason = currency(None, near, noun.lemma_, text)
            stop = noun.idx + len(noun)
            return AmountMention(
                text[begin:stop], begin, stop, value, unit, low, high, noun.i, "money", reason
            )
        role = role_of(doc, self.starts, begin, token, noun, text)
        if not self._counts(match, hedge, joined, begin, end, token, noun, role):
            return None
        return self._counted(begin, end, limits, token, noun, role)

    def _counts(
        self,
        match: re.Match[str],
        hedge: re.Match[str] | None,
        joined: bool,
        begin: int,
        end: int,
        token: int,
        noun: Token | None,
        role: str | None,
    ) -> bool:
        """Whether the number counts something, and is not part of a name, an age or a year."""
        text, doc = self.text, self.doc
        word = match["n"].lower()
        modified = noun is not None and any(
            c.dep_ == "nummod" and c.i < noun.i for c in noun.children
        )
        plural = noun is not None and (noun.tag_ in ("NNS", "NNPS") or noun.lower_ == "people")
        countable = plural or (modified and word != "one")
        if word == "one" and not joined and (role is None or text.startswith(" of ", end)):
            return False
        vague = word.split()[0] in VAGUE
        before = doc[max(0, bisect_left(self.starts, begin) - 1)] if begin else None
        bare = noun is None or noun.lower_ in ("more", "other", "others", "dead")
        if role is None and not countable and not (match["s"] and noun is not None) and not vague:
            if not bare and not partitive(doc, token):
                return False
            if not is_amount(doc, match, hedge, before, token, joined):
                return False
        if bare and noun is None and role is not None and not hedge and before is not None:
            if before.lower_ in ("at", "in", "until", "by") and match["n"].isdigit():
                if len(match["n"]) <= 2:
                    return False
        titled = match["n"][0].isupper() and noun is not None and noun.pos_ == "PROPN"
        if titled and begin and text[begin - 2 : begin - 1] not in ".!?\n" and not plural:
            return False
        if re.fullmatch(r"(?:19|20)\d\d", match["n"]) and not hedge:
            led = before is None or before.pos_ in ("VERB", "AUX", "PUNCT", "SPACE")
            if not led or not (countable or role):
                return False
        known = before is not None and before.lower_ in _KNOWN
        if known and role is None and not hedge and word in VALUES and not joined:
            return False
        return not (re.fullmatch(r"m|b|k", match["s"] or "") and noun is None)

    def _counted(
        self,
        begin: int,
        end: int,
        limits: tuple[float | None, float | None, float | None],
        token: int,
        noun: Token | None,
        role: str | None,
    ) -> AmountMention:
        unit = "people" if role else ""
        if noun is not None:
            plain = noun.lower_ in ("other", "others", "person", "dead", "more")
            unit = ("" if noun.lower_ == "more" else "people") if plain else _plural(noun)
            if not any(t.like_num for t in self.doc[token : noun.i]):
                end = max(end, noun.idx + len(noun))
        part = partitive(self.doc, token) if noun is None else None
        if part is not None:
            end = max(end, part.idx + len(part))
        if role is None and noun is not None and noun.lower_ not in ("more", "other", "others"):
            role = "killed" if noun.lower_ == "dead" else by_kind(noun)
        elif role is None:
            role = of_bare(self.doc, token)
        value, low, high = limits
        index = noun.i if noun is not None else None
        return AmountMention(
            self.text[begin:end], begin, end, value, unit, low, high, index, role or ""
        )

    def _filled(self, item: AmountMention, found: list[AmountMention]) -> AmountMention:
        """A bare number with the unit and role of the amount that it goes on from."""
        if item.role and (item.unit or item.reason):
            return item
        source = self._antecedent(item, found)
        if source is None and not item.role:
            spoken = spoken_of(self.doc, bisect_left(self.starts, item.start))
            item = msgspec.structs.replace(item, role=spoken or "other")
        unit = item.unit or (source.unit if source else "people")
        role = item.role or (source.role if source else "other")
        if source is not None and source.role == "money" and item.unit not in ("", source.unit):
            role = item.role or "other"
        return msgspec.structs.replace(item, unit=unit, role=role)

    def _antecedent(self, item: AmountMention, found: list[AmountMention]) -> AmountMention | None:
        """The last amount of the sentence, or of those just before, that says what it counts."""
        low = item.start
        if has_sentences(self.doc):
            for _ in range(BACK):
                at = max(0, bisect_left(self.starts, max(0, low - 1)) - 1)
                low = sentence(self.doc[at]).start_char
        for other in reversed(found):
            if other.start < low:
                return None
            if other.unit and other.unit != "%":
                size = item.value or item.low or item.high or 0
                small = other.role == "money" and size < 1_000
                if not small:
                    return other
        return None

    def _names_something(self, match: re.Match[str], end: int) -> bool:
        """True for dates, ages, clock times and numbers that are part of a name."""
        text = self.text
        before = text[max(0, match.start() - 14) : match.start()]
        if match["n"][0].isdigit() and len(match["n"]) <= 4:
            if _MONTH_BEFORE.search(before) and not match["s"]:
                return True
            if len(match["n"]) <= 2 and _DATE.match(text, end):
                return True
            if re.match(r"\s*,", text[end:]) and before.endswith(", "):
                return True
            if re.fullmatch(r"(?:1[89]|20)\d\d", match["n"]) and re.search(
                r"\b(?:in|since|the|of|until|from|by|early|late|mid|before|after|during)[\s-]+\Z",
                before,
                re.I,
            ):
                return True
        if re.match(
            r"\s*(?:a\.?m\.?|p\.?m\.?|GMT|o.clock|[-\s]?years?[-\s]old|and\s+a\s+half)(?!\w)",
            text[end : end + 14],
        ):
            return True
        index = bisect_left(self.starts, match.start()) - 1
        previous = self.doc[index] if index >= 0 else None
        return previous is not None and previous.lower_.strip(".") in NAMED

    def _noun(self, at: int) -> Token | None:
        """The noun that a number before token ``at`` counts."""
        last: Token | None = None
        of = False
        for token in self.doc[at : at + _REACH]:
            low = token.lower_
            if last is None and low in _SKIPPED:
                of = of or low == "of"
                continue
            if last is None and of and token.like_num:
                continue
            if last is None and token.is_quote:
                continue
            if low == "dead" and last is None and not self._goes_on(token):
                return token
            if low in ("other", "others", "more", "dead") and token.tag_ != "JJ":
                if low != "more" or not self._goes_on(token):
                    return token
                continue
            if token.pos_ in ("NOUN", "PROPN"):
                last = token
                if token.tag_ == "NNS" or low == "people":
                    break
            elif token.pos_ == "ADJ" or (last is None and token.tag_ in ("VBN", "VBG")):
                if last is not None:
                    break
            elif low not in ("more", "and", "-") or last is not None:
                break
        return last

    def _goes_on(self, more: Token) -> bool:
        """Whether "more" is followed by what is counted ("600 more troops")."""
        following = self.doc[more.i + 1] if more.i + 1 < len(self.doc) else None
        return following is not None and following.pos_ in ("NOUN", "ADJ", "PROPN")


def _plural(noun: Token) -> str:
    if noun.tag_ in ("NNS", "NNP", "NNPS") or noun.lower_ == "people":
        return noun.text if noun.text[:1].isupper() and not noun.is_sent_start else noun.lower_
    word = noun.lower_
    if word in ("aircraft", "personnel", "police", "staff", "cattle", "sheep"):
        return word
    return word + ("es" if word.endswith(("s", "x", "ch", "sh")) else "s")
