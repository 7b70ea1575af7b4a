"""axe-core finds nothing serious on any page, light or dark; screenshots for people to look at.

``COMMUNIQUE_SHOTS`` names a folder that every page's screenshots go to: light, dark, phone, print.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from communique.record import open_record

TOKEN = "open sesame"
Visit = Callable[..., Any]
NAMES = (
    "home events event articles article differences claims claim actors actor dyads dyad ledger "
    "entry revisions revision map journey network sources source about review login judgements error"
).split()


@pytest.fixture(scope="session")
def paths(sample_record: Path) -> dict[str, str]:
    """A page of every kind, by name."""
    with open_record(str(sample_record), readonly=True) as record:
        claim = next(c for c in record.claims(kind="event") if len(c.attribution) >= 2)
        event = max(record.events(), key=lambda e: (len(e.claims), e.id))
        entry = max(record.ledger(), key=lambda e: (len(e.history), e.id))
        change = max(record.revisions(), key=lambda r: (len(r.affected_claims), r.id))
        journey = next(iter(record.claims(kind="journey")))
        versioned = next(a for a in record.articles() if a.page.endswith("tigray-roads-aid"))
    return {
        "home": "/",
        "events": "/events?party=USA&size=10",
        "event": f"/events/{event.id}",
        "articles": "/articles",
        "article": f"/articles/{claim.article.id}",
        "differences": f"/differences?article={versioned.id}",
        "claims": "/claims?search=letter&size=10",
        "claim": f"/claims/{claim.id}",
        "actors": "/actors",
        "actor": "/actors/PAK%20GOV",
        "dyads": "/dyads",
        "dyad": "/dyads/USA/PAK?all=true",
        "ledger": "/ledger",
        "entry": f"/ledger/{entry.id}",
        "revisions": "/revisions",
        "revision": f"/revisions/{change.id}",
        "map": "/map",
        "journey": f"/map?journey={journey.id}",
        "network": "/network?all=true&limit=20",
        "sources": "/sources",
        "source": "/sources/PAK",
        "about": "/about",
        "review": "/review",
        "login": "/review/login",
        "judgements": "/judgements",
        "error": "/events/nothing",
    }


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("name", NAMES)
def test_nothing_serious(
    chromium: Any, judging_address: str, paths: dict[str, str], name: str, look: str
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    context = chromium.new_context(color_scheme=look, viewport={"width": 1280, "height": 900})
    try:
        page = context.new_page()
        if name == "review":
            page.goto(f"{judging_address}/review/login")
            page.get_by_label("Token").fill(TOKEN)
            page.get_by_label("Your name").fill("axe")
            page.keyboard.press("Enter")
            page.wait_for_url("**/review")
        page.goto(f"{judging_address}{paths[name]}")
        if page.locator(".chart").count():
            page.locator(".chart[data-drawn]").wait_for()
        # What is not a matter of colour is the same in both looks.
        only = None if look == "light" else {"runOnly": ["color-contrast"]}
        found = axe.run(page, options=only).response["violations"]
        shots(page, name, look)
    finally:
        context.close()
    worst = [
        (v["id"], v["help"], [node["html"][:200] for node in v["nodes"][:3]])
        for v in found
        if v["impact"] in ("serious", "critical")
    ]
    assert worst == []


def shots(page: Any, name: str, look: str) -> None:
    """Keep what the page looks like, where somebody wants to see it."""
    folder = os.environ.get("COMMUNIQUE_SHOTS")
    if not folder:
        return
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=place / f"{name}-{look}.png", full_page=True)
    if look == "light":
        page.emulate_media(media="print")
        page.screenshot(path=place / f"{name}-print.png", full_page=True)
        page.emulate_media(media="screen")
        page.set_viewport_size({"width": 360, "height": 740})
        page.screenshot(path=place / f"{name}-phone.png", full_page=True)
