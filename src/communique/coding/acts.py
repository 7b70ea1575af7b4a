"""Candidate acts: words of the act lexicon with their parties, before flags and attribution."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from spacy.tokens import Doc, Token

from communique.codebook import ActRule, Control, Lexicon
from communique.coding import grammar
from communique.coding.parties import Parties, resolved
from communique.model import Mention
from communique.reading.phrases import conjuncts, is_plural, modifiers, prepositional
from communique.reading.sentences import sentence

COOPERATIVE = frozenset({"AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID"})
YIELDING = frozenset({"CONCEDE", "RETREAT"})
LOOSE_SLOTS = ("to", "with", "for", "against", "on", "from", "at", "of", "over", "into")
ASKING = frozenset({"REQUEST", "AGREE", "THREATEN", "REJECT"})
"""Types whose object is what is asked, offered, threatened or refused: no act that took place."""
VERBAL = frozenset({"REQUEST", "AGREE", "THREATEN", "ACCUSE", "REJECT"})
ISSUING = frozenset({"write", "send", "issue", "deliver", "sign"})
THIRD_SLOTS = ("on", "with", "against", "to", "from", "over")
OBLIGING = frozenset({"must", "should", "ought"})
SAYING_YES = frozenset({"agree", "accept", "consent"})
INTENTIONS = frozenset({"AGREE", "REJECT", "THREATEN", "CONCEDE"})
"""Types whose recipient may stand in what is offered, refused or threatened."""
CONTENT_SLOTS = ("to", "with", "for", "against", "on", "from")
AFFECTED = frozenset(
    {
        "ASSAULT",
        "COERCE",
        "MOBILIZE",
        "CONCEDE",
        "RETREAT",
        "SANCTION",
        "THREATEN",
        "REJECT",
        "PROTEST",
        "AID",
    }
)
"""Types where the country in which one from elsewhere acts is the one acted upon."""
LIGHT_DEPTH = 3


@dataclass(frozen=True, slots=True)
class Act:
    """An act found in a sentence.

    ``trigger`` is its word; ``content`` the complement verb whose act it is about ("threatened
    to attack"); ``object`` the head of what it is done with; ``flags`` set by governing verbs.
    """

    trigger: Token
    type: str
    mode: str | None
    rule: ActRule
    actors: tuple[Mention, ...]
    recipients: tuple[Mention, ...]
    third_parties: tuple[Mention, ...] = ()
    agent_heads: tuple[Token, ...] = ()
    object: Token | None = None
    content: Token | None = None
    flags: frozenset[str] = frozenset()
    document: Token | None = None
    absorbed: tuple[int, ...] = field(default=())


class ActFinder:
    """Finds the acts of one document by the lexicon over the parse."""

    def __init__(self, doc: Doc, lexicon: Lexicon, parties: Parties) -> None:
        self.doc = doc
        self.lexicon = lexicon
        self.parties = parties

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
        """Verbs with an actor on either side and no word of the lexicon: open candidates.

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
            others = _others(resolved(self.parties.acting(heads)), actors)
            if actors and others:
                found.append(
                    Act(
                        trigger=verb,
                        type="",
                        mode=None,
                        rule=ActRule(type="", lemma=verb.lemma_, pos="verb"),
                        actors=tuple(actors),
                        recipients=tuple(others),
                        object=next(iter(self.objects(verb)), None),
                    )
                )
        return found

    def is_verb(self, token: Token) -> bool:
        """True for verbs and for headline verbs taken for nouns."""
        if token.i in self.doc._.headline_verbs:
            return True
        return token.pos_ == "VERB" and token.dep_ not in ("amod", "compound")

    def lemma(self, token: Token) -> str:
        """The verb lemma, headline verbs included."""
        return self.doc._.headline_verbs.get(token.i) or token.lemma_.lower()

    # --- verbs -----------------------------------------------------------------------------

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

    def _within(self, content: Token) -> list[int]:
        """The complement verb and those joined to it: their acts belong to the governing act."""
        found = [content.i]
        for child in content.children:
            if child.dep_ in ("conj", "xcomp") and child.pos_ == "VERB":
                found += self._within(child)
            elif child.dep_ in ("dobj", "pobj"):
                found.append(child.i)
        return found

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

    # --- parties ---------------------------------------------------------------------------

    def _recipients(
        self, verb: Token, rule: ActRule, obj: Token | None, actors: list[Mention]
    ) -> list[Mention]:
        if rule.type == "REQUEST" and verb.dep_ in ("advcl", "xcomp", "acl"):
            addressed = _others(self._addressed(verb.head), actors)
            if addressed:
                return addressed
        for slot in rule.to:
            heads = self._slot(verb, slot, obj)
            found = _others(self.parties.acting(heads), actors)
            if found:
                return found
        if rule.type == "THREATEN":
            found = _others(self._conditional(verb), actors)
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
                return [*self.objects(verb), *small]
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
                return [a for o in ([obj] if obj is not None else []) for a in _doers(o)]
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

    # --- complements -----------------------------------------------------------------------

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
                recipients = _others(self.parties.acting(self.objects(verb)), actors)
            if not recipients and kind == "THREATEN":
                recipients = _others(self._conditional(verb), actors)
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

    # --- nouns -----------------------------------------------------------------------------

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


def _doers(noun: Token) -> list[Token]:
    """Who does a nominal act: "the release of prisoners by Uganda"."""
    found = grammar.by_agents(noun)
    return found or [a for o in prepositional(noun, "of") for a in grammar.by_agents(o)]


def _others(mentions: Iterable[Mention], actors: list[Mention]) -> list[Mention]:
    """Those who are not the actors themselves ("his help" of the asker is not the recipient)."""
    pronouns = {"his", "her", "its", "their", "he", "she", "it", "they", "them", "him"}
    codes = {m.code for m in actors if m.code}
    return [
        m
        for m in mentions
        if m not in actors and not (m.text.lower() in pronouns and m.code in codes)
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


def with_flags(act: Act, *flags: str) -> Act:
    """The act with more flags set."""
    return replace(act, flags=act.flags | set(flags))
