"""Assembling what is due, and keeping the result; is what is kept still right?

Events are assembled block by block (claims of one type, flags and parties), page differences page
by page, copies by the signatures that meet; only what new readings or judgements touch is done
again. The ledger is one web of words and deeds: it is assembled whole when a claim that may
belong to it comes or goes. The result never depends on the order or the number of readings, but
for the ids of events and entries: those live on (``communique.record.identity``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, delete, func, insert, select, update

from communique.model import Article, Claim, Event, LedgerEntry, RevisionRow, load_claim
from communique.record.assembly import ASSEMBLY_VERSION
from communique.record.events import assemble_events
from communique.record.identity import Membership, Successions, renamed, succeed
from communique.record.judging import all_ties, lay_over
from communique.record.layer import Ties
from communique.record.ledger import LEDGER_TYPES, assemble_ledger
from communique.record.origins import find_origins
from communique.record.revisions import lost_claims as find_lost
from communique.record.revisions import page_revisions
from communique.record.rows import (
    Row,
    article_from_row,
    claim_row,
    entry_row,
    event_row,
    party_rows,
    revision_row,
)
from communique.record.schema import (
    articles,
    claims,
    dirty,
    event_claims,
    event_parties,
    events,
    ledger,
    ledger_changes,
    lost_claims,
    meta,
    reading_claims,
    readings,
    redirects,
    revisions,
    signatures,
)
from communique.record.search import claim_words, words_row
from communique.record.writing import add_article, insert_rows

_STREAM = {"yield_per": 500}
_BATCH = 200  # blocks or pages at a time
MARK = "assembled"


def is_due(connection: Connection) -> bool:
    """True when something is to be assembled again."""
    if connection.scalar(select(meta.c.value).where(meta.c.key == MARK)) != _mark():
        return connection.execute(select(readings.c.coder).limit(1)).first() is not None
    return connection.execute(select(dirty.c.what).limit(1)).first() is not None


def rebuild_connection(connection: Connection) -> bool:
    """Assemble what is due; False where nothing was."""
    if not is_due(connection):
        return False
    due: dict[str, set[str]] = defaultdict(set)
    for what, key in connection.execute(select(dirty.c.what, dirty.c.key)):
        due[what].add(key)
    whole = "all" in due
    if connection.scalar(select(meta.c.value).where(meta.c.key == MARK)) != _mark():
        whole = True
    if whole:
        _complete(connection)
        due["article"] = set(connection.scalars(select(articles.c.id).distinct()))
        due["block"] = set(
            connection.scalars(select(claims.c.block).where(claims.c.block.is_not(None)).distinct())
        ) | set(connection.scalars(select(events.c.block).distinct()))
        due["block"].discard(None)
    due["block"] |= find_origins(connection, due["article"])
    _events(connection, due["block"], stale=whole)
    _pages(connection, due["article"])
    if whole or "ledger" in due or _newest(connection) != _meta(connection, "ledger as of"):
        _ledger(connection)
    connection.execute(delete(dirty))
    _set(connection, MARK, _mark())
    return True


def problems(connection: Connection) -> Iterator[tuple[str, str]]:
    """What is kept against what would be assembled now: (table, id or key)."""
    known = all_ties(connection)
    blocks = sorted(
        connection.scalars(
            select(claims.c.block).where(claims.c.block.is_not(None), claims.c.shown).distinct()
        )
    )
    stray = select(events.c.id).where(
        events.c.block.is_(None)
        | events.c.block.not_in(
            select(claims.c.block).where(claims.c.block.is_not(None), claims.c.shown)
        )
    )
    for id in connection.scalars(stray):
        yield "event", id
    for group in _units(blocks, known, connection):
        old = _old_events(connection, group)
        fresh, coders, block_of = _fresh_events(connection, group, known)
        ids = succeed(old, {e.id: _members(e.claims, coders) for e in fresh}).ids
        for table, rows in _event_rows(renamed(fresh, ids, _id), coders, block_of):
            column = table.c.id if table is events else table.c.event_id
            theirs = select(events.c.id).where(events.c.block.in_(group))
            yield from _differing(connection, table, rows, column.in_(theirs))
    for page in _of_interest(
        connection, connection.scalars(select(articles.c.page).distinct()).all()
    ):
        rows, lost = _page(connection, page)
        yield from _differing(connection, revisions, rows, revisions.c.page == page)
        yield from _differing(connection, lost_claims, lost, lost_claims.c.page == page)
    entries, coders = _fresh_ledger(connection)
    ids = succeed(_old_entries(connection), _entry_members(entries, coders)).ids
    for table, rows in _entry_rows(renamed(entries, ids, _id), coders):
        yield from _differing(connection, table, rows, None)


def _differing(
    connection: Connection, table: Table, rows: Sequence[Row], where: Any
) -> Iterator[tuple[str, str]]:
    names = [column.name for column in table.columns]
    query = select(table) if where is None else select(table).where(where)
    kept = {tuple(row) for row in connection.execute(query)}
    wanted = {tuple(row[name] for name in names) for row in rows}
    for row in sorted(kept ^ wanted, key=str):
        yield table.name, str(row[0])


# ---- what an older version left out ----


def _complete(connection: Connection) -> None:
    """Fill the columns, the search index and the signatures of articles that lack them."""
    now = (
        select(readings.c.coder)
        .where(
            reading_claims.c.claim_id == claims.c.id,
            reading_claims.c.coder == claims.c.coder,
            readings.c.article_id == reading_claims.c.article_id,
            readings.c.content_hash == reading_claims.c.content_hash,
            readings.c.coder == reading_claims.c.coder,
            readings.c.current,
        )
        .exists()
    )
    lacking = claims.c.current.is_(None)
    for row in connection.execute(select(claims).where(lacking)).all():
        claim = load_claim(row.form)
        insert_rows(connection, claim_words, [words_row(claim)], ignore=False)
        connection.execute(
            update(claims)
            .where(claims.c.id == row.id, claims.c.coder == row.coder)
            .values(block=claim_row(claim, row.content_hash)["block"])
        )
    connection.execute(update(claims).where(lacking).values(current=now, shown=now))
    signed = select(signatures.c.article_id).where(
        signatures.c.article_id == articles.c.id,
        signatures.c.content_hash == articles.c.content_hash,
    )
    for row in connection.execute(select(articles).where(~signed.exists())).all():
        add_article(connection, article_from_row(row))
    for article in connection.scalars(select(articles.c.id).distinct()).all():
        lay_over(connection, article)


# ---- events ----


def _events(connection: Connection, due: set[str], *, stale: bool) -> None:
    known = all_ties(connection)
    orphans: dict[str, frozenset[str]] = {}
    settled: set[str] = set()
    for group in _units(sorted(due), known, connection):
        old = _old_events(connection, group)
        fresh, coders, block_of = _fresh_events(connection, group, known)
        found = succeed(old, {e.id: _members(e.claims, coders) for e in fresh})
        _unique(connection, found, old)
        _drop_events(connection, old)
        for table, rows in _event_rows(renamed(fresh, found.ids, _id), coders, block_of):
            insert_rows(connection, table, rows)
        settled |= set(found.ids.values()) & old.keys()
        for id, heir in found.gone.items():
            if heir is None:
                orphans[id] = old[id].claims
            else:
                _redirect(connection, id, heir)
    if stale:
        connection.execute(
            delete(event_claims).where(
                event_claims.c.event_id.in_(select(events.c.id).where(events.c.block.is_(None)))
            )
        )
        for row in connection.execute(select(events.c.form).where(events.c.block.is_(None))).all():
            event = msgspec.json.decode(row.form, type=Event)
            orphans[event.id] = frozenset(event.claims)
        connection.execute(delete(events).where(events.c.block.is_(None)))
    _adopt(connection, orphans, settled)
    alive = select(events.c.id)
    connection.execute(delete(redirects).where(redirects.c.old.in_(alive)))


def _units(blocks: Iterable[str], ties: Ties, connection: Connection) -> Iterator[list[str]]:
    """Blocks in batches; those whose claims people put together are in one."""
    told = {id for pair in ties.together for id in pair}
    linked: dict[str, set[str]] = {}
    if told:
        home = dict(
            connection.execute(
                select(claims.c.id, claims.c.block).where(claims.c.id.in_(told), claims.c.shown)
            ).all()
        )
        for one, other in sorted(ties.together):
            a, b = home.get(one), home.get(other)
            if a and b:
                both = linked.get(a, {a}) | linked.get(b, {b})
                for block in both:
                    linked[block] = both
    done: set[str] = set()
    plain = []
    for block in blocks:
        if block in linked:
            if block not in done:
                done |= linked[block]
                yield sorted(linked[block])
        else:
            plain.append(block)
    source = iter(plain)
    while group := list(islice(source, _BATCH)):
        yield group


def _old_events(connection: Connection, blocks: Sequence[str]) -> dict[str, Membership]:
    query = select(events.c.form).where(events.c.block.in_(blocks))
    found = [msgspec.json.decode(form, type=Event) for form in connection.scalars(query)]
    articles_of = _articles_of(connection, [c for e in found for c in e.claims])
    return {
        e.id: Membership(
            frozenset(e.claims), frozenset(articles_of[c] for c in e.claims if c in articles_of)
        )
        for e in found
    }


def _articles_of(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for at in range(0, len(ids), 500):
        query = select(claims.c.id, claims.c.article_id).where(claims.c.id.in_(ids[at : at + 500]))
        found.update(connection.execute(query).all())
    return found


_Coders = dict[str, tuple[str, str]]
"""By claim id: its coder and its article."""


def _fresh_events(
    connection: Connection, blocks: Sequence[str], ties: Ties
) -> tuple[list[Event], _Coders, str | dict[str, str]]:
    query = select(
        claims.c.id, claims.c.coder, claims.c.article_id, claims.c.form, claims.c.block
    ).where(claims.c.block.in_(blocks), claims.c.shown)
    found: list[Claim] = []
    coders: _Coders = {}
    block_of: dict[str, str] = {}
    for row in connection.execute(query):
        found.append(load_claim(row.form))
        coders[row.id] = (row.coder, row.article_id)
        block_of[row.id] = row.block
    origins = _origins(connection, {c.article.id for c in found})
    return assemble_events(found, ties=ties, origins=origins), coders, block_of


def _origins(connection: Connection, ids: set[str]) -> dict[str, tuple[str, str | None]]:
    found: dict[str, str] = {}
    wanted = sorted(ids)
    for at in range(0, len(wanted), 500):
        query = (
            select(signatures.c.article_id, signatures.c.origin)
            .where(
                signatures.c.article_id.in_(wanted[at : at + 500]), signatures.c.origin.is_not(None)
            )
            .order_by(signatures.c.content_hash)
        )
        found.update(connection.execute(query).all())
    credits: dict[str, str | None] = {}
    pages = sorted(set(found.values()))
    for at in range(0, len(pages), 500):
        named = (
            select(signatures.c.origin, func.min(signatures.c.credit))
            .where(signatures.c.origin.in_(pages[at : at + 500]))
            .group_by(signatures.c.origin)
        )
        credits.update(connection.execute(named).all())
    return {article: (origin, credits.get(origin)) for article, origin in found.items()}


def _members(ids: Iterable[str], coders: _Coders) -> Membership:
    listed = list(ids)
    return Membership(frozenset(listed), frozenset(coders[c][1] for c in listed))


def _event_rows(
    found: Sequence[Event], coders: _Coders, block_of: str | dict[str, str]
) -> list[tuple[Table, list[Row]]]:
    assert isinstance(block_of, dict)
    links: list[Row] = [
        {"event_id": e.id, "claim_id": c, "coder": coders[c][0]} for e in found for c in e.claims
    ]
    return [
        (events, [event_row(e, min(block_of[c] for c in e.claims)) for e in found]),
        (event_claims, links),
        (event_parties, [row for e in found for row in party_rows(e)]),
    ]


def _unique(connection: Connection, found: Successions, old: dict[str, Membership]) -> None:
    """No new event takes the id that an event of another block has."""
    fresh = [id for id in found.ids.values() if id not in old]
    for at in range(0, len(fresh), 500):
        query = select(events.c.id).where(events.c.id.in_(fresh[at : at + 500]))
        for id in connection.scalars(query).all():
            own = next(k for k, v in found.ids.items() if v == id)
            found.ids[own] = id[:1] + id[1:].translate(_TURNED)


_TURNED = str.maketrans("0123456789abcdef", "fedcba9876543210")


def _drop_events(connection: Connection, old: Iterable[str]) -> None:
    ids = sorted(old)
    for at in range(0, len(ids), 500):
        part = ids[at : at + 500]
        for table in (event_claims, event_parties):
            connection.execute(delete(table).where(table.c.event_id.in_(part)))
        connection.execute(delete(events).where(events.c.id.in_(part)))


def _adopt(connection: Connection, orphans: dict[str, frozenset[str]], settled: set[str]) -> None:
    """Old events whose claims moved to other blocks: their id goes with most of the claims."""
    for id, members in sorted(orphans.items()):
        query = (
            select(event_claims.c.event_id, func.count().label("n"))
            .where(event_claims.c.claim_id.in_(sorted(members)))
            .group_by(event_claims.c.event_id)
            .order_by(func.count().desc(), event_claims.c.event_id)
        )
        row = connection.execute(query).first()
        if row is None:
            _redirect(connection, id, None)
        elif row.event_id in settled or row.n * 2 < len(members):
            _redirect(connection, id, row.event_id)
        else:
            _rename(connection, row.event_id, id)
            settled.add(id)


def _rename(connection: Connection, old: str, new: str) -> None:
    row = connection.execute(select(events).where(events.c.id == old)).one()
    event = msgspec.structs.replace(msgspec.json.decode(row.form, type=Event), id=new)
    connection.execute(insert(events), [event_row(event, row.block)])
    for table in (event_claims, event_parties):
        connection.execute(update(table).where(table.c.event_id == old).values(event_id=new))
    connection.execute(delete(events).where(events.c.id == old))


def _redirect(connection: Connection, old: str, new: str | None) -> None:
    connection.execute(delete(redirects).where(redirects.c.old == old))
    connection.execute(insert(redirects), [{"old": old, "new": new}])
    connection.execute(update(redirects).where(redirects.c.new == old).values(new=new))


# ---- pages ----


def _pages(connection: Connection, due: set[str]) -> None:
    ids = sorted(due)
    found: set[str] = set()
    for at in range(0, len(ids), 500):
        query = select(articles.c.page).where(articles.c.id.in_(ids[at : at + 500]))
        found |= set(connection.scalars(query))
    for page in _of_interest(connection, sorted(found)):
        rows, lost = _page(connection, page)
        connection.execute(delete(revisions).where(revisions.c.page == page))
        connection.execute(delete(lost_claims).where(lost_claims.c.page == page))
        insert_rows(connection, revisions, rows)
        insert_rows(connection, lost_claims, lost, ignore=True)


def _of_interest(connection: Connection, pages: Sequence[str]) -> list[str]:
    """The pages that have versions to compare or report a change, and those that had."""
    found: set[str] = set()
    for at in range(0, len(pages), 500):
        part = pages[at : at + 500]
        several = (
            select(articles.c.page)
            .where(articles.c.page.in_(part))
            .group_by(articles.c.page)
            .having(func.count() > 1)
        )
        reporting = (
            select(articles.c.page)
            .join_from(articles, claims, claims.c.article_id == articles.c.id)
            .where(articles.c.page.in_(part), claims.c.kind == "revision")
        )
        had = select(revisions.c.page).where(revisions.c.page.in_(part))
        lost = select(lost_claims.c.page).where(lost_claims.c.page.in_(part))
        for query in (several, reporting, had, lost):
            found |= set(connection.scalars(query))
    return sorted(found)


def _page(connection: Connection, page: str) -> tuple[list[Row], list[Row]]:
    """The wording changes of a page, and the claims whose words are gone from it."""
    found = connection.execute(
        select(articles)
        .where(articles.c.page == page)
        .order_by(articles.c.id, articles.c.content_hash)
    ).all()
    versions = [article_from_row(row) for row in found]
    seen = {(row.id, row.content_hash): row.first_seen for row in found}
    # An article under one given id may be on two pages: the first has its claims.
    first = select(func.min(articles.c.page)).where(articles.c.id == claims.c.article_id)
    query = select(claims.c.form).where(
        claims.c.article_id.in_([v.id for v in versions]),
        claims.c.shown,
        first.scalar_subquery() == page,
    )
    if len(versions) < 2:
        query = query.where(
            claims.c.article_id.in_(
                select(claims.c.article_id).where(
                    claims.c.article_id.in_([v.id for v in versions]), claims.c.kind == "revision"
                )
            )
        )
    said = [load_claim(form) for form in connection.scalars(query)]
    if not said and len(versions) < 2:
        return [], []
    changes: list[RevisionRow] = page_revisions(page, versions, said)
    lost = find_lost(versions, said)
    return (
        [revision_row(change) for change in changes],
        [
            {
                "claim_id": claim,
                "page": page,
                "since": version.modified or seen[version.id, version.content_hash],
                "content_hash": version.content_hash,
            }
            for claim, version in lost
        ],
    )


# ---- the ledger ----


def _fresh_ledger(connection: Connection) -> tuple[list[LedgerEntry], _Coders]:
    query = select(claims.c.id, claims.c.coder, claims.c.article_id, claims.c.form).where(
        claims.c.shown, claims.c.type.in_(LEDGER_TYPES)
    )
    found = []
    coders: _Coders = {}
    for row in connection.execute(query, execution_options=_STREAM):
        found.append(load_claim(row.form))
        coders[row.id] = (row.coder, row.article_id)
    return assemble_ledger(found, as_of=_newest(connection)), coders


def _ledger(connection: Connection) -> None:
    entries, coders = _fresh_ledger(connection)
    found = succeed(_old_entries(connection), _entry_members(entries, coders))
    for table in (ledger_changes, ledger):
        connection.execute(delete(table))
    for table, rows in _entry_rows(renamed(entries, found.ids, _id), coders):
        insert_rows(connection, table, rows)
    for id, heir in found.gone.items():
        _redirect(connection, id, heir)
    connection.execute(delete(redirects).where(redirects.c.old.in_(select(ledger.c.id))))
    _set(connection, "ledger as of", _newest(connection) or "")


def _old_entries(connection: Connection) -> dict[str, Membership]:
    query = select(ledger.c.form)
    found = [msgspec.json.decode(form, type=LedgerEntry) for form in connection.scalars(query)]
    articles_of = _articles_of(connection, [c for e in found for c in e.claims])
    return {
        e.id: Membership(
            frozenset(e.claims), frozenset(articles_of[c] for c in e.claims if c in articles_of)
        )
        for e in found
    }


def _entry_members(entries: Sequence[LedgerEntry], coders: _Coders) -> dict[str, Membership]:
    return {e.id: _members(e.claims, coders) for e in entries}


def _entry_rows(entries: Sequence[LedgerEntry], coders: _Coders) -> list[tuple[Table, list[Row]]]:
    changes: list[Row] = [
        {
            "entry_id": entry.id,
            "position": position,
            "status": change.status,
            "claim_id": change.claim,
            "coder": coders[change.claim][0],
            "date": change.date,
        }
        for entry in entries
        for position, change in enumerate((*entry.history, *entry.contested))
    ]
    return [(ledger, [entry_row(e) for e in entries]), (ledger_changes, changes)]


# ---- small things ----


def _id(item: Any) -> str:
    return str(item.id)


def _newest(connection: Connection) -> str | None:
    """The day up to which the record reaches: deadlines before it have passed."""
    found: str | None = connection.scalar(select(func.max(articles.c.published)))
    return found


def _mark() -> str:
    return str(ASSEMBLY_VERSION)


def _meta(connection: Connection, key: str) -> str | None:
    found: str | None = connection.scalar(select(meta.c.value).where(meta.c.key == key))
    return found


def _set(connection: Connection, key: str, value: str) -> None:
    connection.execute(delete(meta).where(meta.c.key == key))
    connection.execute(insert(meta), [{"key": key, "value": value}])


def versions_of(connection: Connection, page: str) -> list[Article]:
    """The versions of a page that the record has."""
    query = select(articles).where(articles.c.page == page)
    return [article_from_row(row) for row in connection.execute(query)]
