"""Names and descriptions of actors, resolved on the page's date or left with a reason."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from spacy.tokens import Doc

from communique.model import Mention

Read = Callable[..., Doc]


def mention(doc: Doc, words: str) -> Mention:
    found = [m for m in doc._.mentions.values() if m.text == words]
    assert found, [m.text for m in doc._.mentions.values()]
    return found[0]


@pytest.mark.parametrize(
    ("text", "words", "code"),
    [
        ("Kenya met Uganda.", "Kenya", "KEN"),
        ("The Kenyan government met Uganda.", "The Kenyan government", "KEN GOV"),
        ("Kenya's foreign minister left.", "Kenya's foreign minister", "KEN GOV"),
        ("The foreign minister of Kenya left.", "The foreign minister of Kenya", "KEN GOV"),
        ("Kenyan soldiers left.", "Kenyan soldiers", "KEN MIL"),
        ("Kenyan police left.", "Kenyan police", "KEN COP"),
        ("Washington met Kabul.", "Washington", "USA GOV"),
        ("The Kremlin refused.", "The Kremlin", "RUS GOV"),
        ("The African Union met.", "The African Union", "IGO"),
        ("The Taliban refused.", "The Taliban", "AFG REB"),
        ("The UN envoy left.", "The UN envoy", "UNO"),
        ("A British court ruled.", "A British court", "GBR JUD"),
        ("Lebanese protesters marched.", "Lebanese protesters", "LBN CVL"),
        ("U.S. President Donald Trump left.", "U.S. President Donald Trump", "USA GOV"),
        ("Prime Minister Imran Khan left.", "Prime Minister Imran Khan", "PAK GOV"),
    ],
)
def test_who_is_meant(read: Read, text: str, words: str, code: str) -> None:
    doc = read(text)
    found = mention(doc, words)
    assert (found.code, found.status, found.reason) == (code, "resolved", None)
    assert text[found.start : found.end] == words
    assert found.country == code.split()[0]


def test_the_date_decides_who_holds_an_office(read: Read) -> None:
    text = "Donald Trump spoke in Ohio."
    assert mention(read(text, date="2018-12-06"), "Donald Trump").code == "USA GOV"
    assert mention(read(text, date="2022-06-01"), "Donald Trump").code == "USA ELI"


def test_a_short_name_follows_a_full_one(read: Read) -> None:
    doc = read("Prime Minister Imran Khan met reporters. Khan said nothing.")
    assert mention(doc, "Khan").code == "PAK GOV"


def test_an_unknown_name_stays_with_a_reason(read: Read) -> None:
    doc = read("Zebulon Quackenbush met Kenya's foreign minister.")
    found = mention(doc, "Zebulon Quackenbush")
    assert (found.code, found.status) == (None, "unresolved")
    assert found.reason and "Quackenbush" in found.reason


def test_a_description_takes_the_only_country_of_its_sentence(read: Read) -> None:
    doc = read("Kenya said its embassy was closed and the foreign minister had left.")
    assert mention(doc, "the foreign minister").code == "KEN GOV"


def test_a_description_between_two_countries_is_not_guessed(read: Read) -> None:
    doc = read("Kenya and Uganda argued until the foreign minister left.")
    assert mention(doc, "the foreign minister").code is None


def test_an_apposition_says_who_somebody_is(read: Read) -> None:
    doc = read("Zebulon Quackenbush, Kenya's foreign minister, left.")
    found = mention(doc, "Zebulon Quackenbush")
    assert (found.code, found.name) == ("KEN GOV", "Zebulon Quackenbush")


def test_names_have_their_places(read: Read) -> None:
    text = "Kenya and Uganda met in Nairobi."
    hits = read(text)._.names
    assert [text[h.start : h.end] for h in hits] == ["Kenya", "Uganda", "Nairobi"]


def test_things_are_no_actors(read: Read) -> None:
    doc = read("The weather in the valley changed the plan.")
    assert doc._.mentions == {}


def test_keys_are_heads_of_their_phrases(read: Read) -> None:
    doc = read("The Kenyan foreign minister met Ugandan soldiers in Kampala.")
    for i, found in doc._.mentions.items():
        assert found.start <= doc[i].idx < max(found.end, found.start + 1)
