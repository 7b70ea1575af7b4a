"""Page versions: changes of meaning found, typography and layout left alone, claims marked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from communique.model import Article, Claim, EventCode, Evidence, Span, make_claim
from communique.record.revisions import lost_claims, page_revisions

CORPUS = Path(__file__).parent / "corpora" / "page_pairs.yaml"
DATA = yaml.safe_load(CORPUS.read_text(encoding="utf-8"))
PAGE = "https://a.example/p"


def claim_in(article: Article, quote: str) -> Claim:
    start = article.text.index(quote)
    return make_claim(
        kind="event",
        article=article.ref,
        evidence=(Evidence(start, start + len(quote), quote),),
        event=EventCode(type="AGREE", quad="verbal cooperation", intensity=0.0),
        coder="by hand",
    )


def told(pair: dict[str, Any]) -> tuple[bool, set[str], set[str], bool]:
    """Was a meaning changed; which words were affected, which lost; is there any row at all."""
    old_text = DATA["texts"][pair["text"]]
    new_text = old_text
    for before, after in pair["edits"]:
        if before != after:
            assert before in new_text, before
            new_text = new_text.replace(before, after)
    spans = [
        Span(at, at + len(words))
        for words in pair.get("furniture", ())
        for at in (new_text.index(words),)
    ]
    old = Article.make(old_text, url=PAGE, published="2020-01-01", modified="1")
    new = Article.make(
        new_text, url=PAGE, published="2020-01-01", modified="2", furniture=tuple(spans)
    )
    claims = [claim_in(old, q) for q in (*pair.get("affected", ()), *pair["safe"])]
    words = {c.id: c.evidence[0].quote for c in claims}
    rows = page_revisions(PAGE, [old, new], claims)
    meaning = [r for r in rows if r.change == "meaning"]
    affected = {words[id] for r in meaning for id in r.affected_claims}
    lost = {words[id] for id, _ in lost_claims([old, new], claims)}
    return bool(meaning), affected, lost, bool(rows)


@pytest.mark.parametrize("number", range(len(DATA["pairs"])))
def test_a_pair_of_versions(number: int) -> None:
    pair = DATA["pairs"][number]
    meaning, affected, lost, _ = told(pair)
    assert meaning == pair["meaning"]
    assert affected == set(pair.get("affected", ()))
    assert lost == set(pair.get("lost", pair.get("affected", ())))


def test_there_are_enough_of_each() -> None:
    kinds = [pair["meaning"] for pair in DATA["pairs"]]
    assert len(kinds) >= 40 and kinds.count(False) >= 14
