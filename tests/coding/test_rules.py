"""The rules as a relation reader: the parties are given, what passed is asked."""

from __future__ import annotations

import pytest

from communique.coding.reader import Pair
from communique.coding.rules import RuleReader
from communique.evaluation.relations import pair_of
from communique.pipeline import Coder


@pytest.fixture(scope="module")
def reader(coder: Coder) -> RuleReader:
    return RuleReader(coder.nlp)


@pytest.mark.parametrize(
    ("marked", "type"),
    [
        ("<s>The general</s> condemned <t>the council</t> on Monday .", "ACCUSE"),
        ("<t>The council</t> was attacked by <s>the general</s> .", "ASSAULT"),
        ("<s>The general</s> will visit <t>the council</t> in May .", "AGREE"),
        ("<s>The general</s> agreed to help <t>the council</t> .", "AGREE"),
        ("<s>The general</s> sent 20 tons of food to <t>the council</t> .", "AID"),
        ("<s>The general</s> refused to meet <t>the council</t> .", "REJECT"),
        ("<s>The general</s> 's attack on <t>the council</t> went on .", "ASSAULT"),
        ("<s>The general</s> urged <t>the council</t> to release the prisoners .", "REQUEST"),
        ("<s>Thousands</s> marched against <t>the council</t> .", "PROTEST"),
        ("<s>The general</s> met <t>the council</t> .", "CONSULT"),
    ],
)
def test_what_passed(reader: RuleReader, marked: str, type: str) -> None:
    (relation,) = reader.read([pair_of(marked)])
    assert relation.type == type
    assert 0 < relation.confidence <= 1


def test_the_act_between_the_given_parties_counts(reader: RuleReader) -> None:
    text = "<s>{}</s> condemned <t>{}</t> and Peru attacked Chile ."
    (first,) = reader.read([pair_of(text.format("Kenya", "Uganda"))])
    (second,) = reader.read(
        [pair_of("Kenya condemned Uganda and <s>Peru</s> attacked <t>Chile</t> .")]
    )
    assert (first.type, second.type) == ("ACCUSE", "ASSAULT")


def test_nothing_codable(reader: RuleReader) -> None:
    (relation,) = reader.read([pair_of("<s>The general</s> is older than <t>the council</t> .")])
    assert (relation.type, relation.confidence) == (None, 0.0)


def test_one_party_is_enough(reader: RuleReader) -> None:
    (relation,) = reader.read([Pair(text="The general resigned.", source=(0, 11), target=None)])
    assert relation.type in ("CONCEDE", "RETREAT")


def test_one_relation_a_pair_in_order(reader: RuleReader) -> None:
    pairs = [
        pair_of("<s>The general</s> met <t>the council</t> ."),
        pair_of("<s>The general</s> is tall and <t>the council</t> small ."),
        pair_of("<s>The general</s> condemned <t>the council</t> ."),
    ]
    together = reader.read(pairs)
    assert [r.type for r in together] == ["CONSULT", None, "ACCUSE"]
    assert together == [reader.read([p])[0] for p in pairs]
    assert reader.read([]) == []


def test_the_pipeline_is_whole_again_afterwards(reader: RuleReader) -> None:
    before = list(reader.nlp.pipe_names)
    reader.read([pair_of("<s>The general</s> met <t>the council</t> .")])
    assert reader.nlp.pipe_names == before
    assert reader.nlp("Kenya condemned Uganda.")._.claims


@pytest.mark.parametrize(
    ("marked", "text", "source", "target"),
    [
        ("<s>A</s> hit <t>B</t> .", "A hit B .", (0, 1), (6, 7)),
        ("<t>B</t> was hit by <s>A</s> .", "B was hit by A .", (13, 14), (0, 1)),
        ("<s>A</s> left .", "A left .", (0, 1), None),
        ("<s>A <t>B</t></s> left", "A B left", (0, 3), (2, 3)),
    ],
)
def test_marks(
    marked: str, text: str, source: tuple[int, int], target: tuple[int, int] | None
) -> None:
    pair = pair_of(marked)
    assert (pair.text, pair.source, pair.target) == (text, source, target)
