"""The coding of one document: candidates, then claims once their relations are read."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from spacy.tokens import Doc, Span, Token

from communique.actors import Resolver
from communique.codebook import Codebook, Lexicon
from communique.coding import describe, values
from communique.coding.act import Act
from communique.coding.acts import ActFinder
from communique.coding.attribution import Attribution
from communique.coding.chains import as_mention, speaker
from communique.coding.evidence import of_clause
from communique.coding.factuality import factuality
from communique.coding.journeys import Journey, find_journeys
from communique.coding.merging import merge, settle
from communique.coding.parties import Parties
from communique.coding.quotations import SCARE_WORDS, find_quotations
from communique.coding.reader import Pair, Relation
from communique.coding.statements import find_statements
from communique.coding.wording import WordingChange, find_wording_changes
from communique.model import (
    Article,
    Claim,
    Evidence,
    Factuality,
    Mention,
    Revision,
    Source,
    make_claim,
)
from communique.reading.paragraphs import is_furniture
from communique.reading.sentences import sentence

SPORT_WORDS = 2
"""Two words of the playing field make a sentence one about a game."""


class CoderParts(msgspec.Struct, frozen=True):
    """What coding a document needs besides the document.

    ``open_candidates`` also offers pairs of actors without a word of the lexicon between them to
    the relation reader; only a trained one can tell what passed.
    """

    resolver: Resolver
    lexicon: Lexicon
    book: Codebook
    version: str
    open_candidates: bool = False


class DocumentCoder:
    """The work on one document."""

    def __init__(self, doc: Doc, parts: CoderParts) -> None:
        self.doc = doc
        self.parts = parts
        self.parties = Parties(doc, parts.resolver)
        self.attribution = Attribution(doc, parts.lexicon, self.parties)
        self.finder = ActFinder(doc, parts.lexicon, self.parties)
        article: Article | None = doc._.article
        self.ref = article.ref if article else Article.make(doc.text).ref

    def prepare(self) -> list[Pair]:
        """Find everything but the relations; the pairs whose relation is to be read."""
        tokens = [
            t
            for t in self.doc
            if not t.is_space and not is_furniture(self.doc, t.idx, t.idx + len(t.text))
        ]
        self.quoted = self._quoted()
        self.free = [t for t in tokens if t.i not in self.quoted]
        self.changes = find_wording_changes(self.doc, self.free, self.parts.lexicon)
        self.journeys = find_journeys(self.doc, self.free, self.parties, self.parts.resolver)
        told = {c.verb.i for c in self.changes} | {j.verb.i for j in self.journeys}
        found = [
            a
            for a in self.finder.find(self.free)
            if a.trigger.i not in told and not self._sport(a.trigger)
        ]
        self.taken = {i for a in found for i in (a.trigger.i, *a.absorbed)} | told
        self.groups = merge(found)
        if self.parts.open_candidates:
            self.groups += [
                (act, ())
                for act in self.finder.loose(self.free, self.taken)
                if not self._sport(act.trigger)
            ]
        return [self._pair(act) for act, _ in self.groups]

    def finish(self, relations: Sequence[Relation]) -> list[Claim]:
        """All claims in text order, given what passed between the pairs."""
        claims = []
        for (act, others), relation in zip(self.groups, relations, strict=True):
            if relation.type is not None:
                claims += self._events(act, others, relation)
                self.taken.add(act.trigger.i)
        claims += [self._journey(j) for j in self.journeys]
        claims += [self._revision(c) for c in self.changes]
        claims += self._quotations()
        for statement in find_statements(
            self.doc, self.free, self.taken, self.quoted, self.attribution, self.parties
        ):
            chains = (statement.chain, *self.attribution.others(statement.verb))
            claims += [
                self._make(
                    "assertion",
                    (statement.evidence,),
                    actors=statement.about,
                    attribution=chain,
                    factuality=factuality(
                        self.doc, statement.verb, self.parts.lexicon, chain, frozenset()
                    ),
                )
                for chain in chains
            ]
        unique = {c.id: c for c in claims}
        return sorted(unique.values(), key=lambda c: (c.evidence[0].start, c.evidence[0].end, c.id))

    def _quoted(self) -> set[int]:
        """Tokens inside quotations; a few quoted words stay part of the page's own sentence."""
        found: set[int] = set()
        for quote in self.doc._.quotes:
            span = self.doc.char_span(quote.inner_start, quote.inner_end, alignment_mode="contract")
            if span is not None and sum(t.is_alpha for t in span) > SCARE_WORDS:
                found.update(t.i for t in span)
        return found

    def _sport(self, trigger: Token) -> bool:
        """True where the sentence is about a game; its attacks and defeats are no events."""
        words = self.parts.lexicon.objects["sports"]
        return sum(t.lemma_.lower() in words for t in sentence(trigger)) >= SPORT_WORDS

    # --- events ----------------------------------------------------------------------------

    def _pair(self, act: Act) -> Pair:
        """The act's sentence with its first actor and recipient marked, where they stand in it."""
        around = sentence(act.trigger)
        return Pair(
            text=around.text,
            source=self._place(act.actors, around) or (0, 0),
            target=self._place(act.recipients, around),
            hint=act.type or None,
            mode=act.mode,
        )

    def _place(self, mentions: tuple[Mention, ...], sentence: Span) -> tuple[int, int] | None:
        for mention in mentions:
            inside = sentence.start_char <= mention.start and mention.end <= sentence.end_char
            if inside and mention.end > mention.start:
                return mention.start - sentence.start_char, mention.end - sentence.start_char
        return None

    def _chain(self, act: Act) -> tuple[Source, ...]:
        chain = self.attribution.chain(act.trigger)
        if act.document is not None:
            document = self.attribution.document(act.document)
            if (document.start, document.end) not in {(s.start, s.end) for s in chain}:
                chain = (*chain, document)
        return chain

    def _events(self, act: Act, others: tuple[Act, ...], relation: Relation) -> list[Claim]:
        """The act as each of its sources has it: who asserts it, who denies it."""
        chains = [self._chain(act), *self.attribution.others(act.trigger)]
        return [self._event(act, others, relation, chain) for chain in chains]

    def _event(
        self, act: Act, others: tuple[Act, ...], relation: Relation, chain: tuple[Source, ...]
    ) -> Claim:
        assert relation.type is not None
        flags = factuality(self.doc, act.trigger, self.parts.lexicon, chain, act.flags)
        kind = settle(relation.type, _firm(flags))
        if kind == "REJECT" and act.type != "REJECT":  # its "not" is what makes it a refusal
            flags = msgspec.structs.replace(flags, negated=False)
        modes = relation.modes if kind == relation.type and relation.type != act.type else ()
        modes = modes or describe.modes(act, kind, self.parts.book)
        contexts = describe.contexts(sentence(act.trigger), self.parts.book)
        actors, recipients = act.actors, act.recipients
        evidence = [of_clause(self.doc, act.trigger, parties=(*actors, *recipients))]
        for other in others:
            extra = of_clause(self.doc, other.trigger)
            if not any(e.start <= extra.start and extra.end <= e.end for e in evidence):
                evidence.append(extra)
        if not actors:
            actors = (self._unnamed(act),)
        return self._make(
            "event",
            tuple(evidence),
            event=self.parts.book.event_code(kind, modes, contexts),
            actors=actors,
            recipients=recipients,
            third_parties=act.third_parties,
            attribution=chain,
            factuality=flags,
            when=values.when(self.doc, act.trigger),
            where=values.where(self.doc, act.trigger),
            amounts=values.amounts(self.doc, act.trigger),
            confidence=relation.confidence,
        )

    def _unnamed(self, act: Act) -> Mention:
        at = act.trigger.idx
        words = f"the {act.document.text}" if act.document is not None else act.trigger.text
        reason = (
            f"the author of {words!r} is not named"
            if act.document is not None
            else f"{words!r} does not say by whom"
        )
        return Mention(text="", start=at, end=at, reason=reason)

    # --- other kinds -----------------------------------------------------------------------

    def _journey(self, journey: Journey) -> Claim:
        chain = self.attribution.chain(journey.verb)
        flags = factuality(self.doc, journey.verb, self.parts.lexicon, chain, frozenset())
        kind = settle("CONSULT", _firm(flags))
        code = self.parts.book.event_code(
            kind,
            ("visit",) if kind == "CONSULT" else (),
            describe.contexts(sentence(journey.verb), self.parts.book),
        )
        return self._make(
            "journey",
            (of_clause(self.doc, journey.verb, parties=journey.travellers),),
            event=code,
            actors=journey.travellers,
            attribution=chain,
            factuality=flags,
            when=values.when(self.doc, journey.verb),
            where=journey.stops,
        )

    def _revision(self, change: WordingChange) -> Claim:
        return self._make(
            "revision",
            (change.evidence,),
            attribution=self.attribution.chain(change.verb),
            revision=Revision(removed=change.removed, added=change.added, document=change.document),
        )

    def _quotations(self) -> list[Claim]:
        claims = []
        for quotation in find_quotations(self.doc, self.attribution):
            quote = quotation.quote
            if any(
                c.evidence.start <= quote.start and quote.end <= c.evidence.end + 1
                for c in self.changes
            ):
                continue
            claims.append(
                self._make(
                    "quotation",
                    (
                        Evidence(
                            start=quote.start,
                            end=quote.end,
                            quote=self.doc.text[quote.start : quote.end],
                        ),
                    ),
                    actors=(as_mention(speaker(quotation.chain)),),
                    attribution=quotation.chain,
                )
            )
        return claims

    def _make(self, kind: str, evidence: tuple[Evidence, ...], **parts: object) -> Claim:
        return make_claim(
            kind=kind,  # type: ignore[arg-type]
            article=self.ref,
            evidence=evidence,
            coder=self.parts.version,
            **parts,  # type: ignore[arg-type]
        )


def _firm(flags: Factuality) -> Factuality:
    """Flags for the choice of type: what only may happen has been neither agreed nor announced."""
    if flags.certainty == "possible" and flags.future:
        cues = tuple(c for c in flags.cues if c.flag != "future")
        return msgspec.structs.replace(flags, future=False, cues=cues)
    return flags
