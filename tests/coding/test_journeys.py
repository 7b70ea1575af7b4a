"""Journeys: the traveller and the stops in order."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from communique.model import Claim

ROWS: list[tuple[str, str, list[str]]] = [
    # text, the traveller's words, the stops' words in order
    ("The UN envoy travelled to Kenya, Uganda and Rwanda.", "The UN envoy",
     ["Kenya", "Uganda", "Rwanda"]),
    ("Germany's chancellor visited Cairo, Amman and Riyadh.", "Germany's chancellor",
     ["Cairo", "Amman", "Riyadh"]),
    ("The UN envoy's tour took him to Ankara, Baghdad and Tehran.", "The UN envoy",
     ["Ankara", "Baghdad", "Tehran"]),
    ("The UN envoy began a tour of Qatar, Oman and Kuwait.", "The UN envoy",
     ["Qatar", "Oman", "Kuwait"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "traveller", "stops"), ROWS)
def test_journey(
    code: Callable[..., tuple[Claim, ...]], text: str, traveller: str, stops: list[str]
) -> None:
    (claim,) = code(text, "journey")
    assert [m.text for m in claim.actors] == [traveller]
    assert [p.text for p in claim.where] == stops
    assert {p.role for p in claim.where} == {"stop"}
    assert [text[p.start : p.end] for p in claim.where] == stops
    assert claim.event and (claim.event.type, claim.event.modes) == ("CONSULT", ("visit",))
    assert claim.recipients == ()


def test_stops_have_countries(code: Callable[..., tuple[Claim, ...]]) -> None:
    (claim,) = code("The UN envoy travelled to Kenya, Baghdad and Rwanda.", "journey")
    assert [p.country for p in claim.where] == ["KEN", "IRQ", "RWA"]


def test_a_planned_journey_is_an_agreement(code: Callable[..., tuple[Claim, ...]]) -> None:
    (claim,) = code(
        "Iran's foreign minister will travel to Turkey, Iraq and Qatar next week.", "journey"
    )
    assert claim.event and claim.event.type == "AGREE"
    assert claim.factuality.future
    assert claim.when.edtf == "2018-12-10/2018-12-16"


def test_one_stop_is_a_visit_and_no_journey(code: Callable[..., tuple[Claim, ...]]) -> None:
    (claim,) = code("The UN envoy visited Kenya.")
    assert claim.kind == "event"
    assert [m.code for m in claim.recipients] == ["KEN"]


def test_a_journey_is_no_event_besides(code: Callable[..., tuple[Claim, ...]]) -> None:
    text = "The UN envoy travelled to Kenya, Uganda and Rwanda."
    assert [c.kind for c in code(text)] == ["journey"]


@pytest.mark.parametrize(
    ("text", "stops"),
    [
        pytest.param("Kenya's president flew to Kigali and then to Kampala.",
            ["Kigali", "Kampala"]),
        pytest.param("Pompeo travelled from Doha to Kabul before flying to Islamabad.",
            ["Doha", "Kabul", "Islamabad"]),
        pytest.param("Macron will travel to Beirut after stops in Cairo and Amman.",
            ["Cairo", "Amman", "Beirut"]),
    ],
)  # fmt: skip
def test_journeys_told_in_parts(
    code: Callable[..., tuple[Claim, ...]], text: str, stops: list[str]
) -> None:
    (claim,) = code(text, "journey")
    assert [p.text for p in claim.where] == stops
