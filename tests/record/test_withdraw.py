"""A judgement that is withdrawn stays in the record and counts no more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from communique.model import FormatError
from communique.record import NotFound, Record, open_record

TEXT = "Ruritania asked Zenda for grain on Monday. Strelsau accused Zenda of fraud."
RUR, ZEN, STR = ("Ruritania", "RUR"), ("Zenda", "ZEN"), ("Strelsau", "STR")
DAY = ("2018-12-03", "said")


@pytest.fixture
def record(store: Any) -> Iterator[Record]:
    with open_record(store.where) as found:
        yield found


def read(record: Record, build: Callable[..., Any], page: str = "a") -> dict[str, str]:
    b = build(TEXT + f" Edition {page}.", url=f"https://{page}.example/1")
    claims = {
        "ask": b.event("asked Zenda for grain", "REQUEST", [RUR], [ZEN], when=DAY),
        "blame": b.event("Strelsau accused Zenda of fraud", "ACCUSE", [STR], [ZEN], when=DAY),
    }
    record.add(b.article, claims.values(), "rules-1")
    record.rebuild()
    return {name: claim.id for name, claim in claims.items()}


def test_a_rejection_is_withdrawn(record: Record, build: Callable[..., Any]) -> None:
    claims = read(record, build)
    before = [c.id for c in record.claims()], list(record.events())
    made = record.judge(claims["blame"], "reject", who="ana")
    assert claims["blame"] not in [c.id for c in record.claims()]
    undone = record.judge(made.id, "withdraw", who="ana", why="a slip")
    assert (undone.other, undone.target, undone.claims) == (made.id, made.target, made.claims)
    assert ([c.id for c in record.claims()], list(record.events())) == before
    assert [j.action for j in record.judgements()] == ["reject", "withdraw"]
    assert record.verify() == []


def test_the_word_before_counts_again(record: Record, build: Callable[..., Any]) -> None:
    id = read(record, build)["blame"]
    record.judge(id, "correct", field="type", value="REJECT", who="ana")
    made = record.judge(id, "correct", field="type", value="THREATEN", who="bo")
    record.judge(made.id, "withdraw", who="bo")
    claim = record.claim(id)
    assert claim is not None and claim.event is not None
    assert claim.event.type == "REJECT"
    assert record.verify() == []


def test_a_merge_is_withdrawn(record: Record, build: Callable[..., Any]) -> None:
    one, other = read(record, build), read(record, build, "b")
    (ask,) = record.events(claim=one["ask"])
    (blame,) = record.events(claim=other["blame"])
    made = record.judge(ask.id, "merge", other=blame.id, who="ana")
    (merged,) = record.events(claim=one["ask"])
    assert set(merged.claims) == {*one.values(), *other.values()}
    record.judge(made.id, "withdraw", who="ana")
    (parted,) = record.events(claim=one["ask"])
    assert set(parted.claims) == {one["ask"], other["ask"]}
    assert record.verify() == []


def test_what_cannot_be_withdrawn(record: Record, build: Callable[..., Any]) -> None:
    id = read(record, build)["ask"]
    made = record.judge(id, "accept", who="ana")
    undone = record.judge(made.id, "withdraw", who="ana")
    with pytest.raises(FormatError, match="withdrawn already"):
        record.judge(made.id, "withdraw", who="ana")
    with pytest.raises(FormatError, match="judge again"):
        record.judge(undone.id, "withdraw", who="ana")
    with pytest.raises(NotFound):
        record.judge(id, "withdraw", who="ana")
    assert len(list(record.judgements())) == 2


def test_a_withdrawal_outlives_a_new_coder(record: Record, build: Callable[..., Any]) -> None:
    id = read(record, build)["blame"]
    made = record.judge(id, "reject", who="ana")
    record.judge(made.id, "withdraw", who="ana")
    b = build(TEXT + " Edition a.", coder="rules-2", url="https://a.example/1")
    claim = b.event("Strelsau accused Zenda of fraud", "ACCUSE", [STR], [ZEN], when=DAY)
    record.add(b.article, [claim], "rules-2")
    record.rebuild()
    assert [c.id for c in record.claims()] == [claim.id]
    assert record.verify() == []
