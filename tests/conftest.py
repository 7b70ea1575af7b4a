"""One loaded pipeline for the whole session, and short ways to read a text with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import spacy
from hypothesis import settings
from spacy.tokens import Doc

from communique.model import Article, Claim
from communique.pipeline import Coder
from communique.reading.extensions import register

settings.register_profile("communique", deadline=None)  # a busy machine is no failure
settings.load_profile("communique")

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
PUBLISHED = "2018-12-06"

Read = Callable[..., Doc]
Code = Callable[..., tuple[Claim, ...]]


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--slow`` also runs what takes minutes (the quality gate on whole stories)."""
    parser.addoption("--slow", action="store_true", help="also run the tests marked slow")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is marked slow unless it is asked for."""
    if config.getoption("--slow"):
        return
    skip = pytest.mark.skip(reason="slow; run with --slow")
    for item in items:
        if "slow" in item.keywords:
            item.add_marker(skip)


@pytest.fixture(scope="session")
def coder() -> Coder:
    """The coder as users get it, loaded once."""
    return Coder()


@pytest.fixture(scope="session")
def read(coder: Coder) -> Read:
    """``read(text, date=…)`` gives the document with everything that was read and coded."""

    def read_text(text: str, date: str | None = PUBLISHED, **fields: object) -> Doc:
        return coder.read(Article.make(text, published=date, **fields))  # type: ignore[arg-type]

    return read_text


@pytest.fixture(scope="session")
def code(read: Read) -> Code:
    """``code(text, kind=…, date=…)`` gives the claims, of one kind if it is named."""

    def code_text(
        text: str, kind: str | None = None, date: str | None = PUBLISHED, **fields: object
    ) -> tuple[Claim, ...]:
        claims: tuple[Claim, ...] = read(text, date, **fields)._.claims
        return tuple(c for c in claims if kind is None or c.kind == kind)

    return code_text


@pytest.fixture(scope="session")
def event(code: Code) -> Callable[..., Claim]:
    """``event(text)`` gives the one event of a text and fails where there is not exactly one."""

    def one(text: str, type: str | None = None, **fields: object) -> Claim:
        found = [
            c
            for c in code(text, "event", **fields)
            if c.event and (type is None or c.event.type == type)
        ]
        assert len(found) == 1, [(c.event and c.event.type, c.evidence[0].quote) for c in found]
        return found[0]

    return one


@pytest.fixture(scope="session")
def sample_articles() -> tuple[Article, ...]:
    """Every article of the sample pages, and the seed page where it lies beside the checkout."""
    from communique.intake import article_from_bytes, read_sources

    pages = [a for a in read_sources([str(ROOT / "samples")]) if isinstance(a, Article)]
    seed = SHARED / "seed" / "article.txt"
    if seed.exists():
        article = article_from_bytes(seed.read_bytes(), source=str(seed), date=PUBLISHED)
        assert isinstance(article, Article)
        pages.append(article)
    return tuple(pages)


@pytest.fixture(scope="session")
def sample_claims(
    coder: Coder, sample_articles: tuple[Article, ...]
) -> tuple[tuple[Article, tuple[Claim, ...]], ...]:
    """The sample articles with their claims, coded once."""
    return tuple((a, coder.code(a)) for a in sample_articles)


@pytest.fixture
def shared() -> Iterator[Path]:
    """The folder beside the checkout with the seed page and the gold; skips where it is missing."""
    if not SHARED.exists():
        pytest.skip("needs ../shared (seed page and gold), which is not part of the project")
    yield SHARED


# --- parses written by hand -------------------------------------------------------------------

VOCAB = spacy.blank("en").vocab
IRREGULAR = {
    "was": "be", "is": "be", "were": "be", "had": "have", "has": "have", "sent": "send",
    "urged": "urge", "accused": "accuse", "described": "describe", "met": "meet",
}  # fmt: skip
PARTS = {
    "NN": "NOUN", "VB": "VERB", "IN": "ADP", "DT": "DET", "JJ": "ADJ", "PR": "PRON", "WP": "PRON",
    "TO": "PART", "AU": "AUX", "CC": "CCONJ", "RB": "ADV", "PO": "PART", "..": "PUNCT",
    ",,": "PUNCT",
}  # fmt: skip


def parse_by_hand(rows: str) -> Doc:
    """A document of ``word/TAG/dep/head`` items; the head is a word's place, from 0."""
    register()
    words, tags, deps, heads = [], [], [], []
    for row in rows.split():
        word, tag, dep, head = row.rsplit("/", 3)
        words.append(word)
        tags.append(tag)
        deps.append(dep)
        heads.append(int(head))
    kinds = ["PROPN" if t.startswith("NNP") else PARTS[t[:2]] for t in tags]
    tags = ["VBD" if t.startswith("AU") else t for t in tags]
    lemmas = [_lemma(w.lower(), k) for w, k in zip(words, kinds, strict=True)]
    return Doc(VOCAB, words=words, tags=tags, pos=kinds, deps=deps, heads=heads, lemmas=lemmas)


def _lemma(word: str, kind: str) -> str:
    if word in IRREGULAR:
        return IRREGULAR[word]
    if kind in ("VERB", "AUX"):
        for end in ("ing", "ed"):
            if word.endswith(end):
                return word[: -len(end)]
        return word.removesuffix("s")
    return word.removesuffix("s") if kind == "NOUN" else word


@pytest.fixture(scope="session")
def parse() -> Callable[[str], Doc]:
    """``parse("Kenya/NNP/nsubj/1 left/VBD/ROOT/1")`` gives a document without any model."""
    return parse_by_hand
