"""``communique serve``: opened, asked, closed; and what it says when it cannot open."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from communique.cli import main

SERVE = [sys.executable, "-m", "communique", "serve"]
WAIT = 60


@contextmanager
def serving(*options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process and the address that it printed."""
    process = subprocess.Popen(
        [*SERVE, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert address.startswith("http://"), process.stderr and process.stderr.read()
        yield process, address
    finally:
        process.kill()
        process.communicate(timeout=WAIT)


def get(address: str, **headers: str) -> tuple[int, str]:
    request = urllib.request.Request(address, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=WAIT) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_open_ask_and_close(sample_record: Path) -> None:
    with serving("--record", str(sample_record), "--port", "0", "--prefix", "room/") as (
        process,
        address,
    ):
        assert address.endswith("/room/")
        status, body = get(f"{address}events.json?size=1")
        assert status == 200 and len(json.loads(body)["page"]["items"]) == 1
        assert get(f"{address}events.json", Host="evil.example")[0] == 400
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=WAIT)
    assert process.returncode == 0
    assert out == ""
    lines = [json.loads(line) for line in err.splitlines()]
    assert [line["status"] for line in lines] == [200, 400], "one line a request, nothing else"


def test_an_open_request_is_answered_before_the_end(sample_record: Path) -> None:
    options = ("--record", str(sample_record), "--port", "0", "--no-log")
    with serving(*options) as (process, address):
        host, _, port = address.removeprefix("http://").rstrip("/").partition(":")
        with socket.create_connection((host, int(port)), timeout=WAIT) as connection:
            connection.sendall(
                b"POST /judgements.json HTTP/1.1\r\nHost: localhost\r\n"
                b"Content-Length: 2\r\nExpect: 100-continue\r\n\r\n"
            )
            # The server asks for the body: the request is open, and waits for us.
            assert b" 100 Continue" in connection.recv(1000)
            process.send_signal(signal.SIGTERM)
            while listens(host, int(port)):
                pass  # until the signal has arrived
            assert process.poll() is None, "it waits for the request"
            connection.sendall(b"{}")
            found = b""
            while piece := connection.recv(65536):
                found += piece
        assert process.wait(WAIT) == 0
    head, _, body = found.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 403"), "it is read-only; that is the answer, and whole"
    assert json.loads(body)["error"]["where"] == "record"


def listens(host: str, port: int) -> bool:
    """True while the server takes connections."""
    try:
        socket.create_connection((host, port), timeout=WAIT).close()
    except ConnectionRefusedError:
        return False
    return True


def test_a_token_is_made_and_told(copied: Path) -> None:
    options = ("--record", str(copied), "--port", "0", "--allow-judgements")
    with serving(*options) as (process, address):
        assert process.stderr is not None
        words = process.stderr.readline().strip()
        assert words.startswith("access token for judging: ")
        token = words.rpartition(" ")[2]
        assert len(token) >= 30
        claim = json.loads(get(f"{address}review.json")[1])["claim"]["id"]
        body = json.dumps({"target": claim, "action": "accept", "who": "ana"}).encode()
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        request = urllib.request.Request(f"{address}judgements.json", body, headers)
        with urllib.request.urlopen(request, timeout=WAIT) as answer:
            assert answer.status == 201


def told(*options: str) -> Any:
    return CliRunner().invoke(main, ["serve", *options])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--prefix", "x", "--record", "nothing.db"), "nothing.db: no such record"),
        (("--allow-judgements", "--record", "nothing.db"), "nothing.db: no such record"),
    ],
)
def test_no_such_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    found = told(*options)
    assert found.exit_code == 2
    assert found.stderr.strip() == words
    assert not (tmp_path / "nothing.db").exists(), "a record that is not there is not made"


def test_a_port_that_is_taken(sample_record: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        found = told("--record", str(sample_record), "--port", str(port))
    assert found.exit_code == 2
    assert found.stderr.strip() == (
        f"port {port} is taken; choose another with --port (0: any that is free)"
    )


def test_a_host_that_is_not_here(sample_record: Path) -> None:
    found = told("--record", str(sample_record), "--host", "no.such.host.invalid")
    assert found.exit_code == 2 and len(found.stderr.strip().splitlines()) == 1
    assert "--host" in found.stderr


@pytest.mark.parametrize(
    "options", [("--trusted-host", "proxy"), ("--port", "99999"), ("--rate-limit", "-1")]
)
def test_options_that_make_no_sense(sample_record: Path, options: tuple[str, ...]) -> None:
    found = told("--record", str(sample_record), *options)
    assert found.exit_code == 2 and options[0] in found.stderr


def test_a_read_only_record_takes_no_judgements(copied: Path) -> None:
    copied.chmod(0o444)
    found = told("--record", str(copied), "--allow-judgements", "--port", "0")
    assert found.exit_code == 2
    assert "read-only" in found.stderr


def test_the_server_does_not_load_the_parser(sample_record: Path) -> None:
    words = (
        "import sys; from communique.web import Settings, create_app; "
        "create_app(Settings(record=sys.argv[1])); "
        "print([m for m in ('spacy', 'thinc', 'torch') if m in sys.modules])"
    )
    found = subprocess.run(
        [sys.executable, "-c", words, str(sample_record)],
        capture_output=True, text=True, check=True, timeout=WAIT,
    )  # fmt: skip
    assert found.stdout.strip() == "[]"
