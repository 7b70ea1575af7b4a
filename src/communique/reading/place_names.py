"""Whether words are the name of a place: not part of a longer name, a date or a person."""

from __future__ import annotations

import re

from spacy.tokens import Doc, Span

from communique.gazetteer import Gazetteer, Site, folded
from communique.reading.toponyms import PLACE_NOUNS, SITES, governing_preposition, is_put

SEEN_AS = ("GPE", "LOC", "FAC")
_NO_PLACE = ("DATE", "TIME", "PERSON", "LANGUAGE", "NORP", "ORG", "EVENT", "WORK_OF_ART", "LAW")
_MONTH = (
    "(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    "|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
CALENDAR = re.compile(rf"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|{_MONTH}")
DATELINE_LINE = re.compile(
    r"^[ \t]*(?P<p>[A-Z][A-Z'’./ -]{2,40}?|[A-Z][\w'’ -]{2,30}?)(?:, (?P<c>[A-Z][A-Za-z. ]+?))?"
    rf"(?:,? {_MONTH}\.? \d{{1,2}}|,? \d{{1,2}} {_MONTH})?"
    r"\s*(?P<a>\([^)\n]{1,40}\))?\s*(?P<d>--|[-–—])\s",
    re.MULTILINE,
)
DATELINE = "named in the dateline"
"""The reason that a dateline's place carries: where it was written, not where it took place."""
SUFFIX = {
    "province": "province",
    "governorate": "province",
    "region": "region",
    "district": "region",
    "oblast": "province",
    "state": "province",
    "county": "region",
}
"""Nouns behind a town's name that make it the name of a province or region."""
OWNER = ("'s", "’s", "'", "’")
LONGEST = 6
_LARGE = 100_000
"""From this size on a town is believed where the recogniser sees a body ("Hyderabad's shops")."""
_TITLED = (PLACE_NOUNS | SITES) - {"post", "mine", "front", "base"}
"""Nouns that may be written with a capital behind a place ("Kabul Airport")."""
STORMS = frozenset("Typhoon Hurricane Cyclone Storm Operation".split())
"""Words whose name is no place."""
NO_NAME = STORMS | frozenset(
    "I The A An He She It They We God Mr Mrs Ms Dr North South East West Church Parliament"
    " Congress Mall Commons Lords Senate Assembly".split()
)


def is_name(span: Span, sites: list[Site], gazetteer: Gazetteer) -> bool:
    """False where the words are part of a longer name, a date, a person or an adjective."""
    doc, at, end = span.doc, span.start, span.end
    first, last = doc[at], doc[end - 1]
    country = bool(sites) and sites[0].precision == "country"
    if first.ent_type_ in ("DATE", "TIME", "PERSON", "LANGUAGE") and not country:
        beside = [t for t in doc[max(0, at - 1) : end + 1] if t.text not in OWNER]
        long = [t for t in beside if t.ent_type_ == first.ent_type_]
        if first.ent_type_ != "PERSON" or len(long) > end - at:
            return False
    led = governing_preposition(doc, at) is not None
    put = is_put(span)
    town = bool(sites) and sites[0].precision == "city"
    if not led:
        named = first.pos_ == "PROPN" or (put and not first.is_sent_start)
        large = town and max(s.population for s in sites) >= _LARGE
        owner = end < len(doc) and doc[end].text in OWNER
        put = put or (large and owner and first.ent_type_ == "ORG")
        if not named or (town and first.ent_type_ in _NO_PLACE and not put):
            return False
        earlier = doc[at - 1] if at else None
        if earlier is not None and earlier.pos_ == "PROPN" and earlier.head.i >= at:
            return False
    words = span.text
    if town and words.isupper() and len(words) < 5:
        return False
    known = put or first.ent_type_ in SEEN_AS
    if town and not known and not gazetteer.is_town(folded(words)):
        return False
    following = doc[end] if end < len(doc) else None
    if following is None or following.is_punct:
        return True
    if following.lower_ == "of" and town and not known:
        return False
    if following.text[:1].isupper() and following.lower_ not in _TITLED:
        return bool(CALENDAR.match(following.text)) or following.is_sent_start is True
    adjective = last.dep_ in ("compound", "amod", "nmod", "poss") and last.head.i >= end
    owned = following.text in OWNER
    site = following.lower_ in SITES
    noun = following.pos_ in ("NOUN", "ADJ")
    return not (country and adjective and not owned and not site and noun)


def extent(doc: Doc, at: int) -> int:
    """Where an unknown name ends: capitalised words, and the noun of a site behind them."""
    end = at + 1
    while end < len(doc) and end < at + LONGEST:
        token = doc[end]
        joined = token.lower_ in ("de", "del", "la", "el", "al", "-") and end + 1 < len(doc)
        if joined and doc[end + 1].text[:1].isupper():
            end += 2
        elif token.text[:1].isupper() and token.pos_ == "PROPN":
            end += 1
        else:
            break
    return end + (end < len(doc) and doc[end].lower_ in SITES and doc[end].pos_ == "NOUN")


def is_label(doc: Doc, start: int, end: int) -> bool:
    """Whether a name stands before a colon at the head of its sentence ("Mali: three dead")."""
    first = start == 0 or doc[start].is_sent_start is True
    return first and end < len(doc) and doc[end].text == ":"


def adjectives(doc: Doc) -> frozenset[int]:
    """Where words stand that the actor tables know as a people or a country's adjective only."""
    hits = doc._.names if Doc.has_extension("names") else ()
    return frozenset(
        h.start
        for h in hits
        if h.meanings and all(m.use in ("adjective", "demonym") for m in h.meanings)
    )


def surnames(doc: Doc) -> frozenset[str]:
    """The last names of people whom the text gives a first name too ("Hoda Muthana")."""
    return frozenset(
        t.text for t in doc if t.ent_type_ == "PERSON" and t.i and t.nbor(-1).ent_type_ == "PERSON"
    )


def is_party(span: Span) -> bool:
    """Whether the actor tables know the name as somebody, not as a place."""
    mentions = span.doc._.mentions if Doc.has_extension("mentions") else None
    known = (mentions or {}).get(span.root.i)
    return known is not None and known.status == "resolved" and known.code is not None


def why_no_id(country: str | None) -> str:
    """The reason that a region without an id carries."""
    if country is None:
        return "a region of several countries or parts"
    return "a part of the country without an id in the gazetteer"
