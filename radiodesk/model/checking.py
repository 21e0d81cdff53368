"""Check a database: its integrity, its schema and its values. Problems are described in words."""

import contextlib
import datetime as dt
import enum
import math
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, Boolean, Column, Connection, Table, TypeDecorator, inspect, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine

from radiodesk.errors import visible
from radiodesk.locale import LANGUAGES, _
from radiodesk.model import engines, migrating
from radiodesk.model.base import Base, Exact, LocalMoment
from radiodesk.model.explaining import explained, sqlite_reason
from radiodesk.model.faults import DamagedDatabase
from radiodesk.model.moments import can_be_stored
from radiodesk.model.station import Station

if TYPE_CHECKING:
    from radiodesk.model.database import Database

LARGEST = 2**53
"""The largest integer that all programs that read our exports can represent."""

MOST_DAYS = 100_000
"""The limit of a number of days or weeks: larger ones are no time that Python can add to a day."""

LONGEST_SECONDS = 10_000_000
"""The longest plausible duration of anything at a station, in seconds."""

OBSTACLES = ("integrity", "schema", "station")
"""Kinds of problems that prevent a desk from being opened."""

QUOTED_LENGTH = 60
"""Number of characters that are quoted from an invalid value."""


@dataclass(frozen=True)
class Problem:
    """A problem of a desk. The texts are in the user's language; `kind` is for programs."""

    kind: str
    what: str
    where: str
    advice: str
    command: str = ""
    """The command that follows the advice. The screens do not show it."""

    @property
    def sentence(self) -> str:
        """The problem as one text, at the command line."""
        return _("{what}: {where}. {advice}").format(what=self.what, where=self.where, advice=self._full_advice)

    def as_json(self) -> dict[str, str]:
        """The problem as `radiodesk check --json` prints it."""
        return {"kind": self.kind, "what": self.what, "where": self.where, "advice": self._full_advice}

    @property
    def _full_advice(self) -> str:
        return f"{self.advice}: “{self.command}”" if self.command else self.advice


def restorable(kind: str, what: str, where: str) -> Problem:
    """A problem that is solved by restoring a backup."""
    return Problem(kind, what, where, _("Restore the last good backup"), command=_("radiodesk restore FILE"))


def check(desk: "Database") -> list[Problem]:
    """All problems of a desk's database."""
    return list(_problems(desk))


def first_problem(desk: "Database") -> Problem | None:
    """The first problem of a desk's database, or None."""
    return next(_problems(desk), None)


def first_obstacle(desk: "Database") -> Problem | None:
    """The first problem that prevents a database from being opened as a desk, or None."""
    return next((each for each in _problems(desk) if each.kind in OBSTACLES), None)


def check_copy(file: Path, where: str) -> str:
    """Check a copy of a database in a file. Returns the migration that it is at.

    where: the name of the database in errors. raises DamagedDatabase, NewerDatabase.
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
        user_error = explained(error, where)
        if user_error is error:
            raise DamagedDatabase(database=where, reason=sqlite_reason(error.orig)) from error
        raise user_error from error  # such as a full disk
    finally:
        engine.dispose()
    if problem:
        raise DamagedDatabase(database=where, reason=f"{problem.where}: {problem.what}")
    return revision


def damaged(where: str, text: str) -> Problem:
    """The problem of a damaged database. text: what the database reports."""
    first, *others = [line for line in text.splitlines() if not line.startswith("***")] or [text]
    what = _("Parts of the database are damaged: {text}").format(text=visible(first) + (" …" if others else ""))
    return restorable("integrity", what, where)


def _problems(desk: "Database") -> Iterator[Problem]:
    found = False
    try:
        with desk.engine.connect() as connection:
            is_old = migrating.revision(connection, desk.where) != migrating.HEAD
            for run_check in CHECKS_OF_ANY_RELEASE if is_old else CHECKS_OF_THIS_RELEASE:
                for problem in run_check(connection, desk.where):
                    found = True
                    yield problem
                if found and run_check is schema:
                    return  # the other checks need a complete schema
    except DBAPIError as error:
        user_error = explained(error, desk.where)
        if user_error is not error and not isinstance(user_error, DamagedDatabase):
            raise user_error from error  # such as a server that does not answer
        if not found:
            yield damaged(desk.where, str(error.orig))
    except DamagedDatabase as error:
        if not found:
            yield damaged(desk.where, str(error.values["reason"]))


def _integrity(connection: Connection, where: str) -> Iterator[Problem]:
    """Damage that SQLite finds in pages, indexes and constraints. A server looks after its own files."""
    if connection.dialect.name != "sqlite":
        return
    for (text,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        if text != "ok":
            yield damaged(where, text)


def schema(connection: Connection, _where: str = "") -> Iterator[Problem]:
    """Missing tables and columns, and foreign triggers and views."""
    inspector = inspect(connection)
    tables = set(inspector.get_table_names())
    for table in Base.metadata.sorted_tables:
        columns = {column["name"] for column in inspector.get_columns(table.name)} if table.name in tables else set()
        for column in table.columns if columns else ():
            if column.name not in columns:
                yield restorable("schema", _("A column is missing"), f"{table.name}, {column.name}")
        if not columns:
            yield restorable("schema", _("A table is missing"), table.name)
    yield from _programs(connection)


def _programs(connection: Connection) -> Iterator[Problem]:
    """Triggers and views in a file. No release creates any, and they would run unnoticed."""
    if connection.dialect.name == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type IN ('trigger', 'view')"
        for (name,) in connection.exec_driver_sql(query):
            what = _("The database contains a trigger or view that radiodesk did not create")
            yield restorable("schema", what, visible(str(name)))


def _references(connection: Connection, _where: str) -> Iterator[Problem]:
    """Rows that refer to a missing row."""
    if connection.dialect.name != "sqlite":
        return
    for table, row, parent, _key in connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
        what = _("It belongs to a row of {table} that is missing").format(table=parent)
        yield restorable("reference", what, f"{table} {row}")


def _values(connection: Connection, _where: str) -> Iterator[Problem]:
    """Invalid values."""
    if connection.dialect.name != "sqlite":
        return
    raw = connection.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)  # noqa: S101 - checked above
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
    validators = [(column, _validator(column, connection)) for column in table.columns]
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    for row in connection.exec_driver_sql(f'SELECT {names} FROM "{table.name}" ORDER BY id'):  # noqa: S608 - our names
        for value, (column, is_valid) in zip(row, validators, strict=True):
            if not is_valid(value):
                quoted = visible(str(value)[:QUOTED_LENGTH])
                what = _("The value “{value}” is not valid").format(value=quoted)
                kind = "station" if table.name == Station.__tablename__ else "value"
                yield restorable(kind, what, f"{table.name} {row[0]}, {column.name}")


def _validator(column: Column[Any], connection: Connection) -> Callable[[Any], bool]:
    """A function that says whether a stored value is valid for the column's type."""
    decode = column.type.dialect_impl(connection.dialect).result_processor(connection.dialect, None)
    nullable = bool(column.nullable)
    is_boolean, is_json = isinstance(column.type, Boolean), isinstance(column.type, JSON)
    expected = column.info["holds"] if is_json else _plain_type(column).python_type
    is_valid_item = column.info.get("each", lambda _item: True)
    largest = LONGEST_SECONDS if column.name.endswith("seconds") else LARGEST
    if column.name.endswith(("days", "days_after", "weeks_ahead")):
        largest = MOST_DAYS

    def is_valid(value: Any) -> bool:
        if value is None:
            return nullable
        if is_boolean:
            return value in (0, 1)
        try:
            value = decode(value) if decode else value
        except (LookupError, ValueError, TypeError, ArithmeticError, RecursionError):
            return False
        if is_json:
            return _is_json(value, expected, is_valid_item) or (value is None and nullable)
        if expected is float and isinstance(value, int):
            value = float(value)
        return isinstance(value, expected) and _is_plausible(value, largest)

    return is_valid


def _is_json(value: Any, expected: type, is_valid_item: Callable[[Any], bool]) -> bool:
    """Whether a decoded JSON value has the shape of its column. is_valid_item: about each item of a list."""
    return isinstance(value, expected) and (not isinstance(value, list) or all(map(is_valid_item, value)))


def _plain_type(column: Column[Any]) -> TypeEngine[Any]:
    if isinstance(column.type, LocalMoment | Exact):
        return column.type
    return column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type


def _is_plausible(value: Any, largest: int) -> bool:
    """Whether a decoded value is in range. largest: the limit of a number."""
    if isinstance(value, str | enum.Enum):
        return True
    if isinstance(value, dt.date):  # or a datetime, which is a subclass
        return can_be_stored(value)
    if isinstance(value, float | int | Decimal):
        return math.isfinite(value) and -largest <= value <= largest
    return True


def _station(connection: Connection, where: str) -> Iterator[Problem]:
    """Problems of the station's row."""
    rows = connection.execute(select(Station.zone, Station.language).where(Station.id == 1)).all()
    if not rows:
        yield restorable("station", _("The row of the station is missing"), where)
    for zone, language in rows:
        if not _is_zone(zone):
            what = _("“{zone}” is not a time zone").format(zone=visible(str(zone)[:QUOTED_LENGTH]))
            yield restorable("station", what, "station 1, zone")
        if language is not None and language not in LANGUAGES:
            what = _("“{language}” is not a language of radiodesk").format(
                language=visible(str(language)[:QUOTED_LENGTH])
            )
            yield restorable("station", what, "station 1, language")


def _is_zone(zone: str) -> bool:
    with contextlib.suppress(KeyError, ValueError, OSError, TypeError):
        ZoneInfo(zone)
        return True
    return False


CHECKS_OF_ANY_RELEASE = (_integrity, _references)
CHECKS_OF_THIS_RELEASE = (_integrity, schema, _references, _values, _station)
"""The checks, in order."""
