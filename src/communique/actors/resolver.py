"""Words + country context + date → actor, or unresolved with the reason and the candidates."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from communique.actors.compiled import load_compiled
from communique.actors.descriptions import Descriptions
from communique.actors.index import Index
from communique.actors.knowledge import ALWAYS, ENTITY_CODES, Knowledge
from communique.actors.names import Hit, Meaning, Names, NameTable, name_table
from communique.actors.people import People
from communique.actors.phrases import Phrase, coordinates, member_texts, parse
from communique.actors.resolution import Resolution
from communique.model import DateRange, date_range

FOLDER_VARIABLE = "COMMUNIQUE_ACTORS"
"""Names the folder of the user's own actor tables."""
_MEMO = 50_000
_REGIONAL = frozenset({"krg", "peshmerga"})
"""Agencies of a part of a country."""


class Resolver:
    """Resolves words to actors from one ``Knowledge``; immutable and safe to share."""

    def __init__(self, knowledge: Knowledge, names: NameTable | None = None) -> None:
        self.knowledge = knowledge
        self.names = Names(name_table(knowledge) if names is None else names)
        self.index = Index(knowledge, self.names.scan)
        self._descriptions = Descriptions(self.index, People(self.index))
        self._parsed: dict[str, tuple[Phrase, tuple[str, ...], bool]] = {}
        self._cache: dict[tuple[str, str | None, str | None], Resolution] = {}

    def resolve(
        self, text: str, *, country: str | None = None, date: str | None = None
    ) -> Resolution:
        """Resolve words such as "the Pakistani prime minister" on a date.

        ``country`` (alpha-3) is the country of the context, used only where the words name none.
        ``date`` is EDTF; without it nothing that depends on the date is resolved. Of several
        actors side by side the first is given, with the codes of the others in ``also``.

        Raises:
            FormatError: ``date`` is not EDTF.
        """
        key = (text, country, date)
        found = self._cache.get(key)
        if found is None:
            if len(self._cache) > _MEMO:
                self._cache.clear()
            self._cache[key] = found = self._resolve(text, country, date)
        return found

    def resolve_all(
        self, text: str, *, country: str | None = None, date: str | None = None
    ) -> tuple[Resolution, ...]:
        """Resolve each of the actors that stand side by side in the words.

        Raises:
            FormatError: ``date`` is not EDTF.
        """
        _, members, _ = self._parse(text, date_range(date) if date else ALWAYS)
        if not members:
            return (self.resolve(text, country=country, date=date),)
        return tuple(self.resolve(m, country=country, date=date) for m in members)

    def _resolve(self, text: str, country: str | None, date: str | None) -> Resolution:
        day = date_range(date) if date else ALWAYS
        phrase, members, _ = self._parse(text, day)
        if members:
            first, *others = (self.resolve(m, country=country, date=date) for m in members)
            if first.code is None:
                return first
            also = tuple(dict.fromkeys(o.code for o in others if o.code and o.code != first.code))
            return _with_others(first, also)
        return self._descriptions.decide(phrase, country, day)

    def _parse(self, text: str, day: DateRange) -> tuple[Phrase, tuple[str, ...], bool]:
        known = self._parsed.get(text)
        if known is not None and not known[2]:
            return known
        hits = self.names.scan(text)
        dated = any(m.when is not ALWAYS and m.when != ALWAYS for h in hits for m in h.meanings)
        if dated:
            hits = [h for h in (_valid(h, day) for h in hits) if h]
        run = coordinates(text, hits, self.names.scan)
        members = tuple(member_texts(text, run)) if run else ()
        found = (parse(text, hits), members, dated)
        if len(self._parsed) > _MEMO:
            self._parsed.clear()
        self._parsed[text] = found
        return found

    # ---- what names say by themselves -----------------------------------------------------------

    def has_institution(self, words: str, country: str) -> bool:
        """True when ``country`` has a ministry of this name, as far as its offices tell.

        "The Ministry of Foreign Affairs" is not that of a country whose minister is called
        Secretary of State.
        """
        core = words.lower().removeprefix("the ").strip()
        field = next((f for f in ("foreign", "defence", "defense", "interior") if f in core), None)
        if field is None or not ("ministry" in core or "minister" in core):
            return False
        office = self.index.by_role.get((country, field.replace("defense", "defence")))
        if office is None:
            return False
        titles = " ".join((office.title, *office.aliases)).lower()
        return "minister" in titles and "secretary of state" not in titles

    def parties_to_story(self, hit: Hit) -> set[str]:
        """Countries that a name makes parties to a story: named themselves or by their people.

        Adjectives ("the Afghan war") say what a thing is about, not who is in the story; plurals
        ("Afghans") are in it.
        """
        people = () if hit.of("adjective") else hit.of("demonym")
        countries = {
            entity.country
            for m in (*hit.of("name", "metonym", "capital"), *people)
            if (entity := self.index.entities[m.key]).kind == "country"
        }
        for meaning in hit.of("person"):
            countries.update(self.index.countries_of_person(meaning.key))
        return countries - ENTITY_CODES - {""}

    def places_of(self, hit: Hit) -> tuple[str, ...]:
        """The countries that a name of a country or of a part of one stands for."""
        return self.index.countries(hit)

    def parts_of(self, hit: Hit) -> set[str]:
        """The countries of which a name means a part: a region, an armed group, a party."""
        return {
            entity.country
            for m in hit.of("name", "place", "capital")
            if (entity := self.index.entities[m.key]).kind in ("region", "group", "party")
            or entity.id in _REGIONAL
        }

    def is_media(self, hit: Hit) -> bool:
        """Whether a name means only a news agency, a paper or a channel."""
        entities = [self.index.entities[m.key] for m in hit.of("name", "metonym")]
        return bool(entities) and all(
            e.sectors[:1] and e.sectors[0].value == "JRN" for e in entities
        )

    def is_called(self, office: str, title: str) -> bool:
        """Whether the press may call the holder of an office (its id) by a title alone."""
        known = self.index.offices.get(office)
        if known is None:
            return False
        if title in {t.lower() for t in (known.title, *known.aliases)}:
            return True
        return known in self.index.offices_titled(title, known.country or "")

    def is_body(self, hit: Hit) -> bool:
        """Whether a name means only a body: an organisation, group, agency or party."""
        kinds = {self.index.entities[m.key].kind for m in hit.of("name")}
        return bool(kinds) and not kinds & {"country", "region"} and len(hit.meanings) == 1

    def countries_of(self, hit: Hit) -> tuple[str, ...]:
        """The countries that a name found in a text may stand for or belong to."""
        found = dict.fromkeys(self.index.countries(hit))
        for meaning in hit.of("name", "metonym"):
            found[self.index.entities[meaning.key].country] = None
        for meaning in hit.of("person"):
            found.update(dict.fromkeys(self.index.countries_of_person(meaning.key)))
        return tuple([c for c in found if c and c not in ENTITY_CODES])


def _with_others(first: Resolution, also: tuple[str, ...]) -> Resolution:
    import msgspec

    return msgspec.structs.replace(first, also=also) if also else first


def _valid(hit: Hit, day: DateRange) -> Hit | None:
    """The hit with the meanings that hold on that day.

    A name that is out of use is still understood where it means nothing else ("the Soviet Union").
    """
    fitting: tuple[Meaning, ...] = tuple(
        [m for m in hit.meanings if m.when is ALWAYS or m.when.overlaps(day)]
    )
    if not fitting and day.first:
        fitting = tuple(
            [
                m
                for m in hit.meanings
                if m.use in ("name", "adjective", "demonym")
                and m.when.last
                and m.when.last < day.first
            ]
        )
    return Hit(hit.start, hit.end, hit.text, fitting) if fitting else None


def load_resolver(folder: Path | str | None = None) -> Resolver:
    """The resolver over our actor tables, with those of a folder of your own over them.

    ``folder`` defaults to the one that the environment variable COMMUNIQUE_ACTORS names, if any.

    Raises:
        ActorDataError: a table is wrong; names file and line.
    """
    chosen = folder if folder is not None else os.environ.get(FOLDER_VARIABLE) or None
    return _load(Path(chosen).resolve() if chosen else None)


@lru_cache(maxsize=2)
def _load(folder: Path | None) -> Resolver:
    compiled = load_compiled(folder)
    return Resolver(compiled.knowledge, compiled.names)


__all__ = ["Resolution", "Resolver", "load_resolver"]
