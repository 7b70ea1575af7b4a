"""``communique relations``: what passed between two parties, week by week or month by month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import click

from communique.cli import options

if TYPE_CHECKING:
    from communique.analysis.dyads import Curve, Point
    from communique.cli.output import Row

COLUMNS = (
    "period",
    "direction",
    "verbal cooperation",
    "material cooperation",
    "verbal conflict",
    "material conflict",
    "total",
)


@click.command("relations")
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@options.record
@click.option(
    "--by",
    type=click.Choice(["week", "month"]),
    default="week",
    show_default=True,
    help="Length of a period; a week begins on Monday.",
)
@options.dates
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="What is denied, planned or uncertain as well, not only what happened.",
)
@options.output
def command(
    a: str,
    b: str,
    where: str,
    by: Literal["week", "month"],
    since: str | None,
    until: str | None,
    everything: bool,
    form: str,
) -> None:
    """Count the events between A and B (codes: USA, PAK GOV) by period, direction and class.

    Every event counts once, in the period that all of its days lie in; periods in which nothing
    happened are listed too. How many events lie in no single period is told on standard error.
    """
    from communique.analysis.dyads import curve, points
    from communique.cli.listing import opened
    from communique.cli.output import emit
    from communique.record.views import Views

    with opened(where) as record:
        found = curve(Views(record), a, b, by=by, since=since, until=until, happened=not everything)
    emit(points(found), row, COLUMNS, form)
    for line in _left_out(found):
        click.echo(line, err=True)


def row(point: Point) -> Row:
    """The cells of one period and direction."""
    counts = {quad: str(point.quads.get(quad, 0)) for quad in COLUMNS[2:-1]}
    return {
        "period": point.period,
        "direction": point.direction,
        **counts,
        "total": str(point.total),
    }


def _left_out(found: Curve) -> list[str]:
    left, undated = sum(found.left_out.values()), sum(found.undated.values())
    lines = []
    if left:
        lines.append(f"note: {left} more lie in no single {found.by} by their dates")
    if undated:
        lines.append(f"note: {undated} more have no date")
    return lines
