"""Who is meant: cases written by hand (``cases.csv``)."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

with (Path(__file__).parent / "cases.csv").open(encoding="utf-8", newline="") as stream:
    CASES = list(csv.DictReader(stream))
UNRESOLVED = "UNRESOLVED"
RIGHT = 0.95


def answer(resolver, case):
    return resolver.resolve(
        case["text"], country=case["country"] or None, date=case["date"] or None
    )


def is_right(found, case):
    if case["kind"].endswith("-country"):
        return found.country == case["code"]
    return (found.code or UNRESOLVED) == case["code"] and case["name"] in ("", found.name)


def test_enough_cases():
    assert len(CASES) >= 300
    assert sum(c["code"] == UNRESOLVED for c in CASES) >= 50


def test_nearly_all_are_right(resolver):
    wrong = [(c, answer(resolver, c)) for c in CASES if not is_right(answer(resolver, c), c)]
    assert len(wrong) <= (1 - RIGHT) * len(CASES), wrong


@pytest.mark.parametrize(
    "case", [c for c in CASES if c["code"] == UNRESOLVED], ids=lambda c: c["text"]
)
def test_the_unresolvable_stay_unresolved_with_a_reason(resolver, case):
    found = answer(resolver, case)
    assert found.code is None
    assert found.reason


def test_ambiguous_ones_name_the_candidates(resolver):
    assert resolver.resolve("Congo", date="2014-03-02").candidates == ("COD", "COG")
    assert "Imran Khan" not in str(resolver.resolve("the spokesman").candidates)
    found = resolver.resolve("Kim", country="USA", date="2018-12-03")
    assert found.code is None


def test_side_by_side(resolver):
    found = resolver.resolve("Hungarian, Romanian and Polish officials", date="2018-05-05")
    assert (found.code, found.also) == ("HUN GOV", ("ROU GOV", "POL GOV"))
    each = resolver.resolve_all("Hungarian, Romanian and Polish officials", date="2018-05-05")
    assert [r.code for r in each] == ["HUN GOV", "ROU GOV", "POL GOV"]
    assert [r.code for r in resolver.resolve_all("Kenya")] == ["KEN"]


def test_spelling_never_crosses_a_border(resolver):
    there = resolver.resolve("Hassan Ruhani", country="IRN", date="2015-06-01")
    elsewhere = resolver.resolve("Hassan Ruhani", country="IRQ", date="2015-06-01")
    assert there.name == "Hassan Rouhani"
    assert elsewhere.code is None


def test_a_date_must_be_one(resolver):
    from communique.model import FormatError

    with pytest.raises(FormatError):
        resolver.resolve("Kenya", date="yesterday")


def test_seed_page(resolver):
    """The mentions of the seed page, as the reading asks for them."""
    expected = {
        ("Trump", None): "USA GOV",
        ("Prime Minister Imran Khan", None): "PAK GOV",
        ("Khalilzad", None): "USA GOV",
        ("the Pentagon", None): "USA MIL",
        ("NSC spokesperson", "USA"): "USA GOV",
        ("The White House", None): "USA GOV",
        ("Pakistan's Inter-Services Intelligence agency", None): "PAK SPY",
        ("the Ministry of Foreign Affairs", "PAK"): "PAK GOV",
        ("The American leader", None): "USA GOV",
        ("Washington", None): "USA GOV",
        ("the Taliban", None): "AFG REB",
        ("the spokesman", "PAK"): None,
        ("he", None): None,
    }
    got = {
        key: resolver.resolve(key[0], country=key[1], date="2018-12-06").code for key in expected
    }
    assert got == expected
