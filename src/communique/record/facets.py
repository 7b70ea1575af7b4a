"""What an event, claim, ledger entry or article can be found by: pure functions.

Each thing *stands* in lists. A list is a name and a word: all events whose ``actor`` is ``USA``,
all claims whose ``kind`` is ``quotation``. A code stands in the lists of all its beginnings, once
in each, so that ``USA`` finds ``USA GOV``. Some lists are only counted and never read.

Days are numbers (``date.toordinal``); 0 stands for an unknown one.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from itertools import chain, product
from typing import Literal, NamedTuple

from communique.model import Article, Claim, Event, LedgerEntry, Mention, Source
from communique.record.likeness import days, known_days
from communique.record.search import row_number

What = Literal["event", "claim", "entry", "article"]
Word = tuple[str, str]
"""A list: its name and its word."""

EVERY = ("all", "")
"""The list that everything stands in."""
WIDE = ("wide", "")
"""The list of what may lie on days more than ``WIDE_DAYS`` apart, but within a year."""
WIDER = ("wider", "")
"""The list of what may lie on days more than a year apart."""
WIDE_DAYS = 31
YEAR_DAYS = 366
HAPPENED = "happened"

_START_BITS = 17
_PAGE_BITS = 30
_WORD = re.compile(r"[^\W_]+")


class Pair(NamedTuple):
    """An event between two codes, or beginnings of them."""

    actor: str
    recipient: str
    first: int
    last: int
    quad: str
    happened: bool
    exact: bool
    """True when both are codes of the event themselves."""


class Act(NamedTuple):
    """What of an event is counted: its type, who towards whom, its quad class, if it happened."""

    type: str
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    quad: str
    happened: bool


class Standing(NamedTuple):
    """In which lists a thing stands, and where in them.

    ``day`` and ``at`` order a list, ``weight`` counts reports of an event. ``first`` and ``last``
    bound the days it may lie on. ``at`` keeps the claims of an article together and in order.
    """

    what: What
    id: str
    part: str
    """The coder of a claim, the content hash of an article, else empty."""
    article: str | None
    day: int
    at: int
    first: int
    last: int
    weight: int
    words: tuple[Word, ...]
    counted: tuple[Word, ...] = ()
    act: Act | None = None

    @property
    def number(self) -> int:
        """Its number in every list."""
        return number_of(self.what, self.id, self.part)


def number_of(what: What, id: str, part: str = "") -> int:
    """The number of a thing: of a claim that of its words in the search index."""
    return row_number(id, part if what == "claim" else f"{what} {part}")


@lru_cache(maxsize=1 << 17)
def list_number(what: What, name: str, word: str) -> int:
    """The number of a list."""
    digest = hashlib.sha256("\x1f".join((what, name, word)).encode("utf-8", "surrogatepass"))
    return int.from_bytes(digest.digest()[:8], "big") >> 1


def happened(claims: Iterable[Claim]) -> bool:
    """True when somebody says that the act took place, and is sure of it.

    That is: one of the claims is certain and neither negated nor future nor hypothetical, and the
    page says so itself or its innermost source asserts it (not: denies, doubts, asks, promises or
    believes it). All curves and networks count by this.
    """
    return any(
        c.factuality.certainty == "certain"
        and not (c.factuality.negated or c.factuality.future or c.factuality.hypothetical)
        and (not c.attribution or c.attribution[-1].stance == "asserts")
        for c in claims
    )


def event_standing(event: Event, claims: Sequence[Claim]) -> Standing:
    """Where an event stands; ``claims`` are those it was put together from."""
    codes = [c.event for c in claims if c.event is not None]
    quads = Counter(code.quad for code in codes)
    quad = min(quads, key=lambda q: (-quads[q], q), default="")
    so = happened(claims)
    actors, recipients = _beginnings(event.actors), _beginnings(event.recipients)
    words: list[Word] = [EVERY, ("type", event.type), ("quad", quad)]
    words += [("mode", mode.casefold()) for mode in event.modes]
    words += [("context", context.casefold()) for code in codes for context in code.contexts]
    words += [("actor", code) for code in actors]
    words += [("recipient", code) for code in recipients]
    sources = _beginnings(s.code for c in claims for s in c.attribution if s.code)
    words += [("attributed_to", code) for code in sources]
    words += [("factuality", flag) for flag in event.factuality.split(", ")]
    if so:
        words.append(("factuality", HAPPENED))
    for place in (p for c in claims for p in c.where):
        words += [("place name", folded(name)) for name in (place.name, place.text) if name]
        if place.geonames_id is not None:
            words.append(("place", str(place.geonames_id)))
            if place.latitude is not None and place.longitude is not None:
                words.append(("placed", ""))
    first, last = _span(event.date)
    words += _width(first, last)
    return Standing(
        what="event",
        id=event.id,
        part="",
        article=None,
        day=first,
        at=0,
        first=first,
        last=last,
        weight=event.articles,
        words=_once(words),
        act=Act(event.type, event.actors, event.recipients, quad, so),
    )


def act_counts(act: Act, first: int, last: int) -> tuple[list[Word], list[Pair]]:
    """The lists and the pairs that an event of these days is counted in."""
    actors, recipients = _beginnings(act.actors), _beginnings(act.recipients)
    month = month_of(first, last)
    counted: list[Word] = [("month", month)] if month else []
    counted += [(f"actor {code}", act.type) for code in actors]
    counted += [(f"recipient {code}", act.type) for code in recipients]
    for ones, others in ((actors, act.recipients), (recipients, act.actors)):
        counted += [
            (f"partner {one}", other)
            for one, other in product(ones, others)
            if one not in beginnings(other)
        ]
    for actor, recipient in product(act.actors, act.recipients):
        for so in {False, act.happened}:
            for quad in ("", act.quad):
                counted.append((edges_name(quad=quad, happened=so), f"{actor}>{recipient}"))
    exact = set(product(act.actors, act.recipients))
    pairs = [
        Pair(a, b, first, last, act.quad, act.happened, (a, b) in exact)
        for a, b in product(actors, recipients)
    ]
    return list(_once(counted)), pairs


def claim_standing(claim: Claim) -> Standing:
    """Where a claim stands. Of certainties only those less than certain have a list."""
    words: list[Word] = [EVERY, ("kind", claim.kind)]
    if claim.event is not None:
        words += [("type", claim.event.type), ("quad", claim.event.quad)]
        words += [("mode", mode.casefold()) for mode in claim.event.modes]
    if claim.factuality.certainty != "certain":
        words.append(("certainty", claim.factuality.certainty))
    if claim.factuality.negated:
        words.append(("negated", ""))
    for name, mentions in (
        ("actor", claim.actors),
        ("recipient", claim.recipients),
        ("third", claim.third_parties),
        ("source", claim.attribution),
    ):
        words += [(name, code) for code in _beginnings(m.code for m in mentions if m.code)]
    counted: list[Word] = []
    if claim.kind == "quotation":
        counted += [("quoted", c) for c in _beginnings(s.code for s in claim.attribution if s.code)]
    parties: tuple[Mention | Source, ...] = (
        *claim.actors,
        *claim.recipients,
        *claim.third_parties,
        *claim.attribution,
    )
    for party in parties:
        if party.code and party.name:
            code = code_of(party.code)
            counted += [(f"name {word}", code) for word in words_of(party.name)]
    known = known_days(claim)
    first, last = (
        (known.first.toordinal(), known.last.toordinal())
        if known and known.first and known.last
        else (0, 0)
    )
    words += _width(first, last)
    return Standing(
        what="claim",
        id=claim.id,
        part=claim.coder,
        article=claim.article.id,
        day=_span(claim.article.published)[0],
        at=place_in(claim.article.id, claim.evidence[0].start),
        first=first,
        last=last,
        weight=0,
        words=_once(words),
        counted=_once(counted),
    )


def entry_standing(entry: LedgerEntry) -> Standing:
    """Where a ledger entry stands."""
    by, to = _beginnings(entry.by), _beginnings(entry.to)
    words: list[Word] = [EVERY, ("kind", entry.kind), ("status", entry.status)]
    words += [("by", code) for code in by]
    words += [("to", code) for code in to]
    words += [("third", code) for code in _beginnings(entry.third_parties)]
    words += [("word", word) for word in words_of(entry.object)]
    first, last = _span(entry.date)
    words += _width(first, last)
    return Standing(
        what="entry",
        id=entry.id,
        part="",
        article=None,
        day=first,
        at=0,
        first=first,
        last=last,
        weight=0,
        words=_once(words),
        counted=_once((f"ledger {c}", f"{entry.kind}|{entry.status}") for c in {*by, *to}),
    )


def article_standing(article: Article) -> Standing:
    """Where a version of a page stands: in the lists of its publisher and its title's words."""
    words: list[Word] = [EVERY]
    if article.publisher:
        words.append(("publisher", folded(article.publisher)))
    words += [("word", word) for word in words_of(article.title or "")]
    first, last = _span(article.published)
    words += _width(first, last)
    return Standing(
        what="article",
        id=article.id,
        part=article.content_hash,
        article=article.id,
        day=first,
        at=place_in(article.id, 0),
        first=first,
        last=last,
        weight=0,
        words=_once(words),
        counted=(("publisher name", article.publisher),) if article.publisher else (),
    )


def edges_name(*, quad: str, happened: bool) -> str:
    """The counted list of who acts towards whom, ``A>B`` a word."""
    return " ".join(filter(None, ("edge", HAPPENED if happened else "", quad)))


def code_of(code: str) -> str:
    """A code as it stands in lists."""
    return " ".join(code.upper().split())


def folded(name: str) -> str:
    """A name without marks and capitals."""
    plain = unicodedata.normalize("NFKD", name)
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())


def words_of(text: str) -> list[str]:
    """The words of a title or object, folded, without the plural's ending; each once."""
    found = []
    for word in _WORD.findall(folded(text)):
        plural = len(word) > 3 and word.endswith("s") and not word.endswith("ss")
        found.append(word[:-1] if plural else word)
    return list(dict.fromkeys(found))


@lru_cache(maxsize=1 << 13)
def month_of(first: int, last: int) -> str | None:
    """The month that all of these days lie in, ``2018-12``."""
    if not first:
        return None
    one, other = date.fromordinal(first), date.fromordinal(last)
    return one.isoformat()[:7] if (one.year, one.month) == (other.year, other.month) else None


def place_in(article: str, start: int) -> int:
    """Where a claim stands among those of its day: by article, then by its place in the text."""
    digest = hashlib.sha256(article.encode("utf-8", "surrogatepass")).digest()
    page = int.from_bytes(digest[:8], "big") >> (64 - _PAGE_BITS)
    return page << _START_BITS | min(start, (1 << _START_BITS) - 1)


def _width(first: int, last: int) -> list[Word]:
    if last - first <= WIDE_DAYS:
        return []
    return [WIDE] if last - first <= YEAR_DAYS else [WIDER]


def _beginnings(codes: Iterable[str]) -> list[str]:
    """The codes and their beginnings, each once."""
    return list(dict.fromkeys(chain.from_iterable(map(beginnings, codes))))


@lru_cache(maxsize=1 << 14)
def beginnings(code: str) -> tuple[str, ...]:
    """A code and its beginnings, the shortest first: ``USA GOV`` gives ``USA`` too."""
    parts = code_of(code).split()
    return tuple(" ".join(parts[:end]) for end in range(1, len(parts) + 1))


def _span(edtf: str | None) -> tuple[int, int]:
    known = days(edtf)
    if known is None or known.first is None or known.last is None:
        return 0, 0
    return known.first.toordinal(), known.last.toordinal()


def _once(words: Iterable[Word]) -> tuple[Word, ...]:
    return tuple(dict.fromkeys(words))
