"""The classes of words around saying and of cues, and the shapes that they serve."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import communique.coding
from communique.codebook import load_lexicon
from communique.model import Claim

SOURCES = "\n".join(
    p.read_text(encoding="utf-8") for p in Path(communique.coding.__file__).parent.glob("*.py")
)


@pytest.mark.parametrize("name", sorted(load_lexicon().reporting.classes))
def test_each_class_of_speech_is_asked_for(name: str) -> None:
    assert f'classes["{name}"]' in SOURCES


@pytest.mark.parametrize("name", sorted(load_lexicon().cues))
def test_each_class_of_cues_is_asked_for(name: str) -> None:
    stem, _, last = name.rpartition("_")
    made = f'words[f"{stem}_{{flag}}"]' in SOURCES and last in ("possible", "probable", "future")
    assert made or f'words["{name}"]' in SOURCES or f'cues["{name}"]' in SOURCES


ROWS = [
    ("Kenya rejected suggestions that Uganda attacked Rwanda.", ["Kenya denies"]),
    ("Kenya takes the view that Uganda attacked Rwanda.", ["Kenya believes"]),
    (
        "Kenya said Rwanda had asked for help, while Ethiopia said Uganda attacked Rwanda.",
        ["Ethiopia asserts"],
    ),
    (
        "A consultant hired by Kenya swore in an affidavit that Uganda attacked Rwanda.",
        ["A consultant asserts"],
    ),
    ("According to a leaked memo, Uganda attacked Rwanda.", ["a leaked memo asserts"]),
    (
        "As the committee's chair, Ruth Ellery, observed drily, Uganda attacked Rwanda.",
        ["the committee's chair asserts"],
    ),
    ("I can tell you that Uganda attacked Rwanda.", []),
]


@pytest.mark.parametrize(("text", "expected"), ROWS, ids=[r[0] for r in ROWS])
def test_the_shape_of_a_sentence_names_its_source(
    event: Callable[..., Claim], text: str, expected: list[str]
) -> None:
    claim = event(text, "ASSAULT")
    assert [f"{s.text} {s.stance}" for s in claim.attribution] == expected


def test_a_gesture_between_two_quotations_is_of_their_speaker(
    code: Callable[..., tuple[Claim, ...]],
) -> None:
    text = "“Elections?” The colonel laughed. “You cannot eat elections at all.”"
    speakers = [c.attribution[-1].text for c in code(text, "quotation")]
    assert speakers == ["The colonel", "The colonel"]
