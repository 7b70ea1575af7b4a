"""The record itself: add articles and their claims, rebuild, look things up, verify."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

import msgspec
from sqlalchemy import Connection, Engine, Select, Table, delete, func, insert, select

from communique.model import Article, Claim, Event, LedgerEntry, RevisionRow, load_claim
from communique.record import queries
from communique.record.engine import open_engine, writing
from communique.record.errors import RecordError, named_errors
from communique.record.rebuilding import (
    assemble_current,
    fingerprint_now,
    is_current,
    keep_assembly,
)
from communique.record.rows import (
    article_from_row,
    article_row,
    version_key,
)
from communique.record.schema import (
    articles,
    claims,
    events,
    ledger,
    meta,
    pages,
    readings,
    revisions,
)
from communique.record.verify import Problem, verify_connection
from communique.record.writing import add_claims, add_reading, insert_rows

_CHUNK = 500  # rows fetched or written at a time


class Stats(msgspec.Struct, frozen=True, kw_only=True):
    """How much a record holds; claims are those of the current readings."""

    pages: int
    articles: int
    claims: int
    events: int
    ledger: int
    revisions: int
    coders: tuple[str, ...]
    rebuilt: bool
    """True when events, ledger and revisions are those of the claims now in the record."""


def open_record(where: str, *, readonly: bool = False) -> Record:
    """Open the record at ``where`` (a path or ``sqlite:///path``); make it if it is missing.

    Raises:
        RecordError: it is missing and to be read only, no record, of a newer version, read-only.
    """
    return Record(where, open_engine(where, readonly=readonly), readonly=readonly)


class Record:
    """A record of articles and claims; close it, or use it in a ``with`` statement.

    Every method raises ``RecordError`` where the database fails (full disk, read-only, damaged).
    Iterators stream: they hold a connection until they are used up or closed.
    """

    def __init__(self, where: str, engine: Engine, *, readonly: bool) -> None:
        self.where = where
        self.readonly = readonly
        self._engine = engine

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Release the file."""
        with named_errors(self.where):
            self._engine.dispose()

    # ---- keeping ----

    def add(self, article: Article, claims: Iterable[Claim], coder: str) -> bool:
        """Keep what ``coder`` read in ``article``: all of it or, on any error, nothing.

        False, and no change at all, when this coder's reading of this text is there already.
        Call ``rebuild`` when all articles are added.

        Raises:
            ValueError: a claim is of another article or another coder.
        """
        found = _once(claims)
        for claim in found:
            if claim.article.id != article.id or claim.coder != coder:
                raise ValueError(f"claim {claim.id} is not of {article.id} by {coder}")
        with self._write() as connection:
            if self._has(connection, article.id, article.content_hash, coder):
                return False
            insert_rows(connection, pages, [{"page": article.page}], ignore=True)
            insert_rows(connection, articles, [article_row(article)], ignore=True)
            add_reading(connection, article, len(found), coder)
            add_claims(connection, article, found, coder)
        return True

    def has(self, article_id: str, content_hash: str, coder: str) -> bool:
        """True when ``coder`` has read this version of the article already."""
        with named_errors(self.where), self._engine.connect() as connection:
            return self._has(connection, article_id, content_hash, coder)

    def rebuild(self) -> bool:
        """Assemble events, ledger and revisions anew from the current claims, in one transaction.

        The result depends on nothing but the claims and the page versions. False, and no change,
        when nothing has changed since the last time.
        """
        with self._write() as connection:
            mark = fingerprint_now(connection)
            if _meta(connection, "assembled") == mark:
                return False
            assembly, coders = assemble_current(connection)
            keep_assembly(connection, assembly, coders)
            connection.execute(delete(meta).where(meta.c.key == "assembled"))
            connection.execute(insert(meta), [{"key": "assembled", "value": mark}])
        return True

    # ---- looking up ----

    def articles(self, *, page: str | None = None) -> Iterator[Article]:
        """All versions of all articles (or of one page), by date of publication."""
        for row in self._stream(queries.articles(page)):
            yield article_from_row(row)

    def claims(self, **filters: Any) -> Iterator[Claim]:
        """Claims of the current readings, by publication date, article and place in the text.

        Filters, all optional: ``kind``, ``type``, ``quad``; ``actor``, ``recipient``, ``source``
        and ``party`` (any of them): a code, which finds the codes that begin with its words;
        ``article``, ``page``; ``since`` and ``until`` (EDTF; what may lie between them is found);
        ``negated``; ``min_confidence``; ``coder``: that coder's claims instead of the current
        ones; ``limit``.

        Raises:
            TypeError: there is no such filter.
        """
        for row in self._stream(queries.claims(**filters)):
            yield load_claim(row.form)

    def events(self, **filters: Any) -> Iterator[Event]:
        """Events, by date. Filters: ``type``, ``actor``, ``recipient``, ``party``, ``claim``,
        ``since``, ``until``, ``limit``; see ``claims``."""
        for row in self._stream(queries.events(**filters)):
            yield msgspec.json.decode(row.form, type=Event)

    def ledger(self, **filters: Any) -> Iterator[LedgerEntry]:
        """Ledger entries, by date. Filters: ``kind``, ``status``, ``by``, ``to``, ``party``,
        ``since``, ``until``, ``limit``; see ``claims``."""
        limit = filters.pop("limit", None)
        codes = {name: filters.pop(name, None) for name in ("by", "to", "party")}
        found = 0
        for row in self._stream(queries.ledger(**filters)):
            entry = msgspec.json.decode(row.form, type=LedgerEntry)
            if queries.entry_matches(entry, **codes):
                if limit is not None and found >= limit:
                    return
                found += 1
                yield entry

    def revisions(self, **filters: Any) -> Iterator[RevisionRow]:
        """Wording changes, by page. Filters: ``basis``, ``page``, ``limit``."""
        for row in self._stream(queries.revisions(**filters)):
            yield msgspec.json.decode(row.form, type=RevisionRow)

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
        found = [article_from_row(row) for row in self._stream(query)]
        return found[-1] if found else None

    def claim(self, id: str, *, coder: str | None = None) -> Claim | None:
        """The claim with this id, as its newest coder (or the one named) read it."""
        found = self._claim_row(id, coder)
        return load_claim(found.form) if found else None

    def article_of(self, claim_id: str, *, coder: str | None = None) -> Article | None:
        """The version of the article that the claim was read in."""
        found = self._claim_row(claim_id, coder)
        return self.article(found.article_id, found.content_hash) if found else None

    def event(self, id: str) -> Event | None:
        """The event with this id."""
        for row in self._stream(select(events.c.form).where(events.c.id == id)):
            return msgspec.json.decode(row.form, type=Event)
        return None

    def entry(self, id: str) -> LedgerEntry | None:
        """The ledger entry with this id."""
        for row in self._stream(select(ledger.c.form).where(ledger.c.id == id)):
            return msgspec.json.decode(row.form, type=LedgerEntry)
        return None

    def revision(self, id: str) -> RevisionRow | None:
        """The wording change with this id."""
        for row in self._stream(select(revisions.c.form).where(revisions.c.id == id)):
            return msgspec.json.decode(row.form, type=RevisionRow)
        return None

    # ---- checking ----

    def verify(self) -> list[Problem]:
        """Everything that is wrong in the record; see ``communique.record.verify``."""
        with named_errors(self.where), self._engine.connect() as connection:
            problems = list(verify_connection(connection))
            if _meta(connection, "assembled") != fingerprint_now(connection):
                problems.append(
                    Problem(
                        what="record", id=self.where, reason="not rebuilt since the last reading"
                    )
                )
            elif not problems and not is_current(connection):
                problems.append(
                    Problem(
                        what="record",
                        id=self.where,
                        reason="events, ledger or revisions are not those of the claims",
                    )
                )
            return problems

    def stats(self) -> Stats:
        """How much the record holds."""
        with named_errors(self.where), self._engine.connect() as connection:

            def count(table: Table) -> int:
                return int(connection.scalar(select(func.count()).select_from(table)) or 0)

            current = select(func.count()).select_from(queries.current_claims().subquery())
            coders = connection.scalars(select(readings.c.coder).distinct()).all()
            return Stats(
                pages=count(pages),
                articles=count(articles),
                claims=int(connection.scalar(current) or 0),
                events=count(events),
                ledger=count(ledger),
                revisions=count(revisions),
                coders=tuple(sorted(coders, key=version_key)),
                rebuilt=_meta(connection, "assembled") == fingerprint_now(connection),
            )

    # ---- inside ----

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        if self.readonly:
            raise RecordError(self.where, "the record is opened for reading only")
        with (
            named_errors(self.where),
            self._engine.connect() as connection,
            writing(connection).begin(),
        ):
            yield connection

    def _stream(self, query: Select[Any]) -> Iterator[Any]:
        with named_errors(self.where), self._engine.connect() as connection:
            yield from connection.execute(query, execution_options={"yield_per": _CHUNK})

    def _claim_row(self, id: str, coder: str | None) -> Any | None:
        found = [row for row in self._stream(select(claims).where(claims.c.id == id))]
        if coder is not None:
            found = [row for row in found if row.coder == coder]
        return max(found, key=lambda row: version_key(row.coder), default=None)

    @staticmethod
    def _has(connection: Connection, article_id: str, content_hash: str, coder: str) -> bool:
        found = select(readings.c.coder).where(
            readings.c.article_id == article_id,
            readings.c.content_hash == content_hash,
            readings.c.coder == coder,
        )
        return connection.execute(found).first() is not None


def _once(claims: Iterable[Claim]) -> list[Claim]:
    """Each claim once, in order; of two with one id the surer."""
    found: dict[str, Claim] = {}
    for claim in claims:
        kept = found.get(claim.id)
        if kept is None or (claim.confidence, str(claim)) > (kept.confidence, str(kept)):
            found[claim.id] = claim
    return list(found.values())


def _meta(connection: Connection, key: str) -> str | None:
    return connection.scalar(select(meta.c.value).where(meta.c.key == key))
