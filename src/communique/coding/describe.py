"""How and about what: modes and contexts of an act, from its own words."""

from __future__ import annotations

from spacy.tokens import Span

from communique.codebook import Codebook
from communique.coding.act import Act
from communique.coding.grammar import own_clause

MODE_CUES: dict[str, dict[str, frozenset[str]]] = {
    "REQUEST": {
        "meet": frozenset("talk meeting negotiation dialogue meet negotiate summit table".split()),
        "yield": frozenset(
            "release free ceasefire truce withdraw withdrawal lift halt stop end disarm surrender "
            "return hostage prisoner leave resign cease pull hand".split()
        ),
        "assist": frozenset(
            "help aid assistance support funding fund money loan cooperation cooperate provide "
            "send supply assist join facilitation share extradite weapon troop backing".split()
        ),
        "change": frozenset(
            "reform change policy law revise reconsider election leader step".split()
        ),
    },
    "REJECT": {
        "meet": frozenset("talk meeting negotiation dialogue meet negotiate summit visit".split()),
        "yield": frozenset(
            "release free ceasefire truce withdraw withdrawal lift disarm surrender hand".split()
        ),
        "assist": frozenset(
            "help aid assistance support cooperate extradite share provide".split()
        ),
        "change": frozenset("reform change law demand proposal plan offer".split()),
    },
    "THREATEN": {
        "violence": frozenset(
            "attack kill force war strike bomb military retaliate destroy".split()
        ),
        "relations": frozenset("tie relation sanction aid talk suspend cut withdraw trade".split()),
        "expel": frozenset("expel ambassador diplomat expulsion".split()),
        "arrest": frozenset("arrest prosecute warrant jail".split()),
        "restrict": frozenset("ban close block blockade boycott strike restrict curb".split()),
        "territory": frozenset("annex occupy invade territory".split()),
    },
    "ACCUSE": {
        "investigate": frozenset("investigate investigation inquiry probe".split()),
        "allege": frozenset("accuse charge allege sue lawsuit indict blame".split()),
    },
    "ASSAULT": {
        "suicide-attack": frozenset({"suicide"}),
        "drone": frozenset({"drone"}),
        "aerial": frozenset("airstrike warplane jet aircraft helicopter air".split()),
        "heavy-weapons": frozenset("artillery rocket shell tank mortar missile shelling".split()),
        "explosives": frozenset("bomb explosive mine ied grenade explosion car-bomb".split()),
        "firearms": frozenset("gun rifle shoot gunfire shot bullet gunman".split()),
        "crowd-control": frozenset("tear cannon rubber pepper".split()),
        "primitive": frozenset("knife machete stone arson fire".split()),
    },
    "PROTEST": {
        "hunger": frozenset({"hunger"}),
        "strike": frozenset("strike walkout".split()),
        "riot": frozenset("riot clash loot burn".split()),
        "boycott": frozenset({"boycott"}),
        "obstruct": frozenset("block blockade barricade occupy".split()),
    },
    "CONSULT": {
        "phone": frozenset("phone telephone videoconference".split()),
        "multilateral": frozenset("summit nato asean council assembly".split()),
    },
    "MOBILIZE": {
        "police": frozenset("police".split()),
        "weapons": frozenset("missile warship ship tank aircraft jet carrier battery".split()),
        "militia": frozenset("militia".split()),
        "troops": frozenset("troop soldier army force unit".split()),
    },
    "COERCE": {
        "arrest": frozenset("arrest detain jail imprison".split()),
        "curfew": frozenset({"curfew"}),
    },
}
CONTEXT_LIMIT = 3


def modes(act: Act, kind: str, book: Codebook) -> tuple[str, ...]:
    """The modes of an act: the rule's, else by words in the act's own subtree."""
    known = book.types[kind].modes
    if act.mode in known and act.type == kind and act.mode is not None:
        refined = _by_words(act, kind) if kind == "PROTEST" or act.mode == "targeted" else None
        return (refined or act.mode,)
    found = "assist" if kind == "REQUEST" and act.third_parties else _by_words(act, kind)
    return (found,) if found in known and found is not None else ()


def _by_words(act: Act, kind: str) -> str | None:
    lemmas = {t.lemma_.lower() for t in own_clause(act.trigger)}
    for mode, cues in MODE_CUES.get(kind, {}).items():
        if lemmas & cues:
            return mode
    return None


def contexts(sentence: Span, book: Codebook) -> tuple[str, ...]:
    """Contexts that the sentence's words speak for, most cues first, at most three."""
    lemmas = [t.lemma_.lower() for t in sentence]
    words = " " + " ".join(lemmas) + " "
    scored: list[tuple[int, str]] = []
    present = set(lemmas)
    for name, cues in book.contexts.items():
        score = sum(1 for cue in cues if cue in present or (" " in cue and f" {cue} " in words))
        if score:
            scored.append((-score, name))
    return tuple(name for _, name in sorted(scored)[:CONTEXT_LIMIT])
