"""The ledger as it would be without what people decided; nothing is written."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, select

from communique.model import Claim, LedgerEntry, load_claim
from communique.record.answers import Draft
from communique.record.batches import chunks, keys
from communique.record.kept import newest
from communique.record.ledger import entry_id, named
from communique.record.ledger_index import LedgerIndex
from communique.record.ledger_tables import Place
from communique.record.ledger_work import Due, LedgerWork
from communique.record.rows import version_key
from communique.record.schema import claims, judged_claims


def raw_changes(connection: Connection) -> tuple[set[str], list[LedgerEntry]]:
    """The ids of the entries that are not so without judgements, and the entries instead."""
    shown, read = _judged(connection)
    plain = LedgerIndex(connection)
    places = plain.places(shown)
    seeds = plain.beside(places) | read.keys()
    index = LedgerIndex(connection, hidden=shown.keys(), extra=read.values())
    sink = _Viewer(index)
    sink.gone.update(p.entry_id for p in places if p.entry_id)
    due = Due(
        sorted(seeds - (shown.keys() - read.keys())),
        left=sink.gone,
        stale=plain.changed_by(shown),
    )
    LedgerWork(index, sink, newest(connection)).run(due)
    return sink.gone, sorted(sink.entries.values(), key=lambda e: e.id)


def _judged(connection: Connection) -> tuple[dict[str, Claim], dict[str, Claim]]:
    """The claims that only people show, or show otherwise, and those that only the coder does."""
    judged = select(judged_claims.c.claim_id).union(select(judged_claims.c.stands_for))
    shown: dict[str, Claim] = {}
    read: dict[str, Claim] = {}
    for part in chunks(keys(connection, claims.c.id, claims.c.id.in_(judged))):
        rows = connection.execute(select(claims).where(claims.c.id.in_(part))).all()
        for row in sorted(rows, key=lambda r: version_key(r.coder)):
            if row.shown:
                shown[row.id] = load_claim(row.form)
            if row.current:
                read[row.id] = load_claim(row.form)
    alike = {id for id in shown.keys() & read.keys() if shown[id] == read[id]}
    return (
        {id: claim for id, claim in shown.items() if id not in alike},
        {id: claim for id, claim in read.items() if id not in alike},
    )


class _Viewer:
    """Remembers what was assembled, and writes nothing."""

    def __init__(self, index: LedgerIndex) -> None:
        self._index = index
        self.gone: set[str] = set()
        self.entries: dict[str, LedgerEntry] = {}

    def replace(self, old: Collection[str], drafts: list[Draft]) -> Collection[str]:
        """Remember these; an entry with the claims of an old one keeps its id."""
        known = {frozenset(e.claims): id for id, e in self._index.entries(old).items()}
        self.gone |= set(old)
        for draft in drafts:
            members = frozenset(claim.id for claim in draft.claims)
            id = known.get(members) or entry_id(draft.kind, draft.claims)
            self.entries[id] = named({id: draft})[0]
        return old

    def retell(self, drafts: Mapping[str, Draft]) -> None:
        """Remember their histories."""
        self.gone |= drafts.keys()
        self.entries.update((e.id, e) for e in named(drafts))

    def turn(self, on: list[Place], off: list[Place]) -> None:
        """What made an entry and does no longer leaves it."""
        self.gone.update(p.entry_id for p in off if p.entry_id)
