"""Intake: bytes in any form to ``Article``, or a ``Skip`` that says why not.

HTML, plain text and JSON lines come from files, folders, globs, standard input and URLs. Nothing
here knows about coding. The same bytes give the same article always: no clock, no network (but
for a URL that the caller names), no cache between pages.
"""

from communique.intake.furniture import mark_furniture
from communique.intake.given_date import check_date
from communique.intake.limits import MAX_PAGE_BYTES
from communique.intake.page import article_from_bytes
from communique.intake.sources import read_sources

__all__ = [
    "MAX_PAGE_BYTES",
    "article_from_bytes",
    "check_date",
    "mark_furniture",
    "read_sources",
]
