"""Page furniture: labels marked, sentences and headlines left."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.intake import mark_furniture
from communique.intake.furniture import has_sentence, reads_as_headline
from communique.intake.verbs import has_finite_verb


def marked(text: str) -> list[str]:
    return [span.of(text) for span in mark_furniture(text)]


def in_page(line: str) -> bool:
    return bool(marked(f"Minister says talks go on\n\n{line}\n\nThe talks went on until noon."))


@pytest.mark.parametrize(
    "line",
    [
        "Governance & Politics",
        "Latest News",
        "Read more",
        "Read more: Who is who in the Taliban's Doha office",
        "Share this",
        "Share this article",
        "Advertisement",
        "Related:",
        "Related: Truce talks stall",
        "RELATED STORIES",
        "Home > World > Asia",
        "Most read",
        "Editor's picks",
        "Sign up for our newsletter",
        "By Ahmad Khan",
        "By Taras Hnatiuk, Bosphorus Dispatch",
        "Istanbul, 18 July 2023",
        "5 min read",
        "Photo: AFP",
        "Published: 3 December 2018",
        "© Example News. All rights reserved.",
        "This page updates automatically.",
        "SPONSORED: Retire by the sea",
        "Comments (12)",
        "Politics Today",
    ],
)
def test_labels_are_marked(line: str) -> None:
    assert in_page(line)


@pytest.mark.parametrize(
    "line",
    [
        "Minister resigns",
        "Ceasefire holds",
        "Taliban rejects talks",
        "Pakistan offers help",
        "Pakistan welcomes US letter",
        "The ministry refused.",
        '"Peace remains a shared responsibility".',
        "“Peace for all”",
        "500 tonnes of wheat",
        "- Food and Medicine",
        "What happened next",
        "Save the ceasefire, UN says",
        "Subscribe or leave, the minister told them.",
        "Comments on talks anger Kabul",
        "He said:",
    ],
)
def test_sentences_and_headlines_stay(line: str) -> None:
    assert not in_page(line)


def test_one_line_is_never_furniture() -> None:
    for line in ("Latest News", "Advertisement", "Governance & Politics", "Troops left Kabul."):
        assert mark_furniture(line) == ()
        assert mark_furniture(f"\n{line}\n\n") == ()


def test_a_page_of_labels_alone_keeps_them() -> None:
    assert mark_furniture("Latest News\n\nRead more") == ()


def test_first_line_stays_as_a_headline_but_not_as_a_known_label() -> None:
    assert marked("US-Pakistan Relations\n\nThe letter came on Monday.") == []
    assert marked("Latest News\n\nThe letter came on Monday.") == ["Latest News"]


def test_repeated_lines() -> None:
    text = "Khan answers\n\nA b c d e f g h\n\nIt was so.\n\nA b c d e f g h\n\nIt was so."
    assert marked(text) == ["A b c d e f g h", "It was so."]
    spans = mark_furniture(text)
    assert [s.start for s in spans] == [text.rindex("A b c"), text.rindex("It was")]


def test_a_long_paragraph_that_comes_twice_stays() -> None:
    line = " ".join(["word"] * 40) + "."
    assert marked(f"Head line here\n\n{line}\n\n{line}") == []


def test_headline_repeated_in_the_body_is_marked_there_only() -> None:
    text = "Khan answers letter\n\nKhan answers letter\n\nHe did so on Monday."
    assert [s.start for s in mark_furniture(text)] == [21]


def test_pull_quote_is_marked_where_it_stands_alone() -> None:
    text = (
        "Head line\n\n“Nobody here needs to be told what this war has cost,” he said.\n\n"
        "Nobody here needs to be told what this war has cost\n\nHe left."
    )
    assert marked(text) == ["Nobody here needs to be told what this war has cost"]


def test_label_glued_to_a_sentence_is_marked_alone() -> None:
    text = "Head line here\n\nThe Tripoli side has refused.More on Sirte\n\nIt went on."
    assert marked(text) == ["More on Sirte"]


def test_hard_wrapped_lines_are_no_labels() -> None:
    text = (
        "Head line here\n\nThe letter was sent by the\nForeign Ministry\nof Pakistan on Monday.\n"
    )
    assert marked(text) == []


def test_windows_line_ends_keep_offsets() -> None:
    text = "Head line says so\r\n\r\nLatest News\r\n\r\nThe talks went on."
    (span,) = mark_furniture(text)
    assert span.of(text) == "Latest News"


@given(st.text(alphabet='aA bB.\n\r"“&>:éمé\u2028', max_size=200))
def test_spans_are_ordered_inside_the_text_and_never_all_of_it(text: str) -> None:
    spans = mark_furniture(text)
    assert all(0 <= s.start < s.end <= len(text) for s in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert mark_furniture(text) == spans


def test_reads_as_headline() -> None:
    assert reads_as_headline("Trump requests Pakistan's help on Afghan peace")
    assert not reads_as_headline("Latest News")
    assert not reads_as_headline("He left.")
    assert not reads_as_headline("")


def test_has_sentence() -> None:
    assert has_sentence("He left the room.", ())
    assert not has_sentence("Home\n\nWorld", ())
    assert not has_sentence("He left the room.", (mark_furniture("Latest News\n\nSo it is.")[0],))


def test_finite_verbs() -> None:
    assert has_finite_verb("It’s over")
    assert has_finite_verb("Pakistan offers help")
    assert not has_finite_verb("Latest offers")
    assert not has_finite_verb("The offers of help")
