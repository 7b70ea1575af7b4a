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
from communique.reading.sentences import sentence

WORDING = frozenset(
    "phrase word words wording sentence paragraph line reference passage clause mention term "
    "language formulation expression title section footnote caption name sentence adjective".split()
)
PASSAGES = frozenset(
    {"phrase", "sentence", "paragraph", "passage", "clause", "wording", "reference", "mention"}
)
"""Nouns that mean a piece of text even without a quotation beside them."""
REMOVING = frozenset(
    "remove delete drop strike omit cut excise erase scrub expunge withdraw edit purge".split()
)
ADDING = frozenset("add insert include append".split())
VANISHING = frozenset({"vanish", "disappear"})
APPEARING = frozenset({"appear", "feature", "stand", "figure"})
HOLDING = frozenset({"contain", "include", "have", "mention", "carry"})
REPLACING = frozenset("replace change amend alter substitute soften revise".split())
ADJACENT = 2
"""Characters at most between a wording noun and the quotation that names it."""
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
        if verb.pos_ != "VERB":
            continue
        if lemma in REMOVING | ADDING | REPLACING:
            words = _wording(doc, [t for t in grammar.patients(verb) if _is_wording(t)])
        elif lemma in VANISHING:
            words = _wording(doc, grammar.logical_subject(verb), bare=True)
        elif lemma in APPEARING and _no_longer(verb):
            subjects = grammar.logical_subject(verb)
            words = _wording(doc, [t for t in subjects if _is_wording(t)])
        elif lemma in HOLDING and _no_longer(verb):
            words = _wording(doc, [t for t in grammar.patients(verb) if _is_wording(t)])
        else:
            continue
        if not words:
            continue
        new = _replacement(doc, verb) if lemma in REPLACING else None
        removed = None if lemma in ADDING else words
        added = words if lemma in ADDING else new
        found.append(
            WordingChange(verb, removed, added, _document(doc, verb, lexicon), of_clause(doc, verb))
        )
    return found


def _is_wording(token: Token) -> bool:
    return token.lemma_.lower() in WORDING or token.lower_ in WORDING


def _no_longer(verb: Token) -> bool:
    before = " ".join(t.lower_ for t in verb.doc[max(0, verb.i - 3) : verb.i])
    return "no longer" in before or "not" in before.split()


def _wording(doc: Doc, things: list[Token], *, bare: bool = False) -> str | None:
    """The words that changed: the quoted ones, else the phrase that describes them.

    With ``bare`` the quotation itself is the subject ("“and an ally” had vanished").
    """
    for thing in things:
        start, end = doc[thing.left_edge.i].idx, thing.right_edge.idx + len(thing.right_edge.text)
        for quote in doc._.quotes:
            after = quote.start - thing.idx - len(thing.text)
            near = 0 <= after and quote.start <= end + 2
            if near and (after <= ADJACENT or not _in_relative(doc, thing, quote.start)):
                return _clean(doc.text[quote.inner_start : quote.inner_end])
            if bare and quote.start <= start <= quote.end:
                return _clean(doc.text[quote.inner_start : quote.inner_end])
        if thing.lemma_.lower() in PASSAGES and not bare:
            described = [c for c in thing.children if c.dep_ in ("prep", "acl", "relcl")]
            if described:
                away = [c for c in thing.children if c.dep_ == "prep" and c.lower_ == "from"]
                end = away[-1].idx if away and away[-1].i > described[0].i else end
                return doc.text[start:end].strip(" ,.")
    return None


def _in_relative(doc: Doc, thing: Token, start: int) -> bool:
    """True when the quotation stands inside a clause that only describes the wording."""
    for child in thing.children:
        if child.dep_ in ("acl", "relcl", "prep"):
            last = child.right_edge
            if child.left_edge.idx <= start < last.idx + len(last.text):
                return True
    return False


def _clean(words: str) -> str:
    return _HYPHEN.sub("", words).strip(" ,.;")


def _replacement(doc: Doc, verb: Token) -> str | None:
    around = sentence(verb)
    for quote in doc._.quotes:
        if verb.idx < quote.start < around.end_char:
            before = doc.text[: quote.start].rstrip().rsplit(" ", 1)[-1].lower()
            if before in ("with", "by", "to"):
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
                    if obj.dep_ == "pobj" and prep.lower_ == "from":
                        return str(phrase(obj).text)
                    if obj.dep_ == "pobj" and obj.lemma_.lower() in lexicon.reporting.documents:
                        return str(phrase(obj).text)
    if verb.lemma_ in HOLDING:
        subject = grammar.logical_subject(verb)
        if subject:
            return str(phrase(subject[0]).text)
    behind = _document_behind(doc, verb)
    if behind is not None:
        return behind
    for token in reversed(doc[sentence(verb).start : verb.i]):
        if token.pos_ == "NOUN" and token.lemma_.lower() in lexicon.reporting.documents:
            speaker = _speaker(token)
            return f"{token.lemma_} by {speaker}" if speaker else str(phrase(token).text)
    return None


def _document_behind(doc: Doc, verb: Token) -> str | None:
    """The document named after the last quotation: "deleted “…” from its statement"."""
    around = sentence(verb)
    last = max((q.end for q in doc._.quotes if q.end <= around.end_char), default=0)
    for token in around:
        if token.idx >= last > verb.idx and token.dep_ == "prep":
            if token.lower_ in ("from", "in", "into", "to"):
                for obj in token.children:
                    if obj.dep_ == "pobj":
                        return str(phrase(obj).text)
    return None


def _speaker(document: Token) -> str | None:
    verb = grammar.governing_verb(document)
    if verb is None or document.dep_ not in ("pobj",):
        return None
    subject = grammar.logical_subject(verb)
    return phrase(subject[0]).text if subject else None
