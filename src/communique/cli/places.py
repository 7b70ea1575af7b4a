"""``communique places``: where is what."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from communique.cli import options

if TYPE_CHECKING:
    from communique.cli.output import Row
    from communique.gazetteer import Site

COLUMNS = ("name", "id", "country", "division", "precision", "population", "latitude", "longitude")
IS_NOT_SO = 1

folder = click.option(
    "--data",
    "--out",
    "folder",
    metavar="DIR",
    envvar="COMMUNIQUE_PLACES",
    type=click.Path(path_type=Path),
    help="Folder of your own gazetteer. Also COMMUNIQUE_PLACES.",
)


@click.group("places")
def command() -> None:
    """Ask where is what; import a gazetteer."""


@command.command("import")
@click.argument(
    "file", metavar="FILE", type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
@folder
def import_(file: Path, folder: Path | None) -> None:
    """Compile a GeoNames dump into a gazetteer of your own.

    FILE is allCountries.txt, cities500.txt or a country's XX.txt from geonames.org, also zipped.
    Set COMMUNIQUE_PLACES to DIR, and every command asks it before the embedded one.
    """
    import sys

    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    from communique.gazetteer import compile_dump

    if folder is None:
        raise click.UsageError("say into which folder: --out DIR or COMMUNIQUE_PLACES")
    if folder.exists() and not folder.is_dir():
        raise click.UsageError(f"{folder} is no folder")
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
        transient=True,
    )
    with bar:
        task = bar.add_task(file.name, total=None)
        target, count = compile_dump(
            file, folder, lambda done, total: bar.update(task, completed=done, total=total)
        )
    click.echo(f"{target}: {count} places", err=True)


@command.command("find")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.option("--country", metavar="CODE", help="Only places of this country (alpha-3).")
@folder
@options.output
def find(names: tuple[str, ...], country: str | None, folder: Path | None, form: str) -> int:
    """List what each NAME may mean, the largest first. Exit 1 if nothing is known of any."""
    from communique.cli.output import emit
    from communique.gazetteer import folded, load_gazetteer

    gazetteer = load_gazetteer(folder)
    found: list[Site] = []
    for name in names:
        key = folded(name)
        known = {s.geonames_id: s for s in (*gazetteer.sites(key), *gazetteer.small(key))}
        ranked = sorted(known.values(), key=lambda s: (-s.population, s.geonames_id))
        found += [s for s in ranked if country is None or s.country == country.upper()]
    emit(found, _row, COLUMNS, form)
    return 0 if found else IS_NOT_SO


def _row(site: Site) -> Row:
    return {
        "name": site.name,
        "id": str(site.geonames_id),
        "country": site.country,
        "division": site.division,
        "precision": site.precision,
        "population": str(site.population),
        "latitude": "" if site.latitude is None else f"{site.latitude:.4f}",
        "longitude": "" if site.longitude is None else f"{site.longitude:.4f}",
    }
