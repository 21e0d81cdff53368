"""Topics of stories"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "topic",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(500), nullable=False),
        sa.Column("folded", sa.String(500), nullable=False),
        sa.Column("key", sa.String(500), server_default="", nullable=False),
        *_version_and_times(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_topic_folded"), "topic", ["folded"])
    op.create_index(op.f("ix_topic_key"), "topic", ["key"], unique=True)
    op.create_table(
        "story_topic",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        *_version_and_times(),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_story_topic_story_id_story")),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_story_topic_topic_id_topic")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story_topic")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_story_topic_topic_id"), "story_topic", ["topic_id"])
    op.create_index("uq_story_topic", "story_topic", ["story_id", "topic_id"], unique=True)


def _version_and_times() -> list[sa.Column[Any]]:
    return [
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed", sa.DateTime(timezone=True), nullable=False),
    ]
