"""How quick the reading room is with many readers, how much memory it takes, and what breaks it.

    python bench/bench_room.py readers --record FILE [--readers 20] [--seconds 60] [--think 1]
    python bench/bench_room.py fuzz --record FILE [--seconds 300]

``readers`` starts ``communique serve`` and lets readers walk through every page: each asks for a
page, waits for it, thinks for a while (a random time around ``--think`` seconds; 0 for none, which
measures a full queue), and asks for another; what they ask for is drawn from the record itself.
Their filters differ: of a share ``--vary`` of the requests (1 by default) lists are asked for in a
size and curves, maps, networks in a time of the reader's own. ``asked_before_share`` is the share
whose address was asked for before in this run, so that the room may have had it ready.

It prints one JSON object: median, 95th percentile and worst in milliseconds for each page and in
all, requests in a second, the server's peak memory, and before that, with one reader, the processor
time that a page costs (which other work on the machine does not change). The exit code is 1 where a
page's median is over 150 ms, its 95th percentile over 400 ms, the memory over 400 MB or an answer
no 200.

``fuzz`` lets schemathesis ask what the API's description allows and what it does not, on a copy of
the record that takes judgements, and prints how many requests it made and what it found.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

MEDIAN_MS = 150
P95_MS = 400
MEMORY_MB = 400
TOKEN = "bench"


@contextmanager
def serving(record: str, *options: str) -> Iterator[tuple[str, int]]:
    """The address and the process id of a server on the record."""
    command = "-m communique serve --port 0 --rate-limit 0 --no-log --record".split()
    process = subprocess.Popen(
        [sys.executable, *command, record, *options], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        address = process.stdout.readline().strip()
        if not address:
            raise SystemExit("the server did not start")
        yield address.rstrip("/"), process.pid
    finally:
        process.terminate()
        process.wait(60)


def peak_mb(pid: int) -> float:
    """The most memory that the process has held so far."""
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return round(int(found[1]) / 1024, 1) if found else 0.0


def cpu_ms(pid: int) -> float:
    """Processor time that the process has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def costs(address: str, pid: int, known: dict[str, list[str]]) -> dict[str, dict[str, float]]:
    """Processor time with one reader: of the first request for a page, and of some more.

    A page of one address is ready from its second request on, until the record changes. The
    system counts in steps of 10 ms.
    """
    found = {}
    reader = Reader(address)
    for page, paths in known.items():
        some = (paths * 5)[: max(5, min(len(paths), 20))]
        times = [cpu_ms(pid)]
        for path in some:
            reader.get(path)
            times.append(cpu_ms(pid))
        rest = (times[-1] - times[1]) / (len(some) - 1)
        found[page] = {"first_cpu_ms": times[1] - times[0], "cpu_ms": round(rest, 1)}
    return found


class Reader:
    """One browser: a kept connection that asks for pages."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=120)

    def get(self, path: str, accept: str = "text/html") -> tuple[int, bytes]:
        """The answer's status and body; the body is read to its end."""
        headers = {"Accept": accept, "Accept-Encoding": "gzip"}
        self._connection.request("GET", path, headers=headers)
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.getheader("Content-Encoding") == "gzip":
            body = gzip.decompress(body) if accept != "text/html" else body
        return answer.status, body

    def json(self, path: str) -> Any:
        """The page's twin."""
        status, body = self.get(path, "application/json")
        if status != 200:
            raise SystemExit(f"{path}: {status} {body[:300]!r}")
        return json.loads(body)


def addresses(reader: Reader, rng: random.Random) -> dict[str, list[str]]:
    """For each page, addresses that people might ask for, drawn from the record."""

    def items(path: str) -> list[Any]:
        found = reader.json(path)
        page = found.get("page", found)
        return list(page["items"])

    events = items("/events.json?size=500")
    rng.shuffle(events)
    codes = sorted({c for e in events for c in (*e["actors"], *e["recipients"])})
    countries = sorted({c.split()[0] for c in codes})
    types = sorted({e["type"] for e in events})
    months = sorted({e["date"][:7] for e in events if e["date"] and e["date"][:1].isdigit()})
    claims = items("/claims.json?size=500")
    words = sorted(
        {w for c in claims for e in c["evidence"] for w in re.findall(r"[a-z]{6,}", e["quote"])}
    )
    pairs = [(a, b) for a in countries for b in countries if a != b]
    rng.shuffle(pairs)

    def some(values: list[Any], n: int = 40) -> list[Any]:
        return rng.sample(values, min(n, len(values)))

    def at(base: str, ids: list[Any]) -> list[str]:
        return [f"{base}/{quote(str(id), safe='')}" for id in ids]

    found = {
        "/": ["/"],
        "/events": ["/events"],
        "/events?actor": [f"/events?actor={c}" for c in some(countries)],
        "/events?type&since": [
            f"/events?type={t}&since={m}&until={m}" for t in types for m in some(months, 4)
        ],
        "/events?actor&recipient": [f"/events?actor={a}&recipient={b}" for a, b in pairs[:400]],
        "/events?search": [f"/events?search={w}" for w in some(words)],
        "/events?after": [],
        "/events/{id}": at("/events", [e["id"] for e in events]),
        "/claims": ["/claims"],
        "/claims?search": [f"/claims?search={w}" for w in some(words)],
        "/claims?source&type": [f"/claims?source={c}&type={rng.choice(types)}" for c in countries],
        "/claims/{id}": at("/claims", [c["id"] for c in claims]),
        "/articles": ["/articles"],
        "/articles/{id}": at("/articles", [a["id"] for a in items("/articles.json?size=500")]),
        "/actors": ["/actors"],
        "/actors/{code}": at("/actors", some(countries) + some(codes, 20)),
        "/dyads": ["/dyads"],
        "/dyads/{a}/{b}": [f"/dyads/{a}/{b}" for a, b in pairs[:400]],
        "/dyads/{a}/{b}?month": [f"/dyads/{a}/{b}?by=month" for a, b in pairs[:400]],
        "/ledger": ["/ledger"],
        "/ledger?party": [f"/ledger?party={c}" for c in some(countries)],
        "/ledger/{id}": at("/ledger", [e["id"] for e in items("/ledger.json?size=500")]),
        "/revisions": ["/revisions"],
        "/revisions/{id}": at("/revisions", [r["id"] for r in items("/revisions.json?size=500")]),
        "/map": ["/map"],
        "/map?since": [f"/map?since={m}&until={m}" for m in some(months)],
        "/map?journeys": ["/map?show=journeys"],
        "/network": ["/network"],
        "/network?since": [f"/network?since={m}&until={m}" for m in some(months)],
        "/sources": ["/sources"],
        "/sources/{code}": at("/sources", some(countries)),
        "/about": ["/about"],
        "/review": ["/review"] + [f"/review?type={t}" for t in types],
        "/events.json": [f"/events.json?actor={c}" for c in some(countries)],
    }
    after = "/events.json?size=50"
    for _ in range(20):
        key = reader.json(after)["page"]["after"]
        if key is None:
            break
        found["/events?after"].append(f"/events?after={quote(key)}")
        after = f"/events.json?size=50&after={quote(key)}"
    return {page: paths for page, paths in found.items() if paths}


_PAGED = re.compile(r"/(events|claims|articles|actors|ledger|revisions|sources(/[^/?]+)?)(\?|$)")
_TIMED = re.compile(r"/(dyads/[^/?]+/[^/?]+|map|network)(\?|$)")


def varied(path: str, rng: random.Random) -> str:
    """The same page as nobody may have asked for it yet: another size, or another time."""
    more = ""
    if _PAGED.match(path.replace(".json", "")) and "size=" not in path:
        more = f"size={rng.randrange(40, 61)}"
    elif _TIMED.match(path) and "since=" not in path:
        more = f"since={rng.randrange(2015, 2020)}-{rng.randrange(1, 13):02}"
    return f"{path}{'&' if '?' in path else '?'}{more}" if more else path


def measure(
    record: str, readers: int, seconds: float, think: float, seed: int, vary: float
) -> dict[str, Any]:
    """Let the readers read, and say how long they waited."""
    rng = random.Random(seed)
    with serving(record) as (address, pid):
        known = addresses(Reader(address), rng)
        cost = costs(address, pid, known)
        times: dict[str, list[float]] = defaultdict(list)
        seen: dict[str, list[str]] = defaultdict(list)
        wrong: list[str] = []
        lock = threading.Lock()
        until = time.monotonic() + seconds

        def read(number: int) -> None:
            mine = random.Random(seed + number)
            browser = Reader(address)
            # Each walks through every page once, in its own order, and then again.
            while time.monotonic() < until:
                for page in mine.sample(sorted(known), len(known)):
                    if time.monotonic() >= until:
                        return
                    if think:
                        time.sleep(mine.uniform(0.5, 1.5) * think)
                    path = mine.choice(known[page])
                    if mine.random() < vary:
                        path = varied(path, mine)
                    began = time.perf_counter()
                    status, body = browser.get(path)
                    took = (time.perf_counter() - began) * 1000
                    with lock:
                        times[page].append(took)
                        seen[page].append(path)
                        if status != 200:
                            wrong.append(f"{path}: {status} {body[:120]!r}")

        threads = [threading.Thread(target=read, args=(n,)) for n in range(readers)]
        began = time.monotonic()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took = time.monotonic() - began
        memory = peak_mb(pid)
    first_times = sum(len(set(asked)) for asked in seen.values())
    pages = {page: {**cost[page], **spread(times[page])} for page in sorted(times)}
    everything = [value for values in times.values() for value in values]
    slow = [
        page
        for page, found in pages.items()
        if found["median_ms"] > MEDIAN_MS or found["p95_ms"] > P95_MS
    ]
    return {
        "record": Path(record).name,
        "record_mb": round(os.path.getsize(record) / 1e6, 1),
        "readers": readers,
        "think_s": think,
        "varied_share": vary,
        "seconds": round(took, 1),
        "requests": len(everything),
        "asked_before_share": round(1 - first_times / max(1, len(everything)), 2),
        "per_second": round(len(everything) / took, 1),
        "load": os.getloadavg()[0],
        "cpu_ms": round(statistics.mean(found["cpu_ms"] for found in cost.values()), 1),
        "all": spread(everything),
        "pages": pages,
        "slow": slow,
        "wrong": wrong[:20],
        "peak_mb": memory,
        "ok": not slow and not wrong and memory <= MEMORY_MB,
    }


def spread(values: list[float]) -> dict[str, float]:
    """Median, 95th percentile and worst."""
    ordered = sorted(values)
    return {
        "n": len(ordered),
        "median_ms": round(statistics.median(ordered), 1),
        "p95_ms": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))], 1),
        "worst_ms": round(ordered[-1], 1),
    }


def fuzz(record: str, seconds: float) -> dict[str, Any]:
    """Run schemathesis over the description on a copy of the record."""
    program = Path(sys.executable).with_name("schemathesis")
    with tempfile.TemporaryDirectory() as folder:
        copy = str(Path(folder) / "copy.db")
        shutil.copy(record, copy)
        options = ("--allow-judgements", "--token", TOKEN)
        with serving(copy, *options) as (address, pid):
            began = time.monotonic()
            # A made-up key or search may be refused though its form is right: no such check.
            command = "--phases examples,coverage,fuzzing --exclude-checks positive_data_acceptance"
            ran = subprocess.run(
                [
                    str(program),
                    "run",
                    f"{address}/openapi.json",
                    "--max-time",
                    str(int(seconds)),
                    *command.split(),
                    "--continue-on-failure",
                    "-H",
                    f"Authorization: Bearer {TOKEN}",
                ],
                capture_output=True,
                text=True,
                check=False,
            )
            took = time.monotonic() - began
            status, figures = Reader(address).get("/metrics", "text/plain")
            memory = peak_mb(pid)
        counts = re.findall(
            r'communique_requests_total\{[^}]*status="(\d+)"\} ([\d.]+)', figures.decode()
        )
        statuses: dict[str, int] = defaultdict(int)
        for code, count in counts:
            statuses[code] += int(float(count))
    return {
        "seconds": round(took, 1),
        "requests": sum(statuses.values()),
        "statuses": dict(sorted(statuses.items())),
        "server_errors": sum(n for code, n in statuses.items() if code >= "500"),
        "exit": ran.returncode,
        "said": ran.stdout[-3000:] if ran.returncode else "",
        "peak_mb": memory,
        "ok": ran.returncode == 0 and status == 200,
    }


def main() -> int:
    """Run one of the two."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("what", choices=("readers", "fuzz"))
    parser.add_argument("--record", required=True)
    parser.add_argument("--readers", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--think", type=float, default=1.0)
    parser.add_argument("--vary", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    if given.what == "fuzz":
        found = fuzz(given.record, given.seconds)
    else:
        found = measure(
            given.record, given.readers, given.seconds, given.think, given.seed, given.vary
        )
    print(json.dumps(found, indent=1))
    return 0 if found["ok"] else 1


if __name__ == "__main__":
    raise SystemExit(main())
