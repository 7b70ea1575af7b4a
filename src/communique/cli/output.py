"""Data to standard output: a table, tab-separated text, JSON or CSV."""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

import click

T = TypeVar("T")
Row = Mapping[str, str]


def emit(
    items: Iterable[T],
    row: Callable[[T], Row],
    columns: Sequence[str],
    form: str,
    *,
    encode: Callable[[T], bytes] | None = None,
) -> int:
    """Write the items; returns how many there were.

    ``row`` gives an item's cells by name. A table shows ``columns``; CSV has every cell. JSON is
    an array of the items themselves, as ``encode`` writes them.
    """
    if form == "json":
        return _json(items, encode or _encode)
    if form == "csv":
        return _csv(map(row, items), columns)
    if sys.stdout.isatty():
        return _table(map(row, items), columns)
    return _tabbed(map(row, items), columns)


def cap(items: Iterable[T], limit: int | None) -> Iterator[T]:
    """The first ``limit`` items, or all."""
    return islice(iter(items), limit)


def _encode(item: Any) -> bytes:
    import msgspec

    return msgspec.json.encode(item)


def _json(items: Iterable[T], encode: Callable[[T], bytes]) -> int:
    count = 0
    click.echo("[", nl=False)
    for item in items:
        click.echo(",\n" if count else "\n", nl=False)
        click.echo(encode(item).decode(), nl=False)
        count += 1
    click.echo("\n]" if count else "]")
    return count


def _csv(rows: Iterable[Row], columns: Sequence[str]) -> int:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    count = 0
    for row in rows:
        if not count:
            writer.writerow(row.keys())
        writer.writerow(row.values())
        count += 1
    if not count:
        writer.writerow(columns)
    return count


def _tabbed(rows: Iterable[Row], columns: Sequence[str]) -> int:
    count = 0
    click.echo("\t".join(columns))
    for row in rows:
        click.echo("\t".join(" ".join(row[name].split()) for name in columns))
        count += 1
    return count


def _table(rows: Iterable[Row], columns: Sequence[str]) -> int:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for name in columns:
        if name == "id":
            table.add_column(name, no_wrap=True, style="cyan", min_width=21)
        elif name in ("date", "type", "kind", "status", "basis"):
            table.add_column(name, no_wrap=True)
        else:
            table.add_column(name, overflow="fold")
    count = 0
    for row in rows:
        table.add_row(*(Text(" ".join(row[name].split())) for name in columns))
        count += 1
    if count:
        Console(file=sys.stdout, highlight=False).print(table)
    else:
        click.echo("nothing fits", err=True)
    return count
