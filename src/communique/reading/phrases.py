"""Noun phrases over a dependency parse: where a phrase begins and ends, what it is joined with."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET"})
_LEFT = frozenset(
    {"det", "amod", "compound", "poss", "nummod", "nmod", "quantmod", "predet", "case", "advmod"}
)
_RIGHT_OF = frozenset({"of", "for", "in", "from", "at"})


def phrase(head: Token) -> Span:
    """The noun phrase around a head: its modifiers on the left, "of …" on its right.

    Conjuncts, relative clauses and appositions stay outside.
    """
    left = head.i
    for child in head.lefts:
        if child.dep_ in _LEFT and not (child.dep_ == "advmod" and child.pos_ == "SCONJ"):
            left = min(left, child.left_edge.i)
    right = head.i
    for child in head.rights:
        if child.dep_ == "prep" and child.lower_ in _RIGHT_OF and head.pos_ in ("NOUN", "PROPN"):
            speaks_for = child.lower_ == "for" and head.lemma_.lower().startswith("spokes")
            if child.lower_ != "of" and not speaks_for and not _short_tail(child):
                continue
            for obj in child.children:
                if obj.dep_ == "pobj":
                    right = max(right, phrase(obj).end - 1)
        elif child.dep_ in ("nmod", "flat") or (child.dep_ == "compound" and child.i == right + 1):
            right = max(right, child.i)
    return trim(head.doc, left, right + 1)


def trim(doc: Doc, start: int, end: int) -> Span:
    """A token span without quotation marks, spaces and stray punctuation at its edges."""
    while start < end - 1 and (doc[start].is_space or doc[start].is_quote or doc[start].is_punct):
        start += 1
    while end - 1 > start and (doc[end - 1].is_space or doc[end - 1].is_quote):
        end -= 1
    return doc[start:end]


def _short_tail(prep: Token) -> bool:
    objects = [t for t in prep.children if t.dep_ == "pobj"]
    return len(objects) == 1 and objects[0].pos_ == "PROPN" and objects[0].i - prep.i <= 3


def conjuncts(head: Token) -> list[Token]:
    """A head and the heads joined to it ("A, B and C"), in text order."""
    found = [head]
    stack = [head]
    while stack:
        token = stack.pop()
        for child in token.children:
            if child.dep_ == "conj" and child.pos_ in NOMINAL:
                found.append(child)
                stack.append(child)
    return sorted(found, key=lambda t: t.i)


def joined_words(word: Token) -> list[Token]:
    """A modifier and those joined to it ("Polish, Lithuanian and Ukrainian"), in order."""
    found = [word]
    for child in word.children:
        if child.dep_ == "conj":
            found += joined_words(child)
    return found


def first_conjunct(token: Token) -> Token:
    """The head that a conjunct hangs on in the end."""
    while token.dep_ == "conj" and token.head.pos_ in NOMINAL and token.head != token:
        token = token.head
    return token


def apposition(head: Token) -> Token | None:
    """The phrase in apposition ("Zarif, Iran's foreign minister")."""
    return next((c for c in head.rights if c.dep_ == "appos"), None)


def prepositional(head: Token, *preps: str) -> Iterator[Token]:
    """Objects of the prepositions at a head, in the order of ``preps``."""
    for prep in preps:
        for child in head.children:
            if child.dep_ in ("prep", "dative", "agent", "prt", "advmod") and child.lower_ == prep:
                for obj in child.children:
                    if obj.dep_ in ("pobj", "pcomp"):
                        yield obj
                    elif obj.dep_ == "prep":
                        yield from (g for g in obj.children if g.dep_ in ("pobj", "pcomp"))


def modifiers(head: Token) -> Iterator[Token]:
    """Possessives, compounds and adjectives before a head: whose it may be."""
    for child in head.lefts:
        if child.dep_ in ("poss", "compound", "amod", "nmod"):
            yield child


def is_plural(head: Token) -> bool:
    """True for plural nouns and for coordinated phrases."""
    return (
        "Plur" in head.morph.get("Number", [])
        or head.tag_ in ("NNS", "NNPS")
        or len(conjuncts(head)) > 1
    )
