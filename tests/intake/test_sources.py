"""Sources: files, folders, globs, standard input, addresses, JSON lines."""

from __future__ import annotations

import io
import json
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

import communique.intake.sources as sources_module
from communique.intake import read_sources
from communique.model import Article, FormatError, Skip

TEXT = "Troops left the town of Kut on Friday, the ministry said."
DATA = Path(__file__).resolve().parents[3] / "shared"


def read(*sources: Path | str, **options: object) -> list[Article | Skip]:
    return list(read_sources([str(s) for s in sources], **options))  # type: ignore[arg-type]


def lines(path: Path, *records: object) -> Path:
    path.write_text("".join(r if isinstance(r, str) else json.dumps(r) + "\n" for r in records))
    return path


def skips(items: list[Article | Skip]) -> list[tuple[str, str]]:
    return [(i.source, i.reason) for i in items if isinstance(i, Skip)]


def test_folder_is_read_recursively_in_order_and_one_bad_file_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("b.txt", "a.txt", "sub/c.txt", ".hidden/x.txt", ".x.txt", "s.css", "README.md"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(TEXT)
    (tmp_path / "aa.txt").write_bytes(b"")
    locked = tmp_path / "ab.txt"
    locked.write_text(TEXT)
    real = Path.read_bytes

    def read_bytes(self: Path) -> bytes:
        if self == locked:
            raise PermissionError(13, "Permission denied", str(self))
        return real(self)

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    found = read(tmp_path)
    assert [Path(i.source).name for i in found] == ["a.txt", "aa.txt", "ab.txt", "b.txt", "c.txt"]
    assert skips(found) == [
        (str(tmp_path / "aa.txt"), "empty file"),
        (str(locked), "permission denied"),
    ]


def test_unreadable_folder_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def walk(top: Path, onerror: object) -> Iterator[tuple[str, list[str], list[str]]]:
        assert callable(onerror)
        onerror(PermissionError(13, "Permission denied", str(top / "locked")))
        yield str(top), [], []

    monkeypatch.setattr(os, "walk", walk)
    assert skips(read(tmp_path)) == [(str(tmp_path / "locked"), "permission denied")]


def test_missing_empty_and_unmatched(tmp_path: Path) -> None:
    assert skips(read(tmp_path / "no.txt", tmp_path, tmp_path / "*.html")) == [
        (str(tmp_path / "no.txt"), "no such file or folder"),
        (str(tmp_path), "no files in this folder"),
        (str(tmp_path / "*.html"), "no file matches"),
    ]
    assert read("a\0b")[0].source == "a\0b"


def test_glob_is_sorted_and_a_file_with_its_name_goes_first(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "[x].txt", "c.html"):
        (tmp_path / name).write_text(TEXT)
    assert [Path(i.source).name for i in read(tmp_path / "?.txt")] == ["a.txt", "b.txt"]
    assert [Path(i.source).name for i in read(tmp_path / "[x].txt")] == ["[x].txt"]


def test_large_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "big.html"
    with path.open("wb") as file:
        file.truncate(60_000_000)
    assert skips(read(path)) == [(str(path), "larger than 50 MB (60.0 MB)")]


def test_json_lines_of_both_kinds(tmp_path: Path) -> None:
    path = lines(
        tmp_path / "x.jsonl",
        {"id": 7, "date": "2019-03-26", "text": TEXT, "unknown": {"a": 1}},
        "\n",
        {
            "maintext": TEXT,
            "title": "Troops leave Kut",
            "date_publish": "2018-12-03 05:00:00",
            "url": "https://a.example/x",
            "source_domain": "a.example",
            "language": "en",
        },
    )
    ours, theirs = read(path)
    assert isinstance(ours, Article) and isinstance(theirs, Article)
    assert (ours.id, ours.page, ours.published, ours.date_basis) == (
        "7",
        "7",
        "2019-03-26",
        "given",
    )
    assert (ours.text, ours.source) == (TEXT, f"{path}:1")
    assert theirs.text == f"Troops leave Kut\n\n{TEXT}"
    assert theirs.source == f"{path}:3"
    assert (theirs.page, theirs.publisher, theirs.published) == (
        "https://a.example/x",
        "a.example",
        "2018-12-03",
    )


def test_bad_lines_name_file_and_line_and_the_rest_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    good = json.dumps({"text": TEXT}).encode()
    path.write_bytes(
        b"\xef\xbb\xbf"
        + b"\n".join(
            [
                good,
                b'{"text": "broken',
                b"[1]",
                b'"words"',
                b"3",
                b"null",
                b"true",
                b'{"title": "none"}',
                b'{"text": "  "}',
                b'{"text": "123"}',
                b'{"text": "caf\xe9"}',
                b"[" * 100_000,
                good,
            ]
        )
    )
    found = read(path)
    assert isinstance(found[0], Article) and isinstance(found[-1], Article)
    reasons = [reason for _, reason in skips(found)]
    assert [source for source, _ in skips(found)] == [f"{path}:{n}" for n in range(2, 13)]
    assert reasons[0].startswith("broken JSON: Unterminated string")
    assert reasons[1:6] == [
        f"not a JSON object but {kind}"
        for kind in ("a list", "a string", "a number", "null", "true or false")
    ]
    assert reasons[6] == reasons[7] == 'no text (neither "text" nor "maintext")'
    assert reasons[8] == "no text (not one letter)"
    assert reasons[9] == "broken UTF-8 at byte 13 of the line (0xe9)"
    assert reasons[10].startswith("broken JSON")


def test_absurd_dates_of_lines_are_left_out_with_a_note(tmp_path: Path) -> None:
    dates = ["1000-01-01", "2999", "yesterday", "2023-02-30", 12, None]
    path = lines(tmp_path / "x.jsonl", *({"text": TEXT, "date": d} for d in dates))
    found = read(path)
    assert all(isinstance(a, Article) and a.published is None for a in found)
    assert all(isinstance(a, Article) and a.date_basis == "none" for a in found)
    assert [len(a.notes) for a in found if isinstance(a, Article)] == [1, 1, 1, 1, 1, 0]


def test_date_argument_overrides_and_is_checked_at_once(tmp_path: Path) -> None:
    path = lines(tmp_path / "x.jsonl", {"text": TEXT, "date": "2019-03-26"})
    (article,) = read(path, date="2020-01-01")
    assert isinstance(article, Article)
    assert (article.published, article.date_basis) == ("2020-01-01", "given")
    with pytest.raises(FormatError, match="yesterday"):
        read_sources([str(path)], date="yesterday")


def test_half_surrogates_and_nul_in_json_do_not_pass(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"text": "He said \\ud800 and \\u0000 and went away to Kabul."}\n')
    (article,) = read(path)
    assert isinstance(article, Article)
    assert article.text == "He said ? and ? and went away to Kabul."


def test_a_line_over_the_limit_is_named_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources_module, "MAX_PAGE_BYTES", 200)
    monkeypatch.setattr("communique.intake.jsonl.MAX_PAGE_BYTES", 200)
    path = lines(
        tmp_path / "x.jsonl", {"text": "a " * 500}, {"text": TEXT}, '{"text": "' + "b" * 900
    )
    found = read(path)
    assert [type(i) for i in found] == [Skip, Article, Skip]
    assert all(reason.startswith("larger than") for _, reason in skips(found))


def test_empty_json_files(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("\n\n")
    (tmp_path / "b.json").write_text("[]")
    (tmp_path / "c.json").write_text("")
    assert [r for _, r in skips(read(tmp_path))] == ["empty file"] * 3


def test_json_files_that_are_no_lines(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"text": TEXT}, indent=1))
    (tmp_path / "b.json").write_text(json.dumps([{"text": TEXT}, 3]))
    lines(tmp_path / "c.json", {"text": TEXT}, {"text": TEXT})
    found = read(tmp_path)
    assert [type(i) for i in found] == [Article, Article, Skip, Article, Article]
    assert skips(found) == [(str(tmp_path / "b.json") + ":2", "not a JSON object")]


def test_standard_input_in_every_form() -> None:
    def stdin(data: bytes) -> list[Article | Skip]:
        return read("-", stdin=io.BytesIO(data))

    (text,) = stdin(TEXT.encode())
    assert isinstance(text, Article) and text.text == TEXT and text.source == "-"
    record = json.dumps({"id": "a", "text": TEXT}).encode() + b"\n"
    assert [i.source for i in stdin(b"\n" + record + record)] == ["-:1", "-:2"]
    assert skips(stdin(b"")) == [("-", "empty file")]
    html = f"<html><body><p>{TEXT} {TEXT}</p><p>{TEXT} They left.</p></body></html>"
    assert isinstance(stdin(html.encode())[0], Article)


def test_standard_input_over_the_limit_and_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources_module, "MAX_PAGE_BYTES", 10)
    assert skips(read("-", stdin=io.BytesIO(b"word " * 5))) == [("-", "larger than 0 MB")]

    class Broken(io.BytesIO):
        def readline(self, size: int | None = -1, /) -> bytes:
            raise OSError(5, "Input/output error")

    assert skips(read("-", stdin=Broken())) == [("-", "input/output error")]


def test_process_standard_input_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stdin:
        buffer = io.BytesIO(TEXT.encode())

    monkeypatch.setattr("sys.stdin", Stdin())
    assert isinstance(read("-")[0], Article)


def test_named_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_bytes(TEXT.encode()))
    writer.start()
    (article,) = read(pipe)
    writer.join()
    assert isinstance(article, Article) and article.text == TEXT


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/missing":
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=iso-8859-1")
        self.end_headers()
        page = (
            f"<html><title>Café closed in Kut</title><p>{TEXT} {TEXT}</p><p>{TEXT} So.</p></html>"
        )
        self.wfile.write(page.encode("latin-1"))

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Handler) as httpd:
        thread = threading.Thread(target=httpd.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{httpd.server_port}"
        httpd.shutdown()
        thread.join()


def test_address(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    article, missing = read(f"{server}/2019/09/08/x", f"{server}/missing")
    assert isinstance(article, Article)
    assert article.text.startswith("Café closed in Kut")
    assert article.url == f"{server}/2019/09/08/x"
    assert (article.published, article.date_basis) == ("2019-09-08", "url")
    assert isinstance(missing, Skip) and missing.reason == "the server answers 404 Not Found"
    monkeypatch.setattr(sources_module, "MAX_PAGE_BYTES", 10)
    assert skips(read(f"{server}/x")) == [(f"{server}/x", "larger than 0 MB")]


def test_address_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    (skip,) = read("http://127.0.0.1:1/x")
    assert isinstance(skip, Skip) and skip.reason.startswith("cannot be fetched: ")
    (skip,) = read("http://[broken/x")
    assert isinstance(skip, Skip) and skip.reason.startswith("cannot be fetched: ")


@pytest.mark.skipif(not DATA.exists(), reason="needs the shared data")
def test_shared_news_all_come_through() -> None:
    found = read(DATA / "news" / "guardian_dev.jsonl")
    assert len(found) == 129
    assert all(isinstance(a, Article) and a.published for a in found)
    assert len({a.id for a in found if isinstance(a, Article)}) == 129


@pytest.mark.skipif(not DATA.exists(), reason="needs the shared data")
def test_shared_seed_keeps_its_offsets() -> None:
    path = DATA / "seed" / "article.txt"
    (article,) = read(path)
    assert isinstance(article, Article)
    assert article.text == path.read_text()
    facts = json.loads((DATA / "seed" / "facts.json").read_text())["facts"]
    assert all(article.text[f["start"] : f["end"]] == f["evidence"] for f in facts)
    assert [s.of(article.text) for s in article.furniture] == [
        "Governance & Politics",
        "Governance & Politics",
        "Latest News",
    ]
    assert (article.published, article.date_basis) == (None, "none")
