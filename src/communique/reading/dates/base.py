"""What every handler of a date expression needs: the text, the anchor, the tense."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, timedelta

from spacy.tokens import Doc, Token

from communique.model import is_edtf
from communique.reading.dates.arithmetic import (
    exists,
    iso_date,
    number_is_vague,
    point,
    week,
)
from communique.reading.dates.found import NO_ANCHOR, NO_YEAR, Found, Tense, Ymd
from communique.reading.dates.patterns import AHEAD, CLOSES, SINCE
from communique.reading.dates.tense import tense_at
from communique.reading.dates.words import HEDGES
from communique.reading.sentences import has_sentences, sentence


class Base:
    """One document and its publication date."""

    def __init__(self, doc: Doc, published: str | None) -> None:
        self.doc, self.text = doc, doc.text
        self.starts: Sequence[float] = doc.to_array(["IDX"]).ravel().tolist()
        anchor = re.match(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", published or "")
        valid = anchor is not None and is_edtf(anchor.group())
        parts = [int(g) if g else None for g in anchor.groups()] if anchor and valid else [None] * 3
        self.anchor: Ymd = (parts[0], parts[1], parts[2])

    def calendar(self, year: int, month: int | None = None, day: int | None = None) -> Found:
        """A date that the text spells out."""
        return Found(iso_date(year, month, day), "said", ymd=(year, month, day))

    def dated(self, at: int, year: int | None, month: int, day: int | None) -> Found:
        """A date whose year the text may leave out."""
        if year is not None:
            return self.calendar(year, month, day)
        year = self.nearest(month, day, self.tense(at))
        edtf = iso_date(year, month, day)
        if year is None:
            return Found(edtf, "said", NO_YEAR, (None, month, day))
        return Found(edtf, "anchored", None, (year, month, day))

    def nearest(self, month: int, day: int | None, tense: Tense) -> int | None:
        """The year of a day or month: the last one past, the next one future, else the nearest."""
        year, now_month, now_day = self.anchor
        if year is None or now_month is None:
            return None
        now = (year, now_month, now_day or 28) if day else (year, now_month, 0)
        years = [y for y in range(year - 4, year + 5) if 0 < y < 10000 and exists(y, month, day)]
        if tense == "future":
            return next((y for y in years if (y, month, day or 0) >= now), None)
        if tense == "past":
            return next((y for y in reversed(years) if (y, month, day or 0) <= now), None)
        limit = date(year, now_month, now_day or 28) + timedelta(days=61)
        return next((y for y in reversed(years) if date(y, month, day or 1) <= limit), None)

    def related_year(self, word: str | None) -> int | None:
        """The year of "this", "last" or "next year"; None without such words or an anchor."""
        step = {"this": 0, "last": -1, "next": 1, "the": 0}.get((word or "").lower())
        return None if step is None or self.anchor[0] is None else self.anchor[0] + step

    def day(self) -> date | None:
        """The day of publication, if it is known."""
        year, month, day = self.anchor
        return date(year, month, day) if year and month and day else None

    def anchored(self, edtf: str | None) -> Found:
        """A date counted from the publication; without an anchor it has none."""
        if edtf is None:
            return Found(basis="none", reason=NO_ANCHOR)
        day = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", edtf)
        ymd = (int(day[1]), int(day[2] or 0) or None, int(day[3] or 0) or None) if day else None
        return Found(edtf, ymd=ymd)

    def point(self, unit: str, count: int) -> str | None:
        """The publication date moved by so many units, as precise as the unit."""
        return point(self.anchor, unit, count)

    def unit(self, unit: str, step: int) -> str | None:
        """The calendar unit that holds the publication date, moved by ``step``."""
        if unit == "decade":
            year = self.anchor[0]
            return f"{year // 10 + step}X" if year else None
        moved = self.point(unit, step)
        return week(date.fromisoformat(moved)) if moved and unit == "week" else moved

    def back(self, unit: str, count: int, words: str) -> str | None:
        """So many units from the publication date, as precise as the unit."""
        moved = self.point(unit, count)
        vague = number_is_vague(words)
        if moved and unit in ("week", "fortnight") and not vague:
            return week(date.fromisoformat(moved))
        hedged = vague or unit == "decade" or words.lower().startswith(HEDGES)
        return moved and moved + ("~" if hedged else "")

    def before(self, at: int, size: int = 25) -> str:
        """The words before a place in the text."""
        return self.text[max(0, at - size) : at]

    def token(self, at: int) -> Token:
        """The token at a place in the text."""
        return self.doc[max(0, bisect_right(self.starts, at) - 1)]

    def sentence(self, at: int) -> tuple[int, int]:
        """Where the sentence at a place begins and ends."""
        if not has_sentences(self.doc):
            return 0, len(self.text)
        sent = sentence(self.token(at))
        return sent.start_char, sent.end_char

    def tense(self, at: int) -> Tense:
        """Whether the date at ``at`` lies behind or ahead; None where unclear."""
        before = self.before(at, 45)
        if AHEAD.search(before):
            return "future"
        if SINCE.search(before):
            return "past"
        closes = CLOSES.search(before) is not None
        tense = tense_at(self.token(at), closes=closes)
        return "future" if tense is None and closes else tense
