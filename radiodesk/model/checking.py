"""Check a database: is it whole, is it of this release, does it hold only what a desk writes. In words."""

import contextlib
import datetime as dt
import enum
import math
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, Boolean, Column, Connection, Table, TypeDecorator, inspect, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine

from radiodesk.errors import visible
from radiodesk.locale import LANGUAGES, _
from radiodesk.model import engines, migrating
from radiodesk.model.base import Base
from radiodesk.model.faults import DamagedDatabase, explained, sqlite_reason
from radiodesk.model.moments import EARLIEST, LATEST
from radiodesk.model.station import Station

if TYPE_CHECKING:
    from radiodesk.model.database import Database

LARGEST = 2**53
"""The largest whole number that every program that reads our exports can hold."""

LONGEST_SECONDS = 10_000_000
"""More than this, in seconds, is no length of anything at a station."""

OBSTACLES = ("integrity", "schema", "station")
"""Kinds of problems that keep a desk from being opened."""

SHOWN = 60
"""Characters of a damaged value that are quoted."""


@dataclass(frozen=True)
class Problem:
    """Something that is wrong with a desk, in the user's language but for `kind`, which programs read."""

    kind: str
    what: str
    where: str
    advice: str

    @property
    def sentence(self) -> str:
        """For people."""
        return _("{what}: {where}. {advice}").format(what=self.what, where=self.where, advice=self.advice)

    def as_json(self) -> dict[str, str]:
        """As `radiodesk check --json` prints it."""
        return asdict(self)


def check(desk: "Database") -> list[Problem]:
    """Everything that is wrong with a desk's database."""
    return list(_problems(desk))


def first_problem(desk: "Database") -> Problem | None:
    """One thing that is wrong with a desk's database, if anything is."""
    return next(_problems(desk), None)


def first_obstacle(desk: "Database") -> Problem | None:
    """One thing for which a database could not be opened as a desk, if anything is."""
    return next((each for each in _problems(desk) if each.kind in OBSTACLES), None)


def check_copy(file: Path, where: str) -> str:
    """See that a copy of a database in a file is whole; the migration that it is at.

    where: what errors name. raises DamagedDatabase, NewerDatabase.
    """
    engine = engines.sqlite_engine(file)
    try:
        with engine.connect() as connection:
            problem = next(_programs(connection), None)
            revision = migrating.HEAD if problem else migrating.revision(connection, where)
            problem = problem or next(_integrity(connection, where), None)
            if problem is None and revision == migrating.HEAD:
                problem = next(schema(connection), None)
    except DBAPIError as error:
        told = explained(error, where)
        if told is error:
            raise DamagedDatabase(database=where, reason=sqlite_reason(error.orig)) from error
        raise told from error  # which may be a full disk
    finally:
        engine.dispose()
    if problem:
        raise DamagedDatabase(database=where, reason=f"{problem.where}: {problem.what}")
    return revision


def damaged(where: str, text: str) -> Problem:
    """A database that cannot be read, in the words of the database."""
    first, *others = [line for line in text.splitlines() if not line.startswith("***")] or [text]
    what = _("Parts of the database are damaged: {text}").format(text=visible(first) + (" …" if others else ""))
    return Problem("integrity", what, where, _restore())


def _problems(desk: "Database") -> Iterator[Problem]:
    found = False
    try:
        with desk.engine.connect() as connection:
            is_old = migrating.revision(connection, desk.where) != migrating.HEAD
            for check_part in OF_ANY_RELEASE if is_old else OF_THIS_RELEASE:
                for problem in check_part(connection, desk.where):
                    found = True
                    yield problem
                if found and check_part is schema:
                    return  # nothing further can be asked of it
    except DBAPIError as error:
        told = explained(error, desk.where)
        if told is not error and not isinstance(told, DamagedDatabase):
            raise told from error  # as with a server that does not answer
        if not found:
            yield damaged(desk.where, str(error.orig))
    except DamagedDatabase as error:
        if not found:
            yield damaged(desk.where, str(error.values["reason"]))


def _integrity(connection: Connection, where: str) -> Iterator[Problem]:
    """What SQLite finds: pages, indexes, and its constraints. A server keeps its own."""
    if connection.dialect.name != "sqlite":
        return
    for (text,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        if text != "ok":
            yield damaged(where, text)


def schema(connection: Connection, _where: str = "") -> Iterator[Problem]:
    """Tables and columns that are missing, and what is there beside them."""
    inspector = inspect(connection)
    tables = set(inspector.get_table_names())
    for table in Base.metadata.sorted_tables:
        columns = {column["name"] for column in inspector.get_columns(table.name)} if table.name in tables else set()
        for column in table.columns if columns else ():
            if column.name not in columns:
                yield Problem("schema", _("A column is missing"), f"{table.name}, {column.name}", _restore())
        if not columns:
            yield Problem("schema", _("A table is missing"), table.name, _restore())
    yield from _programs(connection)


def _programs(connection: Connection) -> Iterator[Problem]:
    """Triggers and views in a file: no release makes any, and they run unseen."""
    if connection.dialect.name == "sqlite":
        foreign = "SELECT name FROM sqlite_master WHERE type IN ('trigger', 'view')"
        for (name,) in connection.exec_driver_sql(foreign):
            what = _("The database contains a trigger or view that radiodesk did not create")
            yield Problem("schema", what, visible(str(name)), _restore())


def _references(connection: Connection, _where: str) -> Iterator[Problem]:
    """Rows that name a row which is not there."""
    if connection.dialect.name != "sqlite":
        return
    for table, row, parent, _key in connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
        what = _("It belongs to a row of {table} that is missing").format(table=parent)
        yield Problem("reference", what, f"{table} {row}", _restore())


def _values(connection: Connection, _where: str) -> Iterator[Problem]:
    """Values that no desk writes."""
    if connection.dialect.name != "sqlite":
        return
    raw = connection.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)  # noqa: S101 - asked above
    text_factory, raw.text_factory = raw.text_factory, _text
    try:
        for table in Base.metadata.sorted_tables:
            yield from _values_of(connection, table)
    finally:
        raw.text_factory = text_factory


def _text(value: bytes) -> str | bytes:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value


def _values_of(connection: Connection, table: Table) -> Iterator[Problem]:
    columns = [(column, _reader(column, connection)) for column in table.columns]
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    for row in connection.exec_driver_sql(f'SELECT {names} FROM "{table.name}" ORDER BY id'):  # noqa: S608 - our names
        for value, (column, read) in zip(row, columns, strict=True):
            if not _is_good(value, column, read):
                quoted = visible(str(value)[:SHOWN])
                what = _("The value “{value}” is not valid").format(value=quoted)
                kind = "station" if table.name == Station.__tablename__ else "value"
                yield Problem(kind, what, f"{table.name} {row[0]}, {column.name}", _restore())


Reader = Callable[[Any], Any]


def _reader(column: Column[Any], connection: Connection) -> Reader | None:
    return column.type.dialect_impl(connection.dialect).result_processor(connection.dialect, None)


def _is_good(value: Any, column: Column[Any], read: Reader | None) -> bool:
    """Whether a stored value is one that the column's type gives and takes."""
    if value is None:
        return bool(column.nullable)
    if isinstance(column.type, Boolean):
        return value in (0, 1)
    try:
        value = read(value) if read else value
        expected = object if isinstance(column.type, JSON) else _plain_type(column).python_type
    except (LookupError, ValueError, TypeError, ArithmeticError, RecursionError):
        return False
    if isinstance(column.type, JSON):
        return isinstance(value, column.info["holds"]) or (value is None and bool(column.nullable))
    if expected is float and isinstance(value, int):
        value = float(value)
    return isinstance(value, expected) and _is_likely(value, column)


def _plain_type(column: Column[Any]) -> TypeEngine[Any]:
    return column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type


def _is_likely(value: Any, column: Column[Any]) -> bool:
    if isinstance(value, enum.Enum):
        return True
    if isinstance(value, dt.date):  # a datetime is one, too
        return EARLIEST.year <= value.year <= LATEST.year
    if isinstance(value, float | int):
        largest = LONGEST_SECONDS if column.name.endswith("seconds") else LARGEST
        return math.isfinite(value) and abs(value) <= largest
    return True


def _station(connection: Connection, where: str) -> Iterator[Problem]:
    """The row of the station, on which everything rests."""
    rows = connection.execute(select(Station.zone, Station.language).where(Station.id == 1)).all()
    if not rows:
        yield Problem("station", _("The row of the station is missing"), where, _restore())
    for zone, language in rows:
        if not _is_zone(zone):
            what = _("“{zone}” is not a time zone").format(zone=visible(str(zone)[:SHOWN]))
            yield Problem("station", what, "station 1, zone", _restore())
        if language is not None and language not in LANGUAGES:
            what = _("“{language}” is not a language of radiodesk").format(language=visible(str(language)[:SHOWN]))
            yield Problem("station", what, "station 1, language", _restore())


def _is_zone(zone: str) -> bool:
    with contextlib.suppress(KeyError, ValueError, OSError, TypeError):
        ZoneInfo(zone)
        return True
    return False


def _restore() -> str:
    return _("Restore the last good backup with “radiodesk restore FILE”")


OF_ANY_RELEASE = (_integrity, _references)
OF_THIS_RELEASE = (_integrity, schema, _references, _values, _station)
"""The parts of a check, in their order."""
