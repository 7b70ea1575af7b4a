"""An article's text with its evidence marked, a claim's words in their sentence, two versions.

What is marked may overlap: the text is cut at every place where a mark begins or ends, and each
piece knows the claims that it belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

import msgspec

from communique.model import Article, Claim, Evidence

_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-Z0-9])|\n+")
_PARAGRAPH = re.compile(r"\n\s*\n|\n")
_MOST_WORDS = 600
"""Characters of context on either side of a claim's words."""
_TOKEN = re.compile(r"\s+|\w+(?:[.,'’-]\w+)*|[^\w\s]")
_MOST_TOKENS = 60_000
"""Words, marks and spaces of two versions together that are compared word by word."""


class Piece(msgspec.Struct, frozen=True):
    """A run of text: the claims whose evidence it is, and the notes that begin and end with it."""

    text: str
    claims: tuple[str, ...] = ()
    begins: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()


class Paragraph(msgspec.Struct, frozen=True):
    """A paragraph of an article, in pieces; furniture belongs to the page, not to the article."""

    pieces: tuple[Piece, ...]
    furniture: bool = False


class Passage(msgspec.Struct, frozen=True):
    """A claim's words and what stands before and after them in their sentence or sentences."""

    before: str
    words: str
    after: str


def paragraphs(article: Article, claims: Iterable[Claim]) -> list[Paragraph]:
    """The article's text, cut into paragraphs and pieces; claims of other texts are not marked."""
    text = article.text
    spans = [
        (e.start, e.end, c.id)
        for c in claims
        if c.article.id == article.id
        for e in c.evidence
        if e.start < e.end and e.found_in(text)
    ]
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for start, end, id in spans:
        first[id] = min(start, first.get(id, start))
        last[id] = max(end, last.get(id, end))
    found = []
    for start, end in _paragraph_spans(text):
        mine = []
        cuts = {start, end}
        inside = [s for s in spans if s[0] < end and s[1] > start]
        for left, right, _ in inside:
            cuts.update((max(left, start), min(right, end)))
        ordered = sorted(cuts)
        for left, right in pairwise(ordered):
            held = tuple(dict.fromkeys(s[2] for s in inside if s[0] <= left and s[1] >= right))
            mine.append(
                Piece(
                    text[left:right],
                    held,
                    tuple(id for id in held if first[id] == left),
                    tuple(id for id in held if last[id] == right),
                )
            )
        if mine:
            found.append(Paragraph(tuple(mine), _is_furniture(article, start, end)))
    return found


def _paragraph_spans(text: str) -> Iterable[tuple[int, int]]:
    at = 0
    for match in _PARAGRAPH.finditer(text):
        if text[at : match.start()].strip():
            yield at, match.start()
        at = match.end()
    if text[at:].strip():
        yield at, len(text)


def _is_furniture(article: Article, start: int, end: int) -> bool:
    return any(f.start <= start and f.end >= end for f in article.furniture)


def passage(text: str, evidence: Evidence) -> Passage:
    """The words of the evidence in their sentence; the words alone where they are not there."""
    if not evidence.found_in(text):
        return Passage("", evidence.quote, "")
    low = max(0, evidence.start - _MOST_WORDS)
    high = min(len(text), evidence.end + _MOST_WORDS)
    ends = [m.end() for m in _SENTENCE_END.finditer(text, low, evidence.start)]
    start = ends[-1] if ends else low
    after = _SENTENCE_END.search(text, max(evidence.start, evidence.end - 1), high)
    end = max(after.end() if after else high, evidence.end)
    return Passage(
        ("…" if not ends and low else "") + text[start : evidence.start].lstrip(),
        evidence.quote,
        text[evidence.end : end].rstrip() + ("…" if not after and high < len(text) else ""),
    )


def numbered(claims: Sequence[Claim]) -> dict[str, int]:
    """The numbers of the notes: claims by the place of their words."""
    ordered = sorted(claims, key=lambda c: (c.evidence[0].start, c.evidence[0].end, c.id))
    return {claim.id: place for place, claim in enumerate(ordered, 1)}


class Cut(msgspec.Struct, frozen=True):
    """A run of words of one version: kept, removed or added."""

    text: str
    change: str = ""


class Pair(msgspec.Struct, frozen=True):
    """One paragraph of the old version beside what stands for it in the new."""

    old: tuple[Cut, ...] = ()
    new: tuple[Cut, ...] = ()

    @property
    def changed(self) -> bool:
        """True where the two differ."""
        return any(c.change for c in (*self.old, *self.new))


def side_by_side(old: Article, new: Article) -> list[Pair]:
    """Two versions of a page, paragraph by paragraph, and word by word where one was reworded."""
    left, right = _body(old), _body(new)
    found: list[Pair] = []
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            found += [Pair((Cut(p),), (Cut(p),)) for p in left[i1:i2]]
            continue
        for a, b in _partners(left[i1:i2], right[j1:j2]):
            found.append(_reworded(a, b))
    return found


def _body(article: Article) -> list[str]:
    return [
        " ".join(article.text[a:b].split())
        for a, b in _paragraph_spans(article.text)
        if not _is_furniture(article, a, b)
    ]


def _partners(old: list[str], new: list[str]) -> Iterable[tuple[str | None, str | None]]:
    """Paragraphs that stand for each other, in order; the others stand alone."""
    at = 0
    for paragraph in old:
        best, place = 0.0, -1
        for j in range(at, min(len(new), at + 8)):
            alike = SequenceMatcher(None, paragraph.split(), new[j].split()).ratio()
            if alike > best:
                best, place = alike, j
        if best < 0.4:
            yield paragraph, None
            continue
        yield from ((None, b) for b in new[at:place])
        yield paragraph, new[place]
        at = place + 1
    yield from ((None, b) for b in new[at:])


def _reworded(old: str | None, new: str | None) -> Pair:
    if old is None or new is None:
        return Pair(
            (Cut(old, "removed"),) if old is not None else (),
            (Cut(new, "added"),) if new is not None else (),
        )
    a, b = _TOKEN.findall(old), _TOKEN.findall(new)
    if len(a) + len(b) > _MOST_TOKENS:
        return Pair((Cut(old, "removed"),), (Cut(new, "added"),))
    left, right = [], []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        same = tag == "equal"
        if i1 < i2:
            left.append(Cut("".join(a[i1:i2]), "" if same else "removed"))
        if j1 < j2:
            right.append(Cut("".join(b[j1:j2]), "" if same else "added"))
    return Pair(tuple(left), tuple(right))
