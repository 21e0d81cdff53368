"""What every test would make anew, and a process needs only once: compiled statements, the tables of a database, and
the modules that read a workbook.
"""

import pickle
import tempfile
import time
from pathlib import Path
from types import FunctionType, SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from radiodesk.errors import UserError
from radiodesk.ledger import sheets
from radiodesk.ledger.formats import reader, workbook
from radiodesk.model import engines, migrating

create_engine, migrate = engines.create_engine, migrating.upgrade_in
begin_process = sheets._Reading.__init__

_READER = [*sheets._READER]
_compiled: list[Any] = []
_made: dict[tuple[Path, str], list[str]] = {}


class _Alike(SQLiteDialect_pysqlite):
    """Equal to every other of its kind, so that a statement compiled for one engine is found by the next one."""

    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self)

    def __hash__(self) -> int:
        return hash(type(self))


def _create_engine(*arguments: Any, **options: Any) -> Engine:
    """An engine of SQLAlchemy. Those of SQLite files compile each statement once for all: up to a third of the time."""
    engine = create_engine(*arguments, query_cache_size=3000, **options)
    if engine.dialect.name == "sqlite":
        engine.dialect.__class__ = _Alike
        _compiled.append(engine._compiled_cache)
        engine._compiled_cache = _compiled[0]
        del _compiled[1:]
    return engine


def _upgrade_in(connection: Connection, to: str | None = None) -> None:
    """Give an empty SQLite database what the migrations made of the first one: that takes a tenth of their time."""
    migrations = (migrating.MIGRATIONS, migrating.HEAD)
    is_new = connection.dialect.name == "sqlite" and not inspect(connection).get_table_names()
    if not is_new or to not in (None, migrating.HEAD):
        migrate(connection, to)
    elif migrations in _made:
        for statement in _made[migrations]:
            connection.exec_driver_sql(statement)
    else:
        migrate(connection)
        _made[migrations] = _statements(connection)


def _statements(connection: Connection) -> list[str]:
    """What makes a database as the migrations left this one."""
    tables = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid"
    ids = "SELECT format('INSERT INTO sqlite_sequence VALUES (%Q, %d)', name, seq) FROM sqlite_sequence ORDER BY rowid"
    version = f"INSERT INTO alembic_version VALUES ('{migrating.HEAD}')"
    return [*connection.scalars(text(tables)), version, *connection.scalars(text(ids))]


class _Ended:
    """In place of the process that reads a file: it has read it."""

    returncode = 0

    def communicate(self, timeout: float | None = None) -> tuple[bytes, bytes]:
        return b"", b""

    def kill(self) -> None:
        pass


def _read_here(reading: Any, path: Path) -> None:
    """Read a file in this process, which has loaded the modules: starting another one takes most of an import."""
    if sheets._READER != _READER:  # a test has put another process in its place
        begin_process(reading, path)
        return
    reading._path, reading._deadline = path, time.monotonic() + sheets.SECONDS
    with sheets._content(path) as content:
        reading._output = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `close`
        own_input = {"sys": SimpleNamespace(stdin=SimpleNamespace(buffer=content))}
        read = FunctionType(reader.read.__code__, {**vars(reader), **own_input})
        try:
            for sheet in read(Path(path)):
                pickle.dump(sheet, reading._output, pickle.HIGHEST_PROTOCOL)
        except UserError as error:
            pickle.dump((type(error).__name__, error.values), reading._output)
        except BaseException:
            reading._output.close()
            raise
    reading._process = _Ended()


def share() -> None:
    """Let all tests of this process share them, but for those that use `migrations_run` or `reading_process`."""
    patch = pytest.MonkeyPatch()
    patch.setattr(engines, "create_engine", _create_engine)
    patch.setattr(migrating, "upgrade_in", _upgrade_in)
    patch.setattr(sheets._Reading, "__init__", _read_here)
    patch.setattr(workbook, "announce", lambda _sheet: None)  # which tells the parent of the process
