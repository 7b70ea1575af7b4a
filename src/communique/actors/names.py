"""One automaton over all names: where in a text do they stand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

import ahocorasick
import msgspec

from communique.actors.knowledge import ALWAYS, Knowledge
from communique.model import DateRange

Use = Literal["name", "adjective", "demonym", "capital", "metonym", "role", "title", "person", "short"]
SHORT_NAME = 4
"""Names of at most this many letters, all capitals, count only when written in capitals
("US" is not "us", "WHO" not "who")."""


CALENDAR = frozenset(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June "
    "July August September October November December".split()
)
"""Surnames that are days or months mean a person only after the full name."""


class Meaning(msgspec.Struct, frozen=True):
    """What one name may stand for: ``key`` is an entity id, office title, role noun or person."""

    use: Use
    key: str
    when: DateRange = ALWAYS


class Hit(msgspec.Struct, frozen=True):
    """A name found in a text."""

    start: int
    end: int
    text: str
    meanings: tuple[Meaning, ...]

    def of(self, *uses: Use) -> tuple[Meaning, ...]:
        """The meanings with one of these uses."""
        return tuple(m for m in self.meanings if m.use in uses)


def fold(text: str) -> str:
    """Lower case with the same length, so that positions stay those of the text."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return lowered.replace("’", "'")


class Names:
    """All names of a ``Knowledge`` in one Aho-Corasick automaton."""

    def __init__(self, knowledge: Knowledge) -> None:
        table: dict[str, dict[Meaning, str]] = {}
        for name, meaning in _all_names(knowledge):
            if len(name) > 1:
                table.setdefault(fold(name), {}).setdefault(meaning, name)
        self._automaton: Any = ahocorasick.Automaton()
        for key, meanings in table.items():
            self._automaton.add_word(key, (len(key), tuple(meanings.items())))
        self._automaton.make_automaton()

    def scan(self, text: str) -> list[Hit]:
        """Names in ``text``, leftmost longest, on word boundaries, without overlaps."""
        folded = fold(text)
        size = len(folded)
        found: list[tuple[int, int, tuple[tuple[Meaning, str], ...]]] = []
        for last, (length, meanings) in self._automaton.iter(folded):
            start, end = last + 1 - length, last + 1
            if start and (folded[start - 1].isalnum() or folded[start - 1] == "-"):
                if folded[start].isalnum():
                    continue
            if end < size and folded[end].isalnum() and folded[end - 1].isalnum():
                continue
            found.append((start, end, meanings))
        found.sort(key=lambda hit: (hit[0], -hit[1]))
        hits: list[Hit] = []
        reached = 0
        for start, end, meanings in found:
            if start < reached:
                continue
            words = text[start:end]
            fitting = tuple(m for m, written in meanings if _case_fits(words, written, m.use))
            if fitting:
                hits.append(Hit(start, end, words, fitting))
                reached = end
        return hits


def _case_fits(words: str, written: str, use: Use) -> bool:
    if use in ("role", "title"):
        return True
    letters = written.replace(".", "")
    if len(letters) <= SHORT_NAME and letters.isupper():
        return words.replace(".", "").isupper()
    first = next((c for c in written if c.isalpha()), "")
    if first.islower() and " " in written:
        return any(c.isupper() for c in words) or not any(c.isupper() for c in written)
    if first.isupper():
        return next((c for c in words if c.isalpha()), "a").isupper()
    return True


def _article_free(name: str) -> str:
    return name[4:] if name[:4].lower() == "the " else name


def _all_names(knowledge: Knowledge) -> Iterable[tuple[str, Meaning]]:
    for entity in knowledge.entities:
        yield _article_free(entity.name), Meaning("name", entity.id)
        for use, values in (
            ("name", entity.aliases),
            ("adjective", entity.adjectives),
            ("demonym", entity.demonyms),
            ("capital", entity.capitals),
            ("metonym", entity.metonyms),
        ):
            for value in values:
                yield _article_free(value.value), Meaning(use, entity.id, value.when)  # type: ignore[arg-type]
    for role in knowledge.roles:
        for word in {role.noun, role.plural} - {""}:
            yield word, Meaning("role", role.noun)
    for office in knowledge.offices.values():
        for title in {office.title, *office.aliases} - {""}:
            yield title, Meaning("title", title.lower())
    shorts: dict[str, set[str]] = {}
    for name in {term.person for term in knowledge.terms}:
        person = knowledge.people.get(name)
        yield name, Meaning("person", name)
        plain = _ascii(name)
        if plain != name:
            yield plain, Meaning("person", name)
        for alias in person.aliases if person else ():
            yield alias, Meaning("person", name)
        for short in (person.short if person and person.short else (name.split()[-1],)):
            shorts.setdefault(short, set()).add(name)
            if _ascii(short) != short:
                shorts.setdefault(_ascii(short), set()).add(name)
    for short, names in shorts.items():
        if len(short) > 2 and short not in CALENDAR:
            for name in sorted(names):
                yield short, Meaning("short", name)


def _ascii(name: str) -> str:
    import unicodedata

    decomposed = unicodedata.normalize("NFKD", name)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).replace("ı", "i")
