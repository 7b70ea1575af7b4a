"""The exact words that carry a claim."""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Doc, Token

from communique.model import Evidence, Mention
from communique.reading.phrases import trim
from communique.reading.sentences import sentence

CLOSING = {'"': '"', "”": "“", "»": "«"}
"""Closing quotation marks and what opens them."""
CLAUSE_EDGE = frozenset({"mark", "cc", "punct", "preconj"})


def of_tokens(doc: Doc, start: int, end: int) -> Evidence:
    """Evidence for the tokens ``[start, end)``, edges cleaned."""
    span = trim(doc, start, end)
    while len(span) > 1 and span[-1].is_punct and span[-1].text in (",", ";", ":", ".", "-", "–"):
        span = span[:-1]
    end = span.end_char
    if doc.text[end : end + 1] in CLOSING and _is_open(span.text, doc.text[end]):
        end += 1
    return Evidence(start=span.start_char, end=end, quote=doc.text[span.start_char : end])


def _is_open(words: str, mark: str) -> bool:
    """True when the words open a quotation that ``mark`` would close."""
    if mark == '"':
        return words.count('"') % 2 == 1
    return words.count(CLOSING[mark]) > words.count(mark)


def of_clause(
    doc: Doc, verb: Token, extra: Iterable[Token] = (), parties: Iterable[Mention] = ()
) -> Evidence:
    """The clause of a verb: its subtree without joined clauses, its parties included.

    Clauses that are joined to it, or that report it, stay outside; the whole is one stretch.
    """
    inside = _own_tokens(verb)
    for token in extra:
        inside.update(t.i for t in token.subtree)
    start, end = min(inside), max(inside) + 1
    around = sentence(verb)
    for mention in parties:
        span = doc.char_span(mention.start, mention.end, alignment_mode="expand")
        if span is not None and len(span) and around.start <= span.start < around.end:
            start, end = min(start, span.start), max(end, span.end)
    while start < end - 1 and (
        doc[start].dep_ in CLAUSE_EDGE or doc[start].is_punct or doc[start].is_space
    ):
        if doc[start].is_quote:
            break
        start += 1
    while end - 1 > start and doc[end - 1].dep_ in ("cc",):
        end -= 1
    return of_tokens(doc, start, end)


def _own_tokens(verb: Token) -> set[int]:
    found = {verb.i}
    stack = [c for c in verb.children if not _outside(verb, c)]
    while stack:
        token = stack.pop()
        found.add(token.i)
        stack.extend(token.children)
    return found


def _outside(verb: Token, child: Token) -> bool:
    if child.dep_ in ("punct", "cc", "mark", "parataxis"):
        return True
    if child.dep_ == "conj" and child.pos_ in ("VERB", "AUX"):
        return True
    if child.dep_ == "prep" and child.lower_ == "according":
        return True
    if child.dep_ == "advcl" and any(c.dep_ == "mark" for c in child.children):
        return True
    return (
        child.dep_ in ("npadvmod", "advmod")
        and child.i < verb.i
        and not any(c.dep_ in ("nsubj", "nsubjpass") and c.i < child.i for c in verb.children)
    )
