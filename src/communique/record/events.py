"""Claims to events: several reports of one act are one event.

Two claims speak of the same act when all of this holds:

- the event type and the flags negated, future and hypothetical are the same;
- the parties are the same, by country or entity (see ``likeness.party_key``); in acts without a
  direction (talks, cooperation) whoever is named first does not matter. Unresolved parties are
  the same only in the same article and the same words;
- their dates may be the same day. A date that the text gives counts as it is; a report's date
  reaches 31 days back; the page's date reaches three days both ways. Claims without any date are
  compared inside their article only;
- modes (of acts that do something) and cities do not contradict each other, and both or neither
  tell what goes on ("has always pushed");
- where parties and day are not enough to know the act by (what was promised, refused, threatened,
  alleged; attacks, of which there are many; acts with one known party; requests on two pages), a
  city, a document or a word that is no party's name is shared.

Claims are taken in a fixed order, those with the narrowest dates first, and each joins the event
whose days it shares, so that a chain of vague dates never joins two acts of different days. An
event's id is a hash of its type and its smallest claim id.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from communique.model import Claim, DateRange, Event
from communique.record.likeness import (
    codes,
    common,
    days,
    documents_of,
    is_habit,
    known_date,
    object_stems,
    party_keys,
    resolved,
    said_days,
    widened,
)

_SYMMETRIC = frozenset({"CONSULT", "COOPERATE"})
_MODES_TELL = frozenset({"ASSAULT", "COERCE", "PROTEST", "MOBILIZE", "SANCTION", "RETREAT"})
_WORDS_TELL = frozenset(
    {"ACCUSE", "THREATEN", "AGREE", "SUPPORT", "REJECT", "CONCEDE", "ASSAULT", "COERCE"}
)
_PAGE_DAYS = 3  # news is about yesterday and tomorrow; a weekly's page date is off by no more
_REPORT_DAYS = 31
_SUMMARY_CHARS = 160
_CERTAINTIES = ("certain", "probable", "possible")

_Key = tuple[object, ...]


@dataclass
class _Act:
    """An event in the making: its claims and the days that all of them allow."""

    core: DateRange | None
    claims: list[Claim] = field(default_factory=list)


def assemble_events(claims: Iterable[Claim]) -> list[Event]:
    """The events of these claims, sorted by id; the order of the claims does not matter."""
    blocks: dict[_Key, list[Claim]] = defaultdict(list)
    for claim in {c.id: c for c in claims}.values():
        if claim.event is not None:
            blocks[_key(claim)].append(claim)
    found = [_event(act.claims) for block in blocks.values() for act in _acts(block)]
    return sorted(found, key=lambda event: event.id)


def event_id(type: str, claim_ids: Iterable[str]) -> str:
    """The id of the event of this type with these claims."""
    content = f"{type}\x1f{min(claim_ids)}"
    return "e" + hashlib.sha256(content.encode()).hexdigest()[:20]


def _key(claim: Claim) -> _Key:
    assert claim.event is not None
    flags = claim.factuality
    actors = party_keys(claim.actors, claim.article.id)
    recipients = party_keys(claim.recipients, claim.article.id)
    parties: tuple[frozenset[str], ...] = (actors, recipients)
    if claim.event.type in _SYMMETRIC:
        parties = (actors | recipients,)
    return (
        claim.event.type,
        (flags.negated, flags.future, flags.hypothetical),
        parties,
        # Without a single party there is nothing to know an act by but its own page.
        None if actors | recipients else claim.article.id,
    )


def _acts(block: list[Claim]) -> list[_Act]:
    acts: list[_Act] = []
    for claim in sorted(block, key=_narrowest_first):
        window = _window(claim)
        home = next((act for act in acts if _belongs(claim, window, act)), None)
        if home is None:
            home = _Act(core=window)
            acts.append(home)
        elif home.core and window:
            home.core = common(home.core, window)
        home.claims.append(claim)
    return acts


def _narrowest_first(claim: Claim) -> tuple[bool, int, date, str]:
    window = _window(claim)
    if window is None or window.first is None or window.last is None:
        return (True, 0, date.max, claim.id)
    said = said_days(claim) is not None
    return (
        False,
        (window.last - window.first).days + (0 if said else 1000),
        window.first,
        claim.id,
    )


def _window(claim: Claim) -> DateRange | None:
    """The days on which the act may have been, or ``None`` where no date is known."""
    said = said_days(claim)
    if said:
        return said
    if claim.when.basis == "report":
        report = days(claim.when.edtf)
        if report:
            return widened(report, _REPORT_DAYS, 0)
    page = days(claim.article.published)
    return widened(page, _PAGE_DAYS, _PAGE_DAYS) if page else None


def _belongs(claim: Claim, window: DateRange | None, act: _Act) -> bool:
    if window is None or act.core is None:
        same_page = any(c.article.id == claim.article.id for c in act.claims)
        if not same_page or (
            window is None and not all(_undated_alike(claim, c) for c in act.claims)
        ):
            return False
    elif common(act.core, window) is None:
        return False
    return all(_no_contradiction(claim, other) for other in act.claims)


def _undated_alike(one: Claim, other: Claim) -> bool:
    """``XXXX-12-03`` and ``XXXX-12-05`` are two days though neither has a year."""
    a, b = one.when.edtf, other.when.edtf
    return a is None or b is None or a == b or not (a.startswith("XXXX") and b.startswith("XXXX"))


def _no_contradiction(one: Claim, other: Claim) -> bool:
    assert one.event is not None and other.event is not None
    if one.event.type in _MODES_TELL:
        mine, theirs = set(one.event.modes), set(other.event.modes)
        if mine and theirs and not mine & theirs:
            return False
    here, there = _cities(one), _cities(other)
    if here and there and not here & there:
        return False
    if is_habit(one) != is_habit(other):
        return False
    if here & there or documents_of(one) & documents_of(other):
        return True
    if not _words_tell(one, other):
        return True
    said, also_said = object_stems(one), object_stems(other)
    return not said or not also_said or bool(said & also_said)


def _words_tell(one: Claim, other: Claim) -> bool:
    """True where the parties and the day are not enough to know an act by."""
    assert one.event is not None
    if one.event.type in _WORDS_TELL:
        return True
    if one.event.type == "REQUEST" and one.article.id != other.article.id:
        return True
    parties = party_keys((*one.actors, *one.recipients), one.article.id)
    return len(resolved(parties)) < 2


def _cities(claim: Claim) -> set[int]:
    return {
        p.geonames_id for p in claim.where if p.precision == "city" and p.geonames_id is not None
    }


def _event(members: list[Claim]) -> Event:
    claims = sorted(members, key=lambda c: c.id)
    best = max(claims, key=lambda c: (c.confidence, len(c.attribution) == 0, -c.evidence[0].start))
    assert best.event is not None
    actors = sorted({code for c in claims for code in codes(c.actors)})
    recipients = sorted({code for c in claims for code in codes(c.recipients)})
    quote = " ".join(best.evidence[0].quote.split())
    if len(quote) > _SUMMARY_CHARS:
        quote = quote[: _SUMMARY_CHARS - 1].rsplit(" ", 1)[0] + "…"
    who = ", ".join(actors) or "unresolved"
    whom = f" → {', '.join(recipients)}" if recipients else ""
    return Event(
        id=event_id(best.event.type, (c.id for c in claims)),
        type=best.event.type,
        modes=tuple(sorted({m for c in claims if c.event for m in c.event.modes})),
        actors=tuple(actors),
        recipients=tuple(recipients),
        date=_date(claims),
        dates=tuple(sorted({d for c in claims if (d := known_date(c))})),
        places=tuple(sorted({p.name or p.text for c in claims for p in c.where})),
        claims=tuple(c.id for c in claims),
        articles=len({c.article.url or c.article.id for c in claims}),
        factuality=_factuality(claims),
        summary=f"{who}{whom}: {best.event.type}: {quote}",
    )


def _date(claims: list[Claim]) -> str | None:
    """The date most claims give, the narrowest of equals; the page's where none is given."""
    for bases in (("said", "anchored"), ("report",), ("publication", "none")):
        votes = Counter(d for c in claims if c.when.basis in bases and (d := known_date(c)))
        if votes:
            return min(votes, key=lambda d: (-votes[d], -len(d), d))
    return None


def _factuality(claims: list[Claim]) -> str:
    certainty = min((c.factuality.certainty for c in claims), key=_CERTAINTIES.index)
    flags = claims[0].factuality
    marks = [n for n in ("negated", "future", "hypothetical") if getattr(flags, n)]
    if all(c.factuality.historical for c in claims):
        marks.append("historical")
    return ", ".join((certainty, *marks))
