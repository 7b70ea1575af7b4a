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


Action = Literal["accept", "reject", "correct", "merge", "split", "note", "withdraw"]


class Variant(msgspec.Struct, frozen=True, kw_only=True):
    """One value that reports give for a part of an event, and who says so.

    ``sayers`` are the codes of the sources that stand behind it, or the publisher of a page that
    asserts it itself.
    """

    field: Literal["date", "place", "amount"]
    value: str
    claims: tuple[str, ...] = ()
    sayers: tuple[str, ...] = ()


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Claims that speak of the same act.

    ``actors`` and ``recipients`` are codes; ``dates`` and ``places`` keep every variant, and
    ``variants`` says who gives which. ``articles`` counts the pages that report it, ``origins``
    those of them that are no copies of each other. ``confidence`` is how sure it is that all the
    claims speak of one act; ``reasons`` say why they were put together.
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
    origins: int = 0
    confidence: float = 1.0
    reasons: tuple[str, ...] = ()
    variants: tuple[Variant, ...] = ()


class LedgerChange(msgspec.Struct, frozen=True, kw_only=True):
    """One change of a ledger entry's status, the claim that caused it, and who says so."""

    status: LedgerStatus
    claim: str
    date: str | None = None
    by: tuple[str, ...] = ()


class LedgerEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A request, offer, promise, refusal, suspension or delivery, and what became of it.

    ``date`` is when it was made, ``deadline`` until when it is to be fulfilled, both EDTF.
    ``contested`` are the statuses that another side claims: they stand beside ``status``.
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
    condition: str | None = None
    contested: tuple[LedgerChange, ...] = ()


class RevisionRow(msgspec.Struct, frozen=True, kw_only=True):
    """A wording change: reported by a page (``claim``) or seen between two versions of a page.

    ``seen_as`` are the changes that we saw ourselves and that a reported one speaks of.
    """

    id: str
    basis: Literal["reported", "seen"]
    page: str
    removed: str | None = None
    added: str | None = None
    document: str | None = None
    claim: str | None = None
    affected_claims: tuple[str, ...] = ()
    change: Literal["meaning", "typographic"] = "meaning"
    seen_as: tuple[str, ...] = ()


class LostClaim(msgspec.Struct, frozen=True, kw_only=True):
    """A claim whose words are gone from its page: no longer in the source since then."""

    claim: str
    page: str
    since: str | None = None


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """A person's decision about a claim, an event or a ledger entry; never overwritten.

    ``claims`` are those it is about: of an event, its members when it was judged. ``other`` names
    what was merged with it, and ``others`` the claims that it was merged with or split from. Of a
    withdrawal, ``other`` is the judgement that no longer counts; both stay.
    """

    id: str
    target: str
    what: Literal["claim", "event", "entry"]
    action: Action
    who: str
    made_at: str
    why: str = ""
    field: str | None = None
    value: str | None = None
    other: str | None = None
    text: str | None = None
    claims: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
