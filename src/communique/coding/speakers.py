"""Where the words for a speaker begin and end, read off the words and their parts of speech."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from communique.coding.tag_scope import is_break, is_hyphened
from communique.coding.tag_words import MODIFIED_AFTER, NO_SPEAKER, NOUNS, PAPERS, VIEWS


class Speakers:
    """Finds speakers in one document; places are token numbers, ends are exclusive."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc

    def before(self, first: int, verb: int) -> tuple[int, int] | None:
        """The speaker between the part's start and its verb."""
        doc = self.doc
        end = first
        while end < verb and doc[end].lower_ not in ("who", "which", "whom", "whose", "that"):
            end += 1
        end = self._participle(first, end)
        while end > first and (
            (doc[end - 1].tag_ in ("RB", "MD") and doc[end - 1].lower_ not in PAPERS)
            or doc[end - 1].lemma_ in ("have", "first", "now")
        ):
            end -= 1
        if end <= first or doc[first].lower_ in NO_SPEAKER:
            return None
        if doc[first].tag_ in ("IN", "TO", "CC", "VBG", "VBN", "WRB", "WP", "WDT", "RB", "EX"):
            return None
        if not any(t.tag_ in NOUNS or t.tag_ == "JJ" for t in doc[first:end]):
            return None
        if any(t.tag_ in ("VBG", "VB", "VBD") for t in doc[first:end] if t.dep_ != "amod"):
            return None
        return first, end

    def after(self, first: int, end: int) -> tuple[int, int] | None:
        """The speaker after an inverted verb ("says the mayor of Les Cayes on Monday")."""
        doc = self.doc
        if first >= end or doc[first].tag_ in ("IN", "TO", "RB", "VBG", "VB", "WRB", "CC"):
            return None
        if doc[first].lower_ in NO_SPEAKER:
            return None
        stop, seen = first, False
        while stop < end:
            token = doc[stop]
            if is_hyphened(token):
                seen, stop = True, stop + 1
                continue
            if token.tag_ in ("WP", "WDT", "VBG", "VBD", "VBZ", "RB", "TO", "WRB", "MD"):
                break
            if token.tag_ == "IN" and seen and token.lower_ in ("on", "about", "after", "before"):
                break
            if token.tag_ == "VBN" and seen:
                break
            seen = seen or token.tag_ in NOUNS
            stop += 1
        return (first, stop) if seen else None

    def owner(self, first: int, end: int) -> tuple[tuple[int, int], Token, int] | None:
        """Whose view a phrase names, the view, and where the phrase ends."""
        doc = self.doc
        for i in range(first, end):
            if doc[i].lower_ not in VIEWS:
                continue
            if i > first and doc[i - 1].tag_ in ("POS", "PRP$"):
                own = i - 1 if doc[i - 1].tag_ == "POS" else i
                return (first, own), doc[i], i + 1
            if i > first + 1 and doc[i - 1].lower_ == "own" and doc[i - 2].tag_ in ("POS", "PRP$"):
                own = i - 2 if doc[i - 2].tag_ == "POS" else i - 1
                return (first, own), doc[i], i + 1
            if i + 2 < len(doc) and doc[i + 1].lower_ in ("of", "by", "from"):
                inner = self.noun_phrase(i + 2, end)
                if inner is not None:
                    return inner, doc[i], inner[1]
            return None
        return None

    def noun_phrase(self, first: int, end: int) -> tuple[int, int] | None:
        """A noun phrase from a token on: up to a relative clause, a participle or a verb."""
        doc = self.doc
        stop, noun = first, False
        while stop < end:
            token = doc[stop]
            if is_break(token):
                break
            if token.tag_ in ("WP", "WDT", "VBD", "VBZ", "VBP", "MD", "WRB", "TO", "WP$"):
                break
            if token.tag_ == "VB" and not is_hyphened(token):
                break
            if token.tag_ in ("VBN", "VBG") and noun and not self._modifies(stop, first):
                break
            if token.lower_ == "that" and noun:
                break
            if token.tag_ in ("PRP",) and noun:
                break
            if noun and token.tag_ == "DT" and doc[stop - 1].tag_ not in ("IN", "CC", "TO"):
                break
            noun = noun or token.tag_ in NOUNS
            stop += 1
        while stop > first and doc[stop - 1].tag_ in ("IN", "RB", "CC"):
            stop -= 1
        return (first, stop) if noun and stop > first else None

    def _modifies(self, i: int, first: int) -> bool:
        """True for a participle before its noun: "a *leaked* memo", "three *surviving* guards"."""
        if is_hyphened(self.doc[i]):
            return True
        return i > first and self.doc[i - 1].tag_ in MODIFIED_AFTER

    def _participle(self, first: int, end: int) -> int:
        """Where a participle behind the speaker's noun begins ("two people *briefed* on it")."""
        doc = self.doc
        for i in range(first + 1, end):
            ends = doc[i].tag_ in ("VBN", "VBG") and doc[i - 1].tag_ in ("NN", "NNS", "NNP", "NNPS")
            if ends and not is_hyphened(doc[i]) and i + 1 < end:
                return i
        return end

    def joint(self, first: int, end: int) -> tuple[tuple[int, int], ...]:
        """Speakers joined by "and" or "or", where each could stand alone."""
        doc = self.doc
        for i in range(first + 1, end - 1):
            if doc[i].lower_ in ("and", "or", "&") and doc[i].head.pos_ in ("PROPN", "NOUN"):
                head = doc[i].head
                joined = [c for c in head.children if c.dep_ == "conj" and c.i > i]
                of = any(t.tag_ == "IN" for t in doc[first:i])
                alike = doc[i - 1].tag_ in NOUNS and not of
                if joined and alike and _kind(doc[i - 1]) == _kind(joined[0]):
                    return ((first, i), *self.joint(i + 1, end))
        return ((first, end),)


def _kind(noun: Token) -> str:
    """Name or noun, one or many alike."""
    return noun.tag_.removesuffix("S")
