"""When, where and how much: typed values of the reading attached to an act."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from communique.coding.grammar import own_clause
from communique.model import Amount, Place, When
from communique.reading.sentences import sentence


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
        if depth is None:
            continue
        if depth > 0 and _belongs_lower(token, ancestors[depth], ancestors[depth - 1]):
            continue
        report = depth > 0 and _crosses_report(ancestors[: depth + 1])
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


def where(doc: Doc, trigger: Token) -> tuple[Place, ...]:
    """Places of the act: those standing in the trigger's own subtree."""
    return tuple(_in_subtree(doc, trigger, doc._.places))


def amounts(doc: Doc, trigger: Token) -> tuple[Amount, ...]:
    """Amounts standing in the trigger's own subtree."""
    return tuple(_in_subtree(doc, trigger, doc._.amounts))


def _in_subtree(doc: Doc, trigger: Token, items: tuple) -> list:  # type: ignore[type-arg]
    own = {t.i for t in own_clause(trigger)}
    found = []
    for item in items:
        token = _span_token(doc, item.start, item.end)
        if token is not None and token.i in own:
            found.append(item)
    return found
