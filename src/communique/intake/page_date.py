"""The publication date that a page itself carries, and where on the page.

Looked at in this order, the first usable one wins: meta elements, JSON-LD, ``time`` elements, the
page's address, and elements that the page marks as its date or byline. Dates in running text, of
related links, of comments, of a later modification or of the copyright line are no publication
dates and are never looked at. htmldate reads what our own readers of meta and JSON-LD do not know,
from a copy of the page that holds nothing else, so that it has nothing to guess from.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from htmldate import find_date
from lxml import html as lxml_html
from lxml.html import HtmlElement

from communique.intake.given_date import check_date, date_or_note
from communique.intake.limits import EARLIEST_WEB_PAGE, EARLIEST_YEAR, LATEST_YEAR
from communique.model import FormatError
from communique.model.article import DateBasis

_META_NAMES = (
    "article:published_time",
    "og:published_time",
    "og:article:published_time",
    "datepublished",
    "publication_date",
    "publish-date",
    "pubdate",
    "publishdate",
    "sailthru.date",
    "parsely-pub-date",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "dcterms.created",
    "citation_publication_date",
    "date",
    "article_date_original",
    "ptime",
    "rnews:datepublished",
)
_MODIFIED_NAMES = frozenset(
    {"article:modified_time", "og:updated_time", "datemodified", "last-modified", "lastmod"}
)
_META_SKIPPED = re.compile(r"modif|updat|copyright|revis|expir|og:url|last", re.IGNORECASE)
_NOT_THE_ARTICLE = re.compile(
    r"relat|most-|popular|comment|sidebar|teaser|promo|recommend|trending|newsletter|also|latest|"
    r"card|widget|hot\b|next-|footer|breaking",
    re.IGNORECASE,
)
_MARKED = re.compile(
    r"date|byline|publish|posted|timestamp|\btime\b|entry-meta|post-meta|article-meta|^meta$|author",
    re.IGNORECASE,
)
_UPDATED = re.compile(r"updat|modif|correct", re.IGNORECASE)
_LD_ELSEWHERE_KEYS = (
    "liveBlogUpdate comment itemListElement isPartOf mentions review hasPart citation video"
)
_LD_ELSEWHERE = frozenset(_LD_ELSEWHERE_KEYS.split())
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    r"Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_WRITTEN = re.compile(
    rf"(?<![\d/.-])(?:(\d{{4}}-\d{{2}}-\d{{2}})|(\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}\.?,? \d{{4}})"
    rf"|({_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}})|(\d{{1,2}})([./])(\d{{1,2}})\5(\d{{4}}))"
    r"(?![\d/.-]\d)",
    re.ASCII,
)
_IN_URL = re.compile(r"/(\d{4})[/-](\d{1,2})(?:[/-](\d{1,2}))?(?=[/_-]|$)", re.ASCII)
_IN_URL_COMPACT = re.compile(r"[/_-](\d{4})(\d{2})(\d{2})(?=[/_.-]|$)", re.ASCII)
_DATELINE_LINES = 6
_DATELINE_CHARS = 60


def page_date(tree: HtmlElement, url: str | None) -> tuple[str | None, DateBasis, tuple[str, ...]]:
    """EDTF date, its basis (``page``, ``url`` or ``none``), and notes on dates that were no use."""
    notes: list[str] = []
    for raw in _from_page(tree):
        edtf, note = date_or_note(raw)
        if edtf and edtf >= EARLIEST_WEB_PAGE[: len(edtf)]:
            return edtf, "page", tuple(notes)
        notes.append(note or f"absurd date: {raw!r}; the publication date is left open")
    found = _by_htmldate(tree)
    if found:
        return found, "page", tuple(notes)
    for reader in (_time_elements, _marked_elements):
        if reader is _marked_elements:
            from_url = url_date(url)
            if from_url:
                return from_url, "url", tuple(notes)
        for raw in reader(tree):
            edtf, note = written_date(raw)
            if edtf and edtf >= EARLIEST_WEB_PAGE[: len(edtf)]:
                return edtf, "page", tuple(notes)
            if note:
                notes.append(note)
    return None, "none", tuple(dict.fromkeys(notes))


def written_date(text: str) -> tuple[str | None, str | None]:
    """The one full date in a short text, or a note when it can be read in two ways."""
    match = _WRITTEN.search(text)
    if match is None:
        return None, None
    if match.group(4) is None:
        return date_or_note(match.group().replace("Sept ", "Sep "))
    first, mark, second, year = match.group(4, 5, 6, 7)
    if mark == "." or int(first) > 12 or first == second:
        day, month = first, second
    elif int(second) > 12:
        day, month = second, first
    else:
        return (
            None,
            f"{match.group()!r} can be read as two dates; the publication date is left open",
        )
    return date_or_note(f"{year}-{int(month):02}-{int(day):02}")


def url_date(url: str | None) -> str | None:
    """The date in an address (``/2019/09/08/``, ``/2019/09/``, ``-20190908``), or ``None``."""
    if not url:
        return None
    path = re.sub(r"^[a-z]+://[^/]*", "", url.split("?")[0].split("#")[0])
    for pattern in (_IN_URL, _IN_URL_COMPACT):
        for match in pattern.finditer(path):
            year, *rest = (g for g in match.groups() if g)
            value = "-".join((year, *(f"{int(part):02}" for part in rest)))
            try:
                edtf = check_date(value)
            except FormatError:
                continue
            if edtf >= EARLIEST_WEB_PAGE[: len(edtf)]:
                return edtf
    return None


def page_modified(tree: HtmlElement) -> str | None:
    """When the page says that it was last changed: ISO in UTC, to the second; ``None`` if not."""
    values = [
        meta.get("content") or ""
        for meta in tree.iter("meta")
        if (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        in _MODIFIED_NAMES
    ]
    for block in tree.xpath('//script[contains(@type, "ld+json")]'):
        values += re.findall(r'"dateModified"\s*:\s*"([^"]+)"', block.text or "")[:1]
    for element in tree.xpath('//time[@itemprop="dateModified"]'):
        values.append(element.get("datetime") or "")
    for value in values:
        try:
            moment = datetime.fromisoformat(value.strip())
        except ValueError:
            continue
        if moment.tzinfo is not None:
            moment = moment.astimezone(UTC)
        if EARLIEST_YEAR <= moment.year <= LATEST_YEAR:
            return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    return None


def dateline(text: str) -> str | None:
    """The date of a plain text's dateline or byline: a short line of its first few, or ``None``."""
    lines = [line.strip() for line in text[:2000].splitlines() if line.strip()][:_DATELINE_LINES]
    for line in lines:
        if len(line) <= _DATELINE_CHARS and not line.endswith((".", "!", "?", '"', "”")):
            match = _WRITTEN.search(line)
            # A dateline is the date and little else: place, agency, byline, time.
            if match and not re.search(
                r"\b(?:on|in|since|until|by|of|after|before)\s*$", line[: match.start()]
            ):
                return written_date(line)[0]
    return None


def _from_page(tree: HtmlElement) -> Iterator[str]:
    metas: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        value = (meta.get("content") or meta.get("datetime") or "").strip()
        if value and name:
            metas.setdefault(name, value)
    for name in _META_NAMES:
        if name in metas:
            yield metas[name]
    for block in tree.xpath('//script[contains(@type, "ld+json")]'):
        try:
            data = json.loads(block.text or "")
        except ValueError:
            continue
        yield from _linked_dates(data)


def _linked_dates(data: Any) -> Iterator[str]:
    if isinstance(data, list):
        for item in data:
            yield from _linked_dates(item)
    elif isinstance(data, dict):
        value = data.get("datePublished")
        if isinstance(value, str) and value.strip():
            yield value
        for key, item in data.items():
            if key not in _LD_ELSEWHERE and isinstance(item, (dict, list)):
                yield from _linked_dates(item)


def _by_htmldate(tree: HtmlElement) -> str | None:
    bare = lxml_html.document_fromstring("<html><head></head><body></body></html>")
    head = bare.find("head")
    kept = 0
    for meta in tree.iter("meta"):
        names = " ".join(meta.get(k) or "" for k in ("name", "property", "itemprop", "http-equiv"))
        if not names.strip() or _META_SKIPPED.search(names):
            continue
        if any(c.isdigit() for c in meta.get("content") or ""):
            lxml_html.etree.SubElement(head, "meta", dict(meta.attrib))
            kept += 1
    if not kept:
        return None
    found = find_date(
        bare,
        extensive_search=False,
        original_date=True,
        url="",
        min_date=EARLIEST_WEB_PAGE,
        max_date=f"{LATEST_YEAR}-12-31",
    )
    # htmldate fills a missing day with 1: such a date is one only if its page says the day.
    if found and not _says_day(bare, found):
        return None
    return str(found) if found else None


def _says_day(bare: HtmlElement, found: str) -> bool:
    year, _, day = found.split("-")
    for meta in bare.iter("meta"):
        content = meta.get("content") or ""
        numbers = re.findall(r"\d+", content)
        if year in content and (int(day) in map(int, numbers) or found.replace("-", "") in content):
            return True
    return False


def _time_elements(tree: HtmlElement) -> Iterator[str]:
    own = [e for e in tree.iter("time") if not _elsewhere(e)]
    own.sort(
        key=lambda e: not (e.get("itemprop") == "datePublished" or e.get("pubdate") is not None)
    )
    for element in own:
        for raw in (element.get("datetime"), element.text_content()):
            if raw and raw.strip():
                yield raw.strip()


def _marked_elements(tree: HtmlElement) -> Iterator[str]:
    for element in tree.iter("span", "div", "p", "li", "abbr", "small", "em", "td"):
        marks = " ".join(element.get(k) or "" for k in ("class", "id", "itemprop")).strip()
        if not _MARKED.search(marks) or _UPDATED.search(marks) or _elsewhere(element):
            continue
        words = " ".join(element.text_content().split())
        if len(words) <= 120 and not _UPDATED.search(words.split(":")[0][:20]):
            yield words


def _elsewhere(element: HtmlElement) -> bool:
    """True for an element that belongs to a teaser, a comment, a side column or a modification."""
    if _UPDATED.search(f"{element.get('itemprop') or ''} {element.get('class') or ''}"):
        return True
    node: HtmlElement | None = element
    while node is not None and node.tag not in ("body", "html"):
        if node.tag in ("aside", "footer", "nav"):
            return True
        marks = f"{node.get('class') or ''} {node.get('id') or ''}"
        if node is not element and node.tag != "article" and _NOT_THE_ARTICLE.search(marks):
            return True
        node = node.getparent()
    return False
