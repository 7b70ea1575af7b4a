"""``communique show``: one thing of the record, with its evidence in context."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from communique.cli import options

if TYPE_CHECKING:
    from communique.model import Article, Claim, Event, LedgerEntry, RevisionRow
    from communique.record import Record

Lines = Iterable[str | None]
"""Lines to print; ``None`` is a field without a value, which is left out."""


@click.command("show")
@click.argument("id_", metavar="ID")
@options.record
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="json: the thing itself; of a claim, form v1.",
)
def command(id_: str, where: str, form: str) -> None:
    """Show the claim, event, ledger entry, wording change or article ID of the record R.

    Every claim comes with its sentence, the words of the evidence marked; with who says it, read
    as a sentence; and with the words that make it uncertain, negated, future.
    """
    from communique.cli.listing import opened

    with opened(where) as record:
        found = _find(record, id_)
        if found is None:
            raise click.BadParameter(f"nothing with the id {id_!r} in {where}", param_hint="ID")
        if form == "json":
            import msgspec

            click.echo(msgspec.json.encode(found))
        else:
            for line in _lines(record, found):
                if line is not None:
                    click.echo(line)


def _find(record: Record, id_: str) -> Any:
    for look in (record.claim, record.event, record.entry, record.revision, record.article):
        found = look(id_)
        if found is not None:
            return found
    return None


def _lines(record: Record, found: Any) -> Lines:
    from communique.model import Claim, Event, LedgerEntry, RevisionRow

    if isinstance(found, Claim):
        return claim_lines(record, found)
    if isinstance(found, Event):
        return _event_lines(record, found)
    if isinstance(found, LedgerEntry):
        return _entry_lines(record, found)
    if isinstance(found, RevisionRow):
        return _revision_lines(record, found)
    return _article_lines(record, found)


def claim_lines(record: Record, claim: Claim) -> Lines:
    """A claim in full."""
    from communique.cli import words

    yield _head(_title(claim), claim.id)
    yield from _evidence(record, claim)
    yield _field("said", words.chain(claim))
    for source in claim.attribution:
        yield _field("source", words.party_line(source))
    for label, mentions in (
        ("speaker" if claim.kind == "quotation" else "actor", claim.actors),
        ("recipient", claim.recipients),
        ("third party", claim.third_parties),
    ):
        for mention in mentions:
            yield _field(label, words.party_line(mention))
    yield _field("is it so", words.flags_line(claim.factuality))
    yield _field("when", words.date_line(claim.when))
    for place in claim.where:
        yield _field("stop" if place.role == "stop" else "where", words.place_line(place))
    for amount in claim.amounts:
        value = "" if amount.value is None else f"{amount.value:,.10g} "
        yield _field("how much", f"“{amount.text}” = {value}{amount.unit}".rstrip(" ="))
    if claim.revision is not None:
        yield _field("document", claim.revision.document or "not said")
        yield _field("removed", claim.revision.removed)
        yield _field("added", claim.revision.added)
    yield _field("page", _page(claim.article))
    lost = record.lost_since(claim.id)
    if lost is not None:
        yield _field("words gone", f"no longer in the source since {lost.since or 'then'}")
    yield from _judged(record, claim.id)
    yield _field("coded by", f"{claim.coder}, confidence {claim.confidence:g}")


def _event_lines(record: Record, event: Event) -> Lines:
    kind = ", ".join((event.type, *event.modes))
    yield _head(
        f"{kind}: {' and '.join(event.actors)} → {' and '.join(event.recipients)}", event.id
    )
    yield _field("when", event.date or "not known")
    if len(event.dates) > 1:
        yield _field("all dates", "; ".join(event.dates))
    if event.places:
        yield _field("where", "; ".join(event.places))
    yield _field("is it so", event.factuality)
    yield _field("reported by", f"{event.articles} pages, {event.origins} origins")
    if event.reasons:
        yield _field("one act", f"{event.confidence:g}: {'; '.join(event.reasons)}")
    for variant in event.variants:
        yield _field(variant.field, f"{variant.value}, says {', '.join(variant.sayers)}")
    yield from _judged(record, event.id)
    yield from _claims(record, event.claims)


def _entry_lines(record: Record, entry: LedgerEntry) -> Lines:
    yield _head(f"{entry.kind}, {entry.status}: {_sides(entry.by, entry.to)}", entry.id)
    yield _field("about", entry.object)
    for amount in entry.amounts:
        yield _field("how much", amount)
    yield _field("third party", "; ".join(entry.third_parties))
    yield _field("when", entry.date or "not known")
    for change in entry.history:
        yield _field("became", f"{change.status}, {change.date or 'no date'}, by {change.claim}")
    for change in entry.contested:
        yield _field("but", f"{change.status}, says {', '.join(change.by)}, by {change.claim}")
    yield _field("deadline", entry.deadline)
    yield _field("condition", entry.condition)
    yield from _judged(record, entry.id)
    yield from _claims(record, entry.claims)


def _revision_lines(record: Record, change: RevisionRow) -> Lines:
    yield _head(f"wording change, {change.basis}", change.id)
    yield _field("document", change.document)
    yield _field("removed", change.removed)
    yield _field("added", change.added)
    yield _field("page", change.page)
    if change.claim:
        yield from _claims(record, (change.claim,))
    if change.affected_claims:
        yield ""
        yield "claims that rested on the words removed:"
        yield from _claims(record, change.affected_claims)


def _article_lines(record: Record, article: Article) -> Lines:
    yield _head(article.title or "(no title)", article.id)
    yield _field("publisher", article.publisher)
    yield _field("published", f"{article.published or 'not known'} ({article.date_basis})")
    yield _field("address", article.url or article.page)
    yield from _claims(record, [c.id for c in record.claims(article=article.id)])


def _judged(record: Record, id_: str) -> Lines:
    from communique.cli.judge import row

    for judgement in record.judgements(id_):
        cells = row(judgement)
        why = f": {judgement.why}" if judgement.why else ""
        yield _field("judged", f"{cells['action']}, {judgement.who}, {judgement.made_at[:10]}{why}")


def _claims(record: Record, ids: Iterable[str]) -> Lines:
    from communique.cli import words

    for id_ in ids:
        claim = record.claim(id_)
        if claim is None:
            continue
        yield ""
        yield _head(_title(claim), claim.id)
        yield from _evidence(record, claim)
        yield _field("said", words.chain(claim))
        yield _field("is it so", words.flags_line(claim.factuality))
        yield _field("page", _page(claim.article))


def _evidence(record: Record, claim: Claim) -> Lines:
    from communique.cli import words

    article = record.article_of(claim.id)
    for evidence in claim.evidence:
        if article is None:
            yield f"  {evidence.quote}"
        else:
            yield "  " + words.context(article, evidence, bold=sys.stdout.isatty())


def _title(claim: Claim) -> str:
    from communique.cli import words

    if claim.event is None:
        parties = words.parties(claim.actors)
        return f"{claim.kind}: {parties}" if parties else claim.kind
    kind = ", ".join((claim.event.type, *claim.event.modes))
    return f"{kind}: {words.parties(claim.actors)} → {words.parties(claim.recipients) or '–'}"


def _sides(actors: Iterable[str], recipients: Iterable[str]) -> str:
    return f"{' and '.join(actors) or '?'} → {' and '.join(recipients) or '–'}"


def _page(article: Any) -> str:
    parts = (article.publisher, article.published, article.title, article.url or article.id)
    return ", ".join(p for p in parts if p)


def _head(title: str, id_: str) -> str:
    return f"{click.style(title, bold=True)}  {click.style(id_, fg='cyan')}"


def _field(label: str, value: str | None) -> str | None:
    return f"  {label + ':':<12} {value}" if value else None
