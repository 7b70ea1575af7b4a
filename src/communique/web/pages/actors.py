"""Actors: the list of codes, and one actor with what it did, said and promised."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from communique.model import Claim, Event
from communique.record.views import ActorCount, ClaimFilter, EventFilter, LedgerCount, Page, Partner
from communique.web.errors import not_found
from communique.web.gathering import Lead, leads
from communique.web.naming import OfficeInTime, is_known, offices_of
from communique.web.respond import Ask, Row, twin

COLUMNS = ("code", "as_actor", "as_recipient", "as_source")
_LATEST = 8
_OFFICES = 24


class ActorFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which actors: a code's beginning, or words of a country's name."""

    search: str | None = None


class Actors(msgspec.Struct, frozen=True, kw_only=True):
    """A page of actors with how often each acts, is acted on and says something."""

    page: Page[ActorCount]


class TypeCount(msgspec.Struct, frozen=True, kw_only=True):
    """In how many events of a type the actor acts and is acted on."""

    type: str
    as_actor: int
    as_recipient: int


class ActorPage(msgspec.Struct, frozen=True, kw_only=True):
    """One actor: counts, the latest it did and said, what is said of it, its offices in time."""

    code: str
    types: tuple[TypeCount, ...]
    partners: tuple[Partner, ...]
    ledger: tuple[LedgerCount, ...]
    events: tuple[Event, ...]
    leads: dict[str, Lead]
    said: tuple[Claim, ...]
    about: tuple[Claim, ...]
    offices: tuple[OfficeInTime, ...]
    offices_left: int


def rows(answer: Actors) -> Iterable[Row]:
    """The rows of the CSV."""
    return ({name: getattr(actor, name) for name in COLUMNS} for actor in answer.page.items)


@twin(
    "/actors",
    template="actors.html",
    filters=ActorFilter,
    paged=True,
    rows=rows,
    columns=COLUMNS,
)
def actors(ask: Ask[ActorFilter]) -> Actors:
    """Actors: who acts, is acted on, says something, by code."""
    p = ask.paging
    return Actors(
        page=ask.views.actors(
            search=ask.filters.search, after=p.after, before=p.before, size=p.size
        )
    )


@twin("/actors/{code}", template="actor.html")
def actor(ask: Ask[msgspec.Struct]) -> ActorPage:
    """One actor: what it did, said and promised, what is said of it, its offices in time."""
    code = " ".join(ask.path["code"].upper().split())
    found = ask.views.actor(code)
    offices = offices_of(code)
    if found is None and not is_known(code):
        raise not_found("actor", ask.path["code"])
    done = found.by_type_as_actor if found else {}
    suffered = found.by_type_as_recipient if found else {}
    acts = ask.views.events(EventFilter(party=code), sort="-date", size=_LATEST, counted=False)
    return ActorPage(
        code=code,
        types=tuple(
            TypeCount(type=t, as_actor=done.get(t, 0), as_recipient=suffered.get(t, 0))
            for t in sorted({*done, *suffered}, key=lambda t: (-done.get(t, 0), t))
        ),
        partners=found.partners if found else (),
        ledger=found.ledger if found else (),
        events=acts.items,
        leads=leads(ask.views, acts.items),
        said=found.quotes_by if found else (),
        about=_about(ask, code, found.quotes_about if found else ()),
        offices=offices[:_OFFICES],
        offices_left=max(0, len(offices) - _OFFICES),
    )


def _about(ask: Ask[msgspec.Struct], code: str, quoted: tuple[Claim, ...]) -> tuple[Claim, ...]:
    """What is stated about the actor, and what is quoted that names it, the latest first."""
    wanted = ClaimFilter(kind="assertion", actor=code)
    stated = ask.views.claims(wanted, sort="-date", size=_LATEST, counted=False).items
    once = {claim.id: claim for claim in (*stated, *quoted)}.values()
    return tuple(
        sorted(once, key=lambda c: (c.article.published or "", c.id), reverse=True)[:_LATEST]
    )
