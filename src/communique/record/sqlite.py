"""SQLite behind a record: one file, write-ahead logging.

Foreign keys are on, a writer waits for another, and ``synchronous=NORMAL``: a killed process
loses the article it was writing and nothing else.
"""

from __future__ import annotations

import os
import re
import sqlite3
import stat
import time
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from communique.record.errors import RecordError

_URL = re.compile(r"^sqlite(?:\+pysqlite)?:///")


def record_path(where: str) -> Path:
    """The file that ``where`` names: a path or ``sqlite:///path``.

    Raises:
        RecordError: it names no file.
    """
    path = _URL.sub("", where)
    if not path or path == ":memory:":
        raise RecordError(where, "a record needs a file")
    return Path(path)


def check_file(where: str, *, readonly: bool) -> None:
    """See that the file can be used as asked.

    Raises:
        RecordError: missing and read-only, a folder, not writable.
    """
    path = record_path(where)
    if path.is_dir():
        raise RecordError(where, "a folder, not a record")
    if not path.exists():
        if readonly:
            raise RecordError(where, "no such record")
        if not path.parent.is_dir():
            raise RecordError(where, "its folder does not exist")
    elif not readonly and not may_write(path):
        # The administrator could write to it all the same; the mode says that nobody should.
        raise RecordError(where, "the record is read-only")
    elif not os.access(path, os.R_OK if readonly else os.R_OK | os.W_OK):
        raise RecordError(where, "the record is read-only" if not readonly else "permission denied")


def may_write(path: Path) -> bool:
    """True when the file's mode lets somebody write."""
    return bool(path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))


def sqlite_engine(where: str, *, readonly: bool, wait_seconds: float) -> Engine:
    """An engine on the file."""
    path = record_path(where)
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
        cursor.execute(f"PRAGMA busy_timeout={int(wait_seconds * 1000)}")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute(f"PRAGMA cache_size=-{_READ_CACHE_KIB if readonly else _CACHE_KIB}")
        if not readonly:
            # Turning a new file to WAL does not wait for another that does the same.
            for attempt in range(_WAL_TRIES):
                try:
                    cursor.execute("PRAGMA journal_mode=WAL")
                    break
                except sqlite3.OperationalError as error:
                    if "locked" not in str(error) or attempt + 1 == _WAL_TRIES:
                        raise
                    time.sleep(_WAL_PAUSE)
            cursor.execute("PRAGMA synchronous=NORMAL")
            cursor.execute(f"PRAGMA wal_autocheckpoint={_CHECKPOINT_PAGES}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        write = connection.get_execution_options().get("communique_write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


_CACHE_KIB = 128 * 1024
"""Pages kept in memory: every key is a hash, so that a large record is written all over."""
_READ_CACHE_KIB = 16 * 1024
"""The same of a handle that only reads: the web room holds several at once."""
_CHECKPOINT_PAGES = 8000
"""32 MB of log before it is written back: a page that changes ten times is written once."""
_WAL_TRIES = 100
_WAL_PAUSE = 0.1  # seconds


def _has_log(path: Path) -> bool:
    log = path.with_name(path.name + "-wal")
    return log.exists() and log.stat().st_size > 0
