"""Headlines: verbs that the parser takes for nouns, passives without an auxiliary, "X to do"."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from communique.model import Claim

ROWS: list[tuple[str, str, list[str | None], list[str | None]]] = [
    ("Kenya seeks Uganda's help on South Sudan talks", "REQUEST", ["KEN"], ["UGA"]),
    ("Turkey urges Greece to join talks", "REQUEST", ["TUR"], ["GRC"]),
    ("Pakistan rejects Indian offer", "REJECT", ["PAK"], ["IND"]),
    ("Kenya accuses Uganda of attack", "ACCUSE", ["KEN"], ["UGA"]),
    ("US envoy meets Taliban in Doha", "CONSULT", ["USA GOV"], ["AFG REB"]),
    ("Israel strikes Gaza", "ASSAULT", ["ISR"], ["PSE"]),
    ("Turkish president to visit Greece", "AGREE", ["TUR GOV"], ["GRC"]),
    ("Russia condemns Ukrainian attack", "ACCUSE", ["RUS"], ["UKR"]),
]


@pytest.mark.parametrize(("text", "type", "actors", "recipients"), ROWS, ids=[r[0] for r in ROWS])
def test_headline(
    event: Callable[..., Claim],
    text: str,
    type: str,
    actors: list[str | None],
    recipients: list[str | None],
) -> None:
    claim = event(text)
    assert claim.event and claim.event.type == type
    assert [m.code for m in claim.actors] == actors
    assert [m.code for m in claim.recipients] == recipients


def test_a_planned_headline_has_its_cue(event: Callable[..., Claim]) -> None:
    claim = event("Turkish president to visit Greece")
    assert claim.factuality.future
    assert [(c.flag, c.text) for c in claim.factuality.cues] == [("future", "to")]


def test_a_headline_stays_a_claim_of_its_own(code: Callable[..., tuple[Claim, ...]]) -> None:
    text = "Turkey urges Greece to join talks\n\nTurkey's president urged Greece to join talks."
    first, second = code(text, "event")
    assert first.evidence[0].end <= text.index("\n")
    assert second.evidence[0].start > text.index("\n")


@pytest.mark.xfail(strict=True, reason="the recipient's words are the whole headline")
def test_a_headline_verb_is_no_part_of_a_name(event: Callable[..., Claim]) -> None:
    claim = event("EU sanctions Belarus")
    assert [m.text for m in claim.recipients] == ["Belarus"]
