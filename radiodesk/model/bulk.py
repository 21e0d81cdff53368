"""Adding many rows to a table at once."""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

from sqlalchemy import Column, Connection, Enum, Table, insert
from sqlalchemy.sql.schema import CallableColumnDefault, ScalarElementColumnDefault

from radiodesk.model.base import Computed

AT_ONCE = 50
"""Rows of one statement. SQLite prepares the checks of a table anew for each statement, which takes half of the time.

The widest table then has fewer than 1,000 parameters, the limit of older releases.
"""
_VALUES = " VALUES "


def insert_columns(
    connection: Connection, table: Table, columns: Mapping[str, Sequence[Any]], shared: Mapping[str, Any]
) -> None:
    """Add rows that are given column by column, with the defaults and the checks of the table's columns.

    columns: by name, all of the same length. shared: values by column that all rows have.
    """
    if not connection.dialect.positional:
        rows = zip(*columns.values(), strict=True)
        connection.execute(insert(table), [{**dict(zip(columns, row, strict=True)), **shared} for row in rows])
        return
    # SQLAlchemy would build the parameters row by row, which takes longer than SQLite takes to add the rows.
    count = len(next(iter(columns.values())))
    converted: dict[str, list[Any]] = {}
    for column in table.columns:
        if column.name in columns:
            converted[column.name] = _converted(connection, column, columns[column.name])
        elif column.name in shared:
            converted[column.name] = _converted(connection, column, [shared[column.name]]) * count
        elif isinstance(default := column.default, ScalarElementColumnDefault):
            converted[column.name] = _converted(connection, column, [default.arg]) * count
        elif isinstance(default, CallableColumnDefault):
            converted[column.name] = _converted(connection, column, _made(default.arg, columns, count))
    compiled = insert(table).compile(dialect=connection.dialect, column_keys=list(converted))
    ordered = (converted[name] for name in getattr(compiled, "positiontup", ()))
    parameters = list(zip(*ordered, strict=True))
    statement = str(compiled)
    one_row = statement[statement.index(_VALUES) + len(_VALUES) :]
    whole = count - count % AT_ONCE
    if whole:
        groups = [tuple(chain.from_iterable(parameters[at : at + AT_ONCE])) for at in range(0, whole, AT_ONCE)]
        connection.exec_driver_sql(statement + f", {one_row}" * (AT_ONCE - 1), groups)
    if whole < count:
        connection.exec_driver_sql(statement, parameters[whole:])


def _made(make: Any, columns: Mapping[str, Sequence[Any]], count: int) -> Sequence[Any]:
    """The defaults of all rows."""
    if isinstance(make, Computed):
        return [make.compute(value) for value in columns[make.column]]
    return [make(None) for _row in range(count)]


def _converted(connection: Connection, column: Column[Any], values: Sequence[Any]) -> list[Any]:
    """The values as the driver takes them."""
    convert = column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    if convert is None:
        return list(values)
    if isinstance(column.type, Enum):  # few values
        converted = {value: convert(value) for value in set(values)}
        return [converted[value] for value in values]
    nothing = convert(None)
    return [nothing if value is None else convert(value) for value in values]
