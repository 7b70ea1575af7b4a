"""``evaluate gold``: our own labelled sentences, a figure for every field.

A gold event and a coded one are paired when their type is the same and their evidence overlaps;
the fields of paired events are then compared. Flags, sources and dates are scored on pairs, types
and parties on everything.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from communique.evaluation.counts import macro_f1, prf, share
from communique.evaluation.events import ArticleCoder
from communique.model import Article, Claim, Mention, SourceError

FLAGS = ("negated", "future", "hypothetical", "historical")


def load_sentences(file: Path) -> list[dict[str, Any]]:
    """The labelled sentences of a file.

    Raises:
        SourceError: a line is no JSON object with ``text``; names the line.
    """
    rows = []
    try:
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            try:
                row = json.loads(line)
                row["text"], row["events"]
            except (ValueError, KeyError, TypeError) as error:
                raise SourceError(f"{file}:{number}", f"no labelled sentence: {error}") from None
            rows.append(row)
    except OSError as error:
        raise SourceError(str(file), error.strerror or "cannot be read") from None
    return rows


class Tally:
    """Counts for every field."""

    def __init__(self) -> None:
        self.right: Counter[str] = Counter()
        self.predicted: Counter[str] = Counter()
        self.gold: Counter[str] = Counter()
        self.certainty: list[tuple[str, str]] = []
        self.rows: list[dict[str, Any]] = []

    def add(self, field: str, gold: set[Any], coded: set[Any]) -> None:
        """Count a set-valued field."""
        self.gold[field] += len(gold)
        self.predicted[field] += len(coded)
        self.right[field] += len(gold & coded)

    def figures(self) -> dict[str, Any]:
        """Precision, recall and F1 by field."""
        names = sorted(set(self.gold) | set(self.predicted))
        return {n: prf(self.right[n], self.predicted[n], self.gold[n]) for n in names}


def score_gold(file: Path, coder: ArticleCoder, *, keep: bool = False) -> dict[str, Any]:
    """Precision, recall and F1 per field over labelled sentences."""
    started = time.perf_counter()
    tally = Tally()
    sentences = load_sentences(file)
    for row in sentences:
        article = Article.make(row["text"], id=row.get("id"), published=row.get("date"))
        claims = coder.code(article)
        _events(row, claims, tally, keep)
        _quotations(row, claims, tally)
        _revisions(row, claims, tally)
        _journeys(row, claims, tally)
    pairs = tally.certainty
    result: dict[str, Any] = {
        "n": len(sentences),
        "fields": tally.figures(),
        "certainty_macro_f1": macro_f1([g for g, _ in pairs], [p for _, p in pairs]),
        "certainty_accuracy": share(sum(g == p for g, p in pairs), len(pairs)),
        "seconds": round(time.perf_counter() - started, 2),
        "coder": coder.version,
    }
    if keep:
        result["sentences"] = tally.rows
    return result


def _overlap(row: dict[str, Any], event: dict[str, Any], claim: Claim) -> int:
    start: int = row["text"].find(event["evidence"])
    end = start + len(event["evidence"])
    return max(min(end, e.end) - max(start, e.start) for e in claim.evidence)


def _fits(gold: str, coded: Iterable[str]) -> bool:
    """A gold code without a sector accepts any sector; a country coded without one is accepted."""
    return any(
        c == gold or c.split(" ")[0] == gold or c == gold.split(" ", maxsplit=1)[0] for c in coded
    )


def _codes(mentions: tuple[Mention, ...]) -> list[str]:
    return [m.code for m in mentions if m.code]


def _events(row: dict[str, Any], claims: tuple[Claim, ...], tally: Tally, keep: bool) -> None:
    coded = [c for c in claims if c.kind in ("event", "journey") and c.event is not None]
    left = list(coded)
    pairs: list[tuple[dict[str, Any], Claim]] = []
    for event in row["events"]:
        options = [
            c
            for c in left
            if c.event is not None and c.event.type == event["type"] and _overlap(row, event, c) > 0
        ]
        if options:
            best = max(options, key=lambda c: _overlap(row, event, c))
            left.remove(best)
            pairs.append((event, best))
    tally.gold["type"] += len(row["events"])
    tally.predicted["type"] += len(coded)
    tally.right["type"] += len(pairs)
    for event, claim in pairs:
        _fields(row, event, claim, tally)
    if keep:
        tally.rows.append(
            {
                "id": row.get("id"),
                "text": row["text"],
                "tags": row.get("tags"),
                "missed": [e for e in row["events"] if not any(p[0] is e for p in pairs)],
                "extra": [
                    (c.event.type, _codes(c.actors), _codes(c.recipients), c.evidence[0].quote)
                    for c in left
                    if c.event
                ],
                "pairs": [(e, c) for e, c in pairs],
            }
        )


def _side(tally: Tally, field: str, gold: list[str], coded: list[str]) -> None:
    tally.gold[field] += len(gold)
    tally.predicted[field] += len(coded)
    tally.right[field] += sum(_fits(code, coded) for code in gold)


def _fields(row: dict[str, Any], event: dict[str, Any], claim: Claim, tally: Tally) -> None:
    actors = [a["code"] for a in event["actors"]]
    recipients = [a["code"] for a in event["recipients"]]
    thirds = [a["code"] for a in event.get("third_parties", ())]
    _side(tally, "actor", actors, _codes(claim.actors))
    stops = [p.country for p in claim.where if p.country] if claim.kind == "journey" else []
    _side(tally, "recipient", recipients, stops or _codes(claim.recipients))
    _side(tally, "third_party", thirds, _codes(claim.third_parties))
    assert claim.event is not None
    tally.add("mode", set(event.get("modes", ())), set(claim.event.modes))
    gold_chain = [plain(s) for s in event.get("attribution", ())]
    chain = [plain(s.text) for s in claim.attribution]
    tally.gold["chain_exact"] += 1
    tally.predicted["chain_exact"] += 1
    chain = [next((g for g in gold_chain if same_words(g, c)), c) for c in chain]
    tally.right["chain_exact"] += gold_chain == chain
    tally.add("chain_source", set(gold_chain), set(chain))
    if gold_chain or chain:
        tally.gold["innermost"] += bool(gold_chain)
        tally.predicted["innermost"] += bool(chain)
        tally.right["innermost"] += bool(gold_chain and chain and gold_chain[-1] == chain[-1])
    flags = event["factuality"]
    for flag in FLAGS:
        gold, coded = bool(flags.get(flag)), getattr(claim.factuality, flag)
        tally.gold[flag] += gold
        tally.predicted[flag] += coded
        tally.right[flag] += gold and coded
    tally.certainty.append((flags.get("certainty", "certain"), claim.factuality.certainty))
    when = claim.when.edtf if claim.when.basis in ("said", "anchored") else None
    tally.gold["when"] += event.get("when") is not None
    tally.predicted["when"] += when is not None
    tally.right["when"] += when is not None and when == event.get("when")


def plain(words: str) -> str:
    """Words in lower case without article, quotation marks and closing punctuation."""
    lowered = words.lower().strip(" \"'“”’.,")
    for article in ("the ", "a ", "an "):
        lowered = lowered.removeprefix(article)
    return lowered


def same_words(gold: str, coded: str) -> bool:
    """Equal, or one goes on where the other stops ("the ministry", "the ministry in Abuja")."""
    return gold == coded or coded.startswith(gold + " ") or gold.startswith(coded + " ")


def _quotations(row: dict[str, Any], claims: tuple[Claim, ...], tally: Tally) -> None:
    marks = " \"'“”‘’.,"
    coded = {c.evidence[0].quote.strip(marks): c.actors[0] for c in claims if c.kind == "quotation"}
    gold = {q["text"].strip(marks): q.get("speaker") for q in row.get("quotations", ())}
    tally.add("quotation", set(gold), set(coded))
    for words in set(gold) & set(coded):
        mention, speaker = coded[words], gold[words]
        tally.gold["quotation_speaker"] += 1
        tally.predicted["quotation_speaker"] += 1
        if speaker is None:
            right = mention.status == "unresolved"
            tally.gold["no_speaker_given"] += 1
            tally.predicted["no_speaker_given"] += 1
            tally.right["no_speaker_given"] += right
        else:
            right = plain(speaker) == plain(mention.text) or plain(mention.name or "") in plain(
                speaker
            )
        tally.right["quotation_speaker"] += right


def _revisions(row: dict[str, Any], claims: tuple[Claim, ...], tally: Tally) -> None:
    gold = {r.get("removed") or r.get("added") for r in row.get("revisions", ())}
    coded = {c.revision.removed or c.revision.added for c in claims if c.revision is not None}
    tally.add("revision", gold, coded)


def _journeys(row: dict[str, Any], claims: tuple[Claim, ...], tally: Tally) -> None:
    gold = {tuple(j["stops"]) for j in row.get("journeys", ())}
    coded = {tuple(p.country for p in c.where) for c in claims if c.kind == "journey"}
    tally.add("journey", gold, coded)
