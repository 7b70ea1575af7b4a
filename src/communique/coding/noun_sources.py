"""Sources at a noun of saying: "his claim that", "rejected suggestions that", "a theory that"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spacy.tokens import Token

from communique.coding import grammar
from communique.model import Source
from communique.model.claim import Stance
from communique.reading.phrases import conjuncts

if TYPE_CHECKING:
    from communique.coding.attribution import Attribution

CARRYING = frozenset(
    {"carry", "publish", "release", "issue", "broadcast", "quote", "obtain", "cite"}
)
"""What is done to a document by whoever passes it on."""
QUALIFYING = frozenset(
    "unconfirmed persistent recent fresh new widespread repeated conflicting many some several "
    "earlier early various local all other initial latest these those".split()
)
"""Words beside "reports" that do not say whose they are."""


def noun_sources(attribution: Attribution, noun: Token) -> list[Source]:
    """The sources of what a noun of saying reports, the innermost first; empty for the page."""
    words, make = attribution.words, attribution.make
    stance = words.nouns[noun.lemma_.lower()]
    found = owners(noun)
    if found:
        return [make.at(o, noun.text, stance) for o in found]
    carrier = noun.head.head if noun.dep_ == "pobj" else noun.head
    verbal = carrier.pos_ in ("VERB", "AUX")
    document = noun.lemma_.lower() in words.documents and not _at_large(noun)
    if noun.dep_ in ("dobj", "nsubjpass") and verbal and not document:
        against = _against(attribution, noun.head, noun)
        if against:
            return against
    if noun.dep_ == "pobj" and attribution.reporting.says(carrier):
        return attribution.verb_sources(carrier, noun)
    if noun.dep_ == "dobj" and verbal and not grammar.is_passive(carrier):
        if carrier.lemma_ in words.classes["giving"]:
            heads = grammar.logical_subject(carrier)
            if stance == "doubts" and any(c.lower_ in ("no", "little") for c in noun.lefts):
                stance = "asserts"
            return [make.at(h, noun.text, stance) for h in reversed(heads)]
    if document and noun.dep_ != "attr":
        return [make.at(noun, None, "asserts")]
    if noun.dep_ != "dobj" and attribution.reporting.says(carrier):
        return attribution.verb_sources(carrier, noun)
    return []


def owners(noun: Token) -> list[Token]:
    """Whose a claim, a theory or a report is, where a noun says so."""
    found = [c for c in noun.lefts if c.dep_ == "poss"] or [
        o
        for p in noun.children
        if p.dep_ in ("prep", "agent") and p.lower_ in ("by", "from", "of", "among")
        for o in p.children
        if o.dep_ == "pobj" and o.ent_type_ not in ("DATE", "TIME", "CARDINAL")
    ]
    if found:
        return found
    return [
        agent
        for participle in noun.children
        if participle.dep_ == "acl" and participle.tag_ == "VBN"
        if participle.lemma_ not in CARRYING and noun.lemma_ != "report"
        if not any(c.dep_ in ("nsubj", "nsubjpass", "mark") for c in participle.children)
        for agent in grammar.by_agents(participle)
    ]


def _against(attribution: Attribution, verb: Token, noun: Token) -> list[Source]:
    """ "Rejected suggestions that", "rumours that … were denied by": whoever turns it down."""
    words = attribution.words
    lemma = verb.lemma_.lower()
    stance = words.verbs.get(lemma)
    if stance not in ("denies", "doubts") and lemma not in words.classes["rebuffing"]:
        return []
    heads = [h for c in grammar.agents(verb) for h in conjuncts(c) if h != noun]
    against: Stance = "doubts" if stance == "doubts" else "denies"
    return [attribution.make.at(h, verb.text, against) for h in reversed(heads)]


def _at_large(noun: Token) -> bool:
    """ "Reports that …": many, and nobody's."""
    if noun.tag_ != "NNS":
        return False
    return all(c.lower_ in QUALIFYING for c in noun.lefts) and not any(
        c.dep_ == "prep" and c.lower_ in ("in", "on") for c in noun.children
    )
