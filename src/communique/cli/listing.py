"""What the listing commands share: opening the record, and a word where it is not up to date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from communique.record import Record


@contextmanager
def opened(where: str) -> Iterator[Record]:
    """The record, for reading only."""
    from communique.record import open_record

    with open_record(where, readonly=True) as record:
        if not record.stats().rebuilt:
            click.echo(
                f"{where}: note: a reading was not finished; events, ledger and revisions may be "
                "old (read again to finish it)",
                err=True,
            )
        yield record


def claims_of_article(record: Record, article: str) -> frozenset[str]:
    """The ids of the claims of one article.

    Raises:
        click.BadParameter: the record has no such article.
    """
    if record.article(article) is None:
        raise click.BadParameter(f"no article {article!r} in {record.where}")
    return frozenset(c.id for c in record.claims(article=article))


def rests_on(claims: Iterable[str], wanted: frozenset[str] | None) -> bool:
    """True when one of the claims is wanted, or all are."""
    return wanted is None or any(c in wanted for c in claims)
