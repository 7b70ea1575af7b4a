"""``communique code``: claims to standard output, no database."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from communique.cli import options
from communique.cli.group import INPUTS_FAILED

if TYPE_CHECKING:
    from communique.model import Claim


@click.command("code")
@options.sources
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "plover", "table"]),
    default="jsonl",
    show_default=True,
    help="jsonl: one claim a line, form v1. plover: one PLOVER record a line, events only.",
)
@options.date
@options.parser
@options.model
def command(
    sources: tuple[str, ...], form: str, date: str | None, parser: str | None, model: str | None
) -> int:
    """Print the claims of every SOURCE; keep nothing.

    A page in another language is left out, and told. An input that cannot be read is named with
    its reason on standard error; the others are coded, and the exit code is 3.
    """
    from communique.cli.inputs import Report, articles_of
    from communique.cli.working import claims_of, worker

    report = Report()
    articles = articles_of(sources, date, report)

    def claims() -> Iterator[Claim]:
        with worker(parser, model) as work:
            for _, found in claims_of(work, articles, report):
                yield from found

    with report.progress(wanted=not sys.stdout.isatty()):
        _print(claims(), form)
    return INPUTS_FAILED if report.failed else 0


def _print(claims: Iterable[Claim], form: str) -> None:
    from communique.cli.claims import COLUMNS, row
    from communique.cli.output import emit
    from communique.formats.plover import dump_record
    from communique.model import dump_claim

    if form == "table":
        emit(claims, row, COLUMNS, "table")
        return
    out = sys.stdout.buffer
    for claim in claims:
        line = dump_claim(claim) if form == "jsonl" else dump_record(claim)
        if line is not None:
            out.write(line + b"\n")
    out.flush()
