"""The nouns: frozen, typed, hash-keyed values and their JSON form (v1).

Everything else in Communiqué is written in terms of these types; this room
knows nothing of any other. Values are immutable; two equal values have the same id.

The call a user makes::

    from communique.model import Claim, dump_claim, load_claim
    line = dump_claim(claim)          # bytes, one JSON object
    assert load_claim(line) == claim
"""

from communique.model.article import Article, ArticleRef, Skip
from communique.model.claim import (
    Amount,
    Claim,
    Cue,
    EventCode,
    Factuality,
    Place,
    Revision,
    Source,
    When,
    claim_id,
    make_claim,
)
from communique.model.codec import claim_schema, dump_claim, load_claim
from communique.model.dates import DateRange, date_range, is_edtf
from communique.model.errors import CommuniqueError, FormatError, SourceError
from communique.model.mention import Mention
from communique.model.record import Event, LedgerChange, LedgerEntry, RevisionRow
from communique.model.spans import Evidence, Span

__all__ = [
    "Amount",
    "Article",
    "ArticleRef",
    "Claim",
    "CommuniqueError",
    "Cue",
    "DateRange",
    "Event",
    "EventCode",
    "Evidence",
    "Factuality",
    "FormatError",
    "LedgerChange",
    "LedgerEntry",
    "Mention",
    "Place",
    "Revision",
    "RevisionRow",
    "Skip",
    "Source",
    "SourceError",
    "Span",
    "When",
    "claim_id",
    "claim_schema",
    "date_range",
    "dump_claim",
    "is_edtf",
    "load_claim",
    "make_claim",
]
