"""What passes between two codes: counts by period, and who acts towards whom.

An event counts once for a pair, whatever the number of its reports or of codes that begin alike;
it counts in the period that all of its days lie in. A date that names a month and no day is in no
week.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Literal, NamedTuple, get_args

from sqlalchemy import ColumnElement, Connection, case, func, select

from communique.model.claim import Quad
from communique.record.asked import DyadCount, Edge
from communique.record.facets import code_of, edges_name, list_number, month_of
from communique.record.schema import lists, pair_days
from communique.record.wanted import bounds

By = Literal["week", "month"]
QUADS: tuple[str, ...] = get_args(Quad)


class PairDay(NamedTuple):
    """``n`` events in one direction that may lie on the days from ``first`` to ``last``.

    Days are numbers (``date.toordinal``), 0 for an unknown one.
    """

    direction: str
    first: int
    last: int
    quad: str
    n: int


def pair_rows(
    connection: Connection,
    a: str,
    b: str,
    *,
    since: str | None = None,
    until: str | None = None,
    happened: bool = True,
) -> list[PairDay]:
    """The events between two codes, both ways, those whose days lie wholly in the time."""
    found: list[PairDay] = []
    for one, other in dict.fromkeys(((code_of(a), code_of(b)), (code_of(b), code_of(a)))):
        t = pair_days.c
        query = (
            select(t.first, t.last, t.quad, func.sum(t.n))
            .where(t.actor == one, t.recipient == other, *_within(since, until))
            .group_by(t.first, t.last, t.quad)
            .order_by(t.first, t.last, t.quad)
        )
        if happened:
            query = query.where(t.happened)
        rows = connection.execute(query).all()
        found += [PairDay(f"{one}>{other}", *row[:3], int(row[3])) for row in rows]
    return found


def period_of(first: int, last: int, by: By) -> str | None:
    """The day that the week or month begins in which all of these days lie, ISO."""
    if by == "month":
        month = month_of(first, last)
        return f"{month}-01" if month else None
    if not first:
        return None
    monday = date.fromordinal(first) - timedelta(days=date.fromordinal(first).weekday())
    return monday.isoformat() if last < monday.toordinal() + 7 else None


def by_period(rows: Iterable[PairDay], by: By) -> tuple[list[DyadCount], Counter[str]]:
    """The counts by period, and by direction how many events lie in no single one."""
    counts: Counter[tuple[str, str, str]] = Counter()
    left: Counter[str] = Counter()
    for row in rows:
        period = period_of(row.first, row.last, by)
        if period is None:
            left[row.direction] += row.n
        else:
            counts[period, row.direction, row.quad] += row.n
    return [
        DyadCount(period_start=period, direction=direction, quad=quad, n=n)
        for (period, direction, quad), n in sorted(counts.items())
    ], left


def edges(
    connection: Connection,
    *,
    since: str | None = None,
    until: str | None = None,
    quad: str | None = None,
    happened: bool = True,
    limit: int = 200,
) -> list[Edge]:
    """Who acts towards whom, by the codes that events have, the most frequent first."""
    if since is None and until is None:
        found = _edges_ever(connection, quad, happened=happened, limit=limit)
    else:
        found = _edges_in(connection, since, until, quad=quad, happened=happened, limit=limit)
    return sorted(found, key=lambda e: (-e.n, e.actor, e.recipient))


def _edges_ever(
    connection: Connection, quad: str | None, *, happened: bool, limit: int
) -> list[Edge]:
    name = edges_name(quad=quad or "", happened=happened)
    query = (
        select(lists.c.word, lists.c.n)
        .where(lists.c.what == "event", lists.c.name == name)
        .order_by(lists.c.n.desc(), lists.c.word.desc())
        .limit(limit)
    )
    totals: dict[str, int] = dict(connection.execute(query).all())
    numbers = {
        list_number("event", edges_name(quad=q, happened=happened), word): (word, q)
        for word in totals
        for q in ((quad,) if quad else QUADS)
    }
    quads: dict[str, dict[str, int]] = {word: {} for word in totals}
    asked = sorted(numbers)
    for at in range(0, len(asked), 500):
        part = select(lists.c.number, lists.c.n).where(lists.c.number.in_(asked[at : at + 500]))
        for number, n in connection.execute(part).all():
            word, q = numbers[number]
            quads[word][q] = n
    found = []
    for word, n in totals.items():
        actor, _, recipient = word.partition(">")
        found.append(_edge(actor, recipient, quads[word], n))
    return found


def _edges_in(
    connection: Connection,
    since: str | None,
    until: str | None,
    *,
    quad: str | None,
    happened: bool,
    limit: int,
) -> list[Edge]:
    t = pair_days.c
    asked = QUADS if quad is None else (quad,)
    sums = [func.sum(case((t.quad == q, t.n), else_=0)) for q in asked]
    total: Any = func.sum(t.n).label("total")
    query = (
        select(t.actor, t.recipient, total, *sums)
        .where(t.exact, *_within(since, until))
        .group_by(t.actor, t.recipient)
        .order_by(total.desc(), t.actor, t.recipient)
        .limit(limit)
    )
    if quad is not None:
        query = query.where(t.quad == quad)
    if happened:
        query = query.where(t.happened)
    return [
        _edge(row[0], row[1], {q: int(n) for q, n in zip(asked, row[3:], strict=True)}, int(row[2]))
        for row in connection.execute(query).all()
    ]


def _edge(actor: str, recipient: str, quads: dict[str, int], n: int) -> Edge:
    known = {q: quads[q] for q in QUADS if quads.get(q)}
    return Edge(actor=actor, recipient=recipient, quads=known, n=n)


def _within(since: str | None, until: str | None) -> list[ColumnElement[bool]]:
    first, last = bounds(since, until)
    found: list[ColumnElement[bool]] = []
    if first is not None or last is not None:
        found.append(pair_days.c.first >= (first or 1))
    if last is not None:
        found += [pair_days.c.first <= last, pair_days.c.last <= last]
    return found
