"""Conditions: "if the mines allow", "unless …", "provided that …", "had it known …".

What hangs on one is hypothetical. The marker is found in the words of the sentence, since a parser
hangs a fronted condition now on its clause, now on the verb that reports it.
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from communique.reading.sentences import sentence

WHETHER = frozenset("ask wonder know doubt see tell decide say question determine learn".split())
INVERTED = frozenset({"had", "should", "were"})
PERMITTING = frozenset({"permitting", "willing", "allowing"})
PAST = frozenset({"VBD"})
MODALS = frozenset(
    {"will", "wo", "would", "shall", "may", "might", "could", "can", "ca", "must", "should"}
    | {"'ll", "’ll", "'d", "’d"}
)


def condition_of(doc: Doc, trigger: Token, markers: frozenset[str]) -> Token | None:
    """The word that opens the condition on what stands at a trigger, if there is one."""
    around = sentence(trigger)
    low, high = around.start, around.end
    for token in around:
        if token.text == ";":
            if token.i < trigger.i:
                low = token.i + 1
            elif token.i > trigger.i:
                high = token.i
                break
    for i in range(low, high):
        token = doc[i]
        if not _opens(doc, token, low, markers) or not _same_voice(doc, token, trigger):
            continue
        end = _end(doc, token, high)
        if token.i <= trigger.i < end:
            if token.head == trigger or (trigger.i - token.i < 8 and token.lower_ != "without"):
                return token if _governs(token, trigger) else None
            continue
        reported = doc[i - 1].lower_ == "that" and token.head.tag_ == trigger.tag_ == "VBD"
        if not _open(trigger) and not reported and not _shifted(trigger, token):
            continue
        fronted = reported or (
            not any(t.is_alpha for t in doc[low:i]) or doc[i - 1].text == ":" or doc[i - 1].is_quote
        )
        if fronted and trigger.i >= end:
            return token
        if trigger.i < i and not _crossed(doc, trigger, i):
            return token
        if trigger.i >= end and not _crossed(doc, doc[i], trigger.i) and doc[i - 1].text == ",":
            return token
    return None


def _governs(token: Token, trigger: Token) -> bool:
    return token.head == trigger and token.dep_ in ("mark", "advmod", "aux", "auxpass")


def _opens(doc: Doc, token: Token, low: int, markers: frozenset[str]) -> bool:
    """True for a word that opens a condition."""
    lower = token.lower_
    if lower == "if" and token.i > 0 and doc[token.i - 1].lower_ in ("as", "even"):
        return doc[token.i - 1].lower_ == "even"
    if lower in ("if", "unless"):
        governor = token.head.head
        asks = token.head.dep_ == "ccomp" and governor.lemma_ in WHETHER and governor.i < token.i
        return not asks
    if lower in ("provided", "providing"):
        following = doc[token.i + 1].lower_ if token.i + 1 < len(doc) else ""
        first = token.i == low or doc[token.i - 1].text in (",", "–", "—")
        present = any(t.tag_ in ("VBZ", "VBP") for t in doc[token.i + 1 : token.i + 8])
        return first and (following == "that" or token.tag_ == "VBN" or present)
    if lower == "barring":
        return True
    if lower == "once":
        clause = token.head
        finite = [clause, *(c for c in clause.children if c.dep_ in ("aux", "auxpass"))]
        present = any(t.tag_ in ("VBZ", "VBP") for t in finite)
        return token.dep_ in ("mark", "advmod") and present and token.i < clause.i
    if lower == "long" and token.i + 1 < len(doc):
        return doc[token.i - 1].lower_ in ("as", "so") and doc[token.i + 1].lower_ == "as"
    if lower == "without":
        return not any(t.is_alpha for t in doc[low : token.i]) and any(
            t.lower_ == "would" for t in doc[token.i : token.i + 25]
        )
    if lower in PERMITTING:
        return token.tag_ == "VBG" and any(
            t.text in (",", '"', "“") for t in doc[token.i - 6 : token.i]
        )
    if lower in INVERTED:
        first = token.i == low or doc[token.i - 1].text == "," or doc[token.i - 1].is_quote
        after = doc[token.i + 1] if token.i + 1 < len(doc) else token
        if lower == "should" and token.text == "Should":
            return not sentence(token).text.rstrip("\"'”’ ").endswith("?")
        subject = after.tag_ in ("PRP", "NNP", "DT", "NN", "NNS", "PRP$", "NNPS", "JJ", "EX")
        if not first or not subject or doc[token.i].tag_ not in ("MD", "VBD", "VB"):
            return False
        return not sentence(token).text.rstrip("\"'”’ ").endswith("?")
    return lower in markers and lower not in ("once", "should", "long", "if", "unless", "provided")


def _same_voice(doc: Doc, marker: Token, trigger: Token) -> bool:
    """A condition inside a quotation, or in a relative clause, is on what is said there."""
    for quote in doc._.quotes:
        inside = quote.inner_start <= marker.idx < quote.inner_end
        same = quote.inner_start <= trigger.idx < quote.inner_end
        if (
            inside
            and not same
            and not any(q.inner_start <= trigger.idx < q.inner_end for q in doc._.quotes)
        ):
            return False
    for node in (marker, *marker.ancestors):
        if node.dep_ == "relcl" and not node.is_ancestor(trigger) and node != trigger:
            return False
    return True


def _end(doc: Doc, marker: Token, high: int) -> int:
    """Where the condition ends: at the comma behind it."""
    for i in range(marker.i + 1, high):
        if doc[i].text in (",", "–", "—"):
            return i
    if marker.head.i > marker.i and marker.dep_ == "mark":
        return min(high, marker.head.right_edge.i + 1)
    return high


def _open(trigger: Token) -> bool:
    """True unless the verb tells what has happened ("left on Monday and, if …, will drop")."""
    if trigger.pos_ not in ("VERB", "AUX"):
        return True
    if trigger.tag_ == "VBG" and not any(c.dep_ == "aux" for c in trigger.children):
        return False
    helpers = [c for c in trigger.children if c.dep_ in ("aux", "auxpass")]
    if any(c.lower_ in MODALS or c.lower_ == "to" for c in helpers):
        return True
    if trigger.tag_ in PAST or any(c.lemma_ == "have" for c in helpers):
        return False
    return not any(c.tag_ == "VBD" for c in helpers)


def _shifted(trigger: Token, marker: Token) -> bool:
    """ "Said it was ready to lift them if Caracas allowed …": the past is the reporting verb's."""
    ready = trigger.lemma_ == "be" and any(c.dep_ == "acomp" for c in trigger.children)
    above = trigger.head
    past = above.tag_ == "VBD" and trigger.dep_ == "ccomp" and above != trigger
    return ready and past and marker.lower_ in ("if", "unless", "provided", "long")


def _crossed(doc: Doc, first: Token, end: int) -> bool:
    """True where another clause stands between a verb and a condition."""
    for token in doc[first.i + 1 : end]:
        if token.text == ":":
            return True
        if token.tag_ in ("VBD", "VBZ", "VBP", "MD") and token.pos_ in ("VERB", "AUX"):
            if token in first.ancestors:
                continue
            governed = token.head == first or any(a == first for a in token.ancestors)
            own = token == first or any(c == first for c in token.children)
            if not governed and not own and token.lower_ not in MODALS:
                if token.dep_ not in ("parataxis", "relcl", "aux", "auxpass"):
                    return True
            if not governed and token.dep_ == "conj":
                return True
    return False
