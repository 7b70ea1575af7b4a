"""Where names stand in a text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.actors.folding import fold
from communique.actors.names import Meaning, Names


def found(resolver, text):
    return [h.text for h in resolver.names.scan(text)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Iran's president met Iraq’s.", ["Iran", "president", "Iraq"]),
        ("“Kenya” (Uganda)\nRwanda/Burundi", ["Kenya", "Uganda", "Rwanda", "Burundi"]),
        ("the U.S. and the UK", ["U.S.", "UK"]),
        ("tell us who did it", []),
        ("NATO, Nato and the WHO", ["NATO", "Nato", "WHO"]),
        ("Erdogan and Erdoğan", ["Erdogan", "Erdoğan"]),
        ("US-Iran talks", ["US", "Iran"]),
        ("anti-Iran protesters", ["protesters"]),
        ("Don't ask", []),
        ("the South African president", ["South African", "president"]),
        ("a hill; The Hill", ["The Hill"]),
        ("Bashar al-Assad; al-Assad", ["Bashar al-Assad", "al-Assad"]),
        ("D'Assad", []),
    ],
)
def test_found(resolver, text, names):
    assert found(resolver, text) == names


def test_spans_are_those_of_the_text(resolver):
    text = "İstanbul’da: Erdoğan — “Türkiye” \U0001f600 Ankara."
    for hit in resolver.names.scan(text):
        assert text[hit.start : hit.end] == hit.text
    assert "Ankara" in found(resolver, text)


@given(st.text(max_size=200))
def test_any_text_keeps_its_length_and_order(resolver, text):
    assert len(fold(text)) == len(text)
    hits = resolver.names.scan(text)
    assert all(a.end <= b.start for a, b in pairwise(hits))
    assert all(text[h.start : h.end] == h.text for h in hits)


def test_a_table_of_ones_own():
    import msgspec

    packed = msgspec.msgpack.encode(
        [(Meaning("name", "x"), "Aland"), (Meaning("role", "y"), "aland")]
    )
    names = Names({"aland": msgspec.Raw(packed)})
    (upper,), (lower,) = names.scan("Aland"), names.scan("aland")
    assert [m.use for m in upper.meanings] == ["name", "role"]
    assert [m.use for m in lower.meanings] == ["role"]
