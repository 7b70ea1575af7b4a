"""Tags: the asides by which a sentence says whose words it gives.

``…, the ministry said,`` · ``says the mayor`` · ``according to two officials`` · ``by the army's
count``. They are found in the words and their parts of speech, between commas, because a parser
often goes wrong where a clause is split by one. Each tag knows how far it reaches.
"""

from __future__ import annotations

from collections.abc import Mapping

from spacy.tokens import Doc, Span, Token

from communique.coding.grammar import lemma_of
from communique.coding.speakers import Speakers
from communique.coding.tag_scope import (
    Tag,
    divided,
    parts_of,
    quoted_before,
    reach,
)
from communique.coding.tag_words import (
    ADDRESSED,
    FINITE,
    JOINING,
    NEVER,
    OWNING,
    RELATIVE,
    TOLD,
    UNINVERTED,
    VIEW_PREPS,
    VIEWS,
)
from communique.model.claim import Stance


class TagFinder(Speakers):
    """Finds the tags of one document's sentences."""

    def __init__(self, doc: Doc, verbs: Mapping[str, Stance]) -> None:
        super().__init__(doc)
        self.verbs = verbs

    def find(self, around: Span) -> list[Tag]:
        """The tags of a sentence in text order."""
        found: list[Tag] = self._fronted(around)
        for start, end in parts_of(around):
            if any(t.start <= start < t.end for t in found):
                continue
            tag = self._spoken(around, start, end)
            if tag is not None:
                found.append(tag)
                continue
            found += self._prepositional(around, start, end)
        return divided(found, self.doc)

    # --- ", the ministry said," ---------------------------------------------------------------

    def _spoken(self, around: Span, start: int, end: int) -> Tag | None:
        doc = self.doc
        first = start
        while first < end and (doc[first].lower_ in ("so", "as", "or", "then", "even", "also")):
            first += 1
        if self._after_stop(start, around):
            return None
        if first >= end or self._opens_sentence(around, start) or doc[first].lower_ in JOINING:
            return None
        at = self._verb(first, end)
        if at is None:
            return None
        verb = doc[at]
        if self._told_by(at) and any(t.lemma_ == "be" for t in doc[first:at]):
            speaker = self.noun_phrase(at + 2, end)
            tail = end
        elif at == first and _apposed(verb):
            return None
        elif at == first and verb.lemma_.lower() in UNINVERTED:
            return self._parted(around, at, end)
        elif at == first:
            speaker = self.after(at + 1, end)
            tail = speaker[1] if speaker else end
        else:
            speaker = self.before(first, at)
            tail = at + 1
        if speaker is None or not self.is_tail(verb, tail, end):
            return None
        if self._goes_on(around, end, verb):
            return None
        low, high = reach(self.doc, around, start, end)
        if not any(t.is_alpha for t in doc[low:start]) and not any(
            t.is_alpha for t in doc[end:high]
        ):
            if not quoted_before(self.doc, start):
                return None
        stance = self.verbs.get(verb.lemma_.lower(), "asserts")
        return Tag(start, end, low, high, self.joint(*speaker), verb.text, stance, at)

    def _fronted(self, around: Span) -> list[Tag]:
        """ "As the chair, Dame Ruth Ellery, observed, …", "To hear the mayor tell it, …"."""
        doc, parts = self.doc, parts_of(around)
        if not parts:
            return []
        (start, end), first = parts[0], doc[parts[0][0]].lower_
        if first == "to" and end - start > 3 and doc[start + 1].lower_ in ("hear", "believe"):
            verb = next((i for i in range(start + 2, end) if doc[i].lower_ in ("tell", "put")), end)
            if verb < end and verb > start + 2:
                low, high = reach(doc, around, start, end)
                speaker = self.joint(start + 2, verb)
                return [Tag(start, end, low, high, speaker, doc[verb].text, "asserts")]
        if first != "as" or len(parts) < 3 or doc[end].text != ",":
            return []
        for a, b in parts[1:3]:
            verb = a
            while verb < b and doc[verb].tag_ == "RB":
                verb += 1
            if verb < b and self.says(doc[verb]) and doc[verb].tag_ in ("VBD", "VBN", "VBZ", "VBP"):
                speaker_ = self.noun_phrase(start + 1, end)
                if speaker_ is None or not self.is_tail(doc[verb], verb + 1, b):
                    return []
                low, high = reach(doc, around, start, b)
                stance = self.verbs.get(doc[verb].lemma_.lower(), "asserts")
                speaker = self.joint(*speaker_)
                return [Tag(start, b, low, high, speaker, doc[verb].text, stance, verb)]
            if any(t.tag_ in FINITE for t in doc[a:b]):
                return []
        return []

    def _parted(self, around: Span, at: int, end: int) -> Tag | None:
        """ "…, the secretary, Paula Renner, told the BBC": commas part them from the verb."""
        before = [(a, b) for a, b in parts_of(around) if b <= at][-2:]
        whole = [part for part in before if self.noun_phrase(*part) == part]
        if not before or before[-1] not in whole or not self.is_tail(self.doc[at], at + 1, end):
            return None
        speaker = whole[0]
        if self._opens_sentence(around, speaker[0]) or self._goes_on(around, end, self.doc[at]):
            return None
        low, high = reach(self.doc, around, speaker[0], end)
        verb = self.doc[at]
        stance = self.verbs.get(verb.lemma_.lower(), "asserts")
        return Tag(speaker[0], end, low, high, self.joint(*speaker), verb.text, stance, at)

    def _after_stop(self, start: int, around: Span) -> bool:
        """True where a semicolon or colon stands before a part: it begins a clause of its own."""
        return start > around.start and self.doc[start - 1].text in (";", ":", "(")

    def _opens_sentence(self, around: Span, start: int) -> bool:
        before = [t for t in around if t.i < start and t.is_alpha]
        return not before and not quoted_before(self.doc, start)

    def _verb(self, first: int, end: int) -> int | None:
        """The verb of saying of a part, if it is its only finite verb outside relative clauses."""
        doc = self.doc
        relative = False
        for i in range(first, end):
            token = doc[i]
            if token.lower_ in RELATIVE and i > first:
                relative = True
            if token.lemma_ == "let" and doc[i : i + 4].text.lower().endswith("it be known"):
                return i
            if self.says(token) and self._finite(i, first):
                if not relative or i == end - 1 or not self._later_verb(i + 1, end):
                    return i
            elif token.tag_ in FINITE and not relative and not self._helps(i, end):
                return None
        return self._mistaken(first, end)

    def _mistaken(self, first: int, end: int) -> int | None:
        """A verb that a tagger took for a noun: "his rival admits", "exiles report"."""
        last = end - 1
        while last > first and self.doc[last].tag_ == "RB":
            last -= 1
        token, before = self.doc[last], self.doc[last - 1]
        if last <= first or not self.says(token) or token.text[0].isupper():
            return None
        joined = any(t.lower_ == "and" for t in self.doc[first:last])
        singular = (
            before.tag_ in ("NN", "NNP", "JJ") or before.lower_ == "one"
        ) and token.tag_ == "NNS"
        plural = (joined or before.tag_ in ("NNS", "NNPS")) and token.tag_ == "NN"
        begins = self.doc[first].tag_ in ("DT", "PRP$", "NNP", "NNS", "NNPS", "JJ", "CD")
        return last if (singular or plural) and begins else None

    def says(self, token: Token) -> bool:
        """True for verbs that can make an aside."""
        lemma = lemma_of(token)
        if lemma == "point" and token.i + 1 < len(self.doc):
            return self.doc[token.i + 1].lower_ == "out"
        return lemma in self.verbs and lemma not in NEVER

    def _later_verb(self, start: int, end: int) -> bool:
        return any(
            t.lemma_.lower() in self.verbs and t.tag_ in (*FINITE, "VBN")
            for t in self.doc[start:end]
        )

    def _helps(self, i: int, end: int) -> bool:
        """True for the auxiliary of "has concluded"."""
        token = self.doc[i]
        if token.lemma_ != "have":
            return False
        return any(
            t.tag_ == "VBN" and t.lemma_.lower() in self.verbs for t in self.doc[i + 1 : i + 4]
        )

    def _finite(self, i: int, first: int) -> bool:
        token = self.doc[i]
        if token.tag_ in ("VBD", "VBZ", "VBP"):
            return True
        if token.tag_ not in ("VBN", "VB"):
            return False
        before = self.doc[max(first, i - 3) : i]
        if any(t.lemma_ == "be" for t in before):
            return self._told_by(i)
        return token.tag_ == "VBN" or not any(
            t.tag_ in ("TO", "MD", "VBD", "VBZ", "VBP") for t in before
        )

    def _told_by(self, i: int) -> bool:
        """ "Paris is told by its envoy"."""
        following = self.doc[i + 1 : i + 2]
        return self.doc[i].lemma_ == "tell" and any(t.lower_ == "by" for t in following)

    def is_tail(self, verb: Token, start: int, end: int) -> bool:
        """True when nothing that is said follows the verb and its speaker in their part."""
        tail = self.doc[start:end]
        if not len(tail) or verb.lemma_ == "let":
            return True
        head = tail[0]
        lemma = verb.lemma_.lower()
        relative = False
        for token in tail:
            relative = relative or token.lower_ in ("who", "which", "whose", "whom", "where")
            if token.lower_ == "that" and token.tag_ == "IN" and not relative:
                return False
            if token.tag_ in FINITE and not relative:
                return False
        if relative and head.lower_ in RELATIVE:
            return True
        if head.tag_ in ("RB", "RBR", "JJ", "WRB", "VBG", "NNP", "NNPS", "CC"):
            return head.lower_ != "that"
        if lemma == "tell" and any(t.lower_ in ("about", "of") for t in tail):
            return False
        if head.tag_ in ("IN", "RP") and head.lower_ != "to":
            return head.lower_ not in ("of", "for") or lemma in ADDRESSED
        if head.tag_ == "TO" or head.lower_ == "to":
            following = head.nbor(1) if head.i + 1 < end else None
            return lemma not in OWNING and following is not None and following.tag_ != "VB"
        if lemma in TOLD:
            return True
        return any(t.ent_type_ in ("DATE", "TIME") for t in tail[:2])

    def _goes_on(self, around: Span, end: int, verb: Token) -> bool:
        """True when "that …" follows behind a comma: the verb's clause, not an aside."""
        if any(
            t.tag_ in FINITE and t.lemma_.lower() in self.verbs
            for t in self.doc[around.start : verb.i]
            if t.i < verb.left_edge.i or t.dep_ == "advcl"
        ):
            return False
        for start, _ in parts_of(around):
            if start <= end:
                continue
            first = self.doc[start]
            if first.lower_ == "that" and first.tag_ in ("IN", "DT") and first.head.i != verb.i:
                return first.dep_ == "mark" or first.tag_ == "IN"
        return False

    # --- "according to two officials" -----------------------------------------------------------

    def _prepositional(self, around: Span, start: int, end: int) -> list[Tag]:
        found: list[Tag] = []
        for i in range(start, end):
            tag = self._according(around, i, end) or self._view(around, i, end)
            if tag is not None:
                found.append(tag)
        return found

    def _according(self, around: Span, i: int, end: int) -> Tag | None:
        doc = self.doc
        lower = doc[i].lower_
        if lower == "according" and i + 1 < end and doc[i + 1].lower_ == "to":
            first, cue = i + 2, doc[i : i + 2].text
        elif lower == "per" and i == around.start and i + 1 < end:
            first, cue = i + 1, doc[i].text
        else:
            return None
        speaker = self.noun_phrase(first, end)
        if speaker is None:
            return None
        view = self.owner(*speaker)
        if view is not None:
            speaker = view[0]
        low, high = reach(self.doc, around, i, end)
        return Tag(i, end, low, high, self.joint(*speaker), cue, "asserts")

    def _view(self, around: Span, i: int, end: int) -> Tag | None:
        """ "in X's words", "by the telling of X", "on the authority of X"."""
        if self.doc[i].lower_ not in VIEW_PREPS or self.doc[i].tag_ not in ("IN", "TO"):
            return None
        span = self.noun_phrase(i + 1, min(end, i + 14))
        owned = self.owner(*span) if span else None
        if owned is None:
            return None
        speaker, view, stop = owned
        low, high = reach(self.doc, around, i, end if stop + 2 >= end else stop)
        cue = f"{self.doc[i].text} … {view.text}"
        return Tag(i, stop, low, high, self.joint(*speaker), cue, VIEWS[view.lower_])


def _apposed(verb: Token) -> bool:
    """ "Jeffery, the envoy, said it …": the subject stands before its apposition, not behind."""
    if verb.i == 0 or verb.nbor(-1).text != ",":
        return False
    return any(
        a.dep_ == "appos" and a.right_edge.i == verb.i - 2
        for s in verb.children
        if s.dep_ == "nsubj" and s.i < verb.i
        for a in s.children
    )
