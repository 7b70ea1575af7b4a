"""When two claims are alike: their parties, their dates, their words.

What events and the ledger share. Pure functions over claims.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

from communique.model import Claim, DateRange, FormatError, Mention, date_range

# Sectors of the state itself: "PAK", "PAK GOV" and "PAK MIL" are one party. Every other sector
# (rebels, civilians, courts abroad …) is a party of its own: Kabul and the Taliban are not one.
_STATE_SECTORS = frozenset({"GOV", "MIL", "LEG", "JUD", "SPY", "COP"})
_WORD = re.compile(r"[a-z0-9]+(?:['’-][a-z0-9]+)*")
_EMPTY_WORD_LIST = """
a an the this that these those and or but nor if of to in on at by for from with without into over
under about after before during until since as than then so such not no its his her their our your
my he she it they we you i who whom which what when where while is are was were be been being am
have has had do does did will would shall should can could may might must also only more most less
very much many some any all both each other another same new last next own up out off down again
further said says say told tell tells saying according statement spokesman spokeswoman spokesperson
official officials president minister government ministry leader leaders prime foreign today
yesterday monday tuesday wednesday thursday friday saturday sunday week month year years
ask asks asked asking request requests requested requesting seek seeks sought seeking urge urges
urged urging call calls called calling demand demands demanded appeal appeals appealed press pressed
promise promises promised promising pledge pledges pledged offer offers offered agree agrees agreed
vow vowed refuse refuses refused refusing reject rejects rejected rejecting write wrote written
accuse accuses accused accusing blame blames blamed blaming allege alleges alleged condemn condemns
condemned threaten threatens threatened threatening warn warns warned deny denies denied praise
praised welcome welcomed reiterate reiterates reiterated commit commits committed announce announced
"""
_EMPTY_WORDS = frozenset(_EMPTY_WORD_LIST.split())
_HABIT = re.compile(
    r"\b(always|long|repeatedly|for (?:years|months|decades)|regularly|often|constantly)\b",
    re.IGNORECASE,
)
_DOCUMENTS = re.compile(
    r"\b(letters?|notes?|memos?|memorandum|communiqu[eé]s?|messages?|telegrams?|cables?)\b",
    re.IGNORECASE,
)


def party_key(mention: Mention, article: str) -> str:
    """What stands for a party when acts are compared.

    The country or entity for a state and its organs; country and sector for all others. An
    unresolved party is itself alone: the same words in the same article.
    """
    if mention.code is None:
        return f"?{article}:{' '.join(mention.text.casefold().split())}"
    head, *sectors = mention.code.split()
    country = mention.country or head
    others = [s for s in sectors[:1] if s not in _STATE_SECTORS]
    return " ".join((country, *others))


def party_keys(mentions: Iterable[Mention], article: str) -> frozenset[str]:
    """The keys of all of them, without order."""
    return frozenset(party_key(m, article) for m in mentions)


def resolved(keys: frozenset[str]) -> frozenset[str]:
    """Those of the keys that name a resolved party."""
    return frozenset(k for k in keys if not k.startswith("?"))


def codes(mentions: Iterable[Mention]) -> set[str]:
    """The codes of the resolved ones."""
    return {m.code for m in mentions if m.code is not None}


@lru_cache(maxsize=8192)
def days(edtf: str | None) -> DateRange | None:
    """The range of an EDTF date with both ends known, else ``None``."""
    if not edtf:
        return None
    try:
        found = date_range(edtf)
    except FormatError:
        return None
    return found if found.first and found.last else None


def said_days(claim: Claim) -> DateRange | None:
    """The days the text itself gives for the act."""
    return days(claim.when.edtf) if claim.when.basis in ("said", "anchored") else None


def known_days(claim: Claim) -> DateRange | None:
    """The best days known: those of the act, else of its report, else the page's."""
    return days(claim.when.edtf) or days(claim.article.published)


def known_date(claim: Claim) -> str | None:
    """EDTF of the act where the claim has one, else of the page."""
    return claim.when.edtf or claim.article.published


def sort_day(claim: Claim) -> str:
    """ISO day to sort by; the empty string, before all others, where none is known."""
    known = known_days(claim)
    return known.first.isoformat() if known and known.first else ""


def widened(given: DateRange, before: int, after: int) -> DateRange:
    """The range with ``before`` and ``after`` more days."""
    assert given.first is not None and given.last is not None
    return DateRange(_moved(given.first, -before), _moved(given.last, after))


def common(one: DateRange, other: DateRange) -> DateRange | None:
    """The days in both, or ``None``."""
    if not one.overlaps(other):
        return None
    firsts = [d for d in (one.first, other.first) if d]
    lasts = [d for d in (one.last, other.last) if d]
    return DateRange(max(firsts, default=None), min(lasts, default=None))


def words_of(claim: Claim) -> str:
    """The words of all of the claim's evidence."""
    return " ".join(e.quote for e in claim.evidence)


def object_stems(claim: Claim) -> frozenset[str]:
    """What the act is about: stems of the evidence's words, without parties and empty words."""
    stems = set(stems_of(words_of(claim)))
    for mention in (*claim.actors, *claim.recipients):
        stems -= stems_of(mention.text)
        stems -= stems_of(mention.name or "")
    for source in claim.attribution:
        stems -= stems_of(source.text)
    return frozenset(stems)


@lru_cache(maxsize=65536)
def stems_of(text: str) -> frozenset[str]:
    """Stems of the words that carry meaning: plain suffix stripping, enough to compare."""
    found = set()
    for found_word in _WORD.findall(text.casefold()):
        word = re.sub(r"['’]s$", "", found_word)
        if len(word) > 2 and word not in _EMPTY_WORDS:
            found.add(_stem(word))
    return frozenset(found)


def matter_stems(claim: Claim) -> frozenset[str]:
    """What was to be done, without a single name: for telling whether an act answers a word.

    That both speak of the Taliban does not make a release the answer to a request.
    """
    words = re.sub(r"\b[A-ZÀ-Þ][\w’'-]*", " ", words_of(claim))
    stems = set(stems_of(words))
    for mention in (*claim.actors, *claim.recipients, *claim.third_parties):
        stems -= stems_of(mention.text)
    return frozenset(stems)


def is_habit(claim: Claim) -> bool:
    """True for what goes on or lies long back ("has always pushed"), which is no single act."""
    return claim.factuality.historical or _HABIT.search(words_of(claim)) is not None


def documents_of(claim: Claim) -> frozenset[str]:
    """The documents that the claim's act, or its source, is or is in ("letter")."""
    texts = [words_of(claim)]
    texts += [s.text for s in claim.attribution if s.kind == "document"]
    texts += [m.text for m in claim.actors]
    found = set()
    for text in texts:
        found |= {match.lower().rstrip("s") for match in _DOCUMENTS.findall(text)}
    return frozenset(found)


def _stem(word: str) -> str:
    for suffix in (
        "ations",
        "ation",
        "ments",
        "ment",
        "ings",
        "ing",
        "ies",
        "ied",
        "ed",
        "es",
        "s",
    ):
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            return word[: -len(suffix)]
    return word


def _moved(day: date, by: int) -> date:
    try:
        return day + timedelta(days=by)
    except OverflowError:
        return day
