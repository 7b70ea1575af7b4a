"""Who does what to whom over a dependency parse: agents, patients, complements, voice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from spacy.tokens import Token

from communique.codebook import Control
from communique.reading.phrases import conjuncts

OBJECT_CONTROL = frozenset(
    "ask urge request order tell press push pressure persuade instruct encourage force compel help "
    "allow let invite warn advise beg implore exhort convince direct command permit enable lobby "
    "call appeal lean prod nudge challenge authorize authorise accuse blame suspect charge".split()
)
WRITING = frozenset({"write", "send", "address", "deliver", "appeal", "speak", "turn", "cable"})
LETTERS = frozenset({"letter", "note", "message", "cable", "telegram", "statement", "appeal"})
MISREAD = {"hoped": "hope", "hoping": "hope", "swore": "swear", "sworn": "swear"}
RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})


def lemma_of(verb: Token) -> str:
    """The lemma in lower case, put right where the lemmatiser takes one verb for another."""
    return MISREAD.get(verb.lower_, verb.lemma_.lower())


def is_passive(verb: Token) -> bool:
    """True for passives, reduced ones ("troops sent by …") included."""
    if any(c.dep_ in ("auxpass", "nsubjpass") for c in verb.children):
        return True
    if verb.tag_ == "VBN" and verb.dep_ in ("acl", "advcl", "amod") and not _has_aux(verb):
        return True
    if verb.tag_ == "VBN" and verb.dep_ == "conj" and not _own_subject(verb) and not _has_aux(verb):
        return is_passive(verb.head)
    return False


def _has_aux(verb: Token) -> bool:
    return any(c.dep_ == "aux" and c.lemma_ in ("have", "do") for c in verb.children)


def _own_subject(verb: Token) -> list[Token]:
    return [c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass", "csubj")]


def _resolve_relative(verb: Token, subject: Token) -> Token:
    """The noun that a relative pronoun stands for."""
    if subject.lower_ in RELATIVE and subject.tag_ in ("WDT", "WP", "IN", "DT", "WP$"):
        node = verb
        while node.dep_ in ("ccomp", "xcomp", "conj") and node.head != node:
            node = node.head
        if node.dep_ == "relcl":
            return node.head
    return subject


def logical_subject(verb: Token, depth: int = 0) -> list[Token]:
    """The heads standing as grammatical subject, own or inherited from the governing clause."""
    own = _own_subject(verb)
    if own:
        return [c for s in own for c in conjuncts(_resolve_relative(verb, s))]
    if depth > 6 or verb.head == verb:
        return []
    head = verb.head
    if verb.dep_ == "conj" and head.pos_ in ("VERB", "AUX"):
        return logical_subject(head, depth + 1)
    if verb.dep_ == "acl":
        writer = writing_verb(verb)
        if writer is not None:
            return [writer] if writer.pos_ == "NOUN" else logical_subject(writer, depth + 1)
    if verb.dep_ in ("relcl", "acl"):
        return conjuncts(head)
    if verb.dep_ in ("xcomp", "ccomp", "advcl", "pcomp"):
        governor = head
        if verb.dep_ == "pcomp":
            governor = head.head
            if head.lower_ == "as" and governor.pos_ == "VERB":
                described = patients(governor)
                if described:
                    return described
            if governor.pos_ in ("NOUN", "PROPN"):
                return _noun_governor_subject(governor, depth)
        if governor.pos_ == "ADJ" or governor.pos_ == "NOUN":
            return logical_subject(governor.head, depth + 1) if governor.head != governor else []
        if governor.pos_ not in ("VERB", "AUX"):
            return []
        if controls_object(governor, verb):
            objects = [c for c in governor.children if c.dep_ in ("dobj", "dative")]
            objects += [
                o
                for p in governor.children
                if p.dep_ == "prep" and p.lower_ in ("on", "upon", "to", "with")
                for o in p.children
                if o.dep_ == "pobj" and o.i < verb.i
            ]
            if objects:
                return [c for o in objects for c in conjuncts(o)]
            if is_passive(governor):
                return patients(governor)
        return agents(governor, depth + 1) or logical_subject(governor, depth + 1)
    if verb.dep_ == "parataxis" and head.pos_ in ("VERB", "AUX"):
        return logical_subject(head, depth + 1)
    return []


def writing_verb(verb: Token) -> Token | None:
    """The verb of "wrote to X seeking …", where the parser hangs "seeking" on X."""
    head = verb.head
    if verb.tag_ != "VBG" or head.dep_ != "pobj" or head.head.lower_ != "to":
        return None
    node = head.head.head
    if node.pos_ == "NOUN" and node.lemma_ in LETTERS:
        return node
    while node.pos_ == "NOUN" and node.head != node:
        node = node.head
    return node if node.lemma_ in WRITING else None


def controls_object(governor: Token, verb: Token) -> bool:
    """True when the governor's object does the complement ("urged Iran to stop")."""
    if governor.lemma_ not in OBJECT_CONTROL:
        return False
    return verb.dep_ in ("xcomp", "pcomp") or is_infinitive(verb) or verb.dep_ == "ccomp"


def _noun_governor_subject(noun: Token, depth: int) -> list[Token]:
    owner = [c for c in noun.lefts if c.dep_ == "poss"]
    if owner:
        return owner
    verb = noun.head
    return logical_subject(verb, depth + 1) if verb.pos_ in ("VERB", "AUX") else []


def is_infinitive(verb: Token) -> bool:
    """True for "to do"."""
    return any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)


def by_agents(verb: Token) -> list[Token]:
    """The heads after "by" of a passive."""
    return [
        c
        for p in verb.children
        if p.dep_ == "agent" or (p.dep_ == "prep" and p.lower_ == "by")
        for o in p.children
        if o.dep_ == "pobj"
        for c in conjuncts(o)
    ]


def is_content(clause: Token) -> bool:
    """True for a clause with "that" which has its parts besides it: no relative clause."""
    word = next((c for c in clause.children if c.lower_ == "that"), None)
    if word is None or word.i != clause.left_edge.i:
        return False
    return word.dep_ == "mark" or any(
        c.dep_ == word.dep_ and c.i != word.i for c in clause.children
    )


def agents(verb: Token, depth: int = 0) -> list[Token]:
    """Those who do it: the subject of an active verb, the "by" phrase of a passive one."""
    if is_passive(verb):
        return by_agents(verb)
    return logical_subject(verb, depth)


def patients(verb: Token) -> list[Token]:
    """Those it is done to: the direct object, or the subject of a passive."""
    if is_passive(verb):
        found = logical_subject(verb)
        if verb.dep_ in ("acl", "relcl") and not _own_subject(verb):
            found = conjuncts(verb.head)
        return found
    found = [c for o in verb.children if o.dep_ in ("dobj", "attr", "oprd") for c in conjuncts(o)]
    if found:
        return [
            r
            for f in found
            for r in (conjuncts(_resolve_relative(verb, f)) if f.lower_ in RELATIVE else [f])
        ]
    shared = _shared_object(verb)
    if shared:
        return shared
    if verb.dep_ == "relcl" and _own_subject(verb):
        own = _own_subject(verb)[0]
        if own.lower_ not in RELATIVE and not any(c.dep_ == "ccomp" for c in verb.children):
            return conjuncts(verb.head)
    return []


def _shared_object(verb: Token) -> list[Token]:
    """ "fund and arm the Taliban": the object of the last verb serves the first too."""
    for child in verb.rights:
        if child.dep_ == "conj" and child.pos_ == "VERB" and not _own_subject(child):
            if child.i - verb.i <= 3:
                return [c for o in child.children if o.dep_ == "dobj" for c in conjuncts(o)]
    return []


def complements(verb: Token) -> Iterator[Token]:
    """Verbs in the complement of a verb: infinitives, clauses, gerunds after a preposition."""
    for child in verb.children:
        if (child.dep_ in ("xcomp", "ccomp") and child.pos_ in ("VERB", "AUX")) or (
            child.dep_ == "advcl" and is_infinitive(child) and child.i > verb.i
        ):
            yield child
        elif child.dep_ == "prep":
            for inner in child.children:
                if inner.dep_ == "pcomp" and inner.pos_ in ("VERB", "AUX"):
                    yield inner
        elif child.dep_ in ("acomp", "dobj", "oprd"):
            for inner in child.children:
                if inner.dep_ in ("xcomp", "acl") and is_infinitive(inner):
                    yield inner


def control_of(verb: Token, lemma: str, table: Mapping[str, Control]) -> Control | None:
    """What a verb, with its particle or preposition, does to the act in its complement."""
    for child in verb.children:
        if child.dep_ in ("prt", "prep"):
            found = table.get(f"{lemma}_{child.lower_}")
            if found is not None:
                return found
    if any(c.dep_ == "prt" for c in verb.children):
        return None
    return table.get(lemma)


def own_clause(verb: Token) -> list[Token]:
    """A verb's subtree without joined clauses and clauses of condition or time."""
    found = [verb]
    stack = list(verb.children)
    while stack:
        token = stack.pop()
        if token.pos_ in ("VERB", "AUX"):
            subject = any(c.dep_ in ("nsubj", "nsubjpass") for c in token.children)
            if token.dep_ in ("conj", "parataxis") and subject:
                continue
            if token.dep_ == "advcl" and any(c.dep_ == "mark" for c in token.children):
                continue
        found.append(token)
        stack.extend(token.children)
    return found


def governing_verb(token: Token) -> Token | None:
    """The verb of the clause that a token stands in."""
    for ancestor in token.ancestors:
        if ancestor.pos_ in ("VERB", "AUX"):
            return ancestor
    return None
