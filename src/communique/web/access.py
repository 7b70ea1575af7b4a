"""Who may judge: the access token, sessions, forms' tokens, origins, and how often.

A person enters the token and a name once; a cookie (HttpOnly, SameSite=Strict) then stands for
both. Programs send ``Authorization: Bearer``. Nothing is kept on the server: cookies are signed
with a key made from the token, so that they outlive a restart and end with the token.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable

COOKIE = "communique_session"
SESSION_SECONDS = 12 * 3600
MAX_WHO = 80
"""Characters of a reviewer's name."""
_CLIENTS = 10_000
"""Buckets kept; the client not seen for longest is forgotten first."""


def new_token() -> str:
    """A token nobody can guess."""
    return secrets.token_urlsafe(24)


class Access:
    """Checks tokens, and signs and reads sessions; ``now`` is seconds since the epoch."""

    def __init__(self, token: str, now: Callable[[], float] = time.time) -> None:
        self._token = token.encode()
        self._key = hashlib.sha256(b"communique session " + self._token).digest()
        self._now = now

    def knows(self, token: str) -> bool:
        """True when this is the token."""
        return hmac.compare_digest(token.encode(), self._token)

    def session(self, who: str) -> str:
        """A cookie's value that stands for the token and the name."""
        until = int(self._now()) + SESSION_SECONDS
        name = base64.urlsafe_b64encode(who.encode()).decode().rstrip("=")
        body = f"{name}.{until}.{secrets.token_urlsafe(9)}"
        return f"{body}.{self._sign('session', body)}"

    def who(self, session: str | None) -> str | None:
        """The name that a session stands for; None where it is forged, spoilt or over."""
        body, _, signature = (session or "").rpartition(".")
        parts = body.split(".")
        if len(parts) != 3 or not _same(signature, self._sign("session", body)):
            return None
        if int(parts[1]) < self._now():
            return None
        try:
            return base64.urlsafe_b64decode(parts[0] + "=" * (-len(parts[0]) % 4)).decode()
        except (binascii.Error, UnicodeDecodeError):
            return None

    def form_token(self, session: str) -> str:
        """What a form of this session carries; other each time, so that it can be compressed."""
        salt = secrets.token_urlsafe(9)
        return f"{salt}.{self._sign('form', salt + ' ' + session)}"

    def fits(self, session: str, form_token: str) -> bool:
        """True when a form's token is of this session."""
        salt, _, signature = form_token.partition(".")
        return _same(signature, self._sign("form", salt + " " + session))

    def _sign(self, what: str, body: str) -> str:
        made = hmac.new(self._key, f"{what} {body}".encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(made).decode().rstrip("=")


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


class Buckets:
    """How many requests of one kind a client may make: ``per_minute``, ``burst`` at once.

    ``per_minute`` 0 sets no limit. ``now`` gives seconds that only grow.
    """

    def __init__(
        self, per_minute: int, burst: int, now: Callable[[], float] = time.monotonic
    ) -> None:
        self.per_minute = per_minute
        self.burst = burst
        self._now = now
        self._kept: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, client: str) -> float:
        """Take one from the client's bucket: 0, or the seconds until there is one to take."""
        if self.per_minute <= 0:
            return 0.0
        now = self._now()
        left, then = self._kept.pop(client, (float(self.burst), now))
        rate = self.per_minute / 60
        left = min(float(self.burst), left + (now - then) * rate)
        wait = 0.0 if left >= 1 else (1 - left) / rate
        self._kept[client] = (left - 1 if wait == 0 else left, now)
        if len(self._kept) > _CLIENTS:
            self._kept.popitem(last=False)
        return wait
