"""Where a live event is, and the circuit that carries it"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # In plain SQL that SQLite and PostgreSQL both take, because Alembic would make the table again for SQLite.
    for column in ("place", "circuit"):
        op.execute(f"ALTER TABLE broadcast ADD COLUMN {column} VARCHAR(500) DEFAULT '' NOT NULL")
