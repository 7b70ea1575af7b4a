"""Who is let in, under which name, and what every answer carries."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from communique.web.access import SESSION_SECONDS, Access, Buckets

TOKEN = "open sesame"
Room = Callable[..., TestClient]


@pytest.mark.parametrize("address", ["/events", "/events.json", "/nothing", "/static/room.css"])
def test_every_answer_is_strict(reader: TestClient, address: str) -> None:
    headers = reader.get(address).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert not {"unsafe-inline", "unsafe-eval", "http:", "https:", "*"} & set(
        headers["content-security-policy"].replace("'", "").replace(";", "").split()
    )
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("127.0.0.1:8000", 200),
        ("localhost", 200),
        ("[::1]:8000", 200),
        ("room.example:443", 200),
        ("ROOM.example", 200),
        ("evil.example", 400),
        ("127.0.0.1.evil.example", 400),
        ("", 400),
    ],
)
def test_only_our_own_names(room: Room, name: str, status: int) -> None:
    here = room(host_names=("room.example",))
    answer = here.get("/events.json", headers={"host": name})
    assert answer.status_code == status
    if status == 400:
        assert answer.json()["error"]["where"] == "host"
        assert "content-security-policy" in answer.headers


def test_forwarded_headers_only_from_trusted_hosts(room: Room) -> None:
    forwarded = {
        "x-forwarded-host": "room.example",
        "x-forwarded-proto": "https",
        "x-forwarded-for": "9.9.9.9, 1.1.1.1",
    }
    names = ("room.example",)
    trusting = room(host_names=names, trusted_hosts=("1.1.1.0/24",), rate_limit=1)
    plain = room(host_names=names, rate_limit=1)
    # A host that is not ours, said by a proxy or by anybody.
    evil = {**forwarded, "x-forwarded-host": "evil.example"}
    assert trusting.get("/events.json", headers=evil).status_code == 400
    assert plain.get("/events.json", headers=evil).status_code == 200
    # The client behind the proxy is counted, not the proxy: the rate limit shows it.
    for client in (trusting, plain):
        for _ in range(40):
            assert client.get("/events.json?search=x", headers=forwarded).status_code == 200
        assert client.get("/events.json?search=x", headers=forwarded).status_code == 429
    other = {**forwarded, "x-forwarded-for": "8.8.8.8"}
    assert trusting.get("/events.json?search=x", headers=other).status_code == 200
    assert plain.get("/events.json?search=x", headers=other).status_code == 429
    # What a client says of itself in front of the proxy's word does not count.
    lying = {**forwarded, "x-forwarded-for": "7.7.7.7, 9.9.9.9"}
    assert trusting.get("/events.json?search=x", headers=lying).status_code == 429


def test_behind_a_prefix_every_link_is_right(room: Room) -> None:
    here = room(prefix="/communique")
    browser = {"accept": "text/html"}
    for address in ("/communique/events?type=REQUEST", "/events?type=REQUEST"):
        page = here.get(address, headers=browser)
        assert page.status_code == 200, "the proxy may cut the prefix off or leave it"
        links = [p.partition('"')[0] for p in page.text.split('href="')[1:]]
        links += [p.partition('"')[0] for p in page.text.split('src="')[1:]]
        links += [p.partition('"')[0] for p in page.text.split('action="')[1:]]
        own = [link for link in links if link.startswith("/")]
        assert own and all(link.startswith("/communique/") for link in own), own
    assert here.get("/communique/events.json").status_code == 200
    assert here.get("/communique/static/review.css").status_code == 200
    assert here.get("/communiques/events.json").status_code == 404
    found = here.get("/communique/events.json?size=1")
    assert found.headers["link"].startswith("</communique/events.json?after=")
    described = here.get("/communique/openapi.json").json()
    assert described["servers"] == [{"url": "/communique"}]
    missing = here.get("/communique/nothing", headers=browser)
    assert missing.status_code == 404 and 'href="/communique/events"' in missing.text


def test_searches_are_limited_and_say_when_to_come_back(room: Room) -> None:
    here = room(rate_limit=1)
    statuses = [here.get("/events.json?search=peace").status_code for _ in range(41)]
    assert statuses == [200] * 40 + [429]
    answer = here.get("/events.json?search=peace")
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    assert answer.json()["error"]["code"] == "too-many-requests"
    assert here.get("/events.json").status_code == 200, "only searches are counted"
    free = room(rate_limit=0)
    assert all(free.get("/events.json?search=peace").status_code == 200 for _ in range(60))


def test_a_bucket_fills_again() -> None:
    now = [0.0]
    bucket = Buckets(per_minute=60, burst=2, now=lambda: now[0])
    assert [bucket.wait("a") for _ in range(3)] == [0, 0, 1]
    assert bucket.wait("b") == 0, "each client has its own"
    now[0] = 0.5
    assert bucket.wait("a") == pytest.approx(0.5)
    now[0] = 1.0
    assert bucket.wait("a") == 0
    assert bucket.wait("a") > 0
    now[0] = 1000.0
    assert [bucket.wait("a") > 0 for _ in range(3)] == [False, False, True]


def test_buckets_do_not_grow_for_ever() -> None:
    bucket = Buckets(per_minute=60, burst=1)
    for number in range(10_050):
        bucket.wait(str(number))
    assert len(bucket._kept) == 10_000


def test_a_session_is_signed_and_ends() -> None:
    now = [1000.0]
    access = Access("t", now=lambda: now[0])
    session = access.session("Ана O'Neil")
    assert access.who(session) == "Ана O'Neil"
    name, until, salt, signature = session.split(".")
    later = f"{name}.{int(until) + 9999}.{salt}.{signature}"
    for forged in (None, "", "a.b.c.d", session + "x", session[1:], later):
        assert access.who(forged) is None
    assert Access("other").who(session) is None, "another token, another key"
    now[0] += SESSION_SECONDS + 1
    assert access.who(session) is None


def test_a_form_belongs_to_its_session() -> None:
    access = Access("t")
    one, other = access.session("ana"), access.session("ana")
    form = access.form_token(one)
    assert access.fits(one, form)
    assert not access.fits(other, form)
    assert not access.fits(one, "") and not access.fits(one, form[:-1])
    assert access.form_token(one) != form, "other each time, so that compression tells nothing"


def first_claim(here: TestClient) -> str:
    claim: str = here.get("/review.json").json()["claim"]["id"]
    return claim


def count(here: TestClient) -> int:
    total: int = here.get("/judgements.json").json()["page"]["total"]
    return total


def test_nobody_judges_a_room_that_is_only_read(reader: TestClient, sample_record: Path) -> None:
    before = sample_record.read_bytes()
    body = {"target": first_claim(reader), "action": "accept", "who": "eve"}
    bearer = {"authorization": f"Bearer {TOKEN}"}
    assert reader.post("/judgements.json", json=body, headers=bearer).status_code == 403
    origin = {"origin": "http://127.0.0.1"}
    assert reader.post("/review", data=body, headers=origin).status_code == 403
    assert reader.post("/review/login", data={"token": TOKEN, "who": "eve"}).status_code == 403
    assert reader.get("/review/login").status_code == 403
    assert sample_record.read_bytes() == before


def test_nobody_judges_without_the_token(judging: TestClient) -> None:
    body = {"target": first_claim(judging), "action": "accept", "who": "eve"}
    answer = judging.post("/judgements.json", json=body)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    for wrong in ("Bearer guess", "Bearer ", f"Basic {TOKEN}", TOKEN):
        answer = judging.post("/judgements.json", json=body, headers={"authorization": wrong})
        assert answer.status_code == 401
    answer = judging.post("/review/login", data={"token": "guess", "who": "eve"})
    assert answer.status_code == 401 and "set-cookie" not in answer.headers
    assert count(judging) == 0


def test_guessing_is_slow(judging: TestClient) -> None:
    form = {"token": "guess", "who": "eve"}
    statuses = [judging.post("/review/login", data=form).status_code for _ in range(12)]
    assert statuses[:10] == [401] * 10 and 429 in statuses


def test_the_cookie_is_for_us_alone(room: Room, copied: Path) -> None:
    here = room(
        copied,
        allow_judgements=True,
        token=TOKEN,
        prefix="/communique",
        trusted_hosts=("1.1.1.1",),
    )
    form = {"token": TOKEN, "who": "ana"}
    answer = here.post(
        "/review/login", data=form, headers={"x-forwarded-proto": "https"}, follow_redirects=False
    )
    assert answer.status_code == 303
    assert answer.headers["location"] == "/communique/review"
    cookie = answer.headers["set-cookie"]
    for words in ("HttpOnly", "SameSite=strict", "Secure", "Path=/communique/"):
        assert words in cookie
    assert TOKEN not in cookie


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "http://127.0.0.1"}, 201),
        ({}, 201),
        ({"sec-fetch-site": "same-origin"}, 201),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "https://127.0.0.1"}, 403),
        ({"origin": "http://127.0.0.1:9"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
    ],
)
def test_a_session_judges_only_from_our_own_pages(
    signed_in: TestClient, headers: dict[str, str], status: int
) -> None:
    csrf = csrf_of(signed_in)
    body = {"target": first_claim(signed_in), "action": "accept"}
    answer = signed_in.post(
        "/judgements.json", json=body, headers={"x-csrf-token": csrf, **headers}
    )
    assert answer.status_code == status, answer.text
    assert count(signed_in) == (status == 201)


def csrf_of(here: TestClient) -> str:
    page = here.get("/review", headers={"accept": "text/html"}).text
    return page.partition('name="csrf" value="')[2].partition('"')[0]


def test_a_form_without_our_token_is_refused(signed_in: TestClient) -> None:
    claim = first_claim(signed_in)
    for csrf in ("", "x.y", csrf_of(signed_in)[:-2]):
        form = {"target": claim, "action": "accept", "csrf": csrf}
        assert signed_in.post("/review", data=form).status_code == 403
    answer = signed_in.post("/judgements.json", json={"target": claim, "action": "accept"})
    assert answer.status_code == 403
    answer = signed_in.post("/review", content=b'{"a": 1}', headers={"content-type": "text/plain"})
    assert answer.status_code == 415
    assert count(signed_in) == 0


def test_a_page_with_a_forms_token_is_kept_nowhere(signed_in: TestClient) -> None:
    answer = signed_in.get("/review", headers={"accept": "text/html"})
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers


def test_leaving(signed_in: TestClient) -> None:
    answer = signed_in.post(
        "/review/logout", data={"csrf": csrf_of(signed_in)}, follow_redirects=False
    )
    assert answer.status_code == 303
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert csrf_of(signed_in) == "", "no form is left that could judge"


def test_a_name_is_needed(judging: TestClient) -> None:
    for who in ("", "   ", "x" * 81, "a\x00b"):
        answer: Any = judging.post("/review/login", data={"token": TOKEN, "who": who})
        assert answer.status_code == 422
        assert "set-cookie" not in answer.headers
