"""What can be wrong with a record as a whole: stop the run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from communique.model import CommuniqueError

# What the databases say, and what we say.
_REASONS = (
    ("file is not a database", "not a record (no SQLite database)"),
    ("file is encrypted", "not a record (no SQLite database)"),
    ("disk is full", "the disk is full; what was kept before is safe"),
    ("readonly database", "the record is read-only"),
    ("database is locked", "another program is writing to it"),
    ("database table is locked", "another program is writing to it"),
    ("unable to open database file", "it cannot be opened"),
    ("disk image is malformed", "the file is damaged"),
    ("disk i/o error", "the disk reports an error"),
    ("lock timeout", "another program is writing to it"),
    ("no space left on device", "the disk is full; what was kept before is safe"),
    ("read-only transaction", "the record is read-only"),
    ("permission denied", "permission denied"),
    ("password authentication failed", "the user or password is wrong"),
    ("does not exist", "no such database, user or table"),
    ("connection refused", "the database server does not answer"),
    ("connection failed", "the database server does not answer"),
    ("could not translate host name", "there is no such host"),
    ("server closed the connection", "the database server went away"),
    ("terminating connection", "the database server went away"),
)


class RecordError(CommuniqueError):
    """The record cannot be used; ``where`` names it, ``reason`` says why in one line."""

    def __init__(self, where: str, reason: str) -> None:
        where = masked(where)
        super().__init__(f"{where}: {reason}")
        self.where = where
        self.reason = reason


class NotFound(CommuniqueError):
    """Nothing in the record has this id."""

    def __init__(self, where: str, id: str) -> None:
        super().__init__(f"nothing with the id {id!r} in {masked(where)}")
        self.id = id


def masked(where: str) -> str:
    """The address without its password, for messages."""
    return re.sub(r"(://[^/@:]*:)[^@]*@", r"\1***@", where)


@contextmanager
def named_errors(where: str) -> Iterator[None]:
    """Turn what the database reports into a ``RecordError`` that names the record."""
    try:
        yield
    except DBAPIError as error:
        said = " ".join(str(error.orig).split())
        for words, reason in _REASONS:
            if words in said.lower():
                raise RecordError(where, reason) from error
        raise RecordError(where, said or type(error).__name__) from error
