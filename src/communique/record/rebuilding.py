"""Assembling what is due, and keeping the result; is what is kept still right?

Events are assembled block by block (``event_rebuilding``), page differences page by page
(``page_rebuilding``), copies by the signatures that meet (``origins``), the ledger by the claims
that are linked with or answer those that came (``ledger_rebuilding``): only what new readings or
judgements touch is done again, and nothing ever holds the claims of a whole record. The result
never depends on the order or the number of readings, but for the ids of events and entries: those
live on (``communique.record.identity``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from sqlalchemy import Connection, delete, select, update

from communique.model import load_claim
from communique.record.assembly import ASSEMBLY_VERSION
from communique.record.batches import chunks, keys
from communique.record.event_rebuilding import event_problems, rebuild_events
from communique.record.judging import ENTRY, lay_over
from communique.record.kept import newest
from communique.record.ledger_rebuilding import AS_OF, ledger_problems, rebuild_ledger
from communique.record.origins import blocks_of, find_origins
from communique.record.page_rebuilding import page_problems, rebuild_pages
from communique.record.postings import clear, post_articles, posting_problems
from communique.record.rows import article_from_row, claim_row
from communique.record.schema import (
    articles,
    claims,
    dirty,
    events,
    judged_claims,
    meta,
    reading_claims,
    readings,
    signatures,
)
from communique.record.search import claim_words, words_row
from communique.record.writing import add_article, insert_rows, put_meta

MARK = "assembled"


def is_due(connection: Connection) -> bool:
    """True when something is to be assembled again."""
    if _meta(connection, MARK) != str(ASSEMBLY_VERSION):
        return connection.execute(select(readings.c.coder).limit(1)).first() is not None
    return connection.execute(select(dirty.c.what).limit(1)).first() is not None


def rebuild_connection(connection: Connection) -> bool:
    """Assemble what is due; False where nothing was."""
    if not is_due(connection):
        return False
    due: dict[str, set[str]] = defaultdict(set)
    for what, key in connection.execute(select(dirty.c.what, dirty.c.key)):
        due[what].add(key)
    whole = "all" in due or _meta(connection, MARK) != str(ASSEMBLY_VERSION)
    if whole:
        _complete(connection)
        clear(connection)

    def ids() -> Iterable[str]:
        return keys(connection, articles.c.id) if whole else sorted(due["article"])

    moved = find_origins(connection, ids())
    blocks: Iterable[str]
    if not whole:
        blocks = sorted(due["block"] | blocks_of(connection, moved))
    else:
        gone = events.c.block.not_in(select(claims.c.block).where(claims.c.block.is_not(None)))
        blocks = chain(keys(connection, claims.c.block), keys(connection, events.c.block, gone))
    rebuild_events(connection, blocks, whole=whole)
    rebuild_pages(connection, ids())
    rebuild_ledger(connection, ids(), due[ENTRY], whole=whole)
    post_articles(connection, ids())
    connection.execute(delete(dirty))
    put_meta(connection, MARK, str(ASSEMBLY_VERSION))
    return True


def problems(connection: Connection) -> Iterator[tuple[str, str]]:
    """What is kept against what would be assembled now: (table, id or key)."""
    parts: tuple[Callable[[Connection], Iterator[tuple[str, str]]], ...] = (
        event_problems,
        page_problems,
        ledger_problems,
        posting_problems,
    )
    for part in parts:
        yield from part(connection)
    if (newest(connection) or "") != (_meta(connection, AS_OF) or ""):
        yield "ledger", AS_OF


def _complete(connection: Connection) -> None:
    """Fill what an older version left out: columns, the search index, signatures."""
    now = (
        select(readings.c.coder)
        .where(
            reading_claims.c.claim_id == claims.c.id,
            reading_claims.c.coder == claims.c.coder,
            readings.c.article_id == reading_claims.c.article_id,
            readings.c.content_hash == reading_claims.c.content_hash,
            readings.c.coder == reading_claims.c.coder,
            readings.c.current,
        )
        .exists()
    )
    lacking = claims.c.current.is_(None)
    for part in chunks(keys(connection, claims.c.id, lacking)):
        for row in connection.execute(select(claims).where(claims.c.id.in_(part), lacking)).all():
            claim = load_claim(row.form)
            insert_rows(connection, claim_words, [words_row(claim)], ignore=False)
            connection.execute(
                update(claims)
                .where(claims.c.id == row.id, claims.c.coder == row.coder)
                .values(block=claim_row(claim, row.content_hash)["block"])
            )
    connection.execute(update(claims).where(lacking).values(current=now, shown=now))
    signed = select(signatures.c.article_id).where(
        signatures.c.article_id == articles.c.id,
        signatures.c.content_hash == articles.c.content_hash,
    )
    for part in chunks(keys(connection, articles.c.id, ~signed.exists())):
        for row in connection.execute(select(articles).where(articles.c.id.in_(part))).all():
            add_article(connection, article_from_row(row))
    judged = claims.c.id.in_(select(judged_claims.c.claim_id))
    for article in keys(connection, claims.c.article_id, judged):
        lay_over(connection, article)


def _meta(connection: Connection, key: str) -> str | None:
    found: str | None = connection.scalar(select(meta.c.value).where(meta.c.key == key))
    return found
