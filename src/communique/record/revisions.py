"""Wording changes: those that a page reports, and those seen between two versions of a page."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

import msgspec

from communique.model import Article, Claim, RevisionRow, Span

_SENTENCE_END = re.compile(r"""(?<=[.!?…])["'”’»)\]]*\s+(?=["'“‘«(\[]*[A-Z0-9À-Þ])|\s*\n\s*""")
_TOKEN = re.compile(r"\w+(?:[.,'’-]\w+)*|[^\w\s]")
_ALIKE = 0.5  # sentences whose words match by less are two sentences, not one reworded
_SAME_PAGE = 0.1  # share of five-word runs; two articles on one subject share under 0.02
_RUN = 5
_BRIDGE = 1  # equal words between two changes that still make one change of it


_LONG = 7  # letters from which one letter too few or two turned round is a slip of the pen


class _Piece(NamedTuple):
    """A sentence or word: its place, its words, and its form for comparing."""

    start: int
    end: int
    form: str


class _Change(NamedTuple):
    """What went, what came, and where in the old text that was."""

    gone: Span | None
    came: Span | None
    at: int
    typographic: bool = False


def page_revisions(
    page: str, versions: Sequence[Article], claims: Sequence[Claim]
) -> list[RevisionRow]:
    """All wording changes of one page, the reported ones with those that we saw ourselves."""
    seen = seen_revisions(versions, claims, typography=True)
    reported = reported_revisions(claims, {v.id: page for v in versions})
    linked = []
    for row in reported:
        same = [
            other.id
            for other in seen
            if other.change == "meaning" and (_speaks(row, other) or _speaks(row, other, back=True))
        ]
        linked.append(msgspec.structs.replace(row, seen_as=tuple(sorted(same))) if same else row)
    return sorted([*linked, *seen], key=lambda row: row.id)


def _speaks(report: RevisionRow, seen: RevisionRow, *, back: bool = False) -> bool:
    """The words that the report names are among those that we saw go, or come."""
    named, found = (report.added, seen.added) if back else (report.removed, seen.removed)
    return bool(named and found and _letters(named) and _letters(named) in _letters(found))


def lost_claims(versions: Sequence[Article], claims: Iterable[Claim]) -> list[tuple[str, Article]]:
    """The claims whose words are gone from their page, and the version that is without them.

    The words count as there where they differ in typography only. A claim whose words went and
    came back is not lost.
    """
    ordered = _in_order(versions)
    if len(ordered) < 2 or not _is_same_page(ordered[0], ordered[-1]):
        return []
    letters = [_letters(_body(v)) for v in ordered]
    found = []
    for claim in sorted({c.id: c for c in claims}.values(), key=lambda c: c.id):
        quotes = [_letters(e.quote) for e in claim.evidence if _letters(e.quote)]
        there = [all(q in text for q in quotes) for text in letters]
        if not quotes or there[-1] or not any(there):
            continue
        last = max(i for i, yes in enumerate(there) if yes)
        spelt = [
            c
            for c in _changes(ordered[last], ordered[last + 1])
            if _rests_on(claim, ordered[last], c)
        ]
        if spelt and all(c.typographic for c in spelt):
            continue
        found.append((claim.id, ordered[last + 1]))
    return found


def _body(article: Article) -> str:
    """The text without its furniture."""
    parts = []
    at = 0
    for span in sorted(article.furniture):
        parts.append(article.text[at : span.start])
        at = max(at, span.end)
    return "".join((*parts, article.text[at:]))


def _in_order(versions: Iterable[Article]) -> list[Article]:
    return sorted(
        {(a.id, a.content_hash): a for a in versions}.values(),
        key=lambda a: (a.published or "", a.modified or "", _natural(a.source), a.content_hash),
    )


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


def seen_revisions(
    versions: Iterable[Article], claims: Iterable[Claim], *, typography: bool = False
) -> list[RevisionRow]:
    """What changed between the versions of one page, in order of the versions and of the text.

    Versions are ordered by publication, then by what the page says of its last change, then by
    where they were read. Whitespace, quotation marks and dashes are no change, and two texts with
    next to nothing in common are not versions of each other. Affected are the claims of the older
    version whose evidence holds removed words, or between whose words others were put. A page's
    furniture is left out.

    With ``typography``, changes that leave the meaning as it was (marks, capitals, a slip of the
    pen put right) have rows of their own.
    """
    rested = sorted({c.id: c for c in claims}.values(), key=lambda c: c.id)
    rows: dict[str, RevisionRow] = {}
    for older, newer in pairwise(_in_order(versions)):
        if not _is_same_page(older, newer):
            continue
        for change in _changes(older, newer):
            if change.typographic and not typography:
                continue
            gone, came = change.gone, change.came
            removed = gone.of(older.text).strip() if gone else None
            added = came.of(newer.text).strip() if came else None
            key = (older.content_hash, newer.content_hash, str(gone), str(came))
            row = RevisionRow(
                id=_id("seen", older.page, *key),
                basis="seen",
                page=older.page,
                removed=removed or None,
                added=added or None,
                affected_claims=()
                if change.typographic
                else tuple(c.id for c in rested if _rests_on(c, older, change)),
                change="typographic" if change.typographic else "meaning",
            )
            rows[row.id] = row
    return list(rows.values())


def _rests_on(claim: Claim, older: Article, change: _Change) -> bool:
    if claim.article.id != older.id:
        return False
    gone = change.gone
    for e in claim.evidence:
        if not e.found_in(older.text):
            continue
        if gone is not None and gone.start < gone.end:
            if gone.overlaps(Span(e.start, e.end)):
                return True
        elif e.start < change.at < e.end:
            return True
    return False


def _changes(older: Article, newer: Article) -> Iterator[_Change]:
    """What went and what came, sentence by sentence and in them phrase by phrase."""
    before, after = _sentences(older), _sentences(newer)
    matcher = SequenceMatcher(None, [s.form for s in before], [s.form for s in after], False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            for old, new in zip(before[a:b], after[c:d], strict=True):
                one, other = older.text[old.start : old.end], newer.text[new.start : new.end]
                if one.split() != other.split():
                    yield _Change(
                        Span(old.start, old.end), Span(new.start, new.end), old.start, True
                    )
            continue
        if a < b and c < d and _joined(before[a:b]) == _joined(after[c:d]):
            # The same words, cut into other sentences or lines.
            yield _Change(
                Span(before[a].start, before[b - 1].end),
                Span(after[c].start, after[d - 1].end),
                before[a].start,
                True,
            )
            continue
        for gone, came in _paired(before[a:b], after[c:d]):
            if gone and came:
                yield from _phrases(older.text, gone, newer.text, came)
            elif gone:
                yield _Change(Span(gone.start, gone.end), None, gone.start)
            elif came:
                yield _Change(None, Span(came.start, came.end), _before(before, b, older))


def _joined(pieces: Sequence[_Piece]) -> str:
    return "".join(_letters(piece.form) for piece in pieces)


def _before(sentences: list[_Piece], index: int, article: Article) -> int:
    """Between two sentences, where new ones were put."""
    return sentences[index].start if index < len(sentences) else len(article.text)


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


def _phrases(old_text: str, old: _Piece, new_text: str, new: _Piece) -> Iterator[_Change]:
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
        at = gone[0].start if gone else (before[a].start if a < len(before) else old.end)
        yield _Change(
            Span(gone[0].start, gone[-1].end) if gone else None,
            Span(came[0].start, came[-1].end) if came else None,
            at,
            _same_words(gone, came),
        )


def _same_words(gone: Sequence[_Piece], came: Sequence[_Piece]) -> bool:
    """True when the words are the same but for marks, capitals, hyphens and slips of the pen."""
    one = "".join(_letters(t.form) for t in gone)
    other = "".join(_letters(t.form) for t in came)
    if one == other:
        return True
    before = [w for t in gone if (w := _letters(t.form))]
    after = [w for t in came if (w := _letters(t.form))]
    return len(before) == len(after) and all(
        a == b or _slip(a, b) for a, b in zip(before, after, strict=True)
    )


def _slip(one: str, other: str) -> bool:
    """One letter too few inside a long word, or two of them turned round."""
    if min(len(one), len(other)) < _LONG or one[:2] != other[:2] or one[-1] != other[-1]:
        return False
    if not (one.isalpha() and other.isalpha()):
        return False
    if len(one) == len(other):
        at = [i for i in range(len(one)) if one[i] != other[i]]
        return (
            len(at) == 2
            and at[1] == at[0] + 1
            and one[at[0]] == other[at[1]]
            and one[at[1]] == other[at[0]]
        )
    short, long = sorted((one, other), key=len)
    return len(long) == len(short) + 1 and any(
        long[:i] + long[i + 1 :] == short for i in range(1, len(long) - 1)
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
