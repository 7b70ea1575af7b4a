"""Words + country context + date → actor, or unresolved with the reason and the candidates."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import msgspec

from communique.actors.knowledge import (
    ALWAYS,
    DATA,
    ENTITY_CODES,
    Entity,
    Knowledge,
    Office,
    Term,
    load_knowledge,
)
from communique.actors.names import Hit, Meaning, Names, name_table
from communique.model import DateRange, FormatError, Mention, date_range

_TAIL = re.compile(
    r"(?:,| )(?:of|in|from|for|at|to|with|who|which|that|whose|based in|close to)\b|,(?=\s|$)| \(| - ",
    re.IGNORECASE,
)
_FORMER = re.compile(r"\b(former|ex|one-time|onetime|late|ousted|deposed|then)\b[ -]", re.IGNORECASE)
_ELECT = re.compile(r"[ -](elect|designate)\b", re.IGNORECASE)
LEADER_WORDS = frozenset({"leader", "head of state", "ruler", "strongman"})
PREFERRED = {"country": 0, "agency": 1, "group": 2, "organisation": 3, "party": 4}


class Resolution(msgspec.Struct, frozen=True, kw_only=True):
    """Who the words mean, or why that is not known.

    ``sectors`` may be known although the country is not ("the protesters": CVL).
    ``candidates`` are codes or names that were considered.
    """

    code: str | None = None
    name: str | None = None
    country: str | None = None
    sectors: tuple[str, ...] = ()
    office: str | None = None
    kind: str | None = None
    reason: str | None = None
    candidates: tuple[str, ...] = ()

    def mention(self, text: str, start: int, end: int) -> Mention:
        """The mention these words make at a place in a text."""
        return Mention(
            text=text,
            start=start,
            end=end,
            code=self.code,
            name=self.name,
            country=self.country,
            sectors=self.sectors,
            office=self.office,
            status="resolved" if self.code else "unresolved",
            reason=None if self.code else (self.reason or "unknown actor"),
        )


def _resolved(
    country: str,
    sectors: tuple[str, ...] = (),
    name: str | None = None,
    office: str | None = None,
    kind: str | None = None,
) -> Resolution:
    return Resolution(
        code=f"{country} {sectors[0]}" if sectors else country,
        name=name,
        country=country,
        sectors=sectors,
        office=office,
        kind=kind,
    )


class Resolver:
    """Resolves words to actors from one ``Knowledge``; immutable and safe to share."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.names = Names(name_table(knowledge))
        self._entities = {e.id: e for e in knowledge.entities}
        self._roles = {r.noun: r for r in knowledge.roles}
        self._by_person: dict[str, list[Term]] = {}
        self._by_office: dict[str, list[Term]] = {}
        for term in knowledge.terms:
            self._by_person.setdefault(term.person, []).append(term)
            self._by_office.setdefault(term.office, []).append(term)
        self._titles: dict[tuple[str, str], list[Office]] = {}
        self._by_country_role: dict[tuple[str, str], Office] = {}
        for office in knowledge.offices.values():
            for title in {office.title.lower(), *(a.lower() for a in office.aliases)}:
                self._titles.setdefault((office.country, title), []).append(office)
            for role in office.roles:
                self._by_country_role.setdefault((office.country, role), office)
        self._cache: dict[tuple[str, str | None, str | None], Resolution] = {}

    def resolve(
        self, text: str, *, country: str | None = None, date: str | None = None
    ) -> Resolution:
        """Resolve words such as "the Pakistani prime minister" on a date.

        ``country`` (alpha-3) is the country of the context, used only where the words name none.
        ``date`` is EDTF; without it nothing that depends on the date is resolved.

        Raises:
            FormatError: ``date`` is not EDTF.
        """
        key = (text, country, date)
        if key not in self._cache:
            if len(self._cache) > 50_000:
                self._cache.clear()
            self._cache[key] = self._resolve(text, country, date)
        return self._cache[key]

    def _resolve(self, text: str, country: str | None, date: str | None) -> Resolution:
        day = date_range(date) if date else ALWAYS
        hits = [h for h in map(lambda h: _valid(h, day), self.names.scan(text)) if h]
        core_end = self._core_end(text, hits)
        core = [h for h in hits if h.start < core_end]
        tail = [h for h in hits if h.start >= core_end]
        words = text[:core_end].strip().removesuffix("'s").removesuffix("’s").rstrip("'’ ")
        offset = len(text[:core_end]) - len(text[:core_end].lstrip())
        last = offset + len(words)
        head = next((h for h in reversed(core) if h.end >= last - 1), None)
        former = bool(_FORMER.search(text[:core_end]))
        context = self._context(core, head, tail, country)
        if head is None:
            return self._unknown_name(text[:core_end], core, context, day, former)
        for attempt in (
            self._person(head, core, context, day, former),
            self._entity(head, core, context, day),
            self._title(head, core, tail, context, day, former, text),
            self._role(head, core, tail, context, day, former),
            self._surname(head, core, context, day, former),
            self._country(head, core, day),
        ):
            if attempt is not None:
                return attempt
        return Resolution(reason=f"no actor named {words!r}")

    def _core_end(self, text: str, hits: list[Hit]) -> int:
        for match in _TAIL.finditer(text):
            inside = any(h.start < match.end() and match.start() < h.end for h in hits)
            if not inside and match.start() > 0:
                return match.start()
        return len(text)

    def _countries(self, hits: Iterable[Hit]) -> list[str]:
        found = []
        for hit in hits:
            for meaning in hit.meanings:
                if meaning.use in ("name", "adjective", "demonym", "capital", "metonym"):
                    entity = self._entities[meaning.key]
                    if entity.kind == "country" and entity.country not in found:
                        found.append(entity.country)
                        break
        return found

    def has_institution(self, words: str, country: str) -> bool:
        """True when ``country`` has a ministry of this name, as far as its offices tell.

        "The Ministry of Foreign Affairs" is not that of a country whose minister is called
        Secretary of State.
        """
        core = words.lower().removeprefix("the ").strip()
        field = next((f for f in ("foreign", "defence", "defense", "interior") if f in core), None)
        if field is None or not ("ministry" in core or "minister" in core):
            return False
        office = self._by_country_role.get((country, field.replace("defense", "defence")))
        if office is None:
            return False
        titles = " ".join((office.title, *office.aliases)).lower()
        return "minister" in titles and "secretary of state" not in titles

    def parties_to_story(self, hit: Hit) -> set[str]:
        """Countries that a name makes parties to a story: named themselves or by their people.

        Adjectives ("the Afghan war") say what a thing is about, not who is in the story.
        """
        countries = {
            entity.country
            for m in hit.of("name", "metonym", "capital")
            if (entity := self._entities[m.key]).kind == "country"
        }
        for meaning in hit.of("person"):
            countries |= {
                self.knowledge.offices[t.office].country
                for t in self._by_person.get(meaning.key, ())
            }
        return countries - ENTITY_CODES

    def countries_of(self, hit: Hit) -> tuple[str, ...]:
        """The countries that a name found in a text may stand for or belong to."""
        found = dict.fromkeys(self._countries([hit]))
        for meaning in hit.of("name", "metonym"):
            entity = self._entities[meaning.key]
            if entity.country not in ENTITY_CODES:
                found[entity.country] = None
        for meaning in hit.of("person"):
            for term in self._by_person.get(meaning.key, ()):
                country = self.knowledge.offices[term.office].country
                if country not in ENTITY_CODES:
                    found[country] = None
        return tuple(found)

    def _context(
        self, core: list[Hit], head: Hit | None, tail: list[Hit], given: str | None
    ) -> str | None:
        before = self._countries(h for h in core if h is not head)
        if before:
            return before[0]
        if head is not None and " " in head.text:
            inside = self._countries(self.names.scan(head.text.split(" ", 1)[0]))
            if inside:
                return inside[0]
        after = self._countries(tail)
        return after[0] if after else given

    def _holder(self, office: Office, day: DateRange) -> Term | None:
        if day.first is None and day.last is None:
            return None
        terms = [t for t in self._by_office.get(office.id, ()) if t.when.overlaps(day)]
        terms = [t for t in terms if t.status not in ("elect",)] or terms
        return terms[0] if len({t.person for t in terms}) == 1 else None

    def _by_term(self, name: str, day: DateRange, former: bool, context: str | None) -> Resolution:
        terms = self._by_person.get(name, [])
        offices = self.knowledge.offices
        if day.first is None and day.last is None:
            countries = {offices[t.office].country for t in terms}
            if len(countries) == 1:
                return _resolved(countries.pop(), name=name, kind="person")
            return Resolution(
                name=name,
                kind="person",
                reason=f"{name} served several entities and the date is unknown",
                candidates=tuple(sorted(countries)),
            )
        held = [t for t in terms if t.when.overlaps(day) and t.status != "elect"]
        if held and not former:
            term = max(held, key=lambda t: (offices[t.office].country == context, t.start))
            office = offices[term.office]
            return _resolved(office.country, office.sectors, name, office.id, "person")
        before = [t for t in terms if t.when.last and day.first and t.when.last < day.first]
        if before or (held and former):
            term = max(before or held, key=lambda t: t.start)
            return _resolved(offices[term.office].country, ("ELI",), name, kind="person")
        term = min(terms, key=lambda t: t.start)
        return _resolved(offices[term.office].country, (), name, kind="person")

    def _person(
        self, head: Hit, core: list[Hit], context: str | None, day: DateRange, former: bool
    ) -> Resolution | None:
        people = head.of("person")
        if not people:
            return None
        found = self._by_term(people[0].key, day, former, context)
        title = self._best_title(core, head)
        if title and not former and found.country and not found.sectors:
            offices = self._titles.get((found.country, title))
            if offices:
                return _resolved(found.country, offices[0].sectors, found.name, None, "person")
        return found

    def _best_title(self, core: list[Hit], head: Hit | None) -> str | None:
        for hit in reversed([h for h in core if h is not head]):
            if hit.of("title"):
                return hit.of("title")[0].key
        return None

    def _entity(
        self, head: Hit, core: list[Hit], context: str | None, day: DateRange
    ) -> Resolution | None:
        entities = [
            self._entities[m.key]
            for m in head.of("name", "metonym")
            if self._entities[m.key].kind != "country"
        ]
        entities = [e for e in entities if e.when.overlaps(day)] or entities
        if not entities or self._plain_country(head):
            return None
        if len({e.country for e in entities}) > 1:
            here = [e for e in entities if e.country == context]
            if not here:
                return Resolution(
                    reason=f"{head.text!r} may belong to several countries",
                    candidates=tuple(sorted({e.country for e in entities}))[:9],
                )
            entities = here
        entity = min(entities, key=lambda e: PREFERRED[e.kind])
        if entity.kind != "agency" and head.of("role", "title") and len(entities) > 1:
            return None
        return _resolved(
            entity.country, entity.sectors_on(day), entity.name, kind=entity.kind
        )

    def _plain_country(self, head: Hit) -> bool:
        return any(
            m.use == "name" and self._entities[m.key].kind == "country" for m in head.meanings
            if m.use in ("name",)
        )

    def _owner(self, core: list[Hit], head: Hit, tail: list[Hit], day: DateRange) -> Entity | None:
        """The organisation, group or agency that a role noun belongs to ("Taliban negotiators")."""
        before = [h for h in core if h is not head and h.end <= head.start]
        for hit in [*reversed(before), *tail[:1]]:
            for meaning in hit.of("name", "metonym"):
                entity = self._entities[meaning.key]
                if entity.kind != "country" and entity.when.overlaps(day):
                    if len({self._entities[m.key].country for m in hit.of("name")}) <= 1:
                        return entity
        return None

    def _title(
        self,
        head: Hit,
        core: list[Hit],
        tail: list[Hit],
        context: str | None,
        day: DateRange,
        former: bool,
        text: str,
    ) -> Resolution | None:
        titles = head.of("title")
        leader = next((m for m in head.of("role") if m.key in LEADER_WORDS), None)
        if not titles and not leader:
            return None
        owner = self._owner(core, head, tail, day)
        where = owner.country if owner and owner.country in ENTITY_CODES else context
        if owner and owner.country not in ENTITY_CODES:
            return None
        if where is None:
            return None if not titles else self._no_country(head, day)
        if leader:
            office = self._by_country_role.get((where, "head_of_government"))
            state = self._by_country_role.get((where, "head_of_state"))
            office = office if office is state or state is None else None
            if before_head_is_party(core, head, self._entities):
                return None
            holder = self._holder(office, day) if office and not former else None
            return _resolved(
                where,
                ("ELI",) if former else ("GOV",),
                holder.person if holder else None,
                office.id if office and holder else None,
                "office",
            )
        offices = self._titles.get((where, titles[0].key), [])
        if not offices:
            return None
        if len(offices) > 1:
            return _resolved(where, ("ELI",) if former else offices[0].sectors, kind="office")
        office = offices[0]
        if former or _ELECT.search(text):
            return _resolved(where, ("ELI",) if former else office.sectors, kind="office")
        holder = self._holder(office, day)
        return _resolved(
            where, office.sectors, holder.person if holder else None, office.id, "office"
        )

    def _no_country(self, head: Hit, day: DateRange) -> Resolution:
        title = head.of("title")[0].key
        candidates = [
            t.person
            for (_, name), offices in self._titles.items()
            if name == title
            for o in offices
            if (t := self._holder(o, day))
        ]
        return Resolution(
            sectors=("GOV",),
            kind="office",
            reason=f"no country is known for {head.text!r}",
            candidates=tuple(candidates[:9]),
        )

    def _role(
        self,
        head: Hit,
        core: list[Hit],
        tail: list[Hit],
        context: str | None,
        day: DateRange,
        former: bool,
    ) -> Resolution | None:
        roles = head.of("role")
        titles = head.of("title")
        if not roles and not titles:
            return None
        sectors = self._roles[roles[0].key].sectors if roles else ("GOV",)
        owner = self._owner(core, head, tail, day)
        if owner is not None:
            own = owner.sectors_on(day)
            merged = own if own or owner.sectors else sectors
            return _resolved(owner.country, ("ELI",) if former else merged, owner.name, kind="role")
        if not sectors:
            before = [h for h in core if h.end <= head.start and h.of("role")]
            inner = [h for h in [*reversed(before), *tail[:1]] if h.of("role")]
            sectors = next(
                (s for h in inner if (s := self._roles[h.of("role")[0].key].sectors)), ()
            )
        if context is None:
            return Resolution(
                sectors=sectors, kind="role", reason=f"no country is known for {head.text!r}"
            )
        if not sectors:
            named = bool(self._countries([*core, *tail]))
            if not named:
                return Resolution(
                    kind="role", reason=f"{head.text!r} does not say whom it speaks for"
                )
            sectors = ("GOV",)
        return _resolved(context, ("ELI",) if former else sectors, kind="role")

    def _surname(
        self, head: Hit, core: list[Hit], context: str | None, day: DateRange, former: bool
    ) -> Resolution | None:
        names = [m.key for m in head.of("short")]
        if not names or self._countries([head]):
            return None
        title = self._best_title(core, head)
        offices = self.knowledge.offices
        dated = day.first is not None or day.last is not None
        fitting = [
            name
            for name in names
            if any(
                (not dated or t.when.overlaps(day) or former)
                and (context is None or offices[t.office].country == context)
                and (
                    title is None
                    or title
                    in {
                        offices[t.office].title.lower(),
                        *(a.lower() for a in offices[t.office].aliases),
                    }
                )
                for t in self._by_person[name]
            )
        ]
        if len(fitting) != 1:
            if title and context:
                return self._titled(title, context, head.text, former)
            return Resolution(
                reason=f"{head.text!r} alone does not say which"
                if fitting
                else f"nobody of that name in office: {head.text!r}",
                kind="surname",
                candidates=tuple(fitting or names)[:9],
            )
        return self._by_term(fitting[0], day, former, context)

    def _titled(self, title: str, country: str, name: str, former: bool) -> Resolution | None:
        offices = self._titles.get((country, title))
        sectors = offices[0].sectors if offices else ("GOV",)
        return _resolved(country, ("ELI",) if former else sectors, name, kind="person")

    def _country(self, head: Hit, core: list[Hit], day: DateRange) -> Resolution | None:
        for meaning in head.of("name", "metonym", "capital", "demonym", "adjective"):
            entity = self._entities[meaning.key]
            if entity.kind != "country":
                continue
            sectors = entity.sectors_on(day)
            if meaning.use in ("metonym", "capital"):
                sectors = ("GOV",)
            elif meaning.use == "demonym" and not head.of("name"):
                sectors = ("CVL",)
            return _resolved(entity.country, sectors, entity.name, kind=meaning.use)
        return None

    def _unknown_name(
        self, words: str, core: list[Hit], context: str | None, day: DateRange, former: bool
    ) -> Resolution:
        """A name that no table has: its title and country may still say whose it is."""
        before = [h for h in core if h.of("title", "role")]
        if before:
            hit = before[-1]
            name = words[hit.end :].strip() or None
            owner = self._owner(core, hit, [], day)
            if owner is not None:
                own = owner.sectors_on(day)
                return _resolved(owner.country, ("ELI",) if former else own, name, kind="person")
            roles = hit.of("role")
            sectors = self._roles[roles[0].key].sectors if roles else ("GOV",)
            if context and name and name[0].isupper():
                return _resolved(
                    context, ("ELI",) if former else (sectors or ("GOV",)), name, kind="person"
                )
            return Resolution(
                sectors=sectors, kind="person", reason=f"no country is known for {words.strip()!r}"
            )
        return Resolution(reason=f"no actor named {words.strip()!r}")


def before_head_is_party(core: list[Hit], head: Hit, entities: dict[str, Entity]) -> bool:
    """True when the words before a "leader" name something other than a country."""
    return any(
        h.end <= head.start
        and (
            any(m.use == "role" for m in h.meanings)
            or any(
                entities[m.key].kind != "country"
                for m in h.meanings
                if m.use in ("name", "metonym")
            )
        )
        for h in core
    )


def _valid(hit: Hit, day: DateRange) -> Hit | None:
    """The hit with the meanings that hold on that day."""
    if all(m.when == ALWAYS for m in hit.meanings):
        return hit
    fitting: tuple[Meaning, ...] = tuple(m for m in hit.meanings if m.when.overlaps(day))
    return Hit(hit.start, hit.end, hit.text, fitting) if fitting else None


@lru_cache(maxsize=2)
def load_resolver(folder: Path = DATA) -> Resolver:
    """The resolver over a folder of actor tables (ours by default)."""
    return Resolver(load_knowledge(folder))


__all__ = ["FormatError", "Resolution", "Resolver", "load_resolver"]
