"""One way to answer: a page builds plain data, and its address's suffix says in which form.

``@twin("/events", …)`` registers a page and its ``.json`` (and ``.csv``, where it is a list).
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, TypeVar, get_type_hints
from urllib.parse import quote

import jinja2
import msgspec
from starlette.responses import Response

from communique.record.views import Page, Views
from communique.web import labels
from communique.web.bits import Bits
from communique.web.filters import SAFE, Links, NoFilters, Paging

if TYPE_CHECKING:
    from communique.record import Record
    from communique.web.settings import Settings

F = TypeVar("F")
HERE = Path(__file__).parent
Row = Mapping[str, Any]
_BRACES = re.compile(r"\{(\w+)(?::\w+)?\}")


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Who looks: whether people may judge here at all, and who this is, if a session says."""

    judging: bool = False
    who: str | None = None
    csrf: str = ""
    """What a form that judges must carry."""

    @property
    def known(self) -> bool:
        """True where a session says who it is."""
        return self.who is not None


class Ask(Generic[F]):
    """One request, as a page's function sees it."""

    def __init__(
        self,
        *,
        views: Views,
        record: Record,
        settings: Settings,
        path: Mapping[str, str],
        filters: F,
        paging: Paging,
        links: Links,
        person: Person,
    ) -> None:
        self.views = views
        self.record = record
        self.settings = settings
        self.path = path
        """The parts of the path in braces: ``ask.path["id"]``."""
        self.filters = filters
        self.paging = paging
        self.links = links
        self.person = person


class Twin(msgspec.Struct, frozen=True, kw_only=True):
    """A page: its address, what makes its data, and the template that shows them."""

    path: str
    make: Callable[[Ask[Any]], Any]
    template: str
    answer: Any
    filters: type
    paged: bool
    sorts: tuple[str, ...]
    rows: Callable[[Any], Iterable[Row]] | None
    columns: tuple[str, ...]
    more: Mapping[str, Any]
    """What the template needs beside the answer."""
    search: bool
    """True where the record is searched by words: the requests of one client are limited."""

    def at(self, parts: Mapping[str, str]) -> str:
        """The page's path with these parts in the place of its braces."""
        return _BRACES.sub(lambda found: quote(parts[found[1]], safe=SAFE), self.path)

    @property
    def forms(self) -> tuple[str, ...]:
        """The forms it comes in, those with a suffix first."""
        return ("json", "html") if self.rows is None else ("json", "csv", "html")

    def address(self, form: str) -> str:
        """Its path in this form; home's twin is ``/home.json``."""
        if form == "html":
            return self.path
        return f"{'/home' if self.path == '/' else self.path}.{form}"

    @property
    def summary(self) -> str:
        """What the page is, for the API description."""
        return (self.make.__doc__ or "").strip().partition("\n")[0]


def twin(
    path: str,
    *,
    template: str,
    filters: type[F] = NoFilters,  # type: ignore[assignment]
    paged: bool = False,
    sorts: tuple[str, ...] = (),
    rows: Callable[[Any], Iterable[Row]] | None = None,
    columns: tuple[str, ...] = (),
    more: Mapping[str, Any] = MappingProxyType({}),
) -> Callable[[Callable[[Ask[F]], Any]], Twin]:
    """Register a page; its function's docstring names it and its return type is the answer's.

    ``rows`` turns the answer into the rows of ``.csv``, whose keys are ``columns``. With ``paged``
    the page has ``after``, ``before`` and ``size``; with ``sorts`` a ``sort`` among these.
    """

    def register(make: Callable[[Ask[F]], Any]) -> Twin:
        fields = getattr(filters, "__struct_fields__", ())
        return Twin(
            path=path,
            make=make,
            template=template,
            answer=get_type_hints(make)["return"],
            filters=filters,
            paged=paged,
            sorts=sorts,
            rows=rows,
            columns=columns,
            more=more,
            search="search" in fields,
        )

    return register


def respond(page: Twin, form: str, ask: Ask[Any]) -> Response:
    """Make the page's data and put them into the form asked for: html, json or csv."""
    data = page.make(ask)
    due = ask.views.is_due()
    headers = {"Communique-Rebuilt": "no"} if due else {}
    follow = _followers(data, form, ask.links)
    if any(follow.values()):
        there = ((rel, url) for rel, url in follow.items() if url)
        headers["Link"] = ", ".join(f'<{url}>; rel="{rel}"' for rel, url in there)
    if form == "json":
        return Response(msgspec.json.encode(data), 200, headers, "application/json")
    if form == "csv":
        assert page.rows is not None
        table = _csv(page.columns, page.rows(data))
        return Response(table, 200, headers, "text/csv; charset=utf-8")
    more = dict(page.more)
    words = render(page.template, ask.links, page=data, ask=ask, follow=follow, due=due, **more)
    return Response(words, 200, headers, "text/html; charset=utf-8")


def _followers(data: Any, form: str, links: Links) -> dict[str, str | None]:
    """The addresses of the next and the previous page of a list, in the same form."""
    found: Any = data if isinstance(data, Page) else getattr(data, "page", None)
    if not isinstance(found, Page):
        return {"next": None, "prev": None}
    suffix = "" if form == "html" else f".{form}"
    return {
        "next": links.with_suffix(suffix, after=found.after) if found.after else None,
        "prev": links.with_suffix(suffix, before=found.before) if found.before else None,
    }


def render(template: str, links: Links, **values: Any) -> str:
    """A template in the room's look; everything is escaped."""
    found = environment().get_template(template)
    static = static_address(links.prefix)
    return found.render(links=links, bits=Bits(links), static=static, **values)


@cache
def environment() -> jinja2.Environment:
    """The templates with what ``labels`` gives them; what turns or hides text is made visible."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=labels.visible,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.finalize = labels.visible
    made.filters.update(labels.FILTERS)
    made.globals.update(labels.GLOBALS)
    return made


@cache
def static_stamp(name: str) -> str:
    """A hash of a static file, so that a browser may keep it for ever."""
    return hashlib.sha256((HERE / "static" / name).read_bytes()).hexdigest()[:12]


def static_address(prefix: str) -> Callable[[str], str]:
    """``static("room.css")``: the address of a file in ``static``."""

    def address(name: str) -> str:
        return f"{prefix}/static/{name}?v={static_stamp(name)}"

    return address


def _csv(columns: tuple[str, ...], rows: Iterable[Row]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(row[name]) for name in columns] for row in rows)
    return out.getvalue()


def _cell(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe stands before what looks so."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    text = "; ".join(map(str, value)) if isinstance(value, tuple | list) else str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
