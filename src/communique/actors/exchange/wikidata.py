"""Wikidata entities as JSON: one document with ``entities``, a list, or one entity a line.

A person's positions (P39, with P580 and P582) become terms where the position's own entity is in
the file, for its label is the title. An organisation takes its sector from what it is an instance
of (P31), its country from P17; a country whose entity is in the file is known by its ISO code
(P298).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from communique.actors.exchange.rows import Imported
from communique.actors.exchange.table import add_person
from communique.actors.knowledge import ActorDataError

COUNTRIES = {
    "Q30": "USA", "Q145": "GBR", "Q142": "FRA", "Q183": "DEU", "Q38": "ITA", "Q29": "ESP",
    "Q45": "PRT", "Q27": "IRL", "Q55": "NLD", "Q31": "BEL", "Q39": "CHE", "Q40": "AUT",
    "Q36": "POL", "Q213": "CZE", "Q28": "HUN", "Q218": "ROU", "Q219": "BGR", "Q403": "SRB",
    "Q224": "HRV", "Q225": "BIH", "Q34": "SWE", "Q20": "NOR", "Q35": "DNK", "Q33": "FIN",
    "Q189": "ISL", "Q41": "GRC", "Q43": "TUR", "Q229": "CYP", "Q159": "RUS", "Q212": "UKR",
    "Q184": "BLR", "Q217": "MDA", "Q230": "GEO", "Q399": "ARM", "Q227": "AZE", "Q232": "KAZ",
    "Q16": "CAN", "Q96": "MEX", "Q241": "CUB", "Q790": "HTI", "Q739": "COL", "Q717": "VEN",
    "Q419": "PER", "Q298": "CHL", "Q414": "ARG", "Q155": "BRA", "Q750": "BOL", "Q736": "ECU",
    "Q801": "ISR", "Q79": "EGY", "Q810": "JOR", "Q858": "SYR", "Q822": "LBN", "Q796": "IRQ",
    "Q794": "IRN", "Q851": "SAU", "Q805": "YEM", "Q878": "ARE", "Q846": "QAT", "Q817": "KWT",
    "Q1016": "LBY", "Q948": "TUN", "Q262": "DZA", "Q1028": "MAR", "Q1049": "SDN", "Q958": "SSD",
    "Q115": "ETH", "Q986": "ERI", "Q1045": "SOM", "Q114": "KEN", "Q1036": "UGA", "Q1037": "RWA",
    "Q974": "COD", "Q258": "ZAF", "Q954": "ZWE", "Q1033": "NGA", "Q117": "GHA", "Q912": "MLI",
    "Q668": "IND", "Q843": "PAK", "Q902": "BGD", "Q854": "LKA", "Q837": "NPL", "Q889": "AFG",
    "Q148": "CHN", "Q865": "TWN", "Q17": "JPN", "Q884": "KOR", "Q423": "PRK", "Q881": "VNM",
    "Q424": "KHM", "Q869": "THA", "Q836": "MMR", "Q833": "MYS", "Q334": "SGP", "Q252": "IDN",
    "Q928": "PHL", "Q408": "AUS", "Q664": "NZL",
}  # fmt: skip
"""Countries whose entities need not be in the file."""
_HUMAN = "Q5"
_SECTORS = {
    "Q7278": "PTY", "Q47913": "SPY", "Q192350": "GOV", "Q327333": "GOV", "Q35798": "GOV",
    "Q17149090": "REB", "Q41487": "JUD", "Q11204": "LEG",
    "Q35749": "LEG", "Q192283": "JRN", "Q11032": "JRN", "Q4830453": "BUS", "Q891723": "BUS",
    "Q178790": "LAB", "Q772547": "MIL", "Q37726": "MIL", "Q35535": "COP", "Q732717": "COP",
}  # fmt: skip
_CLASSES = {"Q484652": "IGO", "Q245065": "IGO", "Q79913": "NGO", "Q163740": "NGO"}
_TITLES = (
    ("judge", "JUD"), ("justice of", "JUD"), ("prosecutor", "JUD"), ("senator", "LEG"),
    ("member of parliament", "LEG"), ("speaker", "LEG"), ("member of the", "LEG"),
    ("chief of staff of the army", "MIL"), ("commander", "MIL"),
    ("leader of the opposition", "OPP"),
    ("party", "PTY"), ("police", "COP"), ("intelligence", "SPY"),
)  # fmt: skip
Json = dict[str, Any]


def read_wikidata(file: Path) -> Imported:
    """Entities of people, organisations, positions and countries.

    Raises:
        ActorDataError: the file cannot be read or is no JSON.
    """
    found = Imported()
    entities = {e["id"]: e for e in _entities(file) if isinstance(e.get("id"), str)}
    countries = dict(COUNTRIES)
    for key, entity in entities.items():
        iso = next(iter(_strings(entity, "P298")), None)
        if iso:
            countries[key] = iso
    positions = {v for e in entities.values() for v, _ in _statements(e, "P39")}
    for key, entity in entities.items():
        if key in countries or key in positions:
            continue
        if not _label(entity):
            found.skip(key, "has no English label")
        elif _HUMAN in _items(entity, "P31"):
            _person(entity, entities, countries, found)
        else:
            _organisation(entity, countries, found)
    return found


def _entities(file: Path) -> Iterator[Json]:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise ActorDataError(file, 1, f"cannot be read: {error.strerror}") from None
    try:
        whole = msgspec.json.decode(content)
    except msgspec.DecodeError:
        whole = []
        for number, line in enumerate(content.splitlines(), 1):
            if line.strip(b" ,[]\t"):
                try:
                    whole.append(msgspec.json.decode(line.rstrip(b", \t")))
                except msgspec.DecodeError as error:
                    raise ActorDataError(file, number, f"is no JSON: {error}") from None
    if isinstance(whole, dict):
        inside = whole.get("entities")
        whole = list(inside.values()) if isinstance(inside, dict) else [whole]
    yield from (e for e in whole if isinstance(e, dict))


def _label(entity: Json) -> str:
    label = entity.get("labels", {}).get("en", {})
    value = label.get("value", "") if isinstance(label, dict) else label
    return value if isinstance(value, str) else ""


def _aliases(entity: Json) -> str:
    values = entity.get("aliases", {}).get("en", [])
    return ";".join(a["value"].replace(";", ",") for a in values if isinstance(a, dict))


def _snaks(entity: Json, name: str) -> Iterator[Json]:
    for statement in entity.get("claims", {}).get(name, ()):
        if statement.get("rank") != "deprecated":
            yield statement


def _value(snak: Json) -> Any:
    return snak.get("datavalue", {}).get("value")


def _statements(entity: Json, name: str) -> Iterator[tuple[str, Json]]:
    for statement in _snaks(entity, name):
        value = _value(statement.get("mainsnak", {}))
        if isinstance(value, dict) and isinstance(value.get("id"), str):
            yield value["id"], statement


def _items(entity: Json, name: str) -> list[str]:
    return [value for value, _ in _statements(entity, name)]


def _strings(entity: Json, name: str) -> list[str]:
    values = (_value(s.get("mainsnak", {})) for s in _snaks(entity, name))
    return [v for v in values if isinstance(v, str)]


def _day(statement: Json, name: str) -> str:
    """A qualifier's time as EDTF with its precision: 11 is a day, 10 a month, 9 a year."""
    for snak in statement.get("qualifiers", {}).get(name, ()):
        value = _value(snak)
        if isinstance(value, dict) and str(value.get("time", "")).startswith("+"):
            length = {11: 10, 10: 7, 9: 4}.get(value.get("precision", 0))
            if length:
                return str(value["time"][1 : 1 + length])
    return ""


def _person(
    entity: Json, entities: dict[str, Json], countries: dict[str, str], found: Imported
) -> None:
    name = _label(entity)
    home = next((countries[c] for c in _items(entity, "P27") if c in countries), "")
    some = False
    for key, statement in _statements(entity, "P39"):
        some = True
        position = entities.get(key)
        title = _label(position) if position else ""
        if position is None or not title:
            found.skip(f"{entity['id']} {name}", f"the position {key} is not in the file")
            continue
        places = [*_items(position, "P17"), *_items(position, "P1001")]
        country = next((countries[c] for c in places if c in countries), home)
        start = _day(statement, "P580")
        if not country or not start:
            found.skip(f"{entity['id']} {name}", f"{title}: no {'start' if country else 'country'}")
            continue
        add_person(
            found,
            name,
            country,
            next((s for words, s in _TITLES if words in title.lower()), "GOV"),
            title=title,
            aliases=_aliases(entity),
            start=start,
            end=_day(statement, "P582"),
            note=f"Wikidata {entity['id']}",
        )
    if not some:
        found.skip(f"{entity['id']} {name}", "a person without a position")


def _organisation(entity: Json, countries: dict[str, str], found: Imported) -> None:
    kinds = _items(entity, "P31")
    code = next((_CLASSES[k] for k in kinds if k in _CLASSES), "")
    sector = next((_SECTORS[k] for k in kinds if k in _SECTORS), "")
    code = code or next((countries[c] for c in _items(entity, "P17") if c in countries), "")
    name = _label(entity)
    if not code or (not sector and code not in _CLASSES.values()):
        what = "country" if not code else "sector"
        found.skip(f"{entity['id']} {name}", f"no {what} for an instance of {kinds or 'nothing'}")
        return
    found.entity(name, code, sector, aliases=_aliases(entity), note=f"Wikidata {entity['id']}")
