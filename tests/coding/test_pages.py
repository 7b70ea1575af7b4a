"""Whole pages: every span is found again, furniture is never coded, order changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from communique.model import Article, Claim, Span, claim_id, is_edtf
from communique.pipeline import Coder

Coded = tuple[tuple[Article, tuple[Claim, ...]], ...]


def spans(claim: Claim) -> Iterator[tuple[str, int, int, str]]:
    """Every span of a claim: what it is, where it stands, the words that should stand there."""
    for piece in claim.evidence:
        yield "evidence", piece.start, piece.end, piece.quote
    for party in ("actors", "recipients", "third_parties", "attribution", "where", "amounts"):
        for item in getattr(claim, party):
            yield party, item.start, item.end, item.text
    for cue in claim.factuality.cues:
        yield "cue", cue.start, cue.end, cue.text
    if claim.when.start is not None and claim.when.end is not None:
        yield "when", claim.when.start, claim.when.end, claim.when.text or ""


def check(text: str, claims: tuple[Claim, ...]) -> None:
    for claim in claims:
        for what, start, end, words in spans(claim):
            assert 0 <= start <= end <= len(text), (what, start, end)
            assert text[start:end] == words, (what, claim.evidence[0].quote)
        for piece in claim.evidence:
            assert piece.start < piece.end
            assert piece.quote == piece.quote.strip(), "evidence ends in white space"


def test_every_span_of_every_claim_is_found_again(sample_claims: Coded) -> None:
    assert sum(len(claims) for _, claims in sample_claims) > 100
    for article, claims in sample_claims:
        check(article.text, claims)


def test_every_claim_is_whole(sample_claims: Coded) -> None:
    for article, claims in sample_claims:
        assert len({c.id for c in claims}) == len(claims)
        assert list(claims) == sorted(
            claims, key=lambda c: (c.evidence[0].start, c.evidence[0].end, c.id)
        )
        for claim in claims:
            assert claim.id == claim_id(claim)
            assert claim.article == article.ref
            assert claim.coder
            assert 0 <= claim.confidence <= 1
            assert claim.when.edtf is None or is_edtf(claim.when.edtf)
            assert (claim.event is not None) == (claim.kind in ("event", "journey"))
            assert (claim.revision is not None) == (claim.kind == "revision")
            if claim.kind in ("event", "journey"):
                assert claim.actors
            if claim.kind == "assertion":
                assert claim.actors or claim.attribution


def test_events_lie_inside_one_paragraph(sample_claims: Coded) -> None:
    for _, claims in sample_claims:
        for claim in claims:
            if claim.kind != "quotation":
                assert not any("\n\n" in e.quote for e in claim.evidence)


def test_nothing_is_coded_from_furniture(sample_claims: Coded) -> None:
    pages_with_furniture = 0
    for article, claims in sample_claims:
        pages_with_furniture += bool(article.furniture)
        for claim in claims:
            for piece in claim.evidence:
                here = Span(piece.start, piece.end)
                assert not any(f.overlaps(here) for f in article.furniture), piece.quote
    assert pages_with_furniture


def test_what_is_marked_as_furniture_disappears(read: Callable[..., object]) -> None:
    text = "Uganda attacked Rwanda.\n\nTurkey attacked Syria.\n\nFrance condemned Mali."
    start = text.index("Turkey")
    furniture = (Span(start, text.index("\n\nFrance")),)
    doc = read(text, furniture=furniture)
    quotes = [c.evidence[0].quote for c in doc._.claims]  # type: ignore[attr-defined]
    assert quotes == ["Uganda attacked Rwanda", "France condemned Mali"]
    everything = read(text, furniture=(Span(0, len(text)),))
    assert everything._.claims == ()  # type: ignore[attr-defined]


def test_a_quotation_in_furniture_is_not_coded(read: Callable[..., object]) -> None:
    text = '"We will never leave the talks at all," Kenya\'s president said.'
    assert read(text)._.claims  # type: ignore[attr-defined]
    assert read(text, furniture=(Span(0, 38),))._.claims == ()  # type: ignore[attr-defined]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "!!!", "\u200b", "?" * 500, "a " * 300, "\x00"])
def test_texts_without_anything(coder: Coder, text: str) -> None:
    assert coder.code(Article.make(text)) == ()


# --- determinism ------------------------------------------------------------------------------


def test_the_same_article_twice_gives_the_same_claims(coder: Coder, sample_claims: Coded) -> None:
    for article, claims in sample_claims[:6]:
        assert coder.code(article) == claims


def test_another_order_and_company_changes_no_claim(coder: Coder, sample_claims: Coded) -> None:
    articles = [a for a, _ in sample_claims]
    backward = dict((a.id, claims) for a, claims in coder.pipe([*reversed(articles), articles[0]]))
    assert backward == {a.id: claims for a, claims in sample_claims}


def test_a_stream_keeps_its_order(coder: Coder) -> None:
    texts = [f"Kenya condemned Uganda on day {n}." for n in range(70)]
    made = [Article.make(t, id=f"n{i}") for i, t in enumerate(texts)]
    coded = list(coder.pipe(iter(made)))
    assert [a.id for a, _ in coded] == [a.id for a in made]
    assert all(c.article.id == a.id for a, claims in coded for c in claims)


def test_another_coder_of_the_same_version_gives_the_same_ids(coder: Coder) -> None:
    text = "Kenya's president said that Uganda attacked Rwanda. Kenya condemned Uganda."
    article = Article.make(text, published="2018-12-06")
    other = Coder()
    assert other.version == coder.version
    assert [c.id for c in other.code(article)] == [c.id for c in coder.code(article)]


# --- made-up news -----------------------------------------------------------------------------

NAMES = st.sampled_from(
    ["Kenya", "the Taliban", "France's president", "Israeli forces", "he", "the two countries",
     "two officials", "Ankara", "the UN envoy", "Iran and Russia", "nobody"]
)  # fmt: skip
ACTS = st.sampled_from(
    ["attacked", "asked for help from", "said that Sudan attacked", "will meet", "did not help",
     "suspended $1.5 billion in aid to", "“will never forgive”", "may have bombed",
     "travelled to Cairo, Doha and", "denied shelling", "urged Egypt to lean on",
     'removed the phrase "in full" from the letter of', "was reportedly told to free"]
)  # fmt: skip
TAILS = st.sampled_from(
    ["", " on Monday", " in 1994", ", according to Reuters", ", officials said", " if it rains",
     ' and said: "We are not done yet."', " — twice —", " (again)", "\u00a0…", " 🇰🇪", "\n\n", ";"]
)  # fmt: skip
SENTENCES = st.tuples(NAMES, ACTS, NAMES, TAILS).map(lambda p: f"{p[0]} {p[1]} {p[2]}{p[3]}.")


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(SENTENCES, min_size=1, max_size=4).map(" ".join), st.sampled_from([None, "2018"]))
def test_spans_of_made_up_news_are_found_again(
    coder: Coder, text: str, published: str | None
) -> None:
    article = Article.make(text, published=published)
    claims = coder.code(article)
    check(text, claims)
    assert coder.code(article) == claims
