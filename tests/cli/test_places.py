"""``communique places``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Call = Callable[..., Result]
LINE = "1\tNgarbuh\tNgarbuh\t\t6.5\t10.9\tP\tPPL\tCM\t\t07\t\t\t\t800\t\t10\tEtc/UTC\t2024-01-01\n"


def test_import_then_find(call: Call, tmp_path: Path) -> None:
    dump = tmp_path / "CM.txt"
    dump.write_text(LINE)
    made = call("places", "import", dump, "--out", tmp_path / "own")
    assert (made.exit_code, made.stdout) == (0, "")
    assert "1 places" in made.stderr
    found = call("places", "find", "Ngarbuh", "--data", tmp_path / "own", "--format", "json")
    assert [p["geonames_id"] for p in json.loads(found.stdout)] == [1]


def test_a_malformed_line_is_one_line_with_file_and_line(call: Call, tmp_path: Path) -> None:
    dump = tmp_path / "CM.txt"
    dump.write_text(LINE + "2\tShort\n")
    made = call("places", "import", dump, "--out", tmp_path / "own")
    assert made.exit_code == 3
    assert made.stderr.count("\n") == 1
    assert "CM.txt:2" in made.stderr


def test_import_wants_a_folder(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COMMUNIQUE_PLACES", raising=False)
    dump = tmp_path / "CM.txt"
    dump.write_text(LINE)
    assert call("places", "import", dump).exit_code == 2
    assert call("places", "import", dump, "--out", dump).exit_code == 2


def test_find_by_country(call: Call) -> None:
    found = call("places", "find", "Tripoli", "--country", "lbn", "--format", "csv")
    assert "266826" in found.stdout
    assert "2210247" not in found.stdout


def test_nothing_known_is_exit_1(call: Call) -> None:
    assert call("places", "find", "Xyzzyqua").exit_code == 1
