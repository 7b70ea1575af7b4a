"""Opening the database behind a record: SQLite now, other back ends at the same seam.

SQLite runs with write-ahead logging, foreign keys, a busy timeout and ``synchronous=NORMAL``: a
killed process loses the article it was writing and nothing else.
"""

from __future__ import annotations

import os
import re
import sqlite3
import stat
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, select
from sqlalchemy.pool import QueuePool

from communique.record.errors import RecordError, named_errors
from communique.record.schema import SCHEMA_VERSION, meta, metadata

BUSY_SECONDS = 30
"""How long a writer waits for another before it gives up."""

_SQLITE_URL = re.compile(r"^sqlite(?:\+pysqlite)?:///")
_OTHER_URL = re.compile(r"^([a-z][a-z0-9+]*)://")


def record_path(where: str) -> Path:
    """The file that ``where`` names: a path or ``sqlite:///path``.

    Raises:
        RecordError: it is the address of a kind of database that this version does not write.
    """
    other = _OTHER_URL.match(where)
    if other and not _SQLITE_URL.match(where):
        scheme = other.group(1)
        raise RecordError(where, f"this version keeps records in SQLite files, not in {scheme}")
    path = _SQLITE_URL.sub("", where)
    if not path or path == ":memory:":
        raise RecordError(where, "a record needs a file")
    return Path(path)


def open_engine(where: str, *, readonly: bool) -> Engine:
    """An engine on a record that is ours and not newer than this program; made if it is missing.

    Raises:
        RecordError: missing and read-only, not a record, made by a newer version, not writable.
    """
    path = record_path(where)
    if path.is_dir():
        raise RecordError(where, "a folder, not a record")
    if not path.exists():
        if readonly:
            raise RecordError(where, "no such record")
        if not path.parent.is_dir():
            raise RecordError(where, "its folder does not exist")
    elif not readonly and not path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
        # The administrator could write to it all the same; the mode says that nobody should.
        raise RecordError(where, "the record is read-only")
    elif not os.access(path, os.R_OK if readonly else os.R_OK | os.W_OK):
        raise RecordError(where, "the record is read-only" if not readonly else "permission denied")
    engine = _engine(path, readonly=readonly)
    try:
        with named_errors(where):
            _check(engine, where, readonly=readonly)
    except RecordError:
        engine.dispose()
        raise
    return engine


def writing(connection: Connection) -> Connection:
    """The connection, its next transaction taking the write lock at its beginning."""
    return connection.execution_options(communique_write=True)


def _engine(path: Path, *, readonly: bool) -> Engine:
    mode = "ro" if readonly else "rwc"
    address = f"{path.absolute().as_uri()}?mode={mode}"
    if readonly and not os.access(path.parent, os.W_OK) and not _has_log(path):
        address += "&immutable=1"  # nobody can write there, and no log is waiting to be read
    engine = create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(address, uri=True, check_same_thread=False),
        poolclass=QueuePool,
    )

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # we begin transactions ourselves
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
        cursor.execute("PRAGMA foreign_keys=ON")
        if not readonly:
            cursor.execute("PRAGMA journal_mode=WAL")
            cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        write = connection.get_execution_options().get("communique_write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


def _has_log(path: Path) -> bool:
    log = path.with_name(path.name + "-wal")
    return log.exists() and log.stat().st_size > 0


def _check(engine: Engine, where: str, *, readonly: bool) -> None:
    with engine.connect() as connection:
        tables = set(inspect(connection).get_table_names())
        if meta.name in tables:
            found = dict(connection.execute(select(meta.c.key, meta.c.value)).all())
            _check_version(found, where)
            return
    if tables:
        raise RecordError(where, "an SQLite database, but not a record of ours")
    if readonly:
        raise RecordError(where, "an empty file, not a record")
    with engine.connect() as connection, writing(connection).begin():
        if meta.name not in inspect(connection).get_table_names():
            metadata.create_all(connection)
            connection.execute(
                meta.insert(),
                [
                    {"key": "schema", "value": str(SCHEMA_VERSION)},
                    {"key": "made_by", "value": program_version()},
                ],
            )


def _check_version(found: dict[str, str], where: str) -> None:
    schema = found.get("schema", "")
    if not schema.isdigit():
        raise RecordError(where, "an SQLite database, but not a record of ours")
    if int(schema) > SCHEMA_VERSION:
        raise RecordError(
            where,
            f"made by a newer version, {found.get('made_by', 'unknown')} (schema {schema}; "
            f"this one, {program_version()}, reads up to {SCHEMA_VERSION})",
        )


def program_version() -> str:
    """The installed version of Communiqué."""
    try:
        return version("communique")
    except PackageNotFoundError:
        return "unknown"
