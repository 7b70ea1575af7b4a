"""``communique restore``: a record from a backup."""

from __future__ import annotations

import click

from communique.cli import options


@click.command("restore")
@click.argument("file", metavar="FILE")
@options.record
def command(file: str, where: str) -> None:
    """Make the record R anew from the backup FILE; verified before and after.

    R must not hold anything: nothing is ever replaced. It may be of another kind than the record
    that the backup was made of.
    """
    from communique.record import restore

    stats = restore(file, where)
    click.echo(
        f"restored {stats.articles} articles, {stats.claims} claims, {stats.judgements} "
        "judgements: verified",
        err=True,
    )
