"""The ledger of those claims that are due, and of nobody else; the same as of all at once.

Why that holds:

- **Which reports are one entry** depends on the reports that are linked with each other
  (``communique.record.reports``), directly or by others. From a claim that came or went its links
  are followed to their ends, and all that are found are divided anew: whole groups of linked
  claims and whole old entries, so that no entry is cut.
- **What became of an entry** depends on its own claims and on those that answer it, in the order
  of their days; no entry changes another (``communique.record.answers``). So an entry is told
  anew if it is new, or if one of the claims that came may answer it, or if its history names one
  that went, or if its deadline ended meanwhile.
- **Which acts are deliveries** depends on whether any entry says so. An act is asked again if it
  came, or if an entry that may have made it a delivery came or went.

What is to become of the result is the ``Sink``'s matter: to be written, compared or only shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Protocol

from communique.model import Claim
from communique.model.record import LedgerKind
from communique.record.answers import ANSWERED_KINDS, Answer, Draft, gives, status_told
from communique.record.batches import chunks
from communique.record.ledger import draft_of, fold, kind_of, may_deliver
from communique.record.ledger_index import LedgerIndex
from communique.record.ledger_tables import ACT, DELIVERY, Place
from communique.record.reports import Report, linked, same_entry

_AT_ONCE = 400  # claims whose links are followed together


class Sink(Protocol):
    """Takes what was assembled, each part before the next is made."""

    def replace(self, old: Collection[str], drafts: list[Draft]) -> Collection[str]:
        """These entries take the place of the old ones; ids of entries that are told already."""
        ...

    def retell(self, drafts: Mapping[str, Draft]) -> None:
        """The histories of these entries are now those of the drafts."""
        ...

    def turn(self, on: list[Place], off: list[Place]) -> None:
        """These acts are deliveries now; these are no longer."""
        ...


class Due:
    """What is due.

    ``seeds`` are the claims that came or stand beside one that went; ``left`` the entries that
    claims went from; ``stale`` those to be told anew in any case; ``whole`` is true where the seeds
    are all claims there are.
    """

    def __init__(
        self,
        seeds: Iterable[str],
        *,
        left: Iterable[str] = (),
        stale: Iterable[str] = (),
        whole: bool = False,
    ) -> None:
        self.seeds = seeds
        self.left = frozenset(left)
        self.stale = frozenset(stale)
        self.whole = whole


class LedgerWork:
    """One run over what is due. ``as_of`` is the day up to which the record reaches."""

    def __init__(self, index: LedgerIndex, sink: Sink, as_of: str | None) -> None:
        self._index = index
        self._sink = sink
        self._as_of = as_of
        self._told: set[str] = set()
        self._given: set[str] = set()
        self._doubted: set[str] = set()

    def run(self, due: Due) -> None:
        """Assemble what is due."""
        acts: list[str] = []
        self._doubted = self._index.deliveries_to(due.left)
        self._words(due, acts)
        if not due.whole:
            self._answered(due)
        self._deliveries(due, acts)

    # ---- words: asked, promised, refused, suspended ----

    def _words(self, due: Due, acts: list[str]) -> None:
        """New entries, with their histories; ``acts`` gets the seeds that may be deliveries."""

        def wanted(place: Place) -> bool:
            if place.is_act:
                acts.append(place.claim_id)
            return not place.is_act

        for old, groups in self._groups(due.seeds, wanted):
            drafts = [draft_of(kind, group) for kind, group in groups]
            self._fold(drafts)
            if not due.whole and old:
                self._doubted |= self._index.deliveries_to(old)
            told = self._sink.replace(old, drafts)
            if not due.whole:
                self._told.update(told)

    def _answered(self, due: Due) -> None:
        """Old entries that one of the claims answers, or that are stale for another reason."""
        stale = set(due.stale)
        for part in chunks(due.seeds, _AT_ONCE):
            places = [p for p in self._index.places(part) if p.answers]
            told = self._index.claims(p.claim_id for p in places)
            answers = [Answer(claim, kind_of(claim)) for claim in told.values()]
            near = self._index.entries_near(answers)
            drafts = self._index.drafts({id for ids in near for id in ids} - self._told)
            for answer, ids in zip(answers, near, strict=True):
                for id in ids & drafts.keys():
                    if id not in stale and status_told(answer, drafts[id]) is not None:
                        stale.add(id)
        for part in chunks(sorted(stale - self._told), _AT_ONCE):
            drafts = self._index.drafts(part)
            again = {id: d for id, d in drafts.items() if d.kind in ANSWERED_KINDS}
            self._fold(list(again.values()))
            self._sink.retell(again)

    def _fold(self, drafts: list[Draft]) -> None:
        """Tell the histories of these entries."""
        for draft, answers in zip(drafts, self._index.answers_to(drafts), strict=True):
            self._given.update(fold(draft, answers, self._as_of))

    # ---- deeds ----

    def _deliveries(self, due: Due, acts: Collection[str]) -> None:
        """Which acts are deliveries now, and the entries that they make."""
        for part in chunks(sorted(self._doubted - self._given - set(acts))):
            answers = [Answer(c, None) for c in self._index.claims(part).values()]
            near = self._index.entries_near(answers)
            drafts = self._index.drafts({id for ids in near for id in ids} - self._told)
            for answer, ids in zip(answers, near, strict=True):
                told_by = (drafts[id] for id in ids & drafts.keys())
                if any(gives(answer, status_told(answer, draft)) for draft in told_by):
                    self._given.add(answer.claim.id)
        on: list[Place] = []
        off: list[Place] = []
        for part in chunks(sorted({*acts, *self._doubted, *self._given})):
            told = self._index.claims(part)
            for place in self._index.places(part):
                id = place.claim_id
                given = id in self._given and may_deliver(told[id])
                if given != (self._index.part(place) == DELIVERY):
                    (on if given else off).append(place)
        seeds = {id for id in acts if id in self._given} | {p.claim_id for p in on}
        if not due.whole:
            seeds.update(due.seeds, self._index.beside(off))
        self._sink.turn(on, off)
        for place in off:
            self._index.overlay_part(place.claim_id, ACT)
        for place in on:
            self._index.overlay_part(place.claim_id, DELIVERY)

        def wanted(place: Place) -> bool:
            return self._index.part(place) == DELIVERY

        for old, groups in self._groups(sorted(seeds), wanted):
            self._sink.replace(old, [draft_of("delivery", group) for _, group in groups])

    # ---- groups ----

    def _groups(
        self, seeds: Iterable[str], wanted: Callable[[Place], bool]
    ) -> Iterator[tuple[frozenset[str], list[tuple[LedgerKind, list[Claim]]]]]:
        """The seeds and all that is linked with them, as entries; the entries they were in."""
        done: set[str] = set()
        for part in chunks(seeds, _AT_ONCE):
            start = [p for p in self._index.places(set(part) - done) if wanted(p)]
            if not start:
                continue
            found = self._linked(start)
            done |= found.keys()
            by_kind: dict[LedgerKind, list[Claim]] = defaultdict(list)
            for place, report in found.values():
                by_kind[self._index.part(place)].append(report.claim)  # type: ignore[index]
            groups = [(k, g) for k, told in sorted(by_kind.items()) for g in same_entry(told)]
            yield frozenset(p.entry_id for p, _ in found.values() if p.entry_id), groups

    def _linked(self, start: list[Place]) -> dict[str, tuple[Place, Report]]:
        """From these places along their links, and along the old entries, to the ends."""
        found: dict[str, tuple[Place, Report]] = {}
        entries: set[str] = set()
        todo = start
        while todo:
            told = self._index.claims(p.claim_id for p in todo)
            here = [(p, Report(told[p.claim_id])) for p in todo]
            found.update((p.claim_id, (p, report)) for p, report in here)
            reached = {p.entry_id for p in todo if p.entry_id} - entries
            entries |= reached
            fresh = {
                p.claim_id: p
                for p in self._index.in_entries(reached)
                if p.claim_id not in found and self._index.part(p) != ACT
            }
            fresh.update(self._beside(here, found.keys() | fresh.keys()))
            todo = list(fresh.values())
        return found

    def _beside(self, here: list[tuple[Place, Report]], known: Collection[str]) -> dict[str, Place]:
        """The claims that are linked with one of these, and are not known yet."""
        pages: dict[tuple[str, str], list[Report]] = defaultdict(list)
        parties: dict[str, list[Report]] = defaultdict(list)
        for place, report in here:
            pages[self._index.part(place), place.article_id].append(report)
            if place.same is not None:
                parties[place.same].append(report)
        near = {
            p.claim_id: p
            for p in (
                *self._index.in_articles({p.article_id for p, _ in here}),
                *self._index.in_the_week(p for p, _ in here),
            )
            if p.claim_id not in known
            and self._index.part(p) != ACT
            and ((self._index.part(p), p.article_id) in pages or p.same in parties)
        }
        told = self._index.claims(near)
        fresh: dict[str, Place] = {}
        for id, place in near.items():
            report = Report(told[id])
            part = self._index.part(place)
            others = [*pages.get((part, place.article_id), ()), *parties.get(place.same or "", ())]
            if any(linked(report, other) for other in others):
                fresh[id] = place
        return fresh
