"""Full-text search over the words of the claims: FTS5 in SQLite, tsvector in PostgreSQL.

Both hold the same rows: the words of the evidence, of parties and of sources, and the names that
they were resolved to. Both stem English words and ignore their order; words in double quotation
marks are found side by side. The row number is a hash of claim and coder, so that a row is found
without an index.

An event has a row of its own (``event_words``): all words of its claims, so that a search for
events need not look up the events of thousands of claims. Its row is its number in the lists.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    MetaData,
    String,
    Table,
    Text,
    column,
    func,
    literal_column,
    select,
)

from communique.model import Claim, FormatError

claim_words = Table(
    "claim_words",
    MetaData(),
    Column("rowid", BigInteger, primary_key=True, autoincrement=False),
    Column("claim_id", String),
    Column("coder", String),
    Column("words", Text),
)

event_words = Table(
    "event_words",
    MetaData(),
    Column("rowid", BigInteger, primary_key=True, autoincrement=False),
    Column("words", Text),
)

_APART = " \ue000 "
"""Stands between the words of two claims: a letter of nobody's, so that no phrase goes across."""
_SQLITE = """
CREATE VIRTUAL TABLE claim_words USING fts5(
  claim_id UNINDEXED, coder UNINDEXED, words,
  tokenize='porter unicode61 remove_diacritics 2')
"""
_POSTGRES = (
    'CREATE TABLE claim_words (rowid BIGINT PRIMARY KEY, claim_id VARCHAR COLLATE "C" NOT NULL, '
    'coder VARCHAR COLLATE "C" NOT NULL, words TEXT NOT NULL)',
    "CREATE INDEX claim_words_found ON claim_words USING gin (to_tsvector('english', words))",
)
_SQLITE_EVENTS = """
CREATE VIRTUAL TABLE event_words USING fts5(
  words, tokenize='porter unicode61 remove_diacritics 2')
"""
_POSTGRES_EVENTS = (
    "CREATE TABLE event_words (rowid BIGINT PRIMARY KEY, words TEXT NOT NULL)",
    "CREATE INDEX event_words_found ON event_words USING gin (to_tsvector('english', words))",
)
_PART = re.compile(r'"([^"]*)"|(\S+)')
_WORD = re.compile(r"\w+")


def create_index(connection: Connection) -> None:
    """Make the index of claims and that of events in a new record."""
    for statement in (_SQLITE,) if connection.dialect.name == "sqlite" else _POSTGRES:
        connection.exec_driver_sql(statement)
    create_event_index(connection)


def create_event_index(connection: Connection) -> None:
    """Make the index of events."""
    sqlite = connection.dialect.name == "sqlite"
    for statement in (_SQLITE_EVENTS,) if sqlite else _POSTGRES_EVENTS:
        connection.exec_driver_sql(statement)


def row_number(claim_id: str, coder: str) -> int:
    """The row of a claim in the index."""
    digest = hashlib.sha256(f"{claim_id}\x1f{coder}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1


def words_row(claim: Claim) -> dict[str, Any]:
    """The row of ``claim_words``."""
    return {
        "rowid": row_number(claim.id, claim.coder),
        "claim_id": claim.id,
        "coder": claim.coder,
        "words": _words(claim),
    }


def words_of_event(told: Iterable[Claim]) -> str:
    """The words of an event's row in ``event_words``: those of all its claims."""
    return _APART.join(dict.fromkeys(map(_words, told)))


def _words(claim: Claim) -> str:
    said = [e.quote for e in claim.evidence]
    for mention in (*claim.actors, *claim.recipients, *claim.third_parties):
        said += [mention.text, mention.name or ""]
    for source in claim.attribution:
        said += [source.text, source.name or ""]
    return " ".join(" ".join(dict.fromkeys(filter(None, said))).split())


def matching(words: str, dialect: str) -> Any:
    """A query for (claim_id, coder) of the claims that hold all of these words.

    Raises:
        FormatError: there is no word among them.
    """
    return select(claim_words.c.claim_id, claim_words.c.coder).where(*holds(words, dialect))


def holds(words: str, dialect: str, table: Table = claim_words) -> list[Any]:
    """Conditions on ``claim_words`` or ``event_words``: the row holds all of these words.

    Raises:
        FormatError: there is no word among them.
    """
    parts = []
    for phrase, word in _PART.findall(words):
        found = _WORD.findall(phrase or word)
        if found:
            parts.append(" ".join(found))
    if not parts:
        raise FormatError(f"no words to search for: {words!r}")
    if dialect == "sqlite":
        wanted = " ".join(f'"{part}"' for part in parts)
        return [column(table.name, is_literal=True).op("MATCH")(wanted)]
    text = func.to_tsvector(literal_column("'english'"), table.c.words)
    return [text.op("@@")(_phrase(part)) for part in parts]


def _phrase(part: str) -> Any:
    return func.phraseto_tsquery(literal_column("'english'"), part)
