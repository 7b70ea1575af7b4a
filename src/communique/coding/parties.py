"""From heads to parties: the mentions that a head stands for, or that it belongs to."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from spacy.tokens import Doc, Token

from communique.actors import Resolver
from communique.model import Mention
from communique.reading.phrases import conjuncts, joined_words, phrase

_OWNER_PREPS = frozenset(
    {"of", "by", "from", "against", "between", "in", "at", "along", "around", "near"}
)
ACTOR_PRONOUNS = frozenset(
    "he she they it him her them we us who both himself herself themselves itself his their "
    "its".split()
)


class Parties:
    """Looks up actors at tokens of one document."""

    def __init__(self, doc: Doc, resolver: Resolver) -> None:
        self.doc = doc
        self.resolver = resolver

    def at(self, token: Token) -> list[Mention]:
        """The actors a head itself stands for ("the two countries" gives two)."""
        group = self.doc._.groups.get(token.i)
        if group:
            return [self.doc._.mentions[i] for i in group]
        split = self._compound(token)
        if split:
            return split
        mention = self.doc._.mentions.get(token.i)
        if mention is None:
            return []
        if mention.status == "unresolved" and not self._actor_like(token, mention):
            return []
        return [mention]

    def _compound(self, token: Token) -> list[Mention]:
        """ "Hungarian and Romanian officials": one mention for each nationality."""
        if token.tag_ not in ("NNS", "NNPS"):
            return []
        for prep in token.rights:
            if prep.dep_ == "prep" and prep.lower_ in ("of", "from", "for"):
                joined = [c for o in prep.children if o.dep_ == "pobj" for c in conjuncts(o)]
                if len(joined) > 1:
                    return self._each(joined, lambda word: f"{token.text} of {word.text}")
        for child in token.lefts:
            if child.dep_ not in ("amod", "compound", "nmod"):
                continue
            joined = joined_words(child)
            if len(joined) < 2:
                continue
            each = self._each(joined, lambda word: f"{word.text} {token.text}")
            if each:
                return each
        return []

    def _each(self, words: list[Token], description: Callable[[Token], str]) -> list[Mention]:
        """One resolved mention for each word of a shared phrase; none unless all resolve apart."""
        found = []
        for word in words:
            resolution = self.resolver.resolve(description(word), date=self.doc._.published)
            if resolution.code is None or resolution.kind not in ("role", "office", "name"):
                return []
            found.append(resolution.mention(word.text, word.idx, word.idx + len(word.text)))
        return found if len({m.code for m in found}) > 1 else []

    def _actor_like(self, token: Token, mention: Mention) -> bool:
        return (
            bool(mention.sectors)
            or token.lower_ in ACTOR_PRONOUNS
            or token.pos_ == "PROPN"
            or "any of" in (mention.reason or "")
        )

    def behind(self, token: Token) -> list[Mention]:
        """The actor a thing belongs to: "Iran's decision", "a U.S. court ruling"."""
        for child in token.lefts:
            if child.dep_ == "poss":
                found = self.at(child)
                if found:
                    return found
        for child in token.children:
            if child.dep_ in ("prep", "agent") and child.lower_ in _OWNER_PREPS:
                for obj in child.children:
                    if obj.dep_ == "pobj":
                        found = resolved(m for c in conjuncts(obj) for m in self.at(c))
                        found = found or self.adjective(obj)
                        if found:
                            return found
        return self.adjective(token)

    def adjective(self, token: Token) -> list[Mention]:
        """The country or body named by a modifier, as a mention of the modifier's words."""
        lefts = [c for c in token.lefts if c.dep_ in ("amod", "compound", "nmod", "poss")]
        for child in lefts:
            start, end = child.left_edge.idx, child.idx + len(child.text)
            words = self.doc.text[start:end]
            found = self.resolver.resolve(words, date=self.doc._.published)
            if found.code is not None and found.kind != "role":
                mention = found.mention(words, start, end)
                if found.kind == "demonym" and found.country:
                    plain = self.resolver.resolve(found.name or words, date=self.doc._.published)
                    mention = plain.mention(words, start, end) if plain.code else mention
                return [mention]
        return []

    def acting(self, heads: Iterable[Token]) -> list[Mention]:
        """The distinct actors at some heads, directly or by what they belong to."""
        found: list[Mention] = []
        for head in heads:
            own = self.at(head)
            if not resolved(own):
                own = resolved(self.behind(head)) or own
            for mention in own:
                if mention not in found:
                    found.append(mention)
        return found

    def words(self, token: Token) -> tuple[str, int, int]:
        """The phrase at a head: its words and where they stand."""
        span = phrase(token)
        return span.text, span.start_char, span.end_char


def resolved(mentions: Iterable[Mention]) -> list[Mention]:
    """Only those that are resolved."""
    return [m for m in mentions if m.status == "resolved"]
