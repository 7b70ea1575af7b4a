"""Hedges: what the words around a claim say of how sure it is, beside modals and adverbs.

"Is thought to have crossed", "it is unclear whether", "an alleged plot", "has yet to reply".
The words stand in ``cues.yaml``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from spacy.tokens import Token

from communique.coding import grammar

PREDICATES = frozenset({"acomp", "attr", "oprd", "nsubjpass"})
CLAUSES = frozenset({"ccomp", "acl", "csubj", "xcomp", "advcl"})


class Noting(Protocol):
    """Whoever collects flags with the words that set them."""

    words: Mapping[str, frozenset[str]]

    def add(self, flag: str, token: Token, text: str | None = None) -> None:
        """Note that a word sets a flag."""


def hedge(trigger: Token, cues: Noting) -> None:
    """Note the flags that a claim has from the construction it stands in or makes itself."""
    _modified(trigger, cues)
    _reputed(trigger, cues)
    _wanting(trigger, cues)
    above = trigger.head
    if above == trigger:
        return
    if trigger.dep_ in ("xcomp", "ccomp") and grammar.is_infinitive(trigger):
        _reputed(above, cues)
        if grammar.lemma_of(above) in ("expect", "hope") and not grammar.is_passive(above):
            cues.add("future", above)
    if trigger.dep_ in CLAUSES:
        _impersonal(trigger, above, cues)
        _unproven(trigger, above, cues)


def _modified(trigger: Token, cues: Noting) -> None:
    """ "An *alleged* plot", "the *planned* vote"."""
    if trigger.pos_ not in ("NOUN", "PROPN"):
        return
    for word in trigger.lefts:
        for flag in ("possible", "probable", "future"):
            if word.lower_ in cues.words[f"modifiers_{flag}"]:
                cues.add(flag, word)


def _reputed(trigger: Token, cues: Noting) -> None:
    """ "The rebels *are thought* to have crossed", "ten are *feared* dead"."""
    if trigger.tag_ != "VBN" or not grammar.is_passive(trigger):
        return
    if any(p.dep_ == "agent" for p in trigger.children):
        return
    held = any(
        (c.dep_ in ("xcomp", "ccomp") and grammar.is_infinitive(c))
        or (c.dep_ in ("oprd", "acomp", "advmod", "advcl") and c.i == trigger.i + 1)
        for c in trigger.children
    )
    if not held:
        return
    lemma = grammar.lemma_of(trigger)
    for flag in ("possible", "probable"):
        if lemma in cues.words[f"reputed_{flag}"]:
            cues.add(flag, trigger)
    if lemma in cues.words["reputed_ahead"]:
        cues.add("future", trigger)


def _wanting(trigger: Token, cues: Noting) -> None:
    """ "Has *yet* to reply", "*failed* to find"."""
    infinitive = any(c.dep_ == "xcomp" and grammar.is_infinitive(c) for c in trigger.children)
    if not infinitive:
        return
    if trigger.lemma_ in ("have", "be"):
        for word in trigger.subtree:
            if word.lower_ == "yet" and 0 < word.i - trigger.i < 3:
                cues.add("negated", word)
    if trigger.lemma_ in ("fail", "neglect", "omit") and trigger.pos_ == "VERB":
        cues.add("negated", trigger)


def _impersonal(trigger: Token, above: Token, cues: Noting) -> None:
    """ "It is *likely* that", "it is *unclear* whether", "it *seems* that"."""
    subject = next((c for c in above.children if c.dep_ in ("nsubj", "nsubjpass", "expl")), None)
    if subject is not None and subject.lower_ not in ("it", "there", "what"):
        return
    whether = any(c.lower_ == "whether" for c in trigger.children)
    if above.lemma_ in ("seem", "appear"):
        cues.add("probable", above)
    for word in above.children:
        if word.dep_ not in PREDICATES:
            continue
        for flag in ("possible", "probable"):
            if word.lower_ in cues.words[f"impersonal_{flag}"]:
                cues.add(flag, word)
    denied = any(c.dep_ == "neg" for c in above.children)
    if whether and (denied or above.lemma_ in ("see", "remain", "wait") or subject is None):
        cues.add("possible", next(c for c in trigger.children if c.lower_ == "whether"))


def _unproven(trigger: Token, above: Token, cues: Noting) -> None:
    """ "There is *no* evidence that", "*no* sign that"."""
    if above.lemma_.lower() not in cues.words["proofs"]:
        return
    for word in above.lefts:
        if word.lower_ in ("no", "little", "scant", "any", "without"):
            denied = word.lower_ != "any" or any(c.dep_ == "neg" for c in above.head.children)
            if denied:
                cues.add("negated", word)
