"""The group of commands, and what becomes of their errors."""

from __future__ import annotations

import importlib
import os
import sys
from keyword import iskeyword
from typing import Any

import click

from communique import __version__
from communique.model.errors import CommuniqueError, SourceError

COMMANDS = {
    "code": "Print the claims of pages; keep nothing.",
    "read": "Code pages and keep their claims in a record.",
    "claims": "List claims.",
    "events": "List events: claims of the same act.",
    "ledger": "List what was asked, promised, refused and delivered.",
    "revisions": "List changes of wording.",
    "relations": "Count what passed between two parties, week by week.",
    "show": "Show one thing with its evidence in context.",
    "judge": "Accept, reject, correct, merge, split; for good.",
    "diff": "What two versions of the coder read differently.",
    "stats": "Count what a record holds.",
    "verify": "Find every span of a record again.",
    "backup": "Copy a record while others use it, checked.",
    "restore": "Make a record from a backup.",
    "export": "Write a record in a form for other programs.",
    "import": "Keep what another record exported.",
    "serve": "Open the reading room on a record.",
    "evaluate": "Score the coder against gold.",
    "train": "Teach the reader your own labels.",
    "actors": "Ask who is who on a date.",
    "places": "Ask where is what; import a gazetteer.",
}
"""Each lives in the module of its name; it is imported when it is called."""

WRONG_CALL = 2
INPUTS_FAILED = 3
INTERRUPTED = 130
PIPE_CLOSED = 141


class Commands(click.Group):
    """Loads a command when it is needed and turns expected errors into one line and a code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of their use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        if cmd_name not in COMMANDS:
            return None
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        module = importlib.import_module(f"communique.cli.{name}")
        command = module.command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands with their first lines, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what it returns is the exit code."""
        try:
            code = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            _close_quietly()
            code = PIPE_CLOSED
        except KeyboardInterrupt:
            click.echo("interrupted; what was kept before is safe", err=True)
            code = INTERRUPTED
        except SourceError as error:
            code = _tell(error, INPUTS_FAILED)
        except CommuniqueError as error:
            code = _tell(error, WRONG_CALL)
        except OSError as error:
            code = _tell(f"{error.filename or 'error'}: {error.strerror or error}", WRONG_CALL)
        ctx.exit(code or 0)


def _tell(error: object, code: int) -> int:
    click.echo(" ".join(str(error).split()), err=True)
    return code


def _close_quietly() -> None:
    """Nobody reads any more: let the interpreter's last flush go nowhere."""
    try:
        descriptor = sys.stdout.fileno()
    except (OSError, ValueError):
        return
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), descriptor)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="communique")
def main() -> None:
    """Read news about politics, diplomacy and peace processes as a sourced record of claims.

    A SOURCE is a file (HTML, text, JSON lines), a folder, a glob, an http(s) address or - for
    standard input. A record is an SQLite file or a
    PostgreSQL database. Data goes to standard output, messages to standard
    error.

    Exit codes: 0 done; 1 done, and something asked about is not so; 2 the call is wrong; 3 some
    inputs failed, each named with its reason, and the rest is kept.
    """
