"""Who is on duty: at one broadcast, at those of a slot, swapped, and one person's week."""

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.errors import Doubtful
from radiodesk.kinds import BroadcastKind, BroadcastState, DutyRole
from radiodesk.model import Action, Broadcast, Desk, Person, ProgrammeKind, zone
from radiodesk.model.faults import ChangedMeanwhile
from radiodesk.model.names import SeveralNames
from radiodesk.schedule import (
    broadcasts,
    duties,
    found_conflicts,
    generation,
    queries,
    roster,
    series_names,
    slot_edits,
)
from radiodesk.schedule.duties import Duties, OnDutyAlready, Place
from radiodesk.schedule.recurrence import Recurrence
from radiodesk.schedule.rrule import parse
from radiodesk.schedule.slots import Content, Terms
from tests.versions import version

DAY = dt.date(2026, 3, 2)  # a Monday
MORNING = dt.time(5, 30)
EDITOR, PRESENTER, TECHNICIAN = DutyRole.EDITOR, DutyRole.PRESENTER, DutyRole.TECHNICIAN
HA, ANH = ((EDITOR, "Thu Hà"),), ((EDITOR, "Đức Anh"),)


def plan(session: Session, title: str, at: dt.time = MORNING, *, on: dt.date = DAY) -> int:
    return broadcasts.plan_first_run(
        session, title=title, kind=ProgrammeKind.NEWS, on=on, at=at, seconds=900, sure=True
    )


def give(session: Session, broadcast_id: int, wanted: Duties, *, sure: bool = False) -> None:
    duties.set_duties(session, broadcast_id, version(session, Broadcast, broadcast_id), wanted, sure=sure)


def on_duty(session: Session, broadcast_id: int) -> Duties:
    return queries.broadcast(session, broadcast_id).duties


def daily(session: Session, title: str, at: dt.time, wanted: Duties = ()) -> int:
    """A slot of every day, with its broadcasts of four weeks. Returns its id."""
    series = series_names.add_series(session, title)
    terms = Terms(
        Content(BroadcastKind.FIRST_RUN, title), Recurrence(at, DAY, parse("FREQ=DAILY"), seconds=900), duties=wanted
    )
    slot_id = slot_edits.add(session, series, terms, ProgrammeKind.NEWS)
    generation.generate(session, DAY)
    return slot_id


def of_slot(session: Session, slot_ids: list[int]) -> list[Broadcast]:
    return list(session.scalars(select(Broadcast).where(Broadcast.slot_id.in_(slot_ids)).order_by(Broadcast.starts)))


def place(session: Session, broadcast_id: int, person: str) -> Place:
    found = duties.places(session, DAY, DAY + dt.timedelta(days=6))
    return next(each for each in found if (each.broadcast_id, each.person) == (broadcast_id, person))


def test_duties_are_set_and_new_people_are_added(desk: Desk) -> None:
    with desk.changing(Action.PLAN_FIRST_RUN) as session:
        one = plan(session, "Thời sự")
        before = version(session, Broadcast, one)
    with desk.changing(Action.SET_DUTIES) as session:
        give(session, one, ((EDITOR, "Thu Hà"), (TECHNICIAN, "Đức Anh")))
    with desk.changing(Action.SET_DUTIES) as session:
        assert version(session, Broadcast, one) == before + 1
        give(session, one, ((EDITOR, "thu hà"), (PRESENTER, "Thanh Thủy")))
        assert on_duty(session, one) == ((EDITOR, "Thu Hà"), (PRESENTER, "Thanh Thủy"))
        assert set(session.scalars(select(Person.name))) >= {"Thu Hà", "Đức Anh", "Thanh Thủy"}
        with pytest.raises(SeveralNames):
            give(session, one, ((EDITOR, "Thu Hà, Đức Anh"),))
        with pytest.raises(ChangedMeanwhile):
            duties.set_duties(session, one, before, ())


def test_a_person_on_duty_twice_at_the_same_time_is_doubted(desk: Desk) -> None:
    with desk.changing(Action.SET_DUTIES) as session:
        one, other = plan(session, "Thời sự"), plan(session, "Tọa đàm", dt.time(5, 40))
        give(session, one, HA)
        with pytest.raises(Doubtful, match="Thu Hà is on duty at “Thời sự” at the same time"):
            give(session, other, HA)
        give(session, other, HA, sure=True)
        assert on_duty(session, other) == HA


def test_the_roster_of_a_slot_is_changed_from_a_day_on_and_what_was_changed_by_hand_stays(desk: Desk) -> None:
    with desk.changing(Action.SET_ROSTER) as session:
        slot = slot_edits.view(session, daily(session, "Thời sự", MORNING, HA))
        rows = of_slot(session, [slot.id])
        by_hand, aired = rows[5].id, rows[6].id
        give(session, by_hand, ((EDITOR, "Văn Bình"),))
        now = rows[6].starts + dt.timedelta(hours=1)
        seen = version(session, Broadcast, aired)
        broadcasts.set_state(session, aired, seen, BroadcastState.AIRED, now=now, sure=True)
        found = roster.roster_of(session, rows[3].id)
        assert found is not None
        assert found.day == DAY + dt.timedelta(days=3)

        report = roster.set_roster(session, found.slot, ANH, first=found.day, today=DAY, sure=True)

        assert set(report.kept) == {by_hand, aired}
        names = [on_duty(session, row.id)[0][1] for row in rows[:8]]
        assert names == ["Thu Hà"] * 3 + ["Đức Anh"] * 2 + ["Văn Bình", "Thu Hà", "Đức Anh"]
        generation.generate(session, DAY, weeks=6)
        later = roster.roster_of(session, rows[4].id)
        assert later is not None
        assert on_duty(session, of_slot(session, [later.slot.id])[-1].id) == ANH


def test_the_roster_of_a_whole_slot_is_changed(desk: Desk) -> None:
    with desk.changing(Action.ADD_SLOT) as session:
        slot = slot_edits.view(session, daily(session, "Thời sự", MORNING, HA))
    with desk.changing(Action.SET_ROSTER) as session:
        roster.set_roster(session, slot, ANH, first=None, today=DAY)
    with desk.changing(Action.SET_ROSTER) as session:
        assert {on_duty(session, row.id) for row in of_slot(session, [slot.id])} == {ANH}
        with pytest.raises(ChangedMeanwhile):
            roster.set_roster(session, slot, HA, first=None, today=DAY)


def test_a_roster_that_puts_somebody_on_duty_twice_is_doubted_in_few_words(desk: Desk) -> None:
    with desk.changing(Action.SET_ROSTER) as session:
        daily(session, "Thời sự", MORNING, HA)
        slot = slot_edits.view(session, daily(session, "Tọa đàm", dt.time(5, 40)))
        with pytest.raises(Doubtful) as doubtful:
            roster.set_roster(session, slot, HA, first=None, today=DAY)
        assert len(doubtful.value.doubts) == roster.SHOWN + 1
        assert "Twice on duty, 05:40–05:45, 02/03/2026" in doubtful.value.doubts[0]
        assert doubtful.value.doubts[-1] == "and 25 more"


def test_somebody_whose_two_places_at_one_time_were_accepted_is_not_doubted_again(desk: Desk) -> None:
    with desk.changing(Action.SET_ROSTER) as session:
        daily(session, "Thời sự", MORNING, HA)
        slot = slot_edits.view(session, daily(session, "Tọa đàm", dt.time(5, 40), HA))
        found_conflicts.accept_each(session, found_conflicts.ahead(session, DAY), "one studio")
        both = (*HA, (TECHNICIAN, "Văn Bình"))
        roster.set_roster(session, slot, both, first=None, today=DAY)
        assert {on_duty(session, row.id) for row in of_slot(session, [slot.id])} == {both}


def test_a_single_broadcast_has_no_roster(desk: Desk) -> None:
    with desk.changing(Action.SET_ROSTER) as session:
        assert roster.roster_of(session, plan(session, "Thời sự")) is None


def test_two_people_change_places(desk: Desk) -> None:
    with desk.changing(Action.SWAP_DUTIES) as session:
        one, other = plan(session, "Thời sự"), plan(session, "Tọa đàm", on=DAY + dt.timedelta(days=2))
        give(session, one, ((EDITOR, "Thu Hà"), (TECHNICIAN, "Văn Bình")))
        give(session, other, ((EDITOR, "Đức Anh"), (TECHNICIAN, "Văn Bình")))
        duties.swap(session, place(session, one, "Thu Hà"), place(session, other, "Đức Anh"))
        assert on_duty(session, one) == ((EDITOR, "Đức Anh"), (TECHNICIAN, "Văn Bình"))
        assert on_duty(session, other) == ((EDITOR, "Thu Hà"), (TECHNICIAN, "Văn Bình"))
        give(session, other, ((EDITOR, "Thu Hà"), (EDITOR, "Lan")))
        give(session, one, ((EDITOR, "Lan"),))
        with pytest.raises(OnDutyAlready, match="Lan"):
            duties.swap(session, place(session, one, "Lan"), place(session, other, "Thu Hà"))


@pytest.mark.parametrize("role", [EDITOR, PRESENTER])
def test_somebody_with_two_roles_gives_only_the_swapped_one(desk: Desk, role: DutyRole) -> None:
    with desk.changing(Action.SWAP_DUTIES) as session:
        one, other = plan(session, "Thời sự"), plan(session, "Tọa đàm", on=DAY + dt.timedelta(days=2))
        give(session, one, ((EDITOR, "Thu Hà"), (PRESENTER, "Thu Hà")))
        give(session, other, ((role, "Đức Anh"),))
        (given,) = (each for each in duties.places(session, DAY, DAY) if each.role is role)
        duties.swap(session, given, place(session, other, "Đức Anh"))
        assert dict(on_duty(session, one)) == {EDITOR: "Thu Hà", PRESENTER: "Thu Hà"} | {role: "Đức Anh"}
        assert on_duty(session, other) == ((role, "Thu Hà"),)


def test_a_swap_that_puts_somebody_on_duty_twice_is_doubted(desk: Desk) -> None:
    with desk.changing(Action.SWAP_DUTIES) as session:
        one, beside = plan(session, "Thời sự"), plan(session, "Tọa đàm", dt.time(5, 40))
        other = plan(session, "Thời sự chiều", dt.time(17))
        for row, wanted in ((one, HA), (beside, ANH), (other, ANH)):
            give(session, row, wanted)
        with pytest.raises(Doubtful, match="Đức Anh is on duty at “Tọa đàm” at the same time"):
            duties.swap(session, place(session, one, "Thu Hà"), place(session, other, "Đức Anh"))


def test_a_persons_week_has_the_broadcasts_of_that_week_planned_by_the_grid_too(desk: Desk) -> None:
    with desk.changing(Action.SET_DUTIES) as session:
        daily(session, "Thời sự", MORNING, HA)
        extra = plan(session, "Tọa đàm", dt.time(9), on=DAY + dt.timedelta(days=1))
        give(session, extra, ((TECHNICIAN, "Thu Hà"),))
        give(session, plan(session, "Ca nhạc", dt.time(10)), ANH)
        found = duties.week_of(session, "thu hà", DAY + dt.timedelta(days=3))
        assert [each.title for each in found] == ["Thời sự", "Thời sự", "Tọa đàm", *["Thời sự"] * 5]
        beyond = duties.week_of(session, "Thu Hà", DAY + dt.timedelta(weeks=8))
        assert len(beyond) == 7
        assert beyond[0].broadcast_id is None


def test_this_and_following_takes_the_broadcast_itself_along_though_it_was_changed_by_hand(desk: Desk) -> None:
    with desk.changing(Action.ADD_SLOT) as session:
        rows = of_slot(session, [daily(session, "Thời sự", MORNING, HA)])
        one, by_hand, other = rows[2].id, rows[4].id, rows[3].id
        for row in (one, by_hand):
            give(session, row, ((EDITOR, "Văn Bình"),))
    with desk.changing(Action.SET_ROSTER) as session:
        of = roster.roster_of(session, one)
        seen = version(session, Broadcast, one)
        following = slot_edits.Scope.FOLLOWING
        roster.assign(session, one, seen, ANH, scope=following, of=of, today=DAY, sure=True)
        assert [on_duty(session, row) for row in (one, other, by_hand)] == [ANH, ANH, ((EDITOR, "Văn Bình"),)]
    with desk.changing(Action.SET_DUTIES) as session:
        seen = version(session, Broadcast, one)
        of = roster.roster_of(session, one)
        roster.assign(session, one, seen, HA, scope=slot_edits.Scope.THIS, of=of, today=DAY)
        assert [on_duty(session, row) for row in (one, other)] == [HA, ANH]


def test_this_and_following_leaves_the_duties_of_earlier_broadcasts(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        daily(session, "Thời sự", MORNING, HA)
    with desk.changing(Action.EARLIER, what="test") as session:
        rows = session.scalars(select(Broadcast).order_by(Broadcast.starts)).all()
        ids = [each.id for each in rows]
        of = roster.roster_of(session, ids[2])
        roster.assign(
            session, ids[2], rows[2].version, ANH, scope=slot_edits.Scope.FOLLOWING, of=of, today=DAY, sure=True
        )
    with desk.reading() as session:
        assert [on_duty(session, each) for each in ids[:5]] == [HA, HA, ANH, ANH, ANH]


@pytest.mark.parametrize("scope", [slot_edits.Scope.FOLLOWING, slot_edits.Scope.ALL])
def test_before_a_roster_changes_it_is_asked_about_those_changed_by_hand_but_not_the_one_itself(
    desk: Desk, scope: slot_edits.Scope
) -> None:
    with desk.changing(Action.ADD_SLOT) as session:
        rows = of_slot(session, [daily(session, "Thời sự", MORNING, HA)])
        one, by_hand = rows[2].id, rows[4].id
        for row in (one, by_hand):
            give(session, row, ((EDITOR, "Văn Bình"),))
    with desk.changing(Action.SET_ROSTER) as session:
        of, seen = roster.roster_of(session, one), version(session, Broadcast, one)
        with pytest.raises(Doubtful) as asked:
            roster.assign(session, one, seen, ANH, scope=scope, of=of, today=DAY)
    assert asked.value.doubts == ("1 broadcast keeps its duties, because it was changed by hand: 06/03/2026",)


@pytest.mark.parametrize("scope", [slot_edits.Scope.FOLLOWING, slot_edits.Scope.ALL])
def test_broadcasts_move_with_their_slot_whoever_was_put_on_duty(desk: Desk, scope: slot_edits.Scope) -> None:
    """A week whose roster was filled is not a week that somebody planned by hand."""
    both = (*HA, (TECHNICIAN, "Văn Bình"))
    with desk.changing(Action.ADD_SLOT) as session:
        slot_id = daily(session, "Thời sự", MORNING, HA)
        rows = of_slot(session, [slot_id])
        filled, moved, removed = rows[1].id, rows[2].id, rows[3].id
        give(session, filled, ((EDITOR, "Đức Anh"), (PRESENTER, "Lan")))
        give(session, removed, ())
        rows[2].starts += dt.timedelta(hours=3)
    with desk.changing(Action.CHANGE_SLOT) as session:
        slot = slot_edits.view(session, slot_id)
        later = replace(slot.terms, recurrence=replace(slot.terms.recurrence, at=dt.time(6)), duties=both)
        report = slot_edits.change(session, slot, later, scope, DAY, DAY)
    with desk.reading() as session:
        local_zone = zone(session)
        begin = [
            session.get_one(Broadcast, each).starts.astimezone(local_zone).time() for each in (filled, moved, removed)
        ]
        assert begin == [dt.time(6), dt.time(8, 30), dt.time(6)]
        assert on_duty(session, filled) == ((EDITOR, "Đức Anh"), (PRESENTER, "Lan"), (TECHNICIAN, "Văn Bình"))
        assert on_duty(session, removed) == ((TECHNICIAN, "Văn Bình"),)
        assert report.kept == [filled, moved, removed]


def test_what_has_people_whom_somebody_put_on_duty_is_not_removed_with_its_slot(desk: Desk) -> None:
    with desk.changing(Action.ADD_SLOT) as session:
        slot_id = daily(session, "Thời sự", MORNING, HA)
        filled = of_slot(session, [slot_id])[3].id
        give(session, filled, ANH)
    with desk.changing(Action.END_SLOT) as session:
        slot = slot_edits.view(session, slot_id)
        report = slot_edits.end(session, slot, slot.version, DAY + dt.timedelta(days=1))
        assert report.single == [filled]
        assert on_duty(session, filled) == ANH


def test_people_stay_beside_those_of_their_role_whom_the_slot_gives(desk: Desk) -> None:
    with desk.changing(Action.ADD_SLOT) as session:
        slot_id = daily(session, "Thời sự", MORNING, HA)
        filled = of_slot(session, [slot_id])[3].id
        give(session, filled, ((EDITOR, "Thu Hà"), (EDITOR, "Lan")))
    with desk.changing(Action.CHANGE_SLOT) as session:
        slot = slot_edits.view(session, slot_id)
        later = replace(slot.terms, recurrence=replace(slot.terms.recurrence, at=dt.time(6)), duties=ANH)
        slot_edits.change(session, slot, later, slot_edits.Scope.ALL, DAY, DAY)
        assert on_duty(session, filled) == ((EDITOR, "Thu Hà"), (EDITOR, "Lan"))


def test_a_roster_asks_about_people_who_stay_in_one_role_while_another_one_changes(desk: Desk) -> None:
    with desk.changing(Action.ADD_SLOT) as session:
        slot = slot_edits.view(session, daily(session, "Thời sự", MORNING, HA))
        give(session, of_slot(session, [slot.id])[3].id, ((EDITOR, "Thu Hà"), (PRESENTER, "Minh")))
        wanted = ((EDITOR, "Đức Anh"), (PRESENTER, "Lan"))
        with pytest.raises(Doubtful) as asked:
            roster.set_roster(session, slot, wanted, first=None, today=DAY)
    assert asked.value.doubts == ("1 broadcast keeps its duties, because it was changed by hand: 05/03/2026",)
