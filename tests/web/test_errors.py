"""One error shape, whatever goes wrong; a page that says the same for browsers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from communique.web.errors import CODES

BROWSER = {"accept": "text/html"}


def said(answer: Any) -> dict[str, Any]:
    """The error of an answer, whose shape is checked."""
    assert answer.headers["content-type"] == "application/json", answer.text
    body = answer.json()
    assert set(body) == {"error"} and set(body["error"]) == {"code", "message", "where"}
    assert body["error"]["code"] == CODES[answer.status_code]
    error: dict[str, Any] = body["error"]
    return error


@pytest.mark.parametrize(
    ("address", "status", "where", "words"),
    [
        ("/nothing.json", 404, "path", "no such page"),
        ("/nothing", 404, "path", "no such page"),
        ("/events.json?type=SING", 422, "type", "there are AGREE, "),
        ("/events.json?since=soon", 422, "since", "not an EDTF date"),
        ("/events.json?since=XXXX-12-03", 422, "since", "a year"),
        ("/events.json?until=2018-13", 422, "until", "EDTF"),
        ("/events.json?actor=%21%21", 422, "actor", "a code such as USA"),
        ("/events.json?size=0", 422, "size", "from 1 to"),
        ("/events.json?size=many", 422, "size", "whole number"),
        ("/events.json?sort=up", 422, "sort", "there are"),
        ("/events.json?colour=red", 422, "colour", "there are actor, "),
        ("/events.json?actor=USA&actor=PAK", 422, "actor", "twice"),
        ("/events.json?after=a&before=b", 422, "before", "both"),
        ("/events.json?search=a%00b", 422, "search", "control characters"),
        ("/events.json?search=" + "x" * 301, 422, "search", "characters long"),
        ("/review.json?kind=opinion", 422, "kind", "there are event, "),
        ("/review.json?negated=perhaps", 422, "negated", "true or false"),
        ("/review.json?min-confidence=2", 422, "min-confidence", "from 0 to 1"),
        ("/review.json?id=c0", 404, "claim", "'c0'"),
    ],
)
def test_what_is_wrong_is_named(
    reader: TestClient, address: str, status: int, where: str, words: str
) -> None:
    answer = reader.get(address)
    assert answer.status_code == status, answer.text
    error = said(answer)
    assert error["where"] == where
    assert words in error["message"]


def test_a_browser_gets_a_page_that_says_the_same(reader: TestClient) -> None:
    answer = reader.get("/events?type=SING", headers=BROWSER)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "there are AGREE" in answer.text
    answer = reader.get("/events.json?type=SING", headers=BROWSER)
    assert said(answer)["where"] == "type", "the suffix says what is wanted"


def test_an_error_page_shows_what_was_asked_as_text(reader: TestClient) -> None:
    answer = reader.get("/events?type=<script>alert(1)</script>", headers=BROWSER)
    assert answer.status_code == 422
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;" in answer.text


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_no_page_takes_another_method(reader: TestClient, method: str) -> None:
    answer = reader.request(method, "/events.json")
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]
    assert said(answer)["where"] == "method"


def test_an_address_names_all_its_methods(reader: TestClient) -> None:
    answer = reader.options("/judgements.json")
    assert answer.headers["allow"] == "GET, HEAD, POST"
    assert reader.options("/events.csv").headers["allow"] == "GET, HEAD"


def test_an_error_that_nobody_foresaw(
    room: Callable[..., TestClient], monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    from communique.record.views import Views

    def fails(self: Views, *args: Any, **more: Any) -> None:
        raise RuntimeError("secret path")

    monkeypatch.setattr(Views, "events", fails)
    answer = room().get("/events.json")
    assert answer.status_code == 500
    assert "secret" not in said(answer)["message"]
    page = room().get("/events", headers=BROWSER)
    assert page.status_code == 500 and "secret" not in page.text
    assert "content-security-policy" in page.headers


def test_a_record_that_is_gone(room: Callable[..., TestClient], tmp_path: Path) -> None:
    here = room(tmp_path / "gone.db")
    answer = here.get("/healthz")
    assert answer.status_code == 503
    assert "no such record" in said(answer)["message"]
    assert here.get("/events.json").status_code == 503


def test_a_body_that_is_too_large(judging: TestClient) -> None:
    answer = judging.post("/judgements.json", content=b"x" * 70_000)
    assert answer.status_code == 413
    assert said(answer)["where"] == "body"

    def pieces() -> Any:
        for _ in range(70):
            yield b"y" * 1000

    answer = judging.post("/judgements.json", content=pieces())
    assert answer.status_code == 413, "its length need not be said beforehand"
