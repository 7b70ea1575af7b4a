"""When, where and how much: typed values of the reading attached to an act."""

from __future__ import annotations

import re
from itertools import pairwise

from spacy.tokens import Doc, Token

from communique.coding.grammar import own_clause
from communique.coding.whereabouts import where
from communique.model import Amount, When
from communique.reading.dates import DateMention
from communique.reading.sentences import sentence

_FIRST = re.compile(r"\b(?:first|last|only|\w+est)\b[^.;,]*\Z", re.IGNORECASE)
_NEAR = 45
_PLEDGES = frozenset(
    "promise pledge vow threaten ask urge order tell offer refuse demand want call invite warn"
    " swear undertake decide".split()
)

__all__ = ["amounts", "when", "where"]


def _span_token(doc: Doc, start: int, end: int) -> Token | None:
    span = doc.char_span(start, end, alignment_mode="expand")
    return span.root if span is not None and len(span) else None


def when(doc: Doc, trigger: Token, stop_at: Token | None = None) -> When:
    """The time of an act: the date expression nearest above it in its clause.

    A date that stands with the reporting verb is the date of the report (basis ``report``).
    Without any, the page's date is the latest the act can have, and is given as such.
    """
    own = {t.i for t in own_clause(trigger)}
    ancestors = [trigger, *trigger.ancestors]
    best: tuple[int, When] | None = None
    for mention in doc._.dates:
        token = _span_token(doc, mention.start, mention.end)
        if token is None or sentence(token) != sentence(trigger):
            continue
        depth = _depth(token, own, ancestors)
        if depth is None or _is_of_a_thing(doc, mention, token) or _apart(token, trigger):
            continue
        if depth == 0 and _in_inner_clause(token, trigger):
            continue
        if any(_is_contrast(node) for node in ancestors[:depth]):
            continue
        if depth > 0 and _belongs_lower(token, ancestors[depth], ancestors[depth - 1]):
            continue
        path = ancestors[: depth + 1]
        report = depth > 0 and (_crosses_report(path) or _is_of_pledge(token, path))
        value = When(
            edtf=mention.edtf,
            text=mention.text,
            start=mention.start,
            end=mention.end,
            basis="report" if report and mention.edtf else mention.basis,
        )
        nearer = best is None or depth < best[0]
        if nearer or (best is not None and depth == best[0] and best[1].edtf is None):
            best = (depth, value)
    if best is not None:
        return best[1]
    if doc._.published:
        return When(edtf=doc._.published, basis="publication")
    return When(basis="none")


def _depth(token: Token, own: set[int], ancestors: list[Token]) -> int | None:
    """How far above the trigger the clause is that a date stands in; None where in neither."""
    if token.i in own:
        return 0
    return next((d for d, node in enumerate(ancestors) if token in node.subtree), None)


def _in_inner_clause(token: Token, trigger: Token) -> bool:
    """Whether the date is of a clause inside the act's ("kidnapped in May", "which … since")."""
    node = token
    while node.i != trigger.i and node.head.i != node.i:
        if node.pos_ in ("VERB", "AUX"):
            if node.dep_ in ("relcl", "acl", "parataxis"):
                return True
            if node.dep_ == "advcl" and any(c.dep_ in ("nsubj", "nsubjpass") for c in node.lefts):
                return True
        node = node.head
    return False


def _is_of_a_thing(doc: Doc, mention: DateMention, token: Token) -> bool:
    """Whether the date only says which thing is meant ("Thursday's summit", "the first since")."""
    if token.dep_ == "poss" and token.head.pos_ in ("NOUN", "PROPN"):
        return True
    opened = mention.text.lower().startswith("since")
    before = doc.text[max(0, mention.start - _NEAR) : mention.start]
    return opened and _FIRST.search(before) is not None


def _apart(token: Token, trigger: Token) -> bool:
    """Whether a semicolon stands between a date and the act."""
    first, last = sorted((token.i, trigger.i))
    return any(t.text == ";" for t in trigger.doc[first:last])


def _is_of_pledge(token: Token, path: list[Token]) -> bool:
    """Whether the date is of the promise or request ("pledged on Tuesday to stay")."""
    for below, above in pairwise(path):
        infinitive = any(c.dep_ == "aux" and c.lower_ == "to" for c in below.lefts)
        if infinitive and above.lemma_ in _PLEDGES and token.i < below.i:
            return True
    return False


def _is_contrast(node: Token) -> bool:
    """Whether a clause sets its act against the one above ("…, while Chile called …")."""
    return node.dep_ == "advcl" and any(
        c.dep_ == "mark" and c.lower_ in ("while", "whereas", "although", "though")
        for c in node.children
    )


def _belongs_lower(token: Token, node: Token, below: Token) -> bool:
    """True when the date stands in a sibling clause and not in the clause above."""
    walker = token
    while walker.head != walker and walker != node:
        if walker.dep_ in ("ccomp", "relcl", "advcl", "conj", "acl") and walker != below:
            return walker.pos_ in ("VERB", "AUX")
        walker = walker.head
    return False


def _crosses_report(path: list[Token]) -> bool:
    return any(t.dep_ == "ccomp" for t in path[:-1])


def amounts(doc: Doc, trigger: Token) -> tuple[Amount, ...]:
    """Amounts standing in the trigger's own subtree."""
    return tuple(_in_subtree(doc, trigger, doc._.amounts))


def _in_subtree(doc: Doc, trigger: Token, items: tuple[Amount, ...]) -> list[Amount]:
    own = {t.i for t in own_clause(trigger)}
    found = []
    for item in items:
        token = _span_token(doc, item.start, item.end)
        if token is not None and token.i in own:
            found.append(item)
    return found
