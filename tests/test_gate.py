"""The quality gate holds: what falls is named, floors rise alone and sink only with a reason."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from communique.evaluation.gate import (
    FLOORS,
    GAUGES,
    MARGIN,
    Figure,
    Gauge,
    LoweringRefused,
    check_gate,
    compare,
    gate,
    load_floors,
    measure,
    raise_floors,
)
from communique.model import Article, Claim, SourceError
from communique.pipeline import Coder

ROOT = Path(__file__).parents[1]
GOLD = "tests/gold/events.jsonl"
OURS = [g for g in GAUGES if g.ours]
ONE = [g for g in OURS if g.gold == GOLD]


class Mute:
    """A coder that finds nothing."""

    version = "mute"

    def code(self, article: Article) -> tuple[Claim, ...]:
        return ()


def figure(value: float, *, sha256: str = "a" * 64, coder: str = "rules-1") -> Figure:
    return Figure(value=value, gold=GOLD, sha256=sha256, coder=coder)


# --- this project -----------------------------------------------------------------------------


def test_quality_has_not_fallen(coder: Coder) -> None:
    """Our own gold, on every run. A figure that rose for good: ``communique evaluate gate``."""
    assert check_gate(ROOT, coder, gauges=OURS) == []


def test_quality_has_not_fallen_on_the_shared_gold(coder: Coder, shared: Path) -> None:
    assert check_gate(ROOT, coder, gauges=[g for g in GAUGES if not g.ours and not g.slow]) == []


@pytest.mark.slow
def test_quality_has_not_fallen_on_whole_stories(coder: Coder, shared: Path) -> None:
    assert check_gate(ROOT, coder, slow=True, gauges=[g for g in GAUGES if g.slow]) == []


def test_the_floors_are_real() -> None:
    floors = load_floors(ROOT)
    assert {name.partition(".")[0] for name in floors} >= {"gold", "events", "relations"}
    for name in ("gold.type_f1", "events.triple_f1", "relations.root_macro_f1"):
        assert floors[name].floor > 0.3, name
    for name, floor in floors.items():
        assert 0 <= floor.floor <= floor.measured <= 1, name
        assert floor.measured - floor.floor < 0.1, f"{name}: a floor far below its figure"
        assert len(floor.sha256) == 64 and floor.coder and floor.date
        for lowering in floor.lowered:
            assert lowering.reason and lowering.to < lowering.from_


# --- how it works -----------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a little gold and no floors."""
    lines = (ROOT / GOLD).read_text(encoding="utf-8").splitlines()[:8]
    (tmp_path / GOLD).parent.mkdir(parents=True)
    (tmp_path / GOLD).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def guarded(project: Path, coder: Coder) -> Path:
    """The same, with floors."""
    raise_floors(project, measure(project, coder, gauges=ONE))
    return project


def test_a_project_without_floors_says_so(project: Path, coder: Coder) -> None:
    problems = check_gate(project, coder, gauges=ONE)
    assert problems and all("has no floor" in p for p in problems)
    assert any(p.startswith("gold.type_f1 is 0.") for p in problems)


def test_the_same_coder_passes(guarded: Path, coder: Coder) -> None:
    assert check_gate(guarded, coder, gauges=ONE) == []


def test_a_fallen_figure_is_named(guarded: Path) -> None:
    problems = check_gate(guarded, Mute(), gauges=ONE)
    floor = load_floors(guarded)["gold.type_f1"]
    (line,) = [p for p in problems if p.startswith("gold.type_f1 ")]
    assert line == (
        f"gold.type_f1 fell to 0.0000, below its floor {floor.floor:.4f} "
        f"({floor.measured:.4f} on {floor.date} with {floor.coder})"
    )


def test_changed_gold_is_noticed(guarded: Path, coder: Coder) -> None:
    file = guarded / GOLD
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8")
    problems = check_gate(guarded, coder, gauges=ONE)
    (line,) = [p for p in problems if "changed since its floors were set" in p]
    assert line.startswith(f"{GOLD} changed") and "sha256" in line


def test_missing_gold_of_our_own_is_no_pass(guarded: Path, coder: Coder) -> None:
    (guarded / GOLD).unlink()
    assert check_gate(guarded, coder, gauges=ONE) == [f"{GOLD} is missing: nothing measures gold"]


def test_missing_gold_of_others_is_left_out(guarded: Path, coder: Coder) -> None:
    others = [g for g in GAUGES if not g.ours]
    result = gate(guarded, coder=coder, gauges=[*ONE, *others])
    assert result["ok"] and result["problems"] == []
    assert result["not_measured"] == ["events", "relations", "stories"]


def test_slow_gold_is_measured_only_when_asked_for(tmp_path: Path) -> None:
    seen: list[Path] = []

    def slowly(file: Path, coder: Any) -> dict[str, float]:
        seen.append(file)
        return {"f1": 0.5}

    (tmp_path / "slow.tsv").write_text("x", encoding="utf-8")
    gauges = [Gauge(name="slow", gold="slow.tsv", measure=slowly, slow=True)]
    assert measure(tmp_path, Mute(), gauges=gauges) == {} and seen == []
    assert measure(tmp_path, Mute(), slow=True, gauges=gauges)["slow.f1"].value == 0.5
    assert seen == [tmp_path / "slow.tsv"]


def test_a_measure_that_vanished_is_a_problem(tmp_path: Path) -> None:
    raise_floors(tmp_path, {"gold.type_f1": figure(0.7), "gold.mode_f1": figure(0.5)})
    (tmp_path / GOLD).parent.mkdir(parents=True)
    (tmp_path / GOLD).write_text("", encoding="utf-8")
    problems = compare(tmp_path, {"gold.type_f1": figure(0.7)}, gauges=ONE)
    assert problems == [
        "gold.mode_f1 has a floor and was not measured: its gold lost it, or the scorer did"
    ]


# --- moving floors ----------------------------------------------------------------------------

Raise = Callable[..., None]


def test_a_new_floor_stands_a_little_below_its_figure(tmp_path: Path) -> None:
    raise_floors(tmp_path, {"gold.type_f1": figure(0.7)}, today="2026-01-02")
    floor = load_floors(tmp_path)["gold.type_f1"]
    assert floor.floor == pytest.approx(0.7 - MARGIN) and floor.measured == 0.7
    assert (floor.date, floor.coder, floor.gold) == ("2026-01-02", "rules-1", GOLD)
    assert floor.sha256 == "a" * 64


def test_a_floor_of_nothing_is_nothing(tmp_path: Path) -> None:
    raise_floors(tmp_path, {"gold.type_f1": figure(0.001)})
    assert load_floors(tmp_path)["gold.type_f1"].floor == 0.0


def test_raising(tmp_path: Path) -> None:
    raise_floors(tmp_path, {"gold.type_f1": figure(0.7), "stories.macro_f1": figure(0.5)})
    raise_floors(tmp_path, {"gold.type_f1": figure(0.8, sha256="b" * 64, coder="rules-2")})
    floors = load_floors(tmp_path)
    assert floors["gold.type_f1"].floor == pytest.approx(0.8 - MARGIN)
    assert (floors["gold.type_f1"].coder, floors["gold.type_f1"].sha256) == ("rules-2", "b" * 64)
    assert floors["stories.macro_f1"].measured == 0.5, "what was not measured stays"


def test_a_measure_that_vanished_is_dropped_with_a_reason_only(tmp_path: Path) -> None:
    raise_floors(tmp_path, {"gold.type_f1": figure(0.7), "gold.mode_f1": figure(0.5)})
    with pytest.raises(LoweringRefused, match=r"gold\.mode_f1 \(0\.4850, now 0\.0000\)"):
        raise_floors(tmp_path, {"gold.type_f1": figure(0.7)})
    raise_floors(tmp_path, {"gold.type_f1": figure(0.7)}, lower=True, reason="scored elsewhere")
    floor = load_floors(tmp_path)["gold.mode_f1"]
    assert (floor.floor, floor.lowered[0].reason) == (0.0, "scored elsewhere")
    (tmp_path / GOLD).parent.mkdir(parents=True)
    (tmp_path / GOLD).write_text("", encoding="utf-8")
    assert compare(tmp_path, {"gold.type_f1": figure(0.7)}, gauges=ONE) == []


def test_a_figure_within_the_margin_moves_no_floor(tmp_path: Path) -> None:
    raise_floors(tmp_path, {"gold.type_f1": figure(0.7)})
    raise_floors(tmp_path, {"gold.type_f1": figure(0.69)})
    floor = load_floors(tmp_path)["gold.type_f1"]
    assert floor.floor == pytest.approx(0.7 - MARGIN) and floor.measured == 0.69


@pytest.mark.parametrize(
    ("lower", "reason", "message"),
    [
        (False, None, "lowering was not asked for"),
        (False, "because", "lowering was not asked for"),
        (True, None, "a reason is missing"),
        (True, "  ", "a reason is missing"),
    ],
)
def test_lowering_is_refused(tmp_path: Path, lower: bool, reason: str | None, message: str) -> None:
    raise_floors(tmp_path, {"gold.type_f1": figure(0.7), "gold.mode_f1": figure(0.5)})
    before = (tmp_path / FLOORS).read_bytes()
    lower_figures = {"gold.type_f1": figure(0.6), "gold.mode_f1": figure(0.9)}
    with pytest.raises(LoweringRefused, match=message) as caught:
        raise_floors(tmp_path, lower_figures, lower=lower, reason=reason)
    assert "gold.type_f1 (0.6850, now 0.6000)" in str(caught.value)
    assert "mode_f1" not in str(caught.value)
    assert (tmp_path / FLOORS).read_bytes() == before, "nothing is written"


def test_lowering_with_a_reason_keeps_the_reason(tmp_path: Path) -> None:
    raise_floors(tmp_path, {"gold.type_f1": figure(0.7), "gold.mode_f1": figure(0.5)})
    fallen = {"gold.type_f1": figure(0.6), "gold.mode_f1": figure(0.6)}
    raise_floors(
        tmp_path, fallen, lower=True, reason="twelve labels were wrong", today="2026-01-03"
    )
    floors = load_floors(tmp_path)
    assert floors["gold.type_f1"].floor == pytest.approx(0.6 - MARGIN)
    assert floors["gold.mode_f1"].lowered == ()
    (lowering,) = floors["gold.type_f1"].lowered
    assert (lowering.reason, lowering.date) == ("twelve labels were wrong", "2026-01-03")
    assert (lowering.from_, lowering.to) == (0.685, 0.585)
    raise_floors(tmp_path, {**fallen, "gold.type_f1": figure(0.9)})
    assert load_floors(tmp_path)["gold.type_f1"].lowered == (lowering,), "kept for good"
    row = json.loads((tmp_path / FLOORS).read_text(encoding="utf-8"))["gold.type_f1"]
    assert row["lowered"][0]["from"] == 0.685


def test_gate_updates_and_refuses(guarded: Path, coder: Coder) -> None:
    assert gate(guarded, update=True, coder=coder, gauges=ONE)["ok"]
    result = gate(guarded, coder=Mute(), gauges=ONE)
    assert not result["ok"] and result["figures"]["gold.type_f1"] == 0.0
    with pytest.raises(LoweringRefused):
        gate(guarded, update=True, coder=Mute(), gauges=ONE)
    lowered = gate(guarded, update=True, lower=True, reason="a test", coder=Mute(), gauges=ONE)
    assert lowered["ok"] and lowered["floors"]["gold.type_f1"] == 0.0


@pytest.mark.parametrize("text", ["", "[]", '{"gold.type_f1": 0.7}', '{"a": {"floor": "high"}}'])
def test_a_broken_floors_file_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / FLOORS).parent.mkdir()
    (tmp_path / FLOORS).write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=r"floors\.json: is no floors file"):
        load_floors(tmp_path)


def test_a_floors_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / FLOORS).mkdir(parents=True)
    with pytest.raises(SourceError, match=r"floors\.json: Is a directory"):
        load_floors(tmp_path)
