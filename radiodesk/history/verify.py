"""Verify the audit: replayed from its beginning, it must give the rows of the database."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from radiodesk.history.rows import TABLES, as_recorded, recorded
from radiodesk.locale import _
from radiodesk.model.actions import Action
from radiodesk.model.audit import AuditEntry, audit_row
from radiodesk.model.changes import plain, unnamed_value
from radiodesk.model.checking import Problem

BATCH = 2000
"""Rows per fetch."""

LISTED = 20
"""Maximum number of problems that are listed one by one per table."""

Columns = dict[str, Any]


def problems(session: Session) -> list[Problem]:
    """The rows that differ from the audit; of each table, the first `LISTED` of them.

    For rows that are older than the full audit, only recorded changes are compared.
    """
    found: list[Problem] = []
    for table in TABLES:
        of_table = _problems_of_table(session, table, _last_unaudited(session, table.name))
        found += itertools.islice(of_table, LISTED)
        if more := sum(1 for _each in of_table):
            found.append(_problem(table, None, _("{count} more differences from the audit").format(count=more)))
    return found


@dataclass(frozen=True)
class Replayed:
    """A row as replayed from the audit."""

    id: int
    columns: Columns | None
    """None if the row was removed."""
    complete: bool
    """Whether the audit has recorded all columns of the row."""
    consistent: bool
    """Whether the values before each change are those after the previous one."""


def replayed(session: Session, table: Table) -> Iterator[Replayed]:
    """The rows of a table, as replayed from the audit, in the order of their ids."""
    statement = (
        select(audit_row.c.row_id, audit_row.c.before, audit_row.c.after)
        .where(audit_row.c.table_name == table.name)
        .order_by(audit_row.c.row_id, audit_row.c.entry_id)
        .execution_options(yield_per=BATCH)
    )
    for row_id, changes in itertools.groupby(session.execute(statement), key=itemgetter(0)):
        columns: Columns | None = None
        complete = False
        consistent = True
        for _row_id, before, after in changes:
            if before is None:
                consistent &= columns is None
                columns, complete = dict(after or {}), True
                continue
            known = columns or {}
            consistent &= all(known.get(name) == value for name, value in before.items() if complete or name in known)
            columns = None if after is None else known | after
        yield Replayed(row_id, columns, complete, consistent)


def _last_unaudited(session: Session, table: str) -> int:
    """The largest id in a table that is older than the full audit; 0 if the table was audited from the beginning."""
    statement = select(AuditEntry.values).where(AuditEntry.action == Action.UPDATE)
    return max((values.get("ids", {}).get(table, 0) for values in session.scalars(statement)), default=0)


def _problems_of_table(session: Session, table: Table, last_unaudited: int) -> Iterator[Problem]:
    columns = recorded(table)
    statement = select(table.c.id, *columns).order_by(table.c.id).execution_options(yield_per=BATCH)
    present = ((row["id"], as_recorded(columns, row)) for row in session.execute(statement).mappings())
    history = replayed(session, table)
    row, expected = next(present, None), next(history, None)
    while row or expected:
        if expected is None or (row is not None and row[0] < expected.id):
            assert row is not None  # noqa: S101 - one of the two is not None
            if row[0] > last_unaudited:
                yield _problem(table, row[0], _("The audit does not know the row"))
            row = next(present, None)
        elif row is None or expected.id < row[0]:
            if expected.columns is not None:
                yield _problem(table, expected.id, _("The audit knows a row that is missing"))
            expected = next(history, None)
        else:
            yield from _compare(table, row[1], expected)
            row, expected = next(present, None), next(history, None)


def _compare(table: Table, columns: Columns, expected: Replayed) -> Iterator[Problem]:
    """The differences between the columns of a row and those replayed from the audit."""
    if not expected.consistent:
        yield _problem(table, expected.id, _("The audit contradicts itself"))
    if expected.columns is None:
        yield _problem(table, expected.id, _("The audit says that the row was removed"))
        return
    for name, value in columns.items():
        recorded_value = expected.columns.get(name, plain(unnamed_value(table.columns[name])))
        if (expected.complete or name in expected.columns) and value != recorded_value:
            what = _("The audit says {expected}, the row says {value}")
            yield _problem(table, expected.id, what.format(expected=recorded_value, value=value), name)


def _problem(table: Table, row_id: int | None, what: str, column: str = "") -> Problem:
    where = table.name + (f" {row_id}" if row_id else "") + (f", {column}" if column else "")
    advice = _("The database was changed outside radiodesk: restore a backup")
    return Problem("audit", what, where, advice, command=_("radiodesk restore FILE"))
