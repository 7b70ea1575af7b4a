"""Events: the list with its facets, and one event with all its reports."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from communique.model import Event, LedgerEntry
from communique.model.record import Judgement
from communique.record.views import EventFilter, Facet, Page
from communique.web.errors import not_found
from communique.web.gathering import (
    MOST_REPORTS,
    Lead,
    Report,
    judgements_of,
    leads,
    reports,
)
from communique.web.labels import Standing, event_standing
from communique.web.respond import Ask, Row, twin

_ENTRIES = 20
COLUMNS = (
    "id",
    "date",
    "type",
    "modes",
    "actors",
    "recipients",
    "factuality",
    "places",
    "articles",
    "origins",
    "claims",
    "summary",
)


class Events(msgspec.Struct, frozen=True, kw_only=True):
    """A page of events, the words that show each, and by what they can be narrowed."""

    page: Page[Event]
    facets: tuple[Facet, ...]
    leads: dict[str, Lead]


class EventPage(msgspec.Struct, frozen=True, kw_only=True):
    """One event: its reports in their sentences, and what people decided about it."""

    event: Event
    standing: Standing
    reports: tuple[Report, ...]
    entries: tuple[LedgerEntry, ...]
    judgements: tuple[Judgement, ...]


def rows(answer: Events) -> Iterable[Row]:
    """The rows of the CSV."""
    return ({name: getattr(event, name) for name in COLUMNS} for event in answer.page.items)


@twin(
    "/events",
    template="events.html",
    filters=EventFilter,
    paged=True,
    sorts=("date", "-date", "-reports"),
    rows=rows,
    columns=COLUMNS,
)
def events(ask: Ask[EventFilter]) -> Events:
    """Events: claims of the same act, put together."""
    p = ask.paging
    page = ask.views.events(
        ask.filters, sort=p.sort or "-date", after=p.after, before=p.before, size=p.size
    )
    return Events(
        page=page,
        facets=ask.views.event_facets(ask.filters),
        leads=leads(ask.views, page.items),
    )


@twin("/events/{id}", template="event.html")
def event(ask: Ask[msgspec.Struct]) -> EventPage:
    """One event: every report with its sentence, who says so, and whether it happened."""
    full = ask.views.event_full(ask.path["id"])
    if full is None:
        raise not_found("event", ask.path["id"])
    entries = ask.views.entries_of(c.id for c in full.claims)
    ids = dict.fromkeys(id for ids in entries.values() for id in ids)
    return EventPage(
        event=full.event,
        standing=event_standing(full.event.factuality, full.claims),
        reports=tuple(reports(ask.views, full.claims[:MOST_REPORTS], full.articles)),
        entries=tuple(e for id in list(ids)[:_ENTRIES] if (e := ask.record.entry(id))),
        judgements=judgements_of(ask.record, full.event.id),
    )
