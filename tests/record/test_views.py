"""The lists of the views against the plain way: filtered and sorted row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.record.busy import page
from tests.record.plain import (
    CLAIM_FILTERS,
    EVENT_FILTERS,
    LEDGER_FILTERS,
    begins,
    day,
    filled,
    fits_claim,
    fits_event,
    in_time,
    place_for,
    published,
    walked,
)

from communique.model import FormatError, LedgerEntry
from communique.record import Record, open_record, walking
from communique.record import aggregates as aggregates_module
from communique.record.asked import ArticleHead, Page
from communique.record.likeness import days
from communique.record.views import ClaimFilter, EventFilter, LedgerFilter, RevisionFilter, Views


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def record(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Record]:
    """The busy world in a record; nobody changes it."""
    folder = tmp_path_factory.mktemp("views")
    where = place_for(
        request.param, "views_lists", folder, lambda: request.getfixturevalue("postgres")
    )
    with filled(where) as made:
        yield made


@pytest.fixture
def views(record: Record) -> Views:
    return Views(record)


@pytest.mark.parametrize("sort", ["date", "-date", "-reports"])
@pytest.mark.parametrize("f", EVENT_FILTERS, ids=str)
def test_events_are_those_that_fit_in_their_order(
    record: Record, views: Views, f: EventFilter, sort: str
) -> None:
    told = {c.id: c for c in record.claims()}
    fitting = [e for e in record.events() if fits_event(e, [told[c] for c in e.claims], f)]
    found = walked(lambda **more: views.events(f, sort=sort, **more))
    assert sorted(e.id for e in found) == sorted(e.id for e in fitting)
    by_day = [day(e) for e in found]
    if sort == "-reports":
        assert [e.articles for e in found] == sorted((e.articles for e in found), reverse=True)
        for n in {e.articles for e in found}:
            same = [day(e) for e in found if e.articles == n]
            assert same == sorted(same, reverse=True)
    else:
        assert by_day == sorted(by_day, reverse=sort == "-date")


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


@pytest.mark.parametrize(
    "bounds", [{}, {"FEW": 0}, {"FEW": 0, "MANY": 0}], ids=["as it is", "not few", "very many"]
)
@pytest.mark.parametrize("f", CLAIM_FILTERS, ids=str)
def test_claims_are_those_that_fit_in_their_order(
    record: Record,
    views: Views,
    f: ClaimFilter,
    bounds: dict[str, int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, bound in bounds.items():
        monkeypatch.setattr(walking, name, bound)
    fitting = {c.id for c in record.claims() if fits_claim(c, f)}
    assert fitting
    found = walked(lambda **more: views.claims(f, **more))
    assert {c.id for c in found} == fitting and len(found) == len(fitting)
    order = [published(c) for c in found]
    assert order == sorted(order)
    assert walked(lambda **more: views.claims(f, sort="-date", **more)) == found[::-1]


def test_claims_of_an_article_stand_together_and_in_its_order(record: Record, views: Views) -> None:
    found = walked(lambda **more: views.claims(ClaimFilter(), **more))
    runs = [c.article.id for n, c in enumerate(found) if not n or found[n - 1].article != c.article]
    assert len(runs) == len(set(runs))
    for article in record.articles():
        mine = [c.evidence[0].start for c in found if c.article.id == article.id]
        assert mine == sorted(mine)
        for f in (ClaimFilter(article=article.id), ClaimFilter(page=article.page)):
            assert [c.evidence[0].start for c in views.claims(f).items] == mine


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
    assert [day(e) for e in found] == sorted(map(day, found), reverse=True)


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
    monkeypatch.setattr(walking, "MANY", 1)
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
