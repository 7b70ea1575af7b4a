"""A page's headline, publisher and address, from what the page says of itself.

trafilatura's own reading takes a site's name for the headline where the two share the ``title``
element ("Maghreb Gazette : Geneva truce holds"); its answers are the last resort here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from lxml.html import HtmlElement

_BETWEEN = re.compile(r"\s+(?:[|–—·»:-]|::|&raquo;)\s+|\s*\|\s*|\s+»\s*")
_HEADLINE_MARK = re.compile(
    r"\bheadline\b|(?:article|entry|post|story)[-_]?title|^hed$", re.IGNORECASE
)
_SHORTEST = 3  # words: a single h1 of one or two is a section or the site's name
_LONGEST = 60
_LD_ELSEWHERE_KEYS = "liveBlogUpdate comment itemListElement isPartOf mentions hasPart"
_LD_ELSEWHERE = frozenset(_LD_ELSEWHERE_KEYS.split())


def page_title(tree: HtmlElement, fallback: str | None = None) -> str | None:
    """The headline as readers see it, without the site's name; ``None`` where there is none."""
    site = page_publisher(tree)
    for candidate in _titles(tree):
        words = " ".join(candidate.split())
        if _SHORTEST <= len(words.split()) <= _LONGEST and words != site:
            return _without_site(words, site)
    whole = _title_element(tree) or " ".join((fallback or "").split())
    parts = [p for p in _BETWEEN.split(whole) if p and p != site]
    best = max(parts, key=lambda p: len(p.split()), default="")
    return best or None


def page_publisher(tree: HtmlElement, fallback: str | None = None) -> str | None:
    """The name the site gives itself, else the other half of the ``title``, else ``fallback``."""
    for value in _meta(tree, "og:site_name"):
        return value
    for data in _linked(tree):
        publisher = data.get("publisher")
        if isinstance(publisher, dict) and isinstance(publisher.get("name"), str):
            return str(publisher["name"]).strip() or fallback
    parts = [p for p in _BETWEEN.split(_title_element(tree)) if p]
    if len(parts) == 2:
        shorter, longer = sorted(parts, key=lambda p: len(p.split()))
        if len(shorter.split()) <= min(4, len(longer.split()) - 1):
            return shorter
    return fallback.strip() if fallback and fallback.strip() else None


def page_address(tree: HtmlElement) -> str | None:
    """The address the page calls its own (canonical link, ``og:url``)."""
    for element in tree.xpath('//link[@rel="canonical"]'):
        value = (element.get("href") or "").strip()
        if value.startswith(("http://", "https://")):
            return str(value)
    for value in _meta(tree, "og:url"):
        if value.startswith(("http://", "https://")):
            return value
    return None


def _titles(tree: HtmlElement) -> Iterator[str]:
    headings = [" ".join(h.text_content().split()) for h in tree.iter("h1")]
    headings = [h for h in headings if len(h.split()) >= _SHORTEST]
    known = " ".join([*_meta(tree, "og:title"), _title_element(tree)]).casefold()
    shared = [h for h in headings if h.casefold() in known]
    yield from shared[:1]
    if len(headings) == 1:
        yield headings[0]
    yield from _meta(tree, "og:title")
    for data in _linked(tree):
        if isinstance(data.get("headline"), str):
            yield data["headline"]
    yield from _meta(tree, "twitter:title")
    for element in tree.iter("div", "h2", "span", "p", "td"):
        marks = f"{element.get('class') or ''} {element.get('id') or ''}".strip()
        if _HEADLINE_MARK.search(marks):
            yield element.text_content()


def _without_site(title: str, site: str | None) -> str:
    if not site:
        return title
    edge = re.escape(site)
    return re.sub(
        rf"\s*[|–—:·»-]+\s*{edge}\s*$|^{edge}\s*[|–—:·»-]+\s*", "", title, flags=re.IGNORECASE
    )


def _title_element(tree: HtmlElement) -> str:
    for element in tree.iter("title"):
        return " ".join(element.text_content().split())
    return ""


def _meta(tree: HtmlElement, name: str) -> Iterator[str]:
    for element in tree.iter("meta"):
        if name in (element.get("property"), element.get("name")):
            value = " ".join((element.get("content") or "").split())
            if value:
                yield value


def _linked(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    for block in tree.xpath('//script[contains(@type, "ld+json")]'):
        try:
            yield from _objects(json.loads(block.text or ""))
        except (ValueError, RecursionError):
            continue


def _objects(data: Any) -> Iterator[dict[str, Any]]:
    if isinstance(data, list):
        for item in data:
            yield from _objects(item)
    elif isinstance(data, dict):
        yield data
        for key, item in data.items():
            if key not in _LD_ELSEWHERE and isinstance(item, (dict, list)):
                yield from _objects(item)
