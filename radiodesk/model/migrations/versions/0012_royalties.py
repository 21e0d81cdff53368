"""Royalties and fees: base salaries, the station's frame, norms and other rules, and closed months"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ROLES = ("author", "camera", "editor", "reader", "director", "technician")
GENRES = (
    *("brief", "report", "feature", "interview", "profile", "commentary", "other"),
    *("tv_news", "tv_feature", "tv_other"),
)


def upgrade() -> None:
    _table(
        "base_salary",
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
    )
    op.create_index("uq_base_salary", "base_salary", ["since"], unique=True)
    _table(
        "royalty_rate",
        _word("genre"),
        _word("role"),
        sa.Column("of_piece", sa.Boolean(), nullable=False),
        *(_number(name) for name in ("least", "usual", "most")),
        _one_of("royalty_rate", "workgenre", "genre", GENRES),
        _one_of("royalty_rate", "creditrole", "role", ROLES),
    )
    op.create_index("uq_royalty_rate", "royalty_rate", ["genre", "role"], unique=True)
    _table(
        "royalty_norm",
        sa.Column("person_id", sa.Integer(), nullable=False),
        _word("role"),
        _title("genre"),
        _word("measure"),
        _number("amount"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_royalty_norm_person_id_person")),
        _one_of("royalty_norm", "creditrole", "role", ROLES),
        _one_of("royalty_norm", "normmeasure", "measure", ("pieces", "points")),
    )
    op.create_index("uq_royalty_norm", "royalty_norm", ["person_id", "role", "genre"], unique=True)
    op.create_index(op.f("ix_royalty_norm_person_id"), "royalty_norm", ["person_id"])
    _table(
        "royalty_rules",
        _word("period_rule"),
        *(_number(name) for name in ("second_use", "most_increases", "most_fees")),
        sa.Column("counts_norms", sa.Boolean(), nullable=False),
        sa.Column("taxed", sa.Boolean(), nullable=False),
        _number("tax"),
        sa.Column("tax_from", sa.BigInteger(), nullable=False),
        _title("maker"),
        _title("accountant"),
        _one_of("royalty_rules", "periodrule", "period_rule", ("official", "calendar")),
    )
    _table(
        "closed_royalties",
        *(sa.Column(name, sa.Date(), nullable=False) for name in ("month", "first", "last")),
        _title("person"),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
    )
    op.create_index("uq_closed_royalties", "closed_royalties", ["month"], unique=True)


def _table(name: str, *columns: Any) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        *columns,
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sqlite_autoincrement=True,
    )


def _word(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.String(20), nullable=False)


def _title(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.String(500), nullable=False)


def _number(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.String(40), nullable=False)


def _one_of(table: str, kind: str, column: str, values: tuple[str, ...]) -> sa.CheckConstraint:
    return sa.CheckConstraint(f"{column} IN {values}", name=op.f(f"ck_{table}_{kind}"))
