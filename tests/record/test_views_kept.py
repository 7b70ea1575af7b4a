"""The lists of the views stay in step with the record, whatever comes, goes or is decided."""

from __future__ import annotations

import gzip
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.record.busy import page

from communique.model import (
    Article,
    Claim,
    EventCode,
    Evidence,
    Factuality,
    Source,
    make_claim,
)
from communique.record import Record, open_record
from communique.record.facets import (
    Standing,
    claim_standing,
    event_standing,
    happened,
    list_number,
    month_of,
    number_of,
    place_in,
    words_of,
)
from communique.record.schema import lists, pair_days, posted, postings
from communique.record.search import row_number
from communique.record.views import ClaimFilter, EventFilter, LedgerFilter, Views

TABLES = (postings, posted, lists, pair_days)


def kept(record: Record) -> dict[str, set[tuple[Any, ...]]]:
    """All that is posted and counted."""
    with record._engine.connect() as connection:
        return {
            table.name: {tuple(row) for row in connection.execute(table.select())}
            for table in TABLES
        }


def filled(record: Record, numbers: list[int], seed: int, *, coder: str = "rules-1") -> None:
    """Keep these pages and assemble now and then."""
    chance = random.Random(seed)
    for number in numbers:
        article, claims = page(number, coder=coder, days=20)
        record.add(article, claims, coder)
        if chance.random() < 0.3:
            record.rebuild()
    record.rebuild()


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_the_order_claims_and_articles_stand_in_the_same_lists(
    new_store: Callable[[], Any], seed: int
) -> None:
    numbers = list(range(25))
    with open_record(new_store().where) as one, open_record(new_store().where) as other:
        filled(one, numbers, seed)
        random.Random(seed).shuffle(numbers)
        filled(other, numbers, seed + 1)
        assert one.verify() == other.verify() == []
        both = [kept(one), kept(other)]
        for table in (lists, pair_days):
            assert both[0][table.name] == both[1][table.name]
        # Ids of events live on, and tell in which order the pages came.
        steady = [
            {row for row in tables["posted"] if row[1] in ("claim", "article")} for tables in both
        ]
        assert steady[0] == steady[1]
        assert len(both[0]["postings"]) == len(both[1]["postings"])


def test_judgements_and_new_readings_move_things_between_lists(store: Any) -> None:
    with open_record(store.where) as record:
        filled(record, list(range(15)), 3)
        views = Views(record)
        events = [e for e in record.events() if len(e.claims) > 1]
        assert events
        before = kept(record)
        claim = next(iter(record.claims(actor="ZEN GOV", kind="event")))
        undone = [record.judge(claim.id, "correct", who="ana", field="actor", value="RUR MIL")]
        found = views.claims(ClaimFilter(actor="RUR MIL"))
        assert [c.id for c in found.items] == [claim.id]
        assert views.events(EventFilter(actor="RUR MIL")).total == 1
        assert [row.code for row in views.actors(search="RUR MIL").items] == ["RUR MIL"]
        gone = next(c for c in record.claims(kind="quotation"))
        total = views.claims(ClaimFilter()).total
        undone.append(record.judge(gone.id, "reject", who="ana"))
        assert views.claims(ClaimFilter()).total == total - 1
        assert gone.id not in views.claims_by_id([gone.id])
        undone.append(record.judge(events[0].id, "split", who="ana"))
        undone.append(record.judge(events[-1].id, "reject", who="ana"))
        assert record.verify() == []
        for judgement in reversed(undone):
            record.judge(judgement.id, "withdraw", who="ana")
        assert record.verify() == []
        after = kept(record)
        assert after["lists"] == before["lists"] and after["pair_days"] == before["pair_days"]
        # A newer coder reads fewer claims: those that it has not are in no list any more.
        for number in range(15):
            article, claims = page(number, coder="rules-2", days=20)
            record.add(article, claims[:1], "rules-2")
        record.rebuild()
        assert record.verify() == []
        assert views.claims(ClaimFilter()).total == 15
        assert all(c.coder == "rules-2" for c in views.claims(ClaimFilter()).items)


@pytest.mark.parametrize(
    ("harm", "where"),
    [
        ("DELETE FROM postings WHERE number IN (SELECT min(number) FROM postings)", "postings"),
        ("UPDATE lists SET n = n + 1 WHERE name = 'all' AND what = 'event'", "lists"),
        ("DELETE FROM lists WHERE name = 'kind' AND what = 'claim'", "lists"),
        ("UPDATE pair_days SET n = n + 1 WHERE actor = 'ZEN'", "pair_days"),
        ("UPDATE posted SET day = day + 1 WHERE what = 'entry'", "posted"),
        ("UPDATE event_words SET words = 'x' WHERE rowid > 0", "event_words"),
        ("INSERT INTO event_words (rowid, words) VALUES (5, 'x')", "event_words"),
        ("DELETE FROM posted WHERE what = 'article'", "posted"),
        ("UPDATE postings SET shift = coalesce(shift, 0) + 2 WHERE weight = 0", "postings"),
        (
            "INSERT INTO posted SELECT 5, what, id, part, article_id, day, at, first, last, weight, "
            "lists, counted, act FROM posted WHERE what = 'event' LIMIT 1",
            "posted",
        ),
    ],
)
def test_verify_finds_lists_that_are_out_of_step(tmp_path: Path, harm: str, where: str) -> None:
    path = str(tmp_path / "r.db")
    with open_record(path) as record:
        filled(record, list(range(4)), 1)
        assert record.verify() == []
        with record._engine.connect() as connection:
            connection.exec_driver_sql(harm)
            connection.exec_driver_sql("COMMIT")
        assert any(where in f"{problem.what} {problem.reason}" for problem in record.verify())


@pytest.mark.parametrize(
    "old", sorted((Path(__file__).parent / "data").glob("*.gz")), ids=lambda p: p.name
)
def test_an_older_record_has_its_views_when_it_is_opened(tmp_path: Path, old: Path) -> None:
    path = tmp_path / "old.db"
    path.write_bytes(gzip.decompress(old.read_bytes()))
    with open_record(str(path), readonly=True) as record:
        views = Views(record)
        home = views.home()
        assert home.claims == len(list(record.claims())) > 50
        assert home.events == len(list(record.events())) > 5
        assert views.ledger(LedgerFilter()).total == len(list(record.ledger()))
        assert views.event_facets(EventFilter())
        code = views.actors().items[0].code
        assert views.events(EventFilter(party=code)).total == len(list(record.events(party=code)))


# ---- what stands where ----


def claim(**more: Any) -> Claim:
    article = Article.make("Zenda gave grain.", url="https://a.example/1", published="2020-05-02")
    fields: dict[str, Any] = {
        "kind": "event",
        "event": EventCode(type="AID", quad="material cooperation", intensity=5.0),
        **more,
    }
    return make_claim(
        article=article.ref, evidence=(Evidence(0, 16, "Zenda gave grain"),), coder="x 1", **fields
    )


def source(stance: str) -> Source:
    return Source(text="he", start=0, end=2, stance=stance, reason="nobody")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("told", "so"),
    [
        ([claim()], True),
        ([claim(factuality=Factuality(certainty="probable"))], False),
        ([claim(factuality=Factuality(negated=True))], False),
        ([claim(factuality=Factuality(future=True))], False),
        ([claim(factuality=Factuality(hypothetical=True))], False),
        ([claim(factuality=Factuality(historical=True))], True),
        ([claim(attribution=(source("asserts"),))], True),
        ([claim(attribution=(source("denies"),))], False),
        ([claim(attribution=(source("promises"),))], False),
        ([claim(attribution=(source("denies"), source("asserts")))], True),
        ([claim(attribution=(source("asserts"), source("doubts")))], False),
        ([claim(attribution=(source("denies"),)), claim()], True),
        ([claim(factuality=Factuality(certainty="possible")), claim()], True),
        ([], False),
    ],
)
def test_what_happened(told: list[Claim], so: bool) -> None:
    assert happened(told) is so


def test_a_claim_has_the_number_of_its_words_in_the_index() -> None:
    standing = claim_standing(claim())
    assert standing.number == row_number(standing.id, "x 1")
    assert number_of("event", standing.id) != number_of("entry", standing.id)
    assert list_number("event", "actor", "USA") != list_number("claim", "actor", "USA")
    assert 0 <= list_number("event", "all", "") < 1 << 63


def test_only_days_far_apart_are_wide() -> None:
    def wide(edtf: str) -> bool:
        from communique.model import Event

        event = Event(id="e1", type="AID", date=edtf, articles=1)
        standing: Standing = event_standing(event, [claim()])
        assert standing.day == standing.first
        return ("wide", "") in standing.words

    assert not wide("2020-05-02") and not wide("2020-05") and not wide("2020-05-30/2020-06-02")
    assert wide("2020") and wide("2020-05/2020-06") and not wide("2020-05-01/..")


def test_words_months_and_places_in_lists() -> None:
    assert words_of("The Ministers' Ägean visits; visas, glass") == [
        "the",
        "minister",
        "agean",
        "visit",
        "visa",
        "glass",
    ]
    assert month_of(737180, 737180) == "2019-05" and month_of(0, 0) is None
    assert month_of(737180, 737240) is None
    assert place_in("a", 5) < place_in("a", 6) and place_in("a", 1 << 40) < 1 << 47
    assert place_in("a", 9) >> 17 == place_in("a", 10) >> 17 != place_in("b", 10) >> 17
