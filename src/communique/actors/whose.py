"""Whose is it: the country, body or person that a title or role belongs to."""

from __future__ import annotations

import re

import msgspec

from communique.actors.index import Index
from communique.actors.knowledge import ENTITY_CODES, Entity
from communique.actors.names import Hit
from communique.actors.people import People
from communique.actors.phrases import Phrase
from communique.actors.resolution import Resolution
from communique.model import DateRange

_BELONGS = frozenset("of in from at inside near across around by (".split()) | {"based in"}
_SENT = frozenset(
    "envoy ambassador representative mediator negotiator emissary coordinator peacekeeper "
    "attache attaché consul delegate rapporteur inspector monitor observer diplomat".split()
)
"""What follows "to", "for" or "in" after these is where they were sent, not who sent them."""
_ABOUT = frozenset(
    "critic opponent supporter ally backer sympathiser sympathizer enemy victim rival author "
    "co-author writer biographer historian scholar expert specialist".split()
)
"""What follows "of" after these is somebody else."""
_SPEAKS = frozenset("spokesman spokeswoman spokesperson spokespeople spokesmen".split())
"""What follows "for" after these is whom they speak for."""


class Whose(msgspec.Struct, frozen=True, kw_only=True):
    """What the words (``named``) or the context say about whose a title or role is.

    ``inside``: the title or role itself says it ("Bosnian Serb leader"). ``local``: they name a
    part of the country, so that its national offices are not meant. ``close``: nothing stands
    between the title and its owner ("the head of Isis", not "of Isis's media unit"). ``after``: the
    country stands behind the title or role ("troops in Syria"). ``capital``: a capital names it.
    """

    country: str | None = None
    named: bool = False
    inside: bool = False
    local: bool = False
    owner: Entity | None = None
    close: bool = True
    disputed: Entity | None = None
    person: Resolution | None = None
    after: bool = False
    capital: bool = False


class Owners:
    """Finds out whose something is."""

    def __init__(self, index: Index, people: People) -> None:
        self.index = index
        self.people = people

    def whose(self, phrase: Phrase, given: str | None, day: DateRange) -> Whose:
        """In this order: a name before the head, inside it, after it, the given context."""
        owner, close = self._body(phrase, day, given)
        place = self._place(phrase)
        if place is not None:
            country = self._pick(place, given)
            return Whose(
                country=country,
                named=True,
                owner=owner,
                close=close and _place_close(phrase, place),
                disputed=self.index.disputed(place),
                inside=place not in phrase.core and place not in phrase.tail,
                local=bool(place.of("place")) and not place.of("name", "adjective", "capital"),
                after=place in phrase.tail,
                capital=bool(place.of("capital")) and not place.of("name", "adjective"),
            )
        if owner is not None:
            return Whose(country=owner.country, named=True, owner=owner, close=close)
        person = self._person(phrase, given, day)
        if person is not None:
            return Whose(country=person.country, named=True, person=person)
        return Whose(country=given)

    def _pick(self, place: Hit, given: str | None) -> str:
        countries = self.index.countries(place)
        return given if given in countries else countries[0]

    def _place(self, phrase: Phrase) -> Hit | None:
        head = phrase.head
        for hit in phrase.core:
            if hit is head or not self.index.countries(hit):
                continue
            if phrase.ethnic and not hit.of("name", "place"):
                continue
            return hit
        if head is not None and " " in head.text and not head.of("name", "person"):
            for hit in self.index.scan(head.text.rsplit(" ", 1)[0]):
                if self.index.countries(hit) and hit.of("name", "adjective", "metonym"):
                    return hit
        if phrase.tail and self._tail_belongs(phrase):
            return next((h for h in phrase.tail[:2] if self.index.countries(h)), None)
        return None

    def _tail_belongs(self, phrase: Phrase) -> bool:
        if phrase.link == "for" and phrase.head is not None:
            return phrase.head.text.lower().split()[-1] in _SPEAKS
        if phrase.link not in _BELONGS or phrase.head is None:
            return phrase.link in _BELONGS
        last = phrase.head.text.lower().split()[-1]
        single = last[:-1] if last.endswith("s") else last
        if single in _SENT:
            return phrase.link in ("of", "from")
        if single in _ABOUT:
            return phrase.link in ("in", "from")
        return True

    def _body(
        self, phrase: Phrase, day: DateRange, given: str | None
    ) -> tuple[Entity | None, bool]:
        """The organisation, group, agency or party before the head, or after an "of"."""
        head = phrase.head
        if head is not None and head.of("name") and not head.of("role", "title"):
            return None, True
        hits = [h for h in phrase.before if head is None or h.end <= head.start]
        if phrase.tail and (self._tail_belongs(phrase) or phrase.link in ("for", "with")):
            if phrase.link != "in":
                hits.append(phrase.tail[0])
        for hit in hits:
            found = [
                e
                for m in hit.of("name", "metonym")
                if (e := self.index.entities[m.key]).kind not in ("country", "region")
            ]
            if not found or self.index.countries(hit) or _within_a_name(phrase, hit):
                continue
            found = [e for e in found if e.when.overlaps(day)] or found
            if len({e.country for e in found}) > 1:
                near = self._place(phrase)
                wanted = self._pick(near, given) if near else given
                found = [e for e in found if e.country == wanted]
            if found:
                return found[0], _close(phrase, hit)
        return None, True

    def _person(self, phrase: Phrase, given: str | None, day: DateRange) -> Resolution | None:
        """Whose spokesman, government or forces: those of a person named right before."""
        head = phrase.head
        if head is None or not head.of("role", "title"):
            return None
        hits = [h for h in phrase.before[:1] if h.end <= head.start]
        if phrase.link in ("of", "to", "loyal to", "for") and phrase.tail:
            last = head.text.lower().split()[-1].rstrip("s")
            if last not in _ABOUT - {"supporter", "ally", "backer"}:
                hits.append(phrase.tail[0])
        for hit in hits:
            plain = Phrase(text=hit.text, words=hit.text, head=hit)
            if hit.of("person"):
                names = [m.key for m in hit.of("person")]
                found = self.people.named(names, plain, None, given, day)
            elif hit.of("short") and not self.index.countries(hit):
                names = [m.key for m in hit.of("short")]
                surname = self.people.surname(names, plain, None, given, day)
                if surname is None or not surname.name:
                    continue
                if not (_theirs(phrase, hit) or self.people.leads(surname.name)):
                    continue
                found = surname
            else:
                continue
            if found.country and found.country not in ENTITY_CODES:
                return found
        return None


def _within_a_name(phrase: Phrase, hit: Hit) -> bool:
    """Whether one word is part of a name ("Solidarity" of "Kurdistan Solidarity Campaign")."""
    if " " in hit.text or hit.text.isupper():
        return False
    following = re.match(r" ([A-Z]\w+)", phrase.text[hit.end :])
    if following is None:
        return False
    start = hit.end + 1
    return not any(h.start <= start < h.end for h in (*phrase.core, *phrase.tail))


def _theirs(phrase: Phrase, hit: Hit) -> bool:
    """Whether a surname owns what follows: "Putin's forces", "the Merkel government"."""
    after = phrase.text[hit.end :]
    return after[:2] in ("'s", "’s", "s'", "s’") or after.strip().split(" ")[0].lower() in (
        "administration",
        "cabinet",
        "government",
        "regime",
        "presidency",
    )


_LITTLE = re.compile(r"(?:['’]s?|[\s()\"“”.,]|\b[a-z]+\b)*")


def _close(phrase: Phrase, owner: Hit) -> bool:
    """Whether nothing but small words stands between a title and whose it is."""
    head = phrase.head
    if head is None:
        return True
    if owner.end <= head.start:
        between = phrase.text[owner.end : head.start]
        others = [h for h in phrase.core if owner.end <= h.start and h.end <= head.start]
    else:
        between = phrase.text[owner.end :]
        between = between.partition(",")[0].partition(" in ")[0].partition(" who ")[0]
        others = [h for h in phrase.tail if owner.end <= h.start < owner.end + len(between)]
        if re.search(r"[A-Za-z]", re.sub(r"^['’]s\b|\([A-Z-]+\)", "", between)):
            return False
    return not others and _LITTLE.fullmatch(between) is not None


def _place_close(phrase: Phrase, place: Hit) -> bool:
    """Whether a title goes with its country alone ("leader of the Syrian Kurds" does not)."""
    if place in phrase.tail:
        return _close(phrase, place)
    return not phrase.unknown_before and not (
        phrase.link == "of" and any(h.of("role", "name") for h in phrase.tail[:2])
    )
