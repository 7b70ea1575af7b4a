"""Is it so: certainty, negation, future, hypothetical, historical, each with its cue."""

from __future__ import annotations

from collections.abc import Mapping

from spacy.tokens import Doc, Token

from communique.codebook import Lexicon
from communique.coding import grammar
from communique.coding.background import note_times, token_at
from communique.coding.conditions import condition_of
from communique.coding.hedges import hedge
from communique.coding.regrouping import joined_to
from communique.coding.reporting import untrue
from communique.model import Cue, Factuality, Source
from communique.model.claim import Certainty
from communique.reading.sentences import sentence

CARRYING = frozenset({"of", "to", "from", "into", "in", "on", "for", "with", "at"})
"""Prepositions over which a governing verb's flags reach ("refrain from attacking")."""
CARRIERS = frozenset(
    {"xcomp", "conj", "pcomp", "prep", "acl", "dobj", "nsubjpass", "pobj", "advcl"}
)
NONE = frozenset({"nobody", "nothing", "none", "neither", "nowhere"})
OBLIGING = frozenset({"must", "should", "shall"})
SEEMING = frozenset({"seem", "appear"})
UNSURE = frozenset({"alleged", "believed", "rumoured", "rumored", "suspected", "thought", "feared"})
"""Cues of a source that is not named, with which a claim is only possible."""


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
    _itself(trigger, lexicon, cues)
    hedge(trigger, cues)
    marker = condition_of(doc, verbs[0], lexicon.cues["hypothetical"])
    if marker is not None:
        cues.add("hypothetical", marker)
    note_times(doc, trigger, verbs, cues)
    last = chain[-1] if chain else None
    if last is not None and last.stance in ("asks", "promises"):
        _by_source(doc, last, "future", cues)
    certainty = _certainty(cues, last, lexicon)
    if last is not None and last.stance == "denies":
        _by_source(doc, last, "negated", cues)
    hypothetical = cues.has("hypothetical")
    return Factuality(
        certainty=certainty,
        negated=cues.has("negated") or "negated" in flags or _denied(chain),
        future=(cues.has("future") or "future" in flags) and not hypothetical,
        hypothetical=hypothetical,
        historical=cues.has("historical"),
        cues=tuple(sorted(cues.found.values(), key=lambda c: (c.start, c.flag))),
    )


def _certainty(cues: Cues, last: Source | None, lexicon: Lexicon) -> Certainty:
    """How certain by the claim's own words and by its innermost source."""
    certainty: Certainty = "certain"
    if cues.has("possible"):
        certainty = "possible"
    elif cues.has("probable"):
        certainty = "probable"
    if last is None:
        return certainty
    if last.stance in ("believes", "doubts") and certainty == "certain":
        certainty = "possible"
    cue = (last.cue or "").lower()
    if last.start == last.end and certainty == "certain":
        certainty = "possible" if cue in UNSURE or cue in lexicon.reporting.adverbs else "probable"
        if cue in ("reportedly", "apparently", "expected", "understood"):
            certainty = "probable"
    return certainty


def _by_source(doc: Doc, source: Source, flag: str, cues: Cues) -> None:
    """Note a flag that comes from the stance of the innermost source, at its verb."""
    if not source.cue:
        return
    found = doc.text.find(source.cue, max(0, source.start - 80))
    token = token_at(doc, found) if found >= 0 else None
    if token is not None:
        cues.add(flag, token, source.cue)


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
        if joined_to(node) is not None:
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
    if verb.tag_ == "MD":
        _modal(verb, verb, cues)
    negated = _negates(verb, cues)
    for child in verb.children:
        lower = child.lower_
        if child.dep_ == "aux" and lower == "to" and _is_planned(verb):
            cues.add("future", child)
        elif child.dep_ in ("aux", "ROOT") and child.tag_ == "MD":
            if not (negated and lower == "could"):
                _modal(child, verb, cues)
        elif child.dep_ in ("advmod", "nsubj", "dobj", "attr", "nummod", "npadvmod", "prep"):
            for word in (child, *child.lefts):
                if word.lower_ in cues.words["certainty_probable"]:
                    cues.add("probable", word)
                elif word.lower_ in cues.words["certainty_possible"] and word.tag_ != "MD":
                    cues.add("possible", word)
                else:
                    for inner in word.lefts:
                        if inner.lower_ in ("perhaps", "possibly", "maybe"):
                            cues.add("possible", inner)
    split = _split_modal(verb)
    if split is not None:
        _modal(split, verb, cues)


def _split_modal(verb: Token) -> Token | None:
    """The modal that an aside parts from its verb ("might, an adviser mused, be asked")."""
    if verb.tag_ not in ("VB", "VBN") or any(c.tag_ in ("MD", "TO") for c in verb.children):
        return None
    start = min((c.i for c in verb.children if c.dep_ in ("aux", "auxpass")), default=verb.i)
    before = verb.doc[start - 1] if start > 0 else None
    if before is None or before.text != ",":
        return None
    for token in reversed(verb.doc[max(sentence(verb).start, start - 12) : start - 1]):
        if token.tag_ == "MD" and verb.doc[token.i + 1].text == ",":
            return token
    return None


def _modal(modal: Token, verb: Token, cues: Cues) -> None:
    lower = modal.lower_
    perfect = any(c.dep_ == "aux" and c.lemma_ == "have" for c in verb.children)
    if lower in cues.words["future"]:
        cues.add("hypothetical" if lower == "would" and perfect else "future", modal)
    elif lower in cues.words["certainty_possible"]:
        cues.add("possible", modal)
        if not perfect and not (lower == "could" and _looks_back(modal)):
            cues.add("future", modal)
    elif lower in OBLIGING and not perfect:
        if verb.lemma_ in ("be", "have") and not any(c.dep_ == "auxpass" for c in verb.children):
            if lower == "should" and any(t.lower_ == "now" for t in verb.children):
                cues.add("probable", modal)
                return
        cues.add("future", modal)


def _looks_back(modal: Token) -> bool:
    """True for the "could" of what was able to happen, in a sentence told in the past."""
    around = sentence(modal)
    return any(t.lower_ in ("nobody", "not", "n't", "neither", "never") for t in around)


def _negates(verb: Token, cues: Cues) -> bool:
    """Notes the words by which a clause is negated."""
    found = False
    for child in verb.children:
        lower = child.lower_
        word: Token | None = None
        if child.dep_ == "neg" and not _only(child):
            word = child
        elif child.dep_ in ("advmod", "det", "cc", "preconj"):
            if lower in cues.words["negated"] and not _only(child):
                word = child
            else:
                word = next(
                    (t for t in child.lefts if t.lower_ in ("no", "not") and lower == "longer"),
                    None,
                )
        elif child.dep_ in ("dobj", "nsubj", "nsubjpass", "attr", "oprd", "expl"):
            word = _none_of(child)
        elif child.dep_ in ("prep", "agent") and child.lower_ in ("of", "for", "to", "by", "in"):
            word = next((n for o in child.children if (n := _none_of(o)) is not None), None)
        if word is not None:
            cues.add("negated", word)
            found = True
    before = verb.doc[verb.i - 1] if verb.i else None
    if before is not None and before.lower_ == "nor" and before.head != verb:
        cues.add("negated", before)
        found = True
    return found


def _none_of(noun: Token) -> Token | None:
    """The word that makes a phrase name none ("no soldier", "not one bullet", "nothing")."""
    if noun.lower_ in NONE:
        return noun
    for word in noun.lefts:
        if word.lower_ in ("no", "neither") and word.dep_ in ("det", "preconj", "cc", "neg"):
            following = word.doc[word.i + 1].lower_
            after = word.doc[word.i + 2].lower_ if word.i + 2 < len(word.doc) else ""
            counted = following in ("fewer", "less", "more", "later") and after in ("than", "then")
            return None if counted else word
        if word.lower_ == "not" and word.doc[word.i + 1].lower_ in ("one", "a", "a single"):
            return word
        for inner in word.lefts:
            if inner.lower_ == "not" and word.lower_ == "one":
                return inner
    if noun.lower_ == "one" and noun.i and noun.doc[noun.i - 1].lower_ == "not":
        return noun.doc[noun.i - 1]
    return None


def _only(word: Token) -> bool:
    """ "Not only", "not until", "no fewer than": nothing is denied."""
    following = word.doc[word.i + 1].lower_ if word.i + 1 < len(word.doc) else ""
    return word.lower_ in ("not", "no") and following in ("only", "just", "until", "fewer", "less")


def _itself(trigger: Token, lexicon: Lexicon, cues: Cues) -> None:
    """What the word's own meaning or form says: hopes, orders, "seems to", "is said to"."""
    lemma = trigger.lemma_.lower()
    control = grammar.control_of(trigger, lemma, lexicon.control)
    infinitive = any(c.dep_ == "xcomp" and grammar.is_infinitive(c) for c in trigger.children)
    if control is not None and control.flag == "future" and infinitive:
        if lemma != "go" or trigger.tag_ == "VBG":
            cues.add("future", trigger)
    if lemma in SEEMING and infinitive:
        cues.add("probable", trigger)
    if lemma in ("say", "report", "understand", "tell") and infinitive:
        if grammar.is_passive(trigger):
            cues.add("probable", trigger)
    if lemma in ("want", "demand", "offer", "foresee") and trigger.tag_ in ("VBZ", "VBP", "VBG"):
        cues.add("future", trigger)
    if _is_order(trigger):
        cues.add("future", trigger)
    for word in trigger.children:
        if word.dep_ not in ("acomp", "attr", "oprd") or infinitive:
            continue
        if word.lower_ in ("likely", "probable"):
            cues.add("probable", word)
            cues.add("future", word)
        elif word.lower_ == "unlikely":
            cues.add("possible", word)
    if lemma == "be" and infinitive and not any(c.dep_ == "acomp" for c in trigger.children):
        cues.add("future", trigger)
    denial = untrue(trigger)
    if denial is not None:
        cues.add("negated", denial)
    above = trigger.head
    if above.lemma_ in SEEMING and above != trigger and trigger.dep_ == "xcomp":
        cues.add("probable", above)
    for token in sentence(trigger):
        if token.lemma_ in SEEMING and token.i > 0 and token.nbor(-1).lower_ == "it":
            if token.i + 1 < len(token.doc) and token.nbor(1).text == ",":
                cues.add("probable", token)


def _is_order(verb: Token) -> bool:
    """ "Close the border": a verb in its base form without subject or helper, in a quotation."""
    if verb.tag_ != "VB" or any(
        c.dep_ in ("nsubj", "aux", "auxpass", "nsubjpass") for c in verb.children
    ):
        return False
    if verb.dep_ not in ("ROOT", "ccomp", "parataxis"):
        return False
    return any(q.inner_start <= verb.idx < q.inner_end for q in verb.doc._.quotes)


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
            cues.add("possible", verb)
            cues.add("future", verb)
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
