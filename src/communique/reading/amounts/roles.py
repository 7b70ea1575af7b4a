"""What befell those counted, or what the counted are: killed, injured, troops, money …"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from spacy.tokens import Doc, Token

from communique.reading.sentences import has_sentences, sentence

_ROLE_OF = {
    "killed": "kill die perish murder slay massacre execute behead slaughter dead death fatality"
    " body corpse life martyr drown assassinate crush gun lynch hang"
    " starve suffocate victim slain",
    "injured": "injure wound hurt maim wounded injured injury hospitalise hospitalize",
    "arrested": "arrest detain apprehend jail imprison capture detention sentence round charge"
    " lock nab convict prosecute indict remand intern",
    "displaced": "displace flee evacuate uproot homeless displaced refugee evacuee relocate"
    " resettle rehouse shelter exile",
    "troops": "troop soldier personnel peacekeeper fighter marine serviceman trooper guard"
    " reservist conscript paratrooper mercenary commando militiaman guardsman legionnaire recruit"
    " infantryman airman sailor serviceman servicewoman",
    "prisoners": "prisoner detainee inmate captive hostage free release kidnap abduct"
    " pardon amnesty ransom",
}
ROLES = {word: role for role, words in _ROLE_OF.items() for word in words.split(" ")}
_PASSIVE_ONLY = frozenset("round charge lock gun hang crush sentence".split())
_UNDERGONE = frozenset("killed injured arrested displaced prisoners".split())
_HELD = frozenset("hold stop seize pick lock round".split())
_PEOPLE = frozenset(
    "people man woman child boy girl civilian migrant person family worker resident villager"
    " student farmer fisherman protester pilgrim activist journalist other one foreigner national"
    " citizen minister leader politician deputy lawyer schoolboy schoolgirl teacher rioter"
    " executive supporter opponent hopeful musician".split()
)
_MEN = frozenset("man officer force".split())
_ARMED = frozenset(
    "army troop soldier battalion regiment brigade military garrison division deploy peacekeeper"
    " squadron fleet navy"
    " reservist general war front".split()
)
_FLIGHT = frozenset("cross walk trek stream pour march leave flee move".split())
_TOWARDS = frozenset("to into towards toward across over from".split())
_TOLL = re.compile(
    r"\b(?:(?P<toll>toll|dead)|(?P<state>killed|displaced|injured|wounded|prisoners|detained|troops"
    r"|arrested|fighters|refugees)|number of (?P<of>\w+))\b[^.;]{0,45}"
    r"\b(?:to|of|at|reached|is|was|hit|from|by)\s+\Z",
    re.IGNORECASE,
)
_STATE_WORDS = {
    "dead": "killed",
    "killed": "killed",
    "injured": "injured",
    "wounded": "injured",
    "hurt": "injured",
    "detained": "arrested",
    "arrested": "arrested",
    "displaced": "displaced",
    "homeless": "displaced",
}
_HOLDING = frozenset("camp prison stadium hall ship boat school church cell building bus".split())
"""What can hold people without arresting them."""
_PLACED = {
    **dict.fromkeys(("cells", "custody", "jail", "prison", "detention"), "arrested"),
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
    toll = _TOLL.search(text[max(0, begin - 90) : begin])
    if toll and (noun is None or noun.tag_ != "NNS" or noun.lower_ == "people"):
        if toll["toll"]:
            return "killed"
        word = (toll["of"] or toll["state"] or "").lower()
        return _STATE_WORDS.get(word) or ROLES.get(word.rstrip("s"))
    at = token
    while at < len(doc) and doc[at].is_quote:
        at += 1
    state = _STATE_WORDS.get(doc[at].lower_) if at < len(doc) else None
    if state and doc[at].pos_ in ("ADJ", "VERB", "NOUN", "ADV"):
        return state
    led = _led(doc, starts, begin)
    if led is not None:
        return led
    after = noun.i + 1 if noun is not None else token
    for word_ in doc[token:after]:
        role = ROLES.get(word_.lower_) or ROLES.get(word_.lemma_.lower())
        if role in ("killed", "injured", "arrested", "displaced") and word_.lemma_ not in (
            _PASSIVE_ONLY
        ):
            return role
    followed = _followed(doc, after)
    if followed is not None:
        return followed or None
    return _governor(noun if noun is not None else number)


def _led(doc: Doc, starts: Sequence[float], begin: int) -> str | None:
    """By the word before: "killed 12", "the deaths of 14", "killing at least 12"."""
    first = bisect_left(starts, begin)
    for back in range(first - 1, max(-1, first - 4), -1):
        word = doc[back]
        lemma = word.lemma_.lower()
        if word.pos_ in ("VERB", "AUX", "NOUN", "ADJ"):
            role = ROLES.get(lemma)
            undergone = role in _UNDERGONE and word.pos_ == "VERB"
            of_deaths = word.pos_ == "NOUN" and lemma in ("death", "arrest", "killing", "murder")
            if undergone and lemma not in _PASSIVE_ONLY - {"charge", "sentence"}:
                return role
            if of_deaths and doc[back + 1].lower_ == "of":
                return "arrested" if lemma == "arrest" else "killed"
            return None
        if word.is_punct or word.pos_ in ("CCONJ", "SCONJ"):
            return None
        if word.pos_ == "ADP" and word.lower_ != "of":
            return None
    return None


def _followed(doc: Doc, after: int) -> str | None:
    """By the verb behind: "12 people were killed"; empty where that verb gives none."""
    for word in doc[after : after + _REACH]:
        role = ROLES.get(word.lemma_.lower()) or ROLES.get(word.lower_)
        passive = any(c.dep_ == "auxpass" for c in word.children)
        if word.lemma_ == "shoot" and passive:
            dead = any(c.lower_ == "dead" for c in doc[word.i : word.i + 4])
            return "killed" if dead else ""
        if word.pos_ in ("VERB", "ADJ") and role in _UNDERGONE:
            active = any(c.dep_ in ("dobj", "obj") for c in word.children)
            if word.lemma_ in _PASSIVE_ONLY and not passive and word.tag_ != "VBN":
                return ""
            if active and not passive and word.lemma_ != "flee":
                return ""
            return role or ""
        if word.pos_ in ("VERB", "CCONJ", "NUM") or word.is_punct:
            return None
    return None


def _governor(noun: Token | None) -> str | None:
    """The role that the verb above the noun gives, where the noun undergoes it."""
    word = noun
    for _ in range(5):
        if word is None or word.head.i == word.i:
            return None
        included = word.head.lemma_ == "include"
        if included:
            word = word.head
        passive = word.dep_ in ("nsubjpass", "dobj", "obj")
        if included and any(c.dep_ == "nsubjpass" for c in word.head.children):
            passive = True
        head = word.head
        role = ROLES.get(head.lemma_.lower())
        if head.pos_ == "VERB":
            undergoes = passive or (
                word.dep_ == "nsubj" and head.lemma_ in ("die", "perish", "flee", "drown")
            )
            return role if role in _UNDERGONE and undergoes else None
        if word.dep_ not in ("prep", "pobj", "conj", "appos", "nummod"):
            return None
        word = head
    return None


def by_kind(noun: Token) -> str:
    """The role by what is counted and by what its verb says of people."""
    lemma = noun.lemma_.lower()
    verb = noun.head
    named = noun.pos_ == "PROPN" or noun.text[:1].isupper()
    people = lemma in _PEOPLE or named or noun.lower_ == "people"
    if people and verb.pos_ == "VERB":
        moved = _by_verb(noun, verb)
        if moved:
            return moved
    if lemma == "officer" and verb.lemma_.lower() in ("land", "deploy", "mass", "station"):
        return "troops"
    if lemma in _MEN and _is_armed(noun):
        return "troops"
    return ROLES.get(lemma, "other") if noun.pos_ != "VERB" else "other"


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
    return "displaced" if gone and not onward else _by_verb(number, verb)


def spoken_of(doc: Doc, token: int) -> str | None:
    """The role of what was last spoken of before a bare number ("no deaths, then …")."""
    for word in reversed(list(doc[max(0, token - _FAR) : token])):
        role = ROLES.get(word.lemma_.lower())
        if role and word.pos_ == "NOUN":
            return role
    return None


def _by_verb(noun: Token, verb: Token) -> str | None:
    lemma = verb.lemma_.lower()
    undergone = noun.dep_ in ("dobj", "nsubjpass", "obj")
    if lemma == "lose" and any(c.lemma_.lower() == "home" for c in verb.children):
        return "displaced"
    if undergone and lemma == "move" and noun.dep_ == "dobj":
        return "displaced"
    if undergone and lemma == "take" and any(t.lemma_.lower() == "home" for t in verb.subtree):
        return "arrested"
    if lemma == "go" and verb.head.lemma_ == "let":
        return "prisoners"
    particle = {c.lower_ for c in verb.children if c.dep_ in ("prt", "prep", "advmod")}
    if lemma == "hold" and _holder(verb) in _HOLDING:
        return None
    if undergone and lemma in _HELD and (lemma in ("hold", "stop", "seize") or "up" in particle):
        return "arrested"
    if undergone and lemma == "let" and particle & {"out", "go"}:
        return "prisoners"
    away = particle & _TOWARDS if lemma == "cross" else particle & _TOWARDS - {"across", "over"}
    if noun.dep_ == "nsubj" and lemma in _FLIGHT and away:
        return "displaced"
    return None


def _holder(verb: Token) -> str:
    """What holds: the subject of a verb, or of the verb it is joined to."""
    for clause in (verb, verb.head) if verb.dep_ == "conj" else (verb,):
        for child in clause.children:
            if child.dep_ in ("nsubj", "nsubjpass"):
                return child.lemma_.lower()
    return ""


def _is_armed(noun: Token) -> bool:
    if not has_sentences(noun.doc):
        return False
    return any(t.lemma_.lower() in _ARMED for t in sentence(noun))
