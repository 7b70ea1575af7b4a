"""``communique diff``: what two versions of the coder read differently."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from communique.cli import options

if TYPE_CHECKING:
    from communique.cli.output import Row
    from communique.record import Difference

COLUMNS = ("change", "old", "new", "fields", "words")


@click.command("diff")
@options.record
@click.option(
    "--coder",
    "coders",
    nargs=2,
    metavar="A B",
    help="The two versions, the older first; the last two that read if they are not named.",
)
@options.limit
@options.output
def command(where: str, coders: tuple[str, str] | None, limit: int | None, form: str) -> None:
    """List what version B of the coder reads differently from version A in the record R.

    Compared are the articles that both have read. A claim is added, removed or changed; of a
    changed one the fields are named. The sums go to standard error.
    """
    from collections import Counter

    from communique.cli.listing import opened
    from communique.cli.output import cap, emit

    with opened(where) as record:
        known = record.stats().coders
        if coders is None:
            if len(known) < 2:
                raise click.UsageError(f"one version has read so far: {', '.join(known) or 'none'}")
            coders = (known[-2], known[-1])
        for coder in coders:
            if coder not in known:
                raise click.BadParameter(
                    f"{coder!r} has read nothing here; there are {', '.join(known)}",
                    param_hint="--coder",
                )
        found = list(record.compare(*coders))
    sums = Counter(d.change for d in found)
    emit(cap(found, limit), row, COLUMNS, form)
    counts = ", ".join(f"{sums[name]} {name}" for name in ("added", "removed", "changed"))
    click.echo(f"{coders[0]} to {coders[1]}: {counts}", err=True)


def row(difference: Difference) -> Row:
    """The cells of a difference."""
    return {
        "change": difference.change,
        "old": difference.old or "",
        "new": difference.new or "",
        "fields": ", ".join(difference.fields),
        "words": difference.words,
        "article": difference.article,
    }
