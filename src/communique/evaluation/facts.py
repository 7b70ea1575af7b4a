"""``evaluate facts``: which facts of a page were found, which are wrong, what else was claimed.

A claim answers a fact when kind and evidence fit; it is right when type, parties, sources, date,
amount and flags fit too. A fact is *wrong* when claims answer it and none of them is right.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from communique.evaluation.events import ArticleCoder
from communique.model import Article, Claim, Mention, Source, SourceError

OVERLAP = 0.5
"""A claim answers a fact when their spans share this much of the shorter one."""
PLANNED = frozenset({"event", "journey"})


def score_facts(file: Path, article: Article, coder: ArticleCoder) -> dict[str, Any]:
    """Facts found, missed, wrong, and claims that answer no fact.

    Raises:
        SourceError: the facts file cannot be read.
    """
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        facts = data["facts"]
    except (OSError, ValueError, KeyError) as error:
        raise SourceError(str(file), f"is no facts file: {error}") from None
    started = time.perf_counter()
    claims = coder.code(article)
    found, missed, wrong = [], [], []
    answered: set[str] = set()
    reasons: dict[str, list[str]] = {}
    for fact in facts:
        answers = [c for c in claims if _answers(fact, c)]
        problems = {c.id: _problems(fact, c, article) for c in answers}
        right = [c for c in answers if not problems[c.id]]
        if right:
            found.append(fact["id"])
        elif answers:
            best = min(answers, key=lambda c: len(problems[c.id]))
            wrong.append(fact["id"])
            reasons[fact["id"]] = problems[best.id]
        else:
            missed.append(fact["id"])
        answered.update(c.id for c in answers)
    return {
        "n": len(facts),
        "found": found,
        "missed": missed,
        "wrong": wrong,
        "reasons": reasons,
        "claims": len(claims),
        "claims_without_fact": [
            {
                "id": c.id,
                "kind": c.kind,
                "type": c.event.type if c.event else None,
                "evidence": c.evidence[0].quote,
            }
            for c in claims
            if c.id not in answered
        ],
        "not_events_coded": [
            item["text"]
            for item in data.get("not_events", ())
            if any(item["text"] in e.quote for c in claims for e in c.evidence)
        ],
        "seconds": round(time.perf_counter() - started, 2),
        "coder": coder.version,
    }


def _answers(fact: dict[str, Any], claim: Claim) -> bool:
    kinds = {fact["kind"]}
    if fact["kind"] == "journey":
        kinds |= PLANNED
    if claim.kind not in kinds:
        return False
    for evidence in claim.evidence:
        shared = min(evidence.end, fact["end"]) - max(evidence.start, fact["start"])
        shorter = min(evidence.end - evidence.start, fact["end"] - fact["start"])
        if shorter and shared / shorter >= OVERLAP:
            return True
    return False


def _problems(fact: dict[str, Any], claim: Claim, article: Article) -> list[str]:
    problems = [
        *_type_problems(fact, claim),
        *_party_problems(fact, claim),
        *_source_problems(fact, claim),
        *_term_problems(fact, claim, article),
    ]
    return problems


def _type_problems(fact: dict[str, Any], claim: Claim) -> list[str]:
    wanted = fact.get("event_type")
    if wanted is None:
        return []
    accepted = {wanted, *fact.get("also_accept", ())}
    coded = claim.event.type if claim.event else None
    return [] if coded in accepted else [f"type {coded}, not {' or '.join(sorted(accepted))}"]


def _fits(code: str, found: str | None) -> bool:
    if found is None:
        return False
    return found == code or (" " not in code and found.split(" ")[0] == code)


def _any(code: str, mentions: tuple[Mention, ...] | tuple[Source, ...]) -> bool:
    options = [c.strip().split(" (")[0] for c in code.split(" or ")]
    return any(_fits(option, m.code) for option in options for m in mentions)


def _party_problems(fact: dict[str, Any], claim: Claim) -> list[str]:
    problems = []
    actor = fact.get("actor")
    if actor:
        also = fact.get("also_accept_actor", ())
        if not any(_any(code, claim.actors) for code in (actor, *also)):
            problems.append(f"actor {[m.code for m in claim.actors]}, not {actor}")
    recipient = fact.get("recipient")
    if recipient and "unstated" not in recipient and not _any(recipient, claim.recipients):
        problems.append(f"recipient {[m.code for m in claim.recipients]}, not {recipient}")
    for third in fact.get("third_party", ()):
        if not _any(third, claim.third_parties):
            problems.append(f"third party {[m.code for m in claim.third_parties]}, not {third}")
    about = fact.get("about")
    if isinstance(about, list):
        problems += [f"not about {code}" for code in about if not _any(code, claim.actors)]
    stops = fact.get("stops")
    if stops and [p.country for p in claim.where] != stops:
        problems.append(f"stops {[p.country for p in claim.where]}")
    return problems


def _source_problems(fact: dict[str, Any], claim: Claim) -> list[str]:
    problems = []
    for code in fact.get("according_to", ()):
        if not _any(code, claim.attribution):
            problems.append(f"according to {[s.code for s in claim.attribution]}, not {code}")
    speaker = fact.get("speaker")
    if speaker:
        who = claim.actors if claim.kind == "quotation" else claim.attribution
        if speaker.startswith("unresolved"):
            if any(m.code for m in who):
                problems.append(f"a speaker was given: {[m.code for m in who]}")
        elif not _any(speaker, who):
            problems.append(f"speaker {[m.code for m in who]}, not {speaker}")
    document = fact.get("source_document")
    if document and not any(s.text == document for s in claim.attribution):
        problems.append(f"no {document!r} in the chain")
    reporter = fact.get("reported_by", "")
    if reporter.startswith("unresolved: "):
        words = reporter.removeprefix("unresolved: ")
        if not any(s.text == words and s.code is None for s in claim.attribution):
            problems.append(f"reporter {words!r} is not an unresolved source")
    return problems


def _term_problems(fact: dict[str, Any], claim: Claim, article: Article) -> list[str]:
    problems = []
    date = fact.get("date") or fact.get("report_date")
    if date:
        expected = date if article.published else "XXXX" + date[4:] if len(date) > 7 else None
        if claim.when.edtf != expected:
            problems.append(f"when {claim.when.edtf}, not {expected}")
    amount = fact.get("amount")
    if amount and not any(
        a.value == amount["value"] and a.unit == amount["currency"] for a in claim.amounts
    ):
        problems.append(f"amounts {[(a.value, a.unit) for a in claim.amounts]}")
    flags = claim.factuality
    wanted = fact.get("factuality", "")
    if wanted.startswith("certain") and (flags.certainty != "certain" or flags.negated):
        problems.append(f"certainty {flags.certainty}")
    if wanted.startswith("possible") and flags.certainty != "possible":
        problems.append(f"certainty {flags.certainty}, not possible")
    if wanted.startswith("future") and not flags.future:
        problems.append("not marked as future")
    removed = fact.get("removed")
    if removed and (claim.revision is None or claim.revision.removed != removed):
        problems.append(f"removed {claim.revision and claim.revision.removed!r}")
    return problems
