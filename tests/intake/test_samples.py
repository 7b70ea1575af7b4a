"""The sample pages: messy HTML as news sites serve it."""

from __future__ import annotations

from pathlib import Path

import pytest

from communique.intake import read_sources
from communique.model import Article, Skip

SAMPLES = Path(__file__).parents[2] / "samples"
pytestmark = pytest.mark.skipif(not SAMPLES.exists(), reason="no sample pages")

EXPECTED = {
    "afghanistan-doha-liveblog.html": ("Afghan talks open in Doha: live", "2020-09-12", "page"),
    "colombia-eln-caracas-latin1.html": (
        "Colombia and ELN rebels return to the table in Caracas", "2022-11-22", "page"),
    "libya-geneva-truce-div-soup.html": (
        "Geneva truce holds on paper as both Libyan camps trade charges", "2020-10-26", "page"),
    "myanmar-asean-no-date.html": (
        "Myanmar generals bar ASEAN envoy from meeting ousted leader", None, "none"),
    "philippines-bangsamoro-date-in-url.html": (
        "Moro fighters hand in first rifles under Bangsamoro pact", "2019-09-08", "url"),
    "yemen-envoy-tour-date-in-jsonld.html": (
        "UN envoy sets out on six-stop tour to sell Yemen truce", "2022-03-09", "page"),
}  # fmt: skip
NEVER = ("Advertisement", "cookie", "Accept all", "Subscribe", "riverman44", "Share this update")


@pytest.fixture(scope="module")
def found() -> dict[str, Article | Skip]:
    return {Path(i.source).name: i for i in read_sources([str(SAMPLES)])}


@pytest.mark.parametrize("name", EXPECTED)
def test_title_and_date(found: dict[str, Article | Skip], name: str) -> None:
    article = found[name]
    assert isinstance(article, Article), article
    assert (article.title, article.published, article.date_basis) == EXPECTED[name]
    assert article.text.startswith(f"{article.title}\n\n")


def test_only_the_german_page_is_left_out(found: dict[str, Article | Skip]) -> None:
    assert [i for i in found.values() if isinstance(i, Skip)] == [
        Skip(
            source=str(SAMPLES / "kosovo-serbien-german-skip.html"),
            reason="language: de, not English",
            failed=False,
        )
    ]


def test_no_frame_of_a_page_reaches_the_coder(found: dict[str, Article | Skip]) -> None:
    for article in found.values():
        if isinstance(article, Article):
            text = list(article.text)
            for span in article.furniture:
                text[span.start : span.end] = " " * (span.end - span.start)
            left = "".join(text)
            assert not [word for word in NEVER if word in left], article.source


def test_two_versions_are_one_page(found: dict[str, Article | Skip]) -> None:
    first, second = (found[f"ethiopia-tigray-roads-v{n}.html"] for n in (1, 2))
    assert isinstance(first, Article) and isinstance(second, Article)
    assert first.page == second.page
    assert first.id != second.id
