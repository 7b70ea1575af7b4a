"""Candidate acts of a document: verbs with what governs them, and nouns."""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Token

from communique.codebook import ActRule, Control
from communique.coding import grammar
from communique.coding.act import COOPERATIVE, YIELDING, Act
from communique.coding.nominal import NominalActs
from communique.coding.parties import resolved
from communique.coding.recipients import AFFECTED, others, rule_object_chain
from communique.reading.phrases import conjuncts, is_plural, prepositional

LOOSE_SLOTS = ("to", "with", "for", "against", "on", "from", "at", "of", "over", "into")
ASKING = frozenset({"REQUEST", "AGREE", "THREATEN", "REJECT"})
"""Types whose object is what is asked, offered, threatened or refused: no act that took place."""
OBLIGING = frozenset({"must", "should", "ought"})
SAYING_YES = frozenset({"agree", "accept", "consent"})


class ActFinder(NominalActs):
    """Finds the acts of one document by the lexicon over the parse."""

    def find(self, tokens: Iterable[Token]) -> list[Act]:
        """Acts among these tokens, verbs before nouns; what a wider act contains is left out."""
        words = list(tokens)
        found: list[Act] = []
        absorbed: set[int] = set()
        for token in words:
            if token.i in absorbed:
                continue
            if self.is_verb(token):
                act = self.verb_act(token)
                if act is not None:
                    found.append(act)
                    absorbed.update(act.absorbed)
        found = [a for a in found if a.trigger.i not in absorbed]
        for token in words:
            if token.pos_ in ("NOUN", "PROPN") and token.i not in absorbed:
                if token.dep_ == "compound":
                    continue
                if token.i in self.doc._.headline_verbs:
                    continue
                act = self.noun_act(token)
                if act is not None:
                    found.append(act)
        return self._told_once(found)

    def _told_once(self, acts: list[Act]) -> list[Act]:
        """A noun and the verb over it that tell the same act are one: "the attack … killed"."""
        nouns = {a.trigger.i: a for a in acts if a.rule.pos == "noun"}
        dropped: set[int] = set()
        for act in acts:
            if act.rule.pos != "verb":
                continue
            for head in act.agent_heads:
                noun = nouns.get(head.i)
                if noun is not None and noun.type == act.type:
                    dropped.add(act.trigger.i)
            noun = nouns.get(act.object.i) if act.object is not None else None
            if noun is not None and noun.type == act.type:
                dropped.add(noun.trigger.i)
        return [a for a in acts if a.trigger.i not in dropped]

    def loose(self, tokens: Iterable[Token], taken: set[int]) -> list[Act]:
        """Verbs with an actor and no word of the lexicon: open candidates.

        Their type is empty; only a trained reader can say whether something passed.
        """
        found = []
        for verb in tokens:
            if verb.i in taken or not self.is_verb(verb) or verb.dep_ in ("aux", "auxpass"):
                continue
            if verb.lemma_.lower() in self.lexicon.reporting.verbs and any(
                c.dep_ == "ccomp" for c in verb.children
            ):
                continue
            actors = resolved(m for h in self.agents(verb) for m in self.parties.at(h))
            heads = [
                *self.objects(verb),
                *(c for t in prepositional(verb, *LOOSE_SLOTS) for c in conjuncts(t)),
            ]
            rest = others(resolved(self.parties.acting(heads)), actors)
            if actors:
                found.append(
                    Act(
                        trigger=verb,
                        type="",
                        mode=None,
                        rule=ActRule(type="", lemma=verb.lemma_, pos="verb"),
                        actors=tuple(actors),
                        recipients=tuple(rest),
                        object=next(iter(self.objects(verb)), None),
                    )
                )
        return found

    def verb_act(self, verb: Token) -> Act | None:
        """The act of one verb, with what its complement makes of it."""
        control = grammar.control_of(verb, self.lemma(verb), self.lexicon.control)
        if control is not None and control.effect in ("agree", "reject", "threaten"):
            act = self._controlled(verb, control)
            if act is not None:
                return act
        obligation = self._obligation(verb)
        if obligation is not None:
            return obligation
        if self._denies(verb) or self._asks_anonymity(verb) or self._is_purpose(verb):
            return None
        for rule, obj in self.matches(verb):
            act = self._build(verb, rule, obj)
            if act is not None:
                return act
        return None

    def _obligation(self, verb: Token) -> Act | None:
        """ "X said that Y must …": a request by X to Y, where Y is somebody else."""
        if verb.dep_ != "ccomp" or verb.head.lemma_.lower() not in self.lexicon.reporting.verbs:
            return None
        if not any(c.dep_ == "aux" and c.lower_ in OBLIGING for c in verb.children):
            return None
        speakers = resolved(m for h in grammar.agents(verb.head) for m in self.parties.at(h))
        asked = resolved(self.parties.acting(grammar.logical_subject(verb)))
        asked = [m for m in asked if m.country not in {s.country for s in speakers} or m.sectors]
        asked = [m for m in asked if m.code not in {s.code for s in speakers}]
        if not speakers or not asked:
            return None
        return Act(
            trigger=verb.head,
            type="REQUEST",
            mode=None,
            rule=ActRule(type="REQUEST", lemma="must", pos="verb"),
            actors=tuple(speakers),
            recipients=tuple(asked),
            agent_heads=tuple(grammar.agents(verb.head)),
            content=verb,
            absorbed=tuple(self._within(verb)),
        )

    def _build(self, verb: Token, rule: ActRule, obj: Token | None) -> Act | None:
        heads = self.agents(verb)
        if self._inanimate(heads):
            return None
        if rule.inverse:
            return self._inverse(verb, rule, heads)
        if rule.object_class == "emergency" and not self._is_emergency_of_state(verb, obj):
            return None
        actors, document = self._actors(heads)
        recipients = self._recipients(verb, rule, obj, actors)
        thirds = self._thirds(verb, rule, [*actors, *recipients]) if rule.third else ()
        if not recipients and rule.type in AFFECTED:
            recipients = self._affected(verb, obj, actors)
        content = next(grammar.complements(verb), None)
        absorbed = [obj.i] if obj is not None and rule.objects else []
        if rule.type in ("REQUEST", "ACCUSE") and content is not None:
            absorbed += self._within(content)
        if rule.type in ASKING:
            asked = [*self.objects(verb), *prepositional(verb, "for")]
            absorbed += [t.i for o in asked for t in (o, *rule_object_chain(o))]
        act = Act(
            trigger=verb,
            type=self._special(rule, obj, actors) or rule.type,
            mode=rule.mode,
            rule=rule,
            actors=tuple(actors),
            recipients=tuple(recipients),
            third_parties=tuple(thirds),
            agent_heads=tuple(heads),
            object=obj,
            content=content,
            document=document,
            absorbed=tuple(absorbed),
        )
        return self._enough(act)

    def _inverse(self, verb: Token, rule: ActRule, heads: list[Token]) -> Act | None:
        """ "Families fled the army": those who flee are acted upon by what they flee from."""
        fleeing = self.parties.acting(heads)
        causes = [c for slot in rule.to for c in self._slot(verb, slot, None)]
        causes += [
            o
            for p in grammar.own_clause(verb)
            if p.dep_ == "prep" and p.lower_ == "from"
            for o in p.children
            if o.dep_ == "pobj"
        ]
        clauses = [c for c in verb.children if c.dep_ == "advcl"]
        causes += [s for c in clauses for s in grammar.agents(c)]
        actors = [
            m
            for m in resolved(m for c in causes for m in self.parties.at(c))
            if m.sectors and m.code not in {f.code for f in fleeing}
        ]
        if not resolved(fleeing) or not actors:
            return None
        return Act(
            trigger=verb,
            type=rule.type,
            mode=rule.mode,
            rule=rule,
            actors=tuple(actors[:1]),
            recipients=tuple(fleeing),
            agent_heads=(),
        )

    def _within(self, content: Token) -> list[int]:
        """The complement verb and those joined to it: their acts belong to the governing act."""
        found = [content.i]
        for child in content.children:
            if child.dep_ in ("conj", "xcomp") and child.pos_ == "VERB":
                found += self._within(child)
            elif child.dep_ in ("dobj", "pobj"):
                found.append(child.i)
        return found

    def _enough(self, act: Act) -> Act | None:
        """An act needs an actor; a weak word needs both sides, a strong one may lack one."""
        actors, recipients = resolved(act.actors), resolved(act.recipients)
        if act.type == "AID" and not act.recipients and not act.rule.object_class:
            return None
        joint = act.rule.joint and len(act.actors) > 1
        if act.rule.joint and not act.recipients and not joint:
            plural = any(is_plural(h) for h in act.agent_heads)
            if not plural or act.rule.weak:
                return None if act.rule.weak or not actors else act
        if act.rule.weak and not joint:
            return act if actors and recipients else None
        if actors or recipients or any(m.sectors for m in act.actors):
            return act
        named = [m for m in act.actors if m.text[:1].isupper() and " " in m.text]
        return act if named else None

    def _controlled(self, verb: Token, control: Control) -> Act | None:
        """An act made of a governing verb and the act in its complement."""
        if control.effect == "keep":
            return None
        for content in grammar.complements(verb):
            inner = self._inner(content)
            if inner is None and control.effect in ("agree", "threaten"):
                continue
            kind = self._effect(control, verb, inner)
            if kind is None:
                continue
            heads = self.agents(verb)
            actors, document = self._actors(heads)
            if not actors:
                return None
            recipients = [m for m in (inner.recipients if inner else ()) if m not in actors]
            if not recipients:
                recipients = others(self.parties.acting(self.objects(verb)), actors)
            if not recipients and kind == "THREATEN":
                recipients = others(self._conditional(verb), actors)
            rule = self._rule_for(verb, kind, inner)
            return Act(
                trigger=verb,
                type=kind,
                mode=self._content_mode(kind, inner),
                rule=rule,
                actors=tuple(actors),
                recipients=tuple(recipients),
                agent_heads=tuple(heads),
                object=inner.object if inner else None,
                content=content,
                document=document,
                absorbed=tuple(self._within(content)),
            )
        return None

    def _inner(self, content: Token) -> Act | None:
        match = self.match(content)
        if match is None:
            for deeper in grammar.complements(content):
                return self._inner(deeper)
            return None
        rule, obj = match
        actors, _ = self._actors(self.agents(content))
        recipients = self._recipients(content, rule, obj, actors)
        return Act(
            trigger=content,
            type=rule.type,
            mode=rule.mode,
            rule=rule,
            actors=tuple(actors),
            recipients=tuple(recipients),
            object=obj,
        )

    def _effect(self, control: Control, verb: Token, inner: Act | None) -> str | None:
        match control.effect:
            case "agree":
                if inner is None:
                    return "AGREE"
                if inner.type in YIELDING:
                    return "AGREE" if self.lemma(verb) in SAYING_YES else "CONCEDE"
                if inner.type in COOPERATIVE:
                    return "AGREE"
                soft = self.lemma(verb) in ("agree", "offer", "accept", "propose", "consent")
                return "AGREE" if soft else "THREATEN"
            case "reject":
                return "REJECT"
            case "threaten":
                if inner is not None and inner.type in COOPERATIVE | YIELDING:
                    return None
                return "THREATEN"
        return None

    def _rule_for(self, verb: Token, kind: str, inner: Act | None) -> ActRule:
        for rule in self.lexicon.verbs.get(self.lemma(verb), ()):
            if rule.type == kind:
                return rule
        base = inner.rule if inner else ActRule(type=kind, lemma=self.lemma(verb), pos="verb")
        return ActRule(type=kind, lemma=base.lemma, pos="verb")

    def _content_mode(self, kind: str, inner: Act | None) -> str | None:
        if inner is None:
            return None
        if kind == "THREATEN":
            if inner.type == "COERCE":
                return "arrest" if inner.mode == "arrest" else "restrict"
            return {
                "SANCTION": "expel" if inner.mode == "expel" else "relations",
                "REJECT": "relations",
                "ASSAULT": "violence",
                "MOBILIZE": "violence",
                "PROTEST": "restrict",
            }.get(inner.type)
        if kind == "REJECT":
            return {
                "AID": "assist",
                "COOPERATE": "assist",
                "CONSULT": "meet",
                "AGREE": "meet" if inner.object and inner.object.lemma_ == "meeting" else None,
                "RETREAT": "yield",
                "CONCEDE": "yield",
            }.get(inner.type, "change")
        return None
