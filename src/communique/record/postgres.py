"""PostgreSQL behind a record: one database (or schema) a record, for a team.

Writers take turns, as in SQLite: a write transaction begins by taking the record's lock, so that
two of them never see half of each other. Coding a page takes a hundred times as long as keeping
it. Reading waits for nobody.
"""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from communique.record.errors import RecordError

_URL = re.compile(r"^postgres(?:ql)?(?:\+psycopg)?://")
_LOCK = 0x636F6D6D  # any number, as long as it is ours


def is_postgres(where: str) -> bool:
    """True when ``where`` is the address of a PostgreSQL database."""
    return _URL.match(where) is not None


def postgres_engine(where: str, *, readonly: bool, wait_seconds: float) -> Engine:
    """An engine on the database.

    Raises:
        RecordError: the address is wrong, or the driver is not installed.
    """
    try:
        url = make_url(_URL.sub("postgresql+psycopg://", where))
        engine = create_engine(url, pool_pre_ping=True)
    except (ArgumentError, ValueError):
        raise RecordError(where, "not an address: postgresql://user@host/database") from None
    except (ModuleNotFoundError, ImportError, NoSuchModuleError):
        raise RecordError(
            where, "PostgreSQL needs its driver: pip install 'communique[postgres]'"
        ) from None

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _: Any) -> None:
        with connection.cursor() as cursor:
            wait = int(wait_seconds * 1000)
            cursor.execute(f"SET lock_timeout = {max(wait, 1)}")
            cursor.execute("SET client_encoding = 'UTF8'")
            if readonly:
                cursor.execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY")
        connection.commit()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if connection.get_execution_options().get("communique_write"):
            # The schema is part of the key: two records in one database do not wait.
            connection.exec_driver_sql(
                f"SELECT pg_advisory_xact_lock({_LOCK}, hashtext(current_schema()))"
            )

    return engine


def snapshot(connection: Connection) -> Connection:
    """The connection, all its queries seeing one moment."""
    if connection.dialect.name == "postgresql":
        return connection.execution_options(isolation_level="REPEATABLE READ")
    return connection
