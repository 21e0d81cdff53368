"""Rows that are added in bulk are stored as rows that are added one by one."""

import datetime as dt
import unicodedata
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import StatementError

from radiodesk.history import verify
from radiodesk.kinds import BroadcastKind, LineKind, ProgrammeKind
from radiodesk.model import Base, Broadcast, Desk, Edition, Line, Person, Programme, Story
from radiodesk.model.actions import Action
from radiodesk.model.audit import audit_row
from radiodesk.model.database import add_rows, set_values
from tests.conftest import AnotherDesk
from tests.statements import statements_of

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


def lengths_set(desk: Desk, *, in_bulk: bool) -> None:
    """In one unit of work: two stories of three get lengths, one of them its own again, and one more is loaded."""
    with desk.changing(Action.EARLIER, what="test") as session:
        loaded = session.get_one(Story, 1)
        loaded.title = "Một, sửa"
        if in_bulk:
            set_values(session, Story.actual_seconds, {1: 10.5, 2: None, 3: 30.0})
        else:
            session.flush()
            for story, seconds in ((1, 10.5), (3, 30.0)):
                session.get_one(Story, story).actual_seconds = seconds
                session.flush()
        assert (loaded.actual_seconds, loaded.version) == (10.5, 3)
        loaded.title = "Một, sửa hai lần"


def test_values_in_bulk_are_set_as_one_by_one(another_desk: AnotherDesk) -> None:
    with another_desk() as bulk, another_desk() as single:
        found = []
        for desk in (bulk, single):
            with desk.changing(Action.EARLIER, what="test") as session:
                add_rows(session, Story, [{"title": title} for title in ("Một", "Hai", "Ba")])
            lengths_set(desk, in_bulk=desk is bulk)
            with desk.reading() as session:
                rows = session.execute(select(Story.id, Story.title, Story.version, Story.actual_seconds)).all()
                audited = session.execute(select(audit_row.c.row_id, audit_row.c.before, audit_row.c.after)).all()
                assert verify.problems(session) == []
            found.append((sorted(rows), sorted(audited, key=str)))
        assert found[0] == found[1]


def test_a_value_in_bulk_changes_the_version_of_the_whole(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        edition = Edition(programme=Programme(title="Chương trình"))
        session.add(edition)
        session.flush()
        add_rows(session, Line, [{"edition_id": edition.id, "position": 1, "kind": LineKind.INSERT, "label": "Nhạc"}])
    with desk.changing(Action.EARLIER, what="test") as session:
        version = session.scalars(select(Edition.version)).one()
        set_values(session, Line.actual_seconds, {1: 5.0})
    with desk.reading() as session:
        assert session.scalars(select(Edition.version)).one() == version + 1


def test_values_in_bulk_take_the_same_statements_for_few_and_many(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        add_rows(session, Story, [{"title": f"Tin {number}"} for number in range(400)])

    def work(count: int) -> None:
        with desk.changing(Action.EARLIER, what="test") as session:
            set_values(session, Story.actual_seconds, dict.fromkeys(range(1, count + 1), count + 0.5))

    assert len(statements_of(desk, lambda: work(400))) == len(statements_of(desk, lambda: work(2)))
