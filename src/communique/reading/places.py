"""Places of acts and journeys in a text, resolved to GeoNames.

A name is a place only where the text puts something there: after a locative preposition, in a
dateline, as what is left, reached or struck, before the noun of a site ("Kakhovka dam"), or as the
country of a town ("Tripoli, Lebanon"). "Washington says" is an actor. What each position means
stands in ``toponyms``, which namesake is meant in ``namesakes``.
"""

from __future__ import annotations

import re

import msgspec
from spacy.tokens import Doc, Span

from communique.gazetteer import (
    METROPOLIS,
    Gazetteer,
    Precision,
    Region,
    Site,
    folded,
    load_gazetteer,
)
from communique.model import Place
from communique.reading.namesakes import Evidence, limited, settle
from communique.reading.place_names import (
    CALENDAR,
    DATELINE,
    DATELINE_LINE,
    LONGEST,
    NO_NAME,
    OWNER,
    SEEN_AS,
    STORMS,
    SUFFIX,
    adjectives,
    extent,
    is_label,
    is_name,
    is_party,
    surnames,
    why_no_id,
)
from communique.reading.toponyms import (
    HERE,
    SITES,
    Kind,
    Role,
    governing_preposition,
    is_put,
    preposition_role,
    role_of,
)

PlaceMention = Place


def find_places(
    doc: Doc, story_country: str | None, gazetteer: Gazetteer | None = None
) -> list[PlaceMention]:
    """Every place of ``doc`` in order; names that cannot be settled carry the reason.

    Namesakes are settled by the country or province named with them, then by the countries of the
    sentence, those beside it and ``story_country`` (ISO 3166 alpha-3), then by size.
    """
    return _Finder(doc, story_country, gazetteer or load_gazetteer()).find()


class _Finder:
    """One document's places."""

    def __init__(self, doc: Doc, story: str | None, gazetteer: Gazetteer) -> None:
        self.doc, self.text = doc, doc.text
        self.places: dict[int, Place] = {}
        self.gazetteer = gazetteer
        self.evidence = Evidence(doc, story, gazetteer)
        self.adjectives = adjectives(doc)
        self.surnames = surnames(doc)
        self.pending: list[tuple[Span, int, list[Site], Role]] = []

    def find(self) -> list[Place]:
        """Datelines, then the names from left to right; what is ambiguous comes last."""
        for match in DATELINE_LINE.finditer(self.text):
            self._dateline(match)
        at = 0
        before: tuple[int, Role] | None = None
        while at < len(self.doc):
            token = self.doc[at]
            if not token.text[:1].isupper() or token.idx in self.places:
                at += 1
                continue
            end, role = self._at(at, before)
            before = (end, role) if role else before
            at = max(end, at + 1)
        for span, end, sites, role in self.pending:
            self._settle(span, end, sites, role, None)
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
            key = folded(part)
            sites = self.gazetteer.sites(key)
            span = self.doc.char_span(at, at + len(part.rstrip()), alignment_mode="expand")
            if span is not None and (sites or match["c"]):
                within = folded(match["c"]) if match["c"] else None
                self._settle(span, span.end, sites, "place", within)
                found = self.places.get(span.start_char)
                if found is not None:
                    self.places[span.start_char] = msgspec.structs.replace(found, reason=DATELINE)
            at += len(part) + 1

    def _at(self, at: int, before: tuple[int, Role] | None) -> tuple[int, Role | None]:
        """The name at token ``at``: where it ends, and its role if it has one."""
        doc = self.doc
        if doc[at].text in STORMS or CALENDAR.fullmatch(doc[at].text):
            return extent(doc, at) if doc[at].text in STORMS else at + 1, None
        for end in range(min(at + LONGEST, len(doc)), at, -1):
            last = doc[end - 1]
            if last.is_punct or last.is_space or last.text in OWNER:
                continue
            key = folded(doc[at:end].text)
            sites = self.gazetteer.sites(key)
            region = self.gazetteer.region(key)
            if region and (not sites or not self._is_town(doc[at:end], sites)):
                sites = []
            elif not sites:
                region = None
            if not sites and not region:
                continue
            span = doc[at:end]
            kind = self._kind(sites, region)
            if kind == "country" and end < len(doc) and doc[end].text in OWNER:
                part = self._owned(span, sites[0])
                if part is not None:
                    return part
            role = self._role(span, kind, before)
            if role is None or not is_name(span, sites, self.gazetteer):
                return max(end, extent(self.doc, at)), None
            return self._take(span, sites, region, role), role
        return self._unknown(at, before)

    def _is_town(self, span: Span, sites: list[Site]) -> bool:
        """False where the name is both a region's and a town's, and a region is spoken of."""
        following = self.doc[span.end].lower_ if span.end < len(self.doc) else ""
        if all(s.country == "USA" and s.population < METROPOLIS for s in sites):
            return False
        return following not in SUFFIX and self.gazetteer.is_town(folded(span.text))

    def _kind(self, sites: list[Site], region: Region | None) -> Kind:
        if not sites:
            return "region" if region else "unknown"
        if sites[0].precision == "country":
            return "country"
        if sites[0].precision != "city":
            return "region"
        largest = max(sites, key=lambda s: s.population)
        return "capital" if self.gazetteer.is_capital(largest) else "town"

    def _role(self, span: Span, kind: Kind, before: tuple[int, Role] | None) -> Role | None:
        """The role of a name, that of the name it is listed with where it has none of its own."""
        doc = self.doc
        role = role_of(span, kind)
        if role is None and is_label(self.doc, span.start, span.end):
            return "place"
        if role is not None or before is None:
            return role
        at = before[0]
        while at < span.start and doc[at].lower_ in (",", "and", "or", "the", "by", "then"):
            at += 1
        if at != span.start or at == before[0]:
            return None
        first = span.root
        joined = first.dep_ == "conj" and first.head.i >= before[0] - LONGEST
        acts = first.dep_ in ("nsubj", "nsubjpass") or first.head.dep_ == "nsubj"
        return None if acts and not (joined and first.head.i < before[0]) else before[1]

    def _owned(self, country: Span, site: Site) -> tuple[int, Role] | None:
        """A part of a country said with it ("in Syria's northern Idlib"), where it is a place."""
        at = country.end + 1
        while at < len(self.doc) and self.doc[at].pos_ == "ADJ" and self.doc[at].is_lower:
            at += 1
        if at >= len(self.doc) or not self.doc[at].text[:1].isupper():
            return None
        prep = governing_preposition(self.doc, country.start)
        label = is_label(self.doc, country.start, extent(self.doc, at))
        role = preposition_role(prep, "town") if prep else None
        role = role or role_of(self.doc[at : at + 1], "town") or ("place" if label else None)
        end = self._part(at, site, role) if role else None
        return (end, role) if end is not None and role else None

    def _take(self, span: Span, sites: list[Site], region: Region | None, role: Role) -> int:
        """Add a known name with the country named behind it; return the token behind both."""
        end = span.end
        if not sites and region:
            self._unresolved(
                span, role, why_no_id(region.country), region.precision, region.country, region.name
            )
            if region.country:
                self.evidence.add(span.start, region.country, folded(span.text))
            return end
        behind, within = self._apposed(end, sites)
        if within is None and len(sites) > 1:
            self.pending.append((span, behind, sites, role))
        else:
            self._settle(span, behind, sites, role, within)
        return behind

    def _part(self, at: int, country: Site, role: Role) -> int | None:
        """Add the part of a country that begins at token ``at``; return the token behind it."""
        doc = self.doc
        for end in range(min(at + LONGEST, len(doc)), at, -1):
            if doc[end - 1].is_punct or doc[end - 1].is_space:
                continue
            key = folded(doc[at:end].text)
            sites = [s for s in self.gazetteer.sites(key) if s.country == country.country]
            region = self.gazetteer.region(key)
            if sites:
                self._settle(doc[at:end], end, sites, role, folded(country.name))
                return end
            if region and region.country in (country.country, None):
                why = why_no_id(country.country)
                self._unresolved(
                    doc[at:end], role, why, region.precision, country.country, region.name
                )
                return end
        following = doc[at + 1].lower_ if at + 1 < len(doc) else ""
        if following in SUFFIX or doc[at].ent_type_ in SEEN_AS:
            self._unresolved(
                doc[at : at + 1], role, "not in the gazetteer", "none", country.country
            )
            return at + 1
        return None

    def _apposed(self, end: int, sites: list[Site]) -> tuple[int, str | None]:
        """Take in ", Lebanon" after a town that has a namesake there."""
        doc = self.doc
        if sites[0].precision == "country" or end + 1 >= len(doc):
            return end, None
        if doc[end].lower_ not in (",", "in"):
            return end, None
        for stop in range(min(end + 6, len(doc)), end + 1, -1):
            words = doc[end + 1 : stop].text
            if words[:1].isupper():
                key = folded(words)
                known = key in self.gazetteer.countries or key in self.gazetteer.states
                name = folded(sites[0].name)
                if known or self.gazetteer.region(key):
                    inside = limited(self.gazetteer, sites, key)
                    inside = inside or limited(self.gazetteer, self.gazetteer.small(name), key)
                    listed = stop < len(doc) and doc[stop].lower_ in ("and", "or")
                    if inside and not listed:
                        return (stop if doc[end].text == "," else end), key
        return end, None

    def _unknown(self, at: int, before: tuple[int, Role] | None) -> tuple[int, Role | None]:
        """A name that no large place has: a small one, or one that only the text takes for one."""
        doc, token = self.doc, self.doc[at]
        named = token.pos_ in ("PROPN", "NOUN", "ADJ", "X") and token.text not in NO_NAME
        if not named or token.idx in self.adjectives:
            return at + 1, None
        end = extent(self.doc, at)
        span = doc[at:end]
        prep = governing_preposition(doc, at)
        seen = token.ent_type_ in SEEN_AS
        put = is_put(span)
        if token.ent_type_ == "NORP":
            return end, None
        if token.ent_type_ in ("DATE", "TIME") and not (
            put and self.gazetteer.small(folded(span.text))
        ):
            return end, None
        put_at = put and prep is not None and (prep.lower_ in HERE or token.ent_type_ != "PERSON")
        site = len(span) > 1 and span[-1].lower_ in SITES
        acts = not put and span.root.dep_ in ("nsubj", "poss", "nsubjpass")
        if (acts and not site) or span[-1].text in self.surnames:
            return end, None
        if not (seen or put or site) or (is_party(span) and not put):
            return end, None
        role = self._role(span, "region" if site else "unknown", before)
        if role is None and site and prep is None:
            role = None if span.root.dep_ == "nsubj" else "place"
        if role is None:
            return end, None
        last = span[-1]
        if not site and last.dep_ in ("compound", "amod") and last.head.i >= end:
            if last.head.lower_ not in SITES:
                return end, None
        behind = self._small(span, role, seen or put, seen or put_at or site)
        return (behind, role) if behind is not None else (end, None)

    def _small(self, span: Span, role: Role, sure: bool, anyhow: bool) -> int | None:
        """Add a small town, or what no gazetteer has where ``anyhow``; None where neither is."""
        name = span[:-1] if len(span) > 1 and span[-1].lower_ in SITES else span
        key = folded(name.text)
        sites = self.gazetteer.small(key) if sure else []
        behind, within = self._apposed(span.end, sites) if sites else (span.end, None)
        if within:
            self._settle(name, behind, sites, role, within)
            return behind
        scores = self.evidence.scores(span.start, key)
        near = [s for s in sites if scores[s.country] > 0]
        main = len(sites) == 1 and folded(sites[0].name) == key
        whole = len(name) == len(span)
        alone = main and whole and (len(key) > 4 or not scores)
        alone = alone or (len(sites) == 1 and not scores and span[0].ent_type_ == "GPE")
        if near or alone:
            self._settle(name, behind, near or sites, role, None)
            return behind
        if not anyhow:
            return None
        suffix = span[-1].lower_ if len(span) > 1 else ""
        precision: Precision = "region" if suffix in SITES else "none"
        country = self.evidence.country(span.start, key)
        reason = "not in the gazetteer" + ("; the country is the story's" if country else "")
        self._unresolved(span, role, reason, precision, country)
        return behind

    def _unresolved(
        self,
        span: Span,
        role: Role,
        reason: str,
        precision: Precision,
        country: str | None = None,
        name: str | None = None,
    ) -> None:
        self.places[span.start_char] = Place(
            text=span.text,
            start=span.start_char,
            end=span.end_char,
            role=role,
            name=name or span.text,
            country=country,
            precision=precision,
            reason=reason,
        )

    def _settle(
        self, span: Span, behind: int, sites: list[Site], role: Role, within: str | None
    ) -> None:
        """Add the place that a name means, or the reason why that is not known."""
        key = folded(span.text)
        site: Site | None = None
        if within:
            inside = limited(self.gazetteer, sites, within)
            inside = inside or limited(self.gazetteer, self.gazetteer.small(key), within)
            site = max(inside, key=lambda s: s.population) if inside else None
        if site is None and sites:
            site = settle(self.gazetteer, self.evidence, sites, span.start, key)
        if site is None:
            largest = sorted(sites, key=lambda s: -s.population)[:4]
            named = ", ".join(f"{s.name} ({s.country}, {s.precision})" for s in largest)
            countries = {s.country for s in sites}
            country = countries.pop() if len(countries) == 1 < len(sites) else None
            likely = self.evidence.country(span.start, key)
            if country is None and likely in {s.country for s in sites}:
                country = likely
            reason = f"several: {named}" if len(sites) > 1 else "not in the gazetteer"
            if len(sites) == 1:
                country = self.evidence.country(span.start, key)
                reason = f"the only one known is elsewhere: {named}"
            self._unresolved(span, role, reason, "none", country)
            return
        self.evidence.add(span.start, site.country, key)
        following = self.doc[span.end] if span.end < len(self.doc) else None
        kind = SUFFIX.get(following.lower_) if following is not None else None
        kind = kind if site.precision == "city" else None
        self.places[span.start_char] = Place(
            text=span.text,
            start=span.start_char,
            end=span.end_char,
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
