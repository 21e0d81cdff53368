"""The files that editions were assembled to, and what these were made of. Nobody knows that of existing ones"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "assembled_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("made_of", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_assembled_file_edition_id_edition")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assembled_file")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_assembled_file_edition_id"), "assembled_file", ["edition_id"], unique=True)
