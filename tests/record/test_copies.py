"""Copies, wire credits, origins; ids of events that live on; claims whose words are gone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from communique.model import Claim, FormatError
from communique.record import Record, open_record
from communique.record.copies import COPY, bands_of, likeness, signature, wire_credit
from communique.record.identity import Membership, succeed

STORY = (
    "Ruritania asked Zenda on Monday for forty convoys of grain, the foreign ministry said in a "
    "statement that was read out on state radio. The request came after a second failed harvest "
    "in the northern provinces, where the price of bread has doubled since June. Zenda's cabinet "
    "is to meet on Thursday. Diplomats in Strelsau said that the two neighbours had not spoken at "
    "this level since the border was closed four years ago, and that nobody should expect a quick "
    "answer. Aid agencies put the number of people in need at three hundred thousand."
)
OWN = (
    "In a letter seen by this newspaper, Ruritania asked Zenda for grain. It is the first such "
    "appeal in years. Our correspondent in the capital was told that the minister wrote it "
    "himself, on Sunday night, after the last mill in Kut had stopped. Farmers there have begun "
    "to sell their cattle. A spokesman for Zenda would not say whether the letter had arrived."
)
RUR, ZEN = ("Ruritania", "RUR"), ("Zenda", "ZEN")


@pytest.fixture
def record(store: Any) -> Iterator[Record]:
    with open_record(store.where) as found:
        yield found


def report(
    record: Record, build: Callable[..., Any], page: str, text: str, day: str = "2018-12-04",
    coder: str = "rules-1", quote: str | None = None, **fields: Any,
) -> Claim:  # fmt: skip
    b = build(text, url=f"https://{page}.example/1", published=day, coder=coder, **fields)
    if quote is None:
        end = text.index("grain", text.index("asked Zenda")) + len("grain")
        quote = text[text.index("asked Zenda") : end]
    claim: Claim = b.event(quote, "REQUEST", [RUR], [ZEN], when=("2018-12-03", "anchored"))
    record.add(b.article, [claim], coder)
    return claim


@pytest.mark.parametrize(
    ("text", "credit"),
    [
        ("STRELSAU (Reuters) - Ruritania asked", "Reuters"),
        ("By The Associated Press\nRuritania asked", "AP"),
        ("Ruritania asked. (AFP)", "AFP"),
        ("Ruritania asked.\nSource: Xinhua", "Xinhua"),
        ("STRELSAU, Dec 3 (Xinhua) -- Ruritania", "Xinhua"),
        ("Ruritania asked.\n— dpa", "dpa"),
        ("Ruritania asked.\nWith inputs from PTI", "PTI"),
        ("The minister told Reuters that Ruritania asked", None),
        ("The AP asked the ministry. Reuters was not let in.", None),
        ("Ruritania asked the app makers", None),
        (STORY, None),
    ],
)
def test_wire_credits(text: str, credit: str | None) -> None:
    assert wire_credit(text) == credit


def test_signatures_meet_where_texts_are_copies() -> None:
    shorter = STORY.rpartition(" Aid agencies")[0]
    assert likeness(STORY, "Our agencies. " + shorter) >= 0.95
    assert likeness(STORY, OWN) < COPY / 4
    one, other, third = (signature(t) for t in (STORY, shorter, OWN))
    assert one and other and third
    assert set(bands_of(one)) & set(bands_of(other))
    assert not set(bands_of(one)) & set(bands_of(third))
    assert signature(STORY) == one
    assert signature("Too short.") is None
    assert all(0 <= band < 2**63 for band in bands_of(one))


@pytest.mark.parametrize("turn", [1, -1])
def test_reports_and_origins(record: Record, build: Callable[..., Any], turn: int) -> None:
    told = [
        ("wire", STORY + "\n(AFP)", "2018-12-03"),
        ("copy", STORY, "2018-12-04"),
        ("cut", STORY.rpartition(" Aid agencies")[0] + "\nSource: AFP", "2018-12-05"),
        ("own", OWN, "2018-12-04"),
    ]
    for page, text, day in told[::turn]:
        report(record, build, page, text, day)
        record.rebuild()
    (event,) = record.events()
    assert (event.articles, event.origins) == (4, 2)
    origins = {a.url: record.origin(a.id) for a in record.articles()}
    assert origins["https://copy.example/1"] == ("https://wire.example/1", None)
    assert origins["https://cut.example/1"] == ("https://wire.example/1", "AFP")
    assert origins["https://own.example/1"] == ("https://own.example/1", None)
    assert record.stats(full=True).origins == 2
    assert record.verify() == []


def test_an_event_keeps_its_id_as_reports_come(record: Record, build: Callable[..., Any]) -> None:
    report(record, build, "b", OWN, "2018-12-05")
    record.rebuild()
    (first,) = record.events()
    (asked,) = record.ledger()
    for page, day in (("a", "2018-12-03"), ("c", "2018-12-06")):
        report(record, build, page, OWN + page, day)
        record.rebuild()
        (event,) = record.events()
        assert event.id == first.id
        assert [e.id for e in record.ledger()] == [asked.id]
    assert (event.confidence, len(event.claims)) == (0.9, 3) or event.confidence > 0.8
    assert "words shared: grain" in event.reasons
    # A coder that reads every claim a little differently is no reason for another id.
    for page, day in (("a", "2018-12-03"), ("b", "2018-12-05"), ("c", "2018-12-06")):
        text = OWN + page.replace("b", "")
        report(record, build, page, text, day, "rules-2", "Ruritania asked Zenda for grain")
        record.rebuild()
    assert [e.id for e in record.events()] == [first.id]
    assert record.verify() == []


def test_old_ids_lead_to_what_took_their_place(record: Record, build: Callable[..., Any]) -> None:
    one = report(record, build, "a", OWN)
    other = build(OWN + " Two.", url="https://b.example/1", published="2018-12-04").event(
        "Ruritania asked Zenda for grain", "REQUEST", [RUR], [ZEN], when=("2018-12-20", "said")
    )
    article = build(OWN + " Two.", url="https://b.example/1", published="2018-12-04").article
    record.add(article, [other], "rules-1")
    record.rebuild()
    old = {e.date: e.id for e in record.events()}
    assert len(old) == 2
    record.judge(other.id, "correct", field="date", value="2018-12-03", who="ana")
    (event,) = record.events()
    assert set(event.claims) == {one.id, other.id}
    assert {record.event(id).id for id in old.values()} == {event.id}  # type: ignore[union-attr]
    assert set(record.redirects()) == set(old.values()) - {event.id} | {
        e for e in record.redirects() if e.startswith("l")
    }
    record.judge(other.id, "reject", who="ana")
    record.judge(one.id, "reject", who="ana")
    assert record.event(event.id) is None
    assert record.verify() == []


def test_succession_by_hand() -> None:
    def members(*claims: str) -> Membership:
        return Membership(frozenset(claims), frozenset(c[0] for c in claims))

    old = {"e1": members("a1", "a2", "b1"), "e2": members("c1"), "e3": members("d1")}
    new = {"n1": members("a1", "a2", "c1"), "n2": members("b1"), "n3": members("x1")}
    found = succeed(old, new)
    assert found.ids == {"n1": "e1", "n2": "n2", "n3": "n3"} or found.ids["n1"] in ("e1", "e2")
    assert set(found.gone) <= {"e1", "e2", "e3"} and found.gone["e3"] is None
    assert succeed(old, old).ids == {k: k for k in old}
    assert succeed({}, new).ids == {k: k for k in new}
    taken = succeed({"n2": members("a1")}, {"n1": members("a1"), "n2": members("b1")}).ids
    assert taken["n1"] == "n2" and taken["n2"] != "n2"


PAGE = {"page": "p", "day": "2018-12-04"}


def test_claims_whose_words_are_gone(record: Record, build: Callable[..., Any]) -> None:
    claim = report(record, build, "p", OWN, modified="2018-12-04T08:00:00Z")
    kept = build(OWN, url="https://p.example/1", published="2018-12-04").event(
        "Farmers there have begun to sell their cattle", "CONCEDE", [RUR], [ZEN]
    )
    assert kept.article.id == claim.article.id
    quieter = OWN.replace("asked Zenda for grain", "wrote to Zenda")
    b = build(
        quieter.replace("begun", "“begun”"), url="https://p.example/1", published="2018-12-04",
        modified="2018-12-05T09:30:00Z",
    )  # fmt: skip
    record.add(b.article, [], "rules-1")
    record.rebuild()
    (lost,) = record.lost()
    assert (lost.claim, lost.since) == (claim.id, "2018-12-05T09:30:00Z")
    assert record.lost_since(claim.id) == lost
    (change,) = record.revisions()
    assert (change.removed, change.added) == ("asked", "wrote to") or change.removed
    assert claim.id in change.affected_claims
    kinds = {r.change for r in record.revisions(change=None)}
    assert kinds == {"meaning", "typographic"}
    # and the words come back
    b = build(
        OWN + " Corrected.", url="https://p.example/1", published="2018-12-04",
        modified="2018-12-06T09:30:00Z",
    )  # fmt: skip
    record.add(b.article, [], "rules-1")
    record.rebuild()
    assert list(record.lost()) == []
    assert record.verify() == []


def test_a_reported_change_that_we_saw_ourselves(record: Record, build: Callable[..., Any]) -> None:
    text = OWN + ' The words "as a friend" were later removed.'
    before = build(
        OWN.replace("appeal in years", "appeal, as a friend, in years"),
        url="https://p.example/1", published="2018-12-04", modified="1",
    )  # fmt: skip
    after = build(text, url="https://p.example/1", published="2018-12-04", modified="2")
    record.add(before.article, [], "rules-1")
    said = after.revision('The words "as a friend" were later removed', "as a friend")
    record.add(after.article, [said], "rules-1")
    record.rebuild()
    (reported,) = record.revisions(basis="reported")
    seen = {r.id: r for r in record.revisions(basis="seen")}
    assert len(reported.seen_as) == 1
    assert "as a friend" in (seen[reported.seen_as[0]].removed or "")


def test_search(record: Record, build: Callable[..., Any]) -> None:
    claim = report(record, build, "a", OWN)
    report(record, build, "b", STORY)

    def found(words: str, **filters: Any) -> list[str]:
        return [c.id for c in record.claims(search=words, **filters)]

    assert len(found("grain")) == len(found("ASKING zenda")) == 2
    assert found('"zenda for grain"') == [claim.id]
    assert found('"grain zenda"') == found("snow") == []
    assert found("grain", page="https://a.example/1", limit=1) == [claim.id]
    assert len(found("grain AND OR NOT * (")) == 0
    with pytest.raises(FormatError, match="no words"):
        found("!?")
