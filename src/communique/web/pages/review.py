"""Reviewing: the queue of claims to be judged, what was judged, and the API that judges.

The page works by forms; with script it is quicker (``static/review.js``). Nothing is overwritten:
who undoes a judgement withdraws it, and both stay in the record.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Literal
from urllib.parse import urlencode

import msgspec

from communique.codebook import load_codebook
from communique.model import Claim, CommuniqueError, Event, date_range
from communique.model.record import Judgement
from communique.record.layer import FIELDS
from communique.record.views import ClaimFilter, EventFilter, Page
from communique.web.errors import not_found
from communique.web.filters import Links
from communique.web.marks import Passage, passage
from communique.web.respond import Ask, Row, twin
from communique.web.reviewing import Place, Progress, next_open, place, reviews_of

_NEAR = timedelta(days=14)
"""How far off an event may be that is offered for merging."""
_OFFERED = 8
KEYS = (
    ("a", "accept"),
    ("r", "reject"),
    ("c", "correct"),
    ("m", "merge"),
    ("n", "skip to the next"),
    ("p", "back to the previous"),
    ("u", "undo your last judgement"),
    ("?", "show the keys"),
)


class ReviewFilter(ClaimFilter, frozen=True, kw_only=True):
    """The claims' filters, and where in the queue one is."""

    queue: Literal["open", "mine", "all"] = "open"
    """open: judged by nobody; mine: not judged by me; all: judged ones as well."""
    id: str | None = None
    after: str | None = None
    before: str | None = None
    done: str | None = None


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """One claim to be judged, what was decided about it so far, and how far everybody is."""

    claim: Claim | None
    passage: Passage | None
    event: Event | None
    offered: tuple[Event, ...]
    """Events that may be the same act."""
    judgements: tuple[Judgement, ...]
    progress: Progress
    total: int
    """Claims that fit the filters, judged or not."""
    total_is_floor: bool
    undo: Judgement | None
    """Your last judgement that counts."""
    done: Judgement | None
    here: str | None
    """The key that leads to this claim."""
    on: str | None
    """The key that leads on from it."""
    next: str | None
    previous: str | None


def judged_words(judgement: Judgement) -> str:
    """What somebody decided: ``corrected date to 2018-12``."""
    match judgement.action:
        case "correct":
            return f"corrected {judgement.field} to {judgement.value or 'none'}"
        case "merge":
            return f"merged with {judgement.other}"
        case "note":
            return f"noted: {judgement.text}"
        case "withdraw":
            return f"withdrew {judgement.other}"
    return {"accept": "accepted", "reject": "rejected", "split": "split"}[judgement.action]


def review_query(links: Links) -> str:
    """The filters of this queue, without where in it one is."""
    kept = {k: v for k, v in links.given.items() if k not in ("after", "before", "id", "done")}
    return urlencode(sorted(kept.items()))


@twin(
    "/review",
    template="review.html",
    filters=ReviewFilter,
    more={
        "FIELDS": FIELDS,
        "KEYS": KEYS,
        "TYPES": tuple(sorted(load_codebook().types)),
        "judged_words": judged_words,
        "review_query": review_query,
    },
)
def review(ask: Ask[ReviewFilter]) -> Review:
    """The next claim that is to be judged."""
    f, who = ask.filters, ask.person.who
    reviews = reviews_of(ask.record)
    plain = ClaimFilter(**{name: getattr(f, name) for name in ClaimFilter.__struct_fields__})
    here = _place(ask, plain)
    claim = here.claim if here else None
    if f.id is not None:
        claim = ask.record.claim(f.id)
        if claim is None:
            raise not_found("claim", f.id)
    total = ask.views.claims(plain, after=None, before=None, size=1)
    event = _event_of(ask, claim) if claim else None
    article = ask.record.article_of(claim.id) if claim else None
    return Review(
        claim=claim,
        passage=passage(article.text, claim.evidence[0]) if claim and article else None,
        event=event,
        offered=_offered(ask, claim, event) if claim else (),
        judgements=tuple(ask.record.judgements(claim.id)) if claim else (),
        progress=reviews.progress,
        total=total.total,
        total_is_floor=total.total_is_floor,
        undo=reviews.last_of(who) if who else None,
        done=reviews.made.get(f.done) if f.done else None,
        here=here.before if here else f.after,
        on=_on(f, here),
        next=_next(ask.links, f, here),
        previous=_previous(ask.links, here),
    )


def _event_of(ask: Ask[ReviewFilter], claim: Claim) -> Event | None:
    id = ask.views.events_of([claim.id]).get(claim.id)
    return ask.record.event(id) if id else None


def _place(ask: Ask[ReviewFilter], plain: ClaimFilter) -> Place | None:
    f = ask.filters
    if f.before is not None:
        return place(ask.views, plain, before=f.before)
    if f.id is not None or f.queue == "all":
        return place(ask.views, plain, after=f.after)
    who = ask.person.who if f.queue == "mine" else None
    return next_open(ask.views, plain, reviews_of(ask.record), after=f.after, who=who)


def _on(f: ReviewFilter, here: Place | None) -> str | None:
    """The key that leads on: past the claim of the queue, unless another is looked at by its id."""
    if here is None:
        return None
    return here.before if f.id is not None and here.claim.id != f.id else here.after


def _next(links: Links, f: ReviewFilter, here: Place | None) -> str | None:
    on = _on(f, here)
    if on is None and (here is None or here.claim.id == (f.id or here.claim.id)):
        return None
    return links.with_(after=on, id=None, done=None)


def _previous(links: Links, here: Place | None) -> str | None:
    if here is None or here.at is None:
        return None
    return links.with_(before=here.at, id=None, done=None)


def _offered(ask: Ask[ReviewFilter], claim: Claim, own: Event | None) -> tuple[Event, ...]:
    """Events of the same type within a fortnight: perhaps the same act."""
    if claim.event is None or claim.when.edtf is None:
        return ()
    try:
        days = date_range(claim.when.edtf)
        if days.first is None or days.last is None:
            return ()
        since, until = days.first - _NEAR, days.last + _NEAR
    except (CommuniqueError, OverflowError):
        return ()
    near = EventFilter(
        type=claim.event.type,
        actor=next((m.country for m in claim.actors if m.country), None),
        since=since.isoformat(),
        until=until.isoformat(),
    )
    found = ask.views.events(near, sort="date", size=_OFFERED + 1, counted=False)
    return tuple(e for e in found.items if own is None or e.id != own.id)[:_OFFERED]


# ---- what was judged ----

COLUMNS = ("id", "made_at", "who", "action", "what", "target", "field", "value", "other", "why")


class JudgementFilter(msgspec.Struct, frozen=True, kw_only=True):
    """About what, by whom."""

    target: str | None = None
    who: str | None = None


class Judgements(msgspec.Struct, frozen=True, kw_only=True):
    """Judgements, the newest first; withdrawn ones stay, and so do their withdrawals."""

    page: Page[Judgement]
    progress: Progress


def rows(answer: Judgements) -> Iterable[Row]:
    """The rows of the CSV."""
    return (msgspec.structs.asdict(judgement) for judgement in answer.page.items)


@twin(
    "/judgements",
    template="review_judgements.html",
    filters=JudgementFilter,
    paged=True,
    rows=rows,
    columns=COLUMNS,
    more={"judged_words": judged_words},
)
def judgements(ask: Ask[JudgementFilter]) -> Judgements:
    """What people decided, the newest first."""
    f, p = ask.filters, ask.paging
    reviews = reviews_of(ask.record)
    about = reviews.made.values() if f.target is None else ask.record.judgements(f.target)
    found = [j for j in about if f.who is None or j.who == f.who]
    found.reverse()
    keys = [j.id for j in found]
    start = keys.index(p.after) + 1 if p.after in keys else 0
    if p.before in keys:
        start = max(0, keys.index(p.before) - p.size)
    items = tuple(found[start : start + p.size])
    return Judgements(
        page=Page(
            items=items,
            after=items[-1].id if items and start + p.size < len(found) else None,
            before=items[0].id if items and start > 0 else None,
            total=len(found),
            total_is_floor=False,
        ),
        progress=reviews.progress,
    )


__all__ = ["FIELDS", "KEYS", "Review", "ReviewFilter", "judgements", "review"]
