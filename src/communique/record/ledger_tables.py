"""What the ledger's rebuild remembers of claims and entries, so that it finds who meets whom.

Claims of 1,000,000 others are not read again because ten pages came in: an entry is found by the
parties that may answer it and by its day, a report by what the others of its entry have in common
with it. Both tables are copies of what stands in ``claims`` and ``ledger``, and rebuilt with them.

Days are numbers (``date.toordinal``), so that "six days later" is one sum in every database.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from sqlalchemy import Column, Index, Integer, Table

from communique.model import Claim
from communique.record.answers import (
    ANSWERED_KINDS,
    ANSWERING_KINDS,
    Answer,
    Draft,
    due_day,
    meeting_keys,
)
from communique.record.ledger import kind_of, may_answer, may_deliver
from communique.record.likeness import documents_of, matter_stems
from communique.record.reports import Report
from communique.record.schema import KEY, WORDS, ledger_changes, metadata

ACT = "act"
DELIVERY = "delivery"

ledger_claims = Table(
    "ledger_claims",
    metadata,
    Column("claim_id", KEY, primary_key=True),
    Column("coder", KEY, nullable=False),
    Column("article_id", KEY, nullable=False, index=True),
    # The kind of entry the claim makes; "act" for one that may only answer, "delivery" once it has.
    Column("part", KEY, nullable=False),
    # What reports of one entry on two pages have in common: kind and parties.
    Column("same", KEY),
    Column("day", Integer),
    # The end of its deadline.
    Column("due", Integer, index=True),
    Column("words", WORDS, nullable=False),
    Column("entry_id", KEY, index=True),
    Index("ledger_claims_by_same", "same", "day"),
)

ledger_meetings = Table(
    "ledger_meetings",
    metadata,
    Column("key", KEY, primary_key=True),
    Column("day", Integer, primary_key=True, autoincrement=False),
    # An entry that may be answered, or a claim that may answer.
    Column("id", KEY, primary_key=True, index=True),
    sqlite_with_rowid=False,
)

ledger_changes_by_claim = Index("ledger_changes_by_claim", ledger_changes.c.claim_id)


class Place(msgspec.Struct, frozen=True):
    """A row of ``ledger_claims``."""

    claim_id: str
    coder: str
    article_id: str
    part: str
    same: str | None
    day: int | None
    due: int | None
    words: str
    entry_id: str | None = None

    @property
    def row(self) -> dict[str, Any]:
        """As it is kept."""
        return msgspec.structs.asdict(self)

    @property
    def answers(self) -> bool:
        """True for a claim that may answer an entry."""
        return self.part in (ACT, DELIVERY) or self.part in ANSWERING_KINDS

    @property
    def is_act(self) -> bool:
        """True for a claim that makes no entry but by answering one."""
        return self.part in (ACT, DELIVERY)


def place_of(claim: Claim) -> Place | None:
    """Where the claim stands in the ledger; ``None`` for one that has no part in it."""
    kind = kind_of(claim)
    if kind is None and not may_answer(claim, kind):
        return None
    report = Report(claim)
    part: str | None = kind
    if part is None and may_deliver(claim):
        part = DELIVERY
    due = due_day(claim)
    return Place(
        claim_id=claim.id,
        coder=claim.coder,
        article_id=claim.article.id,
        part=kind or ACT,
        same=f"{part} {report.same}" if part and report.same else None,
        day=report.day.toordinal() if report.day else None,
        due=due.toordinal() if due else None,
        words=" ".join(sorted(words_met(matter_stems(claim), documents_of(claim)))),
    )


def words_met(matter: frozenset[str], documents: frozenset[str]) -> frozenset[str]:
    """What an entry and its answer share at least one of, but for refusals of a request."""
    return matter | {f"#{name}" for name in documents}


def answer_meetings(claim: Claim) -> Iterator[dict[str, Any]]:
    """The rows of ``ledger_meetings`` for a claim that may answer."""
    answer = Answer(claim, kind_of(claim))
    if answer.by and answer.days is not None and answer.days.last is not None:
        day = answer.days.last.toordinal()
        for key in meeting_keys(answer.by, answer.to, entry=False):
            yield {"key": in_slot(key, day), "day": day, "id": claim.id}


def entry_meetings(draft: Draft, id: str) -> Iterator[dict[str, Any]]:
    """The rows of ``ledger_meetings`` for an entry that may be answered."""
    if draft.kind in ANSWERED_KINDS and draft.days is not None and draft.days.first is not None:
        day = draft.days.first.toordinal()
        for key in meeting_keys(draft.by, draft.to, entry=True):
            yield {"key": in_slot(key, day), "day": day, "id": id}


_SLOT_DAYS = 183


def in_slot(key: str, day: int) -> str:
    """The key with the half year that the day is in: what is looked up is near in time, too."""
    return f"{key} {day // _SLOT_DAYS}"


def in_slots(keys: Iterable[str], first: int, last: int) -> list[str]:
    """The keys for all days from ``first`` to ``last``."""
    slots = range(first // _SLOT_DAYS, last // _SLOT_DAYS + 1)
    return [f"{key} {slot}" for key in keys for slot in slots]
