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


def test_a_title_means_whoever_of_the_page_holds_it(read):
    text = "Donald Trump met reporters. Bashar al-Assad's army left Syria. Trump rejected it. "
    found = codes(read, text + "The US president spoke. In Syria, the president was praised.")
    assert found["the president"] == "USA GOV"


def test_a_state_that_only_backs_others_does_not_own_them(read):
    found = codes(read, "The Iranian-backed rebels left, and the central government won.")
    assert found["the central government"] is None


def test_who_is_only_told_is_nobody_s_reporter(read):
    found = codes(read, "Kenya's president told reporters that he would leave.")
    assert found["reporters"] is None


def test_a_summit_s_town_is_no_setting(read):
    text = "In Geneva the envoys met. Talks in Geneva and near Geneva failed. "
    assert codes(read, text + "The opposition left.")["The opposition"] is None


def test_a_people_without_a_state_is_of_where_its_towns_and_groups_are(read):
    text = "Turkey bombed the YPG in Afrin. The SDF sent help from Raqqa. "
    assert codes(read, text + "Ankara warned the Kurds.")["the Kurds"] == "SYR SOC"


def test_the_armed_group_is_the_one_that_was_named(read):
    text = STORY + "Isis lost the town. Shells hit the terror group."
    assert codes(read, text)["the terror group"] == "IMG REB"


def test_in_court_nobody_is_meant(read):
    assert "court" not in codes(read, "Kenya said that they would face it in court.")
