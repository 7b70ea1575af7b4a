"""The gazetteer that the reading asks: what is embedded, and what the user imported."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

import yaml

from communique.gazetteer.compiled import Compiled, open_compiled
from communique.gazetteer.embedded import Tables, other_names, tables
from communique.gazetteer.site import Region, Site, folded
from communique.gazetteer.small import small_towns

SETTING = "COMMUNIQUE_PLACES"
"""Environment: a folder (or file) that ``communique places import`` wrote."""
METROPOLIS = 500_000
"""A town also called like a US state is meant from this size on ("Washington")."""
_DATA = Path(__file__).parent / "data" / "regions.yaml"


class Gazetteer:
    """Names to places. Countries come first, then towns, then what is also called so."""

    def __init__(self, own: Compiled | None = None) -> None:
        self.own = own
        self.tables: Tables = tables()
        self.regions = _regions()

    @property
    def version(self) -> str:
        """What the user's gazetteer holds, as a short digest; empty without one."""
        return self.own.about.get("digest", "") if self.own else ""

    @property
    def countries(self) -> dict[str, Site]:
        """Countries by folded name."""
        return self.tables.countries

    @property
    def codes(self) -> frozenset[str]:
        """The countries' codes (ISO 3166 alpha-3)."""
        return self.tables.alpha3

    @property
    def states(self) -> dict[str, Site]:
        """US states and the nations of the United Kingdom by folded name."""
        return self.tables.states

    def is_capital(self, site: Site) -> bool:
        """Whether a town is a country's capital."""
        return site.geonames_id in self.tables.capitals

    def is_town(self, key: str) -> bool:
        """Whether it is the first name of a large town or of an imported place."""
        return key in self.tables.towns or bool(self.own and self._own(key))

    def region(self, key: str) -> Region | None:
        """The region without an id of this name."""
        return self.regions.get(key)

    def sites(self, key: str) -> list[Site]:
        """All entries of one folded name that are large enough to be meant anywhere."""
        found = [self.countries[key]] if key in self.countries else []
        state = self.states.get(key)
        towns = self.tables.towns.get(key, [])
        if found:
            return [*found, state] if state else found
        imported = self._own(key) if self.own else []
        if imported:
            known = {s.geonames_id for s in imported}
            towns = [*imported, *(s for s in towns if s.geonames_id not in known)]
        elif not towns and (state is None or key not in self.regions):
            towns = other_names().get(key, [])
        if state and not any(t.population > METROPOLIS for t in towns):
            return [state]
        return towns

    def small(self, key: str) -> list[Site]:
        """Small towns of one name, where no large one has it."""
        return small_towns().sites(key, small=True)

    def _own(self, key: str) -> list[Site]:
        assert self.own is not None
        return _asked(self.own, key)


@lru_cache(maxsize=50_000)
def _asked(own: Compiled, key: str) -> list[Site]:
    return own.sites(key)


@lru_cache(maxsize=1)
def _regions() -> dict[str, Region]:
    """The regions written down here, by folded name."""
    read = yaml.load(_DATA.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    found: dict[str, Region] = {}
    for name in read["of_several"]:
        found[folded(name)] = Region(name, None, "region")
    for precision in ("province", "region"):
        for country, names in read[precision].items():
            for name in (n.strip() for n in names.split(",")):
                key = folded(name)
                several = key in found and found[key].country != country
                found[key] = Region(name, None if several else country, precision)
    return found


@lru_cache(maxsize=4)
def _loaded(where: str | None) -> Gazetteer:
    return Gazetteer(open_compiled(Path(where)) if where else None)


def load_gazetteer(where: str | os.PathLike[str] | None = None) -> Gazetteer:
    """The gazetteer, with the user's own where one is named or set in ``COMMUNIQUE_PLACES``.

    Raises:
        GazetteerError: what is named is no gazetteer.
    """
    chosen = where if where is not None else os.environ.get(SETTING) or None
    return _loaded(os.fspath(chosen) if chosen is not None else None)
