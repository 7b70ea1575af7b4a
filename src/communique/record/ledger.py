"""Claims to ledger entries: what was asked, promised, refused, suspended and delivered.

Which claims make an entry, and of what kind:

====================================================  ==========
REQUEST                                               request
AGREE; AID, COOPERATE or RETREAT that is still to be  promise (``offer`` where it is worded as one)
REJECT                                                refusal
SANCTION by withdrawing or cutting aid or money       suspension
AID or RETREAT that answers a promise or a request    delivery
====================================================  ==========

Negated and hypothetical claims, and those that a source denies or doubts, make no entry; nor do
requests, refusals and suspensions that are still to come.

Several reports are one entry when parties (by country or entity) and week are the same and they
are about the same thing: they share a word that is no name of the parties, or the document that
they report ("the letter"). Claims whose text gives no date count to the entry of their own
article; a party that a report leaves out, or that is not resolved, is whoever it is in the others
of its article. What goes on ("has always pushed") is an entry of its own. That grouping is in
``communique.record.reports``.

Each entry opens with its first claim and changes with the claims that answer it
(``communique.record.answers``). Every report of a delivery counts, those too that come when the
entry is known to be answered.

``assemble_ledger`` does all of this in memory; ``communique.record.ledger_work`` does the same for
those claims of a record that are due, and gives the same.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from communique.model import Claim, LedgerEntry
from communique.model.record import LedgerKind, LedgerStatus
from communique.record.answers import (
    ANSWER_DAYS,
    ANSWERED_KINDS,
    ANSWERING_KINDS,
    AWAITED,
    IN_PART,
    WITHDRAWN,
    Answer,
    Draft,
    changed,
    deadline_of,
    fall_due,
    gives,
    keys_of_entries,
    made,
    meeting_keys,
    status_told,
    take,
)
from communique.record.identity import renamed
from communique.record.likeness import (
    codes,
    documents_of,
    known_days,
    matter_stems,
    object_stems,
    said_days,
    sort_day,
    words_of,
)
from communique.record.reports import by_of, same_entry, to_of

_OFFER = re.compile(
    r"\b(offer(?:s|ed|ing)?|propos(?:e[sd]?|al|ing)|ready to|willing(?:ness)? to|prepared to)\b",
    re.IGNORECASE,
)
_AID = re.compile(
    r"\b(aid|assistance|help|support|funds?|funding|money|loans?|grants?|credits?|deliver\w*|"
    r"suppl(?:y|ies)|rations?|subsid\w+|payments?|budget|relief|weapons|arms)\b",
    re.IGNORECASE,
)
_ANSWERED = re.compile(r"\b(repl(?:y|ied|ies)|respond\w*|response|answer\w*)\b", re.IGNORECASE)
_CONDITION = re.compile(
    r"\b(?:if|unless|provided(?: that)?|on (?:the )?condition that|as long as|in return for|"
    r"in exchange for|once)\b[^.;]*",
    re.IGNORECASE,
)
_OBJECT_CHARS = 160
LEDGER_TYPES = ("AGREE", "AID", "COOPERATE", "RETREAT", "REQUEST", "REJECT", "SANCTION", "CONSULT")
"""The types of claims that can make or answer an entry."""


def assemble_ledger(claims: Iterable[Claim], *, as_of: str | None = None) -> list[LedgerEntry]:
    """The ledger of these claims, sorted by id; the order of the claims does not matter.

    ``as_of`` is the day up to which the claims reach: what was to come before it and did not is
    overdue.
    """
    by_kind: dict[LedgerKind, list[Claim]] = defaultdict(list)
    answers: list[Answer] = []
    for claim in {c.id: c for c in claims}.values():
        kind = kind_of(claim)
        if kind is not None:
            by_kind[kind].append(claim)
        if may_answer(claim, kind):
            answers.append(Answer(claim, kind))
    drafts = [draft_of(k, g) for k, found in by_kind.items() for g in same_entry(found)]
    web = _Web(drafts)
    delivered: list[Claim] = []
    for answer in sorted(answers, key=lambda a: a.order):
        given = False
        for draft in web.near(answer):
            status = status_told(answer, draft)
            if status is not None:
                take(answer, status, draft)
            given |= gives(answer, status)
        if given:
            delivered.append(answer.claim)
    drafts += [draft_of("delivery", group) for group in same_entry(delivered)]
    for draft in drafts:
        fall_due(draft, as_of)
    return sorted(map(finished, drafts), key=lambda entry: entry.id)


def fold(draft: Draft, answers: Iterable[Answer], as_of: str | None) -> list[str]:
    """Tell the entry's history by those that answer it; the ids of those that deliver."""
    given = []
    for answer in sorted(answers, key=lambda a: a.order):
        status = status_told(answer, draft)
        if status is not None:
            take(answer, status, draft)
        if gives(answer, status):
            given.append(answer.claim.id)
    fall_due(draft, as_of)
    return given


class _Web:
    """The entries by the parties whose word or act may answer them, in order of their days."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        self._drafts = drafts
        self._met: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self._in: dict[str, list[int]] = defaultdict(list)
        for number, draft in enumerate(drafts):
            if draft.kind not in ANSWERED_KINDS:
                continue
            for article in draft.articles:
                self._in[article].append(number)
            if draft.days is not None and draft.days.first is not None:
                for key in meeting_keys(draft.by, draft.to, entry=True):
                    self._met[key].append((draft.days.first.toordinal(), number))
        for listed in self._met.values():
            listed.sort()

    def near(self, answer: Answer) -> list[Draft]:
        """Those that the claim can answer, and some that it cannot, in their order."""
        numbers = set(self._in.get(answer.claim.article.id, ()))
        if answer.days is not None and answer.days.last is not None:
            last = answer.days.last.toordinal()
            for key in keys_of_entries(answer.by, answer.to):
                listed = self._met.get(key, [])
                low = bisect_left(listed, (last - ANSWER_DAYS, -1))
                high = bisect_right(listed, (last, len(self._drafts)))
                numbers.update(n for _, n in listed[low:high])
        return [self._drafts[n] for n in sorted(numbers)]


def entry_id(kind: LedgerKind, claims: Iterable[Claim]) -> str:
    """The own id of the entry of this kind with these claims: its first report's."""
    first = min(claims, key=lambda c: (c.article.published or "9999", c.id))
    return "l" + hashlib.sha256(f"{kind}\x1f{first.id}".encode()).hexdigest()[:20]


def kind_of(claim: Claim) -> LedgerKind | None:
    """The kind of entry the claim makes of itself, if any."""
    if claim.kind != "event" or claim.event is None or _unreal(claim):
        return None
    if claim.factuality.negated:
        return None
    future = claim.factuality.future
    match claim.event.type:
        case "AGREE":
            return "offer" if _OFFER.search(words_of(claim)) else "promise"
        case "AID" | "COOPERATE" | "RETREAT" if future:
            return "promise"
        case "REQUEST" if not future:
            return "request"
        case "REJECT" if not future:
            return "refusal"
        case "SANCTION" if not future and {"withdraw", "discontinue"} & set(claim.event.modes):
            return "suspension" if claim.amounts or _AID.search(words_of(claim)) else None
    return None


def may_answer(claim: Claim, kind: LedgerKind | None) -> bool:
    """True for a word, or an act, or the lack of one, that may answer an entry."""
    if kind is not None:
        return kind in ANSWERING_KINDS
    return (
        claim.kind == "event"
        and claim.event is not None
        and (
            claim.event.type in ("AID", "RETREAT")
            or (claim.event.type == "CONSULT" and _ANSWERED.search(words_of(claim)) is not None)
            or (claim.event.type == "SANCTION" and WITHDRAWN.search(words_of(claim)) is not None)
        )
        and not claim.factuality.future
        and not _unreal(claim)
    )


def may_deliver(claim: Claim) -> bool:
    """True for an answering act that makes a delivery of itself where it answers."""
    delivers = claim.event is not None and claim.event.type in ("AID", "RETREAT")
    return delivers and not claim.factuality.negated


def _unreal(claim: Claim) -> bool:
    if claim.factuality.hypothetical:
        return True
    return any(source.stance in ("denies", "doubts", "asks") for source in claim.attribution)


def draft_of(kind: LedgerKind, group: Iterable[Claim]) -> Draft:
    """The entry of this kind that these claims open."""
    ordered = sorted(group, key=lambda c: (said_days(c) is None, sort_day(c), c.id))
    draft = Draft(
        kind=kind,
        claims=ordered,
        by=frozenset().union(*(by_of(c) for c in ordered)),
        to=frozenset().union(*(to_of(c) for c in ordered)),
        matter=frozenset().union(*(matter_stems(c) for c in ordered)),
        documents=frozenset().union(*(documents_of(c) for c in ordered)),
        articles=frozenset(c.article.id for c in ordered),
        days=known_days(ordered[0]),
    )
    status: LedgerStatus = {
        "refusal": "refused",
        "suspension": "withheld",
        "delivery": "delivered",
    }.get(kind, "open")  # type: ignore[assignment]
    if kind == "delivery" and all(IN_PART.search(words_of(c)) for c in ordered):
        status = "partly delivered"
    draft.history.append(changed(status, draft.first))
    return draft


def finished(draft: Draft) -> LedgerEntry:
    """The entry as it is kept, under its own id."""
    claims = draft.claims
    best = max(claims, key=lambda c: (len(object_stems(c)), c.id))
    words = " ".join(best.evidence[0].quote.split())
    if len(words) > _OBJECT_CHARS:
        words = words[: _OBJECT_CHARS - 1].rsplit(" ", 1)[0] + "…"
    return LedgerEntry(
        id=entry_id(draft.kind, claims),
        kind=draft.kind,
        status=draft.status,
        by=tuple(sorted({code for c in claims for code in codes(c.actors)})),
        to=tuple(sorted({code for c in claims for code in codes(c.recipients)})),
        third_parties=tuple(sorted({code for c in claims for code in codes(c.third_parties)})),
        object=words,
        amounts=tuple(sorted({" ".join(a.text.split()) for c in claims for a in c.amounts})),
        date=made(draft.first),
        deadline=min(filter(None, map(deadline_of, claims)), default=None)
        if draft.kind in AWAITED
        else None,
        history=tuple(draft.history),
        claims=tuple(sorted(c.id for c in claims)),
        condition=_condition(claims),
        contested=tuple(draft.contested),
    )


def named(drafts: Mapping[str, Draft]) -> list[LedgerEntry]:
    """The entries of these drafts under the ids given, sorted by them."""
    entries = {id: finished(draft) for id, draft in drafts.items()}
    return renamed(list(entries.values()), {e.id: id for id, e in entries.items()}, lambda e: e.id)


def _condition(claims: Sequence[Claim]) -> str | None:
    for claim in claims:
        match = _CONDITION.search(words_of(claim))
        if match:
            return " ".join(match.group().split())[:_OBJECT_CHARS]
    return None
