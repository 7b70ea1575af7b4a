"""Which marks make a quotation, over paragraphs and inside each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.reading.quotes import UNCLOSED_LIMIT, Quote, find_quotes


def words(text: str) -> list[str]:
    """The quotations at the top level, with their marks."""
    return [text[q.start : q.end] for q in find_quotes(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('He said "no" and "yes".', ['"no"', '"yes"']),
        ("“We don’t know,” he said. “Go.”", ["“We don’t know,”", "“Go.”"]),
        ('"We will stay," she said, "until June."', ['"We will stay,"', '"until June."']),
        ("«Oui», dit-il « non ».", ["«Oui»", "« non »"]),
        ("„Nein“, sagte er.", ["„Nein“"]),
        ("»Nein«, sagte er.", ["»Nein«"]),
        ("”Hej”, sa han.", ["”Hej”"]),
        ("`` No '' , he said.", ["`` No ''"]),
        ("the Houthis' claim and the rebels' demand", []),
        ("the Houthis’ claim and the rebels’ demand", []),
        ("They don't, can't and won't; it's the '90s.", []),
        ("Get 'em out, and rock 'n' roll.", []),
        ("in the ‘90s and in the ’80s", []),
        ("He called it 'the rebels' plan' today.", ["'the rebels' plan'"]),
        ("'This is it,' he said. 'Don't go.'", ["'This is it,'", "'Don't go.'"]),
        ("the ‘terms’ of the rebels’ claim", ["‘terms’"]),
        ("a ‘so-called’ truce that wasn’t", ["‘so-called’"]),
        ('He is 5\'10" and said "fine".', ['"fine"']),
        ('A 12" shell and a "dud".', ['"dud"']),
        ('said "foo and then "bar" ended', ['"bar"']),
        ('He said it. "', []),
        ('Nothing"', []),
        ('""', []),
        ("“ ”", []),
        ("”", []),
        ("", []),
        ('the "Friends of Libya" ("FoL") group', ['"Friends of Libya"', '"FoL"']),
        ('He said—"never"—and left.', ['"never"']),
        ("‘Yes’/‘no’", ["‘Yes’", "‘no’"]),
    ],
)
def test_top_level(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "outer", "inner"),
    [
        (
            "“He told me ‘never again’ and left.”",
            "“He told me ‘never again’ and left.”",
            "‘never again’",
        ),
        ("Smith: \"The 'so-called' deal.\"", "\"The 'so-called' deal.\"", "'so-called'"),
        (
            "‘He said “no” to the Houthis’ claim.’",
            "‘He said “no” to the Houthis’ claim.’",
            "“no”",
        ),
        ("\"She said 'don't go'.\"", "\"She said 'don't go'.\"", "'don't go'"),
        ("“an “inner” word”", "“an “inner” word”", "“inner”"),
        ("«Il dit “non” hier»", "«Il dit “non” hier»", "“non”"),
    ],
)
def test_nested(text: str, outer: str, inner: str) -> None:
    (quote,) = find_quotes(text)
    assert text[quote.start : quote.end] == outer
    (nested,) = quote.nested
    assert text[nested.start : nested.end] == inner


@pytest.mark.parametrize(
    ("text", "expected", "paragraphs"),
    [
        ('"One.\n\n"Two.\n\n"Three," he said.', '"One.\n\n"Two.\n\n"Three,"', 3),
        ("“One.\n\n“Two,” he said.", "“One.\n\n“Two,”", 2),
        ("“One.\n“Two,” he said.", "“One.\n“Two,”", 2),
        ("‘One.\n\n‘Two,’ he said.", None, 1),
        ("“One. “Two. “Three.” Then.", "“One. “Two. “Three.”", 3),
        ("“He said ‘one.\n\n“‘Two’ and left.”", "“He said ‘one.\n\n“‘Two’ and left.”", 2),
    ],
)
def test_paragraphs(text: str, expected: str | None, paragraphs: int) -> None:
    quote = find_quotes(text)[0]
    assert quote.paragraphs == paragraphs
    if expected:
        assert text[quote.start : quote.end] == expected
        assert quote.closed


def test_straight_mark_that_never_closes_is_dropped() -> None:
    assert words('He said "we will go.\n\nThe talks were "useful".') == ['"useful"']


def test_curly_mark_that_never_closes_is_kept_open_to_the_paragraph_end() -> None:
    text = "He said: “We will go.\n\nThe talks went on."
    (quote,) = find_quotes(text)
    assert not quote.closed
    assert text[quote.start : quote.end] == "“We will go."
    assert quote.inner_end == quote.end


def test_curly_mark_that_never_closes_is_dropped_when_too_long() -> None:
    assert find_quotes("“" + "word " * UNCLOSED_LIMIT) == []


def test_a_missing_mark_before_an_attribution_joins_nothing() -> None:
    text = "“We will go, Mr Ali said. “They will stay.”"
    assert words(text) == ["“They will stay.”"]


def test_wrapped_lines_are_one_paragraph() -> None:
    text = 'A long line of wrapped text in a mail that "goes on to\nthe next line" here.\n\nEnd.'
    (quote,) = find_quotes(text)
    assert quote.paragraphs == 1
    assert text[quote.inner_start : quote.inner_end] == "goes on to\nthe next line"


def test_inner_span_has_no_marks() -> None:
    text = "He said “no”."
    (quote,) = find_quotes(text)
    assert text[quote.inner_start : quote.inner_end] == "no"


def test_many_opening_marks_take_linear_time() -> None:
    assert find_quotes("“" * 20_000) == []
    assert find_quotes(" 'a" * 20_000) == []


def _check(text: str, quotes: list[Quote] | tuple[Quote, ...], low: int, high: int) -> None:
    at = low
    for quote in quotes:
        assert at <= quote.start < quote.inner_start <= quote.inner_end <= quote.end <= high
        assert quote.paragraphs >= 1
        assert text[quote.inner_start : quote.inner_end].strip()
        _check(text, quote.nested, quote.inner_start, quote.inner_end)
        at = quote.end


@given(st.text(alphabet=st.sampled_from("\"“”„«»'‘’`ab s.\n90,"), max_size=60) | st.text())
def test_any_text_gives_ordered_spans_that_nest(text: str) -> None:
    _check(text, find_quotes(text), 0, len(text))


@given(st.lists(st.sampled_from(["“no”", "he said", '"yes,"', "‘it’", ".", "\n\n"]), max_size=20))
def test_balanced_quotations_are_all_found(parts: list[str]) -> None:
    text = " ".join(parts)
    assert words(text) == [p for p in parts if p[0] in '“"‘']
