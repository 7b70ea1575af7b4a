"""``communique read``: code and keep; again is a no-op."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from communique.cli import options
from communique.cli.group import INPUTS_FAILED

if TYPE_CHECKING:
    from communique.cli.inputs import Report
    from communique.cli.working import Worker
    from communique.model import Article
    from communique.record import Record


@click.command("read")
@options.sources
@options.record
@options.date
@options.parser
@options.model
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Processes that code; each needs about 700 MB.",
)
def command(
    sources: tuple[str, ...],
    where: str,
    date: str | None,
    parser: str | None,
    model: str | None,
    jobs: int,
) -> int:
    """Code every SOURCE and keep articles and claims in the record R, which is made if missing.

    What the record has from this version of the coder is not read again. Every article is kept
    whole or not at all: after an interruption, the same call goes on where it stopped. An input
    that fails is named with its reason; the others are kept, and the exit code is 3.
    """
    from communique.cli.inputs import Report, articles_of
    from communique.cli.working import claims_of, worker
    from communique.record import RecordError, open_record

    report = Report()
    articles = articles_of(sources, date, report)
    with open_record(where) as record, worker(parser, model, jobs) as work:
        unread = Unread(record, work)
        new = 0
        try:
            with report.progress():
                for article, claims in claims_of(work, unread.among(articles), report):
                    new += record.add(article, claims, work.version)
            record.rebuild()
            _sum_up(record, report, new, unread.known)
        except RecordError as error:  # it could be opened, so this is about one article: full disk
            click.echo(str(error), err=True)
            return INPUTS_FAILED
    return INPUTS_FAILED if report.failed else 0


class Unread:
    """Leaves out what the record has already."""

    def __init__(self, record: Record, work: Worker) -> None:
        self._record = record
        self._version = work.version
        self.known = 0

    def among(self, articles: Iterable[Article]) -> Iterator[Article]:
        """The articles that this coder has not read yet."""
        for article in articles:
            if self._record.has(article.id, article.content_hash, self._version):
                self.known += 1
            else:
                yield article


def _sum_up(record: Record, report: Report, new: int, known: int) -> None:
    stats = record.stats()
    counts = [f"{new} new", f"{known} known already"]
    if report.skipped:
        counts.append(f"{report.skipped} skipped")
    if report.failed:
        counts.append(f"{report.failed} failed")
    click.echo(f"articles: {', '.join(counts)}", err=True)
    click.echo(
        f"{record.where} holds {stats.articles} articles, {stats.claims} claims, "
        f"{stats.events} events, {stats.ledger} ledger entries, {stats.revisions} wording changes",
        err=True,
    )
