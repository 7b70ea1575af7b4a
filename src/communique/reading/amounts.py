"""How much and how many: money, people, goods and shares, with bounds and role.

One expression finds the numbers; the tokens around a number say what it counts and what befell
them. Dates, ages, clock times, ordinals and numbers that name a thing are no amounts.
"""

from __future__ import annotations

import re
from bisect import bisect_left

import msgspec
from spacy.tokens import Doc, Token

_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    "nineteen",
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_VALUES = {word: n for n, word in enumerate(_ONES)} | {w: n * 10 for n, w in enumerate(_TENS, 2)}
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9}
_SCALES |= {"trillion": 10**12, "m": 10**6, "mn": 10**6, "bn": 10**9, "b": 10**9, "tn": 10**12}
_SCALES |= {"k": 1000, "lakh": 10**5, "crore": 10**7}
_SCALE_WORDS = ("dozen", "hundred", "thousand", "million", "billion", "trillion", "lakh", "crore")
_VAGUE = {"dozens": 24, "scores": 40, "tens": 20, "hundreds": 200, "thousands": 2000}
_VAGUE |= {"millions": 2 * 10**6, "billions": 2 * 10**9}

_SYMBOLS = {"$": "USD", "US$": "USD", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD"}
_SYMBOLS |= {"NZ$": "NZD", "HK$": "HKD", "S$": "SGD", "€": "EUR", "£": "GBP", "¥": "JPY"}
_SYMBOLS |= {"₹": "INR", "₽": "RUB", "₪": "ILS", "₩": "KRW", "₺": "TRY", "₴": "UAH", "₦": "NGN"}
_ISO = "USD EUR GBP JPY CNY RUB INR PKR AFN CHF AUD CAD TRY ILS SAR AED KES NGN ZAR UAH IRR"
_SYMBOLS |= {code: code for code in _ISO.split(" ")}
_PLAIN = {
    **{"euro": "EUR", "yen": "JPY", "yuan": "CNY", "renminbi": "CNY", "ruble": "RUB"},
    **{"rouble": "RUB", "afghani": "AFN", "naira": "NGN", "rand": "ZAR", "hryvnia": "UAH"},
    **{"shekel": "ILS", "birr": "ETB", "rupiah": "IDR", "baht": "THB", "taka": "BDT"},
    **{"kyat": "MMK", "ringgit": "MYR", "zloty": "PLN", "cedi": "GHS", "tenge": "KZT"},
    **{"lari": "GEL", "dram": "AMD", "dollar": "USD", "pound": "GBP", "lira": "TRY"},
}
_NATIONAL = {
    "dollar": {"US": "USD", "American": "USD", "Australian": "AUD", "Canadian": "CAD"}
    | {"Hong Kong": "HKD", "Singapore": "SGD", "New Zealand": "NZD", "Zimbabwean": "ZWL"},
    "pound": {"British": "GBP", "Egyptian": "EGP", "Syrian": "SYP", "Sudanese": "SDG"}
    | {"Lebanese": "LBP", "South Sudanese": "SSP"},
    "lira": {"Turkish": "TRY", "Lebanese": "LBP", "Syrian": "SYP"},
    "rupee": {"Pakistan": "PKR", "India": "INR", "Sri Lanka": "LKR", "Nepal": "NPR"},
    "rial": {"Iran": "IRR", "Yemen": "YER", "Oman": "OMR"},
    "riyal": {"Saudi": "SAR", "Qatar": "QAR"},
    "dinar": {"Iraq": "IQD", "Kuwait": "KWD", "Libya": "LYD", "Jordan": "JOD", "Serbia": "RSD"}
    | {"Algeria": "DZD", "Tunisia": "TND", "Bahrain": "BHD"},
    "dirham": {"Emirat": "AED", "UAE": "AED", "Morocc": "MAD"},
    "shilling": {"Kenya": "KES", "Somali": "SOS", "Uganda": "UGX", "Tanzania": "TZS"},
    "peso": {"Mexic": "MXN", "Colombia": "COP", "Argentin": "ARS", "Philippine": "PHP"}
    | {"Chile": "CLP", "Cuba": "CUP"},
    "franc": {"Swiss": "CHF", "CFA": "XOF", "Congo": "CDF", "Rwanda": "RWF", "Burundi": "BIF"},
    "krona": {"Swed": "SEK", "Iceland": "ISK"},
    "kronor": {"Swed": "SEK"},
    "krone": {"Norw": "NOK", "Danish": "DKK", "Denmark": "DKK"},
    "won": {"South Korea": "KRW", "North Korea": "KPW"},
}

_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_W = rf"(?:{'|'.join(sorted((*_ONES, *_TENS, *_SCALE_WORDS), key=len, reverse=True))})\b"
_WORDS = rf"(?i:(?:half\s+a\s+|an?\s+(?={'|'.join(_SCALE_WORDS)}))?{_W}(?:[\s-]+(?:and\s+)?{_W})*)"
_MANY = r"(?i:(?:tens|hundreds|dozens|scores|thousands|millions|billions)\b"
_MANY += r"(?:\s+of\s+(?:thousands|millions|billions)\b)?)"
_SCALE = (
    r"(?:[\s-]?(?i:hundred|thousand|million|billion|trillion|lakh|crore)\b|(?:mn|bn|tn|m|k|b)\b)"
)
_CURRENCY = rf"(?:(?:US|AU?|CA?|NZ|HK|S)?\$|[€£¥₹₨₽₪₩₺₴₦]|Rs\.?|\b(?:{_ISO.replace(' ', '|')}))"
_NAMES = "|".join(sorted({*_PLAIN, *_NATIONAL}, key=len, reverse=True))
_NUMBER = re.compile(
    rf"(?<![\w.,:/+&#-])(?P<c>{_CURRENCY})?\s?(?<![\d.])(?P<n>{_DIGITS}|{_WORDS}|{_MANY})(?P<s>{_SCALE})?"
    rf"(?:(?P<sep>\s*[-–]\s*|\s+(?:to|and|or)\s+)(?:{_CURRENCY})?\s?(?P<n2>{_DIGITS}|{_WORDS})"
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
_HEDGE = re.compile(
    rf"(?<!\w)(?:(?P<low>{_LOW})|(?P<high>{_HIGH})|(?P<about>{_ABOUT})|(?P<between>between|from))"
    r"\s+(?:an?\s+(?:additional|further|estimated)\s+)?\Z",
    re.IGNORECASE,
)
_TIME = frozenset(
    (
        *("second", "minute", "hour", "day", "week", "month", "year", "decade", "night", "century"),
        *("degree", "mile", "kilometre", "kilometer", "km", "metre", "meter", "foot", "inch", "am"),
        *("pm", "a.m.", "p.m.", "gmt", "third", "quarter", "fifth", "tenth", "time", "percent"),
        *("point", "o'clock"),
    )
)
_NAMED = frozenset(
    (
        *(
            "resolution",
            "article",
            "section",
            "chapter",
            "page",
            "channel",
            "route",
            "no",
            "number",
        ),
        *(
            "phase",
            "room",
            "flight",
            "day",
            "size",
            "age",
            "aged",
            "group",
            "class",
            "form",
            "line",
        ),
        *("clause", "version", "level", "paragraph", "highway", "boeing"),
    )
)
_DATE = re.compile(
    r"\s*(?:st|nd|rd|th)?\s*(?:of\s+)?(?:Jan|Feb|Mar(?:ch|\b)|Apr|May\b|June?\b|July?\b|Aug|Sep|Oct|Nov"
    r"|Dec)"
)
_MONTH_BEFORE = re.compile(
    r"\b(?:Jan|Feb|Mar|March|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?\s+(?:\d\d?,?\s+)?\Z"
)
_TOLL = re.compile(
    r"\b(?:(?P<toll>toll|dead)|number of (?P<of>\w+))\b[^.;]{0,45}"
    r"\b(?:to|of|at|reached|is|was|hit)\s+\Z",
    re.IGNORECASE,
)
_ROLE_OF = {
    "killed": "kill die perish murder slay massacre execute behead slaughter dead death fatality"
    " body corpse life martyr",
    "injured": "injure wound hurt maim wounded injured injury",
    "arrested": "arrest detain apprehend jail imprison capture detention",
    "displaced": "displace flee evacuate uproot homeless displaced refugee evacuee",
    "troops": "troop soldier personnel peacekeeper fighter marine serviceman trooper guard",
    "prisoners": "prisoner detainee inmate captive hostage free",
}
_ROLES = {word: role for role, words in _ROLE_OF.items() for word in words.split(" ")}
_KNOWN = frozenset(("the", "these", "those", "both", "other", "his", "their", "first", "last"))
_ACTS = frozenset(("killed", "injured", "arrested", "displaced"))


class AmountMention(msgspec.Struct, frozen=True):
    """One amount: ``value``, or ``low`` and ``high`` where only bounds are said.

    ``unit`` is an ISO 4217 currency, ``%`` or a plural noun; it is empty with a ``reason`` where
    the words could mean several currencies. ``head`` is the index of the token that is counted.
    """

    text: str
    start: int
    end: int
    value: float | None = None
    unit: str = ""
    low: float | None = None
    high: float | None = None
    head: int | None = None
    role: str = "other"
    reason: str | None = None


def find_amounts(doc: Doc) -> list[AmountMention]:
    """Every amount of ``doc`` in order; spans never overlap."""
    text = doc.text
    starts: list[float] = doc.to_array(["IDX"]).ravel().tolist()
    found: list[AmountMention] = []
    at = 0
    while match := _NUMBER.search(text, at):
        hedge = _HEDGE.search(text[max(at, match.start() - 40) : match.start()])
        joined = match["n2"] and (
            "and" not in match["sep"] or (hedge is not None and hedge["between"])
        )
        at = match.end() if joined or not match["n2"] else match.start("sep")
        begin = match.start() + (len(match.group()) - len(match.group().lstrip()))
        if hedge and (joined or not hedge["between"]):
            begin -= hedge.end() - hedge.start()
        item = _read(doc, text, starts, match, hedge, begin, at, bool(joined))
        if item is not None:
            found.append(item)
            at = max(at, item.end)
    return found


def _read(
    doc: Doc,
    text: str,
    starts: list[float],
    match: re.Match[str],
    hedge: re.Match[str] | None,
    begin: int,
    end: int,
    joined: bool,
) -> AmountMention | None:
    bounds = _bounds(match, hedge, joined)
    if bounds is None:
        return None
    value, low, high = bounds
    token = bisect_left(starts, end)
    if match["c"] or (match["cw"] and (joined or not match["n2"])):
        unit, reason = _currency(match["c"], match["adj"], match["cw"], text)
        mark = match.start("c") if match["c"] else match.start("cw")
        head = max(0, bisect_left(starts, mark + 1) - 1)
        return AmountMention(
            text[begin:end], begin, end, value, unit, low, high, head, "money", reason
        )
    if match["pc"]:
        return AmountMention(text[begin:end], begin, end, value, "%", low, high, token - 1)
    if _names_something(text, doc, match, starts, end):
        return None
    if text.startswith("-strong", end):
        return AmountMention(
            text[begin : end + 7], begin, end + 7, value, "people", low, high, role="troops"
        )
    noun = _noun(doc, token)
    role = _act(doc, starts, begin, token, noun, text)
    if noun is not None and noun.lemma_.lower() in _TIME:
        return None
    word = match["n"].lower()
    countable = noun is not None and (noun.tag_ in ("NNS", "NNPS") or noun.lower_ == "people")
    if word == "one" and not joined and (role is None or text.startswith(" of ", end)):
        return None
    if noun is not None and noun.lemma_.lower() in (*_PLAIN, *_NATIONAL):
        unit, reason = _currency(None, noun.nbor(-1).text if noun.i else None, noun.lemma_, text)
        stop = noun.idx + len(noun)
        return AmountMention(
            text[begin:stop], begin, stop, value, unit, low, high, noun.i, "money", reason
        )
    vague = word.split()[0] in _VAGUE
    if role is None and not countable and not (match["s"] and noun is not None) and not vague:
        return None
    titled = match["n"][0].isupper() and noun is not None and noun.pos_ == "PROPN"
    if titled and begin and text[begin - 2 : begin - 1] not in ".!?\n":
        return None
    before = doc[max(0, bisect_left(starts, begin) - 1)] if begin else None
    if re.fullmatch(r"(?:19|20)\d\d", match["n"]) and not hedge:
        led = before is None or before.pos_ in ("VERB", "AUX", "PUNCT", "SPACE")
        if not led or not (countable or role):
            return None
    known = before is not None and before.lower_ in _KNOWN
    if known and role is None and not hedge and word in _VALUES and not joined:
        return None
    if re.fullmatch(r"m|b|k", match["s"] or "") and noun is None:
        return None
    unit = "people"
    if noun is not None and noun.lower_ not in ("other", "others", "person", "dead", "more"):
        unit = _plural(noun)
        end = max(end, noun.idx + len(noun))
    elif noun is not None:
        end = max(end, noun.idx + len(noun))
    if role is None:
        role = _ROLES.get(noun.lemma_.lower(), "other") if noun is not None else "other"
    index = noun.i if noun is not None else None
    return AmountMention(text[begin:end], begin, end, value, unit, low, high, index, role)


def _bounds(
    match: re.Match[str], hedge: re.Match[str] | None, joined: bool
) -> tuple[float | None, float | None, float | None] | None:
    words = match["n"].lower()
    first = words.split()[0]
    if first in _VAGUE:
        scale = words.split()[-1]
        base = _VAGUE[first] * (_VAGUE[scale] / 2 if scale != first else 1)
        return None, float(base), None
    value = _value(match["n"], match["s"])
    if value is None:
        return None
    if joined:
        other = _value(match["n2"], match["s2"])
        if other is None:
            return None
        if match["s2"] and not match["s"] and value < other:
            value *= _SCALES[match["s2"].strip(" \n-").lower()]
        return (None, value, other) if value < other else None
    if match["plus"] or (hedge and hedge["low"]):
        return None, value, None
    if hedge and hedge["high"]:
        return None, None, value
    return value, None, None


def _value(number: str, scale: str | None) -> float | None:
    """The value of digits or words with an optional scale; None where words do not add up."""
    factor = _SCALES[scale.strip(" \n\t-").lower()] if scale else 1
    if number[0].isdigit():
        return float(number.replace(",", "")) * factor
    total, current = 0.0, 0.0
    half = False
    for word in re.findall(r"[a-z]+", number.lower()):
        if word == "half":
            half = True
        elif word in _VALUES:
            current += _VALUES[word]
        elif word in _SCALES:
            size = _SCALES[word]
            current = max(current, 0.5 if half else 1) * size
            if size > 100:
                total, current = total + current, 0
    return (total + current) * factor


def _currency(
    symbol: str | None, adjective: str | None, name: str | None, text: str
) -> tuple[str, str | None]:
    """ISO 4217 code, or an empty unit and the reason."""
    if symbol and symbol in _SYMBOLS:
        return _SYMBOLS[symbol], None
    word = "rupee" if symbol else (name or "").lower()
    if word.upper() in _SYMBOLS:
        return word.upper(), None
    choices = _NATIONAL.get(word, {})
    near = (adjective or "").strip()
    for country, code in choices.items():
        if near and (near.endswith(country) or near.startswith(country)):
            return code, None
    if word in _PLAIN:
        return _PLAIN[word], None
    named = {code for country, code in choices.items() if country in text}
    if len(named) == 1:
        return named.pop(), None
    return "", f"{word} of which country: {', '.join(sorted(named or set(choices.values())))}"


def _names_something(
    text: str, doc: Doc, match: re.Match[str], starts: list[float], end: int
) -> bool:
    """True for dates, ages, clock times and numbers that are part of a name."""
    before = text[max(0, match.start() - 14) : match.start()]
    if match["n"][0].isdigit() and len(match["n"]) <= 4:
        if _MONTH_BEFORE.search(before) and not match["s"]:
            return True
        if len(match["n"]) <= 2 and _DATE.match(text, end):
            return True
        if re.match(r"\s*,", text[end:]) and before.endswith(", "):
            return True
        if re.fullmatch(r"(?:1[89]|20)\d\d", match["n"]) and re.search(
            r"\b(?:in|since|the|of|until|from|by|early|late|mid|before|after|during)[\s-]+\Z",
            before,
            re.I,
        ):
            return True
    if re.match(
        r"\s*(?:a\.?m\.?|p\.?m\.?|GMT|o.clock|[-\s]?years?[-\s]old|and\s+a\s+half)(?!\w)",
        text[end : end + 14],
    ):
        return True
    index = bisect_left(starts, match.start()) - 1
    previous = doc[index] if index >= 0 else None
    return previous is not None and previous.lower_.strip(".") in _NAMED


def _noun(doc: Doc, at: int) -> Token | None:
    """The noun that a number before token ``at`` counts."""
    last: Token | None = None
    for token in doc[at : at + 7]:
        low = token.lower_
        if last is None and low in ("of", "the", "its", "their", "his", "those", "-", "strong"):
            continue
        if low in ("other", "others", "more", "dead") and token.tag_ != "JJ":
            return token
        if token.pos_ in ("NOUN", "PROPN"):
            last = token
            if token.tag_ == "NNS" or low == "people":
                break
        elif token.pos_ == "ADJ" or (last is None and token.tag_ in ("VBN", "VBG")):
            if last is not None:
                break
        elif low not in ("more", "and", "-") or last is not None:
            break
    return last


def _act(
    doc: Doc, starts: list[float], begin: int, token: int, noun: Token | None, text: str
) -> str | None:
    """What befell those counted: killed, injured, arrested, displaced, or None."""
    toll = _TOLL.search(text[max(0, begin - 90) : begin])
    if toll and (noun is None or noun.tag_ != "NNS" or noun.lower_ == "people"):
        return "killed" if toll["toll"] else _ROLES.get((toll["of"] or "").lower().rstrip("s"))
    for back in range(bisect_left(starts, begin) - 1, max(-1, bisect_left(starts, begin) - 4), -1):
        word = doc[back]
        if word.pos_ in ("VERB", "AUX", "NOUN", "ADJ"):
            role = _ROLES.get(word.lemma_.lower())
            if role in _ACTS and word.pos_ == "VERB":
                return role
            break
        if (
            word.is_punct
            or word.pos_ in ("CCONJ", "SCONJ")
            or (word.pos_ == "ADP" and word.lower_ != "of")
        ):
            break
    after = noun.i + 1 if noun is not None else token
    between = doc[token:after] if noun is not None else doc[token:token]
    for word in between:
        role = _ROLES.get(word.lower_) or _ROLES.get(word.lemma_.lower())
        if role in _ACTS:
            return role
    for word in doc[after : after + 7]:
        role = _ROLES.get(word.lemma_.lower()) or _ROLES.get(word.lower_)
        if word.pos_ in ("VERB", "ADJ") and role in _ACTS:
            active = any(child.dep_ in ("dobj", "obj") for child in word.children)
            passive = any(child.dep_ == "auxpass" for child in word.children)
            return None if active and not passive and word.lemma_ != "flee" else role
        if word.pos_ in ("VERB", "CCONJ", "NUM") or word.is_punct:
            break
    return _governor(noun)


def _governor(noun: Token | None) -> str | None:
    """The role that the verb above the noun gives, where the noun undergoes it."""
    word = noun
    for _ in range(5):
        if word is None or word.head.i == word.i:
            return None
        if word.head.lemma_ == "include":
            word = word.head
        passive = word.dep_ in ("nsubjpass", "dobj", "obj")
        role = _ROLES.get(word.head.lemma_.lower())
        if word.head.pos_ == "VERB":
            undergoes = passive or (
                word.dep_ == "nsubj" and word.head.lemma_ in ("die", "perish", "flee")
            )
            return role if role in _ACTS and undergoes else None
        if word.dep_ not in ("prep", "pobj", "conj", "appos"):
            return None
        word = word.head
    return None


def _plural(noun: Token) -> str:
    if noun.tag_ in ("NNS", "NNP", "NNPS") or noun.lower_ == "people":
        return noun.text if noun.pos_ == "PROPN" else noun.lower_
    word = noun.lower_
    return word + ("es" if word.endswith(("s", "x", "ch", "sh")) else "s")
