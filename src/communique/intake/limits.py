"""Limits of what intake accepts, each with its reason."""

from __future__ import annotations

MAX_PAGE_BYTES = 50_000_000
"""Bytes of one page or one JSON line. The longest live blogs that news sites serve are about
5 MB; what is ten times that is a dump or an attack, and would hold a worker for minutes."""

URL_TIMEOUT_SECONDS = 20.0
"""Seconds to wait for a server, each for connecting and for every read."""

USER_AGENT = "communique/0.1 (research; reads single pages on request)"
"""How a fetch names itself."""

EARLIEST_YEAR = 1900
"""A publication year before this is a placeholder or a slip, not a news page's date."""

LATEST_YEAR = 2099
"""A publication year after this is a slip. A fixed year, not the clock: the same bytes give the
same article on any day."""

EARLIEST_WEB_PAGE = "1991-08-06"
"""The first page of the web: no HTML page can have been published before."""

SHORTEST_TELLING_TEXT = 40
"""Letters below which a text's language cannot be told; it then counts as English."""
