"""``communique claims``: the claims of a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from communique.cli import options

if TYPE_CHECKING:
    from communique.cli.output import Row
    from communique.model import Claim

KINDS = ("event", "quotation", "assertion", "revision", "journey")
COLUMNS = ("id", "date", "kind", "type", "actor", "recipient", "according to", "flags", "words")


@click.command("claims")
@options.record
@click.option("--kind", type=click.Choice(KINDS), help="One kind of claims.")
@options.of_type
@options.mode
@options.actor
@options.recipient
@click.option("--source", metavar="CODE", help="According to whom.")
@options.party
@options.article
@options.dates
@click.option("--coder", metavar="VERSION", help="What this version coded, instead of the newest.")
@click.option(
    "--search", metavar="WORDS", help='Claims with all of these words; a "phrase" as it stands.'
)
@options.raw
@options.limit
@options.output
def command(
    where: str,
    kind: str | None,
    type_: str | None,
    mode: str | None,
    actor: str | None,
    recipient: str | None,
    source: str | None,
    party: str | None,
    article: str | None,
    since: str | None,
    until: str | None,
    coder: str | None,
    search: str | None,
    raw: bool,
    limit: int | None,
    form: str,
) -> None:
    """List the claims of the record R, by date of publication and place in the text."""
    from communique.cli.listing import opened
    from communique.cli.output import cap, emit
    from communique.model import dump_claim

    with opened(where) as record:
        found = record.claims(
            kind=kind,
            type=type_,
            actor=actor,
            recipient=recipient,
            source=source,
            party=party,
            article=article,
            since=since,
            until=until,
            coder=coder,
            search=search,
            raw=raw,
        )
        fitting = (c for c in found if mode is None or (c.event and mode in c.event.modes))
        emit(cap(fitting, limit), row, COLUMNS, form, encode=dump_claim)


def row(claim: Claim) -> Row:
    """The cells of a claim."""
    from communique.cli import words

    event = claim.event
    return {
        "id": claim.id,
        "date": claim.when.edtf or "",
        "date basis": claim.when.basis,
        "kind": claim.kind,
        "type": event.type if event else "",
        "modes": "; ".join(event.modes) if event else "",
        "contexts": "; ".join(event.contexts) if event else "",
        "quad": event.quad if event else "",
        "intensity": f"{event.intensity:g}" if event else "",
        "cameo": (event.cameo or "") if event else "",
        "actor": words.parties(claim.actors),
        "recipient": words.parties(claim.recipients),
        "third party": words.parties(claim.third_parties),
        "according to": " > ".join(words.who(s) for s in claim.attribution),
        "flags": words.flags(claim.factuality),
        "places": "; ".join(p.name or f"?{p.text}" for p in claim.where),
        "amounts": words.amounts(claim),
        "removed": (claim.revision.removed or "") if claim.revision else "",
        "added": (claim.revision.added or "") if claim.revision else "",
        "words": claim.evidence[0].quote,
        "start": str(claim.evidence[0].start),
        "end": str(claim.evidence[0].end),
        "article": claim.article.id,
        "published": claim.article.published or "",
        "publisher": claim.article.publisher or "",
        "url": claim.article.url or "",
        "confidence": f"{claim.confidence:g}",
        "coder": claim.coder,
    }
