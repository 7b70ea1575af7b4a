"""``communique backup``: a checked copy of a record, while others use it."""

from __future__ import annotations

import click

from communique.cli import options


@click.command("backup")
@options.record
@click.argument("file", metavar="FILE")
def command(where: str, file: str) -> None:
    """Copy the record R to the new file FILE, and verify the copy.

    Others may read and write meanwhile: the copy is of one moment. It is a record itself (SQLite,
    whatever R is) and can be opened as it is. FILE is there only if the copy verified.
    """
    from communique.record import back_up

    stats = back_up(where, file)
    click.echo(
        f"{file}: {stats.articles} articles, {stats.claims} claims, {stats.judgements} judgements: "
        "verified",
        err=True,
    )
