"""Articles: the list, one article with its claims beside its text, two versions side by side."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from communique.model import Article, Claim, RevisionRow
from communique.record.views import ArticleHead, Page
from communique.web.errors import WebError, not_found
from communique.web.marks import Pair, side_by_side
from communique.web.respond import Ask, Row, twin

COLUMNS = ("id", "title", "publisher", "published", "url", "page", "claims", "versions")
MOST_CLAIMS = 1000


class ArticleFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which articles."""

    search: str | None = None
    publisher: str | None = None
    since: str | None = None
    until: str | None = None


class VersionFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which version of the article: its content hash."""

    version: str | None = None


class DifferenceFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which two versions of an article's page; the last two where none are named."""

    article: str
    old: str | None = None
    new: str | None = None


class Articles(msgspec.Struct, frozen=True, kw_only=True):
    """A page of articles, without their texts."""

    page: Page[ArticleHead]


class ArticlePage(msgspec.Struct, frozen=True, kw_only=True):
    """One version of an article with its claims.

    ``versions`` are all those of its page, the first one first; ``lost`` are the claims whose
    words are on no later version (since when, "" for an unknown day); ``gone`` are lost claims of
    other versions; ``events`` names the event of each claim that has one.
    """

    article: Article
    claims: tuple[Claim, ...]
    versions: tuple[ArticleHead, ...]
    revisions: tuple[RevisionRow, ...]
    lost: dict[str, str]
    gone: tuple[Claim, ...]
    events: dict[str, str]


class Differences(msgspec.Struct, frozen=True, kw_only=True):
    """Two versions of a page, paragraph beside paragraph."""

    page: str
    old: Article
    new: Article
    paragraphs: tuple[Pair, ...]


def rows(answer: Articles) -> Iterable[Row]:
    """The rows of the CSV."""
    return ({name: getattr(head, name) for name in COLUMNS} for head in answer.page.items)


@twin(
    "/articles",
    template="articles.html",
    filters=ArticleFilter,
    paged=True,
    rows=rows,
    columns=COLUMNS,
)
def articles(ask: Ask[ArticleFilter]) -> Articles:
    """Articles: every version of every page that was read."""
    f, p = ask.filters, ask.paging
    return Articles(
        page=ask.views.articles(
            search=f.search,
            publisher=f.publisher,
            since=f.since,
            until=f.until,
            after=p.after,
            before=p.before,
            size=p.size,
        )
    )


@twin("/articles/{id:path}", template="article.html", filters=VersionFilter)
def article(ask: Ask[VersionFilter]) -> ArticlePage:
    """One article: its text with the evidence marked, and its claims."""
    found = ask.views.article_full(ask.path["id"], ask.filters.version)
    if found is None:
        raise not_found("article", ask.path["id"])
    claims = found.claims[:MOST_CLAIMS]
    known = {c.id for c in claims}
    lost = {row.claim: row.since or "" for row in found.lost}
    return ArticlePage(
        article=found.article,
        claims=claims,
        versions=found.versions,
        revisions=found.revisions,
        lost={id: since for id, since in lost.items() if id in known},
        gone=tuple(ask.views.claims_by_id([id for id in lost if id not in known]).values()),
        events=ask.views.events_of(known),
    )


@twin("/differences", template="differences.html", filters=DifferenceFilter)
def differences(ask: Ask[DifferenceFilter]) -> Differences:
    """Two versions of one page side by side, what went and what came marked."""
    f = ask.filters
    found = ask.record.article(f.article)
    if found is None:
        raise not_found("article", f.article)
    known = {a.content_hash: a for a in ask.record.articles(page=found.page)}
    by_hash = {h.content_hash: known[h.content_hash] for h in ask.views.versions(found.page)}
    for name, value in (("old", f.old), ("new", f.new)):
        if value is not None and value not in by_hash:
            raise WebError(404, f"no version {value!r} of this page in the record", where=name)
    if len(by_hash) < 2:
        raise WebError(404, "the record has only one version of this page", where="article")
    ordered = list(by_hash)
    new = f.new or next(h for h in reversed(ordered) if h != f.old)
    before = ordered[: ordered.index(new)] or [h for h in ordered if h != new]
    old = f.old or before[-1]
    return Differences(
        page=found.page,
        old=by_hash[old],
        new=by_hash[new],
        paragraphs=tuple(side_by_side(by_hash[old], by_hash[new])),
    )
