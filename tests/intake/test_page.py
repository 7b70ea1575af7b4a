"""One page's bytes to one article."""

from __future__ import annotations

import pytest

from communique.intake import MAX_PAGE_BYTES, article_from_bytes
from communique.intake.page import looks_like_html, with_title
from communique.model import Article, FormatError, Skip

TITLE = "Ministry weighs letter from Washington"
BODY = (
    (
        "The foreign ministry said on Monday that it had received a letter from Washington. "
        "It asks the government to bring the rebels to the table before the end of the year."
    ),
    (
        "The government has not answered yet. A spokesman said it would do so within two weeks, "
        "and that the letter had been read with an open mind by everyone who has to decide."
    ),
    "The rebels said in a statement that they would not meet anyone before their men were freed.",
)


def page(
    *,
    head: str = f'<meta charset="utf-8"><title>{TITLE} | Gazette</title>',
    body: tuple[str, ...] = BODY,
    heading: str = "<h1>Ministry weighs letter from Washington</h1>",
) -> bytes:
    paragraphs = "".join(f"<p>{p}</p>" for p in body)
    return (
        f'<!doctype html><html lang="en"><head>{head}</head><body><nav><a href="/">Home</a></nav>'
        f"<main><article>{heading}{paragraphs}</article></main>"
        "<section id=comments><p>First comment: nobody believes this, they have said so before."
        "</p></section><footer>Terms</footer></body></html>"
    ).encode()


def article(data: bytes, **options: str) -> Article:
    found = article_from_bytes(data, source=options.pop("source", "dir/page.html"), **options)
    assert isinstance(found, Article), found
    return found


def reason(data: bytes, source: str = "x.html") -> str:
    found = article_from_bytes(data, source=source)
    assert isinstance(found, Skip), found
    assert "\n" not in found.reason
    assert found.source == source
    return found.reason


def test_html_gives_title_paragraphs_and_no_comments() -> None:
    found = article(page())
    assert found.text == "\n\n".join(("Ministry weighs letter from Washington", *BODY))
    assert found.title == "Ministry weighs letter from Washington"
    assert found.publisher == "Gazette"
    assert (found.published, found.date_basis) == (None, "none")
    assert found.page == "file:page.html"
    assert found.language == "en"


def test_same_bytes_same_article() -> None:
    assert article(page()) == article(page())
    assert article(page(), source="other/page.html").id == article(page()).id


def test_title_is_not_put_before_a_body_that_begins_with_it() -> None:
    assert with_title("A title here", "A “title” here\n\nBody.") == "A “title” here\n\nBody."
    assert with_title("A title here", "Body.") == "A title here\n\nBody."
    assert with_title(None, "Body.") == "Body."


@pytest.mark.parametrize(
    "head",
    [
        "<title>Gazette : Ministry weighs the letter</title>",
        "<title>Ministry weighs the letter - Gazette</title>",
        (
            '<meta property="og:title" content="Ministry weighs the letter | Gazette">'
            '<meta property="og:site_name" content="Gazette">'
        ),
        (
            '<script type="application/ld+json">{"@type":"NewsArticle","headline":'
            '"Ministry weighs the letter","publisher":{"name":"Gazette"}}</script>'
        ),
    ],
)
def test_title_and_publisher_without_a_heading(head: str) -> None:
    found = article(page(head=head, heading=""))
    assert found.title == "Ministry weighs the letter"
    assert found.publisher == "Gazette"


def test_headline_by_its_class() -> None:
    found = article(page(head="", heading='<div class="headline">Ministry weighs it now</div>'))
    assert found.title == "Ministry weighs it now"


def test_page_without_any_title() -> None:
    found = article(page(head="", heading=""))
    assert found.title is None
    assert found.text.startswith("The foreign ministry")


def test_canonical_address_goes_before_the_fetched_one() -> None:
    head = '<link rel="canonical" href="https://a.example/2019/09/08/x">'
    found = article(page(head=head), url="https://a.example/amp/x")
    assert found.url == found.page == "https://a.example/2019/09/08/x"
    assert (found.published, found.date_basis) == ("2019-09-08", "url")
    relative = article(page(head='<link rel="canonical" href="/x">'), url="https://a.example/y")
    assert relative.url == "https://a.example/y"
    og = article(page(head='<meta property="og:url" content="https://a.example/og">'))
    assert og.url == "https://a.example/og"


def test_date_argument_overrides_the_page() -> None:
    head = '<meta property="article:published_time" content="2018-12-05">'
    found = article(page(head=head), date="2019-01")
    assert (found.published, found.date_basis) == ("2019-01", "given")
    with pytest.raises(FormatError):
        article_from_bytes(page(), source="x.html", date="yesterday")


def test_absurd_page_date_is_left_out_with_a_note() -> None:
    found = article(page(head='<meta property="article:published_time" content="2023-02-30">'))
    assert (found.published, found.date_basis) == (None, "none")
    assert "2023-02-30" in found.notes[0]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-16-le"])
def test_html_in_wide_characters(encoding: str) -> None:
    data = page().decode().replace('<meta charset="utf-8">', "").encode(encoding)
    assert article(data).text == article(page()).text


def test_windows_1252_page() -> None:
    head = '<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">'
    body = (
        "“We have kept our word and we expect them to keep theirs – all of it,” she said.",
        *BODY,
    )
    data = page(head=head, body=body).decode().encode("cp1252")
    assert body[0] in article(data).text


def test_furniture_left_in_html_is_marked() -> None:
    body = (BODY[0], "Read more: Who is who in the office", *BODY[1:])
    found = article(page(body=body))
    assert [s.of(found.text) for s in found.furniture] == ["Read more: Who is who in the office"]


def test_plain_text_is_kept_as_it_is() -> None:
    text = "  Ministry says  so\r\n\r\nLatest News\r\n\r\nThe talks   went on.\t\r\n"
    found = article(text.encode(), source="a/b/page.txt")
    assert found.text == text
    assert found.title == "Ministry says  so"
    assert found.page == "file:page.txt"
    assert [s.of(text) for s in found.furniture] == ["Latest News"]


def test_plain_text_with_a_dateline() -> None:
    text = "Russia leaves the grain deal\n\nBy A B\nIstanbul, 18 July 2023\n\nIt left on Monday.\n"
    found = article(text.encode(), source="x.txt")
    assert (found.published, found.date_basis) == ("2023-07-18", "page")


def test_a_txt_file_is_never_html_and_other_names_are_sniffed() -> None:
    data = b"<p>The minister wrote <b>this</b> himself and signed it on Monday.</p>"
    assert article(data, source="x.txt").text == data.decode()
    assert looks_like_html(data)
    assert "<" not in article(page(), source="-").text


def test_standard_input_page_is_named_by_its_text() -> None:
    assert article(b"Troops left the town of Kut on Friday.", source="-").page.startswith("text:")


@pytest.mark.parametrize(
    ("data", "source", "why"),
    [
        (b"", "x.txt", "empty file"),
        (b" \n\t ", "x.txt", "empty file"),
        (b"\xef\xbb\xbf \n", "x.txt", "empty file"),
        (b"%PDF-1.4", "x.pdf", "binary file (PDF)"),
        (b"ab\x00cd", "x.txt", "binary file (NUL byte at offset 2)"),
        (b"caf\xe9 closed", "x.txt", "broken UTF-8 at byte 3 (0xe9)"),
        (b"123 456", "x.txt", "no text (not one letter)"),
        (b"<html><body><nav><a href=/>Home</a></nav></body></html>", "x.html",
         "no article found on the page"),
        (b"<html><body></body></html>", "x.html", "no article found on the page"),
        (b"<html><body><p>Home</p><p>World</p></body></html>", "x.html",
         "no article found on the page"),
        (b"<!-- -->   <html>", "x.html", "no article found on the page"),
    ],
)  # fmt: skip
def test_what_is_no_article_says_why(data: bytes, source: str, why: str) -> None:
    assert reason(data, source) == why


def test_a_page_over_the_limit() -> None:
    assert reason(b"a" * (MAX_PAGE_BYTES + 1)) == "larger than 50 MB (50.0 MB)"


def test_a_parser_that_fails_costs_the_page_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RecursionError("too\ndeep")

    monkeypatch.setattr("trafilatura.bare_extraction", fail)
    assert reason(page()) == "the page cannot be parsed: too deep"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("وزیراعظم نے کہا کہ پاکستان افغانستان میں امن کے لیے اپنا کردار ادا کرتا رہے گا", "ur"),
        (("Die Bundesregierung hat am Montag erklärt, dass sie den Vertrag nicht unterzeichnen "
         "wird, solange die andere Seite ihre Truppen nicht zurückzieht."), "de"),
        (("El gobierno dijo el lunes que no firmará el acuerdo mientras la otra parte no retire "
         "sus tropas de la frontera y libere a los presos."), "es"),
    ],
)  # fmt: skip
def test_other_languages_are_rightly_left_out(text: str, code: str) -> None:
    found = article_from_bytes(text.encode(), source="x.txt")
    assert found == Skip(source="x.txt", reason=f"language: {code}, not English", failed=False)


@pytest.mark.parametrize(
    "text",
    [
        "وزیر",  # too short to tell
        "Erdogan threatens to expel ambassadors over Kavala statement",
        "FARC commander Timochenko meets Santos in Havana",
        "Museveni, Kabila sign Nairobi declaration on M23",
    ],
)
def test_short_texts_full_of_names_count_as_english(text: str) -> None:
    assert isinstance(article_from_bytes(text.encode(), source="x.txt"), Article)
