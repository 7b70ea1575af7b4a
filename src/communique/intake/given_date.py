"""Publication dates that come as a value: an argument, a JSON field, a meta element.

A date is kept in EDTF with the precision it came in, or it is left out with a reason; nothing is
filled in.
"""

from __future__ import annotations

import re
from datetime import date
from email.utils import parsedate_to_datetime

from communique.intake.limits import EARLIEST_YEAR, LATEST_YEAR
from communique.model import FormatError, date_range

_ISO = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$", re.ASCII)
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$", re.ASCII)
_ISO_TIME = re.compile(r"^(\d{4}-\d{2}-\d{2})[T ]\d{2}:?\d{2}", re.ASCII)
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_DAY_FIRST = re.compile(r"^(\d{1,2})(?:st|nd|rd|th)? ([A-Za-z]{3,9})\.?,? (\d{4})$", re.ASCII)
_MONTH_FIRST = re.compile(r"^([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$", re.ASCII)
_EPOCH = "1970-01-01"


def check_date(value: str) -> str:
    """The EDTF form of a publication date.

    Takes a year, month or day in ISO form, an ISO date with a time, ``20181203``,
    ``3 December 2018``, ``December 3, 2018`` and the form of e-mail and feeds.

    Raises:
        FormatError: it is no date ("yesterday", ``2023-02-30``), or an absurd one (before 1900,
            after 2099, or 1970-01-01, which is a computer's zero).
    """
    text = value.strip()
    edtf = _read(text)
    if edtf is None:
        raise FormatError(f"not a date: {value!r}")
    first = date_range(edtf).first
    if first is None or not EARLIEST_YEAR <= first.year <= LATEST_YEAR:
        raise FormatError(f"absurd date: {value!r}")
    if edtf == _EPOCH:
        raise FormatError(f"absurd date: {value!r} is a computer's zero")
    return edtf


def date_or_note(value: object) -> tuple[str | None, str | None]:
    """``(edtf, None)`` for a usable date, ``(None, note)`` for one that is not.

    ``None`` and blank values give ``(None, None)``: there was no date to judge.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None, None
    text = str(value) if isinstance(value, (str, int, float)) else repr(value)
    try:
        return check_date(text), None
    except FormatError as error:
        return None, f"{error}; the publication date is left open"


def _read(text: str) -> str | None:
    timed = _ISO_TIME.match(text)
    if timed:
        text = timed.group(1)
    compact = _COMPACT.match(text)
    if compact:
        text = "-".join(compact.groups())
    if _ISO.match(text):
        try:
            date_range(text)
        except FormatError:
            return None
        return text
    for pattern, order in ((_DAY_FIRST, (1, 2, 3)), (_MONTH_FIRST, (2, 1, 3))):
        match = pattern.match(text)
        if match:
            day, month, year = (match.group(i) for i in order)
            return _named(int(day), month, int(year))
    try:
        return parsedate_to_datetime(text).date().isoformat()
    except (ValueError, TypeError, IndexError):
        return None


def _named(day: int, month: str, year: int) -> str | None:
    number = _MONTHS.get(month.lower()[:3])
    if number is None:
        return None
    try:
        return date(year, number, day).isoformat()
    except ValueError:
        return None
