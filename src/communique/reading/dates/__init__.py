"""Dates in a text, to EDTF, counted from the publication date where the words ask for it.

One scan with one expression finds the candidates (``patterns``); each kind has its handler
(``said``, ``counted``); dates that stand together are joined or counted from each other
(``joining``). Never finer than the words: a month stays a month, a week is an interval, "a few
days ago" is approximate. What cannot be worked out has no EDTF and says why.
"""

from communique.reading.dates.found import NO_ANCHOR, NO_YEAR, DateMention
from communique.reading.dates.patterns import PATTERNS
from communique.reading.dates.reader import find_dates

__all__ = ["NO_ANCHOR", "NO_YEAR", "PATTERNS", "DateMention", "find_dates"]
