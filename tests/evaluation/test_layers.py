"""The layers are scored each by itself, on words written for the test."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from communique.evaluation.layers import load_texts, score_layers
from communique.model import SourceError
from communique.pipeline import Coder

CLAIM = {
    "evidence": "Uganda had attacked a base",
    "chain": [{"text": "Kenya", "kind": "actor", "stance": "asserts"}],
    "certainty": "certain",
    "negated": False,
    "future": False,
    "hypothetical": False,
    "historical": False,
    "condition": None,
    "when": "2021-03-01",
    "when_basis": "anchored",
    "where": [],
    "amounts": [],
}
ROW = {
    "id": "t1",
    "text": "Kenya said that Uganda had attacked a base on Monday.",
    "date": "2021-03-04",
    "claims": [CLAIM],
    "quotations": [],
    "dates": [{"text": "on Monday", "edtf": "2021-03-01"}],
    "split": "dev",
}


def write(folder: Path, *rows: object) -> Path:
    file = folder / "gold.jsonl"
    file.write_text("\n".join(json.dumps(r) for r in rows) + "\n", encoding="utf-8")
    return file


def test_a_right_chain_and_date_count(tmp_path: Path, coder: Coder) -> None:
    found = score_layers([write(tmp_path, ROW)], coder)
    assert found["n"] == 1
    assert found["fields"]["chain_exact"]["f1"] == 1.0
    assert found["fields"]["date"]["f1"] == 1.0
    assert found["certainty_accuracy"] == 1.0


def test_a_wrong_source_counts_against(tmp_path: Path, coder: Coder) -> None:
    wrong = {**ROW, "claims": [{**CLAIM, "chain": [{"text": "Uganda"}], "future": True}]}
    found = score_layers([write(tmp_path, wrong)], coder, keep=True)
    assert found["fields"]["chain_exact"]["f1"] == 0.0
    assert found["fields"]["future"]["recall"] == 0.0
    assert {m[1] for m in found["misses"]} == {"chain", "future"}


def test_a_split_is_kept_apart(tmp_path: Path) -> None:
    file = write(tmp_path, ROW, {**ROW, "id": "t2", "split": "test"})
    assert [r["id"] for r in load_texts([file], "dev")] == ["t1"]
    assert [r["id"] for r in load_texts([file], "test")] == ["t2"]
    assert len(list(load_texts([file], "all"))) == 2


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    file = tmp_path / "gold.jsonl"
    file.write_text('{"id": 1}\n', encoding="utf-8")
    with pytest.raises(SourceError, match=r"gold\.jsonl:1"):
        list(load_texts([file], "dev"))
