"""Persons that no table has: what a text calls them where it brings them in, and after."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from spacy.tokens import Token

from communique.actors import Resolution, Resolver
from communique.model import Mention
from communique.reading.phrases import first_conjunct, phrase

HONORIFICS = frozenset({"mr", "mrs", "ms", "dr", "sir", "lord", "gen", "mr.", "mrs.", "ms."})
_TELLING = frozenset({"role", "office", "name", "person", "group", "organisation", "demonym"})
"""Kinds of description that say who somebody is."""


class Introduced:
    """The persons of one document by their short names."""

    def __init__(self) -> None:
        self._full: dict[str, tuple[str, Resolution]] = {}

    def remember(self, words: str, head: Token, found: Resolution) -> None:
        """Keep a person under the last name and, where it is long enough, the first."""
        names = (found.name or head.text).split()
        for name in {head.text, names[-1]}:
            self._full.setdefault(name, (words, found))
        if len(names[0]) > 3 or found.kind == "described":
            self._full.setdefault(names[0], (words, found))

    def called(self, name: str, words: str) -> Resolution | None:
        """The person whom a short name means, if the words have no other name in them."""
        known = self._full.get(name)
        if known is None:
            return None
        full = f"{known[0]} {known[1].name or ''}"
        return known[1] if _same_person(words, full) else None

    def words(self, name: str) -> str | None:
        """The words that brought a name in."""
        known = self._full.get(name)
        return known[0] if known else None


def introduction(
    head: Token,
    resolution: Resolution,
    resolver: Resolver,
    date: str | None,
    found: Mapping[int, Mention],
) -> Resolution | None:
    """What is said beside a name that no table has, or beside a role without a country.

    In this order: an apposition ("Zarif, Iran's foreign minister"), the noun that the name is in
    apposition to ("the Spanish photographer, Ricardo Vilanova"), a statement ("Ruaa is a Syrian
    refugee"), the title that it shares ("Senators Jeff Flake, Cory Booker and Chris Coons").
    ``resolution`` is what the words say by themselves.
    """
    if head.pos_ != "PROPN" and resolution.kind is None:
        return None
    for told in _descriptions(head):
        by = resolver.resolve(phrase(told).text, date=date)
        known = found.get(told.i) if told.i < head.i and told.tag_ == "NN" else None
        if by.code is None and known is not None and known.sectors[:1] != ("CVL",):
            by = Resolution(
                code=known.code, country=known.country, sectors=known.sectors, kind="role"
            )
        if by.code is not None and by.kind not in ("capital", "metonym", "place", "surname"):
            if head.pos_ != "PROPN":
                return by
            if by.kind in _TELLING:
                return _described(by, phrase(head).text, head)
            return msgspec.structs.replace(by, name=phrase(head).text)
    if head.dep_ == "conj" and head.pos_ == "PROPN" and head.ent_type_ == "PERSON":
        first = first_conjunct(head)
        shared = found.get(first.i)
        beside = [*(t for t in phrase(first) if t.i < first.i), first.head]
        titled = any(t.tag_ in ("NNPS", "NNS") and t.i < first.i for t in beside)
        own = any(t.dep_ in ("compound", "nmod") and t.pos_ == "NOUN" for t in head.lefts)
        if titled and not own and shared is not None and shared.country:
            return Resolution(
                code=shared.code,
                name=head.text if not shared.name else phrase(head).text,
                country=shared.country,
                sectors=shared.sectors,
                kind="described",
            )
    return None


def described(head: Token, resolver: Resolver, date: str | None) -> Resolution | None:
    """What an apposition says of a name that is also a city's ("Sana, the state news agency")."""
    for told in head.rights:
        if told.dep_ == "appos" and told.pos_ == "NOUN":
            by = resolver.resolve(phrase(told).text, date=date)
            if by.code is not None and by.kind in ("role", "agency", "organisation"):
                return msgspec.structs.replace(by, name=head.text)
    return None


def _descriptions(head: Token) -> list[Token]:
    told = [
        c
        for c in head.rights
        if c.dep_ == "appos" and c.pos_ != "NUM" and c.ent_type_ != "DATE" and _agree(head, c)
    ]
    if head.pos_ != "PROPN":
        return told
    if head.dep_ == "appos" and head.head.pos_ == "NOUN":
        if head.ent_type_ == "PERSON" or head.head.tag_ == "NN":
            told.append(head.head)
    if head.ent_type_ != "PERSON":
        return told
    if head.dep_ == "nsubj" and head.head.lemma_ == "be":
        denied = any(c.dep_ == "neg" for c in head.head.children)
        told += [
            c
            for c in head.head.children
            if c.dep_ == "attr" and c.tag_ in ("NN", "NNP") and not denied
        ]
    return told


def _agree(head: Token, told: Token) -> bool:
    """One is not several: "four countries – Turkey, Syria, …" says nothing of the four."""
    several = any(c.dep_ == "conj" for c in told.children)
    plural = ("NNS", "NNPS")
    return head.pos_ == "PROPN" or (not several and (head.tag_ in plural) == (told.tag_ in plural))


def _described(by: Resolution, words: str, head: Token) -> Resolution:
    """The description's country and sectors under the name of the person."""
    if head.ent_type_ != "PERSON" and by.kind not in ("role", "office"):
        return msgspec.structs.replace(by, name=words)
    return Resolution(
        code=by.code, name=words, country=by.country, sectors=by.sectors, kind="described"
    )


def _same_person(words: str, full: str) -> bool:
    parts = [w for w in words.replace("'s", "").replace("’s", "").split() if w[:1].isupper()]
    return bool(parts) and all(p in full for p in parts if p.lower() not in HONORIFICS)
