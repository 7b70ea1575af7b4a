"""What a page of the reading room shows beside its rows: many things in one question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection, Table, and_, case, func, select

from communique.model import Claim, Event, LedgerEntry, load_claim
from communique.record.asked import ArticleHead
from communique.record.batches import chunks
from communique.record.ledger_tables import ledger_claims
from communique.record.schema import (
    articles,
    claims,
    event_claims,
    evidence,
    ledger_changes,
    lost_claims,
    posted,
    reading_claims,
    signatures,
)

T = TypeVar("T", Event, LedgerEntry)

_HEAD = (
    "id",
    "content_hash",
    "page",
    "url",
    "title",
    "publisher",
    "published",
    "modified",
    "first_seen",
)


def assembled(
    connection: Connection, table: Table, of: type[T], numbers: Sequence[int]
) -> tuple[T, ...]:
    """The events or entries with these numbers, in this order."""
    found: dict[int, T] = {}
    for part in chunks(numbers):
        query = (
            select(posted.c.number, table.c.form)
            .join(table, table.c.id == posted.c.id)
            .where(posted.c.number.in_(part))
        )
        for number, form in connection.execute(query).all():
            found[number] = msgspec.json.decode(form, type=of)
    return tuple(found[number] for number in numbers if number in found)


def claims_of(connection: Connection, numbers: Sequence[int]) -> tuple[Claim, ...]:
    """The claims with these numbers, in this order."""
    found: dict[int, Claim] = {}
    for part in chunks(numbers):
        query = (
            select(posted.c.number, claims.c.form)
            .join(claims, and_(claims.c.id == posted.c.id, claims.c.coder == posted.c.part))
            .where(posted.c.number.in_(part))
        )
        found.update((number, load_claim(form)) for number, form in connection.execute(query).all())
    return tuple(found[number] for number in numbers if number in found)


def claims_by_id(connection: Connection, ids: Iterable[str]) -> dict[str, Claim]:
    """See ``Views.claims_by_id``."""
    found: dict[str, Claim] = {}
    for part in chunks(dict.fromkeys(ids)):
        query = select(claims.c.form).where(claims.c.id.in_(part), claims.c.shown)
        found.update((claim.id, claim) for claim in map(load_claim, connection.scalars(query)))
    return found


def claims_of_version(
    connection: Connection, article_id: str, content_hash: str
) -> tuple[Claim, ...]:
    """The claims of one version that are shown, by their place in the text."""
    read = select(reading_claims.c.claim_id).where(
        reading_claims.c.article_id == article_id,
        reading_claims.c.content_hash == content_hash,
    )
    query = (
        select(claims.c.form)
        .where(claims.c.article_id == article_id, claims.c.shown, claims.c.id.in_(read))
        .order_by(claims.c.start, claims.c.id)
    )
    return tuple(map(load_claim, connection.scalars(query)))


def lost_since(connection: Connection, ids: Iterable[str]) -> dict[str, str | None]:
    """See ``Views.lost_since``."""
    found: dict[str, str | None] = {}
    for part in chunks(dict.fromkeys(ids)):
        query = select(lost_claims.c.claim_id, lost_claims.c.since)
        rows = connection.execute(query.where(lost_claims.c.claim_id.in_(part)))
        found.update(rows.all())
    return found


def passages(
    connection: Connection, told: Sequence[Claim], around: int
) -> dict[str, tuple[str, int]]:
    """See ``Views.passages``."""
    found: dict[str, tuple[str, int]] = {}
    coder_of = {claim.id: claim.coder for claim in told}
    begin = case((evidence.c.start > around, evidence.c.start - around), else_=0)
    length = evidence.c.end - begin + around
    for part in chunks(coder_of):
        query = (
            select(
                claims.c.id,
                claims.c.coder,
                func.substr(articles.c.text, begin + 1, length),
                evidence.c.start - begin,
            )
            .join(
                evidence,
                and_(evidence.c.claim_id == claims.c.id, evidence.c.coder == claims.c.coder),
            )
            .join(
                articles,
                and_(
                    articles.c.id == claims.c.article_id,
                    articles.c.content_hash == claims.c.content_hash,
                ),
            )
            .where(claims.c.id.in_(part), evidence.c.position == 0)
        )
        for id, coder, words, offset in connection.execute(query).all():
            if coder_of[id] == coder:
                found[id] = (words, offset)
    return found


def events_of(connection: Connection, ids: Iterable[str]) -> dict[str, str]:
    """See ``Views.events_of``."""
    found: dict[str, str] = {}
    for part in chunks(dict.fromkeys(ids)):
        query = select(event_claims.c.claim_id, event_claims.c.event_id)
        query = query.where(event_claims.c.claim_id.in_(part)).order_by(event_claims.c.event_id)
        found.update(connection.execute(query).all())
    return found


def entries_of(connection: Connection, ids: Iterable[str]) -> dict[str, list[str]]:
    """See ``Views.entries_of``."""
    found: dict[str, set[str]] = {}
    for part in chunks(dict.fromkeys(ids)):
        for table in (ledger_claims, ledger_changes):
            query = select(table.c.claim_id, table.c.entry_id)
            rows = connection.execute(
                query.where(table.c.claim_id.in_(part), table.c.entry_id.is_not(None))
            )
            for claim, entry in rows:
                found.setdefault(claim, set()).add(entry)
    return {claim: sorted(entries) for claim, entries in sorted(found.items())}


def heads(connection: Connection, versions: Sequence[tuple[str, str]]) -> tuple[ArticleHead, ...]:
    """The heads of these versions (id, content hash), in this order."""
    found: dict[tuple[str, str], Any] = {}
    asked = set(versions)
    for part in chunks(dict.fromkeys(id for id, _ in versions)):
        query = select(*(articles.c[name] for name in _HEAD)).where(articles.c.id.in_(part))
        for row in connection.execute(query).all():
            if (row.id, row.content_hash) in asked:
                found[row.id, row.content_hash] = row
    told = _told(connection, {id for id, _ in found})
    several = _versions(connection, {row.page for row in found.values()})
    origins = _origins(connection, {id for id, _ in found})
    return tuple(
        ArticleHead(
            **found[version]._mapping,
            claims=told.get(version, 0),
            versions=several.get(found[version].page, 1),
            origin=origins.get(version, (None, None))[0] or found[version].page,
            wire=origins.get(version, (None, None))[1],
        )
        for version in versions
        if version in found
    )


def heads_of(connection: Connection, numbers: Sequence[int]) -> tuple[ArticleHead, ...]:
    """The heads of the articles with these numbers, in this order."""
    found: dict[int, tuple[str, str]] = {}
    for part in chunks(numbers):
        query = select(posted.c.number, posted.c.id, posted.c.part)
        for number, id, hash in connection.execute(query.where(posted.c.number.in_(part))).all():
            found[number] = (id, hash)
    return heads(connection, [found[number] for number in numbers if number in found])


def versions_of(connection: Connection, page: str) -> tuple[ArticleHead, ...]:
    """See ``Views.versions``."""
    query = (
        select(articles.c.id, articles.c.content_hash)
        .where(articles.c.page == page)
        .order_by(
            func.coalesce(articles.c.published, ""),
            func.coalesce(articles.c.modified, ""),
            articles.c.source,
            articles.c.content_hash,
        )
    )
    return heads(
        connection, [(row.id, row.content_hash) for row in connection.execute(query).all()]
    )


def heads_by_id(connection: Connection, ids: Iterable[str]) -> dict[str, ArticleHead]:
    """The heads of these articles; of several versions under one id, the last."""
    asked: list[tuple[str, str]] = []
    for part in chunks(dict.fromkeys(ids)):
        query = (
            select(articles.c.id, articles.c.content_hash)
            .where(articles.c.id.in_(part))
            .order_by(
                func.coalesce(articles.c.published, ""),
                func.coalesce(articles.c.modified, ""),
                articles.c.content_hash,
            )
        )
        asked += [(row.id, row.content_hash) for row in connection.execute(query).all()]
    return {head.id: head for head in heads(connection, asked)}


def _told(connection: Connection, ids: Iterable[str]) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for part in chunks(sorted(ids)):
        query = (
            select(claims.c.article_id, claims.c.content_hash, func.count())
            .where(claims.c.article_id.in_(part), claims.c.shown)
            .group_by(claims.c.article_id, claims.c.content_hash)
        )
        found.update(((id, hash), n) for id, hash, n in connection.execute(query).all())
    return found


def _versions(connection: Connection, pages: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in chunks(sorted(pages)):
        query = select(articles.c.page, func.count()).where(articles.c.page.in_(part))
        rows = connection.execute(query.group_by(articles.c.page))
        found.update(rows.all())
    return found


def _origins(
    connection: Connection, ids: Iterable[str]
) -> dict[tuple[str, str], tuple[str | None, str | None]]:
    found: dict[tuple[str, str], tuple[str | None, str | None]] = {}
    t = signatures.c
    for part in chunks(sorted(ids)):
        query = select(t.article_id, t.content_hash, t.origin, t.credit)
        for row in connection.execute(query.where(t.article_id.in_(part))).all():
            found[row.article_id, row.content_hash] = (row.origin, row.credit)
    return found
