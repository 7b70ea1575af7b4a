"""Where an act took place: in its own words, or by what its sentence hangs on.

First the places in the act's own clause. Without one: what "there" or "the town" points back to,
the clause that it goes on from ("276 died in X and 300 were hurt"), the place that a "where" or
"when" clause follows, and for counted victims the place of the sentence before. An inherited place
says in its ``reason`` where it is from. Where a thing was said or written (a source's place, a
dateline) is not where it took place.
"""

from __future__ import annotations

import msgspec
from spacy.tokens import Doc, Token

from communique.coding.grammar import logical_subject, own_clause
from communique.model import Place
from communique.reading.place_names import DATELINE
from communique.reading.sentences import sentence

AGAIN = "the place that the text points back to"
GOES_ON = "the place of the clause that it goes on from"
BEFORE = "the place of the sentence before"
_POINTING = frozenset(
    "city town village district province region camp port island area capital".split()
)
_VICTIMS = frozenset(
    "kill die injure wound hurt arrest detain displace bury drown dead toll missing dead injured"
    " wounded perish shoot crush behead".split()
)


def where(doc: Doc, trigger: Token) -> tuple[Place, ...]:
    """The places of the act at ``trigger``, in the order of the text."""
    places = [p for p in doc._.places if p.reason != DATELINE]
    if not places:
        return ()
    rooted = [(p, t) for p in places if (t := _root(doc, p)) is not None]
    own = _own(rooted, trigger)
    if own:
        return tuple(own)
    clause = own_clause(trigger)
    if any(_points_back(t) for t in clause):
        earlier = [p for p, t in rooted if t.i < max(c.i for c in clause)]
        return _inherited(earlier[-1:], AGAIN)
    near = _goes_on_from(rooted, trigger)
    if near:
        return _inherited(near, GOES_ON)
    if _is_of_victims(trigger):
        return _inherited(_before(rooted, trigger), BEFORE)
    return ()


def _root(doc: Doc, place: Place) -> Token | None:
    span = doc.char_span(place.start, place.end, alignment_mode="expand")
    return span.root if span is not None and len(span) else None


def _own(rooted: list[tuple[Place, Token]], trigger: Token) -> list[Place]:
    """Places in the clause of a verb, those of clauses inside it left out."""
    clause = {t.i for t in own_clause(trigger)}
    found = [p for p, t in rooted if t.i in clause and not _of_another(t, trigger)]
    if not found:
        found = [
            p
            for head in logical_subject(trigger)
            for p, t in rooted
            if t in head.subtree and not _of_another(t, head)
        ]
    return found


def _of_another(token: Token, trigger: Token) -> bool:
    """Whether a clause of its own, or a semicolon, stands between a place and the act."""
    node = token
    while node.i != trigger.i and node.head.i != node.i:
        if node.pos_ in ("VERB", "AUX") and node.dep_ in ("relcl", "ccomp", "parataxis", "acl"):
            if not (node.dep_ == "acl" and any(c.lower_ == "to" for c in node.lefts)):
                return True
        if node.dep_ == "appos" and node.pos_ == "NOUN":
            return True
        node = node.head
    between = trigger.doc[min(token.i, trigger.i) : max(token.i, trigger.i)]
    return any(t.text == ";" for t in between)


def _points_back(token: Token) -> bool:
    if token.lower_ == "there":
        return token.dep_ != "expl" and token.tag_ != "EX"
    definite = any(c.lower_ in ("the", "that") for c in token.lefts)
    led = token.dep_ in ("pobj", "dobj")
    bare = not any(c.dep_ in ("prep", "amod", "compound", "relcl") for c in token.children)
    return token.lower_ in _POINTING and definite and led and bare


def _goes_on_from(rooted: list[tuple[Place, Token]], trigger: Token) -> list[Place]:
    """Places of the clause that this one is joined to, or follows with "where" or "when"."""
    sent = sentence(trigger)
    adverbs = {c.lower_ for c in trigger.children if c.dep_ in ("advmod", "mark")}
    if trigger.dep_ == "relcl" and "where" in adverbs:
        before = [p for p, t in rooted if sent.start <= t.i < trigger.left_edge.i]
        return before[-1:]
    if trigger.dep_ == "advcl" and "when" in adverbs:
        return _own(rooted, trigger.head)
    first = sent[0]
    fronted = [
        p
        for p, t in rooted
        if first.lower_ in ("in", "at", "near", "outside", "around")
        and t.i > first.i
        and t.head.i == first.i
        and t.i < trigger.i
    ]
    if fronted:
        return fronted
    node = trigger
    for _ in range(4):
        if node.dep_ not in ("conj", "parataxis", "advcl", "xcomp") or node.head.i == node.i:
            return []
        node = node.head
        own = [p for p in _own(rooted, node) if p.role == "place"]
        if own and node.pos_ in ("VERB", "AUX"):
            return own
    return []


def _is_of_victims(trigger: Token) -> bool:
    words = {t.lemma_.lower() for t in own_clause(trigger)}
    return bool(words & _VICTIMS)


def _before(rooted: list[tuple[Place, Token]], trigger: Token) -> list[Place]:
    """The place of the sentence before, where that has one and this sentence none."""
    sent = sentence(trigger)
    if any(sent.start <= t.i < sent.end for _, t in rooted):
        return []
    at = sent.start - 1
    while at > 0 and trigger.doc[at].is_space:
        at -= 1
    if at <= 0:
        return []
    last = sentence(trigger.doc[at])
    found = [p for p, t in rooted if last.start <= t.i < last.end and p.role == "place"]
    return found if len({p.name for p in found}) == 1 else []


def _inherited(places: list[Place], reason: str) -> tuple[Place, ...]:
    return tuple(
        msgspec.structs.replace(p, reason=f"{p.reason}; {reason}" if p.reason else reason)
        for p in places[:1]
    )
