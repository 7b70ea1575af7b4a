"""When an act was or will be, as a flag: past background, and what lies ahead of the page."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from communique.coding import grammar
from communique.coding.hedges import Noting
from communique.model import DateRange, date_range
from communique.reading.sentences import sentence

HISTORICAL_YEARS = 1
"""An act dated more than this many years before the page is past background."""


def note_times(doc: Doc, trigger: Token, verbs: list[Token], cues: Noting) -> None:
    """Dates in the clause that lie long before the page, or ahead of it."""
    published = date_range(doc._.published) if doc._.published else DateRange(None, None)
    clause = {t.i for v in [*verbs[:2], *_dated_with(trigger)] for t in _without_relatives(v)}
    for mention in doc._.dates:
        token = token_at(doc, mention.start)
        if token is None or token.i not in clause or not mention.edtf:
            continue
        if _names(token, trigger, mention.end) or _across(trigger, token):
            continue
        last = date_range(mention.edtf).last
        if last and published.first and (published.first - last).days > 365 * HISTORICAL_YEARS:
            cues.add("historical", token, mention.text)
        first = date_range(mention.edtf).first
        if first and published.last and first > published.last and _present(verbs[0]):
            cues.add("future", token, mention.text)
    if published.first is None:
        return
    around = sentence(trigger)
    said = around.text.lower()
    for phrase in cues.words["past_phrases"]:
        at = said.find(phrase)
        token = token_at(doc, around.start_char + at) if at >= 0 else None
        if token is not None and token.i in clause and not _across(trigger, token):
            cues.add("historical", token)
    if trigger.lower_ == "used" and any(grammar.is_infinitive(c) for c in trigger.children):
        cues.add("historical", trigger)
    for verb in verbs[:1]:
        for child in verb.children:
            if child.dep_ == "advmod" and child.lower_ in cues.words["historical"]:
                cues.add("historical", child)


def _names(date: Token, trigger: Token, end: int) -> bool:
    """ "The 2015 accord": a date that names a thing, and does not say when it was done to it."""
    head = date.head
    return (
        date.dep_ in ("nummod", "compound", "amod", "nmod")
        and head.pos_ in ("NOUN", "PROPN")
        and head.idx >= end
        and head.ent_type_ not in ("DATE", "TIME")
        and head != trigger
    )


def _across(trigger: Token, date: Token) -> bool:
    """True where a semicolon stands between an act and a date."""
    low, high = sorted((trigger.i, date.i))
    return any(t.text == ";" for t in trigger.doc[low:high])


def _present(verb: Token) -> bool:
    """ "Shuts at midnight", "is leaving on Monday": the present, said of what is ahead."""
    if verb.tag_ in ("VBZ", "VBP"):
        return True
    return verb.tag_ in ("VBG", "VBN", "VB") and any(
        c.dep_ in ("aux", "auxpass") and c.tag_ in ("VBZ", "VBP", "MD") and c.lemma_ != "have"
        for c in verb.children
    )


def _dated_with(trigger: Token) -> list[Token]:
    """The verb whose date an act hanging below it shares ("invaded in 1974, after a coup …")."""
    node = trigger
    while node.head != node and node.dep_ in ("acl", "pobj", "prep", "dobj", "pcomp", "conj"):
        node = node.head
        if node.pos_ in ("VERB", "AUX"):
            return [node]
    return []


def _without_relatives(verb: Token) -> list[Token]:
    inside = grammar.own_clause(verb)
    relative = {t.i for r in inside if r.dep_ == "relcl" and r != verb for t in r.subtree}
    return [t for t in inside if t.i not in relative]


def token_at(doc: Doc, char: int) -> Token | None:
    """The token at a character of the text."""
    span = doc.char_span(char, char + 1, alignment_mode="expand")
    return span[0] if span is not None and len(span) else None
