"""Walking a list: one page of what stands in all of some lists, by key, in its order.

The shortest list leads and each of its rows is looked up in the others, which all have the same
order. A few things that something else has found (a search, the pages of a day) are sorted
instead; where it is many, each row is asked, and then a page is soon full.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import chain
from typing import Any, Literal, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    func,
    literal,
    literal_column,
    select,
    tuple_,
    union,
)

from communique.model import FormatError
from communique.record.asked import COUNT_CAP
from communique.record.facets import EVERY, WIDE, WIDE_DAYS, WIDER, YEAR_DAYS, What, list_number
from communique.record.schema import lists, posted, postings

Order = Literal["date", "-date", "-reports"]
FEW = 10_000
"""Things that are sorted rather than looked for along a list."""
SCANNED = 4_000
"""Rows of the leading list that are looked at for a count."""
ASKED = 2_000
"""The same where each row is to be asked for what stands elsewhere."""
MANY = 100_000
"""Things that are looked up in one set made of all of them; of more, each row is asked."""
ASKED_SLOWLY = 1_000
"""Rows that are looked at for a count where each is to be asked for more than that."""
MOST_ROWS = 500
"""Rows of one page."""

_KEY = re.compile(r"(\d{1,9})\.(\d{1,7})\.(\d{1,19})\.(\d{1,19})")
_BY_DAY = ("day", "at", "number")
_BY_WEIGHT = ("weight", *_BY_DAY)


class Few(NamedTuple):
    """Things that something else finds: a query for their numbers, at most how many they are,
    and how a row is asked whether it is one of them."""

    query: Select[Any]
    n: int
    asked: Callable[[FromClause], ColumnElement[bool]]


class Wanted(NamedTuple):
    """What a filter comes to: the lists that a thing must stand in and may not stand in."""

    what: What
    lists: tuple[int, ...] = ()
    unlisted: tuple[int, ...] = ()
    parties: tuple[int, ...] = ()
    """One of these lists at least, if any are given."""
    since: int | None = None
    until: int | None = None
    among: tuple[Few, ...] = ()
    also: tuple[Callable[[FromClause], ColumnElement[bool]], ...] = ()
    """Conditions that are looked up row by row."""
    within: bool = False
    """All of a thing's days are to lie between, not only some."""


class Key(NamedTuple):
    """The place of a row in any order."""

    weight: int
    day: int
    at: int
    number: int

    def __str__(self) -> str:
        return f"{self.weight}.{self.day}.{self.at}.{self.number}"

    @classmethod
    def read(cls, text: str) -> Key:
        """The key that an address holds.

        Raises:
            FormatError: it is none.
        """
        found = _KEY.fullmatch(text)
        values = [int(part) for part in found.groups()] if found else []
        if not values or max(values) >= 1 << 63:
            raise FormatError(f"not a key of a page: {text!r}")
        return cls(*values)


class Found(NamedTuple):
    """One page: keys in order, those that lead on, and how many rows there are."""

    keys: tuple[Key, ...]
    after: str | None
    before: str | None
    total: int
    total_is_floor: bool


class _Part(NamedTuple):
    """A stretch of the walk: where its rows come from, what bounds them, how they are ordered."""

    source: FromClause
    lead: int | None
    bounds: tuple[ColumnElement[bool], ...]
    passed: tuple[int, ...] = ()
    """Lists that lead other parts of the same stretch: what stands there is found there."""
    columns: tuple[str, ...] = _BY_DAY
    heavy: bool | None = None
    """In the order of reports: those with several, or those with one."""


class Walk:
    """The rows that a filter finds, in either direction."""

    def __init__(self, connection: Connection, wanted: Wanted) -> None:
        self._connection = connection
        self.wanted = wanted
        every, self._wide, self._wider = (
            list_number(wanted.what, *word) for word in (EVERY, WIDE, WIDER)
        )
        groups = [(number,) for number in wanted.lists] + [wanted.parties] * bool(wanted.parties)
        asked = sorted({*chain.from_iterable(groups), every, self._wide, self._wider})
        query = select(lists.c.number, lists.c.n).where(lists.c.number.in_(asked))
        lengths: dict[int, int] = dict(connection.execute(query).all())
        self._far = [number for number in (self._wide, self._wider) if number in lengths]
        self._groups: list[tuple[int, ...]] = groups
        long = {group: sum(lengths.get(n, 0) for n in group) for group in groups or [(every,)]}
        self._lead = min(long, key=lambda group: (long[group], group))
        self._shortest = long[self._lead]
        # Claims are ordered by their page's day and not by that of the act.
        self._by_day = wanted.what != "claim"
        among = list(wanted.among)
        if not self._by_day and wanted.since is not None and wanted.until is not None:
            among.append(self._in_days(wanted.since, wanted.until))
        fewest = min(among, key=lambda few: few.n, default=None)
        leads = fewest is not None and fewest.n <= min(FEW, self._shortest)
        self._few = fewest if leads else None
        self._asked = (*wanted.also, *(few.asked for few in wanted.among if few is not self._few))

    @property
    def asks(self) -> bool:
        """True where each row is to be asked for what stands elsewhere."""
        return bool(self._asked)

    def page(
        self,
        order: Order,
        after: str | None,
        before: str | None,
        size: int,
        *,
        counted: bool = True,
    ) -> Found:
        """The page after or before a key, or the first one; with ``counted``, how many there are.

        Raises:
            FormatError: a key is none, both are given, or the size is out of bounds.
        """
        if not 1 <= size <= MOST_ROWS:
            raise FormatError(f"a page has 1 to {MOST_ROWS} rows, not {size}")
        if after is not None and before is not None:
            raise FormatError("a page is after a key or before one, not both")
        given = after if after is not None else before
        key = Key.read(given) if given is not None else None
        back = before is not None
        if self._few is not None:
            rows, total = self._sorted(order, size + 1, key, back=back)
        else:
            rows, total = self.rows(order, size + 1, key, back=back), -1
        more = len(rows) > size
        rows = rows[:size][::-1] if back else rows[:size]
        on, off = (True, more) if back else (more, key is not None)
        floor = False
        if total < 0 and not counted:
            total, floor = len(rows), more or key is not None
        elif total < 0:
            total, floor = self.count() if more or key is not None else (len(rows), False)
        return Found(
            keys=tuple(rows),
            after=str(rows[-1]) if rows and on else None,
            before=str(rows[0]) if rows and off else None,
            total=total,
            total_is_floor=floor,
        )

    def rows(
        self, order: Order, limit: int, key: Key | None = None, *, back: bool = False
    ) -> list[Key]:
        """The first rows after a key; with ``back`` the first before it, the nearest first."""
        if not self._shortest:
            return []
        down = (order != "date") is not back
        found: list[Key] = []
        stretches = self._stretches(order)
        for parts in stretches[::-1] if back else stretches:
            if len(found) < limit:
                rows = [r for p in parts for r in self._read(p, key, limit - len(found), down=down)]
                if len(parts) > 1:
                    heavy = parts[0].columns is _BY_WEIGHT
                    rows.sort(key=lambda r: r if heavy else r[1:], reverse=down)
                found += rows[: limit - len(found)]
        return found

    def _sorted(
        self, order: Order, limit: int, key: Key | None, *, back: bool
    ) -> tuple[list[Key], int]:
        """As ``rows``, of few things that are all read and sorted; and how many they are."""
        every = self.rows(order, FEW + 1)

        def place(row: Key) -> tuple[int, ...]:
            return tuple(row) if order == "-reports" else row[1:]

        if key is None:
            return every[:limit], len(every)
        down = order != "date"
        if back:
            ahead = [r for r in every if (place(r) > place(key) if down else place(r) < place(key))]
            return ahead[::-1][:limit], len(every)
        behind = [r for r in every if (place(r) < place(key) if down else place(r) > place(key))]
        return behind[:limit], len(every)

    def count(self) -> tuple[int, bool]:
        """How many rows there are, or (True) at least are."""
        w = self.wanted
        anything = w.unlisted or w.since or w.until or self._asked or self._few
        if not self._shortest or (len(self._groups) < 2 and len(self._lead) == 1 and not anything):
            return self._shortest, False
        narrowed = self._groups or w.unlisted or w.since or w.until or w.also or self._few
        if len(w.among) == 1 and not narrowed:
            return self._count_found(w.among[0].query)
        total, floor = 0, False
        slow = any(few.n > MANY for few in w.among)
        most = ASKED_SLOWLY if slow else ASKED if self._asked else SCANNED
        for part in chain.from_iterable(self._stretches("date")):
            scanned = select(part.source).where(*part.bounds).limit(most + 1).subquery()
            everything = select(func.count()).select_from(scanned)
            fits = everything.where(*self._conditions(scanned, part))
            total += self._connection.scalar(fits) or 0
            if not floor and self._few is None and self._shortest > most:
                floor = (self._connection.scalar(everything) or 0) > most
        return (COUNT_CAP, True) if total > COUNT_CAP else (total, floor)

    def _count_found(self, query: Select[Any]) -> tuple[int, bool]:
        most = COUNT_CAP if self.wanted.what == "claim" else min(ASKED, COUNT_CAP)
        found = query.limit(most + 1).subquery()
        number = found.c[0]
        joined = found.outerjoin(posted, posted.c.number == number)
        counts = select(func.count(), func.count(posted.c.number.distinct())).select_from(joined)
        rows, total = self._connection.execute(counts).one()
        return min(total, most), rows > most

    def _stretches(self, order: Order) -> list[list[_Part]]:
        """The stretches of the walk, in its order; the parts of each have no row in common."""
        w = self.wanted
        if self._few is not None:
            source = posted.alias()
            found = source.c.number.in_(self._few.query)
            columns = _BY_WEIGHT if order == "-reports" else _BY_DAY
            return [[_Part(source, None, (found,), columns=columns)]]
        source = postings.alias()
        day, weight = source.c.day, source.c.weight
        if order == "-reports":
            return [
                self._along(source, weight > 1, columns=_BY_WEIGHT, heavy=True),
                self._along(source, weight <= 1, heavy=False),
            ]
        if not self._by_day or (w.since is None and w.until is None):
            return [self._along(source)]
        bounds = [day > 0] if w.until is None else [day > 0, day <= w.until]
        if w.since is None:
            return [self._along(source, *bounds)]
        # What reaches far stands far in front of the days it reaches: it is walked by itself.
        begin = w.since if w.within else w.since - WIDE_DAYS
        stretches = [self._along(source, *bounds, day >= begin)]
        if self._far and not w.within:
            nearest = {self._wide: max(1, w.since - YEAR_DAYS), self._wider: 1}
            far = [
                _Part(source, n, (source.c.list == n, day >= nearest[n], day < begin))
                for n in self._far
            ]
            stretches.insert(0, far)
        return stretches if order == "date" else stretches[::-1]

    def _along(
        self,
        source: FromClause,
        *bounds: ColumnElement[bool],
        columns: tuple[str, ...] = _BY_DAY,
        heavy: bool | None = None,
    ) -> list[_Part]:
        """The lists of the shortest group, one after the other."""
        return [
            _Part(source, lead, (source.c.list == lead, *bounds), self._lead[:n], columns, heavy)
            for n, lead in enumerate(self._lead)
        ]

    def _read(self, part: _Part, key: Key | None, limit: int, *, down: bool) -> list[Key]:
        p = part.source.c
        query = select(p.weight, p.day, p.at, p.number)
        query = query.where(*part.bounds, *self._conditions(part.source, part))
        columns = [p[name] for name in part.columns]
        if key is not None and part.heavy not in (None, key.weight > 1):
            # The key lies in the other stretch: the heavy ones come first on the way down.
            if part.heavy is down:
                return []
        elif key is not None:
            here = tuple_(*columns)
            there = tuple_(*(literal(getattr(key, name)) for name in part.columns))
            query = query.where(here < there if down else here > there)
        query = query.order_by(*((c.desc() if down else c.asc()) for c in columns))
        return [Key(*row) for row in self._connection.execute(query.limit(limit)).all()]

    def _conditions(self, source: FromClause, part: _Part) -> list[ColumnElement[bool]]:
        """What a row must fulfil beside being where it is."""
        w = self.wanted
        found: list[ColumnElement[bool]] = []
        first, last = _days_of(source)
        if w.since is not None or w.until is not None:
            found.append(first > 0)
        if w.since is not None:
            found.append(first >= w.since if w.within else last >= w.since)
        if w.until is not None:
            found.append(last <= w.until if w.within else first <= w.until)
        others = (group for group in self._groups if part.lead not in group)
        found += [self._stands(source, group) for group in others]
        found += [~self._stands(source, (number,)) for number in (*part.passed, *w.unlisted)]
        return found + [asked(source) for asked in self._asked]

    @staticmethod
    def _stands(source: FromClause, group: tuple[int, ...]) -> ColumnElement[bool]:
        other = postings.alias()
        same = (other.c[name] == source.c[name] for name in _BY_DAY)
        return select(other.c.number).where(other.c.list.in_(group), *same).exists()

    def _in_days(self, since: int, until: int) -> Few:
        """What may lie between two days, whatever its page's day."""
        near = select(posted.c.number).where(
            posted.c.what == literal_column("'claim'"),
            posted.c.first.between(max(1, since - WIDE_DAYS), until),
            posted.c.last >= since,
        )
        first, last = _days_of(postings)
        far = select(postings.c.number).where(
            postings.c.list.in_(self._far),
            first.between(1, until),
            last >= since,
        )
        n = sum(
            self._connection.scalar(select(func.count()).select_from(q.limit(FEW + 1).subquery()))
            or 0
            for q in (near, far)
        )
        # The days stand in every row: nothing more is to be asked.
        either = union(near, far).subquery()
        return Few(select(either.c.number), n, lambda source: literal(True))


def _days_of(source: FromClause) -> tuple[ColumnElement[int], ColumnElement[int]]:
    """The first and the last day that a row may lie on."""
    if "shift" not in source.c:
        return source.c.first, source.c.last
    first = source.c.day + source.c.shift
    return first, first + source.c.span
