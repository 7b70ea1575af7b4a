"""A mention: words in a text and the actor they resolve to, or the reason they don't."""

from __future__ import annotations

from typing import Literal

import msgspec

Status = Literal["resolved", "unresolved"]


class Mention(msgspec.Struct, frozen=True, kw_only=True):
    """Words that name or describe an actor.

    ``code`` is the PLOVER code, country or entity first, then the primary sector (``USA GOV``,
    ``AFG REB``, ``UNO``); it is ``None`` exactly when ``status`` is ``unresolved``, and then
    ``reason`` says why. ``country`` is the ISO 3166 alpha-3 code or the PLOVER entity
    (UNO, IGO, EUR, NGO, ISM, IMG, MNC). ``start == end`` marks an actor that the text does not
    put into words (an unnamed speaker).
    """

    text: str
    start: int
    end: int
    code: str | None = None
    name: str | None = None
    country: str | None = None
    sectors: tuple[str, ...] = ()
    office: str | None = None
    status: Status = "unresolved"
    reason: str | None = None

    def __post_init__(self) -> None:
        if (self.status == "resolved") != (self.code is not None):
            raise ValueError(f"mention {self.text!r}: a code and 'resolved' go together")
        if self.status == "unresolved" and not self.reason:
            raise ValueError(f"mention {self.text!r}: unresolved without a reason")
