"""Export: an ONNX graph written node by node, int8 per channel, calibrated, measured, described.

The graph uses onnxruntime's fused operators; nothing but ``onnx`` is needed to write it. Matrix
products are quantized per output channel, word vectors per word; the heads stay in float32, in a
file of their own.
"""

from __future__ import annotations

import hashlib
import json
import math
import tempfile
from collections import Counter
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from communique.coding.heads import HEADS, Head, Heads
from communique.coding.reader import Pair
from communique.coding.trained import WEIGHTS, TrainedReader
from communique.evaluation.relations import score_relations
from training.cameo import FAMILIES, family
from communique.coding.retraining import REPLAY_FILE, save_replay
from training.corpus import CONTEXTS, MODES, TYPES, Row, calibration_half, held_out, load
from training.fit import BUILD, build
from training.model import Reader

GOLD = Path(__file__).resolve().parents[2] / "shared" / "gold" / "plv_train.tsv"
CONTRIB = "com.microsoft"
POSITIONS = 160
ALWAYS = 0.9
REPLAYED = 40
"""Training rows a type whose pooled vectors are shipped for ``communique train``."""


class _Graph:
    """A graph in the making."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.tensors: list[onnx.TensorProto] = []
        self.count = 0

    def const(self, value: Any, name: str = "") -> str:
        self.count += 1
        name = name or f"c{self.count}"
        self.tensors.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def op(self, kind: str, *inputs: str, contrib: bool = False, out: str = "", **more: Any) -> str:
        self.count += 1
        out = out or f"{kind.lower()}{self.count}"
        self.nodes.append(
            helper.make_node(
                kind, list(inputs), [out], name=out, domain=CONTRIB if contrib else "", **more
            )
        )
        return out

    def split(self, x: str, parts: int) -> list[str]:
        self.count += 1
        names = [f"split{self.count}_{i}" for i in range(parts)]
        self.nodes.append(
            helper.make_node("Split", [x], names, axis=-1, num_outputs=parts, name=names[0])
        )
        return names


def graph_of(reader: Reader) -> onnx.ModelProto:
    """The reader as an ONNX model; word vectors already int8 with a scale a word."""
    g, encoder = _Graph(), reader.encoder

    def array(t: torch.Tensor) -> Any:
        return t.detach().float().numpy()

    words = array(encoder.words.weight)
    scale = np.maximum(np.abs(words).max(1, keepdims=True), 1e-8) / 127
    table = g.const(np.rint(words / scale).astype(np.int8), "words")
    scales = g.const(scale.astype(np.float32), "word_scales")
    x = g.op(
        "Mul",
        g.op("Cast", g.op("Gather", table, "ids"), to=TensorProto.FLOAT),
        g.op("Gather", scales, "ids"),
    )
    length = g.op("Shape", "ids", start=1, end=2)
    first = encoder.first_position
    places = g.const(array(encoder.positions.weight)[first : first + POSITIONS], "positions")
    zero = g.const(np.array([0], np.int64))
    x = g.op("Add", x, g.op("Slice", places, zero, length, zero))
    eps = encoder.norm.eps
    x = g.op(
        "LayerNormalization",
        x,
        g.const(array(encoder.norm.weight)),
        g.const(array(encoder.norm.bias)),
        epsilon=eps,
        axis=-1,
    )
    attend = g.op("Cast", "mask", to=TensorProto.INT32)
    bias = ""
    if encoder.relative is not None:
        whole = g.const(array(encoder._relative(POSITIONS)), "relative")
        both = g.op("Concat", length, length, axis=0)
        bias = g.op(
            "Slice",
            whole,
            g.const(np.array([0, 0], np.int64)),
            both,
            g.const(np.array([2, 3], np.int64)),
        )
    for layer in encoder.layers:
        qkv = g.op("MatMul", x, g.const(array(layer.qkv.weight).T))
        qkv = g.op("Add", qkv, g.const(array(layer.qkv.bias)))
        q, k, v = g.split(qkv, 3)
        mixed = g.op(
            "MultiHeadAttention", q, k, v, "", attend, bias, contrib=True, num_heads=layer.heads
        )
        out = g.op("MatMul", mixed, g.const(array(layer.out.weight).T))
        x = _skip(g, out, x, layer.norm1, layer.out.bias)
        up = g.op("MatMul", x, g.const(array(layer.up.weight).T))
        up = g.op("BiasGelu", up, g.const(array(layer.up.bias)), contrib=True)
        down = g.op("MatMul", up, g.const(array(layer.down.weight).T))
        x = _skip(g, down, x, layer.norm2, layer.down.bias)
    one = g.const(np.array([1], np.int64))
    spans = g.op("Concat", *(g.op("Unsqueeze", m, one) for m in INPUTS[1:]), axis=1)
    sums = g.op("MatMul", spans, x)
    counts = g.op("ReduceSum", spans, g.const(np.array([2], np.int64)), keepdims=1)
    means = g.op("Div", sums, g.op("Max", counts, g.const(np.array(1, np.float32))))
    g.op("Reshape", means, g.const(np.array([0, 3 * encoder.hidden], np.int64)), out="pooled")
    outs = [helper.make_tensor_value_info("pooled", TensorProto.FLOAT, ["n", 3 * encoder.hidden])]
    kinds = (TensorProto.INT64, TensorProto.FLOAT, TensorProto.FLOAT, TensorProto.FLOAT)
    ins = [
        helper.make_tensor_value_info(name, kind, ["n", "length"])
        for name, kind in zip(INPUTS, kinds, strict=True)
    ]
    model = helper.make_model(
        helper.make_graph(g.nodes, "reader", ins, outs, g.tensors),
        opset_imports=[helper.make_opsetid("", 18), helper.make_opsetid(CONTRIB, 1)],
        producer_name="communique",
    )
    model.ir_version = 9
    return model


INPUTS = ("ids", "mask", "source", "target")


def _skip(g: _Graph, x: str, skip: str, norm: torch.nn.LayerNorm, bias: torch.Tensor) -> str:
    return g.op(
        "SkipLayerNormalization",
        x,
        skip,
        *(g.const(t.detach().float().numpy()) for t in (norm.weight, norm.bias, bias)),
        contrib=True,
        epsilon=norm.eps,
    )


def write(name: str, base: str, folder: Path) -> None:
    """The int8 encoder, the tokenizer and the heads of a build."""
    reader, tokenizer = build(base, torch.load(BUILD / f"{name}.pt"))
    reader.eval()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        full = Path(temporary) / "full.onnx"
        onnx.save(graph_of(reader), full)
        quantize_dynamic(
            full,
            folder / "model.onnx",
            op_types_to_quantize=["MatMul"],
            per_channel=True,
            weight_type=QuantType.QInt8,
            extra_options={"MatMulConstBOnly": True, "DefaultTensorType": TensorProto.FLOAT},
        )
    (folder / "tokenizer.json").write_text(tokenizer, encoding="utf-8")
    heads_of(reader).save(folder / "heads.npz")


def heads_of(reader: Reader) -> Heads:
    """The heads as numpy arrays."""
    layers = (reader.kind, reader.direction, reader.modes, reader.contexts, reader.family)
    return Heads(
        {
            name: Head(*(t.detach().float().numpy() for t in (layer.weight, layer.bias)))
            for name, layer in zip(HEADS, layers, strict=True)
        }
    )


def _digest(file: Path) -> str:
    """Six hexadecimal digits of a file: two builds of one day are two versions."""
    return hashlib.sha256(file.read_bytes()).hexdigest()[:6]


def export(name: str = "student", folder: Path = WEIGHTS) -> dict[str, Any]:
    """Write, calibrate, measure and describe; the figures."""
    facts = json.loads((BUILD / f"{name}.json").read_text())
    base = facts["base"]
    write(name, base, folder)
    labels = {
        "version": f"reader-{date.today():%Y.%m.%d}.{_digest(folder / 'model.onnx')}",
        "types": TYPES,
        "modes": MODES,
        "contexts": CONTEXTS,
        "families": FAMILIES,
        "temperature": 1.0,
        "direction_temperature": 1.0,
        "family_temperature": 1.0,
        "mode_threshold": 0.5,
        "context_threshold": 0.5,
        "always_mode": _always_mode(),
    }
    _labels(folder, labels)
    rows = [r for r in load() if held_out(r.text)]
    fitting = np.array([calibration_half(r.text) for r in rows])
    reader = TrainedReader(folder, threads=2)
    save_replay(folder / REPLAY_FILE, reader.pooled([_pair(r) for r in _replayed()]))
    forwards = reader.logits([_pair(r) for r in rows])
    swapped = [r for r in rows if _directed(r)]
    backwards = reader.logits([_pair(r, swap=True) for r in swapped])
    labels.update(_calibrate(rows, fitting, forwards, swapped, backwards))
    _labels(folder, labels)
    figures = _measure(rows, fitting, forwards, swapped, backwards, labels)
    if GOLD.is_file():
        for key, allow in (("plv_train", False), ("plv_train_none_allowed", True)):
            coder = TrainedReader(folder, allow_none=allow)
            figures[key] = score_relations(GOLD, coder, coder.version)
    figures["megabytes"] = round(sum(f.stat().st_size for f in folder.iterdir()) / 1e6, 1)
    figures["training"] = facts
    (BUILD / f"{name}.figures.json").write_text(json.dumps(figures, indent=1))
    from training.card import card

    (folder / "MODEL_CARD.md").write_text(card(labels["version"], figures), encoding="utf-8")
    print(summary(name, figures))
    return figures


def _replayed() -> list[Row]:
    """The first training rows of each type by the hash of their sentence."""
    rows = [r for r in load() if not held_out(r.text)]
    rows.sort(key=lambda r: hashlib.sha256(r.text.encode()).digest())
    return [r for t in TYPES for r in [r for r in rows if r.label == t][:REPLAYED]]


def summary(name: str, figures: dict[str, Any]) -> str:
    """One line."""
    plv = figures.get("plv_train", {})
    return (
        f"{name}: plv_train root {plv.get('root_macro_f1')} "
        f"(by PLOVER type {plv.get('root_macro_f1_by_plover_type')}) quad {plv.get('quad_macro_f1')} "
        f"binary {plv.get('binary_macro_f1')} | held-out type {figures['type_macro_f1']} "
        f"NONE P {figures['none']['precision']} R {figures['none']['recall']} "
        f"family {figures['family_macro_f1']} modes {figures['modes_macro_f1']} contexts {figures['contexts_micro_f1']} "
        f"direction {figures['direction_accuracy']} ECE {figures['ece']} "
        f"| {figures['megabytes']} MB, {plv.get('sentences_per_second')} pairs/s"
    )


def _pair(row: Row, swap: bool = False) -> Pair:
    if swap and row.target is not None:
        return Pair(text=row.text, source=row.target, target=row.source)
    return Pair(text=row.text, source=row.source, target=row.target)


def _directed(row: Row) -> bool:
    return row.label != "NONE" and row.target is not None and not row.mutual


def _labels(folder: Path, labels: dict[str, Any]) -> None:
    (folder / "labels.json").write_text(json.dumps(labels, indent=1) + "\n", encoding="utf-8")


def _softmax(x: Any, t: float) -> Any:
    z = np.asarray(x, np.float64) / t
    z = np.exp(z - z.max(-1, keepdims=True))
    return z / z.sum(-1, keepdims=True)


def _sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-np.asarray(x, np.float64)))


@lru_cache(maxsize=1)
def _always_mode() -> tuple[str, ...]:
    """Types of whose training rows nearly all have a mode: the likeliest is always given."""
    counts: dict[str, list[bool]] = {}
    for r in load():
        if not held_out(r.text):
            counts.setdefault(r.label, []).append(bool(r.modes))
    return tuple(sorted(t for t, has in counts.items() if sum(has) >= ALWAYS * len(has)))


def _calibrate(
    rows: list[Row], fitting: Any, forwards: Any, swapped: list[Row], backwards: Any
) -> dict[str, float]:
    """Temperatures by likelihood, thresholds by F1, all on the fitting half."""
    gold = np.array([TYPES.index(r.label) for r in rows])
    grid = [round(math.exp(x), 3) for x in np.linspace(-1.6, 1.2, 57)]

    families = np.array([FAMILIES.index(family(r)) for r in rows])

    def nll(t: float, outputs: Any = forwards[0], right: Any = gold) -> float:
        p = _softmax(outputs[fitting], t)
        return float(-np.log(np.maximum(p[np.arange(len(p)), right[fitting]], 1e-12)).mean())

    ahead = np.array([_directed(r) for r in rows]) & fitting
    back = np.array([calibration_half(r.text) for r in swapped])
    logits = np.concatenate([forwards[1][ahead, 0], -backwards[1][back, 0]])

    def direction_nll(t: float) -> float:
        return float(np.logaddexp(0, -np.asarray(logits, np.float64) / t).mean())

    chosen = forwards[0].argmax(1)
    thresholds = [round(0.1 + 0.05 * i, 2) for i in range(15)]
    return {
        "temperature": min(grid, key=nll),
        "direction_temperature": min(grid, key=direction_nll),
        "family_temperature": min(grid, key=lambda t: nll(t, forwards[4], families)),
        "mode_threshold": max(
            thresholds, key=lambda t: _modes_f1(rows, fitting, chosen, forwards[2], t)[1]
        ),
        "context_threshold": max(
            thresholds, key=lambda t: _contexts_f1(rows, fitting, forwards[3], t)[1]
        ),
    }


def _f1(right: int, guessed: int, gold: int) -> float:
    return 2 * right / (guessed + gold) if guessed + gold else 0.0


def _set_f1(gold: list[set[str]], guess: list[set[str]]) -> tuple[float, float]:
    """Macro-F1 over the names that occur in the gold labels, and micro-F1."""
    right: Counter[str] = Counter()
    guessed: Counter[str] = Counter()
    golds: Counter[str] = Counter()
    for a, b in zip(gold, guess, strict=True):
        right.update(a & b)
        golds.update(a)
        guessed.update(b)
    each = [_f1(right[n], guessed[n], golds[n]) for n in golds]
    micro = _f1(right.total(), guessed.total(), golds.total())
    return round(float(np.mean(each)) if each else 0.0, 4), round(micro, 4)


def _modes_f1(
    rows: list[Row], which: Any, chosen: Any, logits: Any, threshold: float
) -> tuple[float, float]:
    chances = _sigmoid(logits)
    always = _always_mode()
    gold, guess = [], []
    for i in np.flatnonzero(which):
        gold.append({f"{rows[i].label}:{m}" for m in rows[i].modes})
        kind = TYPES[chosen[i]]
        own = {m: chances[i, j] for j, m in enumerate(MODES) if m.partition(":")[0] == kind}
        passed = {m for m, chance in own.items() if chance >= threshold}
        if not passed and kind in always:
            passed = {max(own, key=lambda m: own[m])}
        guess.append(passed)
    return _set_f1(gold, guess)


def _contexts_f1(rows: list[Row], which: Any, logits: Any, threshold: float) -> tuple[float, float]:
    chances = _sigmoid(logits)
    where = [i for i in np.flatnonzero(which) if rows[i].contexts]
    return _set_f1(
        [set(rows[i].contexts) for i in where],
        [{c for j, c in enumerate(CONTEXTS) if chances[i, j] >= threshold} for i in where],
    )


def _measure(
    rows: list[Row],
    fitting: Any,
    forwards: Any,
    swapped: list[Row],
    backwards: Any,
    labels: dict[str, Any],
) -> dict[str, Any]:
    gold = [r.label for r in rows]
    p = _softmax(forwards[0], labels["temperature"])
    chosen = p.argmax(1)
    guess = [TYPES[i] for i in chosen]
    right = np.array([g == h for g, h in zip(gold, guess, strict=True)])
    per_type = {}
    for t in TYPES:
        both = sum(g == h == t for g, h in zip(gold, guess, strict=True))
        per_type[t] = {
            "precision": round(both / max(1, guess.count(t)), 3),
            "recall": round(both / max(1, gold.count(t)), 3),
            "f1": round(_f1(both, guess.count(t), gold.count(t)), 3),
            "n": gold.count(t),
        }
    ahead = np.array([_directed(r) for r in rows])
    fwd, back = forwards[1][ahead, 0] > 0, backwards[1][:, 0] < 0
    everything = np.ones(len(rows), bool)
    confusions = Counter((g, h) for g, h in zip(gold, guess, strict=True) if g != h)
    return {
        "n": len(rows),
        "n_measured": int((~fitting).sum()),
        "accuracy": round(float(right.mean()), 4),
        "type_macro_f1": round(float(np.mean([v["f1"] for v in per_type.values()])), 4),
        "per_type": per_type,
        "none": per_type["NONE"],
        **_families(rows, forwards[4]),
        "modes_macro_f1": _modes_f1(
            rows, everything, chosen, forwards[2], labels["mode_threshold"]
        )[0],
        "modes_micro_f1": _modes_f1(
            rows, everything, chosen, forwards[2], labels["mode_threshold"]
        )[1],
        "contexts_macro_f1": _contexts_f1(
            rows, everything, forwards[3], labels["context_threshold"]
        )[0],
        "contexts_micro_f1": _contexts_f1(
            rows, everything, forwards[3], labels["context_threshold"]
        )[1],
        "direction_accuracy": round(float(np.concatenate([fwd, back]).mean()), 4),
        "direction_pairs_told_apart": round(
            float((forwards[1][ahead, 0] > backwards[1][:, 0]).mean()), 4
        ),
        "ece": _ece(p.max(1)[~fitting], right[~fitting]),
        "ece_uncalibrated": _ece(_softmax(forwards[0], 1.0).max(1)[~fitting], right[~fitting]),
        "confusions": [f"{g} read as {h}: {n}" for (g, h), n in confusions.most_common(15)],
    }


def _families(rows: list[Row], outputs: Any) -> dict[str, float]:
    """How often the CAMEO root is right, and its macro-F1."""
    gold = [family(r) for r in rows]
    guess = [FAMILIES[i] for i in outputs.argmax(1)]
    right = Counter(g for g, h in zip(gold, guess, strict=True) if g == h)
    golds, guessed = Counter(gold), Counter(guess)
    return {
        "family_accuracy": round(right.total() / len(gold), 4),
        "family_macro_f1": round(
            float(np.mean([_f1(right[f], guessed[f], golds[f]) for f in sorted(golds)])), 4
        ),
    }


def _ece(confidence: Any, right: Any, bins: int = 10) -> float:
    """Expected calibration error over ten equal bins of confidence."""
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    total = 0.0
    for b in range(bins):
        inside = place == b
        if inside.any():
            total += inside.sum() * abs(confidence[inside].mean() - right[inside].mean())
    return round(float(total / len(confidence)), 4)
