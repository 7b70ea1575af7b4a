"""Headlines in title case are parsed as sentences, and the page's text stays as it is."""

from __future__ import annotations

import pytest

from communique.pipeline import load

BODY = "\n\nThe weather in the region was fine on Monday, the harbour office said."


@pytest.fixture(scope="module")
def nlp():
    return load(model="rules")


def coded(doc):
    return {c.event.type for c in doc._.claims if c.event is not None}


@pytest.mark.parametrize(
    ("title", "type"),
    [
        ("Peruvian Unions Accuse Government of Fraud", "ACCUSE"),
        ("Norway Expels Two Russian Diplomats Over Spying Row", "SANCTION"),
        ("Rebels Release Eleven Kenyan Soldiers After Long Talks", "RETREAT"),
    ],
)
def test_a_headline_in_title_case_is_coded(nlp, title, type):
    doc = nlp(title + BODY)
    assert type in coded(doc)
    assert doc.text == title + BODY
    for claim in doc._.claims:
        assert all(e.found_in(doc.text) for e in claim.evidence)


def test_names_keep_their_capitals(nlp):
    doc = nlp("Norway Expels Two Russian Diplomats Over Spying Row" + BODY)
    tags = {t.text: t.tag_ for t in doc[:8]}
    assert tags["Norway"] == "NNP"
    assert tags["Expels"] == "VBZ"


def test_sentences_of_the_body_are_left_alone(nlp):
    text = "The Foreign Ministry in Lima asked Chile for help with the search for the boat."
    plain = nlp(text)
    under = nlp("Peruvian Unions Accuse Government of Fraud\n\n" + text)
    start = next(t.i for t in under if t.text == "The")
    assert [(t.tag_, t.dep_) for t in plain] == [(t.tag_, t.dep_) for t in under[start:]]


def test_a_line_in_sentence_case_is_not_parsed_again(nlp):
    title = "Peruvian unions accuse the government of fraud"
    titles = nlp.get_pipe("communique_titles")
    calls = []
    original = titles._parse_again
    titles._parse_again = lambda *a: calls.append(a)
    try:
        nlp(title + BODY)
        assert not calls
        nlp("Peruvian Unions Accuse Government of Fraud" + BODY)
        assert len(calls) == 1
    finally:
        titles._parse_again = original
