"""``make bench``: how fast pages are read and coded on this machine, in one process.

Prints one JSON object. ``ARGS="FILE…"`` measures on your own sources instead of the samples.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time

from communique import Coder
from communique.intake import read_sources
from communique.model import Article


def seconds(*words: str) -> float:
    """The fastest of three calls of the command line, in seconds."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "communique", *words], check=True, capture_output=True
        )
        times.append(time.perf_counter() - start)
    return round(min(times), 2)


def main(sources: list[str]) -> None:
    """Measure and print."""
    start = time.perf_counter()
    found = [a for a in read_sources(sources) if isinstance(a, Article)]
    intake = time.perf_counter() - start
    start = time.perf_counter()
    coder = Coder()
    loading = time.perf_counter() - start
    coder.code(found[0])  # what is loaded at the first use is not part of the speed
    start = time.perf_counter()
    claims = sum(len(c) for _, c in coder.pipe(found))
    coding = time.perf_counter() - start
    words = sum(len(a.text.split()) for a in found)
    result = {
        "articles": len(found),
        "words": words,
        "claims": claims,
        "help_seconds": seconds("--help"),
        "intake_articles_per_second": round(len(found) / intake, 1),
        "loading_seconds": round(loading, 2),
        "coding_articles_per_second": round(len(found) / coding, 2),
        "coding_words_per_second": round(words / coding),
        "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "coder": coder.version,
    }
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main(sys.argv[1:] or ["samples"])
