"""``communique events``: claims of the same act, put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from communique.cli import options

if TYPE_CHECKING:
    from communique.cli.output import Row
    from communique.model import Event

COLUMNS = ("id", "date", "type", "actors", "recipients", "reports", "factuality", "words")


@click.command("events")
@options.record
@options.of_type
@options.mode
@options.actor
@options.recipient
@options.party
@options.article
@options.dates
@options.raw
@options.limit
@options.output
def command(
    where: str,
    type_: str | None,
    mode: str | None,
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
    """List the events of the record R, by date."""
    from communique.cli.listing import claims_of_article, opened, rests_on
    from communique.cli.output import cap, emit

    with opened(where) as record:
        wanted = claims_of_article(record, article) if article else None
        found = record.events(
            raw=raw,
            type=type_,
            actor=actor,
            recipient=recipient,
            party=party,
            since=since,
            until=until,
        )
        fitting = (
            e for e in found if (mode is None or mode in e.modes) and rests_on(e.claims, wanted)
        )
        emit(cap(fitting, limit), row, COLUMNS, form)


def row(event: Event) -> Row:
    """The cells of an event."""
    return {
        "id": event.id,
        "date": event.date or "",
        "all dates": "; ".join(event.dates),
        "type": event.type,
        "modes": "; ".join(event.modes),
        "actors": "; ".join(event.actors),
        "recipients": "; ".join(event.recipients),
        "places": "; ".join(event.places),
        "claims": str(len(event.claims)),
        "articles": str(event.articles),
        "origins": str(event.origins),
        "reports": _reports(event),
        "confidence": f"{event.confidence:g}",
        "reasons": "; ".join(event.reasons),
        "variants": "; ".join(
            f"{v.field} {v.value} ({', '.join(v.sayers)})" for v in event.variants
        ),
        "factuality": event.factuality,
        "words": event.summary.partition(f"{event.type}: ")[2] or event.summary,
        "summary": event.summary,
    }


def _reports(event: Event) -> str:
    """``7 pages, 2 origins``: how many report it, and how many of them are no copies."""
    pages = f"{event.articles} page{'s' * (event.articles != 1)}"
    return f"{pages}, {event.origins} origin{'s' * (event.origins != 1)}"
