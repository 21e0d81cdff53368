"""Recordings are measured and treated, lines are joined"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

GENRES = ("brief", "report", "feature", "interview", "profile", "commentary", "other")

# In plain SQL that SQLite and PostgreSQL both take: made again as a whole, as Alembic would do it for SQLite, the table
# would lose its other checks.
WITH_CONSTRAINTS = """
ALTER TABLE line ADD COLUMN recording_id INTEGER CONSTRAINT fk_line_recording_id_recording REFERENCES recording (id);
ALTER TABLE line ADD COLUMN "join" VARCHAR(20) DEFAULT 'butt' NOT NULL
    CONSTRAINT ck_line_joinkind CHECK ("join" IN ('butt', 'gap', 'crossfade', 'under'));
"""


def upgrade() -> None:
    op.create_table(
        "preset",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(500), nullable=False),
        sa.Column("folded", sa.String(500), nullable=False),
        sa.Column(
            "genre", sa.Enum(*GENRES, name="genre", native_enum=False, create_constraint=True, length=20), nullable=True
        ),
        sa.Column("settings", sa.JSON(), nullable=False),
        *_every(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preset")),
        sa.UniqueConstraint("genre", name=op.f("uq_preset_genre")),
        sa.UniqueConstraint("name", name=op.f("uq_preset_name")),
    )
    op.create_table(
        "overview",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recording_id", sa.Integer(), nullable=False),
        sa.Column("block_seconds", sa.Double(), nullable=False),
        sa.Column("levels", sa.LargeBinary(), nullable=False),
        *_every(),
        sa.ForeignKeyConstraint(["recording_id"], ["recording.id"], name=op.f("fk_overview_recording_id_recording")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_overview")),
        sa.UniqueConstraint("recording_id", name=op.f("uq_overview_recording_id")),
    )
    op.create_table(
        "treatment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recording_id", sa.Integer(), nullable=False),
        sa.Column("recipe", sa.JSON(), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        *_every(),
        sa.ForeignKeyConstraint(["recording_id"], ["recording.id"], name=op.f("fk_treatment_recording_id_recording")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_treatment")),
    )
    for column in filter(str.strip, WITH_CONSTRAINTS.split(";")):
        op.execute(column)
    op.add_column("line", sa.Column("actual_seconds", sa.Double(), nullable=True))
    op.add_column("line", sa.Column("join_seconds", sa.Double(), server_default="0", nullable=False))
    op.add_column("recording", sa.Column("title", sa.String(500), server_default="", nullable=False))
    op.add_column("recording", sa.Column("measured", sa.JSON(), nullable=True))
    op.add_column("recording", sa.Column("air_seconds", sa.Double(), nullable=True))
    op.add_column("recording", sa.Column("waiting", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("recording", sa.Column("removed", sa.DateTime(timezone=True), nullable=True))
    op.add_column("station", sa.Column("keep_days", sa.Integer(), server_default="365", nullable=False))
    op.add_column("station", sa.Column("drop_folder", sa.Text(), nullable=True))
    op.create_index(op.f("ix_preset_folded"), "preset", ["folded"])
    op.create_index(op.f("ix_treatment_recording_id"), "treatment", ["recording_id"])
    op.create_index(op.f("ix_line_recording_id"), "line", ["recording_id"])
    op.create_index(op.f("ix_recording_waiting"), "recording", ["waiting"])


def _every() -> tuple[sa.Column[Any], ...]:
    """What every table has."""
    return (
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed", sa.DateTime(timezone=True), nullable=False),
    )
