"""Titles: from an office that is named to who holds it on a date."""

from __future__ import annotations

from communique.actors.index import LEADER_WORDS, SOLE_TITLES, Index
from communique.actors.knowledge import ENTITY_CODES, Entity, Office
from communique.actors.names import Hit
from communique.actors.people import OFFICIAL, People
from communique.actors.phrases import Phrase
from communique.actors.resolution import MOST_CANDIDATES, Resolution, resolved, unresolved
from communique.actors.whose import Whose
from communique.model import DateRange


class TitleRules:
    """Decides titles of offices and words for leaders."""

    def __init__(self, index: Index, people: People) -> None:
        self.index = index
        self.people = people

    def title(self, head: Hit, phrase: Phrase, whose: Whose, day: DateRange) -> Resolution | None:
        title = self.index.title_of(head) or ""
        word = head.text.lower()
        if not title and word not in LEADER_WORDS:
            return None
        apposed = phrase.link == "," and phrase.tail and phrase.tail[0].of("person")
        if apposed and not whose.named:
            names = [m.key for m in phrase.tail[0].of("person")]
            return self.people.named(names, phrase, title or None, whose.country, day)
        owner = whose.owner
        if owner is not None and owner.kind not in ("country", "region"):
            office = self.index.body_office(owner.id, word) if whose.close else None
            return self.office(office, phrase, day) if office else None
        anchored = title and (title in SOLE_TITLES or self.index.anchored(title))
        if anchored and (not whose.named or whose.inside):
            offices = self.index.titles[title]
            if len({o.country for o in offices}) > 1:
                offices = [o for o in offices if o.country == whose.country]
            current = [o for o in offices if self.index.holder(o, day)] or offices
            if current:
                return self.office(current[0], phrase, day)
        if whose.disputed is not None:
            return self._disputed_office(whose.disputed, phrase, day)
        if whose.country is None:
            return self._no_country(head, title, day) if title else None
        offices = self.index.offices_titled(title, whose.country) if title else []
        if offices and not whose.named and phrase.unknown_before:
            return unresolved(f"{phrase.words!r} does not say of which country", "office")
        if whose.local and (head.of("role") or offices):
            return None if head.of("role") else resolved(whose.country, offices[0].sectors)
        if word in LEADER_WORDS and not offices:
            return self._leader(phrase, whose, day)
        if len(offices) != 1:
            if not offices and (head.of("role") or not whose.named):
                return None
            sectors = (offices or self.index.titles[title])[0].sectors
            return resolved(whose.country, now(sectors, phrase), kind="office")
        if not whose.close:
            return resolved(whose.country, now(offices[0].sectors, phrase), kind="office")
        return self.office(offices[0], phrase, day)

    def office(self, office: Office, phrase: Phrase, day: DateRange) -> Resolution:
        country = office.country or "IMG"
        if phrase.former:
            return resolved(country, now(office.sectors, phrase), kind="office")
        if phrase.elect:
            elect = self.index.elect(office, day)
            name = elect.person if elect else None
            return resolved(country, office.sectors, name, kind="office")
        if phrase.below or phrase.indefinite:
            return resolved(country, office.sectors, kind="office")
        holder = self.index.holder(office, day)
        name = holder.person if holder else None
        return resolved(country, office.sectors, name, office.id, "office")

    def _leader(self, phrase: Phrase, whose: Whose, day: DateRange) -> Resolution | None:
        assert phrase.head is not None and whose.country is not None
        if phrase.head.text.lower() not in ("leader", "head of state"):
            return None
        if not whose.close or not whose.named:
            return None
        if any(h.of("role") and not h.of("adjective", "name") for h in phrase.before):
            return None
        office = self.index.leader(whose.country)
        if office is None or whose.country in ENTITY_CODES:
            return resolved(whose.country, now(("GOV",), phrase), kind="office")
        return self.office(office, phrase, day)

    def _disputed_office(self, entity: Entity, phrase: Phrase, day: DateRange) -> Resolution:
        names = [entity.name, *(a.value for a in entity.aliases + entity.adjectives)]
        titles = [f"{n} leader".lower() for n in names]
        titles += [f"{t} of {n}".lower() for n in names for t in ("president", "head", "leader")]
        offices = [o for t in titles for o in self.index.titles.get(t, ())]
        if offices and not phrase.former and not phrase.below:
            holder = self.index.holder(offices[0], day)
            if holder:
                return resolved(entity.country, ("PRE",), holder.person, offices[0].id, "office")
        return resolved(entity.country, ("ELI",) if phrase.former else ("PRE",), kind="office")

    def _no_country(self, head: Hit, title: str, day: DateRange) -> Resolution:
        offices = self.index.titles[title]
        few = offices if len(offices) <= MOST_CANDIDATES else ()
        candidates = tuple([t.person for o in few if (t := self.index.holder(o, day))])
        role = head.of("role")
        sectors = self.index.roles[role[0].key].sectors if role else offices[0].sectors
        reason = f"no country is known for {head.text!r}"
        return unresolved(reason, "office", candidates, sectors)


def now(sectors: tuple[str, ...], phrase: Phrase) -> tuple[str, ...]:
    """ELI for those who were officials; nothing for what others were."""
    if not phrase.former or sectors[:1] == ("ELI",):
        return sectors
    return ("ELI",) if not sectors or sectors[0] in OFFICIAL else ()
