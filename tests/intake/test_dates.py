"""Publication dates: given as a value, found on a page, and left out when absurd."""

from __future__ import annotations

import pytest
from lxml import html

from communique.intake import check_date
from communique.intake.given_date import date_or_note
from communique.intake.page_date import (
    dateline,
    page_date,
    page_modified,
    url_date,
    written_date,
)
from communique.model import FormatError


@pytest.mark.parametrize(
    ("value", "edtf"),
    [
        ("2018", "2018"),
        ("2018-12", "2018-12"),
        ("2018-12-03", "2018-12-03"),
        (" 2018-12-03 05:00:00 ", "2018-12-03"),
        ("2018-12-03T23:59:00-05:00", "2018-12-03"),
        ("20181203", "2018-12-03"),
        ("3 December 2018", "2018-12-03"),
        ("3rd Dec 2018", "2018-12-03"),
        ("December 3, 2018", "2018-12-03"),
        ("Mon, 03 Dec 2018 05:00:00 GMT", "2018-12-03"),
    ],
)
def test_dates_keep_the_precision_they_came_in(value: str, edtf: str) -> None:
    assert check_date(value) == edtf


@pytest.mark.parametrize(
    "value",
    [
        "1000-01-01",
        "2999",
        "yesterday",
        "2023-02-30",
        "2018-13",
        "1970-01-01",
        "",
        "30 February 2020",
        "3 Foo 2020",
        "0000",
        "12",
        "٢٠١٨-١٢-٠٣",
    ],
)
def test_absurd_dates_are_refused(value: str) -> None:
    with pytest.raises(FormatError, match="date"):
        check_date(value)


def test_absurd_dates_leave_a_note_and_missing_ones_do_not() -> None:
    assert date_or_note("2023-02-30") == (
        None,
        "not a date: '2023-02-30'; the publication date is left open",
    )
    assert date_or_note(None) == (None, None)
    assert date_or_note("  ") == (None, None)
    assert date_or_note(["2018"])[1] is not None
    assert date_or_note(2018) == ("2018", None)


@pytest.mark.parametrize(
    ("url", "edtf"),
    [
        ("https://a.example/2019/09/08/rifles/", "2019-09-08"),
        ("https://a.example/2019/09/rifles", "2019-09"),
        ("https://a.example/news/2019-9-8/x", "2019-09-08"),
        ("https://a.example/x-20190908.html", "2019-09-08"),
        ("https://a.example/2999/01/01/x", None),
        ("https://a.example/1066/10/14/hastings", None),
        ("https://2019.example/x?d=/2019/01/01/", None),
        ("https://a.example/2020/afghan-talks", None),
        (None, None),
    ],
)
def test_url_dates(url: str | None, edtf: str | None) -> None:
    assert url_date(url) == edtf


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("By A. B., Tunis. | 26/10/2020 14:05", "2020-10-26"),
        ("10/26/2020", "2020-10-26"),
        ("17.02.2022, 18:20", "2022-02-17"),
        ("05.06.2020", "2020-06-05"),
        ("Posted: Monday, August 31, 2020 2:40 pm", "2020-08-31"),
        ("no date", None),
    ],
)
def test_written_dates(text: str, edtf: str | None) -> None:
    assert written_date(text)[0] == edtf


def test_a_date_of_two_readings_is_none_and_says_so() -> None:
    edtf, note = written_date("05/06/2020")
    assert edtf is None
    assert note is not None and "two dates" in note


def page(head: str = "", body: str = "", url: str | None = None) -> tuple[str | None, str]:
    tree = html.document_fromstring(
        f"<html><head><title>t</title>{head}</head><body><p>On 1 May 2011 he fled.</p>{body}</body>"
    )
    return page_date(tree, url)[:2]


@pytest.mark.parametrize(
    ("head", "body", "url", "expected"),
    [
        ('<meta property="article:published_time" content="2018-12-05T09:00">', "", None,
         ("2018-12-05", "page")),
        ('<meta name="DC.date.issued" content="2018-12">', "", None, ("2018-12", "page")),
        ('<meta itemprop="datePublished" content="2018-12-05">', "", None, ("2018-12-05", "page")),
        ('<meta name="bt:pubdate" content="2018/12/05">', "", None,
         ("2018-12-05", "page")),
        (('<script type="application/ld+json">{"@graph":[{"@type":["NewsArticle"],'
         '"datePublished":"2022-03-09"}]}</script>'), "", None, ("2022-03-09", "page")),
        ('<script type="application/ld+json">{broken</script>', "", None, (None, "none")),
        ("", '<time datetime="2018-12-05T09:00">Wed</time>', None, ("2018-12-05", "page")),
        ("", "<time>17.02.2022, 18:20</time>", None, ("2022-02-17", "page")),
        ("", '<div class="byline">Posted 26/10/2020</div>', None, ("2020-10-26", "page")),
        ("", "", "https://a.example/2019/09/08/x", ("2019-09-08", "url")),
        # Not the article's publication date:
        ("", "", None, (None, "none")),
        ('<meta property="article:modified_time" content="2018-12-05">', "", None, (None, "none")),
        ('<meta name="copyright" content="2018">', "", None, (None, "none")),
        ('<meta name="last-modified" content="2018-12-05">', "", None, (None, "none")),
        ("", '<aside><time datetime="2018-12-05">x</time></aside>', None, (None, "none")),
        ("", '<div class="related"><time datetime="2018-12-05">x</time></div>', None,
         (None, "none")),
        ("", '<time class="updated" datetime="2018-12-05">x</time>', None, (None, "none")),
        ("", '<div class="updated-date">26/10/2020</div>', None, (None, "none")),
        ("", '<p class="date">05/06/2020</p>', None, (None, "none")),
        (('<script type="application/ld+json">{"liveBlogUpdate":[{"datePublished":"2022-03-09"}]}'
         "</script>"), "", None, (None, "none")),
        # Absurd: passed over, the next one counts.
        ('<meta name="date" content="1000-01-01">', "", "https://a.example/2019/09/08/x",
         ("2019-09-08", "url")),
        ('<meta name="date" content="1985-01-01">', "", None, (None, "none")),
        ('<meta name="date" content="2999-01-01">', "", None, (None, "none")),
        ('<meta name="pubyear" content="2018">', "", None, (None, "none")),
    ],
)  # fmt: skip
def test_page_dates(
    head: str, body: str, url: str | None, expected: tuple[str | None, str]
) -> None:
    assert page(head, body, url) == expected


def test_publication_goes_before_modification_and_live_updates() -> None:
    head = (
        '<meta property="article:modified_time" content="2022-09-02">'
        '<meta property="article:published_time" content="2022-08-31">'
    )
    assert page(head, '<time datetime="2022-09-09">x</time>') == ("2022-08-31", "page")


def test_marked_publication_time_goes_before_other_times() -> None:
    body = (
        '<time datetime="2022-09-09">x</time>'
        '<time itemprop="datePublished" datetime="2022-08-31">y</time>'
    )
    assert page("", body) == ("2022-08-31", "page")


def test_absurd_page_date_leaves_a_note() -> None:
    tree = html.document_fromstring('<html><meta name="date" content="yesterday"><p>x</p></html>')
    assert page_date(tree, None) == (
        None,
        "none",
        ("not a date: 'yesterday'; the publication date is left open",),
    )


def test_dateline_of_plain_text() -> None:
    assert dateline("Head\n\nBy A B\nIstanbul, 18 July 2023\n\nText.") == "2023-07-18"
    assert dateline("Head\n\nThe deal was signed on 18 July 2023\nin Istanbul.") is None
    assert dateline("Head\n\nIt began 18 July 2023.") is None


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('<meta property="article:modified_time" content="2022-09-01T10:50:00+02:00">',
         "2022-09-01T08:50:00Z"),
        ('<script type="application/ld+json">{"dateModified": "2022-09-01"}</script>',
         "2022-09-01T00:00:00Z"),
        ('<time itemprop="dateModified" datetime="2022-09-01T08:50:00Z">x</time>',
         "2022-09-01T08:50:00Z"),
        ('<meta name="last-modified" content="yesterday">', None),
        ('<meta name="last-modified" content="0999-01-01">', None),
        ("", None),
    ],
)  # fmt: skip
def test_modification_is_kept_apart_from_publication(head: str, expected: str | None) -> None:
    tree = html.document_fromstring(f"<html><head>{head}</head><body><p>x</p></body></html>")
    assert page_modified(tree) == expected
