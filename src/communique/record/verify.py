"""Is everything that the record asserts still true of its own texts?

Looked at: the text of every article against its hash; every span of every claim (evidence,
parties, sources, cues, dates, places, amounts) against the text it was read in; every claim's id
against its content; the copies in the tables against the claims; every reference between tables.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import msgspec
from sqlalchemy import Connection, func, select, text

from communique.model import (
    Article,
    Claim,
    Event,
    FormatError,
    LedgerEntry,
    RevisionRow,
    load_claim,
)
from communique.model import claim_id as claim_hash
from communique.record import queries
from communique.record.rows import article_from_row
from communique.record.schema import (
    articles,
    claims,
    events,
    evidence,
    ledger,
    reading_claims,
    readings,
    revisions,
)

_STREAM = {"yield_per": 500}


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is wrong: ``what`` kind of thing, its ``id``, and why, in one line."""

    what: str
    id: str
    reason: str


def verify_connection(connection: Connection) -> Iterator[Problem]:
    """Every problem of the record behind ``connection``, in the order of the module's text."""
    yield from _file(connection)
    yield from _articles(connection)
    yield from _claims(connection)
    yield from _evidence(connection)
    yield from _readings(connection)
    yield from _assembled(connection)


def lost_spans(claim: Claim, body: str) -> Iterator[str]:
    """What of the claim is not found in ``body`` where it should be, one line each."""
    for name, start, end, words in _spans(claim):
        if start is None or end is None:
            continue
        if start == end and name in _MAY_BE_UNSAID:
            continue  # an actor or source that the text does not put into words
        if not 0 <= start <= end <= len(body) or body[start:end] != words:
            yield f"{name} {words!r} is not at {start}..{end}"


_MAY_BE_UNSAID = frozenset({"actor", "recipient", "third party", "source"})


def _spans(claim: Claim) -> Iterator[tuple[str, int | None, int | None, str | None]]:
    for quote in claim.evidence:
        yield "evidence", quote.start, quote.end, quote.quote
    roles = (
        ("actor", claim.actors),
        ("recipient", claim.recipients),
        ("third party", claim.third_parties),
        ("source", claim.attribution),
        ("place", claim.where),
        ("amount", claim.amounts),
        ("cue", claim.factuality.cues),
    )
    for name, items in roles:
        for item in items:
            yield name, item.start, item.end, item.text
    if claim.when.text is not None:
        yield "date", claim.when.start, claim.when.end, claim.when.text


def _file(connection: Connection) -> Iterator[Problem]:
    if connection.dialect.name != "sqlite":
        return
    for row in connection.execute(text("PRAGMA integrity_check")):
        if row[0] != "ok":
            yield Problem(what="file", id="database", reason=str(row[0]))
    for row in connection.execute(text("PRAGMA foreign_key_check")):
        yield Problem(
            what="reference", id=f"{row[0]} row {row[1]}", reason=f"points at no row of {row[2]}"
        )


def _articles(connection: Connection) -> Iterator[Problem]:
    for row in connection.execute(select(articles), execution_options=_STREAM):
        article = article_from_row(row)
        digest = hashlib.sha256(article.text.encode("utf-8", "surrogatepass")).hexdigest()
        if digest != article.content_hash:
            yield Problem(what="article", id=article.id, reason="the text is not that of its hash")
        if any(span.end > len(article.text) for span in article.furniture):
            yield Problem(what="article", id=article.id, reason="furniture outside the text")


def _claims(connection: Connection) -> Iterator[Problem]:
    """Every claim in every version of its article that it was read in."""
    query = (
        select(
            claims.c.id, claims.c.coder, claims.c.form, claims.c.content_hash.label("kept_in"),
            reading_claims.c.article_id, reading_claims.c.content_hash,
        )
        .join_from(
            claims,
            reading_claims,
            (reading_claims.c.claim_id == claims.c.id) & (reading_claims.c.coder == claims.c.coder),
        )
        .order_by(reading_claims.c.article_id, reading_claims.c.content_hash, claims.c.id)
    )  # fmt: skip
    article: Article | None = None
    for row in connection.execute(query, execution_options=_STREAM):
        if article is None or (article.id, article.content_hash) != (
            row.article_id,
            row.content_hash,
        ):
            article = _article(connection, row.article_id, row.content_hash)
        try:
            claim = load_claim(row.form)
        except FormatError as error:
            yield Problem(what="claim", id=row.id, reason=str(error))
            continue
        if claim.id != row.id or claim_hash(claim) != row.id:
            yield Problem(what="claim", id=row.id, reason="the content is not that of its id")
        if claim.coder != row.coder:
            yield Problem(what="claim", id=row.id, reason=f"is of coder {claim.coder!r}")
        if article is None:
            yield Problem(what="claim", id=row.id, reason="its article is not in the record")
            continue
        for lost in lost_spans(claim, article.text):
            yield Problem(what="claim", id=row.id, reason=lost)


def _article(connection: Connection, id: str, content_hash: str) -> Article | None:
    query = select(articles).where(articles.c.id == id, articles.c.content_hash == content_hash)
    row = connection.execute(query).first()
    return article_from_row(row) if row else None


def _evidence(connection: Connection) -> Iterator[Problem]:
    """The copies of the evidence against the claims."""
    copies: dict[tuple[str, str], list[tuple[int, int, str]]] = {}
    query = select(evidence).order_by(evidence.c.claim_id, evidence.c.coder, evidence.c.position)
    for row in connection.execute(query):
        copies.setdefault((row.claim_id, row.coder), []).append((row.start, row.end, row.quote))
    for row in connection.execute(select(claims.c.id, claims.c.coder, claims.c.form)):
        try:
            claim = load_claim(row.form)
        except FormatError:
            continue  # named by _claims
        if copies.get((row.id, row.coder)) != [(e.start, e.end, e.quote) for e in claim.evidence]:
            yield Problem(
                what="claim", id=row.id, reason="the evidence table does not hold its evidence"
            )


def _readings(connection: Connection) -> Iterator[Problem]:
    """A reading holds as many claims as it says, and every claim belongs to one."""
    counts = {
        (row.article_id, row.content_hash, row.coder): row.n
        for row in connection.execute(
            select(
                reading_claims.c.article_id,
                reading_claims.c.content_hash,
                reading_claims.c.coder,
                func.count().label("n"),
            ).group_by(
                reading_claims.c.article_id, reading_claims.c.content_hash, reading_claims.c.coder
            )
        )
    }
    for row in connection.execute(select(readings)):
        found = counts.get((row.article_id, row.content_hash, row.coder), 0)
        if found != row.claims:
            reason = f"{found} claims of {row.claims} by {row.coder}"
            yield Problem(what="reading", id=row.article_id, reason=reason)
    linked = select(reading_claims.c.claim_id)
    for row in connection.execute(select(claims.c.id).where(claims.c.id.not_in(linked))):
        yield Problem(what="claim", id=row.id, reason="belongs to no reading")


def _assembled(connection: Connection) -> Iterator[Problem]:
    """What was assembled names only claims that are in the current readings."""
    known = set(connection.scalars(queries.current_claims().with_only_columns(claims.c.id)))
    for row in connection.execute(select(events.c.form)):
        event = msgspec.json.decode(row.form, type=Event)
        yield from _unknown("event", event.id, event.claims, known)
    for row in connection.execute(select(ledger.c.form)):
        entry = msgspec.json.decode(row.form, type=LedgerEntry)
        named = (*entry.claims, *(change.claim for change in entry.history))
        yield from _unknown("ledger entry", entry.id, named, known)
    for row in connection.execute(select(revisions.c.form)):
        change = msgspec.json.decode(row.form, type=RevisionRow)
        named = (*change.affected_claims, *([change.claim] if change.claim else []))
        yield from _unknown("revision", change.id, named, known)


def _unknown(what: str, id: str, named: tuple[str, ...], known: set[str]) -> Iterator[Problem]:
    for claim in sorted(set(named) - known):
        yield Problem(what=what, id=id, reason=f"names claim {claim}, which is not in the record")
