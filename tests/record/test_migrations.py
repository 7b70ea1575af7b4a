"""Older records: brought up to date, none of their claims lost; newer ones are refused."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect

from communique.record import SCHEMA_VERSION, RecordError, open_record
from communique.record.migrations import current, upgrade_one
from communique.record.schema import metadata

OLD = Path(__file__).parent / "data"
"""Records that released versions made, named by them."""


def columns(connection: Any) -> dict[str, Any]:
    found = inspect(connection)
    return {
        table: (
            sorted((c["name"], str(c["type"]), c["nullable"]) for c in found.get_columns(table)),
            sorted((i["name"], tuple(i["column_names"])) for i in found.get_indexes(table)),
        )
        for table in found.get_table_names()
        if not table.startswith("claim_words")
    }


def test_a_new_record_is_what_all_revisions_make(new_store: Callable[[], Any]) -> None:
    fresh, walked = new_store(), new_store()
    open_record(fresh.where).close()
    for engine in (walked.engine(),):
        reached = []
        while True:
            with engine.begin() as connection:
                revision = upgrade_one(connection)
            if revision is None:
                break
            reached.append(revision)
        assert reached == [f"{n:04}" for n in range(1, SCHEMA_VERSION + 1)]
        with engine.connect() as connection:
            upgraded = columns(connection)
            mine = compare_metadata(
                MigrationContext.configure(
                    connection, opts={"include_object": lambda o, n, *_: "claim_words" not in n}
                ),
                metadata,
            )
            assert [d for d in mine if "alembic" not in str(d) and "_words" not in str(d)] == []
        engine.dispose()
    engine = fresh.engine()
    with engine.connect() as connection:
        assert current(connection) == f"{SCHEMA_VERSION:04}"
        assert columns(connection) == upgraded
    engine.dispose()


@pytest.mark.parametrize("version", sorted(p.name for p in OLD.glob("*.gz")))
@pytest.mark.parametrize("readonly", [True, False])
def test_a_record_of_every_released_version_opens(
    tmp_path: Path, version: str, readonly: bool
) -> None:
    path = tmp_path / "old.db"
    path.write_bytes(gzip.decompress((OLD / version).read_bytes()))
    before = create_engine(f"sqlite:///{path}")
    with before.connect() as connection:
        forms = set(connection.exec_driver_sql("SELECT id, form FROM claims").all())
        texts = set(connection.exec_driver_sql("SELECT id, text FROM articles").all())
    before.dispose()
    with open_record(str(path), readonly=readonly) as record:
        assert record.verify() == []
        assert record.stats().schema == SCHEMA_VERSION
        assert record.stats().rebuilt
        assert len(list(record.claims())) > 50
        assert list(record.claims(search="ceasefire OR talks")) == []
        assert list(record.claims(search="talks"))
        assert list(record.events()) and list(record.ledger())
    after = create_engine(f"sqlite:///{path}")
    with after.connect() as connection:
        assert set(connection.exec_driver_sql("SELECT id, form FROM claims").all()) == forms
        assert set(connection.exec_driver_sql("SELECT id, text FROM articles").all()) == texts
    after.dispose()


def test_an_older_record_that_nobody_may_write_to_says_how(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    path.write_bytes(gzip.decompress(next(OLD.glob("*.gz")).read_bytes()))
    path.chmod(0o444)
    with pytest.raises(RecordError, match="made by an older version; make it writable"):
        open_record(str(path), readonly=True)


def test_a_newer_record_is_refused(store: Any) -> None:
    open_record(store.where).close()
    store.change("UPDATE meta SET value = '99' WHERE key = 'schema'")
    for readonly in (True, False):
        with pytest.raises(RecordError, match="made by a newer version"):
            open_record(store.where, readonly=readonly)
