"""Agents, patients and complements over parses written by hand: no model is needed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from spacy.tokens import Doc, Token

from communique.coding import grammar

Parse = Callable[[str], Doc]


def words(tokens: list[Token]) -> list[str]:
    return [t.text for t in tokens]


ACTIVE = "Kenya/NNP/nsubj/1 attacked/VBD/ROOT/1 Uganda/NNP/dobj/1"
PASSIVE = (
    "Uganda/NNP/nsubjpass/2 was/AU/auxpass/2 attacked/VBN/ROOT/2 by/IN/agent/2 Kenya/NNP/pobj/3"
)
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
WHO = "Rebels/NNS/nsubj/4 who/WP/nsubj/2 attacked/VBD/relcl/0 Goma/NNP/dobj/2 left/VBD/ROOT/4"
WHOM = (
    "Rebels/NNS/nsubjpass/5 whom/WP/dobj/3 Kenya/NNP/nsubj/3 armed/VBD/relcl/0 were/AU/auxpass/5 "
    "captured/VBN/ROOT/5"
)
BARE = "Rebels/NNS/nsubj/3 Kenya/NNP/nsubj/2 armed/VBD/relcl/0 left/VBD/ROOT/3"
ACCUSED = (
    "Kenya/NNP/nsubj/1 accused/VBD/ROOT/1 Uganda/NNP/dobj/1 of/IN/prep/1 attacking/VBG/pcomp/3 "
    "Goma/NNP/dobj/4"
)
WAS_URGED = "Uganda/NNP/nsubjpass/2 was/AU/auxpass/2 urged/VBN/ROOT/2 to/TO/aux/4 leave/VB/xcomp/2"
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
def test_who_and_whom(
    parse: Parse, rows: str, verb: int, agents: list[str], patients: list[str]
) -> None:
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
def test_voice(parse: Parse, rows: str, verb: int, passive: bool) -> None:
    assert grammar.is_passive(parse(rows)[verb]) is passive


def test_a_clause_without_anybody(parse: Parse) -> None:
    doc = parse("Leave/VB/ROOT/0 now/RB/advmod/0")
    assert grammar.agents(doc[0]) == [] and grammar.patients(doc[0]) == []


def test_complements(parse: Parse) -> None:
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


def test_the_verb_that_governs(parse: Parse) -> None:
    doc = parse(CONTROL)
    governor = grammar.governing_verb(doc[5])
    assert governor is not None and governor.text == "leave"
    assert grammar.governing_verb(doc[1]) is None


def test_infinitives(parse: Parse) -> None:
    doc = parse(CONTROL)
    assert grammar.is_infinitive(doc[4]) and not grammar.is_infinitive(doc[1])


def test_depth_is_bounded(parse: Parse) -> None:
    """A parse that runs in a long chain neither hangs nor breaks."""
    rows = ["Kenya/NNP/nsubj/1", "want0/VBZ/ROOT/1"]
    rows += [f"want{i}/VB/xcomp/{i}" for i in range(1, 40)]
    assert words(grammar.agents(parse(" ".join(rows))[20])) in ([], ["Kenya"])
