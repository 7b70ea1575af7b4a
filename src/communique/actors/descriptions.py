"""The rules: from a mention taken apart to the actor it means on a date."""

from __future__ import annotations

from collections.abc import Callable

from communique.actors.index import LEADER_WORDS, SOLE_TITLES, Index
from communique.actors.knowledge import ENTITY_CODES, Entity, Office
from communique.actors.names import Hit
from communique.actors.people import OFFICIAL, People
from communique.actors.phrases import Phrase
from communique.actors.resolution import MOST_CANDIDATES, Resolution, resolved, unresolved
from communique.actors.whose import Owners, Whose
from communique.model import DateRange

_PREFERRED = {"country": 0, "agency": 1, "group": 2, "organisation": 3, "party": 4, "region": 5}
_SETTLED = frozenset("USA CAN AUS NZL GBR".split())
"""Where a people's name goes before the country's ("Chinese Canadians" are Canadians)."""
_BYSTANDERS = frozenset("CVL REF JRN UNK".split())
"""Roles that do not take the side of the armed group they are named with ("Isis families")."""
_ARMED = frozenset("REB PRM PRE CRM".split())
_NO_KURDISH_ARMY = frozenset({"SYR", "TUR", "IRN"})
"""Countries whose Kurdish forces are not the state's; Iraq's are."""
_SEPARATE = frozenset({"GOV", "MIL", "LEG", "JUD", "COP", "SPY", "PTY", "REB", "UAF", "PRM", "PRE"})
"""What a breakaway entity's institutions are is PRE, whatever they call themselves."""


_Rule = Callable[[Hit, Phrase, Whose, DateRange], Resolution | None]


class Descriptions:
    """Decides what a mention means; the first rule that knows an answer gives it."""

    def __init__(self, index: Index, people: People) -> None:
        self.index = index
        self.people = people
        self.owners = Owners(index, people)

    def decide(self, phrase: Phrase, given: str | None, day: DateRange) -> Resolution:
        """Who is meant, or why that is not known."""
        whose = self.owners.whose(phrase, given, day)
        head = phrase.head
        if head is None:
            return self._unknown(phrase, whose, day)
        if head.of("person"):
            names = [m.key for m in head.of("person")]
            return self._with_title(
                self.people.named(names, phrase, self._title_before(phrase), whose.country, day),
                phrase,
            )
        own = self.index.title_of(head)
        office_first = own is not None and self.index.anchored(own)
        rules: tuple[_Rule, ...] = (
            self._entity,
            self._title,
            self._role,
            self._surname,
            self._country,
        )
        for rule in (self._title, *rules) if office_first else rules:
            found = rule(head, phrase, whose, day)
            if found is not None:
                return found
        return unresolved(f"no actor named {phrase.words!r}")

    # ---- names ----------------------------------------------------------------------------------

    def _with_title(self, found: Resolution, phrase: Phrase) -> Resolution:
        """A person who is not in office by our tables still is what the words call them."""
        title = self._title_before(phrase)
        if title and not phrase.former and not phrase.elect and found.country and not found.sectors:
            offices = self.index.offices_titled(title, found.country)
            if offices:
                return resolved(found.country, offices[0].sectors, found.name, None, "person")
        return found

    def _entity(self, head: Hit, phrase: Phrase, whose: Whose, day: DateRange) -> Resolution | None:
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

    def _country(
        self, head: Hit, phrase: Phrase, whose: Whose, day: DateRange
    ) -> Resolution | None:
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
                return self._unknown_person(full, phrase, whose, day)
            return self._place(entities[0], use, head, phrase, whose, day)
        return None

    def _place(
        self, entity: Entity, use: str, head: Hit, phrase: Phrase, whose: Whose, day: DateRange
    ) -> Resolution:
        sectors = entity.sectors_on(day)
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
            sectors = sectors or (("CVL",) if people else ())
            return resolved(entity.country, sectors, entity.name, kind="demonym")
        return resolved(entity.country, sectors, entity.name, kind=use)

    def _ethnic(self, head: Hit, whose: Whose) -> Resolution:
        kin = self.index.countries(head)
        if whose.country and (whose.named or whose.country not in kin):
            return resolved(whose.country, ("CVL",), kind="demonym")
        reason = f"{head.text!r} names a people, not the country they live in"
        return unresolved(reason, "role", kin, ("CVL",))

    # ---- titles and roles -----------------------------------------------------------------------

    def _title(self, head: Hit, phrase: Phrase, whose: Whose, day: DateRange) -> Resolution | None:
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
            return self._office(office, phrase, day) if office else None
        anchored = title and (title in SOLE_TITLES or self.index.anchored(title))
        if anchored and (not whose.named or whose.inside):
            offices = self.index.titles[title]
            if len({o.country for o in offices}) > 1:
                offices = [o for o in offices if o.country == whose.country]
            current = [o for o in offices if self.index.holder(o, day)] or offices
            if current:
                return self._office(current[0], phrase, day)
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
            return resolved(whose.country, _now(sectors, phrase), kind="office")
        if not whose.close:
            return resolved(whose.country, _now(offices[0].sectors, phrase), kind="office")
        return self._office(offices[0], phrase, day)

    def _office(self, office: Office, phrase: Phrase, day: DateRange) -> Resolution:
        country = office.country or "IMG"
        if phrase.former:
            return resolved(country, _now(office.sectors, phrase), kind="office")
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
            return resolved(whose.country, _now(("GOV",), phrase), kind="office")
        return self._office(office, phrase, day)

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

    def _role(self, head: Hit, phrase: Phrase, whose: Whose, day: DateRange) -> Resolution | None:
        roles = head.of("role")
        if not roles:
            return None
        role = self.index.roles[roles[0].key]
        sectors = role.sectors or self._inner_sectors(phrase)
        if sectors[:1] == ("JUD",) and "Hague" in phrase.text:
            return resolved("IGO", sectors, kind="role")
        owner = whose.owner
        if owner is not None and owner.kind not in ("country", "region"):
            own = _of_owner(owner, role.sectors, day)
            international = owner.country in ENTITY_CODES
            if head.text.lower() == "members" and owner.country in ("UNO", "IGO", "EUR"):
                return unresolved(f"{phrase.words!r} are states of their own", "role")
            office = self._sent(head, phrase, owner.country) if international else None
            if office is not None and not phrase.former:
                return self._office(office, phrase, day)
            return resolved(owner.country, _now(own, phrase), owner.name, kind="role")
        if whose.person is not None and whose.country:
            theirs = whose.person.sectors
            if theirs[:1] and theirs[0] in _ARMED and role.sectors[:1] not in (("CVL",), ("REF",)):
                sectors = theirs
            else:
                sectors = sectors or role.default
            return resolved(whose.country, _now(sectors, phrase), kind="role")
        if phrase.ethnic and not whose.named:
            reason = f"{phrase.words!r} names a people, not the country they live in"
            return unresolved(reason, "role", (), sectors or ("CVL",))
        if whose.disputed is not None:
            separate = not sectors or sectors[0] in _SEPARATE
            return resolved(
                whose.disputed.country, ("PRE",) if separate else _now(sectors, phrase), kind="role"
            )
        if whose.country is None:
            return unresolved(f"no country is known for {head.text!r}", "role", (), sectors)
        if phrase.wide and not whose.named:
            return unresolved(f"{phrase.words!r} need not be of the country at hand", "wide")
        if whose.country in ENTITY_CODES:
            return resolved(whose.country, _now(sectors, phrase), kind="role")
        office = self._sent(head, phrase, whose.country) if whose.named else None
        if office is not None and not phrase.former:
            return self._office(office, phrase, day)
        if not sectors:
            if not whose.named:
                reason = f"{head.text!r} does not say whom it speaks for"
                return unresolved(reason, "role")
            if not role.default and phrase.tail and phrase.link in ("in", "at", "near", "around"):
                return unresolved(f"{head.text!r} does not say whose it is", "role")
            sectors = () if whose.local else role.default
        if (
            sectors[:1] in (("MIL",), ("UAF",))
            and whose.country in _NO_KURDISH_ARMY
            and "Kurd" in phrase.text
        ):
            sectors = ("REB",)
        return resolved(whose.country, _now(sectors, phrase), kind="role")

    def _sent(self, head: Hit, phrase: Phrase, sender: str) -> Office | None:
        """The office of the envoy that a mention describes by sender and destination."""
        word = head.text.lower().split()[-1]
        if word not in ("envoy", "representative", "emissary", "coordinator", "mediator"):
            return None
        if phrase.indefinite:
            return None
        places = [c for h in (*phrase.tail, *phrase.core) for c in self.index.countries(h)]
        about = next((c for c in places if c != sender), None)
        offices = self.index.envoys(sender, about) if about else []
        offices = [o for o in offices if "deputy" not in o.title.lower()]
        return offices[0] if len(offices) == 1 else None

    def _inner_sectors(self, phrase: Phrase) -> tuple[str, ...]:
        """A neutral role's sectors: those of the other role it speaks for ("army spokesman")."""
        tail = phrase.tail[:3] if phrase.link in ("of", "for", "from", "with", "at", "in") else ()
        for hit in (*phrase.before, *tail):
            for meaning in hit.of("role"):
                if sectors := self.index.roles[meaning.key].sectors:
                    return sectors
        return ()

    # ---- persons without a full name ------------------------------------------------------------

    def _surname(
        self, head: Hit, phrase: Phrase, whose: Whose, day: DateRange
    ) -> Resolution | None:
        names = [m.key for m in head.of("short")]
        title = self._title_before(phrase)
        if not names:
            return None
        if self.index.countries(head) and not (title or phrase.honorific):
            return None
        if phrase.unknown_before:
            full = f"{phrase.unknown_before} {head.text}"
            names = [n for n in names if self.people.may_be_called(n, full)]
            if not names:
                return self._unknown_person(full, phrase, whose, day)
        found = self.people.surname(names, phrase, title, whose.country, day)
        if found is not None and found.code is not None:
            return found
        elsewhere = self._of_another_country(names, title, whose, day)
        if elsewhere is not None:
            return elsewhere
        if found is None or any(h.of("role") for h in phrase.before):
            return self._unknown_person(head.text, phrase, whose, day)
        return found

    def _of_another_country(
        self, names: list[str], title: str | None, whose: Whose, day: DateRange
    ) -> Resolution | None:
        """ "President Bush" in news of another country: whoever of the name had that title.

        The context's country is no reason to make a known name somebody of that country. Where
        several of the name had the title for one country, the country is known and the person
        is not.
        """
        if title is None or whose.named:
            return None
        terms = [
            t
            for n in names
            for t in self.index.by_person.get(n, ())
            if self.index.offices[t.office]
            in self.index.offices_titled(title, self.index.offices[t.office].country)
            and t.when.overlaps(day)
        ]
        countries = {self.index.offices[t.office].country for t in terms}
        if not countries or whose.country in countries:
            return None
        if len(countries) > 1:
            return unresolved(f"{title} of one of {len(countries)} countries", "person")
        people = {t.person for t in terms}
        return resolved(
            countries.pop(), (), people.pop() if len(people) == 1 else None, kind="person"
        )

    def _unknown(self, phrase: Phrase, whose: Whose, day: DateRange) -> Resolution:
        if phrase.rest[:1].isupper():
            return self._unknown_person(phrase.rest, phrase, whose, day)
        return unresolved(f"no actor named {phrase.words!r}")

    def _unknown_person(
        self, name: str, phrase: Phrase, whose: Whose, day: DateRange
    ) -> Resolution:
        """A name that no table has: its title and country may still say whose it is."""
        title = self._title_before(phrase)
        called = self.people.holder_called(name, title, whose.country, day) if title else None
        if called and not phrase.former:
            return self.people.coded(called, phrase, title, whose.country, day)
        if whose.country and " " in name:
            spelled = self.people.spelled(name, whose.country, day)
            if spelled:
                return self.people.coded(spelled, phrase, title, whose.country, day)
        before = next((h for h in phrase.before if h.of("title", "role")), None)
        if before is not None and phrase.text[before.end : before.end + 1] in ("'", "’"):
            before = None
        if before is None:
            return unresolved(f"no actor named {phrase.words!r}", "person" if phrase.core else None)
        roles = before.of("role")
        role = self.index.roles[roles[0].key] if roles else None
        owner = whose.owner
        if owner is not None and owner.kind not in ("country", "region"):
            own = _of_owner(owner, role.sectors if role else (), day)
            return resolved(owner.country, _now(own, phrase), name, kind="person")
        sectors = role.sectors if role else self.index.titles[before.of("title")[0].key][0].sectors
        if whose.country is None:
            reason = f"no country is known for {phrase.words!r}"
            return unresolved(reason, "person", (), sectors)
        holder = self._other_holder(title, whose.country, day)
        if holder and not whose.named and not phrase.former:
            reason = f"by our tables, {holder} is {title} of {whose.country}"
            return unresolved(reason, "person", (holder,), sectors)
        if whose.disputed is not None:
            return resolved(whose.disputed.country, ("PRE",), name, kind="person")
        sectors = sectors or self._inner_sectors(phrase)
        if not sectors and not whose.named:
            return unresolved(f"{before.text!r} does not say whom it speaks for", "person")
        sectors = sectors or (role.default if role else ())
        return resolved(whose.country, _now(sectors, phrase), name, kind="person")

    def _title_before(self, phrase: Phrase) -> str | None:
        """The title that stands before the head."""
        for hit in phrase.before:
            if phrase.head is None or hit.start <= phrase.head.start:
                title = self.index.title_of(hit)
                if title:
                    return title
        return None

    def _other_holder(self, title: str | None, country: str, day: DateRange) -> str | None:
        """Who has the title by our tables, where the words give it to somebody else."""
        if title is None:
            return None
        offices = self.index.offices_titled(title, country)
        holder = self.index.holder(offices[0], day) if len(offices) == 1 else None
        return holder.person if holder else None


def _bare(phrase: Phrase) -> bool:
    """Whether the words are the name and at most an article: "the British", not "one Briton"."""
    words = phrase.text.strip().lower().removeprefix("the ")
    return phrase.head is not None and words.startswith(phrase.head.text.lower())


def _of_owner(owner: Entity, role: tuple[str, ...], day: DateRange) -> tuple[str, ...]:
    """The sectors of a role in an organisation, group, agency or party."""
    own = owner.sectors_on(day)
    if not owner.sectors:
        return role
    if role and role[0] in _BYSTANDERS:
        return role
    if owner.kind == "party" and own[:1] in (("PTY",), ("OPP",)) and role[:1] == ("REB",):
        return role
    if owner.kind == "party" and role and role[0] in ("LEG", "GOV", "JUD"):
        return role
    return own


def _now(sectors: tuple[str, ...], phrase: Phrase) -> tuple[str, ...]:
    """ELI for those who were officials; nothing for what others were."""
    if not phrase.former or sectors[:1] == ("ELI",):
        return sectors
    return ("ELI",) if not sectors or sectors[0] in OFFICIAL else ()
