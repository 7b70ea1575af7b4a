"""``evaluate layers``: according to whom, is it so, when, where, how much — each layer by itself.

Gold: sentences and short texts with the words of what is asserted (``evidence``). The chain and the
flags are asked of the coder at the head of those words, so that a layer is measured whether or not
an event was coded there. Only the ``dev`` split is scored unless another is asked for; the ``test``
split is for the figure at the end and is not looked at for tuning.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from spacy.tokens import Doc, Token

from communique.codebook import load_lexicon
from communique.coding.attribution import Attribution, speaker
from communique.coding.factuality import factuality
from communique.coding.parties import Parties
from communique.coding.quotations import find_quotations
from communique.evaluation.counts import macro_f1, prf, share
from communique.evaluation.gold import plain, same_words
from communique.model import Article, Factuality, Source, SourceError
from communique.pipeline import Coder

FLAGS = ("negated", "future", "hypothetical", "historical")
MARKS = " \"'“”‘’.,"


def load_texts(files: list[Path], split: str) -> Iterator[dict[str, Any]]:
    """The gold texts of one split (``dev``, ``test`` or ``all``).

    Raises:
        SourceError: a file or line cannot be read.
    """
    for file in files:
        try:
            lines = file.read_text(encoding="utf-8").splitlines()
        except OSError as error:
            raise SourceError(str(file), error.strerror or "cannot be read") from None
        for number, line in enumerate(lines, 1):
            try:
                row = json.loads(line)
                if split in ("all", row["split"]):
                    yield row
            except (ValueError, KeyError, TypeError) as error:
                raise SourceError(f"{file}:{number}", f"no gold text: {error}") from None


class _Counts:
    def __init__(self) -> None:
        self.right: Counter[str] = Counter()
        self.predicted: Counter[str] = Counter()
        self.gold: Counter[str] = Counter()
        self.certainty: list[tuple[str, str]] = []
        self.misses: list[tuple[Any, ...]] = []

    def one(self, field: str, gold: bool, coded: bool, right: bool) -> None:
        self.gold[field] += gold
        self.predicted[field] += coded
        self.right[field] += right


def score_layers(
    files: list[Path], coder: Coder, *, split: str = "dev", keep: bool = False
) -> dict[str, Any]:
    """Precision, recall and F1 of every layer. With ``keep``, what was missed is listed."""
    started = time.perf_counter()
    counts = _Counts()
    rows = list(load_texts(files, split))
    for row in rows:
        article = Article.make(row["text"], id=row["id"], published=row["date"])
        doc = coder.read(article)
        layers = _Layers(doc, coder)
        for claim in row["claims"]:
            _claim(row, claim, layers, counts)
        _quotations(row, layers, counts)
        _dates(row, doc, counts)
        _amounts(row, doc, counts)
        _places(row, doc, counts)
    names = sorted(set(counts.gold) | set(counts.predicted))
    result: dict[str, Any] = {
        "n": len(rows),
        "split": split,
        "fields": {n: prf(counts.right[n], counts.predicted[n], counts.gold[n]) for n in names},
        "certainty_macro_f1": macro_f1(*map(list, zip(*counts.certainty, strict=True)))
        if counts.certainty
        else 0.0,
        "certainty_accuracy": share(
            sum(g == p for g, p in counts.certainty), len(counts.certainty)
        ),
        "seconds": round(time.perf_counter() - started, 2),
        "coder": coder.version,
    }
    if keep:
        result["misses"] = counts.misses
    return result


class _Layers:
    """Attribution and factuality of one document, asked at any place."""

    def __init__(self, doc: Doc, coder: Coder) -> None:
        self.doc = doc
        self.lexicon = load_lexicon()
        self.attribution = Attribution(doc, self.lexicon, Parties(doc, coder.resolver))

    def head(self, start: int, end: int) -> Token | None:
        """The word in ``[start, end)`` that stands highest in the parse."""
        span = self.doc.char_span(start, end, alignment_mode="expand")
        if span is None or not len(span):
            return None
        return min(span, key=lambda t: (sum(1 for _ in t.ancestors), t.i))

    def chain(self, head: Token, start: int, end: int) -> tuple[Source, ...]:
        """Sources of what stands at a word, those inside the words themselves left out."""
        return tuple(
            s
            for s in self.attribution.chain(head)
            if s.start != s.end and not (start <= s.start < end)
        )

    def words(self, source: Source, gold: list[str]) -> str:
        """A source in the gold's words where it is the same: by its words, or, for a pronoun,
        by the actor it was resolved to."""
        coded = plain(source.text)
        options = {coded}
        if coded in ("he", "she", "it", "they") and source.code is not None:
            options |= {
                plain(m.text)
                for m in self.doc._.mentions.values()
                if m.code == source.code and (m.name == source.name or not source.name)
            }
        return next((g for g in gold for c in options if same_words(g, c)), coded)

    def flags(self, head: Token, chain: tuple[Source, ...]) -> Factuality:
        """Flags at a word."""
        return factuality(self.doc, head, self.lexicon, chain, frozenset())


def _claim(row: dict[str, Any], claim: dict[str, Any], layers: _Layers, counts: _Counts) -> None:
    start = row["text"].find(claim["evidence"])
    end = start + len(claim["evidence"])
    head = layers.head(start, end)
    if head is None:
        return
    full = layers.attribution.chain(head)
    chain = layers.chain(head, start, end)
    gold = [plain(s["text"]) for s in claim["chain"] if s["text"]]
    spoken = {plain(s["pronoun"]): plain(s["text"]) for s in claim["chain"] if s.get("pronoun")}
    coded = [spoken.get(plain(s.text)) or layers.words(s, gold) for s in chain]
    right = gold == coded
    counts.one("chain", bool(gold), bool(coded), right and bool(gold))
    counts.one("chain_exact", True, True, right)
    inner = bool(gold and coded and gold[-1] == coded[-1])
    counts.one("innermost", bool(gold), bool(coded), inner)
    if not right:
        counts.misses.append((row["id"], "chain", row["text"], claim["evidence"], gold, coded))
    flags = layers.flags(head, full)
    for flag in FLAGS:
        wanted, found = bool(claim[flag]), bool(getattr(flags, flag))
        counts.one(flag, wanted, found, wanted and found)
        if wanted != found:
            counts.misses.append((row["id"], flag, row["text"], claim["evidence"], wanted, found))
    counts.certainty.append((claim["certainty"], flags.certainty))
    if claim["certainty"] != flags.certainty:
        counts.misses.append(
            (
                row["id"],
                "certainty",
                row["text"],
                claim["evidence"],
                claim["certainty"],
                flags.certainty,
            )
        )


def _quotations(row: dict[str, Any], layers: _Layers, counts: _Counts) -> None:
    text = row["text"]
    found = {
        text[q.quote.start : q.quote.end].strip(MARKS): q.chain
        for q in find_quotations(layers.doc, layers.attribution)
    }
    gold = {q["text"].strip(MARKS): q["speaker"] for q in row["quotations"]}
    for words, who in gold.items():
        chain = found.get(words)
        counts.one("quotation", True, chain is not None, chain is not None)
        if chain is None:
            counts.misses.append((row["id"], "quotation", text, words, who, None))
            continue
        source = speaker(chain)
        named = source.start != source.end
        right = (
            (who is None and source.code is None)
            if who is None or not named
            else layers.words(source, [plain(who)]) == plain(who)
        )
        counts.one("speaker", True, True, right)
        if who is None:
            counts.one("no_speaker_given", True, True, source.code is None)
        if not right:
            counts.misses.append((row["id"], "speaker", text, words, who, source.text))
    counts.predicted["quotation"] += len(set(found) - set(gold))


def _dates(row: dict[str, Any], doc: Doc, counts: _Counts) -> None:
    found = {m.text.lower(): m.edtf for m in doc._.dates}
    for date in row["dates"]:
        words = date["text"].lower()
        match = next((w for w in found if w == words or words in w or w in words), None)
        right = match is not None and found[match] == date["edtf"]
        counts.one("date", True, match is not None, right)
        if not right:
            coded = found.get(match) if match else None
            pair = (date["edtf"], coded)
            counts.misses.append((row["id"], "date", row["text"], date["text"], *pair))


def _amounts(row: dict[str, Any], doc: Doc, counts: _Counts) -> None:
    found = list(doc._.amounts)
    for claim in row["claims"]:
        for gold in claim["amounts"]:
            start = row["text"].find(gold["text"])
            end = start + len(gold["text"])
            match = next((a for a in found if a.start < end and start < a.end), None)
            right = match is not None and (match.value, match.low, match.high) == (
                gold["value"],
                gold["low"],
                gold["high"],
            )
            counts.one("amount", True, match is not None, right)
            role = right and match is not None and (match.role or "other") == gold["role"]
            counts.one("amount_with_role", True, match is not None, role)
            if not right:
                coded = (match.value, match.low, match.high) if match else None
                wanted = (gold["value"], gold["low"], gold["high"])
                counts.misses.append(
                    (row["id"], "amount", row["text"], gold["text"], wanted, coded)
                )


def _places(row: dict[str, Any], doc: Doc, counts: _Counts) -> None:
    for claim in row["claims"]:
        for gold in claim["where"]:
            start = row["text"].find(gold["text"])
            end = start + len(gold["text"])
            match = next((p for p in doc._.places if p.start < end and start < p.end), None)
            country = match is not None and match.country == gold["country"]
            counts.one("place_country", True, match is not None, country)
            right = match is not None and match.geonames_id == gold["geonames"]
            counts.one("place", True, match is not None, right)
            if not right:
                coded = (match.geonames_id, match.country) if match else None
                wanted = (gold["geonames"], gold["country"])
                counts.misses.append((row["id"], "place", row["text"], gold["text"], wanted, coded))
