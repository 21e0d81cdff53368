"""Whether reports of past periods show an earlier name: no existing one, which may come from a merge or a mistake"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("earlier_name", sa.Column("shown", sa.Boolean(), server_default=sa.false(), nullable=False))
