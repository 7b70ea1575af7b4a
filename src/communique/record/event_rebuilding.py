"""Events in the database, block by block.

A block is all claims of one type, flags and parties (``communique.record.events.event_block``);
two claims of different blocks are never of one act, unless people say so: blocks that they tied
together are assembled together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec
from sqlalchemy import Connection, Table, delete, func, insert, select, update

from communique.model import Claim, Event, load_claim
from communique.record.batches import chunks, keys
from communique.record.events import assemble_events
from communique.record.identity import Membership, renamed, succeed
from communique.record.judging import all_ties
from communique.record.kept import differing, memberships, redirect, taken
from communique.record.layer import Ties
from communique.record.postings import post_events, repost_events
from communique.record.rows import Row, event_row, party_rows, version_key
from communique.record.schema import (
    claims,
    event_claims,
    event_parties,
    events,
    judged_claims,
    redirects,
    signatures,
)
from communique.record.writing import insert_rows

_BATCH = 200  # blocks at a time


class _Fresh:
    """The events of some blocks as they are to be, and the claims that they are of."""

    def __init__(self, found: list[Event], told: dict[str, Claim], blocks: dict[str, str]) -> None:
        self.events = found
        self.told = told
        self._blocks = blocks

    def members(self) -> dict[str, Membership]:
        """By the events' own ids."""
        return {
            e.id: Membership(
                frozenset(e.claims), frozenset(self.told[c].article.id for c in e.claims)
            )
            for e in self.events
        }

    def post(self, connection: Connection, old: Iterable[str], ids: dict[str, str]) -> None:
        """Put the events under these ids into the lists of the views, the old ones out."""
        post_events(connection, old, renamed(self.events, ids, lambda e: e.id), self.told)

    def rows(self, ids: dict[str, str]) -> list[tuple[Table, list[Row]]]:
        """The rows of the events under these ids."""
        found = renamed(self.events, ids, lambda e: e.id)
        links: list[Row] = [
            {"event_id": e.id, "claim_id": c, "coder": self.told[c].coder}
            for e in found
            for c in e.claims
        ]
        return [
            (events, [event_row(e, min(self._blocks[c] for c in e.claims)) for e in found]),
            (event_claims, links),
            (event_parties, [row for e in found for row in party_rows(e)]),
        ]


def rebuild_events(connection: Connection, due: Iterable[str], *, whole: bool) -> None:
    """Assemble the events of the due blocks; with ``whole``, drop those that have no block."""
    known = all_ties(connection)
    orphans: dict[str, frozenset[str]] = {}
    settled: set[str] = set()
    done: set[str] = set()
    while due:
        lost: set[str] = set()
        for group in _units(due, known, connection):
            old = _kept(connection, group)
            fresh = _fresh(connection, group, known)
            members = fresh.members()
            others = taken(connection, events, members.keys() - old.keys()) | orphans.keys()
            found = succeed(old, members, others)
            _drop(connection, old)
            for table, rows in fresh.rows(found.ids):
                insert_rows(connection, table, rows)
            fresh.post(connection, old, found.ids)
            for id, heir in found.gone.items():
                if heir is None:
                    orphans[id] = old[id].claims
                else:
                    redirect(connection, id, heir)
            if not whole:
                settled |= set(found.ids.values()) & old.keys()
                done.update(group)
                lost |= {c for m in old.values() for c in m.claims} - fresh.told.keys()
        # What people put together and is not together any more is alone in its own block again.
        due = sorted(_blocks(connection, lost) - done)
    if whole:  # a version before 0.2 knew no blocks
        for part in chunks(keys(connection, events.c.id, events.c.block.is_(None))):
            for form in connection.scalars(select(events.c.form).where(events.c.id.in_(part))):
                event = msgspec.json.decode(form, type=Event)
                orphans[event.id] = frozenset(event.claims)
            _drop(connection, part)
    _adopt(connection, orphans, settled)
    connection.execute(delete(redirects).where(redirects.c.old.in_(select(events.c.id))))


def event_problems(connection: Connection) -> Iterator[tuple[str, str]]:
    """What is kept against what would be assembled now: (table, id)."""
    known = all_ties(connection)
    shown = select(claims.c.block).where(claims.c.block.is_not(None), claims.c.shown)
    stray = select(events.c.id).where(events.c.block.is_(None) | events.c.block.not_in(shown))
    for id in connection.scalars(stray):
        yield "event", id
    for group in _units(keys(connection, claims.c.block, claims.c.shown), known, connection):
        fresh = _fresh(connection, group, known)
        old = _kept(connection, group)
        ids = succeed(old, fresh.members()).ids
        for table, rows in fresh.rows(ids):
            column = table.c.id if table is events else table.c.event_id
            yield from differing(connection, table, rows, column, {*old, *ids.values()})


def raw_events(connection: Connection, blocks: Iterable[str]) -> Iterator[Event]:
    """The events of these blocks as the coder read them, without what people decided."""
    for group in chunks(blocks, _BATCH):
        yield from _fresh(connection, group, Ties(), raw=True).events


def judged_blocks(connection: Connection) -> set[str]:
    """The blocks whose events may be others than those of the claims as the coder read them."""
    judged = select(judged_claims.c.claim_id).union(select(judged_claims.c.stands_for))
    return set(keys(connection, claims.c.block, claims.c.id.in_(judged)))


def _units(blocks: Iterable[str], ties: Ties, connection: Connection) -> Iterator[list[str]]:
    """Blocks in batches; those whose claims people put together are in one."""
    told = {id for pair in ties.together for id in pair}
    linked: dict[str, set[str]] = {}
    home: dict[str, str] = {}
    for part in chunks(sorted(told)):
        query = select(claims.c.id, claims.c.block).where(claims.c.id.in_(part), claims.c.shown)
        home.update(connection.execute(query).all())
    for one, other in sorted(ties.together):
        a, b = home.get(one), home.get(other)
        if a and b:
            both = linked.get(a, {a}) | linked.get(b, {b})
            for block in both:
                linked[block] = both
    done: set[str] = set()

    def plain() -> Iterator[str]:
        for block in blocks:
            if block in linked:
                tied.append(block)
            else:
                yield block

    tied: list[str] = []
    yield from chunks(plain(), _BATCH)
    for block in tied:
        if block not in done:
            done |= linked[block]
            yield sorted(linked[block])


def _blocks(connection: Connection, ids: Iterable[str]) -> set[str]:
    """The blocks of those of the claims that are shown."""
    found: set[str] = set()
    for part in chunks(sorted(ids)):
        query = select(claims.c.block).where(
            claims.c.id.in_(part), claims.c.shown, claims.c.block.is_not(None)
        )
        found |= set(connection.scalars(query))
    return found


def _kept(connection: Connection, blocks: Sequence[str]) -> dict[str, Membership]:
    query = select(events.c.form).where(events.c.block.in_(blocks))
    found = [msgspec.json.decode(form, type=Event) for form in connection.scalars(query)]
    return memberships(connection, found)


def _fresh(
    connection: Connection, blocks: Sequence[str], ties: Ties, *, raw: bool = False
) -> _Fresh:
    query = select(claims.c.form, claims.c.block, claims.c.coder).where(
        claims.c.block.in_(blocks), claims.c.current if raw else claims.c.shown
    )
    told: dict[str, Claim] = {}
    block_of: dict[str, str] = {}
    rows = connection.execute(query).all()
    for row in sorted(rows, key=lambda r: version_key(r.coder)) if raw else rows:
        claim = load_claim(row.form)
        told[claim.id] = claim
        block_of[claim.id] = row.block
    origins = _origins(connection, {c.article.id for c in told.values()})
    return _Fresh(assemble_events(told.values(), ties=ties, origins=origins), told, block_of)


def _origins(connection: Connection, ids: set[str]) -> dict[str, tuple[str, str | None]]:
    found: dict[str, str] = {}
    for part in chunks(sorted(ids)):
        query = (
            select(signatures.c.article_id, signatures.c.origin)
            .where(signatures.c.article_id.in_(part), signatures.c.origin.is_not(None))
            .order_by(signatures.c.content_hash)
        )
        found.update(connection.execute(query).all())
    credits: dict[str, str | None] = {}
    for part in chunks(sorted(set(found.values()))):
        named = (
            select(signatures.c.origin, func.min(signatures.c.credit))
            .where(signatures.c.origin.in_(part))
            .group_by(signatures.c.origin)
        )
        credits.update(connection.execute(named).all())
    return {article: (origin, credits.get(origin)) for article, origin in found.items()}


def _drop(connection: Connection, ids: Iterable[str]) -> None:
    for part in chunks(sorted(ids)):
        for table in (event_claims, event_parties):
            connection.execute(delete(table).where(table.c.event_id.in_(part)))
        connection.execute(delete(events).where(events.c.id.in_(part)))


def _adopt(connection: Connection, orphans: dict[str, frozenset[str]], settled: set[str]) -> None:
    """Old events whose claims moved to other blocks: their id goes with most of the claims."""
    alive = taken(connection, events, orphans.keys())
    for id, members in sorted(orphans.items()):
        if id in alive:
            continue
        query = (
            select(event_claims.c.event_id, func.count().label("n"))
            .where(event_claims.c.claim_id.in_(sorted(members)))
            .group_by(event_claims.c.event_id)
            .order_by(func.count().desc(), event_claims.c.event_id)
        )
        row = connection.execute(query).first()
        if row is None:
            redirect(connection, id, None)
        elif row.event_id in settled or row.n * 2 < len(members):
            redirect(connection, id, row.event_id)
        else:
            _rename(connection, row.event_id, id)
            settled.add(id)


def _rename(connection: Connection, old: str, new: str) -> None:
    row = connection.execute(select(events).where(events.c.id == old)).one()
    event = msgspec.structs.replace(msgspec.json.decode(row.form, type=Event), id=new)
    connection.execute(insert(events), [event_row(event, row.block)])
    for table in (event_claims, event_parties):
        connection.execute(update(table).where(table.c.event_id == old).values(event_id=new))
    connection.execute(delete(events).where(events.c.id == old))
    repost_events(connection, [old], [event])
