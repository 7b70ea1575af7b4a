"""Which reader codes: ``--model``, ``--parser``, and a second reader beside it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from tests.coding.llm_server import Reply, Server, answer, event

Call = Callable[..., Result]
KEY = "sk-never-shown-0123456789"


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A page with one plain act."""
    file = tmp_path / "kenya.txt"
    file.write_text("Kenya asked Uganda on Monday to send troops.\n", encoding="utf-8")
    return file


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    """Start servers; they end with the test."""
    servers: list[Server] = []

    def start(*replies: Reply) -> Server:
        servers.append(Server(list(replies)))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


class TestModel:
    def test_the_rules_by_name(self, call: Call, page: Path) -> None:
        result = call("code", page, "--model", "rules")
        assert result.exit_code == 0
        assert " rules, en_core_web_sm" in json.loads(result.stdout.splitlines()[0])["coder"]

    def test_a_folder_that_is_no_reader(self, call: Call, page: Path, tmp_path: Path) -> None:
        result = call("code", page, "--model", tmp_path)
        assert result.exit_code == 3
        assert result.stderr.startswith(f"{tmp_path / 'model.onnx'}: not found")

    def test_relations_by_the_rules(self, call: Call, tmp_path: Path) -> None:
        file = tmp_path / "gold.tsv"
        file.write_text(
            "marked_sentence\tgold_root\tgold_penta\n"
            "<s>Kenya</s> accused <t>Sudan</t> of fraud.\tACCUSE\t3\n",
            encoding="utf-8",
        )
        found = json.loads(call("evaluate", "relations", file, "--model", "rules").stdout)
        assert found["root_macro_f1"] == found["root_macro_f1_by_plover_type"] == 1.0
        assert found["coder"].startswith("communique ")


class TestSecondReader:
    def test_every_event_says_who_read_it(
        self, call: Call, page: Path, serve: Callable[..., Server], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("OWN_KEY", KEY)
        server = serve(
            answer(
                event("asked Uganda on Monday"),
                event("send troops", "AID", actor="Uganda", recipient="Kenya", flags=["future"]),
                event("Kenya was refused", "REJECT"),
            )
        )
        result = call(
            "code", page, "--second-reader", server.url, "--second-model", "tiny",
            "--second-key-env", "OWN_KEY", "--second-price", "2", "10", "--model", "rules",
        )  # fmt: skip
        assert result.exit_code == 0
        claims = [json.loads(line) for line in result.stdout.splitlines()]
        found = {(c["event"]["type"], c["agreement"]) for c in claims if c["kind"] == "event"}
        assert {("REQUEST", "both"), ("AID", "second")} <= found
        assert result.stderr.splitlines()[-1] == (
            "second reader tiny: 1 requests (0 again); 100 tokens sent, 20 received; cost 0.0004; "
            "2 events; 1 quotations not in the text dropped"
        )
        assert server.headers[0]["Authorization"] == f"Bearer {KEY}"
        assert KEY not in result.output

    def test_a_reader_that_fails_is_told_and_the_first_stands(
        self, call: Call, page: Path, serve: Callable[..., Server]
    ) -> None:
        server = serve((403, "no"))
        result = call("code", page, "--second-reader", server.url, "--second-model", "tiny")
        assert result.exit_code == 3
        assert f"{page}: second reader: HTTP 403 Forbidden" in result.stderr
        (claim, *_) = [json.loads(line) for line in result.stdout.splitlines()]
        assert claim["kind"] == "event" and "agreement" not in claim

    def test_both_options_or_none(self, call: Call, page: Path) -> None:
        result = call("code", page, "--second-reader", "http://127.0.0.1:9/v1")
        assert result.exit_code == 2
        assert "go together" in result.stderr
