"""Settings of programmes, people and the station, roles, and earlier names"""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from radiodesk.model.text import key

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

HOLDERS = ("station", "programme", "person", "upstream", "recipient", "topic")
ROLES = ("reporter", "editor", "presenter", "technician", "chief")


def upgrade() -> None:
    _add_columns()
    _create_tables()
    connection = op.get_bind()
    if rows := _merged_people(connection):
        _record(connection, rows)


def _add_columns() -> None:
    def text(name: str) -> sa.Column[Any]:
        return sa.Column(name, sa.String(500), server_default="", nullable=False)

    def yes_or_no(name: str, default: Any) -> sa.Column[Any]:
        return sa.Column(name, sa.Boolean(), server_default=default, nullable=False)

    for name in ("least_seconds", "usual_seconds", "most_seconds"):
        op.add_column("programme", sa.Column(name, sa.Integer(), nullable=True))
    op.add_column("programme", text("language"))
    op.add_column("programme", yes_or_no("special", sa.false()))
    op.add_column("programme", yes_or_no("own_live", sa.false()))
    op.add_column("programme", yes_or_no("active", sa.true()))
    op.add_column("person", text("short_name"))
    op.add_column("person", text("initials"))
    op.add_column("station", sa.Column("hours", sa.JSON(), nullable=True))
    op.add_column("station", sa.Column("trash_days", sa.Integer(), server_default="30", nullable=False))


def _create_tables() -> None:
    def table(name: str, *columns: Any) -> None:
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

    def reference(name: str, holder: str) -> sa.ForeignKeyConstraint:
        constraint = op.f(f"fk_{name}_{holder}_id_{holder}")
        return sa.ForeignKeyConstraint([f"{holder}_id"], [f"{holder}.id"], name=constraint)

    table(
        "earlier_name",
        *(sa.Column(f"{holder}_id", sa.Integer(), nullable=True) for holder in HOLDERS),
        sa.Column("name", sa.String(500), nullable=False),
        sa.Column("key", sa.String(500), server_default="", nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        *(reference("earlier_name", holder) for holder in HOLDERS),
        sa.CheckConstraint(
            " + ".join(f"(CASE WHEN {holder}_id IS NULL THEN 0 ELSE 1 END)" for holder in HOLDERS) + " = 1",
            name=op.f("ck_earlier_name_one_holder"),
        ),
    )
    for column in (*(f"{holder}_id" for holder in HOLDERS), "key"):
        op.create_index(op.f(f"ix_earlier_name_{column}"), "earlier_name", [column])
    table(
        "person_role",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        reference("person_role", "person"),
        sa.CheckConstraint(f"role IN {ROLES}", name=op.f("ck_person_role_role")),
    )
    op.create_index("uq_person_role", "person_role", ["person_id", "role"], unique=True)


def _merged_people(connection: sa.Connection) -> list[dict[str, Any]]:
    """Add the names of people that were merged into others as earlier names of these. Returns the rows.

    Until now only the audit knew them.
    """
    zone = connection.execute(sa.text("SELECT zone FROM station")).scalar()
    present = {key(name): row_id for row_id, name in connection.execute(sa.text("SELECT id, name FROM person"))}
    entry = sa.table(
        "audit_entry",
        *(sa.column(name) for name in ("id", "action")),
        sa.column("values", sa.JSON()),
        sa.column("created", sa.DateTime(timezone=True)),
    )
    merges = sa.select(entry.c["values"], entry.c.created).where(entry.c.action == "merge_people").order_by(entry.c.id)
    names: dict[str, tuple[str, str, dt.datetime]] = {}
    for values, created in connection.execute(merges):
        names[key(values["name"])] = (values["name"], key(values["into"]), created)
    rows: list[dict[str, Any]] = []
    for gone, (name, into, created) in names.items():
        for _step in names:
            if into not in present and into in names:
                into = names[into][1]
        if gone in present or into not in present:
            continue  # the merge was undone
        moment = created if created.tzinfo else created.replace(tzinfo=dt.UTC)
        rows.append({"person_id": present[into], "name": name, "until": moment.astimezone(ZoneInfo(str(zone))).date()})
    moment = dt.datetime.now(dt.UTC)
    for row in rows:
        connection.execute(_ADD_NAME, row | {"key": key(row["name"]), "moment": moment})
    return rows


def _record(connection: sa.Connection, rows: list[dict[str, Any]]) -> None:
    """Record the added earlier names in the audit."""
    entry_id = connection.execute(_ADD_ENTRY, {"values": {}, "moment": dt.datetime.now(dt.UTC)}).scalar_one()
    for row_id, row in enumerate(rows, start=1):
        after = row | {"until": row["until"].isoformat(), "version": 1}
        connection.execute(_ADD_ROW, {"entry_id": entry_id, "row_id": row_id, "after": after})


_MOMENT = sa.bindparam("moment", type_=sa.DateTime(timezone=True))
_ADD_NAME = sa.text(
    "INSERT INTO earlier_name (person_id, name, key, until, version, created, changed) "
    "VALUES (:person_id, :name, :key, :until, 1, :moment, :moment)"
).bindparams(sa.bindparam("until", type_=sa.Date()), _MOMENT)
_ADD_ENTRY = sa.text(
    'INSERT INTO audit_entry (person, action, "values", version, created, changed) '
    "VALUES ('radiodesk', 'update', :values, 1, :moment, :moment) RETURNING id"
).bindparams(sa.bindparam("values", type_=sa.JSON()), _MOMENT)
_ADD_ROW = sa.text(
    "INSERT INTO audit_row (entry_id, table_name, row_id, after) VALUES (:entry_id, 'earlier_name', :row_id, :after)"
).bindparams(sa.bindparam("after", type_=sa.JSON()))
