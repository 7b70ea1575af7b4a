"""Labelled sentences of a user's own, for fitting and scoring heads.

Tab-separated with a line of column names, or one JSON object a line (``.jsonl``). ``sentence`` has
its parties in ``<s>…</s>`` and at most one ``<t>…</t>``; ``label`` is a type or NONE; ``modes`` and
``contexts`` may be there: lists in JSON, separated by commas in a table::

    sentence	label	modes
    <s>Gunmen</s> asked two million naira for <t>the students</t>.	RANSOM	demand
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from communique.codebook import Codebook
from communique.coding.reader import Pair
from communique.model import SourceError

NONE = "NONE"
COLUMNS = ("sentence", "label", "modes", "contexts")
FOLDS = 10
_TAG = re.compile(r"</?[st]>")
_JSON = (".jsonl", ".ndjson")


class GoldRow(msgspec.Struct, frozen=True, kw_only=True):
    """One labelled sentence. ``contexts`` is None where nothing is said of them."""

    pair: Pair
    label: str
    modes: tuple[str, ...] = ()
    contexts: tuple[str, ...] | None = None
    place: str = ""

    @property
    def fold(self) -> int:
        """0 to 9, by the letters of the sentence alone: copies of a sentence never part."""
        letters = re.sub(r"\W+", "", self.pair.text.lower())
        return int(hashlib.sha256(letters.encode()).hexdigest()[:8], 16) % FOLDS


def marked_pair(marked: str) -> Pair:
    """A sentence with ``<s>…</s>`` and at most one ``<t>…</t>`` as a pair.

    Raises:
        ValueError: a mark is missing, repeated, unclosed, empty or inside the other.
    """
    places: dict[str, int] = {}
    text, last = "", 0
    for match in _TAG.finditer(marked):
        text += marked[last : match.start()]
        last = match.end()
        if match.group() in places:
            raise ValueError(f"{match.group()} stands there twice")
        places[match.group()] = len(text)
    text += marked[last:]
    spans: dict[str, tuple[int, int]] = {}
    for name in "st":
        start, end = places.get(f"<{name}>"), places.get(f"</{name}>")
        if start is None and end is None:
            continue
        if start is None or end is None or end <= start or not text[start:end].strip():
            raise ValueError(f"<{name}>…</{name}> is not closed, or empty")
        spans[name] = (start, end)
    if "s" not in spans:
        raise ValueError("no <s>…</s> around the source")
    if "t" in spans and spans["s"][0] < spans["t"][1] and spans["t"][0] < spans["s"][1]:
        raise ValueError("<s> and <t> overlap")
    return Pair(text=text, source=spans["s"], target=spans.get("t"))


def read_gold(file: Path, book: Codebook) -> list[GoldRow]:
    """The rows of a file, a repeated row once.

    Raises:
        SourceError: the file or a row is wrong; names file and line.
    """
    rows: dict[tuple[object, ...], GoldRow] = {}
    try:
        for number, fields in _json_lines(file) if file.suffix in _JSON else _table(file):
            place = f"{file}:{number}"
            row = _row(fields, place, book)
            key = (row.pair.text, row.pair.source, row.pair.target)
            other = rows.setdefault(key, row)
            if (other.label, other.modes) != (row.label, row.modes):
                raise SourceError(
                    place, f"labelled {row.label} here and {other.label} in {other.place}"
                )
    except OSError as error:
        raise SourceError(str(file), error.strerror or "cannot be read") from None
    except UnicodeDecodeError:
        raise SourceError(str(file), "is not UTF-8") from None
    if not rows:
        raise SourceError(str(file), "holds no labelled sentence")
    return list(rows.values())


def _table(file: Path) -> Iterator[tuple[int, dict[str, object]]]:
    with file.open(encoding="utf-8", newline="") as stream:
        reader = csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
        names = [n.strip() for n in next(reader, [])]
        if not {"sentence", "label"} <= set(names):
            raise SourceError(
                f"{file}:1", f"needs the columns sentence and label, may have {_and(COLUMNS[2:])}"
            )
        for number, cells in enumerate(reader, 2):
            if not any(c.strip() for c in cells):
                continue
            if len(cells) != len(names):
                raise SourceError(f"{file}:{number}", f"{len(cells)} cells, not {len(names)}")
            found: dict[str, object] = dict(zip(names, cells, strict=True))
            for name in ("modes", "contexts"):
                if name in found:
                    words = str(found[name]).split(",")
                    found[name] = [w.strip() for w in words if w.strip() not in ("", "-")]
            yield number, found


def _json_lines(file: Path) -> Iterator[tuple[int, dict[str, object]]]:
    with file.open("rb") as stream:
        for number, line in enumerate(stream, 1):
            if line.strip():
                try:
                    yield number, msgspec.json.decode(line, type=dict[str, object])
                except (msgspec.MsgspecError, UnicodeDecodeError) as error:
                    raise SourceError(f"{file}:{number}", f"no JSON object: {error}") from None


def _row(fields: dict[str, object], place: str, book: Codebook) -> GoldRow:
    sentence, label = fields.get("sentence"), fields.get("label")
    if not isinstance(sentence, str) or not isinstance(label, str):
        raise SourceError(place, "needs sentence and label, both text")
    try:
        pair = marked_pair(sentence.strip())
    except ValueError as error:
        raise SourceError(place, str(error)) from None
    label = label.strip()
    if label != NONE and label not in book.types:
        raise SourceError(
            place,
            f"{label!r} is no type of the codebook; describe a type of your own in a file "
            "and give it with --codebook",
        )
    own = () if label == NONE else tuple(book.types[label].modes)
    modes = _names(fields.get("modes"), own, f"mode of {label}", place) or ()
    contexts = _names(fields.get("contexts"), tuple(book.contexts), "context", place)
    return GoldRow(pair=pair, label=label, modes=modes, contexts=contexts or None, place=place)


def _names(given: object, known: tuple[str, ...], what: str, place: str) -> tuple[str, ...] | None:
    if given is None:
        return None
    if not isinstance(given, list) or not all(isinstance(g, str) for g in given):
        raise SourceError(place, f"{what}: not a list of words")
    if wrong := sorted(set(given) - set(known)):
        raise SourceError(place, f"no {what}: {', '.join(wrong)}; there are {_and(known)}")
    return tuple(dict.fromkeys(given))


def _and(names: tuple[str, ...]) -> str:
    return ", ".join(names) or "none"
