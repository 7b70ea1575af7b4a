"""One source of a chain: words, actor, kind; and who stands behind a pronoun or a document."""

from __future__ import annotations

import msgspec
from spacy.tokens import Doc, Token

from communique.codebook import Lexicon
from communique.coding.antecedents import antecedent
from communique.coding.parties import Parties
from communique.model import Mention, Source
from communique.model.claim import SourceKind, Stance
from communique.reading.phrases import phrase
from communique.reading.pronouns import NEUTER, PERSONAL, THEY

SPEAKING_PRONOUNS = PERSONAL | NEUTER | THEY


class Sources:
    """Makes sources from heads or stretches of words of one document."""

    def __init__(self, doc: Doc, lexicon: Lexicon, parties: Parties) -> None:
        self.doc = doc
        self.words = lexicon.reporting
        self.parties = parties
        self.speaks = frozenset(self.words.verbs)

    def at(self, head: Token, cue: str | None, stance: Stance) -> Source:
        """The phrase at a head as a source."""
        span = phrase(head)
        while len(span) > 1 and span[0].ent_type_ == "DATE" and span[0].dep_ == "compound":
            span = span[1:]  # "in May Belarus's leader"
        after = head.doc[span.end] if span.end < len(head.doc) else head
        if after.tag_ == "POS" and after.head == head and head.dep_ != "poss":
            span = head.doc[span.start : span.end + 1]  # "the army's, which runs to four pages"
        return self._make(head, span.text, span.start_char, span.end_char, cue, stance)

    def over(self, first: int, end: int, cue: str | None, stance: Stance) -> Source:
        """The tokens ``[first, end)`` as a source, whatever the parser made of them."""
        while first < end - 1 and (
            self.doc[first].tag_ == "RB" or self.doc[first].ent_type_ == "DATE"
        ):
            first += 1
        while end - 1 > first and self.doc[end - 1].is_punct:
            end -= 1
        span = self.doc[first:end]
        head = self._head(first, end)
        return self._make(head, span.text, span.start_char, span.end_char, cue, stance)

    def nobody(self, word: Token, stance: Stance = "asserts") -> Source:
        """A source that is not named ("it was reported", "reportedly")."""
        return Source(
            text="",
            start=word.idx,
            end=word.idx,
            cue=word.text,
            kind="anonymous",
            stance=stance,
            reason=f"{word.text!r} does not say who",
        )

    def who(self, head: Token) -> Mention | None:
        """The mention at a head."""
        mention: Mention | None = self.doc._.mentions.get(head.i)
        return mention

    def _head(self, first: int, end: int) -> Token:
        """The last noun before the first preposition: what the phrase is about."""
        chosen = None
        for token in self.doc[first:end]:
            if token.tag_ == "IN" and chosen is not None:
                break
            if token.pos_ in ("NOUN", "PROPN", "PRON", "NUM") and token.tag_ != "PRP$":
                chosen = token
        return chosen if chosen is not None else self.doc[end - 1]

    def _make(
        self, head: Token, text: str, start: int, end: int, cue: str | None, stance: Stance
    ) -> Source:
        kind: SourceKind = "actor"
        mention = self.who(head)
        name = None
        if head.lemma_.lower() in self.words.documents:
            kind = "document"
            mention = mention or self._author(head)
        elif mention is None or mention.status == "unresolved":
            if head.lemma_.lower() in self.words.anonymous and not self._named(head):
                kind = "anonymous"
        if head.lower_ in SPEAKING_PRONOUNS and head.pos_ == "PRON":
            mention, name = self._behind(head, mention)
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
            name=self._apposed_name(head, mention)
            or (mention.name if mention and mention.code else None)
            or name,
            cue=cue,
            kind=kind,
            stance=stance,
            status="resolved" if mention and mention.code else "unresolved",
            reason=reason,
        )

    def _apposed_name(self, head: Token, mention: Mention | None) -> str | None:
        """The name that the page itself gives whoever holds an office, where it is another's."""
        if mention is None or mention.code is None or head.pos_ == "PROPN" or not mention.name:
            return None
        for name in head.children:
            if name.dep_ == "appos" and name.ent_type_ == "PERSON":
                known = {w.lower() for w in mention.name.split()}
                words = phrase(name).text
                return None if known & {w.lower() for w in words.split()} else words
        return None

    def _behind(self, pronoun: Token, mention: Mention | None) -> tuple[Mention | None, str | None]:
        """The mention a pronoun has, and the words of its antecedent where it is no known actor."""
        found = antecedent(self.doc, pronoun, self.speaks)
        if found is None:
            return mention, None
        span, spoke = found
        known = self.who(span.root)
        if mention is not None and mention.code is not None:
            same = known is not None and known.code == mention.code
            if not spoke:
                return mention, span.text if same else None
        if known is not None and known.code is not None:
            return known, span.text
        reason = f"{pronoun.text!r} is {span.text!r}, who is not known"
        base = mention or Mention(
            text=pronoun.text, start=pronoun.idx, end=pronoun.idx + len(pronoun.text), reason=reason
        )
        return msgspec.structs.replace(
            base,
            code=None,
            name=None,
            country=None,
            sectors=(),
            office=None,
            status="unresolved",
            reason=reason,
        ), span.text

    def _named(self, head: Token) -> bool:
        return any(c.pos_ == "PROPN" and c.dep_ in ("appos", "compound") for c in head.children)

    def _author(self, head: Token) -> Mention | None:
        found = self.parties.behind(head)
        return found[0] if found else None


def by_author(document: Source, author: Mention | None) -> Source:
    """A document whose author is the speaker that it stands beside."""
    if author is None or author.code is None:
        return document
    return msgspec.structs.replace(
        document, code=author.code, name=author.name, status="resolved", reason=None
    )


def merged(sources: list[Source]) -> list[Source]:
    """ "X says he believes": a pronoun that stands for the source outside it is that source."""
    kept: list[Source] = []
    for source in sources:
        if kept and source.start < source.end and source.text.lower() in SPEAKING_PRONOUNS:
            outer = kept[-1]
            same = source.code is not None and source.code == outer.code
            words = _bare(source.name) == _bare(outer.text) if source.name else False
            if (same and source.name in (outer.name, outer.text)) or words:
                kept[-1] = msgspec.structs.replace(outer, cue=source.cue, stance=source.stance)
                continue
        kept.append(source)
    return kept


def _same_place(one: Source, other: Source) -> bool:
    return (one.start, one.end) == (other.start, other.end)


def _bare(words: str | None) -> str:
    lowered = (words or "").lower()
    for article in ("the ", "a ", "an "):
        lowered = lowered.removeprefix(article)
    return lowered


def apart(sources: list[Source]) -> tuple[Source, ...]:
    """Sources in order, each stretch of words once."""
    kept: list[Source] = []
    for source in merged(sources):
        if kept and source.start != source.end and _same_place(kept[-1], source):
            kept[-1] = source  # "said …, denying that": the verb that is nearest says how
            continue
        if source.start != source.end and any(
            s.start < source.end and source.start < s.end for s in kept
        ):
            continue
        kept.append(source)
    return tuple(kept)
