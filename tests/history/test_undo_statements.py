"""Undoing and redoing an entry with many rows takes as many statements as one with few.

UPDATE is left out: SQLAlchemy sends it for each row whose version it checks. The INSERTs into a table count as one:
the rows beyond a multiple of 50 have a statement of their own.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from radiodesk.history import log, undo
from radiodesk.kinds import CreditRole, DutyRole, Genre, ProgrammeKind, Source
from radiodesk.model import Action, Broadcast, Credit, Desk, Duty, Edition, Line, Person, Programme, Relay, Story
from radiodesk.model.database import existing, remove_rows
from radiodesk.newsroom import rundowns
from radiodesk.schedule import broadcasts
from tests.conftest import AnotherDesk
from tests.statements import statements_of

pytestmark = pytest.mark.deep

DAY = dt.date(2019, 3, 5)


def undo_newest(desk: Desk) -> None:
    with desk.reading() as session:
        entry = log.entry(session, log.newest_id(session))
    with desk.changing(Action.UNDO, entry=entry.id, action=entry.action, values=entry.values) as session:
        undo.undo(session, desk, entry)


def statements_of_undo(desk: Desk) -> int:
    """The number of statements of undoing the newest entry, without those that change one row each."""
    found = statements_of(desk, lambda: undo_newest(desk))
    insertions = {statement.split("(")[0] for statement in found if statement.startswith("INSERT")}
    return len(insertions) + sum(not statement.startswith(("UPDATE", "INSERT")) for statement in found)


def plan_weeks(desk: Desk, count: int) -> None:
    """One programme, its repeat and one relay a week, with a rundown of two lines, as one entry."""
    with desk.changing(Action.IMPORT_LEDGER) as session:
        for week in range(count):
            on = DAY + dt.timedelta(weeks=week)
            planned: dict[str, Any] = {"on": on, "seconds": 900, "sure": True}
            first_run = broadcasts.plan_first_run(
                session, title="Thời sự", kind=ProgrammeKind.NEWS, at=dt.time(5, 30), **planned
            )
            edition = existing(session, Broadcast, first_run).edition_id
            assert edition is not None
            broadcasts.plan_repeat(session, edition_id=edition, at=dt.time(17), **planned)
            broadcasts.plan_relay(session, title="Kỳ họp", upstream="VOV1", live=True, at=dt.time(8), **planned)
            for title in ("Một", "Hai"):
                content: dict[str, Any] = {
                    "genre": Genre.BRIEF,
                    "source": Source.OWN,
                    "authors": "Thu Hà",
                    "seconds": 60,
                }
                rundowns.add_story(session, edition, title=title, topics=(), **content)


def change_all(desk: Desk) -> None:
    """Change every row, as one entry."""
    with desk.changing(Action.IMPORT_LEDGER) as session:
        other = Programme(title="Thời sự sáng")
        person = Person(name="Đức Anh")
        session.add_all([other, person])
        session.flush()
        for edition in session.scalars(select(Edition)).all():
            edition.programme_id = other.id
        for relay in session.scalars(select(Relay)).all():
            relay.title = "Lễ hội"
        for story in session.scalars(select(Story)).all():
            story.title += " sửa"
        for credit in session.scalars(select(Credit)).all():
            credit.role = CreditRole.EDITOR
        for broadcast in session.scalars(select(Broadcast)).all():
            session.add(Duty(broadcast_id=broadcast.id, person_id=person.id, role=DutyRole.PRESENTER))
        lines = session.scalars(select(Line)).all()
        rundowns.place(session, {line: 3 - line.position for line in lines})


def remove_repeats(desk: Desk) -> None:
    """Remove every repeat, as one entry."""
    with desk.changing(Action.IMPORT_LEDGER) as session:
        remove_rows(session, Broadcast, session.scalars(select(Broadcast.id).where(Broadcast.kind == "repeat")).all())


@pytest.mark.parametrize("change", [None, change_all, remove_repeats])
def test_an_undo_and_its_redo_take_as_many_statements_for_many_rows_as_for_few(
    change: Callable[[Desk], None] | None, another_desk: AnotherDesk
) -> None:
    counts = []
    for weeks in (3, 30):
        with another_desk() as desk:
            plan_weeks(desk, weeks)
            if change:
                change(desk)
            counts.append([statements_of_undo(desk) for _ in range(2)])
    assert counts[0] == counts[1]
