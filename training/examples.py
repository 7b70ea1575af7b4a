"""Examples: rows with their parties marked, augmented, swapped; batches of like length."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from torch import Tensor

from communique.coding.trained import arrays, encode, mark
from training.cameo import FAMILIES, family
from training.corpus import BOOK, CONTEXTS, MODES, TYPES, Row

NAME_SWAP, PAIR_SWAP, DROP_TARGET, DROP_SOURCE = 0.25, 0.5, 0.06, 0.03
JOIN = 0.15
"""How often another sentence's words stand before or after: the marks say which act is meant."""
SWAPPABLE_WORDS = 6
_DETERMINER = r"(?:the|a|an|two|three|four|five|its|their|his|her) "
_NAME = r"[A-Z][\w’'-]+(?: (?:of|de|al|bin) (?=[A-Z])| )?"
_PHRASE = re.compile(
    rf"\b(?:{_DETERMINER})?(?:[a-z]+ )?(?:{_NAME}){{1,4}}(?:[a-z]+(?:ers|ists|ans|men|ors|als)\b)?"
    rf"|\b{_DETERMINER}(?:[a-z-]+ ){{0,2}}[a-z]+(?:s|ment|ry|er|or|ist|ion)\b"
)


@dataclass(frozen=True)
class Example:
    """One input with what is known of it; ``soft`` are a teacher's outputs."""

    text: str
    source: tuple[int, int] | None
    target: tuple[int, int] | None
    kind: int = -1
    direction: int = -1
    modes: tuple[str, ...] = ()
    contexts: tuple[str, ...] | None = None
    soft: int = -1
    family: int = -1


def plain(row: Row, swapped: bool = False) -> Example:
    """A row as it stands, or with its parties exchanged."""
    direction = -1
    if row.label != "NONE" and row.target is not None:
        direction = int(row.mutual or not swapped)
    source, target = (row.target, row.source) if swapped else (row.source, row.target)
    return Example(
        row.text,
        source,
        target,
        TYPES.index(row.label),
        direction,
        tuple(f"{row.label}:{m}" for m in row.modes),
        row.contexts if row.contexts else None,
        family=FAMILIES.index(family(row)),
    )


def name_pool(rows: Sequence[Row]) -> list[str]:
    """The parties' phrases of the corpus, short ones, each once."""
    found = {r.text[a:b] for r in rows for span in (r.source, r.target) if span for a, b in [span]}
    return sorted(p for p in found if 1 <= len(p.split()) <= SWAPPABLE_WORDS and len(p) > 3)


def joined(row: Row, other: str, before: bool) -> Row:
    """The row with another sentence before or after it, nothing marked in that."""
    other = other.rstrip(".")
    if not before:
        return replace(row, text=f"{row.text.rstrip('.')}, while {other}.")
    text, shift = f"{other}, and {row.text}", len(other) + 6
    source = (row.source[0] + shift, row.source[1] + shift)
    target = (row.target[0] + shift, row.target[1] + shift) if row.target else None
    return replace(row, text=text, source=source, target=target)


def augmented(
    row: Row, pool: Sequence[str], rng: random.Random, rows: Sequence[Row] = ()
) -> Example:
    """A row with names exchanged, the pair swapped, or a party left unmarked, at random.

    With ``rows``, another sentence is at times joined to it.
    """
    if rows and rng.random() < JOIN:
        row = joined(row, rng.choice(rows).text, rng.random() < 0.5)
    for which in ("source", "target"):
        if rng.random() < NAME_SWAP:
            row = renamed(row, which, rng.choice(pool))
    if row.target is None:
        return plain(row)
    chance = PAIR_SWAP if row.label != "NONE" else 0.3
    example = plain(row, swapped=rng.random() < chance)
    dice = rng.random()
    if dice < DROP_TARGET:
        return replace(example, target=None, direction=-1)
    if dice < DROP_TARGET + DROP_SOURCE:
        return replace(example, source=None, direction=-1)
    return example


def renamed(row: Row, which: str, phrase: str) -> Row:
    """The row with one party's words replaced; unchanged where the party is long or absent."""
    span = row.source if which == "source" else row.target
    if span is None or len(row.text[span[0] : span[1]].split()) > SWAPPABLE_WORDS:
        return row
    old = row.text[span[0] : span[1]]
    if span[0] == 0:
        phrase = phrase[0].upper() + phrase[1:]
    elif old[0].islower() and phrase.split()[0] in ("The", "A", "An", "Two", "Three", "Its"):
        phrase = phrase[0].lower() + phrase[1:]
    shift = len(phrase) - len(old)
    text = row.text[: span[0]] + phrase + row.text[span[1] :]

    def moved(s: tuple[int, int] | None) -> tuple[int, int] | None:
        if s is None or s[0] < span[0]:
            return s
        return (s[0], s[1] + shift) if s == span else (s[0] + shift, s[1] + shift)

    source = moved(row.source)
    assert source is not None
    return replace(row, text=text, source=source, target=moved(row.target))


def definitions() -> list[Example]:
    """The codebook's own words for each type, phrase by phrase, with nobody marked."""
    return [
        Example(phrase.strip(), None, None, TYPES.index(name))
        for name, kind in BOOK.types.items()
        for phrase in re.split(r"[,;] | or ", kind.meaning)
        if len(phrase) > 4
    ]


def random_pair(row: Row, rng: random.Random) -> Example | None:
    """An unlabelled example: two phrases of the sentence marked at random."""
    spans = [(m.start(), m.start() + len(m.group().rstrip())) for m in _PHRASE.finditer(row.text)]
    for own in (row.source, row.target):
        if own:
            spans = [s for s in spans if s[1] <= own[0] or own[1] <= s[0]] + [own]
    if len(spans) < 2:
        return None
    source, target = rng.sample(spans, 2)
    if {source, target} == {row.source, row.target}:
        return None
    return Example(row.text, source, target)


@dataclass
class Batch:
    """A batch as tensors; unknown labels are -1 or masked."""

    ids: Tensor
    mask: Tensor
    source: Tensor
    target: Tensor
    kind: Tensor
    direction: Tensor
    modes: Tensor
    mode_mask: Tensor
    contexts: Tensor
    context_mask: Tensor
    soft: Tensor
    family: Tensor


_OWN = np.array([[float(m.partition(":")[0] == t) for m in MODES] for t in TYPES], dtype=np.float32)


def collate(examples: Sequence[tuple[Example, Any]], pad: int) -> Batch:
    """Tensors of encoded examples."""
    ids, mask, source, target = arrays([e for _, e in examples], pad)
    n = len(examples)
    modes, contexts = np.zeros((n, len(MODES)), "f4"), np.zeros((n, len(CONTEXTS)), "f4")
    mode_mask, context_mask = np.zeros((n, len(MODES)), "f4"), np.zeros((n, 1), "f4")
    for i, (example, _) in enumerate(examples):
        for m in example.modes:
            modes[i, MODES.index(m)] = 1
        if example.kind >= 0:
            mode_mask[i] = _OWN[example.kind]
        if example.contexts is not None:
            context_mask[i] = 1
            for c in example.contexts:
                contexts[i, CONTEXTS.index(c)] = 1
    return Batch(
        *(torch.from_numpy(a) for a in (ids, mask, source, target)),
        torch.tensor([e.kind for e, _ in examples]),
        torch.tensor([e.direction for e, _ in examples]),
        *(torch.from_numpy(a) for a in (modes, mode_mask, contexts, context_mask)),
        torch.tensor([e.soft for e, _ in examples]),
        torch.tensor([e.family for e, _ in examples]),
    )


def encoded(examples: Sequence[Example], tokenizer: Any) -> list[tuple[Example, Any]]:
    """Examples with their token ids and places."""
    marked = [mark(e.text, e.source, e.target) for e in examples]
    return list(zip(examples, encode(tokenizer, marked), strict=True))


def batches(
    items: list[tuple[Example, Any]], size: int, pad: int, rng: random.Random | None
) -> list[list[tuple[Example, Any]]]:
    """Batches of like length; shuffled in wide windows where a generator is given."""
    items = list(items)
    if rng is None:
        order = sorted(range(len(items)), key=lambda i: (len(items[i][1][0]), i))
        items = [items[i] for i in order]
        return [items[i : i + size] for i in range(0, len(items), size)]
    rng.shuffle(items)
    window, found = size * 24, []
    for start in range(0, len(items), window):
        part = sorted(items[start : start + window], key=lambda x: len(x[1][0]))
        found += [part[i : i + size] for i in range(0, len(part), size)]
    rng.shuffle(found)
    return found
