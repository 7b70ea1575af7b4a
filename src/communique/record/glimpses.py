"""One actor, the wording changes, and the record as a whole at a glance."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, Table, func, select, tuple_

from communique.model import Claim, Event, FormatError, RevisionRow
from communique.record.aggregates import counted, lengths
from communique.record.asked import (
    ActorCount,
    ActorFull,
    ClaimFilter,
    Home,
    LedgerCount,
    Page,
    Partner,
    Rest,
    RevisionFilter,
)
from communique.record.details import assembled, claims_of, heads_of
from communique.record.facets import EVERY
from communique.record.rebuilding import is_due
from communique.record.rows import version_key
from communique.record.schema import (
    SCHEMA_VERSION,
    articles,
    events,
    judgements,
    pages,
    readings,
    revisions,
)
from communique.record.walking import MOST_ROWS, Walk, Wanted
from communique.record.wanted import claims_wanted

_QUOTES = 8
_PARTNERS = 12
_LATEST_ARTICLES = 8
_LATEST_EVENTS = 12


def actor_full(connection: Connection, code: str) -> ActorFull | None:
    """See ``Views.actor``."""
    acts, acted_on, says, *more = lengths(
        connection,
        ("event", "actor", code),
        ("event", "recipient", code),
        ("claim", "source", code),
        *(("claim", role, code) for role in ("actor", "recipient", "third")),
        *(("entry", role, code) for role in ("by", "to", "third")),
    )
    if not (acts or acted_on or says or any(more)):
        return None
    partners = list(counted(connection, "event", f"partner {code}").items())
    return ActorFull(
        code=code,
        counts=ActorCount(code=code, as_actor=acts, as_recipient=acted_on, as_source=says),
        by_type_as_actor=counted(connection, "event", f"actor {code}"),
        by_type_as_recipient=counted(connection, "event", f"recipient {code}"),
        partners=tuple(Partner(code=c, count=n) for c, n in partners[:_PARTNERS]),
        ledger=tuple(
            LedgerCount(kind=what.split("|")[0], status=what.split("|")[1], count=n)
            for what, n in counted(connection, "entry", f"ledger {code}").items()
        ),
        quotes_by=_latest(connection, ClaimFilter(kind="quotation", actor=code)),
        quotes_about=_latest(connection, ClaimFilter(kind="assertion", actor=code)),
    )


def _latest(connection: Connection, f: ClaimFilter) -> tuple[Claim, ...]:
    rows = Walk(connection, claims_wanted(connection, f)).rows("-date", _QUOTES)
    return claims_of(connection, [key.number for key in rows])


def home(connection: Connection) -> Home:
    """See ``Views.home``."""
    counts = lengths(
        connection,
        ("article", *EVERY),
        ("claim", *EVERY),
        ("event", *EVERY),
        ("entry", *EVERY),
    )
    changes = select(func.count()).select_from(revisions).where(revisions.c.change == "meaning")
    latest = Walk(connection, Wanted("article")).rows("-date", _LATEST_ARTICLES)
    acts = Walk(connection, Wanted("event")).rows("-date", _LATEST_EVENTS)
    return Home(
        articles=counts[0],
        claims=counts[1],
        events=counts[2],
        ledger=counts[3],
        revisions=connection.scalar(changes) or 0,
        first=connection.scalar(select(func.min(articles.c.published))),
        last=connection.scalar(select(func.max(articles.c.published))),
        latest_articles=heads_of(connection, [key.number for key in latest]),
        latest_events=assembled(connection, events, Event, [key.number for key in acts]),
    )


def rest(connection: Connection) -> Rest:
    """See ``Views.rest``."""

    def count(table: Table) -> int:
        return int(connection.scalar(select(func.count()).select_from(table)) or 0)

    coders = connection.scalars(select(readings.c.coder).distinct()).all()
    return Rest(
        pages=count(pages),
        judgements=count(judgements),
        coders=tuple(sorted(coders, key=version_key)),
        rebuilt=not is_due(connection),
        store=connection.dialect.name,
        schema=SCHEMA_VERSION,
    )


def revision_page(
    connection: Connection,
    f: RevisionFilter,
    *,
    after: str | None,
    before: str | None,
    size: int,
) -> Page[RevisionRow]:
    """See ``Views.revisions``."""
    if not 1 <= size <= MOST_ROWS:
        raise FormatError(f"a page has 1 to {MOST_ROWS} rows, not {size}")
    t = revisions.c
    query = select(t.page, t.id, t.form)
    change = f.change or "meaning"
    if change != "all":
        query = query.where(t.change == change)
    if f.basis is not None:
        query = query.where(t.basis == f.basis)
    if f.page is not None:
        query = query.where(t.page == f.page)
    total = connection.scalar(select(func.count()).select_from(query.subquery())) or 0
    key, back = (after, False) if before is None else (before, True)
    if key is not None:
        place = select(t.page, t.id).where(t.id == key)
        here = connection.execute(place).first()
        if here is None:
            raise FormatError(f"not a key of a page: {key!r}")
        there, at = tuple_(t.page, t.id), tuple_(*here)
        query = query.where(there < at if back else there > at)
    order = (t.page.desc(), t.id.desc()) if back else (t.page, t.id)
    rows = list(connection.execute(query.order_by(*order).limit(size + 1)))
    more = len(rows) > size
    rows = rows[:size][::-1] if back else rows[:size]
    on, off = (True, more) if back else (more, key is not None)
    return Page(
        items=tuple(msgspec.json.decode(row.form, type=RevisionRow) for row in rows),
        after=rows[-1].id if rows and on else None,
        before=rows[0].id if rows and off else None,
        total=total,
    )
