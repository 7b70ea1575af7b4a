"""The plain way to filter: row by row, over what ``Record`` lists; and the world it is tried on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.record.busy import page

from communique.model import Claim, Event, LedgerEntry, date_range
from communique.record import Record, open_record
from communique.record.facets import happened
from communique.record.likeness import days, known_days
from communique.record.views import ClaimFilter, EventFilter, LedgerFilter, Page

PAGES = 60


def filled(where: str) -> Record:
    """The busy world in a new record."""
    record = open_record(where)
    for number in range(PAGES):
        article, claims = page(number)
        record.add(article, claims, claims[0].coder)
    record.rebuild()
    return record


def place_for(kind: str, name: str, folder: Any, address: Callable[[], str]) -> str:
    """A place for a record that several tests only read."""
    if kind == "sqlite":
        return str(folder / "r.db")
    import psycopg

    where = address()
    with psycopg.connect(where, autocommit=True) as connection:
        connection.execute(f"DROP SCHEMA IF EXISTS {name} CASCADE".encode())
        connection.execute(f"CREATE SCHEMA {name}".encode())
    return f"{where}{'&' if '?' in where else '?'}options=-csearch_path%3D{name}"


def walked(ask: Callable[..., Page[Any]], size: int = 7) -> list[Any]:
    """All rows, page by page, and the same from the end."""
    found: list[Any] = []
    first = here = ask(after=None, before=None, size=size)
    assert here.before is None
    while True:
        found += here.items
        assert len(here.items) == size or here.after is None
        if here.after is None:
            break
        here = ask(after=here.after, before=None, size=size)
        assert here.before is not None
    back = list(here.items)
    while here.before is not None:
        here = ask(after=None, before=here.before, size=size)
        back = [*here.items, *back]
    assert back == found
    assert first.total == len(found)
    assert not first.total_is_floor
    return found


def begins(codes: Any, wanted: str | None) -> bool:
    if wanted is None:
        return True
    return any(c is not None and (c + " ").startswith(wanted + " ") for c in codes)


def in_time(known: Any, since: str | None, until: str | None) -> bool:
    if since is None and until is None:
        return True
    if known is None:
        return False
    late = until is not None and known.first > date_range(until).last
    return not late and not (since is not None and known.last < date_range(since).first)


def fits_event(event: Event, told: list[Claim], f: EventFilter) -> bool:
    codes = [c.event for c in told if c.event]
    places = [p for c in told for p in c.where]
    return (
        (f.type is None or event.type == f.type)
        and (f.mode is None or f.mode in event.modes)
        and (f.context is None or any(f.context in code.contexts for code in codes))
        and (f.quad is None or f.quad == codes[0].quad)
        and begins(event.actors, f.actor)
        and begins(event.recipients, f.recipient)
        and begins((*event.actors, *event.recipients), f.party)
        and begins([s.code for c in told for s in c.attribution], f.attributed_to)
        and (
            f.place is None
            or any(f.place in (str(p.geonames_id), (p.name or p.text).lower()) for p in places)
        )
        and (
            f.factuality is None
            or (happened(told) if f.factuality == "happened" else f.factuality in event.factuality)
        )
        and (
            within(event, f.since, f.until)
            if f.within
            else in_time(days(event.date), f.since, f.until)
        )
        and (f.article is None or any(c.article.id == f.article for c in told))
        and (f.search is None or any(f.search in c.evidence[0].quote for c in told))
    )


EVENT_FILTERS = [
    EventFilter(),
    EventFilter(type="AID"),
    EventFilter(actor="ZEN"),
    EventFilter(actor="ZEN GOV"),
    EventFilter(recipient="RUR"),
    EventFilter(party="ZEN"),
    EventFilter(actor="ZEN", recipient="RUR"),
    EventFilter(mode="meet"),
    EventFilter(context="trade", party="STR"),
    EventFilter(quad="material conflict"),
    EventFilter(attributed_to="ZEN"),
    EventFilter(place="11"),
    EventFilter(place="upper zenda"),
    EventFilter(place="nowhere"),
    EventFilter(factuality="happened"),
    EventFilter(factuality="negated"),
    EventFilter(factuality="certain", type="AGREE"),
    EventFilter(since="2020-03"),
    EventFilter(until="2020-02-10"),
    EventFilter(since="2020-02-10", until="2020-02-20"),
    EventFilter(since="2020-02-10", until="2020-02-20", actor="ZEN", factuality="happened"),
    EventFilter(since="2020-02", until="2020-02", within=True),
    EventFilter(since="2020", party="ZEN", within=True),
    EventFilter(search="grain"),
    EventFilter(search="grain", party="RUR", since="2020-02"),
    EventFilter(type="PROTEST"),
    EventFilter(actor="ZENDA"),
]


def day(item: Event | LedgerEntry) -> str:
    known = days(item.date)
    return known.first.isoformat() if known and known.first else ""


CLAIM_FILTERS = [
    ClaimFilter(),
    ClaimFilter(kind="quotation"),
    ClaimFilter(type="SANCTION", mode="withdraw"),
    ClaimFilter(quad="verbal cooperation"),
    ClaimFilter(actor="ZEN"),
    ClaimFilter(recipient="RUR GOV", kind="event"),
    ClaimFilter(source="ZEN"),
    ClaimFilter(party="STR"),
    ClaimFilter(source="ZEN", party="RUR"),
    ClaimFilter(negated=True),
    ClaimFilter(negated=False, certainty="certain"),
    ClaimFilter(certainty="probable"),
    ClaimFilter(min_confidence=0.6),
    ClaimFilter(min_confidence=0.9, actor="ZEN"),
    ClaimFilter(since="2020-02-10", until="2020-02-12"),
    ClaimFilter(since="2020-03"),
    ClaimFilter(until="2020-01"),
    ClaimFilter(search="coal"),
    ClaimFilter(search='"gave Zenda coal"'),
    ClaimFilter(search="coal", since="2020-02", until="2020-02", party="ZEN"),
]


def fits_claim(claim: Claim, f: ClaimFilter) -> bool:
    event = claim.event
    sources = [s.code for s in claim.attribution]
    actors = [m.code for m in claim.actors]
    recipients = [m.code for m in claim.recipients]
    return (
        (f.kind is None or claim.kind == f.kind)
        and (f.type is None or (event is not None and event.type == f.type))
        and (f.mode is None or (event is not None and f.mode in event.modes))
        and (f.quad is None or (event is not None and event.quad == f.quad))
        and begins(actors, f.actor)
        and begins(recipients, f.recipient)
        and begins(sources, f.source)
        and begins([*actors, *recipients, *sources], f.party)
        and (f.negated is None or claim.factuality.negated is f.negated)
        and (f.certainty is None or claim.factuality.certainty == f.certainty)
        and (f.min_confidence is None or claim.confidence >= f.min_confidence)
        and in_time(known_days(claim), f.since, f.until)
        and (f.search is None or f.search.strip('"') in claim.evidence[0].quote)
    )


def published(claim: Claim) -> str:
    known = days(claim.article.published)
    return known.first.isoformat() if known and known.first else ""


LEDGER_FILTERS = [
    LedgerFilter(),
    LedgerFilter(kind="request"),
    LedgerFilter(status="open"),
    LedgerFilter(by="ZEN"),
    LedgerFilter(by="ZEN", to="RUR"),
    LedgerFilter(party="RUR GOV", kind="request"),
    LedgerFilter(since="2020-02", until="2020-02-20"),
    LedgerFilter(object="grain"),
    LedgerFilter(object="VISA the", by="ZEN"),
]


def within(event: Event, since: str | None, until: str | None) -> bool:
    if since is None and until is None:
        return True
    known = days(event.date)
    if known is None or known.first is None or known.last is None:
        return False
    early = since is not None and known.first < date_range(since).first  # type: ignore[operator]
    late = until is not None and known.last > date_range(until).last  # type: ignore[operator]
    return not (early or late)
