"""Codes in words (``PAK GOV``: Pakistan, government) and the offices behind them."""

from __future__ import annotations

from datetime import date
from functools import cache, lru_cache

import msgspec

from communique.actors.knowledge import Knowledge, Term, load_knowledge
from communique.codebook import load_codebook

ENTITIES = {
    "UNO": "United Nations",
    "IGO": "international organisation",
    "EUR": "European Union",
    "NGO": "non-governmental organisation",
    "ISM": "social movement",
    "IMG": "armed group across borders",
    "MNC": "multinational company",
}
SECTORS = {
    "COP": "police",
    "GOV": "government",
    "JUD": "courts",
    "LEG": "legislature",
    "MIL": "armed forces",
    "PRM": "pro-government militia",
    "PTY": "party",
    "REB": "armed opposition",
    "SPY": "intelligence service",
    "UAF": "armed men unknown",
    "UNK": "not identified",
    "AGR": "farming",
    "BUS": "business",
    "CRM": "organised crime",
    "CVL": "civilians",
    "EDU": "education",
    "ELI": "former officials",
    "JRN": "press",
    "LAB": "labour",
    "MED": "medicine",
    "REF": "refugees",
    "OPP": "opposition",
    "PRE": "disputed territory",
    "REL": "religion",
    "SOC": "civil society",
}
"""PLOVER's sectors, in words."""


class Holding(msgspec.Struct, frozen=True, kw_only=True):
    """One person's time in an office; dates in EDTF, an open end is empty."""

    person: str
    start: str
    end: str
    status: str


class OfficeInTime(msgspec.Struct, frozen=True, kw_only=True):
    """An office and who held it, the latest first."""

    title: str
    body: str | None
    holders: tuple[Holding, ...]


@cache
def _knowledge() -> Knowledge:
    return load_knowledge()


@cache
def _countries() -> dict[str, str]:
    named = {e.id: e.name for e in _knowledge().entities if e.kind == "country"}
    return {id.removeprefix("country:"): name for id, name in named.items() if id.count(":") == 1}


@lru_cache(maxsize=4096)
def code_words(code: str) -> str:
    """The code in words; the code itself where we have none."""
    head, *sectors = code.split()
    place = ENTITIES.get(head) or _countries().get(head) or head
    return ", ".join((place, *(SECTORS.get(s, s) for s in sectors)))


def is_known(code: str) -> bool:
    """True where every part of the code is a country, entity or sector that we know."""
    head, *sectors = code.split() or [""]
    return (head in ENTITIES or head in _countries()) and all(s in SECTORS for s in sectors)


def office_words(id: str) -> str:
    """The title of an office of our tables; the id itself of one that is not in them."""
    office = _knowledge().offices.get(id)
    return office.title if office else id


@lru_cache(maxsize=256)
def type_meaning(type: str) -> str:
    """What a PLOVER type means, in one sentence; empty for what is none."""
    found = load_codebook().types.get(type)
    return found.meaning if found else ""


@cache
def types() -> tuple[str, ...]:
    """PLOVER's types, by name."""
    return tuple(sorted(load_codebook().types))


@cache
def contexts() -> tuple[str, ...]:
    """PLOVER's contexts, by name."""
    return tuple(sorted(load_codebook().contexts))


@cache
def _terms() -> dict[str, tuple[Term, ...]]:
    found: dict[str, list[Term]] = {}
    for term in _knowledge().terms:
        found.setdefault(term.office, []).append(term)
    return {
        office: tuple(sorted(terms, key=lambda t: t.when.first or date.min, reverse=True))
        for office, terms in found.items()
    }


@cache
def _bodies() -> dict[str, str]:
    return {e.id: e.name for e in _knowledge().entities}


@lru_cache(maxsize=256)
def offices_of(code: str) -> tuple[OfficeInTime, ...]:
    """The offices whose holders have this code, with all their holders that we know.

    ``PAK`` gives those of any sector, ``PAK GOV`` those whose first sector is GOV.
    """
    head, *sectors = code.split() or [""]
    found = []
    for office in _knowledge().offices.values():
        if office.country != head or (sectors and office.sectors[:1] != tuple(sectors[:1])):
            continue
        terms = _terms().get(office.id, ())
        if terms:
            found.append(
                OfficeInTime(
                    title=office.title,
                    body=_bodies().get(office.body or ""),
                    holders=tuple(
                        Holding(person=t.person, start=t.start, end=t.end, status=t.status)
                        for t in terms
                    ),
                )
            )
    return tuple(found)
