"""Ids that are never reused, unique constraints, and the audit row by row"""

import datetime as dt
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from alembic import op

from radiodesk.model.text import key

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NAMED = ("person", "upstream", "recipient", "preset")
"""Tables whose rows are identified by name."""

REFERENCES = {
    "person": (("credit", "person_id"), ("duty", "person_id")),
    "upstream": (("relay", "upstream_id"),),
    "recipient": (("clip", "recipient_id"),),
    "preset": (),
}
"""For each of these tables, the tables and columns that refer to it."""

KINDS = ("news", "column", "announcement", "music")

UNRECORDED_COLUMNS = frozenset({"id", "created", "changed", "folded", "key"})
"""Columns that the audit omits."""


def upgrade() -> None:
    connection = op.get_bind()
    _convert_audit(connection)
    last_ids = _last_ids(connection)  # read first: the next steps remove rows, whose ids must not be reused
    merged = _Merged(connection, {})
    _merge_same_names(connection, merged)
    _remove_duplicates(connection, merged)
    if connection.dialect.name == "sqlite":
        _rebuild_with_autoincrement(connection, last_ids)
    else:
        kind = op.f("ck_programme_programmekind")
        op.drop_constraint(kind, "programme", type_="check")
        op.create_check_constraint(kind, "programme", f"kind IN {(*KINDS, 'other')}")
        op.drop_constraint(op.f("uq_programme_title"), "programme", type_="unique")
        for table in NAMED:
            op.drop_constraint(op.f(f"uq_{table}_name"), table, type_="unique")
    for table in NAMED:
        op.create_index(op.f(f"ix_{table}_key"), table, ["key"], unique=True)
    _create_indexes()
    _record(connection, last_ids, merged)


@dataclass
class _Merged:
    """Changes rows and remembers them for the audit."""

    connection: sa.Connection
    rows: dict[tuple[str, int], tuple[dict[str, Any], dict[str, Any] | None]]
    """The columns before and after, by table and id. After is None for a removed row."""

    def change(self, table: str, ids: Iterable[int], **values: Any) -> None:
        """Set columns of rows."""
        for row_id in list(ids):
            row = self._row(table, row_id)
            before, after = self.rows.get((table, row_id), ({}, {}))
            replaced = {name: bool(row[name]) if value is True else row[name] for name, value in values.items()}
            self.rows[table, row_id] = replaced | before, (after or {}) | values
            _set(self.connection, table, row_id, **values)

    def remove(self, table: str, ids: Iterable[int]) -> None:
        """Remove rows."""
        for row_id in list(ids):
            row = {
                name: json.loads(value) if name == "settings" and isinstance(value, str) else value
                for name, value in self._row(table, row_id).items()
                if name not in UNRECORDED_COLUMNS and value is not None
            }
            before, _after = self.rows.get((table, row_id), ({}, {}))
            self.rows[table, row_id] = row | before, None
            self.connection.execute(sa.text(f"DELETE FROM {table} WHERE id = :id"), {"id": row_id})

    def _row(self, table: str, row_id: int) -> dict[str, Any]:
        found = self.connection.execute(sa.text(f"SELECT * FROM {table} WHERE id = :id"), {"id": row_id})
        return dict(found.mappings().one())


def _convert_audit(connection: sa.Connection) -> None:
    """Move the rows of old entries, which only have the columns before, into the values of the entry."""
    audit_entry = sa.table("audit_entry", sa.column("id"), sa.column("what"), sa.column("rows", sa.JSON()))
    action: sa.Column[Any] = sa.Column("action", sa.Text(), server_default="earlier", nullable=False)
    values: sa.Column[Any] = sa.Column("values", sa.JSON(), server_default="{}", nullable=False)
    op.add_column("audit_entry", action)
    op.add_column("audit_entry", values)
    update = sa.text('UPDATE audit_entry SET "values" = :values WHERE id = :id')
    for row in connection.execute(sa.select(audit_entry)).all():
        kept = {"what": row.what, "rows": row.rows}
        connection.execute(update, {"id": row.id, "values": json.dumps(kept, ensure_ascii=False)})
    if connection.dialect.name == "sqlite":
        connection.execute(sa.text("ALTER TABLE audit_entry DROP COLUMN what"))
        connection.execute(sa.text("ALTER TABLE audit_entry DROP COLUMN rows"))
    else:
        op.drop_column("audit_entry", "what")
        op.drop_column("audit_entry", "rows")
    op.create_table(
        "audit_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.String(40), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["audit_entry.id"], name=op.f("fk_audit_row_entry_id_audit_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_row")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_audit_row_entry_id"), "audit_row", ["entry_id"])
    op.create_index("ix_audit_row_row", "audit_row", ["table_name", "row_id"])


def _merge_same_names(connection: sa.Connection, merged: _Merged) -> None:
    """Merge rows whose names differ only in case, and mark programmes with the same title as doubles."""
    for table in NAMED:
        op.add_column(table, sa.Column("key", sa.String(500), server_default="", nullable=False))
        first: dict[str, int] = {}
        for row_id, name in connection.execute(sa.text(f"SELECT id, name FROM {table} ORDER BY id")).all():
            kept = first.setdefault(key(name), row_id)
            if kept == row_id:
                _set(connection, table, row_id, key=key(name))
                continue
            for referring, column in REFERENCES[table]:
                named = sa.text(f"SELECT id FROM {referring} WHERE {column} = :gone")
                merged.change(referring, connection.execute(named, {"gone": row_id}).scalars(), **{column: kept})
            merged.remove(table, [row_id])
    op.add_column("programme", sa.Column("key", sa.String(500), server_default="", nullable=False))
    double_of: sa.Column[Any] = sa.Column("double_of", sa.Integer(), nullable=True)
    if connection.dialect.name == "sqlite":
        reference = "REFERENCES programme (id)"
        connection.execute(
            sa.text(
                "ALTER TABLE programme ADD COLUMN double_of INTEGER "
                f"CONSTRAINT fk_programme_double_of_programme {reference}"
            )
        )
    else:
        op.add_column("programme", double_of)
        op.create_foreign_key("fk_programme_double_of_programme", "programme", "programme", ["double_of"], ["id"])
    most_used = sa.text(
        "SELECT programme.id, programme.title FROM programme LEFT JOIN edition ON edition.programme_id = programme.id "
        "GROUP BY programme.id, programme.title ORDER BY count(edition.id) DESC, programme.id"
    )
    titles: dict[str, int] = {}
    for row_id, title in connection.execute(most_used).all():
        kept = titles.setdefault(key(title), row_id)
        _set(connection, "programme", row_id, key=key(title))
        if kept != row_id:
            merged.change("programme", [row_id], double_of=kept)


def _remove_duplicates(connection: sa.Connection, merged: _Merged) -> None:
    """Remove duplicates that older releases could create on a server.

    Of several first runs, the first that was aired stays one, else the first planned one. The others become repeats.
    """
    for column in ("story_id", "clip_id"):
        merged.remove(
            "credit", _all_but_first(connection, "credit", f"{column}, person_id, role", "id", f"{column} IS NOT NULL")
        )
    merged.remove("duty", _all_but_first(connection, "duty", "broadcast_id, person_id, role", "id", "1 = 1"))
    by_use = "CASE state WHEN 'aired' THEN 0 WHEN 'planned' THEN 1 ELSE 2 END, starts, id"
    later_runs = _all_but_first(connection, "broadcast", "edition_id", by_use, "kind = 'first_run'")
    merged.change("broadcast", later_runs, kind="repeat")
    merged.change(
        "publication",
        _all_but_first(connection, "publication", "edition_id, address", "id", "NOT withdrawn"),
        withdrawn=True,
    )
    lines = connection.execute(sa.text("SELECT id, edition_id, position FROM line ORDER BY edition_id, position, id"))
    last: dict[int, int] = {}
    for row_id, edition_id, position in lines.all():
        free = max(position, last[edition_id] + 1) if edition_id in last else position
        last[edition_id] = free
        if free != position:
            merged.change("line", [row_id], position=free)


def _all_but_first(connection: sa.Connection, table: str, same: str, order: str, condition: str) -> list[int]:
    """The ids of the rows with the same columns, but for the first of each in that order."""
    numbered = (
        f"SELECT id, row_number() OVER (PARTITION BY {same} ORDER BY {order}) AS place FROM {table} WHERE {condition}"
    )
    found = connection.execute(sa.text(f"SELECT id FROM ({numbered}) AS numbered WHERE place > 1 ORDER BY id"))
    return list(found.scalars())


def _set(connection: sa.Connection, table: str, row_id: int, **values: Any) -> None:
    columns = ", ".join(f"{name} = :{name}" for name in values)
    connection.execute(sa.text(f"UPDATE {table} SET {columns} WHERE id = :id"), {"id": row_id, **values})


def _rebuild_with_autoincrement(connection: sa.Connection, last_ids: dict[str, int]) -> None:
    """Rebuild each table with AUTOINCREMENT. Foreign keys are not checked meanwhile.

    last_ids: the largest id of each table that must not be reused.
    """
    tables = connection.execute(
        sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND sql LIKE '%PRIMARY KEY (id)%'")
    ).all()
    for name, sql in tables:
        indexes = connection.execute(
            sa.text("SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = :name AND sql IS NOT NULL"),
            {"name": name},
        ).scalars()
        statements = list(indexes)
        new_sql = re.sub(r"\bid INTEGER NOT NULL\b", "id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT", sql, count=1)
        new_sql = re.sub(r",\s*CONSTRAINT \w+ PRIMARY KEY \(id\)", "", new_sql)
        new_sql = re.sub(rf",\s*CONSTRAINT uq_{name}_(?:name|title) UNIQUE \([^)]*\)", "", new_sql)
        if name == "programme":
            new_sql = new_sql.replace("'music')", "'music', 'other')")
        new_sql = re.sub(r'^CREATE TABLE "?\w+"?', f'CREATE TABLE "new_{name}"', new_sql)
        columns = ", ".join(f'"{row[1]}"' for row in connection.exec_driver_sql(f'PRAGMA table_info("{name}")'))
        connection.exec_driver_sql(new_sql)
        connection.exec_driver_sql(f'INSERT INTO "new_{name}" ({columns}) SELECT {columns} FROM "{name}"')
        connection.exec_driver_sql(f'DROP TABLE "{name}"')
        connection.exec_driver_sql(f'ALTER TABLE "new_{name}" RENAME TO "{name}"')
        for statement in statements:
            connection.exec_driver_sql(statement)
    for table, last in last_ids.items():
        found = connection.execute(sa.text("SELECT seq FROM sqlite_sequence WHERE name = :name"), {"name": table})
        known = found.scalar()
        if known is None:
            connection.execute(
                sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :seq)"), {"name": table, "seq": last}
            )
        elif known < last:
            connection.execute(
                sa.text("UPDATE sqlite_sequence SET seq = :seq WHERE name = :name"), {"name": table, "seq": last}
            )


def _last_ids(connection: sa.Connection) -> dict[str, int]:
    """The largest id of each table, of its rows and of the removed rows that an entry of the audit names."""
    tables = [name for name in sa.inspect(connection).get_table_names() if name != "alembic_version"]
    last = {name: connection.execute(sa.text(f"SELECT max(id) FROM {name}")).scalar() or 0 for name in tables}
    audit_entry = sa.table("audit_entry", sa.column("values", sa.JSON()))
    for values in connection.execute(sa.select(audit_entry)).scalars():
        for row in values.get("rows") or ():
            table, row_id = row.get("table"), max(row.get("ids") or [row.get("id") or 0])
            last[table] = max(last.get(table, 0), row_id)
    return {table: row_id for table, row_id in last.items() if row_id}


def _create_indexes() -> None:
    def unique(name: str, table: str, columns: list[str], where: str | None = None) -> None:
        condition = sa.text(where) if where else None
        op.create_index(name, table, columns, unique=True, sqlite_where=condition, postgresql_where=condition)

    unique("uq_programme_key", "programme", ["key"], "double_of IS NULL")
    unique("uq_line_position", "line", ["edition_id", "position"])
    unique("uq_broadcast_first_run", "broadcast", ["edition_id"], "kind = 'first_run'")
    unique("uq_broadcast_relay", "broadcast", ["relay_id"])
    unique("uq_publication_address", "publication", ["edition_id", "address"], "NOT withdrawn")
    unique("uq_credit_story", "credit", ["story_id", "person_id", "role"])
    unique("uq_credit_clip", "credit", ["clip_id", "person_id", "role"])
    unique("uq_duty", "duty", ["broadcast_id", "person_id", "role"])


def _record(connection: sa.Connection, last_ids: dict[str, int], merged: _Merged) -> None:
    """Record in the audit what was merged, and the largest ids: it has the complete history of newer rows only."""
    if not connection.execute(sa.text("SELECT count(*) FROM station")).scalar():
        return  # a new desk
    entry = sa.table(
        "audit_entry",
        *(sa.column(name) for name in ("id", "person", "action", "version")),
        sa.column("values", sa.JSON()),
        *(sa.column(name, sa.DateTime(timezone=True)) for name in ("created", "changed")),
    )
    moment = dt.datetime.now(dt.UTC)
    values = {"person": "radiodesk", "action": "update", "values": {"ids": last_ids}}
    moments = {"version": 1, "created": moment, "changed": moment}
    entry_id = connection.execute(sa.insert(entry).returning(entry.c.id), values | moments).scalar_one()
    audit_row = sa.table(
        "audit_row",
        *(sa.column(name) for name in ("entry_id", "table_name", "row_id")),
        *(sa.column(name, sa.JSON(none_as_null=True)) for name in ("before", "after")),
    )
    rows = [
        {"entry_id": entry_id, "table_name": table, "row_id": row_id, "before": before, "after": after}
        for (table, row_id), (before, after) in merged.rows.items()
    ]
    if rows:
        connection.execute(sa.insert(audit_row), rows)
