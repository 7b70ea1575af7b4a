"""Wording changes that a page reports."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from communique.model import Claim, Revision

ROWS: list[tuple[str, str | None, str | None, str | None]] = [
    # text, removed, added, document
    ('The phrase "and its allies" was later removed from the statement.',
     "and its allies", None, "the statement"),
    ('The phrase "with immediate effect" was deleted.', "with immediate effect", None, None),
    ('The communique no longer contains the phrase "one China".',
     "one China", None, "The communique"),
    ('The phrase "U.S.-led" had vanished from the statement by Monday.',
     "U.S.-led", None, "the statement"),
    ('The phrase "U.S. -led" was later removed from the letter.', "U.S.-led", None, "the letter"),
    ("A sentence about human rights was cut from the declaration, two diplomats said.",
     "A sentence about human rights", None, "the declaration"),
    ('The word "occupied" was added to the draft resolution.',
     None, "occupied", "the draft resolution"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "removed", "added", "document"), ROWS)
def test_change(
    code: Callable[..., tuple[Claim, ...]],
    text: str,
    removed: str | None,
    added: str | None,
    document: str | None,
) -> None:
    (claim,) = code(text, "revision")
    assert claim.revision == Revision(removed=removed, added=added, document=document)
    assert claim.evidence[0].found_in(text)


def test_a_change_is_no_event_besides(code: Callable[..., tuple[Claim, ...]]) -> None:
    text = 'The ministry removed the phrase "and its allies" from the statement.'
    assert "event" not in {c.kind for c in code(text)}


@pytest.mark.parametrize(
    "text",
    [
        "Kenya removed its troops from Somalia.",
        "Kenya added two ministers to its cabinet.",
        'Kenya withdrew the word-processing contract from "Acme".',
        "The statement was removed.",
        "The envoy had vanished from Kampala.",
    ],
)
def test_what_is_no_wording_change(code: Callable[..., tuple[Claim, ...]], text: str) -> None:
    assert code(text, "revision") == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('The ministry replaced the words "full support" with "strong interest" in '
            "the statement.",
            Revision(removed="full support", added="strong interest", document="the statement")),
        pytest.param('The ministry deleted the sentence "Kenya is to blame" from its statement.',
            Revision(removed="Kenya is to blame", document="its statement")),
        pytest.param('Editors inserted the words "with some conditions" into the draft.',
            Revision(added="with some conditions", document="the draft")),
        pytest.param('Kenya asked for a truce in its letter, but the word "truce" was later '
            "dropped.",
            Revision(removed="truce", document="its letter"),
            marks=pytest.mark.xfail(strict=True, reason="joined by 'but': nothing is coded")),
        pytest.param('The word "terrorist" no longer appears in the communique.',
            Revision(removed="terrorist", document="the communique")),
        pytest.param('Officials changed "will" to "should" in the draft.',
            Revision(removed="will", added="should", document="the draft"),
            marks=pytest.mark.xfail(strict=True, reason="bare quoted words that are changed")),
    ],
)  # fmt: skip
def test_changes_told_otherwise(
    code: Callable[..., tuple[Claim, ...]], text: str, expected: Revision
) -> None:
    (claim,) = code(text, "revision")
    assert claim.revision == expected


def test_evidence_keeps_both_quotation_marks(code: Callable[..., tuple[Claim, ...]]) -> None:
    (claim,) = code('The communique no longer contains the phrase "one China".', "revision")
    assert claim.evidence[0].quote.count('"') == 2
