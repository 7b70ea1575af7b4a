"""Paragraphs and furniture: sentence starts forced at line breaks, before the parser runs."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from communique.model import Span
from communique.reading.extensions import register


@Language.component(
    "communique_paragraphs",
    assigns=["token.is_sent_start", "doc._.furniture"],
)
def paragraphs(doc: Doc) -> Doc:
    """Start a sentence after every blank line (or line end that closes a heading).

    Requires nothing. Assigns ``token.is_sent_start``; ``doc._.furniture`` defaults to no spans.
    """
    register()
    after_break = True
    for token in doc:
        if token.is_space:
            token.is_sent_start = False if token.i else None
            if "\n" in token.text:
                after_break = True
            continue
        if after_break and token.i:
            token.is_sent_start = True
        after_break = "\n" in token.whitespace_
    return doc


def is_furniture(doc: Doc, start: int, end: int) -> bool:
    """True when the characters lie in a part of the page that is not the article."""
    span = Span(start, end)
    return any(piece.overlaps(span) for piece in doc._.furniture)
