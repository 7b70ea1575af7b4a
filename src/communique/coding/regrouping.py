"""Which verb a joined verb is truly joined to, where a parser took the nearest one.

"The ministry rejected suggestions that he would step down *and accused* the newspaper": "accused"
is finite and has no subject, so it cannot be joined to "step". "Suspects that the shells came from
abroad *but has shown* no proof": a plural subject takes no "has".
"""

from __future__ import annotations

from spacy.tokens import Token

from communique.coding import grammar

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
SINGULAR = frozenset({"has", "is", "was", "does", "'s"})
PLURALS = frozenset({"NNS", "NNPS"})


def joined_to(verb: Token) -> Token | None:
    """The verb above that a finite verb without subject is joined to, where not the nearest."""
    if verb.dep_ != "conj" or any(c.dep_ in SUBJECTS for c in verb.children):
        return None
    above = verb.head
    if above.pos_ not in ("VERB", "AUX") or above.i > verb.i:
        return None
    tense = _tense(verb) or _active_past(verb, above)
    if tense is None or not (_non_finite(above, tense) or _disagrees(verb, above)):
        return None
    for node in above.ancestors:
        if node.i < verb.i and node.pos_ in ("VERB", "AUX") and _tense(node) == tense:
            if grammar.logical_subject(node) and not _disagrees(verb, node):
                return node
    return None


def _tense(verb: Token) -> str | None:
    """``past`` or ``present`` of a finite verb; ``None`` of all others."""
    finite = [verb, *(c for c in verb.children if c.dep_ in ("aux", "auxpass"))]
    if any(t.tag_ in ("MD", "TO") for t in finite):
        return None
    if any(t.tag_ == "VBD" for t in finite):
        return "past"
    return "present" if any(t.tag_ in ("VBZ", "VBP") for t in finite) else None


def _active_past(verb: Token, above: Token) -> str | None:
    """ "Had been beaten, and urged them to …": with an object of its own it is no participle."""
    if verb.tag_ != "VBN" or any(c.dep_ in ("aux", "auxpass") for c in verb.children):
        return None
    object_ = any(c.dep_ == "dobj" and c.i > verb.i for c in verb.children)
    passive = any(c.dep_ == "auxpass" for c in above.children)
    return "past" if object_ and passive else None


def _non_finite(above: Token, tense: str) -> bool:
    """True for what no finite verb is joined to: infinitives, modals, bare participles."""
    if _tense(above) is not None:
        object_ = any(c.dep_ == "auxpass" for c in above.children) and above.tag_ == "VBN"
        return object_ and tense == "past" and above.dep_ in ("acl", "relcl")
    modal = any(c.tag_ in ("MD", "TO") for c in above.children if c.dep_ in ("aux", "auxpass"))
    return modal or above.tag_ in ("VBG", "VB")


def _disagrees(verb: Token, above: Token) -> bool:
    """True where a singular verb would have the plural subject of the one it hangs on."""
    finite = [verb, *(c for c in verb.children if c.dep_ in ("aux", "auxpass"))]
    if not any(t.lower_ in SINGULAR or (t == verb and t.tag_ == "VBZ") for t in finite):
        return False
    return any(
        c.tag_ in PLURALS or any(g.dep_ == "conj" for g in c.children)
        for c in above.children
        if c.dep_ in ("nsubj", "nsubjpass")
    )
