"""Data to standard output: a table, tab-separated text, JSON or CSV."""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

T = TypeVar("T")
Row = Mapping[str, str]

LONG = frozenset(
    {"words", "object", "removed", "added", "page", "document", "reason", "candidates"}
)
"""Columns whose cells are sentences; the others stay on one line."""
MIN_LONG = 24
"""Characters below which a sentence is no fun to read in a column."""
GAP = 2


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
    """A table without the columns that are empty.

    Where the terminal is too narrow for one, the long cells go below their row.
    """
    from rich.console import Console

    cells = [[" ".join(row[name].split()) for name in columns] for row in rows]
    if not cells:
        click.echo("nothing fits", err=True)
        return 0
    filled = [i for i in range(len(columns)) if any(row[i] for row in cells)]
    columns = [columns[i] for i in filled]
    cells = [[row[i] for i in filled] for row in cells]
    console = Console(file=sys.stdout, highlight=False)
    widths = [max(len(n), *(len(r[i]) for r in cells)) for i, n in enumerate(columns)]
    long = [i for i, name in enumerate(columns) if name in LONG]
    needed = sum(w + GAP for i, w in enumerate(widths) if i not in long)
    if console.width - needed >= sum(min(widths[i], MIN_LONG) + GAP for i in long):
        console.print(_grid(columns, cells))
    else:
        _stacked(console, columns, cells, widths, long)
    return len(cells)


def _grid(columns: Sequence[str], cells: list[list[str]]) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, GAP - 1, 0, 0))
    for name in columns:
        style = "cyan" if name == "id" else ""
        table.add_column(name, no_wrap=name not in LONG, overflow="fold", style=style)
    for row in cells:
        table.add_row(*map(Text, row))
    return table


def _stacked(
    console: Console,
    columns: Sequence[str],
    cells: list[list[str]],
    widths: Sequence[int],
    long: Sequence[int],
) -> None:
    from rich.padding import Padding
    from rich.text import Text

    short = [i for i in range(len(columns)) if i not in long]

    def line(row: Sequence[str]) -> str:
        return (" " * GAP).join(f"{row[i]:<{widths[i]}}" for i in short).rstrip()

    console.print(Text(line(columns), style="bold"))
    for row in cells:
        head = Text(line(row))
        head.stylize("cyan", 0, len(row[0]))
        console.print(head)
        for i in long:
            if row[i]:
                label = f"{columns[i]}: " if len(long) > 1 else ""
                console.print(Padding(Text(label + row[i]), (0, 0, 0, 4)))
