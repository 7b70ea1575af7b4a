"""``communique export``: a record in a form for other programs."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from communique.cli import options

if TYPE_CHECKING:
    from communique.record import Record

FORMATS = ("json", "plover")


@click.command("export")
@click.argument("form", metavar="FORMAT", type=click.Choice(FORMATS))
@options.record
@click.option("--out", metavar="FILE", help="Write to FILE, when all is told; not to the output.")
def command(form: str, where: str, out: str | None) -> None:
    """Write the record R in FORMAT, one JSON object a line.

    json: everything: articles, what each coder read, judgements, events, ledger, wording changes;
    import reads it back. plover: one PLOVER record for each event claim, as people left it.
    """
    from communique.cli.listing import opened

    with opened(where) as record:
        if out is None:
            count = _write(_lines(record, form), sys.stdout.buffer)
        else:
            part = Path(out + ".part")
            try:
                with part.open("wb") as file:
                    count = _write(_lines(record, form), file)
                os.replace(part, out)
            finally:
                part.unlink(missing_ok=True)
    click.echo(f"{where}: {count} lines of {form}", err=True)


def _lines(record: Record, form: str) -> Iterator[bytes]:
    if form == "json":
        from communique.formats.record_json import dump_record_lines

        yield from dump_record_lines(record)
        return
    from communique.formats.plover import dump_record

    for claim in record.claims(kind="event"):
        line = dump_record(claim)
        if line is not None:
            yield line


def _write(lines: Iterator[bytes], to: IO[bytes]) -> int:
    count = 0
    for line in lines:
        to.write(line + b"\n")
        count += 1
    to.flush()
    return count
