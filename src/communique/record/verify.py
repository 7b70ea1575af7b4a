"""Is everything that the record asserts still true of its own texts?

Looked at: the text of every article against its hash; every span of every claim (evidence,
parties, sources, cues, dates, places, amounts) against the text it was read in; every claim's id
against its content; the copies in the tables and the search index against the claims; every
reference between tables; the judgements and what they changed. ``Record.verify`` also assembles
events, ledger and wording changes again and compares.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, func, select, text

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
from communique.model.record import Judgement
from communique.record.judging import judgement_id
from communique.record.layer import PEOPLE, corrected, decide
from communique.record.rows import article_from_row, claim_row, judgement_row
from communique.record.schema import (
    articles,
    claims,
    events,
    evidence,
    judged_claims,
    judgements,
    ledger,
    reading_claims,
    readings,
    redirects,
    revisions,
)
from communique.record.search import claim_words, words_row

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
    yield from _judgements(connection)
    yield from _assembled(connection)
    yield from _redirects(connection)


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
    """The copies of claims in columns, evidence, search index; and what people decided."""
    order = (claims.c.id, claims.c.coder)
    parts = _grouped(
        connection,
        select(evidence).order_by(evidence.c.claim_id, evidence.c.coder, evidence.c.position),
    )
    words = _grouped(
        connection,
        select(claim_words.c.claim_id, claim_words.c.coder, claim_words.c.words).order_by(
            claim_words.c.claim_id, claim_words.c.coder
        ),
    )
    quotes, indexed = next(parts, None), next(words, None)
    for row in connection.execute(select(claims).order_by(*order), execution_options=_STREAM):
        key = (row.id, row.coder)
        try:
            claim = load_claim(row.form)
        except FormatError:
            continue  # named by _claims
        while quotes is not None and quotes[0] < key:
            quotes = next(parts, None)
        while indexed is not None and indexed[0] < key:
            yield Problem(what="search", id=indexed[0][0], reason="indexed, but not in the record")
            indexed = next(words, None)
        held = quotes[1] if quotes is not None and quotes[0] == key else []
        if [(r.start, r.end, r.quote) for r in held] != [
            (e.start, e.end, e.quote) for e in claim.evidence
        ]:
            yield Problem(
                what="claim", id=row.id, reason="the evidence table does not hold its evidence"
            )
        if indexed is not None and indexed[0] == key:
            if [r.words for r in indexed[1]] != [words_row(claim)["words"]]:
                yield Problem(what="search", id=row.id, reason="indexed under other words")
            indexed = next(words, None)
        else:
            yield Problem(what="search", id=row.id, reason="not in the search index")
        wrong = [n for n, v in claim_row(claim, row.content_hash).items() if getattr(row, n) != v]
        if wrong and claim.coder == row.coder and claim.id == row.id:
            reason = f"columns that are not those of its form: {', '.join(wrong)}"
            yield Problem(what="claim", id=row.id, reason=reason)
    while indexed is not None:
        yield Problem(what="search", id=indexed[0][0], reason="indexed, but not in the record")
        indexed = next(words, None)


def _grouped(
    connection: Connection, query: Select[Any]
) -> Iterator[tuple[tuple[str, str], list[Any]]]:
    with connection.execute(query, execution_options=_STREAM) as found:
        for key, rows in groupby(found, key=lambda r: (r.claim_id, r.coder)):
            yield key, list(rows)


def _judgements(connection: Connection) -> Iterator[Problem]:
    """Every judgement says what its id says, and is about claims that the record has."""
    for row in connection.execute(select(judgements), execution_options=_STREAM):
        judgement = msgspec.json.decode(row.form, type=Judgement)
        if judgement_id(judgement) != row.id or judgement.id != row.id:
            yield Problem(what="judgement", id=row.id, reason="the content is not that of its id")
        if judgement_row(judgement) != dict(row._mapping):
            yield Problem(what="judgement", id=row.id, reason="columns that are not its own")
    known = select(claims.c.id)
    stray = select(judged_claims.c.claim_id).where(judged_claims.c.claim_id.not_in(known))
    for id in connection.scalars(stray.distinct()):
        yield Problem(what="judgement", id=id, reason="is about a claim that is not in the record")
    for row in connection.execute(
        select(claims.c.id, claims.c.form).where(claims.c.coder.endswith(PEOPLE))
    ):
        claim = load_claim(row.form)
        said = (
            select(judgements.c.form)
            .join_from(judged_claims, judgements)
            .where(judged_claims.c.stands_for == row.id)
        )
        about = [msgspec.json.decode(f, type=Judgement) for f in connection.scalars(said)]
        base = connection.scalar(
            select(claims.c.form).where(
                claims.c.id == row.id, claims.c.coder == claim.coder.removesuffix(PEOPLE)
            )
        )
        ids = {c for j in about for c in j.claims}
        changes = [p for id in sorted(ids) for p in decide(id, about).corrections]
        if base is None or corrected(load_claim(base), changes) != claim:
            yield Problem(what="claim", id=row.id, reason="not as people corrected it")


def _redirects(connection: Connection) -> Iterator[Problem]:
    alive = {*connection.scalars(select(events.c.id)), *connection.scalars(select(ledger.c.id))}
    for row in connection.execute(select(redirects)):
        if row.old in alive or (row.new is not None and row.new not in alive):
            yield Problem(what="redirect", id=row.old, reason=f"leads to {row.new}, which is not")


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
    stray = select(claims.c.id).where(
        claims.c.id.not_in(linked), claims.c.coder.not_like("%" + PEOPLE)
    )
    for row in connection.execute(stray):
        yield Problem(what="claim", id=row.id, reason="belongs to no reading")


def _assembled(connection: Connection) -> Iterator[Problem]:
    """What was assembled names only claims that the record shows."""
    for row in connection.execute(select(events.c.form), execution_options=_STREAM):
        event = msgspec.json.decode(row.form, type=Event)
        yield from _unknown(connection, "event", event.id, event.claims)
    for row in connection.execute(select(ledger.c.form), execution_options=_STREAM):
        entry = msgspec.json.decode(row.form, type=LedgerEntry)
        named = (*entry.claims, *(change.claim for change in entry.history))
        yield from _unknown(connection, "ledger entry", entry.id, named)
    for row in connection.execute(select(revisions.c.form), execution_options=_STREAM):
        change = msgspec.json.decode(row.form, type=RevisionRow)
        named = (*change.affected_claims, *([change.claim] if change.claim else []))
        yield from _unknown(connection, "revision", change.id, named)


def _unknown(connection: Connection, what: str, id: str, named: Sequence[str]) -> Iterator[Problem]:
    wanted = sorted(set(named))
    known: set[str] = set()
    for at in range(0, len(wanted), 500):
        part = select(claims.c.id).where(claims.c.id.in_(wanted[at : at + 500]), claims.c.shown)
        known |= set(connection.scalars(part))
    for claim in sorted(set(wanted) - known):
        yield Problem(what=what, id=id, reason=f"names claim {claim}, which is not in the record")
