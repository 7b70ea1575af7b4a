"""``evaluate relations``: the parties are given, what passed between them is asked.

The gold's roots follow CAMEO, where a conviction is an accusation and an announced concession an
agreement; we code by PLOVER 2.0, which moved such acts. So a reader that tells the CAMEO root
beside its type is scored by that root, and the figure by type is given as well (docs/quality.md).
"""

from __future__ import annotations

import csv
import re
import time
from pathlib import Path
from typing import Any

from communique.codebook import load_codebook
from communique.coding.reader import Pair, RelationReader
from communique.evaluation.counts import macro_f1, per_class, share
from communique.model import SourceError

MERGED = {"CONCEDE": "YIELD", "RETREAT": "YIELD"}
ROOT_OF_CAMEO = {
    "03": "AGREE",
    "04": "CONSULT",
    "05": "SUPPORT",
    "06": "COOPERATE",
    "07": "AID",
    "08": "YIELD",
    "10": "REQUEST",
    "11": "ACCUSE",
    "12": "REJECT",
    "13": "THREATEN",
    "14": "PROTEST",
    "15": "MOBILIZE",
    "16": "SANCTION",
    "17": "COERCE",
    "18": "ASSAULT",
}
"""The gold's name for each CAMEO root, as ``Relation.cameo`` gives it."""
COLUMNS = {"marked_sentence", "gold_root", "gold_penta"}
QUAD_OF_YIELD = 2
"""The gold file codes YIELD as material cooperation; CONCEDE alone would be verbal (1)."""
_TAG = re.compile(r"</?[st]>")


def pair_of(marked: str) -> Pair:
    """A sentence with ``<s>…</s>`` and ``<t>…</t>`` as a pair."""
    places: dict[str, int] = {}
    text = ""
    last = 0
    for match in _TAG.finditer(marked):
        text += marked[last : match.start()]
        places[match.group()] = len(text)
        last = match.end()
    text += marked[last:]
    target = (places["<t>"], places["</t>"]) if "</t>" in places and "<t>" in places else None
    source = (places.get("<s>", 0), places.get("</s>", 0))
    return Pair(text=text, source=source, target=target)


def score_relations(file: Path, reader: RelationReader, coder: str) -> dict[str, Any]:
    """Macro-F1 of root types, quad classes and conflict against cooperation.

    Raises:
        SourceError: the file cannot be read or lacks a column.
    """
    try:
        with file.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    except OSError as error:
        raise SourceError(str(file), error.strerror or "cannot be read") from None
    if not rows or not set(rows[0]) >= COLUMNS:
        raise SourceError(str(file), f"needs the columns {', '.join(sorted(COLUMNS))}")
    started = time.perf_counter()
    relations = reader.read([pair_of(row["marked_sentence"]) for row in rows])
    seconds = time.perf_counter() - started
    book = load_codebook()
    gold = [row["gold_root"] for row in rows]
    by_type = [MERGED.get(r.type or "NONE", r.type or "NONE") for r in relations]
    guess = [
        ROOT_OF_CAMEO[r.cameo] if r.cameo else kind
        for r, kind in zip(relations, by_type, strict=True)
    ]
    gold_quad = [str(int(float(row["gold_penta"]))) for row in rows]
    guess_quad = [
        str(QUAD_OF_YIELD if g == "YIELD" else book.types[g].quad if g in book.types else 0)
        for g in guess
    ]
    side = {"1": "cooperation", "2": "cooperation", "3": "conflict", "4": "conflict"}
    return {
        "n": len(rows),
        "root_macro_f1": macro_f1(gold, guess),
        "root_macro_f1_by_plover_type": macro_f1(gold, by_type),
        "root_accuracy": share(sum(g == p for g, p in zip(gold, guess, strict=True)), len(rows)),
        "quad_macro_f1": macro_f1(gold_quad, guess_quad),
        "binary_macro_f1": macro_f1(
            [side[q] for q in gold_quad], [side.get(q, "none") for q in guess_quad]
        ),
        "uncoded": sum(g == "NONE" for g in guess),
        "per_type": per_class(gold, guess),
        "seconds": round(seconds, 2),
        "sentences_per_second": round(len(rows) / seconds, 1) if seconds else 0.0,
        "coder": coder,
    }
