"""The views against the plain way: every list filtered and sorted here, row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from tests.record.busy import page

from communique.model import Claim, Event, FormatError, LedgerEntry, date_range
from communique.record import Record, open_record, walking
from communique.record import aggregates as aggregates_module
from communique.record.asked import ArticleHead, Page
from communique.record.facets import happened
from communique.record.likeness import days, known_days
from communique.record.views import (
    ClaimFilter,
    EventFilter,
    LedgerFilter,
    RevisionFilter,
    Views,
)

PAGES = 60


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def record(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Record]:
    """The busy world in a record; nobody changes it."""
    if request.param == "sqlite":
        where = str(tmp_path_factory.mktemp("views") / "r.db")
    else:
        address: str = request.getfixturevalue("postgres")
        import psycopg

        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("DROP SCHEMA IF EXISTS views CASCADE")
            connection.execute("CREATE SCHEMA views")
        where = f"{address}{'&' if '?' in address else '?'}options=-csearch_path%3Dviews"
    with open_record(where) as made:
        for number in range(PAGES):
            article, claims = page(number)
            made.add(article, claims, claims[0].coder)
        made.rebuild()
        yield made


@pytest.fixture
def views(record: Record) -> Views:
    return Views(record)


def walked(ask: Callable[..., Page[Any]], size: int = 7) -> list[Any]:
    """All rows, page by page, and the same from the end."""
    found: list[Any] = []
    first = here = ask(after=None, before=None, size=size)
    assert here.before is None
    while True:
        found += here.items
        assert len(here.items) == size or here.after is None
        if here.after is None:
            break
        here = ask(after=here.after, before=None, size=size)
        assert here.before is not None
    back = list(here.items)
    while here.before is not None:
        here = ask(after=None, before=here.before, size=size)
        back = [*here.items, *back]
    assert back == found
    assert first.total == len(found)
    assert not first.total_is_floor
    return found


def begins(codes: Any, wanted: str | None) -> bool:
    if wanted is None:
        return True
    return any(c is not None and (c + " ").startswith(wanted + " ") for c in codes)


def in_time(known: Any, since: str | None, until: str | None) -> bool:
    if since is None and until is None:
        return True
    if known is None:
        return False
    late = until is not None and known.first > date_range(until).last
    return not late and not (since is not None and known.last < date_range(since).first)


def fits_event(event: Event, told: list[Claim], f: EventFilter) -> bool:
    codes = [c.event for c in told if c.event]
    places = [p for c in told for p in c.where]
    return (
        (f.type is None or event.type == f.type)
        and (f.mode is None or f.mode in event.modes)
        and (f.context is None or any(f.context in code.contexts for code in codes))
        and (f.quad is None or f.quad == codes[0].quad)
        and begins(event.actors, f.actor)
        and begins(event.recipients, f.recipient)
        and begins((*event.actors, *event.recipients), f.party)
        and begins([s.code for c in told for s in c.attribution], f.attributed_to)
        and (
            f.place is None
            or any(f.place in (str(p.geonames_id), (p.name or p.text).lower()) for p in places)
        )
        and (
            f.factuality is None
            or (happened(told) if f.factuality == "happened" else f.factuality in event.factuality)
        )
        and (
            _within(event, f.since, f.until)
            if f.within
            else in_time(days(event.date), f.since, f.until)
        )
        and (f.article is None or any(c.article.id == f.article for c in told))
        and (f.search is None or any(f.search in c.evidence[0].quote for c in told))
    )


EVENT_FILTERS = [
    EventFilter(),
    EventFilter(type="AID"),
    EventFilter(actor="ZEN"),
    EventFilter(actor="ZEN GOV"),
    EventFilter(recipient="RUR"),
    EventFilter(party="ZEN"),
    EventFilter(actor="ZEN", recipient="RUR"),
    EventFilter(mode="meet"),
    EventFilter(context="trade", party="STR"),
    EventFilter(quad="material conflict"),
    EventFilter(attributed_to="ZEN"),
    EventFilter(place="11"),
    EventFilter(place="upper zenda"),
    EventFilter(place="nowhere"),
    EventFilter(factuality="happened"),
    EventFilter(factuality="negated"),
    EventFilter(factuality="certain", type="AGREE"),
    EventFilter(since="2020-03"),
    EventFilter(until="2020-02-10"),
    EventFilter(since="2020-02-10", until="2020-02-20"),
    EventFilter(since="2020-02-10", until="2020-02-20", actor="ZEN", factuality="happened"),
    EventFilter(since="2020-02", until="2020-02", within=True),
    EventFilter(since="2020", party="ZEN", within=True),
    EventFilter(search="grain"),
    EventFilter(search="grain", party="RUR", since="2020-02"),
    EventFilter(type="PROTEST"),
    EventFilter(actor="ZENDA"),
]


@pytest.mark.parametrize("sort", ["date", "-date", "-reports"])
@pytest.mark.parametrize("f", EVENT_FILTERS, ids=str)
def test_events_are_those_that_fit_in_their_order(
    record: Record, views: Views, f: EventFilter, sort: str
) -> None:
    told = {c.id: c for c in record.claims()}
    fitting = [e for e in record.events() if fits_event(e, [told[c] for c in e.claims], f)]
    found = walked(lambda **more: views.events(f, sort=sort, **more))
    assert sorted(e.id for e in found) == sorted(e.id for e in fitting)
    by_day = [_day(e) for e in found]
    if sort == "-reports":
        assert [e.articles for e in found] == sorted((e.articles for e in found), reverse=True)
        for n in {e.articles for e in found}:
            same = [_day(e) for e in found if e.articles == n]
            assert same == sorted(same, reverse=True)
    else:
        assert by_day == sorted(by_day, reverse=sort == "-date")


def _day(item: Event | LedgerEntry) -> str:
    known = days(item.date)
    return known.first.isoformat() if known and known.first else ""


def test_the_filters_find_something(record: Record) -> None:
    """The list above would prove little of a world in which nothing fits."""
    told = {c.id: c for c in record.claims()}
    every = list(record.events())
    for f in EVENT_FILTERS[:-2]:
        n = sum(fits_event(e, [told[c] for c in e.claims], f) for e in every)
        assert n >= 1, f
        assert f == EventFilter() or n < len(every), f
    assert any(e.articles > 1 for e in every)
    assert any(days(e.date) is None for e in every)


def test_the_events_of_an_article(record: Record, views: Views) -> None:
    told = {c.id: c for c in record.claims()}
    for article in list(record.articles())[:10]:
        f = EventFilter(article=article.id)
        fitting = {e.id for e in record.events() if fits_event(e, [told[c] for c in e.claims], f)}
        assert {e.id for e in walked(lambda f=f, **more: views.events(f, **more), 2)} == fitting


CLAIM_FILTERS = [
    ClaimFilter(),
    ClaimFilter(kind="quotation"),
    ClaimFilter(type="SANCTION", mode="withdraw"),
    ClaimFilter(quad="verbal cooperation"),
    ClaimFilter(actor="ZEN"),
    ClaimFilter(recipient="RUR GOV", kind="event"),
    ClaimFilter(source="ZEN"),
    ClaimFilter(party="STR"),
    ClaimFilter(source="ZEN", party="RUR"),
    ClaimFilter(negated=True),
    ClaimFilter(negated=False, certainty="certain"),
    ClaimFilter(certainty="probable"),
    ClaimFilter(min_confidence=0.6),
    ClaimFilter(min_confidence=0.9, actor="ZEN"),
    ClaimFilter(since="2020-02-10", until="2020-02-12"),
    ClaimFilter(since="2020-03"),
    ClaimFilter(until="2020-01"),
    ClaimFilter(search="coal"),
    ClaimFilter(search='"gave Zenda coal"'),
    ClaimFilter(search="coal", since="2020-02", until="2020-02", party="ZEN"),
]


def fits_claim(claim: Claim, f: ClaimFilter) -> bool:
    event = claim.event
    sources = [s.code for s in claim.attribution]
    actors = [m.code for m in claim.actors]
    recipients = [m.code for m in claim.recipients]
    return (
        (f.kind is None or claim.kind == f.kind)
        and (f.type is None or (event is not None and event.type == f.type))
        and (f.mode is None or (event is not None and f.mode in event.modes))
        and (f.quad is None or (event is not None and event.quad == f.quad))
        and begins(actors, f.actor)
        and begins(recipients, f.recipient)
        and begins(sources, f.source)
        and begins([*actors, *recipients, *sources], f.party)
        and (f.negated is None or claim.factuality.negated is f.negated)
        and (f.certainty is None or claim.factuality.certainty == f.certainty)
        and (f.min_confidence is None or claim.confidence >= f.min_confidence)
        and in_time(known_days(claim), f.since, f.until)
        and (f.search is None or f.search.strip('"') in claim.evidence[0].quote)
    )


@pytest.mark.parametrize("few", [None, 0], ids=["as it is", "nothing is few"])
@pytest.mark.parametrize("f", CLAIM_FILTERS, ids=str)
def test_claims_are_those_that_fit_in_their_order(
    record: Record, views: Views, f: ClaimFilter, few: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if few is not None:
        monkeypatch.setattr(walking, "FEW", few)
    fitting = {c.id for c in record.claims() if fits_claim(c, f)}
    assert fitting
    found = walked(lambda **more: views.claims(f, **more))
    assert {c.id for c in found} == fitting and len(found) == len(fitting)
    order = [_published(c) for c in found]
    assert order == sorted(order)
    assert walked(lambda **more: views.claims(f, sort="-date", **more)) == found[::-1]


def _published(claim: Claim) -> str:
    known = days(claim.article.published)
    return known.first.isoformat() if known and known.first else ""


def test_claims_of_an_article_stand_together_and_in_its_order(record: Record, views: Views) -> None:
    found = walked(lambda **more: views.claims(ClaimFilter(), **more))
    runs = [c.article.id for n, c in enumerate(found) if not n or found[n - 1].article != c.article]
    assert len(runs) == len(set(runs))
    for article in record.articles():
        mine = [c.evidence[0].start for c in found if c.article.id == article.id]
        assert mine == sorted(mine)
        for f in (ClaimFilter(article=article.id), ClaimFilter(page=article.page)):
            assert [c.evidence[0].start for c in views.claims(f).items] == mine


LEDGER_FILTERS = [
    LedgerFilter(),
    LedgerFilter(kind="request"),
    LedgerFilter(status="open"),
    LedgerFilter(by="ZEN"),
    LedgerFilter(by="ZEN", to="RUR"),
    LedgerFilter(party="RUR GOV", kind="request"),
    LedgerFilter(since="2020-02", until="2020-02-20"),
    LedgerFilter(object="grain"),
    LedgerFilter(object="VISA the", by="ZEN"),
]


@pytest.mark.parametrize("f", LEDGER_FILTERS, ids=str)
def test_ledger_entries_are_those_that_fit_the_latest_first(
    record: Record, views: Views, f: LedgerFilter
) -> None:
    def fits(e: LedgerEntry) -> bool:
        words = {w.removesuffix("s") for w in e.object.lower().split()}
        return (
            (f.kind is None or e.kind == f.kind)
            and (f.status is None or e.status == f.status)
            and begins(e.by, f.by)
            and begins(e.to, f.to)
            and begins((*e.by, *e.to, *e.third_parties), f.party)
            and in_time(days(e.date), f.since, f.until)
            and (f.object is None or words >= set(f.object.lower().split()))
        )

    fitting = {e.id for e in record.ledger() if fits(e)}
    found = walked(lambda **more: views.ledger(f, **more), 3)
    assert {e.id for e in found} == fitting
    assert [_day(e) for e in found] == sorted(map(_day, found), reverse=True)


@pytest.mark.parametrize(
    ("asked", "fits"),
    [
        ({}, lambda a: True),
        ({"publisher": "the daily"}, lambda a: a.publisher == "The Daily"),
        ({"search": "Ministers"}, lambda a: "inister" in a.title),
        ({"search": "grain king"}, lambda a: "grain" in a.title and "king" in a.title),
        ({"since": "2020-03"}, lambda a: in_time(days(a.published), "2020-03", None)),
        (
            {"until": "2020-02-10", "publisher": "Evening Post"},
            lambda a: (
                a.publisher == "Evening Post" and in_time(days(a.published), None, "2020-02-10")
            ),
        ),
    ],
)
def test_articles_are_those_that_fit_the_latest_first(
    record: Record, views: Views, asked: dict[str, str], fits: Callable[[Any], bool]
) -> None:
    fitting = {a.id for a in record.articles() if fits(a)}
    found: list[ArticleHead] = walked(lambda **more: views.articles(**asked, **more))
    assert {a.id for a in found} == fitting and len(found) == len(fitting)
    firsts = [known.first if (known := days(a.published)) else None for a in found]
    dated = [day for day in firsts if day]
    assert firsts == [*sorted(dated, reverse=True), *[None] * (len(firsts) - len(dated))]
    told = Counter(c.article.id for c in record.claims())
    assert all(a.claims == told[a.id] and a.versions == 1 for a in found)


# ---- facets and places ----


@pytest.mark.parametrize(
    "f",
    [
        EventFilter(),
        EventFilter(party="ZEN"),
        EventFilter(type="AID"),
        EventFilter(search="grain"),
        EventFilter(since="2020-02", until="2020-02", factuality="happened"),
    ],
    ids=str,
)
def test_a_facet_counts_what_its_filter_would_find(views: Views, f: EventFilter) -> None:
    facets = {facet.name: facet for facet in views.event_facets(f)}
    assert {"actor", "recipient", "month", "place"} <= facets.keys()
    given = {name for name in EventFilter.__struct_fields__ if getattr(f, name) is not None}
    assert not given & facets.keys()
    for name, facet in facets.items():
        assert not facet.floor and facet.values
        if name == "month":
            continue
        counts = [value.count for value in facet.values]
        assert counts == sorted(counts, reverse=True)
        for value in facet.values:
            fields = {n: getattr(f, n) for n in EventFilter.__struct_fields__}
            narrower = EventFilter(**{**fields, name: value.value})
            assert views.events(narrower).total == value.count, (name, value)


def test_months_hold_the_events_that_lie_in_them(record: Record, views: Views) -> None:
    told = {c.id: c for c in record.claims()}
    for f in (EventFilter(), EventFilter(party="RUR")):
        counts: Counter[str] = Counter()
        for event in record.events():
            known = days(event.date)
            if known and fits_event(event, [told[c] for c in event.claims], f):
                first, last = known.first.isoformat()[:7], known.last.isoformat()[:7]  # type: ignore[union-attr]
                counts.update([first] if first == last else [])
        (months,) = (facet for facet in views.event_facets(f) if facet.name == "month")
        assert [(v.value, v.count) for v in months.values] == sorted(counts.items())


def test_places_of_events(record: Record, views: Views) -> None:
    told = {c.id: c for c in record.claims()}
    for f in (EventFilter(), EventFilter(party="ZEN"), EventFilter(search="coal", since="2020-02")):
        counts: Counter[int] = Counter()
        for event in record.events():
            mine = [told[c] for c in event.claims]
            if fits_event(event, mine, f):
                counts.update({p.geonames_id for c in mine for p in c.where if p.geonames_id})
        found = views.places(f)
        assert {p.geonames: p.n for p in found} == counts
        assert [p.n for p in found] == sorted((p.n for p in found), reverse=True)
        for place in found:
            assert 1 <= len(place.events) <= 5
            at = EventFilter(place=str(place.geonames))
            here = {e.id for e in views.events(at, size=500).items}
            assert set(place.events) <= here
    assert {(p.name, p.lat, p.precision) for p in views.places(EventFilter())} == {
        ("Hentzau", 50.1, "city"),
        ("Tarlenheim", 49.9, "city"),
        ("Upper Zenda", 50.5, "province"),
    }
    assert len(views.places(EventFilter(), limit=1)) == 1


# ---- who and towards whom ----


def test_edges_and_dyads_count_every_event_once(record: Record, views: Views) -> None:
    told = {c.id: c for c in record.claims()}
    every = list(record.events())
    for happened_only, quad, since, until in product(
        (True, False), (None, "material cooperation"), (None, "2020-02"), (None, "2020-02")
    ):
        wanted: Counter[tuple[str, str]] = Counter()
        for event in every:
            mine = [told[c] for c in event.claims]
            so = happened(mine) or not happened_only
            right = quad in (None, mine[0].event.quad)  # type: ignore[union-attr]
            if so and right and _within(event, since, until):
                wanted.update(product(event.actors, event.recipients))
        found = views.edges(since=since, until=until, quad=quad, happened=happened_only)
        assert {(e.actor, e.recipient): e.n for e in found} == wanted
        assert all(sum(e.quads.values()) == e.n for e in found)
        assert [e.n for e in found] == sorted((e.n for e in found), reverse=True)
        a, b = "ZEN", "RUR"
        n = Counter(
            direction
            for event in every
            for direction in _directions(event, a, b)
            if happened([told[c] for c in event.claims]) or not happened_only
            if _within(event, since, until)
        )
        more: dict[str, Any] = {"since": since, "until": until, "happened": happened_only}
        rows = views.pair_days(a, b, **more)
        for by in ("week", "month"):
            counted = sum(p.n for p in views.dyad_counts(a, b, by=by, **more))  # type: ignore[arg-type]
            left = views.dyad_uncounted(a, b, by=by, **more)  # type: ignore[arg-type]
            assert counted + left == sum(n.values())
        assert (
            Counter({r.direction: 0 for r in rows})
            + Counter({d: sum(r.n for r in rows if r.direction == d) for d in n})
            == n
        )


def _within(event: Event, since: str | None, until: str | None) -> bool:
    if since is None and until is None:
        return True
    known = days(event.date)
    if known is None or known.first is None or known.last is None:
        return False
    early = since is not None and known.first < date_range(since).first  # type: ignore[operator]
    late = until is not None and known.last > date_range(until).last  # type: ignore[operator]
    return not (early or late)


def _directions(event: Event, a: str, b: str) -> list[str]:
    return [
        f"{one}>{other}"
        for one, other in ((a, b), (b, a))
        if begins(event.actors, one) and begins(event.recipients, other)
    ]


def test_an_actor(record: Record, views: Views) -> None:
    told = list(record.claims())
    for code in ("ZEN", "ZEN GOV", "RUR"):
        actor = views.actor(code)
        assert actor is not None
        doing = [e for e in record.events() if begins(e.actors, code)]
        suffering = [e for e in record.events() if begins(e.recipients, code)]
        assert actor.by_type_as_actor == Counter(e.type for e in doing)
        assert actor.by_type_as_recipient == Counter(e.type for e in suffering)
        assert actor.counts.as_actor == len(doing)
        assert actor.counts.as_source == sum(
            begins([s.code for s in c.attribution], code) for c in told
        )
        partners: Counter[str] = Counter()
        for event in record.events():
            others: set[str] = set()
            if begins(event.actors, code):
                others |= set(event.recipients)
            if begins(event.recipients, code):
                others |= set(event.actors)
            partners.update(o for o in others if not begins([o], code))
        assert {p.code: p.count for p in actor.partners} == partners
        entries = Counter(
            (e.kind, e.status) for e in record.ledger() if begins((*e.by, *e.to), code)
        )
        assert {(row.kind, row.status): row.count for row in actor.ledger} == entries
        assert actor.quotes_by and all(
            c.kind == "quotation" and begins([m.code for m in c.actors], code)
            for c in actor.quotes_by
        )
    assert views.actor("NOB") is None


def test_actors_and_sources_are_listed_by_how_often_they_are_named(
    record: Record, views: Views
) -> None:
    listed = walked(lambda **more: views.actors(**more), 2)
    assert {a.code for a in listed} == {"ZEN", "ZEN GOV", "ZEN MIL", "RUR", "RUR GOV", "STR"} | {
        "STR GOV",
        "ZENX",
    }
    for row in listed:
        actor = views.actor(row.code)
        assert actor is not None and actor.counts == row
    assert [a.code for a in views.actors(search="zen g").items] == ["ZEN GOV"]
    assert [a.code for a in views.actors(search="Zendan CABINET").items] == ["ZEN GOV"]
    assert views.actors(search="nobody").items == ()
    sources = walked(lambda **more: views.sources(**more), 3)
    told = list(record.claims())
    for source in sources:
        mine = [c for c in told if begins([s.code for s in c.attribution], source.code)]
        assert source.claims == len(mine)
        assert source.quotations == sum(c.kind == "quotation" for c in mine)
    counts = Counter(a.publisher for a in record.articles() if a.publisher)
    assert {p.name: p.articles for p in views.publishers()} == counts


# ---- the rest ----


def test_home_tells_how_much_there_is(record: Record, views: Views) -> None:
    home = views.home()
    stats = record.stats()
    assert (home.articles, home.claims) == (stats.articles, stats.claims)
    assert (home.events, home.ledger) == (stats.events, stats.ledger)
    assert home.latest_events == views.events(EventFilter(), size=12).items
    assert home.latest_articles == views.articles(size=8).items
    published = sorted(a.published for a in record.articles() if a.published)
    assert (home.first, home.last) == (published[0], published[-1])


def test_what_stands_around_a_claim(record: Record, views: Views) -> None:
    told = list(record.claims())
    ids = [c.id for c in told]
    assert views.claims_by_id(ids) == {c.id: c for c in told}
    assert views.claims_by_id(["nothing"]) == {}
    events = {c: e.id for e in record.events() for c in e.claims}
    assert views.events_of(ids) == events
    entries: dict[str, set[str]] = {}
    for entry in record.ledger():
        steps = (change.claim for change in (*entry.history, *entry.contested))
        for claim in (*entry.claims, *steps):
            entries.setdefault(claim, set()).add(entry.id)
    assert views.entries_of(ids) == {c: sorted(e) for c, e in entries.items()}
    for around in (0, 5, 400):
        texts = {a.id: a.text for a in record.articles()}
        for id, (words, offset) in views.passages(told, around).items():
            (claim,) = (c for c in told if c.id == id)
            first = claim.evidence[0]
            assert words[offset:].startswith(first.quote)
            begin = max(0, first.start - around)
            assert words == texts[claim.article.id][begin : first.end + around]
    journeys = views.journeys(actor="ZEN", since="2020-02")
    assert journeys and all(c.kind == "journey" for c in journeys)


def test_an_event_and_an_article_with_all_about_them(record: Record, views: Views) -> None:
    for event in list(record.events())[:20]:
        full = views.event_full(event.id)
        assert full is not None and full.event == event
        assert [c.id for c in full.claims] == list(event.claims)
        assert full.articles.keys() == {c.article.id for c in full.claims}
    for article in list(record.articles())[:5]:
        found = views.article_full(article.id)
        assert found is not None and found.article == article
        assert list(found.claims) == list(record.claims(article=article.id))
        assert [v.id for v in found.versions] == [article.id]
        assert views.article_full(article.id, article.content_hash) == found
        assert views.article_full(article.id, "no such version") is None
    assert views.article_full("nothing") is None and views.event_full("nothing") is None


@pytest.mark.parametrize(
    "key", ["", "x", "1.2.3", "1.2.3.4.5", "-1.2.3.4", "1.2.3.9999999999999999999", "1.2.3.é"]
)
def test_what_is_no_key_is_refused(views: Views, key: str) -> None:
    for ask in (views.events, views.claims, views.ledger):
        with pytest.raises(FormatError, match="not a key"):
            ask(ask_nothing(ask), after=key)  # type: ignore[operator]
    for listed in (views.actors, views.sources):
        if key not in ("1.2.3", "1.2.3.4.5"):
            with pytest.raises(FormatError, match="not a key"):
                listed(before=key)
    with pytest.raises(FormatError, match="not a key"):
        views.revisions(RevisionFilter(), after=key)


def ask_nothing(ask: Any) -> Any:
    kinds = {"events": EventFilter, "claims": ClaimFilter, "ledger": LedgerFilter}
    return kinds[ask.__name__]()


def test_wrong_sizes_orders_dates_and_words_are_refused(views: Views) -> None:
    for size in (0, 501):
        for refused in (views.events, views.claims, views.ledger):
            with pytest.raises(FormatError, match="1 to 500"):
                refused(ask_nothing(refused), size=size)
        with pytest.raises(FormatError, match="1 to 500"):
            views.actors(size=size)
    with pytest.raises(FormatError, match="sorted"):
        views.events(EventFilter(), sort="actor")
    with pytest.raises(FormatError, match="sorted"):
        views.claims(ClaimFilter(), sort="-reports")
    with pytest.raises(FormatError, match="after a key or before"):
        views.events(EventFilter(), after="1.2.3.4", before="1.2.3.4")
    for wrong in (EventFilter(since="soon"), EventFilter(until="XXXX-12-03")):
        with pytest.raises(FormatError):
            views.events(wrong)
    for words in (EventFilter(search="…"), EventFilter(search="!")):
        with pytest.raises(FormatError, match="no words"):
            views.events(words)
    with pytest.raises(FormatError, match="no words"):
        views.ledger(LedgerFilter(object=" - "))


# ---- bounds ----


def test_where_much_is_found_the_total_is_a_floor(
    record: Record, views: Views, monkeypatch: pytest.MonkeyPatch
) -> None:
    f = EventFilter(party="ZEN", factuality="happened")
    exact = views.events(f)
    assert not exact.total_is_floor and exact.total > 5
    monkeypatch.setattr(walking, "COUNT_CAP", 5)
    capped = views.events(f, size=2)
    assert (capped.total, capped.total_is_floor) == (5, True)
    monkeypatch.undo()
    monkeypatch.setattr(walking, "SCANNED", 4)
    some = views.events(f, size=2)
    assert some.total_is_floor and some.total <= 5
    assert some.items == exact.items[:2]
    assert views.events(EventFilter(party="ZEN"), size=2).total > 5, "one list: its length"
    monkeypatch.setattr(aggregates_module, "FACET_CAP", 3)
    facets = views.event_facets(EventFilter(type="AID"))
    assert facets and all(facet.floor for facet in facets)
    assert sum(v.count for v in next(f for f in facets if f.name == "factuality").values) >= 3


@pytest.mark.parametrize("search", ["grain", "gave"])
def test_a_search_that_finds_much_asks_row_by_row_and_finds_the_same(
    views: Views, search: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    filters = [EventFilter(search=search), EventFilter(search=search, actor="ZEN", since="2020-02")]
    little = [walked(lambda f=f, **more: views.events(f, **more)) for f in filters]
    monkeypatch.setattr(walking, "FEW", 1)
    assert [walked(lambda f=f, **more: views.events(f, **more)) for f in filters] == little


def test_no_page_scans_a_table(views: Views, record: Record) -> None:
    """The plan of every question of every list: SEARCH, or a SCAN of what was searched for."""
    from sqlalchemy import event

    engine = record._engine
    if engine.dialect.name != "sqlite":
        pytest.skip("plans are read of SQLite alone")
    asked: list[tuple[str, Any]] = []

    def note(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        if statement.lstrip().startswith("SELECT"):
            asked.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        pages: Sequence[tuple[Callable[..., Page[Any]], Sequence[Any]]] = (
            (views.events, EVENT_FILTERS),
            (views.claims, CLAIM_FILTERS),
            (views.ledger, LEDGER_FILTERS),
            (views.revisions, [RevisionFilter(), RevisionFilter(page="x")]),
        )
        for ask, filters in pages:
            for f in filters:
                here = ask(f, size=2)
                ask(f, size=2, after=here.after)
        views.articles(search="grain", publisher="The Daily", since="2020-02")
        views.dyad_counts("ZEN", "RUR", since="2020-02")
        views.edges(since="2020-02", until="2020-02")
        views.actor("ZEN")
        views.places(EventFilter(party="ZEN"))
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert len(asked) > 200
    with engine.connect() as connection:
        for statement, parameters in asked:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            for row in plan:
                line = str(row[3])
                if line.startswith("SCAN"):
                    searched = "VIRTUAL TABLE INDEX" in line and "M" in line.split(":")[-1]
                    given = line.endswith("CONSTANT ROWS") or line.startswith("SCAN anon_")
                    assert searched or given, (statement, line)


def test_pages_stay_where_they_are_while_rows_come(tmp_path: Path) -> None:
    with open_record(str(tmp_path / "r.db")) as record:
        for number in range(20):
            record.add(*page(number), "rules-1")
        record.rebuild()
        views = Views(record)
        first = views.claims(ClaimFilter(), size=10)
        rest = views.claims(ClaimFilter(), size=500, after=first.after)
        before = {c.id for c in (*first.items, *rest.items)}
        for number in range(20, 40):
            record.add(*page(number), "rules-1")
        record.rebuild()
        again = views.claims(ClaimFilter(), size=500, after=first.after)
        assert [c for c in again.items if c.id in before] == list(rest.items)
