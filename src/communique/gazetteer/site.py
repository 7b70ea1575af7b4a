"""One entry of a gazetteer, and the form in which names are looked up."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

import msgspec

Precision = Literal["country", "province", "city", "region", "none"]

_LATIN = 0x024F
"""The last letter of Unicode's Latin blocks."""
_MARKS = re.compile(r"['’‘`.]")


class Site(msgspec.Struct, frozen=True):
    """A place with a GeoNames id.

    ``country`` is ISO 3166 alpha-3, ``division`` the first-level code within it (GeoNames
    ``admin1``), coordinates are degrees (WGS 84). ``small`` marks what is believed only where the
    text speaks of its country or no other place is called so.
    """

    name: str
    geonames_id: int
    country: str
    latitude: float | None
    longitude: float | None
    precision: Precision
    population: int = 0
    division: str = ""
    small: bool = False


class Region(msgspec.Struct, frozen=True):
    """A part of a country, a river, a strait or a camp that the gazetteer has no id for.

    ``country`` is None where it belongs to several.
    """

    name: str
    country: str | None
    precision: Precision


def folded(name: str) -> str:
    """A name as it is looked up: lower case, without accents, apostrophes, points and hyphens."""
    if name.isascii() and name.isalpha():
        return name.lower()
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    return " ".join(_MARKS.sub("", plain).replace("-", " ").split())


def is_latin(name: str) -> bool:
    """Whether an English text could name a place so: a capital, and no letters but Latin ones."""
    return name[:1].isupper() and all(ord(c) <= _LATIN or not c.isalpha() for c in name)


def bare(key: str) -> frozenset[str]:
    """A folded name, and the same without "Ciudad" before or "City" behind it."""
    return frozenset({key, key.removeprefix("ciudad ").removesuffix(" city")})
