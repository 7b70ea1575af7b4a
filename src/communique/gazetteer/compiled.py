"""A gazetteer in one SQLite file: how it is written and how it is asked."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from communique.gazetteer.site import Precision, Site
from communique.model import CommuniqueError

FORMAT = "1"
"""Of the tables below; a file of another format is refused."""
FILE = "places.sqlite"
_BATCH = 5_000

_SCHEMA = """
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE sites (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, country TEXT NOT NULL, latitude REAL,
    longitude REAL, precision TEXT NOT NULL, population INTEGER NOT NULL, division TEXT NOT NULL
);
CREATE TABLE names (
    key TEXT NOT NULL, main INTEGER NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (key, id)
) WITHOUT ROWID;
"""


class GazetteerError(CommuniqueError):
    """A gazetteer file is missing or is none."""


class Compiled:
    """A compiled gazetteer, open for reading. Safe across forks: every process opens its own."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._pid = -1
        self._connection: sqlite3.Connection | None = None
        self.about = self._about()

    def _open(self) -> sqlite3.Connection:
        if self._connection is None or self._pid != os.getpid():
            where = f"{self.file.absolute().as_uri()}?mode=ro&immutable=1"
            self._connection = sqlite3.connect(where, uri=True, check_same_thread=False)
            self._pid = os.getpid()
        return self._connection

    def _about(self) -> dict[str, str]:
        try:
            found = dict(self._open().execute("SELECT key, value FROM about"))
        except sqlite3.Error as error:
            raise GazetteerError(f"{self.file}: is no gazetteer: {error}") from None
        if found.get("format") != FORMAT:
            raise GazetteerError(
                f"{self.file}: gazetteer of format {found.get('format')}, not {FORMAT};"
                " import it again"
            )
        return found

    def sites(self, key: str, *, small: bool = False) -> list[Site]:
        """Entries of a folded name: those that bear it as their first name, else the others."""
        rows = self._open().execute(
            "SELECT s.id, s.name, s.country, s.latitude, s.longitude, s.precision, s.population,"
            " s.division, n.main FROM names n JOIN sites s ON s.id = n.id WHERE n.key = ?"
            " ORDER BY s.population DESC, s.id",
            (key,),
        )
        found = [(bool(row[8]), _site(row, small)) for row in rows]
        return [site for main, site in found if main] or [site for _, site in found]


def _site(row: tuple[int, str, str, float, float, Precision, int, str, int], small: bool) -> Site:
    return Site(
        name=row[1],
        geonames_id=row[0],
        country=row[2],
        latitude=row[3],
        longitude=row[4],
        precision=row[5],
        population=row[6],
        division=row[7],
        small=small,
    )


def open_compiled(where: Path) -> Compiled:
    """The gazetteer in a file, or in a folder that ``communique places import`` wrote.

    Raises:
        GazetteerError: there is none.
    """
    file = where / FILE if where.is_dir() else where
    if not file.is_file():
        raise GazetteerError(f"{where}: no gazetteer; make one with: communique places import")
    return Compiled(file)


def write_compiled(
    file: Path, entries: Iterable[tuple[Site, frozenset[str]]], about: dict[str, str]
) -> int:
    """Write a gazetteer; returns the number of places.

    ``entries`` are places with their folded names, the first name's included. The file appears
    only when it is whole.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f"{file.name}.{os.getpid()}.part")
    part.unlink(missing_ok=True)
    connection = sqlite3.connect(part)
    try:
        connection.executescript(_SCHEMA)
        connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;")
        count = 0
        for batch in _batches(entries):
            count += len(batch)
            connection.executemany(
                "INSERT OR REPLACE INTO sites VALUES (?,?,?,?,?,?,?,?)",
                [
                    (
                        *(s.geonames_id, s.name, s.country, s.latitude, s.longitude),
                        *(s.precision, s.population, s.division),
                    )
                    for s, _ in batch
                ],
            )
            connection.executemany(
                "INSERT OR REPLACE INTO names VALUES (?,?,?)",
                [(k, k == first(s), s.geonames_id) for s, keys in batch for k in sorted(keys)],
            )
        rows = {**about, "format": FORMAT, "places": str(count)}
        connection.executemany("INSERT INTO about VALUES (?,?)", sorted(rows.items()))
        connection.commit()
        connection.close()
        part.replace(file)
    finally:
        connection.close()
        part.unlink(missing_ok=True)
    return count


def first(site: Site) -> str:
    """The folded first name of a place."""
    from communique.gazetteer.site import folded

    return folded(site.name)


def _batches(
    entries: Iterable[tuple[Site, frozenset[str]]],
) -> Iterator[list[tuple[Site, frozenset[str]]]]:
    batch: list[tuple[Site, frozenset[str]]] = []
    for entry in entries:
        batch.append(entry)
        if len(batch) >= _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
