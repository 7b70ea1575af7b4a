"""The quality gate: figures must not fall below their floors.

``quality/floors.json`` in the project's folder holds for each measure its floor, the figure last
measured, the gold file with its SHA-256, the coder and the date. ``check_gate`` measures again and
says what fell, and whether the gold is still the one that was measured. ``raise_floors`` writes
higher floors; it lowers one only when told to, with a reason, and the reason is kept in the file::

    gate(Path("."))                                     # what is wrong, if anything
    gate(Path("."), update=True)                        # raise the floors
    gate(Path("."), update=True, lower=True, reason="the gold was corrected")
"""

from __future__ import annotations

import hashlib
import json
import math
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from communique.evaluation.events import score_events
from communique.evaluation.gold import score_gold
from communique.evaluation.layers import score_layers
from communique.evaluation.relations import score_relations
from communique.evaluation.stories import score_stories
from communique.model import CommuniqueError, SourceError

FLOORS = Path("quality", "floors.json")
MARGIN = 0.015
"""A floor is set this much under the figure: room for another machine, not for another coder."""


class LoweringRefused(CommuniqueError):
    """A floor would have to be lowered, and nobody said so or said why."""


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One figure, measured now."""

    value: float
    gold: str
    sha256: str
    coder: str


class Lowering(msgspec.Struct, frozen=True, kw_only=True):
    """A floor that was lowered: from what to what, when and why."""

    from_: float = msgspec.field(name="from")
    to: float
    date: str
    coder: str
    reason: str


class Floor(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One row of the floors' file."""

    floor: float
    measured: float
    gold: str
    sha256: str
    coder: str
    date: str
    lowered: tuple[Lowering, ...] = ()


class Gauge(msgspec.Struct, frozen=True, kw_only=True):
    """One gold file and what is measured on it.

    ``ours`` is part of the project and must be there; the rest is measured where it lies beside
    the checkout. ``slow`` takes minutes and is measured only when asked for.
    """

    name: str
    gold: str
    measure: Callable[[Path, Any], dict[str, float]]
    ours: bool = False
    slow: bool = False


def _gold(file: Path, coder: Any) -> dict[str, float]:
    scores = score_gold(file, coder)
    figures = {f"{name}_f1": row["f1"] for name, row in scores["fields"].items() if row["gold"]}
    return {**figures, "certainty_macro_f1": scores["certainty_macro_f1"]}


def _events(file: Path, coder: Any) -> dict[str, float]:
    scores = score_events(file, coder)
    return {
        "type_f1": scores["type"]["f1"],
        "triple_f1": scores["triple"]["f1"],
        "actor_code_accuracy": scores["actor_code_accuracy"],
        "recipient_code_accuracy": scores["recipient_code_accuracy"],
    }


def _relations(file: Path, coder: Any) -> dict[str, float]:
    from communique.coding.rules import RuleReader
    from communique.coding.trained import open_reader

    reader = open_reader(None, allow_none=False)
    version = coder.version if reader is None else reader.version
    scores = score_relations(file, reader or RuleReader(coder.nlp), version)
    return _only(scores, "root_macro_f1", "root_accuracy", "quad_macro_f1", "binary_macro_f1")


def _layers(file: Path, coder: Any) -> dict[str, float]:
    scores = score_layers([file], coder)
    figures = {f"{name}_f1": row["f1"] for name, row in scores["fields"].items() if row["gold"]}
    if "chain_exact_f1" in figures:  # a file of dates has no claims with flags
        figures["certainty_macro_f1"] = scores["certainty_macro_f1"]
    return figures


def _stories(file: Path, coder: Any) -> dict[str, float]:
    return _only(score_stories(file, coder), "label_among_types", "macro_f1")


def _only(scores: Mapping[str, Any], *names: str) -> dict[str, float]:
    return {name: float(scores[name]) for name in names}


GAUGES = (
    Gauge(name="gold", gold="tests/gold/events.jsonl", measure=_gold, ours=True),
    Gauge(name="layers_a", gold="tests/gold/attribution_a.jsonl", measure=_layers, ours=True),
    Gauge(name="layers_b", gold="tests/gold/attribution_b.jsonl", measure=_layers, ours=True),
    Gauge(name="layers_c", gold="tests/gold/attribution_c.jsonl", measure=_layers, ours=True),
    Gauge(name="dates", gold="tests/gold/dates.jsonl", measure=_layers, ours=True),
    Gauge(name="events", gold="../shared/gold/gsr_dev.json", measure=_events),
    Gauge(name="relations", gold="../shared/gold/plv_train.tsv", measure=_relations),
    Gauge(name="stories", gold="../shared/gold/stories_dev.jsonl", measure=_stories, slow=True),
)


def gate(
    path: Path,
    *,
    update: bool = False,
    lower: bool = False,
    reason: str | None = None,
    slow: bool = False,
    coder: Any = None,
    gauges: Sequence[Gauge] = GAUGES,
) -> dict[str, Any]:
    """Measure and compare, or with ``update`` measure and write the floors.

    ``path`` is the project's folder. The result has ``ok``, ``problems``, ``figures`` (measure →
    figure), ``floors`` and ``not_measured`` (gold that is not here, or slow).

    Raises:
        LoweringRefused: ``update`` would lower a floor and ``lower`` or ``reason`` is missing.
        SourceError: the floors or a gold file cannot be read.
    """
    if coder is None:
        from communique.pipeline import Coder

        coder = Coder()
    figures = measure(path, coder, slow=slow, gauges=gauges)
    if update:
        raise_floors(path, figures, lower=lower, reason=reason)
    problems = compare(path, figures, slow=slow, gauges=gauges)
    return {
        "ok": not problems,
        "problems": problems,
        "figures": {name: figure.value for name, figure in sorted(figures.items())},
        "floors": {name: floor.floor for name, floor in sorted(load_floors(path).items())},
        "not_measured": [g.name for g in gauges if not _measured(path, g, slow)],
        "coder": coder.version,
    }


def check_gate(
    folder: Path, coder: Any, *, slow: bool = False, gauges: Sequence[Gauge] = GAUGES
) -> list[str]:
    """What is wrong with the quality of a project's coder, one line each; empty when nothing is.

    Raises:
        SourceError: the floors or a gold file cannot be read.
    """
    figures = measure(folder, coder, slow=slow, gauges=gauges)
    return compare(folder, figures, slow=slow, gauges=gauges)


def measure(
    folder: Path, coder: Any, *, slow: bool = False, gauges: Sequence[Gauge] = GAUGES
) -> dict[str, Figure]:
    """Every figure that can be measured here, by name (``gold.type_f1``)."""
    found: dict[str, Figure] = {}
    for gauge in gauges:
        if not _measured(folder, gauge, slow):
            continue
        file = folder / gauge.gold
        digest = _sha256(file)
        for name, value in gauge.measure(file, coder).items():
            found[f"{gauge.name}.{name}"] = Figure(
                value=value, gold=gauge.gold, sha256=digest, coder=coder.version
            )
    return found


def compare(
    folder: Path,
    figures: Mapping[str, Figure],
    *,
    slow: bool = False,
    gauges: Sequence[Gauge] = GAUGES,
) -> list[str]:
    """Figures against floors: what fell, what changed, what has no floor or no figure."""
    floors = load_floors(folder)
    return [
        *_gold_problems(folder, floors, figures, gauges),
        *_figure_problems(floors, figures, [g for g in gauges if _measured(folder, g, slow)]),
    ]


def _gold_problems(
    folder: Path,
    floors: Mapping[str, Floor],
    figures: Mapping[str, Figure],
    gauges: Sequence[Gauge],
) -> Iterator[str]:
    for gauge in gauges:
        if gauge.ours and not (folder / gauge.gold).is_file():
            yield f"{gauge.gold} is missing: nothing measures {gauge.name}"
    changed: dict[str, tuple[str, str]] = {}
    for name, figure in figures.items():
        floor = floors.get(name)
        if floor is not None and floor.sha256 != figure.sha256:
            changed.setdefault(figure.gold, (floor.sha256, figure.sha256))
    for gold, (before, now) in sorted(changed.items()):
        yield (
            f"{gold} changed since its floors were set (sha256 {before[:12]}… then, {now[:12]}… "
            "now): look at the change, then update the floors"
        )


def _figure_problems(
    floors: Mapping[str, Floor], figures: Mapping[str, Figure], gauges: Sequence[Gauge]
) -> Iterator[str]:
    for name, figure in sorted(figures.items()):
        floor = floors.get(name)
        if floor is None:
            yield f"{name} is {figure.value:.4f} and has no floor: update the floors"
        elif figure.value < floor.floor:
            yield (
                f"{name} fell to {figure.value:.4f}, below its floor {floor.floor:.4f} "
                f"({floor.measured:.4f} on {floor.date} with {floor.coder})"
            )
    prefixes = tuple(f"{g.name}." for g in gauges)
    for name in sorted(set(floors) - set(figures)):
        if name.startswith(prefixes) and floors[name].floor > 0:
            yield f"{name} has a floor and was not measured: its gold lost it, or the scorer did"


def raise_floors(
    folder: Path,
    figures: Mapping[str, Figure],
    *,
    lower: bool = False,
    reason: str | None = None,
    today: str | None = None,
) -> dict[str, Floor]:
    """Write floors ``MARGIN`` under the figures where that is higher, and what was measured.

    A floor above its figure is lowered only with ``lower`` and a reason, which is kept with the
    floor; a measure that its gauge no longer gives counts as fallen to 0. Nothing is written when
    that is refused.

    Raises:
        LoweringRefused: a floor would have to be lowered; names each.
    """
    floors = load_floors(folder)
    day = today or datetime.now(UTC).date().isoformat()
    figures = {**figures, **dict(_vanished(floors, figures))}
    fallen = [n for n, f in figures.items() if n in floors and f.value < floors[n].floor]
    why = (reason or "").strip()
    if fallen and not (lower and why):
        listed = ", ".join(
            f"{n} ({floors[n].floor:.4f}, now {figures[n].value:.4f})" for n in sorted(fallen)
        )
        missing = "a reason is missing" if lower else "lowering was not asked for"
        raise LoweringRefused(f"floors would have to be lowered, and {missing}: {listed}")
    for name, figure in figures.items():
        floors[name] = _moved(floors.get(name), figure, name in fallen, day, why)
    _write(folder / FLOORS, floors)
    return floors


def _vanished(
    floors: Mapping[str, Floor], figures: Mapping[str, Figure]
) -> Iterator[tuple[str, Figure]]:
    """Measures with a floor that their gauge, measured now, does not give any more."""
    by_gauge = {name.partition(".")[0]: figure for name, figure in figures.items()}
    for name, floor in floors.items():
        figure = by_gauge.get(name.partition(".")[0])
        if name not in figures and figure is not None and floor.floor > 0:
            yield name, msgspec.structs.replace(figure, value=0.0)


def _moved(old: Floor | None, figure: Figure, fallen: bool, day: str, why: str) -> Floor:
    target = _under(figure.value)
    lowered = old.lowered if old else ()
    if old is not None and fallen:
        lowered = (
            *lowered,
            Lowering(from_=old.floor, to=target, date=day, coder=figure.coder, reason=why),
        )
    elif old is not None:
        target = max(old.floor, target)
    return Floor(
        floor=target,
        measured=figure.value,
        gold=figure.gold,
        sha256=figure.sha256,
        coder=figure.coder,
        date=day,
        lowered=lowered,
    )


def _under(value: float) -> float:
    """The floor of a figure: the margin below it, rounded down to three decimals, not below 0."""
    return max(0.0, math.floor((value - MARGIN) * 1000 + 1e-9) / 1000)


def load_floors(folder: Path) -> dict[str, Floor]:
    """The floors of a project; none where the file does not exist yet.

    Raises:
        SourceError: the file cannot be read or is no floors' file.
    """
    file = folder / FLOORS
    try:
        return msgspec.json.decode(file.read_bytes(), type=dict[str, Floor])
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise SourceError(str(file), error.strerror or "cannot be read") from None
    except (msgspec.MsgspecError, ValueError) as error:
        raise SourceError(str(file), f"is no floors file: {error}") from None


def _write(file: Path, floors: Mapping[str, Floor]) -> None:
    """Whole or not at all: the rows by name."""
    rows = {name: msgspec.to_builtins(floors[name]) for name in sorted(floors)}
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".draft")
    draft.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    os.replace(draft, file)


def _measured(folder: Path, gauge: Gauge, slow: bool) -> bool:
    return (slow or not gauge.slow) and (folder / gauge.gold).is_file()


def _sha256(file: Path) -> str:
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError as error:
        raise SourceError(str(file), error.strerror or "cannot be read") from None
