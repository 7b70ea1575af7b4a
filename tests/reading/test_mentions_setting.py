"""Whose a description without a country is, by the story around it."""

from __future__ import annotations

from collections.abc import Callable

from spacy.tokens import Doc

Read = Callable[..., Doc]


def codes(read: Read, text: str) -> dict[str, str | None]:
    return {m.text: m.code for m in read(text)._.mentions.values()}


STORY = (
    "Fighting went on in Syria on Monday. Shells fell in Idlib, near Aleppo and in Damascus. "
    "Troops of the Syrian regime moved into Hama. "
)


def test_what_was_said_once_need_not_be_said_again(read):
    found = codes(read, STORY + "Russia said that it would help the regime.")
    assert found["the regime"] == "SYR GOV"


def test_rebels_are_of_the_country_that_the_story_is_set_in(read):
    found = codes(read, STORY + "Turkey armed the rebels.")
    assert found["the rebels"] == "SYR REB"


def test_nothing_is_said_of_rebels_where_the_story_is_set_nowhere(read):
    found = codes(read, "A reader from London wrote of Kenya and Peru. The rebels said nothing.")
    assert found["The rebels"] is None


def test_a_capital_in_which_something_is_has_no_government(read):
    found = codes(read, "The ministers met in Ankara. Ankara rejected the plan.")
    assert found["Ankara"] == "TUR GOV"
    found = codes(read, "The ministers met in Ankara.")
    assert found["Ankara"] == "TUR"


def test_foreigners_are_not_of_the_country_that_they_are_in(read):
    assert codes(read, STORY + "The army of Syria held foreigners.")["foreigners"] is None


def test_who_an_unknown_person_is_stands_beside_the_name(read):
    text = "Ruaa Haddad, a Syrian activist, left Berlin. Haddad said she would return."
    found = codes(read, text)
    assert found["Ruaa Haddad"] == found["Haddad"] == "SYR CVL"


def test_a_title_before_the_first_name_holds_for_those_joined_to_it(read):
    found = codes(read, "The British journalists John Arden and Mary Blake spoke on Monday.")
    assert found["Mary Blake"] == "GBR JRN"
