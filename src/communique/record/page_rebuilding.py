"""Wording changes and lost claims in the database, page by page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Connection, delete, func, select

from communique.model import RevisionRow, load_claim
from communique.record.batches import chunks, keys
from communique.record.kept import differing
from communique.record.revisions import lost_claims as find_lost
from communique.record.revisions import page_revisions
from communique.record.rows import Row, article_from_row, revision_row
from communique.record.schema import articles, claims, lost_claims, revisions
from communique.record.writing import insert_rows


def rebuild_pages(connection: Connection, due: Iterable[str]) -> None:
    """Compare the versions of the pages of these articles."""
    for part in chunks(due):
        query = select(articles.c.page).where(articles.c.id.in_(part)).distinct()
        for page in _of_interest(connection, sorted(connection.scalars(query))):
            rows, lost = _page(connection, page)
            connection.execute(delete(revisions).where(revisions.c.page == page))
            connection.execute(delete(lost_claims).where(lost_claims.c.page == page))
            insert_rows(connection, revisions, rows)
            insert_rows(connection, lost_claims, lost, ignore=True)


def page_problems(connection: Connection) -> Iterator[tuple[str, str]]:
    """What is kept against what would be assembled now: (table, id)."""
    for part in chunks(keys(connection, articles.c.page)):
        for page in _of_interest(connection, part):
            rows, lost = _page(connection, page)
            yield from differing(connection, revisions, rows, revisions.c.page, [page])
            yield from differing(connection, lost_claims, lost, lost_claims.c.page, [page])


def _of_interest(connection: Connection, pages: Sequence[str]) -> list[str]:
    """The pages that have versions to compare or report a change, and those that had."""
    several = (
        select(articles.c.page)
        .where(articles.c.page.in_(pages))
        .group_by(articles.c.page)
        .having(func.count() > 1)
    )
    reporting = (
        select(articles.c.page)
        .join_from(articles, claims, claims.c.article_id == articles.c.id)
        .where(articles.c.page.in_(pages), claims.c.kind == "revision")
    )
    had = select(revisions.c.page).where(revisions.c.page.in_(pages))
    lost = select(lost_claims.c.page).where(lost_claims.c.page.in_(pages))
    return sorted({p for q in (several, reporting, had, lost) for p in connection.scalars(q)})


def _page(connection: Connection, page: str) -> tuple[list[Row], list[Row]]:
    """The wording changes of a page, and the claims whose words are gone from it."""
    found = connection.execute(
        select(articles)
        .where(articles.c.page == page)
        .order_by(articles.c.id, articles.c.content_hash)
    ).all()
    versions = [article_from_row(row) for row in found]
    seen = {(row.id, row.content_hash): row.first_seen for row in found}
    # An article under one given id may be on two pages: the first has its claims.
    first = select(func.min(articles.c.page)).where(articles.c.id == claims.c.article_id)
    query = select(claims.c.form).where(
        claims.c.article_id.in_([v.id for v in versions]),
        claims.c.shown,
        first.scalar_subquery() == page,
    )
    if len(versions) < 2:
        query = query.where(
            claims.c.article_id.in_(
                select(claims.c.article_id).where(
                    claims.c.article_id.in_([v.id for v in versions]), claims.c.kind == "revision"
                )
            )
        )
    said = [load_claim(form) for form in connection.scalars(query)]
    if not said and len(versions) < 2:
        return [], []
    changes: list[RevisionRow] = page_revisions(page, versions, said)
    lost = find_lost(versions, said)
    return (
        [revision_row(change) for change in changes],
        [
            {
                "claim_id": claim,
                "page": page,
                "since": version.modified or seen[version.id, version.content_hash],
                "content_hash": version.content_hash,
            }
            for claim, version in lost
        ],
    )
