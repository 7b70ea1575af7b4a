"""Judgements, search, origins, lost claims, redirects; columns that make rebuilding incremental.

The new columns of claims and all that is rebuilt are filled by the rebuild that follows: the
record is marked as wholly due for it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TEXT, VARCHAR

revision = "0002"
down_revision = "0001"

KEY = sa.String().with_variant(VARCHAR(collation="C"), "postgresql")
HASH = sa.String(64).with_variant(VARCHAR(64, collation="C"), "postgresql")
DAY = sa.String(10).with_variant(VARCHAR(10, collation="C"), "postgresql")
WORDS = sa.Text().with_variant(TEXT(collation="C"), "postgresql")


def _version() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["article_id", "content_hash"], ["articles.id", "articles.content_hash"]
    )


def upgrade() -> None:
    """Columns, tables, the search index, and a mark that everything is to be rebuilt."""
    op.add_column("articles", sa.Column("first_seen", DAY))
    op.create_index("articles_by_published", "articles", ["published"])
    for column in (sa.Column("current", sa.Boolean), sa.Column("shown", sa.Boolean)):
        op.add_column("claims", column)
    op.add_column("claims", sa.Column("block", KEY))
    op.create_index("claims_by_block", "claims", ["block"])
    op.create_index(
        "claims_in_order",
        "claims",
        ["published", "article_id", "start", "id", "coder"],
    )
    op.add_column("events", sa.Column("block", KEY))
    op.create_index("events_by_block", "events", ["block"])
    op.create_index("events_by_day", "events", ["first_day", "id"])
    op.create_index("events_by_type_and_day", "events", ["type", "first_day"])
    op.add_column("revisions", sa.Column("change", KEY))
    op.create_table(
        "signatures",
        sa.Column("article_id", KEY, primary_key=True),
        sa.Column("content_hash", HASH, primary_key=True),
        sa.Column("signature", sa.LargeBinary, nullable=False),
        sa.Column("credit", WORDS),
        sa.Column("origin", KEY),
        _version(),
    )
    op.create_index("ix_signatures_origin", "signatures", ["origin"])
    op.create_table(
        "bands",
        sa.Column("band", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("article_id", KEY, primary_key=True),
    )
    op.create_table(
        "judgements",
        sa.Column("id", KEY, primary_key=True),
        sa.Column("target", KEY, nullable=False),
        sa.Column("what", KEY, nullable=False),
        sa.Column("action", KEY, nullable=False),
        sa.Column("made_at", KEY, nullable=False),
        sa.Column("who", WORDS, nullable=False),
        sa.Column("form", WORDS, nullable=False),
    )
    op.create_index("ix_judgements_target", "judgements", ["target"])
    op.create_index("ix_judgements_made_at", "judgements", ["made_at"])
    op.create_table(
        "judged_claims",
        sa.Column("judgement_id", KEY, sa.ForeignKey("judgements.id"), primary_key=True),
        sa.Column("claim_id", KEY, primary_key=True),
        sa.Column("stands_for", KEY),
    )
    op.create_index("ix_judged_claims_claim_id", "judged_claims", ["claim_id"])
    op.create_table(
        "dirty",
        sa.Column("what", KEY, primary_key=True),
        sa.Column("key", KEY, primary_key=True),
    )
    op.create_table(
        "event_parties",
        sa.Column("event_id", KEY, sa.ForeignKey("events.id"), primary_key=True),
        sa.Column("role", KEY, primary_key=True),
        sa.Column("code", KEY, primary_key=True),
        sa.Column("type", KEY, nullable=False),
        sa.Column("first_day", DAY),
    )
    op.create_index("event_parties_by_code", "event_parties", ["code", "role", "type", "first_day"])
    op.create_table(
        "lost_claims",
        sa.Column("claim_id", KEY, primary_key=True),
        sa.Column("page", KEY, nullable=False),
        sa.Column("since", KEY),
        sa.Column("content_hash", HASH, nullable=False),
    )
    op.create_index("ix_lost_claims_page", "lost_claims", ["page"])
    op.create_table("redirects", sa.Column("old", KEY, primary_key=True), sa.Column("new", KEY))
    op.create_index("ix_redirects_new", "redirects", ["new"])
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE claim_words USING fts5("
            "claim_id UNINDEXED, coder UNINDEXED, words, "
            "tokenize='porter unicode61 remove_diacritics 2')"
        )
    else:
        op.execute(
            "CREATE TABLE claim_words (rowid BIGINT PRIMARY KEY, "
            'claim_id VARCHAR COLLATE "C" NOT NULL, coder VARCHAR COLLATE "C" NOT NULL, '
            "words TEXT NOT NULL)"
        )
        op.execute(
            "CREATE INDEX claim_words_found ON claim_words "
            "USING gin (to_tsvector('english', words))"
        )
    op.execute("DELETE FROM meta WHERE key = 'assembled'")
    op.execute("INSERT INTO dirty (what, key) VALUES ('all', '')")
    op.execute("UPDATE meta SET value = '2' WHERE key = 'schema'")
