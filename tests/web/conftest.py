"""A record of the sample pages, and rooms over it."""

from __future__ import annotations

import os
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from communique.model import Article, Claim
from communique.pipeline import Coder
from communique.record import open_record
from communique.web import Settings, create_app

HTML = {"accept": "text/html", "origin": "http://127.0.0.1"}
"""What a browser sends with a page it asks for, and with a form."""
TOKEN = "open sesame"

Room = Callable[..., TestClient]


@pytest.fixture(scope="session")
def sample_record(
    tmp_path_factory: pytest.TempPathFactory,
    coder: Coder,
    sample_claims: tuple[tuple[Article, tuple[Claim, ...]], ...],
) -> Path:
    """The sample pages in a record, for reading; made once."""
    path = tmp_path_factory.mktemp("web") / "samples.db"
    with open_record(str(path)) as record:
        for article, claims in sample_claims:
            record.add(article, claims, coder.version)
        record.rebuild()
    return path


@pytest.fixture
def copied(sample_record: Path, tmp_path: Path) -> Path:
    """The sample record, for writing."""
    path = tmp_path / "copy.db"
    shutil.copy(sample_record, path)
    return path


@pytest.fixture
def room(sample_record: Path) -> Iterator[Room]:
    """``room(record=…, …)`` opens a room, on the sample record by default."""
    with ExitStack() as stack:

        def open_room(record: Path | str = sample_record, **settings: Any) -> TestClient:
            settings.setdefault("readers", 2)
            app = create_app(Settings(record=str(record), **settings))
            # An error that a page does not foresee is to be answered, not raised.
            client = TestClient(
                app,
                base_url="http://127.0.0.1",
                raise_server_exceptions=False,
                client=("1.1.1.1", 1),
            )
            return stack.enter_context(client)

        yield open_room


@pytest.fixture
def reader(room: Room) -> TestClient:
    """A room that is only read."""
    return room()


@pytest.fixture
def judging(room: Room, copied: Path) -> TestClient:
    """A room that takes judgements with ``TOKEN``."""
    return room(copied, allow_judgements=True, token=TOKEN)


@pytest.fixture
def signed_in(judging: TestClient) -> TestClient:
    """The same, entered as ``ana``."""
    answer = judging.post(
        "/review/login",
        data={"token": TOKEN, "who": "ana"},
        headers=HTML,
        follow_redirects=False,
    )
    assert answer.status_code == 303, answer.text
    return judging


class Seen(HTMLParser):
    """A page as a browser without script would see it: elements, their text, their attributes."""

    VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[tuple[str, str]] = []
        """Every run of text, with the element it stands in."""
        self._open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self._open and self._open[-1] == tag, f"</{tag}> closes {self._open[-3:]}"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self.texts.append((self._open[-1] if self._open else "", data))

    def all(self, tag: str) -> list[dict[str, str]]:
        """The attributes of all elements of a kind."""
        return [attrs for name, attrs in self.elements if name == tag]

    @property
    def words(self) -> str:
        """All text, its spaces made one."""
        return " ".join("".join(t for tag, t in self.texts if tag != "script").split())

    @property
    def ids(self) -> list[str]:
        """The ids of all elements."""
        return [attrs["id"] for _, attrs in self.elements if "id" in attrs]


@pytest.fixture(scope="session")
def seen() -> Callable[[str], Seen]:
    """``seen(html)`` reads a page; an element that is not closed rightly fails."""
    return Seen


# ---- a real browser ----


@contextmanager
def served(record: Path | str, **settings: Any) -> Iterator[str]:
    """A room on a port of this machine; gives its address."""
    import uvicorn

    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        made = Settings(record=str(record), port=port, readers=4, **settings)
        server = uvicorn.Server(
            uvicorn.Config(create_app(made), log_level="warning", timeout_graceful_shutdown=5)
        )
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive(), "the server did not start"
            thread.join(0.02)
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join(20)


@pytest.fixture(scope="session")
def address(sample_record: Path) -> Iterator[str]:
    """A room over the samples on a port of this machine, for a browser."""
    with served(sample_record) as found:
        yield found


@pytest.fixture(scope="session")
def judging_address(sample_record: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The same on a copy, with judgements allowed with ``TOKEN``."""
    path = tmp_path_factory.mktemp("judging") / "copy.db"
    shutil.copy(sample_record, path)
    with served(path, allow_judgements=True, token=TOKEN) as found:
        yield found


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A real Chromium; skips where there is none, unless in CI."""
    named = (os.environ.get("CHROMIUM"), *map(shutil.which, ("chromium", "chromium-browser")))
    program = next((name for name in named if name), None)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        program = None
    if program is None:
        assert not os.environ.get("CI"), "CI has no Chromium or no Playwright"
        pytest.skip("no Chromium here (Debian's package chromium), or no Playwright")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


Visit = Callable[..., Any]


@pytest.fixture
def visit(chromium: Any) -> Iterator[Visit]:
    """``visit(address, **context)`` opens a page in a browser of its own.

    At the end it is an error if any page had one, or asked for anything of another host.
    """
    contexts: list[Any] = []
    wrong: list[str] = []

    def open_page(where: str, **context: Any) -> Any:
        context.setdefault("viewport", {"width": 1280, "height": 900})
        made = chromium.new_context(**context)
        made.set_default_timeout(20_000)
        contexts.append(made)
        page = made.new_page()
        host = where.partition("//")[2].partition("/")[0]

        def asked(request: Any) -> None:
            if not request.url.startswith((f"http://{host}/", "data:", "about:")):
                wrong.append(f"asked for {request.url}")

        def told(message: Any) -> None:
            if message.type in ("error", "warning"):
                wrong.append(f"{message.type} in the console: {message.text}")

        made.on("request", asked)
        page.on("console", told)
        page.on("pageerror", lambda error: wrong.append(f"page error: {error}"))
        page.on("dialog", lambda dialog: (wrong.append("a dialog"), dialog.dismiss()))
        page.goto(where)
        return page

    yield open_page
    for made in contexts:
        made.close()
    assert wrong == []
