"""What every request passes before a page sees it, and what every answer carries.

Forwarded headers are believed from trusted hosts only; the host asked for must be one of ours
(against DNS rebinding); bodies are small; the prefix of a proxy may be in the path or cut off.
The Content-Security-Policy allows nothing but our own files: no inline script, no other host.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from communique.web.errors import WebError, error_response
from communique.web.settings import Settings

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    # Not no-referrer: a form would then be sent without its origin, which is checked.
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
MAX_BODY = 64 * 1024
"""Bytes of a request's body."""
_EVERYWHERE = frozenset(("0.0.0.0", "::", ""))

_Headers = list[tuple[bytes, bytes]]


class Guard:
    """The layer around the app: forwarded headers, host, prefix, size, and our headers."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings
        self.trusted = tuple(ipaddress.ip_network(h, strict=False) for h in settings.trusted_hosts)
        own = {"localhost", "127.0.0.1", "[::1]", *(n.lower() for n in settings.host_names)}
        if settings.host not in _EVERYWHERE:
            own.add(f"[{settings.host}]" if ":" in settings.host else settings.host.lower())
        self.hosts = frozenset(own)
        self.extra = [(k.encode(), v.encode()) for k, v in HEADERS.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check the request and pass it on, or answer why not."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name.lower() for name, _ in message.get("headers", ())}
                more = [pair for pair in self.extra if pair[0] not in given]
                message = {**message, "headers": [*message.get("headers", ()), *more]}
            await send(message)

        try:
            scope = self._scope(scope)
            receive = await _small(scope, receive)
        except WebError as error:
            await error_response(error, scope)(scope, receive, with_headers)
            return
        await self.app(scope, receive, with_headers)

    def _scope(self, scope: Scope) -> Scope:
        scope = dict(scope)
        scope["root_path"] = self.settings.prefix
        self._forwarded(scope)
        if scope["client"]:
            scope.get("communique.seen", {})["client"] = scope["client"][0]
        host = _one(scope, b"host").lower()
        name = host if host.endswith("]") else host.rpartition(":")[0] or host
        if name not in self.hosts:
            shown = name[:100] or "(none)"
            raise WebError(
                400,
                f"this room is not served under the name {shown!r}; "
                "open it with --host-name to allow it",
                where="host",
            )
        prefix = self.settings.prefix
        if prefix and not (scope["path"] == prefix or scope["path"].startswith(prefix + "/")):
            scope["path"] = prefix + scope["path"]
            if scope.get("raw_path"):
                scope["raw_path"] = prefix.encode() + scope["raw_path"]
        return scope

    def _forwarded(self, scope: Scope) -> None:
        """Take the client, scheme and host that trusted proxies say; drop what others say."""
        peer = scope.get("client")
        if not self.trusted or peer is None or not self._trusts(peer[0]):
            return
        chain = [a.strip() for a in _one(scope, b"x-forwarded-for").split(",") if a.strip()]
        for address in reversed(chain):
            if not _is_address(address):
                break
            scope["client"] = (address, 0)
            if not self._trusts(address):
                break
        scheme = _one(scope, b"x-forwarded-proto").rpartition(",")[2].strip().lower()
        if scheme in ("http", "https"):
            scope["scheme"] = scheme
        host = _one(scope, b"x-forwarded-host").rpartition(",")[2].strip()
        if host:
            kept = [(k, v) for k, v in scope["headers"] if k.lower() != b"host"]
            scope["headers"] = [(b"host", host.encode("latin-1")), *kept]

    def _trusts(self, address: str) -> bool:
        if not _is_address(address):
            return False
        known = ipaddress.ip_address(address)
        return any(known in network for network in self.trusted)


def _is_address(word: str) -> bool:
    try:
        ipaddress.ip_address(word)
    except ValueError:
        return False
    return True


def _one(scope: Scope, name: bytes) -> str:
    """The header's values, joined by commas; empty if there is none."""
    headers: Iterable[tuple[bytes, bytes]] = scope["headers"]
    return ",".join(v.decode("latin-1") for k, v in headers if k.lower() == name)


async def _small(scope: Scope, receive: Receive) -> Receive:
    """The body read at once, if it is not too large; a page then finds it whole."""
    if scope["method"] in ("GET", "HEAD", "OPTIONS"):
        return receive
    length = _one(scope, b"content-length")
    if length.isdigit() and int(length) > MAX_BODY:
        raise _too_large()
    body = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return receive
        body += message.get("body", b"")
        if len(body) > MAX_BODY:
            raise _too_large()
        if not message.get("more_body"):
            break
    whole: Message | None = {"type": "http.request", "body": body, "more_body": False}

    async def once() -> Message:
        nonlocal whole
        if whole is not None:
            message, whole = whole, None
            return message
        return await receive()

    return once


def _too_large() -> WebError:
    return WebError(413, f"a request's body has at most {MAX_BODY // 1024} KiB", where="body")
