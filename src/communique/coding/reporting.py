"""What reports what: verbs and nouns over the words that somebody is said to say.

Which verb introduces words is data (``reporting.yaml``); how it takes them (a clause, an
infinitive, a figure, a preposition) is here.
"""

from __future__ import annotations

from collections.abc import Container

from spacy.tokens import Doc, Token

from communique.codebook import Lexicon
from communique.coding import grammar
from communique.coding.regrouping import joined_to
from communique.coding.tag_words import TOLD
from communique.model.claim import Stance
from communique.reading.sentences import sentence

REPORTED = frozenset({"ccomp", "parataxis", "advcl", "dep", "xcomp", "oprd", "acl"})
RELAYING = frozenset(
    "say report confirm claim allege deny acknowledge admit count put estimate predict expect "
    "deplore suspect fear foresee raise list record demand seek want promise ask pledge offer "
    "describe".split()
)
"""Verbs that report a nominal act ("had reported the capture of …")."""
FIGURES = frozenset(
    "count put estimate list admit own record contain speak number raise want".split()
)
STATING = frozenset("count estimate list admit record speak contain".split())
"""Verbs that themselves state what they are followed by ("counts at least 130")."""
ABSORBING = frozenset({"request", "agree", "threaten", "reject"})
COMMANDS = frozenset(
    "ask urge tell order instruct command direct beg implore press advise warn want demand call "
    "invite request".split()
)
"""Verbs that ask, with an infinitive of what is asked."""
OFFERS = frozenset("promise pledge vow offer swear undertake guarantee threaten".split())
"""Verbs that promise, with an infinitive or an object of what is promised."""
TOLLS = frozenset({"toll", "count", "figure", "estimate", "number", "tally"})
OUTLETS = frozenset(
    "newspaper paper daily weekly magazine agency radio broadcaster archive".split()
)
OBJECTS = frozenset({"dobj", "nsubj", "oprd"})
CHARGES = frozenset({"accuse", "blame", "suspect", "charge"})

TIMING = frozenset("after before following since during amid despite".split())


class Reporting:
    """The verbs and nouns of saying in one document."""

    def __init__(self, doc: Doc, lexicon: Lexicon) -> None:
        self.doc = doc
        self.words = lexicon.reporting
        self.control = lexicon.control

    def says(self, verb: Token) -> bool:
        """True for verbs that introduce somebody's words or beliefs."""
        lemma = grammar.lemma_of(verb)
        if lemma not in self.words.verbs and not _with_particle(verb, self.words.verbs):
            return False
        if verb.pos_ in ("VERB", "AUX"):
            return True
        clause = any(c.dep_ == "ccomp" and c.i > verb.i for c in verb.children)
        return verb.tag_ == "NNS" and verb.dep_ in ("ROOT", "conj") and clause

    def states(self, verb: Token) -> bool:
        """ "The Red Cross counts at least 130": the verb states what it is followed by."""
        following = {t.lower_ for t in self.doc[verb.i + 1 : verb.i + 15]}
        puts = verb.lemma_ == "put" and "at" in following
        puts = puts or (verb.lemma_ == "raise" and bool(following & TOLLS) and "to" in following)
        if (verb.lemma_ not in STATING and not puts) or verb.tag_ not in (
            "VBZ",
            "VBD",
            "VBP",
            "VBN",
        ):
            return False
        if grammar.is_passive(verb):
            return False
        after = self.doc[verb.i + 1 : min(sentence(verb).end, verb.i + 15)]
        numbers = any(t.like_num or t.ent_type_ in ("CARDINAL", "QUANTITY") for t in after)
        clause = any(c.dep_ == "ccomp" and c.i > verb.i for c in verb.children)
        return numbers and not clause

    def reports(self, node: Token, child: Token) -> bool:
        """True where a verb reports what hangs on it at ``child``."""
        lemma = grammar.lemma_of(node)
        if node.lower_ in self.words.adjectives:
            return child.dep_ == "ccomp"
        if lemma == "count" and any(c.lower_ == "on" for c in node.children):
            return False
        if lemma in FIGURES and lemma != "own" and node.pos_ == "VERB" and child.dep_ in OBJECTS:
            return child.i > node.i and not grammar.is_passive(node)
        if lemma == "have" and child.dep_ in ("ccomp", "xcomp", "dobj", "advcl", "relcl"):
            return self._portrays(node)
        if child.i > node.i and self._wishes(node, lemma, child):
            return True
        asked = (lemma in COMMANDS or lemma in OFFERS) and grammar.is_infinitive(child)
        if asked and child.dep_ in ("xcomp", "ccomp", "advcl") and child.i > node.i:
            return True
        if not self.says(node) and lemma not in FIGURES | OFFERS:
            return False
        if child.dep_ == "prep":
            return self._by_preposition(lemma, child.lower_)
        if lemma in ("call", "name", "brand", "term"):
            if grammar.is_passive(node) or node.dep_ == "acl":
                return False
            if child.dep_ in ("dobj", "attr", "oprd"):
                return True
        if child.dep_ == "nsubj" and child.i > node.i and _marked(child):
            return True
        if child.dep_ == "dobj" or (child.dep_ == "nsubj" and child.like_num and child.i > node.i):
            return lemma in RELAYING or (child.i > node.i and self._in_marks(child))
        if child.i < node.i and lemma not in TOLD and self._has_content(node):
            return False
        if child.dep_ not in REPORTED:
            return False
        if child.i < node.i and any(t.text in (";", ":") for t in self.doc[child.i : node.i]):
            return False
        if child.dep_ == "advcl":
            if any(c.dep_ == "mark" and c.lower_ != "that" for c in child.children):
                return False
            return lemma in ("go", "continue") or asked or self._quoted(child, node)
        if child.dep_ in ("acl", "oprd"):
            return False
        if child.dep_ == "xcomp":
            infinitive = grammar.is_infinitive(child)
            return (infinitive and (grammar.is_passive(node) or self._owns(lemma, node))) or (
                lemma in ("admit", "confess", "deny", "recall", "report") and _is_gerund(child)
            )
        control = grammar.control_of(node, lemma, self.control)
        if control is not None and control.effect in ABSORBING and child.i > node.i and not asked:
            if any(c.dep_ == "mark" and c.lower_ == "that" for c in child.children):
                return True
            if lemma not in ("warn", "insist", "tell", "accept", "suggest", "propose", "demand"):
                return self.stance(node) in ("asks", "promises")
        if child.dep_ == "parataxis":
            return bool(grammar.agents(node))
        return True

    def _has_content(self, verb: Token) -> bool:
        """ "Spies paid, they say nothing": the verb has its object, and reports nothing else."""
        return any(
            c.dep_ == "dobj" and c.i > verb.i and not c.is_quote for c in verb.children
        ) and (not any(t.is_quote for t in self.doc[verb.left_edge.i : verb.i]))

    def _portrays(self, verb: Token) -> bool:
        """ "A Seoul daily has the envoy executed": a page or paper that tells it so."""
        if verb.dep_ == "aux" or not any(
            c.dep_ in ("dobj", "ccomp", "nsubj") for c in verb.children
        ):
            return False
        heads = grammar.logical_subject(verb)
        press = self.words.documents | OUTLETS
        return any(h.lemma_.lower() in press for h in heads) and any(
            c.dep_ in ("ccomp", "xcomp") and c.i > verb.i for c in verb.children
        )

    def misplaced(self, noun: Token, child: Token) -> Token | None:
        """The verb of a clause that the parser hung on the listener, or on the letter it came in.

        "Migrants told a charity that guards …", "stated in a letter that …".
        """
        if child.dep_ not in ("relcl", "acl") or not grammar.is_content(child):
            return None
        if noun.dep_ in ("dobj", "dative"):
            return noun.head if noun.head.lemma_ in TOLD else None
        if noun.dep_ == "pobj" and noun.lemma_.lower() in self.words.documents:
            verb = noun.head.head
            return verb if self.says(verb) else None
        return None

    def _owns(self, lemma: str, node: Token) -> bool:
        """True for verbs whose infinitive is their subject's word: asked, promised, claims to."""
        return self.stance(node) in ("asks", "promises", "believes") or lemma in (
            "claim",
            "purport",
            "profess",
        )

    def _by_preposition(self, lemma: str, prep: str) -> bool:
        if prep in ("of", "for") and lemma in CHARGES:
            return True
        if prep == "as":
            return lemma in ("describe", "quote", "cite", "report", "interpret", "present")
        return f"{lemma}_{prep}" in self.words.classes["taking"]

    def _wishes(self, verb: Token, lemma: str, child: Token) -> bool:
        """ "Wants the army confined to barracks", "would like it passed": what is wished for."""
        if lemma not in self.words.classes["wishing"] or grammar.is_passive(verb):
            return False
        would = any(c.dep_ == "aux" and c.lower_ in ("would", "'d", "’d") for c in verb.children)
        if lemma in ("like", "love") and not would:
            return False
        if child.dep_ in ("ccomp", "oprd") and child.tag_ in ("VBN", "JJ", "NN", "VBD", "RB", "VB"):
            return not any(c.tag_ in ("MD", "VBZ", "VBP") for c in child.children)
        return child.dep_ == "dobj" and any(
            c.dep_ == "acl" and c.tag_ == "VBN" for c in child.children
        )

    def _in_marks(self, noun: Token) -> bool:
        """ "Reported “material damage only”": an object in quotation marks is what is said."""
        return any(q.inner_start <= noun.idx < q.inner_end for q in self.doc._.quotes)

    def _quoted(self, child: Token, node: Token) -> bool:
        left = child.left_edge
        return left.i > 0 and (left.nbor(-1).is_quote or left.is_quote) and child.i > node.i

    def noun_reports(self, noun: Token, child: Token) -> bool:
        """ "his claim that …", "Warsaw's first thought was that …"."""
        if noun.lemma_.lower() not in self.words.nouns or child.dep_ not in (
            "acl",
            "relcl",
            "ccomp",
            "appos",
        ):
            return False
        if child.dep_ == "relcl" and not grammar.is_content(child):
            return False  # "a boast that the adviser calls the last of its kind"
        return any(c.dep_ in ("mark", "det") and c.lower_ == "that" for c in child.children) or (
            child.i > noun.i and self.doc[noun.i + 1].lower_ == "that"
        )

    def spoken_on(self, verb: Token) -> Token | None:
        """The verb whose subject a verb shares, where the parser hung it on what is reported.

        "The minister said jets had struck the camp, adding that …"; "urged both to withdraw and
        called on …".
        """
        if (above := joined_to(verb)) is not None:
            return above
        if verb.tag_ != "VBG" or verb.dep_ != "advcl" or self.doc[verb.i - 1].text != ",":
            return None
        child = verb.head
        for node in verb.head.ancestors:
            if node.i < verb.i and self.reports(node, child):
                return None if grammar.is_passive(node) else node
            child = node
        return None

    def timed(self, noun: Token, child: Token) -> Token | None:
        """ "Warned after the announcement that …": the clause is what the verb reports."""
        if noun.dep_ != "pobj" or noun.head.lower_ not in TIMING:
            return None
        verb = noun.head.head
        if not self.noun_reports(noun, child) or not self.says(verb):
            return None
        filled = any(c.dep_ in ("ccomp", "dobj", "xcomp") for c in verb.children)
        return None if filled or not grammar.logical_subject(verb) else verb

    def noun_above(self, token: Token) -> Token | None:
        """The noun whose content a word is ("a pastor's account, that they …")."""
        child = token
        for node in token.ancestors:
            if node.pos_ in ("VERB", "AUX") and node.dep_ not in ("conj", "xcomp"):
                if child.dep_ not in ("conj", "xcomp", "acomp", "attr"):
                    return None
            if node.pos_ == "NOUN" and self.noun_reports(node, child):
                return node
            child = node
        return None

    def stance(self, verb: Token, child: Token | None = None) -> Stance:
        """How a verb takes what it reports; "promised to" and "promised that it was" differ."""
        lemma = grammar.lemma_of(verb)
        if child is not None and grammar.is_infinitive(child):
            if lemma in COMMANDS:
                return "asks"
            if lemma in OFFERS:
                return "promises"
        if child is not None and child.dep_ == "prep":
            if f"{lemma}_{child.lower_}" in self.words.classes["asking_by_preposition"]:
                return "asks"
        if child is not None and self._wishes(verb, lemma, child):
            return "asks"
        if lemma == "offer":
            return "promises"
        stance = self.words.verbs.get(lemma, "asserts")
        return "asserts" if stance == "promises" and child is not None and told(child) else stance


def _with_particle(verb: Token, verbs: Container[str]) -> bool:
    """True for "point out" and its like."""
    return any(
        c.dep_ == "prt" and f"{verb.lemma_.lower()} {c.lower_}" in verbs for c in verb.children
    )


def _marked(clause: Token) -> bool:
    """True for a clause with "that", whatever the parser hung it on as."""
    return any(c.dep_ == "mark" and c.lower_ == "that" for c in clause.children)


def _is_gerund(verb: Token) -> bool:
    return verb.tag_ == "VBG" or any(c.dep_ == "aux" and c.tag_ == "VBG" for c in verb.children)


def told(clause: Token) -> bool:
    """True for a clause about what is or was: "assured them that the ballots are safe"."""
    helpers = [c for c in clause.children if c.dep_ in ("aux", "auxpass")]
    if any(c.tag_ in ("MD", "TO") for c in helpers):
        return False
    return clause.tag_ in ("VBD", "VBZ", "VBP") or any(
        c.tag_ in ("VBD", "VBZ", "VBP") for c in helpers
    )


def untrue(trigger: Token) -> Token | None:
    """The word that denies what follows: "it is *not* true that …", "it is *false* that …"."""
    verb = trigger.head
    if trigger.dep_ not in ("ccomp", "acl") or verb.lemma_ not in ("be", "case"):
        return None
    verb = verb.head if verb.lemma_ == "case" else verb
    said = {c.lower_: c for c in verb.children if c.dep_ in ("acomp", "attr")}
    negation = next((c for c in verb.children if c.dep_ == "neg"), None)
    if negation is not None:
        return negation if {"true", "case", "so"} & said.keys() else None
    return said.get("untrue") or said.get("false")
