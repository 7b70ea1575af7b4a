"""What comes of the words: an actor, or the reason why there is none."""

from __future__ import annotations

import msgspec

from communique.actors.knowledge import ENTITY_CODES
from communique.model import Mention


class Resolution(msgspec.Struct, frozen=True, kw_only=True):
    """Who the words mean, or why that is not known.

    ``sectors`` may be known although the country is not ("the protesters": CVL).
    ``candidates`` are codes or names that were considered. ``also`` are the codes of the others
    where the words name several ("Hungarian and Romanian officials").
    """

    code: str | None = None
    name: str | None = None
    country: str | None = None
    sectors: tuple[str, ...] = ()
    office: str | None = None
    kind: str | None = None
    reason: str | None = None
    candidates: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    def mention(self, text: str, start: int, end: int) -> Mention:
        """The mention these words make at a place in a text."""
        return Mention(
            text=text,
            start=start,
            end=end,
            code=self.code,
            name=self.name,
            country=self.country,
            sectors=self.sectors,
            office=self.office,
            status="resolved" if self.code else "unresolved",
            reason=None if self.code else (self.reason or "unknown actor"),
        )


MOST_CANDIDATES = 9


def resolved(
    country: str,
    sectors: tuple[str, ...] = (),
    name: str | None = None,
    office: str | None = None,
    kind: str | None = None,
) -> Resolution:
    """An actor. International bodies have no executive: GOV is dropped for them."""
    if country in ENTITY_CODES:
        sectors = tuple([s for s in sectors if s != "GOV"])
    return Resolution(
        code=f"{country} {sectors[0]}" if sectors else country,
        name=name,
        country=country,
        sectors=sectors,
        office=office,
        kind=kind,
    )


def unresolved(
    reason: str,
    kind: str | None = None,
    candidates: tuple[str, ...] = (),
    sectors: tuple[str, ...] = (),
) -> Resolution:
    """No actor, and why."""
    return Resolution(
        reason=reason, kind=kind, candidates=candidates[:MOST_CANDIDATES], sectors=sectors
    )
