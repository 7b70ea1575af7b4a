"""``communique train``: the call, its figures and its errors; and our worked example for real."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from communique.coding import retraining
from communique.coding.reader import Pair
from communique.coding.retraining import REPLAY_FILE, Retrained
from communique.coding.trained import WEIGHTS, TrainedReader, shipped

Call = Callable[..., Result]

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "docs" / "ransom"
FIGURES = {
    "rows": 40,
    "scored": 40,
    "accuracy": 0.9,
    "macro_f1": 0.8,
    "labels": {"RANSOM": {"rows": 30, "precision": 0.9, "recall": 0.8, "f1": 0.85}},
    "modes_micro_f1": 0.7,
    "base_kept": 0.975,
}


@pytest.fixture
def fitted(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """Calls of ``retrain``, which only answers."""
    calls: list[tuple[object, ...]] = []

    def retrain(base: Path, gold: Path, out: Path, **more: object) -> Retrained:
        calls.append((base, gold, out, more["codebook"], more["only"]))
        return Retrained(folder=str(out), version="reader-1+abc", figures=FIGURES)

    monkeypatch.setattr(retraining, "retrain", retrain)
    return calls


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """A file of one row."""
    file = tmp_path / "gold.tsv"
    file.write_text("sentence\tlabel\n<s>A</s> met <t>B</t>\tCONSULT\n", encoding="utf-8")
    return file


def test_figures_as_json(
    call: Call, fitted: list[tuple[object, ...]], gold: Path, tmp_path: Path
) -> None:
    out = tmp_path / "mine"
    result = call("train", gold, "--out", out, "--only", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {"folder": str(out), "version": "reader-1+abc", **FIGURES}
    assert fitted == [(WEIGHTS, gold, out, None, True)]


def test_figures_as_a_table(
    call: Call, fitted: list[tuple[object, ...]], gold: Path, tmp_path: Path
) -> None:
    result = call("train", gold, "--base", tmp_path, "--codebook", gold, "--out", tmp_path / "m")
    assert result.stdout.splitlines() == [
        "label\tprecision\trecall\tf1\trows",
        "RANSOM\t0.9\t0.8\t0.85\t30",
    ]
    assert "reader-1+abc; accuracy 0.9" in result.stderr
    assert "97.5% is read as before" in result.stderr
    assert fitted == [(tmp_path, gold, tmp_path / "m", gold, False)]


def test_a_base_that_is_none(call: Call, gold: Path, tmp_path: Path) -> None:
    result = call("train", gold, "--base", tmp_path, "--out", tmp_path / "m")
    assert result.exit_code == 3
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"{tmp_path / 'model.onnx'}: not found; a reader's folder has")


def test_out_is_needed(call: Call, gold: Path) -> None:
    result = call("train", gold)
    assert result.exit_code == 2
    assert "--out" in result.stderr


@pytest.mark.skipif(
    not shipped() or not (WEIGHTS / REPLAY_FILE).is_file(),
    reason="no weights are shipped (training/README.md says how to build them)",
)
def test_the_worked_example(call: Call, tmp_path: Path) -> None:
    gold, codebook, out = EXAMPLE / "ransom.tsv", EXAMPLE / "codebook.yaml", tmp_path / "mine"
    result = call("train", gold, "--codebook", codebook, "--out", out, "--json")
    assert result.exit_code == 0, result.stderr
    figures = json.loads(result.stdout)
    assert figures["labels"]["RANSOM"]["f1"] > 0.55
    assert figures["base_kept"] > 0.9
    text = "Bandits asked the mayor for ten million naira for his abducted son."
    (found,) = TrainedReader(out).read([Pair(text=text, source=(0, 7), target=(14, 23))])
    assert (found.type, found.modes) == ("RANSOM", ("demand",))
