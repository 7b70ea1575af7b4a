"""EDTF: what is a date, and which days it allows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from communique.model import DateRange, FormatError, date_range, is_edtf

DAYS = st.dates(date(1, 1, 1), date(9999, 12, 31))
BOUNDS = st.none() | DAYS


@given(DAYS)
def test_a_day_is_itself(day: date) -> None:
    assert date_range(day.isoformat()) == DateRange(day, day)


@given(DAYS)
def test_day_in_month_in_year(day: date) -> None:
    month, year = date_range(day.isoformat()[:7]), date_range(day.isoformat()[:4])
    assert month.first and month.last and year.first and year.last
    assert year.first <= month.first <= day <= month.last <= year.last
    assert month.first.day == 1
    if month.last < date.max:
        assert (month.last + timedelta(days=1)).day == 1
    assert (year.first.month, year.first.day) == (1, 1)
    assert (year.last.month, year.last.day) == (12, 31)


@given(DAYS, DAYS)
def test_an_interval_runs_from_the_first_to_the_last_day(one: date, other: date) -> None:
    first, last = min(one, other), max(one, other)
    text = f"{first.isoformat()}/{last.isoformat()}"
    assert date_range(text) == DateRange(first, last)
    assert date_range(f"{first.isoformat()}/..") == DateRange(first, None)
    assert date_range(f"../{last.isoformat()}") == DateRange(None, last)
    if first < last:
        assert not is_edtf(f"{last.isoformat()}/{first.isoformat()}")


@given(DAYS)
def test_uncertain_and_approximate_allow_the_same_days(day: date) -> None:
    for mark in "?~%":
        assert date_range(day.isoformat() + mark) == date_range(day.isoformat())


@given(DAYS)
def test_a_missing_year_is_never_guessed(day: date) -> None:
    text = "XXXX" + day.isoformat()[4:]
    assert date_range(text) == DateRange(None, None)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2018-11", "2018-11-01", "2018-11-30"),
        ("2016-02", "2016-02-01", "2016-02-29"),
        ("1900-02", "1900-02-01", "1900-02-28"),
        ("2018-21", "2018-03-01", "2018-05-31"),
        ("2018-22", "2018-06-01", "2018-08-31"),
        ("2018-23", "2018-09-01", "2018-11-30"),
        ("2018-24", "2018-12-01", "2019-02-28"),
        ("2019-24", "2019-12-01", "2020-02-29"),
        ("201X", "2010-01-01", "2019-12-31"),
        ("20XX", "2000-01-01", "2099-12-31"),
        ("2018-12-XX", "2018-12-01", "2018-12-31"),
        ("2018-12-03/2018-12-08", "2018-12-03", "2018-12-08"),
        ("2018/2019-03", "2018-01-01", "2019-03-31"),
    ],
)
def test_bounds(text: str, first: str, last: str) -> None:
    assert date_range(text) == DateRange(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "text",
    [
        "", "soon", "2018-13", "2018-00", "2018-02-30", "2019-02-29", "2018-12-32", "0000",
        "3 December 2018", "2018/12/03", "12-03", "2018-1-3", "2018-12-08/2018-12-03", "XXXX-13",
        "2018-25-01", "20181203",
    ],
)  # fmt: skip
def test_what_is_no_date(text: str) -> None:
    assert not is_edtf(text)
    with pytest.raises(FormatError, match="not an EDTF date"):
        date_range(text)


@given(st.text("0123456789-/~?%", max_size=12) | st.text(st.characters(codec="ascii"), max_size=8))
def test_any_text_is_a_date_or_is_not(text: str) -> None:
    assume(not any(side.startswith(("-", "Y", "[", "{")) for side in text.split("/")))
    assume("X" not in text and "-24" not in text)  # see test_what_should_be_no_date_here
    if is_edtf(text):
        found = date_range(text)
        assert found.first is None or found.last is None or found.first <= found.last
    else:
        with pytest.raises(FormatError):
            date_range(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Y20000", "ValueError: beyond the calendar"),
        ("-0001", "ValueError: before the calendar"),
        ("9999-24", "OverflowError: winter ends after the calendar"),
        ("2018-1X", "AttributeError from the edtf package"),
        ("2018-12-3X", "ValueError from the edtf package"),
        ("2018-1X-03", "ValueError from the edtf package"),
        ("0000-12-XX", "ValueError: year 0 of a masked date"),
        ("[-2018,2019]", "ValueError: before the calendar"),
        ("2018\n", "`$` lets a line end through"),
        ("２０１８", "`\\d` takes digits of any script"),
        ("2018/2019/2020", "an interval inside an interval"),
    ],
)
def test_what_is_no_date_here(text: str, why: str) -> None:
    assert not is_edtf(text), why


@given(BOUNDS, BOUNDS, BOUNDS, BOUNDS)
def test_ranges_overlap_mutually(a: date, b: date, c: date, d: date) -> None:
    one, other = DateRange(a, b), DateRange(c, d)
    assert one.overlaps(other) == other.overlaps(one)
    assert DateRange(None, None).overlaps(one)


@given(DAYS, DAYS, DAYS)
def test_ranges_overlap_when_they_share_a_day(a: date, b: date, c: date) -> None:
    one = DateRange(min(a, b), max(a, b))
    assert one.overlaps(DateRange(c, c)) == (min(a, b) <= c <= max(a, b))


def test_an_unknown_bound_never_excludes() -> None:
    assert date_range("2018/..").overlaps(date_range("2030"))
    assert not date_range("2018/..").overlaps(date_range("2017"))
    assert date_range("../2018").overlaps(date_range("2000"))
    assert not date_range("../2018").overlaps(date_range("2019-01-01"))
