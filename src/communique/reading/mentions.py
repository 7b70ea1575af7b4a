"""Names and descriptions of actors, resolved on the date of the page."""

from __future__ import annotations

import re

import msgspec
from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from communique.actors import Resolution, Resolver, load_resolver
from communique.actors.knowledge import ENTITY_CODES
from communique.model import Mention
from communique.reading.context import StoryContext
from communique.reading.extensions import register
from communique.reading.persons import Introduced, described, introduction
from communique.reading.phrases import first_conjunct, phrase
from communique.reading.sentences import sentence
from communique.reading.setting import LOCATIVE

_TITLE_ABBREVIATIONS = {"pm": "Prime Minister", "fm": "Foreign Minister"}
GUESTS = frozenset(
    {"envoy", "diplomat", "ambassador", "delegation", "negotiator", "mediator", "delegate"}
)
_MOTION = frozenset("go travel flee return fly come arrive move escape visit leave reach".split())
_PARTS = frozenset(
    "outskirt suburb city town street centre center edge east west north south".split()
)
_STRUCK = frozenset("visit leave reach enter bomb shell besiege capture retake seize".split())
_QUANTITY = re.compile(
    r"^(?:(?:up to|more than|over|about|around|some|at least|nearly|almost|as many as|fewer than|"
    r"roughly|an estimated)\s+)?(?:[\d][\d,.]*|hundreds of|thousands of|dozens of|scores of|"
    r"tens of thousands of|hundreds of thousands of)\s+(?:of\s+)?",
    re.IGNORECASE,
)
"""How many they are says nothing of who they are."""
_SAYINGS = frozenset(
    "court justice school university college public exile prison custody hospital church office "
    "party power opposition detention captivity resistance insurgency".split()
)
"""Without an article after a preposition or verb, no party to anything."""
_HONORIFICS = frozenset({"mr", "mrs", "ms", "dr", "sir", "lord", "gen", "mr.", "mrs.", "ms."})


@Language.component("communique_names", assigns=["doc._.names"])
def names(doc: Doc) -> Doc:
    """Assign ``doc._.names``: where names of the actor tables stand. Requires nothing."""
    register()
    doc._.names = tuple(load_resolver().names.scan(doc.text))
    return doc


@Language.factory(
    "communique_mentions",
    requires=["token.dep", "token.pos", "doc._.names", "doc._.headline_verbs"],
    assigns=["doc._.mentions"],
)
def make_mentions(nlp: Language, name: str) -> Mentions:
    """The component that resolves names and descriptions through the actor tables."""
    return Mentions(load_resolver())


class Mentions:
    """Finds noun phrases that mean actors and resolves them.

    Requires the parse; uses ``doc._.published`` as the date. Assigns ``doc._.mentions``: token
    index of the phrase's head → Mention. Pronouns are left to ``communique_coreference``.
    """

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver

    def __call__(self, doc: Doc) -> Doc:
        register()
        reader = _DocReader(doc, self.resolver)
        doc._.mentions = reader.read()
        return doc


class _DocReader(StoryContext):
    """One document's mentions; remembers full names so that short ones can follow."""

    def __init__(self, doc: Doc, resolver: Resolver) -> None:
        super().__init__(doc, resolver)
        self.full = Introduced()

    def read(self) -> dict[int, Mention]:
        named = self._named_tokens()
        found = self.found
        self._listen()
        for token in self.doc:
            if any(start <= token.idx < end for start, end, _ in self.datelines):
                continue
            if token.pos_ not in ("NOUN", "PROPN") and not (
                token.pos_ == "ADJ" and token.i in named
            ):
                continue
            if token.i in self.doc._.headline_verbs:
                continue
            if token.dep_ in ("compound", "nmod") and token.head.pos_ in ("NOUN", "PROPN"):
                if token.head.i not in self.doc._.headline_verbs or token.i != token.head.i - 1:
                    continue
            if token.pos_ == "ADJ" and token.dep_ in ("amod", "compound"):
                continue
            mention = self._mention(token, token.i in named)
            if mention is not None:
                found[token.i] = mention
        for i, mention in found.items():
            if mention.status == "unresolved" and self.doc[i].pos_ == "PROPN":
                later = self.full.called(self.doc[i].text, mention.text)
                if later is not None and later.kind == "described":
                    found[i] = later.mention(mention.text, mention.start, mention.end)
        return found

    def _listen(self) -> None:
        """Keep whose each description is that says so itself, wherever in the page."""
        for token in self.doc:
            if token.pos_ == "NOUN" and token.text.islower():
                found = self.resolver.resolve(self._expanded(phrase(token).text), date=self.date)
                if found.code is not None and found.kind not in ("person", "surname"):
                    self.setting.remember(token, found)

    def _named_tokens(self) -> set[int]:
        tokens: set[int] = set()
        for hit in self.doc._.names:
            span = self.doc.char_span(hit.start, hit.end, alignment_mode="expand")
            if span is not None:
                tokens.update(range(span.start, span.end))
        return tokens

    def _mention(self, head: Token, named: bool) -> Mention | None:
        span = phrase(head)
        words = span.text
        if not any(c.isalnum() for c in words):
            return None
        if head.lower_ in ("bank", "banks") and any(c.lower_ == "of" for c in head.rights):
            return None
        whole = self._whole_name(head)
        if whole is not None:
            if whole.root.i != head.i:
                return None
            if not (span.start <= whole.start and whole.end <= span.end):
                span = self.doc[min(span.start, whole.start) : max(span.end, whole.end)]
                words = span.text
        if any(t.lower_ == "no" for t in head.lefts) or _is_no_party(head):
            return None
        resolution = self._resolve(words, head)
        if resolution.kind == "person" and head.pos_ == "NOUN" and _owned_thing(head, resolution):
            return None
        if resolution.kind in ("capital", "metonym", "place", "agency") and _is_where(head):
            resolution = _as_place(resolution)
        if resolution.code is None and not named and not resolution.kind:
            if head.pos_ != "PROPN" or head.ent_type_ not in ("PERSON", "ORG", "NORP"):
                return None
        if resolution.code is None and resolution.kind is None and head.pos_ != "PROPN":
            return None
        if resolution.code is not None:
            self._remember(words, head, resolution)
        return resolution.mention(words, span.start_char, span.end_char)

    def _whole_name(self, head: Token) -> Span | None:
        """The name of a body that a head is a part of ("Kurdistan Workers' party")."""
        for hit in self.hits(sentence(head).start_char, head.idx + 1):
            if hit.end > head.idx and " " in hit.text and self.resolver.is_body(hit):
                whole: Span | None = self.doc.char_span(hit.start, hit.end)
                return whole
        return None

    def _resolve(self, words: str, head: Token) -> Resolution:
        text = self._expanded(words)
        resolution = self.resolver.resolve(text, country=None, date=self.date)
        if resolution.kind in ("capital", "metonym") and (
            by := described(head, self.resolver, self.date)
        ):
            return by
        if resolution.code is not None:
            return resolution
        if head.pos_ == "PROPN":
            known = self.full.called(head.text, words)
            if known is not None:
                return known
        if resolution.kind == "place":
            return resolution
        owned = self.owned(head, text)
        if owned is not None:
            return owned
        told = introduction(head, resolution, self.resolver, self.date, self.found)
        if told is not None:
            return told
        spoken_of = self.radical(head) if resolution.sectors[:1] == ("REB",) else None
        if spoken_of is None and resolution.kind == "office":
            spoken_of = self.holder(head, text)
        if isinstance(spoken_of, str):
            return msgspec.structs.replace(resolution, reason=spoken_of)
        if spoken_of is not None:
            return spoken_of
        if resolution.candidates or resolution.kind in ("role", "office", "surname", "person"):
            context = self.whose(head, text, resolution)
            context = self.setting.home(head, text, context)
            if context in ENTITY_CODES:
                return self.setting.said(head, context) or resolution
            if context is not None:
                again = self.resolver.resolve(text, country=context, date=self.date)
                if again.code is not None and not _is_guest(head, again):
                    return self.setting.body(head, context) or again
        return resolution

    def _expanded(self, words: str) -> str:
        words = _QUANTITY.sub("", words)
        first, _, rest = words.partition(" ")
        if first.lower() in _HONORIFICS and rest:
            return rest
        if first.lower() in _TITLE_ABBREVIATIONS and rest:
            known = self.full.words(rest) or self.full.words(rest.split()[-1])
            return known if known else f"{_TITLE_ABBREVIATIONS[first.lower()]} {rest}"
        return words

    def _remember(self, words: str, head: Token, resolution: Resolution) -> None:
        if head.pos_ == "PROPN" and resolution.kind in ("person", "surname", "described"):
            self.full.remember(words, head, resolution)


def _owned_thing(head: Token, found: Resolution) -> bool:
    """Whether a person's name stands only for whose a thing is ("Flynn's sentencing")."""
    return head.text.islower() and (found.name or "").endswith(head.text)


def _is_no_party(head: Token) -> bool:
    """Whether a noun is part of a saying: "in court", "at school", "face justice", "in public"."""
    return (
        head.tag_ == "NN"
        and head.lemma_.lower() in _SAYINGS
        and head.dep_ in ("pobj", "dobj", "conj")
        and not any(True for _ in head.lefts)
    )


def _is_where(head: Token) -> bool:
    """Whether a place's name says where something is, not who acts."""
    if head.ent_type_ in ("ORG", "PERSON", "NORP") or head.pos_ != "PROPN":
        return False
    first = first_conjunct(head)
    if first.dep_ == "appos":
        first = first_conjunct(first.head)
    if first.dep_ == "dobj":
        return first.head.lemma_.lower() in _STRUCK
    if first.dep_ != "pobj":
        return False
    prep = first.head
    if prep.lower_ == "of" and prep.head.lemma_.lower() in _PARTS:
        return True
    if prep.lower_ in LOCATIVE:
        return True
    return prep.lower_ in ("to", "from", "into", "towards") and prep.head.lemma_.lower() in _MOTION


def _as_place(found: Resolution) -> Resolution:
    """The same place without a government: the country alone."""
    return msgspec.structs.replace(found, code=found.country, sectors=(), office=None)


def _is_guest(head: Token, found: Resolution) -> bool:
    """An envoy who is met, asked or refused is not, for all we know, the host's own."""
    met = head.dep_ in ("dobj", "pobj") and head.lemma_.lower() in GUESTS
    return met and found.kind == "role"
