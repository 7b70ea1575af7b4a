"""Claims to ledger entries."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from communique.model import Article, Claim, LedgerEntry
from communique.record import assemble_ledger

TEXT = (
    "Zenda asked Ruritania for grain convoys. Ruritania promised to send grain convoys. "
    "Ruritania refused to send grain convoys. Ruritania sent the grain convoys on Friday. "
    "Ruritania sent part of the grain convoys. Ruritania has not yet sent the grain convoys. "
    "Ruritania did not send grain. Ruritania stopped grain aid. Ruritania offered grain loans. "
    "Ruritania will release prisoners. Zenda asked Ruritania for visas. Ruritania refused. "
    "Strelsau has always pushed Zenda. It paid $5 million of grain money and $9 million."
)
RUR, ZEN = ("Ruritania", "RUR"), ("Zenda", "ZEN")


@pytest.fixture
def say(build: Callable[..., Any]) -> Callable[..., Claim]:
    """``say(quote, type, by, to, date)`` gives a claim on its own page."""

    def make(
        quote: str,
        type: str,
        by: Any = RUR,
        to: Any = ZEN,
        date: str | None = "2018-12-03",
        page: str | None = None,
        **more: Any,
    ) -> Claim:
        builder = build(TEXT, url=page or f"https://a.example/{quote}/{date}", published=None)
        if "amount" in more:
            words, value = more.pop("amount")
            more["amounts"] = (builder.amount(words, value, "USD"),)
        claim: Claim = builder.event(
            quote, type, [by] if by else [], [to] if to else [],
            when=(date, "anchored") if date else None, **more,
        )  # fmt: skip
        return claim

    return make


ASK = ("asked Ruritania for grain convoys", "REQUEST", ZEN, RUR)
PROMISE = ("promised to send grain convoys", "AGREE", RUR, ZEN)


def entry(claims: list[Claim], kind: str) -> LedgerEntry:
    (found,) = [e for e in assemble_ledger(claims) if e.kind == kind]
    return found


def test_the_letter_is_one_request(letter: tuple[Article, dict[str, Claim]]) -> None:
    _article, claims = letter
    found = assemble_ledger(claims.values())
    requests = [e for e in found if e.kind == "request"]
    told = next(e for e in requests if claims["letter"].id in e.claims)
    names = ("headline", "letter", "ministry", "nsc")
    assert told.claims == tuple(sorted(claims[n].id for n in names))
    assert (told.by, told.to, told.date) == (("USA GOV",), ("PAK", "PAK GOV"), "2018-12-03")
    assert told.third_parties == ("AFG REB",)
    # What has always been so is an entry of its own.
    assert [e.claims for e in requests if e is not told] == [(claims["pushing"].id,)]
    assert {e.kind for e in found} == {"request", "suspension", "promise"}
    suspension = next(e for e in found if e.kind == "suspension")
    assert suspension.amounts == ("$1.66 billion",)
    assert suspension.status == "withheld"
    # Pakistan's word to facilitate answers the letter that sought its facilitation.
    assert told.status == "promised"
    assert told.history[-1].claim == claims["commitment"].id


def test_the_letter_without_any_date_is_one_request(build: Callable[..., Any]) -> None:
    text = (
        "Trump asks Pakistan's help. Trump wrote a letter seeking help. The letter sought support."
    )
    b = build(text, published=None)
    usa, pak = [("Trump", "USA GOV")], [("Pakistan", "PAK")]
    claims = [
        b.event("Trump asks Pakistan's help", "REQUEST", usa, pak),
        b.event("a letter seeking help", "REQUEST", usa, pak, when=("XXXX-12-03", "said")),
        b.event("The letter sought support", "REQUEST", [("The letter", None)]),
    ]
    (found,) = assemble_ledger(claims)
    assert len(found.claims) == 3


def test_promise_then_delivery(say: Callable[..., Claim]) -> None:
    claims = [
        say(*ASK),
        say(*PROMISE, "2018-12-05"),
        say("sent the grain convoys", "AID", date="2018-12-20"),
    ]
    request, promise = entry(claims, "request"), entry(claims, "promise")
    delivery = entry(claims, "delivery")
    assert [c.status for c in request.history] == ["open", "promised", "delivered"]
    assert [c.status for c in promise.history] == ["open", "delivered"]
    assert [c.date for c in promise.history] == ["2018-12-05", "2018-12-20"]
    assert promise.history[-1].claim == claims[2].id
    assert (delivery.status, delivery.claims) == ("delivered", (claims[2].id,))
    assert promise.object == "promised to send grain convoys"


def test_delivery_in_part_by_words_or_amount(say: Callable[..., Claim]) -> None:
    part = say("sent part of the grain convoys", "AID", date="2018-12-20")
    assert entry([say(*PROMISE), part], "promise").status == "partly delivered"
    assert entry([say(*PROMISE), part], "delivery").status == "partly delivered"
    rest = say("sent the grain convoys", "AID", date="2018-12-25")
    assert entry([say(*PROMISE), part, rest], "promise").status == "delivered"
    wanted = say(*PROMISE, amount=("$9 million", 9e6))
    paid = say(
        "paid $5 million of grain money", "AID", date="2018-12-20", amount=("$5 million", 5e6)
    )
    assert entry([wanted, paid], "promise").status == "partly delivered"


def test_aid_that_answers_nothing_is_no_entry(say: Callable[..., Claim]) -> None:
    assert assemble_ledger([say("sent the grain convoys", "AID")]) == []
    early = say("sent the grain convoys", "AID", date="2018-11-01")
    assert entry([say(*PROMISE), early], "promise").status == "open"
    late = say("sent the grain convoys", "AID", date="2020-11-01")
    assert entry([say(*PROMISE), late], "promise").status == "open"
    other = say("sent the grain convoys", "AID", by=("Strelsau", "STR"), date="2018-12-20")
    assert entry([say(*PROMISE), other], "promise").status == "open"
    nameless = say("sent the grain convoys", "AID", by=("It", None), date="2018-12-20")
    assert entry([say(*PROMISE), nameless], "promise").status == "open"


def test_what_did_not_come_is_overdue_or_withheld(say: Callable[..., Claim]) -> None:
    late = say(
        "has not yet sent the grain convoys", "AID", date="2018-12-20", flags={"negated": True}
    )
    assert entry([say(*PROMISE), late], "promise").status == "overdue"
    never = say("did not send grain", "AID", date="2018-12-20", flags={"negated": True})
    assert entry([say(*PROMISE), never], "promise").status == "withheld"
    stopped = say("stopped grain aid", "SANCTION", date="2018-12-20", modes=("discontinue",))
    assert entry([say(*PROMISE), stopped], "promise").status == "withheld"
    assert entry([say(*ASK), never], "request").status == "open"


def test_refusal_answers_the_other_sides_request(say: Callable[..., Claim]) -> None:
    refusal = say("refused to send grain convoys", "REJECT", date="2018-12-04")
    found = assemble_ledger([say(*ASK), refusal])
    assert {e.kind: e.status for e in found} == {"request": "refused", "refusal": "refused"}
    bare = say("Ruritania refused", "REJECT", date="2018-12-04")
    assert entry([say(*ASK), bare], "request").status == "refused"
    strange = say(
        "refused to send grain convoys", "REJECT", by=("Strelsau", "STR"), date="2018-12-04"
    )
    assert entry([say(*ASK), strange], "request").status == "open"
    elsewhere = say("Ruritania refused", "REJECT", date="2019-06-04")
    assert entry([say(*ASK), elsewhere], "request").status == "open"
    before = say("refused to send grain convoys", "REJECT", date="2018-11-04")
    assert entry([say(*ASK), before], "request").status == "open"


def test_without_dates_only_one_article_answers(say: Callable[..., Claim]) -> None:
    ask = say(*ASK, None, page="https://a.example/p")
    here = say("Ruritania refused", "REJECT", date=None, page="https://a.example/p")
    there = say("Ruritania refused", "REJECT", date=None, page="https://a.example/q")
    assert entry([ask, here], "request").status == "refused"
    assert entry([ask, there], "request").status == "open"


@pytest.mark.parametrize(
    ("quote", "type", "options", "kind"),
    [
        ("offered grain loans", "AGREE", {}, "offer"),
        ("will release prisoners", "RETREAT", {"flags": {"future": True}}, "promise"),
        ("stopped grain aid", "SANCTION", {"modes": ("withdraw",)}, "suspension"),
        ("stopped grain aid", "SANCTION", {"modes": ("expel",)}, None),
        ("Ruritania refused", "SANCTION", {"modes": ("withdraw",)}, None),
        ("refused to send grain convoys", "REJECT", {"flags": {"future": True}}, None),
        ("promised to send grain convoys", "AGREE", {"flags": {"negated": True}}, None),
        ("promised to send grain convoys", "AGREE", {"flags": {"hypothetical": True}}, None),
        ("Ruritania refused", "ASSAULT", {}, None),
    ],
)
def test_which_claims_make_which_entry(
    say: Callable[..., Claim], quote: str, type: str, options: dict[str, Any], kind: str | None
) -> None:
    assert [e.kind for e in assemble_ledger([say(quote, type, **options)])] == [kind] * bool(kind)


def test_what_a_source_denies_is_no_entry(build: Callable[..., Any]) -> None:
    b = build(TEXT)
    denied = b.event(
        "promised to send grain convoys", "AGREE", [RUR], [ZEN],
        attribution=(b.source("Strelsau", "STR", stance="denies"),),
    )  # fmt: skip
    assert assemble_ledger([denied]) == []


def test_same_week_and_thing_is_one_entry_and_the_rest_is_not(say: Callable[..., Claim]) -> None:
    def count(*claims: Claim) -> int:
        return len(assemble_ledger(claims))

    ask = say(*ASK)
    assert count(ask, say(*ASK, "2018-12-09")) == 1
    assert count(ask, say(*ASK, "2018-12-10")) == 2
    assert count(ask, say("asked Ruritania for visas", "REQUEST", ZEN, RUR)) == 2
    assert count(ask, say(*ASK[:2], ("Strelsau", "STR"), RUR)) == 2
    assert count(ask, say(*ASK[:2], ZEN, ("Strelsau", "STR"))) == 2
    # A party left out is whoever it is in the same article, and nobody in another.
    here, there = "https://a.example/p", "https://a.example/q"
    assert count(say(*ASK, page=here), say(*ASK[:2], ZEN, None, "2018-12-04", page=here)) == 1
    assert count(say(*ASK, page=here), say(*ASK[:2], ZEN, None, "2018-12-04", page=there)) == 2


def test_a_report_without_recipient_joins_no_two_entries(say: Callable[..., Claim]) -> None:
    page = "https://a.example/p"
    claims = [
        say(*ASK, page=page),
        say(*ASK[:2], ZEN, ("Strelsau", "STR"), page=page),
        say(*ASK[:2], ZEN, None, page=page),
    ]
    assert sorted(len(e.claims) for e in assemble_ledger(claims)) == [1, 2]


def test_undated_reports_of_two_pages_go_by_their_pages_week(build: Callable[..., Any]) -> None:
    def ask(day: int) -> Claim:
        b = build(TEXT, url=f"https://a.example/{day}", published=f"2018-12-{day:02}")
        claim: Claim = b.event(ASK[0], "REQUEST", [ZEN], [RUR])
        return claim

    assert len(assemble_ledger([ask(3), ask(6)])) == 1
    assert len(assemble_ledger([ask(3), ask(16)])) == 2


def test_a_date_to_come_is_the_deadline_and_not_the_day_of_the_word(
    build: Callable[..., Any],
) -> None:
    def deadline(edtf: str, published: str | None = "2018-12-06") -> tuple[str | None, str | None]:
        b = build(TEXT, published=published)
        (found,) = assemble_ledger([b.event(*PROMISE[:2], [RUR], [ZEN], when=(edtf, "anchored"))])
        return found.date, found.deadline

    assert deadline("../2018-12-20") == ("2018-12-06", "2018-12-20")
    assert deadline("2018-12-20") == ("2018-12-06", "2018-12-20")
    assert deadline("2018-12-06/2019-03") == ("2018-12-06", "2019-03")
    assert deadline("2018-12-03") == ("2018-12-03", None)
    assert deadline("XXXX-12-03", None) == ("XXXX-12-03", None)


def test_names_alone_make_no_answer(build: Callable[..., Any]) -> None:
    text = "Zenda asked Ruritania to press the Black Band. Ruritania freed a man of the Black Band."
    b = build(text)
    ask = b.event("asked Ruritania to press the Black Band", "REQUEST", [ZEN], [RUR])
    freed = b.event("Ruritania freed a man of the Black Band", "RETREAT", [RUR])
    assert [e.status for e in assemble_ledger([ask, freed])] == ["open"]


def test_order_changes_nothing(
    say: Callable[..., Claim], letter: tuple[Article, dict[str, Claim]]
) -> None:
    claims = [*letter[1].values(), say(*ASK), say(*PROMISE, "2018-12-05")]
    claims += [say(*ASK, f"2018-12-{d:02}") for d in range(4, 25)]
    claims += [say("sent the grain convoys", "AID", date="2018-12-20")]
    expected = assemble_ledger(claims)
    dice = random.Random(3)
    for _ in range(5):
        dice.shuffle(claims)
        assert assemble_ledger(claims) == expected


def test_a_long_object_is_shortened(build: Callable[..., Any]) -> None:
    b = build("Ruritania promised " + "grain convoys and " * 20 + "more.")
    (found,) = assemble_ledger([b.event(b.article.text, "AGREE", [RUR])])
    assert found.object.endswith("…") and len(found.object) <= 160


# ---- months later, and by two mouths ----


def test_what_is_due_falls_overdue(build: Callable[..., Any]) -> None:
    b = build(TEXT, published="2018-12-06")
    promise = b.event(*PROMISE[:2], [RUR], [ZEN], when=("../2018-12-20", "anchored"))

    def story(as_of: str, *more: Claim) -> list[str]:
        found = [e for e in assemble_ledger([promise, *more], as_of=as_of) if e.kind == "promise"]
        return [c.status for c in found[0].history]

    assert story("2018-12-20") == ["open"]
    assert story("2018-12-21") == ["open", "overdue"]
    sent = build(TEXT, url="https://a.example/s").event(
        "sent the grain convoys", "AID", [RUR], [ZEN], when=("2018-12-15", "anchored")
    )
    assert story("2019-06-01", sent) == ["open", "delivered"]
    assert assemble_ledger([promise], as_of="2019")[0].history[-1].date == "2018-12-20"


def test_a_word_taken_back(build: Callable[..., Any], say: Callable[..., Claim]) -> None:
    text = "Ruritania withdrew its promise of grain convoys. Zenda withdrew its request for grain convoys."
    b = build(text, url="https://a.example/w", published="2018-12-20")
    back = b.event(
        "Ruritania withdrew its promise of grain convoys", "REJECT", [RUR], [ZEN],
        when=("2018-12-19", "anchored"),
    )  # fmt: skip
    assert entry([say(*PROMISE), back], "promise").status == "withdrawn"
    asked = b.event(
        "Zenda withdrew its request for grain convoys", "RETREAT", [ZEN], [RUR],
        when=("2018-12-19", "anchored"),
    )  # fmt: skip
    assert entry([say(*ASK), asked], "request").status == "withdrawn"


def test_a_refusal_thought_over_and_aid_resumed(say: Callable[..., Claim]) -> None:
    refusal = say("refused to send grain convoys", "REJECT", date="2018-12-04")
    promise = say(*PROMISE, "2019-01-10")
    sent = say("sent the grain convoys", "AID", date="2019-02-20")
    request = entry([say(*ASK), refusal, promise, sent], "request")
    assert [c.status for c in request.history] == ["open", "refused", "promised", "delivered"]
    stopped = say("stopped grain aid", "SANCTION", date="2018-12-20", modes=("discontinue",))
    again = entry([stopped, sent], "suspension")
    assert [c.status for c in again.history] == ["withheld", "delivered"]


def test_two_sides_say_otherwise_and_both_stand(build: Callable[..., Any]) -> None:
    text = (
        "Ruritania promised to send grain convoys. Ruritania sent the grain convoys, Ruritania "
        "said. Ruritania did not send the grain convoys, Zenda said."
    )
    b = build(text, url="https://a.example/two", published="2018-12-20")
    promise = b.event("promised to send grain convoys", "AGREE", [RUR], [ZEN],
                      when=("2018-12-03", "anchored"))  # fmt: skip
    sent = b.event(
        "sent the grain convoys", "AID", [RUR], [ZEN], when=("2018-12-18", "anchored"),
        attribution=(b.source("Ruritania", "RUR GOV"),),
    )  # fmt: skip
    never = b.event(
        "did not send the grain convoys", "AID", [RUR], [ZEN], when=("2018-12-19", "anchored"),
        flags={"negated": True}, attribution=(b.source("Zenda", "ZEN GOV"),),
    )  # fmt: skip
    for order in ([promise, sent, never], [never, sent, promise]):
        found = entry(order, "promise")
        assert found.status == "delivered"
        assert [(c.status, c.by) for c in found.contested] == [("withheld", ("ZEN GOV",))]
        assert found.history[-1].by == ("RUR GOV",)


def test_an_answer_that_is_neither_yes_nor_no(
    build: Callable[..., Any], say: Callable[..., Claim]
) -> None:
    text = "Ruritania replied to the appeal for grain convoys by Zenda."
    reply = build(text, url="https://a.example/r", published="2018-12-10").event(
        "Ruritania replied to the appeal for grain convoys", "CONSULT", [RUR], [ZEN],
        when=("2018-12-09", "anchored"),
    )  # fmt: skip
    assert [c.status for c in entry([say(*ASK), reply], "request").history] == ["open", "answered"]
    talk = say("stopped grain aid", "CONSULT", date="2018-12-09")
    assert entry([say(*ASK), talk], "request").status == "open"


def test_a_condition_is_kept(build: Callable[..., Any]) -> None:
    text = "Ruritania promised grain if Zenda opens the border. It rained."
    b = build(text)
    (found,) = assemble_ledger(
        [b.event("promised grain if Zenda opens the border", "AGREE", [RUR], [ZEN])]
    )
    assert found.condition == "if Zenda opens the border"


def test_many_entries_are_answered_in_no_more_than_a_moment(build: Callable[..., Any]) -> None:
    claims = []
    for number in range(400):
        b = build(TEXT, url=f"https://a.example/{number}", published=None)
        day = f"20{number % 20:02}-{number % 12 + 1:02}-{number % 28 + 1:02}"
        claims.append(b.event(ASK[0], "REQUEST", [ZEN], [RUR], when=(day, "said")))
        claims.append(b.event("Ruritania refused", "REJECT", [RUR], [ZEN], when=(day, "said")))
    found = assemble_ledger(claims)
    assert {e.status for e in found if e.kind == "request"} == {"refused"}
