"""How far a tag reaches: the parts of a sentence, and the clause around an aside."""

from __future__ import annotations

from dataclasses import dataclass, replace

from spacy.tokens import Doc, Span, Token

from communique.coding.tag_words import BREAKS, JOINING, NOUNS, SUBORDINATE
from communique.model.claim import Stance


@dataclass(frozen=True, slots=True)
class Tag:
    """An aside at tokens ``[start, end)``, its speakers as ``(first, end)`` tokens.

    ``[low, high)`` are the tokens that it speaks of. ``verb`` is ``None`` for "according to".
    """

    start: int
    end: int
    low: int
    high: int
    speakers: tuple[tuple[int, int], ...]
    cue: str
    stance: Stance
    verb: int | None = None

    def reaches(self, token: Token) -> bool:
        """True when the tag speaks of what stands at the token."""
        return self.low <= token.i < self.high and not self.start <= token.i < self.end


def is_break(token: Token) -> bool:
    """True for what separates the parts of a sentence, quotation marks included."""
    if token.tag_ in ("HYPH", "POS"):
        return False
    return token.text in BREAKS or token.is_quote or (token.text == "-" and not _glued(token))


def _glued(token: Token) -> bool:
    return token.i > 0 and not token.nbor(-1).whitespace_


def is_hyphened(token: Token) -> bool:
    """True inside a hyphened word ("armed-forces"), whose parts a tagger reads as verbs."""
    doc, i = token.doc, token.i
    return (i > 0 and doc[i - 1].text == "-") or (i + 1 < len(doc) and doc[i + 1].text == "-")


def parts_of(around: Span) -> list[tuple[int, int]]:
    """The stretches of a sentence between its breaks, as token ranges."""
    found, start = [], around.start
    for token in around:
        if is_break(token) or token.is_space:
            if token.i > start:
                found.append((start, token.i))
            start = token.i + 1
    if around.end > start:
        found.append((start, around.end))
    return found


def quoted_before(doc: Doc, start: int) -> bool:
    """True right behind a quotation whose sentence goes on ("…,” she said")."""
    marks = 0
    for i in range(start - 1, max(-1, start - 4), -1):
        token = doc[i]
        if token.is_quote:
            marks += 1
        elif marks:
            return token.text in (",", "?", "!", "…", "—", "–") or doc[start - 1].text == ","
        elif token.text != ",":
            return False
    return False


def reach(doc: Doc, around: Span, start: int, end: int) -> tuple[int, int]:
    """The clause around a tag: between semicolons, and no further than a clause joined on."""
    low, high = around.start, around.end
    for i in range(start - 1, around.start - 1, -1):
        colon = doc[i].text == ":" and not _in_quotation(doc, i)
        if doc[i].text == ";" or colon or (doc[i].text in ("–", "—") and i < start - 1):
            low = i + 1
            break
    for i in range(end, around.end):
        if doc[i].text == ";":
            high = i
            break
    if end + 1 < high and any(t.is_alpha for t in doc[end:high]):
        if any(t.lower_ in ("who", "whose", "which") for t in doc[end + 1 : end + 4]):
            return low, end
        low = _opened(doc, low, start)
        if quoted_before(doc, start) and not any(t.is_quote for t in doc[end : end + 4]):
            high = end
    return low, high


def _in_quotation(doc: Doc, i: int) -> bool:
    at = doc[i].idx
    return any(q.inner_start <= at < q.inner_end for q in doc._.quotes)


def _opened(doc: Doc, low: int, start: int) -> int:
    """Where the clause that a tag interrupts begins: at its conjunction or relative word."""
    near = start - 1
    while near > low and doc[near].is_punct:
        near -= 1
    if doc[near].lower_ in SUBORDINATE and near > low:
        return near
    same_part = True
    for i in range(near, low, -1):
        token = doc[i]
        comma = doc[i - 1].text == ","
        if same_part and token.lower_ in SUBORDINATE and token.lower_ not in ("that", "since"):
            if token.dep_ == "mark" or token.tag_ == "WRB":
                return i
        same_part = same_part and not comma
        if token.lower_ in JOINING and (comma or (near - i < 2 and token.lower_ != "so")):
            return i
        if token.lower_ in ("who", "which", "whose", "whom"):
            back = i
            while back > low and doc[back - 1].text != "," and i - back < 4:
                back -= 1
            return back
        if comma and (token.tag_ == "VBG" or token.lower_ == "among"):
            return i
        if token.text == ":":
            return i + 1
    return low


def divided(tags: list[Tag], doc: Doc) -> list[Tag]:
    """Two tags in one sentence, each with a clause of its own before it: they share it out."""
    found: list[Tag] = []
    for tag in tags:
        before = found[-1] if found else None
        if before is not None and tag.low <= before.start and before.end < tag.start:
            between = doc[before.end : tag.start]
            joined = any(t.lower_ in JOINING for t in between)
            if joined and any(t.tag_ in NOUNS for t in between) and tag.high == before.high:
                cut = next(t.i for t in between if t.lower_ in JOINING)
                found[-1] = replace(before, high=cut)
                found.append(replace(tag, low=cut))
                continue
        found.append(tag)
    return found
