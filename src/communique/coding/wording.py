"""Wording changes that a page reports: "the phrase … was later removed"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from communique.codebook import Lexicon
from communique.coding import grammar
from communique.coding.evidence import of_clause
from communique.model import Evidence
from communique.reading.phrases import phrase

WORDING = frozenset(
    "phrase word words wording sentence paragraph line reference passage clause mention term "
    "language formulation expression title section footnote caption name sentence adjective".split()
)
REMOVING = frozenset(
    "remove delete drop strike omit cut excise erase scrub expunge withdraw edit purge".split()
)
ADDING = frozenset("add insert include append".split())
REPLACING = frozenset("replace change amend alter substitute soften revise".split())
_HYPHEN = re.compile(r"\s+(?=[-‐‑–]\w)|(?<=\w[-‐‑–])\s+")


@dataclass(frozen=True, slots=True)
class WordingChange:
    """Words removed from or added to a document, and the words that say so."""

    verb: Token
    removed: str | None
    added: str | None
    document: str | None
    evidence: Evidence


def find_wording_changes(doc: Doc, tokens: list[Token], lexicon: Lexicon) -> list[WordingChange]:
    """The wording changes reported among these tokens."""
    found = []
    for verb in tokens:
        lemma = verb.lemma_.lower()
        if verb.pos_ != "VERB" or lemma not in REMOVING | ADDING | REPLACING:
            continue
        things = [t for t in grammar.patients(verb) if _is_wording(t)]
        if not things:
            continue
        quoted = _quoted(doc, things)
        if not quoted:
            continue
        new = _replacement(doc, verb) if lemma in REPLACING else None
        removed = None if lemma in ADDING else quoted
        added = quoted if lemma in ADDING else new
        found.append(
            WordingChange(
                verb, removed, added, _document(doc, verb, lexicon), of_clause(doc, verb)
            )
        )
    return found


def _is_wording(token: Token) -> bool:
    return token.lemma_.lower() in WORDING or token.lower_ in WORDING


def _quoted(doc: Doc, things: list[Token]) -> str | None:
    for thing in things:
        span = doc[thing.left_edge.i : thing.right_edge.i + 1]
        for quote in doc._.quotes:
            if quote.start >= span.start_char and quote.end <= span.end_char + 1:
                return _clean(doc.text[quote.inner_start : quote.inner_end])
        for quote in doc._.quotes:
            if 0 <= quote.start - span.end_char <= 2:
                return _clean(doc.text[quote.inner_start : quote.inner_end])
    return None


def _clean(words: str) -> str:
    return _HYPHEN.sub("", words).strip(" ,.;")


def _replacement(doc: Doc, verb: Token) -> str | None:
    for prep in verb.children:
        if prep.dep_ in ("prep", "agent") and prep.lower_ in ("with", "by", "to"):
            span = doc[prep.left_edge.i : prep.right_edge.i + 1]
            for quote in doc._.quotes:
                if span.start_char <= quote.start <= span.end_char:
                    return _clean(doc.text[quote.inner_start : quote.inner_end])
    return None


def _document(doc: Doc, verb: Token, lexicon: Lexicon) -> str | None:
    """The document the words stood in: said with the verb, else the one spoken of just before."""
    for prep in verb.children:
        if prep.dep_ == "prep" and prep.lower_ in ("from", "in", "to", "into"):
            for obj in prep.children:
                if obj.dep_ == "pobj":
                    return str(phrase(obj).text)
    for thing in grammar.patients(verb):
        for prep in thing.children:
            if prep.dep_ == "prep" and prep.lower_ in ("in", "from", "of"):
                for obj in prep.children:
                    if obj.dep_ == "pobj" and obj.lemma_.lower() in lexicon.reporting.documents:
                        return str(phrase(obj).text)
    for token in reversed(doc[verb.sent.start : verb.i]):
        if token.pos_ == "NOUN" and token.lemma_.lower() in lexicon.reporting.documents:
            speaker = _speaker(token)
            return f"{token.lemma_} by {speaker}" if speaker else str(phrase(token).text)
    return None


def _speaker(document: Token) -> str | None:
    verb = grammar.governing_verb(document)
    if verb is None or document.dep_ not in ("pobj",):
        return None
    subject = grammar.logical_subject(verb)
    return phrase(subject[0]).text if subject else None
