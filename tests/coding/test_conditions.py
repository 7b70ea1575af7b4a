"""Conditions: what hangs on one is hypothetical, and not future."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from communique.model import Claim

Event = Callable[..., Claim]


@pytest.mark.parametrize(
    ("text", "marker"),
    [
        ("Norway will attack Sweden if Denmark withdraws.", "if"),
        ("If Denmark withdraws, Norway will attack Sweden.", "If"),
        ("Unless Denmark withdraws, Norway will attack Sweden.", "Unless"),
        ("Norway will attack Sweden as long as Denmark stays.", "long"),
        ("Should Denmark be late, Norway will attack Sweden.", "Should"),
        ("Barring rain, Norway will attack Sweden.", "Barring"),
        ("If Denmark withdraws, Kenya's foreign minister said, Norway will attack Sweden.", "If"),
        ("Norway will attack Sweden, provided that Denmark withdraws.", "provided"),
    ],
)
def test_what_hangs_on_a_condition(event: Event, text: str, marker: str) -> None:
    flags = event(text).factuality
    assert (flags.hypothetical, flags.future) == (True, False)
    assert (marker, "hypothetical") in {(c.text, c.flag) for c in flags.cues}


@pytest.mark.parametrize(
    "text",
    [
        "Nobody knows if Denmark withdrew when Norway attacked Sweden.",
        "Norway attacked Sweden on Monday and, if the weather allows, will go home.",
        "Norway attacked Sweden; if Denmark withdraws, nobody will notice.",
        "Denmark will withdraw if it must, and Norway attacked Sweden.",
        "Norway attacked Sweden once Denmark had withdrawn.",
    ],
)
def test_what_does_not(code: Callable[..., tuple[Claim, ...]], text: str) -> None:
    found = [c for c in code(text, "event") if c.event and c.event.type == "ASSAULT"]
    assert found
    assert not any(c.factuality.hypothetical for c in found)
