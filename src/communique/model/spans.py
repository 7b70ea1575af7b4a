"""Places in a text: spans and evidence."""

from __future__ import annotations

import msgspec


class Span(msgspec.Struct, frozen=True, order=True):
    """Half-open range ``[start, end)`` of characters (Unicode code points) in an article's text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if self.start < 0 or self.end < self.start:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def of(self, text: str) -> str:
        """The words of this span in ``text``."""
        return text[self.start : self.end]

    def contains(self, other: Span) -> bool:
        """True when ``other`` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """True when the two spans share at least one character."""
        return self.start < other.end and other.start < self.end


class Evidence(msgspec.Struct, frozen=True, order=True):
    """The exact words that carry a claim, and where they stand in the article's text."""

    start: int
    end: int
    quote: str

    def found_in(self, text: str) -> bool:
        """True when the words stand in ``text`` at exactly this place."""
        return text[self.start : self.end] == self.quote
