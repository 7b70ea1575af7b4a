"""``docs/actors.md`` says what the tables hold."""

from __future__ import annotations

import importlib.util
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


def test_the_figures_are_current():
    spec = importlib.util.spec_from_file_location("build_actors", DOCS / "build_actors.py")
    assert spec is not None and spec.loader is not None
    build = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build)
    page = build.PAGE.read_text(encoding="utf-8")
    assert page == build.page(), "run: python docs/build_actors.py"
    assert page.count("<!-- ") == 6
