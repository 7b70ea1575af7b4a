"""Quotations and their speakers; a quotation without a named speaker stays without one."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from communique.coding.attribution import Attribution
from communique.model import Source
from communique.reading.paragraphs import is_furniture
from communique.reading.quotes import Quote
from communique.reading.sentences import sentence, sentences

SCARE_WORDS = 3
"""Quoted words of at most this many, inside a clause of the page's own, are no quotation."""
TAG_REACH = 12
"""A speaker's tag must begin within this many tokens of the quotation's end (or end before it)."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation with its chain of sources; the last one is the speaker."""

    quote: Quote
    chain: tuple[Source, ...]


def find_quotations(doc: Doc, attribution: Attribution) -> list[Quotation]:
    """The quotations of a document in text order."""
    found: list[Quotation] = []
    last: tuple[int, tuple[Source, ...]] | None = None
    for quote in doc._.quotes:
        if is_furniture(doc, quote.start, quote.end):
            continue
        inside = doc.char_span(quote.inner_start, quote.inner_end, alignment_mode="contract")
        if inside is None or not len(inside):
            continue
        words = [t for t in inside if t.is_alpha]
        chain = _chain(doc, quote, inside, attribution)
        paragraph = doc.text.count("\n\n", 0, quote.start)
        whole = _is_whole(doc, quote, inside)
        if not chain and whole and last is not None and last[0] == paragraph:
            chain = last[1]
        if len(words) <= SCARE_WORDS and not (whole and len(words) > 1):
            continue
        if not chain and not whole and not any(t.pos_ in ("VERB", "AUX") for t in inside):
            continue
        if chain:
            last = (doc.text.count("\n\n", 0, quote.end), chain)
        found.append(Quotation(quote, chain or (_nobody(quote),)))
    return found


def _nobody(quote: Quote) -> Source:
    return Source(
        text="",
        start=quote.start,
        end=quote.start,
        kind="actor",
        reason="the page names no speaker",
    )


def _is_whole(doc: Doc, quote: Quote, inside: Span) -> bool:
    """True when the quotation is whole sentences rather than a fragment of the page's own."""
    first = next((t for t in inside if t.is_alpha), None)
    if first is None or not first.text[0].isupper():
        return False
    around = sentence(inside[0])
    return around.start >= inside.start - 1 or _after_colon(doc, inside)


def _after_colon(doc: Doc, inside: Span) -> bool:
    before = doc[max(0, inside.start - 3) : inside.start].text
    return ":" in before or "," in before


def _chain(doc: Doc, quote: Quote, inside: Span, attribution: Attribution) -> tuple[Source, ...]:
    """Sources above the quotation, by the parse and else by the tag beside it."""
    best: tuple[Source, ...] = ()
    for sent in sentences(inside):
        tokens = [t for t in sent if inside.start <= t.i < inside.end]
        if not tokens:
            continue
        top = min(tokens, key=lambda t: sum(1 for _ in t.ancestors))
        outer = tuple(
            s for s in attribution.chain(top) if not quote.inner_start <= s.start < quote.inner_end
        )
        if len(outer) > len(best):
            best = outer
    if best:
        return best
    tag = _tag(doc, inside, attribution)
    return tag


def _tag(doc: Doc, inside: Span, attribution: Attribution) -> tuple[Source, ...]:
    """ "…", he said / said X: the reporting verb next to the quotation in its paragraph."""
    after: list[Token] = []
    for token in doc[inside.end : inside.end + TAG_REACH]:
        if "\n" in token.text or token.text == ".":
            break
        after.append(token)
    for token in after:
        if attribution.is_reporting(token) and token.tag_ in ("VBD", "VBZ", "VBP"):
            if token.dep_ in ("relcl", "acl"):
                continue
            subjects = [c for c in token.children if c.dep_ in ("nsubj", "dobj")]
            if subjects and not _closing_gap(doc, inside, token):
                return tuple(attribution.sources(token, subjects))
    before = [t for t in doc[max(0, inside.start - 4) : inside.start]]
    for token in reversed(before):
        if "\n" in token.text:
            break
        if attribution.is_reporting(token) and token.tag_ in ("VBD", "VBZ", "VBP"):
            subjects = [c for c in token.children if c.dep_ == "nsubj"]
            if subjects:
                return tuple(attribution.chain(token)) + tuple(attribution.sources(token, subjects))
    return ()


def _closing_gap(doc: Doc, inside: Span, verb: Token) -> bool:
    """True when a sentence ends between the quotation and the verb."""
    between = doc[inside.end : verb.i]
    return any(t.text in (".", "?", "!", ";") for t in between)
