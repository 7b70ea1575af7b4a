"""Where a story is set, and whose things are in it: context for descriptions without a country."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from spacy.tokens import Doc, Token

from communique.actors import Hit, Resolver
from communique.reading.sentences import sentence

LOCATIVE = frozenset({"in", "at", "near", "across", "outside", "inside", "through", "around"})
_SET_IN = LOCATIVE | {"into", "throughout", "within", "over", "from"}
SETTING_NAMED, SETTING_SHARE = 3, 0.6
"""A story is set where so many of its "in …" and "near …" point, and this share of them."""
MEANT_LEAD = 3.0
"""A noun means what its fuller phrases meant where one country has this many times the next."""
_HOMES = {
    "kurd": frozenset("SYR TUR IRQ IRN".split()),
    "yazidi": frozenset("IRQ SYR TUR ARM GEO".split()),
    "rohingya": frozenset("MMR BGD".split()),
    "tuareg": frozenset("MLI NER DZA LBY BFA".split()),
    "turkmen": frozenset("SYR IRQ TKM IRN".split()),
    "alawite": frozenset("SYR LBN TUR".split()),
    "druze": frozenset("SYR LBN ISR".split()),
    "houthi": frozenset(["YEM"]),
}
"""Peoples and where they live; a context elsewhere ("in London") is not theirs."""
NEAR = 2
"""How many sentences back a place may stand that says where people are."""


class Setting:
    """The countries around the descriptions of one document."""

    def __init__(self, doc: Doc, resolver: Resolver) -> None:
        self.doc = doc
        self.resolver = resolver
        self.starts = [hit.start for hit in doc._.names]
        self._meant: dict[str, Counter[str]] = {}
        self._set_in: str | None = None
        self._counted = False

    def hits(self, start: int, end: int) -> Sequence[Hit]:
        """Names that begin in ``[start, end)``; names stand in text order."""
        first = bisect_left(self.starts, start)
        return self.doc._.names[first : bisect_left(self.starts, end)]  # type: ignore[no-any-return]

    def remember(self, head: Token, country: str) -> None:
        """Keep whose a description was that said so itself ("the Syrian regime")."""
        self._meant.setdefault(head.lemma_.lower(), Counter())[country] += 1

    def meant(self, head: Token, least: int = 1) -> str | None:
        """Whose the same noun was before, ``least`` times or more and nearly always."""
        ranked = self._meant.get(head.lemma_.lower(), Counter()).most_common(2)
        if (
            not ranked
            or ranked[0][1] < least
            or (len(ranked) > 1 and ranked[0][1] < MEANT_LEAD * ranked[1][1])
        ):
            return None
        return ranked[0][0]

    def country(self) -> str | None:
        """The country that the story is set in, by its places; None where it is not one."""
        if not self._counted:
            self._counted = True
            counts: Counter[str] = Counter()
            for hit in self.doc._.names:
                where = self._place(hit)
                if where and self._after_locative(hit):
                    counts[where] += 1
            ranked = counts.most_common(1)
            if ranked and ranked[0][1] >= max(SETTING_NAMED, SETTING_SHARE * counts.total()):
                self._set_in = ranked[0][0]
        return self._set_in

    def home(self, words: str, country: str | None) -> str | None:
        """The context's country, but for a people without a state: only one where they live."""
        lower = words.lower()
        for people, homes in _HOMES.items():
            if people in lower and country not in homes:
                return self.country() if self.country() in homes else None
        return country

    def near(self, head: Token) -> str | None:
        """The only country whose places stand in the nearest sentence that has any."""
        around = sentence(head)
        for _ in range(NEAR + 1):
            found = {
                where
                for hit in self.hits(around.start_char, around.end_char)
                if (where := self._place(hit, also="adjective"))
            }
            if found:
                return found.pop() if len(found) == 1 else None
            if around.start == 0 or "\n" in self.doc[around.start - 1].text_with_ws:
                return None
            around = sentence(self.doc[around.start - 1])
        return None

    def _place(self, hit: Hit, also: str = "place") -> str | None:
        if not hit.of("name", "capital", "place", also):  # type: ignore[arg-type]
            return None
        countries = self.resolver.places_of(hit)
        return next(iter(countries)) if len(countries) == 1 else None

    def _after_locative(self, hit: Hit) -> bool:
        before = self.doc.text[max(0, hit.start - 40) : hit.start].lower().split()[-3:]
        return any(word in _SET_IN for word in before)
