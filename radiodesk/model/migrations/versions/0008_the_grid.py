"""The grid: slots and their series, outlets, occurrences, accepted conflicts"""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

KINDS = ("first_run", "repeat", "relay")
ROLES = ("editor", "presenter", "technician")


def upgrade() -> None:
    _create_named("outlet")
    _create("series", [_title("name")])
    op.create_index("uq_series_name", "series", ["name"], unique=True)
    _create_slot()
    _create_parts()
    _create(
        "accepted_conflict",
        [
            _title("type"),
            _reference("first_id", "broadcast", nullable=True),
            _reference("second_id", "broadcast", nullable=True),
            sa.Column("begins", sa.DateTime(timezone=True), nullable=False),
            _title("person"),
            sa.Column("sides", sa.JSON(), nullable=False),
            sa.Column("reason", sa.String(5000), nullable=False),
        ],
    )
    for column in ("first_id", "second_id", "begins"):
        op.create_index(op.f(f"ix_accepted_conflict_{column}"), "accepted_conflict", [column])
    _add_columns()


def _create_slot() -> None:
    _create(
        "slot",
        [
            _reference("series_id", "series"),
            sa.Column("kind", sa.String(20), nullable=False),
            _reference("programme_id", "programme", nullable=True),
            _reference("repeats_id", "series", nullable=True),
            sa.Column("days_after", sa.Integer(), nullable=False),
            _title("title"),
            _reference("upstream_id", "upstream", nullable=True),
            sa.Column("live_event", sa.Boolean(), nullable=False),
            sa.Column("own_live", sa.Boolean(), nullable=False),
            sa.Column("at", sa.Time(), nullable=False),
            sa.Column("seconds", sa.Integer(), nullable=True),
            sa.Column("start", sa.Date(), nullable=False),
            sa.Column("until", sa.Date(), nullable=True),
            sa.Column("rule", sa.Text(), nullable=False),
            sa.Column("pauses", sa.JSON(), nullable=True),
            sa.Column("exclusions", sa.JSON(), nullable=True),
            sa.Column("additions", sa.JSON(), nullable=True),
            sa.Column("own_air", sa.Boolean(), nullable=False),
            sa.Column("since", sa.Date(), nullable=True),
            sa.Column("last", sa.Date(), nullable=True),
        ],
        sa.CheckConstraint(f"kind IN {KINDS}", name=op.f("ck_slot_broadcastkind")),
        sa.CheckConstraint("(kind = 'first_run') = (programme_id IS NOT NULL)", name=op.f("ck_slot_programme")),
        sa.CheckConstraint("(kind = 'repeat') = (repeats_id IS NOT NULL)", name=op.f("ck_slot_repeats")),
        sa.CheckConstraint(
            "kind <> 'relay' OR upstream_id IS NOT NULL OR live_event", name=op.f("ck_slot_upstream_or_live")
        ),
    )
    for column in ("series_id", "programme_id", "repeats_id", "upstream_id"):
        op.create_index(op.f(f"ix_slot_{column}"), "slot", [column])
    newest = sa.text("last IS NULL")
    op.create_index("uq_slot_newest", "slot", ["series_id"], unique=True, sqlite_where=newest, postgresql_where=newest)


def _create_parts() -> None:
    _create("slot_outlet", [_reference("slot_id", "slot"), _reference("outlet_id", "outlet")])
    _create("broadcast_outlet", [_reference("broadcast_id", "broadcast"), _reference("outlet_id", "outlet")])
    _create(
        "slot_duty",
        [
            _reference("slot_id", "slot"),
            _reference("person_id", "person"),
            sa.Column("role", sa.String(20), nullable=False),
        ],
        sa.CheckConstraint(f"role IN {ROLES}", name=op.f("ck_slot_duty_dutyrole")),
    )
    for table, other in (("slot_outlet", "outlet_id"), ("broadcast_outlet", "outlet_id"), ("slot_duty", "person_id")):
        op.create_index(op.f(f"ix_{table}_{other}"), table, [other])
    op.create_index("uq_slot_outlet", "slot_outlet", ["slot_id", "outlet_id"], unique=True)
    op.create_index("uq_broadcast_outlet", "broadcast_outlet", ["broadcast_id", "outlet_id"], unique=True)
    op.create_index("uq_slot_duty", "slot_duty", ["slot_id", "person_id", "role"], unique=True)


def _add_columns() -> None:
    # In plain SQL that SQLite and PostgreSQL both take, because Alembic would make the table again for SQLite.
    op.execute(
        "ALTER TABLE broadcast ADD COLUMN slot_id INTEGER CONSTRAINT fk_broadcast_slot_id_slot REFERENCES slot (id)"
    )
    op.add_column("broadcast", sa.Column("occurrence", sa.String(19), nullable=True))
    op.add_column("broadcast", sa.Column("own_air", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("broadcast", sa.Column("from_file", sa.JSON(), nullable=True))
    op.create_index("uq_broadcast_occurrence", "broadcast", ["slot_id", "occurrence"], unique=True)
    op.execute(
        "ALTER TABLE programme ADD COLUMN owner_id INTEGER "
        "CONSTRAINT fk_programme_owner_id_person REFERENCES person (id)"
    )
    op.create_index(op.f("ix_programme_owner_id"), "programme", ["owner_id"])
    op.add_column("programme", sa.Column("partner", sa.String(500), server_default="", nullable=False))
    op.add_column("edition", sa.Column("own_live", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("station", sa.Column("weeks_ahead", sa.Integer(), server_default="4", nullable=False))


def _create_named(table: str) -> None:
    _create(
        table, [_title("name"), _title("folded"), sa.Column("key", sa.String(500), server_default="", nullable=False)]
    )
    op.create_index(op.f(f"ix_{table}_folded"), table, ["folded"])
    op.create_index(op.f(f"ix_{table}_key"), table, ["key"], unique=True)


def _create(table: str, columns: Iterable[Any], *constraints: Any) -> None:
    """Create a table. A column with a reference gets its constraint's name from the table."""
    given = list(columns)
    references = [
        sa.ForeignKeyConstraint(
            [column.name], [f"{column.info['table']}.id"], name=op.f(f"fk_{table}_{column.name}_{column.info['table']}")
        )
        for column in given
        if column.info
    ]
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        *given,
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed", sa.DateTime(timezone=True), nullable=False),
        *references,
        *constraints,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sqlite_autoincrement=True,
    )


def _title(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.String(500), nullable=False)


def _reference(name: str, table: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=nullable, info={"table": table})
