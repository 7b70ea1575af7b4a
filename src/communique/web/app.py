"""The app: its pages, found in ``pages``, behind the layers that every request passes."""

from __future__ import annotations

import pkgutil
import sys
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from importlib import import_module
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from communique.web import pages
from communique.web.access import Access, Buckets
from communique.web.asking import limited, person_of, seen
from communique.web.errors import Errors, handle
from communique.web.filters import Links, parse
from communique.web.keeping import Kept, Stamp, finished, has_it, not_modified, tag_of, takes_gzip
from communique.web.observe import Figures, Observed
from communique.web.openapi import Operation
from communique.web.records import Readers, Writer
from communique.web.respond import HERE, Ask, Twin, respond
from communique.web.security import Guard
from communique.web.settings import Settings

_BURST = 40
"""Requests that a client may make at once before its minute's share is measured out."""
_LOGINS = 10
"""Tokens that a client may try in a minute."""


def create_app(settings: Settings) -> Starlette:
    """The room over ``settings.record``; the record is opened with the first page."""

    @asynccontextmanager
    async def life(app: Starlette) -> AsyncIterator[None]:
        yield
        app.state.readers.close()
        if app.state.writer:
            app.state.writer.close()

    figures = Figures()
    twins = tuple(found_pages())
    app = Starlette(
        routes=list(_all_routes(twins)),
        lifespan=life,
        exception_handlers={HTTPException: handle},
        middleware=[
            Middleware(Observed, figures, sys.stderr if settings.log else None),
            Middleware(Guard, settings),
            Middleware(Errors),
        ],
    )
    app.state.settings = settings
    app.state.figures = figures
    app.state.twins = twins
    app.state.operations = tuple(_operations())
    app.state.readers = Readers(settings)
    app.state.stamp = Stamp(settings.record)
    app.state.kept = Kept()
    app.state.writer = Writer(settings.record) if settings.allow_judgements else None
    app.state.access = Access(settings.token) if settings.token else None
    app.state.searches = Buckets(settings.rate_limit, _BURST)
    app.state.writes = Buckets(settings.rate_limit, _BURST)
    app.state.logins = Buckets(_LOGINS, _LOGINS)
    return app


class _Static(StaticFiles):
    """Our files; with their stamp in the address they may be kept for ever."""

    def file_response(self, *args: Any, **more: Any) -> Response:
        """The file, and how long it may be kept."""
        answer = super().file_response(*args, **more)
        scope: Scope = args[2]
        stamped = scope["query_string"].startswith(b"v=")
        keep = "public, max-age=31536000, immutable" if stamped else "no-cache"
        answer.headers["Cache-Control"] = keep
        return answer


def _all_routes(twins: Iterable[Twin]) -> Iterable[BaseRoute]:
    for module in _modules():
        yield from getattr(module, "ROUTES", ())
    files = _Static(directory=HERE / "static")
    yield Mount("/static", GZipMiddleware(files, compresslevel=6), name="static")
    for page in twins:
        yield from _routes(page)


def _modules() -> Iterable[Any]:
    for found in sorted(pkgutil.iter_modules(pages.__path__), key=lambda m: m.name):
        yield import_module(f"{pages.__name__}.{found.name}")


def _operations() -> Iterable[Operation]:
    for module in _modules():
        yield from getattr(module, "OPERATIONS", ())


def found_pages() -> Iterable[Twin]:
    """Every page of every module in ``pages``; a fixed path before one with a part in braces."""
    named = (v for module in _modules() for v in vars(module).values())
    found = {page.path: page for page in named if isinstance(page, Twin)}
    return sorted(found.values(), key=lambda page: ("{" in page.path, page.path))


def _routes(page: Twin) -> Iterable[Route]:
    for form in page.forms:
        path = page.address(form)
        yield Route(path, _endpoint(page, form, path), methods=["GET"], name=path)


def _endpoint(page: Twin, form: str, route: str) -> Callable[[Request], Any]:
    async def endpoint(request: Request) -> Response:
        seen(request, route)
        given = request.query_params.multi_items()
        filters: Any
        filters, paging = parse(
            given, page.filters, paged=page.paged, sorts=page.sorts, form=form == "html"
        )
        state = request.app.state
        if page.search and getattr(filters, "search", None):
            limited(state.searches, request, "searches")
        settings: Settings = state.settings
        person = person_of(request)
        # The stamp is read before the record: what is made is never older than its tag.
        stamp: str | None = None if person.known else state.stamp.now()
        tag = key = None
        if stamp is not None:
            tag = tag_of(stamp, request.url.path, request.url.query)
            if has_it(request.headers, tag):
                return not_modified(tag)
            key = f"{tag} {takes_gzip(request.headers)}"
            if kept := state.kept.get(key):
                ready: Response = kept
                return ready
        links = Links(settings.prefix, page.at(request.path_params), given)

        def make() -> Response:
            ask = Ask(
                views=state.readers.views(),
                record=state.readers.record(),
                settings=settings,
                path=request.path_params,
                filters=filters,
                paging=paging,
                links=links,
                person=person,
            )
            made = respond(page, form, ask)
            return finished(made, request.headers, private=person.known, tag=tag)

        answer: Response = await state.readers.run(make)
        if key is not None:
            state.kept.put(key, answer)
        return answer

    return endpoint
