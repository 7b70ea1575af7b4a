"""``evaluate layers``: according to whom, is it so, when, where, how much — each layer by itself.

Gold: sentences and short texts with the words of what is asserted (``evidence``). The chain and the
flags are asked of the coder at the head of those words, so that a layer is measured whether or not
an event was coded there. A layer without labels (no ``dates``, ``where``, ``amounts`` or ``when``)
is not asked of that text or claim. Only the ``dev`` split is scored unless another is asked for;
the ``test`` split is for the figure at the end and is not looked at for tuning.
"""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from spacy.tokens import Doc, Token

from communique.codebook import load_lexicon
from communique.coding.attribution import Attribution
from communique.coding.chains import speaker
from communique.coding.factuality import factuality
from communique.coding.parties import Parties
from communique.coding.quotations import find_quotations
from communique.coding.values import when, where
from communique.evaluation.counts import macro_f1, prf, share
from communique.evaluation.gold import plain, same_words
from communique.model import Article, Factuality, Source, SourceError
from communique.pipeline import Coder
from communique.reading.dates import DateMention

FLAGS = ("negated", "future", "hypothetical", "historical")
PRONOUNS = frozenset({"he", "she", "it", "they", "him", "her", "them", "his", "its", "their"})
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
        row.setdefault("claims", [])
        _claims(row, layers, counts)
        if "quotations" in row:
            _quotations(row, layers, counts)
        _dates(row, doc, counts)
        _when(row, layers, counts)
        _amounts(row, doc, counts)
        _places(row, layers, counts)
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
        asides = [(t.start, t.end) for t in self.attribution.tags(span[0])]
        clear = [t for t in span if not any(a <= t.i < b for a, b in asides)]
        return min(clear or span, key=lambda t: (sum(1 for _ in t.ancestors), t.i))

    def words(self, source: Source, gold: list[str]) -> str:
        """A source in the gold's words where it is the same: by its words, or, for a pronoun,
        by the actor it was resolved to."""
        coded = plain(source.text)
        options = {coded}
        if source.name:
            options.add(plain(source.name))
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


def _claims(row: dict[str, Any], layers: _Layers, counts: _Counts) -> None:
    """Claims with the same words together: each may have a chain of its own."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for claim in row["claims"]:
        if "chain" in claim:
            groups.setdefault(claim["evidence"], []).append(claim)
    for words, claims in groups.items():
        start = row["text"].find(words)
        head = layers.head(start, start + len(words))
        if head is None:
            continue
        primary = layers.attribution.chain(head)
        left = [primary, *layers.attribution.others(head)]
        open_ = []
        for claim in claims:
            chosen = next((o for o in left if _same(claim, o, layers)), None)
            if chosen is None:
                open_.append(claim)
                continue
            left.remove(chosen)
            _claim(row, claim, head, chosen, layers, counts)
        for claim in open_:
            chosen = left.pop(0) if left else primary
            _claim(row, claim, head, chosen, layers, counts)
        for extra in left:
            counts.one("chain", False, bool(extra), False)
            counts.one("innermost", False, bool(extra), False)


def _coded(claim: dict[str, Any], chain: tuple[Source, ...], layers: _Layers) -> list[str]:
    """A coded chain in the gold's words; sources that are not named left out."""
    gold = [plain(s["text"]) for s in claim["chain"] if s["text"]]
    spoken = {plain(s["pronoun"]): plain(s["text"]) for s in claim["chain"] if s.get("pronoun")}
    named = [s for s in chain if s.start != s.end]
    return [spoken.get(plain(s.text)) or layers.words(s, gold) for s in named]


def _same(claim: dict[str, Any], chain: tuple[Source, ...], layers: _Layers) -> bool:
    gold = [plain(s["text"]) for s in claim["chain"] if s["text"]]
    return gold == _coded(claim, chain, layers)


def _claim(
    row: dict[str, Any],
    claim: dict[str, Any],
    head: Token,
    full: tuple[Source, ...],
    layers: _Layers,
    counts: _Counts,
) -> None:
    gold = [plain(s["text"]) for s in claim["chain"] if s["text"]]
    coded = _coded(claim, full, layers)
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


def _spot(text: str, words: str, near: tuple[int, int]) -> tuple[int, int]:
    """Where the gold's words stand: inside ``near`` if they can, else where they are closest."""
    starts = [m.start() for m in re.finditer(rf"(?<![\w,.]){re.escape(words)}(?![\w]|,\d)", text)]
    starts = starts or [text.find(words)]

    def apart(at: int) -> tuple[int, int]:
        outside = max(near[0] - at - len(words), at - near[1], 0)
        return outside, at

    start = min(starts, key=apart)
    return start, start + len(words)


def _dates(row: dict[str, Any], doc: Doc, counts: _Counts) -> None:
    """Expressions are told apart by where they stand; the same words may come twice."""
    if "dates" not in row:
        return
    text, at = row["text"], 0
    left = list(doc._.dates)
    for date in row["dates"]:
        words = date["text"]
        start = text.find(words, at)
        start = start if start >= 0 else text.find(words)
        end = start + len(words)
        at = end
        match = next(
            (m for m in left if m.start < end and start < m.end and _within(m, start, end)), None
        )
        if match is not None:
            left.remove(match)
        right = match is not None and match.edtf == date["edtf"]
        counts.one("date", True, match is not None, right)
        if "basis" in date:
            known = match is not None and match.basis == date["basis"]
            counts.one("date_basis", True, match is not None, known)
        if not right:
            pair = (date["edtf"], match.edtf if match else None)
            counts.misses.append((row["id"], "date", text, words, *pair))
    for extra in left:
        counts.predicted["date"] += 1
        counts.misses.append((row["id"], "date_extra", text, extra.text, None, extra.edtf))


def _within(mention: DateMention, start: int, end: int) -> bool:
    return (mention.start <= start and end <= mention.end) or (
        start <= mention.start and mention.end <= end
    )


def _when(row: dict[str, Any], layers: _Layers, counts: _Counts) -> None:
    """The date of each claim, where the text gives it one."""
    for claim in row["claims"]:
        head = layers.head(*_evidence(row, claim))
        if head is None or "when" not in claim:
            continue
        coded = when(layers.doc, head)
        edtf = coded.edtf if coded.basis in ("said", "anchored") else None
        right = edtf is not None and edtf == claim["when"]
        counts.one("when", claim["when"] is not None, edtf is not None, right)
        if edtf != claim["when"]:
            pair = (claim["when"], edtf)
            counts.misses.append((row["id"], "when", row["text"], claim["evidence"], *pair))


def _evidence(row: dict[str, Any], claim: dict[str, Any]) -> tuple[int, int]:
    start = row["text"].find(claim["evidence"])
    return start, start + len(claim["evidence"])


def _amounts(row: dict[str, Any], doc: Doc, counts: _Counts) -> None:
    found = list(doc._.amounts)
    for words in row.get("no_amounts", []):
        start = row["text"].find(words)
        taken = any(a.start < start + len(words) and start < a.end for a in found)
        counts.one("no_amount", True, True, not taken)
        if taken:
            counts.misses.append((row["id"], "no_amount", row["text"], words, None, "taken"))
    for claim in row["claims"]:
        for gold in claim.get("amounts", []):
            start, end = _spot(row["text"], gold["text"], _evidence(row, claim))
            match = next((a for a in found if a.start < end and start < a.end), None)
            wanted = (gold["value"], gold["low"], gold["high"], gold["role"])
            coded = (match.value, match.low, match.high, match.role or "other") if match else None
            value = coded is not None and coded[:3] == wanted[:3]
            counts.one("amount", True, match is not None, value)
            counts.one("amount_with_role", True, match is not None, coded == wanted)
            if coded != wanted:
                kind = "amount_role" if value else "amount"
                counts.misses.append((row["id"], kind, row["text"], gold["text"], wanted, coded))


def _places(row: dict[str, Any], layers: _Layers, counts: _Counts) -> None:
    """Places by where they stand (``place``), and as places of the claim (``where``)."""
    doc, text = layers.doc, row["text"]
    for claim in row["claims"]:
        if "where" not in claim:
            continue
        evidence = _evidence(row, claim)
        head = layers.head(*evidence)
        of_claim = list(where(doc, head)) if head is not None else []
        counts.predicted["where"] += len(of_claim)
        for gold in claim["where"]:
            start, end = _spot(text, gold["text"], evidence)
            match = next((p for p in doc._.places if p.start < end and start < p.end), None)
            country = match is not None and match.country == gold["country"]
            counts.one("place_country", True, match is not None, country)
            right = match is not None and match.geonames_id == gold["geonames"]
            counts.one("place", True, match is not None, right)
            if not right:
                coded = (match.geonames_id, match.country) if match else None
                wanted = (gold["geonames"], gold["country"])
                counts.misses.append((row["id"], "place", text, gold["text"], wanted, coded))
            same = next(
                (p for p in of_claim if p.text in gold["text"] or gold["text"] in p.text), None
            )
            counts.gold["where"] += 1
            counts.right["where"] += same is not None
            if same is None:
                counts.misses.append(
                    (
                        row["id"],
                        "where",
                        text,
                        claim["evidence"],
                        gold["text"],
                        [p.text for p in of_claim],
                    )
                )
            else:
                of_claim.remove(same)
        for extra in of_claim:
            counts.misses.append(
                (row["id"], "where_extra", text, claim["evidence"], None, extra.text)
            )
