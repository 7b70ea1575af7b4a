"""Reading all claims, assembling, and keeping the result; is what is kept still right?"""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from communique.model import Article, Claim, load_claim
from communique.record import queries
from communique.record.assembly import Assembly, assemble, fingerprint
from communique.record.rows import article_from_row, entry_row, event_row, revision_row, version_key
from communique.record.schema import (
    REBUILT,
    claims,
    event_claims,
    events,
    ledger,
    ledger_changes,
    revisions,
)
from communique.record.writing import insert_rows

_STREAM = {"yield_per": 500}


def fingerprint_now(connection: Connection) -> str:
    return fingerprint(
        row
        for query in (queries.fingerprint_of_claims(), queries.fingerprint_of_versions())
        for row in connection.execute(query, execution_options=_STREAM).tuples()
    )


def assemble_current(connection: Connection) -> tuple[Assembly, dict[str, str]]:
    current: dict[str, Claim] = {}
    for row in connection.execute(queries.current_claims().order_by(claims.c.id)):
        claim = load_claim(row.form)
        kept = current.get(claim.id)
        if kept is None or version_key(kept.coder) < version_key(claim.coder):
            current[claim.id] = claim
    versions: dict[str, list[Article]] = {}
    for row in connection.execute(queries.articles_of_several_versions()):
        versions.setdefault(row.page, []).append(article_from_row(row))
    coders = {claim.id: claim.coder for claim in current.values()}
    return assemble(list(current.values()), versions), coders


def keep_assembly(connection: Connection, assembly: Assembly, coders: dict[str, str]) -> None:
    for table in REBUILT:
        connection.execute(delete(table))
    insert_rows(connection, events, [event_row(e) for e in assembly.events])
    members = [
        {"event_id": e.id, "claim_id": c, "coder": coders[c]}
        for e in assembly.events
        for c in e.claims
    ]
    insert_rows(connection, event_claims, members)
    insert_rows(connection, ledger, [entry_row(e) for e in assembly.ledger])
    changes = [
        {
            "entry_id": entry.id,
            "position": position,
            "status": change.status,
            "claim_id": change.claim,
            "coder": coders[change.claim],
            "date": change.date,
        }
        for entry in assembly.ledger
        for position, change in enumerate(entry.history)
    ]
    insert_rows(connection, ledger_changes, changes)
    insert_rows(connection, revisions, [revision_row(r) for r in assembly.revisions])


def is_current(connection: Connection) -> bool:
    """True when assembling again gives exactly what the tables hold."""
    assembly, _ = assemble_current(connection)
    expected = (
        (events, [event_row(e) for e in assembly.events]),
        (ledger, [entry_row(e) for e in assembly.ledger]),
        (revisions, [revision_row(r) for r in assembly.revisions]),
    )
    for table, rows in expected:
        kept = dict(connection.execute(select(table.c.id, table.c.form)).tuples().all())
        if kept != {row["id"]: row["form"] for row in rows}:
            return False
    members = set(
        connection.execute(select(event_claims.c.event_id, event_claims.c.claim_id)).tuples()
    )
    return members == {(e.id, c) for e in assembly.events for c in e.claims}
