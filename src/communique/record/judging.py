"""People's judgements in the database: kept for ever, and laid over the claims of an article."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, select, update

from communique.model import Claim, load_claim
from communique.model.record import Judgement
from communique.record.layer import PEOPLE, Decision, Ties, corrected, decide, same_claim, ties
from communique.record.rows import judgement_row, version_key
from communique.record.schema import (
    claims,
    event_claims,
    judged_claims,
    judgements,
    ledger_changes,
)
from communique.record.writing import (
    add_layered,
    drop_layered,
    insert_rows,
    mark_dirty,
    mark_events,
)

ENTRY = "entry"
"""Marks ledger entries that are due because a claim went that their history named."""


def judgement_id(judgement: Judgement) -> str:
    """A hash of all that the judgement says."""
    content = msgspec.json.encode(msgspec.structs.replace(judgement, id=""))
    return "j" + hashlib.sha256(content).hexdigest()[:20]


def keep_judgement(connection: Connection, judgement: Judgement) -> None:
    """Keep it and lay it over the claims it is about; the same one again is no change."""
    insert_rows(connection, judgements, [judgement_row(judgement)], ignore=True)
    about = sorted({*judgement.claims, *judgement.others})
    rows = [{"judgement_id": judgement.id, "claim_id": c, "stands_for": c} for c in about]
    insert_rows(connection, judged_claims, rows, ignore=True)
    of = select(claims.c.article_id).where(claims.c.id.in_(about)).distinct()
    for article in sorted(connection.scalars(of)):
        lay_over(connection, article)
    blocks = select(claims.c.block).where(claims.c.id.in_(about), claims.c.block.is_not(None))
    mark_dirty(connection, "block", connection.scalars(blocks))


def all_ties(connection: Connection) -> Ties:
    """The pairs of claims that people put together or apart, as they are read now."""
    told = judgements.c.action.in_(("merge", "split", "withdraw"))
    found = [_load(form) for form in connection.scalars(select(judgements.c.form).where(told))]
    if not found:
        return Ties()
    pairs = connection.execute(
        select(judged_claims.c.claim_id, judged_claims.c.stands_for)
        .join_from(judged_claims, judgements)
        .where(told)
    ).all()
    return ties(found, {id: now for id, now in pairs if now})


def lay_over(connection: Connection, article_id: str) -> None:
    """Show the claims of an article as people decided, whatever the coders read since.

    A judged claim that the newest reading does not have under its id is looked for among those
    it has: the same words, the same type. Where there is none, a claim that people accepted or
    corrected is shown all the same, as it was read then; a rejected one is not there anyway.
    """
    mine = select(claims.c.id).where(claims.c.article_id == article_id)
    judged = connection.execute(
        select(judged_claims.c.claim_id, judgements.c.form)
        .join_from(judged_claims, judgements)
        .where(judged_claims.c.claim_id.in_(mine))
    ).all()
    layered = connection.execute(
        select(claims.c.id, claims.c.coder, claims.c.form).where(
            claims.c.article_id == article_id, claims.c.coder.endswith(PEOPLE)
        )
    ).all()
    if not judged and not layered:
        return
    rows = connection.execute(
        select(claims).where(
            claims.c.article_id == article_id, claims.c.coder.not_like("%" + PEOPLE)
        )
    ).all()
    by_id: dict[str, list[Judgement]] = {}
    for claim_id, form in judged:
        by_id.setdefault(claim_id, []).append(_load(form))
    wanted = _shown(rows, by_id, connection)
    _apply(connection, rows, {(r.id, r.coder): r.form for r in layered}, wanted)


class _Wanted(msgspec.Struct, frozen=True):
    shown: frozenset[tuple[str, str]]
    layered: dict[tuple[str, str], tuple[Claim, str]]


def _shown(
    rows: Iterable[Any], by_id: dict[str, list[Judgement]], connection: Connection
) -> _Wanted:
    newest: dict[str, Any] = {}
    read: dict[str, Any] = {}
    for row in sorted(rows, key=lambda r: version_key(r.coder)):
        read[row.id] = row
        if row.current:
            newest[row.id] = row
    shown = {(r.id, r.coder) for r in newest.values()}
    layered: dict[tuple[str, str], tuple[Claim, str]] = {}
    free = {id: load_claim(row.form) for id, row in newest.items() if id not in by_id}
    for id in sorted(by_id):
        decision: Decision = decide(id, by_id[id])
        row = newest.get(id)
        if row is None:
            found = same_claim(load_claim(read[id].form), list(free.values()))
            if found is not None:
                del free[found.id]
                row = newest[found.id]
            elif decision.holds:
                row = read[id]
                shown.add((row.id, row.coder))
        stands_for = row.id if row is not None else None
        connection.execute(
            update(judged_claims)
            .where(judged_claims.c.claim_id == id)
            .values(stands_for=stands_for)
        )
        if row is None:
            continue
        key = (row.id, row.coder)
        if decision.verdict == "reject":
            shown.discard(key)
        elif decision.corrections:
            shown.discard(key)
            claim = corrected(load_claim(row.form), decision.corrections)
            layered[claim.id, claim.coder] = (claim, row.content_hash)
    return _Wanted(frozenset(shown), layered)


def _apply(
    connection: Connection,
    rows: Iterable[Any],
    layered: dict[tuple[str, str], str],
    wanted: _Wanted,
) -> None:
    from communique.model import dump_claim

    changed: set[str] = set()
    for row in rows:
        yes = (row.id, row.coder) in wanted.shown
        if bool(row.shown) != yes:
            changed.add(row.id)
            connection.execute(
                update(claims)
                .where(claims.c.id == row.id, claims.c.coder == row.coder)
                .values(shown=yes)
            )
    new = {key: dump_claim(claim).decode() for key, (claim, _) in wanted.layered.items()}
    stale = {key for key, form in layered.items() if new.get(key) != form}
    changed |= {id for id, _ in stale} | {id for id, _ in new.keys() - layered.keys()}
    if not changed:
        return
    _due(connection, changed)
    for id, coder in sorted(stale):
        drop_layered(connection, id, coder)
    for key in sorted(new.keys() - (layered.keys() - stale)):
        claim, content_hash = wanted.layered[key]
        add_layered(connection, claim, content_hash)
    _due(connection, changed)


def _due(connection: Connection, ids: set[str]) -> None:
    """What was assembled from these claims is due; it must not point at them until then."""
    blocks = select(claims.c.block).where(claims.c.id.in_(ids), claims.c.block.is_not(None))
    mark_dirty(connection, "block", connection.scalars(blocks).all())
    pages = select(claims.c.article_id).where(claims.c.id.in_(ids)).distinct()
    mark_dirty(connection, "article", connection.scalars(pages).all())
    mark_events(connection, select(claims.c.id).where(claims.c.id.in_(ids)))
    told = select(ledger_changes.c.entry_id).where(ledger_changes.c.claim_id.in_(ids))
    mark_dirty(connection, ENTRY, connection.scalars(told).all())
    for table in (event_claims, ledger_changes):
        connection.execute(delete(table).where(table.c.claim_id.in_(ids)))


def _load(form: str) -> Judgement:
    return msgspec.json.decode(form, type=Judgement)
