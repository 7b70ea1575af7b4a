"""The map: where events took place, and journeys with their stops in order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import sqrt
from typing import Literal

import msgspec

from communique.model import Claim
from communique.model.claim import Place
from communique.record.aggregates import PLACED_CAP
from communique.record.views import EventFilter, PlacePoint
from communique.web.errors import not_found
from communique.web.labels import number
from communique.web.outline import Frame, frame_of
from communique.web.respond import Ask, Row, twin

MOST_PLACES = 200
MOST_JOURNEYS = 30
_LABELS = 25
_BEND = 0.12
_SMALLEST, _LARGEST = 3.5, 22.0

COLUMNS = ("what", "name", "latitude", "longitude", "precision", "events", "journey", "stop")


class MapFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What is on the map; ``journey`` is the id of the one journey to follow."""

    party: str | None = None
    type: str | None = None
    since: str | None = None
    until: str | None = None
    show: Literal["places", "journeys"] | None = None
    journey: str | None = None


class Spot(msgspec.Struct, frozen=True, kw_only=True):
    """A place of events, and where it is drawn."""

    key: str
    name: str
    latitude: float
    longitude: float
    precision: str
    n: int
    x: float
    y: float
    r: float
    wide: bool
    labelled: bool
    href: str


class Stop(msgspec.Struct, frozen=True, kw_only=True):
    """A stop of a journey, and where it is drawn."""

    name: str
    latitude: float
    longitude: float
    x: float
    y: float


class Road(msgspec.Struct, frozen=True, kw_only=True):
    """A journey: ``names`` are all of its stops, ``stops`` those whose place is known."""

    claim: Claim
    who: str
    names: tuple[str, ...]
    stops: tuple[Stop, ...]
    line: str
    planned: bool


class Map(msgspec.Struct, frozen=True, kw_only=True):
    """What is on the map, in degrees and in units of the drawing."""

    frame: Frame
    summary: str
    spots: tuple[Spot, ...]
    roads: tuple[Road, ...]
    alone: bool


def rows(answer: Map) -> Iterable[Row]:
    """The rows of the CSV: the places, then the stops of the journeys in order."""
    empty = dict.fromkeys(COLUMNS, "")
    for spot in answer.spots:
        yield empty | {
            "what": "place",
            "name": spot.name,
            "latitude": spot.latitude,
            "longitude": spot.longitude,
            "precision": spot.precision,
            "events": spot.n,
        }
    for road in answer.roads:
        for at, stop in enumerate(road.stops, 1):
            yield empty | {
                "what": "stop",
                "name": stop.name,
                "latitude": stop.latitude,
                "longitude": stop.longitude,
                "journey": road.claim.id,
                "stop": at,
            }


@twin("/map", template="map.html", filters=MapFilter, rows=rows, columns=COLUMNS)
def world(ask: Ask[MapFilter]) -> Map:
    """The map: places of events, and journeys with their stops in order."""
    f = ask.filters
    alone = f.journey is not None
    places: Sequence[PlacePoint] = ()
    floor = False
    journeys: Sequence[Claim] = ()
    if f.journey is not None:
        found = ask.record.claim(f.journey)
        if found is None or found.kind != "journey":
            raise not_found("journey", f.journey)
        journeys = (found,)
    else:
        if f.show != "journeys":
            wanted = EventFilter(party=f.party, type=f.type, since=f.since, until=f.until)
            told = ask.views.places(wanted, limit=MOST_PLACES)
            places, floor = told.points, told.floor
        if f.show != "places" and f.type is None:
            journeys = ask.views.journeys(actor=f.party, since=f.since, until=f.until)
            journeys = journeys[:MOST_JOURNEYS]
    points = [(p.lon, p.lat) for p in places]
    points += [(s.longitude, s.latitude) for c in journeys for s in _known(c)]
    frame = frame_of(points)
    spots = _spots(places, frame, ask)
    roads = tuple(_road(c, frame) for c in journeys)
    return Map(
        frame=frame,
        summary=_summary(spots, roads, floor=floor),
        spots=spots,
        roads=roads,
        alone=alone,
    )


def _spots(places: Sequence[PlacePoint], frame: Frame, ask: Ask[MapFilter]) -> tuple[Spot, ...]:
    most = max((p.n for p in places), default=1)
    ordered = sorted(places, key=lambda p: (-p.n, p.name))
    named = _labelled(ordered, frame)
    f = ask.filters
    return tuple(
        Spot(
            key=str(place.geonames),
            name=place.name,
            latitude=place.lat,
            longitude=place.lon,
            precision=place.precision,
            n=place.n,
            x=frame.x(place.lon),
            y=frame.y(place.lat),
            r=round(_SMALLEST + (_LARGEST - _SMALLEST) * sqrt(place.n / most), 1),
            wide=place.precision in ("country", "province", "region"),
            labelled=place.geonames in named,
            href=ask.links.to(
                "/events",
                place=place.geonames,
                party=f.party,
                type=f.type,
                since=f.since,
                until=f.until,
            ),
        )
        for place in ordered
    )


def _labelled(ordered: Sequence[PlacePoint], frame: Frame) -> set[int]:
    """The places whose names are written: the largest, as far as no two names meet."""
    found: set[int] = set()
    boxes: list[tuple[float, float, float, float]] = []
    for place in ordered:
        if len(found) == _LABELS:
            break
        x, y = frame.x(place.lon), frame.y(place.lat)
        box = (x, y - 8, x + _LARGEST + 7 * len(place.name), y + 8)
        if all(box[2] < b[0] or b[2] < box[0] or box[3] < b[1] or b[3] < box[1] for b in boxes):
            boxes.append(box)
            found.add(place.geonames)
    return found


class _Known(msgspec.Struct, frozen=True):
    name: str
    latitude: float
    longitude: float


def _known(claim: Claim) -> list[_Known]:
    return [
        _Known(_name(p), p.latitude, p.longitude)
        for p in claim.where
        if p.latitude is not None and p.longitude is not None
    ]


def _name(place: Place) -> str:
    return place.name or place.text


def _road(claim: Claim, frame: Frame) -> Road:
    stops = tuple(
        Stop(
            name=s.name,
            latitude=s.latitude,
            longitude=s.longitude,
            x=frame.x(s.longitude),
            y=frame.y(s.latitude),
        )
        for s in _known(claim)
    )
    return Road(
        claim=claim,
        who="; ".join(m.text for m in claim.actors) or "somebody",
        names=tuple(_name(p) for p in claim.where),
        stops=stops,
        line=_curve(stops),
        planned=claim.factuality.future or claim.factuality.hypothetical,
    )


def _curve(stops: Sequence[Stop]) -> str:
    """Slightly bent lines from stop to stop, so that there and back are two."""
    if len(stops) < 2:
        return ""
    parts = [f"M{stops[0].x:g} {stops[0].y:g}"]
    for one, other in pairwise(stops):
        x = (one.x + other.x) / 2 - (other.y - one.y) * _BEND
        y = (one.y + other.y) / 2 + (other.x - one.x) * _BEND
        parts.append(f"Q{x:.1f} {y:.1f} {other.x:g} {other.y:g}")
    return "".join(parts)


def _summary(spots: Sequence[Spot], roads: Sequence[Road], *, floor: bool) -> str:
    named = ", ".join(s.name for s in spots[:5])
    whose = f"the latest {number(PLACED_CAP)} events" if floor else "events"
    places = f"{len(spots)} places of {whose}" + (f", most in {named}" if named else "")
    ways = f"{len(roads)} journeys" if len(roads) != 1 else f"the journey of {roads[0].who}"
    if not spots:
        return f"Map of {ways}."
    return f"Map of {places}, and {ways}." if roads else f"Map of {places}."
