"""What the assembled file of an edition was made of. Nobody knows that of existing ones"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("edition", sa.Column("assembled", sa.JSON(none_as_null=True), nullable=True))
