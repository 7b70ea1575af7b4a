"""Spans and evidence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.model import Evidence, Span

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
SPANS = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda p: Span(min(p), max(p)))


@given(TEXT, SPANS)
def test_the_words_of_a_span(text: str, span: Span) -> None:
    words = span.of(text)
    assert len(words) <= span.end - span.start
    assert words == "".join(c for i, c in enumerate(text) if span.start <= i < span.end)
    assert Evidence(span.start, span.end, words).found_in(text)


@given(SPANS, SPANS)
def test_overlapping_is_mutual_and_means_a_shared_character(a: Span, b: Span) -> None:
    shared = set(range(a.start, a.end)) & set(range(b.start, b.end))
    assert a.overlaps(b) == b.overlaps(a)
    if a.start < a.end and b.start < b.end:
        assert a.overlaps(b) == bool(shared)


@given(SPANS, SPANS, SPANS)
def test_containing_is_an_order(a: Span, b: Span, c: Span) -> None:
    assert a.contains(a)
    if a.contains(b) and b.contains(a):
        assert a == b
    if a.contains(b) and b.contains(c):
        assert a.contains(c)
    if a.contains(b) and b.start < b.end:
        assert a.overlaps(b)


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (4, 3), (-5, -2)])
def test_what_is_no_span(start: int, end: int) -> None:
    with pytest.raises(ValueError, match=f"not a span: {start}"):
        Span(start, end)


@st.composite
def evidences(draw: st.DrawFn) -> tuple[str, Evidence]:
    """A text and words that stand in it."""
    text = draw(TEXT.filter(bool))
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    return text, Evidence(start, end, text[start:end])


@given(evidences(), st.characters(exclude_categories=["Cs"]))
def test_evidence_is_lost_when_a_word_changes(found: tuple[str, Evidence], other: str) -> None:
    text, evidence = found
    changed = text[: evidence.start] + other + text[evidence.start + 1 :]
    assert evidence.found_in(text)
    assert evidence.found_in(changed) == (other == text[evidence.start])


@given(evidences())
def test_evidence_is_lost_when_the_text_is_moved(found: tuple[str, Evidence]) -> None:
    text, evidence = found
    moved = "§" + text
    same = moved[evidence.start : evidence.end] == evidence.quote
    assert evidence.found_in(moved) == same
    assert Evidence(evidence.start + 1, evidence.end + 1, evidence.quote).found_in(moved)


def test_spans_sort_by_place() -> None:
    assert sorted([Span(4, 6), Span(0, 9), Span(0, 2)]) == [Span(0, 2), Span(0, 9), Span(4, 6)]
