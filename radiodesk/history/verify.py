"""Check that the audit tells the truth: played from its beginning it gives the rows that there are."""

import itertools
from collections.abc import Iterator
from operator import itemgetter
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from radiodesk.history.rows import TABLES, as_recorded, recorded
from radiodesk.locale import _
from radiodesk.model.actions import Action
from radiodesk.model.audit import AuditEntry, audit_row
from radiodesk.model.checking import Problem

BATCH = 2000
"""Rows that are fetched at once."""

TOLD = 20
"""Problems of one table that are told one by one."""

Columns = dict[str, Any]


def problems(session: Session) -> list[Problem]:
    """The rows that are not what the audit says, of each table the first few.

    Of rows from before there was a full audit only the changes count.
    """
    found: list[Problem] = []
    for table in TABLES:
        of_table = _of_table(session, table, _first_known(session, table.name))
        found += itertools.islice(of_table, TOLD)
        if more := sum(1 for _each in of_table):
            found.append(_problem(table, None, _("The audit differs in {count} more").format(count=more)))
    return found


def replayed(session: Session, table: Table) -> Iterator[tuple[int, Columns | None, bool]]:
    """The rows of a table as the audit leaves them, in the order of their ids: the id, the columns (None: removed), and
    whether the audit has seen the row from its beginning."""
    statement = (
        select(audit_row.c.row_id, audit_row.c.before, audit_row.c.after)
        .where(audit_row.c.table_name == table.name)
        .order_by(audit_row.c.row_id, audit_row.c.entry_id)
        .execution_options(yield_per=BATCH)
    )
    for row_id, changes in itertools.groupby(session.execute(statement), key=itemgetter(0)):
        columns: Columns | None = None
        whole = False
        for _row_id, before, after in changes:
            if before is None:
                columns, whole = dict(after or {}), True
            elif after is None:
                columns = None
            else:
                columns = (columns or {}) | after
        yield row_id, columns, whole


def _first_known(session: Session, table: str) -> int:
    """The last id of a table from before there was a full audit; 0 where there was one from the beginning."""
    statement = select(AuditEntry.values).where(AuditEntry.action == Action.UPDATE)
    return max((values.get("ids", {}).get(table, 0) for values in session.scalars(statement)), default=0)


def _of_table(session: Session, table: Table, first_known: int) -> Iterator[Problem]:
    columns = [table.c.id, *recorded(table)]
    statement = select(*columns).order_by(table.c.id).execution_options(yield_per=BATCH)
    present = ((row["id"], as_recorded(table, row)) for row in session.execute(statement).mappings())
    history = replayed(session, table)
    row, told = next(present, None), next(history, None)
    while row or told:
        if told is None or (row is not None and row[0] < told[0]):
            assert row is not None  # noqa: S101 - one of the two is there
            if row[0] > first_known:
                yield _problem(table, row[0], _("The audit does not know the row"))
            row = next(present, None)
        elif row is None or told[0] < row[0]:
            if told[1] is not None:
                yield _problem(table, told[0], _("The audit knows a row that is missing"))
            told = next(history, None)
        else:
            yield from _compare(table, row, told)
            row, told = next(present, None), next(history, None)


def _compare(table: Table, row: tuple[int, Columns], told: tuple[int, Columns | None, bool]) -> Iterator[Problem]:
    row_id, columns = row
    _row_id, expected, whole = told
    if expected is None:
        yield _problem(table, row_id, _("The audit says that the row was removed"))
        return
    for name, value in columns.items():
        if (whole or name in expected) and value != expected.get(name):
            what = _("The audit says {expected}, the row says {value}")
            yield _problem(table, row_id, what.format(expected=expected.get(name), value=value), name)


def _problem(table: Table, row_id: int | None, what: str, column: str = "") -> Problem:
    where = table.name + (f" {row_id}" if row_id else "") + (f", {column}" if column else "")
    advice = _("Somebody changed the database without radiodesk: “radiodesk restore FILE” brings a backup back")
    return Problem("audit", what, where, advice)
