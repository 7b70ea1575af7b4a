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

Each entry opens with its first claim and changes with the claims that answer it.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from communique.model import Claim, LedgerChange, LedgerEntry
from communique.model.record import LedgerKind, LedgerStatus
from communique.record.events import sayer
from communique.record.likeness import (
    codes,
    days,
    documents_of,
    known_days,
    matter_stems,
    object_stems,
    said_days,
    sort_day,
    widened,
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
_IN_PART = re.compile(
    r"\b(part(?:ly|ial\w*)?|some|first|only|half|third|quarter|less than|barely|more than half|"
    r"of the|\d+ of)\b",
    re.IGNORECASE,
)
_LATE = re.compile(
    r"\b(overdue|late|yet|still|due|deadline|awaited|arrived|missed)\b", re.IGNORECASE
)
_ANSWER_DAYS = 366  # an answer later than a year names what it answers in no way we can see
_WITHDRAWN = re.compile(
    r"\b(withdr[ae]w\w*|retract\w*|rescind\w*|revok\w*|reneg\w*|t(?:ook|aken?) back|"
    r"back(?:ed|s)? (?:out|away)|went back on|cancel\w*|dropp?(?:s|ed)?)\b",
    re.IGNORECASE,
)
_WORD_GIVEN = re.compile(r"\b(promise|pledge|offer|proposal|consent|commitment)\b", re.IGNORECASE)
_ANSWERED = re.compile(r"\b(repl(?:y|ied|ies)|respond\w*|response|answer\w*)\b", re.IGNORECASE)
_CONDITION = re.compile(
    r"\b(?:if|unless|provided(?: that)?|on (?:the )?condition that|as long as|in return for|"
    r"in exchange for|once)\b[^.;]*",
    re.IGNORECASE,
)
_OBJECT_CHARS = 160
LEDGER_TYPES = ("AGREE", "AID", "COOPERATE", "RETREAT", "REQUEST", "REJECT", "SANCTION", "CONSULT")
"""The types of claims that can make or answer an entry."""
_AWAITED: frozenset[LedgerKind] = frozenset({"request", "offer", "promise"})
_OPEN: frozenset[LedgerStatus] = frozenset({"open", "answered", "promised", "partly delivered"})
_DONE: frozenset[LedgerStatus] = frozenset({"delivered"})
# What was not given may be given yet: a refusal is thought over, a suspension lifted.
_AFTER: dict[LedgerStatus, frozenset[LedgerStatus]] = {
    "refused": frozenset({"promised", "partly delivered", "delivered"}),
    "withheld": frozenset({"partly delivered", "delivered", "withdrawn"}),
    "overdue": frozenset({"partly delivered", "delivered", "withheld", "withdrawn"}),
}
_GAINSAY = frozenset({"delivered", "partly delivered", "withheld", "overdue", "refused"})
_HISTORY_DAYS = 14  # two sides' words about one thing, said this near each other


@dataclass
class _Entry:
    """An entry in the making."""

    kind: LedgerKind
    claims: list[Claim]
    by: frozenset[str]
    to: frozenset[str]
    matter: frozenset[str]
    articles: frozenset[str]
    history: list[LedgerChange] = field(default_factory=list)
    contested: list[LedgerChange] = field(default_factory=list)

    @property
    def first(self) -> Claim:
        return self.claims[0]

    @property
    def status(self) -> LedgerStatus:
        return self.history[-1].status


class _Web:
    """The entries by the parties whose word or act may answer them, in order of their days."""

    def __init__(self, entries: Sequence[_Entry]) -> None:
        self._entries = entries
        self._pairs: dict[tuple[str, str], list[tuple[str, int]]] = defaultdict(list)
        self._one_sided: dict[str, list[tuple[str, int]]] = defaultdict(list)
        self._all: dict[str, list[tuple[str, int]]] = defaultdict(list)
        self._undated: dict[str, list[int]] = defaultdict(list)
        for number, entry in enumerate(entries):
            day = sort_day(entry.first)
            if not day:
                for article in entry.articles:
                    self._undated[article].append(number)
                continue
            for party in entry.by | entry.to:
                self._all[party].append((day, number))
                if not entry.by or not entry.to:
                    self._one_sided[party].append((day, number))
            for one in entry.by:
                for other in entry.to:
                    self._pairs[min(one, other), max(one, other)].append((day, number))

    def near(self, claim: Claim, by: frozenset[str], to: frozenset[str]) -> list[_Entry]:
        """Those that the claim can answer at all, in their order."""
        found = [self._all.get(party, []) for party in by]
        if to:
            found = [self._one_sided.get(party, []) for party in by | to]
            found += [self._pairs.get((min(b, t), max(b, t)), []) for b in by for t in to]
        numbers = set(self._undated.get(claim.article.id, ()))
        known = known_days(claim)
        if known and known.first and known.last:
            start = widened(known, _ANSWER_DAYS, 0).first
            earliest = start.isoformat() if start else ""
            latest = known.last.isoformat()
            for listed in found:
                low = bisect_left(listed, (earliest, -1))
                high = bisect_right(listed, (latest, len(self._entries)))
                numbers.update(n for _, n in listed[low:high])
        else:
            article = claim.article.id
            for listed in found:
                numbers.update(n for _, n in listed if article in self._entries[n].articles)
        return [self._entries[n] for n in sorted(numbers)]


def assemble_ledger(claims: Iterable[Claim], *, as_of: str | None = None) -> list[LedgerEntry]:
    """The ledger of these claims, sorted by id; the order of the claims does not matter.

    ``as_of`` is the day up to which the claims reach: what was to come before it and did not is
    overdue.
    """
    ordered = sorted({c.id: c for c in claims}.values(), key=lambda c: (sort_day(c), c.id))
    by_kind: dict[LedgerKind, list[Claim]] = defaultdict(list)
    acts: list[Claim] = []
    for claim in ordered:
        kind = _kind(claim)
        if kind is not None:
            by_kind[kind].append(claim)
        elif _is_delivery(claim):
            acts.append(claim)
    entries = [e for kind, found in by_kind.items() for e in _entries(kind, found)]
    entries.sort(key=lambda e: (sort_day(e.first), e.first.id))
    web = _Web(entries)
    answers = [(claim, entry) for entry in entries for claim in entry.claims]
    delivered: list[Claim] = []
    for claim, own in sorted(
        [*answers, *((claim, None) for claim in acts)],
        key=lambda pair: (sort_day(pair[0]), pair[0].id),
    ):
        answers_one = _answer(claim, own, web) and own is None and not claim.factuality.negated
        if answers_one and claim.event and claim.event.type in ("AID", "RETREAT"):
            delivered.append(claim)
    entries += _entries("delivery", delivered)
    for entry in entries:
        _fall_due(entry, as_of)
    return sorted((_finished(e) for e in entries), key=lambda entry: entry.id)


def entry_id(kind: LedgerKind, claims: Iterable[Claim]) -> str:
    """The own id of the entry of this kind with these claims: its first report's."""
    first = min(claims, key=lambda c: (c.article.published or "9999", c.id))
    return "l" + hashlib.sha256(f"{kind}\x1f{first.id}".encode()).hexdigest()[:20]


def _kind(claim: Claim) -> LedgerKind | None:
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


def _unreal(claim: Claim) -> bool:
    if claim.factuality.hypothetical:
        return True
    return any(source.stance in ("denies", "doubts", "asks") for source in claim.attribution)


def _is_delivery(claim: Claim) -> bool:
    """An act, or the lack of one, that may answer an entry."""
    return (
        claim.kind == "event"
        and claim.event is not None
        and (
            claim.event.type in ("AID", "RETREAT")
            or (claim.event.type == "CONSULT" and _ANSWERED.search(words_of(claim)) is not None)
            or (claim.event.type == "SANCTION" and _WITHDRAWN.search(words_of(claim)) is not None)
        )
        and not claim.factuality.future
        and not _unreal(claim)
    )


def _entries(kind: LedgerKind, claims: Sequence[Claim]) -> list[_Entry]:
    return [_entry(kind, group) for group in same_entry(claims)]


def _entry(kind: LedgerKind, group: list[Claim]) -> _Entry:
    ordered = sorted(group, key=lambda c: (said_days(c) is None, sort_day(c), c.id))
    entry = _Entry(
        kind=kind,
        claims=ordered,
        by=frozenset().union(*(by_of(c) for c in ordered)),
        to=frozenset().union(*(to_of(c) for c in ordered)),
        matter=frozenset().union(*(matter_stems(c) for c in ordered)),
        articles=frozenset(c.article.id for c in ordered),
    )
    status: LedgerStatus = {
        "refusal": "refused",
        "suspension": "withheld",
        "delivery": "delivered",
    }.get(kind, "open")  # type: ignore[assignment]
    if kind == "delivery" and all(_IN_PART.search(words_of(c)) for c in ordered):
        status = "partly delivered"
    entry.history.append(_change(status, entry.first))
    return entry


def _change(status: LedgerStatus, claim: Claim) -> LedgerChange:
    return LedgerChange(status=status, claim=claim.id, date=_made(claim), by=(sayer(claim),))


def _fall_due(entry: _Entry, as_of: str | None) -> None:
    """Overdue where the deadline has passed and nothing that answers it is known."""
    if entry.kind not in _AWAITED or entry.status not in _OPEN:
        return
    now = days(as_of)
    ends = [
        (end.last, claim, edtf)
        for claim in entry.claims
        if (edtf := _deadline(claim)) and (end := days(edtf)) and end.last
    ]
    if not ends or now is None or now.first is None:
        return
    last, claim, edtf = max(ends, key=lambda e: (e[0], e[1].id))
    if last < now.first:
        entry.history.append(
            LedgerChange(status="overdue", claim=claim.id, date=edtf, by=(sayer(claim),))
        )


def _answer(claim: Claim, own: _Entry | None, web: _Web) -> bool:
    """Change the entries that ``claim`` answers; True when there is one."""
    by = by_of(claim)
    to = to_of(claim)
    if not by:
        return False
    found = False
    for entry in web.near(claim, by, to):
        if entry is own or not _after(claim, entry):
            continue
        status = _new_status(claim, own, entry, by, to)
        if status is None:
            continue
        if entry.status in _OPEN or status in _AFTER.get(entry.status, ()):
            if _gainsaid(claim, status, entry):
                entry.contested.append(_change(status, claim))
            elif status != entry.status:
                entry.history.append(_change(status, claim))
            found = True
        elif _gainsaid(claim, status, entry):
            if all(c.status != status for c in entry.contested):
                entry.contested.append(_change(status, claim))
            found = True
    return found


def _gainsaid(claim: Claim, status: LedgerStatus, entry: _Entry) -> bool:
    """True when another side claims, at about the same time, that it is otherwise."""
    last = entry.history[-1]
    if len(entry.history) < 2 or status == last.status or sayer(claim) in last.by:
        return False
    if not {status, last.status} <= _GAINSAY:
        return False
    if not claim.attribution or ("delivered" in status) == ("delivered" in last.status):
        return False
    mine, theirs = days(_made(claim)), days(last.date)
    if mine is None or theirs is None or mine.first is None or theirs.first is None:
        return True
    return abs((mine.first - theirs.first).days) <= _HISTORY_DAYS


def _new_status(
    claim: Claim, own: _Entry | None, entry: _Entry, by: frozenset[str], to: frozenset[str]
) -> LedgerStatus | None:
    shared = bool(matter_stems(claim) & entry.matter)
    asked = entry.kind == "request" and bool(by & entry.to) and (not to or bool(to & entry.by))
    own_word = entry.kind in ("promise", "offer") and bool(by & entry.by)
    resumed = entry.kind == "suspension" and bool(by & entry.by)
    meant = not to or not entry.to or bool(to & entry.to)
    said = words_of(claim)
    if _WITHDRAWN.search(said) and not claim.factuality.negated and shared and meant:
        takes_back = entry.kind in ("promise", "offer", "request") and bool(by & entry.by)
        if claim.event is not None and claim.event.type == "RETREAT":
            # Who withdraws troops does what was promised, and does not take it back.
            takes_back &= entry.kind == "request" or _WORD_GIVEN.search(said) is not None
        if takes_back and (own is None or own.kind in ("refusal", "suspension")):
            return "withdrawn"
    if own is not None:
        if own.kind == "refusal" and asked and (shared or (to and _near(claim, entry))):
            return "refused"
        if own.kind == "refusal" and entry.kind == "offer" and shared and by & entry.to:
            return "refused"
        if own.kind in ("promise", "offer") and asked and shared:
            return "promised"
        if own.kind == "suspension" and own_word and meant and shared:
            return "withheld"
        return None
    if claim.event is not None and claim.event.type == "CONSULT":
        if asked and (shared or documents_of(claim) & _documents(entry)):
            return "answered" if entry.status == "open" else None
        return None
    if not shared or not ((own_word and meant) or asked or (resumed and meant)):
        return None
    if claim.factuality.negated:
        if entry.kind in ("request", "suspension"):
            return None
        return "overdue" if _LATE.search(said) else "withheld"
    if _IN_PART.search(said) or _is_less(claim, entry):
        return "partly delivered"
    return "delivered"


def _documents(entry: _Entry) -> frozenset[str]:
    return frozenset().union(*(documents_of(c) for c in entry.claims))


def _after(claim: Claim, entry: _Entry) -> bool:
    """False when the claim's act is known to lie before the entry, or more than a year after.

    Without days to compare, only claims of one article answer each other.
    """
    mine, theirs = known_days(claim), known_days(entry.first)
    if mine is None or theirs is None:
        return claim.article.id in entry.articles
    assert mine.last is not None and theirs.first is not None
    return theirs.first <= mine.last <= theirs.first + timedelta(days=_ANSWER_DAYS)


def _near(claim: Claim, entry: _Entry) -> bool:
    """In the same article, or within a month."""
    if claim.article.id in entry.articles:
        return True
    mine, theirs = known_days(claim), known_days(entry.first)
    if mine is None or theirs is None or mine.first is None or theirs.first is None:
        return False
    return (mine.first - theirs.first).days <= 31


def _is_less(claim: Claim, entry: _Entry) -> bool:
    given = [a for a in claim.amounts if a.value is not None]
    for wanted in (a for c in entry.claims for a in c.amounts if a.value is not None):
        same = [a.value for a in given if a.unit == wanted.unit and a.value is not None]
        if same and wanted.value is not None and max(same) < wanted.value:
            return True
    return False


def _made(claim: Claim) -> str | None:
    """When the word was given or the deed done: a date still to come is that of what was said."""
    if _deadline(claim) is not None:
        return claim.article.published
    return claim.when.edtf or claim.article.published


def _deadline(claim: Claim) -> str | None:
    """The date of a claim where it is the end of a time: ``../2020-04``, or after the page's."""
    edtf = claim.when.edtf
    if not edtf:
        return None
    if edtf.startswith(("../", "/")):
        return edtf.partition("/")[2]
    said, page = days(edtf), days(claim.article.published)
    if said and page and said.last and page.last and said.last > page.last and said.first:
        return edtf if said.first > page.last else edtf.rpartition("/")[2]
    return None


def _finished(entry: _Entry) -> LedgerEntry:
    claims = entry.claims
    best = max(claims, key=lambda c: (len(object_stems(c)), c.id))
    words = " ".join(best.evidence[0].quote.split())
    if len(words) > _OBJECT_CHARS:
        words = words[: _OBJECT_CHARS - 1].rsplit(" ", 1)[0] + "…"
    return LedgerEntry(
        id=entry_id(entry.kind, claims),
        kind=entry.kind,
        status=entry.status,
        by=tuple(sorted({code for c in claims for code in codes(c.actors)})),
        to=tuple(sorted({code for c in claims for code in codes(c.recipients)})),
        third_parties=tuple(sorted({code for c in claims for code in codes(c.third_parties)})),
        object=words,
        amounts=tuple(sorted({" ".join(a.text.split()) for c in claims for a in c.amounts})),
        date=_made(entry.first),
        deadline=min(filter(None, map(_deadline, claims)), default=None)
        if entry.kind in _AWAITED
        else None,
        history=tuple(entry.history),
        claims=tuple(sorted(c.id for c in claims)),
        condition=_condition(claims),
        contested=tuple(entry.contested),
    )


def _condition(claims: Sequence[Claim]) -> str | None:
    for claim in claims:
        match = _CONDITION.search(words_of(claim))
        if match:
            return " ".join(match.group().split())[:_OBJECT_CHARS]
    return None
