"""Who meets whom in the ledger of a record: questions to its tables, many at a time.

A ``LedgerIndex`` may have an overlay: claims that are hidden, and others that are there as well,
so that the ledger can be looked at as it would be (the claims as the coder read them, without what
people decided) while the tables stay as they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import BindParameter, Connection, Select, and_, bindparam, select

from communique.model import Claim, LedgerEntry, load_claim
from communique.record.answers import (
    ANSWER_DAYS,
    ANSWERED_KINDS,
    ANSWERS_OF,
    Answer,
    Draft,
    keys_of_answers,
    keys_of_entries,
)
from communique.record.batches import chunks
from communique.record.ledger import draft_of, kind_of
from communique.record.ledger_tables import (
    DELIVERY,
    Place,
    answer_meetings,
    in_slots,
    ledger_claims,
    ledger_meetings,
    place_of,
    words_met,
)
from communique.record.reports import WEEK_DAYS
from communique.record.schema import claims, ledger, ledger_changes

_CACHED = 20_000  # claims that are kept in memory for being asked for again

# Made once: to make a question costs more than to answer it.
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_PLACES = tuple(ledger_claims.c)
_BY_CLAIM = select(*_PLACES).where(ledger_claims.c.claim_id.in_(_IDS))
_BY_ARTICLE = select(*_PLACES).where(ledger_claims.c.article_id.in_(_IDS))
_BY_ENTRY = select(*_PLACES).where(ledger_claims.c.entry_id.in_(_IDS))
_MINE, _THEIRS = ledger_claims.alias("mine"), ledger_claims.alias("theirs")
_SAME_WEEK = (
    select(*(_THEIRS.c[c.name] for c in _PLACES))
    .join_from(
        _MINE,
        _THEIRS,
        and_(
            _THEIRS.c.same == _MINE.c.same,
            _THEIRS.c.day.between(_MINE.c.day - WEEK_DAYS, _MINE.c.day + WEEK_DAYS),
        ),
    )
    .where(_MINE.c.claim_id.in_(_IDS))
)
_WEEK_OF = select(*_PLACES).where(
    ledger_claims.c.same == bindparam("same"),
    ledger_claims.c.day.between(bindparam("first"), bindparam("last")),
)
_FORMS = (
    select(claims.c.form)
    .join_from(
        ledger_claims,
        claims,
        and_(claims.c.id == ledger_claims.c.claim_id, claims.c.coder == ledger_claims.c.coder),
    )
    .where(ledger_claims.c.claim_id.in_(_IDS))
)
_MET = (ledger_meetings.c.key, ledger_meetings.c.day)
_ANSWERS = (
    select(*_MET, *_PLACES)
    .join_from(ledger_meetings, ledger_claims, ledger_claims.c.claim_id == ledger_meetings.c.id)
    .where(ledger_meetings.c.key.in_(_IDS))
)
_ENTRIES = (
    select(*_MET, *_PLACES)
    .join_from(ledger_meetings, ledger_claims, ledger_claims.c.entry_id == ledger_meetings.c.id)
    .where(ledger_meetings.c.key.in_(_IDS))
)
_Met = dict[str, list[tuple[int, Place]]]


class LedgerIndex:
    """Questions about the claims of the ledger, with an overlay where one is given."""

    def __init__(
        self,
        connection: Connection,
        *,
        hidden: Collection[str] = (),
        extra: Iterable[Claim] = (),
    ) -> None:
        self._connection = connection
        self._hidden = frozenset(hidden)
        self._extra: dict[str, Place] = {}
        self._meeting: _Met = defaultdict(list)
        self._parts: dict[str, str] = {}
        self._claims: dict[str, Claim] = {}
        self._given: dict[str, Claim] = {}
        for claim in extra:
            place = place_of(claim)
            if place is not None:
                self._extra[claim.id] = place
                self._given[claim.id] = claim
                for row in answer_meetings(claim) if place.answers else ():
                    self._meeting[row["key"]].append((row["day"], place))

    # ---- places ----

    def places(self, ids: Iterable[str]) -> list[Place]:
        """The places of these claims, of those that have one."""
        wanted = set(ids)
        extra = [self._extra[id] for id in sorted(wanted & self._extra.keys())]
        return self._seen(self._rows(_BY_CLAIM, wanted - self._extra.keys()), extra)

    def in_articles(self, articles: Collection[str]) -> list[Place]:
        """All of these articles."""
        extra = [p for p in self._extra.values() if p.article_id in articles]
        return self._seen(self._rows(_BY_ARTICLE, articles), extra)

    def in_entries(self, entries: Collection[str]) -> list[Place]:
        """All that are in these entries of the record; of an overlay none."""
        return self._seen(self._rows(_BY_ENTRY, entries), [])

    def in_the_week(self, places: Iterable[Place]) -> list[Place]:
        """Those with the same parties as any of these, and not six days away from it."""
        dated = {p.claim_id: p for p in places if p.same is not None and p.day is not None}
        found = self._rows(_SAME_WEEK, dated.keys() - self._extra.keys())
        for id in sorted(dated.keys() & self._extra.keys()):
            place = dated[id]
            assert place.day is not None
            week = (place.day - WEEK_DAYS, place.day + WEEK_DAYS)
            values = {"same": place.same, "first": week[0], "last": week[1]}
            found += [Place(*row) for row in self._connection.execute(_WEEK_OF, values)]
        extra = [p for p in self._extra.values() if any(_weeks_meet(p, o) for o in dated.values())]
        return self._seen(found, extra)

    def beside(self, places: Collection[Place]) -> set[str]:
        """The claims that may be linked with one of these."""
        found = [*self.in_articles({p.article_id for p in places}), *self.in_the_week(places)]
        return {p.claim_id for p in found}

    def falling_due(self, first: int, last: int) -> set[str]:
        """The entries with a claim whose deadline ends on a day from ``first`` before ``last``."""
        due = ledger_claims.c.due
        query = select(ledger_claims.c.entry_id).where(due >= first, due < last)
        return set(self._connection.scalars(query)) - {None}

    def part(self, place: Place) -> str:
        """What the claim is now, with an overlay's changes."""
        return self._parts.get(place.claim_id, place.part)

    def overlay_part(self, id: str, part: str) -> None:
        """Take the claim to have this part, and leave the tables as they are."""
        self._parts[id] = part

    # ---- claims and entries ----

    def claims(self, ids: Iterable[str]) -> dict[str, Claim]:
        """The claims with these ids that have a part in the ledger."""
        wanted = set(ids)
        if len(self._claims) > _CACHED:
            self._claims.clear()
        for part in chunks(sorted(wanted - self._claims.keys() - self._given.keys())):
            for form in self._connection.scalars(_FORMS, {"ids": part}):
                claim = load_claim(form)
                self._claims[claim.id] = claim
        found = {}
        for id in sorted(wanted):
            claim_or_none = self._given.get(id) or self._claims.get(id)
            if claim_or_none is not None:
                found[id] = claim_or_none
        return found

    def entries(self, ids: Iterable[str]) -> dict[str, LedgerEntry]:
        """The entries of the record with these ids."""
        found: dict[str, LedgerEntry] = {}
        for part in chunks(sorted(ids)):
            query = select(ledger.c.form).where(ledger.c.id.in_(part))
            for form in self._connection.scalars(query):
                entry = msgspec.json.decode(form, type=LedgerEntry)
                found[entry.id] = entry
        return found

    def drafts(self, entries: Collection[str]) -> dict[str, Draft]:
        """The entries of the record with these ids, before anybody answered them."""
        members: dict[str, list[Place]] = {}
        for place in self.in_entries(entries):
            assert place.entry_id is not None
            members.setdefault(place.entry_id, []).append(place)
        told = self.claims(p.claim_id for found in members.values() for p in found)
        return {
            id: draft_of(found[0].part, [told[p.claim_id] for p in found])  # type: ignore[arg-type]
            for id, found in sorted(members.items())
        }

    def changed_by(self, ids: Iterable[str]) -> set[str]:
        """The entries whose history names one of these claims."""
        found: set[str] = set()
        for part in chunks(sorted(ids)):
            query = select(ledger_changes.c.entry_id).where(ledger_changes.c.claim_id.in_(part))
            found |= set(self._connection.scalars(query))
        return found

    # ---- meetings ----

    def answers_to(self, drafts: Sequence[Draft]) -> list[list[Answer]]:
        """For each entry the claims that may answer it."""
        open_ = [d for d in drafts if d.kind in ANSWERED_KINDS]
        pages = self._by_article({a for d in open_ for a in d.articles})
        asked = {id(d): _asked_of(d) for d in open_}
        met = self._met(_ANSWERS, {key for keys, _, _ in asked.values() for key in keys})
        found: list[dict[str, Place]] = []
        for draft in drafts:
            near: dict[str, Place] = {}
            if id(draft) in asked:
                own = {c.id for c in draft.claims}
                words = words_met(draft.matter, draft.documents)
                keys, first, last = asked[id(draft)]
                places = [p for a in draft.articles for p in pages.get(a, ())]
                places += [p for k in keys for day, p in met.get(k, ()) if first <= day <= last]
                near = {
                    p.claim_id: p
                    for p in places
                    if p.answers and p.claim_id not in own and _may_tell(p, draft.kind, words)
                }
            found.append(near)
        told = self.claims({id for near in found for id in near})
        return [[Answer(told[id], kind_of(told[id])) for id in sorted(near)] for near in found]

    def entries_near(self, answers: Sequence[Answer]) -> list[set[str]]:
        """For each claim the entries of the record that it may answer."""
        pages = self._by_article({a.claim.article.id for a in answers})
        asked = [_asked_by(a) for a in answers]
        met = self._met(_ENTRIES, {key for keys, _, _ in asked for key in keys})
        found = []
        for answer, (keys, first, last) in zip(answers, asked, strict=True):
            words = words_met(answer.matter, answer.documents)
            refuses = answer.kind == "refusal"
            places = [p for k in keys for day, p in met.get(k, ()) if first <= day <= last]
            places += pages.get(answer.claim.article.id, ())
            found.append(
                {
                    p.entry_id
                    for p in places
                    if p.entry_id is not None
                    and p.part in ANSWERED_KINDS
                    and ((refuses and p.part == "request") or not words.isdisjoint(p.words.split()))
                }
            )
        return found

    def deliveries_to(self, entries: Collection[str]) -> set[str]:
        """The claims that are deliveries and may have become so by these entries of the record."""
        asked: list[tuple[list[str], int, int]] = []
        for part in chunks(sorted(entries)):
            query = select(ledger_meetings).where(ledger_meetings.c.id.in_(part))
            for row in self._connection.execute(query):
                key = ANSWERS_OF[row.key[:2]] + row.key[2:].rpartition(" ")[0]
                last = row.day + ANSWER_DAYS
                asked.append((in_slots([key], row.day, last), row.day, last))
        met = self._met(_ANSWERS, {key for keys, _, _ in asked for key in keys})
        found = self.in_articles({p.article_id for p in self.in_entries(entries)})
        for keys, first, last in asked:
            found += [p for k in keys for day, p in met.get(k, ()) if first <= day <= last]
        return {p.claim_id for p in found if self.part(p) == DELIVERY}

    # ---- inside ----

    def _by_article(self, articles: Collection[str]) -> dict[str, list[Place]]:
        found: dict[str, list[Place]] = defaultdict(list)
        for place in self.in_articles(articles):
            found[place.article_id].append(place)
        return found

    def _met(self, query: Select[Any], keys: Collection[str]) -> _Met:
        found: _Met = defaultdict(list)
        for part in chunks(sorted(keys)):
            for key, day, *values in self._connection.execute(query, {"ids": part}):
                place = Place(*values)
                if place.claim_id not in self._hidden and place.claim_id not in self._extra:
                    found[key].append((day, place))
        for key in self._meeting.keys() & keys if query is _ANSWERS else ():
            found[key] += self._meeting[key]
        return found

    def _rows(self, query: Select[Any], ids: Iterable[str]) -> list[Place]:
        return [
            Place(*row)
            for part in chunks(sorted(ids))
            for row in self._connection.execute(query, {"ids": part})
        ]

    def _seen(self, found: Iterable[Place], extra: Iterable[Place]) -> list[Place]:
        """Those of the tables that no overlay hides or replaces, and those of the overlay."""
        kept = {
            p.claim_id: p
            for p in found
            if p.claim_id not in self._hidden and p.claim_id not in self._extra
        }
        kept.update((p.claim_id, p) for p in extra)
        return list(kept.values())


def _asked_of(draft: Draft) -> tuple[list[str], int, int]:
    """Under which keys, and on which days, the answers to the entry are."""
    if draft.days is None or draft.days.first is None:
        return [], 0, 0
    first = draft.days.first.toordinal()
    last = first + ANSWER_DAYS
    return in_slots(keys_of_answers(draft.by, draft.to), first, last), first, last


def _asked_by(answer: Answer) -> tuple[list[str], int, int]:
    """Under which keys, and on which days, the entries are that the claim may answer."""
    if answer.days is None or answer.days.last is None:
        return [], 0, 0
    last = answer.days.last.toordinal()
    first = last - ANSWER_DAYS
    return in_slots(keys_of_entries(answer.by, answer.to), first, last), first, last


def _may_tell(place: Place, kind: str, words: frozenset[str]) -> bool:
    if place.part == "refusal" and kind == "request":
        return True
    return not words.isdisjoint(place.words.split())


def _weeks_meet(one: Place, other: Place) -> bool:
    return (
        one.same is not None
        and one.same == other.same
        and one.day is not None
        and other.day is not None
        and abs(one.day - other.day) <= WEEK_DAYS
    )
