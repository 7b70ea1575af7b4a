"""The corpus: reading, checking and splitting ``training/corpora/*.tsv``.

One row a line: label, modes, contexts, flags, sentence with ``<s>…</s>`` and at most one
``<t>…</t>``; fields are separated by tabs, ``-`` is an empty list.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from communique.codebook import load_codebook

CORPORA = Path(__file__).parent / "corpora"
FLAGS = frozenset({"neg", "fut", "hyp", "hist", "mutual", *(f"c{i:02}" for i in range(21))})
"""``c07``: the CAMEO family, where ``training.cameo`` would not find it by rule."""
HELD_OUT_SHARE = 0.10
_TAG = re.compile(r"</?[st]>")

BOOK = load_codebook()
TYPES = (*sorted(BOOK.types), "NONE")
MODES = tuple(f"{t}:{m}" for t in sorted(BOOK.types) for m in sorted(BOOK.types[t].modes))
CONTEXTS = tuple(sorted(BOOK.contexts))


@dataclass(frozen=True)
class Row:
    """One labelled sentence. Spans are character offsets in ``text``."""

    label: str
    modes: tuple[str, ...]
    contexts: tuple[str, ...]
    flags: tuple[str, ...]
    text: str
    source: tuple[int, int]
    target: tuple[int, int] | None
    place: str = ""

    @property
    def mutual(self) -> bool:
        """A joint act: neither party is the recipient."""
        return "mutual" in self.flags


class RowError(ValueError):
    """A row that breaks the format; the message says how."""


def parse(line: str, place: str = "") -> Row:
    """A row from its line.

    Raises:
        RowError: the format or a name is wrong.
    """
    fields = line.rstrip("\r\n").split("\t")
    if len(fields) != 5:
        raise RowError(f"{len(fields)} fields, not 5")
    label, modes_, contexts_, flags_, marked = fields
    if label not in TYPES:
        raise RowError(f"unknown label {label!r}")
    modes, contexts, flags = _list(modes_), _list(contexts_), _list(flags_)
    known = set(BOOK.types[label].modes) if label != "NONE" else set()
    for what, values, allowed in (
        ("mode", modes, known),
        ("context", contexts, set(CONTEXTS)),
        ("flag", flags, set(FLAGS)),
    ):
        if bad := sorted(set(values) - allowed):
            raise RowError(f"unknown {what} {', '.join(bad)} for {label}")
    text, spans = strip_marks(marked)
    if "s" not in spans:
        raise RowError("no <s>")
    return Row(label, modes, contexts, flags, text, spans["s"], spans.get("t"), place)


def strip_marks(marked: str) -> tuple[str, dict[str, tuple[int, int]]]:
    """The bare sentence and its marked spans.

    Raises:
        RowError: a mark is repeated, unclosed, empty or misplaced.
    """
    places: dict[str, int] = {}
    text, last = "", 0
    for match in _TAG.finditer(marked):
        text += marked[last : match.start()]
        last = match.end()
        if match.group() in places:
            raise RowError(f"{match.group()} more than once")
        places[match.group()] = len(text)
    text += marked[last:]
    spans = {}
    for name in "st":
        start, end = places.get(f"<{name}>"), places.get(f"</{name}>")
        if (start is None) != (end is None):
            raise RowError(f"<{name}> is not closed")
        if start is not None and end is not None:
            if end <= start or not text[start:end].strip():
                raise RowError(f"<{name}> is empty")
            spans[name] = (start, end)
    if "s" in spans and "t" in spans:
        (a, b), (c, d) = spans["s"], spans["t"]
        if a < d and c < b:
            raise RowError("<s> and <t> overlap")
    return text, spans


def _list(field: str) -> tuple[str, ...]:
    return () if field.strip() in ("", "-") else tuple(v.strip() for v in field.split(","))


def lines(folder: Path = CORPORA) -> Iterator[tuple[Path, int, str]]:
    """All lines of the corpus with file and line number, blank lines left out."""
    for file in sorted(folder.glob("*.tsv")):
        for number, line in enumerate(file.read_text(encoding="utf-8").split("\n"), 1):
            if line.strip():
                yield file, number, line


def load(folder: Path = CORPORA) -> list[Row]:
    """All valid rows, repeated sentence-and-marks once; run check_corpus.py to see the others."""
    rows: dict[tuple[object, ...], Row] = {}
    for file, number, line in lines(folder):
        try:
            row = parse(line, f"{file.name}:{number}")
        except RowError:
            continue
        rows.setdefault((row.text, row.source, row.target), row)
    return list(rows.values())


def held_out(text: str) -> bool:
    """Whether a sentence belongs to the held-out tenth: by the hash of its letters alone."""
    key = re.sub(r"[^a-z]", "", text.lower())
    return int(hashlib.sha256(key.encode()).hexdigest()[:8], 16) / 0xFFFFFFFF < HELD_OUT_SHARE


def calibration_half(text: str) -> bool:
    """Which half of the held-out tenth: True fits temperatures, False measures."""
    return int(hashlib.sha256(("half" + text).encode()).hexdigest()[:8], 16) % 2 == 0
