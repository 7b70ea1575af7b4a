"""The resolver over our own tables, whatever the machine's settings are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from communique.actors import Resolver, load_resolver
from communique.actors.compiled import CACHE_VARIABLE
from communique.actors.resolver import FOLDER_VARIABLE


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No folder of the user's, and a cache of the test's own."""
    monkeypatch.delenv(FOLDER_VARIABLE, raising=False)
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "cache"))
    yield


@pytest.fixture(scope="session")
def resolver() -> Resolver:
    """Our tables alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(FOLDER_VARIABLE, raising=False)
        return load_resolver()
