"""What is seen of the room at work: a line for each request, figures, and whether it is well.

The lines go to standard error, one JSON object each, without the query string: what people look
for is theirs.
"""

from __future__ import annotations

import logging
import sys
import time
from datetime import UTC, datetime
from typing import TextIO

import msgspec
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.4, 1.0, 2.5, 10.0)
_METHODS = frozenset("GET HEAD POST PUT PATCH DELETE OPTIONS".split())


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One request in the log."""

    time: str
    method: str
    path: str
    route: str
    status: int
    ms: float
    bytes: int
    client: str | None


class Figures:
    """Counts and durations by route, in Prometheus' form; one registry for each app."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "communique_requests",
            "Requests answered.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "communique_request_seconds",
            "Seconds from a request's arrival to the end of its answer.",
            ("route",),
            buckets=_BUCKETS,
            registry=self.registry,
        )
        self.sent = Counter(
            "communique_sent_bytes", "Bytes of bodies sent.", ("route",), registry=self.registry
        )
        self.open = Gauge(
            "communique_open_requests", "Requests being answered.", registry=self.registry
        )

    def text(self) -> bytes:
        """All of it as Prometheus reads it."""
        return generate_latest(self.registry)

    media_type = CONTENT_TYPE_LATEST


class Observed:
    """The outermost layer: times each request, counts it and writes its line."""

    def __init__(self, app: ASGIApp, figures: Figures, log: TextIO | None) -> None:
        self.app = app
        self.figures = figures
        self.log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and see what becomes of it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        status, sent = 500, 0
        # The layers below work on copies of the scope; what they find out is put in here.
        seen: dict[str, str] = {}
        scope = {**scope, "communique.seen": seen}

        async def counted(message: Message) -> None:
            nonlocal status, sent
            if message["type"] == "http.response.start":
                status = message["status"]
            elif message["type"] == "http.response.body":
                sent += len(message.get("body", b""))
            await send(message)

        self.figures.open.inc()
        try:
            await self.app(scope, receive, counted)
        finally:
            self.figures.open.dec()
            self._keep(scope, seen, status, sent, time.perf_counter() - began)

    def _keep(
        self, scope: Scope, seen: dict[str, str], status: int, sent: int, seconds: float
    ) -> None:
        method = scope["method"] if scope["method"] in _METHODS else "other"
        route = seen.get("route", "none")
        self.figures.requests.labels(method, route, str(status)).inc()
        self.figures.seconds.labels(route).observe(seconds)
        self.figures.sent.labels(route).inc(sent)
        if self.log is None:
            return
        client = scope.get("client")
        line = Line(
            time=datetime.now(UTC).isoformat(timespec="milliseconds"),
            method=method,
            path=scope["path"][:500],
            route=route,
            status=status,
            ms=round(seconds * 1000, 1),
            bytes=sent,
            client=seen.get("client") or (client[0] if client else None),
        )
        self.log.write(msgspec.json.encode(line).decode() + "\n")
        self.log.flush()


class _JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        """The message as one JSON object on one line, with its traceback inside."""
        found = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
        }
        if record.exc_info:
            found["traceback"] = self.formatException(record.exc_info)
        return msgspec.json.encode(found).decode()


def log_to_stderr() -> None:
    """Let the server's own warnings and our errors be JSON lines as well."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_JsonLines())
    for name in ("uvicorn", "uvicorn.error", "communique.web"):
        logger = logging.getLogger(name)
        logger.handlers = [handler] if name != "uvicorn.error" else []
        logger.setLevel(logging.WARNING)
        logger.propagate = name == "uvicorn.error"
