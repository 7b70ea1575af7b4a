"""The network: who acts towards whom in a chosen period."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from math import hypot, sqrt
from typing import Annotated

import msgspec
from msgspec import Meta

from communique.analysis.network import Measures, NodeMeasures, graph_of, layout, measures
from communique.model.claim import Quad
from communique.record.views import Edge
from communique.web.charts import QUADS
from communique.web.labels import plural
from communique.web.naming import code_words
from communique.web.respond import Ask, Row, twin

COLUMNS = ("actor", "recipient", "events", *(q.replace(" ", "_") for q in QUADS))
WIDTH, HEIGHT = 960, 640
_EDGE = 60  # units kept free at the edges, for the names
_SMALLEST, _LARGEST = 5.0, 22.0
_THINNEST, _THICKEST = 1.0, 7.0
_BEND = 0.14


class NetworkFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which period and quad class; ``limit`` pairs at most; ``all``: not only what happened."""

    since: str | None = None
    until: str | None = None
    quad: Quad | None = None
    limit: Annotated[int, Meta(ge=1, le=200)] = 40
    all: bool = False


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """A party: its place in the network (see ``analysis.network``), and where it is drawn."""

    code: str
    acts: int
    acted_on: int
    out_degree: int
    in_degree: int
    answered: float | None
    x: float
    y: float
    r: float


class Arrow(msgspec.Struct, frozen=True, kw_only=True):
    """What one party did towards another; ``quad`` (1 to 4) is the class of most of it."""

    actor: str
    recipient: str
    n: int
    counts: tuple[int, ...]
    quad: int
    line: str
    width: float
    href: str
    description: str


class Network(msgspec.Struct, frozen=True, kw_only=True):
    """The network of a period, in numbers and as it is drawn."""

    summary: str
    reciprocity: float | None
    nodes: tuple[Node, ...]
    edges: tuple[Arrow, ...]
    height: int


def rows(answer: Network) -> Iterable[Row]:
    """The rows of the CSV."""
    for edge in answer.edges:
        values = (edge.actor, edge.recipient, edge.n, *edge.counts)
        yield dict(zip(COLUMNS, values, strict=True))


@twin("/network", template="network.html", filters=NetworkFilter, rows=rows, columns=COLUMNS)
def network(ask: Ask[NetworkFilter]) -> Network:
    """The network: who acts towards whom in a period."""
    f = ask.filters
    edges = ask.views.edges(
        since=f.since, until=f.until, quad=f.quad, happened=not f.all, limit=f.limit
    )
    graph = graph_of(edges)
    measured = measures(graph)
    nodes = _nodes(measured.nodes, _placed(tuple(sorted((e.actor, e.recipient) for e in edges))))
    return Network(
        summary=_summary(edges, measured, f),
        reciprocity=measured.reciprocity,
        nodes=tuple(nodes.values()),
        edges=tuple(_arrows(edges, nodes, ask)),
        height=HEIGHT,
    )


@lru_cache(maxsize=64)
def _placed(pairs: tuple[tuple[str, str], ...]) -> Mapping[str, tuple[float, float]]:
    """Where the parties of these pairs are drawn; springs take a while."""
    return layout(graph_of(Edge(actor=a, recipient=b, quads={}, n=1) for a, b in pairs))


def _nodes(
    measured: Sequence[NodeMeasures], places: Mapping[str, tuple[float, float]]
) -> dict[str, Node]:
    most = max((m.acts + m.acted_on for m in measured), default=1)
    return {
        m.code: Node(
            code=m.code,
            acts=m.acts,
            acted_on=m.acted_on,
            out_degree=m.out_degree,
            in_degree=m.in_degree,
            answered=m.answered,
            x=round(_EDGE + places[m.code][0] * (WIDTH - 2.5 * _EDGE), 1),
            y=round(_EDGE / 2 + places[m.code][1] * (HEIGHT - _EDGE), 1),
            r=round(_SMALLEST + (_LARGEST - _SMALLEST) * sqrt((m.acts + m.acted_on) / most), 1),
        )
        for m in measured
    }


def _arrows(
    edges: Sequence[Edge], nodes: dict[str, Node], ask: Ask[NetworkFilter]
) -> Iterable[Arrow]:
    f = ask.filters
    most = max((e.n for e in edges), default=1)
    for edge in edges:
        counts = tuple(edge.quads.get(quad, 0) for quad in QUADS)
        one, other = nodes[edge.actor], nodes[edge.recipient]
        yield Arrow(
            actor=edge.actor,
            recipient=edge.recipient,
            n=edge.n,
            counts=counts,
            quad=counts.index(max(counts)) + 1,
            line=_line(one, other),
            width=round(_THINNEST + (_THICKEST - _THINNEST) * sqrt(edge.n / most), 1),
            href=ask.links.to(
                "/events",
                actor=edge.actor,
                recipient=edge.recipient,
                quad=f.quad,
                since=f.since,
                until=f.until,
                factuality=None if f.all else "happened",
            ),
            description=f"{code_words(edge.actor)} towards {code_words(edge.recipient)}: "
            f"{plural(edge.n, 'event')}",
        )


def _line(one: Node, other: Node) -> str:
    """A bent line from rim to rim; a loop where a party acts towards its like."""
    if one.code == other.code:
        x, y, r = one.x, one.y - one.r, one.r + 14
        points = ((x - 4, y), (x - r, y - 2 * r), (x + r, y - 2 * r), (x + 4, y))
        return "M{} C{} {} {}".format(*map(_at, points))
    dx, dy = other.x - one.x, other.y - one.y
    middle = ((one.x + other.x) / 2 - dy * _BEND, (one.y + other.y) / 2 + dx * _BEND)
    start = _rim(one, middle, one.r)
    end = _rim(other, middle, other.r + 2)
    return f"M{_at(start)} Q{_at(middle)} {_at(end)}"


def _at(point: tuple[float, float]) -> str:
    return f"{point[0]:.1f} {point[1]:.1f}"


def _rim(node: Node, towards: tuple[float, float], r: float) -> tuple[float, float]:
    dx, dy = towards[0] - node.x, towards[1] - node.y
    far = hypot(dx, dy) or 1.0
    return node.x + dx / far * r, node.y + dy / far * r


def _summary(edges: Sequence[Edge], measured: Measures, f: NetworkFilter) -> str:
    if not edges:
        return "Nobody acts towards anybody in this time."
    said = "told" if f.all else "that happened"
    first = next((e for e in edges if e.actor != e.recipient), edges[0])
    return (
        f"{plural(measured.events, 'event')} {said}, between "
        f"{plural(len(measured.nodes), 'party', 'parties')}; most from "
        f"{code_words(first.actor)} towards {code_words(first.recipient)} ({first.n})."
    )
