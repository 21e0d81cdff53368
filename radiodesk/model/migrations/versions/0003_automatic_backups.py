"""The station says how many automatic backups it keeps"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    column: sa.Column[Any] = sa.Column("keep_backups", sa.Integer(), server_default="7", nullable=False)
    op.add_column("station", column)
