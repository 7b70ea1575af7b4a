"""Precision from what people judged: of the values that a person looked at, how many were right.

A claim counts once it is accepted, rejected or corrected. An accepted or corrected claim is right
as a claim; a field that was corrected was wrong, its other fields were right. A rejected claim is
wrong as a claim, and its fields are not counted.
"""

from __future__ import annotations

from typing import Any

import msgspec

from communique.model import Claim
from communique.record.layer import FIELDS, corrected, decide
from communique.record.store import Record


def score_judgements(record: Record) -> dict[str, Any]:
    """Counts and precision: of claims, by type, and for each field."""
    judged: dict[str, list[Any]] = {}
    for judgement in record.judgements():
        for about_id in judgement.claims:
            judged.setdefault(about_id, []).append(judgement)
    right = wrong = 0
    types: dict[str, list[int]] = {}
    fields: dict[str, list[int]] = {name: [0, 0] for name in FIELDS}
    for id, about in sorted(judged.items()):
        decision = decide(id, about)
        claim = record.claim(id, raw=True)
        if claim is None or (decision.verdict is None and not decision.corrections):
            continue
        good = decision.verdict != "reject"
        right += good
        wrong += not good
        kind = claim.event.type if claim.event else claim.kind
        types.setdefault(kind, [0, 0])[0 if good else 1] += 1
        if good:
            # Who sets a field to what it was says that it was right.
            changed = {
                pair[0]
                for pair in decision.corrections
                if msgspec.structs.replace(corrected(claim, [pair]), coder=claim.coder) != claim
            }
            for name in FIELDS:
                if name in changed or _said(claim, name):
                    fields[name][1 if name in changed else 0] += 1
    return {
        "n": right + wrong,
        "precision": _share(right, wrong),
        "per_type": {k: _line(*v) for k, v in sorted(types.items())},
        "per_field": {k: _line(*v) for k, v in fields.items() if sum(v)},
        "judgements": sum(1 for _ in record.judgements()),
        "judges": sorted({j.who for j in record.judgements()}),
    }


def _said(claim: Claim, field: str) -> bool:
    """True when the claim gives a value for the field at all."""
    if field in ("type", "intensity"):
        return claim.event is not None
    if field in ("modes", "contexts"):
        return claim.event is not None and bool(getattr(claim.event, field))
    if field in ("actor", "recipient", "third_party"):
        name = {"actor": "actors", "recipient": "recipients", "third_party": "third_parties"}[field]
        return bool(getattr(claim, name))
    if field == "date":
        return claim.when.edtf is not None
    if field in ("removed", "added", "document"):
        return claim.revision is not None and getattr(claim.revision, field) is not None
    return True  # every claim says whether it is negated, future, certain …


def _line(right: int, wrong: int) -> dict[str, Any]:
    return {"right": right, "wrong": wrong, "precision": _share(right, wrong)}


def _share(right: int, wrong: int) -> float | None:
    return round(right / (right + wrong), 4) if right + wrong else None
