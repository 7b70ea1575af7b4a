"""What the reading room asks of a record and what it gets: filters, pages, counts.

Field names of the filters are those of the command line. All fields are optional and all that are
given must hold. A code finds itself and the codes that go on after it: ``USA`` finds ``USA GOV``
and not ``USAX``. ``since`` and ``until`` are EDTF; what may lie between them is found.
"""

from __future__ import annotations

from typing import Generic, TypeVar

import msgspec

from communique.model import Article, Claim, Event, RevisionRow
from communique.model.record import LostClaim

T = TypeVar("T")

COUNT_CAP = 10_000
"""Rows of a filtered list that are counted; where there are more, the total is a floor."""
FACET_CAP = 1_000
"""Events over which facets are counted; where there are more, the counts are floors."""
MOST_VALUES = 20
"""Values of one facet."""


class EventFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which events.

    ``place`` is a GeoNames number or a place's name; ``attributed_to`` the code of somebody who
    says so in one of the claims; ``search`` words that its claims hold. ``factuality`` is
    ``happened`` (see ``facets.happened``), a certainty or a flag: ``certain``, ``probable``,
    ``possible``, ``negated``, ``future``, ``hypothetical``, ``historical``. ``article`` is an id.
    With ``within`` all days of an event are to lie between ``since`` and ``until``, as for curves
    and networks, and not only some.
    """

    type: str | None = None
    mode: str | None = None
    context: str | None = None
    quad: str | None = None
    actor: str | None = None
    recipient: str | None = None
    party: str | None = None
    place: str | None = None
    attributed_to: str | None = None
    factuality: str | None = None
    since: str | None = None
    until: str | None = None
    search: str | None = None
    article: str | None = None
    within: bool = False


class ClaimFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which claims, of those that are shown.

    ``party`` is somebody in any role: actor, recipient, third party or source. ``page`` is a page
    with all its versions, ``article`` the id of one. ``search`` are words that the claim holds, a
    phrase in double quotation marks.
    """

    kind: str | None = None
    type: str | None = None
    mode: str | None = None
    quad: str | None = None
    actor: str | None = None
    recipient: str | None = None
    source: str | None = None
    party: str | None = None
    article: str | None = None
    page: str | None = None
    since: str | None = None
    until: str | None = None
    negated: bool | None = None
    certainty: str | None = None
    min_confidence: float | None = None
    search: str | None = None


class LedgerFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which ledger entries. ``object`` are words of what it is about, each of them whole."""

    kind: str | None = None
    status: str | None = None
    by: str | None = None
    to: str | None = None
    party: str | None = None
    since: str | None = None
    until: str | None = None
    object: str | None = None


class RevisionFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which wording changes; without ``change`` those of meaning, with ``all`` every one."""

    basis: str | None = None
    page: str | None = None
    change: str | None = None


class Page(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """Some rows of a list, in its order.

    ``after`` is the key of the page that follows, ``before`` of the one in front; ``None`` where
    there is none. Keys are opaque, safe in an address, and hold when rows come or go in between.
    ``total`` is how many rows the whole list has, or with ``total_is_floor`` at least has.
    """

    items: tuple[T, ...]
    after: str | None = None
    before: str | None = None
    total: int = 0
    total_is_floor: bool = False


class FacetValue(msgspec.Struct, frozen=True, kw_only=True):
    """A value that a list can be narrowed by; ``value`` is what its filter takes."""

    value: str
    label: str
    count: int


class Facet(msgspec.Struct, frozen=True, kw_only=True):
    """The commonest values of one filter in a list, the commonest first, months in order.

    ``name`` is the filter's name. With ``floor`` the counts are of the newest ``FACET_CAP``
    events alone.
    """

    name: str
    values: tuple[FacetValue, ...] = ()
    floor: bool = False


class ArticleHead(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a page without its text.

    ``claims`` are those that are shown, ``versions`` how many versions its page has. ``origin``
    is the page whose text this is a copy of (its own where of none), ``wire`` the news agency it
    credits.
    """

    id: str
    content_hash: str
    page: str
    url: str | None = None
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    modified: str | None = None
    first_seen: str | None = None
    claims: int = 0
    versions: int = 1
    origin: str | None = None
    wire: str | None = None


class EventFull(msgspec.Struct, frozen=True, kw_only=True):
    """An event with its claims and the heads of their articles, by article id."""

    event: Event
    claims: tuple[Claim, ...]
    articles: dict[str, ArticleHead]


class ArticleFull(msgspec.Struct, frozen=True, kw_only=True):
    """One version of an article, its shown claims, and what became of its page.

    ``versions`` are all those of its page, the first one first; ``lost`` the claims whose words
    are on no later version.
    """

    article: Article
    claims: tuple[Claim, ...]
    versions: tuple[ArticleHead, ...]
    lost: tuple[LostClaim, ...]
    revisions: tuple[RevisionRow, ...]


class Partner(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody on the other side of an actor's events, and in how many of them."""

    code: str
    count: int


class LedgerCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many ledger entries of a kind and status name an actor as the one by whom or to whom."""

    kind: str
    status: str
    count: int


class ActorCount(msgspec.Struct, frozen=True, kw_only=True):
    """In how many events a code acts and is acted on, and how many claims rest on its word.

    Codes that go on after it count for it.
    """

    code: str
    as_actor: int = 0
    as_recipient: int = 0
    as_source: int = 0


class ActorFull(msgspec.Struct, frozen=True, kw_only=True):
    """One actor: events by type on either side, partners, ledger, the latest quotations.

    ``quotes_by`` are quotations whose speaker it is, ``quotes_about`` those of others that name it.
    """

    code: str
    counts: ActorCount
    by_type_as_actor: dict[str, int]
    by_type_as_recipient: dict[str, int]
    partners: tuple[Partner, ...]
    ledger: tuple[LedgerCount, ...]
    quotes_by: tuple[Claim, ...]
    quotes_about: tuple[Claim, ...]


class DyadCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many events of one quad class went one way between two parties in a week or month.

    ``period_start`` is the ISO day it begins (a Monday, or the first of the month);
    ``direction`` is ``A>B``, the codes in capitals.
    """

    period_start: str
    direction: str
    quad: str
    n: int


class Edge(msgspec.Struct, frozen=True, kw_only=True):
    """How many events one code did towards another, all together and by quad class."""

    actor: str
    recipient: str
    quads: dict[str, int]
    n: int


class PlacePoint(msgspec.Struct, frozen=True, kw_only=True):
    """A place of events: GeoNames number, degrees (WGS 84), ``n`` events."""

    geonames: int
    name: str
    lat: float
    lon: float
    n: int
    precision: str = "none"


class Places(msgspec.Struct, frozen=True, kw_only=True):
    """Where events took place; with ``floor`` only the latest of the events were looked at."""

    points: tuple[PlacePoint, ...]
    floor: bool = False


class SourceCount(msgspec.Struct, frozen=True, kw_only=True):
    """A code that says something: how many claims rest on it, how many of them quotations."""

    code: str
    name: str = ""
    claims: int = 0
    quotations: int = 0


class PublisherCount(msgspec.Struct, frozen=True, kw_only=True):
    """A publisher and how many versions of pages of it the record holds."""

    name: str
    articles: int = 0


class Rest(msgspec.Struct, frozen=True, kw_only=True):
    """What ``Home`` does not say of a record: pages, judgements, who read it.

    ``rebuilt`` is true when events, ledger and lists are those of the claims now in the record.
    """

    pages: int
    judgements: int
    coders: tuple[str, ...]
    rebuilt: bool
    store: str
    schema: int


class Home(msgspec.Struct, frozen=True, kw_only=True):
    """How much there is, the first and last day of publication (EDTF), and the latest."""

    articles: int
    claims: int
    events: int
    ledger: int
    revisions: int
    first: str | None = None
    last: str | None = None
    latest_articles: tuple[ArticleHead, ...] = ()
    latest_events: tuple[Event, ...] = ()
