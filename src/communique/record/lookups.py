"""Looking things up in a record: streams of what it holds, and single things by their ids."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import merge
from itertools import islice
from typing import Any

import msgspec
from sqlalchemy import Engine, Select, func, outerjoin, select

from communique.model import Article, Claim, Event, LedgerEntry, RevisionRow, load_claim
from communique.model.record import Judgement, LostClaim
from communique.record import queries
from communique.record.comparing import Difference, differences
from communique.record.errors import masked, named_errors
from communique.record.event_rebuilding import judged_blocks, raw_events
from communique.record.layer import PEOPLE
from communique.record.ledger_raw import raw_changes
from communique.record.likeness import days
from communique.record.postgres import snapshot
from communique.record.rows import article_from_row, version_key
from communique.record.schema import (
    articles,
    claims,
    events,
    judged_claims,
    judgements,
    ledger,
    lost_claims,
    reading_claims,
    readings,
    redirects,
    revisions,
    signatures,
)

_CHUNK = 500  # rows fetched at a time


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What one coder read in one version of an article; no coder: nobody read it yet.

    ``claims`` are as the coder read them; ``first_seen`` is the day when the version came to the
    record, ISO.
    """

    article: Article
    coder: str | None
    claims: tuple[Claim, ...] = ()
    first_seen: str | None = None


class Lookups:
    """What can be asked of a record.

    Every method raises ``RecordError`` where the database fails. Iterators stream: they hold a
    connection until they are used up or closed.
    """

    def __init__(self, where: str, engine: Engine, *, readonly: bool) -> None:
        self.where = masked(where)
        self.readonly = readonly
        self._engine = engine

    # ---- streams ----

    def articles(self, *, page: str | None = None) -> Iterator[Article]:
        """All versions of all articles (or of one page), by date of publication."""
        for row in self._stream(queries.articles(page)):
            yield article_from_row(row)

    def readings(self) -> Iterator[Reading]:
        """What every coder read in every version of every article, by article; of one moment."""
        versions = outerjoin(
            articles,
            readings,
            (readings.c.article_id == articles.c.id)
            & (readings.c.content_hash == articles.c.content_hash),
        )
        query = (
            select(articles, readings.c.coder)
            .select_from(versions)
            .order_by(articles.c.id, articles.c.content_hash, readings.c.coder)
        )
        with named_errors(self.where), self._engine.connect() as plain:
            connection = snapshot(plain)
            for row in connection.execute(query, execution_options={"yield_per": _CHUNK}):
                said = (
                    select(claims.c.form)
                    .join_from(
                        reading_claims,
                        claims,
                        (claims.c.id == reading_claims.c.claim_id)
                        & (claims.c.coder == reading_claims.c.coder),
                    )
                    .where(
                        reading_claims.c.article_id == row.id,
                        reading_claims.c.content_hash == row.content_hash,
                        reading_claims.c.coder == row.coder,
                    )
                    .order_by(claims.c.start, claims.c.id)
                )
                yield Reading(
                    article=article_from_row(row),
                    coder=row.coder,
                    claims=tuple(map(load_claim, connection.scalars(said))),
                    first_seen=row.first_seen,
                )

    def claims(self, **filters: Any) -> Iterator[Claim]:
        """Claims of the current readings, by publication date, article and place in the text.

        Filters, all optional: ``kind``, ``type``, ``quad``; ``actor``, ``recipient``, ``source``
        and ``party`` (any of them): a code, which finds the codes that begin with its words;
        ``article``, ``page``; ``since`` and ``until`` (EDTF; what may lie between them is found);
        ``negated``; ``min_confidence``; ``coder``: that coder's claims instead of the current
        ones; ``search``: words that the claim holds, a phrase in double quotation marks;
        ``raw``: as the coder read them, without what people decided; ``limit``.

        Raises:
            TypeError: there is no such filter.
        """
        dialect = self._engine.dialect.name
        for row in self._stream(queries.claims(**filters, dialect=dialect)):
            yield load_claim(row.form)

    def events(self, **filters: Any) -> Iterator[Event]:
        """Events, by date. Filters: ``type``, ``actor``, ``recipient``, ``party``, ``claim``,
        ``since``, ``until``, ``raw``, ``limit``; see ``claims``."""
        if filters.pop("raw", False):
            yield from self.raw_events(**filters)
            return
        for row in self._stream(queries.events(**filters)):
            yield msgspec.json.decode(row.form, type=Event)

    def raw_events(self, *, limit: int | None = None, **filters: Any) -> Iterator[Event]:
        """The events of the claims as the coder read them, without what people decided.

        Only those that a judgement may have changed are assembled for it.
        """
        with named_errors(self.where), self._engine.connect() as connection:
            blocks = judged_blocks(connection)
            changed = list(queries.events_among(raw_events(connection, sorted(blocks)), **filters))
        kept = (
            msgspec.json.decode(row.form, type=Event)
            for row in self._stream(queries.events(**filters))
            if row.block not in blocks
        )
        yield from islice(merge(kept, changed, key=_by_day), limit)

    def ledger(
        self,
        *,
        by: str | None = None,
        to: str | None = None,
        party: str | None = None,
        raw: bool = False,
        limit: int | None = None,
        **filters: Any,
    ) -> Iterator[LedgerEntry]:
        """Ledger entries, by date. Filters: ``kind``, ``status``, ``by``, ``to``, ``party``,
        ``since``, ``until``, ``raw``, ``limit``; see ``claims``."""
        entries = self.raw_ledger(**filters) if raw else self._kept_ledger(**filters)
        fitting = (e for e in entries if queries.entry_matches(e, by=by, to=to, party=party))
        yield from islice(fitting, limit)

    def raw_ledger(self, **filters: Any) -> Iterator[LedgerEntry]:
        """The ledger of the claims as the coder read them; see ``raw_events``."""
        with named_errors(self.where), self._engine.connect() as connection:
            gone, instead = raw_changes(connection)
        kept = (e for e in self._kept_ledger(**filters) if e.id not in gone)
        yield from merge(kept, queries.entries_among(instead, **filters), key=_by_day)

    def _kept_ledger(self, **filters: Any) -> Iterator[LedgerEntry]:
        for row in self._stream(queries.ledger(**filters)):
            yield msgspec.json.decode(row.form, type=LedgerEntry)

    def revisions(self, **filters: Any) -> Iterator[RevisionRow]:
        """Wording changes, by page. Filters: ``basis``, ``page``, ``limit``, and ``change``:
        ``typographic``, or ``None`` for those as well as changes of meaning."""
        for row in self._stream(queries.revisions(**filters)):
            yield msgspec.json.decode(row.form, type=RevisionRow)

    def judgements(self, target: str | None = None) -> Iterator[Judgement]:
        """All judgements, as they were made; or those about a claim, an event or an entry."""
        query = select(judgements.c.form).order_by(judgements.c.made_at, judgements.c.id)
        if target is not None:
            named = select(judged_claims.c.judgement_id).where(
                (judged_claims.c.claim_id == target) | (judged_claims.c.stands_for == target)
            )
            query = query.where((judgements.c.target == target) | judgements.c.id.in_(named))
        for row in self._stream(query):
            yield msgspec.json.decode(row.form, type=Judgement)

    def judgement(self, id: str) -> Judgement | None:
        """The judgement with this id."""
        for row in self._all(select(judgements.c.form).where(judgements.c.id == id)):
            return msgspec.json.decode(row.form, type=Judgement)
        return None

    def stats_of_judgements(self) -> int:
        """How many judgements there are."""
        (row,) = self._all(select(func.count().label("n")).select_from(judgements))
        return int(row.n)

    def lost(self, page: str | None = None) -> Iterator[LostClaim]:
        """The claims whose words are no longer on their page, and since when, by page."""
        query = select(lost_claims).order_by(lost_claims.c.page, lost_claims.c.claim_id)
        if page is not None:
            query = query.where(lost_claims.c.page == page)
        for row in self._stream(query):
            yield LostClaim(claim=row.claim_id, page=row.page, since=row.since)

    def redirects(self) -> dict[str, str | None]:
        """Ids of events and entries that are no more, and what took their place."""
        return {row.old: row.new for row in self._all(select(redirects))}

    def compare(self, one: str, other: str) -> Iterator[Difference]:
        """What two versions of the coder read differently in the articles that both have read."""
        with named_errors(self.where), self._engine.connect() as connection:
            yield from differences(connection, one, other)

    # ---- single things ----

    def article(self, id: str, content_hash: str | None = None) -> Article | None:
        """The article with this id; of several versions under one given id, the last."""
        query = select(articles).where(articles.c.id == id)
        if content_hash is not None:
            query = query.where(articles.c.content_hash == content_hash)
        query = query.order_by(
            func.coalesce(articles.c.published, ""),
            func.coalesce(articles.c.modified, ""),
            articles.c.content_hash,
        )
        found = [article_from_row(row) for row in self._all(query)]
        return found[-1] if found else None

    def claim(self, id: str, *, coder: str | None = None, raw: bool = False) -> Claim | None:
        """The claim with this id, as its newest coder (or the one named) read it.

        As people corrected it, unless it is to be ``raw``.
        """
        found = self._claim_row(id, coder, raw=raw)
        return load_claim(found.form) if found else None

    def article_of(self, claim_id: str, *, coder: str | None = None) -> Article | None:
        """The version of the article that the claim was read in."""
        found = self._claim_row(claim_id, coder)
        return self.article(found.article_id, found.content_hash) if found else None

    def event(self, id: str) -> Event | None:
        """The event with this id, or the one that took its place."""
        for row in self._all(select(events.c.form).where(events.c.id == self._now(id))):
            return msgspec.json.decode(row.form, type=Event)
        return None

    def entry(self, id: str) -> LedgerEntry | None:
        """The ledger entry with this id, or the one that took its place."""
        for row in self._all(select(ledger.c.form).where(ledger.c.id == self._now(id))):
            return msgspec.json.decode(row.form, type=LedgerEntry)
        return None

    def revision(self, id: str) -> RevisionRow | None:
        """The wording change with this id."""
        for row in self._all(select(revisions.c.form).where(revisions.c.id == id)):
            return msgspec.json.decode(row.form, type=RevisionRow)
        return None

    def lost_since(self, claim_id: str) -> LostClaim | None:
        """Whether and since when the claim's words are no longer on its page."""
        for row in self._all(select(lost_claims).where(lost_claims.c.claim_id == claim_id)):
            return LostClaim(claim=row.claim_id, page=row.page, since=row.since)
        return None

    def origin(self, article_id: str) -> tuple[str, str | None] | None:
        """The page that the article's text comes from, and the news agency it credits."""
        query = select(signatures.c.origin, signatures.c.credit)
        for row in self._all(query.where(signatures.c.article_id == article_id)):
            return (row.origin or article_id, row.credit)
        return None

    # ---- inside ----

    def _now(self, id: str) -> str:
        for row in self._all(select(redirects.c.new).where(redirects.c.old == id)):
            return row.new or id
        return id

    def _claim_row(self, id: str, coder: str | None, *, raw: bool = False) -> Any | None:
        found = self._all(select(claims).where(claims.c.id == id))
        if coder is not None:
            found = [row for row in found if row.coder == coder]
        if raw:
            found = [row for row in found if not row.coder.endswith(PEOPLE)]
        return max(
            found,
            key=lambda row: (bool(row.shown), bool(row.current), version_key(row.coder)),
            default=None,
        )

    def _stream(self, query: Select[Any]) -> Iterator[Any]:
        with (
            named_errors(self.where),
            self._engine.connect() as connection,
            connection.execute(query, execution_options={"yield_per": _CHUNK}) as found,
        ):
            yield from found

    def _all(self, query: Select[Any]) -> list[Any]:
        """The rows of a query that has few."""
        with named_errors(self.where), self._engine.connect() as connection:
            return list(connection.execute(query).all())


def _by_day(item: Event | LedgerEntry) -> tuple[str, str]:
    known = days(item.date)
    return (known.first.isoformat() if known and known.first else "", item.id)
