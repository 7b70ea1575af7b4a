"""What the record assembles from claims: events, ledger entries, revisions.

All of these can be thrown away and rebuilt from the claims.
"""

from __future__ import annotations

from typing import Literal

import msgspec

LedgerKind = Literal["request", "offer", "promise", "refusal", "suspension", "delivery"]
LedgerStatus = Literal[
    "open",
    "answered",
    "promised",
    "partly delivered",
    "delivered",
    "withheld",
    "withdrawn",
    "refused",
    "overdue",
]


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Claims that speak of the same act.

    ``actors`` and ``recipients`` are codes; ``dates`` and ``places`` keep every variant.
    """

    id: str
    type: str
    modes: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    date: str | None = None
    dates: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    articles: int = 0
    factuality: str = "certain"
    summary: str = ""


class LedgerChange(msgspec.Struct, frozen=True, kw_only=True):
    """One change of a ledger entry's status and the claim that caused it."""

    status: LedgerStatus
    claim: str
    date: str | None = None


class LedgerEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A request, offer, promise, refusal, suspension or delivery, and what became of it.

    ``date`` is when it was made, ``deadline`` until when it is to be fulfilled, both EDTF.
    """

    id: str
    kind: LedgerKind
    status: LedgerStatus
    by: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    third_parties: tuple[str, ...] = ()
    object: str = ""
    amounts: tuple[str, ...] = ()
    date: str | None = None
    deadline: str | None = None
    history: tuple[LedgerChange, ...] = ()
    claims: tuple[str, ...] = ()


class RevisionRow(msgspec.Struct, frozen=True, kw_only=True):
    """A wording change: reported by a page (``claim``) or seen between two versions of a page."""

    id: str
    basis: Literal["reported", "seen"]
    page: str
    removed: str | None = None
    added: str | None = None
    document: str | None = None
    claim: str | None = None
    affected_claims: tuple[str, ...] = ()
