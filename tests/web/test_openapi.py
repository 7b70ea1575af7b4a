"""The API's description is right: every address is in it, and answers keep what it promises."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings, strategies
from hypothesis.errors import Unsatisfiable
from jsonschema import Draft202012Validator
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance
from starlette.testclient import TestClient

from communique.web import Settings, create_app
from communique.web.app import found_pages

EXAMPLES = 3
"""Requests for each operation."""
schemathesis.openapi.format("words", strategies.from_regex(r"\A[a-z]{1,9}( [a-z0-9]{1,9})?\Z"))
ERROR = "#/components/schemas/ErrorAnswer"


@pytest.fixture
def described(reader: TestClient) -> dict[str, Any]:
    answer = reader.get("/openapi.json")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def test_every_page_is_described(described: dict[str, Any]) -> None:
    for page in found_pages():
        for form in page.forms:
            path = page.address(form).replace(":path}", "}")
            assert (path in described["paths"]) == (form != "html"), path
    assert {"/healthz", "/metrics", "/judgements.json"} <= set(described["paths"])


def test_errors_have_one_shape(described: dict[str, Any]) -> None:
    for methods in described["paths"].values():
        for operation in methods.values():
            for status, answer in operation["responses"].items():
                if int(status) >= 400:
                    assert answer["content"]["application/json"]["schema"] == {"$ref": ERROR}


def test_the_schemas_are_schemas(described: dict[str, Any]) -> None:
    for name, schema in described["components"]["schemas"].items():
        Draft202012Validator.check_schema(schema)
        assert schema.get("description") or schema.get("title"), name


def test_answers_fit_their_schemas(reader: TestClient, described: dict[str, Any]) -> None:
    checked = 0
    for path, methods in described["paths"].items():
        if "get" not in methods or "{" in path or not path.endswith(".json"):
            continue
        if any(p["required"] for p in methods["get"].get("parameters", ())):
            continue
        schema = methods["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        whole = {**schema, "components": described["components"]}
        Draft202012Validator(whole).validate(reader.get(path).json())
        checked += 1
    assert checked >= 3


def test_a_described_judgement_is_taken(judging: TestClient, described: dict[str, Any]) -> None:
    operation = described["paths"]["/judgements.json"]["post"]
    assert operation["security"] == [{"token": []}]
    claim = judging.get("/review.json").json()["claim"]["id"]
    body = {"target": claim, "action": "accept", "who": "bo"}
    answer = judging.post(
        "/judgements.json", json=body, headers={"authorization": "Bearer open sesame"}
    )
    assert answer.status_code == 201
    schema = operation["responses"]["201"]["content"]["application/json"]["schema"]
    whole = {**schema, "components": described["components"]}
    Draft202012Validator(whole).validate(answer.json())


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_schemathesis_finds_nothing(copied: Path, mode: GenerationMode) -> None:
    """A short run over every operation; ``bench/bench_room.py fuzz`` runs for minutes."""
    app = create_app(
        Settings(
            record=str(copied),
            readers=2,
            rate_limit=0,
            host_names=("testserver",),
            allow_judgements=True,
            token="open sesame",
        )
    )
    with TestClient(app, base_url="http://127.0.0.1"):
        schema = schemathesis.openapi.from_asgi("/openapi.json", app)
        for found in schema.get_all_operations():
            operation = found.ok()
            cases = operation.as_strategy(generation_mode=mode)

            @settings(
                max_examples=EXAMPLES,
                phases=[Phase.generate],
                database=None,
                derandomize=True,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            )
            @given(case=cases)
            def check(case: Any) -> None:
                # A key comes out of the page before; one that is made up may be refused.
                made_up = {"after", "before"} & set(case.query or ())
                case.call_and_validate(excluded_checks=[positive_data_acceptance] * bool(made_up))

            try:
                check()
            except Unsatisfiable:
                assert mode is GenerationMode.NEGATIVE, "what takes nothing cannot be given wrong"
