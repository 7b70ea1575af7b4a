"""Sources: who says things, which publishers there are, and all that rests on one source."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from communique.model import Claim
from communique.record.views import ClaimFilter, Page, PublisherCount, SourceCount
from communique.web.errors import not_found
from communique.web.naming import is_known
from communique.web.pages.claims import COLUMNS as CLAIM_COLUMNS
from communique.web.pages.claims import row
from communique.web.respond import Ask, Row, twin

COLUMNS = ("code", "name", "claims", "quotations")


class Sources(msgspec.Struct, frozen=True, kw_only=True):
    """A page of sources by how many claims rest on them, and the publishers."""

    page: Page[SourceCount]
    publishers: tuple[PublisherCount, ...]


class SourcePage(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the claims that rest on one source."""

    code: str
    page: Page[Claim]


def rows(answer: Sources) -> Iterable[Row]:
    """The rows of the CSV."""
    return ({name: getattr(source, name) for name in COLUMNS} for source in answer.page.items)


def source_rows(answer: SourcePage) -> Iterable[Row]:
    """The rows of the CSV of one source."""
    return map(row, answer.page.items)


@twin("/sources", template="sources.html", paged=True, rows=rows, columns=COLUMNS)
def sources(ask: Ask[msgspec.Struct]) -> Sources:
    """Sources: who says something in the pages, and the pages' publishers."""
    p = ask.paging
    return Sources(
        page=ask.views.sources(after=p.after, before=p.before, size=p.size),
        publishers=tuple(ask.views.publishers()),
    )


@twin(
    "/sources/{code}", template="source.html", paged=True, rows=source_rows, columns=CLAIM_COLUMNS
)
def source(ask: Ask[msgspec.Struct]) -> SourcePage:
    """One source: the claims that rest on it."""
    code = " ".join(ask.path["code"].upper().split())
    p = ask.paging
    page = ask.views.claims(
        ClaimFilter(source=code), sort="-date", after=p.after, before=p.before, size=p.size
    )
    if not page.total and not is_known(code):
        raise not_found("source", ask.path["code"])
    return SourcePage(code=code, page=page)
