"""New heads for a reader, from a user's own labelled sentences; the encoder stays as it is.

Each sentence becomes one pooled vector; heads for the types and their modes and contexts are fitted
on these vectors (see ``fitting``). The base's knowledge is kept: its heads are the start, the
distance to them costs, and on vectors from its own training (``replay.npz``) the new heads must
answer as the old ones did. Direction and CAMEO root are the base's.

::

    extended = retrain(Path("base"), Path("ransom.tsv"), Path("mine"), codebook=Path("own.yaml"))
    extended.figures["labels"]["RANSOM"]["f1"]
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from communique.codebook import Codebook
from communique.coding.fitting import Doubles, Known, fit_head, sigmoids, softmax
from communique.coding.gold import FOLDS, NONE, GoldRow, read_gold
from communique.coding.heads import Floats, Head, Heads
from communique.coding.trained import CODEBOOK, FILES, Labels, TrainedReader, codebook_of
from communique.model import SourceError

REPLAY_FILE = "replay.npz"
"""Pooled vectors from the base's training, float16; what the base knows is kept by them."""
MIN_ROWS = 10
"""A label that the base has not needs this many rows."""
SMALL = 1500
"""Up to this many rows each is scored by heads that never saw it (ten fits); beyond, a tenth."""
KEPT = 60
"""Rows a new label that are kept for replay, so that a reader of yours can be extended again."""
CHUNK = 64
RARE = -4.0
"""Bias at which a new answer starts: it must earn every row."""


class Retrained(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome: where the reader lies, its version, and its held-out figures."""

    folder: str
    version: str
    figures: dict[str, Any]


class Material(msgspec.Struct, frozen=True):
    """What one fit needs: rows with their vectors, and the base with its replay."""

    rows: Sequence[GoldRow]
    vectors: Floats
    base: Heads
    old: Labels
    labels: Labels
    replay: Floats


def retrain(
    base: Path,
    gold: Path,
    out: Path,
    *,
    codebook: Path | None = None,
    only: bool = False,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Retrained:
    """Fit new heads and write a reader's folder; it is there whole or not at all.

    ``codebook`` describes the types that ours has not. With ``only`` the labels of the gold, and
    NONE, are the only answers; else those of the base stay. ``progress`` is told how many sentences
    are encoded, of how many.

    Raises:
        SourceError: the base, the gold or ``out`` is not as it should be; names file and line.
        CodebookError: ``codebook`` is wrong.
    """
    if out.exists():
        raise SourceError(str(out), "exists already; name a new folder")
    reader = TrainedReader(base)
    book = codebook_of(base)
    if codebook is not None:
        book = book.extended(codebook)
    rows = read_gold(gold, book)
    labels = _labels(reader.labels, rows, book, gold, only)
    replay = _replay(base, reader.heads.width)
    vectors = np.zeros((len(rows), reader.heads.width), np.float32)
    for start in range(0, len(rows), CHUNK):
        part = rows[start : start + CHUNK]
        vectors[start : start + len(part)] = reader.pooled([r.pair for r in part])
        progress(start + len(part), len(rows))
    material = Material(rows, vectors, reader.heads, reader.labels, labels, replay)
    figures = _figures(material)
    heads = fitted(material, tested=None, stopped=0)
    labels = msgspec.structs.replace(labels, version=_version(reader.version, gold, heads))
    _write(base, out, labels, heads, _kept(material), (codebook, gold), figures)
    return Retrained(folder=str(out), version=labels.version, figures=figures)


def _labels(old: Labels, rows: Sequence[GoldRow], book: Codebook, gold: Path, only: bool) -> Labels:
    counts = Counter(r.label for r in rows)
    for label, count in counts.items():
        if label not in old.types and count < MIN_ROWS:
            raise SourceError(str(gold), f"{label}: {count} rows; a new label needs {MIN_ROWS}")
    if only and len(counts) < 2:
        raise SourceError(str(gold), "one label alone tells nothing apart; add NONE rows")
    known = [t for t in old.types if t != NONE and (not only or t in counts)]
    new = sorted(set(counts) - set(old.types))
    modes = [m for m in old.modes if m.partition(":")[0] in known]
    modes += [f"{t}:{m}" for t in new for m in sorted(book.types[t].modes)]
    return msgspec.structs.replace(
        old,
        types=(*known, *new, NONE),
        modes=tuple(modes),
        always_mode=tuple(t for t in old.always_mode if t in known),
    )


def _replay(base: Path, width: int) -> Floats:
    file = base / REPLAY_FILE
    try:
        with file.open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
            vectors: Floats = stored["vectors"].astype(np.float32)
    except FileNotFoundError:
        raise SourceError(str(file), "not found; without it the base cannot be extended") from None
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise SourceError(str(file), f"cannot be read: {error}") from None
    if vectors.ndim != 2 or vectors.shape[1] != width:
        raise SourceError(str(file), f"vectors are {vectors.shape}, the heads take {width}")
    return vectors


def fitted(material: Material, *, tested: int | None, stopped: int) -> Heads:
    """The heads; rows of fold ``tested`` are not looked at, those of ``stopped`` end the fit."""
    folds = np.array([r.fold for r in material.rows])
    stop = folds == stopped
    if len({r.label for r, s in zip(material.rows, stop, strict=True) if s}) < 2:
        stop = np.zeros(len(folds), bool)  # too few to tell when to stop: fit to the end
    seen = ~stop & (folds != (-1 if tested is None else tested))
    types = _fit_types(material, seen, stop)
    modes = _fit_modes(material, seen, stop)
    contexts = _fit_contexts(material, seen, stop)
    by_name = {**material.base.by_name, "types": types, "modes": modes, "contexts": contexts}
    return Heads(by_name)


def _fit_types(material: Material, seen: Any, stop: Any) -> Head:
    new, old = material.labels.types, material.old.types
    head = material.base.by_name["types"]
    temperature = material.old.temperature
    start = _carried(head, old, new, RARE * temperature)
    gold = np.zeros((len(material.rows), len(new)))
    gold[np.arange(len(gold)), [new.index(r.label) for r in material.rows]] = 1.0
    whole = np.ones_like(gold)
    taught = softmax(_scores(material.replay, head) / temperature)
    kept = [old.index(t) for t in new if t in old]
    replayed = np.zeros((len(material.replay), len(new)))
    replayed[:, [i for i, t in enumerate(new) if t in old]] = taught[:, kept]
    sure = replayed.sum(axis=1) > 0.5  # with --only, what the base takes for another type is left
    replayed = replayed[sure] / replayed[sure].sum(axis=1, keepdims=True)
    return fit_head(
        start,
        Known(material.vectors[seen], gold[seen], whole[seen]),
        Known(material.replay[sure], replayed, np.ones_like(replayed)),
        Known(material.vectors[stop], gold[stop], whole[stop]),
        exclusive=True,
        temperature=temperature,
    )


def _fit_modes(material: Material, seen: Any, stop: Any) -> Head:
    new, old = material.labels.modes, material.old.modes
    gold = np.array(
        [[float(m.partition(":")[2] in r.modes) for m in new] for r in material.rows]
    ).reshape(len(material.rows), len(new))
    mask = np.array(
        [[float(m.partition(":")[0] == r.label) for m in new] for r in material.rows]
    ).reshape(gold.shape)
    return _fit_each(material, "modes", (old, new), (gold, mask), (seen, stop))


def _fit_contexts(material: Material, seen: Any, stop: Any) -> Head:
    names = material.labels.contexts
    gold = np.array([[float(c in (r.contexts or ())) for c in names] for r in material.rows])
    mask = np.array([[float(r.contexts is not None)] * len(names) for r in material.rows])
    return _fit_each(material, "contexts", (names, names), (gold, mask), (seen, stop))


def _fit_each(
    material: Material,
    which: str,
    names: tuple[Sequence[str], Sequence[str]],
    known: tuple[Doubles, Doubles],
    parts: tuple[Any, Any],
) -> Head:
    """The answers of which the rows say something; the others stay as they are."""
    old, new = names
    gold, mask = known
    seen, stop = parts
    head = material.base.by_name[which]
    start = _carried(head, old, new, RARE)
    told = np.flatnonzero(mask.any(axis=0)).tolist()
    if not told:
        return start
    replayed = np.zeros((len(material.replay), len(told)))
    weights = np.zeros_like(replayed)
    taught = sigmoids(_scores(material.replay, head))
    for column, i in enumerate(told):
        if new[i] in old:  # of a new mode the base knows nothing
            replayed[:, column] = taught[:, old.index(new[i])]
            weights[:, column] = 1.0
    found = fit_head(
        Head(start.weight[told], start.bias[told]),
        Known(material.vectors[seen], gold[seen][:, told], mask[seen][:, told]),
        Known(material.replay, replayed, weights),
        Known(material.vectors[stop], gold[stop][:, told], mask[stop][:, told]),
        exclusive=False,
    )
    start.weight[told], start.bias[told] = found.weight, found.bias
    return start


def _scores(vectors: Floats, head: Head) -> Doubles:
    return head(vectors).astype(np.float64)


def _carried(head: Head, old: Sequence[str], new: Sequence[str], bias: float) -> Head:
    """The head with the answers ``new``: rows of old names carried over, others zero."""
    weight = np.zeros((len(new), head.weight.shape[1]), np.float32)
    biases = np.full(len(new), bias, np.float32)
    for i, name in enumerate(new):
        if name in old:
            weight[i] = head.weight[old.index(name)]
            biases[i] = head.bias[old.index(name)]
    return Head(weight, biases)


def _figures(material: Material) -> dict[str, Any]:
    """Held-out figures: every row read by heads that did not see it, or a tenth of a large file."""
    rows = material.rows
    folds = range(FOLDS) if len(rows) <= SMALL else (1,)
    gold: list[str] = []
    guess: list[str] = []
    modes: Counter[str] = Counter()
    for fold in folds:
        where = [i for i, r in enumerate(rows) if r.fold == fold]
        if not where:
            continue
        heads = fitted(material, tested=fold, stopped=(fold + 1) % FOLDS)
        outputs = heads(material.vectors[where])
        chosen = [material.labels.types[i] for i in outputs[0].argmax(axis=1)]
        for i, kind, scores in zip(where, chosen, outputs[2], strict=True):
            gold.append(rows[i].label)
            guess.append(kind)
            modes.update(_mode_counts(rows[i], kind, scores, material.labels))
    whole = fitted(material, tested=None, stopped=0)
    figures = _table(gold, guess)
    return {
        "rows": len(rows),
        "scored": len(gold),
        **figures,
        "modes_micro_f1": _f1(modes["right"], modes["guessed"], modes["gold"]),
        "base_kept": _base_kept(material, whole),
    }


def _mode_counts(row: GoldRow, kind: str, scores: Floats, labels: Labels) -> Counter[str]:
    passed = {
        name.partition(":")[2]
        for name, chance in zip(labels.modes, sigmoids(scores.astype(np.float64)), strict=True)
        if name.partition(":")[0] == kind and chance >= labels.mode_threshold
    }
    right = len(passed & set(row.modes)) if kind == row.label else 0
    return Counter(right=right, guessed=len(passed), gold=len(row.modes))


def _base_kept(material: Material, heads: Heads) -> float:
    """Share of the replayed vectors to which the new heads give the base's type."""
    old = [material.old.types[i] for i in material.base(material.replay)[0].argmax(axis=1)]
    new = [material.labels.types[i] for i in heads(material.replay)[0].argmax(axis=1)]
    asked = [(a, b) for a, b in zip(old, new, strict=True) if a in material.labels.types]
    return round(sum(a == b for a, b in asked) / len(asked), 4) if asked else 0.0


def _table(gold: Sequence[str], guess: Sequence[str]) -> dict[str, Any]:
    right = Counter(g for g, h in zip(gold, guess, strict=True) if g == h)
    golds, guessed = Counter(gold), Counter(guess)
    labels = {
        name: {
            "rows": golds[name],
            "precision": round(right[name] / guessed[name], 4) if guessed[name] else 0.0,
            "recall": round(right[name] / golds[name], 4),
            "f1": _f1(right[name], guessed[name], golds[name]),
        }
        for name in sorted(golds)
    }
    return {
        "accuracy": round(right.total() / len(gold), 4) if gold else 0.0,
        "macro_f1": round(float(np.mean([v["f1"] for v in labels.values()])), 4) if gold else 0.0,
        "labels": labels,
    }


def _f1(right: int, guessed: int, gold: int) -> float:
    return round(2 * right / (guessed + gold), 4) if guessed + gold else 0.0


def _kept(material: Material) -> Floats:
    """The base's replay with some rows of the labels that it had not."""
    taken: Counter[str] = Counter()
    more = []
    order = sorted(range(len(material.rows)), key=lambda i: (material.rows[i].fold, i))
    for i in order:
        label = material.rows[i].label
        if label not in material.old.types and taken[label] < KEPT:
            taken[label] += 1
            more.append(i)
    return np.concatenate([material.replay, material.vectors[more]])


def save_replay(file: Path, vectors: Floats) -> None:
    """Write ``replay.npz``."""
    with file.open("wb") as stream:
        np.savez_compressed(stream, vectors=vectors.astype(np.float16))


def _version(base: str, gold: Path, heads: Heads) -> str:
    digest = hashlib.sha256(gold.read_bytes())
    for head in heads.by_name.values():
        digest.update(head.weight.tobytes() + head.bias.tobytes())
    return f"{base.partition('+')[0]}+{digest.hexdigest()[:8]}"


def _write(
    base: Path,
    out: Path,
    labels: Labels,
    heads: Heads,
    replay: Floats,
    sources: tuple[Path | None, Path],
    figures: dict[str, Any],
) -> None:
    codebook, gold = sources
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}.") as temporary:
            folder = Path(temporary) / "reader"
            folder.mkdir()
            for name in FILES:
                if name not in ("heads.npz", "labels.json"):
                    shutil.copyfile(base / name, folder / name)
            heads.save(folder / "heads.npz")
            text = msgspec.json.format(msgspec.json.encode(labels), indent=1) + b"\n"
            (folder / "labels.json").write_bytes(text)
            save_replay(folder / REPLAY_FILE, replay)
            books = [f.read_text(encoding="utf-8") for f in (base / CODEBOOK, codebook)
                     if f is not None and f.is_file()]  # fmt: skip
            if books:
                (folder / CODEBOOK).write_text("\n".join(books), encoding="utf-8")
            card = _card(base, gold, labels, figures)
            (folder / "MODEL_CARD.md").write_text(card, encoding="utf-8")
            os.rename(folder, out)
    except OSError as error:
        raise SourceError(str(out), error.strerror or "cannot be written") from None


def _card(base: Path, gold: Path, labels: Labels, figures: dict[str, Any]) -> str:
    lines = [
        f"# Model card: {labels.version}",
        "",
        f"New heads on the encoder of the reader below, by `communique train {gold.name}`: "
        f"{figures['rows']} sentences. Direction and CAMEO root are the base's. To what the base "
        f"was trained on (a sample), {figures['base_kept']:.1%} of the answers are as before.",
        "",
        f"Held-out figures ({figures['scored']} rows, each read by heads that never saw it): "
        f"accuracy {figures['accuracy']}, macro-F1 {figures['macro_f1']}, modes micro-F1 "
        f"{figures['modes_micro_f1']}.",
        "",
        "| label | precision | recall | F1 | rows |",
        "|---|--:|--:|--:|--:|",
        *(
            f"| {name} | {v['precision']} | {v['recall']} | {v['f1']} | {v['rows']} |"
            for name, v in figures["labels"].items()
        ),
        "",
    ]
    under = base / "MODEL_CARD.md"
    if under.is_file():
        lines += ["---", "", under.read_text(encoding="utf-8")]
    return "\n".join(lines)
