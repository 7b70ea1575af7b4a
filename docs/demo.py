"""``make demo``: read the sample pages and show what a newcomer should see first.

Every line that begins with ``$`` is a call of the command line that you can make yourself.
"""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

from communique.record import open_record

ROWS = "12"


def call(*words: str) -> None:
    """Show a call, and make it.

    Raises:
        SystemExit: it failed.
    """
    print(f"\n$ communique {shlex.join(words)}", flush=True)
    done = subprocess.run([sys.executable, "-m", "communique", *words], check=False)
    if done.returncode:
        sys.exit(done.returncode)


def worth_a_look(record: str) -> tuple[str, str]:
    """The ids of the request with the most reports and of the longest wording change seen."""
    with open_record(record, readonly=True) as opened:
        requests = sorted(
            opened.ledger(kind="request"),
            key=lambda e: (not (e.to and e.third_parties), -len(e.claims), e.id),
        )
        changes = sorted(
            opened.revisions(), key=lambda r: (r.basis != "seen", -len(r.removed or ""), r.id)
        )
        return requests[0].id, changes[0].id


def main(record: str) -> None:
    """Read, list, show, and say what to try next."""
    for suffix in ("", "-wal", "-shm"):
        Path(record + suffix).unlink(missing_ok=True)
    call("read", "samples", "--record", record)
    print("\nWhat happened: the first events since 2018, each with the words it rests on.")
    call("events", "--since", "2018", "--limit", ROWS, "--record", record)
    print("\nThe ledger: what was asked, promised, refused, suspended, delivered.")
    call("ledger", "--since", "2018", "--limit", ROWS, "--record", record)
    print("\nWording changes: reported by a page, or seen between two versions of one.")
    call("revisions", "--record", record)
    request, change = worth_a_look(record)
    print("\nOne request, with every report of it in its sentence, and who says so:")
    call("show", request, "--record", record)
    print("\nOne wording change, and what rests on it:")
    call("show", change, "--record", record)
    call("verify", "--record", record)
    print(
        f"""
{record} is yours to ask. Try:

  . .venv/bin/activate
  communique ledger --record {record} --kind promise --status open
  communique events --record {record} --party AFG
  communique claims --record {record} --kind quotation --format json
  communique show ID --record {record}
  communique code samples/ukraine-grain-corridor.txt --format table
  communique actors resolve "the foreign minister" --country PAK --date 2018-12-03
  communique relations USA AFG --record {record} --by month
  communique read YOUR_PAGES --record {record}

Or look at it: open the reading room, and in a browser the address that it prints.

  communique serve --record {record}"""
    )


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "demo.db")
