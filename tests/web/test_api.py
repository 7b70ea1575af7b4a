"""Addresses: twins, filters, paging, links, and what a client may keep."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from starlette.responses import Response
from starlette.testclient import TestClient

from communique.record import open_record
from communique.record.views import ClaimFilter, EventFilter, Views
from communique.web.app import found_pages
from communique.web.errors import WebError
from communique.web.filters import Links, parameters, parse, word
from communique.web.keeping import Kept, Stamp
from communique.web.pages.review import ReviewFilter
from communique.web.respond import _cell

BROWSER = {"accept": "text/html"}
PAGES = sorted(found_pages(), key=lambda page: page.path)
LISTS = [page for page in PAGES if page.rows is not None and "{" not in page.path]
PLAIN = [
    page
    for page in PAGES
    if "{" not in page.path
    and not any(p.required for p in parameters(page.filters, paged=False, sorts=()))
]


@pytest.mark.parametrize("page", PLAIN, ids=lambda page: page.path)
def test_every_page_has_its_twins(reader: TestClient, page: Any) -> None:
    html = reader.get(page.path, headers=BROWSER)
    assert html.status_code == 200, html.text
    assert html.headers["content-type"] == "text/html; charset=utf-8"
    found = reader.get(page.address("json"))
    assert found.status_code == 200
    assert found.headers["content-type"] == "application/json"
    msgspec.json.decode(found.content, type=page.answer)
    if page.rows is not None:
        table = reader.get(page.address("csv"))
        assert table.status_code == 200
        assert table.headers["content-type"] == "text/csv; charset=utf-8"
        rows = list(csv.reader(io.StringIO(table.text)))
        assert rows[0] == list(page.columns)
        assert {len(row) for row in rows} == {len(page.columns)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
def test_every_page_says_what_it_is(page: Any) -> None:
    assert page.summary.endswith(".")
    assert all(p.description for p in parameters(page.filters, paged=page.paged, sorts=page.sorts))


@pytest.mark.parametrize("page", [page for page in LISTS if page.paged], ids=lambda page: page.path)
def test_paging_by_key_shows_every_row_once(reader: TestClient, page: Any) -> None:
    def ids(answer: Any) -> list[str]:
        body = answer.json()
        items = (body.get("page") or body)["items"]
        return [msgspec.json.encode(item).decode() for item in items]

    whole = ids(reader.get(page.address("json"), params={"size": 500}))
    size = max(1, len(whole) // 5)
    there: list[str] = []
    address: str | None = f"{page.address('json')}?size={size}"
    last = None
    while address is not None:
        answer = reader.get(address)
        there += ids(answer)
        last = answer
        address = answer.links.get("next", {}).get("url")
    assert there == whole
    assert last is not None
    back: list[str] = ids(last)
    while "prev" in last.links:
        last = reader.get(last.links["prev"]["url"])
        back = ids(last) + back
    assert back == whole


def test_filters_are_those_of_the_command_line() -> None:
    assert {word(f) for f in EventFilter.__struct_fields__} >= {
        "type", "mode", "actor", "recipient", "party", "since", "until", "attributed-to",
    }  # fmt: skip
    assert {word(f) for f in ClaimFilter.__struct_fields__} >= {
        "kind", "type", "mode", "source", "party", "article", "since", "until", "search",
    }  # fmt: skip


def test_a_filter_narrows_what_every_twin_shows(reader: TestClient) -> None:
    every = reader.get("/events.json?size=500").json()["page"]["items"]
    some = reader.get("/events.json?size=500&type=request").json()["page"]["items"]
    assert 0 < len(some) < len(every)
    assert [e for e in every if e["type"] == "REQUEST"] == some
    table = csv.DictReader(io.StringIO(reader.get("/events.csv?size=500&type=REQUEST").text))
    assert [row["id"] for row in table] == [e["id"] for e in some]
    page = reader.get("/events?size=500&type=REQUEST", headers=BROWSER).text
    assert all(e["id"] in page for e in some)
    assert not any(e["id"] in page for e in every if e["type"] != "REQUEST")


def test_values_are_read_in_their_types() -> None:
    given = [("negated", "True"), ("min-confidence", "0.5"), ("type", "aid"), ("actor", "usa gov")]
    found, _ = parse(given, ReviewFilter)
    assert (found.negated, found.min_confidence) == (True, 0.5)
    assert (found.type, found.actor) == ("AID", "USA GOV")
    found, paging = parse([("type", ""), ("size", "7")], EventFilter, paged=True, form=True)
    assert found == EventFilter() and paging.size == 7
    with pytest.raises(WebError, match="no type ''"):
        parse([("type", "")], EventFilter)
    with pytest.raises(WebError, match="no parameter 'min_confidence'"):
        parse([("min_confidence", "0.5")], ReviewFilter)


def test_an_address_is_the_same_however_it_was_put_together() -> None:
    links = Links("/p", "/events", [("type", "AID"), ("actor", "USA GOV"), ("after", "k")])
    assert links.here() == "/p/events?actor=USA+GOV&after=k&type=AID"
    assert links.with_(recipient="PAK") == "/p/events?actor=USA+GOV&recipient=PAK&type=AID"
    assert links.with_(attributed_to="PAK", type=None, actor="") == "/p/events?attributed-to=PAK"
    assert links.without("type") == "/p/events?actor=USA+GOV"
    assert links.twin("csv") == "/p/events.csv?actor=USA+GOV&after=k&type=AID"
    assert links.to("/map", all=True) == "/p/map?all=true"
    assert links.at("articles", "a/b?c#d é") == "/p/articles/a%2Fb%3Fc%23d%20%C3%A9"
    assert Links("", "/", []).twin("json") == "/home.json"


def test_an_etag_saves_the_body(reader: TestClient) -> None:
    for address in ("/events.json", "/events", "/events.csv", "/openapi.json"):
        first = reader.get(address, headers=BROWSER)
        tag = first.headers["etag"]
        again = reader.get(address, headers={**BROWSER, "if-none-match": f'"x", {tag}'})
        assert again.status_code == 304 and again.content == b""
        assert again.headers["etag"] == tag
        other = reader.get(address, headers={**BROWSER, "if-none-match": '"x"'})
        assert other.status_code == 200


def test_an_etag_changes_with_what_is_shown(judging: TestClient) -> None:
    address = "/judgements.json"
    tag = judging.get(address).headers["etag"]
    claim = judging.get("/review.json").json()["claim"]["id"]
    bearer = {"authorization": "Bearer open sesame"}
    body = {"target": claim, "action": "accept", "who": "bo"}
    assert judging.post("/judgements.json", json=body, headers=bearer).status_code == 201
    answer = judging.get(address, headers={"if-none-match": tag})
    assert answer.status_code == 200 and answer.headers["etag"] != tag


def test_what_is_kept_is_never_old(room: Callable[..., TestClient], copied: Path) -> None:
    here = room(copied)
    first = here.get("/judgements.json")
    assert first.json()["page"]["total"] == 0
    assert here.get("/judgements.json").content == first.content
    claim = here.get("/review.json").json()["claim"]["id"]
    for number in (1, 2):
        with open_record(str(copied)) as record:
            record.judge(claim, "accept", who=f"another program {number}")
        then = here.get("/judgements.json", headers={"if-none-match": first.headers["etag"]})
        assert then.status_code == 200 and then.json()["page"]["total"] == number


def test_what_has_not_changed_is_not_made_again(
    reader: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = reader.get("/events.json?size=3")
    made: list[None] = []
    real = Views.events

    def counted(self: Views, *args: Any, **more: Any) -> Any:
        made.append(None)
        return real(self, *args, **more)

    monkeypatch.setattr(Views, "events", counted)
    assert reader.get("/events.json?size=3").content == first.content
    tag = {"if-none-match": first.headers["etag"]}
    assert reader.get("/events.json?size=3", headers=tag).status_code == 304
    assert not made
    assert reader.get("/events.json?size=4").content != first.content
    assert made, "another address is another answer"


def test_only_so_much_is_kept() -> None:
    kept = Kept()
    for number in range(100):
        kept.put(str(number), Response(b"x" * 1024 * 1024))
    assert kept.get("0") is None and kept.get("99") is not None
    assert sum(kept.get(str(n)) is not None for n in range(100)) == 24
    kept.put("large", Response(b"x" * (1024 * 1024 + 1)))
    kept.put("wrong", Response(b"x", 500))
    assert kept.get("large") is None and kept.get("wrong") is None


def test_a_server_tells_no_stamp() -> None:
    assert Stamp("postgresql://somebody@nowhere/record").now() is None


def test_large_answers_are_compressed(reader: TestClient) -> None:
    with reader.stream("GET", "/events.json", headers={"accept-encoding": "gzip"}) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert "accept-encoding" in answer.headers["vary"].lower()
    plain = reader.get("/events.json", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert gzip.decompress(raw) == plain.content
    assert len(raw) < len(plain.content) / 2


def test_static_files_are_kept_by_their_stamp(reader: TestClient) -> None:
    page = reader.get("/review", headers=BROWSER).text
    address = page.partition('href="/static/review.css')[2].partition('"')[0]
    stamped = reader.get(f"/static/review.css{address}")
    assert stamped.status_code == 200
    assert "immutable" in stamped.headers["cache-control"]
    assert reader.get("/static/review.css").headers["cache-control"] == "no-cache"
    for outside in ("/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py"):
        assert reader.get(outside).status_code == 404


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+1", "'+1"),
        ("@a", "'@a"),
        ("-x", "'-x"),
        (-5, "-5"),
        (None, ""),
        (True, "true"),
        (("a", "b"), "a; b"),
        ("plain", "plain"),
    ],
)
def test_no_cell_is_a_formula(value: Any, cell: str) -> None:
    assert _cell(value) == cell


def test_many_readers_at_once(room: Callable[..., TestClient]) -> None:
    from concurrent.futures import ThreadPoolExecutor

    here = room(readers=8, rate_limit=0)
    addresses = ["/events.json?size=20", "/review.json", "/judgements.json"] * 20
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda a: here.get(a), addresses))
    assert {a.status_code for a in answers} == {200}
    assert len({a.content for a in answers}) == 3
