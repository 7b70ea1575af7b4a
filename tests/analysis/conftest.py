"""A record of a few pages whose counts can be worked out on paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from communique.model import (
    Article,
    Claim,
    EventCode,
    Evidence,
    Factuality,
    Mention,
    When,
    make_claim,
)
from communique.record import open_record
from communique.record.views import Views

_QUADS: dict[str, Any] = {
    "REQUEST": "verbal conflict",
    "CONSULT": "verbal cooperation",
    "AID": "material cooperation",
    "SANCTION": "material conflict",
}


def told(
    page: str, type: str, who: str, whom: str, edtf: str | None, **flags: Any
) -> tuple[Article, Claim]:
    """A page that says one thing, and the claim."""
    words = f"The {who.lower()} did {type.lower()} to the {whom.lower()}"
    article = Article.make(f"{words}. {page}.", url=f"https://page.example/{page}")

    def mention(code: str) -> Mention:
        start = words.rindex(f"the {code.lower()}") if code == whom else 0
        return Mention(
            text=words[start : start + 4 + len(code)],
            start=start,
            end=start + 4 + len(code),
            code=code,
            name=code,
            country=code.split()[0],
            status="resolved",
        )

    claim = make_claim(
        kind="event",
        article=article.ref,
        evidence=(Evidence(0, len(words), words),),
        event=EventCode(type=type, quad=_QUADS[type], intensity=0.0),
        actors=(mention(who),),
        recipients=(mention(whom),),
        factuality=Factuality(**flags),
        when=When(edtf=edtf, basis="said") if edtf else When(),
        coder="by hand",
    )
    return article, claim


TOLD = [
    # The week of Monday 3 December 2018: one aid (told twice), one sanction the other way.
    told("one", "AID", "USA GOV", "PAK", "2018-12-03"),
    told("two", "AID", "USA GOV", "PAK", "2018-12-03"),
    told("three", "SANCTION", "PAK GOV", "USA", "2018-12-09"),
    # Two weeks later, after one in which nothing happened.
    told("four", "CONSULT", "USA", "PAK", "2018-12-17"),
    # From Sunday to Monday: in no single week, but in December.
    told("five", "REQUEST", "USA", "PAK", "2018-12-16/2018-12-17"),
    # A month without a day, and two months.
    told("six", "REQUEST", "PAK", "USA MIL", "2018-12"),
    told("seven", "AID", "PAK", "USA", "2018-12/2019-01"),
    told("eight", "AID", "PAK", "USA", None),
    # January; what is planned or denied did not happen.
    told("nine", "AID", "USA", "PAK", "2019-01-02"),
    told("ten", "AID", "USA", "PAK", "2019-01-03", future=True),
    told("eleven", "SANCTION", "USA", "PAK", "2018-12-04", negated=True),
    # Others.
    told("twelve", "AID", "USA", "IND", "2018-12-03"),
    told("thirteen", "AID", "IND", "IND", "2018-12-03"),
]


@pytest.fixture(scope="session")
def where(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The record's file."""
    path = tmp_path_factory.mktemp("analysis") / "r.db"
    with open_record(str(path)) as record:
        for article, claim in TOLD:
            record.add(article, [claim], "by hand")
        record.rebuild()
    return path


@pytest.fixture
def views(where: Path) -> Iterator[Views]:
    """Its views."""
    with open_record(str(where), readonly=True) as record:
        yield Views(record)
