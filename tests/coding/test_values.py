"""When, where and how much of an act; contexts; evidence; statements that are no events."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from communique.model import Claim


@pytest.mark.parametrize(
    ("text", "edtf", "basis"),
    [
        ("Norway helped Sweden on 3 December 2018.", "2018-12-03", "said"),
        ("Norway helped Sweden on Monday.", "2018-12-03", "anchored"),
        ("Norway helped Sweden last month.", "2018-11", "anchored"),
        ("On December 3, Norway helped Sweden.", "2018-12-03", "anchored"),
        ("Norway helped Sweden.", "2018-12-06", "publication"),
        # the date of the report is not that of the act
        ("Denmark said on Monday that Norway helped Sweden.", "2018-12-03", "report"),
        ("Denmark said on Monday that Norway helped Sweden in May 2017.", "2017-05", "said"),
        # a date of another clause is not the act's
        pytest.param("Norway helped Sweden and Denmark voted on 3 December 2018.",
            "2018-12-06", "publication",
            marks=pytest.mark.xfail(strict=True, reason="the next clause is taken in")),
    ],
)  # fmt: skip
def test_when(event: Callable[..., Claim], text: str, edtf: str, basis: str) -> None:
    when = event(text, "AID").when
    assert (when.edtf, when.basis) == (edtf, basis)
    if when.start is not None:
        assert text[when.start : when.end] == when.text


def test_without_a_date_of_the_page_nothing_is_guessed(event: Callable[..., Claim]) -> None:
    assert event("Norway helped Sweden.", date=None).when.basis == "none"
    assert event("Norway helped Sweden on December 3.", date=None).when.edtf == "XXXX-12-03"
    monday = event("Norway helped Sweden on Monday.", date=None).when
    assert monday.text and monday.edtf is None


def test_where(event: Callable[..., Claim]) -> None:
    text = "Norwegian troops attacked a Swedish convoy near Oslo on Monday."
    (place,) = event(text, "ASSAULT").where
    assert (place.text, place.role, place.country) == ("Oslo", "place", "NOR")
    assert place.precision == "city" and place.latitude and round(place.latitude) == 60


def test_a_place_of_the_sayer_is_not_the_acts(event: Callable[..., Claim]) -> None:
    claim = event("Speaking in Oslo, Denmark's king said that Norway attacked Sweden.", "ASSAULT")
    assert claim.where == ()


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("Norway gave $20 million in aid to Sweden.", 20e6, "USD"),
        ("Norway gave Sweden €1.5 billion in aid.", 1.5e9, "EUR"),
        ("Norway sent 300 tonnes of food to Sweden.", 300, "tonne"),
    ],
)
def test_how_much(event: Callable[..., Claim], text: str, value: float, unit: str) -> None:
    (amount,) = event(text, "AID").amounts
    assert amount.value == value and amount.unit.removesuffix("s") == unit
    assert text[amount.start : amount.end] == amount.text


@pytest.mark.xfail(strict=True, reason="the next clause is taken in")
def test_amounts_of_another_clause_are_not_the_acts(event: Callable[..., Claim]) -> None:
    assert event("Norway helped Sweden and Denmark has 20 ships.", "AID").amounts == ()


@pytest.mark.parametrize(
    ("text", "context"),
    [
        ("Norway sent vaccines to hospitals in Sweden.", "health"),
        ("Norway sent observers to the election in Sweden.", "election"),
        ("Norway condemned the cyberattack on Sweden.", "cyber"),
        ("Norwegian police arrested a Swedish journalist.", "rights_freedoms"),
        ("Norway helped Swedish refugees.", "migration"),
    ],
)
def test_contexts(code: Callable[..., tuple[Claim, ...]], text: str, context: str) -> None:
    found = [c.event.contexts for c in code(text, "event") if c.event]
    assert found and context in found[0]


def test_contexts_are_of_the_sentence_and_at_most_three(
    code: Callable[..., tuple[Claim, ...]],
) -> None:
    text = (
        "Norway helped Sweden. The election, the hospital, the oil price and the cyberattack on "
        "the court of the refugee ambassador were discussed."
    )
    first = code(text, "event")[0]
    assert first.event and first.event.contexts == ()
    crowded = code("Norway condemned the election, the hospital, the oil, the court and the "
                   "refugees of Sweden.", "event")  # fmt: skip
    assert all(c.event and len(c.event.contexts) <= 3 for c in crowded)


# --- evidence ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Denmark said that Norway attacked Sweden.", "Norway attacked Sweden"),
        ("According to Denmark, Norway attacked Sweden.", "Norway attacked Sweden"),
        ("But Norway attacked Sweden on Monday, and Denmark wept.",
         "Norway attacked Sweden on Monday"),
        ("Norway attacked Sweden, as Denmark said.", "Norway attacked Sweden"),
        ("  Norway attacked Sweden !", "Norway attacked Sweden"),
    ],
)  # fmt: skip
def test_evidence_is_the_acts_own_clause(
    event: Callable[..., Claim], text: str, quote: str
) -> None:
    assert [e.quote for e in event(text, "ASSAULT").evidence] == [quote]


# --- statements -------------------------------------------------------------------------------


def test_an_assertion_is_about_somebody_and_by_somebody(
    code: Callable[..., tuple[Claim, ...]],
) -> None:
    (claim,) = code("Kenya's president said that Uganda is a small and peaceful country.")
    assert claim.kind == "assertion" and claim.event is None
    assert [m.code for m in claim.actors] == ["UGA"]
    assert [s.code for s in claim.attribution] == ["KEN GOV"]


def test_a_state_between_two_countries_is_an_assertion(
    code: Callable[..., tuple[Claim, ...]],
) -> None:
    found = code("Kenya and Uganda are old friends of Rwanda.")
    assert [c.kind for c in found] == ["assertion"]
    assert {"KEN", "RWA"} <= {m.code for m in found[0].actors}


@pytest.mark.parametrize(
    "text",
    [
        "Uganda is a small country.",
        "Somebody said that it was late.",
        "It is raining in the hills.",
    ],
)  # fmt: skip
def test_what_is_no_assertion(code: Callable[..., tuple[Claim, ...]], text: str) -> None:
    assert code(text) == ()


def test_a_statement_that_holds_an_event_is_not_coded_twice(
    code: Callable[..., tuple[Claim, ...]],
) -> None:
    assert [c.kind for c in code("Kenya said that Uganda attacked Rwanda.")] == ["event"]
