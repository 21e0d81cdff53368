"""Air files and chapters of editions, audio tracks of recordings, and recordings that were laid aside"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # In plain SQL that SQLite and PostgreSQL both take, because Alembic would make the table again for SQLite.
    op.execute(
        "ALTER TABLE edition ADD COLUMN recording_id INTEGER "
        "CONSTRAINT fk_edition_recording_id_recording REFERENCES recording (id)"
    )
    op.add_column("edition", sa.Column("chapters", sa.JSON(), nullable=True))
    op.add_column("recording", sa.Column("track", sa.Integer(), server_default="1", nullable=False))
    op.add_column("recording", sa.Column("tracks", sa.Integer(), server_default="1", nullable=False))
    op.add_column("recording", sa.Column("laid_aside", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index(op.f("ix_edition_recording_id"), "edition", ["recording_id"])
