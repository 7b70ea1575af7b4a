"""Thirty acts on 120 pages: which reports are of one act, and where they come from."""

from __future__ import annotations

import itertools
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import yaml

from communique.model import Article, Claim, EventCode, Evidence, Mention, When, make_claim
from communique.record import Record, open_record

CORPUS = Path(__file__).parent / "corpora" / "acts.yaml"
ACTS = yaml.safe_load(CORPUS.read_text(encoding="utf-8"))
PAIRWISE_FLOOR, BCUBED_FLOOR, ORIGINS_FLOOR = 0.90, 0.90, 0.90


def page(number: int, act: dict[str, Any], line: list[Any]) -> tuple[Article, Claim]:
    """A page of the corpus as an article with its one claim."""
    published, words, *rest = line
    more: dict[str, Any] = rest[0] if rest else {}
    type, day, by, to = act["act"]
    text = f"{words}. Seen on page {number} of a paper of its own."
    if "copy" in more:
        text = act["body"] + (f"\n({more['copy']})" if more["copy"] is not True else "")
    article = Article.make(
        text,
        url=f"https://paper{number}.example/",
        published=str(published),
        publisher=f"P{number}",
    )
    at = text.index(words)
    when = more.get("when", str(day))
    if when is None:
        given = When(edtf=str(published), basis="publication")
    elif when == "report":
        given = When(edtf=str(published), basis="report")
    else:
        given = When(edtf=str(when), basis="anchored")

    def party(code: str | None) -> tuple[Mention, ...]:
        if code is None:
            return ()
        name = NAMES.get(code.split()[0], code)
        return (
            Mention(
                text="", start=at, end=at, code=code, country=code.split()[0], name=name,
                status="resolved",
            ),
        )  # fmt: skip

    claim = make_claim(
        kind="event",
        article=article.ref,
        evidence=(Evidence(at, at + len(words), words),),
        event=EventCode(type=more.get("type", type), quad="verbal conflict", intensity=0.0),
        actors=party(more.get("by", by)),
        recipients=party(more.get("to", to)),
        when=given,
        coder="by hand",
    )
    return article, claim


NAMES = {
    "ZEN": "Zenda", "RUR": "Ruritania", "STR": "Strelsau", "HEN": "Hentzau", "BAS": "Basran",
    "KUT": "Kut", "NOR": "Norway",
}  # fmt: skip


def score(record: Record) -> dict[str, Any]:
    """Read the corpus into an empty record; how the events fit the acts."""
    home: dict[str, int] = {}
    pages = 0
    for number, act in enumerate(ACTS):
        for line in act["pages"]:
            article, claim = page(pages, act, line)
            record.add(article, [claim], "by hand")
            home[claim.id] = number
            pages += 1
    record.rebuild()
    events = {c: e for e in record.events() for c in e.claims}
    hit = found = wanted = 0
    for one, other in itertools.combinations(sorted(home), 2):
        same, put = home[one] == home[other], events[one].id == events[other].id
        hit, found, wanted = hit + (same and put), found + put, wanted + same
    sizes: dict[int, int] = defaultdict(int)
    for number in home.values():
        sizes[number] += 1
    precision = recall = 0.0
    for claim, number in home.items():
        mates = [c for c in events[claim].claims if home[c] == number]
        precision += len(mates) / len(events[claim].claims) / len(home)
        recall += len(mates) / sizes[number] / len(home)
    right = 0
    split = []
    for number, act in enumerate(ACTS):
        mine = {events[c].id: events[c] for c, n in home.items() if n == number}
        exact = len(mine) == 1 and next(iter(mine.values())).origins == act["origins"]
        right += exact
        if not exact:
            origins = [(e.origins, len(e.claims)) for e in mine.values()]
            split.append(f"{act['act']} {act['pages'][0][1]}: {origins}, not {act['origins']}")
    return {
        "acts": len(ACTS),
        "pages": pages,
        "pairwise_f1": _f1(hit / found, hit / wanted),
        "pairwise": (round(hit / found, 3), round(hit / wanted, 3)),
        "bcubed_f1": _f1(precision, recall),
        "origins": round(right / len(ACTS), 3),
        "wrong": split,
    }


def _f1(precision: float, recall: float) -> float:
    return round(2 * precision * recall / (precision + recall), 3)


@pytest.fixture
def record(tmp_path: Path) -> Any:
    with open_record(str(tmp_path / "r.db")) as found:
        yield found


def test_reports_of_one_act_are_one_event(record: Record) -> None:
    found = score(record)
    assert (found["acts"], found["pages"]) == (30, 120)
    assert found["pairwise_f1"] >= PAIRWISE_FLOOR, found
    assert found["bcubed_f1"] >= BCUBED_FLOOR, found
    assert found["origins"] >= ORIGINS_FLOOR, found
    assert record.verify() == []
