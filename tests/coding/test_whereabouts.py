"""Where an act took place, and where not."""

from __future__ import annotations

from functools import cache

import pytest

from communique.coding.values import when, where
from communique.coding.whereabouts import AGAIN, BEFORE, GOES_ON
from communique.model import Article, Place, When
from communique.pipeline import Coder


@cache
def coder() -> Coder:
    """One coder for this file."""
    return Coder()


def at(text: str, word: str, published: str | None = None) -> tuple[tuple[Place, ...], When]:
    """The places and the date of the act at a word."""
    doc = coder().read(Article.make(text, published=published))
    trigger = next(t for t in doc if t.text == word)
    return where(doc, trigger), when(doc, trigger)


OWN = [
    ("Gunmen killed two farmers in Maiduguri.", "killed", ["Maiduguri"]),
    ("The police kidnapped in Kano were freed in Lagos.", "freed", ["Lagos"]),
    ("The truce signed in Quito held in Medellín.", "held", ["Medellín"]),
    ("The plane left Kabul; the king had died in Rome.", "left", ["Kabul"]),
    ("KABUL (AP) — The army killed six men.", "killed", []),
    ("Negotiators in Istanbul agreed on a truce.", "agreed", ["Istanbul"]),
]


@pytest.mark.parametrize(("text", "word", "names"), OWN)
def test_the_act_s_own_clause(text: str, word: str, names: list[str]) -> None:
    places, _ = at(text, word)
    assert [p.text for p in places] == names


INHERITED = [
    ("A bomb killed 276 people in Mogadishu and wounded 300.", "wounded", "Mogadishu", GOES_ON),
    ("They sat in a hall in Girona, where police arrested six men.", "arrested", "Girona", GOES_ON),
    ("The guards fired at a crowd in Kasese. Two men died.", "died", "Kasese", BEFORE),
    ("Rebels took Goma on Monday. Soldiers left the city.", "left", "Goma", AGAIN),
]


@pytest.mark.parametrize(("text", "word", "name", "reason"), INHERITED)
def test_a_place_that_is_taken_over_says_so(text: str, word: str, name: str, reason: str) -> None:
    (place,), _ = at(text, word)
    assert place.text == name
    assert (place.reason or "").endswith(reason)


def test_what_is_no_victim_takes_no_place_from_the_sentence_before() -> None:
    places, _ = at("The guards fired at a crowd in Kasese. The bank raised its rates.", "raised")
    assert places == ()


WHENS = [
    ("Engineers kidnapped in May were rescued by soldiers.", "rescued", None),
    ("Dockers broke off talks on Tuesday, while Chile called its envoy home.", "called", None),
    ("Warsaw pulled out of Thursday's summit.", "pulled", None),
    ("The army let through the first convoy since June.", "let", None),
    ("The plane left on Friday; the king had died in January 2002.", "died", "2002-01"),
    ("The rebels attacked the town on Friday.", "attacked", "2021-03-05"),
]


@pytest.mark.parametrize(("text", "word", "edtf"), WHENS)
def test_a_date_of_something_else_is_not_the_act_s(text: str, word: str, edtf: str | None) -> None:
    _, found = at(text, word, "2021-03-10")
    assert (found.edtf if found.basis in ("said", "anchored") else None) == edtf


def test_the_day_of_a_pledge_is_the_day_of_the_report_for_what_is_pledged() -> None:
    _, found = at("Tehran pledged on Tuesday to leave the deal.", "leave", "2021-03-10")
    assert (found.edtf, found.basis) == ("2021-03-09", "report")
