"""What befell those counted, or what the counted are: killed, injured, troops, money …"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from spacy.tokens import Doc, Token

from communique.reading.amounts.befallen import (
    PASSIVE_ONLY,
    STATES,
    is_undergoing,
    said_by,
    state_at,
    through,
)
from communique.reading.amounts.people import BY_NOUN, is_people, kind_of
from communique.reading.sentences import has_sentences, sentence

_UNDERGONE = frozenset("killed injured arrested displaced prisoners".split())
_OF_NOUN = {
    **dict.fromkeys(
        "death killing murder massacre execution slaughter assassination beheading drowning hanging"
        " shooting lynching loss".split(),
        "killed",
    ),
    **dict.fromkeys("wounding injuring maiming hospitalisation hospitalization".split(), "injured"),
    **dict.fromkeys(
        "arrest detention jailing imprisonment round-up roundup conviction sentencing indictment"
        " prosecution internment".split(),
        "arrested",
    ),
    **dict.fromkeys(
        "displacement eviction evacuation exodus flight uprooting relocation influx".split(),
        "displaced",
    ),
    **dict.fromkeys(
        "abduction kidnapping release freeing liberation swap exchange capture kidnap"
        " freedom ransom".split(),
        "prisoners",
    ),
}
"""Nouns whose "of" says what befell those counted ("the arrest of 12")."""
_MEN = frozenset("man officer force".split())
_ARMED = frozenset(
    "army troop soldier battalion regiment brigade military garrison division deploy peacekeeper"
    " squadron fleet navy"
    " reservist general war front".split()
)
_TOLL = re.compile(
    r"\b(?:(?P<killed>toll|dead|killed|deaths|fatalities)|(?P<displaced>displaced|homeless|refugees|evacuees)"
    r"|(?P<injured>injured|wounded|injuries)|(?P<arrested>detained|arrested|arrests|custody|detainees)"
    r"|(?P<troops>troops|fighters|soldiers|peacekeepers)|(?P<prisoners>prisoners|hostages|captives)"
    r"|(?P<other>missing|infected))\b",
    re.IGNORECASE,
)
_REACHES = re.compile(
    r"[^.;]{0,45}\b(?:to|of|at|reached|reaches|is|was|hit|by|passed|passes|topped|exceeded|surpassed"
    r"|neared|nears|from)\s+\Z",
    re.IGNORECASE,
)
_OF_WHAT = re.compile(r"\bnumber of (?P<of>\w+)\b[^.;]{0,45}\Z", re.IGNORECASE)
_PLACED = {
    **dict.fromkeys(("cells", "custody", "jail", "prison", "detention", "bars"), "arrested"),
    **dict.fromkeys(("hospital", "hospitals"), "injured"),
    **dict.fromkeys(("aboard", "missing", "passengers", "crew"), "other"),
}
"""Words of where those counted are, and what that says of them."""
_REACH = 7
_FAR = 40


def role_of(
    doc: Doc,
    starts: Sequence[float],
    begin: int,
    token: int,
    noun: Token | None,
    text: str,
) -> str | None:
    """The role of the amount that begins at ``begin`` and ends before ``token``, if any."""
    number = doc[max(0, token - 1)]
    if noun is None or noun.tag_ != "NNS" or noun.lower_ == "people":
        role = _tolled(text[max(0, begin - 90) : begin])
        if role:
            return role
    at = token
    while at < len(doc) and doc[at].is_quote:
        at += 1
    state = state_at(doc, at)
    if state:
        return state
    led = _led(doc, starts, begin, noun)
    if led is not None:
        return led
    after = noun.i + 1 if noun is not None else token
    for word in doc[token:after]:
        role = STATES.get(word.lower_) if word.i < after - 1 else kind_of(word)
        if role in ("killed", "injured", "arrested", "displaced"):
            return role
    if noun is not None and is_people(noun):
        state = state_at(doc, after)
        if state:
            return state
    followed = _followed(doc, after, noun)
    if followed is not None:
        return followed or None
    return _governor(noun if noun is not None else number, noun)


def _tolled(before: str) -> str | None:
    """By a toll that rises or stands at the number ("the dead at", "number of refugees to")."""
    named = list(_TOLL.finditer(before))
    if named and _REACHES.match(before, named[-1].end()):
        return named[-1].lastgroup
    of = _OF_WHAT.search(before)
    if of and not named and _REACHES.match(before, of.end("of")):
        word = of["of"].lower()
        return STATES.get(word) or BY_NOUN.get(word.rstrip("s"))
    return None


def _led(doc: Doc, starts: Sequence[float], begin: int, noun: Token | None) -> str | None:
    """By the word before: "killed 12", "rounded up 14", "the deaths of 14"."""
    first = bisect_left(starts, begin)
    particle = False
    for back in range(first - 1, max(-1, first - 4), -1):
        word = doc[back]
        if word.pos_ in ("VERB", "AUX", "NOUN", "ADJ"):
            if word.pos_ == "VERB" and word.lemma_.lower() not in PASSIVE_ONLY - {"charge"}:
                role = said_by(word, True, noun)
                return role if role in _UNDERGONE else None
            of_noun = _OF_NOUN.get(word.lemma_.lower()) if word.pos_ == "NOUN" else None
            return of_noun if of_noun and doc[back + 1].lower_ == "of" else None
        if word.is_punct or word.pos_ in ("CCONJ", "SCONJ"):
            return None
        if word.lower_ in ("up", "down", "out", "off") and not particle:
            particle = True
            continue
        if word.pos_ == "ADP" and word.lower_ != "of":
            return None
    return None


def _followed(doc: Doc, after: int, noun: Token | None) -> str | None:
    """By the verb behind: "12 people were killed"; empty where that verb gives none."""
    for word in doc[after : after + _REACH]:
        if word.pos_ == "NOUN" and word.lemma_.lower() in ("swap", "exchange") and noun is not None:
            return "prisoners" if is_people(noun) else None
        if word.pos_ in ("VERB", "ADJ") and word.tag_ != "VBG":
            verb = through(word)
            passive = any(c.dep_ == "auxpass" for c in verb.children)
            reduced = word.tag_ == "VBN" and word.i == after
            undergone = passive or reduced or (verb.tag_ == "VBN" and is_undergoing(verb))
            objects = [c for c in verb.children if c.dep_ in ("dobj", "obj")]
            active = bool(objects) and not passive
            if verb.lemma_ == "shoot" and passive:
                return said_by(verb, True, noun) or ""
            role = said_by(verb, True, noun) if undergone and not active else None
            role = role or (None if passive else said_by(verb, False, noun))
            if role in _UNDERGONE:
                return role
            if word.pos_ == "VERB":
                return "" if active and said_by(verb, True, None) in _UNDERGONE else None
        elif word.pos_ == "AUX" and word.lemma_ == "be":
            role = said_by(word, False, noun)
            if role is not None:
                return role
        if word.pos_ in ("CCONJ", "NUM", "VERB") or word.is_punct:
            return None
    return None


def _governor(word: Token | None, noun: Token | None) -> str | None:
    """The role that the verb or noun above gives those counted."""
    for _ in range(5):
        if word is None or word.head.i == word.i:
            return None
        included = word.head.lemma_ == "include" and word.head.pos_ == "VERB"
        if included:
            word = word.head
        passive = word.dep_ in ("nsubjpass", "dobj", "obj")
        if included and any(c.dep_ == "nsubjpass" for c in word.head.children):
            passive = True
        head = word.head
        if head.pos_ in ("VERB", "AUX"):
            below = through(head) if word.dep_ in ("nsubj", "nsubjpass") else head
            if below is not head:
                passive = any(c.dep_ == "auxpass" for c in below.children)
            if not passive and word.dep_ != "nsubj":
                return None
            role = said_by(below, passive, noun)
            return role if role in _UNDERGONE or role == "other" else None
        if word.dep_ == "pobj" and head.lower_ == "of" and head.head.lemma_.lower() in _OF_NOUN:
            return _OF_NOUN[head.head.lemma_.lower()]
        if word.dep_ not in ("prep", "pobj", "conj", "appos", "nummod"):
            return None
        if word.dep_ == "pobj" and head.lower_ not in ("of", "to", "for", "including", "among"):
            return None
        word = head
    return None


def by_kind(noun: Token) -> str:
    """The role by what is counted and by what its verb says of people."""
    lemma = noun.lemma_.lower()
    verb = noun.head
    if is_people(noun) and verb.pos_ == "VERB":
        moved = _by_verb(noun, verb, noun)
        if moved:
            return moved
    if lemma == "officer" and verb.lemma_.lower() in ("land", "deploy", "mass", "station"):
        return "troops"
    if lemma in _MEN and _is_armed(noun):
        return "troops"
    return kind_of(noun) or "other"


def of_bare(doc: Doc, token: int) -> str | None:
    """The role that the words around a bare number ending before ``token`` give it.

    ``other`` where they say something else of those counted than befell the ones before.
    """
    for word in doc[token : token + _REACH]:
        if word.lower_ in (",", ";", ".", "and"):
            break
        if word.lower_ in _PLACED:
            return _PLACED[word.lower_]
        if word.lower_ == "found" and any(t.lower_ == "not" for t in doc[token : word.i]):
            return "other"
    number = doc[max(0, token - 1)]
    verb = number.head
    if verb.pos_ != "VERB":
        return None
    gone = number.dep_ == "nsubj" and verb.lemma_ in ("leave", "flee", "go") and verb.tag_ == "VBN"
    onward = any(c.lower_ in ("to", "into", "for") for c in verb.children)
    return "displaced" if gone and not onward else _by_verb(number, verb, None)


def spoken_of(doc: Doc, token: int) -> str | None:
    """The role of what was last spoken of before a bare number ("no deaths, then …")."""
    for word in reversed(list(doc[max(0, token - _FAR) : token])):
        role = kind_of(word) if word.pos_ == "NOUN" else None
        if role:
            return role
    return None


def _by_verb(word: Token, verb: Token, noun: Token | None) -> str | None:
    undergone = word.dep_ in ("dobj", "nsubjpass", "obj")
    if not undergone and word.dep_ != "nsubj":
        return None
    return said_by(verb, undergone, noun)


def _is_armed(noun: Token) -> bool:
    if not has_sentences(noun.doc):
        return False
    return any(t.lemma_.lower() in _ARMED for t in sentence(noun))
