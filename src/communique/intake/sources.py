"""Sources to articles: files, folders, globs, standard input, addresses, JSON lines.

Every input gives an ``Article`` or a ``Skip``; one bad input never stops the others.
"""

from __future__ import annotations

import glob
import io
import json
import os
import sys
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from communique.intake.given_date import check_date
from communique.intake.jsonl import (
    article_from_record,
    articles_from_lines,
    looks_like_json_line,
)
from communique.intake.limits import MAX_PAGE_BYTES, URL_TIMEOUT_SECONDS, USER_AGENT
from communique.intake.page import article_from_bytes, too_large
from communique.model import Article, Skip

_LINES = (".jsonl", ".ndjson")
# In a folder these are what a saved page brings along, or a note on the folder: not pages.
_BESIDE_PAGES = frozenset((".css", ".js", ".map", ".woff", ".woff2", ".ttf", ".ico"))
_NOTES = ("readme", "license", "licence", "changelog")


def read_sources(
    sources: Iterable[str], *, date: str | None = None, stdin: BinaryIO | None = None
) -> Iterator[Article | Skip]:
    """Every article of every source, in order; what is none comes as a ``Skip`` with its reason.

    A source is a file, a folder (read recursively, in sorted order, hidden files and style sheets
    left out), a glob, ``-`` for standard input, an http or https address, or a file of JSON lines.
    ``date`` is the publication date of all of them and overrides the pages' own. ``stdin`` stands
    in for standard input.

    Raises:
        FormatError: ``date`` is no date, or absurd; raised at the call, not while iterating.
    """
    checked = check_date(date) if date is not None else None
    return _read_all(list(sources), checked, stdin)


def _read_all(
    sources: list[str], date: str | None, stdin: BinaryIO | None
) -> Iterator[Article | Skip]:
    for source in sources:
        if source == "-":
            yield from _read_stream(stdin or sys.stdin.buffer, "-", date)
        elif source.lower().startswith(("http://", "https://")):
            yield _read_address(source, date)
        else:
            yield from _read_path(source, date)


def _read_path(source: str, date: str | None) -> Iterator[Article | Skip]:
    path = Path(source)
    try:
        if path.is_dir():
            yield from _read_folder(path, date)
        elif path.exists():
            yield from _read_file(path, date)
        elif glob.has_magic(source):
            matches = sorted(glob.glob(source, recursive=True))
            if not matches:
                yield Skip(source=source, reason="no file matches")
            for match in matches:
                yield from _read_path(match, date)
        else:
            yield Skip(source=source, reason="no such file or folder")
    except (OSError, ValueError) as error:
        yield Skip(source=source, reason=_why(error))


def _read_folder(folder: Path, date: str | None) -> Iterator[Article | Skip]:
    problems: list[Skip] = []
    found = False

    def note(error: OSError) -> None:
        nonlocal found
        found = True
        problems.append(Skip(source=str(error.filename or folder), reason=_why(error)))

    for root, folders, files in os.walk(folder, onerror=note):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        yield from problems
        problems.clear()
        for name in sorted(files):
            path = Path(root, name)
            if name.startswith(".") or path.suffix.lower() in _BESIDE_PAGES:
                continue
            if path.stem.lower() in _NOTES and path.suffix.lower() in ("", ".md", ".rst", ".txt"):
                continue
            found = True
            yield from _read_file(path, date)
    yield from problems
    if not found:
        yield Skip(source=str(folder), reason="no files in this folder")


def _read_file(path: Path, date: str | None) -> Iterator[Article | Skip]:
    source = str(path)
    suffix = path.suffix.lower()
    try:
        if suffix in _LINES:
            with path.open("rb") as lines:
                yield from _non_empty(_lines_of(lines), source, date)
            return
        if not path.is_file():
            with path.open("rb") as pipe:
                yield from _read_stream(pipe, source, date)
            return
        size = path.stat().st_size
        if size > MAX_PAGE_BYTES:
            yield Skip(source=source, reason=too_large(size))
            return
        data = path.read_bytes()
    except OSError as error:
        yield Skip(source=source, reason=_why(error))
        return
    if suffix == ".json":
        yield from _read_json(data, source, date)
    else:
        yield article_from_bytes(data, source=source, date=date)


def _read_json(data: bytes, source: str, date: str | None) -> Iterator[Article | Skip]:
    """A ``.json`` file: one record, a list of records, or JSON lines after all."""
    try:
        value = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        yield from _non_empty(io.BytesIO(data), source, date)
        return
    records = value if isinstance(value, list) else [value]
    for number, record in enumerate(records, 1):
        name = f"{source}:{number}" if isinstance(value, list) else source
        if isinstance(record, dict):
            yield article_from_record(record, source=name, date=date)
        else:
            yield Skip(source=name, reason="not a JSON object")
    if not records:
        yield Skip(source=source, reason="empty file")


def _read_stream(stream: BinaryIO, source: str, date: str | None) -> Iterator[Article | Skip]:
    try:
        first = stream.readline(MAX_PAGE_BYTES + 1)
        while first and not first.strip():
            first = stream.readline(MAX_PAGE_BYTES + 1)
        if looks_like_json_line(first):
            yield from articles_from_lines(
                chain([first], _lines_of(stream)), source=source, date=date
            )
            return
        data = first + stream.read(MAX_PAGE_BYTES + 1 - len(first))
    except OSError as error:
        yield Skip(source=source, reason=_why(error))
        return
    if len(data) > MAX_PAGE_BYTES:
        yield Skip(source=source, reason=f"larger than {MAX_PAGE_BYTES / 1e6:.0f} MB")
    else:
        yield article_from_bytes(data, source=source, date=date)


def _lines_of(stream: BinaryIO) -> Iterator[bytes]:
    """Lines of at most the size limit; of a longer one its beginning, so that it is named once."""
    while line := stream.readline(MAX_PAGE_BYTES + 1):
        yield line
        while len(line) > MAX_PAGE_BYTES and not line.endswith(b"\n"):
            line = stream.readline(MAX_PAGE_BYTES + 1)
            if not line:
                return


def _non_empty(lines: Iterable[bytes], source: str, date: str | None) -> Iterator[Article | Skip]:
    found = False
    for item in articles_from_lines(lines, source=source, date=date):
        found = True
        yield item
    if not found:
        yield Skip(source=source, reason="empty file")


def _read_address(address: str, date: str | None) -> Article | Skip:
    try:
        request = urllib.request.Request(address, headers={"User-Agent": USER_AGENT})
        with urllib.request.urlopen(request, timeout=URL_TIMEOUT_SECONDS) as answer:
            data = answer.read(MAX_PAGE_BYTES + 1)
            charset = answer.headers.get_content_charset()
            final = answer.geturl()
    except urllib.error.HTTPError as error:
        return Skip(source=address, reason=f"the server answers {error.code} {error.reason}")
    except urllib.error.URLError as error:
        return Skip(source=address, reason=f"cannot be fetched: {error.reason}")
    except (OSError, ValueError) as error:
        return Skip(source=address, reason=f"cannot be fetched: {_why(error)}")
    if len(data) > MAX_PAGE_BYTES:
        return Skip(source=address, reason=f"larger than {MAX_PAGE_BYTES / 1e6:.0f} MB")
    return article_from_bytes(data, source=address, url=final, date=date, charset=charset)


def _why(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror[0].lower() + error.strerror[1:]
    return " ".join(str(error).split()) or type(error).__name__
