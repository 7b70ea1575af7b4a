"""Whether a date lies behind or ahead, by the verb that governs it."""

from __future__ import annotations

from spacy.tokens import Token

from communique.reading.dates.found import Tense

_CLIMB = 12
_PLANS = frozenset(
    (
        *("schedule", "expect", "plan", "due", "set", "slate", "intend", "hope", "promise"),
        *("pledge", "vow", "postpone", "delay", "agree", "prepare", "decide", "threaten", "offer"),
        *("propose", "ask", "urge", "call", "invite", "order", "want", "aim", "go", "mean"),
        *("demand", "request", "book", "predict", "forecast", "warn", "fear"),
    )
)
_FUTURE_AUX = frozenset(("will", "'ll", "’ll", "wo", "shall", "would", "may", "might", "must"))
_STATES = frozenset(
    (
        *("be", "have", "say", "tell", "know", "think", "believe", "seem", "remain", "contain"),
        *("show", "claim", "deny", "accuse", "insist", "report", "add", "argue", "call", "blame"),
        *("admit", "recall", "remember", "see", "mean", "appear", "look", "suggest", "find"),
        *("write", "quote", "date", "cite", "maintain", "describe", "warn", "reveal", "allege"),
        *("confirm", "announce", "concede", "explain", "estimate", "put", "count", "list", "do"),
        *("agree", "stand", "stem", "come", "lie", "cover", "recognise", "recognize", "mark"),
    )
)
"""Verbs whose present tense says nothing of a plan."""


def tense_at(token: Token, *, closes: bool = False) -> Tense:
    """Past or future by the verb that governs a token; None where unclear.

    ``closes``: the date is the end of something ("by", "until"), and so ahead of a plan.
    """
    hops = 0
    subject = False
    while hops < _CLIMB:
        if token.pos_ in ("VERB", "AUX"):
            tense, final = verb_tense(token, closes=closes)
            if tense or final:
                present = token.tag_ in ("VBZ", "VBP") and tense == "future"
                return None if subject and present else tense
            subject = False
        elif hops and token.pos_ in ("NOUN", "PROPN"):
            subject = subject or token.dep_ in ("nsubj", "nsubjpass")
        if token.head.i == token.i:
            return None
        token = token.head
        hops += 1
    return None


def verb_tense(verb: Token, *, closes: bool = False) -> tuple[Tense, bool]:
    """The tense that a verb gives its date, and whether to look no further up."""
    children = list(verb.children)
    aux = {c.lower_ for c in children if c.dep_ in ("aux", "auxpass")}
    denied = any(c.dep_ == "neg" for c in children)
    if aux & _FUTURE_AUX or verb.lower_ in _FUTURE_AUX or ("could" in aux and not denied):
        return ("past", True) if "have" in aux else ("future", True)
    lemma = verb.lemma_.lower()
    if "to" in aux:
        head = verb.head
        plan = head.lemma_.lower() in _PLANS or (head.lemma_ == "be" and verb.dep_ == "xcomp")
        return ("future", True) if plan else (None, False)
    if (
        closes
        and lemma in _PLANS
        and "had" not in aux
        and verb.tag_ in ("VBD", "VBZ", "VBP", "VBN")
    ):
        return "future", True
    if verb.tag_ == "VBD" or aux & {"had", "was", "were", "has", "have", "did"}:
        return "past", True
    if verb.tag_ == "VBN":
        plan = lemma in ("schedule", "expect", "plan", "due", "set")
        now = bool(aux & {"is", "are", "be"})
        return ("future" if plan else None if now else "past"), True
    if verb.tag_ == "VBG":
        return ("future", True) if aux & {"is", "are", "'s", "’s", "'re"} else (None, False)
    if verb.tag_ in ("VBZ", "VBP"):
        planned = lemma not in _STATES and not denied
        return ("future" if planned else None), True
    return (None, bool(aux & {"do", "does"}))
