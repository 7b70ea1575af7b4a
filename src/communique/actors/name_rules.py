"""Names of countries, places and bodies: what they mean by themselves."""

from __future__ import annotations

from collections.abc import Callable

from communique.actors.index import Index
from communique.actors.knowledge import Entity
from communique.actors.names import Hit
from communique.actors.phrases import Phrase
from communique.actors.resolution import Resolution, resolved, unresolved
from communique.actors.whose import Whose
from communique.model import DateRange

_PREFERRED = {"country": 0, "agency": 1, "group": 2, "organisation": 3, "party": 4, "region": 5}
_SETTLED = frozenset("USA CAN AUS NZL GBR".split())
"""Where a people's name goes before the country's ("Chinese Canadians" are Canadians)."""
Stranger = Callable[[str, Phrase, Whose, DateRange], Resolution]
"""What is said of a person whom no table has."""


class NameRules:
    """Decides names of bodies, countries and parts of countries."""

    def __init__(self, index: Index, stranger: Stranger) -> None:
        self.index = index
        self._stranger = stranger

    def entity(self, head: Hit, phrase: Phrase, whose: Whose, day: DateRange) -> Resolution | None:
        named = [self.index.entities[m.key] for m in head.of("name", "metonym")]
        if any(self.index.entities[m.key].kind == "country" for m in head.of("name")):
            return None
        entities = [e for e in named if e.kind not in ("country", "region")]
        entities = [e for e in entities if e.when.overlaps(day)] or entities
        if not entities:
            return None
        if len({(e.country, e.sectors_on(day)[:1]) for e in entities}) > 1:
            here = [e for e in entities if e.country == whose.country]
            if not here:
                return unresolved(
                    f"{head.text!r} may be any of {len(entities)}",
                    entities[0].kind,
                    tuple(sorted({f"{e.country}: {e.name}" for e in entities})),
                )
            entities = here
        entity = min(entities, key=lambda e: _PREFERRED[e.kind])
        if phrase.former and entity.kind in ("group", "party") and head.of("role"):
            return None
        return resolved(entity.country, entity.sectors_on(day), entity.name, kind=entity.kind)

    def country(self, head: Hit, phrase: Phrase, whose: Whose, day: DateRange) -> Resolution | None:
        index = self.index
        maybe = [index.entities[m.key] for m in head.of("maybe")]
        if maybe:
            here = [e for e in maybe if e.country == whose.country]
            if not here:
                codes = tuple([e.country for e in maybe])
                return unresolved(f"{head.text!r} does not say of which country", "country", codes)
            return resolved(here[0].country, (), here[0].name, kind="name")
        for use in ("name", "metonym", "capital", "demonym", "adjective", "place"):
            entities = [
                e
                for m in head.of(use)
                if (e := index.entities[m.key]).kind in ("country", "region")
            ]
            if not entities:
                continue
            if len({e.country for e in entities}) > 1:
                here = [e for e in entities if e.country == whose.country]
                if not here and use in ("name", "place"):
                    codes = tuple(sorted({e.country for e in entities}))
                    return unresolved(f"{head.text!r} may be any of {len(codes)}", "country", codes)
                entities = here or entities
            plural = head.text.endswith("s") and not head.of("adjective")
            if phrase.unknown_before and use in ("demonym", "adjective") and not plural:
                full = f"{phrase.unknown_before} {head.text}"
                return self._stranger(full, phrase, whose, day)
            return self._place(entities[0], use, head, phrase, whose, day)
        return None

    def _place(
        self, entity: Entity, use: str, head: Hit, phrase: Phrase, whose: Whose, day: DateRange
    ) -> Resolution:
        sectors = entity.sectors_on(day)
        if use in ("metonym", "capital", "place") and phrase.unknown_before:
            return unresolved(f"{phrase.words!r} is a name of its own", "place", (entity.country,))
        if entity.kind == "region":
            if not sectors:
                reason = f"{head.text!r} is a place, not an actor"
                return unresolved(reason, "place", (entity.country,))
            return resolved(entity.country, sectors, entity.name, kind="place")
        if phrase.former and use == "name" and "former" not in head.text.lower():
            return unresolved(f"{phrase.words!r} is no state any more", "country")
        if use in ("metonym", "capital"):
            return resolved(entity.country, sectors or ("GOV",), entity.name, kind=use)
        if use in ("demonym", "adjective") and not head.of("name"):
            if phrase.ethnic:
                return self._ethnic(head, whose)
            before = whose.country if whose.named and whose.owner is None else None
            before = None if entity.country in _SETTLED else before
            if before and before != entity.country:
                return resolved(before, ("CVL",), kind="demonym")
            people = use == "demonym" and (
                not head.of("adjective") or not _bare(phrase) or bool(sectors)
            )
            if use == "demonym" and _all_of_them(phrase):
                people = False
            sectors = sectors or (("CVL",) if people else ())
            return resolved(entity.country, sectors, entity.name, kind="demonym")
        return resolved(entity.country, sectors, entity.name, kind=use)

    def _ethnic(self, head: Hit, whose: Whose) -> Resolution:
        kin = self.index.countries(head)
        if whose.country and (whose.named or whose.country not in kin):
            return resolved(whose.country, ("CVL",), kind="demonym")
        reason = f"{head.text!r} names a people, not the country they live in"
        return unresolved(reason, "role", kin, ("CVL",))


def _all_of_them(phrase: Phrase) -> bool:
    """ "The Americans", with nothing else: the state as often as its people."""
    return phrase.text.lower().startswith("the ") and _bare(phrase) and not phrase.tail


def _bare(phrase: Phrase) -> bool:
    """Whether the words are the name and at most an article: "the British", not "one Briton"."""
    words = phrase.text.strip().lower().removeprefix("the ")
    return phrase.head is not None and words.startswith(phrase.head.text.lower())
