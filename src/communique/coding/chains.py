"""What is made of the sources that were found around a claim: their order, and who speaks."""

from __future__ import annotations

import msgspec
from spacy.tokens import Token

from communique.coding.reporting import told
from communique.coding.sources import apart
from communique.model import Mention, Source
from communique.reading.quotes import Quote

FIRST = frozenset({"i", "we", "me", "us"})
"""Who speaks of himself in a quotation is its speaker."""


def kept(token: Token, chain: tuple[Source, ...]) -> tuple[Source, ...]:
    """ "“The ballots are safe,” she assured them": what is or was is asserted, not promised."""
    if not chain or chain[-1].stance != "promises" or token.pos_ not in ("VERB", "AUX"):
        return chain
    return (
        (*chain[:-1], msgspec.structs.replace(chain[-1], stance="asserts"))
        if told(token)
        else chain
    )


def within(
    quote: Quote, spoken: tuple[Source, ...], climbed: tuple[Source, ...]
) -> tuple[Source, ...]:
    """The speaker of a quotation, then those whom the speaker gives as sources."""
    inside = [
        s
        for s in climbed
        if quote.inner_start <= s.start < quote.inner_end and s.text.lower() not in FIRST
    ]
    return apart([*spoken, *inside])


def settled(inward: list[Source]) -> tuple[Source, ...]:
    """Sources found from the claim outwards, outermost first, each stretch of words once."""
    return apart(list(reversed(inward)))


def speaker(chain: tuple[Source, ...]) -> Source:
    """Who speaks at the end of a chain: the innermost source that is not a document."""
    return next((s for s in reversed(chain) if s.kind != "document"), chain[-1])


def as_mention(source: Source) -> Mention:
    """A source as the speaker's mention."""
    country, _, sector = (source.code or "").partition(" ")
    return Mention(
        text=source.text,
        start=source.start,
        end=source.end,
        code=source.code,
        name=source.name,
        country=country or None,
        sectors=(sector,) if sector else (),
        status=source.status,
        reason=source.reason,
    )
