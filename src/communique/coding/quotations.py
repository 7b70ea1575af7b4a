"""Quotations and their speakers; a quotation without a named speaker stays without one."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass

from spacy.tokens import Doc

from communique.coding.attribution import Attribution
from communique.coding.chains import FIRST
from communique.coding.sources import SPEAKING_PRONOUNS
from communique.model import Mention, Source
from communique.reading.paragraphs import is_furniture
from communique.reading.quotes import Quote

WORD = re.compile(r"\w+")
ARTICLES = frozenset({"the", "a", "an"})
SCARE_WORDS = 3
"""Quoted words of at most this many, inside a clause of the page's own, are no quotation."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation with its chain of sources; the last one is the speaker."""

    quote: Quote
    chain: tuple[Source, ...]


def find_quotations(doc: Doc, attribution: Attribution) -> list[Quotation]:
    """The quotations of a document in text order, those inside another after it."""
    found: list[Quotation] = []
    for quote in doc._.quotes:
        if is_furniture(doc, quote.start, quote.end):
            continue
        for one in (quote, *quote.nested):
            quotation = _quotation(one, attribution)
            if quotation is not None and (one is quote or _is_another(quotation, quote, found)):
                found.append(quotation)
    return found


def _is_another(inner: Quotation, outer: Quote, found: list[Quotation]) -> bool:
    """True for a quotation inside another that somebody else is said to have spoken."""
    around = found[-1].chain if found and found[-1].quote is outer else ()
    own = [s for s in inner.chain if s.start < s.end and s not in around]
    return any(s.text.lower() not in FIRST for s in own)


def _quotation(quote: Quote, attribution: Attribution) -> Quotation | None:
    inside = attribution.voices.inside(quote)
    if inside is None:
        return None
    words = [t for t in inside if t.is_alpha]
    whole = attribution.voices.is_whole(inside)
    chain = attribution.voices.of(quote)
    named = any(s.start < s.end for s in chain)
    if len(words) <= SCARE_WORDS and words and all(t.pos_ == "PROPN" for t in words):
        if not inside[-1].is_punct:
            return None  # a name in marks, no quotation
    if len(words) <= SCARE_WORDS and not named and not (whole and len(words) > 1):
        return None
    if not chain and not whole and not any(t.pos_ in ("VERB", "AUX") for t in inside):
        return None
    return Quotation(quote, chain or (_nobody(quote),))


def _nobody(quote: Quote) -> Source:
    return Source(
        text="",
        start=quote.start,
        end=quote.start,
        kind="actor",
        reason="the page names no speaker",
    )


def quotation_key(words: str, speaker: Source | Mention | None = None) -> str:
    """One key for the same words of the same speaker, on whatever page they stand.

    Case, marks, dashes and spacing do not count; words left out ("…") do. A resolved speaker
    counts by his code, another by his words; a pronoun that stands for nobody known, or no speaker
    at all, by nothing.
    """
    said = " ".join(WORD.findall(unicodedata.normalize("NFKC", words).casefold()))
    who = ""
    if speaker is not None and speaker.code is not None:
        who = speaker.code
    elif speaker is not None:
        own = speaker.name or speaker.text
        folded = [w for w in WORD.findall(own.casefold()) if w not in ARTICLES]
        who = "" if " ".join(folded) in SPEAKING_PRONOUNS else " ".join(folded)
    return "q" + hashlib.sha256(f"{said}\n{who}".encode()).hexdigest()[:20]
