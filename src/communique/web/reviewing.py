"""What reviewers have done, and what is next: pure functions over judgements and claims."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable
from itertools import chain, combinations, repeat
from typing import NamedTuple

import msgspec

from communique.model import Claim
from communique.model.record import Judgement
from communique.record import Record
from communique.record.layer import in_order
from communique.record.views import ClaimFilter, Views

_VERDICTS = ("accept", "reject", "correct")
_SCANS = (4, 40, 200)
"""Claims looked at in one go for one that is still to be judged: few at first."""


class ByWhom(msgspec.Struct, frozen=True, kw_only=True):
    """How many claims a reviewer has judged."""

    who: str
    claims: int


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """How far two reviewers agree on the claims that both have judged.

    ``kappa`` is Cohen's: agreement beyond what would come about by chance, from -1 to 1; null
    where chance alone would make them agree always.
    """

    one: str
    other: str
    both: int
    agree: int
    kappa: float | None


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """What was judged so far, by whom, and how far they agree."""

    judged: int
    """Claims accepted, rejected or corrected by anybody."""
    by: tuple[ByWhom, ...] = ()
    pairs: tuple[Agreement, ...] = ()


class Reviews:
    """All judgements of a record, as they stand: withdrawn ones do not count."""

    def __init__(self, judgements: Iterable[Judgement]) -> None:
        self.made = {judgement.id: judgement for judgement in judgements}
        self.standing = in_order(self.made.values())
        self.verdicts: dict[str, dict[str, str]] = {}
        """For each claim, each reviewer's last word: accept, reject or correct."""
        for judgement in self.standing:
            if judgement.action in _VERDICTS:
                for claim in judgement.claims:
                    self.verdicts.setdefault(claim, {})[judgement.who] = judgement.action
        self.progress = self._progress()

    def is_judged(self, claim: str, who: str | None) -> bool:
        """True when somebody, or ``who`` if given, has judged the claim."""
        mine = self.verdicts.get(claim, {})
        return bool(mine) if who is None else who in mine

    def last_of(self, who: str) -> Judgement | None:
        """The reviewer's last judgement that still counts."""
        return next((j for j in reversed(self.standing) if j.who == who), None)

    def _progress(self) -> Progress:
        counts = Counter(who for mine in self.verdicts.values() for who in mine)
        by = tuple(ByWhom(who=who, claims=n) for who, n in sorted(counts.items()))
        pairs = [self._pair(one, other) for one, other in combinations(sorted(counts), 2)]
        return Progress(
            judged=len(self.verdicts), by=by, pairs=tuple(pair for pair in pairs if pair.both)
        )

    def _pair(self, one: str, other: str) -> Agreement:
        both = [(v[one], v[other]) for v in self.verdicts.values() if one in v and other in v]
        agree = sum(a == b for a, b in both)
        return Agreement(one=one, other=other, both=len(both), agree=agree, kappa=_kappa(both))


def _kappa(both: list[tuple[str, str]]) -> float | None:
    if not both:
        return None
    n = len(both)
    ones, others = Counter(a for a, _ in both), Counter(b for _, b in both)
    chance = sum(ones[v] * others[v] for v in _VERDICTS) / n**2
    if chance == 1:
        return None
    return round((sum(a == b for a, b in both) / n - chance) / (1 - chance), 3)


_KEPT: dict[str, tuple[int, Reviews]] = {}
"""By the record's place: all handles on one record share what was read."""
_LOCK = threading.Lock()


def reviews_of(record: Record) -> Reviews:
    """The record's judgements; read again only when there are more (none is ever deleted)."""
    count = record.stats_of_judgements()
    with _LOCK:
        kept = _KEPT.get(record.where)
    if kept is not None and kept[0] == count:
        return kept[1]
    found = Reviews(record.judgements())
    with _LOCK:
        _KEPT[record.where] = (count, found)
    return found


class Place(NamedTuple):
    """A claim in the queue, and the keys around it."""

    claim: Claim
    before: str | None
    """After this key comes the claim; None where it is the first."""
    after: str | None
    """After this key comes what follows the claim; None where it is the last."""
    at: str | None
    """Before this key comes what is before the claim; None where it is the first."""


def next_open(
    views: Views, filters: ClaimFilter, reviews: Reviews, *, after: str | None, who: str | None
) -> Place | None:
    """The first claim after the key that is not judged (by ``who``, or by anybody)."""
    for size in chain(_SCANS, repeat(_SCANS[-1])):
        page = views.claims(filters, after=after, before=None, size=size, counted=False)
        for position, claim in enumerate(page.items):
            if not reviews.is_judged(claim.id, who):
                if position:
                    after = views.claims(filters, after=after, size=position, counted=False).after
                return place(views, filters, after=after)
        if page.after is None:
            return None
        after = page.after
    return None


def place(
    views: Views, filters: ClaimFilter, *, after: str | None = None, before: str | None = None
) -> Place | None:
    """The claim right after (or right before) the key."""
    page = views.claims(filters, after=after, before=before, size=1, counted=False)
    if not page.items:
        return None
    if before is not None and page.before is not None:
        # The key that leads to this claim is that of the one before it.
        earlier = views.claims(filters, before=page.before, size=1, counted=False)
        after = earlier.after
    return Place(page.items[0], after, page.after, page.before)
