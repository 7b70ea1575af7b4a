"""What a verb says has befallen those who are counted: killed, injured, arrested, displaced …

A verb speaks of its object ("killed 12", "12 were arrested") or of its subject ("12 died"), alone
or with the words behind it ("put 12 to death", "lost an eye", "are behind bars").
"""

from __future__ import annotations

import re

from spacy.tokens import Doc, Token

from communique.reading.amounts.people import BY_NOUN, is_people

_OBJECT = {
    "killed": "kill murder slay massacre execute behead slaughter assassinate lynch decapitate"
    " butcher"
    " electrocute strangle exterminate martyr drown asphyxiate suffocate crucify neutralise"
    " neutralize liquidate gun mow hang crush fell guillotine",
    "injured": "injure wound hurt maim scald concuss cripple mutilate disfigure lacerate burn blind"
    " hospitalise hospitalize stab trample",
    "arrested": "arrest detain apprehend jail imprison incarcerate nab collar handcuff convict"
    " prosecute indict remand intern charge sentence book nick round lock",
    "displaced": "displace evacuate uproot relocate resettle rehouse exile dispossess evict",
    "prisoners": "free release kidnap abduct pardon amnesty ransom liberate capture swap exchange"
    " imprisoned snatch",
}
_OBJECT_ROLES = {word: role for role, words in _OBJECT.items() for word in words.split()}
_SUBJECT_ROLES = {
    **dict.fromkeys("die perish drown succumb starve suffocate asphyxiate".split(), "killed"),
    **dict.fromkeys(("flee",), "displaced"),
}
PASSIVE_ONLY = frozenset("hang crush burn book nick fell blind stab".split())
"""Verbs that say it of those counted only in the passive ("30 were charged")."""
_WITH_PARTICLE = {"round": "up", "lock": "up", "gun": "down", "mow": "down", "fell": ""}
_OF_THINGS_TOO = frozenset(
    "free release capture swap exchange evacuate relocate charge book hurt liberate execute"
    " neutralise neutralize drown strangle snatch lose seize hold take stop move ship collar nick"
    " cripple".split()
)
"""Verbs that things undergo as well: what is counted has to be people."""
_PHRASES: tuple[tuple[str, str, str, str], ...] = (
    (
        "put|beat|stone|club|crush|hack|burn|stab|starve|freeze",
        "object",
        r".*?\bto death\b",
        "killed",
    ),
    (
        "burn|freeze|starve|choke|bleed|crush|beat|stone|hack",
        "subject",
        r".*?\bto death\b",
        "killed",
    ),
    ("burn|bury", "object", r".*?\balive\b", "killed"),
    ("shoot|find|leave|strike|drop|declare|pronounce", "object", r".*?\bdead\b", "killed"),
    (
        "fear|presume|believe|know|confirm|report|think",
        "object",
        r"(?:\w+ )?(?:dead|killed)\b",
        "killed",
    ),
    ("lose", "subject", r"(?:their|his|her|its|a|the) (?:\w+ )?(?:life|lives)\b", "killed"),
    (
        "lose",
        "subject",
        r"(?:an?|one|their|his|her|the|both|at least) (?:\w+ ){0,3}"
        r"(?:eyes?|legs?|arms?|hands?|limbs?|f(?:oo|ee)t|sight|fingers?|hearing)\b",
        "injured",
    ),
    (
        "lose",
        "subject",
        r"(?:their|his|her|its|the) (?:\w+ )?(?:homes?|houses?|shelters?)\b",
        "displaced",
    ),
    (
        "suffer|sustain|receive|incur|escape|nurse",
        "subject",
        r"(?:\w+[ -]){0,4}(?:injur(?:y|ies)|wounds?|burns?|fractures?|bruises|cuts|concussion)\b",
        "injured",
    ),
    (
        "treat|admit|rush|take|bring|carry|fly|send|transfer|move|ferry|hospitalise|airlift",
        "object",
        r".*?\b(?:(?:to|in|into|at) (?:\w+ ){0,3}(?:hospitals?|clinics?|infirmary)"
        r"|for (?:\w+ ){0,3}(?:wounds?|injur(?:y|ies)|burns?|inhalation|shock|fractures?))\b",
        "injured",
    ),
    ("treat", "object", r"", "injured"),
    (
        "need|require|receive|undergo",
        "subject",
        r"(?:\w+ ){0,2}(?:hospital|medical|surgery|treatment|stitches|amputation)\b",
        "injured",
    ),
    (
        "take|bring|place|put|haul|march|cart|throw|send|lead|drag|bundle|keep|hold|remand|lock",
        "object",
        r".*?\b(?:into (?:\w+ ){0,2}(?:custody|detention)"
        r"|in (?:\w+ ){0,2}(?:custody|detention|jail|prison|cells)"
        r"|under (?:house )?arrest|behind bars|to (?:\w+ ){0,3}(?:jail|prison|police stations?))\b",
        "arrested",
    ),
    ("round|lock|bang|scoop|sweep|pick", "object", r"(?:\w+ ){0,1}up\b", "arrested"),
    ("haul", "object", r"(?:\w+ )?(?:in|off|away)\b", "arrested"),
    ("take|hold|seize|keep", "object", r".*?\b(?:captive|hostages?|prisoners?)\b", "prisoners"),
    ("set|let", "object", r".*?\b(?:free|go|out|loose)\b", "prisoners"),
    (
        "hand|trade",
        "object",
        r"(?:\w+ )?(?:over|back)\b.*\b(?:hostages?|prisoners?|captives?)\b",
        "prisoners",
    ),
    (
        "force|drive|chase|push|throw|burn|shell|bomb|hound|flush|turn|pressure",
        "object",
        r".*?\b(?:out|from (?:\w+ ){0,3}(?:homes?|houses?|villages?|lands?|towns?)"
        r"|off (?:\w+ ){0,2}lands?|to (?:flee|leave|move|abandon)|into exile)\b",
        "displaced",
    ),
    ("send", "object", r".*?\bfleeing\b", "displaced"),
    (
        "leave|make|render",
        "object",
        r".*?\b(?:homeless|without (?:a )?(?:homes?|shelter)|destitute)\b",
        "displaced",
    ),
    ("move|ship|take|bus|lead", "object", r"(?:\w+ )?(?:out|to safety)\b", "displaced"),
    (
        "ship|bus|airlift|ferry|truck|carry|fly",
        "object",
        r"(?:\w+ ){0,3}(?:to|from|into|off|across)\b",
        "displaced",
    ),
    (
        "seek|take|find|claim|request",
        "subject",
        r"(?:\w+ )?(?:refuge|shelter|asylum|sanctuary)\b",
        "displaced",
    ),
    (
        "live|shelter|crowd|huddle|pack|cram",
        "subject",
        r"(?:\w+ )?(?:in|inside|at|under|into) (?:\w+ ){0,4}"
        r"(?:camps?|shelters?|tents?|tarpaulins?)\b",
        "displaced",
    ),
    (
        "force|oblige|compel|have|manage|begin|start",
        "subject",
        r"to (?:flee|leave (?:their|his|her) \w+|abandon|evacuate|seek refuge|take shelter)\b",
        "displaced",
    ),
)
_COMPILED = tuple(
    (frozenset(verbs.split("|")), side, re.compile(words, re.IGNORECASE), role)
    for verbs, side, words, role in _PHRASES
)
STATES = {
    **dict.fromkeys(("dead", "killed", "slain", "executed", "drowned", "murdered"), "killed"),
    **dict.fromkeys(
        ("injured", "wounded", "hurt", "maimed", "hospitalised", "hospitalized"), "injured"
    ),
    **dict.fromkeys(("detained", "arrested", "jailed", "imprisoned"), "arrested"),
    **dict.fromkeys(("displaced", "homeless", "uprooted", "evacuated"), "displaced"),
    **dict.fromkeys(
        ("kidnapped", "abducted", "captive", "hostage", "freed", "released"), "prisoners"
    ),
}
"""Participles and adjectives that say how those counted are."""
_IN_STATE = re.compile(
    r"(?:\w+ ){0,2}?(?:(?P<arrested>behind bars|under (?:house )?arrest|on remand"
    r"|in (?:\w+ ){0,2}(?:custody|jail|prison|prisons|detention|cells?))"
    r"|(?P<injured>in (?:\w+ ){0,2}(?:hospitals?|intensive care|critical condition)|badly hurt)"
    r"|(?P<displaced>in (?:\w+ ){0,2}(?:exile|tents|camps|shelters)|on the move)"
    r"|(?P<other>missing|unaccounted|aboard|on board)"
    r"|(?P<prisoners>in captivity))\b",
    re.IGNORECASE,
)
_COPULAS = frozenset("be remain lie sit languish stay".split())
_SEEMS = frozenset(
    "fear believe think know report say confirm presume estimate understand suspect".split()
)
_SENT = frozenset(
    "minister official diplomat envoy delegate inspector expert journalist reporter"
    " passenger tourist"
    " visitor observer monitor negotiator leader medic doctor politician".split()
)
"""Who is flown and ferried without being driven out."""
_BREAK = frozenset(",;:.—–")
_WINDOW = 12
_FLIGHT = frozenset(
    "cross walk trek stream pour leave flee move swim wade surge flock spill migrate escape".split()
)
_TOWARDS = frozenset("to into towards toward across over from".split())
_RALLY = frozenset(
    "protester demonstrator supporter mourner worshipper fan spectator striker marcher"
    " voter tourist"
    " soldier troop fighter delegate".split()
)
_HOLDING = frozenset("camp prison stadium hall ship boat school church cell building bus".split())
"""What can hold people without arresting them."""
_LOST = frozenset(
    "man soldier fighter officer policeman crew crewman trooper troop pilot guard sailor marine"
    " militant member peacekeeper conscript".split()
)
_CULPRITS = frozenset(
    "suspect smuggler trafficker fugitive criminal thief dealer robber ringleader".split()
)


def said_by(verb: Token, undergone: bool, noun: Token | None = None) -> str | None:
    """The role that ``verb`` gives its object (``undergone``) or else its subject.

    ``noun`` is what is counted; verbs that things undergo too say it of people alone.
    """
    lemma = verb.lemma_.lower()
    behind = _behind(verb)
    for verbs, side, words, role in _COMPILED:
        if side != ("object" if undergone else "subject"):
            continue
        if lemma in verbs and words.match(behind):
            return role if noun is None or _may_be(noun, role) else None
    return _of_object(verb, lemma, behind, noun) if undergone else _of_subject(verb, lemma, noun)


def _of_object(verb: Token, lemma: str, behind: str, noun: Token | None) -> str | None:
    role = _OBJECT_ROLES.get(lemma)
    if lemma in PASSIVE_ONLY and not is_undergoing(verb):
        return None
    particle = _WITH_PARTICLE.get(lemma)
    if particle and not re.match(rf"(?:\w+ )?{particle}\b", behind):
        return None
    if noun is not None and role is not None and not _may_be(noun, role):
        role = None
    if lemma in _OF_THINGS_TOO and noun is not None and not is_people(noun):
        return None
    if lemma == "capture" and noun is not None and noun.lemma_.lower() in _CULPRITS:
        return "arrested"
    if role is not None:
        return role
    if lemma == "lose" and noun is not None and noun.lemma_.lower() in _LOST:
        return "killed"
    if lemma == "move" and not any(c.lower_ in ("to", "into", "for") for c in verb.children):
        return "displaced"
    if lemma == "take" and any(t.lemma_.lower() == "home" for t in verb.subtree):
        return "arrested"
    if lemma in ("hold", "seize") or (lemma == "stop" and not re.match(r"\w* ?from\b", behind)):
        return None if lemma == "hold" and _holder(verb) in _HOLDING else "arrested"
    return None


def _of_subject(verb: Token, lemma: str, noun: Token | None) -> str | None:
    role = _SUBJECT_ROLES.get(lemma)
    if role is not None:
        return role if noun is None or _may_be(noun, role) else None
    if lemma in _COPULAS:
        behind = _behind(verb)
        found = _IN_STATE.match(behind)
        if found:
            return found.lastgroup
        states = [STATES[w] for w in behind.split()[:3] if w in STATES]
        return states[0] if states and (noun is None or is_people(noun)) else None
    if lemma == "go" and verb.head.lemma_ == "let":
        return "prisoners"
    particle = {c.lower_ for c in verb.children if c.dep_ in ("prt", "prep", "advmod")}
    rally = noun is not None and noun.lemma_.lower() in _RALLY
    away = particle & (_TOWARDS if lemma == "cross" else _TOWARDS - {"across", "over"})
    if lemma == "swim":
        away = particle & {"to", "into", "across"}
    return "displaced" if lemma in _FLIGHT and away and not rally else None


def _may_be(noun: Token, role: str) -> bool:
    """Whether a role can be said of a noun: of people, and soldiers are not displaced."""
    lemma = noun.lemma_.lower()
    soldiers = BY_NOUN.get(lemma) == "troops" or lemma in _SENT
    return is_people(noun) and not (role == "displaced" and soldiers)


def is_undergoing(verb: Token) -> bool:
    """Whether a verb is passive, or a participle behind its noun."""
    return verb.tag_ == "VBN" and not any(
        c.dep_ == "aux" and c.lemma_ == "have" and not _been(verb) for c in verb.children
    )


def _been(verb: Token) -> bool:
    return any(c.dep_ == "auxpass" for c in verb.children)


def through(verb: Token) -> Token:
    """The verb that tells what befell the subject of ``verb`` ("are feared to have died")."""
    for _ in range(2):
        if verb.lemma_.lower() not in _SEEMS:
            return verb
        below = [c for c in verb.children if c.dep_ in ("xcomp", "ccomp") and c.pos_ == "VERB"]
        if not below:
            return verb
        verb = below[0]
    return verb


def _behind(verb: Token) -> str:
    """The words behind a verb, up to the end of its clause."""
    words = []
    for token in verb.doc[verb.i + 1 : verb.i + 1 + _WINDOW]:
        finite = token.pos_ in ("VERB", "AUX") and token.tag_ in ("VBD", "VBZ", "VBP")
        if token.text in _BREAK or token.is_space or (finite and token.head.i != verb.i):
            break
        if token.tag_ == "CC" and token.i + 1 < len(verb.doc) and token.nbor().pos_ == "VERB":
            break
        words.append(token.lower_)
    return " ".join(words)


def state_at(doc: Doc, at: int) -> str | None:
    """The role of a state named at token ``at`` ("12 dead", "12 badly wounded")."""
    for token in doc[at : at + 2]:
        role = STATES.get(token.lower_)
        if any(c.dep_ in ("dobj", "obj") for c in token.children):
            return None
        if role is not None and token.pos_ in ("ADJ", "VERB", "NOUN", "ADV"):
            return role
        if token.pos_ != "ADV":
            return None
    return None


def _holder(verb: Token) -> str:
    """What holds: the subject of a verb, or of the verb it is joined to."""
    for clause in (verb, verb.head) if verb.dep_ == "conj" else (verb,):
        for child in clause.children:
            if child.dep_ in ("nsubj", "nsubjpass"):
                return child.lemma_.lower()
    return ""
