"""Which pages are copies of one text, found in the database as articles come in.

Pages whose texts are copies of each other, of one page or of a third, have one origin: the first
published of them. Versions of one page are one page. Nothing here depends on the order in which
they came.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    func,
    select,
    update,
)

from communique.record.batches import chunks
from communique.record.copies import (
    COPY,
    MAY_BE_COPY,
    agreement,
    bands_of,
    first_of,
    likeness,
)
from communique.record.schema import articles, bands, claims, signatures

_MOST = 200
"""Candidates that are compared for one article, those that it meets most often first: a page of
boilerplate has thousands."""

_IDS: BindParameter[Any] = bindparam("ids", expanding=True)


def _same() -> ColumnElement[bool]:
    return and_(
        signatures.c.article_id == articles.c.id,
        signatures.c.content_hash == articles.c.content_hash,
    )


# Made once: to make a question costs more than to answer it.
_MINE = (
    select(
        signatures.c.content_hash,
        signatures.c.signature,
        signatures.c.origin,
        signatures.c.credit,
        articles.c.page,
    )
    .join_from(signatures, articles, _same())
    .where(signatures.c.article_id == bindparam("id"))
)
_NEAR = (
    select(bands.c.article_id)
    .where(bands.c.band.in_(_IDS), bands.c.article_id != bindparam("id"))
    .group_by(bands.c.article_id)
    .order_by(func.count().desc(), bands.c.article_id)
    .limit(_MOST)
)
_SIGNED = (
    select(
        articles.c.id,
        articles.c.content_hash,
        articles.c.page,
        signatures.c.origin,
        signatures.c.signature,
    )
    .join_from(articles, signatures, _same())
    .where(articles.c.id.in_(_IDS))
)
_TEXT = select(articles.c.text).where(
    articles.c.id == bindparam("id"), articles.c.content_hash == bindparam("hash")
)
_KNOWN = select(
    articles.c.published,
    articles.c.page,
    articles.c.id,
    signatures.c.origin,
    signatures.c.credit,
).join_from(articles, signatures, _same())
_OF_PAGES = _KNOWN.where(articles.c.page.in_(_IDS))
_OF_ORIGINS = _KNOWN.where(signatures.c.origin.in_(_IDS))


def find_origins(connection: Connection, ids: Iterable[str]) -> set[str]:
    """Give these articles their origins; the articles whose origin changed by it, or its wire."""
    changed: set[str] = set()
    for id in ids:
        changed |= _place(connection, id)
    return changed


def blocks_of(connection: Connection, ids: Iterable[str]) -> set[str]:
    """The blocks of the events that claims of these articles are in."""
    found: set[str] = set()
    for part in chunks(sorted(ids)):
        query = select(claims.c.block).where(
            claims.c.article_id.in_(part), claims.c.block.is_not(None)
        )
        found |= set(connection.scalars(query.distinct()))
    return found


def _place(connection: Connection, id: str) -> set[str]:
    mine = connection.execute(_MINE, {"id": id}).all()
    pages = {row.page for row in mine}
    origins = {row.origin for row in mine} - {None}
    for row in mine:
        if row.origin is not None or not row.signature:
            continue
        met = {"ids": bands_of(row.signature), "id": id}
        near = connection.scalars(_NEAR, met).all()
        text: str | None = None
        for other in connection.execute(_SIGNED, {"ids": near}) if near else ():
            if other.page not in pages:
                if agreement(row.signature, other.signature) < MAY_BE_COPY:
                    continue
                text = text or _text(connection, id, row.content_hash)
                if likeness(text, _text(connection, other.id, other.content_hash)) < COPY:
                    continue
            pages.add(other.page)
            if other.origin is not None:
                origins.add(other.origin)
    # All versions of these pages, and all that had the same origin as any of them.
    # One column a question: SQLite reads both tables from end to end for an OR across them.
    known = _rows(connection, _OF_PAGES, pages)
    known += _rows(connection, _OF_ORIGINS, origins)
    known += _rows(connection, _OF_ORIGINS, {r.origin for r in known} - {None} - origins)
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


def _text(connection: Connection, id: str, content_hash: str) -> str:
    return str(connection.scalar(_TEXT, {"id": id, "hash": content_hash}))


def _rows(connection: Connection, query: Select[Any], values: set[str]) -> list[Any]:
    return list(connection.execute(query, {"ids": sorted(values)}).all()) if values else []
