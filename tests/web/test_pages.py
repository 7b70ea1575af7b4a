"""Every page over the sample record: complete without script, its links and its twins right."""

from __future__ import annotations

import json
import re
from collections import Counter, deque
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from starlette.testclient import TestClient

from communique.model import Article
from communique.record import Record, open_record
from communique.web import Settings, create_app

HTML = {"accept": "text/html", "origin": "http://127.0.0.1"}
MOST_OF_A_KIND = 12
"""Pages of one kind that the walk through the room looks at."""
See = Callable[[str], Any]


@pytest.fixture(scope="module")
def here(sample_record: Path) -> Iterator[TestClient]:
    """The room over the samples, for the whole module."""
    app = create_app(Settings(record=str(sample_record), readers=2))
    with TestClient(app, base_url="http://127.0.0.1", client=("1.1.1.1", 1)) as client:
        yield client


@pytest.fixture(scope="module")
def record(sample_record: Path) -> Iterator[Record]:
    """The record beneath it."""
    with open_record(str(sample_record), readonly=True) as opened:
        yield opened


def kind_of(address: str) -> str:
    """``/events/e12?x=1`` is of the kind ``/events/*?``."""
    parts = urlsplit(address)
    first, *rest = parts.path.strip("/").split("/")
    return f"/{first}{'/*' if rest else ''}{'?' if parts.query else ''}"


@pytest.fixture(scope="module")
def walked(here: TestClient) -> dict[str, str]:
    """Every kind of page that can be reached from home by links, with its HTML."""
    found: dict[str, str] = {}
    kinds: Counter[str] = Counter()
    waiting = deque(["/"])
    known = {"/"}
    while waiting:
        address = waiting.popleft()
        answer = here.get(address, headers=HTML)
        assert answer.status_code == 200, (address, answer.text[:300])
        found[address] = answer.text
        for href in re.findall(r'href="(/[^"#]*)', answer.text):
            link = href.replace("&amp;", "&")
            if link in known or re.search(r"\.(json|csv|css|svg|js)\b|^/static/", link):
                continue
            known.add(link)
            kinds[kind_of(link)] += 1
            if kinds[kind_of(link)] <= MOST_OF_A_KIND:
                waiting.append(link)
    return found


def test_all_pages_are_reached_from_home(walked: dict[str, str]) -> None:
    firsts = {kind_of(a).partition("?")[0] for a in walked}
    for name in "events articles claims ledger revisions actors sources".split():
        assert {f"/{name}", f"/{name}/*"} <= firsts, name
    assert {"/map", "/network", "/about", "/dyads", "/dyads/*", "/differences"} <= firsts


def test_every_page_is_whole(walked: dict[str, str], seen: See) -> None:
    for address, text in walked.items():
        page = seen(text)  # fails where an element is not closed
        assert len(page.all("h1")) == 1, address
        assert len(page.all("main")) == 1 and page.all("html")[0]["lang"] == "en", address
        assert [i for i, n in Counter(page.ids).items() if n > 1] == [], address
        assert not re.search(r">\s*None\s*<|\bUndefined\b|\{\{|<built-in", text), address
        assert not re.search(r"\ba[0-9a-f]{16}\b", page.words), address  # an article's bare id
        levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
        assert levels[0] == 1, address
        assert all(b - a <= 1 for a, b in pairwise(levels)), (address, levels)


def test_nothing_is_inline_and_nothing_comes_from_elsewhere(
    walked: dict[str, str], seen: See
) -> None:
    for address, text in walked.items():
        for tag, attrs in seen(text).elements:
            assert "style" not in attrs and tag != "style", address
            assert not [name for name in attrs if name.startswith("on")], address
            for name in ("src", "action", "data", "poster"):
                assert attrs.get(name, "/").startswith("/"), (address, tag, attrs)
            if tag == "link":
                assert attrs["href"].startswith("/"), address
            if tag == "a" and not attrs["href"].startswith(("/", "#")):
                assert attrs["href"].startswith(("http://", "https://")), (address, attrs)
                assert {"noopener", "noreferrer", "nofollow"} <= set(attrs["rel"].split())
        assert not re.search(r"<script(?![^>]* src=)", text), address


def test_every_place_that_is_pointed_to_is_there(walked: dict[str, str], seen: See) -> None:
    pages = {address: seen(text) for address, text in walked.items()}
    ids = {address: set(page.ids) for address, page in pages.items()}
    for address, page in pages.items():
        for attrs in page.all("a"):
            to, mark, place = attrs["href"].partition("#")
            if mark and (to or address) in ids:
                assert unquote(place) in ids[to or address], (address, attrs["href"])
        for _, attrs in page.elements:
            for name in {"aria-labelledby", "for"} & set(attrs):
                assert attrs[name] in ids[address], (address, name, attrs)


def test_controls_and_links_have_names(walked: dict[str, str]) -> None:
    for address, text in walked.items():
        for tag in ("a", "button"):
            for attrs, inside in re.findall(rf"<{tag}\b([^>]*)>(.*?)</{tag}>", text, re.DOTALL):
                named = "aria-label=" in attrs or re.sub(r"<[^>]*>", "", inside).strip()
                assert named, (address, attrs, inside)
        for attrs in re.findall(r"<(?:input|select)\b([^>]*)>", text):
            if 'type="hidden"' in attrs:
                continue
            wrapped = re.search(rf"<label>[^<]*<(?:input|select)\b{re.escape(attrs)}>", text)
            assert wrapped or "id=" in attrs, (address, attrs)


def test_each_has_its_json_and_lists_their_csv(here: TestClient, walked: dict[str, str]) -> None:
    done: set[str] = set()
    for address, text in walked.items():
        if kind_of(address) in done:
            continue
        done.add(kind_of(address))
        (twin,) = re.findall(r'href="([^"]*)">This page as JSON', text)
        answer = here.get(twin.replace("&amp;", "&"))
        assert answer.status_code == 200 and answer.json(), twin
        for table in re.findall(r'href="([^"]*)">This list as CSV', text):
            assert here.get(table.replace("&amp;", "&")).status_code == 200, table


# ---- an assertion: words, who says so, whether it happened ----


def test_words_chain_and_standing_stand_wherever_a_claim_is_shown(
    here: TestClient, record: Record, seen: See
) -> None:
    claim = next(c for c in record.claims(kind="event") if len(c.attribution) >= 2)
    (event,) = record.events(claim=claim.id)
    for address in (
        f"/claims/{claim.id}",
        f"/events/{event.id}",
        f"/articles/{claim.article.id}",
        f"/claims?article={claim.article.id}&size=500",
    ):
        words = seen(here.get(address, headers=HTML).text).words
        quote = " ".join(claim.evidence[0].quote.split())
        at = words.index(quote)
        chain = [words.index(s.text, at) for s in claim.attribution]
        assert chain == sorted(chain), address
        assert "said to have happened" in words[at:] or "planned" in words[at:], address


def test_a_claim_shows_its_flags_with_their_words(
    here: TestClient, record: Record, seen: See
) -> None:
    claim = next(c for c in record.claims(kind="event") if c.factuality.cues)
    words = seen(here.get(f"/claims/{claim.id}", headers=HTML).text).words
    for cue in claim.factuality.cues:
        assert f"“{cue.text}”" in words
    for mention in (*claim.actors, *claim.recipients):
        assert mention.text in words
        assert (mention.code or mention.reason) in words


# ---- one article ----


def test_an_article_s_text_is_there_whole_and_marked(
    here: TestClient, record: Record, seen: See
) -> None:
    for article in list(record.articles())[:6]:
        text = here.get(f"/articles/{article.id}", headers=HTML).text
        shown = text.partition("data-marks")[2].partition("</section>")[0].partition(">")[2]
        bare = re.sub(r'<a class="note".*?</a>', "", shown)
        inside = " ".join(re.sub(r"<[^>]*>", "", bare).split())
        assert seen(f"<p>{inside}</p>").words == " ".join(article.text.split())
        page = seen(text)
        for claim in record.claims(article=article.id):
            assert f"words-{claim.id}" in page.ids and f"claim-{claim.id}" in page.ids
            hrefs = [a["href"] for a in page.all("a")]
            assert f"#words-{claim.id}" in hrefs and f"#claim-{claim.id}" in hrefs


def test_two_versions_stand_side_by_side(here: TestClient, record: Record, seen: See) -> None:
    versions = [a for a in record.articles() if a.page.endswith("tigray-roads-aid")]
    assert len(versions) == 2
    page = here.get(f"/articles/{versions[1].id}", headers=HTML).text
    (link,) = set(re.findall(r'href="(/differences[^"]*)"', page))
    compared = here.get(link.replace("&amp;", "&"), headers=HTML).text
    removed = " ".join(re.findall(r"<del>(.*?)</del>", compared))
    added = " ".join(re.findall(r"<ins>(.*?)</ins>", compared))
    assert "under no foreign pressure" in removed and "51" in added
    assert "under no foreign pressure" not in added


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/differences", 422),
        ("/differences?article=nothing", 404),
        ("/articles/nothing", 404),
        ("/events/nothing", 404),
        ("/claims/nothing", 404),
        ("/ledger/nothing", 404),
        ("/revisions/nothing", 404),
        ("/actors/XQX", 404),
        ("/sources/XQX", 404),
        ("/dyads/XQX/PAK", 404),
        ("/map?journey=nothing", 404),
        ("/network?limit=0", 422),
        ("/network?quad=peace", 422),
        ("/dyads/USA/PAK?by=year", 422),
    ],
)
def test_what_is_not_there_is_said_in_words(
    here: TestClient, seen: See, address: str, status: int
) -> None:
    answer = here.get(address, headers=HTML)
    assert answer.status_code == status
    assert seen(answer.text).all("h1")
    assert here.get(address.replace("?", ".json?") if "?" in address else f"{address}.json").json()[
        "error"
    ]["message"]


# ---- events, dyads, network, map ----


def test_facets_and_chosen_filters_lead_on(here: TestClient, seen: See) -> None:
    text = here.get("/events?party=PAK&type=REQUEST", headers=HTML).text
    hrefs = [a["href"] for a in seen(text).all("a")]
    assert "/events?party=PAK" in hrefs and "/events?type=REQUEST" in hrefs  # leave one out
    answer = here.get("/events.json?party=PAK&type=REQUEST").json()
    for facet in answer["facets"]:
        for value in facet["values"]:
            name = facet["name"].replace("_", "-")
            if name == "month":
                continue
            narrowed = here.get(
                "/events.json", params={"party": "PAK", "type": "REQUEST", name: value["value"]}
            ).json()
            assert narrowed["page"]["total"] == value["count"], (name, value)


def test_pages_of_a_list_are_walked_without_loss(here: TestClient, record: Record) -> None:
    found: list[str] = []
    address = "/events?size=7"
    while address:
        text = here.get(address, headers=HTML).text
        found += re.findall(r'<span class="type"><a href="/events/([^"]*)"', text)
        (address,) = re.findall(r'rel="next" href="([^"]*)"', text) or [""]
        address = address.replace("&amp;", "&")
    assert sorted(found) == sorted(e.id for e in record.events())


@pytest.mark.parametrize("by", ["week", "month"])
@pytest.mark.parametrize("everything", ["false", "true"])
def test_every_point_of_a_curve_opens_its_events(
    here: TestClient, by: str, everything: str
) -> None:
    pairs = here.get("/dyads.json").json()["pairs"][:3]
    opened = 0
    for pair in pairs:
        address = f"/dyads/{pair['a']}/{pair['b']}.json"
        answer = here.get(address, params={"by": by, "all": everything}).json()
        total = sum(p["total"] for p in answer["points"])
        assert total == sum(c["n"] for row in answer["table"] for c in row["cells"])
        for row in answer["table"]:
            for cell in row["cells"]:
                if cell["n"]:
                    behind = here.get(cell["href"].replace("/events?", "/events.json?")).json()
                    assert behind["page"]["total"] == cell["n"], cell
                    opened += 1
    assert opened > 3


def test_the_drawn_curve_has_no_gaps(here: TestClient, seen: See) -> None:
    answer = here.get("/dyads/USA/PAK.json?by=month&all=true").json()
    periods = sorted({p["period"] for p in answer["points"]})
    months = [int(p[:4]) * 12 + int(p[5:7]) for p in periods]
    assert months == list(range(months[0], months[-1] + 1))
    assert len(answer["points"]) == 2 * len(periods)
    text = here.get("/dyads/USA/PAK?by=month&all=true", headers=HTML).text
    (spec,) = (words for tag, words in seen(text).texts if tag == "template")
    drawn = json.loads(spec)["series"]
    assert drawn["periods"] == periods
    assert [len(line["counts"]) for line in drawn["lines"]] == [len(periods)] * 8
    counted = sum(sum(line["counts"]) for line in drawn["lines"])
    assert counted == sum(p["total"] for p in answer["points"]) > 0
    for line in drawn["lines"]:
        for n, ended in zip(line["counts"], drawn["ended"], strict=True):
            if n:
                behind = here.get((line["begun"] + ended).replace("/events?", "/events.json?"))
                assert behind.json()["page"]["total"] == n


def test_the_two_of_the_form_are_found(here: TestClient) -> None:
    answer = here.get("/dyads/go?a=usa&b=pak+gov", headers=HTML, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/dyads/USA/PAK%20GOV")
    evil = here.get("/dyads/go?a=//evil.example&b=x", headers=HTML, follow_redirects=False)
    assert evil.headers["location"].startswith("/dyads/")


def test_the_network_and_its_table_say_the_same(here: TestClient, seen: See) -> None:
    answer = here.get("/network.json?all=true").json()
    page = seen(here.get("/network?all=true", headers=HTML).text)
    drawn = [a for a in page.all("path") if a.get("class", "").startswith("edge")]
    assert len(drawn) == len(answer["edges"]) > 0
    for edge in answer["edges"]:
        assert sum(edge["counts"]) == edge["n"]
    once, again = (here.get("/network.json").json() for _ in range(2))
    assert once == again


def test_a_journey_s_stops_stand_in_order(here: TestClient, record: Record, seen: See) -> None:
    journey = max(record.claims(kind="journey"), key=lambda c: len(c.where))
    page = seen(here.get(f"/map?journey={journey.id}", headers=HTML).text)
    names = [p.name or p.text for p in journey.where]
    at = page.words.index("Journeys")
    places = []
    for name in names:
        at = page.words.index(name, at)
        places.append(at)
        at += len(name)
    assert places == sorted(places)
    stops = [a for a in page.all("circle") if a.get("class") == "stop"]
    assert len(stops) == sum(p.latitude is not None for p in journey.where)
    assert all(0 <= float(s["cx"]) <= 960 for s in stops)


def test_an_actor_s_offices_stand_in_time(here: TestClient, seen: See) -> None:
    words = seen(here.get("/actors/PAK%20GOV", headers=HTML).text).words
    assert "Imran Khan 18 August 2018 to" in words


def test_an_actor_of_our_tables_has_a_page_without_events(here: TestClient) -> None:
    assert here.get("/actors/NRU", headers=HTML).status_code == 200


def test_a_ledger_entry_shows_the_claim_behind_each_change(
    here: TestClient, record: Record, seen: See
) -> None:
    entry = max(record.ledger(), key=lambda e: len(e.history))
    assert len(entry.history) > 1
    words = seen(here.get(f"/ledger/{entry.id}", headers=HTML).text).words
    at = words.index("What became of it")
    for change in entry.history:
        claim = record.claim(change.claim)
        assert claim is not None
        at = words.index(change.status, at)
        assert " ".join(claim.evidence[0].quote.split()) in words[at:]


def test_about_tells_who_read_and_how_it_is_counted(
    here: TestClient, record: Record, seen: See
) -> None:
    words = seen(here.get("/about", headers=HTML).text).words
    stats = record.stats()
    assert stats.coders[0] in words
    assert re.search(rf"claims ?{stats.claims}(?!\d)", words)
    assert "Nobody has judged claims of this record yet" in words


def test_under_a_prefix_every_link_keeps_it(sample_record: Path, seen: See) -> None:
    app = create_app(Settings(record=str(sample_record), prefix="/room", readers=1))
    with TestClient(app, base_url="http://127.0.0.1") as client:
        for address in ("/", "/events", "/map", "/network", "/dyads/USA/PAK", "/articles"):
            answer = client.get(f"/room{address}", headers=HTML)
            assert answer.status_code == 200, address
            for tag, attrs in seen(answer.text).elements:
                for name in ("href", "src", "action"):
                    if attrs.get(name, "#").startswith("/"):
                        assert attrs[name].startswith("/room/"), (address, tag, attrs)


def test_about_counts_what_people_decided(copied: Path, seen: See) -> None:
    with open_record(str(copied)) as opened:
        first, second, third, *_ = (c.id for c in opened.claims(kind="event"))
        opened.judge(first, "accept", who="ana")
        opened.judge(second, "accept", who="ana")
        opened.judge(third, "reject", who="ana")
    app = create_app(Settings(record=str(copied), readers=1))
    with TestClient(app, base_url="http://127.0.0.1") as client:
        judged = {row["name"]: row for row in client.get("/about.json").json()["judged"]}
        assert judged["claims"] == {"name": "claims", "n": 3, "right": 2, "share": "0.67"}
        words = seen(client.get("/about", headers=HTML).text).words
        assert "What people decided about claims of this record" in words
        shown = seen(client.get(f"/claims/{first}", headers=HTML).text).words
        assert "What people decided ana: accept" in shown


def test_claims_that_were_not_put_together_are_told_of(
    room: Callable[..., TestClient], copied: Path
) -> None:
    with open_record(str(copied)) as record:
        article = Article.make("The envoy asked for calm.", url="https://page.example/late")
        record.add(article, (), "somebody 1")
    before = room(record=copied)
    answer = before.get("/events", headers=HTML)
    assert "communique read PAGES --record R" in answer.text
    assert before.get("/events.json").headers["communique-rebuilt"] == "no"
    assert before.get("/about.json").json()["rebuilt"] is False
    with open_record(str(copied)) as record:
        record.rebuild()
    after = before.get("/events", headers=HTML)
    assert "communique read PAGES" not in after.text
    assert "communique-rebuilt" not in before.get("/events.json").headers
