"""``export`` and ``import``: a record there and back."""

from __future__ import annotations

import json
import shutil

import pytest


@pytest.fixture
def record(made, tmp_path):
    """A record of the pages, for writing too."""
    where = tmp_path / "record.db"
    shutil.copy(made, where)
    return where


def test_a_record_there_and_back(call, record, tmp_path):
    claim = json.loads(call("claims", "--record", record, "--format", "json").stdout)[0]["id"]
    assert call("judge", claim, "reject", "--by", "Ann", "--record", record).exit_code == 0
    file, other = tmp_path / "r.jsonl", tmp_path / "other.db"
    made = call("export", "json", "--record", record, "--out", file)
    assert made.exit_code == 0 and made.stdout == ""
    assert not file.with_name("r.jsonl.part").exists()
    assert call("export", "json", "--record", record).stdout == file.read_text()
    for came in ("1 judgements came", "0 judgements came"):
        kept = call("import", "json", file, "--record", other)
        assert kept.exit_code == 0 and came in kept.stderr
        assert call("verify", "--record", other).exit_code == 0
    told = call("judge", "all", "list", "--record", other, "--format", "json").stdout
    assert [j["target"] for j in json.loads(told)] == [claim]
    lists = ("claims", "ledger", "revisions")
    for name in lists:
        words = (name, "--format", "json", "--record")
        assert call(*words, other).stdout == call(*words, record).stdout
    piped = call("import", "json", "-", "--record", tmp_path / "p.db", input=file.read_bytes())
    assert piped.exit_code == 0


def test_plover_records_of_a_record(call, record):
    lines = call("export", "plover", "--record", record).stdout.splitlines()
    claims = json.loads(
        call("claims", "--kind", "event", "--record", record, "--format", "json").stdout
    )
    assert len(lines) == len(claims) > 3
    assert json.loads(lines[0])["has_event"] is True


def test_what_cannot_be_kept_is_named(call, record, tmp_path):
    file = tmp_path / "r.jsonl"
    claim = json.loads(call("claims", "--record", record, "--format", "json").stdout)[0]["id"]
    call("judge", claim, "reject", "--by", "Ann", "--record", record)
    call("export", "json", "--record", record, "--out", file)
    lines = file.read_text().splitlines()
    file.write_text("\n".join(line for line in lines if line.startswith('{"judgement"')))
    kept = call("import", "json", file, "--record", tmp_path / "other.db")
    assert kept.exit_code == 3
    assert f"claim {claim} is not in the record" in kept.stderr
    file.write_text("no JSON\n")
    kept = call("import", "json", file, "--record", tmp_path / "other.db")
    assert kept.exit_code == 2 and "line 1: " in kept.stderr
    assert call("import", "json", tmp_path / "none", "--record", tmp_path / "x.db").exit_code == 2
    assert call("export", "xml", "--record", record).exit_code == 2


def test_a_withdrawn_judgement_counts_no_more(call, record):
    claim = json.loads(call("claims", "--record", record, "--format", "json").stdout)[0]["id"]
    made = call("judge", claim, "reject", "--by", "Ann", "--record", record)
    judgement = made.stderr.partition(":")[0]
    assert claim not in call("claims", "--record", record).stdout
    back = call("judge", judgement, "withdraw", "--by", "Ann", "--record", record)
    assert back.exit_code == 0, back.stderr
    claims = json.loads(call("claims", "--record", record, "--format", "json").stdout)
    assert claim in [c["id"] for c in claims]
    assert call("judge", judgement, "withdraw", "--by", "Ann", "--record", record).exit_code == 2
