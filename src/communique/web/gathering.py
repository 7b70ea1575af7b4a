"""What several pages need of the record: claims by id, their sentences, whether they are gone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

import msgspec

from communique.model import Claim, Event, LedgerEntry
from communique.model.record import Judgement
from communique.record import Record
from communique.record.views import ArticleHead, Views
from communique.web.labels import Standing, event_standing, standing
from communique.web.marks import Passage, passage

MOST_REPORTS = 100
"""Reports that one page shows in their sentences; what is left is counted."""
_MOST_CLAIMS = 500


class Lead(msgspec.Struct, frozen=True):
    """The words that stand for an event in a list, and whether it happened by all of its claims."""

    claim: Claim
    standing: Standing


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """A claim in its sentence; ``lost`` is since when its words are gone from the page ("" for
    an unknown day), ``copy_of`` the article whose text it copies, ``wire`` the agency it credits.
    """

    claim: Claim
    passage: Passage
    lost: str | None = None
    copy_of: str | None = None
    wire: str | None = None


def leads(views: Views, events: Sequence[Event]) -> dict[str, Lead]:
    """For each event the claim that shows it best: one that a page asserts by itself, if any."""
    wanted = list(chain.from_iterable(e.claims for e in events))[:_MOST_CLAIMS]
    known = views.claims_by_id(wanted)
    found = {}
    for event in events:
        mine = [known[id] for id in event.claims if id in known]
        if mine:
            best = min(mine, key=lambda c: (bool(c.attribution), -len(c.evidence[0].quote)))
            found[event.id] = Lead(best, event_standing(event.factuality, mine))
    return found


def entry_leads(views: Views, entries: Sequence[LedgerEntry]) -> dict[str, Lead]:
    """For each ledger entry the claim that it began with."""
    first = {e.id: e.claims[0] for e in entries if e.claims}
    known = views.claims_by_id(first.values())
    return {id: Lead(known[c], standing(known[c])) for id, c in first.items() if c in known}


def reports(
    views: Views, claims: Sequence[Claim], articles: Mapping[str, ArticleHead] | None = None
) -> list[Report]:
    """The claims, each in its sentence; ``articles`` say which of their texts are copies."""
    heads = articles or {}
    origins: dict[str, str | None] = {}
    lost = views.lost_since(c.id for c in claims)
    around = views.passages(claims)
    found = []
    for claim in claims:
        first = claim.evidence[0]
        text, offset = around.get(claim.id, (first.quote, 0))
        moved = msgspec.structs.replace(first, start=offset, end=offset + len(first.quote))
        head = heads.get(claim.article.id)
        page = head.origin if head and head.origin != head.page else None
        if page is not None and page not in origins:
            origins[page] = next((v.id for v in views.versions(page)), None)
        found.append(
            Report(
                claim=claim,
                passage=passage(text, moved),
                lost=(lost[claim.id] or "") if claim.id in lost else None,
                copy_of=origins[page] if page is not None else None,
                wire=head.wire if head else None,
            )
        )
    return found


def claims_in_order(views: Views, ids: Iterable[str]) -> list[Claim]:
    """The claims with these ids that are shown, in this order."""
    wanted = list(dict.fromkeys(ids))
    known = views.claims_by_id(wanted)
    return [known[id] for id in wanted if id in known]


def judgements_of(record: Record, id: str) -> tuple[Judgement, ...]:
    """What people decided about a thing, the latest first."""
    return tuple(reversed(list(record.judgements(id))))
