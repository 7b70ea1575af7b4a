"""Who acts towards whom in a period: a directed network, its measures, and where to draw it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import cos, pi, sin

import msgspec
import networkx

from communique.record.asked import Edge
from communique.record.views import Views

_ROUNDS = 200
_DIGITS = 4
_GAP = 0.8
"""Between parts of a network that have no edge in common; a node alone takes 1."""


class NodeMeasures(msgspec.Struct, frozen=True, kw_only=True):
    """One code of a network.

    ``out_degree`` and ``in_degree`` count the others that it acts towards and that act towards it,
    ``acts`` and ``acted_on`` the events. ``answered`` is the share of those that it acts towards
    who act towards it; ``None`` where it acts towards nobody else.
    """

    code: str
    out_degree: int
    in_degree: int
    acts: int
    acted_on: int
    answered: float | None


class Measures(msgspec.Struct, frozen=True, kw_only=True):
    """A network as a whole.

    ``reciprocity`` is the share of directed pairs that have a pair the other way,
    ``weighted_reciprocity`` the share of events that events the other way stand against: twice
    the smaller side of each pair, over all. ``None`` where nobody acts towards anybody else. What
    a code does towards itself counts in ``acts`` and ``acted_on`` alone.
    """

    nodes: tuple[NodeMeasures, ...]
    edges: int
    events: int
    reciprocity: float | None
    weighted_reciprocity: float | None


def network(
    views: Views,
    *,
    since: str | None = None,
    until: str | None = None,
    quad: str | None = None,
    happened: bool = True,
    limit: int = 200,
) -> networkx.DiGraph:
    """The network of the ``limit`` most frequent pairs in a period; see ``Views.edges``."""
    found = views.edges(since=since, until=until, quad=quad, happened=happened, limit=limit)
    return graph_of(found)


def graph_of(edges: Iterable[Edge]) -> networkx.DiGraph:
    """A graph whose edges have ``weight`` (events) and ``quads`` (events by class)."""
    graph = networkx.DiGraph()
    for edge in sorted(edges, key=lambda e: (e.actor, e.recipient)):
        graph.add_edge(edge.actor, edge.recipient, weight=edge.n, quads=dict(edge.quads))
    return graph


def measures(graph: networkx.DiGraph) -> Measures:
    """Degrees and reciprocity; nodes of most events first."""
    others = [(a, b, data["weight"]) for a, b, data in graph.edges(data=True) if a != b]
    weights = {(a, b): weight for a, b, weight in others}
    pairs = len(others)
    events = sum(weights.values())
    back = sum((b, a) in weights for a, b in weights)
    shared = sum(min(weight, weights.get((b, a), 0)) for (a, b), weight in weights.items())
    nodes = [_node(graph, code) for code in graph]
    return Measures(
        nodes=tuple(sorted(nodes, key=lambda n: (-(n.acts + n.acted_on), n.code))),
        edges=graph.number_of_edges(),
        events=int(graph.size(weight="weight")),
        reciprocity=back / pairs if pairs else None,
        weighted_reciprocity=shared / events if events else None,
    )


def _node(graph: networkx.DiGraph, code: str) -> NodeMeasures:
    after = set(graph.successors(code)) - {code}
    before = set(graph.predecessors(code)) - {code}
    return NodeMeasures(
        code=code,
        out_degree=len(after),
        in_degree=len(before),
        acts=int(graph.out_degree(code, weight="weight")),
        acted_on=int(graph.in_degree(code, weight="weight")),
        answered=len(after & before) / len(after) if after else None,
    )


def layout(graph: networkx.DiGraph) -> Mapping[str, tuple[float, float]]:
    """Where to draw each node, x and y from 0 to 1; always the same for the same network.

    Springs between those that act towards each other, from a circle in the order of the codes.
    Those who have nothing to do with each other are drawn apart, each such part in a box as large
    as its number of nodes asks for: springs would drive the parts away from one another.
    """
    plain = networkx.Graph()
    plain.add_nodes_from(sorted(graph))
    plain.add_edges_from(sorted((min(a, b), max(a, b)) for a, b in graph.edges if a != b))
    parts = sorted(networkx.connected_components(plain), key=lambda part: (-len(part), min(part)))
    boxes = _boxes([len(part) ** 0.5 for part in parts])
    at = {
        code: (left + x * side, top + y * side)
        for part, (left, top, side) in zip(parts, boxes, strict=True)
        for code, (x, y) in _springs(plain.subgraph(part)).items()
    }
    return {
        code: (_scaled(x, [p[0] for p in at.values()]), _scaled(y, [p[1] for p in at.values()]))
        for code, (x, y) in sorted(at.items())
    }


def _springs(part: networkx.Graph) -> dict[str, tuple[float, float]]:
    codes = sorted(part)
    if len(codes) < 2:
        return {code: (0.5, 0.5) for code in codes}
    ordered = networkx.Graph()
    ordered.add_nodes_from(codes)
    ordered.add_edges_from(sorted((min(a, b), max(a, b)) for a, b in part.edges))
    begin = {
        code: (cos(2 * pi * number / len(codes)), sin(2 * pi * number / len(codes)))
        for number, code in enumerate(codes)
    }
    placed = networkx.spring_layout(
        ordered, pos=begin, k=2.2 / len(codes) ** 0.5, iterations=_ROUNDS, seed=1
    )
    xs, ys = ([float(placed[code][i]) for code in codes] for i in (0, 1))
    return {c: (_scaled(x, xs), _scaled(y, ys)) for c, x, y in zip(codes, xs, ys, strict=True)}


def _boxes(sides: list[float]) -> list[tuple[float, float, float]]:
    """Left, top and side of boxes in rows, the largest first."""
    width = max([*sides, 1.4 * sum(side * side for side in sides) ** 0.5], default=0.0)
    left = top = height = 0.0
    found = []
    for side in sides:
        if left and left + side > width:
            left, top, height = 0.0, top + height + _GAP, 0.0
        found.append((left, top, side))
        left, height = left + side + _GAP, max(height, side)
    return found


def _scaled(value: float, among: list[float]) -> float:
    low, high = min(among), max(among)
    return round((value - low) / (high - low), _DIGITS) if high > low else 0.5
