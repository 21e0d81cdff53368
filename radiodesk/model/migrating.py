"""Migrations: the revision of a database's schema, and upgrading it to the newest."""

import re
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from radiodesk.locale import _
from radiodesk.model import engines
from radiodesk.model.explaining import explained
from radiodesk.model.faults import DamagedDatabase, NewerDatabase, UnusableServer

HEAD = "0014"
"""The newest migration. It is a constant so that opening an up-to-date database does not load Alembic."""

MIGRATIONS = Path(__file__).parent / "migrations"

_ALEMBIC = threading.Lock()
"""Held during a migration: Alembic keeps its state in globals, so a process can run only one at a time."""

LOCK = 0x72616469
"""Key of the advisory lock that desks on one server take before they change the schema."""

CHANGING = LOCK + 1
"""Key of the advisory lock that units of work on one server take before they change rows."""


def revision(connection: Connection, where: str) -> str:
    """The migration that the database is at. raises DamagedDatabase, NewerDatabase."""
    found: list[object] = []
    if inspect(connection).has_table("alembic_version"):
        try:
            found.extend(connection.execute(text("SELECT version_num FROM alembic_version")).scalars().fetchmany(2))
        except DBAPIError as error:
            user_error = explained(error, where)
            if user_error is error:
                user_error = DamagedDatabase(database=where, reason=error.orig)
            raise user_error from error
    if not found:
        raise DamagedDatabase(database=where, reason=_("it has no tables of radiodesk"))
    if found == [HEAD]:
        return HEAD
    if len(found) > 1 or not re.fullmatch(r"[0-9]{4}", str(found[0])):
        versions = ", ".join(map(str, found))[:40]
        raise DamagedDatabase(database=where, reason=_("its version is “{version}”").format(version=versions))
    if not any(MIGRATIONS.glob(f"versions/{found[0]}_*.py")):
        raise NewerDatabase(database=where, revision=found[0])
    return str(found[0])


def upgrade(engine: Engine, to: str | None = None) -> None:
    """Run the migrations up to a revision, by default the newest, all in one transaction."""
    with engine.connect() as connection, _without_foreign_keys(connection):
        connection = connection.execution_options(radiodesk_writes=True)
        with connection.begin():
            upgrade_in(connection, to)
            if connection.dialect.name == "sqlite":
                lost = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                assert not lost, lost  # noqa: S101 - a migration must keep the rows that others refer to


@contextmanager
def _without_foreign_keys(connection: Connection) -> Iterator[None]:
    """Turn foreign keys off in SQLite, so that a table can be rebuilt. It has no effect inside a transaction."""
    raw = connection.connection.driver_connection
    if not isinstance(raw, sqlite3.Connection):
        yield
        return
    raw.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        with suppress(sqlite3.ProgrammingError):  # SQLAlchemy closes the connection of what Ctrl+C interrupts
            raw.execute("PRAGMA foreign_keys = ON")


def upgrade_in(connection: Connection, to: str | None = None) -> None:
    """Run the migrations in an open transaction. raises UnusableServer if a server's encoding is not UTF-8."""
    from alembic import command
    from alembic.config import Config as AlembicConfig

    lock(connection)
    if connection.dialect.name == "postgresql":
        encoding = connection.scalar(text("SHOW server_encoding"))
        if encoding != "UTF8":
            reason = _("its encoding is {encoding}, and has to be UTF8").format(encoding=encoding)
            raise UnusableServer(database=engines.redacted(connection.engine.url), reason=reason)
    migrations = AlembicConfig()
    migrations.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    migrations.attributes["connection"] = connection
    with _ALEMBIC:
        command.upgrade(migrations, to or HEAD)


def lock(connection: Connection, key: int = LOCK) -> None:
    """Take an advisory lock on a server until the transaction ends. SQLite has only one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})
