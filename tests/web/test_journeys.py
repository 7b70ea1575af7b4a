"""Ten ways through the room, in a real Chromium; no page error, no request leaving the host."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from communique.record import open_record

TOKEN = "open sesame"
Visit = Callable[..., Any]
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def seed(shared: Path) -> Path:
    """The seed page, which is then in the sample record too."""
    return shared / "seed" / "article.txt"


def words(place: Any) -> str:
    """The text of a place in the page, its spaces made one."""
    return " ".join(place.inner_text().split())


def test_the_request_behind_the_letter_and_its_chain(
    visit: Visit, address: str, seed: Path
) -> None:
    page = visit(address)
    page.get_by_label("Words to look for in all claims").fill('"support and facilitation"')
    page.get_by_role("banner").get_by_role("button", name="Search").click()
    found = page.locator("ol.list > li", has_text="sought Pakistan's support and facilitation")
    found.get_by_role("link", name="REQUEST, assist", exact=True).click()

    chain = [words(link) for link in page.locator("ol.chain > li").all()]
    assert len(chain) == 4
    for layer, who in zip(
        chain,
        ("Trump requests", "the Ministry of Foreign Affairs", "Trump", "the letter"),
        strict=True,
    ):
        assert who in layer
    assert "PAK GOV" in chain[1] and "USA GOV" in chain[3] and "document" in chain[3]
    assert page.locator("h1 + blockquote mark").inner_text().startswith("in this regard")
    assert page.get_by_text("said to have happened").first.is_visible()

    page.get_by_role("link", name=re.compile("^REQUEST, .* reports?$")).click()
    assert page.locator("h2", has_text="All reports").is_visible()
    assert page.locator("ol.list > li mark").count() > 1
    page.get_by_role("link", name="over time").click()
    assert "United States" in page.locator("h1").inner_text()


def test_the_phrase_that_was_removed(visit: Visit, address: str, seed: Path) -> None:
    page = visit(address)
    page.get_by_role("navigation").get_by_role("link", name="Wording changes").click()
    row = page.locator("ol.list > li", has=page.locator("del", has_text=re.compile("^U.S.-led$")))
    row.get_by_role("link").first.click()
    assert page.locator("h1").inner_text() == "Words removed"
    assert page.locator("blockquote.words del").first.inner_text() == "U.S.-led"
    assert "later removed" in page.locator("section, ol").filter(has_text="NSC").first.inner_text()
    resting = page.locator("h2", has_text="Claims that rest on the words")
    assert resting.is_visible()
    assert "full support" in page.locator("h2:has-text('rest on') + ol").inner_text()


def test_the_envoy_on_the_map(visit: Visit, address: str) -> None:
    page = visit(address)
    page.get_by_role("navigation").get_by_role("link", name="Map").click()
    journey = page.locator("ol.list > li", has_text="The United Nations envoy for Yemen").first
    journey.get_by_role("link", name="follow on the map").click()
    stops = page.locator("svg.map a[aria-label^='Stop']")
    names = [stop.get_attribute("aria-label").split(": ")[1] for stop in stops.all()]
    assert len(names) >= 5
    head = words(page.locator("ol.list > li p.head").first)
    places = [head.index(name) for name in names]
    assert places == sorted(places)
    assert page.locator("svg.map path.road").count() == 1
    # Each stop is drawn where its place is: Cairo lies west of Muscat and north of Aden.
    stops.first.click()
    assert page.url.endswith(f"#{page.locator('ol.list > li').first.get_attribute('id')}")


def test_the_week_behind_a_point_of_the_curve(visit: Visit, address: str) -> None:
    page = visit(f"{address}/dyads/USA/PAK?all=true")
    page.locator(".chart[data-drawn]").wait_for()
    point = page.locator(".chart .mark-symbol path[aria-label]").last
    counted = int(re.search(r": (\d+) events? of", point.get_attribute("aria-label"))[1])
    point.click()
    page.wait_for_url("**/events?**")
    asked = parse_qs(urlsplit(page.url).query)
    assert {"actor", "recipient", "quad", "since", "until"} <= set(asked)
    assert page.get_by_text(re.compile(rf"^{counted} events?$")).is_visible()
    assert page.locator("ol.list > li").count() == counted


def test_twenty_claims_reviewed_by_keyboard_and_one_undone(
    visit: Visit, judging_address: str
) -> None:
    page = visit(f"{judging_address}/review/login")
    page.get_by_label("Token").fill(TOKEN)
    page.get_by_label("Your name").fill("ana")
    page.keyboard.press("Enter")
    page.wait_for_url("**/review")
    page.goto(f"{judging_address}/review?kind=event")
    said = page.locator("#review-said")
    seen: list[str] = []
    for number in range(20):
        item = page.locator("#review-item")
        seen.append(item.get_attribute("data-claim"))
        page.keyboard.press("a" if number % 3 else "r")
        page.wait_for_function(
            "id => document.querySelector('#review-item').dataset.claim !== id", arg=seen[-1]
        )
        assert said.inner_text()
    with page.expect_response(lambda a: "withdraw" in (a.request.post_data or "")) as undone:
        page.keyboard.press("u")
    assert undone.value.ok
    page.wait_for_function(
        "id => document.querySelector('#review-item').dataset.claim === id", arg=seen[-1]
    )
    assert len(set(seen)) == 20
    page.goto(f"{judging_address}/review?kind=event")
    made = page.request.get(f"{judging_address}/judgements.json?size=100").json()
    actions = [j["action"] for j in made["page"]["items"]]
    assert len(actions) == 21 and actions.count("withdraw") == 1
    assert page.locator("[data-progress='judged']").inner_text() == "19"


def test_a_filtered_address_is_shared(visit: Visit, address: str) -> None:
    page = visit(f"{address}/events")
    page.get_by_text("Filter", exact=True).click()
    page.get_by_label("On either side").fill("PAK")
    page.get_by_label("Since").fill("2018-01")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**/events?**")
    assert urlsplit(page.url).query == "party=PAK&since=2018-01"  # no empty fields
    page.get_by_role("complementary").get_by_role("link", name="REQUEST", exact=True).click()
    page.get_by_role("link", name="earliest first").click()
    mine = words(page.locator("ol.list"))
    other = visit(page.url)
    assert words(other.locator("ol.list")) == mine
    assert other.get_by_label("On either side").input_value() == "PAK"
    other.get_by_role("link", name="Leave out type").click()
    assert "type=" not in other.url and "party=PAK" in other.url


def test_an_article_is_printed_with_its_claims(
    visit: Visit, address: str, sample_record: Path
) -> None:
    with open_record(str(sample_record), readonly=True) as record:
        article = next(a for a in record.articles() if "white-house-letter" in a.page)
        claims = list(record.claims(article=article.id))
    page = visit(f"{address}/articles/{article.id}", color_scheme="dark")
    page.emulate_media(media="print")
    for gone in (".top nav", ".top form", ".theme", ".noprint"):
        assert not page.locator(gone).first.is_visible(), gone
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == "rgb(255, 255, 255)"
    notes = page.locator(".text a.note")
    assert sorted(int(n.inner_text()) for n in notes.all()) == list(range(1, len(claims) + 1))
    for claim in claims:
        item = page.locator(f"#claim-{claim.id}")
        assert item.is_visible()
        assert " ".join(claim.evidence[0].quote.split()) in words(item)
    for badge in page.locator(".claims .badge").all()[:3]:
        assert badge.is_visible()
    printed = page.pdf(format="A4")
    assert printed.startswith(b"%PDF") and printed.count(b"/Type /Page\n") >= 2


def test_on_a_phone(visit: Visit, address: str, sample_record: Path) -> None:
    with open_record(str(sample_record), readonly=True) as record:
        article = next(a for a in record.articles() if "white-house-letter" in a.page)
    page = visit(address, **PHONE)
    for path in (
        *("/", "/events", "/articles", "/claims", "/ledger", "/revisions", "/actors", "/sources"),
        *("/map", "/network", "/about", "/dyads/USA/PAK?all=true", "/actors/PAK%20GOV"),
        f"/articles/{article.id}",
    ):
        page.goto(f"{address}{path}")
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 360, (path, wide)
    mark = page.locator(".text mark").first
    mark.tap()
    card = page.locator(".hovercard")
    card.wait_for()
    assert card.locator(".badge").count() >= 1 and card.locator(".says").count() >= 1
    box = card.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 360
    card.get_by_role("button", name="Close").tap()
    card.wait_for(state="detached")


def test_without_script(visit: Visit, address: str, sample_record: Path) -> None:
    page = visit(f"{address}/events", java_script_enabled=False)
    page.get_by_text("Filter", exact=True).click()
    page.get_by_label("On either side").fill("PAK")
    page.get_by_role("button", name="Show").click()
    listed = page.locator("ol.list > li")
    assert listed.count() > 0
    listed.first.get_by_role("link").first.click()
    page.locator("p.more a").first.click()  # to the claim in its article
    claim = urlsplit(page.url).fragment
    number = page.locator(f"#{claim} a.number")
    number.click()
    assert page.url.endswith(claim.replace("claim-", "#words-"))
    page.locator(f".text a.note[href='#{claim}']").click()
    assert page.url.endswith(f"#{claim}")
    page.goto(f"{address}/dyads/USA/PAK?all=true")
    assert page.locator(".chart svg").count() == 0
    page.locator("td.n a").first.click()
    assert page.locator("ol.list > li").count() > 0
    assert not page.locator(".theme").is_visible()


def test_in_the_dark(visit: Visit, address: str) -> None:
    page = visit(f"{address}/dyads/USA/PAK?all=true", color_scheme="dark")
    page.locator(".chart[data-drawn]").wait_for()

    def paper() -> int:
        colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
        return sum(map(int, re.findall(r"\d+", colour)[:3]))

    def axis() -> str:
        label = page.locator(".chart svg .role-axis-label text").first
        return str(label.get_attribute("fill"))

    dark, dark_axis = paper(), axis()
    assert dark < 150
    page.get_by_role("button", name="Use the light look").click()
    assert paper() > 600
    page.wait_for_function(
        "was => document.querySelector('.chart svg .role-axis-label text')"
        "?.getAttribute('fill') !== was",
        arg=dark_axis,
    )
    page.goto(f"{address}/events")  # it is kept
    assert paper() > 600
    page.get_by_role("button", name="Use the dark look").click()
    assert paper() == dark


def test_hovering_and_focus_show_the_chain(visit: Visit, address: str, sample_record: Path) -> None:
    with open_record(str(sample_record), readonly=True) as record:
        claim = next(c for c in record.claims(kind="event") if len(c.attribution) >= 2)
    page = visit(f"{address}/articles/{claim.article.id}")
    page.locator(f".text mark[data-claims~='{claim.id}']").first.hover()
    card = page.locator(".hovercard")
    card.wait_for()
    for source in claim.attribution:
        assert source.text in words(card)
    assert page.locator(f".claims li.lit[data-claim='{claim.id}']").count() == 1
    page.keyboard.press("Escape")
    assert card.count() == 0
    page.locator(f".text a.note[data-claim='{claim.id}']").focus()
    card.wait_for()
    assert claim.attribution[0].text in words(card)
