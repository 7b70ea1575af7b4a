"""``evaluate``, ``actors``, and the command line as a program."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time

import pytest

import communique

PROGRAM = [sys.executable, "-m", "communique"]


def scores(result):
    """The one JSON object."""
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_evaluate_relations(call, tmp_path):
    file = tmp_path / "r.tsv"
    rows = [
        "<s>Kenya</s> accused <t>Uganda</t> of lying .\tACCUSE\t3",
        "<s>Nepal</s> rejected the demand of <t>India</t> .\tREJECT\t3",
    ]
    file.write_text("\n".join(["marked_sentence\tgold_root\tgold_penta", *rows]) + "\n")
    found = scores(call("evaluate", "relations", file))
    promised = "n root_macro_f1 root_accuracy quad_macro_f1 binary_macro_f1 per_type"
    assert {*promised.split(), "sentences_per_second", "seconds", "coder"} <= set(found)
    assert found["n"] == 2


def test_evaluate_events(call, tmp_path):
    file = tmp_path / "e.json"
    record = {
        "id": "1",
        "event": "ACCUSE",
        "text": "Kenya accused Uganda of lying.",
        "source": [{"code": "KEN"}],
        "target": [{"code": "UGA"}],
    }
    file.write_text(json.dumps([record]))
    found = scores(call("evaluate", "events", file))
    assert {"n", "seconds", "coder", "actor_code_accuracy", "recipient_code_accuracy"} <= set(found)


def test_evaluate_stories(call, tmp_path):
    file = tmp_path / "s.jsonl"
    story = {"text": "Kenya accused Uganda of lying. It was on Monday.", "label": "ACCUSE"}
    file.write_text(f"{json.dumps(story)}\n" * 3)
    found = scores(call("evaluate", "stories", file, "--limit", "2"))
    assert (found["n"], found["label_among_types"]) == (2, 1.0)
    assert {"mean_types", "macro_f1", "seconds", "coder"} <= set(found)


def facts_file(folder, **change):
    """A facts file of one fact, with its page beside it."""
    (folder / "page.txt").write_text("Kenya accused Uganda of lying.\n")
    fact = {
        "id": "f",
        "kind": "event",
        "event_type": "ACCUSE",
        "start": 0,
        "end": 30,
        "actor": "KEN",
    }
    file = folder / "facts.json"
    file.write_text(json.dumps({"article": "page.txt", "facts": [fact], **change}))
    return file


def test_evaluate_facts(call, tmp_path):
    found = scores(call("evaluate", "facts", facts_file(tmp_path), "--date", "2020-01-02"))
    assert (found["found"], found["missed"], found["wrong"]) == (["f"], [], [])
    assert found["claims_without_fact"] == []
    assert {"n", "seconds", "coder"} <= set(found)


def test_evaluate_gold(call, tmp_path):
    file = tmp_path / "g.jsonl"
    row = {"id": "g", "text": "Kenya accused Uganda of lying.", "events": []}
    file.write_text(json.dumps(row) + "\n")
    assert scores(call("evaluate", "gold", file))["n"] == 1


@pytest.mark.parametrize(("ok", "code"), [(True, 0), (False, 1)])
def test_evaluate_gate(call, tmp_path, monkeypatch, ok, code):
    asked = {}

    def measure(folder, **options):
        asked.update(options, folder=folder)
        return {"ok": ok, "problems": []}

    monkeypatch.setattr("communique.evaluation.gate.gate", measure)
    result = call("evaluate", "gate", tmp_path, "--update", "--lower", "--reason", "a test")
    assert result.exit_code == code
    assert json.loads(result.stdout)["ok"] is ok
    assert (asked["folder"], asked["update"], asked["slow"]) == (tmp_path, True, False)
    assert (asked["lower"], asked["reason"]) == (True, "a test")


@pytest.mark.parametrize("what", ["relations", "events", "stories", "facts", "gold"])
def test_evaluate_names_a_file_that_is_none(call, tmp_path, what):
    file = tmp_path / "broken"
    file.write_text("{no gold\n")
    result = call("evaluate", what, file)
    assert result.exit_code == 3
    (line,) = result.stderr.splitlines()
    assert line.startswith(str(file))
    missing = call("evaluate", what, tmp_path / "missing")
    assert missing.exit_code == 2
    assert "does not exist" in missing.stderr


def test_evaluate_facts_needs_the_page(call, tmp_path):
    result = call("evaluate", "facts", facts_file(tmp_path, article="missing.txt"))
    assert result.exit_code == 3
    assert result.stderr == f"{tmp_path / 'missing.txt'}: No such file or directory\n"
    result = call("evaluate", "facts", facts_file(tmp_path), "--date", "2020-13-01")
    assert result.exit_code == 2


# ---- actors ----


def test_actors_resolve(call):
    words = ("--country", "pak", "--date", "2018-12-03")
    result = call("actors", "resolve", "the foreign minister", "Uganda", *words)
    head, minister, uganda = (line.split("\t") for line in result.stdout.splitlines())
    assert head[:3] == ["words", "code", "name"]
    assert minister[:2] == ["the foreign minister", "PAK GOV"]
    assert uganda[1] == "UGA"
    as_json = call("actors", "resolve", "the foreign minister", *words, "--format", "json")
    (found,) = json.loads(as_json.stdout)
    assert (found["text"], found["code"]) == ("the foreign minister", "PAK GOV")


def test_actors_resolve_says_why_not(call):
    result = call("actors", "resolve", "Xyzzy Plugh", "--format", "csv")
    assert result.exit_code == 0
    assert "no actor named" in result.stdout
    assert call("actors", "resolve").exit_code == 2
    assert call("actors", "resolve", "Uganda", "--date", "then").exit_code == 2


# ---- the program ----


def program(*words, **settings):
    """Run it as another process."""
    return subprocess.run(
        [*PROGRAM, *map(str, words)], capture_output=True, text=True, check=False, **settings
    )


def test_help_and_version():
    assert program("--version").stdout == f"communique, version {communique.__version__}\n"
    answer = program("--help")
    assert answer.returncode == 0
    assert "Exit codes" in answer.stdout
    assert program("-h").stdout == answer.stdout


def test_help_loads_nothing_heavy():
    script = (
        "import sys; from communique.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'spacy', 'sqlalchemy', 'rich.console', 'trafilatura', 'yaml', 'lxml', 'numpy'}\n"
        "sys.exit(str(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_nobody_reads_any_more(made):
    first = subprocess.Popen(
        [*PROGRAM, "claims", "--record", made], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    first.stdout.close()  # before anything is written
    error = first.stderr.read()
    first.stderr.close()
    assert first.wait(60) == 141
    assert error == b""


def test_a_real_interrupt(tmp_path):
    rows = tmp_path / "a.jsonl"
    text = "Kenya accused Uganda of lying. " * 5
    rows.write_text("".join(f'{{"id": "a{n}", "text": "{text}"}}\n' for n in range(2000)))
    where = tmp_path / "r.db"
    reading = subprocess.Popen(
        [*PROGRAM, "read", rows, "--record", where], stderr=subprocess.PIPE, text=True
    )
    until = time.monotonic() + 60
    while not kept(where) and reading.poll() is None and time.monotonic() < until:
        time.sleep(0.1)
    reading.send_signal(signal.SIGINT)
    error = reading.stderr.read()
    reading.stderr.close()
    assert error == "interrupted; what was kept before is safe\n"
    assert reading.wait(60) == 130
    assert 0 < kept(where) < 2000


def kept(where):
    """How many articles the record has by now."""
    from communique.record import RecordError, open_record

    try:
        with open_record(str(where), readonly=True) as record:
            return record.stats().articles
    except RecordError:
        return 0


def test_a_table_is_drawn_on_a_terminal(made):
    ours, theirs = pty.openpty()
    settings = {**os.environ, "COLUMNS": "160", "TERM": "xterm"}
    words = [*PROGRAM, "events", "--record", str(made)]
    done = subprocess.Popen(words, stdout=theirs, stderr=subprocess.DEVNULL, env=settings)
    os.close(theirs)
    drawn = b""
    while True:
        try:
            piece = os.read(ours, 4096)
        except OSError:  # how a terminal says that it is over
            break
        if not piece:
            break
        drawn += piece
    os.close(ours)
    assert done.wait(60) == 0
    assert "───" in drawn.decode()
    assert b"\t" not in drawn
