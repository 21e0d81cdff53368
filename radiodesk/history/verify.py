"""Check that the audit tells the truth: played from its beginning it gives the rows that there are."""

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


@dataclass(frozen=True)
class Replayed:
    """A row as the audit leaves it."""

    id: int
    columns: Columns | None
    """None: it was removed."""
    whole: bool
    """The audit has seen the row from its beginning."""
    consistent: bool
    """Each entry found what the entry before it had left."""


def replayed(session: Session, table: Table) -> Iterator[Replayed]:
    """The rows of a table as the audit leaves them, in the order of their ids."""
    statement = (
        select(audit_row.c.row_id, audit_row.c.before, audit_row.c.after)
        .where(audit_row.c.table_name == table.name)
        .order_by(audit_row.c.row_id, audit_row.c.entry_id)
        .execution_options(yield_per=BATCH)
    )
    for row_id, changes in itertools.groupby(session.execute(statement), key=itemgetter(0)):
        columns: Columns | None = None
        whole = False
        consistent = True
        for _row_id, before, after in changes:
            if before is None:
                consistent &= columns is None
                columns, whole = dict(after or {}), True
                continue
            found = columns or {}
            consistent &= all(found.get(name) == value for name, value in before.items() if whole or name in found)
            columns = None if after is None else found | after
        yield Replayed(row_id, columns, whole, consistent)


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
        if told is None or (row is not None and row[0] < told.id):
            assert row is not None  # noqa: S101 - one of the two is there
            if row[0] > first_known:
                yield _problem(table, row[0], _("The audit does not know the row"))
            row = next(present, None)
        elif row is None or told.id < row[0]:
            if told.columns is not None:
                yield _problem(table, told.id, _("The audit knows a row that is missing"))
            told = next(history, None)
        else:
            yield from _compare(table, row[1], told)
            row, told = next(present, None), next(history, None)


def _compare(table: Table, columns: Columns, told: Replayed) -> Iterator[Problem]:
    if not told.consistent:
        yield _problem(table, told.id, _("The audit contradicts itself"))
    if told.columns is None:
        yield _problem(table, told.id, _("The audit says that the row was removed"))
        return
    for name, value in columns.items():
        if (told.whole or name in told.columns) and value != told.columns.get(name):
            what = _("The audit says {expected}, the row says {value}")
            yield _problem(table, told.id, what.format(expected=told.columns.get(name), value=value), name)


def _problem(table: Table, row_id: int | None, what: str, column: str = "") -> Problem:
    where = table.name + (f" {row_id}" if row_id else "") + (f", {column}" if column else "")
    advice = _("Somebody changed the database without radiodesk: “radiodesk restore FILE” brings a backup back")
    return Problem("audit", what, where, advice)
