"""What is kept of events and entries when they are assembled again: their ids, and where old ones
lead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, func, insert, select, update

from communique.model import Event, LedgerEntry
from communique.record.batches import chunks
from communique.record.identity import Membership
from communique.record.ledger_tables import ledger_claims
from communique.record.rows import Row
from communique.record.schema import articles, claims, event_claims, redirects


def memberships(
    connection: Connection, found: Iterable[Event | LedgerEntry]
) -> dict[str, Membership]:
    """By id: the claims of these and the articles they stand in."""
    listed = list(found)
    home = articles_of(connection, [c for item in listed for c in item.claims])
    return {
        item.id: Membership(
            frozenset(item.claims), frozenset(home[c] for c in item.claims if c in home)
        )
        for item in listed
    }


def articles_of(connection: Connection, ids: Iterable[str]) -> dict[str, str]:
    """The articles of these claims."""
    found: dict[str, str] = {}
    for part in chunks(ids):
        query = select(claims.c.id, claims.c.article_id).where(claims.c.id.in_(part))
        found.update(connection.execute(query).all())
    return found


def taken(connection: Connection, table: Table, ids: Collection[str]) -> frozenset[str]:
    """Those of the ids that something in the table has."""
    found: set[str] = set()
    for part in chunks(sorted(ids)):
        found |= set(connection.scalars(select(table.c.id).where(table.c.id.in_(part))))
    return frozenset(found)


def redirect(connection: Connection, old: str, new: str | None) -> None:
    """What had the old id is now what has the new one, or nothing."""
    connection.execute(delete(redirects).where(redirects.c.old == old))
    connection.execute(insert(redirects), [{"old": old, "new": new}])
    connection.execute(update(redirects).where(redirects.c.new == old).values(new=new))


def lead(connection: Connection, id: str, members: Collection[str]) -> bool:
    """Let an id that nothing has lead to the event or entry that holds most of these claims.

    ``e…`` is the id of an event, ``l…`` of an entry. False where nothing holds any of the claims.
    """
    holds, of = ledger_claims.c.entry_id, ledger_claims.c.claim_id
    if id.startswith("e"):
        holds, of = event_claims.c.event_id, event_claims.c.claim_id
    counts: Counter[str] = Counter()
    for part in chunks(sorted(members)):
        query = select(holds, func.count()).where(of.in_(part), holds.is_not(None))
        counts.update(dict(connection.execute(query.group_by(holds)).all()))
    if counts:
        redirect(connection, id, min(counts, key=lambda held: (-counts[held], held)))
    return bool(counts)


def differing(
    connection: Connection,
    table: Table,
    rows: Sequence[Row],
    column: ColumnElement[Any],
    values: Collection[str],
) -> Iterator[tuple[str, str]]:
    """The rows with these values that are kept and should not be, or the other way."""
    names = [c.name for c in table.columns]
    kept = {
        tuple(row)
        for part in chunks(sorted(values))
        for row in connection.execute(select(table).where(column.in_(part)))
    }
    wanted = {tuple(row[name] for name in names) for row in rows}
    for row in sorted(kept ^ wanted, key=str):
        yield table.name, str(row[0])


def newest(connection: Connection) -> str | None:
    """The day up to which the record reaches: deadlines before it have passed."""
    found: str | None = connection.scalar(select(func.max(articles.c.published)))
    return found
