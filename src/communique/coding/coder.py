"""The coder: claims out of a reading.

One document passes through: acts (candidates by the lexicon over the parse) → relation reader
(type and mode; the rules' own reading unless a trained one is given) → chain, flags, time, place,
amounts → claims; then quotations, journeys, wording changes and statements from what is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
from spacy.language import Language
from spacy.tokens import Doc, Token

from communique import __version__
from communique.actors import Resolver, load_resolver
from communique.codebook import Codebook, Lexicon, load_codebook, load_lexicon
from communique.coding import describe, values
from communique.coding.acts import COOPERATIVE, YIELDING, Act, ActFinder
from communique.coding.attribution import Attribution, as_mention, speaker
from communique.coding.evidence import of_clause
from communique.coding.factuality import factuality
from communique.coding.journeys import Journey, find_journeys
from communique.coding.parties import Parties
from communique.coding.quotations import SCARE_WORDS, find_quotations
from communique.coding.reader import HintReader, Pair, Relation, RelationReader
from communique.coding.statements import find_statements
from communique.coding.wording import find_wording_changes
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
from communique.reading.extensions import register
from communique.reading.paragraphs import is_furniture

MATERIAL_CONFLICT = frozenset({"SANCTION", "COERCE", "ASSAULT"})
SPORT_WORDS = 2
"""Two words of the playing field make a sentence one about a game."""
RULES_VERSION = f"communique {__version__} rules"


@Language.factory(
    "communique_claims",
    requires=["token.dep", "doc._.mentions", "doc._.quotes", "doc._.dates"],
    assigns=["doc._.claims"],
)
def make_claims(nlp: Language, name: str) -> ClaimCoder:
    """The component that assigns ``doc._.claims``."""
    return ClaimCoder(load_resolver(), load_lexicon(), load_codebook(), HintReader())


class ClaimCoder:
    """Codes documents that the reading components have prepared."""

    def __init__(
        self,
        resolver: Resolver,
        lexicon: Lexicon,
        book: Codebook,
        reader: RelationReader,
        version: str = RULES_VERSION,
    ) -> None:
        self.resolver = resolver
        self.lexicon = lexicon
        self.book = book
        self.reader = reader
        self.version = version

    def __call__(self, doc: Doc) -> Doc:
        register()
        doc._.claims = tuple(_DocumentCoder(doc, self).claims())
        return doc


class _DocumentCoder:
    """The work on one document."""

    def __init__(self, doc: Doc, coder: ClaimCoder) -> None:
        self.doc = doc
        self.coder = coder
        self.parties = Parties(doc, coder.resolver)
        self.attribution = Attribution(doc, coder.lexicon, self.parties)
        self.finder = ActFinder(doc, coder.lexicon, self.parties)
        article: Article | None = doc._.article
        self.ref = article.ref if article else Article.make(doc.text).ref

    def claims(self) -> list[Claim]:
        """All claims in text order."""
        tokens = [
            t
            for t in self.doc
            if not t.is_space and not is_furniture(self.doc, t.idx, t.idx + len(t.text))
        ]
        quoted = self._quoted()
        free = [t for t in tokens if t.i not in quoted]
        changes = find_wording_changes(self.doc, free, self.coder.lexicon)
        changed = {c.verb.i for c in changes}
        journeys = find_journeys(self.doc, free, self.parties, self.coder.resolver)
        travelling = {j.verb.i for j in journeys}
        found = [
            a
            for a in self.finder.find(free)
            if a.trigger.i not in changed | travelling and not self._sport(a.trigger)
        ]
        acts = _merge(found, self.doc)
        claims = self._events(acts)
        claims += [self._journey(j) for j in journeys]
        for change in changes:
            claims.append(
                self._make(
                    "revision",
                    (change.evidence,),
                    attribution=self.attribution.chain(change.verb),
                    revision=Revision(
                        removed=change.removed, added=change.added, document=change.document
                    ),
                )
            )
        claims += self._quotations()
        taken = {i for a in found for i in (a.trigger.i, *a.absorbed)} | changed | travelling
        for statement in find_statements(
            self.doc, free, taken, quoted, self.attribution, self.parties
        ):
            claims.append(
                self._make(
                    "assertion",
                    (statement.evidence,),
                    actors=statement.about,
                    attribution=statement.chain,
                    factuality=factuality(
                        self.doc, statement.verb, self.coder.lexicon, statement.chain, frozenset()
                    ),
                )
            )
        unique = {c.id: c for c in claims}
        return sorted(unique.values(), key=lambda c: (c.evidence[0].start, c.evidence[0].end, c.id))

    def _quoted(self) -> set[int]:
        """Tokens inside quotations; a few quoted words stay part of the page's own sentence."""
        found: set[int] = set()
        for quote in self.doc._.quotes:
            span = self.doc.char_span(
                quote.inner_start, quote.inner_end, alignment_mode="contract"
            )
            if span is not None and sum(t.is_alpha for t in span) > SCARE_WORDS:
                found.update(t.i for t in span)
        return found

    def _sport(self, trigger: Token) -> bool:
        """True where the sentence is about a game; its attacks and defeats are no events."""
        words = self.coder.lexicon.objects["sports"]
        return sum(t.lemma_.lower() in words for t in trigger.sent) >= SPORT_WORDS

    # --- events ----------------------------------------------------------------------------

    def _events(self, groups: Sequence[tuple[Act, tuple[Act, ...]]]) -> list[Claim]:
        pairs = [self._pair(act) for act, _ in groups]
        relations = self.coder.reader.read(pairs) if pairs else []
        claims = []
        for (act, others), relation in zip(groups, relations, strict=True):
            if relation.type is not None:
                claims.append(self._event(act, others, relation))
        return claims

    def _pair(self, act: Act) -> Pair:
        sentence = act.trigger.sent
        offset = sentence.start_char
        source = act.actors[0] if act.actors else None
        target = act.recipients[0] if act.recipients else None
        return Pair(
            text=sentence.text,
            source=(source.start - offset, source.end - offset) if source else (0, 0),
            target=(target.start - offset, target.end - offset) if target else None,
            hint=act.type,
            mode=act.mode,
        )

    def _chain(self, act: Act) -> tuple[Source, ...]:
        chain = self.attribution.chain(act.trigger)
        if act.document is not None:
            document = self.attribution.document(act.document)
            if (document.start, document.end) not in {(s.start, s.end) for s in chain}:
                chain = (*chain, document)
        return chain

    def _event(self, act: Act, others: tuple[Act, ...], relation: Relation) -> Claim:
        assert relation.type is not None
        chain = self._chain(act)
        flags = factuality(self.doc, act.trigger, self.coder.lexicon, chain, act.flags)
        kind = settle(relation.type, flags)
        if kind == "REJECT" and relation.type != "REJECT":
            flags = msgspec.structs.replace(flags, negated=False)
        modes = relation.modes if kind == relation.type and relation.type != act.type else ()
        modes = modes or describe.modes(act, kind, self.coder.book)
        contexts = describe.contexts(act.trigger.sent, self.coder.book)
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
            event=self.coder.book.event_code(kind, modes, contexts),
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
        flags = factuality(self.doc, journey.verb, self.coder.lexicon, chain, frozenset())
        kind = settle("CONSULT", flags)
        code = self.coder.book.event_code(
            kind,
            ("visit",) if kind == "CONSULT" else (),
            describe.contexts(journey.verb.sent, self.coder.book),
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

    def _quotations(self) -> list[Claim]:
        claims = []
        for quotation in find_quotations(self.doc, self.attribution):
            quote = quotation.quote
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
            coder=self.coder.version,
            **parts,  # type: ignore[arg-type]
        )


def settle(kind: str, flags: Factuality) -> str:
    """PLOVER's rule where a type already says type + flag.

    What is only planned: a cooperative act is AGREE, a concession CONCEDE, a material conflict
    THREATEN.
    """
    planned = any(cue.flag == "future" for cue in flags.cues) or flags.future
    if planned and flags.negated:
        return "REJECT" if kind in COOPERATIVE | YIELDING else kind
    if planned:
        if kind in COOPERATIVE:
            return "AGREE"
        if kind in YIELDING:
            return "CONCEDE"
        if kind in MATERIAL_CONFLICT:
            return "THREATEN"
    return kind


def _merge(acts: Iterable[Act], doc: Doc) -> list[tuple[Act, tuple[Act, ...]]]:
    """Acts of one sentence with the same type and parties are one act ("fund and arm")."""
    groups: dict[tuple[object, ...], list[Act]] = {}
    for act in acts:
        key = (
            act.trigger.sent.start,
            act.type,
            tuple(sorted(m.code or f"{m.start}" for m in act.actors)),
            tuple(sorted(m.code or f"{m.start}" for m in act.recipients)),
        )
        groups.setdefault(key, []).append(act)
    merged: list[tuple[Act, tuple[Act, ...]]] = []
    for group in _by_boundary_rules(groups).values():
        clusters: list[list[Act]] = []
        for act in group:
            for cluster in clusters:
                if _joined(cluster[0].trigger, act.trigger):
                    cluster.append(act)
                    break
            else:
                clusters.append([act])
        merged += [(c[0], tuple(c[1:])) for c in clusters]
    return sorted(merged, key=lambda pair: pair[0].trigger.i)


def _by_boundary_rules(
    groups: dict[tuple[object, ...], list[Act]],
) -> dict[tuple[object, ...], list[Act]]:
    """PLOVER's rules on acts that another act of the same actors in the sentence contains.

    What protesters demand is no separate REQUEST (16); moves within an attack are no MOBILIZE (15);
    an injury that an attack causes is that attack.
    """
    kept: dict[tuple[object, ...], list[Act]] = {}
    present = {(key[0], key[1], key[2]): key for key in groups}
    for key, group in groups.items():
        sentence, kind, actors = key[0], key[1], key[2]
        if kind == "REQUEST" and (sentence, "PROTEST", actors) in present:
            continue
        if kind == "MOBILIZE" and (sentence, "ASSAULT", actors) in present:
            continue
        main = [
            other
            for other, acts in groups.items()
            if other != key
            and other[:3] == key[:3]
            and any(
                a.trigger.head == b.trigger and a.trigger.dep_ == "advcl" and a.trigger.tag_ == "VBG"
                for a in group
                for b in acts
            )
        ]
        if main and actors:
            continue
        kept[key] = group
    return kept


def _joined(first: Token, second: Token) -> bool:
    """True when the two words are one act in the sentence: joined verbs, or one inside the other."""
    if second.head == first or first.head == second:
        return True
    if first.head == second.head and first.dep_ == second.dep_ == "conj":
        return True
    return second in first.subtree and second.pos_ == "NOUN"


__all__ = ["RULES_VERSION", "ClaimCoder", "settle"]
