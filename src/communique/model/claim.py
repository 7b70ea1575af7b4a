"""The claim: one sourced proposition."""

from __future__ import annotations

import hashlib
from typing import Literal

import msgspec

from communique.model.article import ArticleRef
from communique.model.mention import Mention, Status
from communique.model.spans import Evidence

Kind = Literal["event", "quotation", "assertion", "revision", "journey"]
Certainty = Literal["certain", "probable", "possible"]
Quad = Literal["verbal cooperation", "material cooperation", "verbal conflict", "material conflict"]
SourceKind = Literal["actor", "document", "anonymous"]
Stance = Literal["asserts", "denies", "doubts", "asks", "promises", "believes"]
Basis = Literal["said", "anchored", "publication", "report", "none"]
Agreement = Literal["both", "first", "second"]


class EventCode(msgspec.Struct, frozen=True, kw_only=True):
    """What passed between the actors, in PLOVER 2.0 terms.

    ``intensity`` is the PLOVER conflict-cooperation score, -10 to +10; ``cameo`` the CAMEO code
    by table, ``None`` where the table has none.
    """

    type: str
    modes: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    quad: Quad
    intensity: float
    cameo: str | None = None


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """One link of an attribution chain: who says, by which words, with what stance.

    ``cue`` are the words that make it a source ("said", "according to"). A document ("the
    letter") is a source of kind ``document``; its code is its author's when known. An unnamed
    source has ``start == end`` and status unresolved.
    """

    text: str
    start: int
    end: int
    code: str | None = None
    name: str | None = None
    cue: str | None = None
    kind: SourceKind = "actor"
    stance: Stance = "asserts"
    status: Status = "unresolved"
    reason: str | None = None

    def __post_init__(self) -> None:
        if (self.status == "resolved") != (self.code is not None):
            raise ValueError(f"source {self.text!r}: a code and 'resolved' go together")
        if self.status == "unresolved" and not self.reason:
            raise ValueError(f"source {self.text!r}: unresolved without a reason")


class Cue(msgspec.Struct, frozen=True, kw_only=True):
    """The words that set a factuality flag, and where they stand."""

    flag: str
    text: str
    start: int
    end: int


class Factuality(msgspec.Struct, frozen=True, kw_only=True):
    """Is it so? PLOVER's four auxiliary flags, and how certain the claim's own words are."""

    certainty: Certainty = "certain"
    negated: bool = False
    future: bool = False
    hypothetical: bool = False
    historical: bool = False
    cues: tuple[Cue, ...] = ()


class When(msgspec.Struct, frozen=True, kw_only=True):
    """The time of the act.

    ``basis``: ``said`` (the text gives the whole date), ``anchored`` (worked out from the
    publication date), ``publication`` (only the page's date is known), ``report`` (the date is
    that of the report of the act), ``none``.
    """

    edtf: str | None = None
    text: str | None = None
    start: int | None = None
    end: int | None = None
    basis: Basis = "none"


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A place of the act or a stop of a journey, in GeoNames terms (degrees, WGS 84)."""

    text: str
    start: int
    end: int
    role: Literal["place", "stop", "origin"] = "place"
    name: str | None = None
    geonames_id: int | None = None
    country: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    precision: Literal["country", "province", "city", "region", "none"] = "none"
    status: Status = "unresolved"
    reason: str | None = None


class Amount(msgspec.Struct, frozen=True, kw_only=True):
    """How much: ``unit`` is an ISO 4217 currency or a plain noun; ``value`` or ``low``/``high``."""

    text: str
    start: int
    end: int
    value: float | None = None
    unit: str = ""
    role: str | None = None
    low: float | None = None
    high: float | None = None


class Revision(msgspec.Struct, frozen=True, kw_only=True):
    """A wording change: what was removed from or added to which document."""

    removed: str | None = None
    added: str | None = None
    document: str | None = None


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """One sourced claim (JSON form v1): the core type.

    ``actors`` of a quotation hold its speaker, of an assertion what it is about, of a journey the
    traveller. ``attribution`` is the whole chain, outermost source first, down to the speaker;
    it is empty when the page itself asserts. ``where`` of a journey are its stops in order.
    ``confidence`` is 0 to 1. ``coder`` names the version that coded it. ``agreement`` is there only
    where a second reader was asked: who read this event, both, the first, or the second alone.
    """

    id: str
    kind: Kind
    article: ArticleRef
    evidence: tuple[Evidence, ...]
    event: EventCode | None = None
    actors: tuple[Mention, ...] = ()
    recipients: tuple[Mention, ...] = ()
    third_parties: tuple[Mention, ...] = ()
    attribution: tuple[Source, ...] = ()
    factuality: Factuality = Factuality()
    when: When = When()
    where: tuple[Place, ...] = ()
    amounts: tuple[Amount, ...] = ()
    revision: Revision | None = None
    confidence: float = 1.0
    coder: str = ""
    agreement: Agreement | msgspec.UnsetType = msgspec.UNSET

    def __post_init__(self) -> None:
        if not self.evidence:
            raise ValueError("a claim without evidence")
        if self.kind == "event" and self.event is None:
            raise ValueError("an event claim without an event code")
        if self.kind == "revision" and self.revision is None:
            raise ValueError("a revision claim without a revision")


def claim_id(claim: Claim) -> str:
    """The content hash that is the claim's id.

    It covers what is claimed and where: article, kind, evidence, event type and modes, the words
    of the parties and sources, flags and revision. Resolved codes, names, confidence, coder and
    agreement stay outside, so that a better actor table or a new version that reads the same does
    not change a claim's identity.
    """
    flags = claim.factuality
    content = (
        claim.article.id,
        claim.kind,
        [(e.start, e.end, e.quote) for e in claim.evidence],
        (claim.event.type, sorted(claim.event.modes)) if claim.event else None,
        [
            [(m.start, m.end, m.text) for m in party]
            for party in (claim.actors, claim.recipients, claim.third_parties)
        ],
        [(s.start, s.end, s.text, s.kind, s.stance) for s in claim.attribution],
        (flags.certainty, flags.negated, flags.future, flags.hypothetical, flags.historical),
        claim.revision and (claim.revision.removed, claim.revision.added, claim.revision.document),
        [(p.start, p.end, p.text) for p in claim.where],
    )
    return "c" + hashlib.sha256(msgspec.json.encode(content)).hexdigest()[:20]


def make_claim(
    *,
    kind: Kind,
    article: ArticleRef,
    evidence: tuple[Evidence, ...],
    event: EventCode | None = None,
    actors: tuple[Mention, ...] = (),
    recipients: tuple[Mention, ...] = (),
    third_parties: tuple[Mention, ...] = (),
    attribution: tuple[Source, ...] = (),
    factuality: Factuality = Factuality(),
    when: When = When(),
    where: tuple[Place, ...] = (),
    amounts: tuple[Amount, ...] = (),
    revision: Revision | None = None,
    confidence: float = 1.0,
    coder: str = "",
) -> Claim:
    """Build a claim and give it its content-hash id.

    Raises:
        ValueError: a part that its kind needs is missing (see ``Claim``).
    """
    draft = Claim(
        id="",
        kind=kind,
        article=article,
        evidence=evidence,
        event=event,
        actors=actors,
        recipients=recipients,
        third_parties=third_parties,
        attribution=attribution,
        factuality=factuality,
        when=when,
        where=where,
        amounts=amounts,
        revision=revision,
        confidence=confidence,
        coder=coder,
    )
    return msgspec.structs.replace(draft, id=claim_id(draft))
