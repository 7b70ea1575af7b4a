"""The rules in their order: from a mention taken apart to the actor it means on a date."""

from __future__ import annotations

from collections.abc import Callable

from communique.actors.index import Index
from communique.actors.name_rules import NameRules
from communique.actors.names import Hit
from communique.actors.people import People
from communique.actors.phrases import Phrase
from communique.actors.resolution import Resolution, resolved, unresolved
from communique.actors.role_rules import RoleRules, of_owner
from communique.actors.title_rules import TitleRules, now
from communique.actors.whose import Owners, Whose
from communique.model import DateRange

_Rule = Callable[[Hit, Phrase, Whose, DateRange], Resolution | None]


class Descriptions:
    """Decides what a mention means; the first rule that knows an answer gives it."""

    def __init__(self, index: Index, people: People) -> None:
        self.index = index
        self.people = people
        self.owners = Owners(index, people)
        self.names = NameRules(index, self._unknown_person)
        self.titles = TitleRules(index, people)
        self.roles = RoleRules(index, self.titles)

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
            self.names.entity,
            self.titles.title,
            self.roles.role,
            self._surname,
            self.names.country,
        )
        for rule in (self.titles.title, *rules) if office_first else rules:
            found = rule(head, phrase, whose, day)
            if found is not None:
                return found
        return unresolved(f"no actor named {phrase.words!r}")

    def _with_title(self, found: Resolution, phrase: Phrase) -> Resolution:
        """A person who is not in office by our tables still is what the words call them."""
        title = self._title_before(phrase)
        if title and not phrase.former and not phrase.elect and found.country and not found.sectors:
            offices = self.index.offices_titled(title, found.country)
            if offices:
                return resolved(found.country, offices[0].sectors, found.name, None, "person")
        return found

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
            own = of_owner(owner, role.sectors if role else (), day)
            return resolved(owner.country, now(own, phrase), name, kind="person")
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
        sectors = sectors or self.roles.inner_sectors(phrase)
        if not sectors and not whose.named:
            return unresolved(f"{before.text!r} does not say whom it speaks for", "person")
        sectors = sectors or (role.default if role else ())
        return resolved(whose.country, now(sectors, phrase), name, kind="person")

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
