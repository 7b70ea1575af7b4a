"""Is it so: every flag with the words that set it, where they stand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from communique.coding.merging import settle
from communique.model import Claim, Cue, Factuality

FLAGS = ("negated", "future", "hypothetical", "historical")

ROWS: list[tuple[str, str, str, list[tuple[str, str]]]] = [
    # sentence, type, flags and certainty, cues: flag and words
    ("Norway helped Sweden.", "AID", "certain", []),
    # certainty
    ("Norway may have attacked Sweden.", "ASSAULT", "possible", [("possible", "may")]),
    ("Norway might attack Sweden.", "ASSAULT", "possible future",
     [("possible", "might"), ("future", "might")]),
    ("Norway could help Sweden.", "AID", "possible future",
     [("possible", "could"), ("future", "could")]),
    ("Perhaps Norway attacked Sweden.", "ASSAULT", "possible", [("possible", "Perhaps")]),
    ("Norway probably attacked Sweden.", "ASSAULT", "probable", [("probable", "probably")]),
    ("Norway reportedly attacked Sweden.", "ASSAULT", "probable", []),
    ("Norway has allegedly attacked Sweden.", "ASSAULT", "possible", []),
    # negated
    ("Norway did not attack Sweden.", "ASSAULT", "certain negated", [("negated", "not")]),
    ("Norway didn't attack Sweden.", "ASSAULT", "certain negated", [("negated", "n't")]),
    ("Norway never helped Sweden.", "AID", "certain negated", [("negated", "never")]),
    ("No Norwegian soldier attacked Sweden.", "ASSAULT", "certain negated", [("negated", "No")]),
    ("Norway failed to help Sweden.", "AID", "certain negated", [("negated", "failed")]),
    ("Norway neither helped nor praised Sweden.", "AID", "certain negated",
     [("negated", "neither"), ("negated", "nor")]),
    ("It is not true that Norway attacked Sweden.", "ASSAULT", "certain negated",
     [("negated", "not")]),
    # future, where the type does not say it already
    ("Norway will help Sweden.", "AGREE", "certain future", [("future", "will")]),
    ("Norway plans to help Sweden.", "AGREE", "certain future", [("future", "plans")]),
    ("Norway is going to help Sweden.", "AGREE", "certain future", [("future", "going")]),
    ("Norway is ready to help Sweden.", "AGREE", "certain future", [("future", "ready")]),
    ("Norway is likely to help Sweden.", "AGREE", "probable future",
     [("future", "likely"), ("probable", "likely")]),
    ("Norway will withdraw its troops from Sweden.", "CONCEDE", "certain future",
     [("future", "will")]),
    ("Norway will attack Sweden.", "THREATEN", "certain future", [("future", "will")]),
    ("Norway will not attend the talks with Sweden.", "REJECT", "certain future",
     [("future", "will"), ("negated", "not")]),
    # hypothetical
    ("If Norway attacks Sweden, Denmark will worry.", "ASSAULT", "certain hypothetical",
     [("hypothetical", "If")]),
    ("Unless Norway helps Sweden, Denmark will worry.", "AID", "certain hypothetical",
     [("hypothetical", "Unless")]),
    ("Norway would have helped Sweden.", "AID", "certain hypothetical",
     [("hypothetical", "would")]),
    # historical
    ("In 1994, Norway helped Sweden.", "AID", "certain historical", [("historical", "1994")]),
    ("Norway helped Sweden two years ago.", "AID", "certain historical",
     [("historical", "two years ago")]),
    ("Norway previously helped Sweden.", "AID", "certain historical",
     [("historical", "previously")]),
    ("Norway helped Sweden two days ago.", "AID", "certain", []),
]  # fmt: skip


def flags_of(found: Factuality) -> str:
    return " ".join([found.certainty, *(f for f in FLAGS if getattr(found, f))])


@pytest.mark.parametrize(("text", "type", "flags", "cues"), ROWS, ids=[r[0] for r in ROWS])
def test_flags_and_their_cues(
    event: Callable[..., Claim], text: str, type: str, flags: str, cues: list[tuple[str, str]]
) -> None:
    claim = event(text, type)
    assert flags_of(claim.factuality) == flags
    assert sorted((c.flag, c.text) for c in claim.factuality.cues) == sorted(cues)
    for cue in claim.factuality.cues:
        assert text[cue.start : cue.end] == cue.text


@pytest.mark.parametrize(
    ("text", "type", "flags"),
    [
        pytest.param("Norway is unlikely to help Sweden.", "AID", "certain negated",
            marks=pytest.mark.xfail(strict=True, reason="'unlikely' sets nothing")),
        pytest.param("Norway has no plan to attack Sweden.", "ASSAULT", "certain negated",
            marks=pytest.mark.xfail(strict=True, reason="only an assertion is coded")),
    ],
)  # fmt: skip
def test_flags_that_are_wrong_today(
    event: Callable[..., Claim], text: str, type: str, flags: str
) -> None:
    assert flags_of(event(text, type).factuality) == flags


def test_a_denial_negates_with_the_denier_as_its_place(event: Callable[..., Claim]) -> None:
    text = "Kenya denied that Uganda attacked Rwanda."
    (cue,) = event(text, "ASSAULT").factuality.cues
    assert cue == Cue(flag="negated", text="denied", start=cue.start, end=cue.end)


def test_history_needs_the_date_of_the_page(event: Callable[..., Claim]) -> None:
    text = "In 1994, Norway helped Sweden."
    assert not event(text, date=None).factuality.historical
    assert not event(text, date="1994-12-01").factuality.historical
    assert event(text, date="2018-12-01").factuality.historical


FUTURE = Factuality(future=True)


@pytest.mark.parametrize(
    ("kind", "flags", "settled"),
    [
        ("CONSULT", FUTURE, "AGREE"),
        ("AID", FUTURE, "AGREE"),
        ("RETREAT", FUTURE, "CONCEDE"),
        ("ASSAULT", FUTURE, "THREATEN"),
        ("SANCTION", FUTURE, "THREATEN"),
        ("REQUEST", FUTURE, "REQUEST"),
        ("PROTEST", FUTURE, "PROTEST"),
        ("AID", Factuality(future=True, negated=True), "REJECT"),
        ("RETREAT", Factuality(future=True, negated=True), "REJECT"),
        ("ASSAULT", Factuality(future=True, negated=True), "ASSAULT"),
        ("AID", Factuality(negated=True), "AID"),
        ("AID", Factuality(), "AID"),
        ("AID", Factuality(hypothetical=True, cues=(Cue(flag="future", text="will", start=0,
                                                        end=4),)), "AGREE"),
    ],
)  # fmt: skip
def test_types_that_already_say_type_and_flag(kind: str, flags: Factuality, settled: str) -> None:
    assert settle(kind, flags) == settled
