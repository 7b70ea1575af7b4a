"""A small dump in the columns of geonames.org, written here."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

Row = tuple[int, str, str, str, float, float, str, str, str, str, int]

ROWS: tuple[Row, ...] = (
    (1, "Ngarbuh", "Ngarbuh", "Ngarbu", 6.5, 10.9, "P", "PPL", "CM", "07", 800),
    (2, "Saïda-Ouest", "Saida-Ouest", "Saida West,صيدا", 33.5, 35.3, "P", "PPL", "LB", "06", 900),
    (3, "Sindh", "Sindh", "Sind", 26.0, 68.5, "A", "ADM1", "PK", "05", 50_000_000),
    (4, "Qasimabad", "Qasimabad", "", 25.4, 68.3, "P", "PPL", "PK", "05", 300_000),
    (5, "Qasimabad", "Qasimabad", "", 28.4, 79.3, "P", "PPL", "IN", "36", 250_000),
    (6, "Litani River", "Litani River", "Litani", 33.3, 35.2, "H", "STM", "LB", "00", 0),
    (7, "Corner Shop", "Corner Shop", "", 33.3, 35.2, "S", "SHOP", "LB", "00", 0),
    (8, "Zam Zam", "Zam Zam", "", 13.5, 25.3, "S", "CMPRF", "SD", "00", 0),
    (9, "Tyre District", "Tyre District", "", 33.2, 35.2, "A", "ADM2", "LB", "06", 0),
    (10, "Oldtown", "Oldtown", "", 33.2, 35.2, "P", "PPLH", "LB", "06", 0),
)


def line(row: Sequence[object]) -> str:
    """One line of a dump: nineteen columns."""
    number, name, plain, others, latitude, longitude, kind, code, country, division, people = row
    cells = [number, name, plain, others, latitude, longitude, kind, code, country, ""]
    cells += [division, "", "", "", people, "", 10, "Etc/UTC", "2024-01-01"]
    return "\t".join(str(c) for c in cells)


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    """The dump as a text file."""
    file = tmp_path / "XX.txt"
    file.write_text("".join(line(r) + "\n" for r in ROWS), encoding="utf-8")
    return file
