"""Writing what was read: readings and claims, inside a transaction of the caller's."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, Table, and_, delete, insert, select, update
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from communique.model import Article, Claim
from communique.record.rows import Row, actor_rows, claim_row, evidence_rows, version_key
from communique.record.schema import claim_actors, claims, evidence, reading_claims, readings

_CHUNK = 500  # rows written at a time


def insert_rows(
    connection: Connection, table: Table, rows: Sequence[Row], *, ignore: bool = False
) -> None:
    """Insert in chunks; with ``ignore``, rows whose key is there already are left as they are."""
    for at in range(0, len(rows), _CHUNK):
        statement = sqlite_insert(table).on_conflict_do_nothing() if ignore else insert(table)
        connection.execute(statement, list(rows[at : at + _CHUNK]))


def add_reading(connection: Connection, article: Article, count: int, coder: str) -> None:
    """Note that ``coder`` has read the article, and which coder's reading is now the newest."""
    same = and_(
        readings.c.article_id == article.id, readings.c.content_hash == article.content_hash
    )
    others = connection.scalars(select(readings.c.coder).where(same)).all()
    newest = max([*others, coder], key=lambda c: (version_key(c), c))
    connection.execute(update(readings).where(same).values(current=readings.c.coder == newest))
    row = {
        "article_id": article.id,
        "content_hash": article.content_hash,
        "coder": coder,
        "claims": count,
        "current": coder == newest,
    }
    connection.execute(insert(readings), [row])


def add_claims(connection: Connection, article: Article, found: list[Claim], coder: str) -> None:
    """Keep the claims and link them to the reading.

    Two versions of an article under one given id may hold the same claim. It is kept once, as
    read in the version with the smaller hash, whichever was read first.
    """
    kept: dict[str, str] = {}
    for at in range(0, len(found), _CHUNK):
        ids = [c.id for c in found[at : at + _CHUNK]]
        query = select(claims.c.id, claims.c.content_hash).where(
            claims.c.coder == coder, claims.c.id.in_(ids)
        )
        kept.update(connection.execute(query).all())
    new = [c for c in found if c.id not in kept]
    better = [c for c in found if c.id in kept and article.content_hash < kept[c.id]]
    for claim in better:
        for table, column in ((evidence, "claim_id"), (claim_actors, "claim_id")):
            connection.execute(
                delete(table).where(table.c[column] == claim.id, table.c.coder == coder)
            )
        connection.execute(
            update(claims)
            .where(claims.c.id == claim.id, claims.c.coder == coder)
            .values(**claim_row(claim, article.content_hash))
        )
    insert_rows(connection, claims, [claim_row(c, article.content_hash) for c in new])
    insert_rows(connection, evidence, [r for c in (*new, *better) for r in evidence_rows(c)])
    insert_rows(connection, claim_actors, [r for c in (*new, *better) for r in actor_rows(c)])
    links = [
        {
            "article_id": article.id,
            "content_hash": article.content_hash,
            "coder": coder,
            "claim_id": claim.id,
        }
        for claim in found
    ]
    insert_rows(connection, reading_claims, links)
