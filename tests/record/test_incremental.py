"""What is assembled bit by bit, in any order, is what is assembled at once from all claims."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from communique.model import (
    Amount,
    Article,
    Claim,
    Event,
    EventCode,
    Evidence,
    Factuality,
    LedgerEntry,
    Mention,
    When,
    make_claim,
)
from communique.record import Record, assemble_events, assemble_ledger, open_record

# ---- a small world where much is said about few things: one claim reaches far in it ----

CODER = "rules-1"
PARTIES = (("Zenda", "ZEN"), ("Ruritania", "RUR GOV"), ("Strelsau", "STR"), ("the rebels", None))
THINGS = ("grain", "visas", "prisoners", "grain and visas", "")
SAID = {
    "REQUEST": ("asked {to} for {it}", "asked {to} in a letter for {it}", "always asks for {it}"),
    "AGREE": ("promised {to} {it}", "offered {to} {it}"),
    "REJECT": ("refused {to} {it}", "withdrew its promise of {it} to {to}"),
    "AID": ("sent {to} {it}", "sent {to} some {it}", "sent {to} its {it}"),
    "RETREAT": ("released {it} to {to}", "withdrew its request for {it}"),
    "SANCTION": ("stopped aid of {it} to {to}",),
    "CONSULT": ("replied to the letter of {to} on {it}",),
    "ACCUSE": ("blamed {to} for {it}",),
}
FIRST = date(2021, 1, 1)


def made_up(
    number: int, seed: int, *, days: int = 60, coder: str = CODER
) -> tuple[Article, list[Claim]]:
    """Page ``number`` of the world of this seed and its claims, always the same."""
    chance = random.Random(f"{seed} {number}")
    published = FIRST + timedelta(days=chance.randrange(days))
    text = ""
    parts: list[dict[str, Any]] = []
    for _ in range(chance.randint(1, 5)):
        type = chance.choice(list(SAID))
        (who, who_code), (whom, whom_code) = chance.sample(PARTIES, 2)
        thing = chance.choice(THINGS)
        words = f"{who} {chance.choice(SAID[type]).format(to=whom, it=thing)}"
        words = " ".join(words.split())
        parts.append(
            {
                "type": type,
                "at": len(text),
                "words": words,
                "who": (who, who_code),
                "whom": (whom, whom_code) if whom in words and chance.random() < 0.8 else None,
                "when": _when(chance, published),
                "negated": type in ("AID", "RETREAT") and chance.random() < 0.15,
                "future": type == "AID" and chance.random() < 0.2,
            }
        )
        text += words + ". "
    dated = chance.random() < 0.85
    article = Article.make(
        text,
        url=f"https://page.example/{seed}/{number}",
        published=published.isoformat() if dated else None,
    )
    return article, [_claim(article, part, coder) for part in parts]


def _when(chance: random.Random, published: date) -> tuple[str | None, str]:
    said = published - timedelta(days=chance.randrange(9))
    later = published + timedelta(days=chance.randrange(2, 30))
    return chance.choices(
        [
            (None, "none"),
            (said.isoformat(), "said"),
            (f"../{later.isoformat()}", "said"),
            (said.isoformat()[:7], "said"),
            (published.isoformat(), "publication"),
        ],
        weights=[4, 4, 2, 1, 2],
    )[0]


def _claim(article: Article, part: dict[str, Any], coder: str) -> Claim:
    at, words = part["at"], part["words"]
    edtf, basis = part["when"]
    amounts = ()
    if "some" in words:
        start = at + words.index("some")
        amounts = (Amount(text="some", start=start, end=start + 4, value=5.0, unit="count"),)
    return make_claim(
        kind="event",
        article=article.ref,
        evidence=(Evidence(at, at + len(words), words),),
        event=EventCode(
            type=part["type"],
            modes=("discontinue",) if part["type"] == "SANCTION" else (),
            quad="verbal conflict",
            intensity=0.0,
        ),
        actors=(_mention(part["who"], at, words),),
        recipients=(_mention(part["whom"], at, words),) if part["whom"] else (),
        factuality=Factuality(negated=part["negated"], future=part["future"]),
        when=When(edtf=edtf, basis=basis),
        amounts=amounts,
        coder=coder,
    )


def _mention(party: tuple[str, str | None], at: int, words: str) -> Mention:
    name, code = party
    start = at + words.index(name)
    if code is None:
        return Mention(text=name, start=start, end=start + len(name), reason="no antecedent")
    return Mention(
        text=name,
        start=start,
        end=start + len(name),
        code=code,
        country=code.split()[0],
        name=name,
        status="resolved",
    )


# ---- the tests ----

Page = tuple[Article, list[Claim]]
CORRECTIONS = (
    ("actor", "ZEN"), ("actor", ""), ("recipient", "RUR GOV"), ("type", "REQUEST"),
    ("type", "AID"), ("type", "AGREE"), ("type", "ACCUSE"), ("date", "2021-01-09"),
    ("negated", "true"), ("future", "true"),
)  # fmt: skip
EVENT_OF_CLAIMS = ("type", "actors", "recipients", "date", "claims", "factuality", "summary")
"""What of an event does not depend on the copies of its pages."""


def without_ids(found: Iterable[Event | LedgerEntry]) -> list[str]:
    return sorted(str(msgspec.structs.replace(item, id="")) for item in found)


def of_claims(found: Iterable[Event]) -> list[str]:
    return sorted(str([getattr(e, name) for name in EVENT_OF_CLAIMS]) for e in found)


def pages_of(seed: int, count: int, days: int) -> list[Page]:
    return [made_up(number, seed, days=days) for number in range(count)]


def newest(record: Record) -> str | None:
    return max((a.published for a in record.articles() if a.published), default=None)


def is_as_at_once(record: Record) -> None:
    """The record's events and ledger are those of its claims, shown and raw."""
    assert record.verify() == []
    for raw in (False, True):
        claims = list(record.claims(raw=raw))
        whole = assemble_ledger(claims, as_of=newest(record))
        assert without_ids(record.ledger(raw=raw)) == without_ids(whole)
        events = assemble_events(c for c in claims if c.kind == "event")
        assert of_claims(record.events(raw=raw)) == of_claims(events)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(("count", "days"), [(12, 10), (30, 60), (30, 400)])
def test_the_order_of_pages_and_rebuilds_does_not_matter(
    new_store: Callable[[], Any], seed: int, count: int, days: int
) -> None:
    chance = random.Random(seed)
    pages = pages_of(seed, count, days)
    chance.shuffle(pages)
    with open_record(new_store().where) as record:
        for article, claims in pages:
            record.add(article, claims, CODER)
            if chance.random() < 0.5:
                record.rebuild()
        record.rebuild()
        is_as_at_once(record)


@pytest.mark.parametrize("seed", range(10))
def test_judgements_and_new_readings_in_between(new_store: Callable[[], Any], seed: int) -> None:
    chance = random.Random(seed)
    pages = pages_of(seed, 20, chance.choice((10, 60)))
    store = new_store()
    with open_record(store.where) as record:
        for article, claims in pages:
            record.add(article, claims, CODER)
            record.rebuild()
            if chance.random() < 0.5:
                decide(record, chance)
            if chance.random() < 0.3:
                again, old = chance.choice(pages)
                newer = [msgspec.structs.replace(c, coder="rules-2") for c in old]
                record.add(again, [c for c in newer if chance.random() < 0.8], "rules-2")
        record.rebuild()
        is_as_at_once(record)
        before = list(record.ledger()), list(record.events())
    store.change("INSERT INTO dirty (what, key) VALUES ('all', '')")
    with open_record(store.where) as record:
        assert record.rebuild()
        assert (list(record.ledger()), list(record.events())) == before


@pytest.mark.parametrize("seed", range(8))
def test_merges_and_splits_in_between(new_store: Callable[[], Any], seed: int) -> None:
    """What people put together comes apart where one of it goes, and nothing is lost of it."""
    chance = random.Random(seed)
    store = new_store()
    with open_record(store.where) as record:
        for article, claims in pages_of(seed, 12, 30):
            record.add(article, claims, CODER)
        record.rebuild()
        for _ in range(12):
            tie(record, chance)
            decide(record, chance)
            held = [c for e in record.events() for c in e.claims]
            assert sorted(held) == sorted(c.id for c in record.claims(kind="event"))
        assert record.verify() == []
        before = list(record.events())
    store.change("INSERT INTO dirty (what, key) VALUES ('all', '')")
    with open_record(store.where) as record:
        assert record.rebuild()
        assert list(record.events()) == before


def tie(record: Record, chance: random.Random) -> None:
    """A person puts two events together, or takes one apart."""
    events = list(record.events())
    several = [e for e in events if len(e.claims) > 1]
    if several and chance.random() < 0.3:
        record.judge(chance.choice(several).id, "split", who="Bo")
    elif len(events) > 1:
        one, other = chance.sample(events, 2)
        record.judge(one.id, "merge", other=other.id, who="Bo")


def decide(record: Record, chance: random.Random) -> None:
    """A person says something about a claim, or takes back what was said before."""
    claim = chance.choice(list(record.claims())).id
    said = [j for j in record.judgements() if j.action not in ("accept", "withdraw")]
    match chance.choice(["reject", "correct", "correct", "accept", "withdraw"]):
        case "correct":
            field, value = chance.choice(CORRECTIONS)
            record.judge(claim, "correct", who="Ann", field=field, value=value)
        case "withdraw":
            gone = {j.other for j in record.judgements()}
            if left := [j.id for j in said if j.id not in gone]:
                record.judge(chance.choice(left), "withdraw", who="Ann")
        case verdict:
            record.judge(claim, verdict, who="Ann")  # type: ignore[arg-type]


def test_what_hangs_on_a_claim_goes_and_comes_with_it(
    new_store: Callable[[], Any], build: Callable[..., Any]
) -> None:
    """A promise, what answers it, and the act that is a delivery because of it: on three pages."""
    rur, zen, day = ("Ruritania", "RUR"), ("Zenda", "ZEN"), "2021-02-{:02}".format
    told = {
        "promise": ("Ruritania promised Zenda grain", "AGREE", 1),
        "sent": ("Ruritania sent Zenda the grain", "AID", 20),
        "stopped": ("Ruritania stopped aid of grain to Zenda", "SANCTION", 10),
    }

    def ledger() -> dict[str, str]:
        found = {e.kind: e.status for e in record.ledger()}
        assert record.verify() == []
        return found

    with open_record(new_store().where) as record:
        ids = {}
        for name, (words, type, on) in told.items():
            b = build(f"{words}.", url=f"https://{name}.example/", published=day(on))
            modes = ("discontinue",) if type == "SANCTION" else ()
            claim = b.event(words, type, [rur], [zen], when=(day(on), "said"), modes=modes)
            ids[name] = claim.id
            record.add(b.article, [claim], CODER)
            record.rebuild()
        all_of_it = {"promise": "delivered", "suspension": "delivered", "delivery": "delivered"}
        assert ledger() == all_of_it
        first = record.judge(ids["promise"], "reject", who="Ann")
        assert ledger() == {"suspension": "delivered", "delivery": "delivered"}
        second = record.judge(ids["stopped"], "reject", who="Ann")
        assert ledger() == {}, "nothing is left that the act delivers"
        record.judge(first.id, "withdraw", who="Ann")
        assert ledger() == {"promise": "delivered", "delivery": "delivered"}
        record.judge(second.id, "withdraw", who="Ann")
        assert ledger() == all_of_it
        record.judge(ids["sent"], "reject", who="Ann")
        assert ledger() == {"promise": "withheld", "suspension": "withheld"}
        assert {e.kind for e in record.ledger(raw=True)} == set(all_of_it)


def test_a_deadline_passes_when_a_newer_page_comes(
    new_store: Callable[[], Any], build: Callable[..., Any]
) -> None:
    words = "Ruritania promised Zenda grain"
    b = build(f"{words}.", url="https://a.example/", published="2021-02-01")
    due = b.event(
        words, "AGREE", [("Ruritania", "RUR")], [("Zenda", "ZEN")], when=("../2021-03", "said")
    )
    with open_record(new_store().where) as record:
        record.add(b.article, [due], CODER)
        statuses = []
        for number, moment in enumerate(("2021-03-31", "2021-04-01", "2021-05-01")):
            later = build(
                f"It rained, {number}.", url=f"https://b.example/{number}", published=moment
            )
            record.add(later.article, [], CODER)
            record.rebuild()
            assert record.verify() == []
            statuses.append([e.status for e in record.ledger()])
    assert statuses == [["open"], ["overdue"], ["overdue"]]


def test_an_answer_months_later_changes_what_it_answers_and_no_more(
    new_store: Callable[[], Any], build: Callable[..., Any]
) -> None:
    b = build("Ruritania sent Zenda the grain.", url="https://late.example/")
    late = b.event(
        "Ruritania sent Zenda the grain", "AID", [("Ruritania", "RUR GOV")], [("Zenda", "ZEN")],
        when=("2021-10-01", "anchored"),
    )  # fmt: skip
    with open_record(new_store().where) as record:
        for article, claims in pages_of(3, 40, 60):
            record.add(article, claims, CODER)
        record.rebuild()
        before = {e.id: e for e in record.ledger()}
        record.add(b.article, [late], CODER)
        record.rebuild()
        after = {e.id: e for e in record.ledger()}
        is_as_at_once(record)
    changed = [after[id] for id in before if after[id] != before[id]]
    assert changed
    assert all(e.history[-1].claim == late.id for e in changed)
    assert {e.kind for id, e in after.items() if id not in before} == {"delivery"}
