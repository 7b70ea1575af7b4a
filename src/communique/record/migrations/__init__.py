"""The record's history of tables: Alembic revisions, run by the program itself.

``versions/`` holds one file a revision, numbered as ``communique.record.schema.SCHEMA_VERSION``.
Revision 0001 is the schema of version 0.1.0, whose records do not know Alembic yet. Each revision
runs in a transaction of its own, and the revision a record has reached stands in the record
(``alembic_version``, and ``schema`` in ``meta`` for versions that look there).
"""

from __future__ import annotations

from pathlib import Path

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

FIRST = "0001"


def upgrade_one(connection: Connection) -> str | None:
    """Run the next revision inside the caller's transaction; its name, or ``None`` at the end."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    script = ScriptDirectory.from_config(config)
    here = current(connection)
    following = {r.down_revision: r.revision for r in script.walk_revisions()}
    target = following.get(here)
    if target is None:
        return None

    def run(revision: object, _: object) -> list[object]:
        assert target is not None
        return list(script._upgrade_revs(target, revision or here or "base"))  # type: ignore[arg-type]

    with EnvironmentContext(config, script, fn=run) as environment:
        if here == FIRST and "alembic_version" not in inspect(connection).get_table_names():
            environment.configure(connection=connection)
            environment.get_context().stamp(script, FIRST)
        environment.configure(connection=connection)
        environment.run_migrations()
    return str(target)


def current(connection: Connection) -> str | None:
    """The revision a record has reached; ``None`` for an empty database."""
    tables = set(inspect(connection).get_table_names())
    if "alembic_version" in tables:
        row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").first()
        return str(row[0]) if row else None
    return FIRST if "meta" in tables else None
