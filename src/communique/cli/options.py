"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

Command = Callable[..., Any]


def _options(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    def add(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return add


def check_type(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """A PLOVER type, upper case; a wrong one is told with those that exist."""
    if value is None:
        return None
    from communique.codebook import load_codebook

    known = load_codebook().types
    if value.upper() not in known:
        raise click.BadParameter(f"no type {value!r}; there are {', '.join(sorted(known))}")
    return value.upper()


sources = click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
record = click.option(
    "--record",
    "where",
    required=True,
    metavar="R",
    help="The record: an SQLite file, or postgresql://…",
)
date = click.option(
    "--date",
    metavar="YYYY-MM-DD",
    help="Publication date of all the sources; overrides their own.",
)
parser = click.option(
    "--parser", metavar="NAME", help="Another installed spaCy pipeline (English, with a parser)."
)
model = click.option(
    "--model",
    metavar="PATH",
    help="Folder of a trained reader (communique train makes one); rules: the rules alone.",
)
output = click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help="A table is drawn on a terminal and tab-separated elsewhere.",
)
raw = click.option(
    "--raw", is_flag=True, help="As the coder read it, without what people decided (judge)."
)
limit = click.option(
    "--limit", type=click.IntRange(min=1), metavar="N", help="The first N that fit."
)
of_type = click.option(
    "--type", "type_", metavar="TYPE", callback=check_type, help="PLOVER type: REQUEST, AID, …"
)
mode = click.option("--mode", metavar="MODE", help="PLOVER mode: meet, withdraw, …")
actor = click.option(
    "--actor", metavar="CODE", help="Who acts; USA finds USA GOV and USA MIL as well."
)
recipient = click.option("--recipient", metavar="CODE", help="Towards whom.")
party = click.option("--party", metavar="CODE", help="On either side.")
article = click.option("--article", metavar="ID", help="What this article says.")
dates = _options(
    click.option("--since", metavar="DATE", help="On or after this date (EDTF: 2018-12, …)."),
    click.option("--until", metavar="DATE", help="On or before this date."),
)
