"""What two versions of the coder read differently in the same articles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec
from sqlalchemy import Connection, select

from communique.model import Claim, load_claim
from communique.record.layer import same_claim
from communique.record.schema import claims, reading_claims, readings


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """A claim that came, went or changed; ``fields`` name what changed."""

    change: Literal["added", "removed", "changed"]
    article: str
    old: str | None = None
    new: str | None = None
    fields: tuple[str, ...] = ()
    words: str = ""


_COMPARED = (
    "event actors recipients third_parties attribution factuality when where amounts revision "
    "confidence"
).split()


def differences(connection: Connection, one: str, other: str) -> Iterator[Difference]:
    """Article by article; claims that both read the same are left out."""
    a, b = readings.alias("a"), readings.alias("b")
    both = (
        select(a.c.article_id, a.c.content_hash)
        .join_from(
            a, b, (a.c.article_id == b.c.article_id) & (a.c.content_hash == b.c.content_hash)
        )
        .where(a.c.coder == one, b.c.coder == other)
        .order_by(a.c.article_id, a.c.content_hash)
    )
    for article_id, content_hash in connection.execute(both).all():
        before = _read(connection, article_id, content_hash, one)
        after = _read(connection, article_id, content_hash, other)
        gone = [c for id, c in before.items() if id not in after]
        came = {id: c for id, c in after.items() if id not in before}
        for id in before.keys() & after.keys():
            fields = _changed(before[id], after[id])
            if fields:
                yield _difference("changed", article_id, before[id], after[id], fields)
        for old in gone:
            new = same_claim(old, list(came.values()))
            if new is None:
                yield _difference("removed", article_id, old, None, ())
            else:
                del came[new.id]
                yield _difference("changed", article_id, old, new, _changed(old, new))
        for new in came.values():
            yield _difference("added", article_id, None, new, ())


def _read(
    connection: Connection, article_id: str, content_hash: str, coder: str
) -> dict[str, Claim]:
    query = (
        select(claims.c.form)
        .join_from(
            claims,
            reading_claims,
            (reading_claims.c.claim_id == claims.c.id) & (reading_claims.c.coder == claims.c.coder),
        )
        .where(
            reading_claims.c.article_id == article_id,
            reading_claims.c.content_hash == content_hash,
            reading_claims.c.coder == coder,
        )
        .order_by(claims.c.start, claims.c.id)
    )
    return {c.id: c for c in map(load_claim, connection.scalars(query))}


def _changed(old: Claim, new: Claim) -> tuple[str, ...]:
    fields = [name for name in _COMPARED if getattr(old, name) != getattr(new, name)]
    if [e.quote for e in old.evidence] != [e.quote for e in new.evidence]:
        fields.insert(0, "evidence")
    return tuple(fields)


def _difference(
    change: Literal["added", "removed", "changed"],
    article: str,
    old: Claim | None,
    new: Claim | None,
    fields: tuple[str, ...],
) -> Difference:
    shown = new or old
    assert shown is not None
    return Difference(
        change=change,
        article=article,
        old=old.id if old else None,
        new=new.id if new else None,
        fields=fields,
        words=" ".join(shown.evidence[0].quote.split()),
    )
