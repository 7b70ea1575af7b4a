"""Frames: "X swore in an affidavit that …", read off the words where the parse lost the clause.

A verb of saying, its subject before it, and a "that" behind it whose clause the parser hung
elsewhere. Asked only where climbing the parse found nobody inside whoever speaks the verb itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from spacy.tokens import Span, Token

from communique.coding import grammar
from communique.coding.regrouping import joined_to
from communique.coding.sources import apart
from communique.coding.tag_scope import parts_of
from communique.coding.tag_words import FINITE, JOINING, TOLD
from communique.model import Source
from communique.reading.sentences import sentence

if TYPE_CHECKING:
    from communique.coding.attribution import Attribution

BETWEEN = 14
"""Words at most between a verb and its "that"."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A verb that reports the tokens ``[low, high)``."""

    verb: int
    low: int
    high: int


class Frames:
    """The frames of one document, found once for each sentence."""

    def __init__(self, attribution: Attribution) -> None:
        self.doc = attribution.doc
        self.attribution = attribution
        self._memo: dict[int, list[Frame]] = {}

    def around(self, token: Token, climbed: tuple[Source, ...]) -> tuple[Source, ...]:
        """The chain by the frame around a token, or what climbing found where there is none."""
        around = sentence(token)
        if around.start not in self._memo:
            self._memo[around.start] = self._find(around)
        for frame in reversed(self._memo[around.start]):
            if not frame.low <= token.i < frame.high:
                continue
            verb = self.doc[frame.verb]
            if self._apart(token, frame):
                return climbed
            outer = self.attribution.climb(verb)
            if [(s.start, s.end) for s in outer] != [(s.start, s.end) for s in climbed]:
                continue
            speakers = self._speakers(verb, around)
            if speakers:
                return apart([*outer, *speakers])
        return climbed

    def _apart(self, token: Token, frame: Frame) -> bool:
        """True inside an aside of the page's own, or a verb joined to the one that reports."""
        for node in (token, *token.ancestors):
            if node.i < frame.low or node.i >= frame.high:
                return False
            if self.attribution.set_off(node, token):
                return True
            above = joined_to(node)
            if above is not None and above.i <= frame.verb:
                return True
        return False

    def _find(self, around: Span) -> list[Frame]:
        found = []
        for token in around:
            that = self._that(token, around.end) if self._tells(token) else None
            if that is not None:
                aside = token.dep_ == "relcl"
                found.append(Frame(token.i, that + 1, self._end(that + 1, around.end, aside)))
        return found

    def _tells(self, token: Token) -> bool:
        finite = token.tag_ in ("VBD", "VBZ", "VBP") or (
            token.tag_ == "VBN"
            and token.i > 0
            and any(t.lemma_ == "have" for t in self.doc[max(0, token.i - 2) : token.i])
        )
        return finite and grammar.lemma_of(token) in self.attribution.words.verbs

    def _that(self, verb: Token, end: int) -> int | None:
        """The "that" which opens what a verb reports, behind a listener, a place or an aside."""
        doc = self.doc
        first = doc[verb.i + 1] if verb.i + 1 < end else None
        if first is None:
            return None
        told = grammar.lemma_of(verb) in TOLD
        if not told and first.tag_ not in ("IN", "RB", "TO", "DT") and first.text != ",":
            return None
        if first.tag_ == "DT" and first.lower_ != "that" and not told:
            return None
        asides = [(t.start, t.end) for t in self.attribution.tags(verb)]
        for i in range(verb.i + 1, min(end - 1, verb.i + 1 + BETWEEN)):
            token = doc[i]
            if any(a <= i < b for a, b in asides):
                continue
            if token.text in (";", ":") or token.is_quote:
                return None
            if token.lower_ == "that" and token.tag_ in ("IN", "DT", "WDT"):
                return None if doc[i + 1].tag_ in FINITE else i
            if token.tag_ in FINITE or token.tag_ in ("WP", "WDT", "WRB"):
                return None
            if token.lower_ in JOINING and doc[i + 1].lower_ == "that":
                return None
        return None

    def _end(self, low: int, end: int, aside: bool) -> int:
        """Where what is reported ends: at a semicolon, or where somebody else begins to speak.

        In an ``aside`` ("…, who says that peace is near, …") at the comma that closes it.
        """
        doc = self.doc
        for i in range(low, end):
            if doc[i].text == ";" or (aside and doc[i].text == ","):
                return i
            if doc[i].lower_ in JOINING and doc[i - 1].text == ",":
                following = doc[i + 1 : min(end, i + 12)]
                verb = next((t for t in following if t.tag_ in FINITE), None)
                if verb is not None and self._tells(verb):
                    return i
        return end

    def _speakers(self, verb: Token, around: Span) -> list[Source]:
        attribution = self.attribution
        heads = [
            h
            for h in grammar.logical_subject(verb)
            if h.i < verb.i and h.lower_ not in ("it", "there", "that", "which", "who")
        ]
        if grammar.is_passive(verb):
            return []
        if heads:
            return attribution.sources(verb, heads)
        part = next(((a, b) for a, b in parts_of(around) if a <= verb.i < b), None)
        span = attribution.finder.before(part[0], verb.i) if part is not None else None
        if span is None:
            return []
        stance = attribution.reporting.stance(verb)
        return [
            attribution.make.over(a, b, verb.text, stance)
            for a, b in attribution.finder.joint(*span)
        ]
