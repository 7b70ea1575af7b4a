"""Is it so: certainty, negation, future, hypothetical, historical, each with its cue."""

from __future__ import annotations

from collections.abc import Mapping

from spacy.tokens import Doc, Token

from communique.codebook import Lexicon
from communique.coding import grammar
from communique.model import Cue, DateRange, Factuality, Source, date_range
from communique.model.claim import Certainty
from communique.reading.sentences import sentence

CARRYING = frozenset({"of", "to", "from", "into", "in", "on", "for", "with", "at"})
"""Prepositions over which a governing verb's flags reach ("refrain from attacking")."""
CARRIERS = frozenset(
    {"xcomp", "conj", "pcomp", "prep", "acl", "dobj", "nsubjpass", "pobj", "advcl"}
)
HISTORICAL_YEARS = 1
"""An act dated more than this many years before the page is past background."""


class Cues:
    """Collects flags with the words (of ``cues.yaml``) that set them."""

    def __init__(self, words: Mapping[str, frozenset[str]]) -> None:
        self.words = words
        self.found: dict[tuple[str, int], Cue] = {}

    def add(self, flag: str, token: Token, text: str | None = None) -> None:
        """Note that a word sets a flag."""
        words = text or token.text
        self.found.setdefault(
            (flag, token.idx),
            Cue(flag=flag, text=words, start=token.idx, end=token.idx + len(words)),
        )

    def has(self, flag: str) -> bool:
        """True when some word set the flag."""
        return any(f == flag for f, _ in self.found)


def factuality(
    doc: Doc, trigger: Token, lexicon: Lexicon, chain: tuple[Source, ...], flags: frozenset[str]
) -> Factuality:
    """Flags of the act at a word; ``flags`` were set by the verbs that govern it."""
    cues = Cues(lexicon.cues)
    verbs = _path(trigger)
    for verb in verbs:
        _own(verb, cues)
    for verb in verbs[1:]:
        _governor(verb, verbs, lexicon, cues)
    _condition(verbs[-1] if verbs else trigger, cues)
    _past(doc, trigger, verbs, cues)
    certainty: Certainty = "certain"
    if cues.has("possible"):
        certainty = "possible"
    elif cues.has("probable"):
        certainty = "probable"
    if chain:
        last = chain[-1]
        if last.stance in ("believes", "doubts") and certainty == "certain":
            certainty = "possible"
        if last.cue and last.cue.lower() in lexicon.reporting.adverbs:
            certainty = (
                "probable" if last.cue.lower() in ("reportedly", "apparently") else "possible"
            )
        if last.stance == "denies":
            for token in trigger.ancestors:
                if token.text == last.cue:
                    cues.add("negated", token)
                    break
    hypothetical = cues.has("hypothetical")
    return Factuality(
        certainty=certainty,
        negated=cues.has("negated") or "negated" in flags or _denied(chain),
        future=(cues.has("future") or "future" in flags) and not hypothetical,
        hypothetical=hypothetical,
        historical=cues.has("historical"),
        cues=tuple(sorted(cues.found.values(), key=lambda c: (c.start, c.flag))),
    )


def _denied(chain: tuple[Source, ...]) -> bool:
    return bool(chain) and chain[-1].stance == "denies"


def _path(trigger: Token) -> list[Token]:
    """The trigger and the verbs that carry their flags down to it, inner to outer."""
    path = [trigger]
    node = trigger
    while node.head != node and node.dep_ in CARRIERS:
        head = node.head
        if node.dep_ == "conj" and node.pos_ == "VERB" and _finite_own(node):
            break
        if node.dep_ == "advcl" and not any(c.lower_ == "to" for c in node.children):
            break
        if node.dep_ == "prep" and node.lower_ not in CARRYING:
            break
        if node.dep_ == "acl" and not grammar.is_infinitive(node):
            break
        if (
            node.dep_ in ("pobj", "dobj", "nsubjpass")
            and trigger.pos_ == "VERB"
            and node == trigger
        ):
            break
        if head.pos_ in ("VERB", "AUX", "NOUN", "ADJ", "ADP"):
            if head.pos_ in ("VERB", "AUX", "ADJ"):
                path.append(head)
            node = head
        else:
            break
    return path


def _finite_own(verb: Token) -> bool:
    return any(c.dep_ in ("aux", "nsubj", "nsubjpass") for c in verb.children)


def _own(verb: Token, cues: Cues) -> None:
    perfect = any(c.dep_ == "aux" and c.lemma_ == "have" for c in verb.children)
    for child in verb.children:
        if child.dep_ == "aux" and child.lower_ == "to" and _is_planned(verb):
            cues.add("future", child)
    for child in verb.children:
        lower = child.lower_
        if child.dep_ == "neg" or (
            lower in cues.words["negated"] and child.dep_ in ("advmod", "det", "cc", "preconj")
        ):
            cues.add("negated", child)
        elif child.dep_ == "aux":
            if lower in cues.words["future"]:
                cues.add("hypothetical" if lower == "would" and perfect else "future", child)
            elif lower in cues.words["certainty_possible"]:
                cues.add("possible", child)
        elif child.dep_ == "advmod":
            if lower in cues.words["certainty_probable"]:
                cues.add("probable", child)
            elif lower in cues.words["certainty_possible"]:
                cues.add("possible", child)
        elif child.dep_ in ("dobj", "nsubj", "nsubjpass"):
            for det in child.children:
                if det.dep_ == "det" and det.lower_ in ("no", "neither"):
                    cues.add("negated", det)
            if child.lower_ in ("nobody", "nothing", "none"):
                cues.add("negated", child)


def _is_planned(verb: Token) -> bool:
    """ "IMF to lend …" (headline) and "are to meet"."""
    if verb.dep_ == "xcomp" and verb.head.lemma_ == "be":
        return True
    subject = any(c.dep_ in ("nsubj", "nsubjpass") for c in verb.children)
    headline = verb.dep_ in ("ROOT", "acl", "relcl") and verb.head.dep_ in ("ROOT", "nsubj")
    finite = any(t.tag_ in ("VBD", "VBZ", "VBP", "MD") for t in sentence(verb))
    return (subject and verb.dep_ == "ROOT") or (headline and not finite)


def _governor(verb: Token, path: list[Token], lexicon: Lexicon, cues: Cues) -> None:
    lemma = verb.lemma_.lower()
    if verb.pos_ == "ADJ":
        if lemma in lexicon.future_adjectives:
            cues.add("probable" if lemma in ("likely", "expected") else "future", verb)
            cues.add("future", verb)
        elif lemma == "unlikely":
            cues.add("probable", verb)
            cues.add("negated", verb)
        elif lemma in lexicon.reluctant_adjectives:
            cues.add("negated", verb)
        return
    control = grammar.control_of(verb, lemma, lexicon.control)
    if control is not None and control.effect in ("agree", "request", "threaten"):
        cues.add("future", verb)
        return
    if control is None or control.effect != "keep":
        return
    if control.flag == "negated":
        cues.add("negated", verb)
    elif control.flag == "future" and (lemma != "go" or verb.tag_ == "VBG"):
        cues.add("future", verb)


def _condition(verb: Token, cues: Cues) -> None:
    """Conditions on the clause or around it: "if …", "unless …", "should X …", "had X …"."""
    _inverted(verb, cues)
    node = verb
    while True:
        for child in node.children:
            if (
                child.dep_ == "mark"
                and child.lower_ in cues.words["hypothetical"]
                and node.dep_ == "advcl"
            ):
                cues.add("hypothetical", child)
            elif child.dep_ == "advcl" and (cues.has("future") or _modal(node)):
                for mark in child.children:
                    if (
                        mark.dep_ in ("mark", "advmod")
                        and mark.lower_ in cues.words["hypothetical"]
                    ):
                        cues.add("hypothetical", mark)
            elif child.lower_ == "provided" and child.dep_ in ("advcl", "prep"):
                cues.add("hypothetical", child)
        if node.head == node or node.dep_ not in ("advcl", "xcomp", "conj", "ccomp"):
            return
        if node.dep_ == "ccomp":
            return
        node = node.head


def _modal(verb: Token) -> bool:
    return any(c.dep_ == "aux" and c.tag_ == "MD" for c in verb.children)


def _inverted(verb: Token, cues: Cues) -> None:
    """ "Had Houston not burned its papers, …", "Should parliament refuse, …"."""
    first = next((t for t in sentence(verb) if not t.is_punct and not t.is_space), None)
    if first is None or first.lower_ not in ("had", "should", "were") or first.dep_ != "aux":
        return
    if first.head == verb or _modal(verb):
        cues.add("hypothetical", first)


def _past(doc: Doc, trigger: Token, verbs: list[Token], cues: Cues) -> None:
    published = date_range(doc._.published) if doc._.published else DateRange(None, None)
    clause = {t.i for v in [*verbs[:2], *_dated_with(trigger)] for t in _without_relatives(v)}
    for mention in doc._.dates:
        token = _token_at(doc, mention.start)
        if token is None or token.i not in clause or not mention.edtf:
            continue
        last = date_range(mention.edtf).last
        if last and published.first and (published.first - last).days > 365 * HISTORICAL_YEARS:
            cues.add("historical", token, mention.text)
    if published.first is None:
        return
    for verb in verbs[:1]:
        for child in verb.children:
            if child.dep_ == "advmod" and child.lower_ in cues.words["historical"]:
                cues.add("historical", child)


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


def _token_at(doc: Doc, char: int) -> Token | None:
    span = doc.char_span(char, char + 1, alignment_mode="expand")
    return span[0] if span is not None and len(span) else None
