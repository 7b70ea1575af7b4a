"""Form v1: what goes out comes back, and says so in its schema."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from communique.model import (
    Article,
    Claim,
    Evidence,
    FormatError,
    claim_schema,
    dump_claim,
    load_claim,
    make_claim,
)

many = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
VALIDATOR = jsonschema.Draft202012Validator(claim_schema())
SMALL = {"id": "c1", "kind": "quotation", "article": {"id": "a1"}, "evidence": [
    {"start": 0, "end": 2, "quote": "Hi"}]}  # fmt: skip


@many
@given(data=st.data())
def test_round_trip(any_claim: st.SearchStrategy[Claim], data: st.DataObject) -> None:
    claim = data.draw(any_claim)
    line = dump_claim(claim)
    assert load_claim(line) == claim
    assert load_claim(line.decode()) == claim
    assert dump_claim(load_claim(line)) == line


@many
@given(data=st.data())
def test_one_line_of_utf8(any_claim: st.SearchStrategy[Claim], data: st.DataObject) -> None:
    line = dump_claim(data.draw(any_claim))
    assert b"\n" not in line and b"\r" not in line
    assert isinstance(json.loads(line.decode("utf-8")), dict)


@many
@given(data=st.data())
def test_every_claim_fits_the_schema(
    any_claim: st.SearchStrategy[Claim], data: st.DataObject
) -> None:
    VALIDATOR.validate(json.loads(dump_claim(data.draw(any_claim))))


def test_schema_is_a_schema_and_says_which() -> None:
    jsonschema.Draft202012Validator.check_schema(claim_schema())
    assert claim_schema()["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert "v1" in claim_schema()["title"]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("kind",), "rumour"),
        (("article",), "a1"),
        (("evidence", 0, "start"), "zero"),
        (("factuality",), {"certainty": "sure"}),
        (("attribution",), [{"text": "x", "start": 0, "end": 1, "stance": "sings"}]),
        (("actors",), [{"text": "x", "start": 0}]),
        (("confidence",), "high"),
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(path: tuple[Any, ...], value: Any) -> None:
    record: Any = json.loads(json.dumps(SMALL))
    VALIDATOR.validate(record)
    at = record
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    assert not VALIDATOR.is_valid(record)
    with pytest.raises(FormatError, match="form v1"):
        load_claim(json.dumps(record))


@pytest.mark.parametrize(
    "line",
    [
        "",
        "{",
        "[]",
        "null",
        b"\xff\xfe",
        '{"id": "c1"}',
        json.dumps({**SMALL, "evidence": []}),
        json.dumps({**SMALL, "kind": "event"}),
        json.dumps({**SMALL, "kind": "revision"}),
        json.dumps({**SMALL, "actors": [{"text": "x", "start": 0, "end": 1}]}),
        json.dumps(
            {**SMALL, "actors": [{"text": "x", "start": 0, "end": 1, "status": "resolved"}]}
        ),
        json.dumps({**SMALL, "attribution": [{"text": "x", "start": 0, "end": 1, "code": "USA"}]}),
        json.dumps({**SMALL, "attribution": [{"text": "x", "start": 0, "end": 1}]}),
    ],
)
def test_what_is_no_claim(line: bytes | str) -> None:
    with pytest.raises(FormatError, match="not a claim in form v1"):
        load_claim(line)


def test_what_is_left_out_takes_its_default() -> None:
    claim = load_claim(json.dumps(SMALL))
    assert claim.factuality.certainty == "certain" and claim.when.basis == "none"
    assert claim.attribution == () and claim.revision is None


def test_unknown_keys_of_a_later_form_are_read_over() -> None:
    assert load_claim(json.dumps({**SMALL, "mood": "sour"})) == load_claim(json.dumps(SMALL))


def test_the_promised_keys_in_their_order() -> None:
    claim = make_claim(
        kind="quotation", article=Article.make("Hi").ref, evidence=(Evidence(0, 2, "Hi"),)
    )
    assert (
        list(json.loads(dump_claim(claim)))
        == (
            "id kind article evidence event actors recipients third_parties attribution factuality "
            "when where amounts revision confidence coder"
        ).split()
    )


def test_real_output_fits_the_schema(
    sample_claims: tuple[tuple[Article, tuple[Claim, ...]], ...],
) -> None:
    found = [c for _, claims in sample_claims for c in claims]
    assert len(found) > 100
    assert {c.kind for c in found} == {
        "event", "quotation", "assertion", "revision", "journey"
    }  # fmt: skip
    for claim in found:
        line = dump_claim(claim)
        VALIDATOR.validate(json.loads(line))
        assert load_claim(line) == claim
