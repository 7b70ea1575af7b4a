"""About this record: what is in it, who read it, how it is counted, how good it is."""

from __future__ import annotations

import msgspec

from communique import __version__
from communique.record import Record
from communique.record.precision import score_judgements
from communique.web.respond import Ask, twin


class Count(msgspec.Struct, frozen=True, array_like=True):
    """A name and a number."""

    name: str
    value: int


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """Of the values of a kind that people looked at, how many were right."""

    name: str
    n: int
    right: int
    share: str


class About(msgspec.Struct, frozen=True, kw_only=True):
    """The record as a whole. ``first`` and ``last`` are the dates of its pages (EDTF)."""

    numbers: tuple[Count, ...]
    first: str | None
    last: str | None
    coders: tuple[str, ...]
    version: str
    store: str
    schema_version: int
    rebuilt: bool
    judged: tuple[Judged, ...]


@twin("/about", template="about.html")
def about(ask: Ask[msgspec.Struct]) -> About:
    """About this record: coder versions, quality, how it is counted, licence."""
    home = ask.views.home()
    rest = ask.views.rest()
    return About(
        numbers=(
            Count("pages", rest.pages),
            Count("articles", home.articles),
            Count("claims", home.claims),
            Count("events", home.events),
            Count("ledger entries", home.ledger),
            Count("wording changes", home.revisions),
            Count("judgements", rest.judgements),
        ),
        first=home.first,
        last=home.last,
        coders=rest.coders,
        version=__version__,
        store=rest.store,
        schema_version=rest.schema,
        rebuilt=rest.rebuilt,
        judged=tuple(_judged(ask.record)) if rest.judgements else (),
    )


def _judged(record: Record) -> list[Judged]:
    scores = score_judgements(record)
    precision = scores["precision"]
    if precision is None:
        return []
    found = [_line("claims", round(precision * scores["n"]), scores["n"])]
    found += [
        _line(name.replace("_", " "), line["right"], line["right"] + line["wrong"])
        for name, line in scores["per_field"].items()
    ]
    return found


def _line(name: str, right: int, n: int) -> Judged:
    return Judged(name=name, n=n, right=right, share=f"{right / n:.2f}" if n else "")
