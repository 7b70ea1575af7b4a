"""Nominal acts: "Kenya's request to Uganda", "the suspension of aid to Mali"."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from communique.codebook import ActRule
from communique.coding import grammar
from communique.coding.act import Act
from communique.coding.boundaries import Boundaries
from communique.coding.parties import resolved
from communique.model import Mention
from communique.reading.phrases import conjuncts, prepositional

VERBAL = frozenset({"REQUEST", "AGREE", "THREATEN", "ACCUSE", "REJECT"})


class NominalActs(Boundaries):
    """Finds acts that a noun tells."""

    def noun_act(self, noun: Token) -> Act | None:
        """A nominal act: "Kenya's request to Uganda", "the suspension of aid to Mali"."""
        for rule in self.lexicon.nouns.get(self._noun_lemma(noun), ()):
            obj = None
            if rule.objects is not None:
                obj = next(
                    (
                        o
                        for o in prepositional(noun, "of", "in")
                        if o.dep_ == "pobj" and self._in_class(o, rule.objects)
                    ),
                    None,
                )
                if obj is None:
                    continue
            return self._noun_build(noun, rule, obj)
        return None

    def _noun_lemma(self, noun: Token) -> str:
        lemma = noun.lemma_.lower()
        before = noun.nbor(-1) if noun.i else None
        if before is not None and before.dep_ in ("compound", "amod"):
            pair = f"{before.lemma_.lower()} {lemma}"
            if pair in self.lexicon.nouns:
                return pair
        return lemma

    def _noun_build(self, noun: Token, rule: ActRule, obj: Token | None) -> Act | None:
        heads = [c for c in noun.lefts if c.dep_ == "poss"]
        heads += grammar.by_agents(noun)
        if not heads:
            heads = [a for o in prepositional(noun, "of") for a in grammar.by_agents(o)]
        actors = [m for h in heads for m in self.parties.at(h)]
        if not actors:
            actors = resolved(self.parties.adjective(noun))
        carrier = noun.head
        if not actors and self._carried(noun, carrier):
            engaged = carrier.pos_ == "ADP"
            heads = grammar.logical_subject(carrier.head) if engaged else self.agents(carrier)
            actors, _ = self._actors(heads)
        if not actors and rule.joint:
            pair = [c for t in prepositional(noun, "between") for c in conjuncts(t)]
            actors = [m for t in pair for m in self.parties.at(t)]
        recipients: list[Mention] = []
        for slot in rule.to:
            if slot in ("dobj", "poss", "between"):
                continue
            targets = [c for t in self._noun_targets(noun, slot, obj) for c in conjuncts(t)]
            recipients = [m for m in self.parties.acting(targets) if m not in actors]
            if recipients:
                break
        act = Act(
            trigger=noun,
            type=rule.type,
            mode=rule.mode,
            rule=rule,
            actors=tuple(actors),
            recipients=tuple(recipients),
            agent_heads=tuple(heads),
            object=obj,
            content=next((c for c in noun.children if c.dep_ == "acl"), None),
        )
        both = resolved(actors) and (resolved(recipients) or len(actors) > 1)
        if both:
            return act
        either = resolved(actors) or resolved(recipients)
        patient = any(c.dep_ == "prep" and c.lower_ == "of" for c in noun.children)
        if rule.type in VERBAL and resolved(actors):
            patient = act.content is not None or any(
                c.dep_ == "prep" and c.lower_ == "for" for c in noun.children
            )
        elif rule.type == "PROTEST" and resolved(actors) and self._carried(noun, carrier):
            patient = True
        return act if either and patient and not rule.weak else None

    def _carried(self, noun: Token, verb: Token) -> bool:
        """True when a light verb carries the nominal act ("announced a suspension of …")."""
        if noun.dep_ == "pobj" and verb.lower_ == "in" and verb.head.lemma_ == "engage":
            return True
        if noun.dep_ == "pobj" and verb.lower_ == "on" and verb.head.lemma_ in ("be", "go"):
            return True
        return (
            verb.pos_ == "VERB"
            and verb.lemma_ in self.lexicon.light_verbs
            and noun.dep_ in ("dobj", "nsubjpass")
        )

    def _noun_targets(self, noun: Token, slot: str, obj: Token | None) -> Iterator[Token]:
        yield from self._prep_objects(noun, slot)
        if obj is not None:
            yield from self._prep_objects(obj, slot)
