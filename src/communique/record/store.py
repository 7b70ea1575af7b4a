"""The record itself: add articles and their claims, rebuild, judge, verify."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, select

from communique.model import Article, Claim, Event, FormatError, LedgerEntry
from communique.model.record import Action, Judgement
from communique.record.counting import Stats, count_record
from communique.record.deciding import judgement_of
from communique.record.engine import open_engine, writing
from communique.record.errors import RecordError, named_errors
from communique.record.judging import judgement_id, keep_judgement, lay_over
from communique.record.kept import lead
from communique.record.lookups import Lookups
from communique.record.postgres import snapshot
from communique.record.rebuilding import is_due, problems, rebuild_connection
from communique.record.rows import article_row, block_of
from communique.record.schema import articles, claims, pages, readings
from communique.record.verify import Problem, verify_connection
from communique.record.writing import (
    add_article,
    add_claims,
    add_reading,
    insert_rows,
    mark_dirty,
    mark_events,
)


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


class Record(Lookups):
    """A record of articles and claims; close it, or use it in a ``with`` statement.

    Every method raises ``RecordError`` where the database fails (full disk, read-only, damaged).
    """

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

    def add(
        self,
        article: Article,
        claims: Iterable[Claim],
        coder: str,
        *,
        first_seen: str | None = None,
    ) -> bool:
        """Keep what ``coder`` read in ``article``: all of it or, on any error, nothing.

        ``first_seen`` is the day when this version was first seen, ISO; today if not given.

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
            insert_rows(connection, articles, [article_row(article, first_seen)], ignore=True)
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
        To ``withdraw``, ``target`` is the id of a judgement: it stays and counts no more.
        ``made_at`` is the moment, ISO in UTC; now if it is not given.

        Raises:
            NotFound: nothing has the id ``target`` or ``other``.
            FormatError: the decision makes no sense for it.
        """
        judgement = judgement_of(
            self,
            target,
            action,
            who=who,
            why=why,
            field=field,
            value=value,
            other=other,
            text=text,
            made_at=made_at,
        )
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

    def keep_id(self, item: Event | LedgerEntry) -> bool:
        """Let the id that an event or entry has in another record lead to what it is here.

        False, and no change, where it leads somewhere already. Rebuild before.
        """
        if self.event(item.id) is not None or self.entry(item.id) is not None:
            return False
        with self._write() as connection:
            return lead(connection, item.id, item.claims)

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
            return count_record(snapshot(plain), full=full)

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

    @staticmethod
    def _due(connection: Connection, article_id: str, found: list[Claim], *, fresh: bool) -> None:
        """What is to be assembled again after these claims came."""
        mark_dirty(connection, "article", [article_id])
        blocks = {block for c in found if (block := block_of(c))}
        if not fresh:
            rows = connection.execute(
                select(claims.c.block).where(
                    claims.c.article_id == article_id, claims.c.block.is_not(None)
                )
            ).all()
            blocks |= {row.block for row in rows}
            mark_events(connection, select(claims.c.id).where(claims.c.article_id == article_id))
        mark_dirty(connection, "block", blocks)

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
