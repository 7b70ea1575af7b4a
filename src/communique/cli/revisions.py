"""``communique revisions``: words removed or added, reported or seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from communique.cli import options

if TYPE_CHECKING:
    from communique.cli.output import Row
    from communique.model import RevisionRow

COLUMNS = ("id", "basis", "document", "removed", "added", "page")


@click.command("revisions")
@options.record
@click.option(
    "--basis",
    type=click.Choice(["reported", "seen"]),
    help="Reported by a page, or seen by us between two versions of one.",
)
@click.option("--typography", is_flag=True, help="Changes of marks, capitals and slips as well.")
@click.option("--page", metavar="PAGE", help="Of this page (its address, or its name).")
@options.article
@options.limit
@options.output
def command(
    where: str,
    basis: str | None,
    typography: bool,
    page: str | None,
    article: str | None,
    limit: int | None,
    form: str,
) -> None:
    """List the wording changes of the record R, by page."""
    from communique.cli.listing import claims_of_article, opened, rests_on
    from communique.cli.output import cap, emit

    with opened(where) as record:
        wanted = claims_of_article(record, article) if article else None
        found = record.revisions(basis=basis, page=page, change=None if typography else "meaning")
        fitting = (r for r in found if rests_on((r.claim or "", *r.affected_claims), wanted))
        emit(cap(fitting, limit), row, COLUMNS, form)


def row(change: RevisionRow) -> Row:
    """The cells of a wording change."""
    return {
        "id": change.id,
        "basis": change.basis,
        "document": change.document or "",
        "removed": change.removed or "",
        "added": change.added or "",
        "page": change.page,
        "change": change.change,
        "seen as": "; ".join(change.seen_as),
        "claim": change.claim or "",
        "affected claims": "; ".join(change.affected_claims),
    }
