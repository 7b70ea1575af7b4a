"""The scorers on gold written here, with a coder whose answers are known."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from communique.codebook import load_codebook
from communique.coding.reader import FixedReader, Relation
from communique.evaluation import score_events, score_facts, score_relations, score_stories
from communique.evaluation.counts import macro_f1, mean, per_class, prf, share
from communique.evaluation.gold import load_sentences, score_gold
from communique.evaluation.relations import MERGED, ROOT_OF_CAMEO
from communique.evaluation.stories import main_type
from communique.model import (
    Article,
    Claim,
    EventCode,
    Evidence,
    Factuality,
    Mention,
    SourceError,
    When,
    make_claim,
)

Made = tuple[str, list[str], list[str]]


def party(code: str) -> Mention:
    return Mention(text=code, start=0, end=1, code=code, country=code.split()[0], status="resolved")


def made(
    article: Article, type: str, actors: list[str], recipients: list[str], **parts: Any
) -> Claim:
    start = parts.pop("start", 0)
    end = parts.pop("end", len(article.text))
    return make_claim(
        kind="event",
        article=article.ref,
        evidence=(Evidence(start, end, article.text[start:end]),),
        event=EventCode(type=type, quad="verbal conflict", intensity=0),
        actors=tuple(map(party, actors)),
        recipients=tuple(map(party, recipients)),
        **parts,
    )


class Scripted:
    """A coder that answers each text from a table."""

    version = "scripted"

    def __init__(self, answers: dict[str, list[Made]], **parts: Any) -> None:
        self.answers = answers
        self.parts = parts

    def code(self, article: Article) -> tuple[Claim, ...]:
        return tuple(
            made(article, *answer, **self.parts) for answer in self.answers.get(article.text, [])
        )

    def pipe(self, articles: Iterable[Article]) -> Iterator[tuple[Article, tuple[Claim, ...]]]:
        for article in articles:
            yield article, self.code(article)


# --- counts -----------------------------------------------------------------------------------


def test_precision_recall_f1() -> None:
    row = prf(2, 4, 8)
    assert (row["precision"], row["recall"], row["f1"]) == (0.5, 0.25, 0.3333)
    assert prf(0, 0, 0)["f1"] == 0.0 and prf(0, 3, 0)["precision"] == 0.0


def test_a_macro_average_is_over_the_gold_classes() -> None:
    gold, coded = ["A", "A", "B"], ["A", "C", "B"]
    assert per_class(gold, coded)["A"]["recall"] == 0.5
    assert set(per_class(gold, coded)) == {"A", "B"}
    assert macro_f1(gold, coded) == pytest.approx((2 / 3 + 1) / 2, abs=1e-4)
    assert (mean([]), share(1, 0), share(1, 3)) == (0.0, 0.0, 0.3333)


def test_unequal_lists_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="zip"):
        per_class(["A"], [])


# --- events -----------------------------------------------------------------------------------


def record(text: str, event: str, source: str | None, target: str | None) -> dict[str, Any]:
    return {
        "id": f"{text}-{event}", "text": text, "event": event,
        "source": [{"code": source}] if source else [],
        "target": [{"code": target}] if target else [],
    }  # fmt: skip


def events_file(tmp_path: Path, records: list[dict[str, Any]]) -> Path:
    file = tmp_path / "gold.json"
    file.write_text(json.dumps(records), encoding="utf-8")
    return file


def test_a_triple_needs_type_and_both_sides(tmp_path: Path) -> None:
    file = events_file(
        tmp_path, [record("t", "AID", "USAGOV", "PAK"), record("u", "AID", "FRA", "MLI")]
    )
    coder = Scripted({"t": [("AID", ["USA GOV"], ["PAK"])], "u": [("AID", ["FRA"], ["NER"])]})
    score = score_events(file, coder)
    assert (score["n"], score["type"]["f1"], score["triple"]["f1"]) == (2, 1.0, 0.5)
    assert score["actor_code_accuracy"] == 1.0 and score["recipient_code_accuracy"] == 0.5
    assert score["coder"] == "scripted"


def test_one_prediction_answers_one_record(tmp_path: Path) -> None:
    file = events_file(tmp_path, [record("t", "AID", "USA", "PAK")] * 2)
    once = score_events(file, Scripted({"t": [("AID", ["USA"], ["PAK"])]}))
    assert once["type"]["recall"] == 0.5
    extra = score_events(file, Scripted({"t": [("AID", ["USA"], ["PAK"])] * 4}))
    assert (extra["type"]["precision"], extra["type"]["recall"]) == (1.0, 0.5) or (
        extra["type"]["precision"] == 0.5
    )


def test_extra_predictions_cost_precision(tmp_path: Path) -> None:
    file = events_file(tmp_path, [record("t", "AID", "USA", "PAK")])
    both: list[Made] = [("AID", ["USA"], ["PAK"]), ("REJECT", ["USA"], ["PAK"])]
    assert score_events(file, Scripted({"t": both}))["triple"]["precision"] == 0.5


def test_negated_events_are_not_predictions(tmp_path: Path) -> None:
    file = events_file(tmp_path, [record("t", "AID", "USA", "PAK")])
    coder = Scripted({"t": [("AID", ["USA"], ["PAK"])]}, factuality=Factuality(negated=True))
    assert score_events(file, coder)["type"]["predicted"] == 0


def test_joint_acts_list_everybody_as_actor(tmp_path: Path) -> None:
    file = events_file(tmp_path, [record("t", "CONSULT", "USA", "PAK")])
    assert score_events(file, Scripted({"t": [("CONSULT", ["USA", "PAK"], [])]}))["triple"]["f1"]


@pytest.mark.parametrize(("old", "new"), [("DEMAND", "REQUEST"), ("FIGHT", "ASSAULT")])
def test_names_of_the_earlier_draft(tmp_path: Path, old: str, new: str) -> None:
    file = events_file(tmp_path, [record("t", old, "USA", "PAK")])
    assert score_events(file, Scripted({"t": [(new, ["USA"], ["PAK"])]}))["triple"]["f1"] == 1.0


def test_documents_and_empty_texts_are_no_gold(tmp_path: Path) -> None:
    file = events_file(
        tmp_path, [record("t", "DOCUMENT", "USA", "PAK"), record("", "AID", "A", "B")]
    )
    assert score_events(file, Scripted({}))["n"] == 0


@pytest.mark.parametrize("text", ["", "{}", "no json"])
def test_gold_that_is_no_gold(tmp_path: Path, text: str) -> None:
    file = tmp_path / "gold.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=r"gold\.json"):
        score_events(file, Scripted({}))
    with pytest.raises(SourceError, match=r"missing\.json"):
        score_events(tmp_path / "missing.json", Scripted({}))


# --- relations --------------------------------------------------------------------------------


def relations_file(tmp_path: Path, rows: list[tuple[str, str, str]]) -> Path:
    file = tmp_path / "gold.tsv"
    lines = ["marked_sentence\tgold_root\tgold_penta", *("\t".join(r) for r in rows)]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def test_relations(tmp_path: Path) -> None:
    file = relations_file(
        tmp_path,
        [("<s>A</s> helped <t>B</t>", "AID", "2"), ("<s>A</s> hit <t>B</t>", "ASSAULT", "4")],
    )
    score = score_relations(file, FixedReader(Relation(type="AID")), "fixed")
    assert (score["n"], score["root_accuracy"], score["coder"]) == (2, 0.5, "fixed")
    assert score["per_type"]["AID"]["recall"] == 1.0
    assert score["per_type"]["ASSAULT"]["recall"] == 0.0
    assert score["uncoded"] == 0


@pytest.mark.parametrize("type", ["CONCEDE", "RETREAT"])
def test_concede_and_retreat_are_yield(tmp_path: Path, type: str) -> None:
    file = relations_file(tmp_path, [("<s>A</s> gave in to <t>B</t>", "YIELD", "2")])
    score = score_relations(file, FixedReader(Relation(type=type)), "fixed")
    assert score["root_macro_f1"] == score["quad_macro_f1"] == score["binary_macro_f1"] == 1.0


def test_the_cameo_root_is_scored_where_the_reader_tells_it(tmp_path: Path) -> None:
    file = relations_file(
        tmp_path,
        [("<s>A</s> convicted <t>B</t>", "ACCUSE", "3"), ("<s>A</s> left <t>B</t>", "YIELD", "2")],
    )
    score = score_relations(file, FixedReader(Relation(type="SANCTION", cameo="11")), "fixed")
    assert score["root_accuracy"] == 0.5
    assert score["per_type"]["ACCUSE"]["recall"] == 1.0
    assert score["root_macro_f1"] > score["root_macro_f1_by_plover_type"] == 0.0
    assert score["quad_macro_f1"] < 1.0


def test_every_cameo_root_is_a_root_of_the_gold() -> None:
    merged = {MERGED.get(name, name) for name in load_codebook().types}
    assert set(ROOT_OF_CAMEO.values()) == merged


def test_nothing_is_an_answer_too(tmp_path: Path) -> None:
    file = relations_file(tmp_path, [("<s>A</s> helped <t>B</t>", "AID", "2")])
    score = score_relations(file, FixedReader(Relation(type=None)), "fixed")
    assert (score["uncoded"], score["root_macro_f1"]) == (1, 0.0)


def test_a_file_without_its_columns(tmp_path: Path) -> None:
    file = tmp_path / "gold.tsv"
    file.write_text("sentence\tlabel\nx\ty\n", encoding="utf-8")
    with pytest.raises(SourceError, match="needs the columns"):
        score_relations(file, FixedReader(Relation(type="AID")), "fixed")
    with pytest.raises(SourceError, match="No such file"):
        score_relations(tmp_path / "none.tsv", FixedReader(Relation(type="AID")), "fixed")


# --- stories ----------------------------------------------------------------------------------


def test_stories(tmp_path: Path) -> None:
    file = tmp_path / "stories.jsonl"
    file.write_text(
        '{"text": "a", "label": "AID"}\n{"text": "b", "label": "AID"}\n{"text": "c", "label": "X"}\n',
        encoding="utf-8",
    )
    coder = Scripted({"a": [("AID", [], []), ("REJECT", [], [])], "b": [("REJECT", [], [])]})
    score = score_stories(file, coder)
    assert (score["n"], score["label_among_types"], score["mean_types"]) == (3, 0.3333, 1.0)
    assert score_stories(file, coder, limit=1)["label_among_types"] == 1.0


def test_a_broken_story_is_named_by_its_line(tmp_path: Path) -> None:
    file = tmp_path / "stories.jsonl"
    file.write_text('{"text": "a", "label": "AID"}\nno json\n', encoding="utf-8")
    with pytest.raises(SourceError, match=r"stories\.jsonl:2: no story"):
        score_stories(file, Scripted({}))
    with pytest.raises(SourceError, match="No such file"):
        score_stories(tmp_path / "none", Scripted({}))


def test_what_stands_first_weighs_more() -> None:
    article = Article.make("x" * 500)
    late = [made(article, "REJECT", ["USA"], [], start=300, end=301 + i) for i in range(2)]
    lead = made(article, "AID", ["USA"], [], start=0, end=5)
    assert main_type((lead, late[0])) == "AID"
    assert main_type((*late, lead)) == "AID", "a tie goes by name"
    assert main_type((*late, made(article, "REJECT", ["FRA"], [], start=400), lead)) == "REJECT"
    assert main_type(()) == "NONE"


# --- facts ------------------------------------------------------------------------------------

FACT = {
    "id": "f1", "kind": "event", "start": 0, "end": 20, "event_type": "AID", "actor": "USA GOV",
    "recipient": "PAK", "factuality": "certain", "date": "2018-12-03",
}  # fmt: skip


def facts(tmp_path: Path, coder: Scripted, *rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    file = tmp_path / "facts.json"
    file.write_text(json.dumps({"facts": list(rows), **more}), encoding="utf-8")
    return score_facts(file, Article.make("t" * 20, published="2018-12-06"), coder)


RIGHT = When(edtf="2018-12-03", basis="said")


def test_a_fact_that_is_found(tmp_path: Path) -> None:
    coder = Scripted({"t" * 20: [("AID", ["USA GOV"], ["PAK GOV"])]}, when=RIGHT)
    score = facts(tmp_path, coder, FACT)
    assert (score["found"], score["wrong"], score["missed"]) == (["f1"], [], [])
    assert score["claims_without_fact"] == []


@pytest.mark.parametrize(
    ("answer", "parts", "reason"),
    [
        (("REJECT", ["USA GOV"], ["PAK"]), {"when": RIGHT}, "type REJECT, not AID"),
        (("AID", ["FRA"], ["PAK"]), {"when": RIGHT}, "actor ['FRA'], not USA GOV"),
        (("AID", ["USA GOV"], ["IND"]), {"when": RIGHT}, "recipient ['IND'], not PAK"),
        (("AID", ["USA GOV"], ["PAK"]), {}, "when None, not 2018-12-03"),
        (("AID", ["USA GOV"], ["PAK"]),
         {"when": RIGHT, "factuality": Factuality(certainty="possible")}, "certainty possible"),
    ],
)  # fmt: skip
def test_a_fact_that_is_wrong(
    tmp_path: Path, answer: Made, parts: dict[str, Any], reason: str
) -> None:
    score = facts(tmp_path, Scripted({"t" * 20: [answer]}, **parts), FACT)
    assert (score["found"], score["wrong"]) == ([], ["f1"])
    assert score["reasons"]["f1"] == [reason]


def test_a_fact_that_is_missed_and_a_claim_without_fact(tmp_path: Path) -> None:
    assert facts(tmp_path, Scripted({}), FACT)["missed"] == ["f1"]
    coder = Scripted({"t" * 20: [("AID", ["USA"], ["PAK"])]}, start=10, end=20)
    score = facts(tmp_path, coder, {**FACT, "end": 5}, not_events=[{"text": "ttt"}])
    assert score["missed"] == ["f1"]
    assert [c["type"] for c in score["claims_without_fact"]] == ["AID"]
    assert score["not_events_coded"] == ["ttt"]


def test_a_facts_file_that_is_none(tmp_path: Path) -> None:
    file = tmp_path / "facts.json"
    file.write_text("{}", encoding="utf-8")
    with pytest.raises(SourceError, match="is no facts file"):
        score_facts(file, Article.make("t"), Scripted({}))


# --- our own gold -----------------------------------------------------------------------------


def gold_file(tmp_path: Path, *rows: dict[str, Any]) -> Path:
    file = tmp_path / "gold.jsonl"
    file.write_text("\n".join(json.dumps(r) for r in rows) + "\n", encoding="utf-8")
    return file


def label(type: str, actors: list[str], recipients: list[str], **more: Any) -> dict[str, Any]:
    return {
        "type": type, "evidence": "Kenya", "modes": [], "attribution": [], "factuality": {},
        "actors": [{"code": c} for c in actors], "recipients": [{"code": c} for c in recipients],
        **more,
    }  # fmt: skip


def test_gold_fields(tmp_path: Path) -> None:
    text = "Kenya helped Uganda."
    file = gold_file(
        tmp_path,
        {"text": text, "date": "2018-12-06", "events": [label("AID", ["KEN GOV"], ["UGA"])]},
        {"text": "Peru left.", "events": [label("RETREAT", ["PER"], [], evidence="Peru")]},
    )
    coder = Scripted({text: [("AID", ["KEN GOV"], ["RWA"]), ("REJECT", ["KEN"], [])]})
    score = score_gold(file, coder, keep=True)
    fields = score["fields"]
    assert score["n"] == 2
    assert (fields["type"]["right"], fields["type"]["predicted"], fields["type"]["gold"]) == (
        1,
        2,
        2,
    )
    assert fields["actor"]["f1"] == 1.0 and fields["recipient"]["right"] == 0
    assert score["certainty_accuracy"] == 1.0
    assert [e[0] for e in score["sentences"][0]["extra"]] == ["REJECT"]
    assert score["sentences"][1]["missed"]


def test_gold_needs_overlapping_evidence(tmp_path: Path) -> None:
    text = "Kenya helped Uganda."
    file = gold_file(tmp_path, {"text": text, "events": [label("AID", ["KEN"], ["UGA"])]})
    coder = Scripted({text: [("AID", ["KEN"], ["UGA"])]}, start=13, end=19)
    assert score_gold(file, coder)["fields"]["type"]["right"] == 0


@pytest.mark.parametrize("line", ["no json", '{"text": "x"}', "[]"])
def test_a_broken_gold_line_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "gold.jsonl"
    file.write_text('{"text": "x", "events": []}\n' + line + "\n", encoding="utf-8")
    with pytest.raises(SourceError, match=r"gold\.jsonl:2: no labelled sentence"):
        load_sentences(file)
    with pytest.raises(SourceError, match="No such file"):
        load_sentences(tmp_path / "none.jsonl")
