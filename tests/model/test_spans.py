"""Spans and evidence."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
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


@given(TEXT, SPANS, st.characters(exclude_categories=["Cs"]))
def test_evidence_is_lost_when_a_word_changes(text: str, span: Span, other: str) -> None:
    assume(span.start < span.end <= len(text) and text[span.start] != other)
    evidence = Evidence(span.start, span.end, span.of(text))
    changed = text[: span.start] + other + text[span.start + 1 :]
    assert evidence.found_in(text) and not evidence.found_in(changed)


@given(TEXT, SPANS)
def test_evidence_is_lost_when_text_is_put_before_it(text: str, span: Span) -> None:
    assume(span.end <= len(text) and span.of(text) != span.of("§" + text))
    assert not Evidence(span.start, span.end, span.of(text)).found_in("§" + text)


def test_spans_sort_by_place() -> None:
    assert sorted([Span(4, 6), Span(0, 9), Span(0, 2)]) == [Span(0, 2), Span(0, 9), Span(4, 6)]
