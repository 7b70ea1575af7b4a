"""One shape for every error.

In JSON ``{"error": {"code": …, "message": …, "where": …}}``; in a browser a page that says the
same. ``code`` is a word for programs, ``message`` a sentence for people, ``where`` the parameter,
field or path that it is about, or null.
"""

from __future__ import annotations

import logging

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from communique.model import FormatError
from communique.record import NotFound, RecordError

CODES = {
    400: "bad-request",
    401: "token-needed",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    409: "conflict",
    413: "too-large",
    415: "media-type",
    422: "wrong-value",
    429: "too-many-requests",
    500: "internal",
    503: "record-unavailable",
}
"""The code of each status that the room answers with."""
_LOG = logging.getLogger("communique.web")


class ErrorBody(msgspec.Struct, frozen=True, kw_only=True):
    """What went wrong."""

    code: str
    message: str
    where: str | None = None


class ErrorAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The one shape of an error."""

    error: ErrorBody


class WebError(Exception):
    """A request that cannot be answered; ``status`` is that of HTTP."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        where: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.where = where
        self.headers = headers or {}

    @property
    def answer(self) -> ErrorAnswer:
        """The error as it is sent."""
        code = CODES.get(self.status, "error")
        return ErrorAnswer(error=ErrorBody(code=code, message=self.message, where=self.where))


def not_found(what: str, id: str) -> WebError:
    """Nothing of this kind has this id: ``raise not_found("event", id)``."""
    return WebError(404, f"no {what} {id!r} in this record", where=what)


def wrong(where: str, message: str) -> WebError:
    """A parameter or field has a value that it cannot have."""
    return WebError(422, message, where=where)


def as_web_error(error: Exception) -> WebError:
    """What we answer when this was raised."""
    match error:
        case WebError():
            return error
        case HTTPException(status_code=404):
            return WebError(404, "there is no such page", where="path")
        case HTTPException(status_code=405):
            allowed = dict(error.headers or {})
            may = allowed.get("Allow", "GET")
            return WebError(405, f"this address takes {may}", where="method", headers=allowed)
        case HTTPException():
            return WebError(error.status_code, str(error.detail))
        case NotFound():
            return WebError(404, f"nothing in this record has the id {error.id!r}", where="id")
        case FormatError():
            return WebError(422, str(error))
        case RecordError():
            return WebError(503, f"the record cannot be read: {error.reason}", where="record")
    return WebError(500, "something went wrong here; it is in the log")


def error_response(error: WebError, scope: Scope) -> Response:
    """The error in the form that was asked for."""
    headers = {"Cache-Control": "no-store", **error.headers}
    if not wants_html(scope):
        body = msgspec.json.encode(error.answer)
        return Response(body, error.status, headers, "application/json")
    from communique.web.filters import Links
    from communique.web.respond import render

    prefix = scope.get("root_path", "")
    links = Links(prefix, scope["path"].removeprefix(prefix), ())
    words = render("error.html", links, error=error.answer.error, status=error.status)
    return Response(words, error.status, headers, "text/html; charset=utf-8")


def wants_html(scope: Scope) -> bool:
    """True for a browser that asks for a page: by the suffix first, then by what it accepts."""
    if scope["path"].endswith((".json", ".csv")):
        return False
    accept = b",".join(v for k, v in scope["headers"] if k.lower() == b"accept")
    return b"text/html" in accept


class Errors:
    """The innermost layer: whatever a page raises is answered in the one shape."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; answer for what it raises, unless an answer has begun."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:
            found = as_web_error(error)
            if found.status >= 500:
                _LOG.error("%s %s: %s", scope["method"], scope["path"], error, exc_info=error)
            if begun:
                raise
            await error_response(found, scope)(scope, receive, send)


async def handle(request: Request, error: Exception) -> Response:
    """Starlette's own errors (no such page, no such method) in the one shape."""
    if isinstance(error, HTTPException) and error.status_code == 405:
        error = HTTPException(405, headers={"Allow": ", ".join(_methods(request))})
    return error_response(as_web_error(error), request.scope)


def _methods(request: Request) -> list[str]:
    """The methods that some route takes at this address."""
    fitting = (r for r in request.app.routes if r.matches(request.scope)[0] is not Match.NONE)
    return sorted({method for r in fitting for method in getattr(r, "methods", None) or ()})
