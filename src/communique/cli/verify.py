"""``communique verify``: find every span again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from communique.cli import options

if TYPE_CHECKING:
    from communique.cli.output import Row
    from communique.record import Problem

COLUMNS = ("what", "id", "reason")


@click.command("verify")
@options.record
@options.output
def command(where: str, form: str) -> int:
    """Find every span of the record R again in the text it was read in.

    Hashes, references and what was assembled are checked as well. Prints what is lost; the exit
    code is then 1.
    """
    from communique.cli.output import emit
    from communique.record import open_record

    with open_record(where, readonly=True) as record:
        problems = record.verify()
        stats = record.stats()
    if problems or form != "table":
        emit(problems, row, COLUMNS, form)
    found = f"{len(problems)} problems" if problems else "nothing lost"
    click.echo(f"{where}: {stats.articles} articles, {stats.claims} claims: {found}", err=True)
    return 1 if problems else 0


def row(problem: Problem) -> Row:
    """The cells of a problem."""
    return {"what": problem.what, "id": problem.id, "reason": problem.reason}
