"""Everything that is assembled from claims, in one value: what ``rebuild`` keeps."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from communique.model import Article, Claim, Event, LedgerEntry, RevisionRow
from communique.record.events import assemble_events
from communique.record.ledger import assemble_ledger
from communique.record.revisions import reported_revisions, seen_revisions

ASSEMBLY_VERSION = 1
"""Raised with every change of the rules of assembly, so that old records are rebuilt."""


class Assembly(msgspec.Struct, frozen=True, kw_only=True):
    """Events, ledger and revisions of a set of claims, each sorted by id."""

    events: tuple[Event, ...]
    ledger: tuple[LedgerEntry, ...]
    revisions: tuple[RevisionRow, ...]


def assemble(
    claims: Sequence[Claim],
    versions: Mapping[str, Iterable[Article]],
    pages: Mapping[str, str] | None = None,
) -> Assembly:
    """Assemble all; ``versions`` are the articles of each page that has more than one.

    ``pages`` gives the page of each article id.
    """
    seen = [row for page in versions.values() for row in seen_revisions(page, claims)]
    reported = reported_revisions(claims, pages)
    return Assembly(
        events=tuple(assemble_events(claims)),
        ledger=tuple(assemble_ledger(claims)),
        revisions=tuple(sorted([*reported, *seen], key=lambda row: row.id)),
    )


def fingerprint(rows: Iterable[tuple[str, ...]]) -> str:
    """A hash of what an assembly is made from, and of the rules; rows come in sorted order."""
    digest = hashlib.sha256(f"assembly {ASSEMBLY_VERSION}".encode())
    for row in rows:
        digest.update("\x1f".join(row).encode("utf-8", "surrogatepass"))
        digest.update(b"\x1e")
    return digest.hexdigest()
