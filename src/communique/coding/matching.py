"""Which rows of the act lexicon fit a verb, and by which object."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from communique.codebook import ActRule, Lexicon
from communique.coding import grammar
from communique.coding.parties import Parties
from communique.reading.phrases import conjuncts, modifiers, prepositional
from communique.reading.sentences import sentence


class Matching:
    """The lexicon over one document's verbs."""

    def __init__(self, doc: Doc, lexicon: Lexicon, parties: Parties) -> None:
        self.doc = doc
        self.lexicon = lexicon
        self.parties = parties

    def is_verb(self, token: Token) -> bool:
        """True for verbs and for headline verbs taken for nouns."""
        if token.i in self.doc._.headline_verbs:
            return True
        return token.pos_ == "VERB" and token.dep_ not in ("amod", "compound")

    def lemma(self, token: Token) -> str:
        """The verb lemma, headline verbs included."""
        return self.doc._.headline_verbs.get(token.i) or token.lemma_.lower()

    def match(self, verb: Token) -> tuple[ActRule, Token | None] | None:
        """The most constrained rule of a verb that fits, and the object that made it fit."""
        return next(self.matches(verb), None)

    def matches(self, verb: Token) -> Iterator[tuple[ActRule, Token | None]]:
        """The rules of a verb that fit, most constrained first, each with its object."""
        for rule in self.lexicon.verbs.get(self.lemma(verb), ()):
            if rule.particle and not self._has_particle(verb, rule.particle):
                continue
            if rule.objects is None and rule.object_class is None:
                if rule.needs_complement and not self._has_complement(verb):
                    continue
                obj = next(iter(self.objects(verb)), None)
                if self._bare_infinitive(verb, obj):
                    return
                if rule.except_objects and obj is not None:
                    if self._in_class(obj, rule.except_objects):
                        continue
                yield rule, obj
                continue
            obj = self._object_in(verb, rule)
            if obj is not None:
                yield rule, obj
            elif rule.object_class == "nothing" and not grammar.patients(verb):
                yield rule, None

    def _bare_infinitive(self, verb: Token, obj: Token | None) -> bool:
        """ "helped fund and arm": the parser's object is the next verb."""
        return (
            self.lemma(verb) == "help"
            and obj is not None
            and obj.i == verb.i + 1
            and obj.pos_ == "NOUN"
            and obj.lemma_.lower() in self.lexicon.verbs
            and not any(True for _ in obj.lefts)
        )

    def objects(self, verb: Token) -> list[Token]:
        """What a verb is done with or to, headline verbs included."""
        if verb.i in self.doc._.headline_verbs:
            return self._headline_object(verb)
        return grammar.patients(verb)

    def _headline_object(self, verb: Token) -> list[Token]:
        for token in self.doc[verb.i + 1 : sentence(verb).end]:
            if token.pos_ in ("NOUN", "PROPN") and token.dep_ not in ("compound", "poss", "nmod"):
                return [token]
            if token.pos_ in ("VERB", "ADP", "PUNCT"):
                return []
        return []

    def _has_particle(self, verb: Token, particle: str) -> bool:
        if "_" in particle:
            after = " ".join(t.lower_ for t in self.doc[verb.i + 1 : verb.i + 5])
            return after.startswith(particle.replace("_", " "))
        return any(
            c.lower_ == particle
            and c.dep_ in ("prt", "prep", "advmod", "agent", "acomp", "dative", "oprd", "mark")
            for c in verb.children
        )

    def _has_complement(self, verb: Token) -> bool:
        return any(grammar.is_infinitive(c) for c in grammar.complements(verb)) or any(
            c.dep_ == "prep" and c.lower_ in ("for", "over", "about") for c in verb.children
        )

    def _object_in(self, verb: Token, rule: ActRule) -> Token | None:
        wanted = rule.objects or frozenset()
        for obj in self.objects(verb):
            if self._in_class(obj, wanted):
                return obj
        slots = (
            (rule.particle,)
            if rule.particle
            else ("in", "to", "for", "of", "on", "with", "from", "into", "by", "through")
        )
        for obj in prepositional(verb, *(s for s in slots if s and "_" not in s)):
            if obj.dep_ == "pobj" and self._in_class(obj, wanted):
                return obj
            if obj.dep_ == "pcomp" and obj.lemma_.lower() in wanted:
                return obj
        for child in verb.children:
            small = child.dep_ in ("acomp", "oprd", "npadvmod", "prt") or (
                child.dep_ == "ccomp" and child.pos_ == "ADJ"
            )
            if small and child.lemma_.lower() in wanted:
                return child
        for child in grammar.complements(verb):
            if child.lemma_.lower() in wanted and rule.object_class == "damages":
                return child
        if rule.particle and "_" in rule.particle:
            for token in self.doc[verb.i + 1 : verb.i + 6]:
                if token.lemma_.lower() in wanted:
                    return token
        return None

    def _in_class(self, head: Token, wanted: frozenset[str]) -> bool:
        for token in conjuncts(head):
            if token.lemma_.lower() in wanted or token.lower_ in wanted:
                return True
            for child in modifiers(token):
                if child.lemma_.lower() in wanted and child.dep_ in ("compound", "amod"):
                    return True
            for child in token.children:
                if child.dep_ == "prep" and child.lower_ in ("in", "of"):
                    quantity = token.pos_ == "NUM" or token.lemma_ in ("number", "worth", "group")
                    if quantity and any(
                        o.lemma_.lower() in wanted for o in child.children if o.dep_ == "pobj"
                    ):
                        return True
        return False
