"""``communique read``: what is kept, whatever happens."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest

from communique.record import Record, RecordError, open_record


def contents(where: Path) -> dict[str, list[str]]:
    """All ids and forms of a record."""
    with sqlite3.connect(where) as connection:
        tables = ("articles", "claims", "events", "ledger", "revisions", "event_claims")
        return {t: sorted(map(repr, connection.execute(f"select * from {t}"))) for t in tables}


def test_reading_twice_changes_nothing(call, pages, tmp_path):
    where = tmp_path / "r.db"
    first = call("read", pages, "--record", where)
    assert first.exit_code == 0
    assert first.stdout == ""
    assert "3 new, 0 known already" in first.stderr
    before = contents(where)
    assert before["claims"] and before["events"] and before["ledger"] and before["revisions"]
    second = call("read", pages, "--record", where)
    assert second.exit_code == 0
    assert "0 new, 3 known already" in second.stderr
    assert contents(where) == before


def test_two_processes_keep_the_same(call, pages, tmp_path):
    call("read", pages, "--record", tmp_path / "one.db")
    result = call("read", pages, "--record", tmp_path / "two.db", "--jobs", "2")
    assert result.exit_code == 0
    assert contents(tmp_path / "one.db") == contents(tmp_path / "two.db")


def test_a_missing_model_is_told_by_the_workers_too(call, pages, tmp_path):
    words = ("--record", tmp_path / "r.db", "--jobs", "2", "--parser", "no_such_model")
    result = call("read", pages, *words)
    assert result.exit_code == 2
    assert "no_such_model" in result.stderr


def test_interrupted_then_completed_is_as_if_never_interrupted(call, pages, tmp_path, monkeypatch):
    add, calls = Record.add, []

    def interrupted(self, article, claims, coder):
        calls.append(article.id)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return add(self, article, claims, coder)

    monkeypatch.setattr(Record, "add", interrupted)
    result = call("read", pages, "--record", tmp_path / "r.db")
    assert result.exit_code == 130
    assert result.stderr == "interrupted; what was kept before is safe\n"
    with open_record(str(tmp_path / "r.db"), readonly=True) as record:
        assert record.stats().articles == 1
    listed = call("events", "--record", tmp_path / "r.db")
    assert "a reading was not finished" in listed.stderr

    monkeypatch.setattr(Record, "add", add)
    assert call("read", pages, "--record", tmp_path / "r.db").exit_code == 0
    assert call("read", pages, "--record", tmp_path / "whole.db").exit_code == 0
    assert contents(tmp_path / "r.db") == contents(tmp_path / "whole.db")


def test_what_fails_is_named_and_the_rest_kept(call, pages, tmp_path):
    (pages / "empty.html").write_bytes(b"")
    result = call("read", pages, "--record", tmp_path / "r.db")
    assert result.exit_code == 3
    assert result.stderr.splitlines()[0].startswith(f"{pages / 'empty.html'}: ")
    assert "3 new, 0 known already, 1 failed" in result.stderr
    assert len(contents(tmp_path / "r.db")["articles"]) == 3


# ---- records that cannot be used ----


def refused(result, where: Path, words: str) -> None:
    """One line that names the record and says why."""
    assert result.exit_code == 2
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"{where}: ")
    assert words in line


def test_a_read_only_record(call, pages, made, tmp_path):
    where = tmp_path / "r.db"
    shutil.copy(made, where)
    where.chmod(0o444)
    before = contents(where)
    refused(call("read", pages, "--record", where), where, "read-only")
    assert contents(where) == before
    assert call("claims", "--record", where).exit_code == 0


@pytest.mark.parametrize("command", ["read", "claims", "verify"])
def test_a_record_of_a_newer_version(call, pages, made, tmp_path, command):
    where = tmp_path / "r.db"
    shutil.copy(made, where)
    with sqlite3.connect(where) as connection:
        connection.execute("update meta set value = '99' where key = 'schema'")
        connection.execute("update meta set value = '9.9.9' where key = 'made_by'")
    connection.close()
    words = (pages,) if command == "read" else ()
    refused(call(command, *words, "--record", where), where, "newer version, 9.9.9")


def test_not_a_record(call, pages, tmp_path):
    where = tmp_path / "notes.txt"
    where.write_text("Not a database. " * 100)
    refused(call("read", pages, "--record", where), where, "not a record")
    refused(call("claims", "--record", tmp_path / "no.db"), tmp_path / "no.db", "no such record")
    refused(call("read", pages, "--record", tmp_path), tmp_path, "folder")
    lost = tmp_path / "no" / "r.db"
    refused(call("read", pages, "--record", lost), lost, "folder")


def test_a_full_disk_ends_the_reading_and_loses_nothing(call, pages, tmp_path, monkeypatch):
    where = tmp_path / "r.db"
    add, calls = Record.add, []

    def full(self, article, claims, coder):
        calls.append(article.id)
        if len(calls) == 2:
            raise RecordError(self.where, "the disk is full; what was kept before is safe")
        return add(self, article, claims, coder)

    monkeypatch.setattr(Record, "add", full)
    result = call("read", pages, "--record", where)
    assert result.exit_code == 3
    assert result.stderr == f"{where}: the disk is full; what was kept before is safe\n"
    assert len(contents(where)["articles"]) == 1


@pytest.fixture
def tiny_disk(tmp_path):
    """A file system of 1.5 MB; needs the right to mount."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1500k", "tmpfs", str(folder)]
    try:
        done = subprocess.run(mount, capture_output=True, check=False)
    except OSError:
        pytest.skip("no mount here")
    if done.returncode:
        pytest.skip("may not mount here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_disk_that_is_really_full(call, tiny_disk, tmp_path):
    rows = tmp_path / "a.jsonl"
    text = "Kenya accused Uganda of lying. " * 40
    lines = (f'{{"id": "a{n}", "text": "{text} {n}"}}\n' for n in range(400))
    rows.write_text("".join(lines))
    where = tiny_disk / "r.db"
    result = call("read", rows, "--record", where)
    assert result.exit_code == 3
    assert "the disk is full" in result.stderr
    with open_record(str(where), readonly=True) as record:
        assert 0 < record.stats().articles < 400
