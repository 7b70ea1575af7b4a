"""EDTF dates in words: ``2018-12-03/2018-12-08`` is “3 to 8 December 2018”."""

from __future__ import annotations

import re
from functools import lru_cache

_MONTHS = (
    "January February March April May June July August September October November December".split()
)
_SEASONS = {21: "spring", 22: "summer", 23: "autumn", 24: "winter"}
_ONE = re.compile(r"([0-9]{4}|XXXX)(?:-([0-9]{2}))?(?:-([0-9]{2}))?([~?%]?)")
_DOUBT = {"~": "about ", "?": "perhaps ", "%": "perhaps about "}
_EXACT = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")


@lru_cache(maxsize=1 << 14)
def date_words(edtf: str | None) -> str:
    """The date for people to read; the EDTF itself where we have no words for it."""
    if not edtf:
        return "no date"
    if "/" not in edtf:
        return _one(edtf) or edtf
    first, _, last = edtf.partition("/")
    if first in ("", ".."):
        words = _one(last)
        return f"until {words}" if words else edtf
    if last in ("", ".."):
        words = _one(first)
        return f"since {words}" if words else edtf
    return _both(first, last) or edtf


def machine_date(edtf: str | None) -> str | None:
    """The date where HTML's ``time`` can take it: one day, month or year."""
    return edtf if edtf and _EXACT.fullmatch(edtf) else None


def _one(edtf: str) -> str | None:
    match = _ONE.fullmatch(edtf)
    if match is None:
        return None
    year, month, day, doubt = match.groups()
    known = "" if year == "XXXX" else f" {year}"
    after = ", year not given" if year == "XXXX" else ""
    if month is None:
        words = known.strip() or "year not given"
        after = ""
    elif int(month) in _SEASONS:
        words = f"{_SEASONS[int(month)]}{known}"
    elif not 1 <= int(month) <= 12:
        return None
    else:
        name = _MONTHS[int(month) - 1]
        words = f"{name}{known}" if day is None else f"{int(day)} {name}{known}"
    return f"{_DOUBT.get(doubt, '')}{words}{after}"


def _both(first: str, last: str) -> str | None:
    begun, ended = _one(first), _one(last)
    if begun is None or ended is None:
        return None
    if len(first) == len(last) == 10 and first[:4] == last[:4]:
        begun = str(int(first[8:])) if first[:7] == last[:7] else begun.rsplit(" ", 1)[0]
    return f"{begun} to {ended}"
