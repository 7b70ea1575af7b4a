"""What machines ask: is the room well, its figures, its description."""

from __future__ import annotations

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from communique.web.asking import seen
from communique.web.keeping import finished
from communique.web.openapi import Operation, describe


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """The room answers, and so does its record."""

    status: str
    judging: bool


async def health(request: Request) -> Response:
    """Whether the record answers; 503 where it does not."""
    seen(request, "/healthz")
    state = request.app.state
    await state.readers.run(lambda: state.readers.record().revision("-"))
    found = Health(status="ok", judging=state.settings.allow_judgements)
    headers = {"Cache-Control": "no-store"}
    return Response(msgspec.json.encode(found), 200, headers, "application/json")


async def metrics(request: Request) -> Response:
    """Counts and durations for Prometheus."""
    seen(request, "/metrics")
    figures = request.app.state.figures
    headers = {"Cache-Control": "no-store", "Content-Type": figures.media_type}
    return Response(figures.text(), 200, headers)


async def openapi(request: Request) -> Response:
    """The description of the API."""
    seen(request, "/openapi.json")
    state = request.app.state
    if not hasattr(state, "described"):
        found = describe(state.twins, state.operations, state.settings.prefix)
        state.described = msgspec.json.encode(found)
    answer = Response(state.described, 200, media_type="application/json")
    return finished(answer, request.headers)


ROUTES = [
    Route("/healthz", health, methods=["GET"]),
    Route("/metrics", metrics, methods=["GET"]),
    Route("/openapi.json", openapi, methods=["GET"]),
]
OPERATIONS = [
    Operation(path="/healthz", summary="Whether the room and its record answer.", answer=Health),
    Operation(path="/metrics", summary="Figures in Prometheus' form."),
]
