"""What the components hang on a spaCy ``Doc``; one place, so that every name is known.

``doc._.published``  EDTF date of the page, or None
``doc._.furniture``  spans of the page that are not the article
``doc._.article``    the Article, where there is one
``doc._.names``      name hits of the actor tables (``communique.actors.Hit``)
``doc._.mentions``   token index of a phrase's head → ``communique.model.Mention``
``doc._.groups``     token index → heads that a plural description stands for ("the two countries")
``doc._.headline_verbs``  token index → lemma of a headline verb taken for a noun
``doc._.quotes``     quotations with their places
``doc._.dates`` ``doc._.amounts`` ``doc._.places``  typed values with their places
``doc._.claims``     the claims
"""

from __future__ import annotations

from typing import Any

from spacy.tokens import Doc

DEFAULTS: dict[str, Any] = {
    "published": None,
    "article": None,
    "furniture": (),
    "names": (),
    "mentions": None,
    "groups": None,
    "headline_verbs": None,
    "quotes": (),
    "dates": (),
    "amounts": (),
    "places": (),
    "claims": (),
}


def register() -> None:
    """Make the extension attributes known to spaCy; harmless when repeated."""
    for name, default in DEFAULTS.items():
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=default)
