"""Kill `communique read` with SIGKILL at random moments, run it again, compare.

    python bench/kill_read.py FILE [--kills 20] [--seed 1]

Prints one JSON object: how many kills landed while the command was at work, and whether every row
of the resumed record equals the undisturbed one, id by id. Exit 1 where they differ.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TRIES = 5
"""Runs at most for each kill that is to land; one that ends by itself is compared, begun anew."""
TABLES = ("articles", "claims", "evidence", "events", "event_claims", "ledger", "revisions")


def command(file: Path, record: Path) -> list[str]:
    """The command under test."""
    return [sys.executable, "-m", "communique", "read", str(file), "--record", str(record)]


def rows(record: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of the tables that matter, sorted; times of writing left out."""
    found = {}
    with sqlite3.connect(record) as connection:
        names = {
            n for (n,) in connection.execute("select name from sqlite_master where type='table'")
        }
        for table in TABLES:
            if table not in names:
                continue
            columns = [
                c[1]
                for c in connection.execute(f"pragma table_info({table})")
                if not c[1].endswith(("_at", "_seen"))
            ]
            query = f"select {', '.join(columns)} from {table}"
            found[table] = sorted(connection.execute(query).fetchall(), key=repr)
    return found


def main() -> int:
    """Run the study."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as folder:
        whole, torn = Path(folder) / "whole.db", Path(folder) / "torn.db"
        started = time.monotonic()
        subprocess.run(command(options.file, whole), check=True, capture_output=True)
        length = time.monotonic() - started
        started = time.monotonic()
        subprocess.run(command(options.file, whole), check=True, capture_output=True)
        idle = time.monotonic() - started
        share = (length - idle) / options.kills
        landed = tries = 0
        while landed < options.kills and tries < TRIES * options.kills:
            tries += 1
            run = subprocess.Popen(
                command(options.file, torn), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            time.sleep(idle + chance.uniform(-0.2 * idle, 1.5 * share))
            if run.poll() is None:
                run.send_signal(signal.SIGKILL)
                run.wait()
                landed += 1
            elif rows(torn) != rows(whole):
                break
            else:
                torn.unlink()
        subprocess.run(command(options.file, torn), check=True, capture_output=True)
        verified = subprocess.run(
            [sys.executable, "-m", "communique", "verify", "--record", str(torn)],
            capture_output=True,
            check=False,
        )
        left, right = rows(whole), rows(torn)
        differing = {t: (len(left[t]), len(right[t])) for t in left if left[t] != right.get(t)}
        print(
            json.dumps(
                {
                    "kills": options.kills,
                    "landed": landed,
                    "seconds_undisturbed": round(length, 1),
                    "rows": {t: len(r) for t, r in left.items()},
                    "differing": differing,
                    "verify_exit": verified.returncode,
                }
            )
        )
        return 1 if differing or verified.returncode else 0


if __name__ == "__main__":
    sys.exit(main())
