"""Rules and trained reader together: who decides when they disagree.

The rules find the act's word and its parties, the trained reader reads what passed. Where both say
the same, that is it. Where they differ, the reader's answer must be much likelier than the rule's
(``OVERRULE``); for its "nothing" to drop a rule's act, more so (``NOTHING``). An act without a word
of the lexicon is taken only where the reader is nearly sure of it (``OPEN``), and of a type that
the rules do not know, such as one of the user's own, where it is likely (``OWN``).

The curve that set the constants is in ``docs/reader.md``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from communique.codebook import load_codebook
from communique.coding.reader import Pair, Relation, RelationReader

OVERRULE = math.exp(4.0)
"""How much likelier than the rule's type the reader's must be to replace it."""
NOTHING = math.exp(7.0)
"""How much likelier than the rule's type "nothing" must be to drop the act."""
OPEN = 0.95
"""Confidence from which an act is taken where the lexicon has no word; needs both parties."""
OWN = 0.6
"""Confidence from which a type that the codebook of the rules does not have is taken."""
BACKWARD = 0.3
"""Below this chance of running from source to target, an open candidate is not taken: without a
word of the lexicon, syntax alone does not settle who acts."""


class Policy:
    """A ``RelationReader`` that lets rules and a trained reader decide together.

    ``own_types`` says that the reader knows types besides the codebook's: then open candidates
    with one party are worth asking about.
    """

    def __init__(
        self,
        reader: RelationReader,
        *,
        overrule: float = OVERRULE,
        nothing: float = NOTHING,
        open_: float = OPEN,
        own: float = OWN,
        own_types: bool = False,
    ) -> None:
        self.reader = reader
        self.overrule = overrule
        self.nothing = nothing
        self.open = open_
        self.own = own
        self.own_types = own_types
        self._known = frozenset(load_codebook().types)

    def read(self, pairs: Sequence[Pair]) -> list[Relation]:
        """One relation a pair, in order.

        A pair without a source in its sentence (an unnamed agent, an author named before) is left
        to the rules: the reader has nothing to look at. An open candidate without a recipient is
        not asked about where no answer would be taken.
        """
        asked = [i for i, p in enumerate(pairs) if self._worth_asking(p)]
        readings = dict(zip(asked, self.reader.read([pairs[i] for i in asked]), strict=True))
        hints: dict[tuple[object, ...], set[str | None]] = {}
        for p in pairs:
            hints.setdefault((p.text, p.source, p.target), set()).add(p.hint)
        return [
            self._decide(p, readings.get(i), hints[p.text, p.source, p.target] - {p.hint})
            for i, p in enumerate(pairs)
        ]

    def _worth_asking(self, pair: Pair) -> bool:
        if pair.source[1] <= pair.source[0]:
            return False
        return pair.hint is not None or pair.target is not None or self.own_types

    def _decide(self, pair: Pair, reading: Relation | None, beside: set[str | None]) -> Relation:
        """``beside`` are the rules' types of other acts between the same two parties.

        The reader sees the parties and not the act's word: where it names the act beside, it has
        read that one.
        """
        if pair.hint is None:
            return reading if reading and self._open(pair, reading) else Relation(type=None)
        modes = (pair.mode,) if pair.mode else ()
        ruled = Relation(type=pair.hint, modes=modes, confidence=0.6)
        if reading is None:
            return ruled
        if reading.type == pair.hint:
            return Relation(
                type=pair.hint,
                modes=modes or reading.modes,
                confidence=max(0.6, reading.confidence),
                contexts=reading.contexts,
            )
        if reading.type in beside:
            return ruled
        if reading.type is not None and reading.type not in self._known:
            return reading if reading.confidence >= self.own else ruled
        times = self.nothing if reading.type is None else self.overrule
        return reading if reading.confidence >= times * max(reading.hinted, 1e-9) else ruled

    def _open(self, pair: Pair, reading: Relation) -> bool:
        if reading.type is None or reading.forward < BACKWARD:
            return False
        if reading.type not in self._known:
            return reading.confidence >= self.own
        return pair.target is not None and reading.confidence >= self.open
