"""Voices: who speaks a quotation, so that what stands inside it is the speaker's.

The tag beside a quotation decides before the parse does: after it (``…,” she said``), before it
(``The mayor laughed: “…``), between two parts of it; then the clause that it is built into;
then the speaker of the sentence before in the same paragraph.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from spacy.tokens import Doc, Span, Token

from communique.coding import grammar
from communique.coding.antecedents import is_person
from communique.coding.sources import apart
from communique.coding.tag_scope import Tag, is_break, parts_of
from communique.coding.tag_words import FINITE, RELATIVE
from communique.model import Source
from communique.reading.quotes import Quote
from communique.reading.sentences import sentence, sentences

if TYPE_CHECKING:
    from communique.coding.attribution import Attribution

OPEN_ENDED = (",", "?", "!", "—", "–", "…")
"""How a quotation ends whose sentence goes on with a tag."""
SHORT = 9
"""Words at most of a sentence that tells only what a speaker did beside his words."""
SILENT = frozenset({"be", "have", "do", "come", "go"})


class Voices:
    """The speakers of one document's quotations, found once each."""

    def __init__(self, doc: Doc, attribution: Attribution) -> None:
        self.doc = doc
        self.attribution = attribution
        self._memo: dict[int, tuple[Source, ...]] = {}
        self._carried: dict[int, tuple[Source, ...]] = {}
        self._parents: dict[int, Quote] = {}
        self._all: list[Quote] = []
        for quote in doc._.quotes:
            self._take(quote)

    def _take(self, quote: Quote) -> None:
        self._all.append(quote)
        for inner in quote.nested:
            self._parents[inner.start] = quote
            self._take(inner)

    def around(self, token: Token) -> Quote | None:
        """The innermost quotation that a token stands in."""
        found = None
        for quote in self._all:
            if quote.inner_start <= token.idx < quote.inner_end:
                found = quote
            elif quote.start > token.idx:
                break
        return found

    def inside(self, quote: Quote) -> Span | None:
        """The words of a quotation, its marks left out."""
        span = self.doc.char_span(quote.inner_start, quote.inner_end, alignment_mode="contract")
        return span if span is not None and len(span) else None

    def of(self, quote: Quote) -> tuple[Source, ...]:
        """The chain of a quotation down to its speaker; empty where nobody is named."""
        if quote.start not in self._memo:
            self._memo[quote.start] = ()
            self._memo[quote.start] = self._find(quote)
        return self._memo[quote.start]

    def _find(self, quote: Quote) -> tuple[Source, ...]:
        inside = self.inside(quote)
        if inside is None:
            return ()
        parent = self._parents.get(quote.start)
        outer = self.of(parent) if parent is not None else ()
        own = self._own(quote, inside)
        if parent is not None:
            own = tuple(s for s in own if parent.inner_start <= s.start < parent.inner_end)
        own = tuple(s for s in own if not quote.inner_start <= s.start < quote.inner_end)
        return apart([*outer, *own])

    def _own(self, quote: Quote, inside: Span) -> tuple[Source, ...]:
        if not self.is_whole(inside):
            found = self._built_in(quote, inside)
            if any(s.start < s.end for s in found):
                return found
        found = self._behind(quote, inside) or self._ahead(quote, inside)
        if found:
            return found
        return self._built_in(quote, inside) or self._carry(quote, inside)

    # --- the tag after it -----------------------------------------------------------------------

    def _behind(self, quote: Quote, inside: Span) -> tuple[Source, ...]:
        after = next((t for t in self.doc[inside.end :] if not t.is_quote and not t.is_space), None)
        if after is None or after.idx - quote.end > 3:
            return ()
        parent = self._parents.get(quote.start)
        if parent is not None and after.idx >= parent.inner_end - 1:
            return ()
        last = inside[-1].text
        if after.text == ",":
            after = after.nbor(1) if after.i + 1 < len(self.doc) else after
        elif last not in OPEN_ENDED:
            return ()
        if after.idx <= quote.end - 1:
            return ()
        around = sentence(after)
        for tag in self.attribution.tags(after):
            if tag.start <= after.i < tag.end:
                return self._with_outer(tag)
        part = next(((a, b) for a, b in parts_of(around) if a <= after.i < b), None)
        if part is None:
            return ()
        starts = last in OPEN_ENDED[1:] and after.text[0].isupper()
        return self._any_verb(after.i, part[1], starts) or self._apposed(around, part)

    def _apposed(self, around: Span, part: tuple[int, int]) -> tuple[Source, ...]:
        """ "…,” the prime minister, Keith Rowley, told the paper"."""
        finder = self.attribution.finder
        following = [(a, b) for a, b in parts_of(around) if a > part[0]][:2]
        if any(t.tag_ in FINITE for t in self.doc[part[0] : part[1]]):
            return ()
        for start, end in following:
            if self.doc[start].tag_ in FINITE and finder.says(self.doc[start]):
                span = finder.noun_phrase(*part)
                cue = self.doc[start].text
                made = self.attribution.make.over
                return (made(*span, cue, "asserts"),) if span == part else ()
            if any(t.tag_ in FINITE for t in self.doc[start:end]):
                return ()
        return ()

    def _any_verb(self, first: int, end: int, starts: bool = False) -> tuple[Source, ...]:
        """ "…," ran one headline / she laughed: beside a quotation any verb is one of saying.

        ``starts``: a sentence of its own may begin here ("…!” Diplomats gathered"), so that only
        a verb of saying makes a speaker.
        """
        doc = self.doc
        finder = self.attribution.finder
        verb = next((t for t in doc[first:end] if t.tag_ in FINITE), None)
        if doc[first].tag_ == "VB" and self._says(doc[first]):
            verb = doc[first]
        if verb is None and end - 1 > first and self._says(doc[end - 1]):
            verb = doc[end - 1]
        if verb is None or (starts and not self._closes(verb, first, end)):
            return ()
        if verb.i != end - 1 and any(t.lower_ in RELATIVE for t in doc[first : verb.i]):
            return ()  # "…, a statement that all are asked to make"
        if verb.i == first and verb.lemma_ not in SILENT:
            speaker = finder.after(first + 1, end)
        else:
            speaker = finder.before(first, verb.i)
            if speaker is not None and verb.lemma_ in SILENT:
                said = doc[verb.i + 1 : verb.i + 3]
                if not any(t.tag_ == "VBN" and t.lemma_.lower() in finder.verbs for t in said):
                    return ()
        if speaker is None:
            return ()
        return tuple(
            self.attribution.make.over(a, b, verb.text, "asserts")
            for a, b in finder.joint(*speaker)
        )

    def _closes(self, verb: Token, first: int, end: int) -> bool:
        """True for a sentence that only says who spoke ("…?” The colonel laughed.)."""
        doc = self.doc
        if self._says(verb):
            return self.attribution.finder.is_tail(verb, verb.i + 1, end)
        if not self._gestures(verb) or end - first > SHORT:
            return False
        around = sentence(verb)
        following = doc[around.end] if around.end < len(doc) else None
        return following is not None and following.is_quote and not around[-1].is_space

    def _gestures(self, verb: Token) -> bool:
        return verb.lemma_.lower() in self.attribution.words.classes["gestures"]

    def _with_outer(self, tag: Tag) -> tuple[Source, ...]:
        spoken = self.attribution.spoken(tag)
        outer = self.attribution.climb(self.doc[tag.verb]) if tag.verb is not None else ()
        return apart([*(s for s in outer if s.start < s.end), *spoken])

    # --- the verb before it ---------------------------------------------------------------------

    def _ahead(self, quote: Quote, inside: Span) -> tuple[Source, ...]:
        before = self._mark_before(inside)
        if before is None or before.text not in (",", ":"):
            return ()
        verb = self._verb_before(before)
        if verb is None:
            return ()
        if before.text == "," and not self._says(verb):
            return ()
        for tag in self.attribution.tags(before):
            if tag.verb == verb.i:
                return self._with_outer(tag)
        heads = [h for h in grammar.logical_subject(verb) if h.lower_ not in ("there", "it")]
        if not heads:
            return ()
        outer = self.attribution.climb(verb)
        return apart([*outer, *self.attribution.sources(verb, heads)])

    def _mark_before(self, inside: Span) -> Token | None:
        i = inside.start - 1
        while i >= 0 and (self.doc[i].is_quote or self.doc[i].is_space):
            i -= 1
        return self.doc[i] if i >= 0 else None

    def _says(self, verb: Token) -> bool:
        return verb.lemma_.lower() in self.attribution.words.verbs

    def _verb_before(self, mark: Token) -> Token | None:
        """The last verb before a colon or comma with a subject of its own, outside quotations."""
        around = sentence(mark)
        tokens = [t for t in around if t.i < mark.i]
        if mark.text == ",":
            cut = 0
            for n, token in enumerate(tokens):
                if token.text in (";", ":") or token.is_quote:
                    cut = n + 1
            tokens = tokens[cut:]
        found = None
        for token in reversed(tokens):
            if token.pos_ not in ("VERB", "AUX") or token.dep_ in ("aux", "auxpass", "relcl"):
                continue
            helped = any(c.dep_ in ("aux", "nsubj") for c in token.children)
            if token.tag_ not in FINITE and not helped:
                continue
            if self._says(token):
                return token
            found = found or token
            if mark.text == ",":
                return None
        return found

    # --- the clause it is built into ------------------------------------------------------------

    def _built_in(self, quote: Quote, inside: Span) -> tuple[Source, ...]:
        best: tuple[Source, ...] = ()
        for sent in sentences(inside):
            tokens = [t for t in sent if inside.start <= t.i < inside.end]
            if not tokens:
                continue
            top = min(tokens, key=lambda t: sum(1 for _ in t.ancestors))
            outer = tuple(
                s
                for s in self.attribution.climb(top)
                if not quote.inner_start <= s.start < quote.inner_end
            )
            if len(outer) > len(best):
                best = outer
        if any(s.start < s.end for s in best):
            return best
        return self._reading(inside) or best or self._predicate(inside)

    def _predicate(self, inside: Span) -> tuple[Source, ...]:
        """ "Republicans “know of no irregularities”": a quoted predicate is its subject's word."""
        if inside[0].tag_ not in FINITE or inside[0].i == 0:
            return ()
        before = self._mark_before(inside)
        verb = next((t for t in inside[:3] if t.pos_ == "VERB"), inside[0])
        subjects = [c for c in verb.children if c.dep_ == "nsubj" and c.i < inside.start]
        if before is None or len(subjects) != 1 or subjects[0].right_edge.i != before.i:
            return ()
        if subjects[0].tag_ != "NNPS" and not is_person(self.doc, subjects[0]):
            return ()
        return tuple(self.attribution.sources(verb, subjects))

    def _reading(self, inside: Span) -> tuple[Source, ...]:
        """ "a banner reading “…”"."""
        before = self._mark_before(inside)
        if before is None or before.lemma_ not in ("read", "say") or before.tag_ != "VBG":
            return ()
        return tuple(self.attribution.sources(before, grammar.logical_subject(before)))

    # --- who spoke before -----------------------------------------------------------------------

    def _carry(self, quote: Quote, inside: Span) -> tuple[Source, ...]:
        """Whole sentences right after a sentence in which somebody spoke."""
        if not self.is_whole(inside):
            return ()
        first, broken = inside.start, False
        while first > 0 and (self.doc[first - 1].is_quote or self.doc[first - 1].is_space):
            broken = broken or "\n" in self.doc[first - 1].text
            first -= 1
        if first == 0:
            return ()
        before = self.doc[first - 1]
        if broken or "\n" in before.whitespace_:
            return self._spoken_on(quote, before)
        previous = self.around(before)
        if previous is not None and previous.start != quote.start:
            return self.of(previous)
        around = sentence(before)
        for tag in reversed(self.attribution.tags(before)):
            if tag.verb is not None:
                return self._with_outer(tag)
        for earlier in reversed(self._all):
            if around.start_char <= earlier.start < around.end_char and earlier.end < quote.start:
                return self.of(earlier)
        root = around.root
        said = self._says(root) or (self._gestures(root) and len(around) <= SHORT + 1)
        if said and not grammar.is_passive(root):
            heads = [h for h in grammar.logical_subject(root) if h.lower_ not in ("there", "it")]
            return tuple(self.attribution.sources(root, heads))
        return ()

    def _spoken_on(self, quote: Quote, before: Token) -> tuple[Source, ...]:
        """A speech of several paragraphs goes on for whoever spoke in the paragraph before it.

        Only one that runs over paragraphs itself and has nothing beside it. Not after a question,
        which another answers, and not where two spoke.
        """
        text = self.doc.text
        if "\n" not in text[quote.inner_start : quote.inner_end]:
            return ()
        after = text.find("\n", quote.end)
        if text[quote.end : after if after >= 0 else len(text)].strip():
            return ()
        start = text.rfind("\n", 0, before.idx) + 1
        spoken = [q for q in self._all if start <= q.start <= before.idx and not self._inner(q)]
        asked = any(text[q.inner_start : q.inner_end].rstrip().endswith("?") for q in spoken[-1:])
        if not spoken or asked:
            return ()
        chains = {tuple((s.name or s.text).lower() for s in self.of(q)) for q in spoken}
        own = self.of(spoken[-1])
        tagged = any(t.verb is not None for t in self.attribution.tags(before))
        ends = spoken[-1].end >= before.idx - 1
        return own if len(chains) == 1 and (ends or tagged) else ()

    def _inner(self, quote: Quote) -> bool:
        return quote.start in self._parents

    def is_whole(self, inside: Span) -> bool:
        """True when the quotation is whole sentences rather than a fragment of the page's own."""
        first = next((t for t in inside if t.is_alpha), None)
        if first is None or not first.text[0].isupper():
            return False
        around = sentence(inside[0])
        if around.start >= inside.start - 1:
            return True
        before = self._mark_before(inside)
        return before is not None and (before.text in (":", ",") or is_break(before))
