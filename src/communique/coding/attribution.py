"""Attribution chains: the page says that A says that B says …

A chain is found by climbing the parse from a word to the root of its sentence and noting every
construction that makes somebody a source: a reporting verb above its clause, "as X said", "his
claim that", "is believed to", "reportedly". Asides (``tags``) are found beside the parse; what
stands inside a quotation is its speaker's (``voices``).
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from spacy.tokens import Doc, Token

from communique.codebook import Lexicon
from communique.coding import grammar
from communique.coding.chains import FIRST, kept, settled, within
from communique.coding.frames import Frames
from communique.coding.noun_sources import CARRYING, noun_sources
from communique.coding.parties import Parties
from communique.coding.regrouping import joined_to
from communique.coding.reporting import Reporting
from communique.coding.rivals import Rivals
from communique.coding.sources import Sources, by_author
from communique.coding.tag_scope import Tag, parts_of
from communique.coding.tags import TagFinder
from communique.coding.voices import Voices
from communique.model import Source
from communique.reading.phrases import conjuncts
from communique.reading.sentences import sentence

CONTRASTING = frozenset({"while", "whereas", "whilst", "although", "though", "but"})


class Attribution:
    """Finds the chain of sources above a word of one document."""

    def __init__(self, doc: Doc, lexicon: Lexicon, parties: Parties) -> None:
        self.doc = doc
        self.words = lexicon.reporting
        self.parties = parties
        self.make = Sources(doc, lexicon, parties)
        self.reporting = Reporting(doc, lexicon)
        self.finder = TagFinder(doc, self.words.verbs)
        self.frames = Frames(self)
        self.voices = Voices(doc, self)
        self.rivals = Rivals(doc, self)
        self._swap: Mapping[int, Token] = {}
        self._memo: dict[int, tuple[Source, ...]] = {}
        self._tags: dict[int, list[Tag]] = {}

    def chain(self, token: Token) -> tuple[Source, ...]:
        """Sources of what stands at a word, outermost first; empty when the page itself says it."""
        if token.i not in self._memo:
            climbed = self.climb(token)
            climbed = self.frames.around(token, climbed)
            climbed = climbed or self._unfolded(token)
            quote = self.voices.around(token)
            spoken = self.voices.of(quote) if quote is not None else ()
            found = within(quote, spoken, climbed) if quote and spoken else climbed
            self._memo[token.i] = kept(token, self._foreign(found))
        return self._memo[token.i]

    def _foreign(self, chain: tuple[Source, ...]) -> tuple[Source, ...]:
        """A chain without the page's own "I" and "we", which stand outside any quotation."""
        return tuple(
            s
            for s in chain
            if s.text.lower() not in FIRST
            or s.stance != "asserts"
            or any(q.inner_start <= s.start < q.inner_end for q in self.doc._.quotes)
        )

    def _unfolded(self, token: Token) -> tuple[Source, ...]:
        """ "Her father insists that she is innocent: she was with him": what a colon unfolds."""
        colon = next(
            (t for t in sentence(token) if t.text == ":" and t.i < token.i and t.tag_ == ":"), None
        )
        if colon is None or self.voices.around(token) is not None:
            return ()
        first = self.doc[colon.i + 1]
        if first.is_quote or any(t.start > colon.i for t in self.tags(token)):
            return ()
        if any(self.reporting.says(t) for t in self.doc[colon.i + 1 : token.i]):
            return ()
        told = [
            t
            for t in self.doc[sentence(token).start : colon.i]
            if t.dep_ == "ccomp" and t.pos_ in ("VERB", "AUX") and t.head.i < t.i
        ]
        return self.climb(told[-1]) if told and self.reporting.says(told[-1].head) else ()

    def others(self, token: Token) -> list[tuple[Source, ...]]:
        """Chains of others who say the same, or deny it; the claim is kept once for each."""
        return self.rivals.of(token)

    def climb(self, token: Token, swap: Mapping[int, Token] | None = None) -> tuple[Source, ...]:
        """Sources by the parse and the asides of the sentence alone, quotations left aside.

        ``swap`` puts another verb of saying in the place of one that it is joined to.
        """
        self._swap = swap or {}
        inward: list[Source] = []
        tags = {t.verb: t for t in self.tags(token) if t.verb is not None}
        child = token
        heard: set[int] = set()
        past: int | None = None
        if self.reporting.states(token):
            heads = [h for h in grammar.logical_subject(token) if h.lower_ != "there"]
            inward.extend(self.make.at(h, token.text, "asserts") for h in reversed(heads))
        self._beside(child, inward)
        for node in token.ancestors:
            tag = tags.get(node.i)
            if past is None and (above := joined_to(child)) is not None:
                past = above.i
            if past is not None:
                child, past = node, None if node.i == past else past
                continue
            if self._contrasted(child, node):
                break
            if tag is not None:
                if tag.reaches(token):
                    inward.extend(reversed(self.spoken(tag)))
            elif node.i in heard or self._divided(node, child, token):
                pass
            elif (verb := self.reporting.timed(node, child)) is not None:
                self._push_verb(verb, child, inward)
                heard = {verb.i}
            elif self.reporting.reports(node, child):
                self._push_verb(node, child, inward)
            elif (verb := self.reporting.misplaced(node, child)) is not None:
                self._push_verb(verb, child, inward)
                heard = {verb.i}
            elif node.pos_ == "NOUN" and self.reporting.noun_reports(node, child):
                inward.extend(noun_sources(self, node))
                heard = {self.rivals.denier(node)}
            elif node.lemma_ == "be" and child.dep_ in ("ccomp", "advcl"):
                for subject in node.children:
                    if subject.dep_ == "nsubj" and subject.lemma_.lower() in self.words.nouns:
                        inward.extend(noun_sources(self, subject))
            if self.set_off(child, token):
                low = child.left_edge.i
                for tag in self.tags(token):
                    if tag.reaches(token) and low - 2 <= tag.low and tag.start > token.i:
                        inward.extend(reversed(self.spoken(tag)))
                return settled(inward)
            self._beside(node, inward, below=child)
            child = node
        for tag in self.tags(token):
            if tag.reaches(token):
                spoken = list(reversed(self.spoken(tag)))
                inner = tag.verb is None and tag.end <= token.i and self._inside(tag, inward)
                inward[:] = [*spoken, *inward] if inner else [*inward, *spoken]
        return settled(inward)

    def set_off(self, child: Token, token: Token) -> bool:
        """ "The candidate, who was shot on Wednesday, …": an aside of the page's own."""
        if self.voices.around(token) is not None:
            return False
        word = child.left_edge
        if child.dep_ == "appos" and child.pos_ == "NOUN":
            relative = any(c.dep_ == "relcl" and c.is_ancestor(token) for c in child.children)
            return relative and word.i > 0 and self.doc[word.i - 1].text == ","
        if child.dep_ != "relcl":
            return False
        if word.lower_ == "of" or (word.i and word.nbor(-1).lower_ == "of"):
            return False  # "…, of whom forty …": a part of what is told
        first = {t.lower_ for t in self.doc[word.i : word.i + 3]}
        return bool(first & {"who", "which", "whose", "whom"}) and (
            word.i > 0 and self.doc[word.i - 1].text == ","
        )

    def _contrasted(self, child: Token, node: Token) -> bool:
        """ "X said A, while Y said B", "…, and Y said B": Y's words are not told by X."""
        if not self.reporting.says(child) or child.i < node.i:
            return False
        if not any(c.dep_ == "nsubj" and c.i < child.i for c in child.children):
            return False
        first = child.left_edge
        if child.dep_ == "advcl":
            words = {c.lower_ for c in child.children if c.dep_ in ("mark", "advmod")}
            return bool(words & CONTRASTING)
        if child.dep_ not in ("conj", "ccomp") or first.i < 2 or self._in_list(child):
            return False
        before = self.doc[first.i - 1]
        return before.lower_ in ("and", "but", "while", "whereas") and (
            self.doc[before.i - 1].text in (",", ";")
        )

    def _inside(self, tag: Tag, inward: list[Source]) -> bool:
        """ "wrote that, in the words of a priest, …": inside what is said, not around it."""
        start = self.doc[tag.start].idx
        return any(s.start < s.end and s.end <= start for s in inward)

    def tags(self, token: Token) -> list[Tag]:
        """The asides of the token's sentence."""
        around = sentence(token)
        if around.start not in self._tags:
            self._tags[around.start] = self.finder.find(around)
        return self._tags[around.start]

    def spoken(self, tag: Tag) -> list[Source]:
        """The speakers of an aside, outermost first, those who carry or are cited included."""
        found = [self.make.over(a, b, tag.cue, tag.stance) for a, b in tag.speakers]
        carriers: list[Source] = []
        found += self._citing(tag)
        for token in self.doc[tag.start : tag.end]:
            if token.lemma_ in CARRYING and token.tag_ == "VBN":
                carriers += [
                    self.make.at(a, token.text, "asserts") for a in grammar.by_agents(token)
                ]
        return [*carriers, *found]

    def _citing(self, tag: Tag) -> list[Source]:
        """ "…, the agency wrote, quoting a customs officer": whom an aside cites."""
        end = sentence(self.doc[tag.start]).end
        for token in self.doc[tag.start : min(end, tag.end + 3)]:
            if token.tag_ == "VBG" and token.lemma_ in ("cite", "quote"):
                span = self.finder.noun_phrase(token.i + 1, end)
                if span is not None:
                    return [self.make.over(*span, token.text, "asserts")]
            if token.i >= tag.end and token.text != "," and token.tag_ != "VBG":
                break
        return []

    # --- the constructions ------------------------------------------------------------------

    def is_reporting(self, verb: Token) -> bool:
        """True for verbs that introduce somebody's words or beliefs."""
        return self.reporting.says(verb)

    def _divided(self, node: Token, child: Token, token: Token) -> bool:
        """True where a semicolon stands between a verb and what it would report."""
        low, high = sorted((node.i, token.i))
        return any(t.text == ";" for t in self.doc[low:high]) and not self._in_list(child)

    def _in_list(self, child: Token) -> bool:
        return any(c.dep_ == "mark" and c.lower_ == "that" for c in child.children)

    def _push_verb(self, verb: Token, child: Token, inward: list[Source]) -> None:
        verb = self._swap.get(verb.i, verb)
        state = verb.lower_ in self.words.adjectives
        stance = "believes" if state else self.reporting.stance(verb, child)
        cue = verb.text
        passive = grammar.is_passive(verb) and not state
        before = self._tag_before(verb)
        if before is not None:
            spoken = self.spoken(before)
            if spoken and stance != "asserts":
                spoken[-1] = msgspec.structs.replace(spoken[-1], cue=cue, stance=stance)
            inward.extend(reversed(spoken))
            return
        heads = grammar.by_agents(verb) if passive else self._speakers(verb)
        documents = self._documents(verb, heads)
        if documents and not heads:
            heads, documents = documents[:1], documents[1:]
        for document in documents:
            if _is_known(document):
                source = self.make.at(document, None, stance)
                author = self.make.who(heads[0]) if len(heads) == 1 else None
                inward.append(by_author(source, author) if source.code is None else source)
        inward.extend(reversed(self._cited(verb)))
        if not heads and not passive:
            span = self._words_before(verb)
            if span is not None:
                inward.append(self.make.over(*span, cue, stance))
                return
        if heads:
            joined = [self.make.at(h, cue, stance) for h in heads]
            inward.extend(reversed(joined))
        else:
            inward.append(self.make.nobody(verb, stance))
        for head in heads:
            inward.extend(self._carried(head))

    def verb_sources(self, verb: Token, child: Token) -> list[Source]:
        """The sources of what a verb of saying reports at ``child``, the innermost first."""
        found: list[Source] = []
        self._push_verb(verb, child, found)
        return found

    def _tag_before(self, verb: Token) -> Tag | None:
        """ "…, the police announced, adding that …": who speaks on is who spoke in the aside."""
        if verb.tag_ != "VBG" or verb.dep_ != "advcl":
            return None
        return next(
            (t for t in self.tags(verb) if t.verb is not None and verb.i - t.end in (0, 1)), None
        )

    def _speakers(self, verb: Token) -> list[Token]:
        state = verb.pos_ == "ADJ" or verb.dep_ in ("acomp", "oprd")
        heads = grammar.logical_subject(
            self.reporting.spoken_on(verb) or (verb.head if state else verb)
        )
        left = [h for h in heads if h.i < verb.i]
        heads = left or heads
        before = verb.nbor(-1) if verb.i else None
        if not heads and before is not None and before.dep_ == "appos":
            heads = [before]
        named = [h for h in heads if h.lower_ not in ("there", "it", "both", "all", "each")]
        return named or heads

    def _words_before(self, verb: Token) -> tuple[int, int] | None:
        """ "The chiefs' report, read out in church, says": a subject that the parser has lost."""
        parts = parts_of(sentence(verb))
        at = next((i for i, (a, b) in enumerate(parts) if a == verb.i), None)
        if at is None or at < 2 or self.doc[parts[at - 1][0] - 1].text != ",":
            return None
        first, end = parts[at - 2]
        span = self.finder.noun_phrase(first, end)
        return span if span is not None and span[1] == end else None

    def _documents(self, verb: Token, heads: list[Token]) -> list[Token]:
        """ "Trump in the letter stated", "in a statement it is said": what the words came in."""
        return [
            o
            for holder in [verb, *heads]
            for prep in holder.children
            if prep.dep_ == "prep" and prep.lower_ in ("in", "through", "via", "on")
            for o in prep.children
            if o.dep_ == "pobj" and o.lemma_.lower() in self.words.documents
        ]

    def _carried(self, head: Token) -> list[Source]:
        """ "A statement carried by the agency": sources at a source."""
        found: list[Source] = []
        for child in head.children:
            if child.dep_ == "acl" and child.lemma_ in CARRYING:
                found += [self.make.at(a, child.text, "asserts") for a in grammar.by_agents(child)]
        return found

    def _beside(self, node: Token, inward: list[Source], below: Token | None = None) -> None:
        """Sources hanging on a clause: "as X said", "citing …", "reportedly"."""
        for child in node.children:
            if below is not None and child.i == below.i:
                continue
            if child.dep_ == "parataxis" and self._parallel(child):
                self._push_verb(child, node, inward)
            elif child.dep_ == "advcl" and self.reporting.says(child):
                if any(c.dep_ in ("mark", "advmod") and c.lower_ == "as" for c in child.children):
                    inward.extend(
                        self.make.at(c, child.text, self.reporting.stance(child))
                        for s in child.children
                        if s.dep_ == "nsubj"
                        for c in conjuncts(s)
                    )
            elif child.dep_ == "advmod" and child.lower_ in self.words.adverbs:
                inward.append(self.make.nobody(child))

    def _parallel(self, verb: Token) -> bool:
        """ "Residents say, and the army denies, that …" hung on its clause by the parser."""
        if not self.reporting.says(verb) or not any(c.dep_ == "nsubj" for c in verb.children):
            return False
        return verb.left_edge.i == sentence(verb).start and bool(self.rivals.joined_to(verb))

    def _cited(self, verb: Token) -> list[Source]:
        """ "X, citing two officials, reported": the cited stand inside the citing."""
        holders = [verb, *grammar.logical_subject(verb)]
        return [
            self.make.at(p, cite.text, "asserts")
            for holder in holders
            for cite in holder.children
            if cite.tag_ == "VBG" and cite.lemma_ in ("cite", "quote")
            for p in grammar.patients(cite)
        ]

    def document(self, head: Token) -> Source:
        """A document that acts or speaks, as a source ("the letter asks …")."""
        return self.make.at(head, None, "asserts")

    def sources(self, verb: Token, heads: list[Token]) -> list[Source]:
        """The speakers of a reporting verb as sources, joined speakers in order."""
        stance = self.reporting.stance(verb)
        return [self.make.at(c, verb.text, stance) for h in heads for c in conjuncts(h)]


def _is_known(document: Token) -> bool:
    """True for "the letter", which is a thing of the story; "a statement" is only a medium."""
    return any(c.lower_ in ("the", "this", "that", "same") for c in document.lefts)
