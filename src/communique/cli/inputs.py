"""Sources to coded articles: what is skipped is told, what fails is counted."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.progress import Progress

    from communique.model import Article, Skip


class Report:
    """Messages to standard error, one line each, and how many there were of each kind."""

    def __init__(self) -> None:
        self.read = 0
        self.skipped = 0
        self.failed = 0
        self._progress: Progress | None = None

    def tell_failed(self, source: str, reason: str) -> None:
        """An input that should have worked did not."""
        self.failed += 1
        self._say(f"{source}: {reason}")

    def tell_skipped(self, source: str, reason: str) -> None:
        """An input was rightly left out."""
        self.skipped += 1
        self._say(f"{source}: skipped: {reason}")

    def tell_note(self, source: str, note: str) -> None:
        """Something about an input that was read all the same."""
        self._say(f"{source}: note: {note}")

    def step(self, source: str) -> None:
        """One more article is done."""
        self.read += 1
        if self._progress is not None:
            name = source if len(source) <= 60 else "…" + source[-59:]
            self._progress.update(self._progress.task_ids[0], advance=1, source=name)

    def _say(self, line: str) -> None:
        click.echo(" ".join(line.split()), err=True)

    @contextmanager
    def progress(self, *, wanted: bool = True) -> Iterator[None]:
        """Show on standard error how far we are, where that is a terminal."""
        if not wanted or not sys.stderr.isatty():
            yield
            return
        from rich.console import Console
        from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
        from rich.table import Column

        columns = (
            SpinnerColumn(),
            TextColumn("{task.completed} articles", markup=False),
            TimeElapsedColumn(),
            TextColumn("{task.fields[source]}", markup=False, table_column=Column(no_wrap=True)),
        )
        bar = Progress(
            *columns, console=Console(stderr=True), transient=True, redirect_stdout=False
        )
        with bar:
            bar.add_task("", total=None, source="")
            self._progress = bar
            try:
                yield
            finally:
                self._progress = None


def articles_of(sources: Iterable[str], date: str | None, report: Report) -> Iterator[Article]:
    """The articles of the sources; every skip goes to the report.

    Raises:
        FormatError: ``date`` is no date; raised at the call.
    """
    from communique.intake import read_sources

    found = read_sources(sources, date=date, stdin=sys.stdin.buffer)
    return _told(found, report)


def _told(found: Iterable[Article | Skip], report: Report) -> Iterator[Article]:
    from communique.model import Skip

    for item in found:
        if isinstance(item, Skip):
            tell = report.tell_failed if item.failed else report.tell_skipped
            tell(item.source, item.reason)
            continue
        for note in item.notes:
            report.tell_note(item.source, note)
        yield item
