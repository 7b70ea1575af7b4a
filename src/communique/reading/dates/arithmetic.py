"""Calendar arithmetic: moving dates by units, weeks, Easter, numbers in words."""

from __future__ import annotations

import re
from datetime import date, timedelta

from communique.reading.dates.found import Ymd
from communique.reading.dates.words import NUMBER, VAGUE


def iso_date(year: int | None, month: int | None, day: int | None) -> str:
    """EDTF of a year, month or day; ``XXXX`` for a year that is not known."""
    text = "XXXX" if year is None else f"{year:04d}"
    return text + (f"-{month:02d}" if month else "") + (f"-{day:02d}" if month and day else "")


def exists(year: int, month: int, day: int | None) -> bool:
    """Whether the calendar has the day."""
    try:
        date(year, month, day or 1)
    except ValueError:
        return False
    return True


def point(base: Ymd, unit: str, count: int) -> str | None:
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


def week(day: date) -> str:
    """The week of a day, Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return f"{monday}/{monday + timedelta(days=6)}"


def number(words: str) -> int | None:
    """The value of a number in figures or words; None where it names no amount ("many")."""
    if words.strip().isdigit():
        return int(words)
    parts = [NUMBER[w] for w in re.findall(r"[a-z]+", words.lower()) if w in NUMBER]
    if len(parts) > 1 and parts[0] == 1:
        parts = parts[1:]
    return sum(parts) or None


def number_is_vague(words: str) -> bool:
    """Whether words name no exact number ("a few", "several")."""
    return any(re.search(rf"\b{word}\b", words.lower()) for word in VAGUE)


def easter(year: int, *, orthodox: bool = False) -> date:
    """Easter Sunday in the Gregorian calendar, of the western or the eastern churches."""
    if orthodox:
        a, b, c = year % 4, year % 7, year % 19
        d = (19 * c + 15) % 30
        e = (2 * a + 4 * b - d + 34) % 7
        month, day = divmod(d + e + 114, 31)
        julian = date(year, month, day + 1)
        return julian + timedelta(days=year // 100 - year // 400 - 2)
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return date(year, month, day + 1)
