"""Many things, a few at a time: no step holds a whole record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, select

CHUNK = 500
"""How many keys one question asks for; both databases take that many."""
T = TypeVar("T")


def chunks(items: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """The items in lists of this size at most."""
    part: list[T] = []
    for item in items:
        part.append(item)
        if len(part) == size:
            yield part
            part = []
    if part:
        yield part


def keys(
    connection: Connection, column: ColumnElement[Any], *where: ColumnElement[bool]
) -> Iterator[str]:
    """The values of an indexed column, each once, in order; none that is missing.

    They are asked for page by page, so that the table may be written to meanwhile.
    """
    query = select(column).where(column.is_not(None), *where).distinct().order_by(column)
    found = connection.scalars(query.limit(CHUNK)).all()
    while found:
        yield from found
        found = connection.scalars(query.where(column > found[-1]).limit(CHUNK)).all()
