"""The user's own actor tables over ours: theirs win, and what they replace is listed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

import msgspec

from communique.actors.folding import key_of
from communique.actors.knowledge import Entity, Knowledge, Person, Role, Term

T = TypeVar("T")


class Conflict(msgspec.Struct, frozen=True):
    """Something of ours that yields to something of theirs."""

    what: str
    ours: str
    theirs: str


def merge(ours: Knowledge, theirs: Knowledge) -> tuple[Knowledge, list[Conflict]]:
    """Both tables as one. The same id replaces; a name of theirs no longer means anything of ours;
    a term of theirs replaces ours of the same time and the same office or person.
    """
    conflicts: list[Conflict] = []
    taken = {key_of(n) for e in theirs.entities for n in _names(e)}
    ids = {e.id for e in theirs.entities}
    entities: list[Entity] = []
    for entity in ours.entities:
        if entity.id in ids:
            conflicts.append(Conflict(entity.id, entity.name, "the entity of the same id"))
            continue
        entities.append(_without(entity, taken, conflicts))
    entities += theirs.entities
    knowledge = Knowledge(
        entities=tuple(entities),
        offices=_over(ours.offices, theirs.offices, "office", conflicts),
        terms=(*_terms(ours.terms, theirs.terms, conflicts), *theirs.terms),
        people=_people(ours.people, theirs.people),
        roles=_roles(ours.roles, theirs.roles, conflicts),
    )
    return knowledge, conflicts


def _names(entity: Entity) -> Iterable[str]:
    yield entity.name
    for value in entity.aliases:
        yield value.value


def _without(entity: Entity, taken: set[str], conflicts: list[Conflict]) -> Entity:
    """An entity of ours without the names that theirs use."""
    lost = [n for n in _names(entity) if key_of(n) in taken]
    if not lost:
        return entity
    conflicts += [Conflict(f"the name {n!r}", entity.id, "an entity of theirs") for n in lost]
    name = entity.name
    if name in lost:
        name = f"{name} ({entity.country})"
    return msgspec.structs.replace(
        entity, name=name, aliases=tuple(a for a in entity.aliases if a.value not in lost)
    )


def _over(
    ours: Mapping[str, T], theirs: Mapping[str, T], what: str, conflicts: list[Conflict]
) -> dict[str, T]:
    for key in ours.keys() & theirs.keys():
        if ours[key] != theirs[key]:
            conflicts.append(Conflict(f"{what} {key}", str(ours[key]), str(theirs[key])))
    return {**ours, **theirs}


def _people(ours: Mapping[str, Person], theirs: Mapping[str, Person]) -> dict[str, Person]:
    found = dict(ours)
    for name, person in theirs.items():
        known = ours.get(name)
        found[name] = (
            Person(
                name=name,
                aliases=tuple(dict.fromkeys((*known.aliases, *person.aliases))),
                short=person.short or known.short,
            )
            if known
            else person
        )
    return found


def _roles(
    ours: tuple[Role, ...], theirs: tuple[Role, ...], conflicts: list[Conflict]
) -> tuple[Role, ...]:
    own = {r.noun: r for r in theirs}
    for role in ours:
        other = own.get(role.noun)
        if other is not None and other.sectors != role.sectors:
            conflicts.append(
                Conflict(f"role {role.noun}", ";".join(role.sectors), ";".join(other.sectors))
            )
    return (*(r for r in ours if r.noun not in own), *theirs)


def _terms(
    ours: tuple[Term, ...], theirs: tuple[Term, ...], conflicts: list[Conflict]
) -> tuple[Term, ...]:
    rivals: dict[str, list[Term]] = {}
    for term in theirs:
        rivals.setdefault(term.office, []).append(term)
        rivals.setdefault(term.person, []).append(term)
    kept = []
    for term in ours:
        near = (*rivals.get(term.office, ()), *rivals.get(term.person, ()))
        rival = next((t for t in near if t.when.overlaps(term.when)), None)
        if rival is None:
            kept.append(term)
        else:
            conflicts.append(Conflict(f"term {term.office}", _said(term), _said(rival)))
    return tuple(kept)


def _said(term: Term) -> str:
    return f"{term.person} {term.start}/{term.end}"
