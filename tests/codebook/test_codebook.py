"""The codebook that ships: PLOVER 2.0 whole, and its words."""

from __future__ import annotations

import pytest

from communique.codebook import CodebookError, load_codebook, load_lexicon
from communique.codebook.lexicon import STANCES
from communique.model import CommuniqueError

TYPES = {
    # type: quad, score, needs a recipient (plover.md)
    "AGREE": ("verbal cooperation", 2.5, False),
    "CONSULT": ("verbal cooperation", 2.5, False),
    "SUPPORT": ("verbal cooperation", 5, False),
    "CONCEDE": ("verbal cooperation", 4.5, False),
    "COOPERATE": ("material cooperation", 9.5, True),
    "AID": ("material cooperation", 10, True),
    "RETREAT": ("material cooperation", 6.5, False),
    "REQUEST": ("verbal conflict", 0, False),
    "ACCUSE": ("verbal conflict", -3, False),
    "REJECT": ("verbal conflict", -2, False),
    "THREATEN": ("verbal conflict", -3.5, False),
    "PROTEST": ("material conflict", -5, False),
    "SANCTION": ("material conflict", -6, True),
    "MOBILIZE": ("material conflict", -5.5, False),
    "COERCE": ("material conflict", -7, False),
    "ASSAULT": ("material conflict", -9, False),
}
MODES = {
    "CONSULT": "visit third-party multilateral phone",
    "RETREAT": "withdraw release disarm ceasefire access resign",
    "REQUEST": "assist change yield meet",
    "ACCUSE": "disapprove investigate allege",
    "REJECT": "assist change yield meet",
    "THREATEN": "restrict arrest relations expel territory violence",
    "PROTEST": "demo riot strike hunger boycott obstruct vandalize",
    "SANCTION": "convict expel withdraw discontinue",
    "MOBILIZE": "troops weapons police militia",
    "COERCE": "seize restrict arrest deport withhold cyber censor curfew misinformation martial-law",
    "ASSAULT": "abduct beat torture sexual targeted destroy primitive firearms explosives "
    "suicide-attack aerial drone heavy-weapons crowd-control unconventional",
}
CONTEXTS = (
    "military intelligence executive legislative election political_institutions pro_democracy "
    "pro_autocracy economic legal reparations human_rights rights_freedoms repression "
    "human_security gender lgbt religion_ethnicity inequality diplomatic territory peacekeeping "
    "health asylum migration disasters natural_resource environment technology terrorism cbrn "
    "cyber misinformation crime corruption illegal_drugs trafficking"
).split()
MODE_SCORES = [
    ("CONSULT", "phone", 1.5), ("CONSULT", "visit", 4), ("RETREAT", "disarm", 10),
    ("REQUEST", "assist", 0.5), ("REQUEST", "yield", -1), ("ACCUSE", "allege", -3.5),
    ("REJECT", "assist", -1.5), ("THREATEN", "territory", -4), ("PROTEST", "riot", -7),
    ("SANCTION", "expel", -5.5), ("MOBILIZE", "police", -5.5), ("COERCE", "censor", -6.5),
    ("COERCE", "martial-law", -7.5), ("ASSAULT", "unconventional", -10), ("ASSAULT", "beat", -7.5),
]  # fmt: skip


@pytest.mark.parametrize("name", TYPES)
def test_a_type_as_the_manual_has_it(name: str) -> None:
    book = load_codebook()
    quad, score, recipient = TYPES[name]
    bare = book.event_code(name)
    assert (bare.quad, bare.intensity, bare.modes) == (quad, score, ())
    assert book.types[name].recipient is recipient
    assert set(book.types[name].modes) == set(MODES.get(name, "").split())
    assert len(book.types[name].meaning) > 20


def test_all_sixteen_types_and_no_other() -> None:
    assert set(load_codebook().types) == set(TYPES)


def test_all_thirty_seven_contexts_and_no_other() -> None:
    book = load_codebook()
    assert len(CONTEXTS) == 37
    assert set(book.contexts) == set(CONTEXTS)
    assert all(book.contexts.values())
    assert book.context_aliases == {
        "humanitarian": "human_security",
        "resource": "natural_resource",
        "refugees": "migration",
    }


@pytest.mark.parametrize(("type", "mode", "score"), MODE_SCORES)
def test_mode_scores(type: str, mode: str, score: float) -> None:
    assert load_codebook().event_code(type, (mode,)).intensity == score


def test_the_most_intense_mode_counts() -> None:
    code = load_codebook().event_code("PROTEST", ("hunger", "riot"), ("economic",))
    assert (code.intensity, code.modes, code.contexts) == (-7, ("hunger", "riot"), ("economic",))


def test_every_type_and_mode_has_a_cameo_code_of_its_own_row() -> None:
    book = load_codebook()
    for name, kind in book.types.items():
        for modes in [(), *((m,) for m in kind.modes)]:
            cameo = book.event_code(name, modes).cameo
            assert cameo is not None and cameo.isdigit() and len(cameo) in (3, 4)
            assert 1 <= int(cameo[:2]) <= 20
    assert book.statement_cameo == "010"


def test_where_the_manual_contradicts_itself_the_choice_is_written_down() -> None:
    book = load_codebook()
    for name in ("ACCUSE", "PROTEST", "SANCTION", "ASSAULT"):
        assert book.types[name].choice, name


@pytest.mark.parametrize(("type", "modes"), [("FIGHT", ()), ("AID", ("visit",))])
def test_what_the_codebook_does_not_have(type: str, modes: tuple[str, ...]) -> None:
    with pytest.raises(KeyError):
        load_codebook().event_code(type, modes)


def test_the_lexicon_speaks_of_types_of_the_book() -> None:
    book, words = load_codebook(), load_lexicon()
    rules = [r for index in (words.verbs, words.nouns) for row in index.values() for r in row]
    assert {r.type for r in rules} == set(book.types), "a type without a single word"
    for rule in rules:
        assert rule.mode is None or rule.mode in book.types[rule.type].modes
        assert rule.to, rule.lemma
        assert rule.lemma == rule.lemma.lower()


def test_more_constrained_rows_come_first() -> None:
    for rows in load_lexicon().verbs.values():
        ranks = [r.rank for r in rows]
        assert ranks == sorted(ranks, reverse=True)


def test_reporting_words_have_stances() -> None:
    reporting = load_lexicon().reporting
    assert set(reporting.verbs.values()) == set(STANCES)
    for verb, stance in {
        "say": "asserts", "deny": "denies", "doubt": "doubts", "urge": "asks",
        "pledge": "promises", "believe": "believes",
    }.items():  # fmt: skip
        assert reporting.verbs[verb] == stance
    assert {"letter", "statement", "communiqué"} <= reporting.documents
    assert "according to" in reporting.prepositions
    assert "reportedly" in reporting.adverbs


def test_words_that_yaml_would_take_for_truth_values_stay_words() -> None:
    cues = load_lexicon().cues
    assert "no" in cues["negated"]
    assert all(isinstance(w, str) for words in cues.values() for w in words)


def test_factuality_has_cues_for_every_flag() -> None:
    assert {
        "certainty_possible", "certainty_probable", "negated", "future", "hypothetical",
        "historical",
    } <= set(load_lexicon().cues)  # fmt: skip


def test_loading_again_gives_the_same_book() -> None:
    assert load_codebook() is load_codebook()
    assert load_lexicon() is load_lexicon()


def test_a_codebook_error_is_one_of_ours() -> None:
    error = CodebookError("types.yaml", 3, "no such quad")
    assert isinstance(error, CommuniqueError)
    assert (error.file, error.line, error.reason) == ("types.yaml", 3, "no such quad")
    assert str(error) == "types.yaml:3: no such quad"
