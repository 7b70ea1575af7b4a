"""Hypothesis strategies for every noun of the model."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import strategies as st

from communique.model import (
    Amount,
    ArticleRef,
    Claim,
    Cue,
    EventCode,
    Evidence,
    Factuality,
    Mention,
    Place,
    Revision,
    Source,
    When,
    make_claim,
)

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
SOME = WORDS.filter(bool)
PLACE = st.integers(0, 10_000)
FINITE = st.floats(allow_nan=False, allow_infinity=False)
FLAG = st.booleans()


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """The strategy or None."""
    return st.none() | strategy


def several(strategy: st.SearchStrategy[Any], most: int = 3) -> st.SearchStrategy[tuple[Any, ...]]:
    """A tuple of a few."""
    return st.lists(strategy, max_size=most).map(tuple)


@st.composite
def resolution(draw: st.DrawFn) -> dict[str, Any]:
    """Either a code, or a reason why there is none."""
    if draw(FLAG):
        return {"status": "resolved", "code": draw(SOME), "reason": draw(maybe(WORDS))}
    return {"status": "unresolved", "code": None, "reason": draw(SOME)}


@st.composite
def mentions(draw: st.DrawFn) -> Mention:
    """Mentions, resolved and unresolved."""
    return Mention(
        text=draw(WORDS),
        start=draw(PLACE),
        end=draw(PLACE),
        name=draw(maybe(WORDS)),
        country=draw(maybe(WORDS)),
        sectors=draw(several(WORDS, 2)),
        office=draw(maybe(WORDS)),
        **draw(resolution()),
    )


@st.composite
def sources(draw: st.DrawFn) -> Source:
    """Sources of every kind and stance."""
    return Source(
        text=draw(WORDS),
        start=draw(PLACE),
        end=draw(PLACE),
        name=draw(maybe(WORDS)),
        cue=draw(maybe(WORDS)),
        kind=draw(st.sampled_from(["actor", "document", "anonymous"])),
        stance=draw(
            st.sampled_from(["asserts", "denies", "doubts", "asks", "promises", "believes"])
        ),
        **draw(resolution()),
    )


evidences = st.builds(Evidence, PLACE, PLACE, WORDS)
cues = st.builds(Cue, flag=WORDS, text=WORDS, start=PLACE, end=PLACE)
events = st.builds(
    EventCode,
    type=SOME,
    modes=several(WORDS),
    contexts=several(WORDS),
    quad=st.sampled_from(
        ["verbal cooperation", "material cooperation", "verbal conflict", "material conflict"]
    ),
    intensity=FINITE,
    cameo=maybe(WORDS),
)
flags = st.builds(
    Factuality,
    certainty=st.sampled_from(["certain", "probable", "possible"]),
    negated=FLAG,
    future=FLAG,
    hypothetical=FLAG,
    historical=FLAG,
    cues=several(cues),
)
whens = st.builds(
    When,
    edtf=maybe(WORDS),
    text=maybe(WORDS),
    start=maybe(PLACE),
    end=maybe(PLACE),
    basis=st.sampled_from(["said", "anchored", "publication", "report", "none"]),
)
places = st.builds(
    Place,
    text=WORDS,
    start=PLACE,
    end=PLACE,
    role=st.sampled_from(["place", "stop", "origin"]),
    name=maybe(WORDS),
    geonames_id=maybe(PLACE),
    country=maybe(WORDS),
    latitude=maybe(FINITE),
    longitude=maybe(FINITE),
    precision=st.sampled_from(["country", "province", "city", "region", "none"]),
    status=st.sampled_from(["resolved", "unresolved"]),
    reason=maybe(WORDS),
)
amounts = st.builds(
    Amount,
    text=WORDS,
    start=PLACE,
    end=PLACE,
    value=maybe(FINITE),
    unit=WORDS,
    role=maybe(WORDS),
    low=maybe(FINITE),
    high=maybe(FINITE),
)
revisions = st.builds(Revision, removed=maybe(WORDS), added=maybe(WORDS), document=maybe(WORDS))
articles = st.builds(
    ArticleRef,
    id=SOME,
    url=maybe(WORDS),
    title=maybe(WORDS),
    publisher=maybe(WORDS),
    published=maybe(WORDS),
)


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    """Claims of every kind, each with the parts that its kind needs."""
    kind = draw(st.sampled_from(["event", "quotation", "assertion", "revision", "journey"]))
    return make_claim(
        kind=kind,
        article=draw(articles),
        evidence=draw(st.lists(evidences, min_size=1, max_size=3).map(tuple)),
        event=draw(events) if kind == "event" else draw(maybe(events)),
        actors=draw(several(mentions())),
        recipients=draw(several(mentions())),
        third_parties=draw(several(mentions(), 1)),
        attribution=draw(several(sources())),
        factuality=draw(flags),
        when=draw(whens),
        where=draw(several(places, 2)),
        amounts=draw(several(amounts, 2)),
        revision=draw(revisions) if kind == "revision" else draw(maybe(revisions)),
        confidence=draw(st.floats(0, 1)),
        coder=draw(WORDS),
    )


@pytest.fixture(scope="session")
def any_claim() -> st.SearchStrategy[Claim]:
    """The strategy for claims."""
    return claims()
