"""What the room is told when it is opened."""

from __future__ import annotations

import msgspec


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """How a record is served.

    ``prefix`` is the path under which a proxy shows the room (``/communique``; empty for none).
    With ``allow_judgements`` people who know ``token`` may judge. ``trusted_hosts`` are the
    addresses (or networks) of proxies whose forwarded headers are believed, ``host_names`` the
    names under which the room may be asked for beside those of this machine.
    """

    record: str
    host: str = "127.0.0.1"
    port: int = 8000
    prefix: str = ""
    allow_judgements: bool = False
    token: str | None = None
    trusted_hosts: tuple[str, ...] = ()
    host_names: tuple[str, ...] = ()
    readers: int = 4
    """Worker threads, each with its own read-only handle on the record."""
    rate_limit: int = 300
    """Searches, and judgements, that one client may make in a minute; 0 sets no limit."""
    log: bool = False
    """A JSON line on standard error for each request."""

    def __post_init__(self) -> None:
        if self.allow_judgements and not self.token:
            raise ValueError("judgements need an access token")
        if self.prefix and not (self.prefix.startswith("/") and not self.prefix.endswith("/")):
            raise ValueError("a prefix begins with / and does not end with one")
