"""Which language a text is in. Only English is coded; the rest is skipped, saying so."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Protocol

from communique.intake.limits import SHORTEST_TELLING_TEXT

_SAMPLE = 20_000  # characters looked at: more changes nothing, and live blogs are long
_SURE = 0.75  # below this a short Latin-script text full of names may well be English
_SHORT = 300  # letters below which certainty is asked for
_WORD = re.compile(r"[a-z']+")
_ENGLISH_WORDS = (
    "the and of to that for with has have said from by his her their which would been not were "
    "are its an this they who after over will at it he she"
)
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
_ENGLISH_SHARE = 0.15  # of the words; German, Dutch, French and Spanish news stay under 0.08


class _Identifier(Protocol):
    def classify(self, text: str) -> tuple[str, float]: ...


@lru_cache(maxsize=1)
def _identifier() -> _Identifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier: _Identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    return identifier


def identify(text: str) -> str:
    """The BCP 47 code of the text's language; ``en`` where it is too short to tell."""
    sample = text[:_SAMPLE]
    letters = sum(1 for c in sample if c.isalpha())
    if letters < SHORTEST_TELLING_TEXT:
        return "en"
    words = _WORD.findall(sample.lower())
    latin = sum(1 for c in sample if c.isascii() and c.isalpha())
    if latin * 10 > letters * 9 and words:
        if sum(1 for w in words if w in _ENGLISH) >= _ENGLISH_SHARE * len(words):
            return "en"
        language, probability = _identifier().classify(sample)
        if letters < _SHORT and probability < _SURE:
            return "en"
        return language
    return _identifier().classify(sample)[0]
