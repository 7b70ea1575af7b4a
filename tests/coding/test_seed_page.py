"""The seed page: all nineteen facts, nothing wrong, hardly anything besides.

The page and its facts lie beside the checkout (``../shared``) and are no part of the project.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from communique.evaluation import score_facts
from communique.intake import article_from_bytes
from communique.model import Article
from communique.pipeline import Coder

FACTS = 19
BESIDES = 3
"""Claims that answer no fact; a person reads these."""


def page(shared: Path, date: str | None) -> Article:
    file = shared / "seed" / "article.txt"
    article = article_from_bytes(file.read_bytes(), source=str(file), date=date)
    assert isinstance(article, Article)
    return article


@pytest.fixture
def facts(shared: Path) -> Path:
    return shared / "seed" / "facts.json"


def test_every_fact_and_none_wrong(coder: Coder, shared: Path, facts: Path) -> None:
    score = score_facts(facts, page(shared, "2018-12-06"), coder)
    assert (score["wrong"], score["missed"]) == ([], []), score["reasons"]
    assert len(score["found"]) == score["n"] == FACTS


def test_hardly_anything_besides(coder: Coder, shared: Path, facts: Path) -> None:
    score = score_facts(facts, page(shared, "2018-12-06"), coder)
    assert len(score["claims_without_fact"]) <= BESIDES, score["claims_without_fact"]
    assert score["not_events_coded"] == []


def test_without_a_date_the_year_stays_open(coder: Coder, shared: Path) -> None:
    claims = coder.code(page(shared, None))
    letters = [c for c in claims if any("wrote a letter" in e.quote for e in c.evidence)]
    assert letters
    assert {c.when.edtf for c in letters} == {"XXXX-12-03"}
    assert not any(c.when.edtf and c.when.edtf.startswith(("20", "19")) for c in claims)
    assert not any(c.factuality.historical for c in claims)
