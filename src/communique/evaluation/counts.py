"""Precision, recall, F1 and macro averages.

F1 = 2·P·R / (P + R); a class without gold and without predictions is left out of a macro average.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence


def prf(right: int, predicted: int, gold: int) -> dict[str, float]:
    """Precision, recall and F1 from counts, 0 where undefined, four decimals."""
    precision = right / predicted if predicted else 0.0
    recall = right / gold if gold else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(f1, 4),
        "right": right,
        "predicted": predicted,
        "gold": gold,
    }


def per_class(gold: Sequence[str], predicted: Sequence[str]) -> dict[str, dict[str, float]]:
    """Precision, recall and F1 of every gold class."""
    right = Counter(g for g, p in zip(gold, predicted, strict=True) if g == p)
    golds, guesses = Counter(gold), Counter(predicted)
    return {name: prf(right[name], guesses[name], golds[name]) for name in sorted(golds)}


def macro_f1(gold: Sequence[str], predicted: Sequence[str]) -> float:
    """Mean F1 over the gold classes."""
    return mean(row["f1"] for row in per_class(gold, predicted).values())


def mean(values: Iterable[float]) -> float:
    """The mean to four decimals; 0 of nothing."""
    listed = list(values)
    return round(sum(listed) / len(listed), 4) if listed else 0.0


def share(right: int, of: int) -> float:
    """A share to four decimals; 0 of nothing."""
    return round(right / of, 4) if of else 0.0
