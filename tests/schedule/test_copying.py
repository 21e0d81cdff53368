"""Copying the plan of a day or a week."""

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from radiodesk.errors import Doubtful
from radiodesk.history import undo
from radiodesk.kinds import BroadcastKind, BroadcastState, DutyRole, ProgrammeKind
from radiodesk.model import Action, Broadcast, Desk, zone
from radiodesk.model.moments import span
from radiodesk.schedule import broadcasts, copying, duties, plan, rrule, slot_edits
from radiodesk.schedule.conflicts import OWN
from radiodesk.schedule.copying import NothingToCopy
from radiodesk.schedule.entry import Entry
from radiodesk.schedule.recurrence import Recurrence
from radiodesk.schedule.slots import Content, Terms
from tests.schedule.test_broadcasts import CANCELLED, DAY, EVENING, MORNING, NEXT, NOON, PLANNED, mark
from tests.schedule.test_broadcasts import plan as plan_one
from tests.versions import version


def on(session: Session, day: dt.date, days: int = 1) -> list[Entry]:
    begin, end = span(day, day + dt.timedelta(days=days - 1), zone(session))
    return [each for each in plan.entries(session, begin, end) if each.starts >= begin]


def said(entries: list[Entry]) -> list[tuple[str, str, BroadcastKind, BroadcastState]]:
    return [(f"{each.starts:%H:%M}", each.title, each.kind, each.state) for each in entries]


def copy(session: Session, to: dt.date, *, days: int = 1, first: dt.date = DAY) -> list[int]:
    return copying.copy_days(session, first, to, days=days, sure=True)


def edition_of(session: Session, broadcast_id: int) -> int:
    edition_id = session.get_one(Broadcast, broadcast_id).edition_id
    assert edition_id is not None
    return edition_id


def repeat(session: Session, of: int, *, on: dt.date = DAY, at: dt.time = EVENING) -> int:
    return broadcasts.plan_repeat(session, edition_id=edition_of(session, of), on=on, at=at, seconds=None, sure=True)


def relay(session: Session, *, at: dt.time = NOON) -> int:
    return broadcasts.plan_relay(
        session, title="Thời sự VOV", live=False, upstream="VOV1", on=DAY, at=at, seconds=1800, sure=True
    )


def test_a_day_is_copied_with_editions_outlets_and_duties_of_its_own(desk: Desk) -> None:
    with desk.changing(Action.PLAN_FIRST_RUN) as session:
        first = plan_one(session)
        repeat(session, first)
        relay(session)
    with desk.changing(Action.SET_DUTIES) as session:
        duties.set_duties(session, first, version(session, Broadcast, first), ((DutyRole.PRESENTER, "Thu Hà"),))
    with desk.changing(Action.COPY_DAYS) as session:
        copy(session, NEXT)
    with desk.reading() as session:
        before, after = on(session, DAY), on(session, NEXT)
    assert said(after) == said(before)
    assert [each.duties for each in after] == [each.duties for each in before]
    assert [each.outlets for each in after] == [(OWN,)] * 3
    assert [each.upstream for each in after] == [each.upstream for each in before]
    assert after[0].edition == after[2].edition != before[0].edition
    assert {each.slot for each in after} == {None}


def test_what_is_there_already_is_not_planned_twice(desk: Desk) -> None:
    with desk.changing(Action.PLAN_FIRST_RUN) as session:
        first = plan_one(session)
        plan_one(session, on=NEXT)
        repeat(session, first)
        copy(session, NEXT)
        found = on(session, NEXT)
    assert [each.kind for each in found] == [BroadcastKind.FIRST_RUN, BroadcastKind.REPEAT]
    assert found[0].edition == found[1].edition
    with pytest.raises(NothingToCopy), desk.changing(Action.COPY_DAYS) as session:
        copy(session, NEXT)


def test_what_a_slot_gives_there_already_is_what_a_repeat_carries(desk: Desk) -> None:
    when = Recurrence(start=DAY, at=MORNING, seconds=900, rule=rrule.parse("FREQ=DAILY"))
    with desk.changing(Action.ADD_SLOT) as session:
        slot_edits.add_new(
            session, Terms(Content(BroadcastKind.FIRST_RUN, "Thời sự sáng"), when), ProgrammeKind.NEWS, DAY
        )
    far = DAY + dt.timedelta(days=70)
    with desk.changing(Action.COPY_DAYS) as session:
        stored = on(session, DAY)[0]
        repeat(session, stored.broadcast_id or 0)
        copy(session, far)
        found = on(session, far)
    assert [each.kind for each in found] == [BroadcastKind.FIRST_RUN, BroadcastKind.REPEAT]
    assert found[0].edition == found[1].edition


def test_the_repeat_of_yesterdays_edition_repeats_the_one_of_the_day_before(desk: Desk) -> None:
    with desk.changing(Action.PLAN_FIRST_RUN) as session:
        repeat(session, plan_one(session), on=NEXT, at=NOON)
        other = plan_one(session, on=NEXT)
        copy(session, NEXT + dt.timedelta(days=1), first=NEXT)
        found = on(session, NEXT + dt.timedelta(days=1))
    carried = next(each.edition for each in found if each.kind is BroadcastKind.REPEAT)
    assert carried == edition_of_row(desk, other)


def edition_of_row(desk: Desk, broadcast_id: int) -> int:
    with desk.reading() as session:
        return edition_of(session, broadcast_id)


def test_a_repeat_without_a_first_run_is_left_out_and_the_preview_says_so(desk: Desk) -> None:
    with desk.changing(Action.PLAN_FIRST_RUN) as session:
        repeat(session, plan_one(session), on=NEXT)
        plan_one(session, title="Ca nhạc", kind=ProgrammeKind.MUSIC, on=NEXT, at=NOON)
    later = NEXT + dt.timedelta(days=7)
    with pytest.raises(Doubtful) as asked, desk.changing(Action.COPY_DAYS) as session:
        copying.copy_days(session, NEXT, later)
    assert [("17:00 Thời sự sáng" in each) for each in asked.value.doubts] == [False, True]
    with desk.changing(Action.COPY_DAYS) as session:
        copy(session, later, first=NEXT)
        assert [each.title for each in on(session, later)] == ["Ca nhạc"]


def test_what_was_cancelled_is_not_copied(desk: Desk) -> None:
    with desk.changing(Action.PLAN_FIRST_RUN) as session:
        cancelled = plan_one(session)
        plan_one(session, title="Ca nhạc", kind=ProgrammeKind.MUSIC, at=NOON)
        mark(session, cancelled, CANCELLED)
        copy(session, NEXT)
        assert said(on(session, NEXT)) == [("12:00", "Ca nhạc", BroadcastKind.FIRST_RUN, PLANNED)]


def test_conflicts_are_in_the_preview(desk: Desk) -> None:
    with desk.changing(Action.PLAN_FIRST_RUN) as session:
        plan_one(session)
        plan_one(session, title="Ca nhạc", kind=ProgrammeKind.MUSIC, on=NEXT, at=dt.time(5, 40))
    with pytest.raises(Doubtful) as asked, desk.changing(Action.COPY_DAYS) as session:
        copying.copy_days(session, DAY, NEXT)
    assert any("05:40 Ca nhạc" in each for each in asked.value.doubts)


def test_a_week_is_copied_day_by_day_and_undone_at_once(desk: Desk) -> None:
    monday = DAY - dt.timedelta(days=DAY.weekday())
    with desk.changing(Action.PLAN_FIRST_RUN) as session:
        plan_one(session, on=monday)
        plan_one(session, on=monday + dt.timedelta(days=6), at=NOON)
    with desk.changing(Action.COPY_DAYS) as session:
        copy(session, monday + dt.timedelta(days=14), days=7, first=monday)
    with desk.reading() as session:
        assert [each.starts.weekday() for each in on(session, monday + dt.timedelta(days=14), 7)] == [0, 6]
    with desk.changing(Action.UNDO) as session:
        undo.undo(session, desk, undo.last_of(session, desk.person, lambda _entry: True))
    with desk.reading() as session:
        assert on(session, monday + dt.timedelta(days=14), 7) == []
        assert len(on(session, monday, 7)) == 2


def test_of_two_occurrences_of_one_programme_at_one_time_one_is_copied(desk: Desk) -> None:
    with desk.changing(Action.ADD_SLOT) as session:
        for _each in range(2):
            when = Recurrence(at=MORNING, start=DAY, rule=rrule.parse("FREQ=DAILY;COUNT=1"), seconds=900)
            news = Content(BroadcastKind.FIRST_RUN, "Thời sự sáng")
            slot_edits.add_new(session, Terms(news, when), ProgrammeKind.NEWS, DAY)
    with desk.changing(Action.COPY_DAYS) as session:
        assert len(copy(session, NEXT)) == 1
    with desk.reading() as session:
        assert [len(on(session, day)) for day in (DAY, NEXT)] == [2, 1]
