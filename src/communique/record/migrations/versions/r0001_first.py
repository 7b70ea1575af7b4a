"""The schema of version 0.1.0, as it was: never changed again."""

from __future__ import annotations

from alembic import op
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
from sqlalchemy.dialects.postgresql import TEXT, VARCHAR

revision = "0001"
down_revision = None

KEY = String().with_variant(VARCHAR(collation="C"), "postgresql")
HASH = String(64).with_variant(VARCHAR(64, collation="C"), "postgresql")
DAY = String(10).with_variant(VARCHAR(10, collation="C"), "postgresql")
WORDS = Text().with_variant(TEXT(collation="C"), "postgresql")

_metadata = MetaData()

Table(
    "meta",
    _metadata,
    Column("key", KEY, primary_key=True),
    Column("value", WORDS, nullable=False),
)

Table(
    "pages",
    _metadata,
    Column("page", KEY, primary_key=True),
)

Table(
    "articles",
    _metadata,
    Column("id", KEY, primary_key=True),
    Column("content_hash", HASH, primary_key=True),
    Column("page", KEY, ForeignKey("pages.page"), nullable=False, index=True),
    Column("url", WORDS),
    Column("title", WORDS),
    Column("publisher", WORDS),
    Column("published", KEY),
    Column("modified", KEY),
    Column("date_basis", KEY, nullable=False),
    Column("language", KEY, nullable=False),
    Column("text", WORDS, nullable=False),
    Column("furniture", WORDS, nullable=False),
    Column("source", WORDS, nullable=False),
    Column("notes", WORDS, nullable=False),
)

Table(
    "readings",
    _metadata,
    Column("article_id", KEY, primary_key=True),
    Column("content_hash", HASH, primary_key=True),
    Column("coder", KEY, primary_key=True),
    Column("claims", Integer, nullable=False),
    Column("current", Boolean, nullable=False),
    ForeignKeyConstraint(["article_id", "content_hash"], ["articles.id", "articles.content_hash"]),
)

Table(
    "claims",
    _metadata,
    Column("id", KEY, primary_key=True),
    Column("coder", KEY, primary_key=True),
    Column("article_id", KEY, nullable=False),
    Column("content_hash", HASH, nullable=False),
    Column("kind", KEY, nullable=False, index=True),
    Column("type", KEY, index=True),
    Column("quad", KEY),
    Column("published", KEY),
    Column("start", Integer, nullable=False),
    Column("first_day", DAY, index=True),
    Column("last_day", DAY),
    Column("negated", Boolean, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("form", WORDS, nullable=False),
    ForeignKeyConstraint(["article_id", "content_hash"], ["articles.id", "articles.content_hash"]),
    Index("claims_by_article", "article_id", "content_hash"),
)

Table(
    "reading_claims",
    _metadata,
    Column("article_id", KEY, primary_key=True),
    Column("content_hash", HASH, primary_key=True),
    Column("coder", KEY, primary_key=True),
    Column("claim_id", KEY, primary_key=True),
    ForeignKeyConstraint(
        ["article_id", "content_hash", "coder"],
        ["readings.article_id", "readings.content_hash", "readings.coder"],
    ),
    ForeignKeyConstraint(["claim_id", "coder"], ["claims.id", "claims.coder"]),
    Index("reading_claims_by_claim", "claim_id", "coder"),
)

Table(
    "evidence",
    _metadata,
    Column("claim_id", KEY, primary_key=True),
    Column("coder", KEY, primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("quote", WORDS, nullable=False),
    ForeignKeyConstraint(["claim_id", "coder"], ["claims.id", "claims.coder"]),
)

Table(
    "claim_actors",
    _metadata,
    Column("claim_id", KEY, primary_key=True),
    Column("coder", KEY, primary_key=True),
    Column("role", KEY, primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("text", WORDS, nullable=False),
    Column("code", KEY),
    Column("country", KEY),
    Column("name", WORDS),
    Column("status", KEY, nullable=False),
    ForeignKeyConstraint(["claim_id", "coder"], ["claims.id", "claims.coder"]),
    Index("claim_actors_by_code", "code", "role"),
)

Table(
    "events",
    _metadata,
    Column("id", KEY, primary_key=True),
    Column("type", KEY, nullable=False, index=True),
    Column("date", KEY, index=True),
    Column("first_day", DAY),
    Column("last_day", DAY),
    Column("form", WORDS, nullable=False),
)

Table(
    "event_claims",
    _metadata,
    Column("event_id", KEY, ForeignKey("events.id"), primary_key=True),
    Column("claim_id", KEY, primary_key=True, index=True),
    Column("coder", KEY, nullable=False),
    ForeignKeyConstraint(["claim_id", "coder"], ["claims.id", "claims.coder"]),
)

Table(
    "ledger",
    _metadata,
    Column("id", KEY, primary_key=True),
    Column("kind", KEY, nullable=False, index=True),
    Column("status", KEY, nullable=False, index=True),
    Column("date", KEY),
    Column("first_day", DAY),
    Column("last_day", DAY),
    Column("form", WORDS, nullable=False),
)

Table(
    "ledger_changes",
    _metadata,
    Column("entry_id", KEY, ForeignKey("ledger.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("status", KEY, nullable=False),
    Column("claim_id", KEY, nullable=False),
    Column("coder", KEY, nullable=False),
    Column("date", KEY),
    ForeignKeyConstraint(["claim_id", "coder"], ["claims.id", "claims.coder"]),
)

Table(
    "revisions",
    _metadata,
    Column("id", KEY, primary_key=True),
    Column("basis", KEY, nullable=False),
    Column("page", KEY, nullable=False, index=True),
    Column("form", WORDS, nullable=False),
)


def upgrade() -> None:
    """All tables."""
    _metadata.create_all(op.get_bind())
    op.execute("INSERT INTO meta (key, value) VALUES ('schema', '1')")
