"""The generated pages are current, and nothing of the command line is undocumented."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import click
import jsonschema
import pytest

from communique.cli import main

DOCS = Path(__file__).parents[1] / "docs"


def script(name: str) -> ModuleType:
    """A script of ``docs/`` as a module."""
    spec = importlib.util.spec_from_file_location(name, DOCS / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["build_cli", "build_schema"])
def test_a_generated_page_is_current(name):
    build = script(name)
    assert build.PAGE.read_text(encoding="utf-8") == build.page(), "run: make docs"


def test_the_schema_is_one():
    schema = json.loads((DOCS / "claim.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)


def undocumented(group: click.Command, name: str, page: str) -> Iterator[str]:
    """Every command and option that has no help, or is not on the page."""
    for path, command, _ in script("build_cli").commands(group, name):
        if not command.help:
            yield f"{path}: no help"
        if f"## {path}\n" not in page:
            yield f"{path}: not on the page"
        for option in command.params:
            if isinstance(option, click.Option):
                if not option.help:
                    yield f"{path} {option.opts[0]}: no help"
                if option.opts[0] not in page:
                    yield f"{path} {option.opts[0]}: not on the page"


def test_every_command_and_option_is_documented():
    page = (DOCS / "cli.md").read_text(encoding="utf-8")
    assert list(undocumented(main, "communique", page)) == []


def test_what_is_undocumented_would_be_found():
    @click.command()
    @click.option("--secret")
    def hidden() -> None:
        pass

    assert list(undocumented(hidden, "hidden", "")) == [
        "hidden: no help",
        "hidden: not on the page",
        "hidden --secret: no help",
        "hidden --secret: not on the page",
    ]


def test_the_short_help_is_the_commands_own():
    for name in main.list_commands(click.Context(main)):
        command = main.get_command(click.Context(main), name)
        assert command is not None and command.name == name
