"""Run the calls in README.md again and put their answers below them: ``make tour``.

A block that begins with ```` ```console ```` holds calls (lines with ``$``), each followed by what
it printed on a terminal of 110 columns.
"""

from __future__ import annotations

import os
import pty
import re
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "README.md"
COLUMNS = "110"
_BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
_MARKED = re.compile(r"\x1b\[1m\x1b\[4m(.*?)\x1b\[0m")
_STYLE = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


def answer(call: str, folder: Path) -> str:
    """What the call prints on a terminal."""
    ours, theirs = pty.openpty()
    settings = {
        **os.environ,
        "COLUMNS": COLUMNS,
        "TERM": "xterm",
        "NO_COLOR": "1",
        "PATH": f"{ROOT / '.venv' / 'bin'}:{os.environ['PATH']}",
    }
    run = subprocess.Popen(
        call, shell=True, cwd=folder, stdout=theirs, stderr=subprocess.PIPE, env=settings
    )
    os.close(theirs)
    pieces = []
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # how a terminal says that it is over
            break
        if not piece:
            break
        pieces.append(piece)
    os.close(ours)
    assert run.stderr is not None
    messages = run.stderr.read().decode()
    if run.wait() not in (0, 1):
        raise SystemExit(f"{call}: exit {run.returncode}: {messages}")
    text = b"".join(pieces).decode().replace("\r\n", "\n")
    marked = _MARKED.sub(r"[[\1]]", text)
    lines = (messages + _STYLE.sub("", marked)).splitlines()
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def page(text: str) -> str:
    """The page with today's answers."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "samples").symlink_to(ROOT / "samples")

        def renew(block: re.Match[str]) -> str:
            calls = [line for line in block.group(1).splitlines() if line.startswith("$ ")]
            told = [f"{call}\n{answer(call[2:], folder)}\n" for call in calls]
            return "```console\n" + "\n".join(told) + "```"

        return _BLOCK.sub(renew, text)


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
