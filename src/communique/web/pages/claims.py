"""Claims: the list, which is the search of the whole record, and one claim with everything."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from communique.model import Claim, Event, LedgerEntry
from communique.model.record import Judgement
from communique.record.views import ClaimFilter, Page
from communique.web.errors import not_found
from communique.web.gathering import judgements_of
from communique.web.labels import standing
from communique.web.marks import Passage, passage
from communique.web.respond import Ask, Row, twin

COLUMNS = (
    "id",
    "kind",
    "type",
    "modes",
    "actors",
    "recipients",
    "sources",
    "standing",
    "date",
    "words",
    "article",
    "title",
    "publisher",
    "published",
    "confidence",
    "coder",
)


class Claims(msgspec.Struct, frozen=True, kw_only=True):
    """A page of claims."""

    page: Page[Claim]


class ClaimPage(msgspec.Struct, frozen=True, kw_only=True):
    """One claim in its sentences, its event and ledger entries, and what people decided."""

    claim: Claim
    passages: tuple[Passage, ...]
    lost: str | None
    event: Event | None
    entries: tuple[LedgerEntry, ...]
    judgements: tuple[Judgement, ...]


def row(claim: Claim) -> Row:
    """A claim as a row of the CSV; a party without a code is its words after a question mark."""
    return {
        "id": claim.id,
        "kind": claim.kind,
        "type": claim.event and claim.event.type,
        "modes": claim.event.modes if claim.event else (),
        "actors": tuple(m.code or f"?{m.text}" for m in claim.actors),
        "recipients": tuple(m.code or f"?{m.text}" for m in claim.recipients),
        "sources": tuple(s.code or f"?{s.text}" for s in claim.attribution),
        "standing": standing(claim).label,
        "date": claim.when.edtf,
        "words": tuple(e.quote for e in claim.evidence),
        "article": claim.article.id,
        "title": claim.article.title,
        "publisher": claim.article.publisher,
        "published": claim.article.published,
        "confidence": claim.confidence,
        "coder": claim.coder,
    }


def rows(answer: Claims) -> Iterable[Row]:
    """The rows of the CSV."""
    return map(row, answer.page.items)


@twin(
    "/claims",
    template="claims.html",
    filters=ClaimFilter,
    paged=True,
    sorts=("date", "-date"),
    rows=rows,
    columns=COLUMNS,
)
def claims(ask: Ask[ClaimFilter]) -> Claims:
    """Claims: sourced sentences, by words, parties, sources, time."""
    p = ask.paging
    return Claims(
        page=ask.views.claims(
            ask.filters, sort=p.sort or "-date", after=p.after, before=p.before, size=p.size
        )
    )


@twin("/claims/{id}", template="claim.html")
def claim(ask: Ask[msgspec.Struct]) -> ClaimPage:
    """One claim: its sentence, the chain layer by layer, the flags with their words."""
    id = ask.path["id"]
    found = ask.record.claim(id)
    if found is None:
        raise not_found("claim", id)
    article = ask.record.article_of(id)
    text = article.text if article else ""
    lost = ask.record.lost_since(id)
    event = ask.views.events_of([id]).get(id)
    entries = ask.views.entries_of([id]).get(id, ())
    return ClaimPage(
        claim=found,
        passages=tuple(passage(text, e) for e in found.evidence),
        lost=(lost.since or "") if lost else None,
        event=ask.record.event(event) if event else None,
        entries=tuple(e for entry in entries if (e := ask.record.entry(entry))),
        judgements=judgements_of(ask.record, id),
    )
