"""Agents, patients and complements over parses written by hand: no model is needed."""

from __future__ import annotations

import pytest
import spacy
from spacy.tokens import Doc, Token

from communique.coding import grammar
from communique.reading.extensions import register
from communique.reading.phrases import (
    apposition,
    conjuncts,
    first_conjunct,
    is_plural,
    joined_words,
    modifiers,
    phrase,
    prepositional,
    trim,
)

VOCAB = spacy.blank("en").vocab


def parse(rows: str) -> Doc:
    """A document of ``word/TAG/dep/head`` items; the head is a word's place, from 0."""
    register()
    words, tags, deps, heads = [], [], [], []
    for row in rows.split():
        word, tag, dep, head = row.rsplit("/", 3)
        words.append(word)
        tags.append(tag)
        deps.append(dep)
        heads.append(int(head))
    pos = {"NN": "NOUN", "VB": "VERB", "IN": "ADP", "DT": "DET", "JJ": "ADJ", "PR": "PRON",
           "WP": "PRON", "WD": "PRON", "TO": "PART", "MD": "AUX", "AU": "AUX", "CC": "CCONJ",
           "RB": "ADV", "PO": "PART", "CD": "NUM", "..": "PUNCT", ",,": "PUNCT"}  # fmt: skip
    kinds = ["PROPN" if t.startswith("NNP") else pos[t[:2]] for t in tags]
    tags = ["VBD" if t.startswith("AU") else t for t in tags]
    lemmas = [_lemma(w.lower(), k) for w, k in zip(words, kinds, strict=True)]
    return Doc(VOCAB, words=words, tags=tags, pos=kinds, deps=deps, heads=heads, lemmas=lemmas)


def _lemma(word: str, kind: str) -> str:
    irregular = {"was": "be", "is": "be", "been": "be", "had": "have", "has": "have",
                 "sent": "send", "hit": "hit", "did": "do"}  # fmt: skip
    if word in irregular:
        return irregular[word]
    if kind in ("VERB", "AUX"):
        for end in ("ing", "ed"):
            if word.endswith(end):
                return word[: -len(end)]
        return word.removesuffix("s")
    return word.removesuffix("s") if kind == "NOUN" else word


def words(tokens: list[Token]) -> list[str]:
    return [t.text for t in tokens]


ACTIVE = "Kenya/NNP/nsubj/1 attacked/VBD/ROOT/1 Uganda/NNP/dobj/1"
PASSIVE = "Uganda/NNP/nsubjpass/2 was/AU/auxpass/2 attacked/VBN/ROOT/2 by/IN/agent/2 Kenya/NNP/pobj/3"
REDUCED = (
    "Troops/NNS/nsubj/4 sent/VBN/acl/0 by/IN/agent/1 Kenya/NNP/pobj/2 attacked/VBD/ROOT/4 "
    "Uganda/NNP/dobj/4"
)
JOINED = (
    "Kenya/NNP/nsubj/3 and/CC/cc/0 Egypt/NNP/conj/0 fund/VBP/ROOT/3 and/CC/cc/3 arm/VBP/conj/3 "
    "Uganda/NNP/dobj/5"
)
CONTROL = (
    "Kenya/NNP/nsubj/1 urged/VBD/ROOT/1 Uganda/NNP/dobj/1 to/TO/aux/4 leave/VB/xcomp/1 "
    "Goma/NNP/dobj/4"
)
PROMISE = (
    "Kenya/NNP/nsubj/1 promised/VBD/ROOT/1 Uganda/NNP/dobj/1 to/TO/aux/4 leave/VB/xcomp/1 "
    "Goma/NNP/dobj/4"
)
WHO = (
    "Rebels/NNS/nsubj/4 who/WP/nsubj/2 attacked/VBD/relcl/0 Goma/NNP/dobj/2 left/VBD/ROOT/4"
)
WHOM = (
    "Rebels/NNS/nsubjpass/5 whom/WP/dobj/3 Kenya/NNP/nsubj/3 armed/VBD/relcl/0 were/AU/auxpass/5 "
    "captured/VBN/ROOT/5"
)
BARE = "Rebels/NNS/nsubj/3 Kenya/NNP/nsubj/2 armed/VBD/relcl/0 left/VBD/ROOT/3"
ACCUSED = (
    "Kenya/NNP/nsubj/1 accused/VBD/ROOT/1 Uganda/NNP/dobj/1 of/IN/prep/1 attacking/VBG/pcomp/3 "
    "Goma/NNP/dobj/4"
)
WAS_URGED = (
    "Uganda/NNP/nsubjpass/2 was/AU/auxpass/2 urged/VBN/ROOT/2 to/TO/aux/4 leave/VB/xcomp/2"
)
DECISION = (
    "Kenya/NNP/poss/2 's/POS/case/0 decision/NN/nsubj/5 to/TO/aux/4 attack/VB/acl/2 angered/VBD/"
    "ROOT/5 Uganda/NNP/dobj/5"
)
CHAINED = (
    "Kenya/NNP/nsubj/1 wants/VBZ/ROOT/1 to/TO/aux/3 begin/VB/xcomp/1 to/TO/aux/5 leave/VB/xcomp/3"
)
LEANED = (
    "Kenya/NNP/nsubj/1 leaned/VBD/ROOT/1 on/IN/prep/1 Uganda/NNP/pobj/2 to/TO/aux/5 leave/VB/"
    "xcomp/1"
)
DESCRIBED = (
    "Kenya/NNP/nsubj/1 described/VBD/ROOT/1 it/PRP/dobj/1 as/IN/prep/1 asking/VBG/pcomp/3 "
    "much/NN/dobj/4"
)


@pytest.mark.parametrize(
    ("rows", "verb", "agents", "patients"),
    [
        (ACTIVE, 1, ["Kenya"], ["Uganda"]),
        (PASSIVE, 2, ["Kenya"], ["Uganda"]),
        (REDUCED, 1, ["Kenya"], ["Troops"]),
        (REDUCED, 4, ["Troops"], ["Uganda"]),
        (JOINED, 3, ["Kenya", "Egypt"], ["Uganda"]),
        (JOINED, 5, ["Kenya", "Egypt"], ["Uganda"]),
        (CONTROL, 4, ["Uganda"], ["Goma"]),
        (PROMISE, 4, ["Kenya"], ["Goma"]),
        (WHO, 2, ["Rebels"], ["Goma"]),
        (WHOM, 3, ["Kenya"], ["Rebels"]),
        (WHOM, 5, [], ["Rebels"]),
        (BARE, 2, ["Kenya"], ["Rebels"]),
        (ACCUSED, 4, ["Uganda"], ["Goma"]),
        (WAS_URGED, 4, ["Uganda"], []),
        (DECISION, 4, ["decision"], []),
        (CHAINED, 5, ["Kenya"], []),
        (LEANED, 5, ["Uganda"], []),
        (DESCRIBED, 4, ["it"], ["much"]),
    ],
)
def test_who_and_whom(rows: str, verb: int, agents: list[str], patients: list[str]) -> None:
    token = parse(rows)[verb]
    assert words(grammar.agents(token)) == agents
    assert words(grammar.patients(token)) == patients


@pytest.mark.parametrize(
    ("rows", "verb", "passive"),
    [
        (ACTIVE, 1, False),
        (PASSIVE, 2, True),
        (REDUCED, 1, True),
        (REDUCED, 4, False),
        # "was freed and sent": the second takes the first's voice
        ("Uganda/NNP/nsubjpass/2 was/AU/auxpass/2 freed/VBN/ROOT/2 and/CC/cc/2 sent/VBN/conj/2",
         4, True),
        # "has attacked and burned": not a passive
        ("Uganda/NNP/nsubj/2 has/AU/aux/2 attacked/VBN/ROOT/2 and/CC/cc/2 burned/VBN/conj/2",
         4, False),
    ],
)  # fmt: skip
def test_voice(rows: str, verb: int, passive: bool) -> None:
    assert grammar.is_passive(parse(rows)[verb]) is passive


def test_a_clause_without_anybody() -> None:
    doc = parse("Leave/VB/ROOT/0 now/RB/advmod/0")
    assert grammar.agents(doc[0]) == [] and grammar.patients(doc[0]) == []


def test_complements() -> None:
    def found(rows: str, verb: int) -> list[str]:
        return words(list(grammar.complements(parse(rows)[verb])))

    assert found(CONTROL, 1) == ["leave"]
    assert found(ACCUSED, 1) == ["attacking"]
    assert found(CHAINED, 1) == ["begin"]
    assert found(ACTIVE, 1) == []
    ready = "Kenya/NNP/nsubj/1 is/AU/ROOT/1 ready/JJ/acomp/1 to/TO/aux/4 talk/VB/xcomp/2"
    assert found(ready, 1) == ["talk"]
    so_as = "Kenya/NNP/nsubj/1 came/VBD/ROOT/1 to/TO/aux/3 talk/VB/advcl/1"
    assert found(so_as, 1) == ["talk"]


def test_the_verb_that_governs() -> None:
    doc = parse(CONTROL)
    governor = grammar.governing_verb(doc[5])
    assert governor is not None and governor.text == "leave"
    assert grammar.governing_verb(doc[1]) is None


def test_infinitives() -> None:
    doc = parse(CONTROL)
    assert grammar.is_infinitive(doc[4]) and not grammar.is_infinitive(doc[1])


def test_depth_is_bounded() -> None:
    """A parse that runs in a long chain neither hangs nor breaks."""
    rows = ["Kenya/NNP/nsubj/1", "want0/VBZ/ROOT/1"]
    rows += [f"want{i}/VB/xcomp/{i}" for i in range(1, 40)]
    assert words(grammar.agents(parse(" ".join(rows))[20])) in ([], ["Kenya"])


# --- phrases ----------------------------------------------------------------------------------

OFFICER = (
    "The/DT/det/3 Kenyan/JJ/amod/3 foreign/JJ/amod/3 minister/NN/nsubj/7 of/IN/prep/3 "
    "state/NN/pobj/4 yesterday/RB/advmod/7 met/VBD/ROOT/7"
)


def test_a_phrase_takes_its_modifiers_and_its_of() -> None:
    doc = parse(OFFICER)
    assert phrase(doc[3]).text == "The Kenyan foreign minister of state"
    assert words(list(modifiers(doc[3]))) == ["Kenyan", "foreign"]


def test_a_phrase_leaves_out_what_is_joined_and_what_is_told_of_it() -> None:
    doc = parse(JOINED)
    assert phrase(doc[0]).text == "Kenya"
    assert words(conjuncts(doc[0])) == ["Kenya", "Egypt"]
    assert first_conjunct(doc[2]).text == "Kenya"
    assert is_plural(doc[0])
    assert phrase(parse(WHO)[0]).text == "Rebels"


def test_edges_are_trimmed() -> None:
    doc = parse('"/../punct/1 Kenya/NNP/ROOT/1 "/../punct/1')
    assert trim(doc, 0, 3).text == "Kenya"
    assert trim(doc, 1, 2).text == "Kenya"


def test_joined_modifiers() -> None:
    doc = parse("Polish/JJ/amod/3 and/CC/cc/0 Greek/JJ/conj/0 ministers/NNS/ROOT/3")
    assert words(joined_words(doc[0])) == ["Polish", "Greek"]


def test_apposition() -> None:
    doc = parse("Zarif/NNP/nsubj/5 ,/,,/punct/0 the/DT/det/3 minister/NN/appos/0 ,/,,/punct/0 "
                "spoke/VBD/ROOT/5")  # fmt: skip
    other = apposition(doc[0])
    assert other is not None and other.text == "minister"
    assert apposition(doc[3]) is None


def test_objects_of_prepositions_in_the_order_asked_for() -> None:
    doc = parse(
        "talks/NNS/ROOT/0 with/IN/prep/0 Kenya/NNP/pobj/1 in/IN/prep/0 Goma/NNP/pobj/3 "
        "from/IN/prep/0 inside/IN/prep/5 Egypt/NNP/pobj/6"
    )
    assert words(list(prepositional(doc[0], "in", "with"))) == ["Goma", "Kenya"]
    assert words(list(prepositional(doc[0], "from"))) == ["Egypt"]
    assert list(prepositional(doc[0], "by")) == []
