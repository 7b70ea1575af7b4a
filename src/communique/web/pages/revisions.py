"""Wording changes: the list, and one with what it rests on and what rests on it."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from communique.model import RevisionRow
from communique.record.views import ArticleHead, Page, RevisionFilter
from communique.web.errors import not_found
from communique.web.gathering import MOST_REPORTS, Report, claims_in_order, reports
from communique.web.respond import Ask, Row, twin

COLUMNS = (
    "id",
    "basis",
    "change",
    "page",
    "document",
    "removed",
    "added",
    "claim",
    "affected_claims",
    "seen_as",
)


class Revisions(msgspec.Struct, frozen=True, kw_only=True):
    """A page of wording changes."""

    page: Page[RevisionRow]


class RevisionPage(msgspec.Struct, frozen=True, kw_only=True):
    """One wording change: who tells of it, which claims rest on the words, the page's versions."""

    revision: RevisionRow
    reports: tuple[Report, ...]
    affected: tuple[Report, ...]
    versions: tuple[ArticleHead, ...]


def rows(answer: Revisions) -> Iterable[Row]:
    """The rows of the CSV."""
    return ({name: getattr(change, name) for name in COLUMNS} for change in answer.page.items)


@twin(
    "/revisions",
    template="revisions.html",
    filters=RevisionFilter,
    paged=True,
    rows=rows,
    columns=COLUMNS,
)
def revisions(ask: Ask[RevisionFilter]) -> Revisions:
    """Wording changes: words removed from or added to a page or an official text."""
    p = ask.paging
    return Revisions(
        page=ask.views.revisions(ask.filters, after=p.after, before=p.before, size=p.size)
    )


@twin("/revisions/{id}", template="revision.html")
def revision(ask: Ask[msgspec.Struct]) -> RevisionPage:
    """One wording change: the words, how we know of it, and which claims rest on them."""
    found = ask.record.revision(ask.path["id"])
    if found is None:
        raise not_found("wording change", ask.path["id"])
    own = claims_in_order(ask.views, [found.claim] if found.claim else [])
    affected = claims_in_order(ask.views, found.affected_claims[:MOST_REPORTS])
    return RevisionPage(
        revision=found,
        reports=tuple(reports(ask.views, own)),
        affected=tuple(reports(ask.views, affected)),
        versions=ask.views.versions(found.page),
    )
