"""What must hold of the actor tables beyond what loading them checks."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import msgspec

from communique.actors.knowledge import (
    DATA,
    ENTITY_CODES,
    SECTORS,
    Entity,
    Knowledge,
    Office,
    Term,
    read_rows,
    read_tables,
)
from communique.actors.merging import Conflict, merge
from communique.model import date_range

_SEVERAL = ("joint", "shared")
_NOT_SOLE = frozenset({"elect", "disputed", "in_exile"})
STATUSES = frozenset({"", "acting", "elect", "disputed", "in_exile"})


class Problem(msgspec.Struct, frozen=True):
    """Something wrong with the tables: ``what`` it is about, and ``why``."""

    what: str
    why: str


def check_knowledge(knowledge: Knowledge, shared: frozenset[str] = frozenset()) -> list[Problem]:
    """Problems of the tables; ``shared`` are the offices that several people may hold at once."""
    return [
        *_unique(knowledge.entities),
        *_codes(knowledge),
        *_roles(knowledge),
        *_bodies(knowledge),
        *_terms(knowledge),
        *_overlaps(knowledge, shared),
    ]


def shared_offices(folder: Path = DATA) -> frozenset[str]:
    """Offices that the files mark as joint or shared."""
    found = set()
    for file in sorted(folder.glob("offices*.csv")):
        for _, row in read_rows(file, {"id", "note"}):
            if any(word in row["note"].lower() for word in _SEVERAL):
                found.add(row["id"])
    return frozenset(found)


def check_folder(folder: Path | None = None) -> tuple[list[Problem], list[Conflict]]:
    """Problems of our tables with those of a folder over them, and what of ours these replace.

    Raises:
        ActorDataError: a file is wrong; names file and line.
    """
    ours = read_tables(DATA)
    shared = shared_offices()
    conflicts: list[Conflict] = []
    if folder is not None:
        ours, conflicts = merge(ours, read_tables(folder, offices=ours.offices))
        shared |= shared_offices(folder)
    return check_knowledge(ours, shared), conflicts


def _unique(entities: tuple[Entity, ...]) -> Iterator[Problem]:
    seen: set[str] = set()
    names: set[tuple[str, str, str]] = set()
    for entity in entities:
        if entity.id in seen:
            yield Problem(entity.id, "the id is given twice")
        seen.add(entity.id)
        name = (entity.kind, entity.country, entity.name)
        if name in names:
            yield Problem(entity.id, f"{entity.name!r} is given twice")
        names.add(name)


def _codes(knowledge: Knowledge) -> Iterator[Problem]:
    countries = {e.country for e in knowledge.entities if e.kind == "country"} | ENTITY_CODES
    for entity in knowledge.entities:
        if entity.country not in countries:
            yield Problem(entity.id, f"no country or entity class {entity.country!r}")
        for sector in entity.sectors:
            if sector.value not in SECTORS:
                yield Problem(entity.id, f"no sector {sector.value!r}")
    for office in knowledge.offices.values():
        if office.country and office.country not in countries:
            yield Problem(office.id, f"no country or entity class {office.country!r}")
        for value in office.sectors:
            if value not in SECTORS:
                yield Problem(office.id, f"no sector {value!r}")


def _roles(knowledge: Knowledge) -> Iterator[Problem]:
    seen: set[str] = set()
    for role in knowledge.roles:
        if role.noun in seen:
            yield Problem(role.noun, "the role is given twice")
        seen.add(role.noun)
        for value in (*role.sectors, *role.default):
            if value not in SECTORS:
                yield Problem(role.noun, f"no sector {value!r}")
        if role.sectors and role.default:
            yield Problem(role.noun, "has sectors and a default")


def _bodies(knowledge: Knowledge) -> Iterator[Problem]:
    ids = {e.id for e in knowledge.entities}
    for office in knowledge.offices.values():
        if office.body and office.body not in ids:
            yield Problem(office.id, f"no body {office.body!r}")


def _terms(knowledge: Knowledge) -> Iterator[Problem]:
    for term in knowledge.terms:
        what = f"{term.office} {term.person} {term.start}"
        if not term.start:
            yield Problem(what, "has no start")
        if term.status not in STATUSES:
            yield Problem(what, f"no status {term.status!r}")
    held = {t.person for t in knowledge.terms}
    for name in knowledge.people:
        if name not in held:
            yield Problem(name, "has names but holds no office")


def _overlaps(knowledge: Knowledge, shared: frozenset[str]) -> Iterator[Problem]:
    by_office: dict[str, list[Term]] = {}
    for term in knowledge.terms:
        if term.status not in _NOT_SOLE and term.office not in shared:
            by_office.setdefault(term.office, []).append(term)
    for office, terms in by_office.items():
        terms.sort(key=lambda t: (t.start, t.end or "9999"))
        for one, other in pairwise(terms):
            if "acting" in (one.status, other.status):
                continue
            if one.person != other.person and _surely_overlap(one, other):
                yield Problem(
                    office,
                    f"{one.person} ({one.start} to {one.end or 'today'}) and {other.person} "
                    f"({other.start} to {other.end or 'today'}) hold it at once",
                )


def _surely_overlap(one: Term, other: Term) -> bool:
    """Whether the terms overlap however the days are chosen that their dates leave open."""
    if not one.end:
        return True
    if one.end == "..":
        return False
    ends, begins = date_range(one.end).first, date_range(other.start).last
    return ends is not None and begins is not None and ends > begins


def offices_without_terms(knowledge: Knowledge) -> list[Office]:
    """Offices that nobody is known to have held."""
    held = {t.office for t in knowledge.terms}
    return [o for o in knowledge.offices.values() if o.id not in held]
