"""What a list can be narrowed by, where its events took place, who is in the record."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NoBase64
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, and_, case, func, or_, select

from communique.model import FormatError
from communique.record.asked import (
    FACET_CAP,
    MOST_VALUES,
    ActorCount,
    EventFilter,
    Facet,
    FacetValue,
    Page,
    PlacePoint,
    Places,
    PublisherCount,
    SourceCount,
)
from communique.record.batches import chunks
from communique.record.facets import What, code_of, list_number, month_of, words_of
from communique.record.postings import unpacked
from communique.record.schema import lists, places
from communique.record.walking import MOST_ROWS, Walk
from communique.record.wanted import events_wanted

FACETS = (
    "actor",
    "recipient",
    "type",
    "quad",
    "mode",
    "context",
    "month",
    "place",
    "factuality",
    "attributed_to",
)
ASKED_CAP = 500
"""Events over which facets are counted where each event is to be asked (``Walk.asks``)."""
PLACED_CAP = 2_000
"""Events with a known place that are looked at for a map, the latest."""
MOST_MONTHS = 36
MOST_PUBLISHERS = 1000

# ---- facets ----


def event_facets(connection: Connection, f: EventFilter) -> tuple[Facet, ...]:
    """See ``Views.event_facets``."""
    asked = [name for name in FACETS if getattr(f, name, None) is None]
    if f == EventFilter():
        counts = {name: _longest(connection, "event", name, MOST_VALUES) for name in asked}
        counts["month"] = _months(connection)
        return _facets(connection, counts, floor=False)
    walk = Walk(connection, events_wanted(connection, f))
    most = min(FACET_CAP, ASKED_CAP) if walk.asks else FACET_CAP
    numbers = [key.number for key in walk.rows("-date", most + 1)]
    floor = len(numbers) > most
    rows = _rows(connection, "SELECT lists, first, last FROM posted", numbers[:most])
    stands = Counter(unpacked(b"".join([row[0] for row in rows])))
    days = Counter([(row[1], row[2]) for row in rows])
    counts = {name: {} for name in asked}
    for number, name, word in _rows(connection, "SELECT number, name, word FROM lists", stands):
        if name in counts:
            counts[name][word] = stands[number]
    months: Counter[str] = Counter()
    for (first, last), n in days.items():
        if month := month_of(first, last):
            months[month] += n
    counts["month"] = dict(months)
    return _facets(connection, counts, floor=floor)


def _rows(connection: Connection, query: str, numbers: Iterable[int]) -> list[Any]:
    """The rows with these numbers; written out, for to bind thousands takes longer than to read."""
    found: list[Any] = []
    for part in chunks(numbers):
        wanted = ",".join(map(str, map(int, part)))
        found += connection.exec_driver_sql(f"{query} WHERE number IN ({wanted})").all()
    return found


def _facets(
    connection: Connection, counts: dict[str, dict[str, int]], *, floor: bool
) -> tuple[Facet, ...]:
    found = []
    for name in FACETS:
        values = counts.get(name, {})
        if name == "month":
            kept = [(word, values[word]) for word in sorted(values)[-MOST_MONTHS:]]
        else:
            ordered = sorted(values.items(), key=lambda value: (-value[1], value[0]))
            kept = ordered[:MOST_VALUES]
        labels = _place_names(connection, [w for w, _ in kept]) if name == "place" else {}
        shown = (FacetValue(value=w, label=labels.get(w, w), count=n) for w, n in kept)
        if kept:
            found.append(Facet(name=name, values=tuple(shown), floor=floor))
    return tuple(found)


def _place_names(connection: Connection, numbers: Sequence[str]) -> dict[str, str]:
    query = select(places.c.geonames, places.c.name)
    rows = connection.execute(query.where(places.c.geonames.in_([int(n) for n in numbers])))
    return {str(number): name for number, name in rows}


def _longest(connection: Connection, what: What, name: str, limit: int) -> dict[str, int]:
    query = (
        select(lists.c.word, lists.c.n)
        .where(lists.c.what == what, lists.c.name == name)
        .order_by(lists.c.n.desc(), lists.c.word.desc())
        .limit(limit)
    )
    return dict(connection.execute(query).all())


def _months(connection: Connection) -> dict[str, int]:
    query = (
        select(lists.c.word, lists.c.n)
        .where(lists.c.what == "event", lists.c.name == "month")
        .order_by(lists.c.word.desc())
        .limit(MOST_MONTHS)
    )
    return dict(connection.execute(query).all())


# ---- places ----


def event_places(connection: Connection, f: EventFilter, limit: int) -> Places:
    """See ``Views.places``."""
    counts: Counter[int] = Counter()
    floor = False
    if f == EventFilter():
        longest = _longest(connection, "event", "place", limit)
        counts.update({int(word): n for word, n in longest.items()})
    else:
        wanted = events_wanted(connection, f)
        here = list_number("event", "placed", "")
        walk = Walk(connection, wanted._replace(lists=(*wanted.lists, here)))
        numbers = [key.number for key in walk.rows("-date", PLACED_CAP + 1)]
        floor = len(numbers) > PLACED_CAP
        rows = _rows(connection, "SELECT lists FROM posted", numbers[:PLACED_CAP])
        stands = Counter(unpacked(b"".join([row[0] for row in rows])))
        for number, name, word in _rows(connection, "SELECT number, name, word FROM lists", stands):
            if name == "place":
                counts[int(word)] = stands[number]
    chosen = sorted(counts, key=lambda n: (-counts[n], n))[:limit]
    found: dict[int, PlacePoint] = {}
    for part in chunks(chosen):
        for row in connection.execute(select(places).where(places.c.geonames.in_(part))).all():
            found[row.geonames] = PlacePoint(
                geonames=row.geonames,
                name=row.name,
                lat=row.latitude,
                lon=row.longitude,
                n=counts[row.geonames],
                precision=row.precision,
            )
    return Places(points=tuple(found[n] for n in chosen if n in found), floor=floor)


# ---- who there is ----


def actors(
    connection: Connection,
    *,
    search: str | None,
    after: str | None,
    before: str | None,
    size: int,
) -> Page[ActorCount]:
    """See ``Views.actors``."""
    of_event = lists.c.what == "event"
    kinds = {
        "as_actor": and_(of_event, lists.c.name == "actor"),
        "as_recipient": and_(of_event, lists.c.name == "recipient"),
        "as_source": and_(lists.c.what == "claim", lists.c.name == "source"),
    }
    sums = [func.sum(case((is_so, lists.c.n), else_=0)).label(n) for n, is_so in kinds.items()]
    query = select(lists.c.word, func.sum(lists.c.n).label("n"), *sums)
    query = query.where(or_(*kinds.values())).group_by(lists.c.word)
    if search is not None:
        query = query.where(_is_called(connection, search))
    page = _by_length(connection, query.subquery(), after, before, size)
    return Page(
        items=tuple(
            ActorCount(
                code=row.word,
                as_actor=int(row.as_actor),
                as_recipient=int(row.as_recipient),
                as_source=int(row.as_source),
            )
            for row in page.items
        ),
        after=page.after,
        before=page.before,
        total=page.total,
    )


def _is_called(connection: Connection, search: str) -> Any:
    """The code begins with these words' letters, or what has it was called by all of them."""
    code = code_of(search)
    begins = and_(lists.c.word >= code, lists.c.word < code + "\U0010ffff")
    words = words_of(search)
    if not words:
        return begins
    named: set[str] | None = None
    for word in words:
        query = select(lists.c.word).where(lists.c.what == "claim", lists.c.name == f"name {word}")
        codes = set(connection.scalars(query))
        named = codes if named is None else named & codes
    return or_(begins, lists.c.word.in_(sorted(named or ())))


def sources(
    connection: Connection, *, after: str | None, before: str | None, size: int
) -> Page[SourceCount]:
    """See ``Views.sources``."""
    which = select(lists.c.word, lists.c.n).where(lists.c.what == "claim", lists.c.name == "source")
    page = _by_length(connection, which.subquery(), after, before, size)
    numbers = {list_number("claim", "quoted", row.word): row.word for row in page.items}
    quoted: dict[str, int] = {}
    for part in chunks(numbers):
        query = select(lists.c.number, lists.c.n).where(lists.c.number.in_(part))
        quoted.update({numbers[number]: n for number, n in connection.execute(query)})
    return Page(
        items=tuple(
            SourceCount(code=r.word, claims=r.n, quotations=quoted.get(r.word, 0))
            for r in page.items
        ),
        after=page.after,
        before=page.before,
        total=page.total,
    )


def publishers(connection: Connection) -> list[PublisherCount]:
    """See ``Views.publishers``."""
    found = _longest(connection, "article", "publisher name", MOST_PUBLISHERS)
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return [PublisherCount(name=name, articles=n) for name, n in ordered]


def counted(connection: Connection, what: What, name: str) -> dict[str, int]:
    """The lengths of all lists of a name, the longest first."""
    query = select(lists.c.word, lists.c.n).where(lists.c.what == what, lists.c.name == name)
    found: dict[str, int] = dict(connection.execute(query).all())
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def lengths(connection: Connection, *asked: tuple[What, str, str]) -> list[int]:
    """The lengths of some lists."""
    numbers = [list_number(*which) for which in asked]
    query = select(lists.c.number, lists.c.n).where(lists.c.number.in_(numbers))
    found: dict[int, int] = dict(connection.execute(query).all())
    return [found.get(number, 0) for number in numbers]


def _by_length(
    connection: Connection, rows: Any, after: str | None, before: str | None, size: int
) -> Page[Any]:
    """A page of words with their ``n``, the greatest first; equals by word, the last first."""
    if not 1 <= size <= MOST_ROWS:
        raise FormatError(f"a page has 1 to {MOST_ROWS} rows, not {size}")
    query = select(rows)
    key = after if after is not None else before
    if key is not None:
        n, word = _read_key(key)
        if before is None:
            query = query.where(or_(rows.c.n < n, and_(rows.c.n == n, rows.c.word < word)))
        else:
            query = query.where(or_(rows.c.n > n, and_(rows.c.n == n, rows.c.word > word)))
    if before is None:
        query = query.order_by(rows.c.n.desc(), rows.c.word.desc())
    else:
        query = query.order_by(rows.c.n, rows.c.word)
    found = list(connection.execute(query.limit(size + 1)))
    more = len(found) > size
    found = found[:size] if before is None else found[:size][::-1]
    on, off = (more, key is not None) if before is None else (True, more)
    return Page(
        items=tuple(found),
        after=_key(found[-1]) if found and on else None,
        before=_key(found[0]) if found and off else None,
        total=connection.scalar(select(func.count()).select_from(rows)) or 0,
    )


def _key(row: Any) -> str:
    word = urlsafe_b64encode(row.word.encode("utf-8", "surrogatepass")).decode()
    return f"{int(row.n)}.{word}"


def _read_key(key: str) -> tuple[int, str]:
    n, _, word = key.partition(".")
    try:
        return int(n), urlsafe_b64decode(word).decode("utf-8", "surrogatepass")
    except (ValueError, NoBase64):
        raise FormatError(f"not a key of a page: {key!r}") from None
