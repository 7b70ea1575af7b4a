"""A whole record as JSON lines, and back: for archives, for other programs, to join records.

Each line is one object with one key, which says what it is:

============  ====================================================================================
``record``    the first line: this form's number, and the program that wrote it
``article``   one version of a page, with its text; ``first_seen`` is the day it came to the record
``reading``   which coder read the article before it, and how many claims that gave: they follow
``claim``     a claim in form v1, as its coder read it
``judgement`` what a person decided; they come when all claims are told
``event``, ``entry``, ``revision``
              what the record assembled from the claims as people left them
============  ====================================================================================

Reading it back keeps articles, readings, claims and judgements; the rest is assembled again, and
the ids that events and entries had lead to what they are now. What is there already is left alone,
so that to read a file twice is to read it once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from communique import __version__
from communique.model import (
    Article,
    Claim,
    Event,
    FormatError,
    LedgerEntry,
    claim_id,
    dump_claim,
    load_claim,
)
from communique.model.record import Judgement
from communique.record import Record
from communique.record.lookups import Reading

FORM = 1
_WITH_IDS: dict[str, type[Event] | type[LedgerEntry]] = {"event": Event, "entry": LedgerEntry}


class Imported(msgspec.Struct, kw_only=True):
    """What came of reading a file: how much was new, and what could not be kept."""

    articles: int = 0
    readings: int = 0
    claims: int = 0
    judgements: int = 0
    known: int = 0
    """Readings and judgements that the record had already."""
    failed: list[str] = []
    """Judgements that were left out, each with its reason."""


def dump_record_lines(record: Record) -> Iterator[bytes]:
    """The lines of a record, without line ends."""
    yield _line("record", {"form": FORM, "program": __version__})
    # Before the claims: those that people judge while these lines are written are in neither.
    judgements = list(record.judgements())
    last: tuple[str, str] | None = None
    for reading in record.readings():
        article = reading.article
        if (article.id, article.content_hash) != last:
            last = (article.id, article.content_hash)
            form = msgspec.to_builtins(article)
            yield _line("article", {**form, "first_seen": reading.first_seen})
        if reading.coder is not None:
            yield _line("reading", {"coder": reading.coder, "claims": len(reading.claims)})
        for claim in reading.claims:
            yield b'{"claim":' + dump_claim(claim) + b"}"
    for judgement in judgements:
        yield _line("judgement", judgement)
    for event in record.events():
        yield _line("event", event)
    for entry in record.ledger():
        yield _line("entry", entry)
    for revision in record.revisions(change=None):
        yield _line("revision", revision)


def load_record_lines(lines: Iterable[bytes | str], record: Record) -> Imported:
    """Keep what the lines tell in the record, and assemble what is due.

    Raises:
        FormatError: a line is not of this form; it is named, and what came before it is kept.
    """
    found = Imported(failed=[])
    try:
        for number, item in _told(lines):
            try:
                if isinstance(item, Reading):
                    _keep_reading(item, record, found)
                elif isinstance(item, Judgement):
                    _keep_judgement(item, record, found)
                else:
                    record.rebuild()
                    record.keep_id(item)
            except (FormatError, ValueError) as error:
                raise FormatError(f"line {number}: {error}") from None
    finally:
        record.rebuild()
    return found


def _keep_reading(reading: Reading, record: Record, found: Imported) -> None:
    article, coder = reading.article, reading.coder
    if coder is None:
        return
    for claim in reading.claims:
        if claim_id(claim) != claim.id:
            raise FormatError(f"claim {claim.id} is not what its id says")
    new = record.article(article.id, article.content_hash) is None
    if record.add(article, reading.claims, coder, first_seen=reading.first_seen):
        found.articles += new
        found.readings += 1
        found.claims += len(reading.claims)
    else:
        found.known += 1


def _keep_judgement(judgement: Judgement, record: Record, found: Imported) -> None:
    if record.judgement(judgement.id) is not None:
        found.known += 1
        return
    about = (*judgement.claims, *judgement.others)
    missing = [id for id in about if record.claim(id, raw=True) is None]
    if missing:
        found.failed.append(f"judgement {judgement.id}: claim {missing[0]} is not in the record")
        return
    record.keep(judgement)
    found.judgements += 1


_Told = tuple[int, Reading | Judgement | Event | LedgerEntry]


def _told(lines: Iterable[bytes | str]) -> Iterator[_Told]:
    """Readings with all their claims and the rest, each with the number of its line."""
    article: Article | None = None
    first_seen: str | None = None
    coder, claims, missing, began = "", list[Claim](), 0, 0
    number = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        what, value = _parts(line, number)
        if missing and what != "claim":
            raise FormatError(f"line {number}: {missing} claims are missing before it")
        if what == "article":
            first_seen = value.pop("first_seen", None)
            article = _convert(value, Article, number)
            _check(article, number)
        elif what == "reading":
            if article is None:
                raise FormatError(f"line {number}: a reading without an article")
            coder, claims, missing, began = *_reading(value, number), number
        elif what == "claim":
            if not missing:
                raise FormatError(f"line {number}: a claim without a reading")
            try:
                claims.append(load_claim(msgspec.json.encode(value)))
            except FormatError as error:
                raise FormatError(f"line {number}: {error}") from None
            missing -= 1
        elif what == "judgement":
            yield number, _convert(value, Judgement, number)
        elif what == "record":
            if value.get("form") != FORM:
                raise FormatError(f"line {number}: form {value.get('form')!r}, not {FORM}")
        elif what in _WITH_IDS:
            yield number, _convert(value, _WITH_IDS[what], number)
        elif what != "revision":
            raise FormatError(f"line {number}: no {what!r} in this form")
        if what in ("reading", "claim") and not missing:
            assert article is not None
            reading = Reading(
                article=article, first_seen=first_seen, coder=coder, claims=tuple(claims)
            )
            yield began, reading
    if missing:
        raise FormatError(f"line {number}: {missing} claims are missing after it")


def _reading(value: dict[str, Any], number: int) -> tuple[str, list[Claim], int]:
    coder, count = value.get("coder"), value.get("claims")
    if not isinstance(coder, str) or not isinstance(count, int) or count < 0:
        raise FormatError(f"line {number}: a reading has a coder and a number of claims")
    return coder, [], count


def _check(article: Article, number: int) -> None:
    made = Article.make(article.text, id=article.id)
    if made.content_hash != article.content_hash:
        raise FormatError(f"line {number}: the text of {article.id} is not that of its hash")


def _parts(line: bytes | str, number: int) -> tuple[str, dict[str, Any]]:
    try:
        value = msgspec.json.decode(line, type=dict[str, dict[str, Any]])
    except (msgspec.MsgspecError, ValueError) as error:
        raise FormatError(f"line {number}: {error}") from None
    if len(value) != 1:
        raise FormatError(f"line {number}: an object with one key says what it is")
    return next(iter(value.items()))


def _convert(value: dict[str, Any], type: Any, number: int) -> Any:
    try:
        return msgspec.convert(value, type)
    except msgspec.MsgspecError as error:
        raise FormatError(f"line {number}: {error}") from None


def _line(what: str, value: Any) -> bytes:
    return msgspec.json.encode({what: value})
