"""A record written as JSON lines and read back is the same record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from communique.formats.record_json import Imported, dump_record_lines, load_record_lines
from communique.model import (
    Article,
    Claim,
    EventCode,
    Evidence,
    FormatError,
    Mention,
    When,
    make_claim,
)
from communique.record import Record, open_record

TEXT = "Ruritania asked Zenda for grain. Zenda promised grain. Strelsau accused Zenda of fraud."
RUR, ZEN, STR = ("Ruritania", "RUR"), ("Zenda", "ZEN"), ("Strelsau", "STR")
SAID = {
    "ask": ("Ruritania asked Zenda for grain", "REQUEST", RUR, ZEN),
    "promise": ("Zenda promised grain", "AGREE", ZEN, None),
    "blame": ("Strelsau accused Zenda of fraud", "ACCUSE", STR, ZEN),
}


def claim(article: Article, name: str, coder: str) -> Claim:
    words, type, who, whom = SAID[name]
    at = article.text.index(words)

    def party(named: tuple[str, str]) -> Mention:
        start = at + words.index(named[0])
        return Mention(
            text=named[0], start=start, end=start + len(named[0]), code=named[1],
            country=named[1], status="resolved",
        )  # fmt: skip

    return make_claim(
        kind="event",
        article=article.ref,
        evidence=(Evidence(at, at + len(words), words),),
        event=EventCode(type=type, quad="verbal conflict", intensity=0.0),
        actors=(party(who),),
        recipients=(party(whom),) if whom else (),
        when=When(edtf="2018-12-03", basis="said"),
        coder=coder,
    )


def add(record: Record, page: str, names: str, coder: str = "rules-1", **more: Any) -> list[str]:
    article = Article.make(
        f"{TEXT} Edition {page}.", url=f"https://{page}.example/", published="2018-12-03",
        modified=more.pop("modified", None),
    )  # fmt: skip
    claims = [claim(article, name, coder) for name in names.split()]
    record.add(article, claims, coder, **more)
    return [c.id for c in claims]


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    """Two pages, two coders, an empty reading, and judgements of most kinds."""
    with open_record(str(tmp_path / "r.db")) as found:
        ask, promise, blame = add(found, "a", "ask promise blame", first_seen="2019-01-02")
        add(found, "a", "ask blame", coder="rules-2")
        other, _ = add(found, "b", "ask blame")
        add(found, "c", "")
        found.rebuild()
        found.judge(blame, "reject", who="Ann", why="it was Hentzau")
        found.judge(ask, "correct", who="Ann", field="recipient", value="STR")
        found.judge(promise, "accept", who="Bo")
        note = found.judge(other, "note", who="Bo", text="ü – “quoted”")
        found.judge(note.id, "withdraw", who="Bo")
        entry = next(found.ledger(kind="request"))
        found.judge(entry.id, "accept", who="Ann")
        yield found


def lines_of(record: Record) -> list[bytes]:
    return list(dump_record_lines(record))


def without_ids(record: Record) -> list[str]:
    """The lines; the ids of events and entries tell in which order reports came."""
    found = [msgspec.json.decode(line) for line in lines_of(record)]
    for line in found:
        for name in ("event", "entry"):
            line.get(name, {}).pop("id", None)
    return sorted(map(str, found))


def test_there_and_back(record: Record, tmp_path: Path) -> None:
    lines = lines_of(record)
    with open_record(str(tmp_path / "other.db")) as other:
        found = load_record_lines(lines, other)
        assert (found.articles, found.readings, found.claims) == (3, 4, 7)
        assert (found.judgements, found.known, found.failed) == (6, 0, [])
        assert other.verify() == []
        assert without_ids(other) == without_ids(record)
        for event in record.events():
            now = other.event(event.id)
            assert now is not None and now.claims == event.claims
        assert {e.id for e in record.events()} != {e.id for e in other.events()}
        told = lines_of(other)
        assert next(a for a in other.readings() if a.coder == "rules-2").first_seen == "2019-01-02"
        again = load_record_lines(lines, other)
        assert again == Imported(known=10, failed=[])
        assert lines_of(other) == told


def test_each_line_says_what_it_is(record: Record) -> None:
    found = [msgspec.json.decode(line) for line in lines_of(record)]
    assert all(len(line) == 1 for line in found)
    kinds = [next(iter(line)) for line in found]
    assert set(kinds) == {"record", "article", "reading", "claim", "judgement", "event", "entry"}
    assert kinds[0] == "record"
    corrected = [c for line in found if (c := line.get("claim")) and "+people" in c["coder"]]
    assert corrected == [], "claims are told as they were read"
    assert "ü – “quoted”" in b"\n".join(lines_of(record)).decode()


def test_into_a_record_that_holds_something(record: Record, tmp_path: Path) -> None:
    with open_record(str(tmp_path / "other.db")) as other:
        add(other, "b", "ask blame")
        add(other, "d", "ask")
        other.rebuild()
        found = load_record_lines(lines_of(record), other)
        assert (found.readings, found.known) == (3, 1)
        assert other.verify() == []
        assert {j.id for j in other.judgements()} == {j.id for j in record.judgements()}
        assert {a.url for a in other.articles()} == {f"https://{p}.example/" for p in "abcd"}


def test_a_judgement_without_its_claim_is_named(record: Record, tmp_path: Path) -> None:
    lines = [line for line in lines_of(record) if b'"judgement"' in line[:13]]
    with open_record(str(tmp_path / "other.db")) as other:
        found = load_record_lines(lines, other)
        assert found.judgements == 0 and len(found.failed) == 6
        assert "is not in the record" in found.failed[0]
        assert list(other.judgements()) == []


def wrong(line: bytes, old: bytes, new: bytes) -> bytes:
    assert old in line
    return line.replace(old, new, 1)


@pytest.mark.parametrize(
    ("what", "old", "new", "message"),
    [
        ("record", b'"form":1', b'"form":2', "line 1: form 2, not 1"),
        ("article", b"Ruritania asked", b"Ruritania begs.", "is not that of its hash"),
        ("article", b'"page":', b'"pages":', "page"),
        ("reading", b'"claims":3', b'"claims":4', "1 claims are missing before it"),
        ("reading", b'"claims":3', b'"claims":2', "a claim without a reading"),
        ("reading", b'"claims":3', b'"claims":"3"', "a reading has a coder and a number"),
        ("claim", b"REQUEST", b"REJECT", "is not what its id says"),
        ("claim", b'"kind":"event"', b'"kind":"none"', "not a claim in form v1"),
        ("judgement", b'"who":"Ann"', b'"who":"Eve"', "is not what its id says"),
        ("judgement", b'{"judgement":', b'{"verdict":', "no 'verdict' in this form"),
        ("judgement", b'{"judgement":', b'{"judgement"', "line "),
    ],
)
def test_what_is_wrong_is_named_with_its_line(
    record: Record, tmp_path: Path, what: str, old: bytes, new: bytes, message: str
) -> None:
    lines = lines_of(record)
    at = next(
        n
        for n, line in enumerate(lines)
        if line.startswith(b'{"%s"' % what.encode()) and old in line
    )
    lines[at] = wrong(lines[at], old, new)
    with open_record(str(tmp_path / "other.db")) as other:
        with pytest.raises(FormatError, match=message):
            load_record_lines(lines, other)
        assert other.verify() == []


def test_a_file_that_was_cut_off(record: Record, tmp_path: Path) -> None:
    lines = lines_of(record)
    last = max(n for n, line in enumerate(lines) if line.startswith(b'{"claim"'))
    with open_record(str(tmp_path / "other.db")) as other:
        with pytest.raises(FormatError, match="1 claims are missing after it"):
            load_record_lines(lines[:last], other)
        assert other.verify() == []
        assert len([r for r in other.readings() if r.claims]) == 2
