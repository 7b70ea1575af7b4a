"""JSON lines to articles, one a line.

Two sets of field names are read: news-please's (``maintext``, ``title``, ``date_publish``,
``url``, ``source_domain``) and ours (``id``, ``date``, ``text``, ``title``, ``url``,
``publisher``). Unknown fields are ignored. A line that cannot be read is a ``Skip`` that names
file and line; the lines after it are read.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from communique.intake.given_date import date_or_note
from communique.intake.limits import MAX_PAGE_BYTES
from communique.intake.page import article_from_text, too_large, with_title
from communique.model import Article, Skip

_TEXT = ("text", "maintext")
_DATE = ("date", "published", "date_publish")
_PUBLISHER = ("publisher", "source_domain", "source")
_SNIFF_BYTES = 1 << 16


def looks_like_json_line(line: bytes) -> bool:
    """True when ``line`` is, or begins like, a JSON object with a field that we read."""
    head = line[:_SNIFF_BYTES].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith((b'{"', b"{ ")) and any(
        f'"{k}"'.encode() in head for k in (*_TEXT, "id")
    )


def articles_from_lines(
    lines: Iterable[bytes], *, source: str, date: str | None = None
) -> Iterator[Article | Skip]:
    """One article or skip for every line that is not blank; lines are counted from 1.

    ``date`` is a checked EDTF date that overrides every line's own.
    """
    for number, line in enumerate(lines, 1):
        record = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        if record.strip():
            yield article_from_line(record, source=f"{source}:{number}", date=date)


def article_from_line(line: bytes, *, source: str, date: str | None = None) -> Article | Skip:
    """The article of one JSON line (see the module)."""
    if len(line) > MAX_PAGE_BYTES:
        return Skip(source=source, reason=too_large(len(line)))
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        reason = f"broken UTF-8 at byte {error.start} of the line (0x{line[error.start]:02x})"
        return Skip(source=source, reason=reason)
    try:
        record = json.loads(text.strip())
    except json.JSONDecodeError as error:
        return Skip(source=source, reason=f"broken JSON: {error.msg} at column {error.colno}")
    except (ValueError, RecursionError) as error:
        return Skip(source=source, reason=f"broken JSON: {error}")
    if not isinstance(record, dict):
        return Skip(source=source, reason=f"not a JSON object but {_kind(record)}")
    return article_from_record(record, source=source, date=date)


def article_from_record(
    record: dict[str, Any], *, source: str, date: str | None = None
) -> Article | Skip:
    """The article of one decoded record (see the module)."""
    body = next((v for k in _TEXT if isinstance(v := record.get(k), str) and v.strip()), None)
    if body is None:
        return Skip(source=source, reason='no text (neither "text" nor "maintext")')
    if not any(c.isalpha() for c in body):
        return Skip(source=source, reason="no text (not one letter)")
    body = _clean(body)
    raw_id = record.get("id")
    id = _clean(str(raw_id)) if isinstance(raw_id, (str, int)) and str(raw_id).strip() else None
    title = _string(record, "title")
    published, note = (date, None) if date else date_or_note(_first(record, _DATE))
    return article_from_text(
        with_title(title, body),
        source=source,
        id=id,
        url=_string(record, "url"),
        title=title,
        publisher=next((p for k in _PUBLISHER if (p := _string(record, k))), None),
        published=published,
        date_basis="given",
        notes=(note,) if note else (),
    )


def _first(record: dict[str, Any], names: tuple[str, ...]) -> object:
    return next((record[n] for n in names if record.get(n) not in (None, "")), None)


def _string(record: dict[str, Any], name: str) -> str | None:
    value = record.get(name)
    return _clean(value.strip()) or None if isinstance(value, str) else None


def _clean(text: str) -> str:
    r"""Half surrogates and NUL, which JSON can escape and no database keeps, as question marks."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "?")


def _kind(value: object) -> str:
    names: dict[type, str] = {list: "a list", str: "a string", bool: "true or false"}
    return names.get(type(value), "null" if value is None else "a number")
