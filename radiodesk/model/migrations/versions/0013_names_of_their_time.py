"""Whether reports of past periods show an earlier name. Those that are there may be of a merge, or mistakes: no."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("earlier_name", sa.Column("shown", sa.Boolean(), server_default=sa.false(), nullable=False))
