"""Model values to table rows and back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec

from communique.model import (
    Article,
    Claim,
    Event,
    LedgerEntry,
    Mention,
    RevisionRow,
    Source,
    Span,
    dump_claim,
)
from communique.model.record import Judgement
from communique.record.events import event_block
from communique.record.likeness import days, known_days

Row = dict[str, Any]

_PLAIN = (
    "id content_hash page url title publisher published modified date_basis language text source"
)


_ARTICLE = frozenset((*_PLAIN.split(), "furniture", "notes"))


def article_row(article: Article, first_seen: str | None = None) -> Row:
    """The row of ``articles``; first seen today, where no day (ISO) is given."""
    row: Row = {name: getattr(article, name) for name in _PLAIN.split()}
    row["furniture"] = _json([[s.start, s.end] for s in article.furniture])
    row["notes"] = _json(article.notes)
    row["first_seen"] = first_seen or datetime.now(UTC).date().isoformat()
    return row


def article_from_row(row: Any) -> Article:
    """The article of a row of ``articles``."""
    values = {name: value for name, value in row._mapping.items() if name in _ARTICLE}
    spans = msgspec.json.decode(values.pop("furniture"), type=list[tuple[int, int]])
    notes = msgspec.json.decode(values.pop("notes"), type=tuple[str, ...])
    return Article(furniture=tuple(Span(a, b) for a, b in spans), notes=notes, **values)


def claim_row(claim: Claim, content_hash: str) -> Row:
    """The row of ``claims``, but for ``current`` and ``shown``."""
    known = known_days(claim)
    return {
        "block": block_of(claim),
        "id": claim.id,
        "coder": claim.coder,
        "article_id": claim.article.id,
        "content_hash": content_hash,
        "kind": claim.kind,
        "type": claim.event.type if claim.event else None,
        "quad": claim.event.quad if claim.event else None,
        "published": claim.article.published,
        "start": claim.evidence[0].start,
        "first_day": known.first.isoformat() if known and known.first else None,
        "last_day": known.last.isoformat() if known and known.last else None,
        "negated": claim.factuality.negated,
        "confidence": claim.confidence,
        "form": dump_claim(claim).decode(),
    }


def evidence_rows(claim: Claim) -> Iterator[Row]:
    """The rows of ``evidence``."""
    for position, item in enumerate(claim.evidence):
        yield {
            "claim_id": claim.id,
            "coder": claim.coder,
            "position": position,
            "start": item.start,
            "end": item.end,
            "quote": item.quote,
        }


def actor_rows(claim: Claim) -> Iterator[Row]:
    """The rows of ``claim_actors``: everybody the claim names, by role; sources too."""
    roles: tuple[tuple[str, tuple[Mention | Source, ...]], ...] = (
        ("actor", claim.actors),
        ("recipient", claim.recipients),
        ("third party", claim.third_parties),
        ("source", claim.attribution),
    )
    for role, mentions in roles:
        for position, mention in enumerate(mentions):
            yield {
                "claim_id": claim.id,
                "coder": claim.coder,
                "role": role,
                "position": position,
                "text": mention.text,
                "code": mention.code,
                "country": mention.code.split()[0] if mention.code else None,
                "name": mention.name,
                "status": mention.status,
            }


def block_of(claim: Claim) -> str | None:
    """Where the claim meets those that may speak of the same act."""
    return event_block(claim) if claim.event is not None else None


def event_row(event: Event, block: str | None = None) -> Row:
    """The row of ``events``."""
    return {
        "block": block,
        "id": event.id,
        "type": event.type,
        "date": event.date,
        **_bounds(event.date),
        "form": _json(event),
    }


def party_rows(event: Event) -> Iterator[Row]:
    """The rows of ``event_parties``."""
    first = _bounds(event.date)["first_day"]
    for role, codes in (("actor", event.actors), ("recipient", event.recipients)):
        for code in codes:
            yield {
                "event_id": event.id,
                "role": role,
                "code": code,
                "type": event.type,
                "first_day": first,
            }


def entry_row(entry: LedgerEntry) -> Row:
    """The row of ``ledger``."""
    return {
        "id": entry.id,
        "kind": entry.kind,
        "status": entry.status,
        "date": entry.date,
        **_bounds(entry.date),
        "form": _json(entry),
    }


def revision_row(revision: RevisionRow) -> Row:
    """The row of ``revisions``."""
    return {
        "id": revision.id,
        "basis": revision.basis,
        "page": revision.page,
        "change": revision.change,
        "form": _json(revision),
    }


def judgement_row(judgement: Judgement) -> Row:
    """The row of ``judgements``."""
    return {
        "id": judgement.id,
        "target": judgement.target,
        "what": judgement.what,
        "action": judgement.action,
        "made_at": judgement.made_at,
        "who": judgement.who,
        "form": _json(judgement),
    }


def version_key(coder: str) -> tuple[tuple[int, str], ...]:
    """Sorts coder versions: ``rules-0.9`` before ``rules-0.10``."""
    return tuple((int(p), "") if p.isdecimal() else (-1, p) for p in re.split(r"(\d+)", coder) if p)


def _bounds(edtf: str | None) -> Row:
    known = days(edtf)
    return {
        "first_day": known.first.isoformat() if known and known.first else None,
        "last_day": known.last.isoformat() if known and known.last else None,
    }


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
