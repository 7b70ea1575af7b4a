"""Which pages are copies of one text, found in the database as articles come in.

Pages whose texts are copies of each other, of one page or of a third, have one origin: the first
published of them. Versions of one page are one page. Nothing here depends on the order in which
they came.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, select, update

from communique.record.copies import COPY, bands_of, first_of, likeness
from communique.record.schema import articles, bands, claims, signatures

_MOST = 200
"""Candidates that are compared for one article; a boilerplate page has thousands."""


def find_origins(connection: Connection, ids: Iterable[str]) -> set[str]:
    """Give these articles their origins; the blocks of all claims whose origin changed."""
    changed: set[str] = set()
    for id in sorted(ids):
        changed |= _place(connection, id)
    blocks: set[str] = set()
    wanted = sorted(changed)
    for at in range(0, len(wanted), 500):
        query = select(claims.c.block).where(
            claims.c.article_id.in_(wanted[at : at + 500]), claims.c.block.is_not(None)
        )
        blocks |= set(connection.scalars(query.distinct()))
    return blocks


def _place(connection: Connection, id: str) -> set[str]:
    mine = connection.execute(
        select(
            signatures.c.content_hash,
            signatures.c.signature,
            signatures.c.origin,
            signatures.c.credit,
            articles.c.page,
            articles.c.text,
        )
        .join_from(signatures, articles, _same())
        .where(signatures.c.article_id == id)
    ).all()
    pages = {row.page for row in mine}
    origins = {row.origin for row in mine} - {None}
    for row in mine:
        if row.origin is not None or not row.signature:
            continue
        near = (
            select(bands.c.article_id)
            .where(bands.c.band.in_(bands_of(row.signature)), bands.c.article_id != id)
            .distinct()
            .order_by(bands.c.article_id)
            .limit(_MOST)
        )
        for other in connection.execute(
            select(articles.c.id, articles.c.page, articles.c.text, signatures.c.origin)
            .join_from(articles, signatures, _same())
            .where(articles.c.id.in_(near))
        ).all():
            if other.page in pages or likeness(row.text, other.text) >= COPY:
                pages.add(other.page)
                if other.origin is not None:
                    origins.add(other.origin)
    # All versions of these pages, and all that had the same origin as any of them.
    known = _rows(connection, articles.c.page, pages)
    known += _rows(connection, signatures.c.origin, origins)
    known += _rows(connection, signatures.c.origin, {r.origin for r in known} - {None} - origins)
    origin = first_of((row.published, row.page) for row in known)
    changed = {row.id for row in known if row.origin != origin}
    # A copy that names its wire tells where all of them come from.
    named = any(row.credit for row in mine) and id in changed
    if changed:
        connection.execute(
            update(signatures)
            .where(signatures.c.article_id.in_(sorted(changed)))
            .values(origin=origin)
        )
    return {row.id for row in known} if named else changed


def _rows(connection: Connection, column: ColumnElement[str], values: set[str]) -> list[Any]:
    # One column a query: SQLite reads both tables from end to end for an OR across them.
    query = (
        select(
            articles.c.published,
            articles.c.page,
            articles.c.id,
            signatures.c.origin,
            signatures.c.credit,
        )
        .join_from(articles, signatures, _same())
        .where(column.in_(sorted(values)))
    )
    return list(connection.execute(query).all()) if values else []


def _same() -> ColumnElement[bool]:
    return and_(
        signatures.c.article_id == articles.c.id,
        signatures.c.content_hash == articles.c.content_hash,
    )
