"""The actor tables arranged for look-up: offices by title, role and body, holders by date."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from communique.actors.folding import fold
from communique.actors.knowledge import Entity, Knowledge, Office, Role, Term
from communique.actors.names import Hit
from communique.model import DateRange, date_range

LEADER_WORDS = frozenset("leader chief head boss".split()) | {"head of state"}
GENERIC_TITLES = {
    "president": "head_of_state",
    "head of state": "head_of_state",
    "prime minister": "head_of_government",
    "premier": "head_of_government",
    "pm": "head_of_government",
    "head of government": "head_of_government",
    "foreign minister": "foreign",
    "foreign secretary": "foreign",
    "foreign affairs minister": "foreign",
    "minister of foreign affairs": "foreign",
    "minister for foreign affairs": "foreign",
    "top diplomat": "foreign",
    "chief diplomat": "foreign",
    "external affairs minister": "foreign",
    "defence minister": "defence",
    "defense minister": "defence",
    "defence secretary": "defence",
    "defense secretary": "defence",
    "secretary of defense": "defence",
    "minister of defence": "defence",
    "minister of defense": "defence",
    "defence chief": "defence",
    "defense chief": "defence",
    "interior minister": "interior",
    "home minister": "interior",
    "home secretary": "interior",
    "home affairs minister": "interior",
    "minister of interior": "interior",
    "minister of the interior": "interior",
}
"""Titles that the press gives to whoever does the work, whatever the office is called there."""
_ENVOY = re.compile(
    r"(?:envoy|representative|coordinator|adviser|mediator|negotiator|emissary)s?\b.*?"
    r"\b(?:for|to|on|in)\b(.*)",
    re.IGNORECASE,
)
_QUALIFIED = re.compile(
    r"^(?:former |ex-|ousted |deposed |toppled |late |acting |interim |caretaker )"
    r"|-elect$|-designate$"
)
SOLE_TITLES = frozenset({"pope", "pontiff", "taoiseach", "dalai lama"})
"""Titles that there is only one of in the world."""
_DOUBTFUL = frozenset({"disputed", "in_exile"})
COMMON_IN = 3
"""A surname shared by this many people of the tables, first names included, is a common one."""


class Index:
    """Look-up over one ``Knowledge``; immutable after it is built."""

    def __init__(self, knowledge: Knowledge, scan: Callable[[str], list[Hit]]) -> None:
        self.scan = scan
        self.entities: dict[str, Entity] = {e.id: e for e in knowledge.entities}
        self.roles: dict[str, Role] = {r.noun: r for r in knowledge.roles}
        self.offices = knowledge.offices
        self.people = knowledge.people
        self.by_person: dict[str, list[Term]] = {}
        self.by_office: dict[str, list[Term]] = {}
        for term in knowledge.terms:
            self.by_person.setdefault(term.person, []).append(term)
            self.by_office.setdefault(term.office, []).append(term)
        self.titles: dict[str, list[Office]] = {}
        self.by_role: dict[tuple[str, str], Office] = {}
        self.bodies: dict[str, list[Office]] = {}
        for office in knowledge.offices.values():
            for title in dict.fromkeys((office.title.lower(), *map(str.lower, office.aliases))):
                self.titles.setdefault(title, []).append(office)
            for role in office.roles:
                self.by_role.setdefault((office.country, role), office)
            if office.body:
                self.bodies.setdefault(office.body, []).append(office)
        self._anchored: dict[str, bool] = {}
        self._envoys: dict[tuple[str, str], list[Office]] | None = None
        self._tokens: dict[str, int] | None = None
        self._by_country: dict[str, dict[str, str]] | None = None

    # ---- places ---------------------------------------------------------------------------------

    def countries(self, hit: Hit) -> tuple[str, ...]:
        """Countries that a name of a country, region or city stands for."""
        found: dict[str, None] = {}
        for meaning in hit.meanings:
            if meaning.use in ("role", "title", "person", "short"):
                continue
            entity = self.entities[meaning.key]
            if entity.kind in ("country", "region"):
                found[entity.country] = None
        return tuple(found)

    def disputed(self, hit: Hit) -> Entity | None:
        """The disputed entity (Abkhazia, …) that a name stands for."""
        for meaning in hit.of("name", "adjective", "demonym", "capital", "metonym"):
            entity = self.entities[meaning.key]
            if entity.kind == "country" and entity.sectors:
                return entity
        return None

    # ---- offices --------------------------------------------------------------------------------

    def anchored(self, title: str) -> bool:
        """Whether a title says itself whose it is ("Taliban leader", "head of UNAMID")."""
        if title not in self._anchored:
            office = self.titles[title][0]
            written = next(
                (t for t in (office.title, *office.aliases) if t.lower() == title), title
            )
            words = written.split()
            parts = (" ".join(words[:-1]), " ".join(words[1:]), words[0], words[-1])
            self._anchored[title] = len(words) > 1 and any(
                h.of("name", "adjective", "metonym", "place", "person")
                or (h.of("short") and not self.common(h.text))
                for part in parts
                for h in self.scan(part)
            )
        return self._anchored[title]

    def title_of(self, hit: Hit) -> str | None:
        """The title that a name found in a text is, without "former" or "acting" before it."""
        for meaning in hit.of("title", "role"):
            key = _QUALIFIED.sub("", meaning.key)
            if key in self.titles and (meaning.use == "title" or key != meaning.key):
                return key
        return None

    def offices_titled(self, title: str, country: str) -> list[Office]:
        """The offices of a country that a title may mean."""
        found = [o for o in self.titles.get(title, ()) if o.country == country]
        exact = [o for o in found if o.title.lower() == title]
        role = GENERIC_TITLES.get(title)
        if role is not None:
            by_role = self.by_role.get((country, role))
            if by_role is not None and by_role in (exact or found):
                return [by_role]
            if exact or (found and by_role is None):
                return exact or found
            if by_role is not None and self._named_so(by_role, title):
                return [by_role]
            return []
        found = exact or [o for o in found if not o.body or self.anchored(title)]
        return found

    def _named_so(self, office: Office, title: str) -> bool:
        """A president is no prime minister and a king no president, whatever their work."""
        names = {t.lower() for t in (office.title, *office.aliases)}
        if title in ("prime minister", "premier", "pm"):
            return not names & {"president"}
        if title == "president":
            return any("president" in n for n in names)
        return True

    def leader(self, country: str) -> Office | None:
        """The office whose holder the press calls the country's leader, if that is clear."""
        marked = self.by_role.get((country, "leader"))
        if marked:
            return marked
        state = self.by_role.get((country, "head_of_state"))
        government = self.by_role.get((country, "head_of_government"))
        if state is government or government is None:
            return state
        return government if state is None else None

    def body_office(self, body: str, word: str) -> Office | None:
        """The office at the head of an organisation or group, by the word for it."""
        offices = self.bodies.get(body, [])
        if len(offices) > 1:
            exact = [
                o
                for o in offices
                if any(re.search(rf"\b{re.escape(word)}\b", t, re.I) for t in (o.title, *o.aliases))
                and not re.search(r"\b(?:deputy|vice|assistant)\b", o.title, re.I)
            ]
            offices = exact[:1] if word in LEADER_WORDS else exact
        return offices[0] if len(offices) == 1 else None

    def envoys(self, country: str, about: str) -> list[Office]:
        """The offices of those whom a country or body sends to deal with another country."""
        if self._envoys is None:
            found: dict[tuple[str, str], list[Office]] = {}
            for office in self.offices.values():
                for title in (office.title, *office.aliases):
                    match = _ENVOY.search(title)
                    if match is None:
                        continue
                    for hit in self.scan(match.group(1)):
                        for code in self.countries(hit):
                            offices = found.setdefault((office.country, code), [])
                            if office not in offices:
                                offices.append(office)
            self._envoys = found
        return self._envoys.get((country, about), [])

    def holder(self, office: Office, day: DateRange) -> Term | None:
        """Who holds an office on a date; nobody where that is not certain."""
        if day.first is None and day.last is None:
            return None
        terms = [t for t in self.by_office.get(office.id, ()) if t.when.overlaps(day)]
        terms = [t for t in terms if t.status != "elect"]
        terms = [t for t in terms if t.status not in _DOUBTFUL] or terms
        if len({t.person for t in terms}) > 1:
            terms = [t for t in terms if _certain(t, day)]
            terms = [t for t in terms if t.status == "acting"] or terms
        return terms[0] if terms and len({t.person for t in terms}) == 1 else None

    def elect(self, office: Office, day: DateRange) -> Term | None:
        """Who is elected or designated for an office and not yet in it."""
        if day.first is None:
            return None
        terms = [
            t
            for t in self.by_office.get(office.id, ())
            if t.status == "elect" and t.when.overlaps(day)
        ]
        return terms[0] if len(terms) == 1 else None

    def weight(self, office: Office) -> int:
        """How much an office makes its holder known: from 4, who leads a country, to 1."""
        if "leader" in office.roles or {"head_of_state", "head_of_government"} <= set(office.roles):
            return 4
        if {"head_of_state", "head_of_government"} & set(office.roles):
            return 3
        return 2 if office.roles and office.roles != ("other",) else 1

    # ---- people ---------------------------------------------------------------------------------

    def common(self, surname: str) -> bool:
        """Whether a surname is too common to mean one person by itself."""
        if self._tokens is None:
            tokens: dict[str, int] = {}
            for name in self.by_person:
                for token in set(fold(name).split()):
                    tokens[token] = tokens.get(token, 0) + 1
            self._tokens = tokens
        return self._tokens.get(fold(surname), 0) >= COMMON_IN

    def people_of(self, country: str) -> dict[str, str]:
        """Folded full names of a country's office-holders, to the name in the tables."""
        if self._by_country is None:
            found: dict[str, dict[str, str]] = {}
            for name, terms in self.by_person.items():
                person = self.people.get(name)
                for spelling in (name, *(person.aliases if person else ())):
                    for term in terms:
                        code = self.offices[term.office].country
                        found.setdefault(code, {})[fold(spelling)] = name
            self._by_country = found
        return self._by_country.get(country, {})

    def countries_of_person(self, name: str) -> Iterable[str]:
        """The countries a person holds or held office in."""
        return dict.fromkeys(self.offices[t.office].country for t in self.by_person.get(name, ()))


def _certain(term: Term, day: DateRange) -> bool:
    """Whether a term holds on a date however its own dates are read."""
    if day.first is None or day.last is None:
        return False
    begun = date_range(term.start).last
    over = date_range(term.end).first if term.end and term.end != ".." else None
    return begun is not None and begun <= day.first and (over is None or over > day.last)
