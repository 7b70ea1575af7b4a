"""A caller of the command line, and a small record that the command line made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from communique import pipeline
from communique.cli import main

Call = Callable[..., Result]

PAGES = {
    "kenya.txt": (
        "Kenya's foreign minister asked Uganda on Monday to help bring the rebels to the talks.\n\n"
        "Uganda rejected the request. Sudan may suspend aid to Kenya, according to diplomats.\n\n"
        "“We want peace,” the minister said.\n\n"
        "The word “genuine” was later removed from the joint statement.\n"
    ),
    "ghana.txt": (
        "Ghana's president promised Mali $20 million in aid on Tuesday.\n\n"
        "He urged Mali to release the prisoners, the ministry said in a statement.\n"
    ),
    "nepal.txt": "Nepal accused India of closing the border. India denied it.\n",
}
DATE = "2020-03-05"


@pytest.fixture(scope="session", autouse=True)
def one_pipeline() -> Iterator[None]:
    """Load a spaCy pipeline once for all calls in this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "load", cache(pipeline.load))
        yield


@pytest.fixture
def call() -> Call:
    """Call ``communique`` in this process; the result has exit code, stdout and stderr."""

    def caller(*words: str | Path, input: bytes | None = None) -> Result:
        result = CliRunner().invoke(main, [str(w) for w in words], input=input)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return caller


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A folder with the pages."""
    folder = tmp_path / "pages"
    folder.mkdir()
    for name, text in PAGES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def made(one_pipeline: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record of the pages, for reading only."""
    folder = tmp_path_factory.mktemp("made")
    for name, text in PAGES.items():
        (folder / name).write_text(text, encoding="utf-8")
    where = folder / "made.db"
    words = ["read", *(str(folder / n) for n in sorted(PAGES)), "--record", str(where)]
    result = CliRunner().invoke(main, [*words, "--date", DATE])
    assert result.exit_code == 0, result.output
    return where
