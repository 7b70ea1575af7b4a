"""FollowTheMoney as JSON lines: ``Person``, ``Organization``, ``Position``, ``Occupancy``."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from communique.actors.checks import STATUSES
from communique.actors.exchange.rows import Imported
from communique.actors.exchange.table import add_person
from communique.actors.knowledge import DATA, ENTITY_CODES, ActorDataError, Knowledge, read_rows
from communique.model.dates import is_edtf

_TOPICS = {
    "gov": "GOV", "gov.national": "GOV", "gov.state": "GOV", "gov.muni": "GOV",
    "gov.executive": "GOV", "gov.head": "GOV", "gov.admin": "GOV", "gov.judicial": "JUD",
    "gov.legislative": "LEG", "gov.security": "COP", "gov.financial": "GOV",
    "gov.igo": "", "pol.party": "PTY", "pol.union": "LAB", "mil": "MIL", "crime.terror": "REB",
    "crime.war": "REB", "crime": "CRM", "role.diplo": "GOV", "role.judge": "JUD",
    "role.spy": "SPY", "role.journo": "JRN", "role.act": "CVL", "rel": "REL", "corp.public": "BUS",
}  # fmt: skip
_FROM_SECTOR = {
    "GOV": "gov", "LEG": "gov.legislative", "JUD": "gov.judicial", "COP": "gov.security",
    "MIL": "mil", "SPY": "role.spy", "PTY": "pol.party", "REB": "crime.terror", "CRM": "crime",
    "JRN": "role.journo", "LAB": "pol.union", "REL": "rel",
}  # fmt: skip
_ORGANISATIONS = ("Organization", "PublicBody", "Company", "LegalEntity")


@lru_cache(maxsize=1)
def iso_codes() -> dict[str, str]:
    """ISO alpha-2, lower case, to the code a country's actors have."""
    found: dict[str, str] = {}
    for _, row in read_rows(DATA / "countries.csv", {"code", "iso2", "kind", "note"}):
        if row["iso2"] and row["kind"] != "disputed":
            folded = row["note"].partition("folds:")[2][:3]
            found.setdefault(row["iso2"].lower(), folded or row["code"])
    return {**found, "eu": "EUR", "uk": "GBR", "xk": "KOS"}


def read_ftm(file: Path) -> Imported:
    """Entities, one JSON object a line.

    Raises:
        ActorDataError: the file cannot be read or a line is no JSON object.
    """
    found = Imported()
    entities = {e["id"]: e for e in _entities(file)}
    seated: set[str] = set()
    for entity in entities.values():
        if entity.get("schema") == "Occupancy":
            _occupancy(entity, entities, found, seated)
    for key, entity in entities.items():
        schema = entity.get("schema")
        if schema in _ORGANISATIONS:
            _organisation(entity, found)
        elif schema == "Person" and key not in seated:
            found.skip(f"{key} {_first(entity, 'name')}", "a person without an Occupancy")
        elif schema not in ("Person", "Position", "Occupancy"):
            found.skip(key, f"schema {schema!r} is none of ours")
    return found


def write_ftm(knowledge: Knowledge) -> Iterator[bytes]:
    """The tables as FollowTheMoney entities, one JSON object each."""
    two = {v: k for k, v in reversed(iso_codes().items()) if k != "uk"}
    encode = msgspec.json.encode
    for entity in knowledge.entities:
        if entity.kind in ("country", "region"):
            continue
        schema = "PublicBody" if entity.kind == "agency" else "Organization"
        properties = {
            "name": [entity.name],
            "alias": [a.value.removesuffix("?") for a in entity.aliases],
            "country": [two[entity.country]] if entity.country in two else [],
            "topics": _topics(tuple(dict.fromkeys(s.value for s in entity.sectors))),
            "incorporationDate": [entity.when.first.isoformat()] if entity.when.first else [],
            "dissolutionDate": [entity.when.last.isoformat()] if entity.when.last else [],
            "notes": [f"PLOVER {entity.country}"] if entity.country in ENTITY_CODES else [],
        }
        yield encode(_entity(_key(entity.id), schema, properties))
    for office in knowledge.offices.values():
        properties = {
            "name": [office.title],
            "country": [two[office.country]] if office.country in two else [],
            "topics": _topics(office.sectors),
            "notes": [f"PLOVER {' '.join((office.country, *office.sectors))}"],
        }
        yield encode(_entity(_key(f"office:{office.id}"), "Position", properties))
    homes: dict[str, set[str]] = {}
    for term in knowledge.terms:
        country = knowledge.offices[term.office].country
        homes.setdefault(term.person, set()).update({two[country]} if country in two else ())
    for name, countries in homes.items():
        person = knowledge.people.get(name)
        properties = {
            "name": [name],
            "alias": list(person.aliases) if person else [],
            "country": sorted(countries),
            "topics": ["role.pep"],
        }
        yield encode(_entity(_key(f"person:{name}"), "Person", properties))
    for term in knowledge.terms:
        key = _key(f"term:{term.office}:{term.person}:{term.start}")
        properties = {
            "holder": [_key(f"person:{term.person}")],
            "post": [_key(f"office:{term.office}")],
            "startDate": [term.start.rstrip("~?%")],
            "endDate": [term.end.rstrip("~?%")] if term.end not in ("", "..") else [],
            "status": ["current" if not term.end else "ended"],
            "description": [term.status] if term.status else [],
        }
        yield encode(_entity(key, "Occupancy", properties))


def _entity(key: str, schema: str, properties: dict[str, list[str]]) -> dict[str, Any]:
    return {"id": key, "schema": schema, "properties": {k: v for k, v in properties.items() if v}}


def _key(of: str) -> str:
    return f"cq-{hashlib.sha1(of.encode(), usedforsecurity=False).hexdigest()[:20]}"


def _topics(sectors: tuple[str, ...]) -> list[str]:
    return [_FROM_SECTOR[s] for s in sectors if s in _FROM_SECTOR]


def _entities(file: Path) -> Iterator[dict[str, Any]]:
    try:
        lines = file.read_bytes().splitlines()
    except OSError as error:
        raise ActorDataError(file, 1, f"cannot be read: {error.strerror}") from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            entity = msgspec.json.decode(line)
        except msgspec.DecodeError as error:
            raise ActorDataError(file, number, f"is no JSON: {error}") from None
        if not isinstance(entity, dict) or not isinstance(entity.get("id"), str):
            raise ActorDataError(file, number, "is no entity with an id")
        yield entity


def _values(entity: dict[str, Any], name: str) -> list[str]:
    properties = entity.get("properties")
    values = properties.get(name) if isinstance(properties, dict) else None
    return [v for v in values if isinstance(v, str)] if isinstance(values, list) else []


def _first(entity: dict[str, Any], name: str) -> str:
    return next(iter(_values(entity, name)), "")


def _plover(entity: dict[str, Any]) -> tuple[str, str]:
    """Country and sectors: as we wrote them ourselves, or from country and topics."""
    for note in _values(entity, "notes"):
        if note.startswith("PLOVER "):
            code, *sectors = note.removeprefix("PLOVER ").split()
            topics = sectors or [s for t in _values(entity, "topics") if (s := _TOPICS.get(t))]
            return code, ";".join(topics)
    country = next((iso_codes().get(c, "") for c in _values(entity, "country")), "")
    sectors = [s for t in _values(entity, "topics") if (s := _TOPICS.get(t))]
    if "gov.igo" in _values(entity, "topics"):
        country = "IGO"
    return country, ";".join(dict.fromkeys(sectors))


def _occupancy(
    entity: dict[str, Any],
    entities: dict[str, dict[str, Any]],
    found: Imported,
    seated: set[str],
) -> None:
    holder = entities.get(_first(entity, "holder"))
    post = entities.get(_first(entity, "post"))
    if holder is None or post is None:
        found.skip(entity["id"], "its holder or post is not in the file")
        return
    seated.add(holder["id"])
    country, sectors = _plover(post)
    start, end = _first(entity, "startDate"), _first(entity, "endDate")
    dates = [d for d in (start, end) if d]
    status = _first(entity, "description")
    if not country:
        found.skip(entity["id"], f"no country for {_first(post, 'name')!r}")
    elif not all(map(is_edtf, dates)):
        found.skip(entity["id"], f"no dates: {dates}")
    else:
        add_person(
            found,
            _first(holder, "name"),
            country,
            sectors or "GOV",
            title=_first(post, "name"),
            aliases=";".join(_values(holder, "alias")),
            start=start,
            end=end or (".." if _first(entity, "status") == "ended" else ""),
            status=status if status in STATUSES else "",
        )


def _organisation(entity: dict[str, Any], found: Imported) -> None:
    country, sectors = _plover(entity)
    name = _first(entity, "name")
    if not country or not name:
        found.skip(entity["id"], "no country" if name else "no name")
        return
    if entity.get("schema") == "Company" and not sectors:
        sectors = "BUS"
    start, end = _first(entity, "incorporationDate"), _first(entity, "dissolutionDate")
    if not all(is_edtf(d) for d in (start, end) if d):
        found.skip(entity["id"], f"no dates: {start!r}, {end!r}")
        return
    found.entity(
        name,
        country,
        sectors,
        aliases=";".join(_values(entity, "alias")),
        start=start,
        end=end,
        note=f"FollowTheMoney {entity['id']}",
    )
