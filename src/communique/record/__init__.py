"""The record: articles, claims and what is assembled from them, in a database.

Only this room remembers. ``open_record`` gives a ``Record``; ``assemble_events``,
``assemble_ledger``, ``reported_revisions`` and ``seen_revisions`` are the pure functions that
``Record.rebuild`` runs over the claims. Whatever the order, the interruptions and the number of
the reads, the same articles read by the same coder give the same record; only the ids of events
and ledger entries, which live on as reports come in, tell in which order those came.
"""

from communique.record.backup import back_up, restore
from communique.record.comparing import Difference
from communique.record.counting import Stats
from communique.record.errors import NotFound, RecordError
from communique.record.events import assemble_events
from communique.record.ledger import assemble_ledger
from communique.record.revisions import reported_revisions, seen_revisions
from communique.record.schema import SCHEMA_VERSION
from communique.record.store import Record, open_record
from communique.record.verify import Problem

__all__ = [
    "SCHEMA_VERSION",
    "Difference",
    "NotFound",
    "Problem",
    "Record",
    "RecordError",
    "Stats",
    "assemble_events",
    "assemble_ledger",
    "back_up",
    "open_record",
    "reported_revisions",
    "restore",
    "seen_revisions",
]
