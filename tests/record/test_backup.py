"""Backups: of one moment, verified, between both kinds of database; nothing is replaced."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from communique.model import Article, Claim
from communique.record import RecordError, back_up, open_record, restore

TABLES = (
    "articles readings claims evidence claim_actors events event_claims ledger ledger_changes "
    "revisions judgements judged_claims redirects signatures bands"
).split()


def test_there_and_back(
    new_store: Callable[[], Any], tmp_path: Path, letter: tuple[Article, dict[str, Claim]]
) -> None:
    article, claims = letter
    store, again = new_store(), new_store()
    with open_record(store.where) as record:
        record.add(article, claims.values(), "rules-1")
        record.rebuild()
        record.judge(claims["aid"].id, "correct", field="date", value="2018-01", who="ana")
        stats = record.stats()
        copy = tmp_path / "copy.db"
        assert back_up(store.where, str(copy)).claims == stats.claims
    assert not list(tmp_path.glob("*.part*"))
    with open_record(str(copy), readonly=True) as record:
        assert record.verify() == []
        assert [j.who for j in record.judgements()] == ["ana"]
        assert list(record.claims(search="ministry"))
    assert restore(str(copy), again.where).judgements == 1
    assert again.dump(TABLES) == store.dump(TABLES)
    with open_record(again.where) as record:
        assert record.verify() == []
        assert list(record.claims(search="ministry"))


def test_nothing_is_replaced(
    store: Any, tmp_path: Path, letter: tuple[Article, dict[str, Claim]]
) -> None:
    with open_record(store.where) as record:
        record.add(letter[0], letter[1].values(), "rules-1")
    copy = tmp_path / "copy.db"
    back_up(store.where, str(copy))
    with pytest.raises(RecordError, match="already"):
        back_up(store.where, str(copy))
    with pytest.raises(RecordError, match="already"):
        restore(str(copy), store.where)
    with pytest.raises(RecordError, match="its folder does not exist"):
        back_up(store.where, str(tmp_path / "no" / "copy.db"))


def test_a_record_that_is_not_whole_gives_no_backup(
    store: Any, tmp_path: Path, letter: tuple[Article, dict[str, Claim]]
) -> None:
    with open_record(store.where) as record:
        record.add(letter[0], letter[1].values(), "rules-1")
        record.rebuild()
    store.change("UPDATE evidence SET quote = 'x'")
    with pytest.raises(RecordError, match="does not verify"):
        back_up(store.where, str(tmp_path / "copy.db"))
    assert not list(tmp_path.glob("copy*"))
