"""The record's questions as SQL, one function a view."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, and_, exists, func, or_, select

from communique.model import Event, FormatError, LedgerEntry, date_range
from communique.record.likeness import days
from communique.record.schema import (
    articles as articles_table,
)
from communique.record.schema import (
    claim_actors,
    event_claims,
    event_parties,
)
from communique.record.schema import (
    claims as claims_table,
)
from communique.record.schema import (
    events as events_table,
)
from communique.record.schema import (
    ledger as ledger_table,
)
from communique.record.schema import (
    revisions as revisions_table,
)
from communique.record.search import matching

_Query = Select[Any]


def articles(page: str | None = None) -> _Query:
    """All versions of all articles, or of one page."""
    query = select(articles_table)
    if page is not None:
        query = query.where(articles_table.c.page == page)
    return query.order_by(
        func.coalesce(articles_table.c.published, ""),
        articles_table.c.id,
        articles_table.c.content_hash,
    )


def claims(
    *,
    kind: str | None = None,
    type: str | None = None,
    quad: str | None = None,
    actor: str | None = None,
    recipient: str | None = None,
    source: str | None = None,
    party: str | None = None,
    article: str | None = None,
    page: str | None = None,
    since: str | None = None,
    until: str | None = None,
    negated: bool | None = None,
    min_confidence: float | None = None,
    coder: str | None = None,
    search: str | None = None,
    raw: bool = False,
    limit: int | None = None,
    dialect: str = "sqlite",
) -> _Query:
    """See ``Record.claims``."""
    table = claims_table.c
    query = select(claims_table)
    if coder is not None:
        query = query.where(table.coder == coder)
    else:
        query = query.where(table.current if raw else table.shown)
    if search is not None:
        found = matching(search, dialect).subquery()
        query = query.join(found, and_(found.c.claim_id == table.id, found.c.coder == table.coder))
    for column, value in (
        (table.kind, kind),
        (table.type, type.upper() if type else type),
        (table.quad, quad),
        (table.article_id, article),
        (table.negated, negated),
    ):
        if value is not None:
            query = query.where(column == value)
    for role, code in (("actor", actor), ("recipient", recipient), ("source", source), ("", party)):
        if code is not None:
            query = query.where(_names(code, role))
    if page is not None:
        of_page = select(articles_table.c.id).where(articles_table.c.page == page)
        query = query.where(table.article_id.in_(of_page))
    if min_confidence is not None:
        query = query.where(table.confidence >= min_confidence)
    query = _between(query, table.first_day, table.last_day, since, until)
    query = query.order_by(
        table.published.nulls_first(), table.article_id, table.start, table.id, table.coder
    )
    return query if limit is None else query.limit(limit)


def events(
    *,
    type: str | None = None,
    actor: str | None = None,
    recipient: str | None = None,
    party: str | None = None,
    claim: str | None = None,
    since: str | None = None,
    until: str | None = None,
    limit: int | None = None,
) -> _Query:
    """See ``Record.events``."""
    table = events_table.c
    query = select(events_table)
    # Parties narrow most: where one is asked for, their index leads and not that of the days.
    by_party = any(code is not None for code in (actor, recipient, party))
    if type is not None and not by_party:
        query = query.where(table.type == type.upper())
    if claim is not None:
        query = query.where(
            exists().where(event_claims.c.event_id == table.id, event_claims.c.claim_id == claim)
        )
    for roles, code in (
        (("actor",), actor),
        (("recipient",), recipient),
        (("actor", "recipient"), party),
    ):
        if code is not None:
            named = select(event_parties.c.event_id).where(
                event_parties.c.role.in_(roles), _begins(event_parties.c.code, code)
            )
            if type is not None:
                named = named.where(event_parties.c.type == type.upper())
            if until is not None:
                end = date_range(until).last
                if end is not None:
                    named = named.where(event_parties.c.first_day <= end.isoformat())
            query = query.where(table.id.in_(named))
    first: Any = func.coalesce(table.first_day, "9999") if by_party else table.first_day
    query = _between(query, first, table.last_day, since, until)
    query = query.order_by(table.first_day.nulls_first(), table.id)
    return query if limit is None else query.limit(limit)


def ledger(
    *,
    kind: str | None = None,
    status: str | None = None,
    since: str | None = None,
    until: str | None = None,
) -> _Query:
    """See ``Record.ledger``; the parties are compared by ``entry_matches``."""
    table = ledger_table.c
    query = select(ledger_table)
    if kind is not None:
        query = query.where(table.kind == kind)
    if status is not None:
        query = query.where(table.status == status)
    query = _between(query, table.first_day, table.last_day, since, until)
    return query.order_by(func.coalesce(table.first_day, ""), table.id)


def entry_matches(entry: LedgerEntry, *, by: str | None, to: str | None, party: str | None) -> bool:
    """True when the entry's parties have codes that begin with the words asked for."""
    everyone = (*entry.by, *entry.to, *entry.third_parties)
    return _among(entry.by, by) and _among(entry.to, to) and _among(everyone, party)


def revisions(
    *,
    basis: str | None = None,
    page: str | None = None,
    change: str | None = "meaning",
    limit: int | None = None,
) -> _Query:
    """See ``Record.revisions``."""
    table = revisions_table.c
    query = select(revisions_table)
    if basis is not None:
        query = query.where(table.basis == basis)
    if page is not None:
        query = query.where(table.page == page)
    if change is not None:
        query = query.where(table.change == change)
    query = query.order_by(table.page, table.id)
    return query if limit is None else query.limit(limit)


def _names(code: str, role: str) -> Any:
    named = [
        claim_actors.c.claim_id == claims_table.c.id,
        claim_actors.c.coder == claims_table.c.coder,
        _begins(claim_actors.c.code, code),
    ]
    if role:
        named.append(claim_actors.c.role == role)
    return exists().where(and_(*named))


def _begins(column: Column[Any], code: str) -> Any:
    """The code, or one that goes on after it: ``USA`` finds ``USA GOV`` and not ``USAX``."""
    wanted = " ".join(code.upper().split())
    # The character after the space ends the range that an index can answer.
    return or_(column == wanted, and_(column >= wanted + " ", column < wanted + "!"))


def _between(
    query: _Query,
    first: ColumnElement[Any],
    last: Column[Any],
    since: str | None,
    until: str | None,
) -> _Query:
    """What may lie between the two dates; what has no date is not found.

    Raises:
        FormatError: ``since`` or ``until`` is no EDTF date with a year.
    """
    if since is not None:
        start = date_range(since).first
        if start is None:
            raise FormatError(f"not a date to begin with: {since!r}")
        query = query.where(last >= start.isoformat())
    if until is not None:
        end = date_range(until).last
        if end is None:
            raise FormatError(f"not a date to end with: {until!r}")
        query = query.where(first <= end.isoformat())
    return query


def events_among(
    found: Iterable[Event],
    *,
    type: str | None = None,
    actor: str | None = None,
    recipient: str | None = None,
    party: str | None = None,
    claim: str | None = None,
    since: str | None = None,
    until: str | None = None,
    limit: int | None = None,
) -> Iterator[Event]:
    """The filters of ``events`` on events that are in no table."""

    def fits(event: Event) -> bool:
        return (
            (type is None or event.type == type.upper())
            and _among(event.actors, actor)
            and _among(event.recipients, recipient)
            and _among((*event.actors, *event.recipients), party)
            and (claim is None or claim in event.claims)
            and _in_time(event.date, since, until)
        )

    yield from islice(sorted(filter(fits, found), key=_by_day), limit)


def entries_among(
    found: Iterable[LedgerEntry],
    *,
    kind: str | None = None,
    status: str | None = None,
    since: str | None = None,
    until: str | None = None,
) -> Iterator[LedgerEntry]:
    """The filters of ``ledger`` on entries that are in no table."""
    yield from sorted(
        (
            e
            for e in found
            if (kind is None or e.kind == kind)
            and (status is None or e.status == status)
            and _in_time(e.date, since, until)
        ),
        key=_by_day,
    )


def _by_day(item: Event | LedgerEntry) -> tuple[str, str]:
    known = days(item.date)
    return (known.first.isoformat() if known and known.first else "", item.id)


def _in_time(edtf: str | None, since: str | None, until: str | None) -> bool:
    known = days(edtf)
    if since is not None:
        start = date_range(since).first
        if start is None:
            raise FormatError(f"not a date to begin with: {since!r}")
        if known is None or known.last is None or known.last < start:
            return False
    if until is not None:
        end = date_range(until).last
        if end is None:
            raise FormatError(f"not a date to end with: {until!r}")
        if known is None or known.first is None or known.first > end:
            return False
    return True


def _among(codes: Iterable[str], wanted: str | None) -> bool:
    if wanted is None:
        return True
    code = " ".join(wanted.upper().split())
    return any(c == code or c.startswith(code + " ") for c in codes)
