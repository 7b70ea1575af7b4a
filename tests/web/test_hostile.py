"""Pages that want to harm who reads them: their text is shown as text, in every view."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from communique.model import (
    Amount,
    Article,
    Claim,
    EventCode,
    Evidence,
    Factuality,
    Mention,
    Place,
    Revision,
    Source,
    When,
    make_claim,
)
from communique.model.claim import Cue
from communique.record import open_record
from communique.web import Settings, create_app

HTML = {"accept": "text/html", "origin": "http://127.0.0.1"}
SCRIPT = "<script>alert('x')</script>"
PICTURE = "<svg onload=alert(1)><image href=x onerror=alert(1)>"
BREAKOUT = "\"'><img src=x onerror=alert(1)>"
TEMPLATE = "{{ 7 * 7 }}{% raw %}${7*7}"
ENTITIES = "&lt;b&gt;&#x3C;script&#x3E;&amp;amp;"
BIDI = "invoice\u202egnp.exe\u2066\u200f"
CONTROLS = "a\x00b\x1b[31mc\u200b\ufeff"
HUGE = "W" * 5000
COMMENT = "--><!--<![CDATA[ ]]></title></textarea></style></script>"
ARABIC = "محمد (1)"
"""No harm, but its brackets and what follows it would stand on the wrong side."""
ISOLATED = frozenset("bdi del ins mark title option p".split())
"""Elements that keep the direction of their text to themselves, or have no other text."""
ALL = (SCRIPT, PICTURE, BREAKOUT, TEMPLATE, ENTITIES, BIDI, CONTROLS, HUGE, COMMENT, ARABIC)
TAGS = frozenset(
    "a abbr article aside bdi blockquote body br button caption circle code dd defs del details div dl "
    "dt em footer form g h1 h2 h3 head header html input ins label li link main mark marker meta nav "
    "ol option p path script section select small span strong summary svg table tbody td template "
    "text th thead time title tr ul".split()
)
"""All that our own templates write."""
RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
See = Callable[[str], Any]


def hostile(harm: str, number: int, later: bool = False) -> tuple[Article, list[Claim]]:
    """A page with this harm in everything that a page can say, and claims of every kind."""
    text = f"First, {harm} was said.\n\nThen {harm} went to Aden." + (" More." if later else "")
    article = Article.make(
        text,
        id=f"page {number}{' later' if later else ''}",
        url=None if number % 2 else f"javascript:alert({number})//{harm[:20]}",
        title=f"Title {harm}",
        publisher=f"Paper {harm}",
        published="2018-12-06",
        modified="2018-12-07T00:00:00" if later else "2018-12-06T00:00:00",
        notes=(f"note {harm}",),
    )
    quote = text[7 : 7 + len(harm)]
    evidence = (Evidence(7, 7 + len(harm), quote),)

    def mention(code: str | None) -> Mention:
        return Mention(
            text=harm,
            start=7,
            end=7 + len(harm),
            code=code,
            name=f"name {harm}",
            country=code and code.split()[0],
            office=f"office {harm}",
            status="resolved" if code else "unresolved",
            reason=None if code else f"reason {harm}",
        )

    def source(code: str | None) -> Source:
        return Source(
            text=harm,
            start=7,
            end=7 + len(harm),
            code=code,
            name=f"name {harm}",
            cue=f"cue {harm}",
            status="resolved" if code else "unresolved",
            reason=None if code else f"reason {harm}",
        )

    def place(role: Any) -> Place:
        return Place(
            text=harm,
            start=7,
            end=7 + len(harm),
            role=role,
            name=f"Aden {harm}",
            geonames_id=415189,
            country="YEM",
            latitude=12.8,
            longitude=45.0,
            precision="city",
            status="resolved",
        )

    flags = Factuality(cues=(Cue(flag="future", text=harm, start=7, end=9),))
    common: dict[str, Any] = {
        "article": article.ref,
        "evidence": evidence,
        "attribution": (source("PAK GOV"), source(None)),
        "factuality": flags,
        "when": When(edtf="2018-12-03", text=harm, start=7, end=9, basis="said"),
        "coder": "rules-1",
    }
    event = {
        "actors": (mention("USA GOV"), mention(None)),
        "recipients": (mention("PAK"),),
        "third_parties": (mention("AFG REB"),),
        "where": (place("place"),),
        "amounts": (Amount(text=harm, start=7, end=9, value=3.0, unit=f"unit {harm}", role=harm),),
    }
    claims = [
        make_claim(kind="event", event=code, **common, **event)
        for code in (
            EventCode(type="REQUEST", quad="verbal conflict", intensity=0.0),
            EventCode(type="AID", quad="material cooperation", intensity=10.0),
        )
    ]
    claims.append(make_claim(kind="quotation", actors=(mention("PAK GOV"),), **common))
    claims.append(make_claim(kind="assertion", actors=(mention("PAK GOV"),), **common))
    claims.append(
        make_claim(
            kind="journey",
            actors=(mention("UNO"),),
            where=(place("stop"), place("stop")),
            **common,
        )
    )
    claims.append(
        make_claim(
            kind="revision",
            revision=Revision(removed=harm, added=f"new {harm}", document=f"letter {harm}"),
            **common,
        )
    )
    return article, claims


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record of nothing but hostile pages, one of them in two versions, and judgements."""
    path = tmp_path_factory.mktemp("hostile") / "hostile.db"
    with open_record(str(path)) as opened:
        for number, harm in enumerate(ALL):
            article, claims = hostile(harm, number)
            opened.add(article, claims, "rules-1")
            if number % 2 == 0:
                opened.add(*hostile(harm, number, later=True), "rules-1")
        opened.rebuild()
        for harm in ALL:
            for target in (claims[0].id, next(opened.events()).id, next(opened.ledger()).id):
                opened.judge(target, "note", who=f"who {harm}", why=f"why {harm}", text=harm)
    return path


@pytest.fixture(scope="module")
def pages(record: Path) -> Iterator[dict[str, str]]:
    """Every page that links lead to, with its HTML."""
    app = create_app(Settings(record=str(record), readers=2))
    found: dict[str, str] = {}
    with TestClient(app, base_url="http://127.0.0.1") as client:
        waiting = deque(["/", "/claims?size=500", "/articles?size=500", "/revisions?size=500"])
        known = set(waiting)
        while waiting and len(found) < 250:
            address = waiting.popleft()
            answer = client.get(address, headers=HTML)
            assert answer.status_code == 200, (address[:200], answer.text[:300])
            found[address] = answer.content.decode()
            for href in re.findall(r'href="(/[^"#]*)', found[address]):
                link = href.replace("&amp;", "&").replace("&#39;", "'").replace("&#34;", '"')
                if link not in known and not re.search(r"\.(json|csv)\b|^/static/", link):
                    known.add(link)
                    # One of each kind of filtered list is enough; things come first.
                    (waiting.append if "?" in link else waiting.appendleft)(link)
        yield found


def test_all_kinds_of_pages_were_looked_at(pages: dict[str, str]) -> None:
    firsts = {re.split("[/?]", a)[1] + ("/*" if a.count("/") > 1 else "") for a in pages}
    for name in "events articles claims ledger revisions actors sources".split():
        assert {name, f"{name}/*"} <= firsts, name
    assert {"map", "network", "about", "dyads", "dyads/*", "differences"} <= firsts


def test_nothing_of_a_page_becomes_an_element(pages: dict[str, str], seen: See) -> None:
    for address, text in pages.items():
        for tag, attrs in seen(text).elements:
            assert tag in TAGS, (address, tag)
            assert not [n for n in attrs if n.startswith("on") or n in ("style", "srcdoc")], address
            if tag == "script":
                assert attrs["src"].startswith("/static/"), address
            for name in ("href", "src", "action"):
                assert re.match(r"/(?!/)|#|https?://", attrs.get(name, "/")), (address, attrs)


def test_nothing_hides_or_turns_or_breaks(pages: dict[str, str]) -> None:
    for address, text in pages.items():
        assert not RAW.search(text), (address, RAW.search(text))


@pytest.mark.parametrize("harm", [SCRIPT, PICTURE, BREAKOUT, TEMPLATE, ENTITIES, COMMENT])
def test_it_is_all_shown_as_text(pages: dict[str, str], seen: See, harm: str) -> None:
    """In the article, on the page of each claim, in the lists."""
    number = ALL.index(harm)
    words = " ".join(harm.split())
    mine = [a for a in pages if a.startswith(f"/articles/page%20{number}")]
    assert mine
    for address in (*mine, "/claims?size=500", "/articles?size=500", "/revisions?size=500"):
        assert words in seen(pages[address]).words, address


def test_bidirectional_tricks_are_made_visible(pages: dict[str, str], seen: See) -> None:
    page = seen(pages["/claims?size=500"])
    assert "invoice[U+202E]gnp.exe[U+2066][U+200F]" in page.words
    assert "a[U+0000]b[U+001B][31mc[U+200B][U+FEFF]" in page.words


def test_names_from_right_to_left_are_isolated(pages: dict[str, str], seen: See) -> None:
    found = 0
    for address, text in pages.items():
        for tag, words in seen(text).texts:
            if "محمد" in words:
                assert tag in ISOLATED or words.strip() == ARABIC, (address, tag, words)
                found += 1
    assert found > 20


def test_a_script_address_is_text(pages: dict[str, str], seen: See) -> None:
    page = seen(pages[next(a for a in pages if a.startswith("/articles/page%200"))])
    assert "javascript:alert(0)" in page.words
    assert not [a for a in page.all("a") if "javascript" in a["href"][:20]]


def test_as_json_and_csv_it_is_data(record: Path) -> None:
    app = create_app(Settings(record=str(record), readers=1))
    with TestClient(app, base_url="http://127.0.0.1") as client:
        for name in ("claims", "events", "articles", "ledger", "revisions", "map", "network"):
            json = client.get(f"/{name}.json")
            assert json.headers["content-type"] == "application/json" and json.json(), name
            assert json.headers["x-content-type-options"] == "nosniff"
            table = client.get(f"/{name}.csv")
            assert table.headers["content-type"].startswith("text/csv"), name
        quotes = [
            c["evidence"][0]["quote"]
            for c in client.get("/claims.json?size=500").json()["page"]["items"]
        ]
        assert set(ALL) <= set(quotes)
