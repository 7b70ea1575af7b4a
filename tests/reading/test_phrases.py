"""Noun phrases over parses written by hand: no model is needed."""

from __future__ import annotations

from collections.abc import Callable

from spacy.tokens import Doc, Token

from communique.reading.phrases import (
    apposition,
    conjuncts,
    first_conjunct,
    is_plural,
    joined_words,
    modifiers,
    phrase,
    prepositional,
    trim,
)

Parse = Callable[[str], Doc]


def words(tokens: list[Token]) -> list[str]:
    return [t.text for t in tokens]


JOINED = (
    "Kenya/NNP/nsubj/3 and/CC/cc/0 Egypt/NNP/conj/0 fund/VBP/ROOT/3 and/CC/cc/3 arm/VBP/conj/3 "
    "Uganda/NNP/dobj/5"
)
WHO = "Rebels/NNS/nsubj/4 who/WP/nsubj/2 attacked/VBD/relcl/0 Goma/NNP/dobj/2 left/VBD/ROOT/4"
OFFICER = (
    "The/DT/det/3 Kenyan/JJ/amod/3 foreign/JJ/amod/3 minister/NN/nsubj/7 of/IN/prep/3 "
    "state/NN/pobj/4 yesterday/RB/advmod/7 met/VBD/ROOT/7"
)


def test_a_phrase_takes_its_modifiers_and_its_of(parse: Parse) -> None:
    doc = parse(OFFICER)
    assert phrase(doc[3]).text == "The Kenyan foreign minister of state"
    assert words(list(modifiers(doc[3]))) == ["Kenyan", "foreign"]


def test_a_phrase_leaves_out_what_is_joined_and_what_is_told_of_it(parse: Parse) -> None:
    doc = parse(JOINED)
    assert phrase(doc[0]).text == "Kenya"
    assert words(conjuncts(doc[0])) == ["Kenya", "Egypt"]
    assert first_conjunct(doc[2]).text == "Kenya"
    assert is_plural(doc[0])
    assert phrase(parse(WHO)[0]).text == "Rebels"


def test_edges_are_trimmed(parse: Parse) -> None:
    doc = parse('"/../punct/1 Kenya/NNP/ROOT/1 "/../punct/1')
    assert trim(doc, 0, 3).text == "Kenya"
    assert trim(doc, 1, 2).text == "Kenya"


def test_joined_modifiers(parse: Parse) -> None:
    doc = parse("Polish/JJ/amod/3 and/CC/cc/0 Greek/JJ/conj/0 ministers/NNS/ROOT/3")
    assert words(joined_words(doc[0])) == ["Polish", "Greek"]


def test_apposition(parse: Parse) -> None:
    doc = parse("Zarif/NNP/nsubj/5 ,/,,/punct/0 the/DT/det/3 minister/NN/appos/0 ,/,,/punct/0 "
                "spoke/VBD/ROOT/5")  # fmt: skip
    other = apposition(doc[0])
    assert other is not None and other.text == "minister"
    assert apposition(doc[3]) is None


def test_objects_of_prepositions_in_the_order_asked_for(parse: Parse) -> None:
    doc = parse(
        "talks/NNS/ROOT/0 with/IN/prep/0 Kenya/NNP/pobj/1 in/IN/prep/0 Goma/NNP/pobj/3 "
        "from/IN/prep/0 inside/IN/prep/5 Egypt/NNP/pobj/6"
    )
    assert words(list(prepositional(doc[0], "in", "with"))) == ["Goma", "Kenya"]
    assert words(list(prepositional(doc[0], "from"))) == ["Egypt"]
    assert list(prepositional(doc[0], "by")) == []
