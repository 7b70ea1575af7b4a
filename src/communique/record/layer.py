"""What people decided, as a layer over the claims: pure functions.

Judgements are taken in the order in which they were made; the last word about a thing counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal

import msgspec

from communique.model import Claim, FormatError, date_range
from communique.model.record import Judgement

PEOPLE = "+people"
"""Ends the coder's version of a claim that people corrected."""
_ALIKE = 0.5
"""Share of the words that two readings of one claim have in common."""

_QUADS = {
    "verbal cooperation": "AGREE CONSULT SUPPORT CONCEDE",
    "material cooperation": "COOPERATE AID RETREAT",
    "verbal conflict": "REQUEST ACCUSE REJECT THREATEN",
    "material conflict": "PROTEST SANCTION MOBILIZE COERCE ASSAULT",
}
_QUAD_OF = {type: quad for quad, types in _QUADS.items() for type in types.split()}
FIELDS = (
    "type modes contexts intensity actor recipient third_party date certainty negated future "
    "hypothetical historical removed added document"
).split()


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What the judgements about one claim come to."""

    verdict: Literal["accept", "reject"] | None = None
    corrections: tuple[tuple[str, str], ...] = ()

    @property
    def holds(self) -> bool:
        """True when the claim is to be shown even if no coder finds it any more."""
        return self.verdict == "accept" or (bool(self.corrections) and self.verdict != "reject")


def decide(claim_id: str, judgements: Iterable[Judgement]) -> Decision:
    """The decision about one claim."""
    verdict: Any = None
    corrections: dict[str, str] = {}
    for judgement in in_order(judgements):
        if claim_id not in judgement.claims:
            continue
        if judgement.action in ("accept", "reject"):
            verdict = judgement.action
        elif judgement.action == "correct" and judgement.what == "claim":
            assert judgement.field is not None
            corrections[judgement.field] = judgement.value or ""
    return Decision(verdict=verdict, corrections=tuple(sorted(corrections.items())))


def in_order(judgements: Iterable[Judgement]) -> list[Judgement]:
    """The judgements that count, as they were made: without those that were withdrawn."""
    made = sorted(judgements, key=lambda j: (j.made_at, j.id))
    withdrawn = {j.other for j in made if j.action == "withdraw"}
    return [j for j in made if j.action != "withdraw" and j.id not in withdrawn]


def corrected(claim: Claim, corrections: Iterable[tuple[str, str]]) -> Claim:
    """The claim with its fields as people set them, under the same id.

    Raises:
        FormatError: there is no such field, or it cannot be that.
    """
    for field, value in corrections:
        claim = _set(claim, field, value)
    coder = claim.coder if claim.coder.endswith(PEOPLE) else claim.coder + PEOPLE
    return msgspec.structs.replace(claim, coder=coder)


def _set(claim: Claim, field: str, value: str) -> Claim:
    change = msgspec.structs.replace
    if field in ("type", "modes", "contexts", "intensity"):
        event = claim.event
        if event is None:
            raise FormatError(f"{claim.id} is no event: it has no {field}")
        if field == "type":
            type = value.upper()
            if type not in _QUAD_OF:
                raise FormatError(f"no type {value!r}; there are {', '.join(sorted(_QUAD_OF))}")
            quad: Any = _QUAD_OF[type]
            modes = event.modes if type == event.type else ()
            cameo = event.cameo if type == event.type else None
            return change(
                claim, event=change(event, type=type, quad=quad, modes=modes, cameo=cameo)
            )
        if field == "intensity":
            try:
                return change(claim, event=change(event, intensity=float(value)))
            except ValueError:
                raise FormatError(f"no number: {value!r}") from None
        values: Any = tuple(v.strip() for v in value.split(",") if v.strip())
        return change(claim, event=change(event, **{field: values}))
    if field in ("actor", "recipient", "third_party"):
        name = {"actor": "actors", "recipient": "recipients", "third_party": "third_parties"}[field]
        return change(claim, **{name: _parties(getattr(claim, name), claim, value)})
    if field == "date":
        if value:
            date_range(value)
        return change(claim, when=change(claim.when, edtf=value or None, basis="said"))
    if field in ("negated", "future", "hypothetical", "historical"):
        if value.lower() not in ("true", "false", "yes", "no"):
            raise FormatError(f"{field} is true or false, not {value!r}")
        yes = value.lower() in ("true", "yes")
        return change(claim, factuality=change(claim.factuality, **{field: yes}))
    if field == "certainty":
        if value not in ("certain", "probable", "possible"):
            raise FormatError(f"certainty is certain, probable or possible, not {value!r}")
        sure: Any = value
        return change(claim, factuality=change(claim.factuality, certainty=sure))
    if field in ("removed", "added", "document"):
        if claim.revision is None:
            raise FormatError(f"{claim.id} is no wording change: it has no {field}")
        return change(claim, revision=change(claim.revision, **{field: value or None}))
    raise FormatError(f"no field {field!r} to correct; there are {', '.join(FIELDS)}")


def _parties(mentions: Sequence[Any], claim: Claim, value: str) -> tuple[Any, ...]:
    """Parties with these codes, in the words that stood there."""
    from communique.model import Mention

    codes = [" ".join(c.upper().split()) for c in value.split(";") if c.strip()]
    found = []
    for position, code in enumerate(codes):
        old = mentions[position] if position < len(mentions) else None
        start = old.start if old else claim.evidence[0].start
        found.append(
            Mention(
                text=old.text if old else "",
                start=start,
                end=old.end if old else start,
                code=code,
                country=code.split()[0],
                name=old.name if old and old.code == code else None,
                status="resolved",
            )
        )
    return tuple(found)


def same_claim(judged: Claim, current: Sequence[Claim]) -> Claim | None:
    """The claim of a newer reading that says what the judged one said, if exactly one does."""
    fitting = [
        other
        for other in current
        if other.kind == judged.kind
        and (other.event and other.event.type) == (judged.event and judged.event.type)
        and _overlap(judged, other) >= _ALIKE
    ]
    if not fitting:
        return None
    best = max(_overlap(judged, other) for other in fitting)
    top = [other for other in fitting if _overlap(judged, other) == best]
    return top[0] if len(top) == 1 else None


def _overlap(one: Claim, other: Claim) -> float:
    a, b = one.evidence[0], other.evidence[0]
    shared = min(a.end, b.end) - max(a.start, b.start)
    return shared / max(a.end - a.start, b.end - b.start, 1)


class Ties(msgspec.Struct, frozen=True):
    """Pairs of claims that people say are of one act, or of two."""

    together: frozenset[tuple[str, str]] = frozenset()
    apart: frozenset[tuple[str, str]] = frozenset()


def ties(judgements: Iterable[Judgement], stands_for: dict[str, str] | None = None) -> Ties:
    """The pairs of all merges and splits; the later word about a pair counts."""
    as_now = stands_for or {}
    together: set[tuple[str, str]] = set()
    apart: set[tuple[str, str]] = set()
    for judgement in in_order(judgements):
        if judgement.action not in ("merge", "split"):
            continue
        mine = [as_now.get(c, c) for c in judgement.claims]
        others = [as_now.get(c, c) for c in judgement.others]
        for one in mine:
            for other in others:
                pair = (min(one, other), max(one, other))
                if one == other:
                    continue
                (together if judgement.action == "merge" else apart).add(pair)
                (apart if judgement.action == "merge" else together).discard(pair)
    return Ties(frozenset(together), frozenset(apart))
