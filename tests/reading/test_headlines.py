"""Verbs of headlines that a parser takes for nouns."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from spacy.tokens import Doc

Read = Callable[..., Doc]


def verbs(doc: Doc) -> dict[str, str]:
    return {doc[i].text: lemma for i, lemma in doc._.headline_verbs.items()}


@pytest.mark.parametrize(
    ("text", "word", "lemma"),
    [
        ("Trump requests Pakistan's help on Afghan peace", "requests", "request"),
        ("EU sanctions Belarus", "sanctions", "sanction"),
        ("France protests Turkish move", "protests", "protest"),
    ],
)
def test_a_noun_after_a_name_is_the_verb(read: Read, text: str, word: str, lemma: str) -> None:
    doc = read(text)
    if any(t.tag_ in ("VBZ", "VBP", "VBD") for t in doc):
        assert verbs(doc) == {}
        assert any(t.text == word and t.pos_ == "VERB" for t in doc)
    else:
        assert verbs(doc) == {word: lemma}


@pytest.mark.parametrize(
    "text",
    [
        "Kenya condemned the attacks.",
        "Kenya's attacks on Uganda",
        "The attacks in Kenya",
        "Kenya peace process at risk",
        "",
    ],
)
def test_where_nothing_is_taken_for_a_verb(read: Read, text: str) -> None:
    assert verbs(read(text)) == {}


def test_one_verb_a_headline(read: Read) -> None:
    doc = read("EU sanctions Belarus, US sanctions Iran")
    assert len(doc._.headline_verbs) <= 1


def test_only_the_headline_of_a_page(read: Read) -> None:
    doc = read("EU sanctions Belarus\n\nThe EU announced sanctions on Belarus.")
    assert all(doc[i].idx < 25 for i in doc._.headline_verbs)
