"""Claims to events."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from communique.model import Article, Claim
from communique.record import assemble_events
from communique.record.events import event_id

TEXT = (
    "The minister of Ruritania accused Zenda of shelling a village on Monday. "
    "Zenda was blamed by Ruritania for shelling the village. "
    "He accused Zenda of fraud. Talks were held in Kut and in Basra."
)
RUR, ZEN = ("Ruritania", "RUR"), ("Zenda", "ZEN")


def sizes(*claims: Claim) -> list[int]:
    return sorted((len(e.claims) for e in assemble_events(claims)), reverse=True)


def shelling(build: Any, date: str | None = None, basis: str = "anchored", **more: Any) -> Claim:
    fields = {k: more.pop(k) for k in ("published", "url") if k in more}
    builder = build(TEXT, **fields)
    when = (date, basis) if date else None
    more.setdefault("actors", [RUR])
    more.setdefault("recipients", [ZEN])
    type = more.pop("type", "ACCUSE")
    actors, recipients = more.pop("actors"), more.pop("recipients")
    quote = more.pop("quote", "accused Zenda of shelling a village")
    found: Claim = builder.event(quote, type, actors, recipients, when=when, **more)
    return found


def test_two_pages_on_one_act_are_one_event(build: Callable[..., Any]) -> None:
    one = shelling(build, "2018-12-03", url="https://a.example/1")
    other = shelling(
        build,
        "2018-12-03",
        url="https://b.example/2",
        actors=[("minister of Ruritania", "RUR GOV")],
        quote="Zenda was blamed by Ruritania for shelling the village",
    )
    (event,) = assemble_events([one, other])
    assert event.claims == tuple(sorted((one.id, other.id)))
    assert event.id == event_id("ACCUSE", [one, other])
    assert (event.articles, event.date, event.type) == (2, "2018-12-03", "ACCUSE")
    assert event.actors == ("RUR", "RUR GOV")
    assert event.recipients == ("ZEN",)
    assert event.factuality == "certain"
    assert "RUR" in event.summary and "ACCUSE" in event.summary


@pytest.mark.parametrize(
    ("other", "together"),
    [
        ({"date": "2018-12-03"}, True),
        ({"date": "2018-12-04"}, False),  # the text gives the day: it must be the same
        ({"date": "2018-12"}, True),
        ({"date": None, "published": "2018-12-06"}, True),  # the page's date reaches three days
        ({"date": None, "published": "2018-12-07"}, False),
        ({"date": "2018-12-20", "basis": "report", "published": "2018-12-20"}, True),
        ({"date": "2018-12-01", "basis": "report", "published": "2018-12-20"}, False),
        ({"date": "2018-12-03", "type": "THREATEN"}, False),
        ({"date": "2018-12-03", "recipients": [("village", "XYZ")]}, False),
        ({"date": "2018-12-03", "recipients": []}, False),
        ({"date": "2018-12-03", "actors": [("Ruritania", "RUR REB")]}, False),
        ({"date": "2018-12-03", "actors": [("Ruritania", "RUR MIL")]}, True),
        ({"date": "2018-12-03", "flags": {"negated": True}}, False),
        ({"date": "2018-12-03", "flags": {"future": True}}, False),
        ({"date": "2018-12-03", "flags": {"hypothetical": True}}, False),
        ({"date": "2018-12-03", "flags": {"certainty": "possible"}}, True),
        ({"date": "2018-12-03", "quote": "He accused Zenda of fraud"}, False),  # of something else
        ({"date": None, "published": None}, False),
    ],
)
def test_what_makes_the_same_act(
    build: Callable[..., Any], other: dict[str, Any], together: bool
) -> None:
    one = shelling(build, "2018-12-03", url="https://a.example/1")
    date = other.pop("date")
    claims = [one, shelling(build, date, url="https://b.example/2", **other)]
    assert sizes(*claims) == ([2] if together else [1, 1])


def test_a_chain_of_vague_dates_joins_no_two_days(build: Callable[..., Any]) -> None:
    first = shelling(build, "2018-12-03", url="https://a.example/1")
    vague = shelling(build, None, url="https://a.example/2", published="2018-12-05")
    last = shelling(build, "2018-12-07", url="https://a.example/3")
    assert sizes(first, vague, last) == [2, 1]


def test_talks_have_no_direction(build: Callable[..., Any]) -> None:
    one = shelling(build, "2018-12-03", type="CONSULT", url="https://a.example/1")
    back = shelling(
        build, "2018-12-03", type="CONSULT", url="https://a.example/2", actors=[ZEN],
        recipients=[RUR],
    )  # fmt: skip
    joint = shelling(
        build, "2018-12-03", type="CONSULT", url="https://a.example/3", actors=[ZEN, RUR],
        recipients=[],
    )  # fmt: skip
    assert sizes(one, back, joint) == [3]
    assert sizes(
        shelling(build, "2018-12-03"), shelling(build, "2018-12-03", actors=[ZEN], recipients=[RUR])
    ) == [1, 1]


def test_joint_acts_have_no_order(build: Callable[..., Any]) -> None:
    one = shelling(build, "2018-12-03", actors=[RUR, ("village", "VIL")], url="https://a.example/1")
    other = shelling(
        build, "2018-12-03", actors=[("village", "VIL"), RUR], url="https://a.example/2"
    )
    assert sizes(one, other) == [2]


def test_cities_and_modes_that_contradict_are_two_acts(build: Callable[..., Any]) -> None:
    builder = build(TEXT)

    def held(place: str, number: int, modes: tuple[str, ...] = (), type: str = "CONSULT") -> Claim:
        claim: Claim = builder.event(
            "Talks were held in Kut and in Basra", type, [RUR], [ZEN], modes=modes,
            when=("2018-12-03", "said"), where=(builder.city(place, number),),
        )  # fmt: skip
        return claim

    assert sizes(held("Kut", 1), held("Basra", 2)) == [1, 1]
    assert sizes(held("Kut", 1, ("aerial",), "ASSAULT"), held("Kut", 1, ("beat",), "ASSAULT")) == [
        1,
        1,
    ]
    assert sizes(held("Kut", 1, ("visit",)), held("Kut", 1, ("phone",))) == [2]


def test_unresolved_actors_are_one_only_in_the_same_words_of_one_article(
    build: Callable[..., Any],
) -> None:
    he = [("He", None)]
    one = shelling(build, "2018-12-03", actors=he, url="https://a.example/1")
    again = shelling(
        build, "2018-12-03", actors=he, url="https://a.example/1",
        quote="Zenda was blamed by Ruritania for shelling the village",
    )  # fmt: skip
    elsewhere = shelling(build, "2018-12-03", actors=he, url="https://b.example/2")
    assert sizes(one, again, elsewhere) == [2, 1]


def test_without_any_party_or_date_only_one_article_joins(build: Callable[..., Any]) -> None:
    def bare(url: str, quote: str, published: str | None = "2018-12-06") -> Claim:
        claim: Claim = build(TEXT, url=url, published=published).event(quote, "ASSAULT")
        return claim

    one, other = "shelling a village", "shelling the village"
    assert sizes(bare("https://a.example/1", one), bare("https://b.example/1", other)) == [1, 1]
    assert sizes(
        bare("https://a.example/1", one, None), bare("https://a.example/1", other, None)
    ) == [2]


def test_requests_of_two_pages_are_one_by_what_was_asked(build: Callable[..., Any]) -> None:
    def ask(url: str, quote: str) -> Claim:
        claim: Claim = build(
            "Zenda asked for grain. Zenda asked for visas. Zenda has long asked for grain.", url=url
        ).event(quote, "REQUEST", [ZEN], when=("2018-12-03", "said"))
        return claim

    here, there = "https://a.example/1", "https://b.example/1"
    grain, visas = "asked for grain", "asked for visas"
    assert sizes(ask(here, grain), ask(there, grain)) == [2]
    assert sizes(ask(here, grain), ask(there, visas)) == [1, 1]
    assert sizes(ask(here, grain), ask(there, "long asked for grain")) == [1, 1]


def test_days_without_a_year_are_different_days(build: Callable[..., Any]) -> None:
    one = shelling(build, "XXXX-12-03", published=None)
    other = shelling(
        build, "XXXX-12-05", published=None,
        quote="Zenda was blamed by Ruritania for shelling the village",
    )  # fmt: skip
    assert sizes(one, other) == [1, 1]
    same = shelling(build, "XXXX-12-03", published=None, quote="shelling a village on Monday")
    assert sizes(one, same) == [2]
    assert assemble_events([one, same])[0].date == "XXXX-12-03"


def test_event_keeps_every_variant(build: Callable[..., Any]) -> None:
    claims = [
        shelling(build, "2018-12-03", url="https://a.example/1", flags={"certainty": "possible"}),
        shelling(build, "2018-12-03", url="https://a.example/2", flags={"certainty": "probable"}),
        shelling(build, "2018-12", url="https://a.example/3", flags={"certainty": "possible"}),
    ]
    (event,) = assemble_events(claims)
    assert event.dates == ("2018-12", "2018-12-03")
    assert event.date == "2018-12-03"
    assert event.factuality == "probable"
    flagged = shelling(build, None, flags={"negated": True, "historical": True})
    assert assemble_events([flagged])[0].factuality == "certain, negated, historical"
    assert assemble_events([flagged])[0].date == "2018-12-06"


def test_order_and_repetition_change_nothing(
    build: Callable[..., Any], letter: tuple[Article, dict[str, Claim]]
) -> None:
    claims = list(letter[1].values())
    claims += [
        shelling(build, f"2018-12-{d:02}", url=f"https://a.example/{d}") for d in range(1, 9)
    ]
    claims += [
        shelling(build, None, published=f"2018-12-{d:02}", url=f"https://b.example/{d}")
        for d in range(1, 9)
    ]
    expected = assemble_events(claims)
    dice = random.Random(7)
    for _ in range(5):
        shuffled = [*claims, *claims[:3]]
        dice.shuffle(shuffled)
        assert assemble_events(shuffled) == expected


def test_quotations_and_revisions_make_no_event(letter: tuple[Article, dict[str, Claim]]) -> None:
    assert assemble_events([letter[1]["removed"]]) == []
    assert assemble_events([]) == []


def test_a_long_quote_is_shortened(build: Callable[..., Any]) -> None:
    builder = build("Ruritania accused Zenda of " + "shelling villages and " * 20 + "more.")
    (event,) = assemble_events(
        [builder.event(builder.article.text, "ACCUSE", [RUR], [ZEN], when=("2018", "said"))]
    )
    assert event.summary.endswith("…") and len(event.summary) < 200
