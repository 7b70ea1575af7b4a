"""The reading room: pages and an HTTP API over one record.

Every page is one function that builds plain data from the record's ``Views``; one responder
renders it as HTML, JSON or CSV by the suffix of its address (docs/room.md).
"""

from __future__ import annotations

from communique.web.app import create_app
from communique.web.settings import Settings

__all__ = ["Settings", "create_app"]
