"""Quotations, dates, amounts and places on the document, as spaCy components."""

from __future__ import annotations

from collections import Counter

from spacy.language import Language
from spacy.tokens import Doc

from communique.model import Amount, Place
from communique.reading.amounts import find_amounts
from communique.reading.dates import find_dates
from communique.reading.extensions import register
from communique.reading.places import find_places
from communique.reading.quotes import find_quotes


@Language.component("communique_quotes", assigns=["doc._.quotes"])
def quotes(doc: Doc) -> Doc:
    """Assign ``doc._.quotes``. Requires nothing."""
    register()
    doc._.quotes = tuple(find_quotes(doc.text))
    return doc


@Language.component("communique_dates", requires=["token.tag"], assigns=["doc._.dates"])
def dates(doc: Doc) -> Doc:
    """Assign ``doc._.dates``, anchored on ``doc._.published``."""
    register()
    doc._.dates = tuple(find_dates(doc, doc._.published))
    return doc


@Language.component("communique_amounts", requires=["token.dep"], assigns=["doc._.amounts"])
def amounts(doc: Doc) -> Doc:
    """Assign ``doc._.amounts``."""
    register()
    doc._.amounts = tuple(
        Amount(
            text=a.text,
            start=a.start,
            end=a.end,
            value=a.value,
            unit=a.unit,
            role=a.role,
            low=a.low,
            high=a.high,
        )
        for a in find_amounts(doc)
    )
    return doc


@Language.component(
    "communique_places", requires=["token.dep", "doc._.mentions"], assigns=["doc._.places"]
)
def places(doc: Doc) -> Doc:
    """Assign ``doc._.places``; namesakes are settled by the story's country."""
    register()
    counts = Counter(m.country for m in doc._.mentions.values() if m.country)
    story = counts.most_common(1)[0][0] if counts else None
    doc._.places = tuple(p for p in find_places(doc, story) if isinstance(p, Place))
    return doc
