"""Two parties over time: curves of what passed between them, and every point's events."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from communique.analysis.dyads import Curve, Point, curve, points
from communique.model import Claim, LedgerEntry
from communique.record.views import ClaimFilter, LedgerFilter
from communique.web.charts import QUADS, curves
from communique.web.dating import date_words
from communique.web.errors import not_found
from communique.web.filters import Links
from communique.web.labels import plural
from communique.web.naming import code_words, is_known
from communique.web.periods import Opening, PeriodRow, direction_words, series, table
from communique.web.respond import Ask, Row, twin

COLUMNS = ("period", "direction", "events", *(q.replace(" ", "_") for q in QUADS))
By = Literal["week", "month"]
_PAIRS = 40
_LATEST = 6
_MOST_ROWS = 60


class DyadFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which period, by what; ``all``: not only what happened."""

    by: By = "week"
    since: str | None = None
    until: str | None = None
    all: bool = False


class PairCount(msgspec.Struct, frozen=True, kw_only=True):
    """Two parties and how many events name both."""

    a: str
    b: str
    n: int


class Dyads(msgspec.Struct, frozen=True, kw_only=True):
    """The pairs between which most happened."""

    pairs: tuple[PairCount, ...]


class Dyad(msgspec.Struct, frozen=True, kw_only=True):
    """What passed between two parties: the curve, and the latest in the ledger and in words.

    ``points`` are all periods, ``table`` the last of those with events; ``left`` more have some.
    """

    a: str
    b: str
    by: By
    directions: tuple[str, ...]
    summary: str
    points: tuple[Point, ...]
    left_out: int
    undated: int
    ledger: tuple[LedgerEntry, ...]
    words: tuple[Claim, ...]
    table: tuple[PeriodRow, ...]
    left: int


def rows(answer: Dyad) -> Iterable[Row]:
    """The rows of the CSV: every period and direction, with its events by quad class."""
    for point in answer.points:
        values = (point.period, point.direction, point.total, *point.quads.values())
        yield dict(zip(COLUMNS, values, strict=True))


@twin("/dyads", template="dyads.html")
def dyads(ask: Ask[msgspec.Struct]) -> Dyads:
    """Pairs of parties, by how much happened between them."""
    between: dict[tuple[str, str], int] = {}
    for edge in ask.views.edges(since=None, until=None, limit=200):
        a, b = sorted((edge.actor, edge.recipient))
        if a != b:
            between[a, b] = between.get((a, b), 0) + edge.n
    ordered = sorted(between.items(), key=lambda pair: (-pair[1], pair[0]))
    return Dyads(pairs=tuple(PairCount(a=a, b=b, n=n) for (a, b), n in ordered[:_PAIRS]))


async def go(request: Request) -> Response:
    """From the form of two codes to the page of the two."""
    codes = [" ".join(request.query_params.get(n, "").upper().split())[:60] for n in ("a", "b")]
    links = Links(request.app.state.settings.prefix, "/dyads", ())
    return RedirectResponse(links.at("dyads", *codes) if all(codes) else links.to("/dyads"), 303)


ROUTES = [Route("/dyads/go", go, methods=["GET"])]
"""Found by the app."""


def _opening(ask: Ask[DyadFilter]) -> Opening:
    return Opening(links=ask.links, by=ask.filters.by, happened=not ask.filters.all)


def _chart(answer: Dyad, ask: Ask[DyadFilter]) -> dict[str, Any]:
    lines = series(answer.points, _opening(ask))
    return curves(lines, answer.by, answer.directions)


@twin(
    "/dyads/{a}/{b}",
    template="dyad.html",
    filters=DyadFilter,
    rows=rows,
    columns=COLUMNS,
    more={"chart": _chart},
)
def dyad(ask: Ask[DyadFilter]) -> Dyad:
    """Two parties: what passed between them, by week or month, in each direction."""
    a, b = (" ".join(ask.path[name].upper().split()) for name in ("a", "b"))
    f = ask.filters
    found = curve(ask.views, a, b, by=f.by, since=f.since, until=f.until, happened=not f.all)
    if not any(any(line.counts) for line in found.lines):
        for code in (a, b):
            if not is_known(code) and ask.views.actor(code) is None:
                raise not_found("actor", code)
    listed = tuple(points(found))
    shown, left = table(listed, _opening(ask), _MOST_ROWS)
    return Dyad(
        a=a,
        b=b,
        by=f.by,
        directions=tuple(dict.fromkeys(direction_words(p.direction) for p in listed)),
        summary=_summary(found, f),
        points=listed,
        left_out=sum(found.left_out.values()),
        undated=sum(found.undated.values()),
        ledger=_ledger(ask, a, b),
        words=_words(ask, a, b),
        table=shown,
        left=left,
    )


def _ledger(ask: Ask[DyadFilter], a: str, b: str) -> tuple[LedgerEntry, ...]:
    f = ask.filters
    found: list[LedgerEntry] = []
    for one, other in ((a, b), (b, a)):
        wanted = LedgerFilter(by=one, to=other, since=f.since, until=f.until)
        found += ask.views.ledger(wanted, size=_LATEST, counted=False).items
    once = {entry.id: entry for entry in found}.values()
    return tuple(sorted(once, key=lambda e: (e.date or "", e.id), reverse=True)[: 2 * _LATEST])


def _words(ask: Ask[DyadFilter], a: str, b: str) -> tuple[Claim, ...]:
    """What each of the two says of the other, or does to it by its own words."""
    found: list[Claim] = []
    for one, other in ((a, b), (b, a)):
        wanted = ClaimFilter(
            source=one, party=other, since=ask.filters.since, until=ask.filters.until
        )
        found += ask.views.claims(wanted, sort="-date", size=_LATEST, counted=False).items
    once = {claim.id: claim for claim in found}.values()
    return tuple(sorted(once, key=lambda c: (c.article.published or "", c.id), reverse=True))


def _summary(found: Curve, f: DyadFilter) -> str:
    a, b = code_words(found.a), code_words(found.b)
    said = "told" if f.all else "that happened"
    known = [p for n, p in enumerate(found.periods) if any(line.counts[n] for line in found.lines)]
    if not known:
        return f"No events {said} between {a} and {b}."
    there = f"{found.a}>{found.b}"
    one = sum(sum(line.counts) for line in found.lines if line.direction == there)
    other = sum(sum(line.counts) for line in found.lines if line.direction != there)
    return (
        f"{plural(one, 'event')} {said} from {a} towards {b}, {other} the other way, "
        f"in {f.by}s from {date_words(known[0])} to {date_words(known[-1])}."
    )
