"""Several writers, readers beside them, and SIGKILL: the short form of bench/bench_record.py."""

from __future__ import annotations

import importlib.util
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from communique.record import open_record

BENCH = Path(__file__).parents[2] / "bench" / "bench_record.py"


@pytest.fixture(scope="module")
def bench() -> Iterator[ModuleType]:
    sys.path.insert(0, str(BENCH.parent))  # as when it is run: it takes made_up from there
    spec = importlib.util.spec_from_file_location("bench_record", BENCH)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    sys.path.remove(str(BENCH.parent))


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, str]:
    if request.param == "sqlite":
        return "sqlite", str(tmp_path / "r.db")
    return "postgresql", request.getfixturevalue("postgres")


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_killed_writers_lose_and_double_nothing(
    bench: ModuleType, address: tuple[str, str]
) -> None:
    found = bench.kills(address[0], 8, 7, articles=8, address=address[1])
    assert found["kills"] >= 8
    assert (found["torn"], found["differing"], found["errors"]) == ([], [], [])


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_nobody_is_told_that_the_record_is_locked(
    bench: ModuleType, address: tuple[str, str]
) -> None:
    found = bench.busy(address[0], 3, address=address[1])
    assert found["articles"] > 0 and found["judgements"] > 0 and found["reads"] > 0
    assert (found["lost"], found["errors"], found["problems"]) == (0, [], [])


def test_a_new_record_is_opened_by_many_at_once(store: Any) -> None:
    errors: list[BaseException] = []
    gate = threading.Barrier(6)

    def work() -> None:
        try:
            gate.wait()
            with open_record(store.where) as record:
                record.stats()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
