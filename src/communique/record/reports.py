"""Which reports are of one thing asked, promised, refused or suspended.

The rule is told in ``communique.record.ledger``, whose entries these groups are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

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

_WEEK = timedelta(days=6)  # a first day and the six after it


def same_entry(claims: Sequence[Claim]) -> list[list[Claim]]:
    """The claims, all of one kind of entry, in groups that are one entry each."""
    blocks: dict[frozenset[str] | str, list[int]] = defaultdict(list)
    for i, claim in enumerate(claims):
        by = by_of(claim)
        # A claim without a resolved sayer can only belong to another of its own article.
        for key in (by, claim.article.id) if by else (claim.article.id,):
            blocks[key].append(i)
    pairs: set[tuple[bool, int, int]] = set()
    for members in blocks.values():
        for bucket in _weeks([claims[i] for i in members], members):
            for position, i in enumerate(bucket):
                for j in bucket[position + 1 :]:
                    if _one_thing(claims[i], claims[j]):
                        named = bool(to_of(claims[i])) == bool(to_of(claims[j]))
                        pairs.add((not named, min(i, j), max(i, j)))
    return list(_united(claims, sorted(pairs)))


def _united(
    claims: Sequence[Claim], pairs: Iterable[tuple[bool, int, int]]
) -> Iterable[list[Claim]]:
    """The groups that the pairs join, those with known parties first.

    A report that leaves the recipient out must not join two entries that name different ones, so
    a pair of groups that contradict each other is passed over.
    """
    parent = list(range(len(claims)))
    to = [to_of(claim) for claim in claims]

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for _, i, j in pairs:
        low, high = sorted((root(i), root(j)))
        if low == high or (to[low] and to[high] and to[low] != to[high]):
            continue
        parent[high] = low
        to[low] |= to[high]
    groups: dict[int, list[Claim]] = defaultdict(list)
    for i, claim in enumerate(claims):
        groups[root(i)].append(claim)
    return groups.values()


def _weeks(claims: list[Claim], numbers: list[int]) -> list[list[int]]:
    """The claims' numbers by week: seven days from the first day that no earlier week holds.

    A claim whose text gives no date goes with those of its article; where the article has none
    that has one, with the week of its page.
    """
    dated = sorted(
        (said.first, n, c.article.id)
        for c, n in zip(claims, numbers, strict=True)
        if (said := said_days(c)) and said.first
    )
    buckets: list[tuple[date, list[int]]] = []
    of_article: dict[str, list[int]] = {}
    for day, number, article in dated:
        if not buckets or day > buckets[-1][0] + _WEEK:
            buckets.append((day, []))
        buckets[-1][1].append(number)
        of_article.setdefault(article, buckets[-1][1])
    undated: dict[str, list[int]] = {}
    pages: list[tuple[date, list[int]]] = []
    rest = [
        (c, n)
        for c, n in zip(claims, numbers, strict=True)
        if not ((said := said_days(c)) and said.first)
    ]
    for claim, number in sorted(rest, key=lambda pair: (sort_day(pair[0]), pair[1])):
        home = of_article.get(claim.article.id)
        known = known_days(claim)
        if home is None and known and known.first:
            day = known.first
            home = next((b for start, b in buckets if start - _WEEK <= day <= start + _WEEK), None)
            if home is None:
                if not pages or day > pages[-1][0] + _WEEK:
                    pages.append((day, []))
                home = pages[-1][1]
        if home is None:
            home = undated.setdefault(claim.article.id, [])
        home.append(number)
    return [b for _, b in buckets] + [b for _, b in pages] + list(undated.values())


def _one_thing(one: Claim, other: Claim) -> bool:
    same_article = one.article.id == other.article.id
    if is_habit(one) != is_habit(other):
        return False
    if not _parties_fit(one, other, same_article):
        return False
    if documents_of(one) & documents_of(other):
        return True
    mine, theirs = object_stems(one), object_stems(other)
    return not mine or not theirs or bool(mine & theirs)


def _parties_fit(one: Claim, other: Claim, same_article: bool) -> bool:
    for party in ("actors", "recipients"):
        mine = resolved(party_keys(getattr(one, party), one.article.id))
        theirs = resolved(party_keys(getattr(other, party), other.article.id))
        if mine and theirs:
            if mine != theirs:
                return False
        elif (mine or theirs or party == "actors") and not same_article:
            return False
    # Two unresolved sayers are one only in the same words or the same document.
    if not by_of(one) and not by_of(other):
        return {m.text for m in one.actors} == {m.text for m in other.actors}
    if not by_of(one) or not by_of(other):
        return bool(documents_of(one) & documents_of(other))
    return True


def by_of(claim: Claim) -> frozenset[str]:
    """The keys of the resolved parties whose word or act it is."""
    return resolved(party_keys(claim.actors, claim.article.id))


def to_of(claim: Claim) -> frozenset[str]:
    """The keys of the resolved parties to whom it is said or done."""
    return resolved(party_keys(claim.recipients, claim.article.id))
