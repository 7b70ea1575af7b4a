"""Assertions: what is said that is no event — by a source, or by the page about two actors."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc, Token

from communique.coding import grammar
from communique.coding.attribution import Attribution
from communique.coding.evidence import of_clause
from communique.coding.parties import Parties, resolved
from communique.model import Evidence, Mention, Source

STATIVE = frozenset(
    {"be", "have", "remain", "share", "lack", "stand", "differ", "depend", "belong", "face"}
)
MIN_WORDS = 4
NOBODY = frozenset({"nobody", "somebody", "someone", "everybody", "everyone", "anyone", "one"})


@dataclass(frozen=True, slots=True)
class Statement:
    """A non-event statement: its words, what it is about, its chain of sources."""

    verb: Token
    evidence: Evidence
    about: tuple[Mention, ...]
    chain: tuple[Source, ...]


def find_statements(
    doc: Doc,
    tokens: list[Token],
    taken: set[int],
    quoted: set[int],
    attribution: Attribution,
    parties: Parties,
) -> list[Statement]:
    """Statements among ``tokens``; ``taken`` are tokens of events, ``quoted`` in quotes."""
    found: list[Statement] = []
    used: set[int] = set()
    for token in tokens:
        if token.pos_ not in ("VERB", "AUX") or token.i in quoted or token.i in used:
            continue
        if token.dep_ in ("aux", "auxpass"):
            continue
        reported = _reported(token, attribution)
        stative = token.lemma_ in STATIVE and token.dep_ in ("ROOT", "advcl", "conj")
        if not reported and not stative:
            continue
        clause = {t.i for t in _clause_of(token)}
        if clause & taken or len(clause & quoted) > len(clause) // 2:
            continue
        if len(clause) < MIN_WORDS or clause & used:
            continue
        if any(attribution.is_reporting(t) and t != token for t in _clause_of(token)):
            if clause & quoted:
                continue
        chain = attribution.chain(token)
        if reported and not any(s.start != s.end for s in chain):
            continue
        if reported and chain[-1].text.lower() in NOBODY:
            continue
        about = _about(token, parties, clause)
        if not reported:
            if chain or len({m.country for m in about}) < 2:
                continue
        evidence = _evidence(doc, token, attribution)
        used |= clause
        found.append(Statement(token, evidence, tuple(about), chain))
    return found


def _reported(token: Token, attribution: Attribution) -> bool:
    """True for the verb of a clause that somebody is said to have said."""
    if attribution.is_reporting(token) and any(c.dep_ == "ccomp" for c in token.children):
        return False
    if token.dep_ == "ccomp" and attribution.is_reporting(token.head):
        return True
    if token.dep_ not in ("ROOT", "ccomp", "parataxis", "conj"):
        return False
    return any(t.verb is not None and t.reaches(token) for t in attribution.tags(token))


def _clause_of(verb: Token) -> list[Token]:
    """The verb's own clause, without relative clauses."""
    inside = grammar.own_clause(verb)
    relative = {t.i for r in inside if r.dep_ == "relcl" for t in r.subtree}
    return [t for t in inside if t.i not in relative or t == verb]


def _about(verb: Token, parties: Parties, clause: set[int]) -> list[Mention]:
    subject = [m for h in grammar.logical_subject(verb) for m in parties.at(h)]
    found = list(resolved(subject))
    for i in sorted(clause):
        for mention in resolved(parties.at(verb.doc[i])):
            if mention.code not in {m.code for m in found}:
                found.append(mention)
    if subject and not found:
        return subject
    return found


def _evidence(doc: Doc, verb: Token, attribution: Attribution) -> Evidence:
    head = verb.head
    if head.dep_ == "relcl" and head.lemma_.lower() in attribution.words.verbs:
        return of_clause(doc, head, extra=[verb])
    return of_clause(doc, verb)
