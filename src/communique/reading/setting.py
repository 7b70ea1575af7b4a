"""Where a story is set, and whose things are in it: context for descriptions without a country."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from spacy.tokens import Doc, Token

from communique.actors import Hit, Resolution, Resolver
from communique.reading.sentences import sentence

LOCATIVE = frozenset({"in", "at", "near", "across", "outside", "inside", "through", "around"})
_SET_IN = LOCATIVE | {"into", "throughout", "within", "over", "from"}
SETTING_NAMED, SETTING_SHARE = 3, 0.6
"""A story is set where so many of its "in …" and "near …" point, and this share of them."""
MEANT_LEAD = 3.0
"""A noun means what its fuller phrases meant where one country has this many times the next."""
SETTING_NOT_ONLY = 2
"""So often the setting is named by the country's own name: a summit in Geneva is not set there."""
VOTES_LEAD = 2.0
"""A people's home is the one whose places and bodies are named this many times the next."""
_HOMES = {
    "kurd": frozenset("SYR TUR IRQ IRN".split()),
    "yazidi": frozenset("IRQ SYR".split()),
    "rohingya": frozenset(["MMR"]),
    "tuareg": frozenset("MLI NER DZA LBY BFA".split()),
    "turkmen": frozenset("SYR IRQ TKM IRN".split()),
    "alawite": frozenset("SYR LBN TUR".split()),
    "druze": frozenset("SYR LBN ISR".split()),
    "houthi": frozenset(["YEM"]),
}
"""Peoples and where they live; a context elsewhere ("in London") is not theirs."""
BACKED = re.compile(
    r"[-‑ ](?:backed|led|supported|funded|financed|aligned|allied|trained|armed|sponsored|"
    r"brokered|mediated|linked|held|occupied)\b"
)
"""After a name: it stands behind somebody else."""
_CLOSED = re.compile(r"[.;:!?][\"”’]?\s")
NEAR = 2
"""How many sentences back a place may stand that says where people are."""


class Setting:
    """The countries around the descriptions of one document."""

    def __init__(self, doc: Doc, resolver: Resolver) -> None:
        self.doc = doc
        self.resolver = resolver
        self.starts = [hit.start for hit in doc._.names]
        self._meant: dict[str, Counter[str]] = {}
        self._bodies: dict[tuple[str, str], Resolution | None] = {}
        self._set_in: str | None = None
        self._counted = False
        self._homes: dict[frozenset[str], str | None] = {}

    def hits(self, start: int, end: int) -> Sequence[Hit]:
        """Names that begin in ``[start, end)``; names stand in text order."""
        first = bisect_left(self.starts, start)
        return self.doc._.names[first : bisect_left(self.starts, end)]  # type: ignore[no-any-return]

    def remember(self, head: Token, found: Resolution) -> None:
        """Keep whose a description is that says so itself ("the Syrian regime")."""
        country = found.country or ""
        for key in {_key(head), head.lemma_.lower()}:
            self._meant.setdefault(key, Counter())[country] += 1
            known = self._bodies.setdefault((key, country), found)
            if known is not None and known.code != found.code:
                self._bodies[key, country] = None

    def meant(self, head: Token, least: int = 1) -> str | None:
        """Whose the same noun is elsewhere, ``least`` times or more and nearly always."""
        ranked = self._meant.get(_key(head), Counter()).most_common(2)
        if (
            not ranked
            or ranked[0][1] < least
            or (len(ranked) > 1 and ranked[0][1] < MEANT_LEAD * ranked[1][1])
        ):
            return None
        return ranked[0][0]

    def said(self, head: Token, country: str) -> Resolution | None:
        """What the same noun of that country always was ("the Syrian opposition")."""
        return self._bodies.get((_key(head), country))

    def body(self, head: Token, country: str) -> Resolution | None:
        """The body that the same noun of that country always was."""
        found = self.said(head, country)
        return found if found is not None and found.kind in ("group", "party", "agency") else None

    def country(self) -> str | None:
        """The country that the story is set in, by its places; None where it is not one."""
        if not self._counted:
            self._counted = True
            counts: Counter[str] = Counter()
            named: Counter[str] = Counter()
            for hit in self.doc._.names:
                where = self._place(hit)
                if where and self.after_locative(hit):
                    counts[where] += 1
                if hit.of("name", "adjective", "demonym"):
                    named.update(self.resolver.places_of(hit))
            ranked = counts.most_common(1)
            if ranked and ranked[0][1] >= max(SETTING_NAMED, SETTING_SHARE * counts.total()):
                if named[ranked[0][0]] >= SETTING_NOT_ONLY:
                    self._set_in = ranked[0][0]
        return self._set_in

    def home(self, head: Token, words: str, country: str | None) -> str | None:
        """The context's country, but for a people without a state: only one where they live."""
        lower = re.sub(r"\b(?:pro|anti)[-‑ ]\w+", "", words.lower())
        for people, homes in _HOMES.items():
            if people in lower and (country not in homes or len(homes) > 1):
                around = sentence(head)
                local = {
                    where
                    for hit in self.hits(around.start_char, around.end_char)
                    if (where := self._place(hit)) in homes
                    and (hit.of("place") or self.after_locative(hit))
                }
                home = self._home(homes)
                return home if not local or home in local else None
        return country

    def _home(self, homes: frozenset[str]) -> str | None:
        """The one of some countries whose towns, regions, armed groups and parties are named."""
        if len(homes) == 1:
            return next(iter(homes))
        if homes not in self._homes:
            votes: Counter[str] = Counter()
            for hit in self.doc._.names:
                votes.update(c for c in self.resolver.parts_of(hit) if c in homes)
            ranked = votes.most_common(2)
            clear = ranked and (len(ranked) == 1 or ranked[0][1] >= VOTES_LEAD * ranked[1][1])
            self._homes[homes] = ranked[0][0] if clear else None
        return self._homes[homes]

    def near(self, head: Token) -> str | None:
        """The only country whose places stand in the nearest sentence that has any."""
        around = sentence(head)
        for _ in range(NEAR + 1):
            found = {
                where
                for hit in self.hits(around.start_char, around.end_char)
                if (where := self._place(hit, also="adjective")) and not beside(self.doc, hit)
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

    def after_locative(self, hit: Hit) -> bool:
        """Whether a name says where something is."""
        text = self.doc.text[max(0, hit.start - 40) : hit.start].lower()
        before = _CLOSED.split(text)[-1].split()[-3:]
        return any(word in _SET_IN for word in before)


def beside(doc: Doc, hit: Hit) -> bool:
    """Whether a name only says who stands behind another ("the Russian-led bombardment")."""
    return BACKED.match(doc.text, hit.end) is not None


def _key(head: Token) -> str:
    """A noun with the nouns that tell it from others ("defence secretary", "state media")."""
    words = [
        t.lower_
        for t in head.lefts
        if (t.dep_ == "compound" and t.text.islower()) or t.lower_ in ("foreign", "prime", "air")
    ]
    return " ".join((*words, head.lemma_.lower()))
