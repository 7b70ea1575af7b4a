"""The tables of a record.

Every key is a content hash or natural: nothing depends on the order of writing. Plain column
types only, so that the same tables serve PostgreSQL. A claim's whole form v1 stands beside the
columns that are filtered on; the columns are copies and never read back into a claim.

``readings`` says which coder has read which version of which article; the newest coder's reading
of each version is the *current* one, and the views show no other. Claims of the tables below the
line can be thrown away and rebuilt.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

SCHEMA_VERSION = 1
"""Raised with every change of the tables; a record with a higher one is refused."""

metadata = MetaData()

meta = Table(
    "meta",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", Text, nullable=False),
)

pages = Table(
    "pages",
    metadata,
    Column("page", String, primary_key=True),
)

articles = Table(
    "articles",
    metadata,
    Column("id", String, primary_key=True),
    Column("content_hash", String(64), primary_key=True),
    Column("page", String, ForeignKey("pages.page"), nullable=False, index=True),
    Column("url", Text),
    Column("title", Text),
    Column("publisher", Text),
    Column("published", String),
    Column("modified", String),
    Column("date_basis", String, nullable=False),
    Column("language", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("furniture", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("notes", Text, nullable=False),
)

readings = Table(
    "readings",
    metadata,
    Column("article_id", String, primary_key=True),
    Column("content_hash", String(64), primary_key=True),
    Column("coder", String, primary_key=True),
    Column("claims", Integer, nullable=False),
    Column("current", Boolean, nullable=False),
    ForeignKeyConstraint(["article_id", "content_hash"], ["articles.id", "articles.content_hash"]),
)

claims = Table(
    "claims",
    metadata,
    Column("id", String, primary_key=True),
    Column("coder", String, primary_key=True),
    Column("article_id", String, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("kind", String, nullable=False, index=True),
    Column("type", String, index=True),
    Column("quad", String),
    Column("published", String),
    Column("start", Integer, nullable=False),
    Column("first_day", String(10), index=True),
    Column("last_day", String(10)),
    Column("negated", Boolean, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("form", Text, nullable=False),
    ForeignKeyConstraint(["article_id", "content_hash"], ["articles.id", "articles.content_hash"]),
    Index("claims_by_article", "article_id", "content_hash"),
)

reading_claims = Table(
    "reading_claims",
    metadata,
    Column("article_id", String, primary_key=True),
    Column("content_hash", String(64), primary_key=True),
    Column("coder", String, primary_key=True),
    Column("claim_id", String, primary_key=True),
    ForeignKeyConstraint(
        ["article_id", "content_hash", "coder"],
        ["readings.article_id", "readings.content_hash", "readings.coder"],
    ),
    ForeignKeyConstraint(["claim_id", "coder"], ["claims.id", "claims.coder"]),
    Index("reading_claims_by_claim", "claim_id", "coder"),
)

evidence = Table(
    "evidence",
    metadata,
    Column("claim_id", String, primary_key=True),
    Column("coder", String, primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("quote", Text, nullable=False),
    ForeignKeyConstraint(["claim_id", "coder"], ["claims.id", "claims.coder"]),
)

claim_actors = Table(
    "claim_actors",
    metadata,
    Column("claim_id", String, primary_key=True),
    Column("coder", String, primary_key=True),
    Column("role", String, primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("text", Text, nullable=False),
    Column("code", String),
    Column("country", String),
    Column("name", Text),
    Column("status", String, nullable=False),
    ForeignKeyConstraint(["claim_id", "coder"], ["claims.id", "claims.coder"]),
    Index("claim_actors_by_code", "code", "role"),
)

# ---- rebuilt from the tables above ----

events = Table(
    "events",
    metadata,
    Column("id", String, primary_key=True),
    Column("type", String, nullable=False, index=True),
    Column("date", String, index=True),
    Column("first_day", String(10)),
    Column("last_day", String(10)),
    Column("form", Text, nullable=False),
)

event_claims = Table(
    "event_claims",
    metadata,
    Column("event_id", String, ForeignKey("events.id"), primary_key=True),
    Column("claim_id", String, primary_key=True, index=True),
    Column("coder", String, nullable=False),
    ForeignKeyConstraint(["claim_id", "coder"], ["claims.id", "claims.coder"]),
)

ledger = Table(
    "ledger",
    metadata,
    Column("id", String, primary_key=True),
    Column("kind", String, nullable=False, index=True),
    Column("status", String, nullable=False, index=True),
    Column("date", String),
    Column("first_day", String(10)),
    Column("last_day", String(10)),
    Column("form", Text, nullable=False),
)

ledger_changes = Table(
    "ledger_changes",
    metadata,
    Column("entry_id", String, ForeignKey("ledger.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("status", String, nullable=False),
    Column("claim_id", String, nullable=False),
    Column("coder", String, nullable=False),
    Column("date", String),
    ForeignKeyConstraint(["claim_id", "coder"], ["claims.id", "claims.coder"]),
)

revisions = Table(
    "revisions",
    metadata,
    Column("id", String, primary_key=True),
    Column("basis", String, nullable=False),
    Column("page", String, nullable=False, index=True),
    Column("form", Text, nullable=False),
)

REBUILT = (event_claims, events, ledger_changes, ledger, revisions)
"""The tables that ``rebuild`` empties and fills, those that point at others first."""
