"""How much a record holds."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection, Table, func, select

from communique.record.rebuilding import is_due
from communique.record.rows import version_key
from communique.record.schema import (
    SCHEMA_VERSION,
    articles,
    claims,
    events,
    judged_claims,
    judgements,
    ledger,
    lost_claims,
    pages,
    readings,
    revisions,
    signatures,
)


class Stats(msgspec.Struct, frozen=True, kw_only=True):
    """How much a record holds; claims are those of the current readings."""

    pages: int
    articles: int
    claims: int
    events: int
    ledger: int
    revisions: int
    coders: tuple[str, ...]
    rebuilt: bool
    """True when events, ledger and revisions are those of the claims now in the record."""
    store: str = "sqlite"
    schema: int = SCHEMA_VERSION
    origins: int = 0
    judgements: int = 0
    waiting: int = 0
    """Judged claims that the newest reading has nothing for: the judgement waits."""
    lost: int = 0
    """Claims whose words are gone from their page."""
    kinds: dict[str, int] = {}
    types: dict[str, int] = {}
    first: str | None = None
    last: str | None = None


def count_record(connection: Connection, *, full: bool) -> Stats:
    """The sums; with ``full``, also of which kinds and types."""

    def count(table: Table) -> int:
        return int(connection.scalar(select(func.count()).select_from(table)) or 0)

    def groups(column: Any, *where: Any) -> dict[str, int]:
        query = select(column, func.count()).where(column.is_not(None), *where)
        return dict(connection.execute(query.group_by(column).order_by(column)).all())

    shown = select(func.count()).select_from(claims).where(claims.c.shown)
    coders = connection.scalars(select(readings.c.coder).distinct()).all()
    more: dict[str, Any] = {}
    if full:
        first, last = connection.execute(
            select(func.min(articles.c.published), func.max(articles.c.published))
        ).one()
        waiting = select(func.count()).select_from(judged_claims)
        more = {
            "kinds": groups(claims.c.kind, claims.c.shown),
            "types": groups(claims.c.type, claims.c.shown),
            "first": first,
            "last": last,
            "lost": count(lost_claims),
            "waiting": int(
                connection.scalar(waiting.where(judged_claims.c.stands_for.is_(None))) or 0
            ),
            "origins": int(
                connection.scalar(select(func.count(signatures.c.origin.distinct()))) or 0
            ),
        }
    return Stats(
        pages=count(pages),
        articles=count(articles),
        claims=int(connection.scalar(shown) or 0),
        events=count(events),
        ledger=count(ledger),
        revisions=count(revisions),
        judgements=count(judgements),
        coders=tuple(sorted(coders, key=version_key)),
        rebuilt=not is_due(connection),
        store=connection.dialect.name,
        **more,
    )
