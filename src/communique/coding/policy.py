"""Rules and trained reader together: who decides when they disagree.

The rules find the act's word and its parties, the trained reader reads what passed. Where both say
the same, that is it. Where they differ, the reader overrules only when it is sure; and only when it
is sure is a rule's act dropped as nothing, or an act found where the lexicon has no word.

Not in use: no trained reader is shipped. The thresholds are first guesses; with an early student
none of those tried made the coder better on ``tests/gold`` (see ``training/README.md``).
"""

from __future__ import annotations

from collections.abc import Sequence

from communique.coding.reader import Pair, Relation, RelationReader

OVERRULE = 0.75
"""Confidence from which the reader's type replaces the rule's."""
NOTHING = 0.9
"""Confidence from which the reader's NONE drops a rule's act."""
OPEN = 0.8
"""Confidence from which an act is taken where the lexicon has no word."""
BACKWARD = 0.3
"""Below this chance of running from source to target, an open candidate is not taken: without a
word of the lexicon, syntax alone does not settle who acts."""


class Policy:
    """A ``RelationReader`` that lets rules and a trained reader decide together."""

    def __init__(
        self,
        reader: RelationReader,
        *,
        overrule: float = OVERRULE,
        nothing: float = NOTHING,
        open_: float = OPEN,
    ) -> None:
        self.reader = reader
        self.overrule = overrule
        self.nothing = nothing
        self.open = open_

    def read(self, pairs: Sequence[Pair]) -> list[Relation]:
        """One relation a pair, in order.

        A pair without a source in its sentence (an unnamed agent, an author named before) is left
        to the rules: the reader has nothing to look at.
        """
        asked = [i for i, p in enumerate(pairs) if p.source[1] > p.source[0]]
        readings = dict(zip(asked, self.reader.read([pairs[i] for i in asked]), strict=True))
        return [self._decide(p, readings.get(i)) for i, p in enumerate(pairs)]

    def _decide(self, pair: Pair, reading: Relation | None) -> Relation:
        modes = (pair.mode,) if pair.mode else ()
        if pair.hint is None:
            if reading is None or reading.type is None:
                return Relation(type=None)
            sure = reading.confidence >= self.open and reading.forward >= BACKWARD
            return reading if sure else Relation(type=None)
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
        if reading.type is None:
            return Relation(type=None) if reading.confidence >= self.nothing else ruled
        return reading if reading.confidence >= self.overrule else ruled
