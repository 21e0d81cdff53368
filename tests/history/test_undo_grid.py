"""Undo and redo of changes of the grid: slots, their series, and the broadcasts that followed."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from radiodesk.history import undo
from radiodesk.history.log import Entry
from radiodesk.history.reversing import LaterChange
from radiodesk.kinds import BroadcastKind, BroadcastState, DutyRole, ProgrammeKind
from radiodesk.model import Action, Broadcast, Desk, Person, Programme, Station
from radiodesk.schedule import broadcasts, duties, found_conflicts, generation, programmes, slot_edits
from radiodesk.schedule.slot_edits import Scope
from radiodesk.schedule.slots import Content, SlotView, slots
from radiodesk.staff import people, settings
from tests.schedule.test_grid_files import AGAIN, NEWS, TODAY, VOV, apply, at, mark, move_by_hand, row_of, shown
from tests.staff.test_settings import UNCHANGED
from tests.versions import version

FIRST, DAYS = dt.date(2026, 2, 20), 45


def reverse(desk: Desk, find: Callable = undo.last_of) -> None:
    with desk.changing(Action.UNDO) as session:
        undo.undo(session, desk, find(session, desk.person))


def slot_of(desk: Desk, series: str) -> SlotView:
    with desk.reading() as session:
        return next(each for each in slots(session) if each.series == series and each.is_newest)


def change(desk: Desk, series: str, scope: Scope, day: dt.date, clock: str) -> None:
    slot = slot_of(desk, series)
    terms = replace(slot.terms, recurrence=replace(slot.terms.recurrence, at=dt.time.fromisoformat(clock)))
    with desk.changing(Action.CHANGE_SLOT) as session:
        slot_edits.change(session, slot, terms, scope, day, TODAY)


def check_undo_and_redo(desk: Desk, states: list[list[str]]) -> None:
    """Undo back to the first state, and redo up to the last. states: what was shown before and after each change."""
    for before in reversed(states[:-1]):
        reverse(desk)
        assert shown(desk, FIRST, DAYS) == before
    for after in states[1:]:
        reverse(desk, undo.last_undone)
        assert shown(desk, FIRST, DAYS) == after


def test_each_change_of_the_grid_is_undone_and_redone(desk: Desk) -> None:
    steps: list[Callable[[], object]] = [
        lambda: apply(desk, NEWS, AGAIN, VOV | {"outlets": ["Đài xã", "own"]}),
        lambda: move_by_hand(desk, "thoi-su", at(5), "06:40"),
        lambda: change(desk, "thoi-su", Scope.FOLLOWING, dt.date(2026, 3, 4), "05:10"),
        lambda: change(desk, "vov", Scope.ALL, TODAY, "07:00"),
        lambda: apply(
            desk, NEWS | {"at": "05:00", "change": [{"of": "2026-03-10T05:00", "state": "cancelled"}]}, AGAIN
        ),
        lambda: apply(desk, NEWS | {"at": "05:00"}, end_missing=True),
    ]
    states = [shown(desk, FIRST, DAYS)]
    for step in steps:
        step()
        states.append(shown(desk, FIRST, DAYS))
    assert len({tuple(each) for each in states}) == len(states)

    check_undo_and_redo(desk, states)


def test_a_pause_and_its_end_are_undone_where_repeats_follow_on_the_next_day(desk: Desk) -> None:
    """The repeat after the pause carries another edition at each step, and the one that it had is removed."""
    next_day = AGAIN | {"at": "05:15", "days_after": 1}
    pause = {"pause": [["2026-03-05", "2026-03-08"]]}
    states = []
    for paused in ({}, pause, {}):
        apply(desk, NEWS | paused, next_day | paused)
        states.append(shown(desk, FIRST, DAYS))
    assert states[0] != states[1]

    check_undo_and_redo(desk, states)


def test_a_grid_file_is_undone_where_repeats_lost_the_editions_of_the_days_before(desk: Desk) -> None:
    """The repeats refer to a slot that is removed until they carry the editions again that are restored.

    The slot before it is the newest of its series again only then.
    """
    weekdays = {"rule": "weekdays"}
    states = [shown(desk, FIRST, DAYS)]
    for first, again in (({}, {"days_after": 1}), (weekdays, weekdays)):
        apply(desk, NEWS | first, AGAIN | again)
        states.append(shown(desk, FIRST, DAYS))

    check_undo_and_redo(desk, states)


def test_a_change_beside_a_programme_that_was_planned_twice_already_is_redone(desk: Desk) -> None:
    """What an earlier redo restored broke the rule before."""
    apply(desk, NEWS)
    states = [shown(desk, FIRST, DAYS)]
    with desk.changing(Action.PLAN_REPEAT) as session:  # as an older release let it be
        edition = row_of(desk, "thoi-su", at(4)).edition_id
        starts = row_of(desk, "thoi-su", at(5)).starts
        session.add(Broadcast(kind=BroadcastKind.REPEAT, edition_id=edition, starts=starts))
    states.append(shown(desk, FIRST, DAYS))
    apply(desk, NEWS | {"length": "20:00"}, VOV)
    states.append(shown(desk, FIRST, DAYS))

    check_undo_and_redo(desk, states)


NEXT_DAY = TODAY + dt.timedelta(days=1)
LAST_DAY = 30
"""The day of March that is generated on the next day."""


@pytest.mark.parametrize(
    "step",
    [
        lambda desk: apply(desk, NEWS, AGAIN | {"at": "18:00"}, VOV),
        lambda desk: change(desk, "thoi-su", Scope.ALL, TODAY, "07:00"),
        lambda desk: change(desk, "thoi-su", Scope.FOLLOWING, dt.date(2026, 3, 4), "07:00"),
        lambda desk: apply(desk, NEWS | {"pause": [["2026-03-28", "2026-04-02"]]}, AGAIN),
        lambda desk: apply(desk, NEWS | {"length": "20:00"}, AGAIN),
    ],
    ids=["new slot", "all", "this and following", "pause", "length"],
)
def test_a_change_of_slots_is_undone_and_redone_after_more_was_generated(
    desk: Desk, step: Callable[[Desk], object]
) -> None:
    apply(desk, NEWS, AGAIN)
    before = shown(desk, FIRST, DAYS)
    step(desk)
    assert generation.generate_if_due(desk, NEXT_DAY) >= 1
    after = shown(desk, FIRST, DAYS)

    reverse(desk)
    assert shown(desk, FIRST, DAYS) == before
    with desk.changing(Action.GENERATE) as session:
        assert generation.generate(session, NEXT_DAY).stored == 0, "all that the slots give is stored"
    reverse(desk, undo.last_undone)
    assert shown(desk, FIRST, DAYS) == after


def test_changes_of_slots_are_undone_one_after_the_other_after_more_was_generated(desk: Desk) -> None:
    states = [shown(desk, FIRST, DAYS)]
    for at_time in ("05:30", "06:00", "06:30"):
        apply(desk, NEWS | {"at": at_time}, AGAIN)
        states.append(shown(desk, FIRST, DAYS))
    generation.generate_if_due(desk, NEXT_DAY)

    for before in reversed(states[:-1]):
        reverse(desk)
        assert shown(desk, FIRST, DAYS) == before


def test_an_undo_generates_only_what_it_took_back(desk: Desk) -> None:
    apply(desk, NEWS, VOV)
    apply(desk, NEWS | {"at": "06:00"}, VOV)
    generation.generate_if_due(desk, NEXT_DAY)
    generation.generate_if_due(desk, TODAY + dt.timedelta(days=100))
    days = stored_days(desk)

    reverse(desk)

    assert stored_days(desk) == days


def stored_days(desk: Desk) -> list[tuple[str, dt.date]]:
    """The kinds and days of the stored occurrences."""
    with desk.reading() as session:
        rows = session.execute(
            select(Broadcast.kind, Broadcast.occurrence).order_by(Broadcast.occurrence, Broadcast.kind)
        )
        return [(kind, of.date()) for kind, of in rows]


def test_work_on_what_was_generated_since_is_named_and_undone_first(desk: Desk) -> None:
    apply(desk, NEWS, AGAIN)
    before = shown(desk, FIRST, DAYS)
    change(desk, "thoi-su", Scope.ALL, TODAY, "07:00")
    with desk.reading() as session:
        slot_change = undo.last_of(session, desk.person)
    generation.generate_if_due(desk, NEXT_DAY)
    move_by_hand(desk, "lai", at(LAST_DAY, "17:00"), "17:20")
    move_by_hand(desk, "thoi-su", at(LAST_DAY, "07:00"), "07:20")

    with pytest.raises(LaterChange, match=r"one first: .*“Changed: "):
        reverse(desk, lambda *_: slot_change)
    for _change in range(3):
        reverse(desk)

    assert shown(desk, FIRST, DAYS) == before


def test_an_accepted_conflict_counts_until_a_side_changes_and_the_acceptance_is_undone(desk: Desk) -> None:
    apply(desk, NEWS | {"length": "40:00"}, VOV)

    def accepted() -> list[str | None]:
        with desk.reading() as session:
            return [each.accepted for each in found_conflicts.find(session, dt.date(2026, 3, 3), dt.date(2026, 3, 3))]

    assert accepted() == [None]
    with desk.changing(Action.ACCEPT_CONFLICT, conflict="x") as session:
        (found,) = found_conflicts.find(session, dt.date(2026, 3, 3), dt.date(2026, 3, 3))
        found_conflicts.accept(session, found, "VOV ngắn hơn hôm đó")
    assert accepted() == ["VOV ngắn hơn hôm đó"]
    reverse(desk)
    assert accepted() == [None]
    reverse(desk, undo.last_undone)
    move_by_hand(desk, "vov", at(3, "06:00"), "06:05")
    assert accepted() == [None]


# Undone after something else has changed

CUT = dt.date(2026, 3, 4)
HOSTED = NEWS | {"duties": [{"role": "presenter", "person": "Hà"}]}
OWN: dict[str, Callable[[Desk], object]] = {
    "pause": lambda desk: apply(desk, HOSTED | {"pause": [["2026-03-05", "2026-03-06"]]}),
    "rule": lambda desk: apply(desk, HOSTED | {"rule": "FREQ=WEEKLY;BYDAY=MO"}),
    "time": lambda desk: change(desk, "thoi-su", Scope.ALL, TODAY, "06:00"),
    "outlets": lambda desk: apply(desk, HOSTED | {"outlets": ["Đài xã"]}),
    "move": lambda desk: move_by_hand(desk, "thoi-su", at(5), "06:40"),
    "cancel": lambda desk: mark(desk, "thoi-su", at(5), BroadcastState.CANCELLED),
    "programme": lambda desk: alter(desk, "thoi-su", content=Content(BroadcastKind.FIRST_RUN, "Thời sự sáng")),
    "roster": lambda desk: apply(desk, HOSTED | {"duties": [{"role": "editor", "person": "Lan"}]}),
}
"""What somebody does, and undoes at the end."""

OTHERS: dict[str, Callable[[Desk], object]] = {
    "end": lambda desk: end(desk, "thoi-su", CUT),
    "from here on": lambda desk: change(desk, "thoi-su", Scope.FOLLOWING, CUT, "07:00"),
    "another time": lambda desk: change(desk, "thoi-su", Scope.ALL, TODAY, "07:00"),
    "other outlets": lambda desk: alter(desk, "thoi-su", outlets=("own", "Đài huyện")),
    "another roster": lambda desk: alter(desk, "thoi-su", duties=((DutyRole.TECHNICIAN, "Bình"),)),
    "merge": lambda desk: merge(desk, "Thời sự", "Thời sự sáng"),
    "merge of people": lambda desk: merge_people(desk, "Hà", "Thu Hà"),
}
"""What somebody else does to the same series meanwhile."""


def end(desk: Desk, series: str, day: dt.date) -> None:
    slot = slot_of(desk, series)
    with desk.changing(Action.END_SLOT) as session:
        slot_edits.end(session, slot, slot.version, day)


def alter(desk: Desk, series: str, **terms: Any) -> None:
    slot = slot_of(desk, series)
    with desk.changing(Action.CHANGE_SLOT) as session:
        slot_edits.change(session, slot, replace(slot.terms, **terms), Scope.ALL, TODAY, TODAY)


def merge(desk: Desk, title: str, into: str) -> None:
    with desk.changing(Action.MERGE_PROGRAMMES) as session:
        gone, kept = (session.scalars(select(Programme).where(Programme.title == each)).one() for each in (title, into))
        programmes.merge(session, gone.id, gone.version, kept.id, kept.version, today=TODAY, sure=True)


def merge_people(desk: Desk, name: str, into: str) -> None:
    with desk.changing(Action.MERGE_PEOPLE) as session:
        gone, kept = (session.scalars(select(Person).where(Person.name == each)).one() for each in (name, into))
        people.merge(session, gone.id, gone.version, kept.id, kept.version, today=TODAY)


def last(desk: Desk) -> Entry:
    with desk.reading() as session:
        return undo.last_of(session, desk.person)


def set_up(desk: Desk) -> None:
    """A slot, and another programme and person that its own ones can be merged into."""
    apply(desk, HOSTED)
    with desk.changing(Action.ADD_PROGRAMME, title="Thời sự sáng") as session:
        programmes.add(session, title="Thời sự sáng", kind=ProgrammeKind.NEWS, traits=programmes.Traits())
        people.add(session, "Thu Hà", sure=True)


@pytest.mark.parametrize("own", ["merge", "merge of people"])
def test_a_merge_is_undone_after_the_slot_was_cut(desk: Desk, own: str) -> None:
    """Otherwise the second part of the slot would stay with the other programme, or person."""
    set_up(desk)
    before = shown(desk, FIRST, DAYS)
    OTHERS[own](desk)
    entry = last(desk)
    OTHERS["from here on"](desk)

    with pytest.raises(LaterChange, match="Undo that one first"):
        reverse(desk, lambda *_: entry)
    reverse(desk)
    reverse(desk)
    assert shown(desk, FIRST, DAYS) == before


@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.parametrize("own", OWN)
def test_a_change_of_the_grid_is_undone_after_later_ones_of_the_same_slots(desk: Desk, own: str, other: str) -> None:
    """Otherwise broadcasts of the slot as it was come back beside those of the slot as it is."""
    set_up(desk)
    before = shown(desk, FIRST, DAYS)
    OWN[own](desk)
    entry = last(desk)
    between = shown(desk, FIRST, DAYS)
    OTHERS[other](desk)
    after = shown(desk, FIRST, DAYS)

    with pytest.raises(LaterChange, match="Undo that one first"):
        reverse(desk, lambda *_: entry)
    assert shown(desk, FIRST, DAYS) == after
    reverse(desk)
    assert shown(desk, FIRST, DAYS) == between
    reverse(desk)
    assert shown(desk, FIRST, DAYS) == before


def test_a_change_of_the_grid_is_undone_though_other_slots_were_changed_since(desk: Desk) -> None:
    apply(desk, NEWS, VOV)
    before = shown(desk, FIRST, DAYS)
    OWN["time"](desk)
    entry = last(desk)
    apply(desk, VOV | {"at": "06:30"})
    reverse(desk)

    reverse(desk, lambda *_: entry)

    assert shown(desk, FIRST, DAYS) == before


@pytest.mark.parametrize("own", ["time", "outlets", "move", "programme"])
def test_no_undo_changes_what_was_aired_since(desk: Desk, own: str) -> None:
    set_up(desk)
    OWN[own](desk)
    entry = last(desk)
    mark(
        desk, "thoi-su", dt.datetime.combine(at(5), slot_of(desk, "thoi-su").terms.recurrence.at), BroadcastState.AIRED
    )

    with pytest.raises(LaterChange):
        reverse(desk, lambda *_: entry)


def test_no_undo_makes_another_relay_of_one_that_was_aired_since(desk: Desk) -> None:
    apply(desk, VOV)
    apply(desk, VOV | {"relay": "Thời sự VOV2", "upstream": "VOV2"})
    entry = last(desk)
    mark(desk, "vov", at(5, "06:00"), BroadcastState.AIRED)

    with pytest.raises(LaterChange):
        reverse(desk, lambda *_: entry)


def test_no_undo_renames_a_relay_that_was_renamed_by_hand_and_aired_since(desk: Desk) -> None:
    apply(desk, VOV)
    move_by_hand(desk, "vov", at(5, "06:00"), "06:00", title="Thời sự VOV2")
    entry = last(desk)
    mark(desk, "vov", at(5, "06:00"), BroadcastState.AIRED)

    with pytest.raises(LaterChange):
        reverse(desk, lambda *_: entry)


def test_a_merge_is_undone_though_broadcasts_were_aired_since(desk: Desk) -> None:
    set_up(desk)
    before = shown(desk, FIRST, DAYS)
    OTHERS["merge"](desk)
    entry = last(desk)
    mark(desk, "thoi-su", at(5), BroadcastState.AIRED)

    reverse(desk, lambda *_: entry)

    assert [each.removesuffix(" aired") for each in shown(desk, FIRST, DAYS)] == before


def test_people_on_what_was_generated_since_are_not_undone_with_it(desk: Desk) -> None:
    apply(desk, HOSTED)
    change(desk, "thoi-su", Scope.ALL, TODAY, "06:00")
    entry = last(desk)
    generation.generate_if_due(desk, NEXT_DAY)
    row = row_of(desk, "thoi-su", at(LAST_DAY, "06:00"))
    with desk.changing(Action.SET_DUTIES) as session:
        duties.set_duties(session, row.id, row.version, [(DutyRole.EDITOR, "Minh")], sure=True)

    with pytest.raises(LaterChange, match="On duty"):
        reverse(desk, lambda *_: entry)


@pytest.mark.parametrize("own", ["pause", "move"])
def test_nothing_comes_back_at_the_time_of_another_zone(desk: Desk, own: str) -> None:
    apply(desk, HOSTED)
    OWN[own](desk)
    entry = last(desk)
    move_to_zone(desk, "Europe/Berlin")

    with pytest.raises(LaterChange, match="settings of the station"):
        reverse(desk, lambda *_: entry)


@pytest.mark.parametrize(
    "since",
    [
        lambda desk: mark(desk, "thoi-su", at(5), BroadcastState.AIRED),
        lambda desk: move_by_hand(desk, "thoi-su", at(5), "08:00"),
        lambda desk: plan_single(desk, dt.time(20)),
    ],
    ids=["aired", "moved", "planned"],
)
def test_the_zone_is_not_undone_once_something_was_planned_or_aired_in_it(
    desk: Desk, since: Callable[[Desk], object]
) -> None:
    apply(desk, NEWS)
    before = shown(desk, FIRST, DAYS)
    move_to_zone(desk, "Europe/Berlin")
    entry = last(desk)
    since(desk)

    with pytest.raises(LaterChange):
        reverse(desk, lambda *_: entry)
    reverse(desk)
    reverse(desk)
    assert shown(desk, FIRST, DAYS) == before


def move_to_zone(desk: Desk, name: str) -> None:
    with desk.changing(Action.CHANGE_STATION) as session:
        values = UNCHANGED | {"zone": name}
        settings.change(session, version(session, Station, 1), **values, home=desk.config.home, today=TODAY, sure=True)


def plan_single(desk: Desk, clock: dt.time) -> None:
    with desk.changing(Action.PLAN_FIRST_RUN) as session:
        kind = ProgrammeKind.COLUMN
        broadcasts.plan_first_run(session, title="Ca nhạc", kind=kind, on=CUT, at=clock, seconds=900, sure=True)
