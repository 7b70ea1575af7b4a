"""What people decide: laid over the claims, never lost, never changed by a machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from communique.model import Claim, FormatError
from communique.record import NotFound, Record, open_record
from communique.record.precision import score_judgements

TEXT = (
    "Ruritania asked Zenda for grain on Monday. Zenda promised grain. Zenda sent the grain. "
    "Strelsau accused Zenda of fraud."
)
RUR, ZEN, STR = ("Ruritania", "RUR"), ("Zenda", "ZEN"), ("Strelsau", "STR")


@pytest.fixture
def record(store: Any) -> Iterator[Record]:
    with open_record(store.where) as found:
        yield found


def read(
    record: Record, build: Callable[..., Any], page: str = "a", coder: str = "rules-1",
    without: str = "", longer: bool = False,
) -> dict[str, Claim]:  # fmt: skip
    b = build(TEXT + f" Edition {page}.", coder=coder, url=f"https://{page}.example/1")
    day = ("2018-12-03", "said")
    claims = {
        "ask": b.event("asked Zenda for grain", "REQUEST", [RUR], [ZEN], when=day),
        "promise": b.event("Zenda promised grain", "AGREE", [ZEN], [RUR], when=day),
        "blame": b.event(
            "Strelsau accused Zenda of fraud" + ("." if longer else ""), "ACCUSE", [STR], [ZEN],
            when=day,
        ),
    }  # fmt: skip
    claims.pop(without, None)
    record.add(b.article, claims.values(), coder)
    record.rebuild()
    return claims


def shown(record: Record, **filters: Any) -> dict[str, Claim]:
    return {c.id: c for c in record.claims(**filters)}


def test_reject_takes_a_claim_out_of_every_view_but_the_raw_one(
    record: Record, build: Callable[..., Any]
) -> None:
    claims = read(record, build)
    record.judge(claims["blame"].id, "reject", who="ana", why="it was Hentzau")
    assert claims["blame"].id not in shown(record)
    assert claims["blame"].id in shown(record, raw=True)
    assert not list(record.events(type="ACCUSE"))
    assert list(record.events(type="ACCUSE", raw=True))
    assert not list(record.claims(search="fraud"))
    assert record.verify() == []
    record.judge(claims["blame"].id, "accept", who="bo")
    assert claims["blame"].id in shown(record)
    assert [j.action for j in record.judgements(claims["blame"].id)] == ["reject", "accept"]
    assert record.verify() == []


def test_correct_changes_what_is_found_and_not_what_was_read(
    record: Record, build: Callable[..., Any]
) -> None:
    claims = read(record, build)
    id = claims["blame"].id
    (before,) = record.events(type="ACCUSE")
    record.judge(id, "correct", field="type", value="reject", who="ana")
    record.judge(id, "correct", field="recipient", value="RUR GOV", who="ana")
    assert not list(record.claims(type="ACCUSE"))
    (found,) = record.claims(type="REJECT")
    assert found.id == id and found.recipients[0].code == "RUR GOV"
    assert found.coder == "rules-1+people"
    assert found.event is not None and found.event.quad == "verbal conflict"
    assert record.claim(id) == found
    assert record.claim(id, raw=True) == claims["blame"]
    assert {c.id for c in record.claims(recipient="RUR")} == {id, claims["promise"].id}
    assert list(record.claims(type="ACCUSE", raw=True)) == [claims["blame"]]
    (event,) = record.events(type="REJECT")
    assert event.id == before.id, "its only claim is still there: the event lives on"
    assert record.verify() == []
    # and back
    record.judge(id, "correct", field="type", value="ACCUSE", who="bo")
    assert [c.id for c in record.claims(type="ACCUSE")] == [id]
    assert record.verify() == []


@pytest.mark.parametrize(
    ("field", "value"),
    [("type", "SING"), ("colour", "red"), ("negated", "maybe"), ("removed", "x"), ("date", "soon")],
)
def test_what_cannot_be_is_refused(
    record: Record, build: Callable[..., Any], field: str, value: str
) -> None:
    claims = read(record, build)
    with pytest.raises(FormatError):
        record.judge(claims["ask"].id, "correct", field=field, value=value, who="ana")
    assert list(record.judgements()) == []


def test_nothing_and_nobody(record: Record, build: Callable[..., Any]) -> None:
    claims = read(record, build)
    with pytest.raises(NotFound):
        record.judge("c0", "accept", who="ana")
    with pytest.raises(FormatError):
        record.judge(claims["ask"].id, "accept", who=" ")
    with pytest.raises(FormatError):
        record.judge(claims["ask"].id, "split", who="ana")
    with pytest.raises(FormatError):
        record.judge(claims["ask"].id, "merge", other=claims["ask"].id, who="ana")


def test_judgements_survive_a_new_coder(record: Record, build: Callable[..., Any]) -> None:
    claims = read(record, build)
    record.judge(claims["ask"].id, "correct", field="date", value="2018-12-02", who="ana")
    record.judge(claims["promise"].id, "accept", who="ana")
    record.judge(claims["blame"].id, "reject", who="ana")
    before = list(record.judgements())
    # The new version does not find the promise, and reads the accusation one character longer.
    new = read(record, build, coder="rules-2", without="promise", longer=True)
    assert new["blame"].id != claims["blame"].id
    found = shown(record)
    assert found[claims["ask"].id].when.edtf == "2018-12-02"
    assert found[claims["ask"].id].coder == "rules-2+people"
    assert claims["promise"].id in found, "accepted: it stays though the new version misses it"
    assert found[claims["promise"].id].coder == "rules-1"
    assert new["blame"].id not in found and claims["blame"].id not in found
    assert list(record.judgements()) == before
    assert record.stats(full=True).waiting == 0
    assert record.verify() == []
    # and reading the same again is no change
    assert not record.add(
        build(TEXT + " Edition a.", url="https://a.example/1").article, [], "rules-2"
    )
    assert shown(record) == found


def test_merge_and_split_last(record: Record, build: Callable[..., Any]) -> None:
    one = read(record, build)
    two = read(record, build, "b")
    (event,) = record.events(type="REQUEST")
    assert set(event.claims) == {one["ask"].id, two["ask"].id}
    record.judge(one["ask"].id, "split", who="ana", why="two letters")
    assert [len(e.claims) for e in record.events(type="REQUEST")] == [1, 1]
    assert record.verify() == []
    three = read(record, build, "c")
    found = sorted(len(e.claims) for e in record.events(type="REQUEST"))
    assert found == [1, 2], "a later report joins one of them"
    assert three["ask"].id
    assert len(list(record.events(type="REQUEST", raw=True))) == 1
    # An accusation and a promise, put together by hand across their blocks, and taken apart.
    (blame,) = record.events(type="ACCUSE")
    (promise,) = record.events(type="AGREE")
    record.judge(blame.id, "merge", other=promise.id, who="ana")
    merged = record.event(blame.id)
    assert merged is not None and merged == record.event(promise.id)
    assert set(merged.claims) == {*blame.claims, *promise.claims}
    assert (merged.confidence, merged.reasons[-1]) == (1.0, "put together by hand")
    assert record.verify() == []
    read(record, build, "a", coder="rules-2")
    merged = record.event(blame.id)
    assert merged is not None and set(merged.claims) == {*blame.claims, *promise.claims}
    assert record.verify() == []
    record.judge(merged.id, "split", who="bo")
    assert len(list(record.events(type="ACCUSE"))) == 3
    assert record.verify() == []


def test_an_event_is_judged_by_its_claims(record: Record, build: Callable[..., Any]) -> None:
    read(record, build)
    read(record, build, "b")
    (event,) = record.events(type="ACCUSE")
    record.judge(event.id, "reject", who="ana")
    assert not list(record.events(type="ACCUSE"))
    assert record.event(event.id) is None
    (note,) = [record.judge(c, "note", text="see page 3", who="bo") for c in event.claims[:1]]
    assert note.text == "see page 3"
    assert len(list(record.judgements(event.claims[0]))) == 2


def test_precision_of_each_field(record: Record, build: Callable[..., Any]) -> None:
    claims = read(record, build)
    record.judge(claims["ask"].id, "accept", who="ana")
    record.judge(claims["promise"].id, "correct", field="recipient", value="STR", who="bo")
    record.judge(claims["blame"].id, "reject", who="ana")
    score = score_judgements(record)
    assert (score["n"], score["precision"]) == (3, 0.6667)
    assert score["per_field"]["recipient"] == {"right": 1, "wrong": 1, "precision": 0.5}
    assert score["per_field"]["type"] == {"right": 2, "wrong": 0, "precision": 1.0}
    assert score["per_type"]["ACCUSE"]["precision"] == 0.0
    assert score["judges"] == ["ana", "bo"]


def test_judgements_go_from_record_to_record(
    new_store: Callable[[], Any], build: Callable[..., Any]
) -> None:
    with open_record(new_store().where) as one, open_record(new_store().where) as other:
        claims = read(one, build)
        read(other, build)
        made = one.judge(claims["blame"].id, "reject", who="ana")
        other.keep(made)
        other.keep(made)
        other.rebuild()
        assert claims["blame"].id not in shown(other)
        assert list(other.judgements()) == [made]
        assert other.verify() == []


def test_two_versions_compared(record: Record, build: Callable[..., Any]) -> None:
    claims = read(record, build)
    new = read(record, build, coder="rules-2", without="promise", longer=True)
    found = {d.change: d for d in record.compare("rules-1", "rules-2")}
    assert found["removed"].old == claims["promise"].id
    assert (found["changed"].old, found["changed"].new) == (claims["blame"].id, new["blame"].id)
    assert "evidence" in found["changed"].fields
    assert {d.change for d in record.compare("rules-2", "rules-1")} == {"added", "changed"}
    assert list(record.compare("rules-1", "rules-1")) == []
