"""Stories told over months: the ledger ends where they end, by the steps that they took."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from communique.model import (
    Amount,
    Article,
    Claim,
    EventCode,
    Evidence,
    Factuality,
    LedgerEntry,
    Mention,
    Source,
    When,
    make_claim,
)
from communique.record import assemble_ledger

CORPUS = Path(__file__).parent / "corpora" / "ledger_stories.yaml"
STORIES = yaml.safe_load(CORPUS.read_text(encoding="utf-8"))
NAMES = {
    "ZEN": "Zenda", "RUR": "Ruritania", "STR": "Strelsau", "HEN": "Hentzau", "BAS": "Basran",
    "KUT": "Kut", "NOR": "Norway", "PAK": "Pakistan",
}  # fmt: skip
STATUS_FLOOR, HISTORY_FLOOR = 0.85, 0.75


def claim_of(number: int, page: list[Any]) -> Claim:
    published, words, type, by, to, *rest = page
    more: dict[str, Any] = rest[0] if rest else {}
    day = str(published)
    article = Article.make(words + ".", url=f"https://p{number}.example/", published=day)

    def party(code: str) -> Mention:
        name = NAMES.get(code, code)
        at = max(words.find(name), 0)
        said = name if name in words else ""
        return Mention(
            text=said, start=at, end=at + len(said), code=code, country=code, name=name,
            status="resolved",
        )  # fmt: skip

    amounts = ()
    if "amount" in more:
        text, value = more["amount"]
        at = words.index(text)
        amounts = (Amount(text=text, start=at, end=at + len(text), value=value, unit="USD"),)
    source = more.get("as")
    return make_claim(
        kind="event",
        article=article.ref,
        evidence=(Evidence(0, len(words), words),),
        event=EventCode(
            type=type,
            modes=tuple(more.get("modes", ())),
            quad="verbal cooperation",
            intensity=0.0,
        ),
        actors=(party(by),),
        recipients=(party(to),),
        factuality=Factuality(negated=more.get("not", False), future=more.get("future", False)),
        when=When(edtf=str(more.get("when", day)), basis="anchored"),
        amounts=amounts,
        attribution=(Source(text=source, start=0, end=0, code=source, status="resolved"),)
        if source
        else (),
        coder="by hand",
    )


def told(story: dict[str, Any]) -> LedgerEntry | None:
    """The entry that the story is about."""
    claims = [claim_of(n, page) for n, page in enumerate(story["pages"])]
    wanted = story["expect"]
    as_of = max(str(page[0]) for page in story["pages"])
    found = [
        e
        for e in assemble_ledger(claims, as_of=as_of)
        if e.kind == wanted["kind"]
        and wanted.get("words", "") in e.object
        and ("first" not in wanted or e.date == str(wanted["first"]))
    ]
    return found[0] if len(found) == 1 else None


def score() -> dict[str, Any]:
    """Shares of right final statuses and whole histories; the stories that went wrong."""
    status = history = 0
    wrong = []
    for story in STORIES:
        entry, wanted = told(story), story["expect"]
        steps = [c.status for c in entry.history] if entry else []
        last = bool(steps) and steps[-1] == wanted["history"][-1]
        contested = [c.status for c in entry.contested] if entry else []
        whole = steps == wanted["history"] and contested == wanted.get("contested", [])
        if "condition" in wanted and entry is not None:
            whole = whole and entry.condition == wanted["condition"]
        status += last
        history += whole
        if not whole:
            wrong.append(f"{story['story']}: {steps} {contested}")
    return {"status": status / len(STORIES), "history": history / len(STORIES), "wrong": wrong}


def test_the_stories_end_as_they_were_told() -> None:
    found = score()
    assert len(STORIES) >= 25
    assert found["status"] >= STATUS_FLOOR, found
    assert found["history"] >= HISTORY_FLOOR, found


@pytest.mark.parametrize("name", ["one letter in three papers", "a promise kept by half"])
def test_a_second_report_is_no_second_entry(name: str) -> None:
    (story,) = [s for s in STORIES if s["story"] == name]
    assert told(story) is not None
