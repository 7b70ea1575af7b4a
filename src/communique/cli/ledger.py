"""``communique ledger``: what was asked, offered, promised, refused, suspended, delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import click

from communique.cli import options
from communique.model.record import LedgerKind, LedgerStatus

if TYPE_CHECKING:
    from communique.cli.output import Row
    from communique.model import LedgerEntry

COLUMNS = ("id", "date", "kind", "status", "by", "to", "object", "amounts", "claims")


@click.command("ledger")
@options.record
@click.option("--kind", type=click.Choice(get_args(LedgerKind)), help="One kind of entries.")
@click.option("--status", type=click.Choice(get_args(LedgerStatus)), help="What became of it.")
@click.option("--actor", metavar="CODE", help="By whom; USA finds USA GOV as well.")
@click.option("--recipient", metavar="CODE", help="To whom.")
@click.option("--party", metavar="CODE", help="On any side, third parties too.")
@options.article
@options.dates
@options.raw
@options.limit
@options.output
def command(
    where: str,
    kind: str | None,
    status: str | None,
    actor: str | None,
    recipient: str | None,
    party: str | None,
    article: str | None,
    since: str | None,
    until: str | None,
    raw: bool,
    limit: int | None,
    form: str,
) -> None:
    """List the ledger of the record R, by date."""
    from communique.cli.listing import claims_of_article, opened, rests_on
    from communique.cli.output import cap, emit

    with opened(where) as record:
        wanted = claims_of_article(record, article) if article else None
        found = record.ledger(
            raw=raw,
            kind=kind,
            status=status,
            by=actor,
            to=recipient,
            party=party,
            since=since,
            until=until,
        )
        fitting = (e for e in found if rests_on(e.claims, wanted))
        emit(cap(fitting, limit), row, COLUMNS, form)


def row(entry: LedgerEntry) -> Row:
    """The cells of an entry."""
    return {
        "id": entry.id,
        "date": entry.date or "",
        "kind": entry.kind,
        "status": entry.status,
        "by": "; ".join(entry.by),
        "to": "; ".join(entry.to),
        "third parties": "; ".join(entry.third_parties),
        "object": entry.object,
        "amounts": "; ".join(entry.amounts),
        "claims": str(len(entry.claims)),
        "deadline": entry.deadline or "",
        "condition": entry.condition or "",
        "contested": " / ".join(f"{c.status} ({', '.join(c.by)})" for c in entry.contested),
        "history": " > ".join(
            f"{c.status} {c.date}" if c.date else c.status for c in entry.history
        ),
    }
