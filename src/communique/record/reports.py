"""Which reports are of one thing asked, promised, refused or suspended.

The rule is told in ``communique.record.ledger``, whose entries these groups are. Two reports are
*linked* when their parties, days and words fit; reports that are linked, directly or by others,
are looked at together and divided into entries, and no others have a say in it. So it is enough
to look at those again whose links changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import cached_property

from communique.model import Claim
from communique.record.likeness import (
    documents_of,
    is_habit,
    known_days,
    object_stems,
    party_keys,
    resolved,
    said_days,
    sort_day,
)

WEEK_DAYS = 6
"""A first day and the six after it."""
_WEEK = timedelta(days=WEEK_DAYS)


class Report:
    """A claim, with what it is compared by."""

    def __init__(self, claim: Claim) -> None:
        self.claim = claim
        self.article = claim.article.id
        self.by = by_of(claim)
        self.to = to_of(claim)
        said, known = said_days(claim), known_days(claim)
        self.said: date | None = said.first if said else None
        self.day: date | None = known.first if known else None

    @property
    def same(self) -> str | None:
        """What reports of one entry on two pages have in common; ``None``: on no other page."""
        return f"{'; '.join(sorted(self.by))} > {'; '.join(sorted(self.to))}" if self.by else None

    @cached_property
    def stems(self) -> frozenset[str]:
        """What it is about."""
        return object_stems(self.claim)

    @cached_property
    def documents(self) -> frozenset[str]:
        """The letters and notes it speaks of."""
        return documents_of(self.claim)

    @cached_property
    def habit(self) -> bool:
        """True for what goes on, and is no single act."""
        return is_habit(self.claim)


def same_entry(claims: Iterable[Claim]) -> list[list[Claim]]:
    """The claims, all of one kind of entry, in groups that are one entry each."""
    ordered = sorted(claims, key=lambda c: (sort_day(c), c.id))
    reports = [Report(claim) for claim in ordered]
    parent = list(range(len(reports)))
    for i, j in _candidates(reports):
        if _root(parent, i) != _root(parent, j) and linked(reports[i], reports[j]):
            _join(parent, i, j)
    together: dict[int, list[Report]] = defaultdict(list)
    for i, report in enumerate(reports):
        together[_root(parent, i)].append(report)
    return [group for found in together.values() for group in _entries(found)]


def linked(one: Report, other: Report) -> bool:
    """True when both may be of one entry; both are claims of one kind of entry."""
    if one.article != other.article:
        if not one.by or one.by != other.by or one.to != other.to:
            return False
        if one.day is None or other.day is None or abs(one.day - other.day) > _WEEK:
            return False
    elif one.said and other.said and abs(one.said - other.said) > _WEEK:
        return False
    return _one_thing(one, other)


def by_of(claim: Claim) -> frozenset[str]:
    """The keys of the resolved parties whose word or act it is."""
    return resolved(party_keys(claim.actors, claim.article.id))


def to_of(claim: Claim) -> frozenset[str]:
    """The keys of the resolved parties to whom it is said or done."""
    return resolved(party_keys(claim.recipients, claim.article.id))


def _candidates(reports: Sequence[Report]) -> Iterator[tuple[int, int]]:
    """The pairs that may be linked: of one article, or of the same parties in a week."""
    pages: dict[str, list[int]] = defaultdict(list)
    parties: dict[str, list[tuple[date, int]]] = defaultdict(list)
    for i, report in enumerate(reports):
        pages[report.article].append(i)
        if report.same is not None and report.day is not None:
            parties[report.same].append((report.day, i))
    for members in pages.values():
        for position, i in enumerate(members):
            for j in members[position + 1 :]:
                yield i, j
    for dated in parties.values():
        dated.sort()
        for position, (day, i) in enumerate(dated):
            for later, j in dated[position + 1 :]:
                if later - day > _WEEK:
                    break
                yield i, j


def _entries(reports: list[Report]) -> Iterable[list[Claim]]:
    """Linked reports, divided by weeks and by what they are about."""
    if len(reports) == 1:
        return [[reports[0].claim]]
    pairs: set[tuple[bool, int, int]] = set()
    for bucket in _weeks(reports):
        for position, i in enumerate(bucket):
            for j in bucket[position + 1 :]:
                if _one_thing(reports[i], reports[j]):
                    named = bool(reports[i].to) == bool(reports[j].to)
                    pairs.add((not named, min(i, j), max(i, j)))
    return _united(reports, sorted(pairs))


def _united(
    reports: Sequence[Report], pairs: Iterable[tuple[bool, int, int]]
) -> Iterable[list[Claim]]:
    """The groups that the pairs join, those with known parties first.

    A report that leaves the recipient out must not join two entries that name different ones, so
    a pair of groups that contradict each other is passed over.
    """
    parent = list(range(len(reports)))
    to = [report.to for report in reports]
    for _, i, j in pairs:
        low, high = sorted((_root(parent, i), _root(parent, j)))
        if low == high or (to[low] and to[high] and to[low] != to[high]):
            continue
        parent[high] = low
        to[low] |= to[high]
    groups: dict[int, list[Claim]] = defaultdict(list)
    for i, report in enumerate(reports):
        groups[_root(parent, i)].append(report.claim)
    return groups.values()


def _root(parent: list[int], i: int) -> int:
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = parent[i]
    return i


def _join(parent: list[int], i: int, j: int) -> None:
    low, high = sorted((_root(parent, i), _root(parent, j)))
    parent[high] = low


def _weeks(reports: Sequence[Report]) -> list[list[int]]:
    """The reports' numbers by week: seven days from the first day that no earlier week holds.

    A report whose text gives no date goes with those of its article; where the article has none
    that has one, with the week of its page.
    """
    dated = sorted((r.said, n, r.article) for n, r in enumerate(reports) if r.said)
    buckets: list[tuple[date, list[int]]] = []
    of_article: dict[str, list[int]] = {}
    for day, number, article in dated:
        if not buckets or day > buckets[-1][0] + _WEEK:
            buckets.append((day, []))
        buckets[-1][1].append(number)
        of_article.setdefault(article, buckets[-1][1])
    undated: dict[str, list[int]] = {}
    pages: list[tuple[date, list[int]]] = []
    for number, report in enumerate(reports):  # they come in the order of their days
        if report.said:
            continue
        home = of_article.get(report.article)
        if home is None and (on := report.day):
            home = next((b for start, b in buckets if abs(on - start) <= _WEEK), None)
            if home is None:
                if not pages or on > pages[-1][0] + _WEEK:
                    pages.append((on, []))
                home = pages[-1][1]
        if home is None:
            home = undated.setdefault(report.article, [])
        home.append(number)
    return [b for _, b in buckets] + [b for _, b in pages] + list(undated.values())


def _one_thing(one: Report, other: Report) -> bool:
    if one.habit != other.habit:
        return False
    if not _parties_fit(one, other):
        return False
    if one.documents & other.documents:
        return True
    return not one.stems or not other.stems or bool(one.stems & other.stems)


def _parties_fit(one: Report, other: Report) -> bool:
    same_article = one.article == other.article
    for mine, theirs, must in ((one.by, other.by, True), (one.to, other.to, False)):
        if mine and theirs:
            if mine != theirs:
                return False
        elif (mine or theirs or must) and not same_article:
            return False
    # Two unresolved sayers are one only in the same words or the same document.
    if not one.by and not other.by:
        return {m.text for m in one.claim.actors} == {m.text for m in other.claim.actors}
    if not one.by or not other.by:
        return bool(one.documents & other.documents)
    return True
