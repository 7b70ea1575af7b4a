"""Whom a pronoun stands for: one candidate is an answer, two are none.

Candidates are those who are resolved and those who are not: where the likelier one is nobody that
we know, the pronoun is nobody either.
"""

from __future__ import annotations

from functools import lru_cache

from spacy.tokens import Doc, Token

from communique.actors.knowledge import DATA
from communique.model import Mention
from communique.reading.phrases import conjuncts
from communique.reading.sentences import sentence

PERSONAL = frozenset({"he", "she", "him", "her", "his", "hers", "himself", "herself"})
NEUTER = frozenset({"it", "its", "itself"})
THEY = frozenset({"they", "them", "their", "themselves"})
SUBJECTS = frozenset({"nsubj", "nsubjpass"})
PERSON_WINDOW = 2
"""A personal pronoun looks back this many sentences, within its paragraph."""
_FEMALE = frozenset({"she", "her", "hers", "herself"})
_REFLEXIVE = frozenset({"himself", "herself", "itself", "themselves"})
_WOMEN = frozenset(
    "woman girl mother wife daughter sister widow aunt grandmother niece bride queen princess "
    "actress spokeswoman congresswoman businesswoman chairwoman schoolgirl mrs ms miss lady dame "
    "baroness stepmother waitress policewoman".split()
)
_MEN = frozenset(
    "man boy father husband son brother uncle grandfather nephew king prince sheikh imam mr sir "
    "lord spokesman congressman businessman chairman schoolboy stepfather gunman policeman".split()
)
_BODIES = frozenset(
    "government army military court ministry parliament police company group party council "
    "committee regime authority administration opposition coalition team unit force school "
    "hospital church mosque embassy agency newspaper channel union delegation community family "
    "population public media faction militia movement organisation organization congress senate "
    "cabinet leadership presidency insurgency resistance camp jet missile warship drone tank state "
    "department office bureau commission body alliance country nation republic bank charity "
    "brigade division battalion network outlet firm corps navy service branch side people press "
    "tribunal mission staff command city town village".split()
)
"""Singular nouns that are no one person."""
_SAID_OF_IT = frozenset(
    "understand hope believe say think report expect claim know fear assume suggest".split()
)
_EMPTY = frozenset("seem appear take remain emerge turn be become mean happen follow".split())
_TELLING = frozenset({"say", "add", "tell", "note", "continue"})


def person(doc: Doc, token: Token) -> Mention | str:
    """He or she: the clause's subject, the only person before it, or the only subject."""
    window = 1 if token.lower_ in ("he", "she") and _only_in_tag(token) else PERSON_WINDOW
    female = token.lower_ in _FEMALE
    candidates = [
        i
        for i in _before(doc, token, window)
        if _is_person(doc, i) and _may_be(doc, i, female) and not _bound(doc[i], token)
    ]
    if not candidates:
        return f"no antecedent for {token.text!r} in its paragraph"
    if female and (women := [i for i in candidates if _is_woman(doc, i)]):
        names = {_called(doc, i) for i in women}
        candidates = women if len(names) == 1 else candidates
    beside = _beside(token)
    if beside is not None and beside.i in candidates:
        return _one(doc, beside.i, token)
    subject = clause_subject(token)
    if subject is not None and any(
        t.lower_ in PERSONAL and t.dep_ == "poss" for t in subject.lefts
    ):
        return f"{token.text!r} may be the one or whose they are"
    if subject is not None and subject.i in candidates:
        return _one(doc, subject.i, token)
    people = {_called(doc, i) for i in candidates}
    if len(people) == 1:
        return _one(doc, candidates[0], token)
    leading = [i for i in candidates if doc[i].dep_ in SUBJECTS]
    same_sentence = [i for i in leading if sentence(doc[i]) == sentence(token)]
    pool = same_sentence or [i for i in leading if sentence(doc[i]).end == sentence(token).start]
    if len({_called(doc, i) for i in pool}) == 1:
        return _one(doc, pool[0], token)
    return f"{token.text!r} may be any of {len(people)} people"


def thing(doc: Doc, token: Token) -> Mention | str:
    """It: the clause's subject, or the only body or country before it."""
    if token.lower_ == "it" and _expletive(token):
        return "'it' stands for nothing here"
    if token.lower_ == "it" and token.dep_ in ("dobj", "pobj"):
        return "'it' may be a thing"
    beside = _beside(token)
    if beside is not None and _is_thing(doc, beside.i):
        return _one(doc, beside.i, token)
    subject = clause_subject(token)
    if subject is not None and not _bound(subject, token):
        if subject.lower_ == "it":
            known = doc._.mentions.get(subject.i)
            return known if known is not None and known.code else "'it' may be a thing"
        if _is_thing(doc, subject.i):
            return _one(doc, subject.i, token)
        plain = subject.pos_ == "NOUN" and subject.tag_ == "NN"
        if plain and not (subject.i in doc._.mentions and _is_person(doc, subject.i)):
            return f"{token.text!r} may be a thing"
    things = [
        i
        for i in _before(doc, token, 1)
        if _is_thing(doc, i) and not _in_place(doc[i]) and not _bound(doc[i], token)
    ]
    names = {_called(doc, i) for i in things}
    if not names:
        return f"no antecedent for {token.text!r} in its paragraph"
    if len(names) > 1:
        return f"{token.text!r} may be any of {len(names)} actors"
    if doc[things[0]].dep_ not in SUBJECTS or _rival(doc, things[0], token, ("NN",)):
        return f"{token.text!r} may be a thing"
    return _one(doc, things[0], token)


def people(doc: Doc, token: Token) -> tuple[Mention | str, bool]:
    """They: the plural actor that is the clause's subject, or the only plural one before it.

    The second value says whether there was any plural actor at all.
    """
    plural = [i for i in _before(doc, token, 1) if _is_plural(doc, i) and not _bound(doc[i], token)]
    subject = clause_subject(token)
    if subject is not None and not _bound(subject, token):
        if subject.lower_ in THEY and subject.i in doc._.mentions:
            known = doc._.mentions[subject.i]
            return (known, True) if known.code else (known.reason or "unknown actor", bool(plural))
        if subject.i in plural and len(conjuncts(subject)) == 1:
            return _one(doc, subject.i, token), True
        if subject.tag_ == "NNS" and subject.i not in plural:
            return f"{token.text!r} may be things", bool(plural)
    names = {_called(doc, i) for i in plural}
    if len(names) != 1:
        return f"{token.text!r} may be any of {len(names)} actors", bool(plural)
    if _rival(doc, plural[0], token, ("NNS", "NNPS")):
        return f"{token.text!r} may be things", True
    return _one(doc, plural[0], token), True


def earlier(doc: Doc, token: Token, sentences: int) -> list[int]:
    """Heads of resolved mentions before a token in its paragraph, nearest first."""
    return [i for i in _before(doc, token, sentences) if doc._.mentions[i].status == "resolved"]


def _before(doc: Doc, token: Token, sentences: int) -> list[int]:
    """Heads of mentions before a token in its paragraph, nearest first; resolved or not."""
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
        if i in doc._.mentions and (quote is None or quote[0] <= doc[i].idx < quote[1])
    ]


def _quote_around(doc: Doc, token: Token) -> tuple[int, int] | None:
    """The quotation that a token stands in: its pronouns mean what the speaker spoke of."""
    for quote in doc._.quotes:
        if quote.inner_start <= token.idx < quote.inner_end:
            return quote.inner_start, quote.inner_end
    return None


def _paragraph_break(doc: Doc, i: int) -> bool:
    return "\n" in doc[i].text or "\n" in doc[i].whitespace_


def clause_subject(token: Token) -> Token | None:
    """The subject of the nearest clause around a token that stands before it."""
    for ancestor in token.ancestors:
        if ancestor.pos_ in ("VERB", "AUX"):
            for child in ancestor.children:
                if child.dep_ in SUBJECTS and child.i != token.i and child.i < token.i:
                    relative = ancestor.dep_ == "relcl" and child.tag_ in ("WP", "WDT")
                    return ancestor.head if relative else child
    return None


def _beside(token: Token) -> Token | None:
    """The owner in "the US and its allies"."""
    if token.tag_ == "PRP$" and token.head.dep_ == "conj":
        return token.head.head
    return None


def _bound(subject: Token, token: Token) -> bool:
    """Whether a subject acts upon the pronoun, which then is somebody else ("Putin met him")."""
    if token.lower_ in _REFLEXIVE or token.tag_ == "PRP$" or token.dep_ in SUBJECTS:
        return False
    if subject.dep_ not in SUBJECTS:
        return False
    verb = token.head
    while verb.pos_ == "ADP" or (verb.pos_ == "NOUN" and verb.dep_ in ("pobj", "dobj", "attr")):
        verb = verb.head
    while True:
        if subject.head == verb:
            return True
        if any(c.dep_ in SUBJECTS for c in verb.children) or verb.dep_ not in (
            "xcomp",
            "advcl",
            "conj",
            "pcomp",
            "prep",
        ):
            return False
        verb = verb.head


def _one(doc: Doc, i: int, token: Token) -> Mention | str:
    found: Mention = doc._.mentions[i]
    if found.code is None:
        return f"{token.text!r} is {found.text!r}, who is not known"
    return found


def _called(doc: Doc, i: int) -> tuple[str | None, str]:
    mention = doc._.mentions[i]
    if mention.code:
        return mention.code, mention.name or ""
    return None, doc[i].lower_ if doc[i].lower_ not in PERSONAL else (mention.reason or "")


def _is_person(doc: Doc, i: int) -> bool:
    mention, token = doc._.mentions[i], doc[i]
    if token.lower_ in PERSONAL:
        return mention.code is not None
    if token.tag_ in ("NNS", "NNPS") or token.pos_ == "PRON":
        return False
    if _names_a_body(doc, token):
        return False
    if mention.office or token.ent_type_ == "PERSON":
        return True
    if token.pos_ == "NOUN":
        return token.lemma_.lower() not in _BODIES and bool(mention.sectors or mention.name)
    name = mention.name or ""
    if token.ent_type_ in ("ORG", "GPE", "NORP", "LOC", "FAC"):
        return False
    return bool(mention.sectors) and len(name.split()) > 1 and token.text == name.split()[-1]


def _names_a_body(doc: Doc, token: Token) -> bool:
    """Whether the tables know the word as a body's or country's name, and as no person's."""
    return any(
        hit.start <= token.idx < hit.end
        and hit.of("name", "metonym")
        and not hit.of("person", "short")
        for hit in doc._.names
    )


def _is_thing(doc: Doc, i: int) -> bool:
    """A body, a state or a company: one, and no person."""
    token = doc[i]
    return (
        i in doc._.mentions
        and token.lower_ not in THEY
        and token.pos_ != "PRON"
        and token.tag_ not in ("NNS", "NNPS", "PRP$")
        and not _is_person(doc, i)
        and (token.ent_type_ in ("GPE", "ORG") or len(conjuncts(token)) == 1)
    )


def _is_plural(doc: Doc, i: int) -> bool:
    token = doc[i]
    if token.tag_ in ("NNS", "NNPS"):
        return token.lower_ not in _PAIRS
    return token.pos_ == "PROPN" and token.text.endswith("s") and token.ent_type_ == "NORP"


_PAIRS = frozenset(
    "countries sides nations neighbours neighbors parties states governments allies rivals "
    "leaders capitals two ministers".split()
)


def _in_place(token: Token) -> bool:
    return token.dep_ == "pobj" and token.head.lower_ in (
        "in",
        "at",
        "near",
        "from",
        "to",
        "into",
        "inside",
        "across",
        "around",
        "through",
    )


def _rival(doc: Doc, i: int, token: Token, tags: tuple[str, ...]) -> bool:
    """Whether a thing that is no actor stands between as subject or object."""
    return any(
        t.tag_ in tags and t.i not in doc._.mentions and t.dep_ in (*SUBJECTS, "dobj")
        for t in doc[i + 1 : token.i]
    )


def _may_be(doc: Doc, i: int, female: bool) -> bool:
    mention, token = doc._.mentions[i], doc[i]
    if token.lower_ in PERSONAL:
        return (token.lower_ in _FEMALE) == female
    if female:
        unsaid = mention.code is None and not _is_man(doc, i)
        return _is_woman(doc, i) or unsaid or (mention.code is not None and _described(doc, i))
    return not _is_woman(doc, i)


def _described(doc: Doc, i: int) -> bool:
    """Whether a name that no table has is known only by what the page says of it."""
    mention, token = doc._.mentions[i], doc[i]
    return not mention.office and token.ent_type_ == "PERSON" and not _is_man(doc, i)


def _is_woman(doc: Doc, i: int) -> bool:
    return _first_name(doc, i) in female_names() or bool(_titles(doc, i) & _WOMEN)


def _is_man(doc: Doc, i: int) -> bool:
    return bool(_titles(doc, i) & _MEN)


def _first_name(doc: Doc, i: int) -> str:
    mention = doc._.mentions[i]
    words = (mention.name or "").split() or mention.text.split()
    names = [w for w in words if w[:1].isupper() and w.lower().rstrip(".") not in _WOMEN | _MEN]
    return names[0].removesuffix("’s").removesuffix("'s") if names else ""


def _titles(doc: Doc, i: int) -> set[str]:
    words = doc._.mentions[i].text.lower().replace(".", " ").split()
    return {*words, doc[i].lemma_.lower()}


@lru_cache(maxsize=1)
def female_names() -> frozenset[str]:
    """First names of women."""
    lines = (DATA / "female_names.txt").read_text(encoding="utf-8").split("\n")
    return frozenset(line for line in lines if line and line[0] != "#")


def _only_in_tag(token: Token) -> bool:
    """True for the "he" of a bare ``…", he added`` sentence."""
    return token.head.lemma_ in _TELLING and any(t.is_quote for t in sentence(token))


def _expletive(token: Token) -> bool:
    """ "It is clear that", "it is understood", "it took": nothing is meant."""
    head = token.head
    if token.dep_ == "expl":
        return True
    clause = any(c.dep_ in ("ccomp", "csubj", "advcl", "xcomp", "acomp") for c in head.children)
    if token.dep_ == "nsubjpass":
        return head.lemma_ in _SAID_OF_IT
    return head.lemma_ in _EMPTY and clause
