"""The seam for what passed between two parties.

``RelationReader`` has one method; a trained reader replaces the rules by implementing it.
``FixedReader`` is the test double.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence with its two parties marked (character offsets in ``text``).

    ``target`` is None where there is no recipient. ``hint`` is the type that the rules found,
    with ``mode``; None when only the parties are given.
    """

    text: str
    source: tuple[int, int]
    target: tuple[int, int] | None
    hint: str | None = None
    mode: str | None = None


class Relation(msgspec.Struct, frozen=True, kw_only=True):
    """What passed: a PLOVER type, or None for nothing codable; confidence 0 to 1.

    ``forward`` is the probability that it runs from source to target, not the other way. ``cameo``
    is the two-digit root by the older CAMEO convention ("" where the reader does not tell it, or
    nothing passed); ``02`` counts as ``10``, ``09`` as ``11``, ``19`` and ``20`` as ``18``.
    ``hinted`` is the probability of the pair's hint, where it has one.
    """

    type: str | None
    modes: tuple[str, ...] = ()
    confidence: float = 1.0
    contexts: tuple[str, ...] = ()
    forward: float = 1.0
    cameo: str = ""
    hinted: float = 0.0


class RelationReader(Protocol):
    """Says what passed between the parties of each pair."""

    def read(self, pairs: Sequence[Pair]) -> list[Relation]:
        """One relation a pair, in order."""
        ...


class HintReader:
    """Takes the rules' own reading as it stands."""

    def read(self, pairs: Sequence[Pair]) -> list[Relation]:
        """The hints as relations."""
        return [
            Relation(type=p.hint, modes=(p.mode,) if p.mode else (), confidence=0.6) for p in pairs
        ]


class FixedReader:
    """The test double: always the same answer."""

    def __init__(self, relation: Relation) -> None:
        self.relation = relation
        self.seen: list[Pair] = []

    def read(self, pairs: Sequence[Pair]) -> list[Relation]:
        """The fixed relation for every pair; keeps the pairs in ``seen``."""
        self.seen.extend(pairs)
        return [self.relation for _ in pairs]
