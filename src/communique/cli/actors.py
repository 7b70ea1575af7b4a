"""``communique actors``: who is who."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from communique.cli import options

if TYPE_CHECKING:
    from communique.actors import Resolution
    from communique.actors.exchange import Imported
    from communique.actors.listing import Listed
    from communique.cli.output import Row

COLUMNS = ("words", "code", "name", "office", "reason", "candidates")
LISTED = ("id", "kind", "name", "code", "start", "end", "more")
IS_NOT_SO = 1
NOT_ALL = 3
FORMATS = ("csv", "petrarch-actors", "petrarch-agents", "wikidata", "ftm")
KINDS = ("country", "organisation", "group", "agency", "party", "region", "office", "term", "role")

own = click.option(
    "--actors",
    "folder",
    metavar="DIR",
    envvar="COMMUNIQUE_ACTORS",
    type=click.Path(path_type=Path, file_okay=False),
    help="Your own actor tables; they override ours. Also COMMUNIQUE_ACTORS.",
)


@click.group("actors")
def command() -> None:
    """Ask who is who on a date."""


@command.command("resolve")
@click.argument("names", nargs=-1, required=True, metavar="WORDS...")
@click.option(
    "--country", metavar="CODE", help="Country of the context (alpha-3), where the words name none."
)
@click.option("--date", metavar="DATE", help="On this date (EDTF); without it, no office-holders.")
@own
@options.output
def resolve(
    names: tuple[str, ...], country: str | None, date: str | None, folder: Path | None, form: str
) -> None:
    """Say whom each of the WORDS means, or why that is not known.

    Quote names of several words: "the foreign minister".
    """
    import msgspec

    from communique.actors import load_resolver
    from communique.cli.output import emit
    from communique.model import date_range

    if date is not None:
        date_range(date)
    resolver = load_resolver(folder)
    where = country.upper() if country else None
    found = [
        (n, one) for n in names for one in _each(resolver.resolve_all(n, country=where, date=date))
    ]

    def encode(item: tuple[str, Resolution]) -> bytes:
        return msgspec.json.encode({"text": item[0], **msgspec.structs.asdict(item[1])})

    emit(found, row, COLUMNS, form, encode=encode)


def _each(found: tuple[Resolution, ...]) -> tuple[Resolution, ...]:
    return tuple(dict.fromkeys(found))


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


@command.command("list")
@click.argument("text", default="", metavar="[TEXT]")
@click.option("--kind", type=click.Choice(KINDS), help="Only these.")
@click.option("--country", metavar="CODE", help="Only those of this country or class (alpha-3).")
@own
@options.limit
@options.output
def list_(
    text: str,
    kind: str | None,
    country: str | None,
    folder: Path | None,
    limit: int | None,
    form: str,
) -> None:
    """List what the tables hold; TEXT is part of a name."""
    from communique.actors import load_resolver
    from communique.actors.listing import listed
    from communique.cli.output import cap, emit

    found = listed(
        load_resolver(folder).knowledge, kind, country.upper() if country else None, text
    )
    emit(cap(found, limit), _cells, LISTED, form)


def _cells(item: Listed) -> Row:
    return {name: str(getattr(item, name)) for name in LISTED}


@command.command("show")
@click.argument("wanted", metavar="ID|NAME")
@own
@options.output
def show(wanted: str, folder: Path | None, form: str) -> int:
    """Show an actor, an office with its holders, or a person's offices."""
    from communique.actors import load_resolver
    from communique.actors.listing import shown
    from communique.cli.output import emit

    found = shown(load_resolver(folder), wanted)
    if not found:
        click.echo(f"no actor {wanted!r}", err=True)
        return IS_NOT_SO
    emit(found, _cells, LISTED, form)
    return 0


@command.command("check")
@own
@options.output
def check(folder: Path | None, form: str) -> int:
    """Check the tables; list what is wrong, and what of ours yours replace.

    Conflicts are no errors: yours are used. Exit 1 if something is wrong.
    """
    from communique.actors.checks import check_folder
    from communique.cli.output import emit

    problems, conflicts = check_folder(folder)
    rows = [{"kind": "problem", "what": p.what, "why": p.why} for p in problems]
    rows += [
        {"kind": "conflict", "what": c.what, "why": f"{c.theirs} replaces {c.ours}"}
        for c in conflicts
    ]
    emit(rows, dict, ("kind", "what", "why"), form)
    return IS_NOT_SO if problems else 0


@command.command("import")
@click.argument(
    "files",
    nargs=-1,
    required=True,
    metavar="FILE...",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
)
@click.option(
    "--as", "kind", type=click.Choice(FORMATS), help="Their form; guessed where not given."
)
@own
def import_(files: tuple[Path, ...], kind: str | None, folder: Path | None) -> int:
    """Add actors from CSV, PETRARCH dictionaries, Wikidata or FollowTheMoney to your folder.

    A CSV file has the columns name and code ("USA GOV") and may have aliases, from, to, kind
    (person), title and note.
    """
    from communique.actors.checks import check_folder
    from communique.actors.exchange import add_to_folder, read_actors

    if folder is None:
        raise click.UsageError("say into which folder: --actors DIR or COMMUNIQUE_ACTORS")
    left_out = 0
    for file in files:
        found: Imported = read_actors(file, kind)
        for skipped in found.skipped:
            click.echo(f"left out: {skipped.what}: {skipped.why}", err=True)
        left_out += len(found.skipped)
        counts = add_to_folder(found, folder)
        told = ", ".join(f"{name}.csv {count}" for name, count in counts.items())
        click.echo(f"{file}: {found.count} rows taken over ({told or 'nothing'})", err=True)
    _, conflicts = check_folder(folder)
    for conflict in conflicts:
        click.echo(
            f"conflict: {conflict.what}: {conflict.theirs} replaces {conflict.ours}", err=True
        )
    return NOT_ALL if left_out else 0


@command.command("export")
@own
def export(folder: Path | None) -> None:
    """Write the tables as FollowTheMoney entities, one JSON object a line."""
    from communique.actors import load_resolver
    from communique.actors.exchange import write_ftm

    for line in write_ftm(load_resolver(folder).knowledge):
        click.echo(line.decode())
