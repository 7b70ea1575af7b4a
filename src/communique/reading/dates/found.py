"""What a date expression is: as it leaves the reader, and while it is being read."""

from __future__ import annotations

from typing import Literal

import msgspec

NEIGHBOURS = 4
"""How many dates on each side a relative one may count from."""
NO_ANCHOR = "counted from a publication date that is not known"
NO_YEAR = "the year is not said and the publication date is not known"
NO_BASE = "relative to another time in the text"

Basis = Literal["said", "anchored", "none"]
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


class Found(msgspec.Struct):
    """An expression while it is read.

    ``ymd`` is set where others may count from it; ``shift`` (count, unit, and whether it may count
    from the page) where it counts from another; ``open`` is the word that opens it ("since").
    """

    edtf: str | None = None
    basis: Basis = "anchored"
    reason: str | None = None
    ymd: Ymd | None = None
    shift: tuple[int, str, bool] | None = None
    open: str = ""
    kind: str = ""
    start: int = 0
    end: int = 0
