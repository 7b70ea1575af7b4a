"""The record: kept once, kept whole, found again, refused when it is not ours."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import event as sqlalchemy_event

from communique.model import Article, Claim, FormatError, make_claim
from communique.record import Problem, Record, RecordError, open_record

TABLES = [
    "pages",
    "readings",
    "claims",
    "reading_claims",
    "evidence",
    "claim_actors",
    "events",
    "ledger",
    "ledger_changes",
    "revisions",
    "meta",
]
TEXT = "Zenda asked Ruritania for grain on Monday. Ruritania promised grain. Ruritania sent grain."
RUR, ZEN = ("Ruritania", "RUR GOV"), ("Zenda", "ZEN")
PAGES = 12


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "r.db"


@pytest.fixture
def record(store: Any) -> Iterator[Record]:
    with open_record(store.where) as found:
        yield found


@pytest.fixture
def pages(build: Callable[..., Any]) -> list[tuple[Article, list[Claim]]]:
    """Pages on three days, pairs of them two versions of one page."""
    return [page(build, number) for number in range(PAGES)]


def page(
    build: Callable[..., Any], number: int, coder: str = "rules-1", **fields: Any
) -> tuple[Article, list[Claim]]:
    day = f"2018-12-0{number % 3 + 1}"
    fields = {"url": f"https://a.example/{number // 2}", "published": day, **fields}
    b = build(f"{TEXT} Edition {number}.", coder=coder, **fields)
    return b.article, [
        b.event("Zenda asked Ruritania for grain", "REQUEST", [ZEN], [RUR], when=(day, "said")),
        b.event("Ruritania promised grain", "AGREE", [RUR], [ZEN], when=(day, "said")),
        b.event("Ruritania sent grain", "AID", [RUR], [ZEN], when=(day, "said")),
        b.revision("Ruritania promised grain", "grain"),
    ]


def fill(record: Record, pages: list[tuple[Article, list[Claim]]], coder: str = "rules-1") -> None:
    for article, claims in pages:
        record.add(article, claims, coder)
    record.rebuild()


def dump(store: Any) -> dict[str, list[tuple[Any, ...]]]:
    found: dict[str, list[tuple[Any, ...]]] = store.dump(TABLES)
    return found


def change(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.commit()
    connection.close()


def path_dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def reasons(store: Any) -> list[str]:
    with open_record(store.where, readonly=True) as record:
        return [f"{p.what}: {p.reason}" for p in record.verify()]


# ---- kept once, in any order ----


def test_round_trip(record: Record, pages: list[tuple[Article, list[Claim]]]) -> None:
    fill(record, pages)
    assert {a.id: a for a in record.articles()} == {a.id: a for a, _ in pages}
    kept = {c.id: c for c in record.claims()}
    assert kept == {c.id: c for _, claims in pages for c in claims}
    article, (claim, *_) = pages[0]
    assert record.claim(claim.id) == claim
    assert record.article(article.id) == record.article_of(claim.id) == article
    events, entries = list(record.events()), list(record.ledger())
    assert [record.event(e.id) for e in events] == events
    assert [record.entry(e.id) for e in entries] == entries
    changes = list(record.revisions())
    assert [record.revision(r.id) for r in changes] == changes
    assert {r.basis for r in changes} == {"reported", "seen"}
    assert record.verify() == []
    for nothing in (record.claim, record.event, record.entry, record.article, record.article_of):
        assert nothing("x") is None
    assert record.revision("x") is None


def test_twice_is_no_change_at_all(store: Any, pages: list[tuple[Article, list[Claim]]]) -> None:
    with open_record(store.where) as record:
        assert record.add(*pages[0], "rules-1")
        assert record.rebuild()
    before = dump(store)
    with open_record(store.where) as record:
        assert not record.add(*pages[0], "rules-1")
        assert not record.rebuild()
        assert record.has(pages[0][0].id, pages[0][0].content_hash, "rules-1")
        assert not record.has(pages[0][0].id, pages[0][0].content_hash, "rules-2")
        assert not record.has(pages[0][0].id, "other", "rules-1")
    assert dump(store) == before


def test_order_and_interruption_change_nothing(
    new_store: Callable[[], Any], pages: list[tuple[Article, list[Claim]]]
) -> None:
    dice = random.Random(11)
    expected = None
    for number in range(4):
        store = new_store()
        shuffled = [(a, dice.sample(c, len(c))) for a, c in pages]
        dice.shuffle(shuffled)
        if number == 0:
            shuffled = pages
        for part in (shuffled[:5], shuffled[3:]):  # a run cut off, and the whole run again
            with open_record(store.where) as record:
                for article, claims in part:
                    record.add(article, claims, "rules-1")
                if number % 2:
                    record.rebuild()
        with open_record(store.where) as record:
            record.rebuild()
            assert record.verify() == []
            old = record.redirects()
            assert all(record.event(i) or record.entry(i) for i in old)
        found = without_ids(dump(store))
        expected = expected or found
        assert found == expected


def without_ids(tables: dict[str, list[tuple[Any, ...]]]) -> dict[str, list[Any]]:
    """The tables with what events and entries hold instead of the ids that they have."""
    found: dict[str, list[Any]] = dict(tables)
    for table in ("events", "ledger"):
        forms = [msgspec.json.decode(row[FORM[table]]) for row in tables[table]]
        found[table] = sorted(str({**form, "id": ""}) for form in forms)
    del found["ledger_changes"]
    return found


FORM = {"events": 5, "ledger": 6}


def test_an_exception_in_the_middle_keeps_nothing_of_the_article(
    store: Any, pages: list[tuple[Article, list[Claim]]]
) -> None:
    class Stop(BaseException):
        """What no handler of ours catches."""

    with open_record(store.where) as record:
        record.add(*pages[0], "rules-1")
        before = dump(store)

        def stop(_: Any, __: Any, statement: str, *___: Any) -> None:
            if "claim_actors" in statement:
                raise Stop

        sqlalchemy_event.listen(record._engine, "before_cursor_execute", stop)
        with pytest.raises(Stop):
            record.add(*pages[1], "rules-1")
        sqlalchemy_event.remove(record._engine, "before_cursor_execute", stop)
        assert dump(store) == before
        assert record.add(*pages[1], "rules-1")
        record.rebuild()
        assert record.verify() == []


def test_a_rebuild_that_is_stopped_leaves_the_last_one(
    store: Any, pages: list[tuple[Article, list[Claim]]]
) -> None:
    with open_record(store.where) as record:
        fill(record, pages[:4])
        before = dump(store)
        record.add(*pages[5], "rules-1")

        def stop(_: Any, __: Any, statement: str, *___: Any) -> None:
            if "INSERT INTO ledger " in statement:
                raise KeyboardInterrupt

        sqlalchemy_event.listen(record._engine, "before_cursor_execute", stop)
        with pytest.raises(KeyboardInterrupt):
            record.rebuild()
        sqlalchemy_event.remove(record._engine, "before_cursor_execute", stop)
        assert dump(store)["events"] == before["events"]
        assert not record.stats().rebuilt
        assert record.rebuild()
        assert record.verify() == []


def test_claims_of_another_article_or_coder_are_refused(
    record: Record, pages: list[tuple[Article, list[Claim]]]
) -> None:
    with pytest.raises(ValueError, match="is not of"):
        record.add(pages[0][0], pages[1][1], "rules-1")
    with pytest.raises(ValueError, match="is not of"):
        record.add(*pages[0], "rules-2")


def test_one_claim_given_twice_is_kept_once(
    record: Record, pages: list[tuple[Article, list[Claim]]]
) -> None:
    article, (claim, *_) = pages[0]
    unsure = msgspec.structs.replace(claim, confidence=0.1)
    record.add(article, [unsure, claim, unsure], "rules-1")
    assert list(record.claims()) == [claim]


def test_an_article_without_claims_is_kept(
    record: Record, pages: list[tuple[Article, list[Claim]]]
) -> None:
    assert record.add(pages[0][0], [], "rules-1")
    assert not record.add(pages[0][0], [], "rules-1")
    record.rebuild()
    assert (record.stats().articles, record.stats().claims) == (1, 0)
    assert record.verify() == []


# ---- coders and versions ----


@pytest.mark.parametrize("order", [("rules-9", "rules-10"), ("rules-10", "rules-9")])
def test_the_newest_coder_is_shown_whoever_read_first(
    record: Record, build: Callable[..., Any], order: tuple[str, str]
) -> None:
    for coder in order:
        article, claims = page(build, 0, coder)
        record.add(article, claims[: 2 if coder == "rules-10" else 4], coder)
    record.rebuild()
    assert {c.coder for c in record.claims()} == {"rules-10"}
    assert record.stats().claims == 2
    assert record.stats().coders == ("rules-9", "rules-10")
    assert {e.type for e in record.events()} == {"REQUEST", "AGREE"}
    assert len(list(record.claims(coder="rules-9"))) == 4
    old = page(build, 0, "rules-9")[1][0]
    shown, earlier = record.claim(old.id), record.claim(old.id, coder="rules-9")
    assert shown is not None and shown.coder == "rules-10"
    assert earlier is not None and earlier.coder == "rules-9"
    assert record.verify() == []


def test_an_article_that_only_the_old_coder_read_is_still_shown(
    record: Record, build: Callable[..., Any]
) -> None:
    record.add(*page(build, 0, "rules-1"), "rules-1")
    record.add(*page(build, 4, "rules-2"), "rules-2")
    record.rebuild()
    assert {c.coder for c in record.claims()} == {"rules-1", "rules-2"}
    assert record.verify() == []


@pytest.mark.parametrize("turn", [1, -1])
def test_two_texts_under_one_given_id(tmp_path: Path, build: Callable[..., Any], turn: int) -> None:
    both = [page(build, n, id="x", url=None, published="2018-12-01") for n in (0, 1)][::turn]
    shared = both[0][1][0].id
    assert shared == both[1][1][0].id
    with open_record(str(tmp_path / "r.db")) as record:
        fill(record, both)
        assert record.stats().articles == 2
        kept = record.article_of(shared)
        assert kept is not None
        assert kept.content_hash == min(a.content_hash for a, _ in both)
        assert record.article("x", both[0][0].content_hash) == both[0][0]
        assert record.verify() == []


# ---- filters ----


def test_filters_of_claims(record: Record, pages: list[tuple[Article, list[Claim]]]) -> None:
    fill(record, pages)

    def count(**filters: Any) -> int:
        return sum(1 for _ in record.claims(**filters))

    assert count() == 4 * PAGES
    assert count(kind="revision") == count(type="request") == PAGES
    assert count(quad="material cooperation") == PAGES
    assert count(actor="RUR") == count(actor="rur gov") == 2 * PAGES
    assert count(actor="RU") == count(actor="RUR MIL") == count(actor="R%") == 0
    assert count(recipient="ZEN") == 2 * PAGES
    assert count(party="ZEN") == 3 * PAGES
    assert count(source="ZEN") == 0
    assert count(article=pages[0][0].id) == 4
    assert count(page="https://a.example/0") == 8
    assert count(since="2018-12-02") == 4 * PAGES * 2 // 3
    assert count(until="2018-12-01") == count(since="2018-12-03") == 4 * PAGES // 3
    assert count(since="2019") == 0
    assert count(until="2018-12") == 4 * PAGES
    assert count(negated=True) == count(min_confidence=1.1) == 0
    assert count(limit=3) == 3
    with pytest.raises(TypeError):
        count(colour="red")
    for bound in ({"since": "XXXX-12-03"}, {"until": "2018/.."}):
        with pytest.raises(FormatError):
            count(**bound)


def test_filters_of_the_rest(record: Record, pages: list[tuple[Article, list[Claim]]]) -> None:
    fill(record, pages)
    events = list(record.events())
    assert [e.date for e in events] == sorted(e.date or "" for e in events)
    assert {e.type for e in record.events(type="aid")} == {"AID"}
    assert {e.type for e in record.events(actor="ZEN")} == {"REQUEST"}
    assert {e.type for e in record.events(recipient="ZEN")} == {"AID", "AGREE"}
    assert len(list(record.events(party="ZEN"))) == len(events)
    assert len(list(record.events(limit=2))) == 2
    (one,) = record.events(claim=pages[0][1][0].id)
    assert pages[0][1][0].id in one.claims
    assert {e.date for e in record.events(since="2018-12-03")} == {"2018-12-03"}
    entries = list(record.ledger())
    assert {e.kind for e in record.ledger(kind="request")} == {"request"}
    assert all(e.status == "delivered" for e in record.ledger(status="delivered"))
    assert {e.kind for e in record.ledger(by="ZEN")} == {"request"}
    assert len(list(record.ledger(party="RUR"))) == len(entries)
    assert list(record.ledger(to="USA")) == []
    assert len(list(record.ledger(limit=1))) == 1
    assert {r.basis for r in record.revisions(basis="seen")} == {"seen"}
    assert len(list(record.revisions(page="https://a.example/0", limit=2))) == 2
    assert [a.page for a in record.articles(page="https://a.example/0")] == [
        "https://a.example/0"
    ] * 2


def test_reading_while_writing(record: Record, pages: list[tuple[Article, list[Claim]]]) -> None:
    fill(record, pages[:6])
    stream = record.claims()
    next(stream)
    assert record.add(*pages[7], "rules-1")
    assert len(list(stream)) == 23


# ---- verify ----


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("UPDATE articles SET text = replace(text, 'sent grain', 'sent snow!')",
         "article: the text is not that of its hash"),
        ("UPDATE articles SET furniture = '[[0,9999]]'", "article: furniture outside the text"),
        ("UPDATE claims SET form = replace(form, 'sent grain', 'sent snow!')",
         "claim: the content is not that of its id"),
        ("UPDATE claims SET form = replace(form, '\"coder\":\"rules-1\"', '\"coder\":\"r\"')",
         "claim: is of coder 'r'"),
        ("UPDATE claims SET form = '{}'", "claim: not a claim in form v1"),
        ("UPDATE evidence SET quote = 'x'", "claim: the evidence table does not hold its evidence"),
        ("DELETE FROM evidence", "claim: the evidence table does not hold its evidence"),
        ("DELETE FROM reading_claims", "claim: belongs to no reading"),
        ("DELETE FROM reading_claims", "reading: 0 claims of 4 by rules-1"),
        ("DELETE FROM articles", "reference: points at no row of articles"),
        ("DELETE FROM articles", "claim: its article is not in the record"),
        ("DELETE FROM events", "reference: points at no row of events"),
        ("UPDATE ledger SET form = replace(form, 'delivered', 'overdue')",
         "record: events, ledger or revisions are not those of the claims"),
        ("UPDATE ledger_changes SET status = 'late'",
         "record: events, ledger or revisions are not those of the claims"),
        ("UPDATE events SET date = '1999'",
         "record: events, ledger or revisions are not those of the claims"),
        ("DELETE FROM event_claims",
         "record: events, ledger or revisions are not those of the claims"),
        ("UPDATE claims SET form = replace(form, '\"confidence\":1.0', '\"confidence\":0.5')",
         "claim: columns that are not those of its form: confidence"),
        ("UPDATE claims SET type = 'AID'", "claim: columns that are not those of its form: type"),
        ("DELETE FROM meta WHERE key = 'assembled'", "record: not rebuilt since the last reading"),
        ("DELETE FROM claim_words", "search: not in the search index"),
        ("UPDATE claim_words SET words = 'x'", "search: indexed under other words"),
        ("INSERT INTO claim_words (rowid, claim_id, coder, words) VALUES (1, 'x', 'y', 'z')",
         "search: indexed, but not in the record"),
        ("INSERT INTO redirects (old, new) VALUES ('e1', 'e2')", "redirect: leads to e2"),
        ("UPDATE events SET form = replace(form, '\"claims\":[\"c', '\"claims\":[\"x')",
         "event: names"),
        ("UPDATE ledger SET form = replace(form, '\"claim\":\"c', '\"claim\":\"x')",
         "ledger entry: names"),
        ("UPDATE revisions SET form = replace(form, '\"claim\":\"c', '\"claim\":\"x')",
         "revision: names"),
    ],
)  # fmt: skip
def test_verify_names_what_is_wrong(
    store: Any, pages: list[tuple[Article, list[Claim]]], statement: str, reason: str
) -> None:
    with open_record(store.where) as record:
        fill(record, pages[:2])
        assert record.verify() == []
    store.change(statement)
    found = reasons(store)
    if reason.startswith("reference") and store.kind == "postgresql":
        return  # there is no way to such a row in PostgreSQL
    assert any(line.startswith(reason) for line in found), found


def test_verify_finds_every_kind_of_span(record: Record, build: Callable[..., Any]) -> None:
    b = build(TEXT)
    claim = b.event("Ruritania sent grain", "AID", [RUR], attribution=(b.source("Zenda", "ZEN"),))
    moved = {
        "actors": tuple(msgspec.structs.replace(a, start=3, end=9) for a in claim.actors),
        "attribution": (msgspec.structs.replace(claim.attribution[0], start=9, end=999),),
        "amounts": (b.amount("grain", 1.0, "x"), msgspec.structs.replace(
            b.amount("grain", 1.0, "x"), start=0)),
        "where": (msgspec.structs.replace(b.city("Zenda", 1), text="Kut"),),
        "when": msgspec.structs.replace(claim.when, text="Friday", start=1, end=2),
    }  # fmt: skip
    fields = {
        n: getattr(claim, n)
        for n in ("kind", "article", "evidence", "event", "coder", "recipients")
    }
    record.add(b.article, [make_claim(**{**fields, **moved})], "rules-1")
    record.rebuild()
    found = [p.reason.split()[0] for p in record.verify()]
    assert found == ["actor", "source", "place", "amount", "date"]
    assert all(isinstance(p, Problem) and p.what == "claim" for p in record.verify())


def test_a_party_that_is_not_in_words_is_not_looked_for(
    record: Record, build: Callable[..., Any]
) -> None:
    b = build(TEXT)
    unsaid = msgspec.structs.replace(b.mention("Zenda", "ZEN"), text="", start=4, end=4)
    claim = b.event("Ruritania sent grain", "AID", [RUR])
    claim = make_claim(
        kind="event", article=claim.article, evidence=claim.evidence, event=claim.event,
        actors=(unsaid,), coder="rules-1",
    )  # fmt: skip
    record.add(b.article, [claim], "rules-1")
    record.rebuild()
    assert record.verify() == []


# ---- what is no record of ours ----


def refused(where: Path | str, **options: Any) -> str:
    with pytest.raises(RecordError) as error:
        open_record(str(where), **options).close()
    assert str(error.value).startswith(f"{where}: ")
    assert "\n" not in str(error.value)
    return error.value.reason


def test_records_that_cannot_be_opened(tmp_path: Path) -> None:
    assert refused(tmp_path / "no.db", readonly=True) == "no such record"
    assert refused(tmp_path / "no" / "no.db") == "its folder does not exist"
    assert refused(tmp_path) == "a folder, not a record"
    (tmp_path / "text.db").write_text("Not a database at all, but long enough to be one. " * 50)
    for readonly in (True, False):
        reason = refused(tmp_path / "text.db", readonly=readonly)
        assert reason == "not a record (no SQLite database)"
    (tmp_path / "empty.db").touch()
    assert refused(tmp_path / "empty.db", readonly=True) == "an empty file, not a record"
    change(tmp_path / "other.db", "CREATE TABLE songs (title)")
    assert refused(tmp_path / "other.db") == "an SQLite database, but not a record of ours"
    change(tmp_path / "other2.db", "CREATE TABLE meta (key, value)")
    assert refused(tmp_path / "other2.db") == "an SQLite database, but not a record of ours"
    assert "not mysql" in refused("mysql://localhost/x")
    assert refused("sqlite:///:memory:") == "a record needs a file"


def test_a_record_of_a_newer_version_is_refused_and_left_alone(path: Path) -> None:
    open_record(str(path)).close()
    change(path, "UPDATE meta SET value = CASE key WHEN 'schema' THEN '99' ELSE '7.0.0' END")
    before = path_dump(path)
    for readonly in (True, False):
        reason = refused(path, readonly=readonly)
        assert reason.startswith("made by a newer version, 7.0.0 (schema 99; this one, ")
    assert path_dump(path) == before


def test_a_record_that_nobody_may_write_to(
    path: Path, pages: list[tuple[Article, list[Claim]]]
) -> None:
    with open_record(str(path)) as record:
        fill(record, pages[:1])
    path.chmod(0o444)
    assert refused(path) == "the record is read-only"
    with open_record(str(path), readonly=True) as record:
        assert len(list(record.claims())) == 4
        with pytest.raises(RecordError, match="opened for reading only"):
            record.add(*pages[1], "rules-1")
        with pytest.raises(RecordError, match="opened for reading only"):
            record.rebuild()


def test_a_record_in_a_folder_that_nobody_may_write_to(
    path: Path, pages: list[tuple[Article, list[Claim]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_record(str(path)) as record:
        fill(record, pages[:1])
    path.parent.chmod(0o555)
    monkeypatch.setattr("os.access", lambda p, mode: mode != 2)  # tests may run as administrator
    try:
        with open_record(str(path), readonly=True) as record:
            assert record.verify() == []
        assert sorted(p.name for p in path.parent.iterdir()) == ["r.db"]
    finally:
        path.parent.chmod(0o755)


def test_a_full_disk_names_the_record_and_keeps_the_rest(
    path: Path, pages: list[tuple[Article, list[Claim]]], build: Callable[..., Any]
) -> None:
    with open_record(str(path)) as record:
        fill(record, pages[:2])
        before = path_dump(path)
        with record._engine.connect() as connection:
            size = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count={size}")
        large = build("Zenda asked Ruritania. " * 50_000, url="https://a.example/large").article
        with pytest.raises(RecordError, match=r"r\.db: the disk is full") as error:
            record.add(large, [], "rules-1")
        assert "\n" not in str(error.value)
    assert path_dump(path) == before


def test_a_damaged_record_is_named(path: Path, pages: list[tuple[Article, list[Claim]]]) -> None:
    with open_record(str(path)) as record:
        fill(record, pages)
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    path.write_bytes(data)
    assert refused(path) == "the file is damaged"


def test_a_second_writer_waits_and_then_says_so(
    path: Path, pages: list[tuple[Article, list[Claim]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("communique.record.engine.BUSY_SECONDS", 0)
    with open_record(str(path)) as record:
        other = sqlite3.connect(path)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(RecordError, match="another program is writing to it"):
            record.add(*pages[0], "rules-1")
        other.rollback()
        other.close()
        assert record.add(*pages[0], "rules-1")


def test_an_address_is_a_path(path: Path) -> None:
    open_record(f"sqlite:///{path}").close()
    assert path.exists()


def test_odd_file_names(tmp_path: Path) -> None:
    path = tmp_path / "a b?#%41ü.db"
    open_record(str(path)).close()
    assert path.exists()
    with open_record(str(path), readonly=True) as record:
        assert record.stats().articles == 0
