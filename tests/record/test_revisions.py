"""Wording changes: reported and seen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from communique.intake import read_sources
from communique.model import Article, Claim, RevisionRow, Span
from communique.record import reported_revisions, seen_revisions

PAGE = "https://a.example/p"
BASE = (
    "Ministry opens two roads\n\n"
    "In a statement the ministry said it had “agreed in principle, and under no foreign pressure, "
    "to unhindered access” to the region. The roads open on Monday. "
    "At least 23 people died, a doctor said.\n\n"
    "The envoy is to visit four capitals in the coming days."
)


def version(text: str, modified: str | None = None, **fields: Any) -> Article:
    return Article.make(text, url=PAGE, published="2022-08-31", modified=modified, **fields)


def seen(old: str, new: str, *claims: Claim) -> list[RevisionRow]:
    return seen_revisions([version(new, "2"), version(old, "1")], claims)


def changes(old: str, new: str) -> list[tuple[str | None, str | None]]:
    return [(r.removed, r.added) for r in seen(old, new)]


def test_reported_change_names_what_rested_on_it(letter: tuple[Article, dict[str, Claim]]) -> None:
    _, claims = letter
    (row,) = reported_revisions(claims.values())
    assert (row.basis, row.page) == ("reported", "https://a.example/letter")
    assert (row.removed, row.document, row.claim) == ("U.S.-led", "statement", claims["removed"].id)
    assert row.affected_claims == (claims["nsc"].id,)


def test_the_report_itself_does_not_rest_on_what_was_removed(build: Callable[..., Any]) -> None:
    b = build('The words "and free" were later deleted, the ministry said.', url=PAGE)
    report = b.revision('The words "and free" were later deleted', "and free")
    same = b.event('"and free" were later deleted, the ministry said', "ACCUSE")
    (row,) = reported_revisions([report, same], {b.article.id: "the page"})
    assert (row.affected_claims, row.page) == ((), "the page")


def test_phrase_removed_and_the_claim_that_rested_on_it(build: Callable[..., Any]) -> None:
    old = build(BASE, url=PAGE, published="2022-08-31")
    on_it = old.event(
        "agreed in principle, and under no foreign pressure, to unhindered access", "AGREE"
    )
    beside = old.event("The roads open on Monday", "AGREE")
    new = BASE.replace(", and under no foreign pressure,", "")
    (row,) = seen(BASE, new, on_it, beside)
    assert row.basis == "seen" and row.page == PAGE
    assert row.removed == ", and under no foreign pressure,"
    assert row.added is None
    assert row.affected_claims == (on_it.id,)


def test_phrases_and_sentences() -> None:
    new = BASE.replace("23 people died, a doctor said", "51 people died, two doctors said")
    assert changes(BASE, new) == [("23", "51"), ("a doctor", "two doctors")]
    assert changes(BASE, BASE + " A correction was made.") == [(None, "A correction was made.")]
    assert changes(BASE, BASE.replace(" The roads open on Monday.", "")) == [
        ("The roads open on Monday.", None)
    ]
    replaced = BASE.replace("The roads open on Monday.", "Nobody knows when rain comes there.")
    assert changes(BASE, replaced) == [
        ("The roads open on Monday.", None),
        (None, "Nobody knows when rain comes there."),
    ]
    both = BASE.replace("The roads open on Monday.", "Rain fell. The roads open on Tuesday. So.")
    assert changes(BASE, both) == [
        (None, "Rain fell."),
        ("Monday", "Tuesday"),
        (None, "So."),
    ]


@pytest.mark.parametrize(
    "new",
    [
        BASE,
        BASE.replace("“", '"').replace("”", '"'),
        BASE.replace("\n\n", "\n\n\n"),
        BASE.replace(" ", "\u00a0", 5),
        BASE.replace(", and under no foreign pressure,", " – and under no foreign pressure –"),
        BASE.replace("days.", "days"),
    ],
)
def test_typography_is_no_change(new: str) -> None:
    assert seen(BASE, new) == []


def test_furniture_is_no_change() -> None:
    label = "\n\nLatest News"
    new = version(BASE + label, "2", furniture=(Span(len(BASE) + 2, len(BASE + label)),))
    assert seen_revisions([version(BASE, "1"), new], []) == []


def test_texts_with_nothing_in_common_are_no_versions() -> None:
    other = "The harvest was good in the south of the country. Prices fell for the third month."
    assert seen(BASE, other) == []


def test_order_of_versions_is_that_of_the_page_and_not_of_reading() -> None:
    first = version(BASE, source="x/p-v2.html")
    second = version(BASE.replace("23", "51"), source="a/p-v10.html")
    rows = seen_revisions([second, first], [])
    assert rows == seen_revisions([first, second, first], [])
    assert [(r.removed, r.added) for r in rows] == [("23", "51")]


def test_three_versions_are_compared_one_after_the_other() -> None:
    texts = [BASE, BASE.replace("23", "51"), BASE.replace("23", "60")]
    versions = [version(t, str(i)) for i, t in enumerate(texts)]
    rows = seen_revisions(versions, [])
    assert [(r.removed, r.added) for r in rows] == [("23", "51"), ("51", "60")]
    assert len({r.id for r in rows}) == 2


def test_very_short_texts_and_claims_elsewhere(build: Callable[..., Any]) -> None:
    other = build("So it is.", url="https://b.example/x").event("So it is", "AGREE")
    (row,) = seen("So it is.", "So it was.", other)
    assert (row.removed, row.added, row.affected_claims) == ("is", "was", ())


SAMPLES = Path(__file__).parents[2] / "samples"


@pytest.mark.skipif(not SAMPLES.exists(), reason="no sample pages")
def test_the_sample_pages_two_versions() -> None:
    versions = list(read_sources([str(SAMPLES / "ethiopia-tigray-roads-v*.html")]))
    assert all(isinstance(v, Article) for v in versions)
    found = [(r.removed, r.added) for r in seen_revisions(versions, [])]  # type: ignore[arg-type]
    assert (", and under no foreign pressure,", None) in found
    assert ("23", "51") in found
    assert ("is counted", "climbs") in found
