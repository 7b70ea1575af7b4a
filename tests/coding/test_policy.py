"""Who decides when rules and a trained reader disagree."""

from __future__ import annotations

import pytest

from communique.coding.policy import BACKWARD, NOTHING, OPEN, OVERRULE, Policy
from communique.coding.reader import FixedReader, Pair, Relation

LOW = 0.01


def decide(reading: Relation, hint: str | None = "ACCUSE", mode: str | None = None) -> Relation:
    pair = Pair(text="Kenya and Uganda", source=(0, 5), target=(10, 16), hint=hint, mode=mode)
    (found,) = Policy(FixedReader(reading)).read([pair])
    return found


def test_both_say_the_same() -> None:
    found = decide(Relation(type="ACCUSE", modes=("allege",), confidence=0.9, contexts=("legal",)))
    assert (found.type, found.modes, found.confidence) == ("ACCUSE", ("allege",), 0.9)
    assert found.contexts == ("legal",)
    ruled = decide(Relation(type="ACCUSE", modes=("allege",), confidence=0.2), mode="disapprove")
    assert (ruled.modes, ruled.confidence) == (("disapprove",), 0.6)


@pytest.mark.parametrize(
    ("confidence", "type"), [(OVERRULE, "REJECT"), (OVERRULE - LOW, "ACCUSE"), (1.0, "REJECT")]
)
def test_a_sure_reader_overrules(confidence: float, type: str) -> None:
    assert decide(Relation(type="REJECT", confidence=confidence)).type == type


@pytest.mark.parametrize(("confidence", "type"), [(NOTHING, None), (NOTHING - LOW, "ACCUSE")])
def test_a_sure_reader_drops_an_act(confidence: float, type: str | None) -> None:
    assert decide(Relation(type=None, confidence=confidence)).type == type


@pytest.mark.parametrize(
    ("confidence", "forward", "type"),
    [
        (OPEN, 1.0, "AID"),
        (OPEN - LOW, 1.0, None),
        (1.0, BACKWARD, "AID"),
        (1.0, BACKWARD - LOW, None),
    ],
)
def test_an_act_without_a_word_of_the_lexicon(
    confidence: float, forward: float, type: str | None
) -> None:
    reading = Relation(type="AID", confidence=confidence, forward=forward)
    assert decide(reading, hint=None).type == type
    assert decide(Relation(type=None, confidence=1.0), hint=None).type is None


def test_a_pair_without_a_source_is_left_to_the_rules() -> None:
    reader = FixedReader(Relation(type="AID", confidence=1.0))
    unnamed = Pair(text="Uganda", source=(0, 0), target=(0, 6), hint="ASSAULT", mode="aerial")
    nothing = Pair(text="Uganda", source=(0, 0), target=(0, 6))
    named = Pair(text="Uganda", source=(0, 6), target=None, hint="ASSAULT")
    found = Policy(reader).read([unnamed, named, nothing])
    assert [r.type for r in found] == ["ASSAULT", "AID", None]
    assert found[0].modes == ("aerial",)
    assert reader.seen == [named]


def test_thresholds_can_be_set() -> None:
    pair = Pair(text="Uganda", source=(0, 6), target=None, hint="ASSAULT")
    unsure = FixedReader(Relation(type="AID", confidence=0.5))
    assert Policy(unsure, overrule=0.4).read([pair])[0].type == "AID"
    assert Policy(unsure, overrule=0.6).read([pair])[0].type == "ASSAULT"
