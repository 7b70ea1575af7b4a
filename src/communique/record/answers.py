"""What one claim does to an entry of the ledger: whether it answers it, and how.

An entry's history depends on its own claims and on those that answer it, taken in the order of
their days, and on nothing else: no entry changes another. The rule of who may answer whom is
``answers_at_all``; ``meeting_keys`` and its like are the same rule as keys to be looked up, so
that an answer finds its entries, and an entry its answers, without reading all others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from itertools import product

from communique.model import Claim, DateRange, LedgerChange
from communique.model.record import LedgerKind, LedgerStatus
from communique.record.events import sayer
from communique.record.likeness import (
    days,
    documents_of,
    known_days,
    matter_stems,
    sort_day,
    words_of,
)
from communique.record.reports import by_of, to_of

ANSWER_DAYS = 366
"""An answer later than a year names what it answers in no way we can see."""
ANSWERED_KINDS: frozenset[LedgerKind] = frozenset({"request", "offer", "promise", "suspension"})
"""What can be answered."""
ANSWERING_KINDS: frozenset[LedgerKind] = frozenset({"refusal", "offer", "promise", "suspension"})
"""What is said and answers something said before; acts do, too."""
AWAITED: frozenset[LedgerKind] = frozenset({"request", "offer", "promise"})
"""What has a deadline."""

IN_PART = re.compile(
    r"\b(part(?:ly|ial\w*)?|some|first|only|half|third|quarter|less than|barely|more than half|"
    r"of the|\d+ of)\b",
    re.IGNORECASE,
)
WITHDRAWN = re.compile(
    r"\b(withdr[ae]w\w*|retract\w*|rescind\w*|revok\w*|reneg\w*|t(?:ook|aken?) back|"
    r"back(?:ed|s)? (?:out|away)|went back on|cancel\w*|dropp?(?:s|ed)?)\b",
    re.IGNORECASE,
)
_LATE = re.compile(
    r"\b(overdue|late|yet|still|due|deadline|awaited|arrived|missed)\b", re.IGNORECASE
)
_WORD_GIVEN = re.compile(r"\b(promise|pledge|offer|proposal|consent|commitment)\b", re.IGNORECASE)
_OPEN: frozenset[LedgerStatus] = frozenset({"open", "answered", "promised", "partly delivered"})
# What was not given may be given yet: a refusal is thought over, a suspension lifted.
_AFTER: dict[LedgerStatus, frozenset[LedgerStatus]] = {
    "refused": frozenset({"promised", "partly delivered", "delivered"}),
    "withheld": frozenset({"partly delivered", "delivered", "withdrawn"}),
    "overdue": frozenset({"partly delivered", "delivered", "withheld", "withdrawn"}),
}
_GAINSAY = frozenset({"delivered", "partly delivered", "withheld", "overdue", "refused"})
_GIVEN: frozenset[LedgerStatus] = frozenset({"delivered", "partly delivered"})
_HISTORY_DAYS = 14  # two sides' words about one thing, said this near each other
_NEAR_DAYS = 31


class Answer:
    """A claim that may answer an entry; ``kind`` is that of the entry it makes of itself."""

    def __init__(self, claim: Claim, kind: LedgerKind | None) -> None:
        self.claim = claim
        self.kind = kind
        self.by = by_of(claim)
        self.to = to_of(claim)
        self.days = known_days(claim)

    @cached_property
    def matter(self) -> frozenset[str]:
        """What it is about, without names."""
        return matter_stems(self.claim)

    @cached_property
    def documents(self) -> frozenset[str]:
        """The letters and notes it speaks of."""
        return documents_of(self.claim)

    @property
    def order(self) -> tuple[str, str]:
        """Answers are taken in this order."""
        return (sort_day(self.claim), self.claim.id)


@dataclass
class Draft:
    """An entry in the making."""

    kind: LedgerKind
    claims: list[Claim]
    by: frozenset[str]
    to: frozenset[str]
    matter: frozenset[str]
    documents: frozenset[str]
    articles: frozenset[str]
    days: DateRange | None
    history: list[LedgerChange] = field(default_factory=list)
    contested: list[LedgerChange] = field(default_factory=list)

    @property
    def first(self) -> Claim:
        """The claim that opens it."""
        return self.claims[0]

    @property
    def status(self) -> LedgerStatus:
        """Where its history has come to."""
        return self.history[-1].status


def answers_at_all(answer: Answer, draft: Draft) -> bool:
    """True when parties and days let the claim answer the entry.

    Its day lies between the entry's and a year after; without days to compare, only claims of one
    article answer each other. A claim or an entry that leaves a party out meets all others of the
    party that it names.
    """
    mine, theirs = answer.days, draft.days
    if mine is None or theirs is None:
        if answer.claim.article.id not in draft.articles:
            return False
    else:
        assert mine.last is not None and theirs.first is not None
        if not theirs.first <= mine.last <= theirs.first + timedelta(days=ANSWER_DAYS):
            return False
    if draft.kind not in ANSWERED_KINDS or not answer.by:
        return False
    if not answer.to:
        return bool(answer.by & (draft.by | draft.to))
    if not draft.by or not draft.to:
        return bool((answer.by | answer.to) & (draft.by | draft.to))
    return bool(
        (answer.by & draft.by and answer.to & draft.to)
        or (answer.by & draft.to and answer.to & draft.by)
    )


def meeting_keys(by: Iterable[str], to: Iterable[str], *, entry: bool) -> list[str]:
    """Under which keys an entry, or an answer, of these parties is to be found."""
    who = "e" if entry else "a"
    everybody = sorted({*by, *to})
    keys = [f"{who}* {party}" for party in everybody]
    if by and to:
        keys += [f"{who}2 {pair}" for pair in _pairs(by, to)]
    else:
        keys += [f"{who}1 {party}" for party in everybody]
    return keys


def keys_of_entries(by: Iterable[str], to: Iterable[str]) -> list[str]:
    """The keys of the entries that an answer of these parties may meet."""
    if not to:
        return [f"e* {party}" for party in sorted(by)]
    return [f"e2 {pair}" for pair in _pairs(by, to)] + [f"e1 {p}" for p in sorted({*by, *to})]


def keys_of_answers(by: Iterable[str], to: Iterable[str]) -> list[str]:
    """The keys of the answers that an entry of these parties may meet."""
    if not by or not to:
        return [f"a* {party}" for party in sorted({*by, *to})]
    return [f"a2 {pair}" for pair in _pairs(by, to)] + [f"a1 {p}" for p in sorted({*by, *to})]


ANSWERS_OF = {"e2": "a2", "e1": "a*", "e*": "a1"}
"""Under which keys an entry's answers are, by the keys under which it is found itself."""


def _pairs(by: Iterable[str], to: Iterable[str]) -> list[str]:
    return sorted({f"{min(b, t)}|{max(b, t)}" for b, t in product(by, to)})


def status_told(answer: Answer, draft: Draft) -> LedgerStatus | None:
    """What the claim says has become of the entry, if anything; whatever others said."""
    if not answers_at_all(answer, draft) or any(c.id == answer.claim.id for c in draft.claims):
        return None
    claim, kind, by, to = answer.claim, answer.kind, answer.by, answer.to
    shared = bool(answer.matter & draft.matter)
    asked = draft.kind == "request" and bool(by & draft.to) and (not to or bool(to & draft.by))
    own_word = draft.kind in ("promise", "offer") and bool(by & draft.by)
    resumed = draft.kind == "suspension" and bool(by & draft.by)
    meant = not to or not draft.to or bool(to & draft.to)
    said = words_of(claim)
    if shared and meant and WITHDRAWN.search(said) and not claim.factuality.negated:
        takes_back = draft.kind in AWAITED and bool(by & draft.by)
        if claim.event is not None and claim.event.type == "RETREAT":
            # Who withdraws troops does what was promised, and does not take it back.
            takes_back &= draft.kind == "request" or _WORD_GIVEN.search(said) is not None
        if takes_back and kind in (None, "refusal", "suspension"):
            return "withdrawn"
    if kind is not None:
        if kind == "refusal" and asked and (shared or (to and _near(answer, draft))):
            return "refused"
        if kind == "refusal" and draft.kind == "offer" and shared and by & draft.to:
            return "refused"
        if kind in ("promise", "offer") and asked and shared:
            return "promised"
        if kind == "suspension" and own_word and meant and shared:
            return "withheld"
        return None
    if claim.event is not None and claim.event.type == "CONSULT":
        return "answered" if asked and (shared or answer.documents & draft.documents) else None
    if not shared or not ((own_word and meant) or asked or (resumed and meant)):
        return None
    if claim.factuality.negated:
        if draft.kind in ("request", "suspension"):
            return None
        return "overdue" if _LATE.search(said) else "withheld"
    return "partly delivered" if IN_PART.search(said) or _is_less(claim, draft) else "delivered"


def gives(answer: Answer, status: LedgerStatus | None) -> bool:
    """True when the claim is a delivery: an act that says it gives what an entry is about."""
    event = answer.claim.event
    return status in _GIVEN and event is not None and event.type in ("AID", "RETREAT")


def take(answer: Answer, status: LedgerStatus, draft: Draft) -> None:
    """Change the entry as the claim says, where that can follow what is known of it."""
    if status == "answered" and draft.status != "open":
        return
    change = changed(status, answer.claim)
    if draft.status in _OPEN or status in _AFTER.get(draft.status, ()):
        if _gainsaid(answer.claim, status, draft):
            draft.contested.append(change)
        elif status != draft.status:
            draft.history.append(change)
    elif _gainsaid(answer.claim, status, draft) and all(
        c.status != status for c in draft.contested
    ):
        draft.contested.append(change)


def fall_due(draft: Draft, as_of: str | None) -> None:
    """Overdue where the deadline has passed and nothing that answers it is known."""
    if draft.kind not in AWAITED or draft.status not in _OPEN:
        return
    now = days(as_of)
    ends = [(end, c) for c in draft.claims if (end := due_day(c)) is not None]
    if not ends or now is None or now.first is None:
        return
    last, claim = max(ends, key=lambda e: (e[0], e[1].id))
    if last < now.first:
        draft.history.append(
            LedgerChange(
                status="overdue", claim=claim.id, date=deadline_of(claim), by=(sayer(claim),)
            )
        )


def changed(status: LedgerStatus, claim: Claim) -> LedgerChange:
    """The change that the claim tells."""
    return LedgerChange(status=status, claim=claim.id, date=made(claim), by=(sayer(claim),))


def made(claim: Claim) -> str | None:
    """When the word was given or the deed done: a date still to come is that of what was said."""
    if deadline_of(claim) is not None:
        return claim.article.published
    return claim.when.edtf or claim.article.published


def deadline_of(claim: Claim) -> str | None:
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


def due_day(claim: Claim) -> date | None:
    """The last day of the claim's deadline."""
    end = days(deadline_of(claim))
    return end.last if end else None


def _gainsaid(claim: Claim, status: LedgerStatus, draft: Draft) -> bool:
    """True when another side claims, at about the same time, that it is otherwise."""
    last = draft.history[-1]
    if len(draft.history) < 2 or status == last.status or sayer(claim) in last.by:
        return False
    if not {status, last.status} <= _GAINSAY:
        return False
    if not claim.attribution or ("delivered" in status) == ("delivered" in last.status):
        return False
    mine, theirs = days(made(claim)), days(last.date)
    if mine is None or theirs is None or mine.first is None or theirs.first is None:
        return True
    return abs((mine.first - theirs.first).days) <= _HISTORY_DAYS


def _near(answer: Answer, draft: Draft) -> bool:
    """In the same article, or within a month."""
    if answer.claim.article.id in draft.articles:
        return True
    mine, theirs = answer.days, draft.days
    if mine is None or theirs is None or mine.first is None or theirs.first is None:
        return False
    return (mine.first - theirs.first).days <= _NEAR_DAYS


def _is_less(claim: Claim, draft: Draft) -> bool:
    given = [a for a in claim.amounts if a.value is not None]
    for wanted in (a for c in draft.claims for a in c.amounts if a.value is not None):
        same = [a.value for a in given if a.unit == wanted.unit and a.value is not None]
        if same and wanted.value is not None and max(same) < wanted.value:
            return True
    return False
