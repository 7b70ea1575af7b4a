"""Sentences never run over the end of a paragraph; furniture is known by its place."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from communique.model import Span
from communique.reading.paragraphs import is_furniture, paragraphs

Read = Callable[..., Doc]
BLANK = spacy.blank("en")


def starts(text: str) -> list[str]:
    """The words that begin a sentence because a line ended before them."""
    return [t.text for t in paragraphs(BLANK.make_doc(text)) if t.is_sent_start and t.i]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("One two", []),
        ("A headline\n\nThe text", ["The"]),
        ("A headline\nThe text", ["The"]),
        ("A\n\n\n  B\n\nC", ["B", "C"]),
        ("\n\nOne\n\n", ["One"]),
        ("A\r\n\r\nB", ["B"]),
    ],
)
def test_a_line_end_begins_a_sentence(text: str, first: list[str]) -> None:
    assert starts(text) == first


PARAGRAPHS = st.lists(
    st.sampled_from(["Kenya met Uganda", "the talks", "He said no.", "5", "Who? They.", "—"]),
    min_size=1,
    max_size=5,
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(PARAGRAPHS, st.sampled_from(["\n\n", "\n \n", "\r\n\r\n", "\n\n\n"]))
def test_no_sentence_runs_over_a_paragraph(read: Read, parts: list[str], gap: str) -> None:
    doc = read(gap.join(parts))
    for sentence in doc.sents:
        assert "\n" not in sentence.text.strip(), sentence.text


def test_nothing_is_said_about_the_rest() -> None:
    doc = paragraphs(BLANK.make_doc("One two. Three"))
    assert [t.is_sent_start for t in doc[1:]] == [None] * (len(doc) - 1)


def test_an_empty_text() -> None:
    assert len(paragraphs(BLANK.make_doc(""))) == 0


def test_furniture_by_place() -> None:
    doc = paragraphs(BLANK.make_doc("Latest News and the text"))
    assert not is_furniture(doc, 0, 6)
    doc._.furniture = (Span(0, 11),)
    assert is_furniture(doc, 0, 6) and is_furniture(doc, 10, 20)
    assert not is_furniture(doc, 11, 20)
