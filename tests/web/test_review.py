"""Reviewing: by form and as JSON, undone, by several at once; nothing is ever overwritten."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from communique.model.record import Judgement
from communique.record import open_record
from communique.web.reviewing import Reviews

TOKEN = "open sesame"
HTML = {"accept": "text/html", "origin": "http://127.0.0.1"}
Room = Callable[..., TestClient]


def page_of(here: TestClient, address: str = "/review") -> str:
    answer = here.get(address, headers=HTML)
    assert answer.status_code == 200, answer.text
    return answer.text


def form_of(page: str, action: str) -> dict[str, str]:
    """The hidden fields of the form that does ``action``."""
    for form in re.findall(r'<form method="post".*?</form>', page, re.DOTALL):
        if f'value="{action}"' in form:
            fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)
            return {name: value.replace("&amp;", "&") for name, value in fields} | {
                "action": action
            }
    raise AssertionError(f"no form that does {action}")


def submit(here: TestClient, page: str, action: str, **fields: str) -> str:
    """Send the form; gives the address that it leads to."""
    form = form_of(page, action) | fields
    answer = here.post("/review", data=form, headers=HTML, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    location: str = answer.headers["location"]
    return location


def judged(record: Path) -> list[Judgement]:
    with open_record(str(record), readonly=True) as opened:
        return list(opened.judgements())


def claim_on(page: str) -> str:
    return page.partition('data-claim="')[2].partition('"')[0]


def by_token(here: TestClient, who: str, **body: Any) -> Any:
    bearer = {"authorization": f"Bearer {TOKEN}"}
    return here.post("/judgements.json", json={**body, "who": who}, headers=bearer)


def test_accept_leads_on_and_can_be_undone_without_script(
    signed_in: TestClient, copied: Path
) -> None:
    page = page_of(signed_in, "/review?type=REQUEST")
    claim = claim_on(page)
    page = page_of(signed_in, submit(signed_in, page, "accept"))
    (made,) = judged(copied)
    assert (made.action, made.target, made.who) == ("accept", claim, "ana")
    assert claim_on(page) not in ("", claim), "the next one"
    assert "type=REQUEST" in page.partition('rel="next" href="')[2].partition('"')[0]
    assert "Claim accepted by" in page
    second = claim_on(page)
    page = page_of(signed_in, submit(signed_in, page, "withdraw"))
    assert claim_on(page) == claim, "one is back where one was"
    assert [j.action for j in judged(copied)] == ["accept", "withdraw"], "both stay"
    assert claim_on(page_of(signed_in, "/review?type=REQUEST")) == claim, "it is open again"
    skipped = page.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert claim_on(page_of(signed_in, skipped)) == second


def test_a_whole_queue_to_its_end(signed_in: TestClient, copied: Path) -> None:
    address = "/review?kind=revision"
    seen = []
    while claim := claim_on(page := page_of(signed_in, address)):
        seen.append(claim)
        assert len(seen) < 100
        address = submit(signed_in, page, "accept" if len(seen) % 2 else "reject")
    assert "Nothing is left to judge here" in page
    with open_record(str(copied), readonly=True) as record:
        every = {c.id for c in record.claims(kind="revision", raw=True)}
        shown = {c.id for c in record.claims(kind="revision")}
    assert sorted(seen) == sorted(every), "each claim once"
    assert shown == set(seen[::2]), "rejected ones are shown no more"
    assert [j.target for j in judged(copied)] == seen


def test_going_back_and_on_meets_the_same_claims(signed_in: TestClient) -> None:
    def follow(page: str, rel: str) -> str:
        return (
            page.partition(f'class="button" rel="{rel}" href="')[2]
            .partition('"')[0]
            .replace("&amp;", "&")
        )

    page, there = page_of(signed_in, "/review?type=REQUEST"), []
    for _ in range(4):
        there.append(claim_on(page))
        page = page_of(signed_in, follow(page, "next"))
    back = []
    for _ in range(4):
        page = page_of(signed_in, follow(page, "prev"))
        back.append(claim_on(page))
    assert back == there[::-1]
    assert not follow(page, "prev"), "nothing is before the first"


def test_correct(signed_in: TestClient, copied: Path) -> None:
    page = page_of(signed_in, "/review?type=REQUEST")
    claim = claim_on(page)
    submit(signed_in, page, "correct", field="recipient", value="RUS GOV", why="the letter says so")
    with open_record(str(copied), readonly=True) as record:
        found = record.claim(claim)
        raw = record.claim(claim, raw=True)
    assert found is not None and raw is not None
    assert [m.code for m in found.recipients] == ["RUS GOV"]
    assert [m.code for m in raw.recipients] != ["RUS GOV"]
    page = page_of(signed_in, f"/review?id={claim}")
    assert "corrected recipient to RUS GOV" in page and "the letter says so" in page
    submit(signed_in, page, "withdraw")
    with open_record(str(copied), readonly=True) as record:
        assert record.claim(claim) == raw


def test_a_correction_that_cannot_be_is_said_and_not_kept(
    signed_in: TestClient, copied: Path
) -> None:
    page = page_of(signed_in, "/review?type=REQUEST")
    form = form_of(page, "correct") | {"field": "type", "value": "SING"}
    answer = signed_in.post("/review", data=form, headers=HTML)
    assert answer.status_code == 422 and "SING" in answer.text
    form = form_of(page, "accept") | {"target": "c0"}
    assert signed_in.post("/review", data=form, headers=HTML).status_code == 404
    form = form_of(page, "accept") | {"action": "explode"}
    assert signed_in.post("/review", data=form, headers=HTML).status_code == 422
    form = form_of(page, "accept") | {"query": "type=SING"}
    assert signed_in.post("/review", data=form, headers=HTML).status_code == 422
    assert judged(copied) == []


def test_merge_two_events_and_part_them_again(signed_in: TestClient, copied: Path) -> None:
    with open_record(str(copied), readonly=True) as record:
        one, other = list(record.events(type="REQUEST"))[:2]
        claim = one.claims[0]
    page = page_of(signed_in, f"/review?id={claim}")
    submit(signed_in, page, "merge", other=other.id)
    with open_record(str(copied), readonly=True) as record:
        (merged,) = record.events(claim=claim)
        assert set(merged.claims) == {*one.claims, *other.claims}
    submit(signed_in, page_of(signed_in, f"/review?id={claim}"), "withdraw")
    with open_record(str(copied), readonly=True) as record:
        (parted,) = record.events(claim=claim)
        assert set(parted.claims) == set(one.claims)
        assert record.verify() == []


def test_two_reviewers_of_one_claim_are_both_kept(judging: TestClient, copied: Path) -> None:
    claim = judging.get("/review.json").json()["claim"]["id"]
    first = by_token(judging, "ana", target=claim, action="accept").json()
    assert first["others"] == [] and first["message"] == "Claim accepted."
    second = by_token(judging, "bo", target=claim, action="reject").json()
    assert [j["who"] for j in second["others"]] == ["ana"]
    assert "ana decided otherwise (accept)" in second["message"]
    third = by_token(judging, "cy", target=claim, action="reject").json()
    assert "bo agrees (reject)" in third["message"]
    assert [(j.who, j.action) for j in judged(copied)] == [
        ("ana", "accept"), ("bo", "reject"), ("cy", "reject"),
    ]  # fmt: skip
    progress = judging.get("/review.json").json()["progress"]
    assert progress["judged"] == 1
    assert {(p["one"], p["other"]): (p["both"], p["agree"]) for p in progress["pairs"]} == {
        ("ana", "bo"): (1, 0), ("ana", "cy"): (1, 0), ("bo", "cy"): (1, 1),
    }  # fmt: skip


def test_the_queue_of_a_second_reader(room: Room, copied: Path) -> None:
    here = room(copied, allow_judgements=True, token=TOKEN)
    claim = here.get("/review.json").json()["claim"]["id"]
    by_token(here, "bo", target=claim, action="accept")
    form = {"token": TOKEN, "who": "ana"}
    here.post("/review/login", data=form, headers=HTML, follow_redirects=False)
    assert here.get("/review.json").json()["claim"]["id"] != claim, "open: judged by nobody"
    assert here.get("/review.json?queue=mine").json()["claim"]["id"] == claim, "not by me"
    assert here.get("/review.json?queue=all").json()["claim"]["id"] == claim
    page = page_of(here, "/review?queue=mine")
    assert "accepted" in page.partition("Judged so far")[2], "and it is shown who judged it"


def test_only_ones_own_judgement_is_withdrawn(judging: TestClient, copied: Path) -> None:
    claim = judging.get("/review.json").json()["claim"]["id"]
    made = by_token(judging, "ana", target=claim, action="reject").json()["judgement"]["id"]
    answer = by_token(judging, "bo", target=made, action="withdraw")
    assert answer.status_code == 403
    assert by_token(judging, "ana", target=made, action="withdraw").status_code == 201
    assert by_token(judging, "ana", target=made, action="withdraw").status_code == 422
    assert by_token(judging, "ana", target="j0", action="withdraw").status_code == 404
    assert [j.action for j in judged(copied)] == ["reject", "withdraw"]


@pytest.mark.parametrize(
    ("body", "status", "where"),
    [
        ({"action": "accept"}, 422, "body"),
        ({"target": "c0", "action": "accept"}, 404, "id"),
        ({"target": "c0", "action": "explode"}, 422, "body"),
        ({"target": "c0", "action": "accept", "more": 1}, 422, "body"),
        ({"target": "", "action": "accept"}, 422, "body"),
        ({"target": "c0", "action": "accept", "why": "x" * 3000}, 422, "body"),
        ([], 422, "body"),
    ],
)
def test_what_is_no_judgement(
    judging: TestClient, copied: Path, body: Any, status: int, where: str
) -> None:
    bearer = {"authorization": f"Bearer {TOKEN}"}
    if isinstance(body, dict):
        body = {**body, "who": "ana"}
    answer = judging.post("/judgements.json", json=body, headers=bearer)
    assert answer.status_code == status, answer.text
    assert answer.json()["error"]["where"] == where
    assert judged(copied) == []


def test_the_body_is_json(judging: TestClient) -> None:
    bearer = {"authorization": f"Bearer {TOKEN}"}
    answer = judging.post("/judgements.json", data={"target": "c0"}, headers=bearer)
    assert answer.status_code == 415
    json_type = {**bearer, "content-type": "application/json"}
    assert judging.post("/judgements.json", content=b"{", headers=json_type).status_code == 400
    assert judging.post("/judgements.json", content=b"\xff", headers=json_type).status_code == 400
    body = {"target": judging.get("/review.json").json()["claim"]["id"], "action": "accept"}
    answer = judging.post("/judgements.json", json=body, headers=bearer)
    assert answer.status_code == 422 and answer.json()["error"]["where"] == "who"


def test_a_session_does_not_judge_under_another_name(signed_in: TestClient) -> None:
    page = page_of(signed_in)
    csrf = form_of(page, "accept")["csrf"]
    body = {"target": claim_on(page), "action": "accept", "who": "bo"}
    answer = signed_in.post("/judgements.json", json=body, headers={"x-csrf-token": csrf})
    assert answer.status_code == 422 and answer.json()["error"]["where"] == "who"


def test_reviewers_at_the_same_time_lose_nothing(room: Room, copied: Path) -> None:
    here = room(copied, allow_judgements=True, token=TOKEN, rate_limit=0)
    with open_record(str(copied), readonly=True) as record:
        claims = [c.id for c in record.claims(kind="quotation", limit=12)]

    def one(job: tuple[str, str]) -> int:
        who, claim = job
        status: int = by_token(here, who, target=claim, action="accept").status_code
        return status

    jobs = [(who, claim) for claim in claims for who in ("ana", "bo", "cy")]
    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(one, jobs)) == {201}
    found = judged(copied)
    assert sorted((j.who, j.target) for j in found) == sorted(jobs)
    progress = here.get("/review.json").json()["progress"]
    assert progress["judged"] == len(claims)
    assert {p["agree"] for p in progress["pairs"]} == {len(claims)}
    with open_record(str(copied), readonly=True) as record:
        assert record.verify() == []


def test_judgements_are_listed_newest_first(judging: TestClient) -> None:
    claim = judging.get("/review.json").json()["claim"]["id"]
    for who in ("ana", "bo", "cy"):
        by_token(judging, who, target=claim, action="accept", why=f"{who}'s =reason")
    listed = judging.get("/judgements.json?size=2")
    assert [j["who"] for j in listed.json()["page"]["items"]] == ["cy", "bo"]
    rest = judging.get(listed.links["next"]["url"])
    assert [j["who"] for j in rest.json()["page"]["items"]] == ["ana"]
    assert judging.get(rest.links["prev"]["url"]).content == listed.content
    assert judging.get("/judgements.json?who=bo").json()["page"]["total"] == 1
    assert judging.get("/judgements.json?target=c0").json()["page"]["total"] == 0
    page = page_of(judging, f"/judgements?target={claim}")
    assert page.count("accepted") == 3 and "ana&#39;s =reason" in page


def test_reading_only_shows_the_queue_and_no_buttons(reader: TestClient) -> None:
    page = page_of(reader)
    assert claim_on(page)
    assert 'method="post"' not in page
    assert "--allow-judgements" in page


def made(number: int, action: str, who: str, claim: str, **more: Any) -> Judgement:
    return Judgement(
        id=f"j{number}", target=claim, what="claim", action=action,  # type: ignore[arg-type]
        who=who, made_at=f"2026-01-01T00:00:{number:02}", claims=(claim,), **more,
    )  # fmt: skip


def test_kappa_by_hand() -> None:
    """Twenty claims: both accept 8, both reject 6, ana accepts what bo rejects 4, and back 2.

    Observed 14/20 = 0.7. ana accepts 12 and bo 10 of 20: chance 0.6·0.5 + 0.4·0.5 = 0.5.
    Kappa (0.7 - 0.5) / (1 - 0.5) = 0.4.
    """
    verdicts = (
        [("accept", "accept")] * 8 + [("reject", "reject")] * 6
        + [("accept", "reject")] * 4 + [("reject", "accept")] * 2
    )  # fmt: skip
    found = [
        made(2 * number + place, action, who, f"c{number}")
        for number, pair in enumerate(verdicts)
        for place, (who, action) in enumerate(zip(("ana", "bo"), pair, strict=True))
    ]
    progress = Reviews(found).progress
    assert progress.judged == 20
    (pair,) = progress.pairs
    assert (pair.both, pair.agree, pair.kappa) == (20, 14, 0.4)


def test_agreement_that_chance_alone_would_give_has_no_kappa() -> None:
    found = [made(1, "accept", "ana", "c1"), made(2, "accept", "bo", "c1")]
    (pair,) = Reviews(found).progress.pairs
    assert (pair.both, pair.agree, pair.kappa) == (1, 1, None)


def test_the_last_word_counts_and_a_withdrawn_one_does_not() -> None:
    found = [
        made(1, "accept", "ana", "c1"),
        made(2, "reject", "ana", "c1"),
        made(3, "accept", "bo", "c2"),
        made(4, "withdraw", "bo", "c2", other="j3"),
        made(5, "note", "cy", "c3", text="?"),
    ]
    reviews = Reviews(found)
    assert reviews.verdicts == {"c1": {"ana": "reject"}}
    assert reviews.is_judged("c1", None) and not reviews.is_judged("c1", "bo")
    assert not reviews.is_judged("c2", None) and not reviews.is_judged("c3", None)
    last = reviews.last_of("ana")
    assert last is not None and last.id == "j2"
    assert reviews.last_of("bo") is None
