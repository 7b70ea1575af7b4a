"""``communique actors``: who is who."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from communique.cli import options

if TYPE_CHECKING:
    from communique.actors import Resolution
    from communique.cli.output import Row

COLUMNS = ("words", "code", "name", "office", "reason", "candidates")


@click.group("actors")
def command() -> None:
    """Ask who is who on a date."""


@command.command("resolve")
@click.argument("names", nargs=-1, required=True, metavar="WORDS...")
@click.option(
    "--country", metavar="CODE", help="Country of the context (alpha-3), where the words name none."
)
@click.option("--date", metavar="DATE", help="On this date (EDTF); without it, no office-holders.")
@options.output
def resolve(names: tuple[str, ...], country: str | None, date: str | None, form: str) -> None:
    """Say whom each of the WORDS means, or why that is not known.

    Quote names of several words: "the foreign minister".
    """
    import msgspec

    from communique.actors import load_resolver
    from communique.cli.output import emit
    from communique.model import date_range

    if date is not None:
        date_range(date)
    resolver = load_resolver()
    where = country.upper() if country else None
    found = [(n, resolver.resolve(n, country=where, date=date)) for n in names]

    def encode(item: tuple[str, Resolution]) -> bytes:
        return msgspec.json.encode({"text": item[0], **msgspec.structs.asdict(item[1])})

    emit(found, row, COLUMNS, form, encode=encode)


def row(item: tuple[str, Resolution]) -> Row:
    """The cells of an answer."""
    words, found = item
    return {
        "words": words,
        "code": found.code or "",
        "name": found.name or "",
        "country": found.country or "",
        "sectors": " ".join(found.sectors),
        "office": found.office or "",
        "kind": found.kind or "",
        "reason": "" if found.code else (found.reason or "unknown"),
        "candidates": "; ".join(found.candidates),
    }
