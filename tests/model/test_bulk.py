"""Rows that are added in bulk are stored as rows that are added one by one."""

import datetime as dt
import unicodedata
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import StatementError

from radiodesk.kinds import BroadcastKind, ProgrammeKind
from radiodesk.model import Base, Broadcast, Desk, Edition, Person, Programme, Story
from radiodesk.model.actions import Action
from radiodesk.model.audit import audit_row
from radiodesk.model.database import add_rows
from tests.conftest import AnotherDesk

MOMENT = dt.datetime(2019, 3, 5, 5, 30, tzinfo=dt.timezone(dt.timedelta(hours=7)))
ROWS: list[tuple[type[Base], list[dict[str, Any]]]] = [
    (Person, [{"name": unicodedata.normalize("NFD", "Thu Hà")}, {"name": "Đức Anh"}]),
    (Programme, [{"title": unicodedata.normalize("NFD", "Thời Sự"), "kind": ProgrammeKind.COLUMN}]),
    (Story, [{"title": "Một", "planned_seconds": None}, {"title": "Hai", "planned_seconds": 75}]),
    (Broadcast, [{"kind": BroadcastKind.FIRST_RUN, "starts": MOMENT, "edition_id": 1, "planned_seconds": 900}]),
]


def stored(desk: Desk, kind: type[Base]) -> list[dict[str, Any]]:
    """The rows of a table, without their times, and what the audit says of them."""
    table = kind.metadata.tables[kind.__tablename__]
    query = select(audit_row.c.before, audit_row.c.after).where(audit_row.c.table_name == kind.__tablename__)
    with desk.reading() as session:
        rows = [dict(row) for row in session.execute(select(table).order_by(table.c.id)).mappings()]
        audited = session.execute(query.order_by(audit_row.c.row_id)).all()
    for row in rows:
        assert row.pop("created") == row.pop("changed")
    return [row | {"audited": tuple(entry)} for row, entry in zip(rows, audited, strict=True)]


@pytest.mark.parametrize(("kind", "rows"), ROWS)
def test_rows_in_bulk_are_stored_as_rows_one_by_one(
    another_desk: AnotherDesk, kind: type[Base], rows: list[dict[str, Any]]
) -> None:
    with another_desk() as bulk, another_desk() as single:
        for desk in (bulk, single):
            with desk.changing(Action.EARLIER, what="test") as session:
                session.add(Edition(programme=Programme(title="Chương trình")))
        with bulk.changing(Action.EARLIER, what="test") as session:
            add_rows(session, kind, rows)
        for row in rows:
            with single.changing(Action.EARLIER, what="test") as session:
                session.add(kind(**row))

        assert stored(bulk, kind) == stored(single, kind)


def test_a_moment_without_a_zone_is_refused_in_bulk_too(desk: Desk) -> None:
    row = ROWS[3][1][0] | {"starts": MOMENT.replace(tzinfo=None), "edition_id": None}
    with pytest.raises((ValueError, StatementError)), desk.changing(Action.EARLIER, what="test") as session:
        add_rows(session, Broadcast, [row])
