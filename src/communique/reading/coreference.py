"""Pronouns and descriptions to their antecedents, or to unresolved with a reason.

Conservative on purpose: a pronoun is resolved only when one candidate is left.
"""

from __future__ import annotations

from collections import Counter

from spacy.language import Language
from spacy.tokens import Doc, Token

from communique.actors.knowledge import ENTITY_CODES
from communique.model import Mention
from communique.reading.extensions import register
from communique.reading.phrases import conjuncts, first_conjunct, phrase
from communique.reading.pronouns import (
    NEUTER,
    PERSONAL,
    THEY,
    clause_subject,
    earlier,
    people,
    person,
    thing,
)
from communique.reading.sentences import sentence

GROUP_LEAD = 3
"""Of two groups near, the one that the page names this many times as often is "the group"."""
PLURAL = frozenset({"they", "them", "their", "themselves", "both", "two", "sides", "countries"})
GROUP_NOUNS = frozenset(
    {
        "group",
        "movement",
        "militia",
        "organisation",
        "organization",
        "faction",
        "militants",
        "party",
    }
)
COUNTRY_NOUNS = frozenset({"country", "nation", "state", "republic", "kingdom"})
PAIR_NOUNS = frozenset(
    {
        "countries",
        "sides",
        "nations",
        "neighbours",
        "neighbors",
        "parties",
        "states",
        "governments",
        "allies",
        "rivals",
        "leaders",
        "capitals",
        "two",
        "ministers",
    }
)


@Language.component(
    "communique_coreference",
    requires=["doc._.mentions"],
    assigns=["doc._.mentions", "doc._.groups"],
)
def coreference(doc: Doc) -> Doc:
    """Add pronouns and descriptions to ``doc._.mentions``, pairs to ``doc._.groups``."""
    register()
    doc._.groups = {}
    for token in doc:
        lower = token.lower_
        if token.pos_ == "PRON" or token.tag_ == "PRP$":
            if lower in PERSONAL:
                _assign(doc, token, person(doc, token))
            elif lower in NEUTER:
                _assign(doc, token, thing(doc, token))
            elif lower in THEY:
                found, any_plural = people(doc, token)
                if isinstance(found, str) and not any_plural:
                    _pair(doc, token)
                else:
                    _assign(doc, token, found)
            elif lower in PLURAL:
                _pair(doc, token)
        elif lower in PAIR_NOUNS and _says_two(token):
            _pair(doc, token)
        elif lower in GROUP_NOUNS and _is_bare(token):
            _description(doc, token, "group")
        elif lower in COUNTRY_NOUNS and _is_bare(token):
            _description(doc, token, "country")
        elif token.i in doc._.mentions and _is_bare(token):
            _same_head(doc, token)
    return doc


def _says_two(token: Token) -> bool:
    lefts = {t.lower_ for t in token.lefts}
    if token.lower_ == "two":
        return "the" in {t.lower_ for t in token.lefts} and token.dep_ in ("pobj", "nsubj", "dobj")
    described = any(t.dep_ in ("amod", "compound", "nmod", "poss") for t in token.lefts)
    return not described and ("both" in lefts or {"the", "two"} <= lefts)


def _is_bare(token: Token) -> bool:
    lefts = {t.lower_ for t in token.lefts}
    return bool(lefts & {"the", "this", "that"}) and len(lefts) <= 1


def _assign(doc: Doc, token: Token, found: Mention | str) -> None:
    span = phrase(token)
    text, start, end = span.text, span.start_char, span.end_char
    if token.pos_ == "PRON":
        text, start, end = token.text, token.idx, token.idx + len(token.text)
    if isinstance(found, str):
        doc._.mentions[token.i] = Mention(text=text, start=start, end=end, reason=found)
        return
    doc._.mentions[token.i] = Mention(
        text=text,
        start=start,
        end=end,
        code=found.code,
        name=found.name,
        country=found.country,
        sectors=found.sectors,
        office=found.office,
        status=found.status,
        reason=found.reason,
    )


def _pair(doc: Doc, token: Token) -> None:
    """ "The two countries": the two actors joined or named last, if they are exactly two."""
    joined = _joined_before(doc, token)
    heads = joined if joined else _last_two(doc, token)
    what = phrase(token)
    text, start, end = what.text, what.start_char, what.end_char
    if len(heads) >= 2:
        doc._.groups[token.i] = tuple(heads)
        reason = "stands for " + " and ".join(doc._.mentions[h].code or "?" for h in heads)
    else:
        reason = f"{text!r} stands for actors that are not named before it"
    doc._.mentions[token.i] = Mention(text=text, start=start, end=end, reason=reason)


def _joined_before(doc: Doc, token: Token) -> list[int]:
    for i in earlier(doc, token, 1):
        group = [t.i for t in conjuncts(first_conjunct(doc[i])) if t.i in doc._.mentions]
        if len(group) == 2 and all(doc._.mentions[g].code for g in group) and max(group) < token.i:
            return group
    return []


def _last_two(doc: Doc, token: Token) -> list[int]:
    seen: dict[str, int] = {}
    for i in earlier(doc, token, 1):
        mention = doc._.mentions[i]
        if mention.country and mention.country not in seen:
            seen[mention.country] = i
    return sorted(seen.values()) if len(seen) == 2 else []


def _same_head(doc: Doc, token: Token) -> None:
    """ "The envoy" after "the UN envoy for Yemen": the same noun, fuller, before it.

    Only where all earlier resolved mentions with that noun are one and the same actor, and the
    nearest fuller one before it is not somebody unknown.
    """
    if doc._.mentions[token.i].status == "resolved":
        return
    lemma = token.lemma_.lower()
    same = [
        i
        for i in sorted(doc._.mentions)
        if i < token.i and doc[i].lemma_.lower() == lemma and doc[i].tag_ == token.tag_
    ]
    found = {doc._.mentions[i].code: i for i in same if doc._.mentions[i].code}
    fuller = [i for i in same if not _is_bare(doc[i])]
    if len(found) > 1:
        _assign(doc, token, f"'the {token.text}' may be any of {len(found)} actors")
    elif found and fuller and doc._.mentions[fuller[-1]].code:
        _assign(doc, token, doc._.mentions[next(iter(found.values()))])


def _description(doc: Doc, token: Token, kind: str) -> None:
    current = doc._.mentions.get(token.i)
    if current is not None and current.status == "resolved":
        return
    found = _groups(doc, token) if kind == "group" else _countries(doc, token)
    codes = {(doc._.mentions[i].country, doc._.mentions[i].name) for i in found}
    if len(codes) == 1:
        _assign(doc, token, doc._.mentions[found[0]])
        return
    reason = (
        f"'the {token.text}' may be any of {len(codes)} actors"
        if codes
        else f"'the {token.text}' has no antecedent"
    )
    _assign(doc, token, reason)


def _groups(doc: Doc, token: Token) -> list[int]:
    """Armed groups, parties and movements before it: those named, else those described.

    What is fought, joined or left by the clause's own subject is not that subject.
    """
    subject = clause_subject(token) if token.dep_ in ("dobj", "pobj") else None
    groups = [
        i
        for i in earlier(doc, token, 2)
        if subject is None or i != subject.i
        if set(doc._.mentions[i].sectors) & {"REB", "PRM", "CRM", "PTY", "ISM"}
        or doc._.mentions[i].country in ("IMG", "ISM", "NGO")
    ]
    named = [i for i in groups if doc._.mentions[i].name and doc[i].pos_ == "PROPN"]
    if len({doc._.mentions[i].name for i in named}) < 2:
        return named or groups
    times = Counter(m.name for m in doc._.mentions.values() if m.name).most_common
    ranked = [(name, n) for name, n in times() if name in {doc._.mentions[i].name for i in named}]
    if ranked[0][1] >= GROUP_LEAD * ranked[1][1]:
        return [i for i in named if doc._.mentions[i].name == ranked[0][0]]
    return named


def _countries(doc: Doc, token: Token) -> list[int]:
    """The country named in its own sentence before it, else in the nearest before that.

    Only where no other is named there, not even by an adjective or beside a noun.
    """
    for sentences in (0, 1, 2):
        around = earlier(doc, token, sentences)
        found = [
            i
            for i in around
            if doc._.mentions[i].code and doc._.mentions[i].code == doc._.mentions[i].country
            if doc[i].pos_ == "PROPN"
            and len(doc._.mentions[i].code or "") == 3
            and doc._.mentions[i].code not in ENTITY_CODES
        ]
        if around or found:
            first = sentence(doc[min(around)]).start_char
            named = {
                doc.text[hit.start : hit.end]
                for hit in doc._.names
                if first <= hit.start < token.idx
                and hit.of("name")
                and doc[_at(doc, hit.start)].dep_ in ("compound", "nmod")
            }
            others = named - {doc._.mentions[i].text for i in found}
            return [] if others else found
    return []


def _at(doc: Doc, character: int) -> int:
    span = doc.char_span(character, character + 1, alignment_mode="expand")
    return int(span.start) if span is not None else 0
