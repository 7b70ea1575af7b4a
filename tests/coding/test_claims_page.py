"""``docs/claims.md``: its Python runs, and prints what the page says."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "claims.md"
BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
PRINTED = re.compile(r"^<!-- printed -->\n```text\n(.*?)^```", re.MULTILINE | re.DOTALL)


def outputs() -> list[str]:
    """What each block prints, run in order in one room."""
    room: dict[str, object] = {}
    found = []
    for block in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        caught = io.StringIO()
        with contextlib.redirect_stdout(caught):
            exec(compile(block, str(PAGE), "exec"), room)
        found.append(caught.getvalue())
    return found


def test_the_examples_print_what_the_page_says() -> None:
    (printed,) = PRINTED.findall(PAGE.read_text(encoding="utf-8"))
    first, happened, of_itself, says_of, keys = outputs()
    assert first == printed
    assert "Uganda attacked Rwanda" in happened
    assert "will attack" not in happened
    assert of_itself == "['Uganda attacked Rwanda']\n"
    lines = says_of.splitlines()
    assert [line.split()[:2] for line in lines] == [["ASSAULT", "asserts"], ["ASSAULT", "denies"]]
    assert keys == "1\n"
