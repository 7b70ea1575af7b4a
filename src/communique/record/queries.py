"""The record's questions as SQL, one function a view."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Select, and_, exists, func, or_, select

from communique.model import FormatError, LedgerEntry, date_range
from communique.record.schema import (
    articles as articles_table,
)
from communique.record.schema import (
    claim_actors,
    event_claims,
    reading_claims,
    readings,
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


def articles_of_several_versions() -> _Query:
    """The articles of the pages that have more than one, page by page."""
    several = select(articles_table.c.page).group_by(articles_table.c.page).having(func.count() > 1)
    return (
        select(articles_table)
        .where(articles_table.c.page.in_(several))
        .order_by(articles_table.c.page, articles_table.c.id, articles_table.c.content_hash)
    )


def pages_of_articles() -> Select[tuple[str, str]]:
    """Each article's id and page."""
    return select(articles_table.c.id, articles_table.c.page).order_by(articles_table.c.page.desc())


def current_claims() -> _Query:
    """The claims of the newest coder's reading of each version of each article."""
    return select(claims_table).where(_is_current())


def fingerprint_of_claims() -> _Query:
    """What identifies each current claim and its content, sorted."""
    return (
        select(claims_table.c.id, claims_table.c.coder, claims_table.c.form)
        .where(_is_current())
        .order_by(claims_table.c.id, claims_table.c.coder)
    )


def fingerprint_of_versions() -> _Query:
    """What identifies and orders the versions of each page, sorted."""
    text = articles_table.c
    return select(
        text.page,
        text.id,
        text.content_hash,
        func.coalesce(text.published, ""),
        func.coalesce(text.modified, ""),
        text.source,
        text.furniture,
    ).order_by(text.page, text.id, text.content_hash)


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
    limit: int | None = None,
) -> _Query:
    """See ``Record.claims``."""
    table = claims_table.c
    query = select(claims_table)
    query = query.where(table.coder == coder) if coder is not None else query.where(_is_current())
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
        func.coalesce(table.published, ""), table.article_id, table.start, table.id, table.coder
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
    if type is not None:
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
            query = query.where(
                exists().where(
                    event_claims.c.event_id == table.id,
                    event_claims.c.claim_id == claim_actors.c.claim_id,
                    event_claims.c.coder == claim_actors.c.coder,
                    claim_actors.c.role.in_(roles),
                    _begins(claim_actors.c.code, code),
                )
            )
    query = _between(query, table.first_day, table.last_day, since, until)
    query = query.order_by(func.coalesce(table.first_day, ""), table.id)
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

    def among(codes: tuple[str, ...], wanted: str | None) -> bool:
        if wanted is None:
            return True
        code = " ".join(wanted.upper().split())
        return any(c == code or c.startswith(code + " ") for c in codes)

    everyone = (*entry.by, *entry.to, *entry.third_parties)
    return among(entry.by, by) and among(entry.to, to) and among(everyone, party)


def revisions(
    *, basis: str | None = None, page: str | None = None, limit: int | None = None
) -> _Query:
    """See ``Record.revisions``."""
    table = revisions_table.c
    query = select(revisions_table)
    if basis is not None:
        query = query.where(table.basis == basis)
    if page is not None:
        query = query.where(table.page == page)
    query = query.order_by(table.page, table.id)
    return query if limit is None else query.limit(limit)


def _is_current() -> Any:
    return exists().where(
        reading_claims.c.claim_id == claims_table.c.id,
        reading_claims.c.coder == claims_table.c.coder,
        readings.c.article_id == reading_claims.c.article_id,
        readings.c.content_hash == reading_claims.c.content_hash,
        readings.c.coder == reading_claims.c.coder,
        readings.c.current,
    )


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
    return or_(column == wanted, column.startswith(wanted + " ", autoescape=True))


def _between(
    query: _Query, first: Column[Any], last: Column[Any], since: str | None, until: str | None
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
