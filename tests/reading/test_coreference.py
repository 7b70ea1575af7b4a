"""Pronouns and descriptions: one candidate is an answer, two are none."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from spacy.tokens import Doc

from communique.model import Mention

Read = Callable[..., Doc]


def last(doc: Doc, word: str) -> Mention:
    """The mention at the last token of this form."""
    places = [t.i for t in doc if t.text == word and t.i in doc._.mentions]
    assert places, [(t.text, t.i in doc._.mentions) for t in doc]
    found: Mention = doc._.mentions[places[-1]]
    return found


@pytest.mark.parametrize(
    ("text", "word", "code"),
    [
        ("Kenya's president met reporters. He left.", "He", "KEN GOV"),
        ("Kenya's president said he would leave.", "he", "KEN GOV"),
        ("Angela Merkel met reporters. She left.", "She", "DEU GOV"),
        ("Kenya said it would help.", "it", "KEN"),
        ("Kenya closed its embassy.", "its", "KEN"),
        ("The Taliban met envoys. The group refused.", "group", "AFG REB"),
        ("Kenya was warned. The country refused.", "country", "KEN"),
        ("Imran Khan met Kenya's minister. He asked him for help.", "He", "PAK GOV"),
        ("Uganda said Kenya and its allies had left.", "its", "KEN"),
    ],
)
def test_antecedent(read: Read, text: str, word: str, code: str) -> None:
    found = last(read(text), word)
    assert (found.code, found.status) == (code, "resolved")
    assert text[found.start : found.end] == found.text
    assert found.text.endswith(word)


@pytest.mark.parametrize(
    ("text", "word", "reason"),
    [
        ("He left.", "He", "no antecedent for 'He' in its paragraph"),
        ("It refused.", "It", "no antecedent for 'It'"),
        ("The group refused.", "group", "'the group' has no antecedent"),
        ("The Taliban met Hamas. The group refused.", "group", "may be any of 2 actors"),
        ("Kenya met Uganda. The country refused.", "country", "may be any of 2 actors"),
        ("Kenya's president met reporters.\n\nHe left.", "He", "no antecedent"),
        ("Donald Trump met reporters. She left.", "She", "no antecedent"),
        ("Donald Trump met Zebulon Quackenbush, who said he would leave.", "he", ""),
    ],
)
def test_unresolved_with_a_reason(read: Read, text: str, word: str, reason: str) -> None:
    found = last(read(text), word)
    assert (found.code, found.status) == (None, "unresolved")
    assert reason in (found.reason or "")


def test_an_it_that_stands_for_nothing(read: Read) -> None:
    doc = read("Kenya left. It is clear that Uganda won.")
    assert last(doc, "It").code is None


def test_the_two_countries_are_the_two_that_were_named(read: Read) -> None:
    text = "Kenya and Uganda met. The two countries signed."
    doc = read(text)
    (group,) = doc._.groups.values()
    assert [doc._.mentions[i].code for i in group] == ["KEN", "UGA"]
    found = last(doc, "countries")
    assert (found.text, found.reason) == ("The two countries", "stands for KEN and UGA")


@pytest.mark.parametrize(
    "text",
    [
        "The two countries signed.",
        "Kenya, Uganda and Rwanda met. The two countries signed.",
        "Kenya and Uganda met.\n\nThe two countries signed.",
    ],
)
def test_two_countries_that_are_not_two(read: Read, text: str) -> None:
    doc = read(text)
    assert doc._.groups == {}
    assert "not named before it" in (last(doc, "countries").reason or "")


def test_they_are_the_two_who_were_joined(read: Read) -> None:
    doc = read("Kenya and Uganda met. They signed an agreement.")
    (group,) = doc._.groups.values()
    assert [doc._.mentions[i].code for i in group] == ["KEN", "UGA"]


def test_nobody_who_is_named_later_is_an_antecedent(read: Read) -> None:
    assert last(read("He left. Kenya's president stayed."), "He").code is None


def test_guests_are_not_the_hosts(read: Read) -> None:
    doc = read("Kenya met envoys. The country refused.")
    assert last(doc, "envoys").code is None
    assert last(doc, "country").code == "KEN"
