"""The coder: claims out of a reading.

One document passes through: acts (candidates by the lexicon over the parse) → relation reader
(type and mode; the rules' own reading unless a trained one is given) → chain, flags, time, place,
amounts → claims; then quotations, journeys, wording changes and statements from what is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from spacy.language import Language
from spacy.tokens import Doc

from communique import __version__
from communique.actors import Resolver, load_resolver
from communique.codebook import Codebook, Lexicon, load_codebook, load_lexicon
from communique.coding.document import CoderParts, DocumentCoder
from communique.coding.reader import HintReader, RelationReader
from communique.reading.extensions import register

RULES_VERSION = f"communique {__version__} rules"


@Language.factory(
    "communique_claims",
    requires=["token.dep", "doc._.mentions", "doc._.quotes", "doc._.dates"],
    assigns=["doc._.claims"],
)
def make_claims(nlp: Language, name: str) -> ClaimCoder:
    """The component that assigns ``doc._.claims``."""
    return ClaimCoder(load_resolver(), load_lexicon(), load_codebook(), HintReader())


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
        self._code([doc])
        return doc

    def pipe(self, stream: Iterable[Doc], batch_size: int = 32) -> Iterator[Doc]:
        """Code a stream; relations are read for a whole batch at once."""
        waiting = iter(stream)
        while docs := list(islice(waiting, batch_size)):
            self._code(docs)
            yield from docs

    def _code(self, docs: list[Doc]) -> None:
        register()
        work = [DocumentCoder(doc, self.parts) for doc in docs]
        pairs = [w.prepare() for w in work]
        together = [p for listed in pairs for p in listed]
        relations = iter(self.reader.read(together) if together else [])
        for doc, document, listed in zip(docs, work, pairs, strict=True):
            doc._.claims = tuple(document.finish([next(relations) for _ in listed]))
