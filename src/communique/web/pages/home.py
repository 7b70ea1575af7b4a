"""Home: search, the latest, and what the record holds."""

from __future__ import annotations

import msgspec

from communique.model import Event
from communique.record.views import ArticleHead
from communique.web.gathering import Lead, leads
from communique.web.respond import Ask, twin


class Number(msgspec.Struct, frozen=True, array_like=True):
    """What there is, how many, and the path of the page that lists them."""

    name: str
    value: int
    path: str


class HomePage(msgspec.Struct, frozen=True, kw_only=True):
    """How much the record holds, and the latest of it."""

    numbers: tuple[Number, ...]
    articles: tuple[ArticleHead, ...]
    events: tuple[Event, ...]
    leads: dict[str, Lead]


@twin("/", template="home.html")
def home(ask: Ask[msgspec.Struct]) -> HomePage:
    """Home: what the record holds, and the latest of it."""
    found = ask.views.home()
    counts = (
        ("articles", found.articles, "/articles"),
        ("claims", found.claims, "/claims"),
        ("events", found.events, "/events"),
        ("ledger entries", found.ledger, "/ledger"),
        ("wording changes", found.revisions, "/revisions"),
    )
    return HomePage(
        numbers=tuple(Number(*count) for count in counts),
        articles=found.latest_articles,
        events=found.latest_events,
        leads=leads(ask.views, found.latest_events),
    )
