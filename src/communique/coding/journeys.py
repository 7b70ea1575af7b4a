"""Journeys: who travels, with the stops in order."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc, Token

from communique.actors import Resolver
from communique.coding import grammar
from communique.coding.parties import Parties
from communique.model import Mention, Place
from communique.reading.phrases import conjuncts, phrase

TRAVEL = frozenset("travel visit fly tour head go journey stop call leave depart".split())
BEFORE = ("after", "following")
TRIPS = frozenset({"trip", "tour", "visit", "journey", "swing", "voyage", "mission"})
TO = frozenset({"to", "in", "at", "via", "through"})
MIN_STOPS = 2


@dataclass(frozen=True, slots=True)
class Journey:
    """A journey: the verb, the travellers, the stops."""

    verb: Token
    travellers: tuple[Mention, ...]
    stops: tuple[Place, ...]


def find_journeys(
    doc: Doc, tokens: list[Token], parties: Parties, resolver: Resolver
) -> list[Journey]:
    """Journeys with at least two stops."""
    found = []
    for verb in tokens:
        if verb.pos_ != "VERB":
            continue
        heads = _stop_heads(verb) if verb.lemma_ in TRAVEL else _trip_heads(verb)
        stops = [p for h in heads if (p := _stop(doc, h, resolver)) is not None]
        if len(stops) < MIN_STOPS:
            continue
        travellers = tuple(parties.acting(_travellers(verb)))
        if travellers:
            found.append(Journey(verb, travellers, tuple(stops)))
    return found


def _trip(verb: Token) -> Token | None:
    """The trip that a verb begins or makes ("begins a tour of", "the tour takes him")."""
    for child in verb.children:
        if child.dep_ in ("dobj", "nsubj", "pobj") and child.lemma_ in TRIPS:
            return child
    return None


def _travellers(verb: Token) -> list[Token]:
    trip = _trip(verb)
    if trip is not None and trip.dep_ == "nsubj":
        owner = [c for c in trip.lefts if c.dep_ == "poss"]
        return owner or grammar.patients(verb)
    return grammar.agents(verb)


def _trip_heads(verb: Token) -> list[Token]:
    trip = _trip(verb)
    if trip is None:
        return []
    holders = [trip, verb] if trip.dep_ == "nsubj" else [trip]
    heads = [
        c
        for holder in holders
        for p in holder.subtree
        if p.dep_ == "prep" and p.lower_ in ("to", "of", "through", "from")
        for o in p.children
        if o.dep_ == "pobj"
        for c in conjuncts(o)
    ]
    return sorted(set(heads), key=lambda t: t.i)


def _stop_heads(verb: Token) -> list[Token]:
    """Heads of the stops in the order of travel: those made before come first."""
    heads: list[Token] = []
    made = [t for c in verb.children if _is_before(c) for t in _prep_stops(c)]
    for child in verb.children:
        if child.dep_ == "prep" or (child.dep_ == "conj" and child.pos_ == "ADP"):
            heads += _prep_stops(child)
            for onward in child.children:
                if onward.dep_ == "pcomp" and onward.lemma_ in TRAVEL:
                    heads += _stop_heads(onward)
        elif child.dep_ == "dobj" and verb.lemma_ in ("visit", "tour"):
            heads += conjuncts(child)
    for follow in verb.children:
        joined = follow.dep_ in ("advcl", "conj") or (
            follow.dep_ == "prep" and follow.lower_ in ("before", "after", "followed")
        )
        if joined and follow.pos_ == "VERB" and follow.lemma_ in TRAVEL:
            heads += _stop_heads(follow)
    rest = [t for t in heads if t not in made]
    return sorted(made, key=lambda t: t.i) + sorted(rest, key=lambda t: t.i)


def _is_before(child: Token) -> bool:
    """ "after stops in …", also where the parser takes "stops" for a verb."""
    if child.dep_ == "prep":
        return child.lower_ in BEFORE
    return (
        child.dep_ == "advcl"
        and child.lemma_ == "stop"
        and any(c.dep_ == "mark" and c.lower_ in BEFORE for c in child.children)
    )


def _prep_stops(prep: Token) -> list[Token]:
    """Places after "to" and the preps joined to it; stops made before ("after stops in …")."""
    heads: list[Token] = []
    leaving = prep.lower_ == "for" and prep.head.lemma_ in ("leave", "depart", "head")
    if prep.lower_ in TO | {"from"} or leaving:
        heads += [c for o in prep.children if o.dep_ == "pobj" for c in conjuncts(o)]
    elif prep.lower_ in (*BEFORE, "with"):
        for stops in prep.children:
            if stops.lemma_ == "stop":
                heads += [t for p in stops.children if p.dep_ == "prep" for t in _prep_stops(p)]
    for child in prep.children:
        if child.dep_ in ("conj", "prep") and child.pos_ == "ADP" and child.i > prep.i:
            heads += _prep_stops(child)
    return heads


def _stop(doc: Doc, head: Token, resolver: Resolver) -> Place | None:
    span = phrase(head)
    for place in doc._.places:
        if place.start < span.end_char and span.start_char < place.end:
            return Place(
                text=place.text,
                start=place.start,
                end=place.end,
                role="stop",
                name=place.name,
                geonames_id=place.geonames_id,
                country=place.country,
                latitude=place.latitude,
                longitude=place.longitude,
                precision=place.precision,
                status=place.status,
                reason=place.reason,
            )
    if head.pos_ != "PROPN" or head.ent_type_ in ("DATE", "TIME", "PERSON"):
        return None
    actor = resolver.resolve(span.text, date=doc._.published)
    if actor.country is not None and actor.kind in ("name", "capital", "metonym"):
        return Place(
            text=span.text,
            start=span.start_char,
            end=span.end_char,
            role="stop",
            name=actor.name,
            country=actor.country,
            precision="country" if actor.kind == "name" else "city",
            status="resolved",
        )
    return Place(
        text=span.text,
        start=span.start_char,
        end=span.end_char,
        role="stop",
        reason=f"no place named {span.text!r} in the gazetteer",
    )
