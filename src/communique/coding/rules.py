"""The rules as a relation reader: what passed between two parties that are given.

The same act finder that codes pages, with the two given spans as the only actors.
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.language import Language
from spacy.tokens import Doc, Token

from communique.actors import load_resolver
from communique.codebook import ActRule, Lexicon, load_codebook, load_lexicon
from communique.coding import describe
from communique.coding.act import Act
from communique.coding.acts import ActFinder
from communique.coding.factuality import factuality
from communique.coding.merging import settle
from communique.coding.parties import Parties
from communique.coding.reader import Pair, Relation
from communique.model import Mention
from communique.reading.extensions import register

UNNEEDED = (
    "communique_names",
    "communique_mentions",
    "communique_coreference",
    "communique_amounts",
    "communique_places",
    "communique_claims",
    "ner",
)
BOTH, ONE, NONE = 4.0, 1.5, 0.0
DISTANCE_COST = 0.05


class RuleReader:
    """Reads what passed between two given parties by the act lexicon over the parse."""

    def __init__(self, nlp: Language) -> None:
        self.nlp = nlp
        self.lexicon: Lexicon = load_lexicon()
        self.book = load_codebook()

    def read(self, pairs: Sequence[Pair]) -> list[Relation]:
        """One relation a pair; type None where no word of the lexicon stands near the parties."""
        texts = [p.text for p in pairs]
        with self.nlp.select_pipes(disable=[n for n in UNNEEDED if n in self.nlp.pipe_names]):
            docs = list(self.nlp.pipe(texts))
        return [self._one(doc, pair) for doc, pair in zip(docs, pairs, strict=True)]

    def _one(self, doc: Doc, pair: Pair) -> Relation:
        register()
        mentions: dict[int, Mention] = {}
        source = _mark(doc, pair.source, "source", mentions)
        target = _mark(doc, pair.target, "target", mentions) if pair.target else []
        doc._.mentions, doc._.groups = mentions, {}
        if doc._.headline_verbs is None:
            doc._.headline_verbs = {}
        finder = ActFinder(doc, self.lexicon, Parties(doc, load_resolver()))
        inside = {t.i for t in source} | {t.i for t in target}
        best: tuple[float, str, tuple[str, ...]] | None = None
        for act in self._candidates(finder, doc):
            if act.trigger.i in inside and len(source) + len(target) < len(doc) // 2:
                if act.trigger.pos_ != "NOUN":
                    continue
            score = self._score(act, source, target)
            kind = settle(act.type, factuality(doc, act.trigger, self.lexicon, (), act.flags))
            if best is None or score > best[0]:
                best = (score, kind, describe.modes(act, kind, self.book))
        if best is None:
            return Relation(type=None, confidence=0.0)
        return Relation(type=best[1], modes=best[2], confidence=0.6 if best[0] > ONE else 0.3)

    def _candidates(self, finder: ActFinder, doc: Doc) -> list[Act]:
        found = finder.find(doc)
        if found:
            return found
        loose: list[Act] = []
        for token in doc:
            rules: tuple[ActRule, ...] = ()
            if finder.is_verb(token):
                rules = self.lexicon.verbs.get(finder.lemma(token), ())
            elif token.pos_ == "NOUN":
                rules = self.lexicon.nouns.get(token.lemma_.lower(), ())
            if rules:
                match = finder.match(token) if finder.is_verb(token) else (rules[0], None)
                if match is not None:
                    loose.append(
                        Act(
                            trigger=token,
                            type=match[0].type,
                            mode=match[0].mode,
                            rule=match[0],
                            actors=(),
                            recipients=(),
                        )
                    )
        return loose

    def _score(self, act: Act, source: list[Token], target: list[Token]) -> float:
        score = NONE
        if any(m.name == "source" for m in act.actors):
            score += ONE
        if any(m.name == "target" for m in (*act.recipients, *act.third_parties)):
            score += ONE
        if score == 2 * ONE:
            score = BOTH
        if act.rule.weak:
            score -= 0.5
        if act.rule.pos == "verb":
            score += 0.25
        places = [t.i for t in (source[-1:] + target[:1])]
        distance = min((abs(act.trigger.i - i) for i in places), default=0)
        between = bool(places) and min(places) < act.trigger.i < max(places)
        return score + (0.5 if between else 0.0) - DISTANCE_COST * distance


def _mark(doc: Doc, where: tuple[int, int], name: str, mentions: dict[int, Mention]) -> list[Token]:
    span = doc.char_span(*where, alignment_mode="expand")
    if span is None:
        return []
    for token in span:
        mentions[token.i] = Mention(
            text=span.text,
            start=span.start_char,
            end=span.end_char,
            code=name.upper(),
            name=name,
            status="resolved",
        )
    return list(span)
