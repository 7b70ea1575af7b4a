"""Two parties over time: how much cooperation and conflict went each way, week by week.

Every event counts once, whatever the number of its reports, in the period that all of its days lie
in. A date that names a month and no day is in its month and in no week; what is left out for that
is counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import msgspec

from communique.record.pairs import QUADS, By, PairDay, by_period
from communique.record.views import Views
from communique.record.wanted import bounds


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One direction (``A>B``) and quad class: events in each of the curve's periods."""

    direction: str
    quad: str
    counts: tuple[int, ...]


class Curve(msgspec.Struct, frozen=True, kw_only=True):
    """What passed between two parties, every period from the first to the last.

    ``periods`` are the ISO days on which they begin: Mondays, or the first of each month.
    ``lines`` are four quad classes in the one direction, then four in the other. ``left_out``
    counts by direction the events whose days lie in no single period, ``undated`` those without
    any day.
    """

    a: str
    b: str
    by: By
    periods: tuple[str, ...]
    lines: tuple[Line, ...]
    left_out: dict[str, int]
    undated: dict[str, int]


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """One period and direction of a curve: its events by quad class and all together."""

    period: str
    direction: str
    quads: dict[str, int]
    total: int


def curve(
    views: Views,
    a: str,
    b: str,
    *,
    by: By = "week",
    since: str | None = None,
    until: str | None = None,
    happened: bool = True,
) -> Curve:
    """The curve of two codes; ``happened``: only what happened, by ``facets.happened``.

    With ``since`` and ``until`` it reaches from the one to the other, whatever happened then;
    only events that lie in that time as a whole count.

    Raises:
        FormatError: a date is none.
    """
    rows = views.pair_days(a, b, since=since, until=until, happened=happened)
    first, last = bounds(since, until)
    return curve_of(rows, a, b, by=by, first=first, last=last)


def curve_of(
    rows: Iterable[PairDay],
    a: str,
    b: str,
    *,
    by: By,
    first: int | None = None,
    last: int | None = None,
) -> Curve:
    """The curve of these counts; ``first`` and ``last`` are days as numbers (``toordinal``)."""
    a, b = (" ".join(code.upper().split()) for code in (a, b))
    listed = list(rows)
    dated = [row for row in listed if row.first]
    counted, left = by_period(dated, by)
    starts = [point.period_start for point in counted]
    if first is not None:
        starts.append(start_of(date.fromordinal(first), by).isoformat())
    if last is not None:
        starts.append(start_of(date.fromordinal(last), by).isoformat())
    periods = tuple(periods_between(min(starts), max(starts), by)) if starts else ()
    at = {(p.period_start, p.direction, p.quad): p.n for p in counted}
    directions = tuple(dict.fromkeys((f"{a}>{b}", f"{b}>{a}")))
    undated = {d: sum(r.n for r in listed if not r.first and r.direction == d) for d in directions}
    return Curve(
        a=a,
        b=b,
        by=by,
        periods=periods,
        lines=tuple(
            Line(
                direction=direction,
                quad=quad,
                counts=tuple(at.get((period, direction, quad), 0) for period in periods),
            )
            for direction in directions
            for quad in QUADS
        ),
        left_out={direction: left[direction] for direction in directions},
        undated=undated,
    )


def points(found: Curve) -> Iterator[Point]:
    """The curve as rows: period by period, one direction after the other."""
    for number, period in enumerate(found.periods):
        for direction in dict.fromkeys(line.direction for line in found.lines):
            mine = (line for line in found.lines if line.direction == direction)
            quads = {line.quad: line.counts[number] for line in mine}
            yield Point(period=period, direction=direction, quads=quads, total=sum(quads.values()))


def periods_between(first: str, last: str, by: By) -> Iterator[str]:
    """The days on which periods begin, from the one to the other, both included."""
    day, end = date.fromisoformat(first), date.fromisoformat(last)
    while day <= end:
        yield day.isoformat()
        if by == "week":
            if end - day < timedelta(days=7):
                return
            day += timedelta(days=7)
        elif (day.year, day.month) == (9999, 12):
            return
        else:
            day = date(day.year + day.month // 12, day.month % 12 + 1, 1)


def start_of(day: date, by: By) -> date:
    """The Monday of the day's week, or the first of its month."""
    return day - timedelta(days=day.weekday()) if by == "week" else day.replace(day=1)
