"""Persons: by full name, by surname, by another spelling of the name, on a date."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from communique.actors.folding import fold
from communique.actors.index import Index
from communique.actors.knowledge import DATA, Term
from communique.actors.phrases import Phrase
from communique.actors.resolution import Resolution, resolved, unresolved
from communique.model import DateRange

OFFICIAL = frozenset("GOV MIL LEG JUD SPY COP".split())
"""Those who leave such an office are ELI afterwards; rebels and politicians stay what they are."""
REMEMBERED = timedelta(days=15 * 366)
"""So long after the last office a surname alone may still mean somebody."""
SPELLING = 88
"""At least so alike (rapidfuzz ratio) are two spellings of one name."""
SPELLING_TOKEN, SPELLING_LETTERS = 4, 11
"""Names shorter than this are too much like their neighbours ("Li Qiang", "Li Keqiang")."""
_PARTICLES = frozenset("al el bin ben ibn van von de da der".split())
_VOWELS = re.compile(r"[aeiouy'\s-]+")
_SOUNDS = (
    ("tch", "c"), ("sch", "s"), ("sh", "s"), ("ch", "c"), ("kh", "h"), ("gh", "g"), ("dh", "d"),
    ("th", "t"), ("zh", "z"), ("ph", "f"), ("dj", "j"), ("ck", "k"), ("q", "k"), ("w", "v"),
    ("x", "ks"), ("z", "s"), ("j", "i"),
)  # fmt: skip


class People:
    """Who of the tables a name means on a date."""

    def __init__(self, index: Index) -> None:
        self.index = index

    def named(
        self,
        names: list[str],
        phrase: Phrase,
        title: str | None,
        context: str | None,
        day: DateRange,
    ) -> Resolution:
        """The person of a full name; several may bear it."""
        if len(names) > 1:
            names = self._likelier(names, phrase, title, context, day)
        if len(names) > 1:
            return unresolved(
                f"{phrase.words!r} may be any of {len(names)}", "person", tuple(names)
            )
        return self.coded(names[0], phrase, title, context, day)

    def coded(
        self, name: str, phrase: Phrase, title: str | None, context: str | None, day: DateRange
    ) -> Resolution:
        """What a person is on a date: in office, formerly in office, or not yet."""
        index = self.index
        terms = index.by_person.get(name, [])
        if day.first is None and day.last is None:
            countries = list(index.countries_of_person(name))
            if len(countries) == 1:
                return resolved(countries[0] or "IMG", name=name, kind="person")
            reason = f"{name} served several entities and the date is unknown"
            return unresolved(reason, "person", tuple(sorted(countries)))
        held = [t for t in terms if t.when.overlaps(day) and t.status != "elect"]
        past = [t for t in terms if t.when.last and day.first and t.when.last < day.first]
        if held and phrase.former:
            meant = [t for t in past if title and self._fits(t, title)]
            home = {index.offices[t.office].country for t in meant}
            held = [t for t in held if title and not self._fits(t, title)]
            if home:
                held = [t for t in held if index.offices[t.office].country in home]
            if not held:
                return self._former(name, meant or [t for t in terms if t.when.overlaps(day)])
        if held:
            term = max(held, key=lambda t: self._rank(t, title, context))
            office = index.offices[term.office]
            return resolved(office.country or "IMG", office.sectors, name, office.id, "person")
        elect = [t for t in terms if t.when.overlaps(day)]
        if elect:
            country = index.offices[elect[0].office].country
            return resolved(country, (), name, kind="person")
        if past:
            return self._former(name, past)
        office = index.offices[min(terms, key=lambda t: t.start).office]
        return resolved(office.country or "IMG", (), name, kind="person")

    def surname(
        self,
        names: list[str],
        phrase: Phrase,
        title: str | None,
        context: str | None,
        day: DateRange,
    ) -> Resolution | None:
        """The person that a surname means; ``None`` where it does not say anything."""
        assert phrase.head is not None
        words = phrase.head.text
        here = [n for n in names if context is None or context in self._countries(n)]
        if title is not None:
            found = self._titled(here, phrase, title, day)
            if len(found) == 1:
                return self.coded(found[0], phrase, title, context, day)
            return None
        dated = day.first is not None or day.last is not None
        if not dated:
            common = self._too_common(words) or self.index.common(words)
            if len(names) == 1 and (context or not common) and here:
                return self.coded(here[0], phrase, None, context, day)
            return unresolved(f"{words!r} alone does not say which", "surname", tuple(names))
        active = [n for n in here if self._in_office(n, day, context)]
        past = [n for n in here if n not in active and self._lately(n, day, context)]
        pool = (past or active) if phrase.former else (active or past)
        if context is None and (
            self._too_common(words) or not self._known(words, pool, names, active)
        ):
            reason = f"{words!r} alone does not say which"
            return unresolved(reason, "surname", tuple(pool or names))
        if len(pool) > 1:
            pool = self._foremost(pool, day, context)
        if self._too_common(words):
            pool = [n for n in pool if self._highest(n) >= (2 if n in active else 3)]
        if len(pool) != 1:
            reason = (
                f"{words!r} alone does not say which"
                if pool
                else f"nobody of that name in office: {words!r}"
            )
            return unresolved(reason, "surname", tuple(pool or names))
        return self.coded(pool[0], phrase, None, context, day)

    def spelled(self, words: str, country: str, day: DateRange) -> str | None:
        """The office-holder of a country whose name is spelled otherwise in the words."""
        tokens = words.split()
        letters = fold(words)
        if len(tokens) < 2 or len(letters) < SPELLING_LETTERS:
            return None
        bare = [re.sub(r"^(?:al|el)-", "", t) for t in tokens]
        if any(len(t) < SPELLING_TOKEN or not t[0].isupper() for t in bare if t not in _PARTICLES):
            return None
        from rapidfuzz import fuzz, process

        known = self.index.people_of(country)
        sound = _sound(letters)
        found = {
            known[spelling]
            for spelling, _, _ in process.extract(
                letters, known.keys(), scorer=fuzz.ratio, score_cutoff=SPELLING, limit=5
            )
            if _sound(spelling) == sound
        }
        found = {n for n in found if self._in_office(n, day, country) or self._lately(n, day, None)}
        return found.pop() if len(found) == 1 else None

    def leads(self, name: str) -> bool:
        """Whether a person leads or led a country."""
        index = self.index
        terms = index.by_person.get(name, ())
        return any(index.weight(index.offices[t.office]) >= 3 for t in terms)

    def holder_called(
        self, surname: str, title: str, country: str | None, day: DateRange
    ) -> str | None:
        """The one of that surname who has the title on the date."""
        index = self.index
        countries = [country] if country else {o.country for o in index.titles.get(title, ())}
        found = {
            term.person
            for code in countries
            for office in index.offices_titled(title, code)
            if (term := index.holder(office, day))
            and fold(term.person).split()[-1] == fold(surname)
        }
        return found.pop() if len(found) == 1 else None

    def may_be_called(self, name: str, full: str) -> bool:
        """Whether a full name in the text may be a person's: the same names, or so spelled."""
        words = fold(full).split()
        if set(words) <= set(fold(name).split()):
            return True
        from rapidfuzz import fuzz

        person = self.index.people.get(name)
        sound, letters = _sound(fold(full)), fold(full)
        return any(
            _sound(fold(s)) == sound and fuzz.ratio(fold(s), letters) >= SPELLING
            for s in (name, *(person.aliases if person else ()))
        )

    # ---- terms ----------------------------------------------------------------------------------

    def _countries(self, name: str) -> set[str]:
        return set(self.index.countries_of_person(name))

    def _in_office(self, name: str, day: DateRange, country: str | None) -> bool:
        return any(
            t.when.overlaps(day)
            and t.status != "elect"
            and (country is None or self.index.offices[t.office].country == country)
            for t in self.index.by_person.get(name, ())
        )

    def _lately(self, name: str, day: DateRange, country: str | None) -> bool:
        first = day.first or date.max
        return any(
            t.when.last is not None
            and t.when.last < first
            and first - t.when.last < REMEMBERED
            and (country is None or self.index.offices[t.office].country == country)
            for t in self.index.by_person.get(name, ())
        )

    def _fits(self, term: Term, title: str) -> bool:
        office = self.index.offices[term.office]
        return office in self.index.offices_titled(title, office.country)

    def _rank(
        self, term: Term, title: str | None, context: str | None
    ) -> tuple[bool, bool, int, str]:
        office = self.index.offices[term.office]
        return (
            office.country == context,
            title is not None and self._fits(term, title),
            self.index.weight(office),
            term.start,
        )

    def _former(self, name: str, past: list[Term]) -> Resolution:
        offices, weight = self.index.offices, self.index.weight
        led = [t for t in past if weight(offices[t.office]) >= 3 and offices[t.office].country]
        last = max(led or past, key=lambda t: (t.when.last or date.max, t.start))
        office = offices[last.office]
        official = not office.sectors or office.sectors[0] in OFFICIAL
        sectors = ("ELI",) if official else office.sectors
        if sectors[:1] == ("OPP",):
            sectors = ("PTY",)
        return resolved(office.country or "IMG", sectors, name, kind="person")

    def _likelier(
        self,
        names: list[str],
        phrase: Phrase,
        title: str | None,
        context: str | None,
        day: DateRange,
    ) -> list[str]:
        names = [n for n in names if context is None or context in self._countries(n)] or names
        if title is not None:
            names = self._titled(names, phrase, title, day) or names
        if day.first is None:
            return names
        active = [n for n in names if self._in_office(n, day, None)]
        past = [n for n in names if n not in active and self._lately(n, day, None)]
        return ((past or active) if phrase.former else (active or past)) or names

    def _titled(self, names: list[str], phrase: Phrase, title: str, day: DateRange) -> list[str]:
        """Those of the names who hold, or else held, an office of that title."""
        fitting = [
            (n, t) for n in names for t in self.index.by_person.get(n, ()) if self._fits(t, title)
        ]
        if day.first is None and day.last is None:
            return list(dict.fromkeys(n for n, _ in fitting))
        elect = [n for n, t in fitting if t.status == "elect" and t.when.overlaps(day)]
        active = [n for n, t in fitting if t.status != "elect" and t.when.overlaps(day)]
        past = [n for n, t in fitting if t.when.last and day.first and t.when.last < day.first]
        lately = [n for n in past if self._lately(n, day, None)]
        if phrase.elect and elect:
            return list(dict.fromkeys(elect))
        order = (lately, past, active) if phrase.former else (active, lately, past)
        return list(dict.fromkeys(next((found for found in order if found), [])))

    def _known(self, surname: str, pool: list[str], names: list[str], active: list[str]) -> bool:
        """Whether a surname alone is enough: nobody else has it, or somebody in high office does
        while the others are out of office; and whoever is out of office led a country."""
        if len(pool) != 1:
            return not pool and len(names) == 1
        highest = self._highest(pool[0])
        if pool[0] not in active:
            return highest >= 3
        if self.index.common(surname):
            return highest >= 3
        return len(names) == 1 or highest >= 2

    def _highest(self, name: str) -> int:
        terms = self.index.by_person[name]
        return max(self.index.weight(self.index.offices[t.office]) for t in terms)

    def _foremost(self, names: list[str], day: DateRange, country: str | None) -> list[str]:
        """The one of highest office, if there is one."""
        offices = self.index.offices

        def weight(name: str) -> int:
            return max(
                self.index.weight(offices[t.office])
                for t in self.index.by_person[name]
                if country is None or offices[t.office].country == country
            )

        top = max(map(weight, names))
        return [n for n in names if weight(n) == top]

    def _too_common(self, surname: str) -> bool:
        return fold(surname) in common_surnames()


@lru_cache(maxsize=1)
def common_surnames(file: Path = DATA / "common_surnames.txt") -> frozenset[str]:
    """Surnames that never mean one person by themselves, folded."""
    try:
        lines = file.read_text(encoding="utf-8").split("\n")
    except OSError:
        return frozenset()
    return frozenset(fold(line.strip()) for line in lines if line.strip() and line[0] != "#")


def _sound(folded: str) -> str:
    """What transliterations of one name have in common: the consonants, by their sound."""
    text = folded
    for spelling, sound in _SOUNDS:
        text = text.replace(spelling, sound)
    text = _VOWELS.sub("", text)
    return re.sub(r"(.)\1+", r"\1", text)
