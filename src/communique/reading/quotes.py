"""Quotations in a text: which marks belong together, over paragraphs and inside each other.

One pass over the marks with a stack. A mark's family (double, single, guillemets) says what it
can pair with; its neighbours say whether it opens, closes or is an apostrophe.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Literal

import msgspec

Way = Literal["open", "close", "either", "no"]

_MARK = re.compile(r"``|''|[\"“”„‟«»‹›'‘’‚‛`]")
_FAMILY = {
    **dict.fromkeys(('"', "“", "”", "„", "‟", "``", "''"), "double"),
    **dict.fromkeys(("«", "»"), "guillemets"),
    **dict.fromkeys(("‹", "›"), "angles"),
    **dict.fromkeys(("'", "‘", "’", "‚", "‛", "`"), "single"),
}
_OPENING = frozenset("“‟„«‹‘‚‛`") | {"``"}
_CLOSING = frozenset("”»›’")
_BEFORE_OPENING = frozenset("([{<-–—/…")
_ELIDED = re.compile(
    r"\d0s\b|(?:em|til|till|tis|twas|cause|bout|round|neath|im|er|n|s|d|ll|re|ve)\b", re.IGNORECASE
)
_SAID_INSIDE = re.compile(r", (?:\w+ ){1,4}(?:said|says|added|told|wrote)\b|\b(?:he|she) said\b")
_SENTENCE_END = re.compile(r"[.!?…]['’)\]]?\s*\Z")

AHEAD = 40
"""How many marks are looked at beyond one that could be read in two ways."""
UNCLOSED_LIMIT = 1500
"""A curly mark that opens and never closes is kept up to this many characters, else dropped."""
POSSESSIVE_REACH = 80
"""A single mark after an s ("the rebels' claim") closes a quotation no longer than this."""
_SOFT_WRAP = 40


class Quote(msgspec.Struct, frozen=True):
    """One quotation: ``start``–``end`` with its marks, ``inner_start``–``inner_end`` without.

    Over several paragraphs the inner span holds the marks that re-open each paragraph.
    ``closed`` is False where the closing mark is missing.
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    paragraphs: int = 1
    nested: tuple[Quote, ...] = ()
    closed: bool = True


class _Mark(msgspec.Struct, frozen=True):
    start: int
    end: int
    symbol: str
    family: str


class _Open(msgspec.Struct):
    mark: _Mark
    paragraphs: int = 1
    nested: list[Quote] = []


def find_quotes(text: str) -> list[Quote]:
    """Every quotation of ``text`` in order; those inside another are in its ``nested``.

    Quotations at the top level never overlap. A straight mark without its partner in the
    paragraph is dropped unless the next paragraph re-opens.
    """
    marks = [_Mark(m.start(), m.end(), m.group(), _FAMILY[m.group()]) for m in _MARK.finditer(text)]
    if not marks:
        return []
    reader = _Reader(text)
    by_paragraph = list(_by_paragraph(text, marks))
    skip = 0
    for index, (_, end, inside) in enumerate(by_paragraph):
        for position in range(skip, len(inside)):
            reader.take(inside, position)
        following = by_paragraph[index + 1] if index + 1 < len(by_paragraph) else None
        skip = reader.end_paragraph(end, following)
    return reader.top


class _Reader:
    """The stack of open quotations while the marks go by."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.top: list[Quote] = []
        self.stack: list[_Open] = []

    def take(self, marks: list[_Mark], position: int) -> None:
        """Read one mark of a paragraph."""
        mark = marks[position]
        if mark.family == "single":
            self._take_single(marks, position)
            return
        opened = self._innermost(mark.family)
        way = self._way(mark, opened)
        if way == "either":
            way = "close" if opened else "open"
        if way == "close" and opened:
            self._close(opened, mark)
        elif way == "open":
            if opened and not self._nests(marks, position):
                if self._joined_paragraphs(opened, mark):
                    self._drop_above(opened)
                    opened.paragraphs += 1
                    return
                self._drop_from(opened)
            self.stack.append(_Open(mark))

    def end_paragraph(self, end: int, following: tuple[int, int, list[_Mark]] | None) -> int:
        """Settle what is still open; return how many marks of the next paragraph are used up."""
        place = following[0] if following else -1
        marks = following[2] if following else []
        kept = 0
        for opened in self.stack:
            if kept >= len(marks) or marks[kept].start != place:
                break
            mark = marks[kept]
            if mark.family != opened.mark.family or not self._reopens(opened.mark, mark):
                break
            opened.paragraphs += 1
            place = mark.end
            kept += 1
        if kept < len(self.stack):
            first = self.stack[kept]
            if kept == 0 and self._stands_unclosed(first, end):
                self._drop_above(first)
                self.stack.pop()
                self._keep(first, end, end, closed=False)
            else:
                self._drop_from(first)
        return kept

    def _take_single(self, marks: list[_Mark], position: int) -> None:
        mark = marks[position]
        inside = bool(self.stack) and self.stack[-1].mark.family == "single"
        if inside and self._closes_single(mark):
            if not self._possessive(mark) or not self._later_closer(marks, position):
                self._close(self.stack[-1], mark)
        elif self._opens_single(mark) and self._has_closer(marks, position):
            if inside:
                self._drop_from(self.stack[-1])
            self.stack.append(_Open(mark))

    def _way(self, mark: _Mark, opened: _Open | None) -> Way:
        before, after = self._around(mark)
        looks_open = _is_gap(before) and not after.isspace() and after != ""
        looks_closed = not _is_gap(before) and not after.isalnum()
        symbol = mark.symbol
        if symbol in ('"', "''"):
            if before.isdigit() and not opened:
                return "no"
            if looks_open == looks_closed:
                return "either"
            return "open" if looks_open else "close"
        if opened and (opened.mark.symbol, symbol) in (("„", "“"), ("»", "«"), ("›", "‹")):
            return "close"
        if symbol in _OPENING:
            return "close" if opened and looks_closed and mark.family == "double" else "open"
        if not opened and looks_open and after.isalnum():
            return "open"
        return "close"

    def _nests(self, marks: list[_Mark], position: int) -> bool:
        """True when both this mark and the open one of its family find their closing marks."""
        symbol = marks[position].symbol
        if symbol in ('"', "''"):
            return False
        depth = 2
        for mark in marks[position + 1 : position + 1 + AHEAD]:
            if mark.family == marks[position].family:
                depth += 1 if mark.symbol in _OPENING else -1
                if depth == 0:
                    return True
        return False

    def _joined_paragraphs(self, opened: _Open, mark: _Mark) -> bool:
        """True for a re-opening mark of a page whose paragraphs were run together."""
        if mark.symbol != opened.mark.symbol or mark.symbol not in _OPENING:
            return False
        between = self.text[opened.mark.end : mark.start]
        return bool(_SENTENCE_END.search(between[-4:])) and not _SAID_INSIDE.search(between)

    def _opens_single(self, mark: _Mark) -> bool:
        before, after = self._around(mark)
        if mark.symbol == "’" or not (after.isalnum() or (after in '“"«[(…$£€' and after)):
            return False
        if not (_is_gap(before) or before in '“"«„'):
            return False
        return not _ELIDED.match(self.text, mark.end)

    def _closes_single(self, mark: _Mark) -> bool:
        before, after = self._around(mark)
        if mark.symbol in _OPENING and self.stack[-1].mark.symbol != "‚":
            return False
        return not before.isspace() and not after.isalnum()

    def _possessive(self, mark: _Mark) -> bool:
        after = self.text[mark.end : mark.end + 2]
        before = self.text[mark.start - 1 : mark.start]
        return before in ("s", "S", "z", "x") and after[:1] == " " and after[1:].islower()

    def _later_closer(self, marks: list[_Mark], position: int) -> bool:
        """True when a better closing mark comes before anything opens."""
        for mark in marks[position + 1 : position + 1 + AHEAD]:
            if mark.family == "single":
                if self._opens_single(mark):
                    return False
                if self._closes_single(mark) and not self._possessive(mark):
                    return True
            elif self._innermost(mark.family):
                return False
        return False

    def _has_closer(self, marks: list[_Mark], position: int) -> bool:
        """True when a single mark that opens finds a closing one in reach."""
        start = marks[position].end
        for mark in marks[position + 1 : position + 1 + AHEAD]:
            if mark.family != "single":
                outer = self._innermost(mark.family)
                if outer and self._way(mark, outer) != "open":
                    return False
                continue
            before, after = self._around(mark)
            if mark.symbol in _OPENING or before.isspace() or after.isalnum():
                continue
            if not self._possessive(mark) or mark.start - start <= POSSESSIVE_REACH:
                return True
        return False

    def _reopens(self, first: _Mark, mark: _Mark) -> bool:
        after = self.text[mark.end : mark.end + 1]
        return (mark.symbol == first.symbol) and after != "" and not after.isspace()

    def _stands_unclosed(self, opened: _Open, end: int) -> bool:
        mark = opened.mark
        if end - mark.end > UNCLOSED_LIMIT * opened.paragraphs or mark.family == "single":
            return opened.paragraphs > 1
        return opened.paragraphs > 1 or mark.symbol in _OPENING

    def _innermost(self, family: str) -> _Open | None:
        for opened in reversed(self.stack):
            if opened.mark.family == family:
                return opened
        return None

    def _around(self, mark: _Mark) -> tuple[str, str]:
        text = self.text
        return text[mark.start - 1 : mark.start] if mark.start else "", text[
            mark.end : mark.end + 1
        ]

    def _close(self, opened: _Open, mark: _Mark) -> None:
        self._drop_above(opened)
        self.stack.pop()
        self._keep(opened, mark.end, mark.start, closed=True)

    def _keep(self, opened: _Open, end: int, inner_end: int, closed: bool) -> None:
        inner_start = opened.mark.end
        level = self.stack[-1].nested if self.stack else self.top
        if not self.text[inner_start:inner_end].strip():
            level.extend(opened.nested)
            return
        level.append(
            Quote(
                start=opened.mark.start,
                end=end,
                inner_start=inner_start,
                inner_end=inner_end,
                paragraphs=opened.paragraphs,
                nested=tuple(opened.nested),
                closed=closed,
            )
        )

    def _drop_above(self, opened: _Open) -> None:
        """Give up what is open inside ``opened``; what it held moves out."""
        while self.stack[-1] is not opened:
            inner = self.stack.pop()
            self.stack[-1].nested.extend(inner.nested)

    def _drop_from(self, opened: _Open) -> None:
        self._drop_above(opened)
        self.stack.pop()
        (self.stack[-1].nested if self.stack else self.top).extend(opened.nested)


def _is_gap(before: str) -> bool:
    """True when what stands before a mark leaves room for a quotation to begin."""
    return before == "" or before.isspace() or before in _BEFORE_OPENING


def _by_paragraph(text: str, marks: list[_Mark]) -> Iterator[tuple[int, int, list[_Mark]]]:
    """Paragraphs as (first character, end, marks inside); wrapped lines stay together."""
    blank_lines = "\n\n" in text
    at = 0
    begin: int | None = None
    last = 0
    for line in text.splitlines(keepends=True):
        stripped = line.strip()
        first = at + len(line) - len(line.lstrip())
        at += len(line)
        if not stripped:
            if begin is not None:
                yield begin, last, _between(marks, begin, last)
                begin = None
            continue
        if begin is not None and not _wraps(text[begin:last], stripped, blank_lines):
            yield begin, last, _between(marks, begin, last)
            begin = None
        if begin is None:
            begin = first
        last = first + len(stripped)
    if begin is not None:
        yield begin, last, _between(marks, begin, last)


def _wraps(before: str, line: str, blank_lines: bool) -> bool:
    """True when a line end is only where a long line was broken."""
    width = len(before) - before.rfind("\n") - 1
    if width < _SOFT_WRAP or before[-1] in '.!?:;"”’»…':
        return False
    return line[0].islower() or (blank_lines and line[0] not in _FAMILY)


def _between(marks: list[_Mark], start: int, end: int) -> list[_Mark]:
    low = bisect_left(marks, start, key=lambda mark: mark.start)
    high = bisect_left(marks, end, key=lambda mark: mark.start)
    return marks[low:high]
