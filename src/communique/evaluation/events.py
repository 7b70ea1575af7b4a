"""``evaluate events``: from text alone to type, source and target."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

import msgspec

from communique.evaluation.counts import prf, share
from communique.model import Article, Claim, Mention, SourceError

TYPE_NAMES = {
    "DEMAND": "REQUEST",
    "DISAPPROVE": "ACCUSE",
    "INVESTIGATE": "ACCUSE",
    "FIGHT": "ASSAULT",
    "YIELD": "CONCEDE",
}
"""Names of the 2016 draft and of CAMEO's mapping in today's terms."""
CODE_NAMES = {"JAP": "JPN"}
WIDER = {"UNO": "IGO", "EUR": "IGO"}
"""The 2016 draft codes every intergovernmental body IGO; PLOVER 2.0 has UNO and EUR beside it, so
a coded UNO or EUR answers a gold IGO (not the other way round)."""


class ArticleCoder(Protocol):
    """What a scorer needs of a coder."""

    @property
    def version(self) -> str:
        """The coder's version."""
        ...

    def code(self, article: Article) -> tuple[Claim, ...]:
        """Claims of one article."""
        ...


class GoldEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One gold record: type and the country or entity codes on both sides."""

    id: str
    type: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]


def load_gold(file: Path) -> dict[str, list[GoldEvent]]:
    """Gold records by sentence.

    Raises:
        SourceError: the file is no list of PLOVER records.
    """
    try:
        records = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SourceError(str(file), f"cannot be read as JSON: {error}") from None
    if not isinstance(records, list):
        raise SourceError(str(file), "is not a list of records")
    sentences: dict[str, list[GoldEvent]] = {}
    for record in records:
        if record.get("event") == "DOCUMENT" or not record.get("text"):
            continue
        name = str(record["event"]).upper()
        sentences.setdefault(record["text"], []).append(
            GoldEvent(
                id=str(record.get("id", "")),
                type=TYPE_NAMES.get(name, name),
                sources=_codes(record.get("source") or record.get("actor")),
                targets=_codes(record.get("target") or record.get("recipient")),
            )
        )
    return sentences


def _codes(entities: object) -> tuple[str, ...]:
    if not isinstance(entities, list):
        return ()
    found = []
    for entity in entities:
        code = str(entity.get("code") or "").strip() if isinstance(entity, dict) else ""
        if code:
            found.append(CODE_NAMES.get(code[:3], code[:3]))
    return tuple(found)


def _countries(mentions: Iterable[Mention]) -> tuple[str, ...]:
    found = [m.country for m in mentions if m.country and m.status == "resolved"]
    return tuple(dict.fromkeys(found))


def score_events(file: Path, coder: ArticleCoder, *, keep: bool = False) -> dict[str, Any]:
    """F1 for the type and for the triple; one prediction matches at most one gold record.

    With ``keep`` the result also lists every sentence with what was expected and coded.
    """
    sentences = load_gold(file)
    started = time.perf_counter()
    counts: Counter[str] = Counter()
    rows: list[dict[str, Any]] = []
    for text, gold in sentences.items():
        claims = [c for c in coder.code(Article.make(text)) if c.event is not None]
        guesses = [
            (c.event.type, _countries(c.actors), _countries(c.recipients))
            for c in claims
            if c.event is not None and not c.factuality.negated
        ]
        counts["gold"] += len(gold)
        counts["predicted"] += len(guesses)
        counts["triples"] += _match(gold, guesses, _triple)
        matched = _matched(gold, guesses)
        counts["types"] += len(matched)
        for record, guess in matched:
            if record.sources:
                counts["with_actor"] += 1
                counts["actor_right"] += _side(record.sources, guess[1])
            if record.targets:
                counts["with_recipient"] += 1
                counts["recipient_right"] += _side(record.targets, guess[2] or guess[1])
        if keep:
            rows.append(
                {
                    "text": text,
                    "gold": [(g.type, g.sources, g.targets) for g in gold],
                    "coded": guesses,
                }
            )
    result: dict[str, Any] = {
        "n": counts["gold"],
        "type": prf(counts["types"], counts["predicted"], counts["gold"]),
        "triple": prf(counts["triples"], counts["predicted"], counts["gold"]),
        "actor_code_accuracy": share(counts["actor_right"], counts["with_actor"]),
        "recipient_code_accuracy": share(counts["recipient_right"], counts["with_recipient"]),
        "seconds": round(time.perf_counter() - started, 2),
        "coder": coder.version,
    }
    if keep:
        result["sentences"] = rows
    return result


Guess = tuple[str, tuple[str, ...], tuple[str, ...]]


def _side(gold: Sequence[str], guess: Sequence[str]) -> bool:
    widened = set(guess) | {WIDER[g] for g in guess if g in WIDER}
    return bool(set(gold) & widened) if gold else True


def _triple(gold: GoldEvent, guess: Guess) -> bool:
    """Type, a source's and a target's code; joint acts list all parties as actors."""
    if gold.type != guess[0]:
        return False
    if _side(gold.sources, guess[1]) and _side(gold.targets, guess[2]):
        return True
    joint = not guess[2] and len(set(guess[1])) > 1
    return joint and _side(gold.sources, guess[1]) and _side(gold.targets, guess[1])


def _match(gold: list[GoldEvent], guesses: list[Guess], fits: Any) -> int:
    left = list(guesses)
    right = 0
    for record in gold:
        for guess in left:
            if fits(record, guess):
                left.remove(guess)
                right += 1
                break
    return right


def _matched(gold: list[GoldEvent], guesses: list[Guess]) -> list[tuple[GoldEvent, Guess]]:
    """Gold records with a prediction of the same type, whole triples first."""
    left = list(guesses)
    found: list[tuple[GoldEvent, Guess]] = []
    pending = list(gold)
    for test in (_triple, lambda g, p: g.type == p[0]):
        for record in list(pending):
            for guess in left:
                if test(record, guess):
                    left.remove(guess)
                    pending.remove(record)
                    found.append((record, guess))
                    break
    return found
