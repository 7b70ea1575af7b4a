"""Fitting linear heads on pooled vectors: multinomial and binary logistic regression, numpy alone.

The heads start from those of the base and are held to them: by a penalty on the distance, and by
replay, i.e. on vectors kept from the base's own training the new heads must answer as the old ones
did. Everything is deterministic: no random numbers, whole batches, a fixed order.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from communique.coding.heads import Floats, Head

DISTANCE = 0.03
"""Weight of the squared distance to the base's heads (docs/reader.md has what set it)."""
REPLAY = 2.0
"""Weight of a replayed vector beside one of the user's rows; each of the two is a mean."""
STEPS = 300
PATIENCE = 15
"""Steps without a better held-out loss after which the best heads so far are taken."""
MEMORY = 8
"""Pairs of steps and gradient changes that the L-BFGS direction is made of."""

Doubles = npt.NDArray[np.float64]
Loss = Callable[[Doubles], tuple[float, Doubles]]


class Known(msgspec.Struct, frozen=True):
    """Vectors with the probabilities that a head should give them, and a weight a probability.

    ``weights`` is zero where nothing is known (a mode of another type).
    """

    vectors: Floats
    answers: Doubles
    weights: Doubles


def softmax(scores: Doubles) -> Doubles:
    """Probabilities, row by row."""
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True), np.float64)


def sigmoids(scores: Doubles) -> Doubles:
    """The logistic function of every number."""
    return np.asarray(1.0 / (1.0 + np.exp(-scores)), np.float64)


def fit_head(
    start: Head,
    own: Known,
    replay: Known,
    held_out: Known,
    *,
    exclusive: bool,
    temperature: float = 1.0,
    distance: float = DISTANCE,
    replayed: float = REPLAY,
) -> Head:
    """The head that fits the user's rows, near ``start``.

    ``exclusive``: one answer is right (softmax), else each by itself (logistic). The answers are
    divided by ``temperature`` as they are at reading, so that the confidence keeps its meaning.
    ``held_out`` stops the fit; the head with the least loss there is taken, ``start`` among them.
    """
    origin = np.concatenate([start.weight.T, start.bias[None]]).astype(np.float64)
    shape = origin.shape
    parts = [
        (_with_one(known.vectors), known, weight)
        for known, weight in ((own, 1.0), (replay, replayed))
        if len(known.vectors)
    ]

    def loss(flat: Doubles) -> tuple[float, Doubles]:
        weights = flat.reshape(shape)
        away = weights - origin
        total = distance * float((away * away).sum())
        gradient = 2 * distance * away
        for vectors, known, weight in parts:
            value, errors = _cost(vectors @ weights / temperature, known, exclusive)
            share = weight / len(vectors)
            total += share * value
            gradient += share / temperature * (vectors.T @ errors)
        return total, gradient.ravel()

    check = _with_one(held_out.vectors)
    best, least, waited = origin.ravel(), np.inf, 0
    for flat in minimised(loss, origin.ravel()):
        if not len(check):
            best = flat
            continue
        scores = check @ flat.reshape(shape) / temperature
        cost = _cost(scores, held_out, exclusive)[0]
        if cost < least - 1e-6:
            best, least, waited = flat, cost, 0
        else:
            waited += 1
            if waited >= PATIENCE:
                break
    found = best.reshape(shape).astype(np.float32)
    return Head(np.ascontiguousarray(found[:-1].T), found[-1].copy())


def minimised(loss: Loss, start: Doubles) -> Any:
    """The points of an L-BFGS descent, ``start`` first, until no step makes the loss smaller."""
    point = start
    value, gradient = loss(point)
    steps: list[Doubles] = []
    changes: list[Doubles] = []
    yield point
    for _ in range(STEPS):
        direction = -_curved(gradient, steps, changes)
        slope = float(gradient @ direction)
        if slope >= 0:  # the memory misleads: forget it
            steps, changes, direction = [], [], -gradient
            slope = -float(gradient @ gradient)
        size = 1.0 if steps else 1.0 / max(1.0, float(np.abs(gradient).sum()))
        for _ in range(30):
            moved = point + size * direction
            new_value, new_gradient = loss(moved)
            if new_value <= value + 1e-4 * size * slope:
                break
            size *= 0.5
        else:
            return
        step, change = moved - point, new_gradient - gradient
        if float(step @ change) > 1e-12:
            steps, changes = [*steps, step][-MEMORY:], [*changes, change][-MEMORY:]
        gained = value - new_value
        point, value, gradient = moved, new_value, new_gradient
        yield point
        if gained < 1e-9 * max(1.0, abs(value)):
            return


def _curved(gradient: Doubles, steps: list[Doubles], changes: list[Doubles]) -> Doubles:
    """The gradient times the inverse curvature seen so far (two-loop recursion)."""
    vector = gradient.copy()
    shares = []
    for step, change in zip(reversed(steps), reversed(changes), strict=True):
        share = float(step @ vector) / float(step @ change)
        shares.append(share)
        vector -= share * change
    if steps:
        vector *= float(steps[-1] @ changes[-1]) / float(changes[-1] @ changes[-1])
    for step, change, share in zip(steps, changes, reversed(shares), strict=True):
        vector += (share - float(change @ vector) / float(step @ change)) * step
    return vector


def _with_one(vectors: Floats) -> Doubles:
    return np.concatenate([vectors, np.ones((len(vectors), 1))], axis=1, dtype=np.float64)


def _cost(scores: Doubles, known: Known, exclusive: bool) -> tuple[float, Doubles]:
    """Cross-entropy summed over the rows, and its derivative by the scores."""
    chances = softmax(scores) if exclusive else sigmoids(scores)
    errors = (chances - known.answers) * known.weights
    if exclusive:
        logs = known.answers * np.log(np.maximum(chances, 1e-12))
    else:
        logs = known.answers * np.log(np.maximum(chances, 1e-12))
        logs += (1 - known.answers) * np.log(np.maximum(1 - chances, 1e-12))
    return -float((logs * known.weights).sum()), errors
