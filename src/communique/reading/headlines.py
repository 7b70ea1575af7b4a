"""Headline verbs that the parser took for nouns ("Trump requests Pakistan's help")."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from communique.codebook import load_lexicon
from communique.reading.extensions import register


@Language.component(
    "communique_headlines",
    requires=["token.tag", "doc._.names"],
    assigns=["doc._.headline_verbs"],
)
def headlines(doc: Doc) -> Doc:
    """Assign ``doc._.headline_verbs``: token index → verb lemma, for sentences without a verb."""
    register()
    doc._.headline_verbs = {}
    lexicon = load_lexicon()
    for sent in doc.sents:
        if any(t.tag_ in ("VBZ", "VBP", "VBD", "MD") for t in sent):
            continue
        for token in _candidates(sent, {h.end for h in doc._.names}):
            lemma = _verb_lemma(token.lower_, lexicon.verbs)
            if lemma is not None:
                doc._.headline_verbs[token.i] = lemma
                break
    return doc


def _candidates(sent: Span, name_ends: set[int]) -> Iterator[Token]:
    for token in sent[1:]:
        before = token.nbor(-1)
        if (token.tag_ in ("NNS", "NNPS", "NNP") and token.text.islower()) or (
            token.tag_ == "NNS" and token.text[0].isupper()
        ):
            if before.idx + len(before.text) in name_ends or before.pos_ == "PROPN":
                yield token


def _verb_lemma(word: str, verbs: object) -> str | None:
    assert hasattr(verbs, "__contains__")
    forms = [word[:-1]] if word.endswith("s") else []
    if word.endswith("es"):
        forms.append(word[:-2])
    if word.endswith("ies"):
        forms.append(word[:-3] + "y")
    return next((f for f in forms if f in verbs), None)
