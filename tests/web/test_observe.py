"""What is seen of the room at work."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

Room = Callable[..., TestClient]


def test_healthz(reader: TestClient) -> None:
    answer = reader.get("/healthz")
    assert answer.json() == {"status": "ok", "judging": False}
    assert answer.headers["cache-control"] == "no-store"


def figures(here: TestClient) -> dict[str, float]:
    answer = here.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    lines = (line.rpartition(" ") for line in answer.text.splitlines() if line[:1] != "#")
    return {name: float(value) for name, _, value in lines}


def test_metrics_count_by_route_and_not_by_address(reader: TestClient) -> None:
    for address in ("/events.json", "/events.json?type=AID", "/events.json?type=SING"):
        reader.get(address)
    for number in range(3):
        reader.get(f"/nothing/{number}")
    found = figures(reader)
    count = 'communique_requests_total{method="GET",route="%s",status="%s"}'
    assert found[count % ("/events.json", 200)] == 2
    assert found[count % ("/events.json", 422)] == 1
    assert found[count % ("none", 404)] == 3
    assert found['communique_request_seconds_count{route="/events.json"}'] == 3
    assert found['communique_sent_bytes_total{route="/events.json"}'] > 100
    assert found["communique_open_requests"] == 1, "the one that asks"
    assert not any("nothing/" in name for name in found)


def test_two_rooms_count_for_themselves(room: Room) -> None:
    one, other = room(), room()
    one.get("/events.json")
    assert any("/events.json" in name for name in figures(one))
    assert not any("/events.json" in name for name in figures(other))


def test_a_line_for_each_request(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    log = io.StringIO()
    monkeypatch.setattr("sys.stderr", log)
    here = room(log=True, trusted_hosts=("1.1.1.1",))
    here.get("/events.json?search=secret&size=1", headers={"x-forwarded-for": "9.9.9.9"})
    here.get("/nothing%0A%7B%7D")
    lines: list[Any] = [json.loads(line) for line in log.getvalue().splitlines()]
    assert len(lines) == 2
    first, second = lines
    assert first["method"] == "GET" and first["path"] == "/events.json"
    assert first["route"] == "/events.json" and first["status"] == 200
    assert first["client"] == "9.9.9.9" and first["bytes"] > 100 and first["ms"] > 0
    assert "secret" not in log.getvalue(), "what people look for is theirs"
    assert (second["status"], second["route"]) == (404, "none")
