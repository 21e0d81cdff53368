"""The roster of a week as a table: what it shows, many broadcasts at once, and the copy of the week before."""

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from radiodesk.errors import Doubtful
from radiodesk.history import log, undo
from radiodesk.kinds import BroadcastKind, BroadcastState, DutyRole, ProgrammeKind
from radiodesk.model import Action, Broadcast, Desk, Edition, Person
from radiodesk.model.audit import AuditEntry
from radiodesk.model.faults import ChangedMeanwhile
from radiodesk.model.name_search import NameSearch, UsedName
from radiodesk.model.names import SeveralNames
from radiodesk.model.text import TextTooLong
from radiodesk.schedule import (
    broadcasts,
    duties,
    found_conflicts,
    generation,
    recurrence,
    roster_block,
    roster_paper,
    rrule,
    series_names,
    slot_edits,
    week_roster,
)
from radiodesk.schedule.duties import Duties
from radiodesk.schedule.entry import Entry
from radiodesk.schedule.slots import Content, Terms
from radiodesk.schedule.week_roster import (
    AllFilled,
    Assignment,
    NothingPlanned,
    NothingToFill,
    RosterCell,
    RosterRow,
    WeekRoster,
)
from tests.conftest import seated
from tests.statements import statements_of
from tests.versions import version

MONDAY = dt.date(2026, 3, 2)
NEXT = MONDAY + dt.timedelta(days=7)
FAR = MONDAY + dt.timedelta(weeks=8)
"""A week that is not generated yet."""
MORNING, EVENING = dt.time(5, 30), dt.time(18)
EDITOR, PRESENTER, TECHNICIAN = DutyRole.EDITOR, DutyRole.PRESENTER, DutyRole.TECHNICIAN


def daily(session: Session, title: str, at: dt.time, *, generated: bool = True, people: Duties = ()) -> int:
    """A slot of every day. Returns its id."""
    terms = Terms(
        Content(BroadcastKind.FIRST_RUN, title),
        recurrence.Recurrence(at, MONDAY, rrule.parse("FREQ=DAILY"), seconds=900),
        duties=people,
    )
    slot_id = slot_edits.add(session, series_names.add_series(session, title), terms, ProgrammeKind.NEWS)
    if generated:
        generation.generate(session, MONDAY)
    return slot_id


def single(session: Session, title: str, at: dt.time, day: dt.date) -> int:
    return broadcasts.plan_first_run(
        session, title=title, kind=ProgrammeKind.NEWS, on=day, at=at, seconds=900, sure=True
    )


def shown(desk: Desk, monday: dt.date = MONDAY) -> WeekRoster:
    with desk.reading() as session:
        return week_roster.week_roster(session, monday)


def row_of(roster: WeekRoster, title: str) -> RosterRow:
    return next(row for row in roster.rows if row.title == title)


def names(desk: Desk, title: str, monday: dt.date = MONDAY, role: DutyRole = EDITOR) -> list[str]:
    """Who is on duty on each day of a row."""
    return [", ".join(cell.people(role)) for cell in row_of(shown(desk, monday), title).cells]


def entries(desk: Desk, title: str, monday: dt.date = MONDAY) -> list[Entry]:
    return [each for cell in row_of(shown(desk, monday), title).cells for each in cell.broadcasts]


def editors(found: list[Entry], *people: str) -> list[Assignment]:
    return [Assignment(each, EDITOR, people) for each in found]


def assign(desk: Desk, wanted: list[Assignment], *, sure: bool = False) -> int:
    with desk.changing(Action.ASSIGN_WEEK, day=MONDAY.isoformat(), count=len(wanted)) as session:
        return week_roster.assign_week(session, wanted, sure=sure)


def copy(desk: Desk, seen: WeekRoster, *, sure: bool = False) -> int:
    with desk.changing(Action.COPY_ROSTER, day=seen.monday.isoformat()) as session:
        return week_roster.copy_week_before(session, seen, sure=sure)


def undo_last(desk: Desk) -> None:
    with desk.changing(Action.UNDO) as session:
        undo.undo(session, desk, undo.last_of(session, desk.person))


def redo_last(desk: Desk) -> None:
    with desk.changing(Action.UNDO) as session:
        undo.undo(session, desk, undo.last_undone(session, desk.person))


def entries_of_log(desk: Desk) -> int:
    with desk.reading() as session:
        return session.scalar(select(func.count()).select_from(AuditEntry)) or 0


@pytest.fixture
def morning(desk: Desk) -> None:
    """A slot of every day at half past five, whose broadcasts of four weeks are stored."""
    with desk.changing(Action.ADD_SLOT, title="x", time="05:30") as session:
        daily(session, "Thời sự sáng", MORNING)


def test_a_week_has_a_row_for_each_slot_and_for_each_single_programme_in_order_of_time(
    desk: Desk, morning: None
) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        daily(session, "Thời sự chiều", EVENING)
        single(session, "Tọa đàm", dt.time(9), MONDAY + dt.timedelta(days=2))
        single(session, "Tọa đàm", dt.time(9), MONDAY + dt.timedelta(days=4))
        moved = session.scalars(select(Broadcast).order_by(Broadcast.starts)).first()
        assert moved is not None
        moved.starts += dt.timedelta(hours=14)
    roster = shown(desk)
    assert [(row.title, row.usual) for row in roster.rows] == [
        ("Thời sự sáng", MORNING),
        ("Tọa đàm", dt.time(9)),
        ("Thời sự chiều", EVENING),
    ]
    assert [cell.day.day for cell in roster.rows[0].cells] == [2, 3, 4, 5, 6, 7, 8]
    assert [len(cell.broadcasts) for cell in roster.rows[1].cells] == [0, 0, 1, 0, 1, 0, 0]
    assert roster.rows[0].cells[0].broadcasts[0].starts.time() == dt.time(19, 30)


def test_a_slot_that_changes_within_the_week_stays_one_row_and_is_copied_to_the_next_week(
    desk: Desk, morning: None
) -> None:
    assign(desk, editors(entries(desk, "Thời sự sáng")[:1], "Thu Hà"))
    with desk.changing(Action.CHANGE_SLOT, title="x", time="06:00") as session:
        slot = entries(desk, "Thời sự sáng")[0].slot
        assert slot is not None
        terms = Terms(
            slot.terms.content, recurrence.Recurrence(dt.time(6), MONDAY, rrule.parse("FREQ=DAILY"), seconds=900)
        )
        slot_edits.change_following(session, slot, slot.version, MONDAY + dt.timedelta(days=4), terms)
    (row,) = shown(desk).rows
    starts = [cell.broadcasts[0].starts.time() for cell in row.cells]
    assert (row.usual, starts) == (MORNING, [MORNING] * 4 + [dt.time(6)] * 3)
    copy(desk, shown(desk, NEXT))
    assert names(desk, "Thời sự sáng", NEXT) == ["Thu Hà", *[""] * 6]


def test_people_are_put_on_duty_at_many_broadcasts_by_one_entry_that_one_undo_takes_back(
    desk: Desk, morning: None
) -> None:
    week = entries(desk, "Thời sự sáng")
    before = entries_of_log(desk)
    wanted = [*editors(week[:3], "Thu Hà"), Assignment(week[0], TECHNICIAN, ("Văn Bình", "Lan"))]
    assert assign(desk, wanted) == 3
    assert entries_of_log(desk) == before + 1
    assert names(desk, "Thời sự sáng") == ["Thu Hà"] * 3 + [""] * 4
    assert names(desk, "Thời sự sáng", role=TECHNICIAN)[0] == "Văn Bình, Lan"
    undo_last(desk)
    assert names(desk, "Thời sự sáng") == [""] * 7
    assert names(desk, "Thời sự sáng", role=TECHNICIAN) == [""] * 7


def test_one_role_is_set_and_emptied_and_the_others_stay(desk: Desk, morning: None) -> None:
    day = entries(desk, "Thời sự sáng")[0]
    assign(desk, [Assignment(day, EDITOR, ("Thu Hà",)), Assignment(day, TECHNICIAN, ("Văn Bình",))])
    assign(desk, editors(entries(desk, "Thời sự sáng")[:1]))
    (after,) = entries(desk, "Thời sự sáng")[:1]
    assert after.duties == ((TECHNICIAN, "Văn Bình"),)
    assert assign(desk, editors([after])) == 0  # nothing is left to change
    with pytest.raises(SeveralNames):
        assign(desk, editors([after], "Thu Hà, Đức Anh"))


def test_short_names_and_initials_mean_their_person(desk: Desk, morning: None) -> None:
    with desk.changing(Action.ADD_PERSON, name="x") as session:
        session.add(Person(name="Nguyễn Thu Hà", short_name="Hà", initials="TH"))
    week = entries(desk, "Thời sự sáng")
    assign(desk, [*editors(week[:1], "hà"), *editors(week[1:2], "TH")])
    assert names(desk, "Thời sự sáng")[:2] == ["Nguyễn Thu Hà"] * 2
    assert shown(desk).calls == {"Nguyễn Thu Hà": ("Hà",)}


def test_somebody_on_duty_at_two_at_once_is_doubted_and_then_shown(desk: Desk, morning: None) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        beside = single(session, "Tọa đàm", dt.time(5, 40), MONDAY)
        duties.set_duties(session, beside, version(session, Broadcast, beside), ((PRESENTER, "Thu Hà"),))
    week = entries(desk, "Thời sự sáng")
    with pytest.raises(Doubtful, match="Twice on duty, 05:40–05:45, 02/03/2026"):
        assign(desk, editors(week, "Thu Hà"))
    assert names(desk, "Thời sự sáng") == [""] * 7
    assign(desk, editors(week, "Thu Hà"), sure=True)
    cells = row_of(shown(desk), "Thời sự sáng").cells
    assert [len(cell.clashes) for cell in cells] == [1, 0, 0, 0, 0, 0, 0]
    assert len(row_of(shown(desk), "Tọa đàm").cells[0].clashes) == 1
    # Whoever was on duty twice before is not doubted again by another change.
    assign(desk, [Assignment(each, EDITOR, ("Thu Hà", "Lan")) for each in entries(desk, "Thời sự sáng")])
    assign(desk, [Assignment(each, TECHNICIAN, ("Thu Hà",)) for each in entries(desk, "Thời sự sáng")])
    with desk.changing(Action.ACCEPT_CONFLICT, conflict="x") as session:
        found_conflicts.accept_each(session, found_conflicts.find(session, MONDAY, MONDAY), "one studio")
    assert not any(cell.clashes for row in shown(desk).rows for cell in row.cells)


def test_occurrences_that_nobody_stored_are_shown_and_stored_when_somebody_is_on_duty_there(
    desk: Desk, morning: None
) -> None:
    week = entries(desk, "Thời sự sáng", FAR)
    assert [each.broadcast_id for each in week] == [None] * 7
    assert assign(desk, editors(week[1:3], "Thu Hà")) == 2
    after = entries(desk, "Thời sự sáng", FAR)
    assert [each.broadcast_id is not None for each in after] == [False, True, True, *[False] * 4]
    assert names(desk, "Thời sự sáng", FAR)[:4] == ["", "Thu Hà", "Thu Hà", ""]
    with desk.reading() as session:
        editions = session.scalar(select(func.count()).select_from(Edition))
    undo_last(desk)
    assert [each.broadcast_id for each in entries(desk, "Thời sự sáng", FAR)] == [None] * 7
    redo_last(desk)
    assert names(desk, "Thời sự sáng", FAR)[:4] == ["", "Thu Hà", "Thu Hà", ""]
    undo_last(desk)
    with desk.reading() as session:
        assert session.scalar(select(func.count()).select_from(Edition)) == (editions or 0) - 2


def test_many_broadcasts_that_nobody_stored_take_as_many_statements_as_few(desk: Desk, morning: None) -> None:
    with desk.changing(Action.ADD_SLOT, title="x", time="17:00") as session:
        for hour in range(6, 10):
            daily(session, f"Chương trình {hour}", dt.time(hour), generated=False)
    weeks = [shown(desk, FAR + dt.timedelta(weeks=weeks)) for weeks in range(3)]

    def count(wanted: list[Assignment]) -> int:
        """The statements, without the UPDATE of each row whose version is checked. INSERTs into a table are one."""
        found = statements_of(desk, lambda: assign(desk, wanted) and None)
        insertions = {statement.split("(")[0] for statement in found if statement.startswith("INSERT")}
        return len(insertions) + sum(not statement.startswith(("UPDATE", "INSERT")) for statement in found)

    assign(desk, editors([weeks[0].rows[0].cells[0].broadcasts[0]], "Thu Hà"))
    few = editors([row.cells[0].broadcasts[0] for row in weeks[1].rows[:2]], "Thu Hà")
    many = editors([each for row in weeks[2].rows for cell in row.cells for each in cell.broadcasts], "Thu Hà")
    assert len(many) == 35
    assert count(many) == count(few)


def test_who_is_on_duty_already_is_not_stored_again(desk: Desk, morning: None) -> None:
    with desk.changing(Action.ADD_SLOT, title="x", time="17:00") as session:
        daily(session, "Thời sự chiều", EVENING, generated=False, people=((EDITOR, "Nguyễn Thu Hà"),))
        people = session.scalars(select(Person)).all()
        people[0].short_name = "Hà"
    far = entries(desk, "Thời sự chiều", FAR)
    assert [each.broadcast_id for each in far] == [None] * 7
    written = entries_of_log(desk)
    assert assign(desk, editors(far[:3], "hà")) == 0
    assert [each.broadcast_id for each in entries(desk, "Thời sự chiều", FAR)] == [None] * 7
    assert entries_of_log(desk) == written
    assert assign(desk, [*editors(far[:1], "Hà"), *editors(far[1:2], "Lan")]) == 1
    stored = [each.broadcast_id is not None for each in entries(desk, "Thời sự chiều", FAR)]
    assert stored == [False, True, *[False] * 5]


def test_a_repeat_and_its_first_run_that_nobody_stored_are_stored_together(desk: Desk, morning: None) -> None:
    with desk.changing(Action.ADD_SLOT, title="x", time="17:00") as session:
        terms = Terms(
            Content(BroadcastKind.REPEAT, repeats="Thời sự sáng"),
            recurrence.Recurrence(dt.time(17), MONDAY, rrule.parse("FREQ=DAILY")),
        )
        slot_edits.add(session, series_names.add_series(session, "Phát lại"), terms, None)
    rows = shown(desk, FAR).rows
    assert [row.kind for row in rows] == [BroadcastKind.FIRST_RUN, BroadcastKind.REPEAT]
    repeat, first = rows[1].cells[0].broadcasts[0], rows[0].cells[0].broadcasts[0]
    assign(desk, [Assignment(repeat, TECHNICIAN, ("Lan",)), Assignment(first, EDITOR, ("Thu Hà",))])
    first_run, repeated = (row.cells[0] for row in shown(desk, FAR).rows)
    assert (first_run.people(EDITOR), repeated.people(TECHNICIAN)) == (("Thu Hà",), ("Lan",))
    assert first_run.broadcasts[0].edition == repeated.broadcasts[0].edition


def test_another_desks_change_is_told_and_nothing_is_saved(desk: Desk, morning: None) -> None:
    other = seated(desk, "Đức Anh")
    week, far = entries(desk, "Thời sự sáng"), entries(desk, "Thời sự sáng", FAR)
    assign(other, editors(week[2:3], "Lan"))
    with pytest.raises(ChangedMeanwhile, match="Đức Anh"):
        assign(desk, editors(week, "Thu Hà"))
    assert names(desk, "Thời sự sáng") == ["", "", "Lan", "", "", "", ""]
    assign(other, editors(far[:1], "Lan"))  # stored it, and put somebody on duty
    with pytest.raises(ChangedMeanwhile):
        assign(desk, editors(far[:1], "Thu Hà"))
    with desk.changing(Action.GENERATE, count=1) as session:  # stored it as the slot gives it: nothing is lost
        generation.stored(session, far[1])
    assert assign(desk, editors(far[1:2], "Thu Hà")) == 1


def test_an_occurrence_that_another_desk_cancelled_meanwhile_gets_nobody(desk: Desk, morning: None) -> None:
    far = entries(desk, "Thời sự sáng", FAR)
    with seated(desk, "Đức Anh").changing(Action.EARLIER, what="test") as session:
        row = generation.stored(session, far[0])
        session.flush()
        broadcasts.set_state(session, row.id, row.version, BroadcastState.CANCELLED, now=far[0].starts, sure=True)
    with pytest.raises(ChangedMeanwhile):
        assign(desk, editors(far[:1], "Thu Hà"))


def test_an_occurrence_is_not_stored_by_a_slot_that_was_changed_meanwhile(desk: Desk, morning: None) -> None:
    far = entries(desk, "Thời sự sáng", FAR)
    with desk.changing(Action.CHANGE_SLOT, title="x", time="06:00") as session:
        slot = far[0].slot
        assert slot is not None
        terms = Terms(
            slot.terms.content, recurrence.Recurrence(dt.time(6), MONDAY, rrule.parse("FREQ=DAILY"), seconds=900)
        )
        slot_edits.change_all(session, slot, slot.version, terms, MONDAY)
    with pytest.raises(ChangedMeanwhile):
        assign(desk, editors(far[:1], "Thu Hà"))


def test_those_of_an_aired_broadcast_are_corrected_but_repeating_leaves_them(desk: Desk, morning: None) -> None:
    week = entries(desk, "Thời sự sáng")
    with desk.changing(Action.MARK_BROADCAST) as session:
        for place, state in ((1, BroadcastState.AIRED), (2, BroadcastState.CANCELLED)):
            row_id, seen = week[place].broadcast_id, week[place].version
            assert row_id is not None
            assert seen is not None
            broadcasts.set_state(session, row_id, seen, state, now=week[6].starts, sure=True)
    row = row_of(shown(desk), "Thời sự sáng")
    assert assign(desk, editors([row.cells[0].broadcasts[0]], "Lan")) == 1
    row = row_of(shown(desk), "Thời sự sáng")
    assert [each.entry.starts.day for each in row.repeated(0, EDITOR)] == [5, 6, 7, 8]
    assert row.cells[1].emptied(EDITOR) == []
    assert assign(desk, editors([row.cells[1].broadcasts[0]], "Thu Hà")) == 1
    assert names(desk, "Thời sự sáng")[1] == "Thu Hà"


def test_the_roster_of_the_week_before_fills_only_empty_places(desk: Desk, morning: None) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        single(session, "Tọa đàm", dt.time(9), MONDAY)
        single(session, "Tọa đàm", dt.time(9), NEXT)
        single(session, "Ca nhạc", dt.time(10), NEXT)
    before = entries(desk, "Thời sự sáng")
    assign(desk, editors(before[:5], "Thu Hà"))
    assign(desk, [Assignment(each, TECHNICIAN, ("Văn Bình",)) for each in entries(desk, "Thời sự sáng")[:2]])
    assign(desk, editors(entries(desk, "Tọa đàm"), "Lan"))
    week = entries(desk, "Thời sự sáng", NEXT)
    assign(desk, editors(week[:1], "Đức Anh"))
    with desk.changing(Action.MARK_BROADCAST) as session:
        aired, seen = week[1].broadcast_id, week[1].version
        assert aired is not None
        assert seen is not None
        broadcasts.set_state(session, aired, seen, BroadcastState.AIRED, now=week[6].starts, sure=True)
    written = entries_of_log(desk)

    assert copy(desk, shown(desk, NEXT)) == 5
    assert names(desk, "Thời sự sáng", NEXT) == ["Đức Anh", "", "Thu Hà", "Thu Hà", "Thu Hà", "", ""]
    assert names(desk, "Thời sự sáng", NEXT, TECHNICIAN) == ["Văn Bình", *[""] * 6]
    assert names(desk, "Tọa đàm", NEXT) == ["Lan", *[""] * 6]
    assert entries_of_log(desk) == written + 1
    with desk.reading() as session:
        newest = log.entry(session, log.newest_id(session))
    assert (newest.values["filled"], newest.values["kept"]) == (5, 1)
    with pytest.raises(AllFilled):
        copy(desk, shown(desk, NEXT))
    undo_last(desk)
    assert names(desk, "Thời sự sáng", NEXT) == ["Đức Anh", *[""] * 6]


def test_why_nothing_is_copied_from_the_week_before_is_said(desk: Desk, morning: None) -> None:
    with pytest.raises(NothingToFill, match="the week before has nobody on duty"):
        copy(desk, shown(desk, NEXT))
    assign(desk, editors(entries(desk, "Thời sự sáng")[:2], "Thu Hà"))
    week = entries(desk, "Thời sự sáng", NEXT)
    with desk.changing(Action.MARK_BROADCAST) as session:
        for each in week[:2]:
            session.get_one(Broadcast, each.broadcast_id).state = BroadcastState.AIRED
    with pytest.raises(NothingPlanned, match="aired, cancelled or missed"):
        copy(desk, shown(desk, NEXT))
    with desk.changing(Action.MARK_BROADCAST) as session:
        session.get_one(Broadcast, week[1].broadcast_id).state = BroadcastState.PLANNED
    assign(desk, editors(entries(desk, "Thời sự sáng", NEXT)[1:2], "Đức Anh"))
    with pytest.raises(AllFilled, match="somebody is on duty there already"):
        copy(desk, shown(desk, NEXT))


def test_who_is_on_duty_twice_by_a_copy_is_named(desk: Desk, morning: None) -> None:
    assign(desk, editors(entries(desk, "Thời sự sáng")[:2], "Thu Hà"))
    with desk.changing(Action.EARLIER, what="test") as session:
        beside = single(session, "Tọa đàm", dt.time(5, 40), NEXT)
        duties.set_duties(session, beside, version(session, Broadcast, beside), ((PRESENTER, "Thu Hà"),))
    seen = shown(desk, NEXT)
    with pytest.raises(Doubtful, match="Twice on duty, 05:40–05:45, 09/03/2026"):
        copy(desk, seen)
    assert names(desk, "Thời sự sáng", NEXT) == [""] * 7
    assert copy(desk, seen, sure=True) == 2
    assert names(desk, "Thời sự sáng", NEXT) == ["Thu Hà", "Thu Hà", *[""] * 5]


def test_a_moved_broadcast_gets_the_people_of_its_own_place_by_a_copy(desk: Desk, morning: None) -> None:
    before = entries(desk, "Thời sự sáng")
    people = ["Thu Hà", "Lan", "Văn Bình", "Đức Anh", "Minh", "Nga", "Phong"]
    assign(desk, [each for entry, name in zip(before, people, strict=True) for each in editors([entry], name)])
    with desk.changing(Action.EARLIER, what="test") as session:
        for seen, days, hours in ((entries(desk, "Thời sự sáng", NEXT)[2], 1, -1), (before[6], 1, 3)):
            assert seen.broadcast_id is not None
            row = session.get_one(Broadcast, seen.broadcast_id)
            row.starts += dt.timedelta(days=days, hours=hours)
    week = shown(desk, NEXT)
    assert [len(cell.broadcasts) for cell in week.rows[0].cells] == [2, 1, 0, 2, 1, 1, 1]
    assert copy(desk, week) == 7
    found = [each for cell in shown(desk, NEXT).rows[0].cells for each in cell.broadcasts]
    on_duty = {(each.occurrence.day, each.starts.day): each.duties[0][1] for each in found if each.occurrence}
    own_places = dict(zip([(9, 9), (10, 10), (11, 12), (12, 12), (13, 13), (14, 14), (15, 15)], people, strict=True))
    assert on_duty == {(8, 9): "Phong", **own_places}


def test_those_at_two_broadcasts_in_a_cell_are_repeated_at_their_own_times(desk: Desk) -> None:
    with desk.changing(Action.ADD_SLOT, title="x", time="09:00") as session:
        evenings = tuple(dt.datetime.combine(MONDAY + dt.timedelta(days=days), EVENING) for days in range(7))
        when = recurrence.Recurrence(
            dt.time(9), MONDAY, rrule.parse("FREQ=DAILY;COUNT=7"), seconds=900, additions=evenings
        )
        terms = Terms(Content(BroadcastKind.FIRST_RUN, "Tọa đàm"), when)
        slot_edits.add(session, series_names.add_series(session, "Tọa đàm"), terms, ProgrammeKind.NEWS)
        generation.generate(session, MONDAY)
    row = row_of(shown(desk), "Tọa đàm")
    one, other = row.cells[0].broadcasts
    assign(desk, [*editors([one], "Thu Hà"), *editors([other], "Lan")])
    row = row_of(shown(desk), "Tọa đàm")
    assert not row.cells[0].is_alike(EDITOR)
    assert assign(desk, row.repeated(0, EDITOR)) == 12
    duties_of = [[each.duties[0][1] for each in cell.broadcasts] for cell in row_of(shown(desk), "Tọa đàm").cells]
    assert duties_of == [["Thu Hà", "Lan"]] * 7


def test_two_broadcasts_in_a_cell_say_who_is_at_which_where_they_differ(desk: Desk, morning: None) -> None:
    days = entries(desk, "Thời sự sáng")
    with desk.changing(Action.EARLIER, what="test") as session:
        assert days[1].broadcast_id is not None
        session.get_one(Broadcast, days[1].broadcast_id).starts -= dt.timedelta(hours=20, minutes=30)

    def monday() -> tuple[RosterCell, str]:
        roster = shown(desk)
        return row_of(roster, "Thời sự sáng").cells[0], roster_paper.paper(roster).rows[0][1]

    one, other = monday()[0].broadcasts
    assert (monday()[0].who(EDITOR), monday()[0].lacks(EDITOR)) == ("–", True)
    assign(desk, editors([other], "Lan"))
    one, other = monday()[0].broadcasts
    assert (monday()[0].who(EDITOR), monday()[0].lacks(EDITOR)) == ("05:30 – · 09:00 Lan", True)
    assign(desk, editors([one], "Thu Hà", "Đức Anh"))
    one, other = monday()[0].broadcasts
    assert monday()[1] == "BT: 05:30 Thu Hà, Đức Anh · 09:00 Lan"
    assert not monday()[0].lacks(EDITOR)
    assign(desk, editors([one, other], "Lan"))
    assert monday()[1] == "BT: Lan"


def test_a_single_broadcast_at_the_time_of_a_slot_stands_for_its_occurrence(desk: Desk, morning: None) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        alone = single(session, "Thời sự sáng", dt.time(9), FAR)
        duties.set_duties(session, alone, version(session, Broadcast, alone), ((EDITOR, "Thu Hà"),))
        session.get_one(Broadcast, alone).starts -= dt.timedelta(hours=3, minutes=30)
    (row,) = shown(desk, FAR).rows
    assert [len(cell.broadcasts) for cell in row.cells] == [1] * 7
    assert row.cells[0].people(EDITOR) == ("Thu Hà",)
    assert assign(desk, editors([row.cells[0].broadcasts[0]], "Lan")) == 1
    assert assign(desk, row.repeated(0, EDITOR)) == 6
    assert names(desk, "Thời sự sáng", FAR) == ["Lan", *["Thu Hà"] * 6]
    after = FAR + dt.timedelta(days=7)
    with desk.changing(Action.EARLIER, what="test") as session:
        session.get_one(Broadcast, alone).starts += dt.timedelta(days=7)
    assert copy(desk, shown(desk, after)) == 6
    assert names(desk, "Thời sự sáng", after) == ["Lan", *["Thu Hà"] * 6]


def test_a_copy_of_the_week_before_stores_what_nobody_stored(desk: Desk, morning: None) -> None:
    assign(desk, editors(entries(desk, "Thời sự sáng", FAR)[:1], "Thu Hà"))
    after = FAR + dt.timedelta(days=7)
    assert copy(desk, shown(desk, after)) == 1
    assert names(desk, "Thời sự sáng", after) == ["Thu Hà", *[""] * 6]
    stored = [each.broadcast_id is not None for each in entries(desk, "Thời sự sáng", after)]
    assert stored == [True, *[False] * 6]
    undo_last(desk)
    assert [each.broadcast_id for each in entries(desk, "Thời sự sáng", after)] == [None] * 7
    redo_last(desk)
    assert names(desk, "Thời sự sáng", after) == ["Thu Hà", *[""] * 6]


def test_single_broadcasts_of_one_title_at_two_times_are_two_rows(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        for day, hour in ((0, 9), (2, 9), (3, 14)):
            single(session, "Tọa đàm", dt.time(hour), MONDAY + dt.timedelta(days=day))
    assert [(row.title, row.usual.hour) for row in shown(desk).rows] == [("Tọa đàm", 9), ("Tọa đàm", 14)]


def test_a_broadcast_over_midnight_of_sunday_has_no_row_in_the_next_week(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        single(session, "Ca nhạc", dt.time(23, 55), NEXT - dt.timedelta(days=1))
    assert [row.title for row in shown(desk).rows] == ["Ca nhạc"]
    assert shown(desk, NEXT).rows == ()


def test_the_paper_says_what_was_cancelled_and_missed_and_leaves_out_what_needs_nobody(
    desk: Desk, morning: None
) -> None:
    week = entries(desk, "Thời sự sáng")
    assign(desk, [*editors(week[:3], "Thu Hà"), Assignment(week[0], TECHNICIAN, ("Lan",))])
    with desk.changing(Action.MARK_BROADCAST) as session:
        for place, state in ((1, BroadcastState.CANCELLED), (2, BroadcastState.MISSED)):
            row_id = week[place].broadcast_id
            assert row_id is not None
            seen = version(session, Broadcast, row_id)
            broadcasts.set_state(session, row_id, seen, state, now=week[6].starts, sure=True)
        broadcasts.plan_relay(
            session, title="Thời sự VOV1", live=False, upstream="VOV1", on=MONDAY, at=dt.time(6), seconds=1800
        )
    paper = roster_paper.paper(shown(desk))
    assert paper.rows == (("05:30 Thời sự sáng", "BT: Thu Hà\nKT: Lan", "(hủy)", "(không phát)", "", "", "", ""),)
    assert paper.title == "LỊCH TRỰC TUẦN 2–8/3/2026"
    assert paper.sheet == "Tuần 2–8.3.2026"
    every = roster_paper.paper(shown(desk), all_rows=True)
    assert [row[0] for row in every.rows] == ["05:30 Thời sự sáng", "06:00 Thời sự VOV1 (tiếp âm)"]


def test_the_paper_of_the_week_over_new_year_has_both_years_once(desk: Desk) -> None:
    paper = roster_paper.paper(shown(desk, dt.date(2025, 12, 29)))
    assert paper.title == "LỊCH TRỰC TUẦN 29/12/2025–4/1/2026"
    assert paper.columns[1:3] == ("Thứ Hai\n29/12", "Thứ Ba\n30/12")


def test_the_paper_has_room_for_the_day_and_two_signatures() -> None:
    assert roster_paper.date_line("Lương Tài", MONDAY) == "Lương Tài, ngày …. tháng …. năm 2026"
    assert roster_paper.date_line("", MONDAY) == "Ngày …. tháng …. năm 2026"
    signed = "(Ký, ghi rõ họ tên)"
    assert roster_paper.signers("", "") == (("NGƯỜI LẬP", signed, ""), ("LÃNH ĐẠO DUYỆT", signed, ""))
    approver = roster_paper.signers("Trưởng đài", "Nguyễn Văn A")[1]
    assert approver == ("LÃNH ĐẠO DUYỆT", "TRƯỞNG ĐÀI", signed, "Nguyễn Văn A")


def test_the_paper_has_an_abbreviation_of_each_role_and_explains_it() -> None:
    assert set(roster_paper.ROLES) == set(DutyRole)
    assert all(f"{short}: " in roster_paper.LEGEND for short in roster_paper.ROLES.values())


def test_a_relay_of_another_station_needs_nobody_until_somebody_is_on_duty(desk: Desk, morning: None) -> None:
    with desk.changing(Action.PLAN_RELAY) as session:
        broadcasts.plan_relay(
            session,
            title="Thời sự VOV1",
            live=False,
            upstream="VOV1",
            on=MONDAY,
            at=dt.time(6),
            seconds=1800,
            sure=True,
        )
    assert [row.needs_people for row in shown(desk).rows] == [True, False]
    assign(desk, [Assignment(each, TECHNICIAN, ("Lan",)) for each in entries(desk, "Thời sự VOV1")])
    assert row_of(shown(desk), "Thời sự VOV1").needs_people
    assert shown(desk).usual_role is TECHNICIAN


def test_text_that_is_no_table_of_names_is_refused(desk: Desk, morning: None) -> None:
    rows = [row_of(shown(desk), "Thời sự sáng")] * 40
    unknown = "\n".join(f"Người số {number}" for number in range(31))
    with pytest.raises(roster_block.NotARoster, match=r"31 are not known.*“Người số 0” \(Mon 02/03 05:30"):
        roster_block.placed(unknown, rows, (0, 0), EDITOR, NameSearch(()))
    with pytest.raises(TextTooLong):
        roster_block.placed("x" * 200_000, rows, (0, 0), EDITOR, NameSearch(()))
    assert roster_block.placed("", rows, (0, 0), EDITOR, NameSearch(())).cells == ()


def test_blank_lines_of_a_block_empty_no_cell(desk: Desk, morning: None) -> None:
    rows = [row_of(shown(desk), "Thời sự sáng")] * 3
    names = NameSearch([UsedName("Lan")])
    for blank in (" ", "\n", "\t\n\n"):
        assert roster_block.placed(blank, rows, (0, 0), EDITOR, names).cells == ()
    for block in ("Lan\n\n", "Lan\n \n", "Lan\n\t\t\n"):
        assert [row[0] for row in roster_block.read(block)] == ["Lan"]
        assert {wanted for _cell, wanted in roster_block.placed(block, rows, (0, 0), EDITOR, names).cells} == {("Lan",)}


def test_a_block_fills_both_broadcasts_of_a_cell_though_one_has_its_people(desk: Desk, morning: None) -> None:
    row = row_of(shown(desk), "Thời sự sáng")
    (entry,) = row.cells[0].broadcasts
    one, other = entry._replace(duties=((EDITOR, "Lan"),)), entry._replace(duties=())
    both = replace(row, cells=(replace(row.cells[0], broadcasts=(one, other)), *row.cells[1:]))
    names = NameSearch([UsedName("Lan")])

    assert len(roster_block.placed("Lan", [both], (0, 0), EDITOR, names).cells) == 1
    same = replace(both, cells=(replace(row.cells[0], broadcasts=(one, one)), *row.cells[1:]))
    assert roster_block.placed("Lan", [same], (0, 0), EDITOR, names).cells == []
    off = replace(
        both,
        cells=(replace(row.cells[0], broadcasts=(one, other._replace(state=BroadcastState.CANCELLED))), *row.cells[1:]),
    )
    assert roster_block.placed("Lan", [off], (0, 0), EDITOR, names).cells == []
