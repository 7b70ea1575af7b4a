"""Attribution chains: the page says that A says that B says …

A chain is found by climbing the parse from a word to the root of its sentence and noting every
construction that makes somebody a source: a reporting verb above its clause, "according to",
"as X said", "his claim that", "is believed to", a parenthetical ", X said,", "reportedly".
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from spacy.tokens import Doc, Span, Token

from communique.codebook import Lexicon
from communique.coding import grammar
from communique.coding.parties import Parties
from communique.model import Mention, Source
from communique.model.claim import SourceKind, Stance
from communique.reading.phrases import conjuncts, phrase
from communique.reading.sentences import sentence

REPORTED = frozenset({"ccomp", "parataxis", "advcl", "dep", "xcomp", "oprd", "acl"})
RELAYING = frozenset({"report", "confirm", "claim", "allege", "deny", "acknowledge", "admit"})
"""Verbs that report a nominal act ("had reported the capture of …")."""
ASIDE_TAIL = 6
"""Words at most between a parenthetical's verb and its comma ("said on Tuesday in Kyiv")."""
OUTLETS = frozenset(
    "newspaper paper daily weekly magazine agency radio station channel television broadcaster "
    "reporter journalist correspondent".split()
)
VIEWS = frozenset(
    {"view", "opinion", "assessment", "words", "account", "telling", "eyes", "reading"}
)
ABSORBING = frozenset({"request", "agree", "threaten", "reject"})


@dataclass(frozen=True, slots=True)
class Aside:
    """A parenthetical tag at ``[start, end)`` and the tokens ``[low, high)`` that it speaks of."""

    start: int
    end: int
    low: int
    high: int
    speaker: Source

    def reaches(self, token: Token) -> bool:
        """True when the tag speaks of what stands at the token."""
        return self.low <= token.i < self.high


class Attribution:
    """Finds the chain of sources above a word of one document."""

    def __init__(self, doc: Doc, lexicon: Lexicon, parties: Parties) -> None:
        self.doc = doc
        self.words = lexicon.reporting
        self.control = lexicon.control
        self.parties = parties
        self._memo: dict[int, tuple[Source, ...]] = {}
        self._asides: dict[int, list[Aside]] = {}

    def chain(self, token: Token) -> tuple[Source, ...]:
        """Sources of what stands at a word, outermost first; empty when the page itself says it."""
        if token.i not in self._memo:
            self._memo[token.i] = self._climb(token)
        return self._memo[token.i]

    def _climb(self, token: Token) -> tuple[Source, ...]:
        inward: list[Source] = []
        child = token
        self._beside(child, inward)
        for node in token.ancestors:
            if self._reports(node, child):
                self._push_verb(node, child, inward)
            elif node.pos_ == "NOUN" and self._noun_reports(node, child):
                self._push_noun(node, inward)
            elif node.lemma_ == "be" and child.dep_ in ("ccomp", "advcl"):
                for subject in node.children:
                    if subject.dep_ == "nsubj" and subject.lemma_.lower() in self.words.nouns:
                        self._push_noun(subject, inward)
            self._beside(node, inward, below=child)
            child = node
        for aside in self._asides_of(token):
            if aside.start <= token.i < aside.end or not aside.reaches(token):
                continue
            if not any(s.start == aside.speaker.start for s in inward):
                inward.append(aside.speaker)
        seen: set[tuple[int, int]] = set()
        outward = []
        for source in reversed(inward):
            if (source.start, source.end) not in seen or source.start == source.end:
                seen.add((source.start, source.end))
                outward.append(source)
        return tuple(outward)

    def _asides_of(self, token: Token) -> list[Aside]:
        """Parenthetical tags of the token's sentence: ", the ministry said,"."""
        around = sentence(token)
        if around.start not in self._asides:
            self._asides[around.start] = [
                found for verb in around if (found := self._aside(around, verb)) is not None
            ]
        return self._asides[around.start]

    def _aside(self, around: Span, verb: Token) -> Aside | None:
        """A tag between commas: subject and reporting verb, nothing reported after it."""
        if verb.tag_ not in ("VBD", "VBZ", "VBP") or not self.is_reporting(verb):
            return None
        subjects = [c for c in verb.children if c.dep_ == "nsubj"]
        if not subjects or subjects[0].lower_ in ("who", "which", "that", "it", "there"):
            return None
        subject = subjects[0]
        start = min(subject.left_edge.i, verb.i)
        end = max(verb.i, phrase(subject).end - 1)
        opened = start > around.start and self.doc[start - 1].text in (",", "–", "—", "-")
        while end + 1 < around.end and self.doc[end + 1].text not in (",", ".", ";", "–", "—", "-"):
            if end - max(verb.i, subject.i) >= ASIDE_TAIL:
                return None
            end += 1
        if not opened or any(
            c.dep_ in ("ccomp", "xcomp", "dobj") and c.i > end for c in verb.children
        ):
            return None
        if any(t.lower_ in ("that", "and", "but") for t in self.doc[start : verb.i]):
            return None
        inside = {t.i for t in self.doc[start : end + 1]}
        if any(
            c.dep_ in ("ccomp", "dobj") and c.i in inside and c.i > verb.i for c in verb.children
        ):
            return None
        low, high = around.start, around.end
        for i in range(around.start, around.end):
            if self.doc[i].text == ";":
                if i < start:
                    low = i
                elif i > end:
                    high = i
                    break
        speaker_ = self._source(subject, verb.text, self._stance(verb))
        return Aside(start, end + 1, low, high, speaker_)

    # --- the constructions ------------------------------------------------------------------

    def is_reporting(self, verb: Token) -> bool:
        """True for verbs that introduce somebody's words or beliefs."""
        return verb.pos_ in ("VERB", "AUX") and verb.lemma_.lower() in self.words.verbs

    def _reports(self, node: Token, child: Token) -> bool:
        if node.lower_ in self.words.adjectives:
            return child.dep_ == "ccomp"
        if not self.is_reporting(node):
            return False
        if child.dep_ == "prep" and child.lower_ == "of":
            return node.lemma_ == "suspect"
        if child.dep_ == "prep" and child.lower_ == "as":
            return node.lemma_ in ("describe", "quote", "cite", "report", "interpret", "present")
        if child.dep_ == "dobj":
            return node.lemma_ in RELAYING
        if child.dep_ == "prep" and child.lower_ in ("of", "for"):
            return node.lemma_ in ("accuse", "blame", "suspect")
        if child.dep_ not in REPORTED:
            return False
        if child.i < node.i and any(t.text in (";", ":") for t in self.doc[child.i : node.i]):
            return False
        if child.dep_ == "advcl":
            if any(c.dep_ == "mark" and c.lower_ != "that" for c in child.children):
                return False
            return node.lemma_ in ("go", "continue") or self._quoted(child, node)
        if child.dep_ in ("acl", "oprd"):
            return False
        if child.dep_ == "xcomp":
            return grammar.is_passive(node) and grammar.is_infinitive(child)
        control = grammar.control_of(node, node.lemma_.lower(), self.control)
        if control is not None and control.effect in ABSORBING and child.i > node.i:
            if node.lemma_ not in ("warn", "insist", "tell", "accept", "suggest", "propose"):
                return False
        if child.dep_ == "parataxis":
            return bool(grammar.agents(node))
        return True

    def _quoted(self, child: Token, node: Token) -> bool:
        left = child.left_edge
        return left.i > 0 and (left.nbor(-1).is_quote or left.is_quote) and child.i > node.i

    def _push_verb(self, verb: Token, child: Token, inward: list[Source]) -> None:
        state = verb.lower_ in self.words.adjectives
        stance = "believes" if state else self._stance(verb)
        cue = verb.text
        passive = grammar.is_passive(verb) and not state
        heads = grammar.by_agents(verb) if passive else self._speakers(verb)
        documents = self._documents(verb)
        if not heads and documents:
            heads, documents = documents[:1], documents[1:]
        for document in documents:
            source = self._source(document, None, stance)
            if source.code is None and len(heads) == 1:
                source = _by_author(source, self._who(heads[0]))
            inward.append(source)
        if heads:
            joined = [self._source(h, cue, stance) for h in heads]
            inward.extend(reversed(joined))
        elif not documents:
            inward.append(
                Source(
                    text="",
                    start=verb.idx,
                    end=verb.idx,
                    cue=cue,
                    kind="anonymous",
                    stance=stance,
                    reason=f"{cue!r} does not say who",
                )
            )
        for head in heads:
            inward.extend(self._carried(head))
        inward.extend(self._told(verb))

    def _told(self, verb: Token) -> list[Source]:
        """ "told a newspaper": who was told is who tells us."""
        if verb.lemma_ != "tell":
            return []
        return [
            self._source(listener, verb.text, "asserts")
            for listener in verb.children
            if listener.dep_ in ("dobj", "dative")
            and (self._is_press(listener) or listener.lemma_.lower() in OUTLETS)
        ]

    def _is_press(self, token: Token) -> bool:
        mention = self._who(token)
        return mention is not None and "JRN" in mention.sectors

    def _speakers(self, verb: Token) -> list[Token]:
        state = verb.pos_ == "ADJ" or verb.dep_ in ("acomp", "oprd")
        heads = grammar.logical_subject(verb.head if state else verb)
        before = verb.nbor(-1) if verb.i else None
        if not heads and before is not None and before.dep_ == "appos":
            heads = [before]
        return [h for h in heads if h.lower_ not in ("there", "it")] or heads

    def _documents(self, verb: Token) -> list[Token]:
        """ "said in a statement", "Trump in the letter stated": documents words came in."""
        found = []
        holders = [verb, *grammar.logical_subject(verb)]
        for holder in holders:
            for prep in holder.children:
                if prep.dep_ == "prep" and prep.lower_ in ("in", "through", "via", "on"):
                    found += [
                        o
                        for o in prep.children
                        if o.dep_ == "pobj" and o.lemma_.lower() in self.words.documents
                    ]
        return found

    def _carried(self, head: Token) -> list[Source]:
        """ "a statement carried by the agency", "X, citing two officials": sources at a source."""
        found: list[Source] = []
        for child in head.children:
            if child.dep_ == "acl" and child.lemma_ in (
                "carry",
                "publish",
                "release",
                "issue",
                "broadcast",
                "quote",
            ):
                found += [self._source(a, child.text, "asserts") for a in grammar.by_agents(child)]
        return found

    def _noun_reports(self, noun: Token, child: Token) -> bool:
        """ "his claim that …", "Warsaw's first thought was that …"."""
        if noun.lemma_.lower() not in self.words.nouns or child.dep_ not in (
            "acl",
            "relcl",
            "ccomp",
        ):
            return False
        return any(c.dep_ == "mark" and c.lower_ == "that" for c in child.children)

    def _push_noun(self, noun: Token, inward: list[Source]) -> None:
        stance = self.words.nouns[noun.lemma_.lower()]
        owners = [c for c in noun.lefts if c.dep_ == "poss"] + [
            o
            for p in noun.children
            if p.dep_ in ("prep", "agent") and p.lower_ in ("by", "from", "of")
            for o in p.children
            if o.dep_ == "pobj"
        ]
        carrier = noun.head.head if noun.dep_ == "pobj" else noun.head
        if not owners and self.is_reporting(carrier):
            self._push_verb(carrier, noun, inward)
        if owners:
            inward.extend(self._source(o, noun.text, stance) for o in owners)

    def _beside(self, node: Token, inward: list[Source], below: Token | None = None) -> None:
        """Sources hanging on a clause: "according to", "as X said", ", X said,", "reportedly"."""
        for child in node.children:
            if below is not None and child.i == below.i:
                continue
            if child.lower_ == "according" and below != child:
                for to in child.children:
                    if to.lower_ == "to":
                        heads = [c for o in to.children if o.dep_ == "pobj" for c in conjuncts(o)]
                        joined = [self._source(h, "according to", "asserts") for h in heads]
                        carried = [s for h in heads for s in self._carried(h)]
                        inward.extend(reversed(joined))
                        inward.extend(carried)
            elif child.dep_ == "prep" and child.lower_ == "in" and below != child:
                for view in child.children:
                    if view.dep_ == "pobj" and view.lower_ in VIEWS:
                        owners = [c for c in view.lefts if c.dep_ == "poss"]
                        stance: Stance = "asserts" if view.lower_ == "words" else "believes"
                        inward.extend(self._source(o, f"in … {view.text}", stance) for o in owners)
            elif child.dep_ == "parataxis" and self.is_reporting(child):
                speakers = [c for c in child.children if c.dep_ == "nsubj"]
                if speakers and not any(c.dep_ == "ccomp" for c in child.children):
                    inward.extend(
                        self._source(c, child.text, self._stance(child))
                        for s in speakers
                        for c in conjuncts(s)
                    )
            elif child.dep_ == "advcl" and self.is_reporting(child):
                if any(c.dep_ in ("mark", "advmod") and c.lower_ == "as" for c in child.children):
                    inward.extend(
                        self._source(c, child.text, self._stance(child))
                        for s in child.children
                        if s.dep_ == "nsubj"
                        for c in conjuncts(s)
                    )
                elif child.lemma_ in ("cite", "quote") and node.pos_ in ("VERB", "AUX"):
                    self._cited(child, node, inward)
            elif child.dep_ == "advmod" and child.lower_ in self.words.adverbs:
                inward.append(
                    Source(
                        text="",
                        start=child.idx,
                        end=child.idx,
                        cue=child.text,
                        kind="anonymous",
                        reason=f"{child.text!r} does not say who",
                    )
                )

    def _cited(self, cite: Token, node: Token, inward: list[Source]) -> None:
        """ "X, citing two officials, reported": the cited stand inside the citing."""
        cited = [self._source(p, cite.text, "asserts") for p in grammar.patients(cite)]
        if self.is_reporting(node) and inward:
            inward[-1:] = [*cited, inward[-1]]
        else:
            inward.extend(cited)

    def _stance(self, verb: Token) -> Stance:
        return self.words.verbs.get(verb.lemma_.lower(), "asserts")

    def document(self, head: Token) -> Source:
        """A document that acts or speaks, as a source ("the letter asks …")."""
        return self._source(head, None, "asserts")

    def sources(self, verb: Token, heads: list[Token]) -> list[Source]:
        """The speakers of a reporting verb as sources, joined speakers in order."""
        stance = self._stance(verb)
        return [self._source(c, verb.text, stance) for h in heads for c in conjuncts(h)]

    # --- one source -------------------------------------------------------------------------

    def _source(self, head: Token, cue: str | None, stance: Stance) -> Source:
        span = phrase(head)
        text, start, end = span.text, span.start_char, span.end_char
        kind: SourceKind = "actor"
        mention = self._who(head)
        if head.lemma_.lower() in self.words.documents:
            kind = "document"
            mention = mention or self._author(head)
        elif mention is None or mention.status == "unresolved":
            if head.lemma_.lower() in self.words.anonymous and not self._named(head):
                kind = "anonymous"
        reason = None
        if mention is None or mention.code is None:
            reason = (mention.reason if mention else None) or (
                f"the author of {text!r} is not named"
                if kind == "document"
                else f"unknown: {text!r}"
            )
        return Source(
            text=text,
            start=start,
            end=end,
            code=mention.code if mention else None,
            name=mention.name if mention else None,
            cue=cue,
            kind=kind,
            stance=stance,
            status="resolved" if mention and mention.code else "unresolved",
            reason=reason,
        )

    def _who(self, head: Token) -> Mention | None:
        mention: Mention | None = self.doc._.mentions.get(head.i)
        return mention

    def _named(self, head: Token) -> bool:
        return any(c.pos_ == "PROPN" and c.dep_ in ("appos", "compound") for c in head.children)

    def _author(self, head: Token) -> Mention | None:
        found = self.parties.behind(head)
        return found[0] if found else None


def _by_author(document: Source, author: Mention | None) -> Source:
    """A document whose author is the speaker that it stands beside."""
    if author is None or author.code is None:
        return document
    return msgspec.structs.replace(
        document, code=author.code, name=author.name, status="resolved", reason=None
    )


def speaker(chain: tuple[Source, ...]) -> Source:
    """Who speaks at the end of a chain: the innermost source that is not a document."""
    return next((s for s in reversed(chain) if s.kind != "document"), chain[-1])


def as_mention(source: Source) -> Mention:
    """A source as the speaker's mention."""
    country, _, sector = (source.code or "").partition(" ")
    return Mention(
        text=source.text,
        start=source.start,
        end=source.end,
        code=source.code,
        name=source.name,
        country=country or None,
        sectors=(sector,) if sector else (),
        status=source.status,
        reason=source.reason,
    )


__all__ = ["Attribution", "as_mention", "speaker"]
