"""``communique import``: keep what another record exported."""

from __future__ import annotations

import click

from communique.cli import options
from communique.cli.group import INPUTS_FAILED

FORMATS = ("json",)


@click.command("import")
@click.argument("form", metavar="FORMAT", type=click.Choice(FORMATS))
@click.argument("file", metavar="FILE")
@options.record
def command(form: str, file: str, where: str) -> int:
    """Keep in the record R what FILE (or - for standard input) tells, as export wrote it.

    Articles, readings with their claims, and judgements are kept; events, ledger and wording
    changes are assembled from them. What R has already is left alone. A judgement about a claim
    that is neither in FILE nor in R is named, and the exit code is 3.
    """
    from communique.formats.record_json import load_record_lines
    from communique.record import open_record

    with click.open_file(file, "rb") as lines, open_record(where) as record:
        found = load_record_lines(lines, record)
    for reason in found.failed:
        click.echo(f"{file}: {reason}", err=True)
    click.echo(
        f"{where}: {found.articles} articles, {found.readings} readings, {found.claims} claims, "
        f"{found.judgements} judgements came; {found.known} were there",
        err=True,
    )
    return INPUTS_FAILED if found.failed else 0
