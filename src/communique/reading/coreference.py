"""Pronouns and descriptions to their antecedents, or to unresolved with a reason.

Conservative on purpose: a pronoun is resolved only when one candidate is left.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, Token

from communique.model import Mention
from communique.reading.extensions import register
from communique.reading.phrases import conjuncts, first_conjunct, phrase
from communique.reading.sentences import sentence

PERSONAL = frozenset({"he", "she", "him", "her", "his", "hers", "himself", "herself"})
NEUTER = frozenset({"it", "its", "itself"})
THEY = frozenset({"they", "them", "their", "themselves"})
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
SUBJECTS = frozenset({"nsubj", "nsubjpass"})
PERSON_WINDOW = 2
"""A personal pronoun looks back this many sentences, within its paragraph."""


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
                _assign(doc, token, _person(doc, token))
            elif lower in NEUTER:
                _assign(doc, token, _thing(doc, token))
            elif lower in THEY:
                found = _people(doc, token)
                if isinstance(found, str):
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


def _earlier(doc: Doc, token: Token, sentences: int) -> list[int]:
    """Heads of resolved mentions before a token in its paragraph, nearest first."""
    quote = _quote_around(doc, token)
    start = max(sentence(token).start - 1, 0)
    seen = 0
    while start > 0 and seen < sentences and not _paragraph_break(doc, start):
        start -= 1
        if doc[start].is_sent_start:
            seen += 1
    return [
        i
        for i in range(token.i - 1, start - 1, -1)
        if i in doc._.mentions
        and doc._.mentions[i].status == "resolved"
        and (quote is None or quote[0] <= doc[i].idx < quote[1])
    ]


def _quote_around(doc: Doc, token: Token) -> tuple[int, int] | None:
    """The quotation that a token stands in: its pronouns mean what the speaker spoke of."""
    for quote in doc._.quotes:
        if quote.inner_start <= token.idx < quote.inner_end:
            return quote.inner_start, quote.inner_end
    return None


def _paragraph_break(doc: Doc, i: int) -> bool:
    return "\n" in doc[i].text or "\n" in doc[i].whitespace_


def _clause_subject(token: Token) -> Token | None:
    for ancestor in token.ancestors:
        if ancestor.pos_ in ("VERB", "AUX"):
            for child in ancestor.children:
                if child.dep_ in SUBJECTS and child.i != token.i and child.i < token.i:
                    return child
    return None


def _is_person(doc: Doc, i: int) -> bool:
    mention = doc._.mentions[i]
    token = doc[i]
    if token.lower_ in PERSONAL:
        return True
    if token.tag_ in ("NNS", "NNPS"):
        return False
    if mention.office or token.ent_type_ == "PERSON":
        return True
    last = (mention.name or "").split(" ")[-1]
    return (
        bool(mention.name)
        and token.pos_ == "PROPN"
        and token.text == last
        and bool(mention.sectors)
        and len((mention.name or "").split()) > 1
        and token.ent_type_ not in ("ORG", "GPE", "NORP")
    )


def _person(doc: Doc, token: Token) -> Mention | str:
    if token.lower_ in ("he", "she") and _only_in_tag(token):
        subjects = [i for i in _earlier(doc, token, 1) if _is_person(doc, i)]
        if not subjects:
            return f"no antecedent for {token.text!r} in its paragraph"
    candidates = [i for i in _earlier(doc, token, PERSON_WINDOW) if _is_person(doc, i)]
    people: dict[tuple[str | None, str | None], int] = {}
    for i in candidates:
        mention = doc._.mentions[i]
        people.setdefault((mention.code, mention.name or mention.text), i)
    if not people:
        return f"no antecedent for {token.text!r} in its paragraph"
    subject = _clause_subject(token)
    if subject is not None and subject.i in candidates:
        return doc._.mentions[subject.i]  # type: ignore[no-any-return]
    if len(people) == 1:
        return doc._.mentions[next(iter(people.values()))]  # type: ignore[no-any-return]
    leading = [i for i in candidates if doc[i].dep_ in SUBJECTS]
    same_sentence = [i for i in leading if sentence(doc[i]) == sentence(token)]
    pool = same_sentence or [i for i in leading if sentence(doc[i]).end == sentence(token).start]
    names = {doc._.mentions[i].name or doc._.mentions[i].text for i in pool}
    if len(names) == 1:
        return doc._.mentions[pool[0]]  # type: ignore[no-any-return]
    return f"{token.text!r} may be any of {len(people)} people"


def _only_in_tag(token: Token) -> bool:
    """True for the "he" of a bare ``…", he added`` sentence."""
    return token.head.lemma_ in ("say", "add", "tell", "note", "continue") and any(
        t.is_quote for t in sentence(token)
    )


def _people(doc: Doc, token: Token) -> Mention | str:
    """ "They": the plural actor that is the clause's subject, or the only plural one before it."""
    plural = [
        i
        for i in _earlier(doc, token, 1)
        if doc[i].tag_ in ("NNS", "NNPS") and doc[i].lower_ not in PAIR_NOUNS
    ]
    subject = _clause_subject(token)
    if subject is not None and subject.i in plural:
        return doc._.mentions[subject.i]  # type: ignore[no-any-return]
    codes = {doc._.mentions[i].code for i in plural}
    if len(codes) == 1:
        return doc._.mentions[plural[0]]  # type: ignore[no-any-return]
    return f"{token.text!r} may be any of {len(codes)} actors"


def _thing(doc: Doc, token: Token) -> Mention | str:
    if token.lower_ == "it" and _expletive(token):
        return "'it' stands for nothing here"
    if token.lower_ == "it" and token.dep_ in ("dobj", "pobj"):
        return "'it' may be a thing"
    subject = _clause_subject(token)
    things = [
        i
        for i in _earlier(doc, token, 1)
        if not _is_person(doc, i) and doc[i].tag_ not in ("NNS", "NNPS")
    ]
    if subject is not None and subject.i in things:
        return doc._.mentions[subject.i]  # type: ignore[no-any-return]
    codes = {doc._.mentions[i].code for i in things}
    if len(codes) == 1:
        return doc._.mentions[things[0]]  # type: ignore[no-any-return]
    if not codes:
        return f"no antecedent for {token.text!r} in its paragraph"
    return f"{token.text!r} may be any of {len(codes)} actors"


def _expletive(token: Token) -> bool:
    head = token.head
    return token.dep_ == "expl" or (
        head.lemma_ == "be" and any(c.dep_ in ("ccomp", "csubj", "advcl") for c in head.children)
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
    for i in _earlier(doc, token, 1):
        group = [t.i for t in conjuncts(first_conjunct(doc[i])) if t.i in doc._.mentions]
        if len(group) == 2 and all(doc._.mentions[g].code for g in group) and max(group) < token.i:
            return group
    return []


def _last_two(doc: Doc, token: Token) -> list[int]:
    seen: dict[str, int] = {}
    for i in _earlier(doc, token, 1):
        mention = doc._.mentions[i]
        if mention.country and mention.country not in seen:
            seen[mention.country] = i
    return sorted(seen.values()) if len(seen) == 2 else []


def _same_head(doc: Doc, token: Token) -> None:
    """ "The envoy" after "the UN envoy for Yemen": the same noun, fuller, before it.

    Only where all earlier resolved mentions with that noun are one and the same actor.
    """
    if doc._.mentions[token.i].status == "resolved":
        return
    lemma = token.lemma_.lower()
    found = {
        doc._.mentions[i].code: i
        for i in sorted(doc._.mentions)
        if i < token.i and doc[i].lemma_.lower() == lemma and doc._.mentions[i].code
    }
    if len(found) == 1:
        _assign(doc, token, doc._.mentions[next(iter(found.values()))])
    elif found:
        _assign(doc, token, f"'the {token.text}' may be any of {len(found)} actors")


def _description(doc: Doc, token: Token, kind: str) -> None:
    current = doc._.mentions.get(token.i)
    if current is not None and current.status == "resolved":
        return
    found: dict[str, int] = {}
    for i in _earlier(doc, token, 2):
        mention = doc._.mentions[i]
        is_group = bool(set(mention.sectors) & {"REB", "PRM", "CRM", "PTY", "ISM"}) or (
            mention.country in ("IMG", "ISM", "NGO")
        )
        is_country = not mention.sectors or mention.sectors[0] == "GOV"
        if (kind == "group" and is_group) or (kind == "country" and is_country and mention.country):
            found.setdefault(mention.code or "", i)
    codes = {doc._.mentions[i].country for i in found.values()}
    if len(codes) == 1:
        _assign(doc, token, doc._.mentions[next(iter(found.values()))])
    else:
        reason = (
            f"'the {token.text}' may be any of {len(codes)} actors"
            if codes
            else f"'the {token.text}' has no antecedent"
        )
        _assign(doc, token, reason)
