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
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from communique.model import Claim, DateRange, Event
from communique.model.record import Variant
from communique.record.copies import agency_behind
from communique.record.layer import Ties
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


Origins = Mapping[str, tuple[str, str | None]]
"""By article id: the page that stands for all copies of its text, and the wire it credits."""


def assemble_events(
    claims: Iterable[Claim], *, ties: Ties | None = None, origins: Origins | None = None
) -> list[Event]:
    """The events of these claims, sorted by id; the order of the claims does not matter."""
    known = ties or Ties()
    blocks: dict[_Key, list[Claim]] = defaultdict(list)
    for claim in {c.id: c for c in claims}.values():
        if claim.event is not None:
            blocks[_key(claim)].append(claim)
    acts = [act.claims for block in blocks.values() for act in _acts(block)]
    acts = _as_people_said(acts, known)
    found = [_event(act, origins or {}, known) for act in acts]
    return sorted(found, key=lambda event: event.id)


def event_block(claim: Claim) -> str:
    """A hash of what two claims must have in common to be of one act, but for the day."""
    type, flags, parties, page = _key(claim)
    assert isinstance(parties, tuple)
    content = repr((type, flags, [sorted(p) for p in parties], page))
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def event_id(type: str, claims: Iterable[Claim]) -> str:
    """The own id of the event of this type with these claims."""
    first = min(claims, key=lambda c: (c.article.published or "9999", c.id))
    return "e" + hashlib.sha256(f"{type}\x1f{first.id}".encode()).hexdigest()[:20]


def _as_people_said(acts: list[list[Claim]], ties: Ties) -> list[list[Claim]]:
    if not ties.together and not ties.apart:
        return acts
    told = {id for pair in (*ties.together, *ties.apart) for id in pair}
    parts: list[list[Claim]] = []
    for act in acts:
        groups: list[list[Claim]] = []
        for claim in sorted(act, key=lambda c: (c.id not in told, c.id)):
            fitting = [g for g in groups if not any(_pair(claim, c, ties.apart) for c in g)]
            home = max(fitting, key=len, default=None)
            if home is None:
                groups.append(home := [])
            home.append(claim)
        parts += groups
    at = {claim.id: number for number, part in enumerate(parts) for claim in part}
    for one, other in sorted(ties.together):
        low, high = sorted((at.get(one, -1), at.get(other, -1)))
        if low < 0 or low == high:
            continue
        if any(_pair(a, b, ties.apart) for a in parts[low] for b in parts[high]):
            continue
        parts[low] += parts[high]
        for claim in parts[high]:
            at[claim.id] = low
        parts[high] = []
    return [part for part in parts if part]


def _pair(one: Claim, other: Claim, pairs: frozenset[tuple[str, str]]) -> bool:
    return (min(one.id, other.id), max(one.id, other.id)) in pairs


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


def _event(members: list[Claim], origins: Origins, ties: Ties) -> Event:
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
    confidence, reasons = _why(claims, ties)
    return Event(
        id=event_id(best.event.type, claims),
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
        origins=len({_origin(c, origins) for c in claims}),
        confidence=confidence,
        reasons=reasons,
        variants=_variants(claims),
    )


def _origin(claim: Claim, origins: Origins) -> str:
    """Where a report comes from: its wire, or the first page with its text."""
    page, credit = origins.get(claim.article.id, (claim.article.url or claim.article.id, None))
    wire = credit or agency_behind(claim)
    return f"wire {wire}" if wire else page


def _variants(claims: list[Claim]) -> tuple[Variant, ...]:
    """What the claims give for date, place and amount, and who says so."""
    by_value: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.when.basis in ("said", "anchored") and claim.when.edtf:
            by_value["date", claim.when.edtf].append(claim)
        for place in {p.name or p.text for p in claim.where}:
            by_value["place", place].append(claim)
        for amount in {" ".join(a.text.split()) for a in claim.amounts}:
            by_value["amount", amount].append(claim)
    return tuple(
        Variant(
            field=field,  # type: ignore[arg-type]
            value=value,
            claims=tuple(sorted({c.id for c in said})),
            sayers=tuple(sorted({sayer(c) for c in said})),
        )
        for (field, value), said in sorted(by_value.items())
    )


def sayer(claim: Claim) -> str:
    """Who stands behind a claim: the innermost source that is named, else the page."""
    for source in reversed(claim.attribution):
        if source.code:
            return source.code
    if claim.attribution and claim.attribution[-1].text:
        return claim.attribution[-1].text
    return claim.article.publisher or claim.article.url or claim.article.id


def _why(claims: list[Claim], ties: Ties) -> tuple[float, tuple[str, ...]]:
    """How sure it is that these speak of one act, and why they are together.

    1 for a claim alone. Two reports begin at 0.6: type, flags and parties are the same; each
    further thing that they share adds to it, a conflict of amounts takes from it.
    """
    if len(claims) == 1:
        return 1.0, ()
    sure = 0.6
    reasons = ["same type and parties"]
    said = [s for c in claims if (s := said_days(c))]
    if len(said) == len(claims):
        sure += 0.15
        reasons.append("the texts give the day")
    elif said:
        sure += 0.08
        reasons.append("some of the texts give the day")
    else:
        reasons.append("by the days of the pages")
    cities = [here for c in claims if (here := _cities(c))]
    if len(cities) > 1:
        sure += 0.1
        reasons.append("same city")
    documents = [named for c in claims if (named := documents_of(c))]
    if len(documents) > 1 and frozenset.intersection(*documents):
        sure += 0.05
        reasons.append(f"same {min(frozenset.intersection(*documents))}")
    stems = [words for c in claims if (words := object_stems(c))]
    if len(stems) > 1 and frozenset.intersection(*stems):
        sure += 0.1
        reasons.append("words shared: " + ", ".join(sorted(frozenset.intersection(*stems))[:5]))
    amounts: dict[str, set[float]] = defaultdict(set)
    for claim in claims:
        for amount in claim.amounts:
            if amount.value is not None:
                amounts[amount.unit].add(amount.value)
    if any(len(values) > 1 for values in amounts.values()):
        sure -= 0.1
        reasons.append("amounts differ")
    if ties.together and any(
        _pair(a, b, ties.together) for a in claims for b in claims if a.id < b.id
    ):
        sure = 1.0
        reasons.append("put together by hand")
    return round(min(sure, 1.0), 2), tuple(reasons)


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
