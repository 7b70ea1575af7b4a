"""A curve's periods as a table and as points to draw; each number opens the events behind it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

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


class Opening(msgspec.Struct, frozen=True, kw_only=True):
    """What is needed to open the events behind a number."""

    links: Links
    by: By
    happened: bool

    def words(self, period: str) -> str:
        """The period for people to read."""
        return date_words(period if self.by == "week" else period[:7])

    def href(self, point: Point, quad: str) -> str:
        """The events of a period, direction and quad class."""
        one, other = point.direction.split(">")
        return self.links.to(
            "/events",
            actor=one,
            recipient=other,
            quad=quad,
            since=point.period,
            until=last_day(point.period, self.by),
            within=True,
            factuality="happened" if self.happened else None,
        )

    def description(self, point: Point, quad: str) -> str:
        """The number as a sentence."""
        when = (
            f"week of {self.words(point.period)}" if self.by == "week" else self.words(point.period)
        )
        n = plural(point.quads[quad], "event")
        return f"{direction_words(point.direction)}, {when}: {n} of {quad}"


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
    rows = (
        PeriodRow(
            period=period,
            words=opening.words(period),
            cells=tuple(
                Cell(
                    quad=quad,
                    n=n,
                    href=opening.href(point, quad) if n else None,
                    description=opening.description(point, quad),
                )
                for point in by_period[period]
                for quad, n in point.quads.items()
            ),
        )
        for period in shown
    )
    return tuple(rows), len(full) - len(shown)


def drawn(points: Iterable[Point], opening: Opening) -> list[dict[str, Any]]:
    """What a chart draws: zeros as well, but only what is not zero can be opened."""
    found: list[dict[str, Any]] = []
    for point in points:
        direction = direction_words(point.direction)
        for quad, n in point.quads.items():
            value = {"period": point.period, "direction": direction, "quad": quad, "n": n}
            if n:
                value["href"] = opening.href(point, quad)
                value["words"] = opening.words(point.period)
                value["description"] = opening.description(point, quad)
            found.append(value)
    return found
