"""One page's bytes to one article: HTML or plain text, whichever the bytes are.

HTML goes through trafilatura for the text, its title, publisher and canonical address (no
comments, no formatting), and through ``page_date`` for the date. Plain text is kept as it is:
its offsets are the file's characters.
"""

from __future__ import annotations

import logging
import re

import msgspec
import trafilatura
from lxml import html as lxml_html
from trafilatura.settings import Document

from communique.intake.charset import DecodeError, decode
from communique.intake.furniture import has_sentence, mark_furniture, reads_as_headline
from communique.intake.given_date import check_date
from communique.intake.language import identify
from communique.intake.limits import EARLIEST_WEB_PAGE, LATEST_YEAR, MAX_PAGE_BYTES
from communique.intake.page_date import dateline, page_date, page_modified
from communique.intake.page_title import page_address, page_publisher, page_title
from communique.model import Article, Skip, Span
from communique.model.article import DateBasis

# Both libraries log what we report as a value; without this they would write to standard error.
for _name in ("trafilatura", "htmldate"):
    logging.getLogger(_name).addHandler(logging.NullHandler())

_HTML_START = re.compile(
    r"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|article|div|p|meta)\b",
    re.IGNORECASE | re.DOTALL,
)
_HTML_WITHIN = re.compile(r"<(?:html|body|head|article)\b[^>]*>", re.IGNORECASE)
_HTML_SNIFF_CHARS = 4096
_DATE_SETTINGS = {
    "extensive_search": False,
    "original_date": True,
    "min_date": EARLIEST_WEB_PAGE,
    "max_date": f"{LATEST_YEAR}-12-31",  # a fixed day: the result must not depend on the clock
}


def article_from_bytes(
    data: bytes,
    *,
    source: str,
    url: str | None = None,
    date: str | None = None,
    charset: str | None = None,
) -> Article | Skip:
    """The article in one page's bytes, or why there is none.

    ``source`` names the bytes in messages and, without an address, the page. ``url`` is the
    address they came from; the page's own canonical address goes before it. ``date`` overrides
    the page's publication date. ``charset`` is what the server declared. A name that ends in
    ``.txt`` is never taken for HTML.

    Raises:
        FormatError: ``date`` is no date, or absurd.
    """
    given = check_date(date) if date is not None else None
    if not data.strip():
        return Skip(source=source, reason="empty file")
    if len(data) > MAX_PAGE_BYTES:
        return Skip(source=source, reason=too_large(len(data)))
    plain = source.lower().endswith((".txt", ".text"))
    try:
        text = decode(data, html=not plain and looks_like_html(data), declared=charset)
    except DecodeError as error:
        return Skip(source=source, reason=str(error))
    if not text.strip("\ufeff \t\r\n\x0b\x0c\xa0"):
        return Skip(source=source, reason="empty file")
    if not plain and looks_like_html(text):
        return _from_html(text, source=source, url=url, given=given)
    return _from_text(text, source=source, url=url, given=given)


def article_from_text(
    text: str,
    *,
    source: str,
    id: str | None = None,
    url: str | None = None,
    title: str | None = None,
    publisher: str | None = None,
    published: str | None = None,
    modified: str | None = None,
    date_basis: DateBasis = "none",
    page: str | None = None,
    notes: tuple[str, ...] = (),
) -> Article | Skip:
    """The last step of every way in: furniture marked, language told, the article built."""
    furniture = mark_furniture(text)
    language = identify(_without(text, furniture))
    if language != "en":
        return Skip(source=source, reason=f"language: {language}, not English", failed=False)
    article = Article.make(
        text,
        id=id,
        url=url,
        title=title,
        publisher=publisher,
        published=published,
        modified=modified,
        date_basis=date_basis,
        furniture=furniture,
        source=source,
        notes=notes,
    )
    return msgspec.structs.replace(article, page=page) if page and not (url or id) else article


def with_title(title: str | None, body: str) -> str:
    """The body with its title as first paragraph, unless it begins with it already."""
    if not title or _plain_words(body[: len(title) * 2 + 40]).startswith(_plain_words(title)):
        return body
    return f"{title}\n\n{body}"


def looks_like_html(data: bytes | str) -> bool:
    """True when the first characters are those of an HTML page (bytes: in any character set)."""
    if isinstance(data, bytes):
        head = data[:_HTML_SNIFF_CHARS].replace(b"\x00", b"").decode("latin-1")
        head = head.lstrip("\xef\xbb\xbf\xff\xfe")
    else:
        head = data[:_HTML_SNIFF_CHARS]
    return bool(_HTML_START.match(head) or _HTML_WITHIN.search(head))


def too_large(size: int) -> str:
    """The reason for leaving out an input of ``size`` bytes."""
    return f"larger than {MAX_PAGE_BYTES / 1e6:.0f} MB ({size / 1e6:.1f} MB)"


def _from_text(text: str, *, source: str, url: str | None, given: str | None) -> Article | Skip:
    if not any(c.isalpha() for c in text):
        return Skip(source=source, reason="no text (not one letter)")
    first, _, rest = text.strip().partition("\n")
    has_title = bool(rest.strip()) and reads_as_headline(first) and rest[:1] in "\r\n"
    on_page = None if given else dateline(text)
    return article_from_text(
        text,
        source=source,
        url=url,
        title=first.strip() if has_title else None,
        published=given or on_page,
        date_basis="given" if given else "page",
        page=_file_page(source),
    )


def _from_html(text: str, *, source: str, url: str | None, given: str | None) -> Article | Skip:
    try:
        tree = lxml_html.document_fromstring(_without_declaration(text))
        found = trafilatura.bare_extraction(
            lxml_html.document_fromstring(_without_declaration(text)),
            url=url,
            include_comments=False,
            include_formatting=False,
            with_metadata=True,
            date_extraction_params=dict(_DATE_SETTINGS),
        )
    except Exception as error:  # a parser's bug must cost this page, not the run
        detail = " ".join(str(error).split())[:120] or type(error).__name__
        return Skip(source=source, reason=f"the page cannot be parsed: {detail}")
    if not isinstance(found, Document) or not (found.text or "").strip():
        return Skip(source=source, reason="no article found on the page")
    address = page_address(tree) or url or found.url
    title = page_title(tree, found.title)
    paragraphs = [" ".join(line.split()) for line in (found.text or "").splitlines()]
    body = "\n\n".join(p for p in paragraphs if p)
    if not has_sentence(body, mark_furniture(body)):
        return Skip(source=source, reason="no article found on the page")
    published, basis, notes = (given, "given", ()) if given else page_date(tree, address)
    return article_from_text(
        with_title(title, body),
        source=source,
        url=address,
        title=title,
        publisher=page_publisher(tree, found.sitename),
        published=published,
        modified=page_modified(tree),
        date_basis=basis,
        page=_file_page(source),
        notes=notes,
    )


def _without_declaration(text: str) -> str:
    """lxml refuses a decoded text that still declares an encoding."""
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", text.replace("\x00", ""), count=1)


def _file_page(source: str) -> str | None:
    """The name of a page that has no address: its file's, the same wherever the file lies."""
    name = re.split(r"[/\\]", source)[-1]
    return f"file:{name}" if name and name != "-" else None


def _without(text: str, furniture: tuple[Span, ...]) -> str:
    parts, at = [], 0
    for span in furniture:
        parts.append(text[at : span.start])
        at = span.end
    parts.append(text[at:])
    return "".join(parts)


def _plain_words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
