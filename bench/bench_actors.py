"""How fast actors are found and resolved: ``python bench/bench_actors.py [NEWS.jsonl]``.

Beside it, the way of PETRARCH and its like: the text's words, and a dictionary look-up of every run
of them, longest first, over the same names. Both are cold: each round starts with an empty memory.
Prints one JSON object; processor's time, for the machine may be shared; the best of several rounds.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from pathlib import Path

from communique.actors import Resolver, load_resolver
from communique.actors.compiled import load_compiled
from communique.actors.folding import fold

NEWS = Path(__file__).resolve().parents[2] / "shared" / "news" / "guardian_dev.jsonl"
ROUNDS = 3
LONGEST = 8
WORD = re.compile(r"\w+")
START = """
import time
wall, busy = time.perf_counter(), time.process_time()
from communique.actors import load_resolver
load_resolver()
wall, busy = time.perf_counter() - wall, time.process_time() - busy
peak = [l for l in open("/proc/self/status") if l.startswith("VmHWM")][0].split()[1]
print(wall, busy, int(peak) / 1024)
"""


def main() -> None:
    """Print the figures."""
    news = Path(sys.argv[1]) if len(sys.argv) > 1 else NEWS
    with news.open(encoding="utf-8") as stream:
        pages = [json.loads(line) for line in stream]
    size = sum(len(p["text"]) for p in pages)
    compiled = load_compiled()
    hits = sum(len(load_resolver().names.scan(p["text"])) for p in pages)
    scan, both, lookup = [], [], []
    for _ in range(ROUNDS):
        fresh = Resolver(compiled.knowledge, compiled.names)
        scan.append(timed(lambda r=fresh: [r.names.scan(p["text"]) for p in pages]))
        fresh = Resolver(compiled.knowledge, compiled.names)
        both.append(timed(lambda r=fresh: found_and_resolved(r, pages)))
        names = dict.fromkeys(" ".join(k.split()) for k in compiled.names)
        lookup.append(timed(lambda n=names: [by_dictionary(p["text"], n) for p in pages]))
    starts = [started() for _ in range(ROUNDS)]
    figures = {
        "pages": len(pages),
        "characters": size,
        "names": len(compiled.names),
        "hits": hits,
        "scan_characters_per_second": round(size / min(scan)),
        "scan_and_resolve_characters_per_second": round(size / min(both)),
        "dictionary_lookup_characters_per_second": round(size / min(lookup)),
        "scan_to_dictionary_lookup": round(min(lookup) / min(scan), 2),
        "scan_and_resolve_to_dictionary_lookup": round(min(lookup) / min(both), 2),
        "start_seconds": round(min(s[0] for s in starts), 3),
        "start_processor_seconds": round(min(s[1] for s in starts), 3),
        "memory_mib": round(max(s[2] for s in starts), 1),
    }
    print(json.dumps(figures, indent=2))


def timed(work) -> float:
    """Processor's time of some work."""
    before = time.process_time()
    work()
    return time.process_time() - before


def found_and_resolved(resolver: Resolver, pages: list[dict[str, str]]) -> None:
    """Every name of every page, resolved on the page's date."""
    for page in pages:
        for hit in resolver.names.scan(page["text"]):
            resolver.resolve(hit.text, date=page["date"])


def by_dictionary(text: str, names: dict[str, None]) -> list[str]:
    """Names by looking up every run of words, the longest first."""
    words = WORD.findall(fold(text))
    found, at = [], 0
    while at < len(words):
        for length in range(min(LONGEST, len(words) - at), 0, -1):
            run = " ".join(words[at : at + length])
            if run in names:
                found.append(run)
                at += length
                break
        else:
            at += 1
    return found


def started() -> tuple[float, float, float]:
    """Wall clock, processor's time and peak memory of a process that loads the resolver."""
    done = subprocess.run([sys.executable, "-c", START], capture_output=True, text=True, check=True)
    wall, busy, peak = map(float, done.stdout.split())
    return wall, busy, peak


if __name__ == "__main__":
    main()
