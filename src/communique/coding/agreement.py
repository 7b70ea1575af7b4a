"""Two readers of one article: which events both read, and which one alone.

Two events are the same where their types are equal and their evidence overlaps. What the language
model read alone becomes a claim of its own, with its own coder's name; parties are resolved by the
actor tables, and what is not found in the text stays unresolved.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from communique.actors import Resolver
from communique.codebook import Codebook
from communique.coding.llm import LanguageModelReader, LlmEvent
from communique.model import (
    Article,
    Claim,
    Evidence,
    Factuality,
    Mention,
    Source,
    make_claim,
)

ALONE = 0.5
"""Confidence of an event that only the language model read: it gives none that means anything."""


def read_twice(
    reader: LanguageModelReader,
    coded: Iterable[tuple[Article, tuple[Claim, ...]]],
    *,
    coder: str,
    resolver: Resolver,
) -> Iterator[tuple[Article, tuple[Claim, ...], str | None]]:
    """Articles with their claims as both readers have them, in order.

    Where the language model gave no answer, the claims are the first reader's, without agreement,
    and the third part says why.
    """
    waiting: deque[tuple[Claim, ...]] = deque()

    def articles() -> Iterator[Article]:
        for article, claims in coded:
            waiting.append(claims)
            yield article

    for article, reading in reader.read(articles()):
        claims = waiting.popleft()
        if reading.failure is None:
            claims = tuple(
                compared(
                    article,
                    claims,
                    reading.events,
                    coder=coder,
                    book=reader.book,
                    resolver=resolver,
                )
            )
        yield article, claims, reading.failure


def compared(
    article: Article,
    claims: Sequence[Claim],
    events: Sequence[LlmEvent],
    *,
    coder: str,
    book: Codebook,
    resolver: Resolver,
) -> list[Claim]:
    """All claims in text order; every event has its ``agreement``, other kinds are as they were.

    ``coder`` is the name of the second reader for what it read alone.
    """
    confirmed: set[int] = set()
    found: list[Claim] = []
    for claim in claims:
        if claim.kind != "event":
            found.append(claim)
            continue
        same = {i for i, event in enumerate(events) if _same(claim, event)}
        confirmed |= same
        found.append(msgspec.structs.replace(claim, agreement="both" if same else "first"))
    for i, event in enumerate(events):
        if i not in confirmed:
            found.append(_claim(article, event, coder, book, resolver))
    unique = {(c.id, c.coder): c for c in found}
    return sorted(unique.values(), key=lambda c: (c.evidence[0].start, c.evidence[0].end, c.id))


def _same(claim: Claim, event: LlmEvent) -> bool:
    assert claim.event is not None
    return claim.event.type == event.type and any(
        e.start < event.end and event.start < e.end for e in claim.evidence
    )


def _claim(
    article: Article, event: LlmEvent, coder: str, book: Codebook, resolver: Resolver
) -> Claim:
    def mention(words: str) -> Mention:
        return _mention(article, event, words, resolver)

    claim = make_claim(
        kind="event",
        article=article.ref,
        evidence=(Evidence(start=event.start, end=event.end, quote=event.quote),),
        event=book.event_code(event.type, event.modes),
        actors=(mention(event.actor),),
        recipients=(mention(event.recipient),) if event.recipient else (),
        attribution=(_source(mention(event.said_by)),) if event.said_by else (),
        factuality=Factuality(**{flag: True for flag in event.flags}),  # type: ignore[arg-type]
        confidence=ALONE,
        coder=coder,
    )
    return msgspec.structs.replace(claim, agreement="second")


def _mention(article: Article, event: LlmEvent, words: str, resolver: Resolver) -> Mention:
    """The words where they stand in the quotation, else nearest before it, else after it."""
    wanted = r"(?<!\w)" + r"\s+".join(map(re.escape, words.split())) + r"(?!\w)"
    places = [m.span() for m in re.finditer(wanted, article.text)] if words.split() else []
    inside = [p for p in places if event.start <= p[0] and p[1] <= event.end]
    before = [p for p in places if p[0] < event.start]
    if not places:
        return Mention(
            text="",
            start=event.start,
            end=event.start,
            reason=f"the second reader's {words!r} does not stand in the text",
        )
    start, end = (inside or before[-1:] or places)[0]
    text = article.text[start:end]
    return resolver.resolve(" ".join(text.split()), date=article.published).mention(
        text, start, end
    )


def _source(mention: Mention) -> Source:
    return Source(
        text=mention.text,
        start=mention.start,
        end=mention.end,
        code=mention.code,
        name=mention.name,
        status=mention.status,
        reason=mention.reason,
    )
