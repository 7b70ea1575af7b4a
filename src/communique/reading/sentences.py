"""The sentence of a token, found once a document (spaCy walks it at every ``token.sent``)."""

from __future__ import annotations

from spacy.tokens import Doc, Span, Token

_KEY = "communique_sentences"


def _index(doc: Doc) -> list[Span]:
    """The sentence of every token."""
    found = doc.user_data.get(_KEY)
    if found is None or len(found) != len(doc):
        found = [sent for sent in doc.sents for _ in range(len(sent))]
        doc.user_data[_KEY] = found
    return found


def has_sentences(doc: Doc) -> bool:
    """True where sentence boundaries were set; asked of spaCy once a document."""
    known = doc.user_data.get(_KEY + ".set")
    if known is None:
        known = doc.has_annotation("SENT_START")
        doc.user_data[_KEY + ".set"] = known
    return bool(known)


def sentence(token: Token) -> Span:
    """The sentence that a token stands in."""
    return _index(token.doc)[token.i]


def sentences(span: Span) -> list[Span]:
    """The sentences that a span reaches into, in order."""
    index = _index(span.doc)
    found: list[Span] = []
    for i in range(span.start, span.end):
        if not found or i >= found[-1].end:
            found.append(index[i])
    return found
