"""Numbers in figures and words, their hedges and bounds."""

from __future__ import annotations

import re

from communique.reading.amounts.currencies import ISO, NATIONAL, PLAIN

_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    "nineteen",
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
VALUES = {word: n for n, word in enumerate(_ONES)} | {w: n * 10 for n, w in enumerate(_TENS, 2)}
SCALES = {"dozen": 12, "hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9}
SCALES |= {"trillion": 10**12, "m": 10**6, "mn": 10**6, "bn": 10**9, "b": 10**9, "tn": 10**12}
SCALES |= {"k": 1000, "lakh": 10**5, "crore": 10**7}
_SCALE_WORDS = ("dozen", "hundred", "thousand", "million", "billion", "trillion", "lakh", "crore")
VAGUE = {"dozens": 24, "scores": 40, "tens": 20, "hundreds": 200, "thousands": 2000}
VAGUE |= {"millions": 2 * 10**6, "billions": 2 * 10**9}
_SEVERAL = {"dozen": 2, "hundred": 3, "thousand": 3, "million": 3, "billion": 3}
"""How many at least "several" of these are; "several dozen" is no more than "dozens"."""

DOUBLES = 2
"""How many times the first the second of "thirty, forty" may be."""
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_W = rf"(?:{'|'.join(sorted((*_ONES, *_TENS, *_SCALE_WORDS), key=len, reverse=True))})\b"
WORDS = rf"(?i:(?:half\s+a\s+|an?\s+(?={'|'.join(_SCALE_WORDS)}))?{_W}(?:[\s-]+(?:and\s+)?{_W})*)"
_MANY = r"(?i:(?:tens|hundreds|dozens|scores|thousands|millions|billions)\b"
_MANY += r"(?:\s+of\s+(?:thousands|millions|billions)\b)?)"
_SOME = r"(?i:several\s+(?:dozen|hundred|thousand|million|billion)\b)"
_SCALE = (
    r"(?:[\s-]?(?i:hundred|thousand|million|billion|trillion|lakh|crore)\b|(?:mn|bn|tn|m|k|b)\b)"
)
_CURRENCY = rf"(?:(?:US|AU?|CA?|NZ|HK|S)?\$|[€£¥₹₨₽₪₩₺₴₦]|Rs\.?|\b(?:{ISO.replace(' ', '|')}))"
_NAMES = "|".join(sorted({*PLAIN, *NATIONAL}, key=len, reverse=True))
NUMBER = re.compile(
    rf"(?<![\w.,:/+&#-])(?P<c>{_CURRENCY})?\s?(?<![\d.])(?P<n>{_DIGITS}|{_SOME}|{WORDS}|{_MANY})(?P<s>{_SCALE})?"
    rf"(?:(?P<sep>\s*[-–]\s*|\s+(?:to|and|or)\s+|,\s+(?:(?:possibly|perhaps|maybe|even|or)\s+)?)(?:{_CURRENCY})?\s?(?P<n2>{_DIGITS}|{WORDS})"
    rf"(?P<s2>{_SCALE})?(?![\w/:]|[.,]\d|-\w))?"
    r"(?P<plus>\+|-plus\b|\s+or\s+more\b)?(?![\w/:]|[.,]\d|-(?!strong)\w)"
    r"(?P<pc>\s?%|\s+per\s?cent\b)?"
    rf"(?:[\s-]+(?P<adj>[A-Z]\w+(?:\s[A-Z]\w+)?\s+)?(?P<cw>(?i:{_NAMES}|USD|EUR|GBP))s?\b)?"
)
_LOW = r"at least|no fewer than|no less than|not less than|a minimum of|more than|over|upwards of"
_LOW += r"|above|in excess of|exceeding|well over"
_HIGH = r"up to|as many as|as much as|at most|no more than|not more than|fewer than|less than|under"
_HIGH += r"|below|a maximum of"
_ABOUT = r"nearly|almost|about|around|some|roughly|approximately|an estimated|close to|just"
HEDGE = re.compile(
    rf"(?<!\w)(?:(?P<low>{_LOW})|(?P<high>{_HIGH})|(?P<about>{_ABOUT})|(?P<between>between|from))"
    r"\s+(?:an?\s+(?:additional|further|estimated)\s+)?\Z",
    re.IGNORECASE,
)


Bounds = tuple[float | None, float | None, float | None]
"""Value, or low and high."""


def bounds(match: re.Match[str], hedge: re.Match[str] | None, joined: bool) -> Bounds | None:
    """Value or bounds of a matched number; None where the words make none."""
    words = match["n"].lower()
    first = words.split()[0]
    if first == "several":
        return None, float(_SEVERAL[words.split()[-1]] * SCALES[words.split()[-1]]), None
    if first in VAGUE:
        scale = words.split()[-1]
        base = VAGUE[first] * (VAGUE[scale] / 2 if scale != first else 1)
        return None, float(base), None
    value = value_of(match["n"], match["s"])
    if value is None:
        return None
    if joined:
        other = value_of(match["n2"], match["s2"])
        if other is None:
            return None
        if match["s2"] and not match["s"] and value < other:
            value = round(value * SCALES[match["s2"].strip(" \n-").lower()], 6)
        return (None, value, other) if value < other else None
    if match["plus"] or (hedge and hedge["low"]):
        return None, value, None
    if hedge and hedge["high"]:
        return None, None, value
    return value, None, None


def value_of(number: str, scale: str | None) -> float | None:
    """The value of digits or words with an optional scale; None where words do not add up."""
    factor = SCALES[scale.strip(" \n\t-").lower()] if scale else 1
    if number[0].isdigit():
        return round(float(number.replace(",", "")) * factor, 6)
    total, current = 0.0, 0.0
    half = False
    for word in re.findall(r"[a-z]+", number.lower()):
        if word == "half":
            half = True
        elif word in VALUES:
            current += VALUES[word]
        elif word in SCALES:
            size = SCALES[word]
            current = max(current, 0.5 if half else 1) * size
            if size > 100:
                total, current = total + current, 0
    return (total + current) * factor


def is_joined(match: re.Match[str], hedge: re.Match[str] | None) -> bool:
    """Whether the second number of a match makes a range with the first."""
    if not match["n2"]:
        return False
    between = hedge is not None and bool(hedge["between"])
    if "and" in match["sep"]:
        return between
    if "," not in match["sep"]:
        return True
    guessed = match["sep"].strip(" ,") != ""
    first, second = value_of(match["n"], match["s"]), value_of(match["n2"], match["s2"])
    if first is None or second is None or match["c"]:
        return False
    spoken = not match["n"][0].isdigit() and not match["n2"][0].isdigit()
    return (guessed or spoken) and first < second <= DOUBLES * max(first, 1)
