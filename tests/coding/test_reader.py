"""The seam for what passed between two parties, and the coder over another reader."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from spacy.tokens import Doc

from communique.actors import load_resolver
from communique.codebook import load_codebook, load_lexicon
from communique.coding.coder import RULES_VERSION, ClaimCoder
from communique.coding.reader import FixedReader, HintReader, Pair, Relation
from communique.model import Claim

TEXT = "Kenya condemned Uganda. Rwanda attacked Burundi on Monday."


def with_reader(doc: Doc, reader: object, version: str = "test-1") -> tuple[Claim, ...]:
    coder = ClaimCoder(
        load_resolver(),
        load_lexicon(),
        load_codebook(),
        reader,
        version,  # type: ignore[arg-type]
    )
    return tuple(coder(doc)._.claims)


def test_the_hints_as_they_stand() -> None:
    pair = Pair(text="x", source=(0, 1), target=None, hint="AID", mode=None)
    moded = Pair(text="x", source=(0, 1), target=None, hint="REQUEST", mode="meet")
    first, second = HintReader().read([pair, moded])
    assert (first.type, first.modes) == ("AID", ())
    assert (second.type, second.modes) == ("REQUEST", ("meet",))
    assert HintReader().read([]) == []


def test_another_reader_replaces_the_rules(read: Callable[..., Doc]) -> None:
    reader = FixedReader(Relation(type="SUPPORT", confidence=0.9))
    events = [c for c in with_reader(read(TEXT), reader) if c.kind == "event"]
    assert [(c.event and c.event.type, c.confidence) for c in events] == [("SUPPORT", 0.9)] * 2
    assert {c.coder for c in events} == {"test-1"}
    assert [m.code for c in events for m in c.actors] == ["KEN", "RWA"]


def test_the_reader_sees_the_parties_in_their_sentence(read: Callable[..., Doc]) -> None:
    reader = FixedReader(Relation(type="SUPPORT"))
    with_reader(read(TEXT), reader)
    hinted = [p for p in reader.seen if p.hint]
    assert [p.hint for p in hinted] == ["ACCUSE", "ASSAULT"]
    assert [p.text for p in hinted] == [
        "Kenya condemned Uganda.", "Rwanda attacked Burundi on Monday.",
    ]  # fmt: skip
    for pair, source, target in zip(
        hinted, ("Kenya", "Rwanda"), ("Uganda", "Burundi"), strict=True
    ):
        assert pair.text[slice(*pair.source)] == source
        assert pair.target and pair.text[slice(*pair.target)] == target


def test_an_actor_that_the_text_does_not_name_has_no_place(read: Callable[..., Doc]) -> None:
    reader = FixedReader(Relation(type="ASSAULT"))
    with_reader(read("Rwanda was attacked."), reader)
    (pair,) = [p for p in reader.seen if p.hint]
    assert pair.source == (0, 0)
    assert pair.target and pair.text[slice(*pair.target)] == "Rwanda"


def test_what_the_reader_calls_nothing_is_no_event(read: Callable[..., Doc]) -> None:
    claims = with_reader(read(TEXT), FixedReader(Relation(type=None, confidence=0.0)))
    assert not [c for c in claims if c.kind == "event"]


def test_actors_without_a_word_of_the_lexicon_are_offered_to_a_trained_reader(
    read: Callable[..., Doc],
) -> None:
    text = "Kenya outmanoeuvred Uganda."
    assert not [c for c in with_reader(read(text), HintReader()) if c.event]
    reader = FixedReader(Relation(type="THREATEN", confidence=0.9))
    (claim,) = [c for c in with_reader(read(text), reader) if c.event]
    assert [m.code for m in (*claim.actors, *claim.recipients)] == ["KEN", "UGA"]
    assert [p.hint for p in reader.seen] == [None]


def test_a_text_without_pairs_asks_nothing(read: Callable[..., Doc]) -> None:
    reader = FixedReader(Relation(type="AID"))
    assert with_reader(read("The weather was fine."), reader) == ()
    assert reader.seen == []


def test_modes_of_the_reader_are_checked_by_the_codebook(read: Callable[..., Doc]) -> None:
    reader = FixedReader(Relation(type="REJECT", modes=("meet",)))
    events = [c for c in with_reader(read("Kenya condemned Uganda."), reader) if c.event]
    assert [(c.event.type, c.event.modes) for c in events if c.event] == [("REJECT", ("meet",))]
    assert events[0].event and events[0].event.cameo == "125"


def test_the_same_words_have_the_same_id_whoever_reads(read: Callable[..., Doc]) -> None:
    one = with_reader(read(TEXT), HintReader(), "a")
    two = with_reader(read(TEXT), HintReader(), "b")
    assert [c.id for c in one] == [c.id for c in two]
    assert {c.coder for c in two} == {"b"}


def test_the_version_names_the_rules() -> None:
    import communique

    assert communique.__version__ in RULES_VERSION


@pytest.mark.parametrize("kind", ["AGREE", "CONSULT", "AID", "RETREAT", "COOPERATE"])
def test_what_is_planned_is_settled_after_reading(read: Callable[..., Doc], kind: str) -> None:
    reader = FixedReader(Relation(type=kind))
    (claim,) = [c for c in with_reader(read("Kenya will help Uganda."), reader) if c.event]
    assert claim.event and claim.event.type == ("CONCEDE" if kind == "RETREAT" else "AGREE")
