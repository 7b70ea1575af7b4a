"""Write ``docs/cli.md`` from what ``--help`` says: ``make docs``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from communique.cli import main

PAGE = Path(__file__).with_name("cli.md")
WIDTH = 92
HEAD = """# The command line

Written by `make docs` from what `--help` says; a test fails when it is not current.

Standard output carries data; messages and progress go to standard error. Tables are drawn on a
terminal; elsewhere the same columns come tab-separated, with a header line. JSON is an array of
the things themselves (of claims: [form v1](claim.schema.json)); CSV has every column.

| exit code | means |
|---|---|
| 0 | done; pages in another language are left out, told, and no failure |
| 1 | done, and something that was asked about is not so (`verify` lost a span) |
| 2 | the call is wrong: an option, a date, a record that is missing, read-only, newer or none |
| 3 | some inputs failed: each is named with its reason on standard error, the rest is kept |
| 130 | interrupted; what was kept before is safe, the same call goes on |
| 141 | whoever read the output has gone (`… \\| head`) |
"""


def commands(
    command: click.Command, name: str, parent: click.Context | None = None
) -> Iterator[tuple[str, click.Command, click.Context]]:
    """The command and all below it, with their full names."""
    context = click.Context(
        command,
        info_name=name,
        parent=parent,
        terminal_width=WIDTH,
        max_content_width=WIDTH,
        **command.context_settings,
    )
    yield context.command_path, command, context
    if isinstance(command, click.Group):
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            assert found is not None
            yield from commands(found, child, context)


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    for path, command, context in commands(main, "communique"):
        parts.append(f"## {path}\n\n```text\n{command.get_help(context).rstrip()}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
