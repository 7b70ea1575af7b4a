"""A curve's periods as a table and as points to draw; each number opens the events behind it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache

import msgspec

from communique.analysis.dyads import Point
from communique.record.pairs import By
from communique.web.dating import date_words
from communique.web.filters import Links
from communique.web.labels import plural
from communique.web.naming import code_words


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """The events of one period, direction and quad class; ``href`` opens them."""

    quad: str
    n: int
    href: str | None
    description: str


class PeriodRow(msgspec.Struct, frozen=True, kw_only=True):
    """One period: four quad classes in the one direction, four in the other."""

    period: str
    words: str
    cells: tuple[Cell, ...]


class Drawn(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a chart: its counts, period by period, and where their addresses begin."""

    direction: str
    quad: str
    begun: str
    counts: tuple[int, ...]


class Series(msgspec.Struct, frozen=True, kw_only=True):
    """The lines of a chart over the same periods.

    ``words`` name a period, ``when`` does so within a sentence, ``ended`` is the end of an address.
    """

    periods: tuple[str, ...]
    words: tuple[str, ...]
    when: tuple[str, ...]
    ended: tuple[str, ...]
    lines: tuple[Drawn, ...]


class Opening(msgspec.Struct, frozen=True, kw_only=True):
    """What is needed to open the events behind a number."""

    links: Links
    by: By
    happened: bool

    def words(self, period: str) -> str:
        """The period for people to read."""
        return date_words(period if self.by == "week" else period[:7])

    def begun(self, direction: str, quad: str) -> str:
        """The address of the events of a direction and quad class, but for their time."""
        one, other = direction.split(">")
        return self.links.to(
            "/events",
            actor=one,
            recipient=other,
            quad=quad,
            factuality="happened" if self.happened else None,
        )

    def ended(self, period: str) -> str:
        """The rest of the address: the events of a period."""
        return f"&since={period}&until={last_day(period, self.by)}&within=true"

    def when(self, period: str) -> str:
        """The period within a sentence."""
        words = self.words(period)
        return f"week of {words}" if self.by == "week" else words


@lru_cache(maxsize=1024)
def direction_words(direction: str) -> str:
    """``USA>PAK`` in words."""
    one, other = direction.split(">")
    return f"{code_words(one)} → {code_words(other)}"


def last_day(start: str, by: By) -> str:
    """The last day of the period that begins on ``start``."""
    day = date.fromisoformat(start)
    if by == "week":
        return (day + timedelta(days=6)).isoformat()
    return (date(day.year + day.month // 12, day.month % 12 + 1, 1) - timedelta(days=1)).isoformat()


def table(
    points: Sequence[Point], opening: Opening, most: int
) -> tuple[tuple[PeriodRow, ...], int]:
    """The last ``most`` periods that have events, and how many more there are."""
    by_period: dict[str, list[Point]] = {}
    for point in points:
        by_period.setdefault(point.period, []).append(point)
    full = [period for period, ways in by_period.items() if any(p.total for p in ways)]
    shown = full[-most:]
    known = {(p.direction, q) for period in shown for p in by_period[period] for q in p.quads}
    begun = {which: opening.begun(*which) for which in known}
    rows = []
    for period in shown:
        when, ended = opening.when(period), opening.ended(period)
        cells = [
            Cell(
                quad=quad,
                n=n,
                href=begun[point.direction, quad] + ended if n else None,
                description=_said(direction_words(point.direction), when, n, quad),
            )
            for point in by_period[period]
            for quad, n in point.quads.items()
        ]
        rows.append(PeriodRow(period=period, words=opening.words(period), cells=tuple(cells)))
    return tuple(rows), len(full) - len(shown)


def _said(direction: str, when: str, n: int, quad: str) -> str:
    """A number as a sentence; ``charts.js`` says the same of a point."""
    return f"{direction}, {when}: {plural(n, 'event')} of {quad}"


def series(points: Iterable[Point], opening: Opening) -> Series:
    """What a chart draws, zeros as well; ``charts.js`` makes points and addresses of it."""
    counts: dict[tuple[str, str], list[int]] = {}
    periods: dict[str, None] = {}
    for point in points:
        periods[point.period] = None
        for quad, n in point.quads.items():
            counts.setdefault((point.direction, quad), []).append(n)
    return Series(
        periods=tuple(periods),
        words=tuple(map(opening.words, periods)),
        when=tuple(map(opening.when, periods)),
        ended=tuple(map(opening.ended, periods)),
        lines=tuple(
            Drawn(
                direction=direction_words(direction),
                quad=quad,
                begun=opening.begun(direction, quad),
                counts=tuple(values),
            )
            for (direction, quad), values in counts.items()
        ),
    )
