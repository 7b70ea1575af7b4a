"""PLOVER's boundary rules that a single act has to keep, and what is no act at all."""

from __future__ import annotations

from spacy.tokens import Token

from communique.codebook import ActRule
from communique.coding import grammar
from communique.coding.recipients import Recipients
from communique.model import Mention
from communique.reading.sentences import sentence


class Boundaries(Recipients):
    """Says when a matching word is no act, or one of another type."""

    def _is_purpose(self, verb: Token) -> bool:
        """ "signed a pact to raise trade", "the right to fire": a purpose, no act that took place.

        What is done "to protest" is the protest; troops sent "to help" are the help.
        """
        if verb.dep_ not in ("advcl", "acl") or not grammar.is_infinitive(verb):
            return False
        types = {r.type for r in self.lexicon.verbs.get(self.lemma(verb), ())}
        if "PROTEST" in types or ("AID" in types and self._mobilizes(verb.head)):
            return False
        return any(t.tag_ in ("VBD", "VBZ", "VBP", "MD") for t in sentence(verb))

    def _mobilizes(self, verb: Token) -> bool:
        return any(r.type == "MOBILIZE" for r in self.lexicon.verbs.get(self.lemma(verb), ()))

    def _asks_anonymity(self, verb: Token) -> bool:
        """ "who asked not to be named": says something of the source, requests nothing."""
        return self.lemma(verb) in ("ask", "request", "decline", "refuse", "want") and any(
            c.lemma_ in ("name", "identify", "quote") for c in grammar.complements(verb)
        )

    def _denies(self, verb: Token) -> bool:
        """ "denied shelling …": a denial of the act in the complement, no act of its own."""
        return self.lemma(verb) == "deny" and next(grammar.complements(verb), None) is not None

    def _inanimate(self, heads: list[Token]) -> bool:
        """True when what does it is no actor and no weapon ("a heatwave killed 31")."""
        if not heads or any(h.pos_ in ("PRON", "PROPN") for h in heads):
            return False
        reporting = self.lexicon.reporting
        for head in heads:
            lemma = head.lemma_.lower()
            if self.parties.at(head) or self.parties.behind(head):
                return False
            if lemma in reporting.documents or lemma in self.lexicon.objects["weapon_agents"]:
                return False
            if lemma in self.lexicon.nouns or head.i in self.doc._.mentions:
                return False
        return True

    def _is_emergency_of_state(self, verb: Token, obj: Token | None) -> bool:
        """A state of emergency, and not one declared for a natural disaster."""
        lemmas = {t.lemma_.lower() for t in sentence(verb)}
        if obj is not None and obj.lemma_ == "state" and not lemmas & {"emergency", "siege"}:
            return False
        return not lemmas & self.lexicon.objects["disasters"]

    def _special(self, rule: ActRule, obj: Token | None, actors: list[Mention]) -> str | None:
        """The type where the codebook's boundary rules make it another than the word's."""
        if self._frees_hostages(rule, obj, actors):
            return "AID"
        return "AGREE" if rule.type == "REQUEST" and self._own_war(obj) else None

    def _own_war(self, obj: Token | None) -> bool:
        """ "called for an end to its war": a party's call to end its own war is AGREE."""
        if obj is None or obj.lemma_ not in ("end", "halt", "cessation"):
            return False
        return any(
            t.lemma_ in ("war", "conflict", "fighting")
            and any(c.lower_ in ("its", "their", "our") for c in t.lefts)
            for t in obj.subtree
        )

    def _frees_hostages(self, rule: ActRule, obj: Token | None, actors: list[Mention]) -> bool:
        """Captives brought out by force are helped (AID), not released by their captor."""
        return (
            rule.type == "RETREAT"
            and rule.mode == "release"
            and obj is not None
            and obj.lemma_.lower() in self.lexicon.objects["hostage"]
            and any(set(m.sectors) & {"MIL", "COP", "SPY"} for m in actors)
        )
