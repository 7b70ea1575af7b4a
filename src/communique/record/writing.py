"""Writing what was read: readings and claims, inside a transaction of the caller's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, Select, Table, and_, delete, exists, insert, select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from communique.model import Article, Claim
from communique.record.copies import bands_of, signature, wire_credit
from communique.record.layer import PEOPLE
from communique.record.rows import Row, actor_rows, claim_row, evidence_rows, version_key
from communique.record.schema import (
    bands,
    claim_actors,
    claims,
    dirty,
    event_claims,
    events,
    evidence,
    meta,
    reading_claims,
    readings,
    signatures,
)
from communique.record.search import claim_words, row_number, words_row

_CHUNK = 500  # rows written at a time


def insert_rows(
    connection: Connection, table: Table, rows: Sequence[Row], *, ignore: bool = False
) -> None:
    """Insert in chunks; with ``ignore``, rows whose key is there already are left as they are."""
    make = sqlite_insert if connection.dialect.name == "sqlite" else postgres_insert
    for at in range(0, len(rows), _CHUNK):
        statement = make(table).on_conflict_do_nothing() if ignore else insert(table)
        connection.execute(statement, list(rows[at : at + _CHUNK]))


def put_meta(connection: Connection, key: str, value: str) -> None:
    """Note a fact about the record as a whole."""
    connection.execute(delete(meta).where(meta.c.key == key))
    connection.execute(insert(meta), [{"key": key, "value": value}])


def mark_dirty(connection: Connection, what: str, keys: Iterable[str]) -> None:
    """Note that what is assembled from these is due to be assembled again."""
    rows: list[Row] = [{"what": what, "key": key} for key in sorted(set(keys))]
    insert_rows(connection, dirty, rows, ignore=True)


def mark_events(connection: Connection, of_claims: Select[tuple[str]]) -> None:
    """Note that the events which hold these claims are due, in whichever blocks they are."""
    held = (
        select(events.c.block)
        .join_from(event_claims, events)
        .where(event_claims.c.claim_id.in_(of_claims), events.c.block.is_not(None))
    )
    mark_dirty(connection, "block", connection.scalars(held).all())


def add_article(connection: Connection, article: Article) -> None:
    """What is kept of an article's text for finding its copies."""
    signed = signature(article.text)
    row: Row = {
        "article_id": article.id,
        "content_hash": article.content_hash,
        "signature": signed or b"",
        "credit": wire_credit(article.text),
        "origin": None,
    }
    insert_rows(connection, signatures, [row], ignore=True)
    if signed is not None:
        rows: list[Row] = [{"band": b, "article_id": article.id} for b in bands_of(signed)]
        insert_rows(connection, bands, rows, ignore=True)


def add_reading(connection: Connection, article: Article, count: int, coder: str) -> bool:
    """Note that ``coder`` has read the article, and which coder's reading is now the newest.

    True when nobody had read anything under the article's id before.
    """
    query = select(readings.c.coder).where(readings.c.article_id == article.id).limit(1)
    fresh = connection.execute(query).first() is None
    same = and_(
        readings.c.article_id == article.id, readings.c.content_hash == article.content_hash
    )
    others = connection.scalars(select(readings.c.coder).where(same)).all()
    newest = max([*others, coder], key=lambda c: (version_key(c), c))
    connection.execute(update(readings).where(same).values(current=readings.c.coder == newest))
    row: Row = {
        "article_id": article.id,
        "content_hash": article.content_hash,
        "coder": coder,
        "claims": count,
        "current": coder == newest,
    }
    connection.execute(insert(readings), [row])
    return fresh


def add_claims(
    connection: Connection, article: Article, found: list[Claim], coder: str, *, fresh: bool
) -> None:
    """Keep the claims and link them to the reading.

    Two versions of an article under one given id may hold the same claim. It is kept once, as
    read in the version with the smaller hash, whichever was read first.
    """
    kept: dict[str, str] = {}
    for at in range(0, 0 if fresh else len(found), _CHUNK):
        ids = [c.id for c in found[at : at + _CHUNK]]
        query = select(claims.c.id, claims.c.content_hash).where(
            claims.c.coder == coder, claims.c.id.in_(ids)
        )
        kept.update(connection.execute(query).all())
    new = [c for c in found if c.id not in kept]
    better = [c for c in found if c.id in kept and article.content_hash < kept[c.id]]
    for claim in better:
        _drop_parts(connection, claim.id, coder)
        connection.execute(
            update(claims)
            .where(claims.c.id == claim.id, claims.c.coder == coder)
            .values(**claim_row(claim, article.content_hash))
        )
    seen = {"current": fresh, "shown": fresh}
    insert_rows(connection, claims, [{**claim_row(c, article.content_hash), **seen} for c in new])
    _add_parts(connection, [*new, *better])
    links: list[Row] = [
        {
            "article_id": article.id,
            "content_hash": article.content_hash,
            "coder": coder,
            "claim_id": claim.id,
        }
        for claim in found
    ]
    insert_rows(connection, reading_claims, links)
    if not fresh:
        set_current(connection, article)


def set_current(connection: Connection, article: Article) -> None:
    """Copy to the claims of an article whether they are in the newest reading of a version."""
    mine = select(reading_claims.c.claim_id).where(
        reading_claims.c.article_id == article.id,
        reading_claims.c.content_hash == article.content_hash,
    )
    now = exists().where(
        reading_claims.c.claim_id == claims.c.id,
        reading_claims.c.coder == claims.c.coder,
        readings.c.article_id == reading_claims.c.article_id,
        readings.c.content_hash == reading_claims.c.content_hash,
        readings.c.coder == reading_claims.c.coder,
        readings.c.current,
    )
    # What people corrected is shown or not by what they said (``judging.lay_over``).
    read = and_(claims.c.id.in_(mine), ~claims.c.coder.endswith(PEOPLE))
    connection.execute(update(claims).where(read).values(current=now))
    connection.execute(update(claims).where(read).values(shown=claims.c.current))
    # Two coders may read the same claim, each current in one version: the newer one is shown.
    rows = connection.execute(
        select(claims.c.id, claims.c.coder).where(read, claims.c.current)
    ).all()
    newest: dict[str, str] = {}
    for id, coder in rows:
        if id not in newest or version_key(newest[id]) < version_key(coder):
            newest[id] = coder
    for id, coder in rows:
        if newest[id] != coder:
            connection.execute(
                update(claims).where(claims.c.id == id, claims.c.coder == coder).values(shown=False)
            )


def add_layered(connection: Connection, claim: Claim, content_hash: str) -> None:
    """Keep a claim as people corrected it."""
    row = {**claim_row(claim, content_hash), "current": False, "shown": True}
    insert_rows(connection, claims, [row])
    _add_parts(connection, [claim])


def drop_layered(connection: Connection, claim_id: str, coder: str) -> None:
    """Take away a claim as people had corrected it."""
    _drop_parts(connection, claim_id, coder)
    connection.execute(delete(claims).where(claims.c.id == claim_id, claims.c.coder == coder))


def _add_parts(connection: Connection, found: Sequence[Claim]) -> None:
    insert_rows(connection, evidence, [r for c in found for r in evidence_rows(c)])
    insert_rows(connection, claim_actors, [r for c in found for r in actor_rows(c)])
    # FTS5 wants its rows in order.
    insert_rows(
        connection, claim_words, sorted((words_row(c) for c in found), key=lambda r: r["rowid"])
    )


def _drop_parts(connection: Connection, claim_id: str, coder: str) -> None:
    for table in (evidence, claim_actors):
        connection.execute(
            delete(table).where(table.c.claim_id == claim_id, table.c.coder == coder)
        )
    number = row_number(claim_id, coder)
    connection.execute(delete(claim_words).where(claim_words.c.rowid == number))
