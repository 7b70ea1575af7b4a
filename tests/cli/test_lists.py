"""The commands that list, show and verify."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sqlite3

import jsonschema
import pytest

from communique.model import claim_schema, load_claim

LISTS = ("claims", "events", "ledger", "revisions")


def ids(result) -> list[str]:
    """The ids of a tab-separated answer."""
    assert result.exit_code == 0, result.stderr
    return [line.split("\t")[0] for line in result.stdout.splitlines()[1:]]


@pytest.mark.parametrize("command", LISTS)
def test_the_forms_agree(call, made, command):
    plain = ids(call(command, "--record", made))
    things = json.loads(call(command, "--record", made, "--format", "json").stdout)
    rows = list(
        csv.DictReader(io.StringIO(call(command, "--record", made, "--format", "csv").stdout))
    )
    assert plain
    assert [t["id"] for t in things] == plain
    assert [r["id"] for r in rows] == plain
    assert all(None not in row and None not in row.values() for row in rows)


def test_claims_as_json_are_form_v1(call, made):
    for thing in json.loads(call("claims", "--record", made, "--format", "json").stdout):
        jsonschema.validate(thing, claim_schema())
        assert load_claim(json.dumps(thing)).id == thing["id"]


@pytest.mark.parametrize("command", LISTS)
def test_nothing_fits(call, made, command):
    words = ("--page", "none") if command == "revisions" else ("--until", "1950")
    assert ids(call(command, "--record", made, *words)) == []
    assert json.loads(call(command, "--record", made, *words, "--format", "json").stdout) == []
    head = call(command, "--record", made, *words, "--format", "csv").stdout
    assert head.startswith("id,")


@pytest.mark.parametrize("command", LISTS)
def test_limit(call, made, command):
    everything = ids(call(command, "--record", made))
    assert ids(call(command, "--record", made, "--limit", "1")) == everything[:1]


def cells(call, made, command, *words):
    """The rows of an answer."""
    result = call(command, "--record", made, *words, "--format", "csv")
    assert result.exit_code == 0, result.stderr
    return list(csv.DictReader(io.StringIO(result.stdout)))


def test_filters_of_claims(call, made):
    assert {r["kind"] for r in cells(call, made, "claims", "--kind", "quotation")} == {"quotation"}
    assert {r["type"] for r in cells(call, made, "claims", "--type", "request")} == {"REQUEST"}
    assert {r["actor"] for r in cells(call, made, "claims", "--actor", "KEN")} == {"KEN GOV"}
    assert all("MLI" in r["recipient"] for r in cells(call, made, "claims", "--recipient", "mli"))
    requests = cells(call, made, "claims", "--type", "REQUEST")
    mode = requests[0]["modes"].split("; ")[0]
    assert all(mode in r["modes"] for r in cells(call, made, "claims", "--mode", mode))
    article = requests[0]["article"]
    assert {r["article"] for r in cells(call, made, "claims", "--article", article)} == {article}
    monday = cells(call, made, "claims", "--since", "2020-03-02", "--until", "2020-03-02")
    assert monday
    assert {r["date"] for r in monday} <= {"2020-03-02"}


def test_filters_of_events_and_ledger(call, made):
    article = cells(call, made, "claims", "--actor", "GHA")[0]["article"]
    for command in ("events", "ledger", "revisions"):
        everything = {r["id"] for r in cells(call, made, command)}
        part = {r["id"] for r in cells(call, made, command, "--article", article)}
        assert part < everything
    assert all("GHA" in r["actors"] for r in cells(call, made, "events", "--actor", "GHA"))
    promises = cells(call, made, "ledger", "--kind", "promise", "--actor", "GHA")
    assert [p["to"] for p in promises] == ["MLI"]
    assert all(r["status"] == "open" for r in cells(call, made, "ledger", "--status", "open"))
    assert {r["basis"] for r in cells(call, made, "revisions", "--basis", "reported")} == {
        "reported"
    }
    assert cells(call, made, "revisions", "--basis", "seen") == []


@pytest.mark.parametrize(
    "words",
    [
        ("claims", "--type", "HUG"),
        ("claims", "--since", "soon"),
        ("claims", "--limit", "0"),
        ("events", "--article", "none"),
        ("ledger", "--kind", "gift"),
        ("show", "c0"),
        ("claims", "--format", "xml"),
    ],
)
def test_a_wrong_call(call, made, words):
    result = call(*words, "--record", made)
    assert result.exit_code == 2
    assert result.stdout in (
        "",
        "id\tdate\tkind\ttype\tactor\trecipient\taccording to\tflags\twords\n",
    )


@pytest.mark.parametrize("command", [*LISTS, "verify", "show"])
def test_a_record_is_asked_for(call, command):
    assert call(command).exit_code == 2


# ---- show ----


def test_shows_a_claim_in_its_sentence(call, made):
    wanted = next(
        r for r in cells(call, made, "claims", "--type", "REQUEST") if "KEN" in r["actor"]
    )
    text = call("show", wanted["id"], "--record", made).stdout
    assert f"[[{wanted['words']}" in text
    assert "the page itself says so" in text
    assert "“Kenya's foreign minister” = KEN GOV" in text
    assert "2020-03-02" in text
    assert text.splitlines()[0].endswith(wanted["id"])


def test_shows_the_chain_as_a_sentence_and_the_cues(call, made):
    sourced = next(r for r in cells(call, made, "claims", "--actor", "SDN") if r["according to"])
    text = call("show", sourced["id"], "--record", made).stdout
    assert "the page says that diplomats say" in text or "diplomats says so" in text
    assert "“may”" in text


@pytest.mark.parametrize("command", LISTS)
def test_shows_everything_that_is_listed(call, made, command):
    for id_ in ids(call(command, "--record", made)):
        result = call("show", id_, "--record", made)
        assert result.exit_code == 0
        assert id_ in result.stdout
        assert (
            json.loads(call("show", id_, "--record", made, "--format", "json").stdout)["id"] == id_
        )


def test_shows_an_article_with_its_claims(call, made):
    rows = cells(call, made, "claims", "--actor", "GHA")
    text = call("show", rows[0]["article"], "--record", made).stdout
    assert all(r["id"] in text for r in rows)


# ---- verify ----


def test_verify_finds_everything(call, made):
    result = call("verify", "--record", made)
    assert result.stdout == ""
    assert "nothing lost" in result.stderr
    assert result.exit_code == 0
    assert json.loads(call("verify", "--record", made, "--format", "json").stdout) == []


def test_verify_names_what_is_lost(call, made, tmp_path):
    where = tmp_path / "r.db"
    shutil.copy(made, where)
    with sqlite3.connect(where) as connection:
        connection.execute("update articles set text = replace(text, 'Uganda', 'Rwanda')")
    connection.close()
    result = call("verify", "--record", where)
    assert result.exit_code == 1
    head, *rows = result.stdout.splitlines()
    assert head == "what\tid\treason"
    lost = {row.split("\t")[1] for row in rows}
    assert lost & set(ids(call("claims", "--record", where, "--recipient", "UGA")))
