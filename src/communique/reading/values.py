"""Quotations, dates, amounts and places on the document, as spaCy components."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from communique.gazetteer import Gazetteer, load_gazetteer
from communique.model import Amount
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


@Language.factory(
    "communique_places",
    default_config={"gazetteer": None},
    requires=["token.dep", "doc._.mentions"],
    assigns=["doc._.places"],
)
def make_places(nlp: Language, name: str, gazetteer: str | None) -> Places:
    """The component that finds places; ``gazetteer`` is what ``communique places import`` wrote.

    Without it, ``COMMUNIQUE_PLACES`` may name one; the embedded gazetteer is asked in any case.
    """
    return Places(load_gazetteer(gazetteer))


class Places:
    """Assigns ``doc._.places``; namesakes are settled by the countries that the text names."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer

    def __call__(self, doc: Doc) -> Doc:
        """Assign ``doc._.places``."""
        register()
        doc._.places = tuple(find_places(doc, None, self.gazetteer))
        return doc
