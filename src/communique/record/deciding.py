"""What a person's decision is about: the judgement that comes of an id and an action."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec

from communique.model import FormatError
from communique.model.record import Action, Judgement
from communique.record.errors import NotFound
from communique.record.judging import judgement_id
from communique.record.layer import FIELDS, corrected
from communique.record.lookups import Lookups

_About = tuple[str, Any, tuple[str, ...]]


def judgement_of(
    record: Lookups,
    target: str,
    action: Action,
    *,
    who: str,
    why: str = "",
    field: str | None = None,
    value: str | None = None,
    other: str | None = None,
    text: str | None = None,
    made_at: str | None = None,
) -> Judgement:
    """The judgement, not kept yet; see ``Record.judge``.

    Raises:
        NotFound: nothing has the id ``target`` or ``other``.
        FormatError: the decision makes no sense for it.
    """
    if not who.strip():
        raise FormatError("a judgement needs a name: who judges")
    others: tuple[str, ...] = ()
    if action == "withdraw":
        found = _to_withdraw(record, target)
        id, what, about = found.target, found.what, found.claims
        other, others = found.id, found.others
    else:
        id, what, about = _about(record, target)
    if action == "correct":
        _check_correction(record, id, what, field, value)
    elif action == "note" and not text:
        raise FormatError("a note needs a text")
    elif action == "merge":
        if other is None:
            raise FormatError("merge needs the id of what is the same act")
        other, kind, others = _about(record, other)
        if "entry" in (what, kind) or set(about) & set(others):
            raise FormatError("merge takes two events, or a claim and an event, that are two")
    elif action == "split":
        others = _companions(record, id, what, about)
    judgement = Judgement(
        id="",
        target=id,
        what=what,
        action=action,
        who=who.strip(),
        made_at=made_at or datetime.now(UTC).isoformat(timespec="microseconds"),
        why=why,
        field=field,
        value=value,
        other=other,
        text=text,
        claims=about,
        others=others,
    )
    return msgspec.structs.replace(judgement, id=judgement_id(judgement))


def _to_withdraw(record: Lookups, id: str) -> Judgement:
    """The judgement with this id, if it counts still."""
    found = record.judgement(id)
    if found is None:
        raise NotFound(record.where, id)
    if found.action == "withdraw":
        raise FormatError("a withdrawal is not withdrawn: judge again")
    if any(j.other == id for j in record.judgements(found.target) if j.action == "withdraw"):
        raise FormatError(f"judgement {id} is withdrawn already")
    return found


def _about(record: Lookups, id: str) -> _About:
    """The id as it is now, what it is, and the claims that it is about."""
    if record.claim(id) is not None:
        return id, "claim", (id,)
    event = record.event(id)
    if event is not None:
        return event.id, "event", event.claims
    entry = record.entry(id)
    if entry is not None:
        return entry.id, "entry", entry.claims
    raise NotFound(record.where, id)


def _check_correction(
    record: Lookups, id: str, what: str, field: str | None, value: str | None
) -> None:
    if field is None or value is None:
        raise FormatError("correct needs FIELD=VALUE")
    if what != "claim":
        raise FormatError(f"correct a claim of it: {', '.join(FIELDS)} are fields of claims")
    claim = record.claim(id)
    assert claim is not None
    corrected(claim, [(field, value)])


def _companions(record: Lookups, id: str, what: str, about: tuple[str, ...]) -> tuple[str, ...]:
    if what == "event":
        return about
    if what == "claim":
        for event in record.events(claim=id):
            if len(event.claims) > 1:
                return tuple(c for c in event.claims if c != id)
    raise FormatError(f"{id} is not one of several reports: there is nothing to split")
