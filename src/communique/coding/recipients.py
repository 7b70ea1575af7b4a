"""Who acts upon whom: the parties of a verb that a row of the lexicon fits."""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Token

from communique.codebook import ActRule
from communique.coding import grammar
from communique.coding.matching import Matching
from communique.coding.parties import resolved
from communique.model import Mention
from communique.reading.phrases import conjuncts, prepositional
from communique.reading.sentences import sentence

ISSUING = frozenset({"write", "send", "issue", "deliver", "sign"})
THIRD_SLOTS = ("on", "with", "against", "to", "from", "over")
INTENTIONS = frozenset({"AGREE", "REJECT", "THREATEN", "CONCEDE"})
"""Types whose recipient may stand in what is offered, refused or threatened."""
CONTENT_SLOTS = ("to", "with", "for", "against", "on", "from")
AFFECTED = frozenset(
    "ASSAULT COERCE MOBILIZE CONCEDE RETREAT SANCTION THREATEN REJECT PROTEST AID".split()
)
"""Types where the country in which one from elsewhere acts is the one acted upon."""
LIGHT_DEPTH = 3
"""How many nouns below an object are looked at ("billion in assistance to …")."""
PRONOUNS = frozenset({"his", "her", "its", "their", "he", "she", "it", "they", "them", "him"})


class Recipients(Matching):
    """Finds actors, recipients and third parties."""

    def agents(self, verb: Token) -> list[Token]:
        """Heads of those who do it; for a headline verb the name right before it."""
        if verb.i in self.doc._.headline_verbs:
            before = [
                t for t in self.doc[sentence(verb).start : verb.i] if t.i in self.doc._.mentions
            ]
            return [before[-1]] if before else []
        return grammar.agents(verb)

    def _actors(self, heads: list[Token]) -> tuple[list[Mention], Token | None]:
        """Mentions at the agent heads; a document acts for its author."""
        for head in heads:
            if head.lemma_.lower() in self.lexicon.reporting.documents:
                author = self._author(head)
                return ([author] if author else []), head
        found: list[Mention] = []
        for head in heads:
            for mention in self.parties.at(head) or self._collective(head):
                if mention not in found:
                    found.append(mention)
        return found, None

    def _collective(self, head: Token) -> list[Mention]:
        """ "a U.S. court", "Israeli jets": a thing acting for whom it belongs to."""
        if head.pos_ not in ("NOUN", "PROPN"):
            return []
        return resolved(self.parties.behind(head))[:2]

    def _author(self, document: Token) -> Mention | None:
        """Whose document it is: by its own words, else by where it was first spoken of."""
        own = self._signed(document)
        if own is not None:
            return own
        lemma = document.lemma_.lower()
        for token in self.doc[: document.i]:
            if token.lemma_.lower() != lemma or token.pos_ != "NOUN":
                continue
            earlier = self._signed(token)
            if earlier is None and token.dep_ == "dobj" and token.head.lemma_ in ISSUING:
                writers = [m for h in grammar.agents(token.head) for m in self.parties.at(h)]
                earlier = writers[0] if writers else None
            if earlier is not None:
                return earlier
        return None

    def _signed(self, document: Token) -> Mention | None:
        """The author that a document's own phrase names: "Trump's letter", "a letter from …"."""
        for child in document.children:
            if child.dep_ == "poss":
                found = self.parties.at(child)
                if found:
                    return found[0]
            if child.dep_ in ("prep", "agent") and child.lower_ in ("by", "from", "of"):
                for obj in child.children:
                    found = self.parties.at(obj)
                    if found:
                        return found[0]
        adjective = self.parties.behind(document)
        return adjective[0] if adjective else None

    def _recipients(
        self, verb: Token, rule: ActRule, obj: Token | None, actors: list[Mention]
    ) -> list[Mention]:
        if rule.type == "REQUEST" and verb.dep_ in ("advcl", "xcomp", "acl"):
            addressed = others(self._addressed(verb.head), actors)
            if addressed:
                return addressed
        for slot in rule.to:
            heads = self._slot(verb, slot, obj)
            found = others(self.parties.acting(heads), actors)
            if found:
                return found
        if rule.type == "THREATEN":
            found = others(self._conditional(verb), actors)
            if found:
                return found
        if rule.type in INTENTIONS:
            for content in grammar.complements(verb):
                heads = [
                    *grammar.patients(content),
                    *(c for t in prepositional(content, *CONTENT_SLOTS) for c in conjuncts(t)),
                ]
                found = [m for h in heads for m in self.parties.at(h) if m not in actors]
                if found:
                    return found
        return []

    def _conditional(self, verb: Token) -> list[Mention]:
        """Whom a threat is meant for: the subject of its condition ("if Kyiv goes ahead …")."""
        for clause in verb.subtree:
            if clause.dep_ == "advcl" and any(
                c.dep_ == "mark" and c.lower_ in ("if", "unless") for c in clause.children
            ):
                return resolved(self.parties.acting(grammar.logical_subject(clause)))
        return []

    def _addressed(self, verb: Token) -> list[Mention]:
        """To whom a letter or call went in which something was asked ("wrote to X, seeking …")."""
        if verb.dep_ == "pobj" and verb.head.lower_ == "to":
            return resolved(m for h in conjuncts(verb) for m in self.parties.at(h))
        holders = [verb, *self.objects(verb)] if verb.pos_ == "VERB" else [verb]
        heads = [c for h in holders for t in self._prep_objects(h, "to") for c in conjuncts(t)]
        return resolved(m for h in heads for m in self.parties.at(h))

    def _slot(self, verb: Token, slot: str, obj: Token | None) -> list[Token]:
        match slot:
            case "dobj":
                small = [
                    s
                    for c in verb.children
                    if c.dep_ in ("ccomp", "acomp", "oprd") and c.pos_ == "ADJ"
                    for s in c.children
                    if s.dep_ == "nsubj"
                ]
                objects = self.objects(verb)
                return [*(objects or _after_as(verb)), *small]
            case "dative":
                return [
                    c
                    for o in verb.children
                    if o.dep_ == "dative" and o.pos_ != "ADP"
                    for c in conjuncts(o)
                ]
            case "poss":
                return [c for o in ([obj] if obj else []) for c in o.lefts if c.dep_ == "poss"]
            case "obj:by":
                return [a for o in ([obj] if obj is not None else []) for a in doers(o)]
            case "verb:from":
                return [c for t in self._prep_objects(verb, "from") for c in conjuncts(t)]
            case "that":
                return [
                    s
                    for c in verb.children
                    if c.dep_ == "ccomp"
                    for s in grammar.logical_subject(c)
                ]
        found = self._prep_objects(verb, slot)
        if not found and obj is not None:
            found = self._prep_objects(obj, slot)
        if not found and rule_object_chain(obj):
            found = [t for o in rule_object_chain(obj) for t in self._prep_objects(o, slot)]
        return [c for t in found for c in conjuncts(t)]

    def _prep_objects(self, head: Token, slot: str) -> list[Token]:
        return [t for t in prepositional(head, slot) if t.dep_ == "pobj"]

    def _affected(self, verb: Token, obj: Token | None, actors: list[Mention]) -> list[Mention]:
        """The country where one from elsewhere acts ("Israel has reinforced its units in …")."""
        own = {m.country for m in actors if m.country}
        if not own:
            return []
        for head in (verb, *([obj] if obj is not None else [])):
            for place in prepositional(head, "in", "into", "inside", "across", "along", "near"):
                for mention in resolved(self.parties.at(place) or self.parties.behind(place)):
                    if mention.country and mention.country not in own:
                        return [mention]
        return []

    def _thirds(self, verb: Token, rule: ActRule, known: list[Mention]) -> list[Mention]:
        """Whom the recipient is to bring, arm, lean on: actors in the complement's objects."""
        found: list[Mention] = []
        pending = list(grammar.complements(verb))
        for obj in self.objects(verb):
            pending += [
                i for p in obj.children if p.dep_ == "prep" for i in p.children if i.dep_ == "pcomp"
            ]
            pending += [c for c in obj.children if c.dep_ == "acl"]
        seen: set[int] = set()
        while pending:
            inner = pending.pop(0)
            if inner.i in seen or inner.pos_ != "VERB":
                continue
            seen.add(inner.i)
            heads = grammar.patients(inner) + [
                c
                for holder in (inner, *grammar.patients(inner))
                for p in holder.children
                if p.dep_ == "prep" and p.lower_ in THIRD_SLOTS
                for o in p.children
                if o.dep_ == "pobj"
                for c in conjuncts(o)
            ]
            heads += [
                s
                for c in inner.children
                if c.dep_ in ("ccomp", "xcomp")
                for s in c.children
                if s.dep_ == "nsubj"
            ]
            for head in heads:
                for mention in self.parties.at(head):
                    if mention not in found and mention.code not in {m.code for m in known}:
                        found.append(mention)
            pending += list(grammar.complements(inner))
        return found


def _after_as(verb: Token) -> list[Token]:
    """An object put off behind "as": "denounced as an ugly crime Serbia's suppression"."""
    return [c for t in prepositional(verb, "as") for c in t.rights if c.dep_ == "appos"]


def doers(noun: Token) -> list[Token]:
    """Who does a nominal act: "the release of prisoners by Uganda"."""
    found = grammar.by_agents(noun)
    return found or [a for o in prepositional(noun, "of") for a in grammar.by_agents(o)]


def others(mentions: Iterable[Mention], actors: list[Mention]) -> list[Mention]:
    """Those who are not the actors themselves ("his help" of the asker is not the recipient)."""
    codes = {m.code for m in actors if m.code}
    return [
        m
        for m in mentions
        if m not in actors and not (m.text.lower() in PRONOUNS and m.code in codes)
    ]


def rule_object_chain(obj: Token | None) -> list[Token]:
    """Nouns hanging below an object by "in" or "of" ("billion in assistance to …")."""
    found: list[Token] = []
    node = [obj] if obj is not None else []
    while node:
        head = node.pop()
        for child in head.children:
            if child.dep_ == "prep":
                inner = [o for o in child.children if o.dep_ == "pobj"]
                found += inner
                node += inner
    return found[:LIGHT_DEPTH]
