"""Claims in words: who, according to whom, how sure, and where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable

import click

from communique.model import Article, Claim, Evidence, Factuality, Mention, Place, Source, When

_SAYS = {
    "asserts": ("says that", "says so"),
    "denies": ("denies that", "denies it"),
    "doubts": ("doubts that", "doubts it"),
    "asks": ("asks that", "asks for it"),
    "promises": ("promises that", "promises it"),
    "believes": ("believes that", "believes so"),
}
"""What a stance is called in the middle of a chain and at its end."""
_FLAGS = ("negated", "future", "hypothetical", "historical")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-Z0-9])|\n+")
MARKS = ("[[", "]]")
"""Around the evidence where the output has no bold."""


def who(party: Mention | Source) -> str:
    """A party as its code, or its words after a question mark where nobody knows who it is."""
    return party.code or f"?{party.text or 'unnamed'}"


def parties(mentions: Iterable[Mention | Source]) -> str:
    """Parties in a cell."""
    return "; ".join(who(m) for m in mentions)


def party_line(party: Mention | Source) -> str:
    """A party in full: its words, code, name, or why it is not resolved."""
    words = f"“{party.text}”" if party.text else "(not in words)"
    if party.code is None:
        return f"{words} unresolved: {party.reason}"
    name = f", {party.name}" if party.name else ""
    return f"{words} = {party.code}{name}"


def place_line(place: Place) -> str:
    """A place in full."""
    if place.status == "unresolved":
        return f"“{place.text}” unresolved: {place.reason}"
    return f"“{place.text}” = {place.name}, {place.country} (GeoNames {place.geonames_id})"


def date_line(when: When) -> str:
    """When, in which words, on what basis."""
    if when.edtf is None:
        return f"unresolved (“{when.text}”)" if when.text else "not said"
    words = f", “{when.text}”" if when.text else ""
    return f"{when.edtf} ({when.basis}{words})"


def flags(factuality: Factuality) -> str:
    """The flags in a cell: ``possible, negated``."""
    named = [f for f in _FLAGS if getattr(factuality, f)]
    if factuality.certainty != "certain":
        named.insert(0, factuality.certainty)
    return ", ".join(named)


def flags_line(factuality: Factuality) -> str:
    """The flags with the words that set them."""
    cues = ", ".join(f"{c.flag}: “{c.text}”" for c in factuality.cues)
    return (flags(factuality) or "certain") + (f" ({cues})" if cues else "")


def chain(claim: Claim) -> str:
    """The attribution as a sentence: the page says that A says that B says so."""
    if not claim.attribution:
        return "the page itself says so"
    parts = ["the page says that"]
    for source in claim.attribution:
        name = source.text or "somebody whom it does not name"
        inside, last = _SAYS[source.stance]
        verb = last if source is claim.attribution[-1] else inside
        parts.append(f"{name} ({source.code}) {verb}" if source.code else f"{name} {verb}")
    return " ".join(parts)


def amounts(claim: Claim) -> str:
    """The amounts in a cell."""
    return "; ".join(a.text for a in claim.amounts)


def context(article: Article, evidence: Evidence, *, bold: bool) -> str:
    """The sentence or sentences around the evidence, its words marked."""
    text = article.text
    ends = [m.end() for m in _SENTENCE_END.finditer(text, 0, evidence.start)]
    start = ends[-1] if ends else 0
    after = _SENTENCE_END.search(text, max(evidence.start, evidence.end - 1))
    end = max(after.end() if after else len(text), evidence.end)
    words = text[evidence.start : evidence.end]
    marked = click.style(words, bold=True, underline=True) if bold else words.join(MARKS)
    found = text[start : evidence.start] + marked + text[evidence.end : end]
    return " ".join(found.split())
