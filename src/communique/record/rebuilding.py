"""Reading all claims, assembling, and keeping the result; is what is kept still right?"""

from __future__ import annotations

from sqlalchemy import Connection, Table, delete, select

from communique.model import Article, Claim, load_claim
from communique.record import queries
from communique.record.assembly import Assembly, assemble, fingerprint
from communique.record.rows import (
    Row,
    article_from_row,
    entry_row,
    event_row,
    revision_row,
    version_key,
)
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
    """The fingerprint of all that an assembly would be made from now."""
    return fingerprint(
        row
        for query in (queries.fingerprint_of_claims(), queries.fingerprint_of_versions())
        for row in connection.execute(query, execution_options=_STREAM)
    )


def assemble_current(connection: Connection) -> tuple[Assembly, dict[str, str]]:
    """Assemble the current claims; also which coder's each of them is."""
    current: dict[str, Claim] = {}
    for row in connection.execute(queries.current_claims().order_by(claims.c.id)):
        claim = load_claim(row.form)
        kept = current.get(claim.id)
        if kept is None or version_key(kept.coder) < version_key(claim.coder):
            current[claim.id] = claim
    versions: dict[str, list[Article]] = {}
    for row in connection.execute(queries.articles_of_several_versions()):
        versions.setdefault(row.page, []).append(article_from_row(row))
    pages = {row.id: row.page for row in connection.execute(queries.pages_of_articles())}
    coders = {claim.id: claim.coder for claim in current.values()}
    return assemble(list(current.values()), versions, pages), coders


def keep_assembly(connection: Connection, assembly: Assembly, coders: dict[str, str]) -> None:
    """Put the assembly in the place of the last one."""
    for table in REBUILT:
        connection.execute(delete(table))
    for table, rows in _rows(assembly, coders):
        insert_rows(connection, table, rows)


def is_current(connection: Connection) -> bool:
    """True when assembling again gives exactly what the tables hold."""
    for table, rows in _rows(*assemble_current(connection)):
        names = [column.name for column in table.columns]
        kept = {tuple(row) for row in connection.execute(select(table))}
        if kept != {tuple(row[name] for name in names) for row in rows}:
            return False
    return True


def _rows(assembly: Assembly, coders: dict[str, str]) -> list[tuple[Table, list[Row]]]:
    """What each rebuilt table holds, tables that others point at first."""
    members: list[Row] = [
        {"event_id": e.id, "claim_id": c, "coder": coders[c]}
        for e in assembly.events
        for c in e.claims
    ]
    changes: list[Row] = [
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
    return [
        (events, [event_row(e) for e in assembly.events]),
        (event_claims, members),
        (ledger, [entry_row(e) for e in assembly.ledger]),
        (ledger_changes, changes),
        (revisions, [revision_row(r) for r in assembly.revisions]),
    ]
