"""The ledger in the database: kept up to date, or compared with what it should be."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from sqlalchemy import Connection, bindparam, delete, select, update

from communique.model import Claim, LedgerEntry, load_claim
from communique.record.answers import Draft
from communique.record.batches import chunks, keys
from communique.record.identity import Membership, succeed
from communique.record.kept import differing, memberships, newest, redirect, taken
from communique.record.ledger import LEDGER_TYPES, entry_id, named
from communique.record.ledger_index import LedgerIndex
from communique.record.ledger_tables import (
    ACT,
    DELIVERY,
    Place,
    answer_meetings,
    entry_meetings,
    ledger_claims,
    ledger_meetings,
    place_of,
)
from communique.record.ledger_work import Due, LedgerWork
from communique.record.likeness import days
from communique.record.postings import post_entries
from communique.record.rows import Row, entry_row
from communique.record.schema import articles, claims, ledger, ledger_changes, meta, redirects
from communique.record.writing import insert_rows, put_meta

AS_OF = "ledger as of"


def rebuild_ledger(
    connection: Connection, due: Iterable[str], stale: Iterable[str], *, whole: bool
) -> None:
    """Assemble the entries that claims of these articles may change, and the stale ones.

    With ``whole`` it is all articles that are due, and what the tables held before counts only
    for the ids that live on.
    """
    now = newest(connection)
    before = connection.scalar(select(meta.c.value).where(meta.c.key == AS_OF))
    index = LedgerIndex(connection)
    sink = _Writer(connection, index)
    if whole:
        connection.execute(delete(ledger_claims))
        connection.execute(delete(ledger_meetings))
    seeds: set[str] = set()
    again = set(stale)
    for part in chunks(due):
        came, told = sink.take_in(part, whole=whole)
        if not whole:
            seeds |= came
        again |= told
    if whole:
        sink.remember()
    elif now != before:
        again |= index.falling_due(*_between(before, now))
    everything = keys(connection, ledger_claims.c.claim_id)
    due_now = Due(everything if whole else sorted(seeds), left=sink.left, stale=again, whole=whole)
    LedgerWork(index, sink, now).run(due_now)
    sink.settle(whole=whole)
    put_meta(connection, AS_OF, now or "")


def ledger_problems(connection: Connection) -> Iterator[tuple[str, str]]:
    """What is kept against what would be assembled now: (table, id)."""
    for part in chunks(keys(connection, articles.c.id)):
        wanted = {p.claim_id: p for c in _claims_of(connection, part) if (p := place_of(c))}
        query = select(ledger_claims).where(ledger_claims.c.article_id.in_(part))
        kept = {row.claim_id: row for row in connection.execute(query)}
        for id in sorted(wanted.keys() | kept.keys()):
            place, row = wanted.get(id), kept.get(id)
            if place is None or row is None or not _is(place, dict(row._mapping)):
                yield "ledger_claims", id
    index = LedgerIndex(connection)
    sink = _Comparer(connection, index)
    work = LedgerWork(index, sink, newest(connection))
    work.run(Due(keys(connection, ledger_claims.c.claim_id), whole=True))
    for id in keys(connection, ledger.c.id):
        if id not in sink.seen:
            yield "ledger", id
    yield from sink.wrong


def _between(before: str | None, now: str | None) -> tuple[int, int]:
    """Deadlines that end on these days were to come, and are over (or the other way)."""
    ends = []
    for moment in (before, now):
        known = days(moment)
        ends.append(known.first.toordinal() if known and known.first else 0)
    return min(ends), max(ends)


def _claims_of(connection: Connection, ids: Collection[str]) -> Iterator[Claim]:
    query = select(claims.c.form).where(
        claims.c.article_id.in_(ids), claims.c.shown, claims.c.type.in_(LEDGER_TYPES)
    )
    return map(load_claim, connection.scalars(query).all())


def _is(place: Place, row: Mapping[str, object]) -> bool:
    """True when the row is that of the place; whether an act delivers is not told by itself."""
    part = ACT if row["part"] == DELIVERY else row["part"]
    return {**place.row, "entry_id": None} == {**row, "entry_id": None, "part": part}


def _changes(entry: LedgerEntry, coders: Mapping[str, str]) -> list[Row]:
    return [
        {
            "entry_id": entry.id,
            "position": position,
            "status": change.status,
            "claim_id": change.claim,
            "coder": coders[change.claim],
            "date": change.date,
        }
        for position, change in enumerate((*entry.history, *entry.contested))
    ]


def _memberships_to_be(of: Mapping[str, Draft]) -> dict[str, Membership]:
    return {
        id: Membership(frozenset(c.id for c in draft.claims), draft.articles)
        for id, draft in of.items()
    }


def _coders(index: LedgerIndex, entries: Iterable[LedgerEntry]) -> dict[str, str]:
    ids = {c.claim for e in entries for c in (*e.history, *e.contested)}
    return {id: claim.coder for id, claim in index.claims(ids).items()}


class _Writer:
    """Writes what was assembled."""

    def __init__(self, connection: Connection, index: LedgerIndex) -> None:
        self._connection = connection
        self._index = index
        self.left: set[str] = set()
        """Entries that a claim left."""

    def take_in(self, ids: list[str], *, whole: bool) -> tuple[set[str], set[str]]:
        """Put the claims of these articles in their places.

        Gives the claims that came or stand beside one that was there, and the entries that name
        one that was there.
        """
        places: dict[str, Place] = {}
        meetings: list[Row] = []
        for claim in _claims_of(self._connection, ids):
            place = place_of(claim)
            if place is not None:
                places[claim.id] = place
                if place.answers:
                    meetings += answer_meetings(claim)
        old = [] if whole else self._index.in_articles(ids)
        near, telling = set[str](), set[str]()
        if old:
            near = {p.claim_id for p in self._index.in_the_week(old)} - {p.claim_id for p in old}
            telling = self._index.changed_by(p.claim_id for p in old)
            for part in chunks(sorted(p.claim_id for p in old)):
                for table, column in (
                    (ledger_meetings, ledger_meetings.c.id),
                    (ledger_claims, ledger_claims.c.claim_id),
                ):
                    self._connection.execute(delete(table).where(column.in_(part)))
        rows = {id: place.row for id, place in places.items()}
        for place in old:
            self.left.update(filter(None, [place.entry_id]))
            new = places.get(place.claim_id)
            if new is not None and new.is_act == place.is_act:
                rows[place.claim_id]["entry_id"] = place.entry_id
                if place.part == DELIVERY:
                    rows[place.claim_id]["part"] = DELIVERY
        insert_rows(self._connection, ledger_claims, list(rows.values()))
        insert_rows(self._connection, ledger_meetings, meetings)
        return near | places.keys(), telling

    def remember(self) -> None:
        """Note for all claims which entry they were in."""
        for part in chunks(keys(self._connection, ledger.c.id)):
            found = self._index.entries(part)
            self._enter({c: id for id, entry in found.items() for c in entry.claims})

    def replace(self, old: Collection[str], drafts: list[Draft]) -> Collection[str]:
        """Write the entries under ids that live on where they can."""
        before = memberships(self._connection, self._index.entries(old).values())
        of = {entry_id(draft.kind, draft.claims): draft for draft in drafts}
        fresh = _memberships_to_be(of)
        others = taken(self._connection, ledger, fresh.keys() - before.keys())
        found = succeed(before, fresh, others)
        self._drop(before)
        self._write({found.ids[own]: draft for own, draft in of.items()})
        self._enter({c.id: found.ids[own] for own, draft in of.items() for c in draft.claims})
        for id, heir in found.gone.items():
            if heir is not None:
                redirect(self._connection, id, heir)
        return set(found.ids.values())

    def retell(self, drafts: Mapping[str, Draft]) -> None:
        """Write the histories."""
        entries = named(drafts)
        rows = [entry_row(entry) for entry in entries]
        if not rows:
            return
        names = [name for name in rows[0] if name != "id"]
        self._connection.execute(
            update(ledger)
            .where(ledger.c.id == bindparam("of"))
            .values({name: bindparam(f"new_{name}") for name in names}),
            [{"of": row["id"], **{f"new_{n}": row[n] for n in names}} for row in rows],
        )
        post_entries(self._connection, drafts, entries)
        for part in chunks(e.id for e in entries):
            self._connection.execute(
                delete(ledger_changes).where(ledger_changes.c.entry_id.in_(part))
            )
        coders = _coders(self._index, entries)
        changes = [r for e in entries for r in _changes(e, coders)]
        insert_rows(self._connection, ledger_changes, changes)

    def turn(self, on: list[Place], off: list[Place]) -> None:
        """Note which acts are deliveries."""
        rows = [{"of": p.claim_id, "now": DELIVERY, "entry": p.entry_id} for p in on]
        rows += [{"of": p.claim_id, "now": ACT, "entry": None} for p in off]
        self.left.update(p.entry_id for p in off if p.entry_id)
        if rows:
            self._connection.execute(
                update(ledger_claims)
                .where(ledger_claims.c.claim_id == bindparam("of"))
                .values(part=bindparam("now"), entry_id=bindparam("entry")),
                rows,
            )

    def settle(self, *, whole: bool) -> None:
        """Entries that all their claims left are no more: who holds claims of their articles?"""
        held = select(ledger_claims.c.entry_id).where(ledger_claims.c.entry_id.is_not(None))
        empty = ledger.c.id.not_in(held)
        if whole:
            self._adopt(keys(self._connection, ledger.c.id, empty))
        for part in chunks(sorted(self.left)):
            query = select(ledger.c.id).where(ledger.c.id.in_(part), empty)
            self._adopt(self._connection.scalars(query.order_by(ledger.c.id)).all())
        self._connection.execute(delete(redirects).where(redirects.c.old.in_(select(ledger.c.id))))

    def _adopt(self, orphans: Iterable[str]) -> None:
        for part in chunks(orphans):
            entries = self._index.entries(part)
            for id, members in memberships(self._connection, entries.values()).items():
                held: dict[str, set[str]] = {}
                for place in self._index.in_articles(members.articles):
                    if place.entry_id is not None:
                        held.setdefault(place.entry_id, set()).add(place.article_id)
                self._drop([id])
                heir = min(held, key=lambda e: (-len(held[e]), e), default=None)
                redirect(self._connection, id, heir)

    def _drop(self, ids: Iterable[str]) -> None:
        for part in chunks(sorted(ids)):
            for table, column in (
                (ledger_changes, ledger_changes.c.entry_id),
                (ledger_meetings, ledger_meetings.c.id),
                (ledger, ledger.c.id),
            ):
                self._connection.execute(delete(table).where(column.in_(part)))
            post_entries(self._connection, part, [])

    def _write(self, drafts: Mapping[str, Draft]) -> None:
        entries = named(drafts)
        coders = _coders(self._index, entries)
        insert_rows(self._connection, ledger, [entry_row(e) for e in entries])
        post_entries(self._connection, drafts, entries)
        changes = [r for e in entries for r in _changes(e, coders)]
        insert_rows(self._connection, ledger_changes, changes)
        meetings = [r for id, draft in sorted(drafts.items()) for r in entry_meetings(draft, id)]
        insert_rows(self._connection, ledger_meetings, meetings)

    def _enter(self, entry_of: Mapping[str, str]) -> None:
        rows = [{"of": claim, "entry": id} for claim, id in sorted(entry_of.items())]
        if rows:
            self._connection.execute(
                update(ledger_claims)
                .where(ledger_claims.c.claim_id == bindparam("of"))
                .values(entry_id=bindparam("entry")),
                rows,
            )


class _Comparer:
    """Compares what was assembled with what is kept."""

    def __init__(self, connection: Connection, index: LedgerIndex) -> None:
        self._connection = connection
        self._index = index
        self.seen: set[str] = set()
        self.wrong: list[tuple[str, str]] = []

    def replace(self, old: Collection[str], drafts: list[Draft]) -> Collection[str]:
        """Look whether these are the entries that their claims are in."""
        before = memberships(self._connection, self._index.entries(old).values())
        of = {entry_id(draft.kind, draft.claims): draft for draft in drafts}
        ids = succeed(before, _memberships_to_be(of)).ids
        entries = named({ids[own]: draft for own, draft in of.items()})
        coders = _coders(self._index, entries)
        meetings = [r for own, draft in of.items() for r in entry_meetings(draft, ids[own])]
        both = sorted({*old, *ids.values()})
        for table, column, rows in (
            (ledger, ledger.c.id, [entry_row(e) for e in entries]),
            (
                ledger_changes,
                ledger_changes.c.entry_id,
                [r for e in entries for r in _changes(e, coders)],
            ),
            (ledger_meetings, ledger_meetings.c.id, meetings),
        ):
            self.wrong += differing(self._connection, table, rows, column, both)
        self.seen.update(ids.values())
        return ()

    def retell(self, drafts: Mapping[str, Draft]) -> None:
        """Nothing is told anew where all are looked at."""

    def turn(self, on: list[Place], off: list[Place]) -> None:
        """Acts that are deliveries and are not known to be, or the other way."""
        self.wrong += [("ledger_claims", p.claim_id) for p in (*on, *off)]
