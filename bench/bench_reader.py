"""Pairs a second of the trained reader: ``python bench/bench_reader.py [PATH] [--threads N]``.

Reads the corpus's own sentences, tokenizing included; the best of several rounds, since the machine
may be shared.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from communique.coding.trained import TrainedReader
from communique.evaluation.relations import pair_of

CORPORA = Path(__file__).resolve().parents[1] / "training" / "corpora"
PAIRS, ROUNDS = 800, 5


def main() -> None:
    """Print pairs a second, and the processor's time a pair."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", nargs="?", type=Path, help="a reader's folder")
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    lines = [
        line.rpartition("\t")[2]
        for file in sorted(CORPORA.glob("*.tsv"))
        for line in file.read_text(encoding="utf-8").splitlines()
        if line
    ]
    pairs = [pair_of(line) for line in lines[:: max(1, len(lines) // PAIRS)]]
    started = time.perf_counter()
    reader = TrainedReader(args.path, threads=args.threads)
    print(f"{reader.version}: loaded in {time.perf_counter() - started:.2f} s")
    reader.read(pairs[:32])
    wall, busy = [], []
    for _ in range(ROUNDS):
        started, worked = time.perf_counter(), time.process_time()
        reader.read(pairs)
        wall.append(time.perf_counter() - started)
        busy.append(time.process_time() - worked)
    words = sum(len(p.text.split()) for p in pairs) / len(pairs)
    print(f"{len(pairs)} pairs of {words:.1f} words, {args.threads} thread(s)")
    print(f"wall clock: {len(pairs) / min(wall):.0f} pairs a second")
    print(f"processor time: {len(pairs) / min(busy):.0f} pairs a second of processor")


if __name__ == "__main__":
    main()
