"""One automaton over all names: where in a text do they stand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

import ahocorasick
import msgspec

from communique.actors.folding import fold, key_of
from communique.actors.knowledge import ALWAYS, Dated, Knowledge
from communique.model import DateRange

Use = Literal[
    "name",
    "adjective",
    "demonym",
    "capital",
    "metonym",
    "place",
    "maybe",
    "role",
    "title",
    "person",
    "short",
]
SHORT_NAME = 4
"""Names of at most this many letters, all capitals, count only when written in capitals
("US" is not "us", "WHO" not "who")."""
CALENDAR = frozenset(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday "
    "January February March April May June July August September October November December".split()
)
"""Surnames that are days or months mean a person only after the full name."""
_SMALL_WORDS = frozenset(
    "to do an no so he my be go in on at it is as us we me or of if by up am oh".split()
)
_MEMO = 100_000
_HYPHENS = "-‐‑"
_APOSTROPHES = "'’ʼ"
_JOINED = _HYPHENS + _APOSTROPHES
_ARTICLES = frozenset("al el an ar as ash at ad az ul".split())
_AGAINST = frozenset("anti pro non pre post".split())
_PLACE_USES: frozenset[Use] = frozenset(
    {"name", "adjective", "demonym", "capital", "metonym", "place"}
)


class Meaning(msgspec.Struct, frozen=True, array_like=True, omit_defaults=True, gc=False):
    """What one name may stand for: ``key`` is an entity id, office title, role noun or person.

    ``maybe`` is a name only where the context is that country, ``place`` a part of a country.
    """

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
        return tuple([m for m in self.meanings if m.use in uses])


Written = tuple[Meaning, str]
"""A meaning, and the way the name is written when it has that meaning."""
NameTable = dict[str, msgspec.Raw]
"""Folded names with what they may mean: packed, for few of them turn up in a text."""
_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(tuple[Written, ...]).decode


def name_table(knowledge: Knowledge) -> NameTable:
    """All names of a ``Knowledge``."""
    table: dict[str, dict[Written, None]] = {}
    for name, meaning in _all_names(knowledge):
        key = key_of(name)
        if len(key) > 1:
            table.setdefault(key, {})[meaning, name] = None
    return {key: msgspec.Raw(_pack(tuple(m))) for key, m in table.items()}


class Names:
    """Finds names in texts. Safe to share between threads."""

    def __init__(self, table: NameTable) -> None:
        self._keys = list(table)
        self._packed = list(table.values())
        self._automaton: Any = ahocorasick.Automaton(ahocorasick.STORE_INTS)
        add = self._automaton.add_word
        for number, key in enumerate(self._keys):
            add(" " + key, number)
        self._automaton.make_automaton()
        self._memo: dict[str, tuple[Meaning, ...]] = {}

    def scan(self, text: str) -> list[Hit]:
        """Names in ``text``, leftmost longest, on word boundaries, without overlaps."""
        folded = f" {fold(text)} "
        keys, memo = self._keys, self._memo
        if len(memo) > _MEMO:
            memo.clear()
        best: dict[int, tuple[int, tuple[Meaning, ...]]] = {}
        for last, number in self._automaton.iter(folded):
            if folded[last + 1] != " ":
                continue
            start = last - len(keys[number])
            words = text[start:last]
            fitting = memo.get(words)
            if fitting is None:
                meanings = _unpack(self._packed[number])
                fitting = tuple(
                    dict.fromkeys([m for m, w in meanings if _case_fits(words, w, m.use)])
                )
                memo[words] = fitting
            if not fitting:
                continue
            if start and text[start - 1] in _JOINED and not _may_begin(text, start, fitting):
                continue
            if text[last : last + 1] in _APOSTROPHES and not _may_end(text, last):
                continue
            best[start] = (last, fitting)
        hits: list[Hit] = []
        reached = 0
        for start in sorted(best):
            if start < reached:
                continue
            end, fitting = best[start]
            words = text[start:end]
            if words[:4].lower() == "the " and best.get(start + 4, (0,))[0] > end:
                continue
            if "." in words and text[end : end + 1] == ".":
                end += 1
                words = text[start:end]
            hits.append(Hit(start, end, words, fitting))
            reached = end
        return hits


def _may_begin(text: str, start: int, meanings: tuple[Meaning, ...]) -> bool:
    """Whether a name may stand there although a hyphen or apostrophe precedes it."""
    at = start - 1
    while at and text[at - 1].isalnum():
        at -= 1
    before = text[at : start - 1]
    if not before:
        return True
    if text[start - 1] in _APOSTROPHES:
        return False
    lowered = before.lower()
    if lowered == "ex":
        return True
    if lowered in _AGAINST:
        return False
    if lowered in _ARTICLES:
        return any(m.use in ("person", "short") for m in meanings)
    capitals = before[0].isupper() and text[start].isupper()
    return capitals and any(m.use in _PLACE_USES for m in meanings)


def _may_end(text: str, end: int) -> bool:
    """Whether a name may end before that apostrophe: in a possessive or a closing quotation."""
    after = text[end + 1 : end + 3]
    if not after or not after[0].isalnum():
        return True
    return after[0] in "sS" and not after[1:].isalnum()


def _case_fits(words: str, written: str, use: Use) -> bool:
    """Whether a name is written as names are: in capitals where it is known to have them."""
    if use in ("role", "title"):
        return True
    letters = written.replace(".", "")
    if len(letters) <= SHORT_NAME and letters.isupper():
        return words.replace(".", "").isupper()
    first = next((i for i, c in enumerate(written.lstrip()) if c.isupper()), None)
    return first is None or first >= len(words) or words[first].isupper()


_PLAIN_WORDS = frozenset(
    "north south west east rock hill fund observatory met elders commission quartet quad lords "
    "commons beehive hawks diet chancellery emirates brotherhood front movement age citizen "
    "independent national observer sun times herald wire economist post mirror nation star".split()
)
"""Names that are such a name only with their article ("the Hill")."""


_DOUBTFUL = frozenset(
    "most momentum base memorial nice split mocha valley stuff tempo vanguard levies".split()
)
"""Names that are also words a sentence may begin with; only where their country is at hand."""


def _use_of(name: str, use: Use) -> Use:
    return "maybe" if name[-1:] == "?" or name.lower() in _DOUBTFUL else use


def _article_free(name: str) -> str:
    if name[:4].lower() != "the ":
        return name
    return f"the {name[4:]}" if name[4:].lower() in _PLAIN_WORDS else name[4:]


def _all_names(knowledge: Knowledge) -> Iterable[tuple[str, Meaning]]:
    for entity in knowledge.entities:
        own: Use = "place" if entity.kind == "region" else "name"
        other: Use = "place" if entity.kind == "region" else "adjective"
        yield _article_free(entity.name), Meaning(_use_of(entity.name, own), entity.id)
        uses: tuple[tuple[Use, tuple[Dated, ...]], ...] = (
            (own, entity.aliases),
            (other, entity.adjectives),
            ("demonym", entity.demonyms),
            ("capital", entity.capitals),
            ("metonym", entity.metonyms),
        )
        for use, values in uses:
            for value in values:
                name = value.value
                meaning = Meaning(_use_of(name, use), entity.id, value.when)
                yield _article_free(name.removesuffix("?")), meaning
    for role in knowledge.roles:
        for word in filter(None, (role.noun, role.plural)):
            yield word, Meaning("role", role.noun)
    for office in knowledge.offices.values():
        for title in filter(None, (office.title, *office.aliases)):
            yield title, Meaning("title", title.lower())
    shorts: dict[str, set[str]] = {}
    for name in dict.fromkeys(term.person for term in knowledge.terms):
        person = knowledge.people.get(name)
        yield name, Meaning("person", name)
        for alias in person.aliases if person else ():
            yield alias, Meaning("person", name)
        for short in person.short if person and person.short else (name.split()[-1],):
            shorts.setdefault(short, set()).add(name)
    for short, names in shorts.items():
        if short not in CALENDAR and short.lower() not in _SMALL_WORDS:
            for name in sorted(names):
                yield short, Meaning("short", name)
