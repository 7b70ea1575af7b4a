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
        clause = {t.i for t in _clause(token)}
        if clause & taken or len(clause & quoted) > len(clause) // 2:
            continue
        if len(clause) < MIN_WORDS or clause & used:
            continue
        if any(attribution.is_reporting(t) and t != token for t in _clause(token)):
            if clause & quoted:
                continue
        chain = attribution.chain(token)
        if reported and not any(s.start != s.end for s in chain):
            continue
        about = _about(token, parties, clause)
        if not reported:
            if chain or len({m.country for m in about}) < 2:
                continue
        elif not about and not resolved_source(chain):
            continue
        evidence = _evidence(doc, token, attribution)
        used |= clause
        found.append(Statement(token, evidence, tuple(about), chain))
    return found


def resolved_source(chain: tuple[Source, ...]) -> bool:
    """True when the innermost source is a resolved actor."""
    return bool(chain) and chain[-1].status == "resolved"


def _reported(token: Token, attribution: Attribution) -> bool:
    if token.dep_ != "ccomp" or not attribution.is_reporting(token.head):
        return False
    return not attribution.is_reporting(token) or not any(c.dep_ == "ccomp" for c in token.children)


def _clause(verb: Token) -> list[Token]:
    """Tokens of the verb's own clause: joined, adverbial and relative clauses left out."""
    found = [verb]
    stack = list(verb.children)
    while stack:
        token = stack.pop()
        if token.pos_ in ("VERB", "AUX") and token.dep_ in ("conj", "advcl", "relcl", "parataxis"):
            own = any(c.dep_ in ("nsubj", "nsubjpass") for c in token.children)
            if token.dep_ == "conj" and not own:
                pass
            elif token.dep_ != "advcl" or any(c.dep_ == "mark" for c in token.children):
                continue
        found.append(token)
        stack.extend(token.children)
    return found


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
