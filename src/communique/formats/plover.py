"""One event claim as one PLOVER JSON record.

Field names are those of the PLOVER 2.0 manual's chapter "Data Fields". What the manual has no
field for stays out, except the flags, which it keeps in ``comment``; ``form v1`` loses nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from communique.model import Claim, FormatError, Mention, Place, date_range

_QUADS = {
    "verbal cooperation": 1,
    "material cooperation": 2,
    "verbal conflict": 3,
    "material conflict": 4,
}
_RESOLUTION = {"city": 4, "province": 2, "region": 2, "country": 1}
_FLAGS = ("negated", "future", "hypothetical", "historical")


def dump_record(claim: Claim) -> bytes | None:
    """The record of an event claim as JSON; ``None`` for claims of other kinds."""
    record = plover_record(claim)
    return None if record is None else msgspec.json.encode(record)


def plover_record(claim: Claim) -> dict[str, Any] | None:
    """The record of an event claim; ``None`` for claims of other kinds.

    ``date`` is the first day that the claim's date allows, else the publication date; a claim
    without either has none, and ``comment`` says so: a date is never made up.
    """
    if claim.kind != "event" or claim.event is None:
        return None
    first, last = _days(claim)
    record: dict[str, Any] = {
        "id": claim.id,
        "has_event": True,
        "date": first,
        "enddate": last if last != first else None,
        "actor": _entities(claim.actors),
        "recipient": _entities(claim.recipients),
        "event": [claim.event.type],
        "event_loc": _place(claim.where[0]) if claim.where else None,
        "event_text": [e.quote for e in claim.evidence],
        "quad_code": _QUADS[claim.event.quad],
        "event_scale": claim.event.intensity,
        "mode": list(claim.event.modes),
        "context": list(claim.event.contexts),
        "link": claim.article.url,
        "text_info": [{"start": e.start, "end": e.end} for e in claim.evidence],
        "cite_info": _citation(claim),
        "coder": claim.coder,
        "comment": _comment(claim),
    }
    return _filled(record)


def _entities(mentions: Iterable[Mention]) -> list[dict[str, Any]]:
    found = []
    for mention in mentions:
        entity = {
            "code": mention.country,
            "sector": mention.sectors[0] if mention.sectors else None,
            "entity_text": mention.text,
            "identifier_text": mention.name,
            "office": mention.office,
        }
        found.append(_filled(entity))
    return found


def _place(place: Place) -> dict[str, Any]:
    record = {
        "extracted_place": place.text,
        "resolved_place": place.name,
        "geonameid": place.geonames_id,
        "lat": place.latitude,
        "lon": place.longitude,
        "country_code": place.country,
        "resolution": _RESOLUTION.get(place.precision),
    }
    return _filled(record)


def _citation(claim: Claim) -> dict[str, Any]:
    record = {
        "url": claim.article.url,
        "title": claim.article.title,
        "language": "en",
        "publication": claim.article.publisher,
        "coder": claim.coder,
        "codebook": "PLOVER 2.0",
    }
    return _filled(record)


def _filled(record: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if value not in (None, [], "")}


def _days(claim: Claim) -> tuple[str | None, str | None]:
    for edtf in (claim.when.edtf, claim.article.published):
        if edtf is None:
            continue
        try:
            days = date_range(edtf)
        except FormatError:
            continue
        if days.first is not None:
            return days.first.isoformat(), days.last.isoformat() if days.last else None
    return None, None


def _comment(claim: Claim) -> str:
    flags = claim.factuality
    said = [name for name in _FLAGS if getattr(flags, name)]
    if flags.certainty != "certain":
        said.append(flags.certainty)
    if claim.attribution:
        said.append("according to " + " > ".join(s.text or "?" for s in claim.attribution))
    unknown = [f"{m.text!r}: {m.reason}" for m in (*claim.actors, *claim.recipients) if not m.code]
    if unknown:
        said.append("unresolved " + "; ".join(unknown))
    if claim.when.edtf is None:
        said.append("date of the event not said")
    return "; ".join(said)
