"""What can be wrong with a record as a whole: stop the run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from communique.model import CommuniqueError

# What SQLite says, and what we say.
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
)


class RecordError(CommuniqueError):
    """The record cannot be used; ``where`` names it, ``reason`` says why in one line."""

    def __init__(self, where: str, reason: str) -> None:
        super().__init__(f"{where}: {reason}")
        self.where = where
        self.reason = reason


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
