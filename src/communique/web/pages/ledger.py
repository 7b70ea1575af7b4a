"""The ledger: the list, and one entry with the claim behind each change."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from communique.model import LedgerEntry
from communique.model.record import Judgement
from communique.record.views import LedgerFilter, Page
from communique.web.errors import not_found
from communique.web.gathering import (
    MOST_REPORTS,
    Lead,
    Report,
    claims_in_order,
    entry_leads,
    judgements_of,
    reports,
)
from communique.web.respond import Ask, Row, twin

COLUMNS = (
    "id",
    "date",
    "kind",
    "status",
    "by",
    "to",
    "third_parties",
    "object",
    "amounts",
    "deadline",
    "condition",
    "claims",
)


class Ledger(msgspec.Struct, frozen=True, kw_only=True):
    """A page of ledger entries and the claim that each began with."""

    page: Page[LedgerEntry]
    leads: dict[str, Lead]


class EntryPage(msgspec.Struct, frozen=True, kw_only=True):
    """One ledger entry; ``reports`` are the claims behind its changes, ``others`` the rest."""

    entry: LedgerEntry
    reports: dict[str, Report]
    others: tuple[Report, ...]
    judgements: tuple[Judgement, ...]


def rows(answer: Ledger) -> Iterable[Row]:
    """The rows of the CSV."""
    return ({name: getattr(entry, name) for name in COLUMNS} for entry in answer.page.items)


@twin(
    "/ledger",
    template="ledger.html",
    filters=LedgerFilter,
    paged=True,
    sorts=("date", "-date"),
    rows=rows,
    columns=COLUMNS,
)
def ledger(ask: Ask[LedgerFilter]) -> Ledger:
    """The ledger: what was asked, promised, refused, delivered, and what became of it."""
    p = ask.paging
    page = ask.views.ledger(
        ask.filters, sort=p.sort or "-date", after=p.after, before=p.before, size=p.size
    )
    return Ledger(page=page, leads=entry_leads(ask.views, page.items))


@twin("/ledger/{id}", template="entry.html")
def entry(ask: Ask[msgspec.Struct]) -> EntryPage:
    """One ledger entry: its history, with the claim behind each change."""
    found = ask.record.entry(ask.path["id"])
    if found is None:
        raise not_found("ledger entry", ask.path["id"])
    steps = [change.claim for change in (*found.history, *found.contested)]
    ids = [*steps, *found.claims[:MOST_REPORTS]]
    told = {r.claim.id: r for r in reports(ask.views, claims_in_order(ask.views, ids))}
    return EntryPage(
        entry=found,
        reports={id: told[id] for id in steps if id in told},
        others=tuple(r for id, r in told.items() if id not in steps),
        judgements=judgements_of(ask.record, found.id),
    )
