"""Articles: one version of one page."""

from __future__ import annotations

import hashlib
from typing import Literal

import msgspec

from communique.model.spans import Span

DateBasis = Literal["given", "page", "url", "none"]


class ArticleRef(msgspec.Struct, frozen=True, kw_only=True):
    """What a claim says of the article it was read in."""

    id: str
    url: str | None = None
    title: str | None = None
    publisher: str | None = None
    published: str | None = None


class Article(msgspec.Struct, frozen=True, kw_only=True):
    """One version of one page.

    ``text`` is what is coded and what every span points into; where the page has a title that is
    not already the text's beginning, intake puts it there as a first paragraph. ``furniture`` are
    spans of ``text`` that belong to the page and not to the article (section labels, "Latest
    News"): kept so that offsets stay those of the source, never coded.
    ``published`` is EDTF or ``None``; ``date_basis`` says where it came from.
    ``modified`` is when the page says it was last changed (ISO, in UTC): it orders versions.
    ``page`` names the page across versions: its URL, or the given id, or its file name.
    ``source`` is where it was read (path, URL, ``file:line``), for messages only; ``notes`` say
    what intake found wrong with it and left out (an absurd date), one line each.
    """

    id: str
    page: str
    text: str
    content_hash: str
    url: str | None = None
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    modified: str | None = None
    date_basis: DateBasis = "none"
    language: str = "en"
    furniture: tuple[Span, ...] = ()
    source: str = ""
    notes: tuple[str, ...] = ()

    @property
    def ref(self) -> ArticleRef:
        """The short form that goes into claims."""
        return ArticleRef(
            id=self.id,
            url=self.url,
            title=self.title,
            publisher=self.publisher,
            published=self.published,
        )

    @classmethod
    def make(
        cls,
        text: str,
        *,
        id: str | None = None,
        url: str | None = None,
        title: str | None = None,
        publisher: str | None = None,
        published: str | None = None,
        modified: str | None = None,
        date_basis: DateBasis = "none",
        language: str = "en",
        furniture: tuple[Span, ...] = (),
        source: str = "",
        notes: tuple[str, ...] = (),
    ) -> Article:
        """Build an article; its id, where none is given, is a hash of page, date and text."""
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        page = url or id or f"text:{digest[:16]}"
        if id is None:
            key = "\x1f".join((page, published or "", digest))
            id = "a" + hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        return cls(
            id=id,
            page=page,
            text=text,
            content_hash=digest,
            url=url,
            title=title,
            publisher=publisher,
            published=published,
            modified=modified,
            date_basis=date_basis if published else "none",
            language=language,
            furniture=furniture,
            source=source,
            notes=notes,
        )


class Skip(msgspec.Struct, frozen=True, kw_only=True):
    """An input that was not turned into an article, and why.

    ``failed`` is False for what was rightly left out (a page in another language, no article on
    the page) and True for what should have worked (unreadable, broken).
    """

    source: str
    reason: str
    failed: bool = True
