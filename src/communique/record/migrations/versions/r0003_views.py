"""Lists and counts for the views; what the ledger remembers, so that it need not be made whole.

All of it is filled by the rebuild that follows: the record is marked as wholly due for it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TEXT, VARCHAR

from communique.record.search import create_event_index

revision = "0003"
down_revision = "0002"

KEY = sa.String().with_variant(VARCHAR(collation="C"), "postgresql")
WORDS = sa.Text().with_variant(TEXT(collation="C"), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Tables and indexes, and a mark that everything is to be rebuilt."""
    _views()
    _ledger()
    op.execute("DELETE FROM meta WHERE key = 'assembled'")
    op.execute("DELETE FROM dirty WHERE what = 'all'")
    op.execute("INSERT INTO dirty (what, key) VALUES ('all', '')")
    op.execute("UPDATE meta SET value = '3' WHERE key = 'schema'")


def _views() -> None:
    op.create_table(
        "postings",
        sa.Column("list", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("day", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("shift", sa.Integer),
        sa.Column("span", sa.Integer),
        sa.Column("weight", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "postings_by_weight",
        "postings",
        ["list", "weight", "day", "at", "number"],
        sqlite_where=sa.text("weight > 1"),
        postgresql_where=sa.text("weight > 1"),
    )
    op.create_table(
        "posted",
        sa.Column("number", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("what", KEY, nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("part", KEY, nullable=False),
        sa.Column("article_id", KEY),
        sa.Column("day", sa.Integer, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("first", sa.Integer, nullable=False),
        sa.Column("last", sa.Integer, nullable=False),
        sa.Column("weight", sa.Integer, nullable=False),
        sa.Column("lists", sa.LargeBinary, nullable=False),
        sa.Column("counted", sa.LargeBinary, nullable=False),
        sa.Column("act", WORDS, nullable=False),
    )
    op.create_index("ix_posted_id", "posted", ["id"])
    op.create_index("ix_posted_article_id", "posted", ["article_id"])
    op.create_index(
        "posted_by_day",
        "posted",
        ["first", "last"],
        sqlite_where=sa.text("what = 'claim'"),
        postgresql_where=sa.text("what = 'claim'"),
    )
    op.create_table(
        "lists",
        sa.Column("number", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("what", KEY, nullable=False),
        sa.Column("name", KEY, nullable=False),
        sa.Column("word", KEY, nullable=False),
        sa.Column("n", sa.Integer, nullable=False),
    )
    op.create_index("lists_by_length", "lists", ["what", "name", "n", "word"])
    op.create_table(
        "pair_days",
        sa.Column("actor", KEY, primary_key=True),
        sa.Column("recipient", KEY, primary_key=True),
        sa.Column("first", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("last", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("quad", KEY, primary_key=True),
        sa.Column("happened", sa.Boolean, primary_key=True),
        sa.Column("exact", sa.Boolean, primary_key=True),
        sa.Column("n", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "pair_days_by_day",
        "pair_days",
        ["first", "last", "actor", "recipient", "quad", "happened", "n"],
        sqlite_where=sa.text("exact = 1"),
        postgresql_where=sa.text("exact"),
    )
    op.create_table(
        "places",
        sa.Column("geonames", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("name", WORDS, nullable=False),
        sa.Column("latitude", sa.Float, nullable=False),
        sa.Column("longitude", sa.Float, nullable=False),
        sa.Column("precision", KEY, nullable=False),
    )
    create_event_index(op.get_bind())
    op.create_index("revisions_in_order", "revisions", ["change", "page", "id"])


def _ledger() -> None:
    # Records made while 0003 was being written have these already.
    op.create_table(
        "ledger_claims",
        sa.Column("claim_id", KEY, primary_key=True),
        sa.Column("coder", KEY, nullable=False),
        sa.Column("article_id", KEY, nullable=False),
        sa.Column("part", KEY, nullable=False),
        sa.Column("same", KEY),
        sa.Column("day", sa.Integer),
        sa.Column("due", sa.Integer),
        sa.Column("words", WORDS, nullable=False),
        sa.Column("entry_id", KEY),
        if_not_exists=True,
    )
    for name, columns in (
        ("ix_ledger_claims_article_id", ["article_id"]),
        ("ix_ledger_claims_due", ["due"]),
        ("ix_ledger_claims_entry_id", ["entry_id"]),
        ("ledger_claims_by_same", ["same", "day"]),
    ):
        op.create_index(name, "ledger_claims", columns, if_not_exists=True)
    op.create_table(
        "ledger_meetings",
        sa.Column("key", KEY, primary_key=True),
        sa.Column("day", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("id", KEY, primary_key=True),
        sqlite_with_rowid=False,
        if_not_exists=True,
    )
    op.create_index("ix_ledger_meetings_id", "ledger_meetings", ["id"], if_not_exists=True)
    op.create_index("ledger_changes_by_claim", "ledger_changes", ["claim_id"], if_not_exists=True)
