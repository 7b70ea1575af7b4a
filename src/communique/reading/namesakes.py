"""Which of several places of one name is meant: by the text, the sentence, the story, by size."""

from __future__ import annotations

import re
from collections import Counter

from rapidfuzz import fuzz
from spacy.tokens import Doc, Token

from communique.gazetteer import Gazetteer, Site, folded
from communique.reading.sentences import has_sentences

OUTNUMBERS = 10
"""The largest namesake must be so many times the next to be taken by size alone."""
WORLD_CITY = 1_000_000
"""A town of this size is meant even where the story is of a country with a small namesake."""
SAME_SPOT = 0.2
"""Degrees within which two entries of one name are one place."""
ALIKE = 70
"""Likeness (0 to 100) from which two names are spellings of one."""
IN_SENTENCE = 8
BESIDE = 4
OF_STORY = 2
OF_TEXT = 1
ACTING = 4
"""What it counts for a country to be spoken of in the sentence, in the one before or after, most
in the story, anywhere in it, and as who acts in the sentence."""
_ARTICLES = re.compile(r"^(?:al|ar|ad|an|as|ash|at|az|el|la|le|los|las|les|the|ciudad) ")


class Evidence:
    """The countries that a document speaks of, and where."""

    def __init__(self, doc: Doc, story: str | None, gazetteer: Gazetteer) -> None:
        self.doc, self.story, self.gazetteer = doc, story, gazetteer
        self._found: list[tuple[int, str, str, bool]] | None = None
        self._sentences: list[int] | None = None

    def scores(self, at: int, name: str) -> Counter[str]:
        """How much speaks for each country at token ``at``, the name itself left out."""
        found = self._load()
        scores: Counter[str] = Counter()
        story = self.story or self._story(name)
        if story:
            scores[story] += OF_STORY
        here = self._sentence(at)
        seen: dict[str, int] = {}
        acting: set[str] = set()
        for index, country, words, acts in found:
            if name in words:
                continue
            apart = abs(self._sentence(index) - here)
            weight = IN_SENTENCE if apart == 0 else BESIDE if apart == 1 else OF_TEXT
            seen[country] = max(seen.get(country, 0), weight)
            if acts and apart == 0:
                acting.add(country)
        for country, weight in seen.items():
            scores[country] += weight + (ACTING if country in acting else 0)
        return scores

    def add(self, at: int, country: str, name: str) -> None:
        """A place that was settled speaks for its country too."""
        self._load().append((at, country, name, False))

    def _load(self) -> list[tuple[int, str, str, bool]]:
        if self._found is None:
            known = self.gazetteer.codes
            every = [*self._hits(), *self._mentions(), *self._names()]
            self._found = [f for f in every if f[1] in known]
        return self._found

    def _story(self, name: str) -> str | None:
        """The country that the document names most, the name in question left out."""
        counts = Counter(c for _, c, words, _ in self._load() if name not in words).most_common(2)
        if not counts or (len(counts) > 1 and counts[0][1] == counts[1][1]):
            return None
        return counts[0][0]

    def country(self, at: int, name: str) -> str | None:
        """The one country that most speaks for; None where two are equal."""
        ranked = self.scores(at, name).most_common(2)
        if not ranked or ranked[0][1] == 0:
            return None
        if len(ranked) > 1 and ranked[0][1] == ranked[1][1]:
            return None
        return ranked[0][0]

    def _hits(self) -> list[tuple[int, str, str, bool]]:
        """Countries by name, adjective, people or capital, as the actor tables know them."""
        doc, found = self.doc, []
        starts = {t.idx: t for t in doc}
        for hit in doc._.names if Doc.has_extension("names") else ():
            keys = {m.key for m in hit.meanings if m.key.startswith("country:")}
            token = starts.get(hit.start)
            if len(keys) == 1 and token is not None:
                acts = "nsubj" in (token.dep_, token.head.dep_)
                country = keys.pop().removeprefix("country:")[:3]
                found.append((token.i, country, folded(hit.text), acts))
        return found

    def _mentions(self) -> list[tuple[int, str, str, bool]]:
        """Named people and bodies, and descriptions by an adjective ("the Andalusian ministry").

        Other descriptions may owe their country to the name in question.
        """
        doc = self.doc
        mentions = doc._.mentions if Doc.has_extension("mentions") else None
        return [
            (i, m.country, folded(m.text), doc[i].dep_ in ("nsubj", "agent"))
            for i, m in (mentions or {}).items()
            if m.country and len(m.country) == 3 and (doc[i].pos_ == "PROPN" or _described(doc[i]))
        ]

    def _names(self) -> list[tuple[int, str, str, bool]]:
        """Countries and regions by name, where they may be no party."""
        found = []
        for token in self.doc:
            if not token.text[:1].isupper():
                continue
            for end in range(min(token.i + 4, len(self.doc)), token.i, -1):
                key = folded(self.doc[token.i : end].text)
                site = self.gazetteer.countries.get(key) or self.gazetteer.states.get(key)
                region = None if site else self.gazetteer.region(key)
                country = site.country if site else region.country if region else None
                if country:
                    found.append((token.i, country, key, False))
                    break
        return found

    def _sentence(self, at: int) -> int:
        if not has_sentences(self.doc):
            return 0
        if self._sentences is None:
            self._sentences = [0] * len(self.doc)
            for number, sent in enumerate(self.doc.sents):
                self._sentences[sent.start : sent.end] = [number] * len(sent)
        return self._sentences[at]


def limited(gazetteer: Gazetteer, sites: list[Site], key: str) -> list[Site]:
    """The namesakes that lie in the country, state or province of this folded name."""
    country, state = gazetteer.countries.get(key), gazetteer.states.get(key)
    if state:
        inside = [s for s in sites if (s.country, s.division) == (state.country, state.division)]
        if inside:
            return inside
    if country:
        return [s for s in sites if s.country == country.country]
    region = gazetteer.region(key)
    if region and region.country:
        return [s for s in sites if s.country == region.country]
    provinces = {(s.country, s.division) for s in gazetteer.sites(key) if s.precision == "province"}
    return [s for s in sites if (s.country, s.division) in provinces]


def settle(
    gazetteer: Gazetteer, evidence: Evidence, sites: list[Site], at: int, name: str
) -> Site | None:
    """The place that is meant, or None where nothing settles it."""
    if len(sites) == 1 and sites[0].precision != "city":
        return sites[0]
    scores = evidence.scores(at, name)
    ranked = sorted(_once(sites), key=lambda s: (-s.population, s.geonames_id))
    alike = [s for s in ranked if _alike(name, s)]
    ranked = alike or ranked
    if not scores["USA"]:
        abroad = max((s.population for s in ranked if s.country != "USA"), default=-1)
        ranked = [
            s
            for s in ranked
            if s.country != "USA" or s.population > abroad or s.precision != "city"
        ]
    if not any(scores[s.country] > 0 for s in ranked):
        near = [s for s in gazetteer.small(name) if scores[s.country] > 0]
        if near and not _known_anywhere(gazetteer, ranked[0]):
            ranked = near
    best = max(scores[s.country] for s in ranked)
    if best > 0:
        inside = [s for s in ranked if scores[s.country] == best]
        larger = ranked[0]
        cities = inside[0].precision == larger.precision == "city"
        if cities and larger is not inside[0]:
            dwarfs = larger.population >= OUTNUMBERS * max(1, inside[0].population)
            if dwarfs and larger.population >= WORLD_CITY:
                return larger
        return dominant(inside)
    if ranked[0].precision == "country" and len(ranked) > 1:
        return None
    if ranked[0].small and len(ranked) > 1:
        return None
    elsewhere = scores and not _alike(name, ranked[0])
    if elsewhere and not _known_anywhere(gazetteer, ranked[0]):
        return None
    return dominant(ranked)


def _alike(name: str, site: Site) -> bool:
    """Whether a name is a spelling of a place's first name, not another name of it."""
    first = _ARTICLES.sub("", folded(site.name))
    name = _ARTICLES.sub("", name)
    return first[:1] == name[:1] and fuzz.ratio(name, first) >= ALIKE


def _described(token: Token) -> bool:
    return any(
        t.text[:1].isupper() and t.pos_ in ("ADJ", "PROPN") and t.dep_ in ("amod", "compound")
        for t in token.lefts
    )


def _once(sites: list[Site]) -> list[Site]:
    """Entries without doubles: two of one name in one spot are one place, the older entry."""
    kept: list[Site] = []
    for site in sorted(sites, key=lambda s: s.geonames_id):
        if not any(_same_spot(site, other) for other in kept):
            kept.append(site)
    return kept


def _same_spot(one: Site, other: Site) -> bool:
    if (one.country, one.precision) != (other.country, other.precision):
        return False
    if one.latitude is None or other.latitude is None:
        return False
    if one.longitude is None or other.longitude is None:
        return False
    apart = max(abs(one.latitude - other.latitude), abs(one.longitude - other.longitude))
    return apart < SAME_SPOT


def _known_anywhere(gazetteer: Gazetteer, site: Site) -> bool:
    return site.precision != "city" or site.population >= WORLD_CITY or gazetteer.is_capital(site)


def dominant(ranked: list[Site]) -> Site | None:
    """The largest when it is ten times the next, or alone."""
    if len(ranked) == 1:
        return ranked[0]
    if ranked and ranked[0].population >= OUTNUMBERS * max(1, ranked[1].population):
        return ranked[0]
    return None
