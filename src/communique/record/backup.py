"""Backups: a whole record as one SQLite file, taken while others read and write.

A backup of a PostgreSQL record is an SQLite record as well, so that it can be opened, looked at
and verified anywhere, and restored to either kind. It is written beside its place, verified, and
only then put there.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, insert, select

from communique.record.counting import Stats
from communique.record.engine import open_engine, writing
from communique.record.errors import RecordError, masked, named_errors
from communique.record.postgres import is_postgres, snapshot
from communique.record.schema import articles, metadata
from communique.record.search import claim_words, event_words
from communique.record.sqlite import record_path
from communique.record.store import open_record

_CHUNK = 500


def back_up(where: str, to: str) -> Stats:
    """Copy the record at ``where`` to the new file ``to`` and verify the copy.

    Raises:
        RecordError: ``to`` is there already or cannot be written, or the copy does not verify.
    """
    path = record_path(to)
    if is_postgres(to):
        raise RecordError(to, "a backup is a file")
    if path.exists():
        raise RecordError(to, "is there already; a backup replaces nothing")
    if not path.parent.is_dir():
        raise RecordError(to, "its folder does not exist")
    part = path.with_name(path.name + ".part")
    _remove(part)
    try:
        with open_record(where, readonly=True):
            pass  # brought up to date, if it is older
        source, _ = open_engine(where, readonly=True)
        try:
            if source.dialect.name == "sqlite":
                _copy_file(source, part, where)
            else:
                _copy_rows(source, str(part), where)
        finally:
            source.dispose()
        stats = _checked(str(part), masked(where))
        os.replace(part, path)
    finally:
        _remove(part)
    return stats


def restore(backup: str, to: str) -> Stats:
    """Make a new record at ``to`` from a backup, which is verified before and after.

    Raises:
        RecordError: there is a record at ``to`` already, or the backup does not verify.
    """
    _checked(backup, backup)
    if not is_postgres(to):
        return back_up(backup, to)
    source, _ = open_engine(backup, readonly=True)
    try:
        _copy_rows(source, to, backup)
    finally:
        source.dispose()
    return _checked(to, masked(to))


def _checked(where: str, name: str) -> Stats:
    with open_record(where, readonly=True) as record:
        problems = [p for p in record.verify() if p.what != "record" or "rebuilt" not in p.reason]
        if problems:
            first = problems[0]
            raise RecordError(
                name, f"the copy does not verify: {first.what} {first.id}: {first.reason}"
            )
        return record.stats()


def _copy_file(source: Engine, part: Path, where: str) -> None:
    import sqlite3

    with (
        named_errors(where),
        source.connect() as connection,
        contextlib.closing(sqlite3.connect(part)) as target,
    ):
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        driver.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")
        found = target.execute("PRAGMA quick_check").fetchall()
        if found != [("ok",)]:
            raise RecordError(where, f"the copy is damaged: {found[0][0]}")


def _copy_rows(source: Engine, to: str, where: str) -> None:
    target, _ = open_engine(to, readonly=False)
    try:
        with (
            named_errors(to),
            target.connect() as written,
            writing(written).begin(),
            named_errors(where),
            source.connect() as plain,
        ):
            read = snapshot(plain)
            if written.execute(select(articles.c.id).limit(1)).first() is not None:
                raise RecordError(to, "there is a record already; restoring replaces nothing")
            _copy_tables(read, written)
    finally:
        target.dispose()


def _copy_tables(read: Connection, written: Connection) -> None:
    for table in reversed(metadata.sorted_tables):
        written.execute(delete(table))
    for table in (*metadata.sorted_tables, claim_words, event_words):
        query = select(table)
        if table in (claim_words, event_words):
            query = query.order_by(table.c.rowid)
        with read.execute(query, execution_options={"yield_per": _CHUNK}) as found:
            for rows in found.partitions(_CHUNK):
                written.execute(insert(table), [dict(row._mapping) for row in rows])


def _remove(path: Path) -> None:
    for name in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm", "-journal"))):
        name.unlink(missing_ok=True)
