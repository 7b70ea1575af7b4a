"""Wording changes: those that a page reports, and those seen between two versions of a page."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

from communique.model import Article, Claim, RevisionRow, Span

_SENTENCE_END = re.compile(r"""(?<=[.!?…])["'”’»)\]]*\s+(?=["'“‘«(\[]*[A-Z0-9À-Þ])|\s*\n\s*""")
_TOKEN = re.compile(r"\w+(?:[.,'’-]\w+)*|[^\w\s]")
_ALIKE = 0.5  # sentences whose words match by less are two sentences, not one reworded
_SAME_PAGE = 0.1  # share of five-word runs; two articles on one subject share under 0.02
_RUN = 5
_BRIDGE = 1  # equal words between two changes that still make one change of it


class _Piece(NamedTuple):
    """A sentence or word: its place, its words, and its form for comparing."""

    start: int
    end: int
    form: str


def reported_revisions(
    claims: Iterable[Claim], pages: Mapping[str, str] | None = None
) -> list[RevisionRow]:
    """One row for each claim that reports a wording change, sorted by id.

    Affected are the other claims of the same article whose evidence holds the removed words,
    but for those that rest on the report itself. ``pages`` gives the page of an article id; an
    article that it does not have is named by its address or id.
    """
    known = pages or {}
    ordered = sorted({c.id: c for c in claims}.values(), key=lambda c: c.id)
    by_article: dict[str, list[Claim]] = {}
    for claim in ordered:
        by_article.setdefault(claim.article.id, []).append(claim)
    rows = []
    for claim in ordered:
        if claim.revision is None:
            continue
        removed = _letters(claim.revision.removed or "")
        affected = [
            other.id
            for other in by_article[claim.article.id]
            if removed
            and other.id != claim.id
            and other.kind != "revision"
            and any(removed in _letters(e.quote) for e in other.evidence)
            and not _touch(claim, other)
        ]
        rows.append(
            RevisionRow(
                id=_id("reported", claim.id),
                basis="reported",
                page=known.get(claim.article.id) or claim.article.url or claim.article.id,
                removed=claim.revision.removed,
                added=claim.revision.added,
                document=claim.revision.document,
                claim=claim.id,
                affected_claims=tuple(affected),
            )
        )
    return sorted(rows, key=lambda row: row.id)


def _touch(one: Claim, other: Claim) -> bool:
    return any(a.start < b.end and b.start < a.end for a in one.evidence for b in other.evidence)


def seen_revisions(versions: Iterable[Article], claims: Iterable[Claim]) -> list[RevisionRow]:
    """What changed between the versions of one page, in order of the versions and of the text.

    Versions are ordered by publication, then by what the page says of its last change, then by
    where they were read. Whitespace, quotation marks and dashes are no change, and two texts with
    next to nothing in common are not versions of each other. Affected are the claims of the older
    version whose evidence holds removed words. A page's furniture is left out.
    """
    ordered = sorted(
        {(a.id, a.content_hash): a for a in versions}.values(),
        key=lambda a: (a.published or "", a.modified or "", _natural(a.source), a.content_hash),
    )
    rested = sorted({c.id: c for c in claims}.values(), key=lambda c: c.id)
    rows: dict[str, RevisionRow] = {}
    for older, newer in pairwise(ordered):
        if not _is_same_page(older, newer):
            continue
        for gone, came in _changes(older, newer):
            removed = gone.of(older.text).strip() if gone else None
            added = came.of(newer.text).strip() if came else None
            key = (older.content_hash, newer.content_hash, str(gone), str(came))
            row = RevisionRow(
                id=_id("seen", older.page, *key),
                basis="seen",
                page=older.page,
                removed=removed or None,
                added=added or None,
                affected_claims=tuple(_rest_on(rested, older, gone)),
            )
            rows[row.id] = row
    return list(rows.values())


def _rest_on(claims: list[Claim], older: Article, gone: Span | None) -> Iterator[str]:
    if gone is None or gone.start == gone.end:
        return
    for claim in claims:
        if claim.article.id == older.id and any(
            e.found_in(older.text) and gone.overlaps(Span(e.start, e.end)) for e in claim.evidence
        ):
            yield claim.id


def _changes(older: Article, newer: Article) -> Iterator[tuple[Span | None, Span | None]]:
    """Pairs of what went and what came, sentence by sentence and in them phrase by phrase."""
    before, after = _sentences(older), _sentences(newer)
    matcher = SequenceMatcher(None, [s.form for s in before], [s.form for s in after], False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            continue
        for gone, came in _paired(before[a:b], after[c:d]):
            if gone and came:
                yield from _phrases(older.text, gone, newer.text, came)
            elif gone:
                yield Span(gone.start, gone.end), None
            elif came:
                yield None, Span(came.start, came.end)


def _paired(
    gone: Sequence[_Piece], came: Sequence[_Piece]
) -> Iterator[tuple[_Piece | None, _Piece | None]]:
    """Each old sentence with the new one it became, in order; the others alone."""
    at = 0
    for old in gone:
        ratios = [
            SequenceMatcher(None, old.form.split(), new.form.split(), False).ratio()
            for new in came[at:]
        ]
        best = max(range(len(ratios)), key=lambda i: (ratios[i], -i), default=None)
        if best is None or ratios[best] < _ALIKE:
            yield old, None
            continue
        for new in came[at : at + best]:
            yield None, new
        yield old, came[at + best]
        at += best + 1
    for new in came[at:]:
        yield None, new


def _phrases(
    old_text: str, old: _Piece, new_text: str, new: _Piece
) -> Iterator[tuple[Span | None, Span | None]]:
    before, after = _tokens(old_text, old), _tokens(new_text, new)
    matcher = SequenceMatcher(None, [t.form for t in before], [t.form for t in after], False)
    runs: list[list[int]] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            continue
        if runs and a - runs[-1][1] <= _BRIDGE and c - runs[-1][3] <= _BRIDGE:
            runs[-1][1], runs[-1][3] = b, d
        else:
            runs.append([a, b, c, d])
    for a, b, c, d in runs:
        gone, came = before[a:b], after[c:d]
        if not any(_letters(t.form) for t in (*gone, *came)):
            continue  # punctuation alone
        yield (
            Span(gone[0].start, gone[-1].end) if gone else None,
            Span(came[0].start, came[-1].end) if came else None,
        )


def _sentences(article: Article) -> list[_Piece]:
    hidden = article.furniture
    found = []
    at = 0
    cuts = [*((m.start(), m.end()) for m in _SENTENCE_END.finditer(article.text))]
    for end, after in [*cuts, (len(article.text), len(article.text))]:
        # Closing marks before the white space belong to the sentence.
        stop = end + len(article.text[end:after].rstrip())
        start = at + len(article.text[at:stop]) - len(article.text[at:stop].lstrip())
        if start < stop and not any(h.overlaps(Span(start, stop)) for h in hidden):
            form = " ".join(t.form for t in _tokens(article.text, _Piece(start, stop, "")))
            if form:
                found.append(_Piece(start, stop, form))
        at = after
    return found


def _tokens(text: str, piece: _Piece) -> list[_Piece]:
    """Words and marks of a sentence; typographic variants have one form."""
    tokens = []
    for match in _TOKEN.finditer(text, piece.start, piece.end):
        form = _plain(match.group())
        if form:
            tokens.append(_Piece(match.start(), match.end(), form))
    return tokens


def _plain(words: str) -> str:
    folded = unicodedata.normalize("NFKC", words)
    for variants, plain in (("“”„«»″", '"'), ("‘’‚‹›′", "'"), ("–—−‐‑‒", "-")):
        for variant in variants:
            folded = folded.replace(variant, plain)
    return folded.replace("…", "...").replace("\u00ad", "")


def _letters(words: str) -> str:
    return "".join(c for c in _plain(words).casefold() if c.isalnum())


def _is_same_page(older: Article, newer: Article) -> bool:
    one, other = _runs(older.text), _runs(newer.text)
    smaller = min(len(one), len(other))
    if smaller == 0:
        return True
    return len(one & other) >= _SAME_PAGE * smaller


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[i : i + _RUN]) for i in range(len(words) - _RUN + 1)}


def _natural(text: str) -> list[tuple[int, str]]:
    """Sorts ``v2`` before ``v10``; folders do not count."""
    name = re.split(r"[/\\]", text)[-1]
    return [(int(p) if p.isdecimal() else -1, p) for p in re.split(r"(\d+)", name)]


def _id(*parts: str) -> str:
    return "r" + hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:20]
