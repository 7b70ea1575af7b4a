"""What an import yields: rows of our own files, and what was left out and why."""

from __future__ import annotations

import csv
import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

import msgspec

from communique.actors.folding import key_of
from communique.actors.knowledge import ENTITY_CODES, SECTORS, read_rows

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "organisations": ("id", "code", "name", "aliases", "kind", "sectors", "from", "to", "note"),
    "agencies": ("id", "country", "name", "aliases", "sectors", "from", "to", "note"),
    "groups": ("id", "name", "countries", "sectors", "aliases", "from", "to", "note"),
    "parties": ("id", "country", "name", "aliases", "sectors", "from", "to", "note"),
    "offices_imported": ("id", "country", "title", "aliases", "sectors", "role", "note"),
    "terms_imported": ("office", "person", "start", "end", "status", "note"),
    "people_imported": ("person", "aliases", "short"),
    "roles": ("noun", "plural", "sectors", "default", "note"),
}
"""The files of a folder of one's own, and their columns."""
_KEYS = {
    "terms_imported": ("office", "person", "start"),
    "people_imported": ("person",),
    "roles": ("noun",),
}
Row = dict[str, str]


class Skipped(msgspec.Struct, frozen=True):
    """A line or thing that was not taken over."""

    what: str
    why: str


class Imported(msgspec.Struct):
    """Rows by file, and what was left out."""

    rows: dict[str, list[Row]] = msgspec.field(default_factory=dict)
    skipped: list[Skipped] = msgspec.field(default_factory=list)

    def add(self, file: str, **values: str) -> None:
        """A row of one of our files."""
        self.rows.setdefault(file, []).append({c: values.get(c, "") for c in COLUMNS[file]})

    def skip(self, what: str, why: str) -> None:
        """Leave something out, saying why."""
        self.skipped.append(Skipped(what, why))

    def entity(
        self,
        name: str,
        code: str,
        sectors: str,
        *,
        aliases: str = "",
        start: str = "",
        end: str = "",
        note: str = "",
    ) -> None:
        """An actor that is no person: in the file that its code and sectors belong to."""
        first = sectors.split(";")[0].partition("@")[0]
        dates = {"from": start, "to": end}
        common = {"id": slug(f"{code} {name}"), "name": name, "aliases": aliases, "note": note}
        if code in ENTITY_CODES:
            self.add("organisations", code=code, sectors=sectors, **common, **dates)
        elif first in ("REB", "UAF", "PRM"):
            self.add("groups", countries=code, sectors=sectors, **common, **dates)
        elif first in ("PTY", "OPP"):
            self.add("parties", country=code, sectors=sectors, **common, **dates)
        else:
            self.add("agencies", country=code, sectors=sectors, **common, **dates)

    @property
    def count(self) -> int:
        """How many rows there are."""
        return sum(map(len, self.rows.values()))


def slug(name: str) -> str:
    """A name as an id."""
    return re.sub(r"[^a-z0-9]+", "_", key_of(name)).strip("_")


def known_sectors(values: list[str]) -> bool:
    """Whether all of these are PLOVER sectors."""
    return all(v in SECTORS for v in values)


def add_to_folder(imported: Imported, folder: Path) -> dict[str, int]:
    """Add the rows to a folder's files, each file in one step; a row of the same key is replaced.

    Returns how many rows each file has now.
    """
    folder.mkdir(parents=True, exist_ok=True)
    counts = {}
    for name, rows in imported.rows.items():
        file = folder / f"{name}.csv"
        keys = _KEYS.get(name, ("id",))
        merged: dict[tuple[str, ...], Row] = {}
        if file.exists():
            for _, row in read_rows(file, set(keys)):
                merged[tuple([row[k] for k in keys])] = row
        for row in rows:
            merged[tuple([row[k] for k in keys])] = row
        _write(file, COLUMNS[name], list(merged.values()))
        counts[name] = len(merged)
    return counts


def _write(file: Path, columns: tuple[str, ...], rows: list[Row]) -> None:
    extra = dict.fromkeys(k for row in rows for k in row if k not in columns)
    descriptor, name = tempfile.mkstemp(prefix=".actors-", dir=file.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, [*columns, *extra], restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        os.replace(name, file)
    except BaseException:
        os.unlink(name)
        raise
