"""Hand-written SQL through the plain driver, sqlite3 or psycopg: the reference of what goes through the desk."""

import datetime as dt
import json
import sqlite3
from collections.abc import Sequence
from typing import Any

from radiodesk.config import Config
from radiodesk.model.migrating import CHANGING


class Driver:
    """A connection that is set up as the desk's. SQL has ? where parameters go."""

    def __init__(self, config: Config) -> None:
        self.on_server = config.database_file is None
        self._connection: Any
        if self.on_server:
            import psycopg

            url = config.database_url.set(drivername="postgresql").render_as_string(hide_password=False)
            self._connection = psycopg.connect(url, autocommit=True)
            return
        self._connection = sqlite3.connect(str(config.database_file), isolation_level=None)
        for setting in ("busy_timeout = 10000", "foreign_keys = ON", "synchronous = FULL"):
            self._connection.execute(f"PRAGMA {setting}")

    def begin(self, *, writes: bool = False) -> None:
        """Begin a transaction as the desk does."""
        if not self.on_server:
            self._connection.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
            return
        self._connection.execute("BEGIN" if writes else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        if writes:
            self._connection.execute(f"SELECT pg_advisory_xact_lock({CHANGING})")

    def end(self) -> None:
        """Commit."""
        self._connection.execute("COMMIT")

    def read(self, sql: str, *parameters: object) -> list[Any]:
        """The rows that a statement gives."""
        return list(self._execute(sql, parameters).fetchall())

    def count(self, sql: str) -> int:
        """How many rows a statement gives, all of them read one after the other."""
        return sum(1 for _row in self._execute(sql, ()))

    def write(self, sql: str, *parameters: object) -> None:
        """Run a statement that gives no rows, and changes one."""
        assert self._execute(sql, parameters).rowcount == 1

    def audit(self, action: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Write an audit entry with its rows: table, id, before, after."""
        moment = self.moment(dt.datetime.now(dt.UTC))
        columns = '(person, action, "values", version, created, changed)'
        add = f"INSERT INTO audit_entry {columns} VALUES (?, ?, ?, 1, ?, ?) RETURNING id"
        entry_id = self.read(add, "bench", action, _json({"title": "Bench"}), moment, moment)[0][0]
        for table, row_id, before, after in rows:
            self.write(
                'INSERT INTO audit_row (entry_id, table_name, row_id, "before", "after") VALUES (?, ?, ?, ?, ?)',
                entry_id,
                table,
                row_id,
                _json(before),
                _json(after),
            )

    def moment(self, value: dt.datetime) -> object:
        """A moment as the database has it."""
        utc = value.astimezone(dt.UTC)
        return utc if self.on_server else f"{utc:%Y-%m-%d %H:%M:%S.%f}"

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _execute(self, sql: str, parameters: Sequence[object]) -> Any:
        return self._connection.execute(sql.replace("?", "%s") if self.on_server else sql, parameters)


def _json(value: object) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
