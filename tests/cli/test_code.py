"""``communique code``."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from communique.model import claim_schema, load_claim
from communique.pipeline import Coder

URDU = (
    "وزیر خارجہ نے پیر کو کہا کہ پاکستان افغانستان میں امن مذاکرات کی حمایت جاری رکھے گا اور "
    "طالبان کو مذاکرات کی میز پر لانے کے لیے اپنا اثر و رسوخ استعمال کرے گا۔\n"
)
GERMAN = (
    "Der Außenminister sagte am Montag, die Regierung werde die Verhandlungen mit den Rebellen in "
    "der kommenden Woche fortsetzen und keine weiteren Bedingungen stellen.\n"
)


def test_prints_claims_in_form_v1(call, pages):
    result = call("code", pages, "--date", "2020-03-05")
    assert result.exit_code == 0
    assert result.stderr == ""
    lines = result.stdout.splitlines()
    schema = claim_schema()
    for line in lines:
        jsonschema.validate(json.loads(line), schema)
    claims = [load_claim(line) for line in lines]
    assert {"event", "quotation"} <= {c.kind for c in claims}
    assert {c.article.published for c in claims} == {"2020-03-05"}
    asked = [c for c in claims if c.event and c.event.type == "REQUEST"]
    request = next(c for c in asked if c.actors[0].code == "KEN GOV")
    assert request.recipients[0].country == "UGA"


def test_the_same_twice(call, pages):
    assert call("code", pages).stdout == call("code", pages).stdout


def test_plover_holds_events_only(call, pages):
    result = call("code", pages / "kenya.txt", "--date", "2020-03-05", "--format", "plover")
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert records
    first = records[0]
    assert first["event"] == ["REQUEST"]
    assert first["date"] == "2020-03-02"
    assert first["quad_code"] == 3
    assert first["actor"][0]["code"] == "KEN"
    assert first["actor"][0]["sector"] == "GOV"
    assert first["event_text"][0] in pages.joinpath("kenya.txt").read_text(encoding="utf-8")
    assert all(r["has_event"] is True for r in records)


def test_plover_makes_up_no_date(call, pages):
    result = call("code", pages / "nepal.txt", "--format", "plover")
    record = json.loads(result.stdout.splitlines()[0])
    assert "date" not in record
    assert "not said" in record["comment"]


def test_table_is_tab_separated_where_there_is_no_terminal(call, pages):
    result = call("code", pages, "--format", "table")
    head, *rows = result.stdout.splitlines()
    assert head.split("\t")[:4] == ["id", "date", "kind", "type"]
    assert rows
    assert {row.count("\t") for row in rows} == {head.count("\t")}


def test_reads_standard_input(call):
    result = call("code", "-", input=b"Kenya accused Uganda of lying.\n")
    assert result.exit_code == 0
    assert load_claim(result.stdout.splitlines()[0]).event.type == "ACCUSE"


def test_reads_json_lines_with_their_ids(call, tmp_path):
    file = tmp_path / "a.jsonl"
    rows = [{"id": "one", "date": "2020-01-02", "text": "Kenya accused Uganda of lying.", "x": 1}]
    file.write_text("".join(json.dumps(r) + "\n" for r in rows))
    claim = load_claim(call("code", file).stdout.splitlines()[0])
    assert (claim.article.id, claim.article.published) == ("one", "2020-01-02")


# ---- what goes wrong ----


def bad_inputs(folder: Path) -> dict[str, tuple[bytes, str]]:
    """File name → its bytes, and words of the reason."""
    return {
        "empty.html": (b"", "empty"),
        "binary.html": (bytes(range(256)) * 20, ""),
        "broken.txt": (b"Kenya accused Uganda \xff\xfe\x80 of lying.", "UTF-8"),
        "no-article.html": (b"<html><body><nav><a href='/'>Home</a></nav></body></html>", ""),
    }


@pytest.mark.parametrize("name", ["empty.html", "binary.html", "broken.txt", "no-article.html"])
def test_a_bad_input_is_named_and_the_rest_kept(call, pages, name):
    data, reason = bad_inputs(pages)[name]
    bad = pages / name
    bad.write_bytes(data)
    result = call("code", pages)
    assert result.exit_code == 3
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"{bad}: ")
    assert reason in line
    assert "KEN GOV" in result.stdout
    assert "NPL" in result.stdout


def test_a_missing_path_and_a_glob_without_files(call, pages):
    result = call("code", pages / "none.html", pages / "*.pdf", pages / "nepal.txt")
    assert result.exit_code == 3
    first, second = result.stderr.splitlines()
    assert first == f"{pages / 'none.html'}: no such file or folder"
    assert second == f"{pages / '*.pdf'}: no file matches"
    assert "NPL" in result.stdout


def test_a_broken_line_in_the_middle_is_named_by_number(call, tmp_path):
    file = tmp_path / "a.jsonl"
    good = json.dumps({"id": "a", "text": "Kenya accused Uganda of lying."})
    last = json.dumps({"id": "b", "text": "Nepal accused India of lying."})
    file.write_text(f'{good}\n{{"id": "x", "text": \n{last}\n')
    result = call("code", file)
    assert result.exit_code == 3
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"{file}:2: broken JSON")
    assert {load_claim(x).article.id for x in result.stdout.splitlines()} == {"a", "b"}


def test_a_folder_with_a_file_that_cannot_be_read(call, pages):
    # Permissions do not bind root; a link to nowhere binds everybody.
    lost = pages / "lost.txt"
    lost.symlink_to(pages / "nowhere")
    loop = pages / "loop"
    loop.symlink_to(loop)
    result = call("code", pages)
    assert result.exit_code == 3
    assert {line.split(": ")[0] for line in result.stderr.splitlines()} == {str(lost), str(loop)}
    assert "NPL" in result.stdout


@pytest.mark.parametrize(("text", "language"), [(URDU, "ur"), (GERMAN, "de")])
def test_another_language_is_skipped_told_and_no_failure(call, pages, text, language):
    page = pages / "other.txt"
    page.write_text(text, encoding="utf-8")
    result = call("code", pages)
    assert result.exit_code == 0
    assert result.stderr == f"{page}: skipped: language: {language}, not English\n"


def test_an_absurd_date_is_told_and_left_out(call, tmp_path):
    file = tmp_path / "a.jsonl"
    row = {"id": "a", "date": "2999-01-01", "text": "Kenya accused Uganda of lying."}
    file.write_text(json.dumps(row))
    result = call("code", file)
    assert result.exit_code == 0
    assert "2999-01-01" in result.stderr
    assert load_claim(result.stdout.splitlines()[0]).article.published is None


@pytest.mark.parametrize(
    "words",
    [
        ("code",),
        ("code", "x.html", "--format", "xml"),
        ("code", "x.html", "--date", "yesterday"),
        ("code", "x.html", "--date", "2023-02-30"),
        ("code", "x.html", "--parser", "no_such_model"),
        ("code", "x.html", "--nonsense"),
        ("nonsense",),
    ],
)
def test_a_wrong_call(call, words):
    result = call(*words)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Traceback" not in result.stderr


def test_an_article_that_the_coder_fails_on_stops_no_other(call, pages, monkeypatch):
    code = Coder.code

    def broken(self, articles):
        raise IndexError("inside\nthe coder")

    def failing(self, article):
        if "Ghana" in article.text:
            raise IndexError("inside\nthe coder")
        return code(self, article)

    monkeypatch.setattr(Coder, "pipe", broken)
    monkeypatch.setattr(Coder, "code", failing)
    result = call("code", pages)
    assert result.exit_code == 3
    failed = "could not be coded: IndexError: inside the coder"
    assert result.stderr == f"{pages / 'ghana.txt'}: {failed}\n"
    assert "KEN GOV" in result.stdout
