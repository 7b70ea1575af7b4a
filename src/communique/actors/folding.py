"""Text as the automaton sees it: lower case, no accents, everything else a space.

Folding keeps every position, so that what is found there stands in the text at the same place.
Accents fall away on both sides: a name is found with them, without, or with half of them.
"""

from __future__ import annotations

import unicodedata

_LIKE = {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ə": "e", "ŧ": "t"}
_FREQUENT = "’‘“”–—…\u00a0£€•"


def _fold_letter(letter: str) -> str:
    lowered = letter.lower()
    for candidate in (lowered, lowered[:1]):
        if candidate in _LIKE:
            return _LIKE[candidate]
    if not letter.isalnum():
        return " "
    base = unicodedata.normalize("NFKD", lowered)[:1]
    if len(lowered) == 1 and not (base.isascii() and base.isalnum()):
        return lowered
    return base if base.isalnum() else letter


class _Table(dict[int, str]):
    """A translation table that fills itself as letters turn up."""

    def __missing__(self, point: int) -> str:
        self[point] = found = _fold_letter(chr(point))
        return found


_TABLE = _Table()


def fold(text: str) -> str:
    """``text`` folded, of the same length."""
    if not text.isascii():
        for mark in _FREQUENT:
            if mark in text:
                text = text.replace(mark, " ")
    return text.translate(_TABLE)


def key_of(name: str) -> str:
    """A name as a key of the automaton."""
    return fold(name).strip()
