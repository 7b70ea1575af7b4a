"""The coder: claims out of a reading.

One document passes through: acts (candidates by the lexicon over the parse) → relation reader
(type and mode; the rules' own reading unless a trained one is given) → chain, flags, time, place,
amounts → claims; then quotations, journeys, wording changes and statements from what is left.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from communique import __version__
from communique.actors import Resolver, load_resolver
from communique.codebook import Codebook, Lexicon, load_codebook, load_lexicon
from communique.coding.document import CoderParts, DocumentCoder
from communique.coding.policy import Policy
from communique.coding.reader import HintReader, RelationReader
from communique.coding.trained import codebook_of, open_reader
from communique.reading.extensions import register
from communique.reading.values import Places

RULES_VERSION = f"communique {__version__} rules"
BY_DEFAULT: str | None = None
"""The reader where none is named; None: the package's own weights."""


@Language.factory(
    "communique_claims",
    requires=["token.dep", "doc._.mentions", "doc._.quotes", "doc._.dates"],
    assigns=["doc._.claims"],
    default_config={"model": None},
)
def make_claims(nlp: Language, name: str, model: str | None) -> ClaimCoder:
    """The component that assigns ``doc._.claims``; ``model`` is a trained reader's folder."""
    trained = open_reader(BY_DEFAULT if model is None else model)
    below = f"{nlp.meta['lang']}_{nlp.meta['name']} {nlp.meta['version']}"
    version = RULES_VERSION + (f" with {trained.version}" if trained else "") + f", {below}"
    places = nlp.get_pipe("communique_places") if nlp.has_pipe("communique_places") else None
    if isinstance(places, Places) and places.gazetteer.version:
        version += f", places {places.gazetteer.version}"
    book = codebook_of(BY_DEFAULT if model is None else model)
    own_types = len(book.types) > len(load_codebook().types)
    reader = Policy(trained, own_types=own_types) if trained else HintReader()
    return ClaimCoder(load_resolver(), load_lexicon(), book, reader, version)


class ClaimCoder:
    """Codes documents that the reading components have prepared."""

    def __init__(
        self,
        resolver: Resolver,
        lexicon: Lexicon,
        book: Codebook,
        reader: RelationReader,
        version: str = RULES_VERSION,
    ) -> None:
        self.reader = reader
        trained = not isinstance(reader, HintReader)
        self.parts = CoderParts(resolver, lexicon, book, version, trained)

    @property
    def version(self) -> str:
        """What goes into ``Claim.coder``."""
        return self.parts.version

    def __call__(self, doc: Doc) -> Doc:
        """Assign ``doc._.claims``.

        Relations are read document by document, so that a document's claims never depend on the
        company it is read in.
        """
        register()
        work = DocumentCoder(doc, self.parts)
        pairs = work.prepare()
        doc._.claims = tuple(work.finish(self.reader.read(pairs) if pairs else []))
        return doc
