"""The trained reader: type, direction, modes, contexts and CAMEO root from one forward pass.

A reader's folder has five files: ``model.onnx`` (the encoder: one pooled vector a pair),
``tokenizer.json``, ``heads.npz`` (what turns that vector into answers, see ``heads``),
``labels.json`` and ``MODEL_CARD.md``. Runs on onnxruntime, tokenizers and numpy alone; the
package's own weights are package data (``weights/``, built by ``python -m training.train``). The
sentence is given with its parties marked: ``@ source @ … # target #``.

Equal calls give equal answers. The weights are int8 with scales found per batch, so the same pair
may get a confidence a few thousandths apart in different company.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from communique.codebook import Codebook, load_codebook
from communique.coding.heads import Floats, load_heads
from communique.coding.reader import Pair, Relation
from communique.model import SourceError

WEIGHTS = Path(__file__).parent / "weights"
FILES = ("model.onnx", "tokenizer.json", "heads.npz", "labels.json")
"""What a reader's folder must have."""
CODEBOOK = "codebook.yaml"
"""Types of the user's own that the reader tells, like our ``types.yaml``; may be there."""
BATCH = 16
"""Pairs a forward pass: larger batches are no faster on one core."""
MAX_TOKENS = 128
ROOM = 200
"""Characters kept on either side of the parties in very long sentences."""
LONG = 500
"""Characters from which a sentence is cut to the neighbourhood of its parties."""
NONE = "NONE"
NO_FAMILY = "00"
RULES = "rules"
"""The name that asks for the rules alone, where a reader's folder is expected."""

Span = tuple[int, int]


class Labels(msgspec.Struct, frozen=True, kw_only=True):
    """``labels.json``: the names of the outputs, and how they are turned into probabilities."""

    version: str
    types: tuple[str, ...]
    modes: tuple[str, ...]
    contexts: tuple[str, ...]
    families: tuple[str, ...]
    temperature: float
    direction_temperature: float
    family_temperature: float
    mode_threshold: float
    context_threshold: float
    always_mode: tuple[str, ...] = ()
    """Types that always have a mode: the likeliest is given where none passes the threshold."""

    @property
    def answers(self) -> dict[str, int]:
        """How many outputs each head has."""
        return {
            "types": len(self.types),
            "direction": 1,
            "modes": len(self.modes),
            "contexts": len(self.contexts),
            "families": len(self.families),
        }


def mark(text: str, source: Span | None, target: Span | None) -> tuple[str, list[Span | None]]:
    """The sentence with its parties marked, and where each marked phrase now stands.

    An absent party is None; its place in the answer is None too. Sentences over ``LONG`` characters
    are cut to the parties' neighbourhood.
    """
    spans = [s if s is not None and s[1] > s[0] else None for s in (source, target)]
    given = [s for s in spans if s is not None]
    low, high = 0, len(text)
    if len(text) > LONG:
        low = max(0, min((s[0] for s in given), default=0) - ROOM)
        high = min(len(text), max((s[1] for s in given), default=0) + ROOM)
    edges: list[tuple[int, int, int, int]] = []
    for which, span in enumerate(spans):
        if span is not None:
            length = span[1] - span[0]
            edges.append((span[0], 1, -length, which))
            edges.append((span[1], 0, length, -which))
    edges.sort()
    out, last, size = [], low, 0
    found: list[list[int]] = [[], []]
    for place, opens, _, signed in edges:
        which = abs(signed)
        sign = "@#"[which]
        piece = text[last:place]
        out += [piece, f"{sign} " if opens else f" {sign}"]
        size += len(piece)
        found[which].append(size if opens else size + 1)
        size += 2
        last = place
    out.append(text[last:high])
    return "".join(out), [(f[0], f[1]) if len(f) == 2 else None for f in found]


def encode(
    tokenizer: Any, marked: Sequence[tuple[str, list[Span | None]]]
) -> list[tuple[list[int], list[Span | None]]]:
    """Token ids, and each marked phrase with its marks as a token span (end exclusive)."""
    found = []
    encodings = tokenizer.encode_batch([text for text, _ in marked])
    for encoding, (_, spans) in zip(encodings, marked, strict=True):
        places: list[Span | None] = []
        for span in spans:
            first = encoding.char_to_token(span[0]) if span else None
            last = encoding.char_to_token(span[1]) if span else None
            count = len(encoding.ids)
            places.append(
                None if first is None else (first, count - 1 if last is None else last + 1)
            )
        found.append((encoding.ids, places))
    return found


def arrays(
    encoded: Sequence[tuple[list[int], list[Span | None]]], pad: int
) -> tuple[npt.NDArray[np.int64], Floats, Floats, Floats]:
    """Ids, mask, source mask and target mask of a batch, padded on the right."""
    width = max(len(ids) for ids, _ in encoded)
    shape = (len(encoded), width)
    ids_ = np.full(shape, pad, dtype=np.int64)
    masks = np.zeros((3, *shape), dtype=np.float32)
    for row, (ids, places) in enumerate(encoded):
        ids_[row, : len(ids)] = ids
        masks[0, row, : len(ids)] = 1.0
        for which, place in enumerate(places):
            if place is not None:
                masks[1 + which, row, place[0] : place[1]] = 1.0
    return ids_, masks[0], masks[1], masks[2]


class TrainedReader:
    """A ``RelationReader`` of trained weights.

    Args:
        path: a reader's folder (``FILES``); the package's own by default.
        allow_none: whether "nothing codable" is among the answers. True for coding text; False
            where the parties of an event are given and only its type is asked
            (``evaluate relations``).
        threads: threads of one forward pass.

    Raises:
        SourceError: a file is missing or cannot be read.
    """

    def __init__(
        self, path: Path | None = None, *, allow_none: bool = True, threads: int = 1
    ) -> None:
        folder = path or WEIGHTS
        for name in FILES:
            if not (folder / name).is_file():
                raise SourceError(
                    str(folder / name), f"not found; a reader's folder has {', '.join(FILES)}"
                )
        try:
            onnxruntime = import_module("onnxruntime")
            tokenizer = import_module("tokenizers").Tokenizer
        except ImportError as error:
            raise SourceError(str(folder), f"needs onnxruntime and tokenizers: {error}") from None
        try:
            self.labels = msgspec.json.decode((folder / "labels.json").read_bytes(), type=Labels)
        except msgspec.DecodeError as error:
            raise SourceError(str(folder / "labels.json"), str(error)) from None
        self.heads = load_heads(folder / "heads.npz", self.labels.answers)
        self.allow_none = allow_none
        self.version = self.labels.version
        self._tokenizer = tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._pad = next(
            (i for t in ("[PAD]", "<pad>") if (i := self._tokenizer.token_to_id(t)) is not None), 0
        )
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        try:
            self._session = onnxruntime.InferenceSession(
                str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime has no public base class for its errors
            raise SourceError(str(folder / "model.onnx"), str(error)) from None
        self._modes_of = {
            kind: [i for i, m in enumerate(self.labels.modes) if m.partition(":")[0] == kind]
            for kind in self.labels.types
        }

    def read(self, pairs: Sequence[Pair]) -> list[Relation]:
        """One relation a pair, in order."""
        found: dict[int, Relation] = {}
        for places, pooled in self._pooled(pairs):
            outputs = self.heads(pooled)
            for row, place in enumerate(places):
                relation = self._relation(*(o[row] for o in outputs))
                hinted = self._chance(outputs[0][row], pairs[place].hint)
                found[place] = msgspec.structs.replace(relation, hinted=hinted)
        return [found[i] for i in range(len(pairs))]

    def pooled(self, pairs: Sequence[Pair]) -> Floats:
        """The pooled vectors, one row a pair, in order."""
        whole = np.zeros((len(pairs), self.heads.width), dtype=np.float32)
        for places, vectors in self._pooled(pairs):
            whole[places] = vectors
        return whole

    def logits(self, pairs: Sequence[Pair]) -> list[Floats]:
        """The raw outputs of every head, in the order of ``HEADS``, one row a pair, in order."""
        return self.heads(self.pooled(pairs))

    def _pooled(self, pairs: Sequence[Pair]) -> Iterator[tuple[list[int], Floats]]:
        encoded = encode(self._tokenizer, [mark(p.text, p.source, p.target) for p in pairs])
        order = sorted(range(len(pairs)), key=lambda i: (len(encoded[i][0]), i))
        for start in range(0, len(order), BATCH):
            places = order[start : start + BATCH]
            ids, mask, source, target = arrays([encoded[i] for i in places], self._pad)
            feed = {"ids": ids, "mask": mask, "source": source, "target": target}
            yield places, self._session.run(["pooled"], feed)[0]

    def _relation(
        self, kinds: Floats, direction: Floats, modes: Floats, ctx: Floats, families: Floats
    ) -> Relation:
        labels = self.labels
        kind, confidence = self._likeliest(kinds, labels.types, NONE, labels.temperature)
        family, _ = self._likeliest(families, labels.families, NO_FAMILY, labels.family_temperature)
        own = sorted(self._modes_of[kind], key=lambda i: (-modes[i], i))
        passed = [i for i in own if sigmoid(modes[i]) >= labels.mode_threshold]
        if not passed and kind in labels.always_mode:
            passed = own[:1]
        return Relation(
            type=None if kind == NONE else kind,
            modes=tuple(labels.modes[i].partition(":")[2] for i in passed),
            confidence=round(confidence, 4),
            contexts=tuple(
                name
                for name, value in zip(labels.contexts, ctx, strict=True)
                if sigmoid(value) >= labels.context_threshold
            ),
            forward=round(sigmoid(direction[0] / labels.direction_temperature), 4),
            cameo="" if family == NO_FAMILY else family,
        )

    def _chance(self, kinds: Floats, name: str | None) -> float:
        """The probability of a type; 0 for one that the reader has not learnt."""
        if name not in self.labels.types:
            return 0.0
        scores = kinds.astype(np.float64) / self.labels.temperature
        chances = np.exp(scores - scores.max())
        return round(float(chances[self.labels.types.index(name)] / chances.sum()), 6)

    def _likeliest(
        self, outputs: Floats, names: Sequence[str], nothing: str, temperature: float
    ) -> tuple[str, float]:
        """The likeliest name and its probability; ``nothing`` only where it is allowed."""
        scores = outputs.astype(np.float64) / temperature
        if not self.allow_none and nothing in names:
            scores[names.index(nothing)] = -np.inf
        chances = np.exp(scores - scores.max())
        chances /= chances.sum()
        best = int(chances.argmax())
        return names[best], float(chances[best])


def shipped() -> bool:
    """Whether the package holds weights of its own."""
    return all((WEIGHTS / name).is_file() for name in FILES)


def codebook_of(model: str | os.PathLike[str] | None) -> Codebook:
    """The codebook with the types that the reader of this folder tells besides.

    Raises:
        CodebookError: the reader's codebook is wrong.
    """
    book = load_codebook()
    own = Path(WEIGHTS if model is None else model) / CODEBOOK
    return book.extended(own) if model != RULES and own.is_file() else book


def open_reader(
    model: str | os.PathLike[str] | None, *, allow_none: bool = True
) -> TrainedReader | None:
    """The reader of a folder; the package's own for None. None for ``"rules"``: the rules alone.

    None as well where None is asked for and no weights are shipped.

    Raises:
        SourceError: the folder is no reader's.
    """
    if model == RULES or (model is None and not shipped()):
        return None
    return TrainedReader(None if model is None else Path(model), allow_none=allow_none)


def sigmoid(value: float) -> float:
    """The logistic function."""
    return float(1.0 / (1.0 + np.exp(-np.float64(value))))
