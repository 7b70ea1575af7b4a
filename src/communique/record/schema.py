"""The tables of a record: the same for SQLite and for PostgreSQL.

Every key is a content hash or natural: nothing depends on the order of writing. A claim's whole
form v1 stands beside the columns that are filtered on; the columns are copies and never read back
into a claim.

``readings`` says which coder has read which version of which article; the newest coder's reading
of each version is the *current* one. ``claims.current`` is the copy of that on the claim;
``claims.shown`` is what the views show: the current claims as people left them (``judgements``).
A claim that people corrected stands a second time in ``claims``, under its coder's version and
``+people``.

The tables below the line can be thrown away and rebuilt; ``dirty`` says for what that is due.
``redirects`` is the one of them that remembers: which event or entry took the place of which.

A change of the tables here needs a revision in ``communique.record.migrations``; a test compares.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import TEXT, VARCHAR

SCHEMA_VERSION = 3
"""Raised with every change of the tables; a record with a higher one is refused."""

# PostgreSQL sorts by the rules of a language if it is not told to sort by code point as SQLite.
KEY = String().with_variant(VARCHAR(collation="C"), "postgresql")
HASH = String(64).with_variant(VARCHAR(64, collation="C"), "postgresql")
DAY = String(10).with_variant(VARCHAR(10, collation="C"), "postgresql")
WORDS = Text().with_variant(TEXT(collation="C"), "postgresql")
# In SQLite such a key is the row's own number, found without an index.
NUMBER = BigInteger().with_variant(Integer(), "sqlite")

metadata = MetaData()

meta = Table(
    "meta",
    metadata,
    Column("key", KEY, primary_key=True),
    Column("value", WORDS, nullable=False),
)

pages = Table(
    "pages",
    metadata,
    Column("page", KEY, primary_key=True),
)

articles = Table(
    "articles",
    metadata,
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
    Column("first_seen", DAY),
    Index("articles_by_published", "published"),
)

readings = Table(
    "readings",
    metadata,
    Column("article_id", KEY, primary_key=True),
    Column("content_hash", HASH, primary_key=True),
    Column("coder", KEY, primary_key=True),
    Column("claims", Integer, nullable=False),
    Column("current", Boolean, nullable=False),
    ForeignKeyConstraint(["article_id", "content_hash"], ["articles.id", "articles.content_hash"]),
)

claims = Table(
    "claims",
    metadata,
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
    Column("current", Boolean),
    Column("shown", Boolean),
    Column("block", KEY),
    ForeignKeyConstraint(["article_id", "content_hash"], ["articles.id", "articles.content_hash"]),
    Index("claims_by_article", "article_id", "content_hash"),
    Index("claims_by_block", "block"),
    Index("claims_in_order", "published", "article_id", "start", "id", "coder"),
)

reading_claims = Table(
    "reading_claims",
    metadata,
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

evidence = Table(
    "evidence",
    metadata,
    Column("claim_id", KEY, primary_key=True),
    Column("coder", KEY, primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("quote", WORDS, nullable=False),
    ForeignKeyConstraint(["claim_id", "coder"], ["claims.id", "claims.coder"]),
)

claim_actors = Table(
    "claim_actors",
    metadata,
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

signatures = Table(
    "signatures",
    metadata,
    Column("article_id", KEY, primary_key=True),
    Column("content_hash", HASH, primary_key=True),
    Column("signature", LargeBinary, nullable=False),
    Column("credit", WORDS),
    Column("origin", KEY, index=True),
    ForeignKeyConstraint(["article_id", "content_hash"], ["articles.id", "articles.content_hash"]),
)

bands = Table(
    "bands",
    metadata,
    Column("band", BigInteger, primary_key=True, autoincrement=False),
    Column("article_id", KEY, primary_key=True),
)

judgements = Table(
    "judgements",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("target", KEY, nullable=False, index=True),
    Column("what", KEY, nullable=False),
    Column("action", KEY, nullable=False),
    Column("made_at", KEY, nullable=False, index=True),
    Column("who", WORDS, nullable=False),
    Column("form", WORDS, nullable=False),
)

judged_claims = Table(
    "judged_claims",
    metadata,
    Column("judgement_id", KEY, ForeignKey("judgements.id"), primary_key=True),
    Column("claim_id", KEY, primary_key=True, index=True),
    Column("stands_for", KEY),
)

# ---- rebuilt from the tables above ----

dirty = Table(
    "dirty",
    metadata,
    Column("what", KEY, primary_key=True),
    Column("key", KEY, primary_key=True),
)

events = Table(
    "events",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("type", KEY, nullable=False, index=True),
    Column("date", KEY, index=True),
    Column("first_day", DAY),
    Column("last_day", DAY),
    Column("form", WORDS, nullable=False),
    Column("block", KEY),
    Index("events_by_block", "block"),
    Index("events_by_day", "first_day", "id"),
    Index("events_by_type_and_day", "type", "first_day"),
)

event_claims = Table(
    "event_claims",
    metadata,
    Column("event_id", KEY, ForeignKey("events.id"), primary_key=True),
    Column("claim_id", KEY, primary_key=True, index=True),
    Column("coder", KEY, nullable=False),
    ForeignKeyConstraint(["claim_id", "coder"], ["claims.id", "claims.coder"]),
)

event_parties = Table(
    "event_parties",
    metadata,
    Column("event_id", KEY, ForeignKey("events.id"), primary_key=True),
    Column("role", KEY, primary_key=True),
    Column("code", KEY, primary_key=True),
    Column("type", KEY, nullable=False),
    Column("first_day", DAY),
    Index("event_parties_by_code", "code", "role", "type", "first_day"),
)

ledger = Table(
    "ledger",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("kind", KEY, nullable=False, index=True),
    Column("status", KEY, nullable=False, index=True),
    Column("date", KEY),
    Column("first_day", DAY),
    Column("last_day", DAY),
    Column("form", WORDS, nullable=False),
)

ledger_changes = Table(
    "ledger_changes",
    metadata,
    Column("entry_id", KEY, ForeignKey("ledger.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("status", KEY, nullable=False),
    Column("claim_id", KEY, nullable=False),
    Column("coder", KEY, nullable=False),
    Column("date", KEY),
    ForeignKeyConstraint(["claim_id", "coder"], ["claims.id", "claims.coder"]),
)

revisions = Table(
    "revisions",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("basis", KEY, nullable=False),
    Column("page", KEY, nullable=False, index=True),
    Column("form", WORDS, nullable=False),
    Column("change", KEY),
    Index("revisions_in_order", "change", "page", "id"),
)

lost_claims = Table(
    "lost_claims",
    metadata,
    Column("claim_id", KEY, primary_key=True),
    Column("page", KEY, nullable=False, index=True),
    Column("since", KEY),
    Column("content_hash", HASH, nullable=False),
)

redirects = Table(
    "redirects",
    metadata,
    Column("old", KEY, primary_key=True),
    Column("new", KEY, index=True),
)

# ---- what the views walk and count (``communique.record.facets`` says what stands where) ----

# Every list in its order, one after the other.
postings = Table(
    "postings",
    metadata,
    Column("list", BigInteger, primary_key=True, autoincrement=False),
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("at", BigInteger, primary_key=True, autoincrement=False),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    # From its day to the first that it may lie on, and from that to the last: little numbers.
    Column("shift", Integer),
    Column("span", Integer),
    Column("weight", Integer, nullable=False),
    Index(
        "postings_by_weight",
        "list",
        "weight",
        "day",
        "at",
        "number",
        sqlite_where=text("weight > 1"),
        postgresql_where=text("weight > 1"),
    ),
    sqlite_with_rowid=False,
)

# What stands in lists, and in which.
posted = Table(
    "posted",
    metadata,
    Column("number", NUMBER, primary_key=True, autoincrement=False),
    Column("what", KEY, nullable=False),
    Column("id", KEY, nullable=False, index=True),
    Column("part", KEY, nullable=False),
    Column("article_id", KEY, index=True),
    Column("day", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("weight", Integer, nullable=False),
    Column("lists", LargeBinary, nullable=False),
    Column("counted", LargeBinary, nullable=False),
    Column("act", WORDS, nullable=False),
    Index(
        "posted_by_day",
        "first",
        "last",
        sqlite_where=text("what = 'claim'"),
        postgresql_where=text("what = 'claim'"),
    ),
)

# How many stand in each list.
lists = Table(
    "lists",
    metadata,
    Column("number", NUMBER, primary_key=True, autoincrement=False),
    Column("what", KEY, nullable=False),
    Column("name", KEY, nullable=False),
    Column("word", KEY, nullable=False),
    Column("n", Integer, nullable=False),
    Index("lists_by_length", "what", "name", "n", "word"),
)

# Events between two codes, or beginnings of them, by the days that they may lie on.
pair_days = Table(
    "pair_days",
    metadata,
    Column("actor", KEY, primary_key=True),
    Column("recipient", KEY, primary_key=True),
    Column("first", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, primary_key=True, autoincrement=False),
    Column("quad", KEY, primary_key=True),
    Column("happened", Boolean, primary_key=True),
    Column("exact", Boolean, primary_key=True),
    Column("n", Integer, nullable=False),
    Index(
        "pair_days_by_day",
        "first",
        "last",
        "actor",
        "recipient",
        "quad",
        "happened",
        "n",
        sqlite_where=text("exact = 1"),
        postgresql_where=text("exact"),
    ),
    sqlite_with_rowid=False,
)

places = Table(
    "places",
    metadata,
    Column("geonames", NUMBER, primary_key=True, autoincrement=False),
    Column("name", WORDS, nullable=False),
    Column("latitude", Float, nullable=False),
    Column("longitude", Float, nullable=False),
    Column("precision", KEY, nullable=False),
)
