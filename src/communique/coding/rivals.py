"""Rivals: others who say of the same words that they are so, or that they are not.

"Residents say, and the army denies, that helicopters …" · "…, CNN reported; Moscow denied it." ·
"Police deny a pastor's account that …". Each is a chain of its own; the claim is kept for each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from spacy.tokens import Doc, Token

from communique.coding import grammar
from communique.coding.sources import apart
from communique.model import Source
from communique.model.claim import Stance
from communique.reading.sentences import sentence

if TYPE_CHECKING:
    from communique.coding.attribution import Attribution

POINTING = frozenset({"it", "this", "that", "them", "these", "which"})
CLAIMED = frozenset(
    "charge claim report allegation accusation account story version figure toll rumour rumor "
    "suggestion contention statement assertion".split()
)
LIES = frozenset(
    "lie lies fabrication fiction tale invention nonsense forgery hoax slander fake false untrue "
    "baseless fantasy propaganda myth smear libel rubbish absurd".split()
)
BELIEVING = frozenset({"believe", "accept", "recognise", "recognize", "credit"})
NAMING = frozenset({"call", "brand", "label", "dub", "term"})


class Rivals:
    """Finds the other chains of one document."""

    def __init__(self, doc: Doc, attribution: Attribution) -> None:
        self.doc = doc
        self.attribution = attribution
        self._denied: dict[int, list[tuple[Source, ...]]] | None = None

    def of(self, token: Token) -> list[tuple[Source, ...]]:
        """The chains of a word beside its own."""
        found: list[tuple[Source, ...]] = []
        for verb, other in self._joined(token):
            found.append(self.attribution.climb(token, {verb.i: other}))
        found += self.denials().get(token.i, [])
        found += [(s,) for s in self._against(token)]
        own = self.attribution.chain(token)
        return [chain for chain in found if chain and chain != own]

    # --- "X says, and Y denies, that …" ---------------------------------------------------------

    def _joined(self, token: Token) -> list[tuple[Token, Token]]:
        """Verbs above a word, each with another joined to it that has a subject of its own."""
        pairs = []
        verbs = [*token.ancestors, *(c for c in token.children if c.dep_ == "parataxis")]
        for verb in verbs:
            if not self.attribution.is_reporting(verb):
                continue
            for other in self.joined_to(verb):
                pairs.append((verb, other))
        return pairs

    def joined_to(self, verb: Token) -> list[Token]:
        """Verbs of saying joined to one, where neither but the last has words to report."""
        options = [c for c in verb.children if c.dep_ == "conj"]
        if verb.dep_ == "conj":
            options.append(verb.head)
        return [
            o
            for o in options
            if self.attribution.is_reporting(o)
            and any(c.dep_ == "nsubj" for c in o.children)
            and any(c.dep_ == "nsubj" for c in verb.children)
            and not any(c.dep_ in ("ccomp", "xcomp", "dobj", "advcl") for c in o.children)
            and not any(t.text == ";" for t in self.doc[min(o.i, verb.i) : max(o.i, verb.i)])
        ]

    # --- "…; Moscow denied it." -----------------------------------------------------------------

    def denials(self) -> dict[int, list[tuple[Source, ...]]]:
        """Those who deny, in a clause of its own, what was said before, by the denied word."""
        if self._denied is None:
            self._denied = {}
            for verb in self.doc:
                if verb.pos_ != "VERB" or not self._denies(verb):
                    continue
                target = self._before(verb)
                heads = grammar.agents(verb)
                if target is None or not heads:
                    continue
                stance: Stance = "doubts" if verb.lemma_ in BELIEVING else "denies"
                chain = apart([self.attribution.make.at(h, verb.text, stance) for h in heads])
                self._denied.setdefault(target.i, []).append(chain)
        return self._denied

    def _denies(self, verb: Token) -> bool:
        objects = [
            c for c in verb.children if c.dep_ in ("dobj", "nsubj", "nsubjpass") and c.i > verb.i
        ]
        pointing = any(
            o.lower_ in POINTING
            or (o.lemma_ in CLAIMED and any(t.lower_ in ("the", "this", "that") for t in o.lefts))
            for o in objects
        )
        after = self.doc[verb.i + 1 : verb.i + 12]
        lemma = verb.lemma_.lower()
        if self.attribution.words.verbs.get(lemma) == "denies":
            neither = any(
                t.lower_ in ("neither", "nor") for t in self.doc[max(0, verb.i - 5) : verb.i]
            )
            clause = any(c.dep_ in ("ccomp", "acl") for o in objects for c in o.children)
            return pointing and not neither and not clause
        if lemma in BELIEVING and any(c.dep_ == "neg" for c in verb.children):
            return pointing
        if lemma in NAMING and any(t.lower_ in LIES for t in after):
            return after[0].lower_ in POINTING if len(after) else False
        return False

    def _before(self, verb: Token) -> Token | None:
        """The highest word that somebody asserts in the clause or sentence before."""
        around = sentence(verb)
        start = around.start
        cut = next((i for i in range(verb.i, start, -1) if self.doc[i].text == ";"), None)
        if cut is None:
            if start == 0 or "\n" in self.doc[start - 1].text:
                return None
            around = sentence(self.doc[start - 1])
            start, cut = around.start, around.end
        options = [
            t
            for t in self.doc[start:cut]
            if t.pos_ in ("VERB", "AUX")
            and t.dep_ not in ("aux", "auxpass")
            and not self.attribution.is_reporting(t)
            and self.attribution.chain(t)
        ]
        return min(options, key=lambda t: (sum(1 for _ in t.ancestors), t.i), default=None)

    # --- "Police deny a pastor's account that …" ------------------------------------------------

    def denier(self, noun: Token) -> int:
        """The verb that denies what a noun reports ("Bangkok denies a report that"), or -1."""
        verb = noun.head
        stance = self.attribution.words.verbs.get(verb.lemma_.lower())
        turned = verb.lemma_.lower() in self.attribution.words.classes["rebuffing"]
        if stance in ("denies", "doubts") or turned or self._naming_lie(verb):
            return verb.i
        return -1

    def _naming_lie(self, verb: Token) -> bool:
        return verb.lemma_ in NAMING and any(
            t.lower_ in LIES for t in self.doc[verb.i + 1 : verb.i + 8]
        )

    def _against(self, token: Token) -> list[Source]:
        noun = self.attribution.reporting.noun_above(token)
        if noun is None:
            return []
        verb = noun.head
        if verb.dep_ == "acomp":
            verb = verb.head
        stance = self.attribution.words.verbs.get(verb.lemma_.lower())
        named = self._naming_lie(verb)
        if stance not in ("denies", "doubts") and not named:
            return []
        if noun.dep_ not in ("dobj", "nsubjpass", "appos", "nsubj", "oprd", "attr"):
            return []
        heads = grammar.agents(verb)
        heads = [h for h in heads if h != noun]
        return list(
            apart(
                [
                    self.attribution.make.at(
                        h, verb.text, "doubts" if stance == "doubts" else "denies"
                    )
                    for h in heads
                ]
            )
        )
