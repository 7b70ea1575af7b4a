"""What the filters of the reading room come to: lists to walk, days, rows to ask."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Select, Table, func, select

from communique.model import FormatError, date_range
from communique.record import walking
from communique.record.asked import ClaimFilter, EventFilter, LedgerFilter
from communique.record.facets import What, Word, code_of, folded, list_number, words_of
from communique.record.schema import articles, claims, event_claims, posted
from communique.record.search import claim_words, event_words, holds
from communique.record.walking import Few, Wanted

_FLAGS = ("negated", "future", "hypothetical", "historical")


def events_wanted(connection: Connection, f: EventFilter) -> Wanted:
    """What an event must be.

    Raises:
        FormatError: a date is none, or there is no word to search for.
    """
    words = _codes(
        ("actor", f.actor),
        ("recipient", f.recipient),
        ("attributed_to", f.attributed_to),
    )
    words += [("type", f.type.upper())] if f.type else []
    words += [
        (name, value.casefold())
        for name, value in (
            ("mode", f.mode),
            ("context", f.context),
            ("quad", f.quad),
            ("factuality", f.factuality),
        )
        if value
    ]
    if f.place:
        number = f.place.strip().isdecimal()
        words.append(("place", f.place.strip()) if number else ("place name", folded(f.place)))
    among = []
    if f.article is not None:
        told, of = posted.alias(), posted.alias()
        query = (
            select(of.c.number)
            .select_from(told)
            .join(event_claims, event_claims.c.claim_id == told.c.id)
            .join(of, of.c.id == event_claims.c.event_id)
            .where(told.c.article_id == f.article, _is(told, "claim"), _is(of, "event"))
        )
        among.append(_few(connection, query))
    if f.search is not None:
        among.append(_searched(connection, event_words, f.search))
    since, until = bounds(f.since, f.until)
    return Wanted(
        "event",
        _numbers("event", words),
        parties=_parties("event", f.party, "actor", "recipient"),
        since=since,
        until=until,
        among=tuple(among),
        within=f.within,
    )


def claims_wanted(connection: Connection, f: ClaimFilter) -> Wanted:
    """What a claim must be.

    Raises:
        FormatError: a date is none, or there is no word to search for.
    """
    words = _codes(
        ("actor", f.actor),
        ("recipient", f.recipient),
        ("source", f.source),
    )
    words += [("kind", f.kind.casefold())] if f.kind else []
    words += [("type", f.type.upper())] if f.type else []
    words += [("mode", f.mode.casefold())] if f.mode else []
    words += [("quad", f.quad.casefold())] if f.quad else []
    unlisted: list[Word] = []
    if f.certainty == "certain":
        unlisted += [("certainty", "probable"), ("certainty", "possible")]
    elif f.certainty:
        words.append(("certainty", f.certainty.casefold()))
    if f.negated is not None:
        (words if f.negated else unlisted).append(("negated", ""))
    among = []
    if f.article is not None:
        among.append(_few(connection, _of_articles(posted.c.article_id == f.article)))
    if f.page is not None:
        versions = select(articles.c.id).where(articles.c.page == f.page)
        among.append(_few(connection, _of_articles(posted.c.article_id.in_(versions))))
    if f.search is not None:
        among.append(_searched(connection, claim_words, f.search))
    least = f.min_confidence
    also = () if least is None else (lambda source: _at_least(source, least),)
    since, until = bounds(f.since, f.until)
    return Wanted(
        "claim",
        _numbers("claim", words),
        unlisted=_numbers("claim", unlisted),
        parties=_parties("claim", f.party, "actor", "recipient", "third", "source"),
        since=since,
        until=until,
        among=tuple(among),
        also=also,
    )


def entries_wanted(f: LedgerFilter) -> Wanted:
    """What a ledger entry must be.

    Raises:
        FormatError: a date is none, or there is no word to look for.
    """
    words = _codes(("by", f.by), ("to", f.to))
    words += [("kind", f.kind.casefold())] if f.kind else []
    words += [("status", f.status.casefold())] if f.status else []
    words += _titled(f.object)
    since, until = bounds(f.since, f.until)
    parties = _parties("entry", f.party, "by", "to", "third")
    return Wanted("entry", _numbers("entry", words), parties=parties, since=since, until=until)


def articles_wanted(
    *, search: str | None, publisher: str | None, since: str | None, until: str | None
) -> Wanted:
    """What an article must be.

    Raises:
        FormatError: a date is none, or there is no word to look for.
    """
    words = [("publisher", folded(publisher))] if publisher else []
    words += _titled(search)
    first, last = bounds(since, until)
    return Wanted("article", _numbers("article", words), since=first, until=last)


def bounds(since: str | None, until: str | None) -> tuple[int | None, int | None]:
    """The first and the last day, as numbers.

    Raises:
        FormatError: one is no EDTF date with a year.
    """
    first = date_range(since).first if since is not None else None
    last = date_range(until).last if until is not None else None
    if since is not None and first is None:
        raise FormatError(f"not a date to begin with: {since!r}")
    if until is not None and last is None:
        raise FormatError(f"not a date to end with: {until!r}")
    return first.toordinal() if first else None, last.toordinal() if last else None


def _codes(*given: tuple[str, str | None]) -> list[Word]:
    return [(name, code_of(code)) for name, code in given if code]


def _parties(what: What, code: str | None, *roles: str) -> tuple[int, ...]:
    return tuple(list_number(what, role, code_of(code)) for role in roles) if code else ()


def _titled(words: str | None) -> list[Word]:
    if words is None:
        return []
    found = words_of(words)
    if not found:
        raise FormatError(f"no words to search for: {words!r}")
    return [("word", word) for word in found]


def _numbers(what: What, words: list[Word]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(list_number(what, *word) for word in words))


def _few(connection: Connection, query: Select[Any]) -> Few:
    n = _counted(connection, query)
    return Few(query, n, lambda source: source.c.number.in_(query))


def _counted(connection: Connection, query: Select[Any]) -> int:
    """How many rows a query has; one more than ``MANY`` where they are more."""
    part = query.limit(walking.MANY + 1).subquery()
    return connection.scalar(select(func.count()).select_from(part)) or 0


def _of_articles(which: ColumnElement[bool]) -> Select[Any]:
    return select(posted.c.number).where(which, _is(posted, "claim"))


def _is(source: FromClause, what: What) -> ColumnElement[bool]:
    """True for a thing of this kind; written so that no index on the kind is thought to help."""
    return func.coalesce(source.c.what, "") == what


def _searched(connection: Connection, table: Table, words: str) -> Few:
    """What holds the words; ``table`` is the search index of its kind."""
    query = select(table.c.rowid).where(*holds(words, connection.dialect.name, table))
    n = _counted(connection, query)

    def asked(source: FromClause) -> ColumnElement[bool]:
        number = source.c.number
        if n <= walking.MANY:
            return number.in_(query)
        return query.where(table.c.rowid == number).exists()

    return Few(query, n, asked)


def _at_least(source: FromClause, confidence: float) -> ColumnElement[bool]:
    this = posted.alias()
    return (
        select(this.c.number)
        .join(claims, (claims.c.id == this.c.id) & (claims.c.coder == this.c.part))
        .where(this.c.number == source.c.number, claims.c.confidence >= confidence)
        .exists()
    )
