"""Headlines In Title Case, parsed again as a sentence would be written.

A parser takes "Local NGO Accuses Government of Coverup" for a row of names, and nothing in it can
be coded. Here a short line of which most words are capital is parsed a second time with those words
in lower case that are no names; what was found (tags, lemmas, heads, entities) goes back to the
tokens of the page. The text itself does not change, so every span stays where it is.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from communique.codebook import load_lexicon
from communique.reading.extensions import register
from communique.reading.paragraphs import is_furniture

MOST, CAPITALS, FEWEST = 24, 0.7, 3
"""The longest line in tokens; the share of its longer words that are capital; the fewest such."""
LONGER = 4
"""Letters of a word that title case makes capital in every style."""
_ATTRIBUTES: list[int | str] = ["TAG", "POS", "MORPH", "LEMMA", "DEP", "HEAD"]


@Language.factory(
    "communique_titles",
    requires=["token.dep", "token.tag", "doc._.names"],
    assigns=["token.dep", "token.tag", "token.lemma", "doc.ents"],
)
def make_titles(nlp: Language, name: str) -> Titles:
    """The component that parses headlines in title case again."""
    return Titles(nlp)


class Titles:
    """Gives the lines in title case the parse of their plain wording."""

    def __init__(self, nlp: Language) -> None:
        self.nlp = nlp
        self._common: frozenset[str] | None = None

    def __call__(self, doc: Doc) -> Doc:
        register()
        lines = [
            line
            for line in _lines(doc)
            if _in_title_case(line) and not is_furniture(doc, line.start_char, line.end_char)
        ]
        if lines:
            body = _Body(doc, lines)
            named = {i for h in doc._.names for i in range(h.start, h.end)}
            for line in lines:
                self._parse_again(line, body, named)
        return doc

    @property
    def common(self) -> frozenset[str]:
        """Words that are written small: the lemmatizer's own lists and the lexicon's verbs."""
        if self._common is None:
            found = set(load_lexicon().verbs)
            if "lemmatizer" in self.nlp.pipe_names:
                lookups = self.nlp.get_pipe("lemmatizer").lookups  # type: ignore[attr-defined]
                if lookups.has_table("lemma_index"):
                    table = lookups.get_table("lemma_index")
                    for kind in ("noun", "verb", "adj", "adv"):
                        found.update(table.get(kind, ()))
            self._common = frozenset(found)
        return self._common

    def _parse_again(self, line: Span, body: _Body, named: set[int]) -> None:
        words = [self._plain(t, body, named) for t in line]
        if words == [t.text for t in line]:
            return
        doc = line.doc
        shadow = Doc(doc.vocab, words=words, spaces=[bool(t.whitespace_) for t in line])
        for token in shadow[1:]:
            token.is_sent_start = False
        for part, pipe in self.nlp.pipeline:
            if not part.startswith("communique_"):
                shadow = pipe(shadow)
        whole = doc.to_array(_ATTRIBUTES)
        whole[line.start : line.end] = shadow.to_array(_ATTRIBUTES)
        kept = [e for e in doc.ents if e.end <= line.start or e.start >= line.end]
        doc.from_array(_ATTRIBUTES, whole)  # type: ignore[arg-type]
        found = [
            Span(doc, line.start + e.start, line.start + e.end, label=e.label) for e in shadow.ents
        ]
        doc.set_ents(sorted([*kept, *found], key=lambda e: e.start))

    def _plain(self, token: Token, body: _Body, named: set[int]) -> str:
        text = token.text
        small = text.lower()
        if not token.is_alpha or not text[1:].islower() or token.idx in named:
            return text
        if small in body.small or token.is_stop:
            return small
        if text in body.names:
            return text
        return small if any(form in self.common for form in _bases(small)) else text


class _Body:
    """How the rest of the page writes its words: ``small`` ones, and ``names`` within sentences."""

    def __init__(self, doc: Doc, lines: list[Span]) -> None:
        inside = {i for line in lines for i in range(line.start, line.end)}
        rest = [t for t in doc if t.is_alpha and t.i not in inside]
        self.small = {t.text for t in rest if t.text.islower()}
        self.names = {t.text for t in rest if t.text.istitle() and not t.is_sent_start}


def _lines(doc: Doc) -> Iterator[Span]:
    """Short lines of a page, each a paragraph that no full stop ends."""
    start = 0
    for token in doc:
        broken = "\n" in token.text or "\n" in token.whitespace_
        if not broken and token.i + 1 < len(doc):
            continue
        end = token.i if token.is_space else token.i + 1
        if FEWEST < end - start <= MOST and doc[end - 1].text not in (".", "!", "…"):
            yield doc[start:end]
        start = token.i + 1


def _in_title_case(line: Span) -> bool:
    longer = [t for t in line[1:] if t.is_alpha and len(t) >= LONGER]
    capital = [t for t in longer if t.text[0].isupper()]
    return len(capital) >= FEWEST and len(capital) >= CAPITALS * len(longer)


def _bases(word: str) -> Iterator[str]:
    """A word and what it may be a form of."""
    yield word
    for ending, base in (
        ("s", ""), ("es", ""), ("ies", "y"), ("ed", ""), ("ed", "e"), ("ied", "y"),
        ("ing", ""), ("ing", "e"), ("ly", ""), ("ers", "er"),
    ):  # fmt: skip
        if word.endswith(ending) and len(word) - len(ending) > 2:
            yield word[: len(word) - len(ending)] + base
