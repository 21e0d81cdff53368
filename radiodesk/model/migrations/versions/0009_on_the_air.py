"""When broadcasts began in fact, and how urgent they are"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("broadcast", sa.Column("actual_starts", sa.DateTime(timezone=True), nullable=True))
    # In plain SQL that SQLite and PostgreSQL both take, because Alembic would make the table again for SQLite.
    op.execute(
        "ALTER TABLE broadcast ADD COLUMN priority VARCHAR(20) DEFAULT 'normal' NOT NULL"
        " CONSTRAINT ck_broadcast_priority CHECK (priority IN ('normal', 'priority', 'emergency'))"
    )
