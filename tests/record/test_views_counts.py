"""What the views count against the plain way: facets, places, parties, the record as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from tests.record.plain import begins, filled, fits_event, place_for, walked, within

from communique.model import Event
from communique.record import Record, aggregates
from communique.record.facets import happened
from communique.record.likeness import days
from communique.record.views import EventFilter, Views


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def record(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Record]:
    """The busy world in a record; nobody changes it."""
    folder = tmp_path_factory.mktemp("views")
    where = place_for(
        request.param, "views_counts", folder, lambda: request.getfixturevalue("postgres")
    )
    with filled(where) as made:
        yield made


@pytest.fixture
def views(record: Record) -> Views:
    return Views(record)


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
        told_of = views.places(f)
        assert not told_of.floor
        found = told_of.points
        assert {p.geonames: p.n for p in found} == counts
        assert [p.n for p in found] == sorted((p.n for p in found), reverse=True)
    assert {(p.name, p.lat, p.precision) for p in views.places(EventFilter()).points} == {
        ("Hentzau", 50.1, "city"),
        ("Tarlenheim", 49.9, "city"),
        ("Upper Zenda", 50.5, "province"),
    }
    assert len(views.places(EventFilter(), limit=1).points) == 1


def test_a_map_of_many_events_is_of_the_latest(
    views: Views, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aggregates, "PLACED_CAP", 3)
    found = views.places(EventFilter(party="ZEN"))
    assert found.floor
    assert 3 <= sum(p.n for p in found.points) < 9


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
            if so and right and within(event, since, until):
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
            if within(event, since, until)
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
