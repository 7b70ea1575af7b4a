"""Keeping the lists that the views walk, and their counts, in step with what they hold.

Only what changed is written: a thing that stands where it stood is left alone. Who rebuilds events
calls ``post_events``, who rebuilds the ledger ``post_entries``; claims and articles follow from
the articles that are due (``post_articles``).
"""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, and_, case, delete, func, select

from communique.model import Claim, Event, LedgerEntry, load_claim
from communique.record.batches import chunks, keys
from communique.record.facets import (
    Act,
    Pair,
    Standing,
    What,
    Word,
    act_counts,
    article_standing,
    claim_standing,
    entry_standing,
    event_standing,
    list_number,
    number_of,
)
from communique.record.rows import Row, article_from_row
from communique.record.schema import (
    articles,
    claims,
    events,
    ledger,
    lists,
    pair_days,
    places,
    posted,
    postings,
)
from communique.record.search import event_words, words_of_event
from communique.record.writing import insert_rows

_NEVER = -(10**9)
"""No shift of days."""


class _Row(NamedTuple):
    """A row of ``posted``."""

    number: int
    what: str
    id: str
    part: str
    article_id: str | None
    day: int
    at: int
    first: int
    last: int
    weight: int
    lists: bytes
    counted: bytes
    act: str


_Names = dict[int, tuple[str, str, str]]
"""What, name and word of lists, by their numbers."""


def clear(connection: Connection) -> None:
    """Empty all lists, before everything is posted again."""
    for table in (postings, posted, lists, pair_days, places, event_words):
        connection.execute(delete(table))


def post_events(
    connection: Connection,
    old: Iterable[str],
    found: Iterable[Event],
    told: Mapping[str, Claim],
) -> None:
    """Post these events, of the claims ``told``, in the place of those with the ``old`` ids."""
    new = list(found)
    standings = [event_standing(e, [told[c] for c in e.claims]) for e in new]
    gone = {number_of("event", id) for id in old}
    _replace(connection, gone, standings)
    spoken = {number_of("event", e.id): words_of_event(told[c] for c in e.claims) for e in new}
    _speak(connection, gone, spoken)
    _place(connection, [told[c] for e in new for c in e.claims])


def repost_events(connection: Connection, old: Iterable[str], found: Sequence[Event]) -> None:
    """As ``post_events``; the claims are looked up."""
    told = _shown(connection, [c for e in found for c in e.claims])
    post_events(connection, old, found, told)


def post_entries(connection: Connection, old: Iterable[str], found: Iterable[LedgerEntry]) -> None:
    """Post these ledger entries in the place of those with the ``old`` ids."""
    new = [entry_standing(entry) for entry in found]
    _replace(connection, {number_of("entry", id) for id in old}, new)


def post_articles(connection: Connection, due: Iterable[str]) -> None:
    """Post these articles, by id, and the claims of them that are shown now."""
    for part in chunks(due):
        kept = select(posted.c.number).where(posted.c.article_id.in_(part))
        old = set(connection.scalars(kept))
        standings = [
            article_standing(article_from_row(row))
            for row in connection.execute(select(articles).where(articles.c.id.in_(part))).all()
        ]
        shown = select(claims.c.form).where(claims.c.article_id.in_(part), claims.c.shown)
        standings += [claim_standing(load_claim(f)) for f in connection.scalars(shown).all()]
        _replace(connection, old, standings)


def posting_problems(connection: Connection) -> Iterator[tuple[str, str]]:
    """What is posted against what should be, and the counts against what is posted: (table, id)."""
    seen = heard = 0
    for found, told in _every_event(connection):
        standings = [event_standing(e, [told[c] for c in e.claims if c in told]) for e in found]
        yield from _misposted(connection, standings)
        kept = _spoken(connection, [s.number for s in standings])
        for event, standing in zip(found, standings, strict=True):
            words = words_of_event(told[c] for c in event.claims if c in told)
            if kept.get(standing.number) != words:
                yield "event_words", event.id
        seen, heard = seen + len(standings), heard + len(kept)
    for standings in _the_others(connection):
        yield from _misposted(connection, standings)
        seen += len(standings)
    for table, n in ((posted, seen), (event_words, heard)):
        if connection.scalar(select(func.count()).select_from(table)) != n:
            yield table.name, "too many"
    yield from _miscounted(connection)


def _misposted(connection: Connection, standings: list[Standing]) -> Iterator[tuple[str, str]]:
    rows = {s.number: _posted_row(s, {}) for s in standings}
    kept = _kept(connection, rows)
    for number, row in rows.items():
        if kept.get(number) != row:
            yield "posted", row.id


def _every_event(connection: Connection) -> Iterator[tuple[list[Event], dict[str, Claim]]]:
    for part in chunks(keys(connection, events.c.id)):
        forms = connection.scalars(select(events.c.form).where(events.c.id.in_(part))).all()
        found = [msgspec.json.decode(form, type=Event) for form in forms]
        yield found, _shown(connection, [c for e in found for c in e.claims])


def _the_others(connection: Connection) -> Iterator[list[Standing]]:
    for part in chunks(keys(connection, ledger.c.id)):
        forms = connection.scalars(select(ledger.c.form).where(ledger.c.id.in_(part))).all()
        yield [entry_standing(msgspec.json.decode(f, type=LedgerEntry)) for f in forms]
    for part in chunks(keys(connection, articles.c.id)):
        rows = connection.execute(select(articles).where(articles.c.id.in_(part))).all()
        yield [article_standing(article_from_row(row)) for row in rows]
        shown = select(claims.c.form).where(claims.c.article_id.in_(part), claims.c.shown)
        yield [claim_standing(load_claim(f)) for f in connection.scalars(shown).all()]


def _miscounted(connection: Connection) -> Iterator[tuple[str, str]]:
    counts: Counter[int] = Counter()
    walked: Counter[int] = Counter()
    between: Counter[Pair] = Counter()
    query = select(posted)
    for row in connection.execute(query.execution_options(yield_per=500)):
        walked.update(unpacked(row.lists))
        counts.update(unpacked(row.counted))
        words, pairs = _counts(row.act, row.first, row.last)
        counts.update(list_number("event", *word) for word in words)
        between.update(pairs)
    counts.update(walked)
    length = select(postings.c.list, func.count()).group_by(postings.c.list)
    for number, n in connection.execute(length):
        if walked.pop(number, 0) != n:
            yield "postings", str(number)
    yield from (("postings", str(number)) for number in walked)
    first = case((posted.c.first > 0, posted.c.first - posted.c.day))
    span = case((posted.c.first > 0, posted.c.last - posted.c.first))
    same = and_(
        posted.c.day == postings.c.day,
        posted.c.at == postings.c.at,
        posted.c.weight == postings.c.weight,
        func.coalesce(first, _NEVER) == func.coalesce(postings.c.shift, _NEVER),
        func.coalesce(span, _NEVER) == func.coalesce(postings.c.span, _NEVER),
    )
    joined = select(posted.c.id).join(postings, postings.c.number == posted.c.number)
    yield from (("postings", id) for id in connection.scalars(joined.where(~same)).unique())
    for row in connection.execute(select(lists)):
        right = list_number(row.what, row.name, row.word) == row.number
        if counts.pop(row.number, 0) != row.n or not right:
            yield "lists", f"{row.what} {row.name} {row.word}"
    yield from (("lists", str(number)) for number in counts)
    for row in connection.execute(select(pair_days)):
        if between.pop(Pair(*row[:-1]), 0) != row.n:
            yield "pair_days", f"{row.actor}>{row.recipient}"
    yield from (("pair_days", f"{pair.actor}>{pair.recipient}") for pair in between)


def unpacked(numbers: bytes) -> tuple[int, ...]:
    """The lists of a row of ``posted``."""
    return struct.unpack(f"<{len(numbers) // 8}q", numbers)


def _packed(what: What, words: Iterable[Word], named: _Names) -> bytes:
    numbers = []
    for name, word in words:
        number = list_number(what, name, word)
        named[number] = (what, name, word)
        numbers.append(number)
    numbers.sort()
    return struct.pack(f"<{len(numbers)}q", *numbers)


def _counts(form: str, first: int, last: int) -> tuple[list[Word], list[Pair]]:
    if not form:
        return [], []
    type, actors, recipients, quad, so = msgspec.json.decode(form)
    return act_counts(Act(type, tuple(actors), tuple(recipients), quad, so), first, last)


def _posted_row(standing: Standing, named: _Names) -> _Row:
    return _Row(
        number=standing.number,
        what=standing.what,
        id=standing.id,
        part=standing.part,
        article_id=standing.article,
        day=standing.day,
        at=standing.at,
        first=standing.first,
        last=standing.last,
        weight=standing.weight,
        lists=_packed(standing.what, standing.words, named),
        counted=_packed(standing.what, standing.counted, named),
        act=msgspec.json.encode(standing.act).decode() if standing.act else "",
    )


def _kept(connection: Connection, numbers: Iterable[int]) -> dict[int, _Row]:
    found: dict[int, _Row] = {}
    for part in chunks(numbers):
        query = select(*(posted.c[name] for name in _Row._fields))
        for row in connection.execute(query.where(posted.c.number.in_(part))):
            kept = _Row(*row)
            found[kept.number] = kept._replace(lists=bytes(kept.lists), counted=bytes(kept.counted))
    return found


def _replace(connection: Connection, old: set[int], new: Sequence[Standing]) -> None:
    named: _Names = {}
    rows = {(row := _posted_row(s, named)).number: row for s in new}
    kept = _kept(connection, sorted(old | rows.keys()))
    gone = [row for number, row in kept.items() if rows.get(number) != row]
    come = [row for number, row in rows.items() if kept.get(number) != row]
    if not gone and not come:
        return
    _write(connection, gone, come)
    _count(connection, gone, come, named)


def _write(connection: Connection, gone: Sequence[_Row], come: Sequence[_Row]) -> None:
    _many(
        connection,
        'DELETE FROM postings WHERE "list" = ? AND "day" = ? AND "at" = ? AND "number" = ?',
        [(here, r.day, r.at, r.number) for r in gone for here in unpacked(r.lists)],
    )
    _many(connection, 'DELETE FROM posted WHERE "number" = ?', [(row.number,) for row in gone])
    _many(
        connection,
        'INSERT INTO postings ("list", "day", "at", "number", "shift", "span", "weight") '
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (here, r.day, r.at, r.number, *_days(r), r.weight)
            for r in come
            for here in unpacked(r.lists)
        ],
    )
    names = ", ".join(f'"{name}"' for name in _Row._fields)
    marks = ", ".join("?" * len(_Row._fields))
    _many(connection, f"INSERT INTO posted ({names}) VALUES ({marks})", come)


def _days(row: _Row) -> tuple[int, int] | tuple[None, None]:
    return (row.first - row.day, row.last - row.first) if row.first else (None, None)


def _count(
    connection: Connection,
    gone: Sequence[_Row],
    come: Sequence[_Row],
    named: _Names,
) -> None:
    counts: Counter[int] = Counter()
    pairs: Counter[Pair] = Counter()
    for rows, by in ((gone, -1), (come, 1)):
        for row in rows:
            words, between = _counts(row.act, row.first, row.last)
            for number in (*unpacked(row.lists), *unpacked(row.counted)):
                counts[number] += by
            for word in words:
                number = list_number("event", *word)
                named[number] = ("event", *word)
                counts[number] += by
            for pair in between:
                pairs[pair] += by
    _many(
        connection,
        'INSERT INTO lists ("number", "what", "name", "word", "n") VALUES (?, ?, ?, ?, ?) '
        'ON CONFLICT ("number") DO UPDATE SET "n" = lists."n" + excluded."n"',
        [(number, *named[number], n) for number, n in counts.items() if n > 0],
    )
    fewer = [(n, number) for number, n in counts.items() if n < 0]
    _many(connection, 'UPDATE lists SET "n" = "n" + ? WHERE "number" = ?', fewer)
    emptied = [(number,) for _, number in fewer]
    _many(connection, 'DELETE FROM lists WHERE "number" = ? AND "n" <= 0', emptied)
    key = ", ".join(f'"{name}"' for name in Pair._fields)
    _many(
        connection,
        f'INSERT INTO pair_days ({key}, "n") VALUES ({", ".join("?" * len(Pair._fields))}, ?) '
        f'ON CONFLICT ({key}) DO UPDATE SET "n" = pair_days."n" + excluded."n"',
        [(*pair, n) for pair, n in pairs.items() if n],
    )
    these = " AND ".join(f'"{name}" = ?' for name in Pair._fields)
    lost = [pair for pair, n in pairs.items() if n < 0]
    _many(connection, f'DELETE FROM pair_days WHERE {these} AND "n" <= 0', lost)


def _many(connection: Connection, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Run a statement for each of the rows, in the order of their keys.

    Past SQLAlchemy, which takes longer to name the values of a row than SQLite to write it.
    """
    if rows:
        if connection.dialect.name == "postgresql":
            statement = statement.replace("?", "%s")
        connection.exec_driver_sql(statement, sorted(tuple(row) for row in rows))


def _speak(connection: Connection, old: set[int], new: Mapping[int, str]) -> None:
    """Put the words of events into the search index, those of the ``old`` ones out."""
    kept = _spoken(connection, sorted(old | new.keys()))
    gone = [(number,) for number, words in kept.items() if new.get(number) != words]
    come = [(number, words) for number, words in new.items() if kept.get(number) != words]
    _many(connection, 'DELETE FROM event_words WHERE "rowid" = ?', gone)
    _many(connection, 'INSERT INTO event_words ("rowid", "words") VALUES (?, ?)', come)


def _spoken(connection: Connection, numbers: Iterable[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for part in chunks(numbers):
        query = select(event_words).where(event_words.c.rowid.in_(part))
        found.update(connection.execute(query).all())
    return found


def _place(connection: Connection, told: Iterable[Claim]) -> None:
    found: dict[int, Row] = {}
    for place in sorted((p for c in told for p in c.where), key=lambda p: p.name or p.text):
        known = place.geonames_id is not None and place.latitude is not None
        if known and place.longitude is not None:
            row = {
                "geonames": place.geonames_id,
                "name": place.name or place.text,
                "latitude": place.latitude,
                "longitude": place.longitude,
                "precision": place.precision,
            }
            found.setdefault(int(place.geonames_id or 0), row)
    insert_rows(connection, places, list(found.values()), ignore=True)


def _shown(connection: Connection, ids: Iterable[str]) -> dict[str, Claim]:
    told: dict[str, Claim] = {}
    for part in chunks(ids):
        query = select(claims.c.form).where(claims.c.id.in_(part), claims.c.shown)
        told.update({c.id: c for c in map(load_claim, connection.scalars(query).all())})
    return told
