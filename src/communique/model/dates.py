"""EDTF dates (Library of Congress, levels 0-1 and the parts of 2 that we write).

The grammar is the ``edtf`` package's; this module adds validity and calendar bounds.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from functools import lru_cache

import msgspec

from communique.model.errors import FormatError

_SIMPLE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?[~?%]?")


class DateRange(msgspec.Struct, frozen=True):
    """Earliest and latest day, both inclusive; ``None`` is open or unknown."""

    first: date | None
    last: date | None

    def overlaps(self, other: DateRange) -> bool:
        """True when some day may lie in both; an unknown bound never excludes."""
        starts_too_late = (
            self.first is not None and other.last is not None and self.first > other.last
        )
        ends_too_early = (
            self.last is not None and other.first is not None and self.last < other.first
        )
        return not (starts_too_late or ends_too_early)


@lru_cache(maxsize=8192)
def date_range(edtf: str) -> DateRange:
    """The earliest and latest day an EDTF string allows.

    A missing year (``XXXX-12-03``) gives an open range: the year is unknown, not guessed.

    Raises:
        FormatError: ``edtf`` is not EDTF.
    """
    if not edtf.isascii() or edtf != edtf.strip() or edtf.count("/") > 1:
        raise FormatError(f"not an EDTF date: {edtf!r}")
    if "/" in edtf:
        left, _, right = edtf.partition("/")
        first = None if left in ("", "..") else date_range(left).first
        last = None if right in ("", "..") else date_range(right).last
        if first and last and first > last:
            raise FormatError(f"not an EDTF date: {edtf!r}: ends before it begins")
        return DateRange(first, last)
    match = _SIMPLE.fullmatch(edtf)
    if match:
        return _simple(edtf, *(int(g) if g else None for g in match.groups()))
    if edtf.startswith("XXXX"):
        _parse(edtf)
        return DateRange(None, None)
    try:
        parsed = _parse(edtf)
        return DateRange(_day(parsed.lower_strict()), _day(parsed.upper_strict()))
    except (ValueError, TypeError, AttributeError, OverflowError):
        raise FormatError(f"no calendar days are known for the EDTF date {edtf!r}") from None


def _simple(edtf: str, year: int | None, month: int | None, day: int | None) -> DateRange:
    if year is None or year == 0:
        raise FormatError(f"not an EDTF date: {edtf!r}")
    try:
        if month is None:
            return DateRange(date(year, 1, 1), date(year, 12, 31))
        if 21 <= month <= 24 and day is None:
            start = date(year, (month - 21) * 3 + 3, 1)
            end = start + timedelta(days=92)
            return DateRange(start, date(end.year, end.month, 1) - timedelta(days=1))
        if day is None:
            return DateRange(
                date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
            )
        exact = date(year, month, day)
    except (ValueError, OverflowError, calendar.IllegalMonthError) as error:
        raise FormatError(f"not an EDTF date: {edtf!r}: {error}") from None
    return DateRange(exact, exact)


def _parse(edtf: str):  # type: ignore[no-untyped-def]
    from edtf import parse_edtf
    from edtf.parser.edtf_exceptions import EDTFParseException

    try:
        return parse_edtf(edtf)
    except EDTFParseException:
        raise FormatError(f"not an EDTF date: {edtf!r}") from None


def _day(value: object) -> date | None:
    if value is None or value in (float("inf"), float("-inf")):
        return None
    year, month, day = value[0], value[1], value[2]  # type: ignore[index]
    return date(year, month, day)


def is_edtf(value: str) -> bool:
    """True when ``value`` is an EDTF date that ``date_range`` understands."""
    try:
        date_range(value)
    except FormatError:
        return False
    return True
