"""Who was spoken of: the holder of a bare title, the armed group of a bare word for one."""

from __future__ import annotations

from collections import Counter

from spacy.tokens import Doc, Token

from communique.actors import Resolution, Resolver
from communique.model import Mention
from communique.reading.sentences import sentence

HOLDER_LEAD = 3.0
"""A title's holder who was not named last must be named this many times as often as the next."""
_CHANGED = frozenset(
    "former new next future then incoming outgoing vice deputy acting first".split()
)
"""Words before a title that make it somebody else's."""
_RADICAL = frozenset("militant jihadi jihadist extremist terrorist".split())
_RADICAL_KINDS = frozenset("terror terrorist militant jihadi jihadist extremist".split())
_BANDS = frozenset("group organisation organization network".split())
SOME = frozenset("a an another any some other local".split())
"""Before armed men these say that others are meant than those named before."""


class SpokenOf:
    """The mentions of one document so far, asked for whom a bare description means."""

    def __init__(self, doc: Doc, resolver: Resolver) -> None:
        self.doc = doc
        self.resolver = resolver
        self.found: dict[int, Mention] = {}

    def holder(self, head: Token, text: str) -> Resolution | str | None:
        """ "The president": whoever of the page so far may be called so, or why not.

        The last to be named, if also the one named most; or the one named far more than others.
        """
        if head.tag_ not in ("NN", "NNP") or not any(t.lower_ == "the" for t in head.lefts):
            return None
        words = text.lower().removeprefix("the ").split()
        if not words or words[-1] != head.lower_ or _CHANGED & set(words):
            return None
        titles = [" ".join(words[k:]) for k in range(len(words))]
        called: dict[str, bool] = {}
        times: Counter[tuple[str, str]] = Counter()
        last: tuple[str, str] | None = None
        for i in sorted(self.found):
            mention = self.found[i]
            office = mention.office
            if i >= head.i or not office or not mention.name:
                continue
            if office not in called:
                called[office] = any(self.resolver.is_called(office, title) for title in titles)
            if called[office]:
                last = (office, mention.name)
                times[last] += 1
        if last is None:
            return None
        ranked = times.most_common(2)
        if ranked[0][0] != last and (ranked[0][1] < HOLDER_LEAD * ranked[1][1]):
            return f"{text!r} may be any of {len(times)} people"
        office, name = ranked[0][0]
        of = next(m for m in reversed(self.found.values()) if m.office == office and m.name == name)
        return Resolution(
            code=of.code,
            name=name,
            country=of.country,
            sectors=of.sectors,
            office=office,
            kind="office",
        )

    def radical(self, head: Token) -> Resolution | str | None:
        """ "The militants", "the terror group": the armed group named last, or a reason.

        Where a page speaks of a group of no country, they need not be of the country it is set in.
        """
        lemma = head.lemma_.lower()
        kinds = {t.lower_ for t in head.lefts if t.dep_ in ("amod", "compound")}
        if lemma not in _RADICAL and not (lemma in _BANDS and kinds & _RADICAL_KINDS):
            return None
        around = sentence(head)
        start = around.start
        if start and "\n" not in self.doc[start - 1].text_with_ws:
            start = sentence(self.doc[start - 1]).start
        armed = {
            i: m
            for i, m in self.found.items()
            if m.name and m.sectors[:1] == ("REB",) and self.doc[i].pos_ == "PROPN"
        }
        near = {m.name: m for i, m in armed.items() if start <= i < head.i}
        far = any(m.country == "IMG" for m in armed.values())
        if far:
            near = {name: m for name, m in near.items() if m.country == "IMG"}
        if len(near) == 1 and not any(t.lower_ in SOME for t in head.lefts):
            of = next(iter(near.values()))
            return Resolution(
                code=of.code, name=of.name, country=of.country, sectors=of.sectors, kind="group"
            )
        if near or far or lemma in _BANDS:
            return f"{head.text!r} may be of any armed group of the story"
        return None
