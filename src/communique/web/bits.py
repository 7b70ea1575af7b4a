"""The small things of which every page holds hundreds: codes, dates, badges, parties, chains.

They are written here and not as macros of a template: a page of fifty claims has a thousand of
them. Everything that comes from the record is escaped, and made visible where it turns or hides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

from communique.model import Claim, Mention, Source
from communique.web.dating import date_words, machine_date
from communique.web.filters import Links
from communique.web.labels import Standing, page_name, party_words, says, visible
from communique.web.naming import code_words, is_known


class Bits:
    """The small things of one page; ``links`` make its addresses."""

    def __init__(self, links: Links) -> None:
        self._links = links

    def code(self, value: str) -> Markup:
        """A code that leads to its actor."""
        return _code(self._links.prefix, value)

    def codes(self, values: Iterable[str], nothing: str = "not known") -> Markup:
        """Codes with commas between them, or a word for none."""
        found = ", ".join([self.code(value) for value in values])
        return Markup(found or _nothing(nothing))

    def day(self, edtf: str | None) -> Markup:
        """A date in words, and for machines where they can take it."""
        return _day(edtf)

    def badge(self, standing: Standing) -> Markup:
        """Whether something happened."""
        return _badge(standing)

    def party(self, mention: Mention | Source) -> Markup:
        """The words of a party and its code, or why it has none."""
        return Markup(self._party(mention))

    def parties(self, mentions: Iterable[Mention], nothing: str = "nobody named") -> Markup:
        """Parties with semicolons between them, or a word for none."""
        found = "; ".join([self._party(mention) for mention in mentions])
        return Markup(found or _nothing(nothing))

    def chain(self, claim: Claim) -> Markup:
        """Who says so, from the page down to the speaker."""
        parts = [
            '<p class="says" data-card><span class="away">According to </span>'
            f"<bdi>{_text(page_name(claim.article))}</bdi>\n"
        ]
        for source in claim.attribution:
            cue = f" (“<bdi>{_text(source.cue)}</bdi>”)" if source.cue else ""
            parts.append(
                '<span class="to" aria-hidden="true">→</span>'
                '<span class="away">, which says that</span>\n'
                f'<span>{self._party(source)} <span class="cue">{says(source)}{cue}</span></span>\n'
            )
        if not claim.attribution:
            parts.append('<span class="cue">says so itself</span>\n')
        return Markup("".join((*parts, "</p>\n")))

    def sayers(self, values: Iterable[str], articles: Mapping[str, Any]) -> Markup:
        """Who says something: articles by the names of their pages, codes, other words."""
        found = []
        for value in values:
            if value in articles:
                href = _text(self._links.at("articles", value))
                found.append(f'<a href="{href}"><bdi>{_text(page_name(articles[value]))}</bdi></a>')
            elif is_known(value):
                found.append(self.code(value))
            else:
                found.append(f"<bdi>{_text(value)}</bdi>")
        return Markup(", ".join(found))

    def _party(self, mention: Mention | Source) -> str:
        words = _text(party_words(mention))
        if mention.code:
            return f"<bdi>{words}</bdi> {self.code(mention.code)}"
        reason = _text(mention.reason)
        return (
            f'<bdi class="unresolved" title="not resolved: {reason}">{words}</bdi>'
            f'<span class="away"> (not resolved: <bdi>{reason}</bdi>)</span>'
        )


def _text(value: str | None) -> str:
    return str(escape(visible(value)))


def _nothing(words: str) -> str:
    return f'<span class="quiet">{_text(words)}</span>'


@lru_cache(maxsize=1 << 13)
def _code(prefix: str, value: str) -> Markup:
    href = _text(Links(prefix, "", ()).at("actors", value))
    title = _text(code_words(value))
    return Markup(f'<a class="code" href="{href}" title="{title}">{_text(value)}</a>')


@lru_cache(maxsize=1 << 13)
def _day(edtf: str | None) -> Markup:
    words = _text(date_words(edtf))
    if machine_date(edtf):
        return Markup(f'<time datetime="{_text(edtf)}">{words}</time>')
    return Markup(f"<span>{words}</span>")


@lru_cache(maxsize=256)
def _badge(standing: Standing) -> Markup:
    key, label, meaning = map(_text, (standing.key, standing.label, standing.meaning))
    return Markup(f'<span class="badge {key}" title="{meaning}">{label}</span>')
