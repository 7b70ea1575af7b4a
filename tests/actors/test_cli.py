"""``communique actors`` beyond ``resolve`` (which ``tests/cli`` has)."""

from __future__ import annotations

import csv
import io
import json

import pytest
from click.testing import CliRunner

from communique.cli import main

TABLE = "name,code,aliases\nLake Fishers Union,UGA LAB,LFU;CIA\nOdd,XX,\n"


@pytest.fixture
def call():
    def caller(*words):
        result = CliRunner().invoke(main, ["actors", *map(str, words)])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return caller


def cells(result):
    return list(csv.DictReader(io.StringIO(result.stdout)))


def test_list(call):
    found = cells(call("list", "taliban", "--kind", "group", "--format", "csv"))
    assert "group:taliban" in {r["id"] for r in found}
    assert all(r["kind"] == "group" for r in found)
    some = cells(
        call("list", "--country", "ken", "--kind", "term", "--limit", "3", "--format", "csv")
    )
    assert len(some) == 3
    assert all(r["code"].startswith("KEN") for r in some)


def test_show(call):
    found = cells(call("show", "Imran Khan", "--format", "csv"))
    assert {"pak-head-of-government"} <= {r["id"] for r in found}
    office = json.loads(call("show", "pak-head-of-government", "--format", "json").stdout)
    assert {o["kind"] for o in office} == {"office", "term"}
    nobody = call("show", "Xyzzy")
    assert nobody.exit_code == 1
    assert "no actor" in nobody.stderr


def test_side_by_side_ones_have_a_line_each(call):
    found = cells(call("resolve", "Kenyan and Ugandan officials", "--format", "csv"))
    assert [r["code"] for r in found] == ["KEN GOV", "UGA GOV"]


def test_import_check_and_use(call, tmp_path):
    own, table = tmp_path / "own", tmp_path / "t.csv"
    table.write_text(TABLE)
    done = call("import", table, "--actors", own)
    assert done.exit_code == 3
    assert "left out: t.csv:3" in done.stderr
    assert "conflict: the name 'CIA'" in done.stderr
    checked = call("check", "--actors", own, "--format", "csv")
    assert checked.exit_code == 0
    assert {r["kind"] for r in cells(checked)} == {"conflict"}
    (found,) = cells(call("resolve", "the LFU", "--actors", own, "--format", "csv"))
    assert found["code"] == "UGA LAB"


def test_import_needs_a_folder_and_a_form(call, tmp_path):
    table = tmp_path / "t.csv"
    table.write_text(TABLE)
    assert call("import", table).exit_code == 2
    odd = tmp_path / "odd.txt"
    odd.write_text("nothing")
    told = call("import", odd, "--actors", tmp_path / "own")
    assert told.exit_code == 2
    assert "is none of" in told.stderr


def test_check_says_what_is_wrong(call, tmp_path):
    (tmp_path / "groups.csv").write_text(
        "id,name,countries,sectors,aliases,from,to,note\nx,X Front,ZZZ,REB,,,,\n"
    )
    done = call("check", "--actors", tmp_path, "--format", "csv")
    assert done.exit_code == 1
    assert cells(done)[0]["kind"] == "problem"


def test_export(call):
    lines = call("export").stdout.splitlines()
    schemas = {json.loads(line)["schema"] for line in lines}
    assert schemas == {"Organization", "PublicBody", "Position", "Person", "Occupancy"}
