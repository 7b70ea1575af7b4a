"""Words for what the pages show, and the filters and globals that templates may use.

Three things stand wherever an assertion is shown: its words, who said so, and whether it happened.
``standing`` gives the third in the terms of the field.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, get_args
from urllib.parse import urlsplit

import msgspec
from markupsafe import Markup

from communique.model import Claim, Factuality, Mention, Source
from communique.model.claim import Kind
from communique.model.record import LedgerKind, LedgerStatus
from communique.web import charts, marks, outline
from communique.web.dating import date_words, machine_date
from communique.web.naming import (
    code_words,
    contexts,
    is_known,
    office_words,
    offices_of,
    type_meaning,
    types,
)

_CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
    "|[\ud800-\udfff]|[\ufdd0-\ufdef\ufffe\uffff]|[\U000e0000-\U000e007f]"
)
"""What turns, hides or breaks text; joiners (U+200C, U+200D) are letters' business and stay."""
_SAYS = {
    "asserts": "says",
    "denies": "denies",
    "doubts": "doubts",
    "asks": "asks",
    "promises": "promises",
    "believes": "believes",
}
_SURE = {"probable": "probably", "possible": "possibly"}
FLAGS = ("negated", "future", "hypothetical", "historical")


class Standing(msgspec.Struct, frozen=True):
    """Whether it happened: a key for the look, the words, and what they mean."""

    key: str
    label: str
    meaning: str


def standing(claim: Claim) -> Standing:
    """Whether what the claim says happened, as its page has it."""
    stance = claim.attribution[-1].stance if claim.attribution else None
    if claim.kind == "quotation":
        return Standing("quoted", "quoted", "these words were said; what they say is theirs")
    if claim.kind == "revision":
        return Standing("said", "said to have been changed", "a page tells of this change of words")
    return _standing(claim.factuality, stance, happening=claim.kind != "assertion")


def event_standing(factuality: str, claims: Iterable[Claim] = ()) -> Standing:
    """Whether an event happened: what its claims agree on, in the words of ``Event.factuality``.

    With its claims at hand it is *said to have happened* where no page says so by itself.
    """
    words = set(factuality.split(", "))
    flags = Factuality(
        certainty="possible"
        if "possible" in words
        else "probable"
        if "probable" in words
        else "certain",
        negated="negated" in words,
        future="future" in words,
        hypothetical="hypothetical" in words,
        historical="historical" in words,
    )
    stances = [c.attribution[-1].stance if c.attribution else None for c in claims]
    stance = stances[0] if stances and None not in stances else None
    return _standing(flags, stance, happening=True)


def _standing(flags: Factuality, stance: str | None, *, happening: bool) -> Standing:
    key, label, meaning = _bare(flags, stance, happening=happening)
    if flags.certainty != "certain":
        label = f"{label}, {_SURE[flags.certainty]}"
        meaning = f"{meaning}; the words themselves are not sure"
    return Standing(key, label, meaning)


def _bare(flags: Factuality, stance: str | None, *, happening: bool) -> tuple[str, str, str]:
    said = stance is not None
    if stance == "denies":
        return "denied", "denied", "a source denies it"
    if flags.hypothetical:
        return "conditional", "conditional", "only if something else holds"
    if flags.negated:
        when = "will not happen" if flags.future else "did not happen" if happening else "not so"
        return "denied", f"said: {when}" if said else when, "the words say that it is not so"
    if stance == "promises":
        return "planned", "promised", "a source promises it; it has not happened yet"
    if stance == "asks":
        return "planned", "asked for", "a source asks for it"
    if flags.future:
        return "planned", "planned", "it lies ahead of the page's date"
    if flags.historical:
        return "past", "past", "background: it happened before what the page reports"
    if stance == "doubts":
        return "denied", "doubted", "a source doubts it"
    if stance == "believes":
        return "said", "believed", "a source believes it"
    if said:
        label = "said to have happened" if happening else "said to be so"
        return "said", label, "a source says so; the page itself does not"
    if happening:
        return "happened", "happened", "the page itself says so"
    return "happened", "stated", "the page itself states it"


GONE = Standing(
    "gone", "not in the source any more", "the words are on no later version of the page"
)


def visible(value: Any) -> Any:
    """Text whose turning, hiding and breaking characters are made visible: ``[U+202E]``."""
    if value is None:
        return ""
    if isinstance(value, Markup) or not isinstance(value, str) or value.isprintable():
        return value
    return _CONTROLS.sub(lambda m: f"[U+{ord(m.group()):04X}]", value)


def web_address(url: str | None) -> str | None:
    """The address where it is one that a browser may be sent to (http, https); else None."""
    if not url or _CONTROLS.search(url) or url != url.strip():
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def page_name(article: Any) -> str:
    """Who publishes the page: its publisher, else the host of its address, else “the page”."""
    if article.publisher:
        return str(article.publisher)
    try:
        host = urlsplit(article.url or "").hostname
    except ValueError:
        host = None
    return host.removeprefix("www.") if host else "the page"


def article_title(article: Any) -> str:
    """The title, or a name for what has none."""
    if article.title:
        return str(article.title)
    return f"untitled, {date_words(article.published)}"


def articles_of(reports: Iterable[Any]) -> dict[str, Any]:
    """The articles of these reports, by id: a page without a publisher is named by its id."""
    return {report.claim.article.id: report.claim.article for report in reports}


def says(source: Source) -> str:
    """What the source does: says, denies, asks …"""
    return _SAYS[source.stance]


def party_words(party: Mention | Source) -> str:
    """The words of a party as the page has them."""
    return party.text or ("an unnamed source" if isinstance(party, Source) else "not in words")


def flag_words(claim: Claim) -> list[tuple[str, str]]:
    """The flags that hold, each with the words that set it (empty where none are known)."""
    flags = claim.factuality
    held = [f for f in FLAGS if getattr(flags, f)]
    if flags.certainty != "certain":
        held.insert(0, flags.certainty)
    return [(f, "; ".join(c.text for c in flags.cues if c.flag == f)) for f in held]


def claim_title(claim: Claim) -> str:
    """A claim in a few words."""
    if claim.event is None or claim.kind == "journey":
        return claim.kind
    return ", ".join((claim.event.type, *claim.event.modes))


def number(value: float | None) -> str:
    """A number with thin spaces between its thousands: 1 660 000 000."""
    if value is None:
        return ""
    return f"{value:,.10g}".replace(",", "\u202f")


def plural(count: int, one: str, many: str | None = None) -> str:
    """``plural(2, "page")``: 2 pages."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


BASES = {
    "said": "the text gives the date",
    "anchored": "worked out from the page's date",
    "publication": "only the page's date is known",
    "report": "the day of the report, not of the act",
    "none": "no date is given",
}
"""On what a claim's date rests."""

STATUS_KEYS = {
    "open": "planned",
    "answered": "said",
    "promised": "planned",
    "partly delivered": "said",
    "delivered": "happened",
    "withheld": "denied",
    "withdrawn": "denied",
    "refused": "denied",
    "overdue": "denied",
}
"""The look of a ledger entry's status: one of ``Standing``'s keys."""

DATE_BASES = {
    "given": "given by who read it in",
    "page": "said on the page",
    "url": "in its address",
    "none": "not known",
}
"""On what an article's date rests."""
FACETS = {
    "actor": "who acts",
    "recipient": "towards whom",
    "factuality": "did it happen?",
    "attributed_to": "according to",
    "quad": "quad class",
}
"""What facets are called on the page, where their filter's name is no good name."""
KINDS = get_args(Kind)
LEDGER_KINDS = get_args(LedgerKind)
LEDGER_STATUSES = get_args(LedgerStatus)
FACTUALITIES = ("happened", "certain", "probable", "possible", *FLAGS)

FILTERS: dict[str, Callable[..., Any]] = {
    "date_words": date_words,
    "code_words": code_words,
    "number": number,
    "visible": visible,
}
GLOBALS: Mapping[str, Any] = {
    "BASES": BASES,
    "CONTEXTS": contexts(),
    "DATE_BASES": DATE_BASES,
    "FACETS": FACETS,
    "FACTUALITIES": FACTUALITIES,
    "GONE": GONE,
    "KINDS": KINDS,
    "LEDGER_KINDS": LEDGER_KINDS,
    "LEDGER_STATUSES": LEDGER_STATUSES,
    "STATUS_KEYS": STATUS_KEYS,
    "TYPES": types(),
    "article_title": article_title,
    "articles_of": articles_of,
    "charts": charts,
    "claim_title": claim_title,
    "event_standing": event_standing,
    "flag_words": flag_words,
    "is_known": is_known,
    "machine_date": machine_date,
    "marks": marks,
    "office_words": office_words,
    "offices_of": offices_of,
    "outline": outline,
    "page_name": page_name,
    "party_words": party_words,
    "plural": plural,
    "says": says,
    "standing": standing,
    "type_meaning": type_meaning,
    "web_address": web_address,
}
