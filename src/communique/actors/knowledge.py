"""The actor tables: plain CSV files in ``data/``, loaded and checked.

Files: ``countries``, ``organisations``, ``groups``, ``agencies``, ``parties``, ``roles``, and
``offices_*``, ``terms_*``, ``people_*`` by region of the world, ``regions`` for the parts of
countries. Lists inside a field are separated by ``;``; a value may carry the dates it holds for:
``Swaziland@/2018-04`` (EDTF interval). A name with a question mark (``the North?``) means its
country only where the context is that country.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Literal

import msgspec

from communique.model import DateRange, FormatError, date_range
from communique.model.errors import CommuniqueError

DATA = Path(str(resources.files("communique.actors") / "data"))
EntityKind = Literal["country", "organisation", "group", "agency", "party", "region"]
ENTITY_CODES = frozenset({"UNO", "IGO", "EUR", "NGO", "ISM", "IMG", "MNC"})
SECTORS = frozenset(
    "COP GOV JUD LEG MIL PRM PTY REB SPY UAF UNK AGR BUS CRM CVL EDU ELI JRN LAB MED REF OPP PRE "
    "REL SOC".split()
)
ALWAYS = DateRange(None, None)


class ActorDataError(CommuniqueError):
    """An actor file is wrong; ``file`` and ``line`` (1-based) say where."""

    def __init__(self, file: Path | str, line: int, reason: str) -> None:
        super().__init__(f"{file}:{line}: {reason}")
        self.file = str(file)
        self.line = line
        self.reason = reason


class Dated(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A value and the time it holds for."""

    value: str
    when: DateRange = ALWAYS


class Entity(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """A country, organisation, armed group, agency or party.

    ``country`` is the first half of its PLOVER code: ISO alpha-3 or an entity class. ``sectors``
    may depend on the date (the Taliban: REB, then GOV).
    """

    id: str
    kind: EntityKind
    country: str
    name: str
    aliases: tuple[Dated, ...] = ()
    adjectives: tuple[Dated, ...] = ()
    demonyms: tuple[Dated, ...] = ()
    capitals: tuple[Dated, ...] = ()
    metonyms: tuple[Dated, ...] = ()
    sectors: tuple[Dated, ...] = ()
    when: DateRange = ALWAYS

    def sectors_on(self, day: DateRange) -> tuple[str, ...]:
        """The sectors that hold on a day; all undated ones where the day is unknown."""
        dated = [s for s in self.sectors if s.when != ALWAYS and s.when.overlaps(day)]
        plain = tuple(s.value for s in self.sectors if s.when == ALWAYS)
        known_day = day.first is not None or day.last is not None
        return (tuple(s.value for s in dated) if known_day else ()) + plain


class Office(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """An office of a country or organisation; ``roles`` as in the files.

    ``body`` is the id of the organisation, group, agency or party that it is an office of.
    """

    id: str
    country: str
    title: str
    aliases: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    body: str | None = None


class Term(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """One person's time in one office, EDTF with the precision that is known."""

    office: str
    person: str
    start: str
    end: str
    status: str
    when: DateRange


class Role(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """A role noun; no sectors means it takes those of what it speaks for.

    ``default``: the sectors it has where it speaks for a country and nothing nearer is named.
    """

    noun: str
    plural: str
    sectors: tuple[str, ...]
    default: tuple[str, ...] = ()


class Person(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """A person's name variants and the short names used after first mention."""

    name: str
    aliases: tuple[str, ...] = ()
    short: tuple[str, ...] = ()


class Knowledge(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the resolver knows."""

    entities: tuple[Entity, ...]
    offices: Mapping[str, Office]
    terms: tuple[Term, ...]
    people: Mapping[str, Person]
    roles: tuple[Role, ...]


def read_rows(file: Path, columns: set[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows of a CSV file with their line numbers.

    Raises:
        ActorDataError: the file cannot be read or lacks a column.
    """
    try:
        stream = file.open(encoding="utf-8", newline="")
    except OSError as error:
        raise ActorDataError(file, 1, f"cannot be read: {error.strerror}") from None
    with stream:
        reader = csv.DictReader(stream)
        missing = columns - set(reader.fieldnames or ())
        if missing:
            raise ActorDataError(file, 1, f"no column {', '.join(sorted(missing))}")
        for row in reader:
            yield reader.line_num, {k: (v or "").strip() for k, v in row.items() if k}


def split_list(field: str) -> tuple[str, ...]:
    """The entries of a ``;``-separated field."""
    return tuple(part.strip() for part in field.split(";") if part.strip())


def interval(start: str, end: str) -> DateRange:
    """The days from ``start`` to ``end``; an empty end is open, ``..`` is over but unknown."""
    first = date_range(start).first if start and start != ".." else None
    last = date_range(end).last if end and end != ".." else None
    return DateRange(first, last)


def _dated(file: Path, line: int, field: str) -> tuple[Dated, ...]:
    found = []
    for part in split_list(field):
        value, mark, when = part.rpartition("@")
        if not mark:
            found.append(Dated(part))
            continue
        try:
            start, _, end = when.partition("/")
            found.append(Dated(value, interval(start, end if "/" in when else start)))
        except FormatError as error:
            raise ActorDataError(file, line, str(error)) from None
    return tuple(found)


def _checked_interval(file: Path, line: int, start: str, end: str) -> DateRange:
    try:
        found = interval(start, end)
    except FormatError as error:
        raise ActorDataError(file, line, str(error)) from None
    if found.first and found.last and found.first > found.last:
        raise ActorDataError(file, line, f"ends ({end}) before it begins ({start})")
    return found


def _countries(file: Path) -> Iterator[Entity]:
    for line, row in read_rows(file, {"code", "name", "aliases", "note"}):
        folds = row["note"].partition("folds:")[2][:3]
        disputed = row.get("kind") == "disputed"
        yield Entity(
            id=f"country:{row['code']}:{row['name']}" if disputed else f"country:{row['code']}",
            kind="country",
            country=folds or row["code"],
            name=row["name"],
            aliases=_dated(file, line, row["aliases"]) + _dated(file, line, row["former"]),
            adjectives=_dated(file, line, row["adjectives"]),
            demonyms=_dated(file, line, row["demonyms"]),
            capitals=_dated(file, line, row["capital"]),
            metonyms=_dated(file, line, row["metonyms"]),
            sectors=(Dated("PRE"),) if disputed else (),
        )


def _folds(file: Path) -> dict[str, str]:
    """Dependencies and the state whose code they take."""
    found = {}
    for _, row in read_rows(file, {"code", "note"}):
        state = row["note"].partition("folds:")[2][:3]
        if state:
            found[row["code"]] = state
    return found


def _others(file: Path, kind: EntityKind, folds: Mapping[str, str]) -> Iterator[Entity]:
    for line, row in read_rows(file, {"id", "name", "aliases", "sectors"}):
        countries = split_list(row.get("countries") or row.get("country") or "")
        code = row.get("code") or (countries[0] if countries else "")
        if kind == "group" and (not code or row.get("note", "").startswith("IMG")):
            code = "IMG"
        yield Entity(
            id=f"{kind}:{row['id']}",
            kind=kind,
            country=folds.get(code, code),
            name=row["name"],
            aliases=_dated(file, line, row["aliases"]),
            adjectives=_dated(file, line, row.get("adjectives", "")),
            sectors=_dated(file, line, row["sectors"]),
            when=_checked_interval(file, line, row.get("from", ""), row.get("to", "")),
        )


def _body(note: str) -> str | None:
    """The entity id in a note such as "group:taliban; until 2021"."""
    for part in split_list(note):
        kind, mark, name = part.partition(":")
        if mark and kind in ("org", "group", "agency", "party") and name and " " not in name:
            return f"{'organisation' if kind == 'org' else kind}:{name}"
    return None


def _offices(folder: Path, folds: Mapping[str, str]) -> dict[str, Office]:
    offices: dict[str, Office] = {}
    for file in sorted(folder.glob("offices*.csv")):
        for line, row in read_rows(file, {"id", "country", "title", "sectors", "role"}):
            if row["id"] in offices:
                raise ActorDataError(file, line, f"office {row['id']} is given twice")
            offices[row["id"]] = Office(
                id=row["id"],
                country=folds.get(row["country"], row["country"]),
                title=row["title"],
                aliases=split_list(row.get("aliases", "")),
                sectors=split_list(row["sectors"]),
                roles=() if row["country"] in folds else split_list(row["role"]),
                body=_body(row.get("note", "")),
            )
    return offices


def _terms(folder: Path, offices: Mapping[str, Office]) -> Iterator[Term]:
    for file in sorted(folder.glob("terms*.csv")):
        for line, row in read_rows(file, {"office", "person", "start", "end"}):
            if row["office"] not in offices:
                raise ActorDataError(file, line, f"no office {row['office']!r}")
            yield Term(
                office=row["office"],
                person=row["person"],
                start=row["start"],
                end=row["end"],
                status=row.get("status", ""),
                when=_checked_interval(file, line, row["start"], row["end"]),
            )


@lru_cache(maxsize=2)
def load_knowledge(folder: Path | None = None) -> Knowledge:
    """Load and check our actor tables, with those of ``folder`` over them.

    Raises:
        ActorDataError: a file is wrong; names file and line.
    """
    ours = read_tables(DATA)
    if folder is None:
        return ours
    from communique.actors.merging import merge

    return merge(ours, read_tables(folder, offices=ours.offices))[0]


def read_tables(folder: Path, offices: Mapping[str, Office] | None = None) -> Knowledge:
    """Read and check the actor tables of a folder; it need not have all of them.

    ``offices`` are those that terms may also be of.

    Raises:
        ActorDataError: a file is wrong; names file and line.
    """
    if not folder.is_dir():
        raise ActorDataError(folder, 1, "is not a folder of actor tables")
    countries = folder / "countries.csv"
    entities: list[Entity] = list(_countries(countries)) if countries.exists() else []
    folds = _folds(countries if countries.exists() else DATA / "countries.csv")
    kinds: tuple[tuple[str, EntityKind], ...] = (
        ("organisations", "organisation"),
        ("groups", "group"),
        ("agencies", "agency"),
        ("parties", "party"),
        ("regions", "region"),
    )
    for name, kind in kinds:
        if (folder / f"{name}.csv").exists():
            entities.extend(_others(folder / f"{name}.csv", kind, folds))
    own = _offices(folder, folds)
    roles = folder / "roles.csv"
    return Knowledge(
        entities=tuple(entities),
        offices=own,
        terms=tuple(_terms(folder, {**(offices or {}), **own})),
        people=_people(folder),
        roles=tuple(_roles(roles)) if roles.exists() else (),
    )


def _people(folder: Path) -> dict[str, Person]:
    return {
        row["person"]: Person(
            name=row["person"], aliases=split_list(row["aliases"]), short=split_list(row["short"])
        )
        for file in sorted(folder.glob("people*.csv"))
        for _, row in read_rows(file, {"person", "aliases", "short"})
    }


def _roles(file: Path) -> Iterator[Role]:
    for _, row in read_rows(file, {"noun", "plural", "sectors"}):
        yield Role(
            noun=row["noun"],
            plural=row["plural"],
            sectors=split_list(row["sectors"]),
            default=split_list(row.get("default", "")),
        )
