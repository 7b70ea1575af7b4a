"""What the reading room asks of a record, answered in a few milliseconds at a million claims.

Every list is paged by key and never by number: what comes in meanwhile moves no page. A list is
walked along the shortest of the inverted lists that its filter names (``postings``) and looked up
in the others; nothing is scanned. Counts that would need a scan are kept up to date by the rebuild
(``lists``). With ``counted=False`` a page does not say how many rows its list has: that may take
longer than the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar, cast, get_args

from sqlalchemy import Connection

from communique.model import Claim, Event, FormatError, LedgerEntry, RevisionRow
from communique.record import aggregates, details, pairs
from communique.record.asked import (
    COUNT_CAP,
    FACET_CAP,
    ActorCount,
    ActorFull,
    ArticleFull,
    ArticleHead,
    ClaimFilter,
    DyadCount,
    Edge,
    EventFilter,
    EventFull,
    Facet,
    FacetValue,
    Home,
    LedgerCount,
    LedgerFilter,
    Page,
    Partner,
    PlacePoint,
    Places,
    PublisherCount,
    Rest,
    RevisionFilter,
    SourceCount,
)
from communique.record.details import (
    assembled,
    claims_of,
    claims_of_version,
    heads_by_id,
    heads_of,
    versions_of,
)
from communique.record.errors import named_errors
from communique.record.facets import code_of
from communique.record.glimpses import actor_full, home, rest, revision_page
from communique.record.pairs import By, PairDay, by_period, pair_rows
from communique.record.postgres import snapshot
from communique.record.rebuilding import is_due
from communique.record.schema import events, ledger
from communique.record.store import Record
from communique.record.walking import Found, Order, Walk
from communique.record.wanted import articles_wanted, claims_wanted, entries_wanted, events_wanted

T = TypeVar("T")

__all__ = (
    "COUNT_CAP",
    "FACET_CAP",
    "ActorCount",
    "ActorFull",
    "ArticleFull",
    "ArticleHead",
    "ClaimFilter",
    "DyadCount",
    "Edge",
    "EventFilter",
    "EventFull",
    "Facet",
    "FacetValue",
    "Home",
    "LedgerCount",
    "LedgerFilter",
    "Page",
    "Partner",
    "PlacePoint",
    "Places",
    "PublisherCount",
    "Rest",
    "RevisionFilter",
    "SourceCount",
    "Views",
)


class Views:
    """The views of a record; it borrows the record's connections and keeps nothing.

    Methods raise ``FormatError`` where a filter's value, an order or a key makes no sense, and
    ``RecordError`` where the database fails.
    """

    def __init__(self, record: Record) -> None:
        self._record = record

    def events(
        self,
        f: EventFilter,
        *,
        sort: str = "-date",
        after: str | None = None,
        before: str | None = None,
        size: int = 50,
        counted: bool = True,
    ) -> Page[Event]:
        """Events. ``sort``: ``date``, ``-date`` (the latest first), ``-reports`` (most first)."""
        if sort not in get_args(Order):
            raise FormatError(f"events are sorted by {', '.join(get_args(Order))}, not {sort!r}")
        with self._reading() as connection:
            walk = Walk(connection, events_wanted(connection, f))
            found = walk.page(cast(Order, sort), after, before, size, counted=counted)
            return _page(found, assembled(connection, events, Event, _numbers(found)))

    def event_facets(self, f: EventFilter) -> tuple[Facet, ...]:
        """By what these events can be narrowed: actor, recipient, type, mode, context, quad,
        month, place, factuality, attributed_to. A filter that is given has no facet."""
        with self._reading() as connection:
            return aggregates.event_facets(connection, f)

    def claims(
        self,
        f: ClaimFilter,
        *,
        sort: str = "date",
        after: str | None = None,
        before: str | None = None,
        size: int = 50,
        counted: bool = True,
    ) -> Page[Claim]:
        """Claims by publication, article and place in the text; ``-date`` turns it round."""
        order = _by_date(sort)
        with self._reading() as connection:
            walk = Walk(connection, claims_wanted(connection, f))
            found = walk.page(order, after, before, size, counted=counted)
            return _page(found, claims_of(connection, _numbers(found)))

    def ledger(
        self,
        f: LedgerFilter,
        *,
        sort: str = "-date",
        after: str | None = None,
        before: str | None = None,
        size: int = 50,
        counted: bool = True,
    ) -> Page[LedgerEntry]:
        """Ledger entries, the latest first; ``date`` turns it round."""
        order = _by_date(sort)
        with self._reading() as connection:
            walk = Walk(connection, entries_wanted(f))
            found = walk.page(order, after, before, size, counted=counted)
            return _page(found, assembled(connection, ledger, LedgerEntry, _numbers(found)))

    def revisions(
        self,
        f: RevisionFilter,
        *,
        after: str | None = None,
        before: str | None = None,
        size: int = 50,
    ) -> Page[RevisionRow]:
        """Wording changes, by page."""
        with self._reading() as connection:
            return revision_page(connection, f, after=after, before=before, size=size)

    def articles(
        self,
        *,
        search: str | None = None,
        publisher: str | None = None,
        since: str | None = None,
        until: str | None = None,
        after: str | None = None,
        before: str | None = None,
        size: int = 50,
    ) -> Page[ArticleHead]:
        """Articles without their texts, the latest first. ``search`` are words of the title."""
        wanted = articles_wanted(search=search, publisher=publisher, since=since, until=until)
        with self._reading() as connection:
            found = Walk(connection, wanted).page("-date", after, before, size)
            return _page(found, heads_of(connection, _numbers(found)))

    def versions(self, page: str) -> tuple[ArticleHead, ...]:
        """All versions of a page, the first one first."""
        with self._reading() as connection:
            return versions_of(connection, page)

    def event_full(self, id: str) -> EventFull | None:
        """An event, its claims, and the heads of their articles."""
        event = self._record.event(id)
        if event is None:
            return None
        with self._reading() as connection:
            told = details.claims_by_id(connection, event.claims)
            found = tuple(told[c] for c in event.claims if c in told)
            of = heads_by_id(connection, [c.article.id for c in found])
            return EventFull(event=event, claims=found, articles=of)

    def article_full(self, id: str, content_hash: str | None = None) -> ArticleFull | None:
        """An article (one version of it, the last where none is named) and all about it."""
        article = self._record.article(id, content_hash)
        if article is None:
            return None
        with self._reading() as connection:
            told = claims_of_version(connection, article.id, article.content_hash)
            versions = versions_of(connection, article.page)
        return ArticleFull(
            article=article,
            claims=told,
            versions=versions,
            lost=tuple(self._record.lost(article.page)),
            revisions=tuple(self._record.revisions(page=article.page, change=None)),
        )

    def claims_by_id(self, ids: Iterable[str]) -> dict[str, Claim]:
        """The claims with these ids that are shown; in no order."""
        with self._reading() as connection:
            return details.claims_by_id(connection, ids)

    def lost_since(self, ids: Iterable[str]) -> dict[str, str | None]:
        """Those of these claims whose words are gone from their page, and since when."""
        with self._reading() as connection:
            return details.lost_since(connection, ids)

    def passages(self, claims: Sequence[Claim], around: int = 400) -> dict[str, tuple[str, int]]:
        """By claim id: the text around its first evidence (``around`` characters on both sides),
        and where in it the evidence begins."""
        with self._reading() as connection:
            return details.passages(connection, claims, around)

    def events_of(self, ids: Iterable[str]) -> dict[str, str]:
        """By claim id: the id of the event that the claim is of."""
        with self._reading() as connection:
            return details.events_of(connection, ids)

    def entries_of(self, ids: Iterable[str]) -> dict[str, list[str]]:
        """By claim id: the ids of the ledger entries that the claim is in."""
        with self._reading() as connection:
            return details.entries_of(connection, ids)

    def actor(self, code: str) -> ActorFull | None:
        """One actor; ``None`` where nobody in the record has the code."""
        with self._reading() as connection:
            return actor_full(connection, code_of(code))

    def actors(
        self,
        *,
        search: str | None = None,
        after: str | None = None,
        before: str | None = None,
        size: int = 50,
    ) -> Page[ActorCount]:
        """Codes, those in most events first. ``search``: a code's beginning or words of a name."""
        with self._reading() as connection:
            return aggregates.actors(
                connection, search=search, after=after, before=before, size=size
            )

    def dyad_counts(
        self,
        a: str,
        b: str,
        *,
        by: By = "week",
        since: str | None = None,
        until: str | None = None,
        happened: bool = True,
    ) -> list[DyadCount]:
        """How many events went each way between two parties, by period; zeros are left out.

        An event counts where its days lie wholly in one period, and in ``since``–``until``.
        """
        rows = self.pair_days(a, b, since=since, until=until, happened=happened)
        return by_period(rows, by)[0]

    def dyad_uncounted(
        self,
        a: str,
        b: str,
        *,
        by: By = "week",
        since: str | None = None,
        until: str | None = None,
        happened: bool = True,
    ) -> int:
        """How many events between two parties lie in no single period, or have no date."""
        rows = self.pair_days(a, b, since=since, until=until, happened=happened)
        return sum(by_period(rows, by)[1].values())

    def pair_days(
        self,
        a: str,
        b: str,
        *,
        since: str | None = None,
        until: str | None = None,
        happened: bool = True,
    ) -> list[PairDay]:
        """The events between two parties by the days that they may lie on; see ``dyad_counts``."""
        with self._reading() as connection:
            return pair_rows(connection, a, b, since=since, until=until, happened=happened)

    def edges(
        self,
        *,
        since: str | None = None,
        until: str | None = None,
        quad: str | None = None,
        happened: bool = True,
        limit: int = 200,
    ) -> list[Edge]:
        """Who acts towards whom, by codes as they are, the most frequent first."""
        with self._reading() as connection:
            return pairs.edges(
                connection, since=since, until=until, quad=quad, happened=happened, limit=limit
            )

    def places(self, f: EventFilter, limit: int = 300) -> Places:
        """Where these events took place, the most frequent first."""
        with self._reading() as connection:
            return aggregates.event_places(connection, f, limit)

    def journeys(
        self,
        *,
        actor: str | None = None,
        since: str | None = None,
        until: str | None = None,
        limit: int = 100,
    ) -> list[Claim]:
        """Journeys with their stops, the latest first."""
        f = ClaimFilter(kind="journey", actor=actor, since=since, until=until)
        return list(self.claims(f, sort="-date", size=limit, counted=False).items)

    def sources(
        self, *, after: str | None = None, before: str | None = None, size: int = 50
    ) -> Page[SourceCount]:
        """Codes that say something, those behind most claims first."""
        with self._reading() as connection:
            return aggregates.sources(connection, after=after, before=before, size=size)

    def publishers(self) -> list[PublisherCount]:
        """Publishers, those of most articles first."""
        with self._reading() as connection:
            return aggregates.publishers(connection)

    def home(self) -> Home:
        """How much the record holds, and the latest of it."""
        with self._reading() as connection:
            return home(connection)

    def rest(self) -> Rest:
        """What ``home`` does not say of the record as a whole; counts two small tables."""
        with self._reading() as connection:
            return rest(connection)

    def is_due(self) -> bool:
        """True where claims were kept and not put together: lists lack them until a rebuild."""
        with self._reading() as connection:
            return is_due(connection)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        """One moment of the record; faults of the database are named."""
        record = self._record
        with named_errors(record.where), record._engine.connect() as connection:
            yield snapshot(connection)


def _numbers(found: Found) -> list[int]:
    return [key.number for key in found.keys]


def _page(found: Found, items: tuple[T, ...]) -> Page[T]:
    return Page(
        items=items,
        after=found.after,
        before=found.before,
        total=found.total,
        total_is_floor=found.total_is_floor,
    )


def _by_date(sort: str) -> Order:
    if sort not in ("date", "-date"):
        raise FormatError(f"sorted by date or -date, not {sort!r}")
    return cast(Order, sort)
