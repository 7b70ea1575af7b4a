"""Networks, against values worked out on paper."""

from __future__ import annotations

import pytest

from communique.analysis.network import graph_of, layout, measures, network
from communique.record.views import Edge, Views


def edge(actor: str, recipient: str, n: int) -> Edge:
    return Edge(actor=actor, recipient=recipient, quads={"verbal conflict": n}, n=n)


EDGES = [edge("A", "B", 5), edge("B", "A", 2), edge("A", "C", 1), edge("C", "C", 4)]


def test_degrees_and_reciprocity_worked_by_hand() -> None:
    found = measures(graph_of(EDGES))
    assert found.edges == 4 and found.events == 12
    # Of A>B, B>A and A>C two have one the other way; of 8 events 2 + 2 are answered.
    assert found.reciprocity == pytest.approx(2 / 3)
    assert found.weighted_reciprocity == pytest.approx(4 / 8)
    by_code = {node.code: node for node in found.nodes}
    assert [node.code for node in found.nodes] == ["C", "A", "B"] or [
        (node.code, node.acts + node.acted_on) for node in found.nodes
    ] == [("C", 9), ("A", 8), ("B", 7)]
    a, c = by_code["A"], by_code["C"]
    assert (a.out_degree, a.in_degree, a.acts, a.acted_on, a.answered) == (2, 1, 6, 2, 0.5)
    assert (c.out_degree, c.in_degree, c.acts, c.acted_on, c.answered) == (0, 1, 4, 5, None)


def test_a_network_of_nobody() -> None:
    empty = measures(graph_of([]))
    assert (empty.nodes, empty.edges, empty.events) == ((), 0, 0)
    assert empty.reciprocity is None and empty.weighted_reciprocity is None
    assert layout(graph_of([])) == {}
    assert layout(graph_of([edge("A", "A", 1)])) == {"A": (0.5, 0.5)}


def test_the_network_of_a_record(views: Views) -> None:
    graph = network(views, since="2018-12", until="2018-12")
    assert {(a, b): d["weight"] for a, b, d in graph.edges(data=True)} == {
        ("USA GOV", "PAK"): 1,
        ("PAK GOV", "USA"): 1,
        ("USA", "PAK"): 2,
        ("PAK", "USA MIL"): 1,
        ("USA", "IND"): 1,
        ("IND", "IND"): 1,
    }
    assert graph.edges["USA", "PAK"]["quads"] == {"verbal cooperation": 1, "verbal conflict": 1}
    ever = network(views, happened=False)
    assert ever.edges["USA", "PAK"]["weight"] == 5
    assert ever.edges["PAK", "USA"]["weight"] == 2
    conflict = network(views, quad="material conflict")
    assert list(conflict.edges) == [("PAK GOV", "USA")]
    assert network(views, limit=1).number_of_edges() == 1


def test_a_layout_is_always_the_same_and_within_its_square() -> None:
    ring = [edge(f"N{n}", f"N{(n + 1) % 9}", n + 1) for n in range(9)]
    placed = layout(graph_of(ring))
    assert placed == layout(graph_of(ring[::-1]))
    assert len(set(placed.values())) == 9
    xs, ys = zip(*placed.values(), strict=True)
    assert (min(xs), max(xs), min(ys), max(ys)) == (0, 1, 0, 1)


def test_parts_that_share_no_edge_are_drawn_beside_each_other() -> None:
    ring = [edge(f"N{n}", f"N{(n + 1) % 6}", 1) for n in range(6)]
    pairs = [edge("P", "Q", 1), edge("R", "S", 1)]
    placed = layout(graph_of([*ring, *pairs]))
    large = [placed[f"N{n}"] for n in range(6)]
    xs, ys = zip(*large, strict=True)
    # the ring takes more room than a pair, and no other stands inside it
    assert max(xs) - min(xs) > 0.3
    for code in "PQRS":
        x, y = placed[code]
        assert not (min(xs) < x < max(xs) and min(ys) < y < max(ys))
