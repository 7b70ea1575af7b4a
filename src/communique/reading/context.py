"""Whose a description without a country is, by what the text around it says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from spacy.tokens import Doc, Token

from communique.actors import Hit, Resolution, Resolver
from communique.actors.knowledge import ENTITY_CODES
from communique.codebook import load_lexicon
from communique.reading.phrases import first_conjunct, phrase, prepositional
from communique.reading.sentences import sentence
from communique.reading.setting import BACKED, LOCATIVE, Setting, beside
from communique.reading.spoken_of import SOME, SpokenOf

STORY_LEAD = 1.5
"""The story's country must be named this many times as often as the next that would fit."""
LEADING_NAMED, LEADING_LEAD = 3, 3.0
"""A description without a country belongs to the story's: named this often, and this many times as
often as the next."""
_ONE = frozenset({"parliament", "congress", "government"})
"""A country has one of these, with an article or without."""
_LOCAL = frozenset("CVL REB UAF PRM SOC OPP MED REL".split())
"""Those who are of the place where a story is set, if nothing else says whose they are."""
_ANYBODY = frozenset(
    "people child boy girl woman man other person family mother parent group citizen".split()
)
"""Words for anybody: of a place only where one stands near."""
_THERE = frozenset("regime opposition civilian local resident population villager".split())
"""Who is of the country that a story is set in rather than of another one in the sentence."""
_FROM_ELSEWHERE = frozenset(
    "foreigner expatriate tourist recruit volunteer trafficker smuggler migrant immigrant".split()
)
"""Who need not be of the country that they are in."""
_UNSAID = frozenset("coalition alliance media mission camp survivor muslim ngo".split())
"""Words that say nothing of whose they are: neither the sentence nor the setting tells."""
_TELLING = frozenset("tell inform brief remind assure".split())
"""Whoever is told is anybody's reporter."""
_PREMISES = frozenset({"EDU", "MED", "BUS"})
"""A school is not the same school again."""
_PEOPLE = frozenset("JRN CVL SOC REF REL MED EDU UAF REB LAB BUS".split())
"""Who is of a place, not of an actor that happens to be named in the sentence."""
_STATE = frozenset("GOV MIL LEG JUD COP SPY".split())
_NATIVE = frozenset(
    "activist resident local villager doctor nurse medic surgeon rescuer commander rebel".split()
)
"""Somebody with a name who is called so is of the place; a teacher or lawyer may be a visitor."""
_KIN = frozenset(
    "family mother father parent brother sister wife husband son daughter child relative uncle "
    "aunt cousin widow baby grandmother grandfather friend neighbour neighbor".split()
)
_GOING_TO = frozenset("to towards toward".split())
_DATELINE = re.compile(
    r"(?m)^([A-Z][A-Z'’.-]+(?: [A-Z][A-Z'’.-]+){0,3})(?:, [\w .’'-]{2,30}){0,3}"
    r"(?: \([^()\n]{2,50}\))?\s*[—–-]+\s"
)
"""A dateline at the start of a paragraph: "JUBA, South Sudan, Aug 31 (Agency) –"."""


class StoryContext(SpokenOf):
    """The context of one document's descriptions: its sentences, datelines, setting."""

    def __init__(self, doc: Doc, resolver: Resolver) -> None:
        super().__init__(doc, resolver)
        self.date: str | None = doc._.published
        self._named_most: Counter[str] | None = None
        self.setting = Setting(doc, resolver)
        self.datelines = [
            (m.start(), m.end(), self._dateline_country(m.group(1)))
            for m in _DATELINE.finditer(doc.text)
        ]

    def whose(self, head: Token, text: str, found: Resolution) -> str | None:
        """The country of a description without one, by what the text says around it.

        In this order: what the same words mean elsewhere in the page, for what a country has one
        of; the setting, for rebels, a regime and its opposition; the sentence, the story's
        institution of that name, the dateline, the story's leading country; the places near; where
        the story is set. Refugees are of the country they are said to be of, not of the one they
        are in.
        """
        lemma = head.lemma_.lower()
        sector = found.sectors[0] if found.sectors else ""
        if any(t.dep_ == "poss" and t.tag_ == "PRP$" for t in head.lefts):
            return self._of_people(head, sector) if lemma in _KIN else None
        if lemma in _FROM_ELSEWHERE or lemma in _UNSAID or _told(head, sector):
            return None
        against = self._against(head) if sector == "REB" else None
        if against is not None:
            return against
        before = None
        alone = _one_of_a_kind(head)
        backed = BACKED.search(text) is not None
        if backed and sector in _STATE:
            return None
        if (
            not backed
            and found.kind in ("role", "office")
            and lemma not in _ANYBODY
            and sector not in _PREMISES
        ):
            before = self.setting.meant(head, 1 if alone or lemma == "refugee" else 2)
            if before in ENTITY_CODES and not _these(head):
                before = None
        if sector == "REF":
            return before or self._if_set_in(self._context(head, sector))
        predicate = head.dep_ in ("attr", "oprd") or head.head.lower_ == "as"
        if before is not None and (alone or not predicate):
            return before
        if lemma == "regime":
            return self.setting.country()
        set_in = self.setting.country()
        if (sector in ("REB", "OPP") or lemma in _THERE) and not predicate and set_in:
            return set_in
        named = sector in _PEOPLE and lemma not in _NATIVE and _has_a_name(head)
        if named or _is_name(head, text):
            return None
        context = self._of_people(head, sector) if sector in _PEOPLE else None
        if sector not in _PEOPLE:
            context = self._of_state(head, text, sector)
        if context is not None or found.kind != "role" or predicate:
            return context
        if sector not in _LOCAL or (
            head.tag_ == "NN" and lemma not in _THERE and any(t.lower_ == "the" for t in head.lefts)
        ):
            return None
        if any(c.dep_ == "prep" and c.lower_ in ("of", "from") for c in head.rights):
            return None
        near = self.setting.near(head)
        if lemma in _ANYBODY or near is not None:
            return self._if_set_in(near)
        return set_in

    def _of_state(self, head: Token, text: str, sector: str) -> str | None:
        """Whose institution or officials: the sentence's, the story's, the dateline's."""
        found = (
            self._context(head, sector)
            or self._story(text)
            or self._dateline(head)
            or self._leading(head)
        )
        if sector == "MIL" and not _one_of_a_kind(head) and found != self._most_named():
            return None
        return found

    def _of_people(self, head: Token, sector: str) -> str | None:
        """The sentence's country where people are said to be in it or the story is about it."""
        context = self._context(head, sector)
        if context is None:
            return None
        set_in = self.setting.country()
        if set_in is not None:
            if context == set_in:
                return context
            anybody = head.lemma_.lower() in _ANYBODY
            most = self._most_named() == context
            return context if most or (not anybody and self._is_in(head, context)) else None
        most_named = self._most_named()
        return context if most_named in (None, context) or self._is_in(head, context) else None

    def _is_in(self, head: Token, country: str) -> bool:
        """Whether the sentence says that something is in a country."""
        around = sentence(head)
        return any(
            self.setting.after_locative(hit) and country in self.resolver.places_of(hit)
            for hit in self.hits(around.start_char, around.end_char)
        )

    def _most_named(self) -> str | None:
        most = self._parties().most_common(1)
        return most[0][0] if most else None

    def _against(self, head: Token) -> str | None:
        """Whose insurgency: "against the Turkish state"."""
        fought = [head.head] if head.dep_ == "dobj" else []
        for against in (p for at in (head, *fought) for p in prepositional(at, "against")):
            country = self.resolver.resolve(phrase(against).text, date=self.date).country
            if country is not None and country not in ENTITY_CODES:
                return country
        return None

    def owned(self, head: Token, text: str) -> Resolution | None:
        """ "Isis and its fighters": by the only one before it in the sentence who may be meant."""
        own = next((t for t in head.lefts if t.dep_ == "poss" and t.tag_ == "PRP$"), None)
        if own is None or head.lemma_.lower() in _KIN:
            return None
        personal = own.lower_ in ("his", "her")
        if not personal and own.lower_ not in ("its", "their"):
            return None
        owners = {
            m.code: m
            for i in range(sentence(head).start, head.i)
            if (m := self.found.get(i)) is not None
            and m.code
            and personal == (self.doc[i].ent_type_ == "PERSON" or bool(m.office))
            and (own.lower_ != "its" or self.doc[i].tag_ not in ("NNS", "NNPS"))
        }
        if len(owners) != 1:
            return None
        owner = owners.popitem()[1]
        rest = text.split(" ", 1)[-1] if text.lower().startswith(own.lower_) else ""
        if not rest or not owner.country:
            return None
        by = self.resolver.resolve(f"{owner.name or owner.text}'s {rest}", date=self.date)
        return by if by.code is not None and by.country == owner.country else None

    def _if_set_in(self, country: str | None) -> str | None:
        """The country, if it is the one that the story is set in."""
        return country if country is not None and country == self.setting.country() else None

    def _context(self, head: Token, sector: str = "") -> str | None:
        """The country a phrase without one belongs to, by what stands around it.

        In this order: the owner of the phrase it is joined to ("Pakistan's ISI and other military
        bodies"); the only country of the sentence; for an institution, the country of the story
        that has an institution of that name, if one clearly leads.
        """
        if head.dep_ == "attr" or (head.dep_ == "pobj" and head.head.lower_ == "as"):
            return None
        beside = self.found.get(head.head.i) if head.dep_ == "appos" else None
        if beside is not None and beside.country and beside.country not in ENTITY_CODES:
            return beside.country
        first = first_conjunct(head)
        if first != head:
            for child in first.lefts:
                if child.dep_ in ("poss", "amod", "compound"):
                    owner = self.resolver.resolve(child.text, date=self.date)
                    if owner.country and owner.country not in ENTITY_CODES:
                        return owner.country
        around = sentence(head)
        reported = self._reported(head)
        countries: set[str] = set()
        for hit in self.hits(around.start_char, around.end_char):
            aside = [*reported, *((start, end) for start, end, _ in self.datelines)]
            if any(start <= hit.start < end for start, end in aside) or self._aside(hit, sector):
                continue
            countries.update(self.resolver.countries_of(hit))
        for i in range(around.start, around.end):
            if any(start <= self.doc[i].idx < end for start, end in reported):
                continue
            mention = self.found.get(i)
            if mention is not None and mention.country and mention.country not in ENTITY_CODES:
                if mention.sectors[:1] != ("JRN",) and not self._placed(i, sector):
                    countries.add(mention.country)
        if len(countries) == 1:
            return countries.pop()
        return self._place_of_act(head) or self._of_speaker(head)

    def _aside(self, hit: Hit, sector: str) -> bool:
        """Whether a name has no part in whose something of that sector is.

        The medium that tells it; who stands behind others; where somebody is sent; for troops,
        where they are.
        """
        if self.resolver.is_media(hit) or beside(self.doc, hit):
            return True
        if sector not in _STATE or not self.resolver.places_of(hit):
            return False
        before = self.doc.text[max(0, hit.start - 12) : hit.start].lower().split()[-1:]
        if before and before[0] in _GOING_TO:
            return True
        return sector == "MIL" and self.setting.after_locative(hit)

    def _placed(self, i: int, sector: str) -> bool:
        """Whether a mention is a place aside, as ``_aside`` says."""
        start = self.doc[i].idx
        return any(
            hit.start <= start < hit.end and self._aside(hit, sector)
            for hit in self.hits(max(0, start - 40), start + 1)
        )

    def _of_speaker(self, head: Token) -> str | None:
        """The country whose officials tell it, where they speak of their own country."""
        clause = head.head
        if head.dep_ not in ("nsubj", "nsubjpass") or clause.dep_ != "ccomp":
            return None
        start, end = clause.left_edge.idx, clause.right_edge.idx + len(clause.right_edge.text)
        own = {c for hit in self.hits(start, end) for c in self.resolver.parties_to_story(hit)}
        for speaker in clause.head.children:
            if speaker.dep_ == "nsubj" and speaker.i != head.i:
                said = self.resolver.resolve(phrase(speaker).text, date=self.date)
                if said.kind == "role" and said.sectors[:1] in (("GOV",), ("COP",), ("MIL",)):
                    return said.country if said.country in own else None
        return None

    def _reported(self, head: Token) -> list[tuple[int, int]]:
        """What a speaker says: the countries in it are not the speaker's own."""
        if head.dep_ not in ("nsubj", "nsubjpass"):
            return []
        if load_lexicon().reporting.verbs.get(head.head.lemma_.lower()) == "asks":
            return []
        return [
            (c.left_edge.idx, c.right_edge.idx + len(c.right_edge.text))
            for c in head.head.children
            if c.dep_ == "ccomp"
        ]

    def hits(self, start: int, end: int) -> Sequence[Hit]:
        """Names that begin in ``[start, end)``."""
        return self.setting.hits(start, end)

    def _place_of_act(self, head: Token) -> str | None:
        """The one country where the clause says that the act takes place."""
        verb = next((a for a in head.ancestors if a.pos_ in ("VERB", "AUX")), None)
        if verb is None:
            return None
        places: set[str] = set()
        for prep in verb.children:
            if prep.dep_ == "prep" and prep.lower_ in LOCATIVE:
                start, end = prep.left_edge.idx, prep.right_edge.idx + len(prep.right_edge.text)
                for hit in self.hits(start, end):
                    places.update(self.resolver.parties_to_story(hit))
        return places.pop() if len(places) == 1 else None

    def _parties(self) -> Counter[str]:
        """How often each country is named as a party to the story."""
        if self._named_most is None:
            self._named_most = Counter(
                c for hit in self.doc._.names for c in self.resolver.parties_to_story(hit)
            )
        return self._named_most

    def _dateline_country(self, place: str) -> str | None:
        """The country of a dateline's town ("ISLAMABAD —"), where the actor tables know it."""
        name = place.title() if place.isupper() else place
        return self.resolver.resolve(name, date=self.date).country

    def _dateline(self, head: Token) -> str | None:
        """The country that the page reports from, for what a country has one of.

        "The foreign office" under an ISLAMABAD dateline is Pakistan's; "rebels" in a report from
        Juba may be anybody's.
        """
        if not _one_of_a_kind(head):
            return None
        return next((country for _, _, country in self.datelines if country), None)

    def _leading(self, head: Token) -> str | None:
        """The country that the whole story is about, where one is named far more than any other.

        Only for what a country has one of: "the government", "the army".
        """
        if not _one_of_a_kind(head):
            return None
        ranked = self._parties().most_common(2)
        if not ranked or ranked[0][1] < LEADING_NAMED:
            return None
        if len(ranked) > 1 and ranked[0][1] < LEADING_LEAD * ranked[1][1]:
            return None
        return ranked[0][0]

    def _story(self, words: str) -> str | None:
        """The country of the story that has an institution of this name, if one clearly leads."""
        counts = self._parties()
        fitting = [(n, c) for c, n in counts.items() if self.resolver.has_institution(words, c)]
        fitting.sort(reverse=True)
        if not fitting:
            return None
        if len(fitting) > 1 and fitting[0][0] < STORY_LEAD * fitting[1][0]:
            return None
        return fitting[0][1]


def _told(head: Token, sector: str) -> bool:
    """Whether somebody only hears it: "told reporters", "said to journalists"."""
    if sector != "JRN":
        return False
    at = head.head.head if head.dep_ == "pobj" else head.head
    return head.dep_ in ("dobj", "dative", "pobj") and (
        at.lemma_ in _TELLING or at.lemma_ in ("say", "speak", "talk")
    )


def _these(head: Token) -> bool:
    """Whether those are meant who were spoken of: "the fighters", "these men"."""
    lefts = {t.lower_ for t in head.lefts}
    return bool(lefts & {"the", "these", "those", "this", "that"}) and not lefts & SOME


def _is_name(head: Token, text: str) -> bool:
    """Whether the words are a name of their own ("Kurdish Community Centre")."""
    words = text.removeprefix("the ").removeprefix("The ").split()
    return head.tag_ == "NNP" and len(words) > 1 and all(w[:1].isupper() for w in words)


def _has_a_name(head: Token) -> bool:
    """Whether the one described is named beside it."""
    beside = [c for c in head.children if c.dep_ == "appos"]
    if head.dep_ == "appos":
        beside.append(head.head)
    return any(t.pos_ == "PROPN" for t in beside) or head.tag_ == "NNP"


def _one_of_a_kind(head: Token) -> bool:
    """ "the government", "the army": definite and singular; "parliament"."""
    definite = any(t.lower_ == "the" for t in head.lefts) or head.lower_ in _ONE
    return head.tag_ in ("NN", "NNP") and definite
