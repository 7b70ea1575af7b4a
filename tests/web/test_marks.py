"""The marked text, the words in their sentence, two versions side by side."""

from __future__ import annotations

from typing import Any

import pytest

from communique.model import Article, Claim, Evidence, Mention, Span, make_claim
from communique.web.marks import numbered, paragraphs, passage, side_by_side

TEXT = (
    "Kenya sent envoys to Juba. They met the rebels on Monday.\n\n"
    "Menu\n\nThe rebels refused, an aide said."
)


def claim(article: Article, *quotes: str) -> Claim:
    """A claim whose evidence are these words of the article."""
    at = [article.text.index(q) for q in quotes]
    return make_claim(
        kind="assertion",
        article=article.ref,
        evidence=tuple(Evidence(a, a + len(q), q) for a, q in zip(at, quotes, strict=True)),
        actors=(Mention(text="x", start=0, end=1, reason="a test"),),
    )


@pytest.fixture
def article() -> Article:
    """Three paragraphs, the second of them furniture."""
    at = TEXT.index("Menu")
    return Article.make(TEXT, furniture=(Span(at, at + 4),))


def test_the_whole_text_is_there_once(article: Article) -> None:
    claims = [
        claim(article, "Kenya sent envoys"),
        claim(article, "sent envoys to Juba"),
        claim(article, "Juba. They met"),
        claim(article, "refused", "an aide"),
    ]
    found = paragraphs(article, claims)
    assert ["".join(p.text for p in q.pieces) for q in found] == [
        "Kenya sent envoys to Juba. They met the rebels on Monday.",
        "Menu",
        "The rebels refused, an aide said.",
    ]
    assert [q.furniture for q in found] == [False, True, False]


def test_overlapping_marks_are_cut_into_pieces(article: Article) -> None:
    one, other = claim(article, "Kenya sent envoys"), claim(article, "sent envoys to Juba")
    pieces = paragraphs(article, [one, other])[0].pieces
    assert [(p.text, p.claims) for p in pieces[:4]] == [
        ("Kenya ", (one.id,)),
        ("sent envoys", (one.id, other.id)),
        (" to Juba", (other.id,)),
        (". They met the rebels on Monday.", ()),
    ]
    assert [p.begins for p in pieces[:3]] == [(one.id,), (other.id,), ()]
    assert [p.ends for p in pieces[:3]] == [(), (one.id,), (other.id,)]


def test_a_claim_of_two_pieces_begins_and_ends_once(article: Article) -> None:
    two = claim(article, "refused", "an aide")
    pieces = paragraphs(article, [two])[-1].pieces
    assert [(p.text, p.begins, p.ends) for p in pieces if p.claims] == [
        ("refused", (two.id,), ()),
        ("an aide", (), (two.id,)),
    ]


def test_evidence_over_a_paragraph_s_end_is_marked_in_both(article: Article) -> None:
    far = claim(article, "on Monday.\n\nMenu\n\nThe rebels")
    found = paragraphs(article, [far])
    assert [[p.text for p in q.pieces if p.claims] for q in found] == [
        ["on Monday."],
        ["Menu"],
        ["The rebels"],
    ]


def test_claims_of_another_text_are_not_marked(article: Article) -> None:
    other = Article.make("Kenya sent envoys elsewhere.")
    moved = make_claim(
        kind="assertion",
        article=article.ref,
        evidence=(Evidence(0, 5, "Sudan"),),
        actors=(Mention(text="x", start=0, end=1, reason="a test"),),
    )
    found = paragraphs(article, [claim(other, "Kenya sent envoys"), moved])
    assert not any(p.claims for q in found for p in q.pieces)


def test_the_passage_is_the_sentence(article: Article) -> None:
    words = "met the rebels"
    at = TEXT.index(words)
    found = passage(TEXT, Evidence(at, at + len(words), words))
    assert (found.before, found.words, found.after) == ("They ", words, " on Monday.")


def test_words_that_are_not_there_stand_alone() -> None:
    found = passage("Other words.", Evidence(3, 9, "rebels"))
    assert (found.before, found.words, found.after) == ("", "rebels", "")


def test_a_sentence_without_end_is_cut_and_says_so() -> None:
    text = "word " * 400 + "HERE" + " word" * 400
    at = text.index("HERE")
    found = passage(text, Evidence(at, at + 4, "HERE"))
    assert found.before.startswith("…") and found.after.endswith("…")
    assert len(found.before) < 700 and len(found.after) < 700


def test_notes_are_numbered_by_place(article: Article) -> None:
    late, early = claim(article, "refused"), claim(article, "Kenya")
    assert numbered([late, early]) == {early.id: 1, late.id: 2}


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ("One two three.", "One two three.", []),
        ("The U.S.-led talks go on.", "The talks go on.", [("removed", "U.S.-led")]),
        ("Talks go on.", "Talks may go on.", [("added", "may")]),
        ("A.\n\nWar came back to Aden.", "A.", [("removed", "War came back to Aden.")]),
        ("A.", "A.\n\nPeace came at last.", [("added", "Peace came at last.")]),
    ],
)
def test_what_went_and_what_came(old: str, new: str, changes: list[tuple[str, str]]) -> None:
    pairs = side_by_side(Article.make(old), Article.make(new))
    cuts: list[Any] = [c for p in pairs for c in (*p.old, *p.new) if c.change]
    assert [(c.change, c.text.strip()) for c in cuts] == changes


def test_both_sides_hold_their_whole_text() -> None:
    old = "Alpha sent help. It came.\n\nBeta waited for a long time.\n\nGamma left."
    new = "Beta waited for a very long time.\n\nDelta came instead of the others.\n\nGamma left."
    pairs = side_by_side(Article.make(old), Article.make(new))
    assert [t for p in pairs if (t := "".join(c.text for c in p.old))] == old.split("\n\n")
    assert [t for p in pairs if (t := "".join(c.text for c in p.new))] == new.split("\n\n")
    assert [p.changed for p in pairs] == [True, True, True, False]
