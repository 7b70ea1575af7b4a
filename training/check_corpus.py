"""Checks the corpus and writes ``training/corpora/REPORT.md``.

``python -m training.check_corpus [--drop]``. Fails (exit 1) on rows that break the format, on
near-duplicates over their allowance and on sentences too like those of ``../shared/gold``;
``--drop`` takes such rows out of the files. Where the gold folder is absent that check is skipped,
and the report says so.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

from training.corpus import CORPORA, FLAGS, MODES, TYPES, Row, RowError, held_out, lines, parse

GOLD = Path(__file__).resolve().parents[2] / "shared" / "gold"
NEAR = 0.8
"""Cosine of character 3- to 5-gram TF-IDF from which two sentences are near-duplicates."""
LIKE_GOLD = 0.8
"""Cosine over which a sentence is too like one of the gold files."""
DUPLICATE_ALLOWANCE = 0.01
WINDOW = 10_000


def main() -> None:
    """Check, drop where asked, report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--drop", action="store_true", help="take failing rows out of the files")
    args = parser.parse_args()
    rows, bad = _rows()
    texts = sorted({r.text for r in rows})
    near = _near_duplicates(texts)
    near_texts = {b for _, b, _ in near}
    gold = _gold()
    like = _like_gold(texts, gold) if gold else []
    like_texts = {a for a, _, _ in like}
    drop = {r.place for r in rows if r.text in like_texts} | {place for place, _ in bad}
    if len(near_texts) > DUPLICATE_ALLOWANCE * len(texts):
        drop |= {r.place for r in rows if r.text in near_texts}
    if args.drop and drop:
        _drop(drop)
        rows = [r for r in rows if r.place not in drop]
    (CORPORA / "REPORT.md").write_text(_report(rows, bad, near, like, gold, args.drop, drop))
    print(
        f"{len(rows)} rows; {len(bad)} broken; {len(near)} near-duplicate pairs; {len(like)} too "
        f"like the gold files{'' if gold else ' (absent)'}; {len(drop)} "
        f"{'dropped' if args.drop else 'failing'}"
    )
    for place, why in bad:
        print(f"{place}: {why}")
    sys.exit(1 if drop and not args.drop else 0)


def _rows() -> tuple[list[Row], list[tuple[str, str]]]:
    rows, bad = [], []
    seen: dict[tuple[object, ...], Row] = {}
    for file, number, line in lines():
        place = f"{file.name}:{number}"
        try:
            row = parse(line, place)
        except RowError as error:
            bad.append((place, str(error)))
            continue
        first = seen.setdefault((row.text, row.source, row.target), row)
        if first is row:
            rows.append(row)
        elif first.label == row.label:
            bad.append((place, f"repeats {first.place}"))
        else:
            bad.append((place, f"repeats {first.place} ({first.label}) as {row.label}"))
    return rows, bad


def _vectors(texts: list[str]) -> csr_matrix:
    return TfidfVectorizer(
        analyzer="char_wb", ngram_range=(3, 5), min_df=1, sublinear_tf=True, dtype=np.float32
    ).fit_transform(texts)


def _near_duplicates(texts: list[str]) -> list[tuple[str, str, float]]:
    vectors = _vectors(texts)
    found = []
    for start in range(0, len(texts), 500):
        close = (vectors[start : start + 500] @ vectors.T).tocoo()
        for i, j, value in zip(close.row + start, close.col, close.data, strict=True):
            if i < j and value >= NEAR:
                found.append((texts[i], texts[j], float(value)))
    return sorted(found, key=lambda x: -x[2])


def _gold() -> list[str]:
    """Every sentence of the gold folder, marks taken out."""
    if not GOLD.is_dir():
        return []
    found: set[str] = set()
    with (GOLD / "plv_train.tsv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            found.add(re.sub(r"</?[st]>", "", row["marked_sentence"]))
    for record in json.loads((GOLD / "gsr_dev.json").read_text(encoding="utf-8")):
        found |= set(_sentences(record))
    for line in (GOLD / "stories_dev.jsonl").read_text(encoding="utf-8").splitlines():
        found |= set(_sentences(json.loads(line)))
    return sorted(found)


def _sentences(value: object) -> list[str]:
    if isinstance(value, dict):
        return [s for v in value.values() for s in _sentences(v)]
    if isinstance(value, list):
        return [s for v in value for s in _sentences(v)]
    if isinstance(value, str) and value.count(" ") >= 4:
        return [s for s in re.split(r"(?<=[.!?])\s+|\n+", value) if s.count(" ") >= 4]
    return []


def _like_gold(texts: list[str], gold: list[str]) -> list[tuple[str, str, float]]:
    vectors = _vectors([*texts, *gold])
    ours, theirs = vectors[: len(texts)], vectors[len(texts) :].T.tocsr()
    found = []
    for start in range(0, len(texts), 250):
        close = (ours[start : start + 250] @ theirs).tocoo()
        for i, j, value in zip(close.row + start, close.col, close.data, strict=True):
            if value > LIKE_GOLD:
                found.append((texts[i], gold[j], float(value)))
    return sorted(found, key=lambda x: -x[2])


def _drop(places: set[str]) -> None:
    by_file: dict[str, set[int]] = defaultdict(set)
    for place in places:
        name, _, number = place.partition(":")
        by_file[name].add(int(number))
    for name, numbers in by_file.items():
        file = CORPORA / name
        kept = [
            line
            for n, line in enumerate(file.read_text(encoding="utf-8").split("\n"), 1)
            if n not in numbers
        ]
        file.write_text("\n".join(kept), encoding="utf-8")


def _report(
    rows: list[Row],
    bad: list[tuple[str, str]],
    near: list[tuple[str, str, float]],
    like: list[tuple[str, str, float]],
    gold: list[str],
    dropping: bool,
    drop: set[str],
) -> str:
    texts = sorted({r.text for r in rows})
    words = [w.lower() for t in texts for w in re.findall(r"[^\W\d_][\w’'-]*", t)]
    windows = [
        len(set(words[i : i + WINDOW])) / WINDOW for i in range(0, len(words) - WINDOW + 1, WINDOW)
    ]
    openings = Counter(" ".join(t.split()[:3]).lower() for t in texts)
    bigrams = list(pairwise(words))
    lengths = np.array([len(t.split()) for t in texts])
    kinds = Counter(r.label for r in rows)
    flags = Counter(f for r in rows for f in r.flags)
    modes = Counter(f"{r.label}:{m}" for r in rows for m in r.modes)
    contexts = Counter(c for r in rows for c in r.contexts)
    first = sum(r.target is not None and r.target < r.source for r in rows)
    out = [
        "# The corpus, checked",
        "",
        "Written by `python -m training.check_corpus`; do not edit.",
        "",
        f"- {len(rows)} rows over {len(texts)} different sentences; "
        f"{sum(held_out(r.text) for r in rows)} rows are the held-out tenth (by hash of the "
        "sentence).",
        f"- {kinds['NONE']} rows with no event; {sum(r.target is None for r in rows)} rows without "
        f"a recipient; in {first} the recipient comes before the actor.",
        f"- Sentence length in words: median {np.median(lengths):.0f}, 5th to 95th percentile "
        f"{np.percentile(lengths, 5):.0f}-{np.percentile(lengths, 95):.0f}.",
        f"- Lexical diversity: {len(set(words))} different words of {len(words)}; "
        f"type-token ratio in windows of {WINDOW} words {np.mean(windows):.3f}; "
        f"{len(set(bigrams)) / len(bigrams):.3f} of word pairs are different; the commonest first "
        f"three words open {openings.most_common(1)[0][1] / len(texts):.2%} of the sentences "
        f"(“{openings.most_common(1)[0][0]}”).",
        f"- Near-duplicates (character 3-5-gram TF-IDF cosine of at least {NEAR}, different "
        f"sentences): {len(near)} pairs, {len({b for _, b, _ in near}) / len(texts):.2%} of the "
        f"sentences (allowed: {DUPLICATE_ALLOWANCE:.0%}).",
        f"- Like the gold files (cosine over {LIKE_GOLD} to any of {len(gold)} sentences): "
        f"{len(like)}."
        if gold
        else "- Like the gold files: not checked, ../shared/gold is absent.",
        f"- Rows that broke the format or repeated another: {len(bad)}."
        + (f" Dropped now: {len(drop)}." if dropping else ""),
        "",
        "| type | rows | of these in the held-out tenth |",
        "|---|--:|--:|",
        *(
            f"| {t} | {kinds[t]} | {sum(r.label == t and held_out(r.text) for r in rows)} |"
            for t in TYPES
        ),
        "",
        "| flag | rows |",
        "|---|--:|",
        *(f"| {f} | {flags[f]} |" for f in sorted(FLAGS)),
        "",
        "Modes: " + ", ".join(f"{m} {modes[m]}" for m in MODES) + ".",
        "",
        "Contexts: " + ", ".join(f"{c} {n}" for c, n in contexts.most_common()) + ".",
        "",
    ]
    if near:
        out += ["Closest pairs:", ""]
        out += [f"- {v:.2f}: “{a}” / “{b}”" for a, b, v in near[:5]]
        out.append("")
    return "\n".join(out)


if __name__ == "__main__":
    main()
