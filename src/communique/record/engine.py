"""Opening the database behind a record: which kind it is, whose it is, how new it is."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, version

from sqlalchemy import Connection, Engine, insert, inspect, select

from communique.record.errors import RecordError, named_errors
from communique.record.postgres import is_postgres, postgres_engine
from communique.record.schema import SCHEMA_VERSION, dirty, meta, metadata
from communique.record.search import create_index
from communique.record.sqlite import check_file, may_write, record_path, sqlite_engine

BUSY_SECONDS = 60.0
"""How long a writer waits for another before it gives up."""

_OTHER_URL = re.compile(r"^(?!sqlite)([a-z][a-z0-9+]*)://")


def open_engine(where: str, *, readonly: bool) -> tuple[Engine, bool]:
    """An engine on a record that is ours and of this version; made if it is missing.

    An older record is brought up to date, one opened for reading too if it may be written to.
    True where that was done: all that is assembled is then due.

    Raises:
        RecordError: missing and read-only, not a record, made by a newer version, not writable.
    """
    other = _OTHER_URL.match(where)
    if is_postgres(where):
        engine = postgres_engine(where, readonly=readonly, wait_seconds=BUSY_SECONDS)
    elif other:
        raise RecordError(
            where, f"records are SQLite files or PostgreSQL databases, not {other.group(1)}"
        )
    else:
        check_file(where, readonly=readonly)
        engine = sqlite_engine(where, readonly=readonly, wait_seconds=BUSY_SECONDS)
    try:
        with named_errors(where):
            old = _check(engine, where, readonly=readonly)
            if old and not readonly:
                upgrade(engine)
    except BaseException:
        engine.dispose()
        raise
    if old and readonly:
        engine.dispose()
        if not is_postgres(where) and not may_write(record_path(where)):
            raise RecordError(
                where,
                "made by an older version; make it writable and open it once, or restore a "
                "copy of it, to bring it up to date",
            )
        open_engine(where, readonly=False)[0].dispose()
        return open_engine(where, readonly=True)[0], True
    return engine, old


def writing(connection: Connection) -> Connection:
    """The connection, its next transaction taking the write lock at its beginning."""
    return connection.execution_options(communique_write=True)


def upgrade(engine: Engine) -> None:
    """Bring an older record up to date, one transaction a revision."""
    from communique.record.migrations import upgrade_one

    while True:
        with engine.connect() as connection, writing(connection).begin():
            if upgrade_one(connection) is None:
                return


def _check(engine: Engine, where: str, *, readonly: bool) -> bool:
    """True for an older record; a new one is made."""
    kind = "an SQLite database" if engine.dialect.name == "sqlite" else "a PostgreSQL database"
    with engine.connect() as connection:
        tables = set(inspect(connection).get_table_names())
        if meta.name in tables:
            return _is_older(connection, where, kind)
    if tables:
        raise RecordError(where, f"{kind}, but not a record of ours")
    if readonly:
        nothing = "an empty file" if engine.dialect.name == "sqlite" else "an empty database"
        raise RecordError(where, f"{nothing}, not a record")
    with engine.connect() as connection, writing(connection).begin():
        if meta.name not in inspect(connection).get_table_names():
            make_tables(connection)
    return False


def make_tables(connection: Connection) -> None:
    """A new record, as the last revision leaves it."""
    metadata.create_all(connection)
    create_index(connection)
    connection.exec_driver_sql(
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
        "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
    )
    connection.exec_driver_sql(
        f"INSERT INTO alembic_version (version_num) VALUES ('{SCHEMA_VERSION:04}')"
    )
    connection.execute(
        insert(meta),
        [
            {"key": "schema", "value": str(SCHEMA_VERSION)},
            {"key": "made_by", "value": program_version()},
        ],
    )
    connection.execute(insert(dirty), [{"what": "all", "key": ""}])


def _is_older(connection: Connection, where: str, kind: str) -> bool:
    columns = {c["name"] for c in inspect(connection).get_columns(meta.name)}
    found: dict[str, str] = {}
    if {"key", "value"} <= columns:
        found = dict(connection.execute(select(meta.c.key, meta.c.value)).all())
    schema = found.get("schema", "")
    if not schema.isdigit():
        raise RecordError(where, f"{kind}, but not a record of ours")
    if int(schema) > SCHEMA_VERSION:
        raise RecordError(
            where,
            f"made by a newer version, {found.get('made_by', 'unknown')} (schema {schema}; "
            f"this one, {program_version()}, reads up to {SCHEMA_VERSION})",
        )
    return int(schema) < SCHEMA_VERSION


def program_version() -> str:
    """The installed version of Communiqué."""
    try:
        return version("communique")
    except PackageNotFoundError:
        return "unknown"
