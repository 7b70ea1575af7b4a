"""Who decides when rules and a trained reader disagree."""

from __future__ import annotations

import pytest

from communique.coding.policy import BACKWARD, NOTHING, OPEN, OVERRULE, OWN, Policy
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
    ("times", "type"), [(OVERRULE * 1.01, "REJECT"), (OVERRULE * 0.99, "ACCUSE")]
)
def test_a_much_likelier_type_overrules(times: float, type: str) -> None:
    assert decide(Relation(type="REJECT", confidence=0.8, hinted=0.8 / times)).type == type


@pytest.mark.parametrize(("times", "type"), [(NOTHING * 1.01, None), (NOTHING * 0.99, "ACCUSE")])
def test_nothing_drops_an_act_only_where_it_is_likelier_still(
    times: float, type: str | None
) -> None:
    assert decide(Relation(type=None, confidence=0.9, hinted=0.9 / times)).type == type


@pytest.mark.parametrize(("confidence", "type"), [(OWN, "RANSOM"), (OWN - LOW, "ACCUSE")])
def test_a_type_of_the_users_own(confidence: float, type: str) -> None:
    reading = Relation(type="RANSOM", confidence=confidence, hinted=0.3)
    assert decide(reading).type == type
    assert decide(reading, hint=None).type == (None if type == "ACCUSE" else type)


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


def test_an_act_without_a_word_needs_both_parties() -> None:
    alone = Pair(text="Uganda", source=(0, 6), target=None)
    reader = FixedReader(Relation(type="AID"))
    assert Policy(reader).read([alone])[0].type is None
    assert reader.seen == []
    assert Policy(reader, own_types=True).read([alone])[0].type is None
    assert reader.seen == [alone]
    ransom = FixedReader(Relation(type="RANSOM"))
    assert Policy(ransom, own_types=True).read([alone])[0].type == "RANSOM"


def test_thresholds_can_be_set() -> None:
    pair = Pair(text="Uganda", source=(0, 6), target=None, hint="ASSAULT")
    unsure = FixedReader(Relation(type="AID", confidence=0.5, hinted=0.1))
    assert Policy(unsure, overrule=4).read([pair])[0].type == "AID"
    assert Policy(unsure, overrule=6).read([pair])[0].type == "ASSAULT"


def test_two_acts_of_one_pair_keep_their_own_types() -> None:
    pairs = [
        Pair(text="Kenya and Uganda", source=(0, 5), target=(10, 16), hint=hint)
        for hint in ("AID", "SUPPORT")
    ]
    sure = FixedReader(Relation(type="SUPPORT", confidence=0.99, hinted=0.0001))
    assert [r.type for r in Policy(sure).read(pairs)] == ["AID", "SUPPORT"]
