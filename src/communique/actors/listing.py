"""The tables as things to list and show."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from communique.actors.folding import fold
from communique.actors.knowledge import Knowledge
from communique.actors.resolver import Resolver


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """One actor, office or term, as a line of a list."""

    id: str
    kind: str
    name: str
    code: str
    start: str = ""
    end: str = ""
    more: str = ""


def listed(
    knowledge: Knowledge, kind: str | None = None, country: str | None = None, text: str = ""
) -> Iterator[Listed]:
    """Everything of a kind and a country whose name holds the text."""
    wanted = fold(text)
    for item in _all(knowledge, kind):
        if country and item.code.split(" ")[0] != country:
            continue
        if wanted and wanted not in fold(f"{item.name} {item.more}"):
            continue
        yield item


def _all(knowledge: Knowledge, kind: str | None) -> Iterator[Listed]:
    for entity in knowledge.entities:
        if kind in (None, entity.kind):
            yield Listed(
                id=entity.id,
                kind=entity.kind,
                name=entity.name,
                code=" ".join([entity.country, *dict.fromkeys(s.value for s in entity.sectors)]),
                start=str(entity.when.first or ""),
                end=str(entity.when.last or ""),
                more="; ".join(a.value for a in entity.aliases),
            )
    if kind in (None, "office"):
        for office in knowledge.offices.values():
            yield Listed(
                id=office.id,
                kind="office",
                name=office.title,
                code=" ".join([office.country or "IMG", *office.sectors]),
                more="; ".join(office.aliases),
            )
    if kind in (None, "term"):
        for term in knowledge.terms:
            office = knowledge.offices[term.office]
            yield Listed(
                id=term.office,
                kind="term",
                name=term.person,
                code=" ".join([office.country or "IMG", *office.sectors]),
                start=term.start,
                end=term.end,
                more="; ".join(filter(None, [office.title, term.status])),
            )
    if kind in (None, "role"):
        for role in knowledge.roles:
            yield Listed(
                id=role.noun,
                kind="role",
                name=role.noun,
                code=" ".join(role.sectors),
                more=role.plural,
            )


def shown(resolver: Resolver, wanted: str) -> list[Listed]:
    """What has that id or exactly that name: an entity, an office and its holders, a person and
    their offices."""
    knowledge, key = resolver.knowledge, fold(wanted)
    found = [
        item
        for item in _all(knowledge, None)
        if item.id == wanted or fold(item.name) == key or item.kind + ":" + item.id == wanted
    ]
    names = {m.key for h in resolver.names.scan(wanted) for m in h.of("person", "name")}
    seen = {(i.id, i.name, i.start) for i in found}
    for item in _all(knowledge, None):
        named = item.name in names if item.kind == "term" else item.id in names
        if named and (item.id, item.name, item.start) not in seen:
            found.append(item)
    return found
