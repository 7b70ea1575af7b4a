"""The record itself: add articles and their claims, rebuild, look things up, verify."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

import msgspec
from sqlalchemy import Connection, Engine, Select, Table, func, select

from communique.model import (
    Article,
    Claim,
    CommuniqueError,
    Event,
    FormatError,
    LedgerEntry,
    RevisionRow,
    load_claim,
)
from communique.model.record import Action, Judgement, LostClaim
from communique.record import queries
from communique.record.comparing import Difference, differences
from communique.record.engine import open_engine, writing
from communique.record.errors import RecordError, masked, named_errors
from communique.record.events import assemble_events
from communique.record.judging import judgement_id, keep_judgement, lay_over
from communique.record.layer import FIELDS, PEOPLE, corrected
from communique.record.ledger import LEDGER_TYPES, assemble_ledger
from communique.record.postgres import snapshot
from communique.record.rebuilding import is_due, problems, rebuild_connection
from communique.record.rows import (
    article_from_row,
    article_row,
    block_of,
    version_key,
)
from communique.record.schema import (
    SCHEMA_VERSION,
    articles,
    claims,
    events,
    judged_claims,
    judgements,
    ledger,
    lost_claims,
    pages,
    readings,
    redirects,
    revisions,
    signatures,
)
from communique.record.verify import Problem, verify_connection
from communique.record.writing import (
    LEDGER,
    add_article,
    add_claims,
    add_reading,
    insert_rows,
    mark_dirty,
)

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
    store: str = "sqlite"
    schema: int = SCHEMA_VERSION
    origins: int = 0
    judgements: int = 0
    waiting: int = 0
    """Judged claims that the newest reading has nothing for: the judgement waits."""
    lost: int = 0
    """Claims whose words are gone from their page."""
    kinds: dict[str, int] = {}
    types: dict[str, int] = {}
    first: str | None = None
    last: str | None = None


def open_record(where: str, *, readonly: bool = False) -> Record:
    """Open the record at ``where``; make it if it is missing.

    ``where`` is a path, ``sqlite:///path`` or ``postgresql://user@host/database``. A record that
    an older version made is brought up to date first.

    Raises:
        RecordError: it is missing and to be read only, no record, of a newer version, read-only.
    """
    engine, upgraded = open_engine(where, readonly=readonly)
    if upgraded:
        if readonly:
            with open_record(where) as writable:
                writable.rebuild()
        else:
            Record(where, engine, readonly=False).rebuild()
    return Record(where, engine, readonly=readonly)


class NotFound(CommuniqueError):
    """Nothing in the record has this id."""

    def __init__(self, where: str, id: str) -> None:
        super().__init__(f"nothing with the id {id!r} in {masked(where)}")
        self.id = id


class Record:
    """A record of articles and claims; close it, or use it in a ``with`` statement.

    Every method raises ``RecordError`` where the database fails (full disk, read-only, damaged).
    Iterators stream: they hold a connection until they are used up or closed.
    """

    def __init__(self, where: str, engine: Engine, *, readonly: bool) -> None:
        self.where = masked(where)
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
            add_article(connection, article)
            fresh = add_reading(connection, article, len(found), coder)
            add_claims(connection, article, found, coder, fresh=fresh)
            self._due(connection, article.id, found, fresh=fresh)
            if not fresh:
                lay_over(connection, article.id)
        return True

    def has(self, article_id: str, content_hash: str, coder: str) -> bool:
        """True when ``coder`` has read this version of the article already."""
        with named_errors(self.where), self._engine.connect() as connection:
            return self._has(connection, article_id, content_hash, coder)

    def rebuild(self) -> bool:
        """Assemble events, ledger and revisions where they are due, in one transaction.

        What is assembled depends on nothing but the claims, the page versions and the judgements.
        False, and no change, when nothing has changed since the last time.
        """
        with named_errors(self.where), self._engine.connect() as connection:
            if not self.readonly and not is_due(connection):
                return False
        with self._write() as connection:
            return rebuild_connection(connection)

    # ---- judging ----

    def judge(
        self,
        target: str,
        action: Action,
        *,
        who: str,
        why: str = "",
        field: str | None = None,
        value: str | None = None,
        other: str | None = None,
        text: str | None = None,
        made_at: str | None = None,
    ) -> Judgement:
        """Keep a person's decision about the claim, event or entry ``target``, and apply it.

        ``correct`` needs ``field`` and ``value``, ``merge`` an ``other``, ``note`` a ``text``.
        ``made_at`` is the moment, ISO in UTC; now if it is not given.

        Raises:
            NotFound: nothing has the id ``target`` or ``other``.
            FormatError: the decision makes no sense for it.
        """
        if not who.strip():
            raise FormatError("a judgement needs a name: who judges")
        id, what, about = self._about(target)
        others: tuple[str, ...] = ()
        if action == "correct":
            self._check_correction(id, what, field, value)
        elif action == "note" and not text:
            raise FormatError("a note needs a text")
        elif action == "merge":
            if other is None:
                raise FormatError("merge needs the id of what is the same act")
            other, kind, others = self._about(other)
            if "entry" in (what, kind) or set(about) & set(others):
                raise FormatError("merge takes two events, or a claim and an event, that are two")
        elif action == "split":
            others = self._companions(id, what, about)
        judgement = Judgement(
            id="",
            target=id,
            what=what,
            action=action,
            who=who.strip(),
            made_at=made_at or datetime.now(UTC).isoformat(timespec="microseconds"),
            why=why,
            field=field,
            value=value,
            other=other,
            text=text,
            claims=about,
            others=others,
        )
        judgement = msgspec.structs.replace(judgement, id=judgement_id(judgement))
        with self._write() as connection:
            keep_judgement(connection, judgement)
            rebuild_connection(connection)
        return judgement

    def keep(self, judgement: Judgement) -> None:
        """Keep a judgement that was exported from another record, as it is."""
        if judgement.id != judgement_id(judgement):
            raise FormatError(f"judgement {judgement.id} is not what its id says")
        with self._write() as connection:
            keep_judgement(connection, judgement)

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

    def _about(self, id: str) -> tuple[str, Any, tuple[str, ...]]:
        """The id as it is now, what it is, and the claims that it is about."""
        if self.claim(id) is not None:
            return id, "claim", (id,)
        event = self.event(id)
        if event is not None:
            return event.id, "event", event.claims
        entry = self.entry(id)
        if entry is not None:
            return entry.id, "entry", entry.claims
        raise NotFound(self.where, id)

    def _check_correction(self, id: str, what: str, field: str | None, value: str | None) -> None:
        if field is None or value is None:
            raise FormatError("correct needs FIELD=VALUE")
        if what != "claim":
            raise FormatError(f"correct a claim of it: {', '.join(FIELDS)} are fields of claims")
        claim = self.claim(id)
        assert claim is not None
        corrected(claim, [(field, value)])

    def _companions(self, id: str, what: str, about: tuple[str, ...]) -> tuple[str, ...]:
        if what == "event":
            return about
        if what == "claim":
            for event in self.events(claim=id):
                if len(event.claims) > 1:
                    return tuple(c for c in event.claims if c != id)
        raise FormatError(f"{id} is not one of several reports: there is nothing to split")

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
        if filters.pop("raw", False) and self.stats_of_judgements():
            yield from queries.events_among(self.raw_events(), **filters)
            return
        for row in self._stream(queries.events(**filters)):
            yield msgspec.json.decode(row.form, type=Event)

    def ledger(self, **filters: Any) -> Iterator[LedgerEntry]:
        """Ledger entries, by date. Filters: ``kind``, ``status``, ``by``, ``to``, ``party``,
        ``since``, ``until``, ``raw``, ``limit``; see ``claims``."""
        raw = filters.pop("raw", False) and self.stats_of_judgements()
        limit = filters.pop("limit", None)
        codes = {name: filters.pop(name, None) for name in ("by", "to", "party")}
        found = 0
        entries = (
            queries.entries_among(self.raw_ledger(), **filters)
            if raw
            else (
                msgspec.json.decode(row.form, type=LedgerEntry)
                for row in self._stream(queries.ledger(**filters))
            )
        )
        for entry in entries:
            if queries.entry_matches(entry, **codes):
                if limit is not None and found >= limit:
                    return
                found += 1
                yield entry

    def revisions(self, **filters: Any) -> Iterator[RevisionRow]:
        """Wording changes, by page. Filters: ``basis``, ``page``, ``limit``, and ``change``:
        ``typographic``, or ``None`` for those as well as changes of meaning."""
        for row in self._stream(queries.revisions(**filters)):
            yield msgspec.json.decode(row.form, type=RevisionRow)

    def raw_events(self) -> list[Event]:
        """The events of the claims as the coder read them, without what people decided.

        They are assembled in memory; where nobody judged anything, they are the events kept.
        """
        if self.stats_of_judgements() == 0:
            return list(self.events())
        return assemble_events(self.claims(kind="event", raw=True))

    def raw_ledger(self) -> list[LedgerEntry]:
        """The ledger of the claims as the coder read them; see ``raw_events``."""
        if self.stats_of_judgements() == 0:
            return list(self.ledger())
        found = [c for t in LEDGER_TYPES for c in self.claims(type=t, raw=True)]
        return assemble_ledger(found)

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

    def redirects(self) -> dict[str, str | None]:
        """Ids of events and entries that are no more, and what took their place."""
        return {row.old: row.new for row in self._all(select(redirects))}

    def compare(self, one: str, other: str) -> Iterator[Difference]:
        """What two versions of the coder read differently in the articles that both have read."""
        with named_errors(self.where), self._engine.connect() as connection:
            yield from differences(connection, one, other)

    def _now(self, id: str) -> str:
        for row in self._all(select(redirects.c.new).where(redirects.c.old == id)):
            return row.new or id
        return id

    def revision(self, id: str) -> RevisionRow | None:
        """The wording change with this id."""
        for row in self._all(select(revisions.c.form).where(revisions.c.id == id)):
            return msgspec.json.decode(row.form, type=RevisionRow)
        return None

    # ---- checking ----

    def verify(self) -> list[Problem]:
        """Everything that is wrong in the record; see ``communique.record.verify``."""
        with named_errors(self.where), self._engine.connect() as plain:
            connection = snapshot(plain)
            found = list(verify_connection(connection))
            if is_due(connection):
                reason = "not rebuilt since the last reading"
                found.append(Problem(what="record", id=self.where, reason=reason))
            elif not found:
                wrong = list(problems(connection))
                if wrong:
                    reason = "events, ledger or revisions are not those of the claims"
                    some = ", ".join(dict.fromkeys(f"{table} {id}" for table, id in wrong[:3]))
                    reason = f"{reason}: {some}"
                    found.append(Problem(what="record", id=self.where, reason=reason))
            return found

    def stats(self, *, full: bool = False) -> Stats:
        """How much the record holds; with ``full``, also of which kinds and types."""
        with named_errors(self.where), self._engine.connect() as plain:
            connection = snapshot(plain)

            def count(table: Table) -> int:
                return int(connection.scalar(select(func.count()).select_from(table)) or 0)

            def groups(column: Any, *where: Any) -> dict[str, int]:
                query = select(column, func.count()).where(column.is_not(None), *where)
                return dict(connection.execute(query.group_by(column).order_by(column)).all())

            shown = select(func.count()).select_from(claims).where(claims.c.shown)
            coders = connection.scalars(select(readings.c.coder).distinct()).all()
            more: dict[str, Any] = {}
            if full:
                first, last = connection.execute(
                    select(func.min(articles.c.published), func.max(articles.c.published))
                ).one()
                waiting = select(func.count()).select_from(judged_claims)
                more = {
                    "kinds": groups(claims.c.kind, claims.c.shown),
                    "types": groups(claims.c.type, claims.c.shown),
                    "first": first,
                    "last": last,
                    "lost": count(lost_claims),
                    "waiting": int(
                        connection.scalar(waiting.where(judged_claims.c.stands_for.is_(None))) or 0
                    ),
                    "origins": int(
                        connection.scalar(select(func.count(signatures.c.origin.distinct()))) or 0
                    ),
                }
            return Stats(
                pages=count(pages),
                articles=count(articles),
                claims=int(connection.scalar(shown) or 0),
                events=count(events),
                ledger=count(ledger),
                revisions=count(revisions),
                judgements=count(judgements),
                coders=tuple(sorted(coders, key=version_key)),
                rebuilt=not is_due(connection),
                store=connection.dialect.name,
                **more,
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

    @staticmethod
    def _due(connection: Connection, article_id: str, found: list[Claim], *, fresh: bool) -> None:
        """What is to be assembled again after these claims came."""
        mark_dirty(connection, "article", [article_id])
        types = {c.event.type for c in found if c.event}
        blocks = {block for c in found if (block := block_of(c))}
        if not fresh:
            rows = connection.execute(
                select(claims.c.block, claims.c.type).where(
                    claims.c.article_id == article_id, claims.c.block.is_not(None)
                )
            ).all()
            blocks |= {row.block for row in rows}
            types |= {row.type for row in rows}
        mark_dirty(connection, "block", blocks)
        if types & set(LEDGER_TYPES):
            mark_dirty(connection, LEDGER, [""])

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
