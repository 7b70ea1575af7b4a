"""A wrong codebook file stops with the file and the line that are wrong."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from communique.codebook import CodebookError, load_codebook, load_lexicon
from communique.codebook.loading import DATA, read

Case = tuple[str, str, str, str]

BOOK: dict[str, Case] = {
    # what is wrong: file, words, what they become (the first line of it is named), reason
    "missing key": (
        "types.yaml", "CONSULT:\n  quad: 1\n  score: 2.5\n", "CONSULT:\n  quad: 1\n",
        "CONSULT has no 'score'"),
    "unknown key": ("types.yaml", "  score: 5\n", "  skore: 5\n", "unknown key 'skore'"),
    "no number": ("types.yaml", "  score: 5\n", "  score: five\n", "expected a number"),
    "truth value for a number": (
        "types.yaml", "  score: 5\n", "  score: yes\n", "expected a number"),
    "score too high": ("types.yaml", "  score: 9.5\n", "  score: 11\n", r"outside -10\.\.10"),
    "mode score too low": ("types.yaml", "{visit: 4,", "{visit: -10.5,", r"outside -10\.\.10"),
    "no such quad": ("types.yaml", "  quad: 2\n", "  quad: 5\n", "not 1, 2, 3 or 4"),
    "repeated type": ("types.yaml", "AID:\n", "AGREE:\n", "'AGREE' is given twice"),
    "repeated key": (
        "types.yaml", "  score: 10\n", "  score: 10\n  score: 9\n", "'score' is given twice"),
    "modes are no mapping": ("types.yaml", "  modes: {}\n", "  modes: []\n", "expected a mapping"),
    "no YAML": ("types.yaml", "AGREE:\n", "AGREE: [1, {\n", "not YAML"),
    "tabs": ("types.yaml", "  quad: 4\n", "\tquad: 4\n", "not YAML"),
    "unquoted CAMEO": ("cameo.yaml", '"030"', "030", "CAMEO code 30 is not a quoted string"),
    "CAMEO too short": ("cameo.yaml", '"030"', '"03"', "'03' is not a quoted string of 3 or 4"),
    "CAMEO with a letter": ("cameo.yaml", '"030"', '"O30"', "is not a quoted string"),
    "CAMEO row of no type": ("cameo.yaml", "AGREE: {", "FIGHT: {", "FIGHT is no type"),
    "CAMEO of no mode": ("cameo.yaml", "phone:", "fax:", "CONSULT has no mode 'fax'"),
    "CAMEO of a mode missing": (
        "cameo.yaml", ', phone: "041"', "", r"CONSULT has no CAMEO code for \['phone'\]"),
    "contexts with another key": (
        "contexts.yaml", "military: {cues:", "military: {words:", "unknown key 'words'"),
    "context without cues": (
        "contexts.yaml", "asylum: {cues: [asylum]}", "asylum: {also: [refuge]}", "no cues"),
    "cue that is no word": (
        "contexts.yaml", "asylum: {cues: [asylum]}", "asylum: {cues: [{a: b}]}", "expected a word"),
    "cues that are no list": (
        "contexts.yaml", "asylum: {cues: [asylum]}", "asylum: {cues: asylum}", "expected a list"),
}  # fmt: skip
WORDS: dict[str, Case] = {
    "acts of no type": ("acts.yaml", "\nCONSULT:\n", "\nPARLEY:\n", "PARLEY is no type"),
    "unknown mode": ("acts.yaml", "mode: phone", "mode: fax", "CONSULT has no mode 'fax'"),
    "unknown class of objects": (
        "acts.yaml", "objects: offer,", "objects: gifts,", "'gifts' is no class of objects.yaml"),
    "unknown class of exceptions": (
        "acts.yaml", "  - {verbs: [invite], to: [dobj]}",
        "  - {verbs: [invite], except: gifts, to: [dobj]}", "'gifts' is no class"),
    "unknown key of a row": (
        "acts.yaml", "  - {verbs: [invite], to: [dobj]}",
        "  - {verbs: [invite], towards: [dobj]}", "unknown key 'towards'"),
    "row without words": (
        "acts.yaml", "  - {verbs: [invite], to: [dobj]}", "  - {to: [dobj]}",
        "without verbs or nouns"),
    "rows that are no list": (
        "control.yaml", "reluctant_adjectives: [", "reluctant_adjectives: {a: 1}\nx_verbs: [",
        "expected a list"),
    "unknown effect": (
        "control.yaml", "effect: agree, verbs:", "effect: nod, verbs:", "unknown effect 'nod'"),
    "effect that is no value": (
        "control.yaml", "effect: agree, verbs:", "effect: [agree], verbs:", "a single value"),
}  # fmt: skip
HOLES: dict[str, Case] = {
    "control row without effect": ("control.yaml", "effect: agree, verbs:", "verbs:", "effect"),
    "control row without verbs": ("control.yaml", "agree, verbs:", "agree, words:", "verbs"),
    "reporting without adverbs": ("reporting.yaml", "adverbs: [", "hearsay: [", "adverbs"),
    "unknown part of speech": (
        "reporting.yaml", "denies:\n  verbs:", "denies:\n  vrebs:", "vrebs"),
    "score as a hexadecimal": ("types.yaml", "  score: 5\n", "  score: 0x5\n", "number"),
    "score as a time": ("types.yaml", "  score: 5\n", "  score: 1:30\n", "number"),
    "score that is no number at all": ("types.yaml", "  score: 5\n", "  score: .nan\n", "number"),
    "a control character": ("types.yaml", "AGREE:\n", "AGREE:\x01\n", "not YAML"),
    "a list for a key": ("types.yaml", "AGREE:\n", "? [AGREE]\n:\n", "key"),
    "objects class that is used but missing": (
        "objects.yaml", "weapon_agents:", "weapon_agent:", "weapon_agents"),
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the codebook that may be spoiled."""
    return Path(shutil.copytree(DATA, tmp_path / "codebook"))


def spoil(folder: Path, case: Case) -> tuple[Path, int]:
    """Put a mistake in; its file, and the line where it stands."""
    name, old, new, _ = case
    file = folder / name
    text = file.read_text(encoding="utf-8")
    assert old in text, f"{name} no longer has {old!r}: write this case anew"
    at = text.index(old)
    file.write_text(text[:at] + new + text[at + len(old) :], encoding="utf-8")
    return file, text.count("\n", 0, at + (old.startswith("\n"))) + 1


@pytest.mark.parametrize("what", BOOK)
def test_a_wrong_codebook(folder: Path, what: str) -> None:
    file, line = spoil(folder, BOOK[what])
    with pytest.raises(CodebookError, match=BOOK[what][3]) as caught:
        load_codebook(folder)
    assert caught.value.file == str(file)
    # the mistake's own line, or the line below the key whose value is incomplete
    assert line <= caught.value.line <= line + 2, caught.value
    assert str(caught.value).startswith(f"{file}:{caught.value.line}: ")


@pytest.mark.parametrize("what", WORDS)
def test_a_wrong_word_list(folder: Path, what: str) -> None:
    file, line = spoil(folder, WORDS[what])
    with pytest.raises(CodebookError, match=WORDS[what][3]) as caught:
        load_lexicon(folder)
    assert caught.value.file == str(file)
    assert line <= caught.value.line <= line + 2, caught.value


@pytest.mark.parametrize("what", HOLES)
def test_a_wrong_file_of_another_kind(folder: Path, what: str) -> None:
    spoil(folder, HOLES[what])
    with pytest.raises(CodebookError, match=HOLES[what][3]):
        load_lexicon(folder)


def test_a_file_that_is_no_utf8(folder: Path) -> None:
    (folder / "types.yaml").write_bytes("AGREE:\n  meaning: \xe9\n".encode("latin-1"))
    with pytest.raises(CodebookError):
        load_codebook(folder)


@pytest.mark.parametrize(
    "name",
    ["types", "contexts", "cameo", "acts", "objects", "control", "reporting", "cues"],
)
def test_a_missing_or_empty_file(folder: Path, name: str) -> None:
    file = folder / f"{name}.yaml"
    file.write_text("# nothing but a remark\n", encoding="utf-8")
    with pytest.raises(CodebookError, match="the file is empty") as caught:
        load_lexicon(folder)
    assert (caught.value.file, caught.value.line) == (str(file), 1)
    file.unlink()
    with pytest.raises(CodebookError, match="cannot be read: No such file") as caught:
        load_lexicon(folder)
    assert caught.value.file == str(file)


def test_a_type_without_a_cameo_row(folder: Path) -> None:
    file = folder / "cameo.yaml"
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join(x for x in lines if not x.startswith("AID:")), encoding="utf-8")
    with pytest.raises(CodebookError, match="no CAMEO row for AID"):
        load_codebook(folder)


def test_a_list_where_the_types_should_be(folder: Path) -> None:
    (folder / "types.yaml").write_text("- AGREE\n- AID\n", encoding="utf-8")
    with pytest.raises(CodebookError, match="types.yaml:1: expected a mapping"):
        load_codebook(folder)


def test_values_are_typed_as_written(tmp_path: Path) -> None:
    file = tmp_path / "values.yaml"
    file.write_text("a: 3\nb: 2.5\nc: yes\nd: 'yes'\ne: off\nf: words\n", encoding="utf-8")
    assert {k: n.scalar() for k, n in read(file).items()} == {
        "a": 3, "b": 2.5, "c": True, "d": "yes", "e": False, "f": "words",
    }  # fmt: skip
    file.write_text("[on, no, 3, 0123, word]\n", encoding="utf-8")
    assert read(file).words() == ("on", "no", "3", "0123", "word")
