"""Which new event is which old one: ids that survive, and where the others went.

An old id goes on with the new event that holds most of its claims, if that is at least half of
them; claims that were read anew under other ids count by their article. Every other old id
redirects to the event that most of its claims went to.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Set
from typing import TypeVar

import msgspec

KEPT_SHARE = 0.5


class Membership(msgspec.Struct, frozen=True):
    """The claims of an event or entry, and the articles they stand in."""

    claims: frozenset[str]
    articles: frozenset[str]


class Successions(msgspec.Struct, frozen=True):
    """``ids`` of the new ones by their own id; ``gone``: old ids and who took their place."""

    ids: dict[str, str]
    gone: dict[str, str | None]


def succeed(
    old: Mapping[str, Membership],
    new: Mapping[str, Membership],
    others: Set[str] = frozenset(),
) -> Successions:
    """Give the new ones their ids; what does not depend on the order of either.

    ``others`` are ids that something else has, which is neither old nor new.
    """
    by_claim: dict[str, list[str]] = defaultdict(list)
    by_article: dict[str, list[str]] = defaultdict(list)
    for id, members in new.items():
        for claim in members.claims:
            by_claim[claim].append(id)
        for article in members.articles:
            by_article[article].append(id)
    pairs: list[tuple[float, str, str]] = []
    heirs: dict[str, str] = {}
    for id, members in old.items():
        shared: dict[str, float] = defaultdict(float)
        for claim in members.claims:
            for other in by_claim.get(claim, ()):
                shared[other] += 1
        known = any(shared.values())
        if not known:  # a new coder may read every sentence a little differently
            for article in members.articles:
                for other in by_article.get(article, ()):
                    shared[other] += 1
        whole = len(members.claims) if known else len(members.articles)
        for other, count in shared.items():
            pairs.append((count / whole + (1 if known else 0), id, other))
        if shared:
            heirs[id] = min(shared, key=lambda o: (-shared[o], o))
    ids: dict[str, str] = {}
    taken: set[str] = set()
    for share, id, other in sorted(pairs, key=lambda p: (-p[0], p[1] != p[2], p[1], p[2])):
        if id in taken or other in ids:
            continue
        if (share if share <= 1 else share - 1) >= KEPT_SHARE:
            ids[other] = id
            taken.add(id)
    for other in sorted(new):
        if other not in ids:
            ids[other] = _fresh(other, taken | others)
            taken.add(ids[other])
    gone: dict[str, str | None] = {}
    for id in old:
        if id not in taken:
            heir = heirs.get(id)
            gone[id] = ids[heir] if heir is not None else None
    return Successions(ids, gone)


def _fresh(id: str, taken: Set[str]) -> str:
    """The id itself, or one made from it where an older event bears it still."""
    made = id
    while made in taken:
        made = id[0] + hashlib.sha256(made.encode()).hexdigest()[:20]
    return made


T = TypeVar("T", bound=msgspec.Struct)


def renamed(items: list[T], ids: Mapping[str, str], id_of: Callable[[T], str]) -> list[T]:
    """The items under their lasting ids, sorted by them."""
    found = [msgspec.structs.replace(item, id=ids[id_of(item)]) for item in items]
    return sorted(found, key=id_of)
