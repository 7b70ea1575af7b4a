"""Numbers with no noun behind them: amounts ("the opposition counted 151"), or times and names."""

from __future__ import annotations

import re

from spacy.tokens import Doc, Token

from communique.reading.amounts.numbers import VALUES

NAMED = frozenset(
    (
        *("resolution", "article", "section", "chapter", "page", "channel", "route", "no"),
        *("number", "phase", "room", "flight", "day", "size", "age", "aged", "group", "class"),
        *("form", "line", "clause", "version", "level", "paragraph", "highway", "boeing", "unit"),
        *("round", "stage", "area", "gate", "platform", "division", "appendix", "annex", "sura"),
        *("psalm", "under-", "over-", "type", "mark", "bus", "train", "block", "camp", "sector"),
    )
)
"""Words that a number names one of."""
_CLOCK = frozenset("at by from until till before after since around about for in on".split())
_LAST_HOUR = 24
_STANDS = frozenset(
    "nsubj nsubjpass dobj obj pobj attr conj appos ROOT oprd dep npadvmod nummod ccomp".split()
)
_OF_WHOM = frozenset("them theirs us those these which whom whose".split())
_GENERIC = frozenset(
    "the these those both other last first next another every each per now then aged".split()
)
_PARTITIVE_REACH = 4


def partitive(doc: Doc, token: int) -> Token | None:
    """The last word of "of them", "of the rescued", "of their own" at ``token``."""
    if token >= len(doc) or doc[token].lower_ != "of":
        return None
    for word in doc[token + 1 : token + 1 + _PARTITIVE_REACH]:
        if word.lower_ in _OF_WHOM or word.lower_ == "own":
            return word
        if word.lower_ in ("the", "their", "his", "her", "its", "our"):
            continue
        return word if word.pos_ in ("NOUN", "VERB", "ADJ", "PROPN") else None
    return None


def is_amount(
    doc: Doc,
    match: re.Match[str],
    hedge: re.Match[str] | None,
    before: Token | None,
    token: int,
    joined: bool,
) -> bool:
    """Whether a number without a noun says how many there are."""
    word = match["n"].lower()
    number = doc[max(0, token - 1)]
    digits = word[0].isdigit()
    if digits and "." in word and not match["s"]:
        return False
    if re.fullmatch(r"(?:1[5-9]|20)\d\d", word) and not hedge:
        return False
    small = _small(word)
    led = before.lower_ if before is not None else ""
    if led in _CLOCK and small and not (hedge and (hedge["low"] or hedge["high"])):
        return False
    following = doc[token] if token < len(doc) else None
    if following is not None and following.text in ("-", "/", ":", "°"):
        return False
    if hedge or match["plus"] or match["s"] or joined:
        return True
    if partitive(doc, token) is not None:
        return led not in _GENERIC
    if before is not None and (before.pos_ == "PROPN" or before.text in ("#", "(", "/")):
        return False
    if before is not None and before.pos_ == "NOUN" and before.i == number.i - 1 and digits:
        return False
    if led in _GENERIC and not (digits and led == "the"):
        return False
    if number.pos_ != "NUM" or number.dep_ not in _STANDS:
        return False
    if number.dep_ == "nummod" and number.head.i > number.i:
        return False
    if digits:
        return len(word) > 1 or number.dep_ in ("nsubj", "nsubjpass", "dobj")
    return word in VALUES or len(word.split()) > 1 or "-" in word


def _small(word: str) -> bool:
    if word.isdigit():
        return int(word) <= _LAST_HOUR
    return VALUES.get(word, _LAST_HOUR + 1) <= _LAST_HOUR
