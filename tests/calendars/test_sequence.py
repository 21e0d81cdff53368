"""The SEQUENCE of an event grows with each change that the event shows, and never falls."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.calendars.export import calendar
from radiodesk.history import log, undo
from radiodesk.kinds import BroadcastState, DutyRole, Genre, LineKind, ProgrammeKind, Source
from radiodesk.model import (
    Action,
    Broadcast,
    BroadcastOutlet,
    Desk,
    Duty,
    Edition,
    Line,
    Outlet,
    Person,
    Programme,
    Relay,
    Story,
    Upstream,
    station,
)
from radiodesk.model.names import find_or_create
from radiodesk.schedule import broadcasts, generation, grid_files, slot_edits
from radiodesk.schedule.slots import slots
from radiodesk.staff import partners

DAY = dt.date(2019, 3, 5)
LATER = dt.date(2019, 5, 5)
"""A day for which nothing is generated yet."""
NOW = dt.datetime(2019, 3, 5, 16, tzinfo=dt.UTC)
GRID = """
[[slot]]
key = "sang"
programme = "Sáng"
kind = "news"
at = "05:30"
length = "15:00"
from = 2019-03-04
rule = "daily"
"""

Change = Callable[[Session], None]


def change(desk: Desk, work: Change) -> None:
    with desk.changing(Action.CHANGE_BROADCAST, title="test") as session:
        work(session)


def undo_last(desk: Desk) -> None:
    with desk.reading() as session:
        entry = log.entry(session, log.entries(session, limit=1)[0].id)
    with desk.changing(Action.UNDO, entry=entry.id, action=entry.action, values=entry.values) as session:
        undo.undo(session, desk, entry)


def sequences(desk: Desk, day: dt.date = DAY) -> dict[str, int]:
    """The sequences of the events of a day by UID."""
    with desk.reading() as session:
        found = calendar(session, day, day)
        return {str(event["UID"]): int(event["SEQUENCE"]) for event in found.events}


def one_sequence(desk: Desk) -> int:
    (sequence,) = sequences(desk).values()
    return sequence


def plan_first_run(desk: Desk, at: dt.time = dt.time(5, 30), seconds: int | None = 900, title: str = "Thời sự") -> None:
    def work(session: Session) -> None:
        broadcasts.plan_first_run(
            session, title=title, kind=ProgrammeKind.NEWS, on=DAY, at=at, seconds=seconds, sure=True
        )
        broadcast = newest(session)
        person = find_or_create(session, Person, "Thu Hà")
        outlet = Outlet(name=f"Đài xã {title}")
        session.add(outlet)
        session.flush()
        session.add(Duty(person_id=person.id, broadcast_id=broadcast.id, role=DutyRole.EDITOR))
        session.add(BroadcastOutlet(outlet_id=outlet.id, broadcast_id=broadcast.id))

    change(desk, work)


def plan_relay(session: Session) -> None:
    broadcasts.plan_relay(session, title="Thời sự", live=False, upstream="VOV1", on=DAY, at=dt.time(6), seconds=1800)


def newest(session: Session) -> Broadcast:
    return session.scalars(select(Broadcast).order_by(Broadcast.id.desc()).limit(1)).one()


def set_state(session: Session, state: BroadcastState) -> None:
    row = newest(session)
    broadcasts.set_state(session, row.id, row.version, state, now=NOW, sure=True)


def cancel(session: Session) -> None:
    set_state(session, BroadcastState.CANCELLED)


def move(session: Session) -> None:
    newest(session).starts += dt.timedelta(minutes=5)


def take_off_duty(session: Session) -> None:
    session.delete(session.scalars(select(Duty)).one())


def take_from_outlet(session: Session) -> None:
    session.delete(session.scalars(select(BroadcastOutlet)).one())


def rename_person(session: Session) -> None:
    session.scalars(select(Person)).one().name = "Nguyễn Thu Hà"


def rename_outlet(session: Session) -> None:
    session.scalars(select(Outlet)).one().name = "Đài xã Lai Hạ"


def rename_programme(session: Session) -> None:
    session.scalars(select(Programme)).one().title = "Thời sự buổi sáng"


def give_another_programme(session: Session) -> None:
    row = newest(session)
    broadcasts.change_broadcast(
        session,
        row.id,
        row.version,
        on=DAY,
        at=dt.time(5, 30),
        planned_seconds=900,
        actual_seconds=None,
        note="",
        now=NOW,
        title="Bản tin đặc biệt",
        kind=ProgrammeKind.NEWS,
        sure=True,
    )


def move_the_station(session: Session) -> None:
    station(session).zone = "Asia/Tokyo"


@pytest.mark.parametrize(
    "work",
    [
        cancel,
        move,
        take_off_duty,
        take_from_outlet,
        rename_person,
        rename_outlet,
        rename_programme,
        give_another_programme,
        move_the_station,
    ],
)
def test_it_grows_with_a_change_of_a_first_run_and_with_its_undo(desk: Desk, work: Change) -> None:
    plan_first_run(desk)
    for _ in range(3):  # what the programme and so on were before counts nothing for what comes after them
        change(desk, rename_programme)
        undo_last(desk)
    before = one_sequence(desk)

    change(desk, work)
    changed = one_sequence(desk)
    undo_last(desk)

    assert before < changed < one_sequence(desk)


def retitle_relay(session: Session) -> None:
    session.scalars(select(Relay)).one().title = "Thời sự sáng"


def rename_upstream(session: Session) -> None:
    row = session.scalars(select(Upstream)).one()
    partners.rename(session, Upstream, row.id, row.version, "Đài Tiếng nói Việt Nam", today=DAY)


@pytest.mark.parametrize("work", [retitle_relay, rename_upstream])
def test_it_grows_with_a_change_of_what_a_relay_carries(desk: Desk, work: Change) -> None:
    change(desk, plan_relay)
    before = one_sequence(desk)

    change(desk, work)
    changed = one_sequence(desk)
    undo_last(desk)

    assert before < changed < one_sequence(desk)


def test_a_change_of_another_broadcast_does_not_count(desk: Desk) -> None:
    plan_first_run(desk)
    before = sequences(desk)

    plan_first_run(desk, dt.time(9), title="Bản tin trưa")

    assert before.items() <= sequences(desk).items()


def test_it_grows_when_another_broadcast_ends_this_one_earlier_or_later(desk: Desk) -> None:
    plan_first_run(desk, seconds=None)
    (uid,) = found = sequences(desk)
    grown = [found[uid]]

    plan_first_run(desk, dt.time(9), title="Bản tin trưa")
    grown.append(sequences(desk)[uid])
    plan_first_run(desk, dt.time(8), title="Ca nhạc")
    grown.append(sequences(desk)[uid])
    undo_last(desk)
    grown.append(sequences(desk)[uid])

    assert grown == sorted(set(grown))


def add_line(session: Session) -> None:
    """A story whose length is that of the edition."""
    story = Story(title="Gieo cấy", genre=Genre.BRIEF, source=Source.OWN, actual_seconds=600)
    session.add(story)
    session.flush()
    edition_id = session.scalars(select(Edition.id)).one()
    session.add(Line(edition_id=edition_id, story_id=story.id, position=1, kind=LineKind.STORY))


def lengthen_story(session: Session) -> None:
    session.scalars(select(Story)).one().actual_seconds = 900


def lengthen_line(session: Session) -> None:
    session.scalars(select(Line)).one().actual_seconds = 900


def ends_of(desk: Desk) -> list[dt.datetime]:
    with desk.reading() as session:
        return [event.end for event in calendar(session, DAY, DAY).events]


@pytest.mark.parametrize("work", [lengthen_story, lengthen_line])
def test_it_grows_when_the_lines_of_its_edition_become_longer(desk: Desk, work: Change) -> None:
    plan_first_run(desk, seconds=None)
    change(desk, add_line)
    before, ended = one_sequence(desk), ends_of(desk)

    change(desk, work)

    assert ends_of(desk) > ended
    assert one_sequence(desk) > before


def test_the_length_of_a_story_of_another_edition_does_not_count(desk: Desk) -> None:
    plan_first_run(desk, seconds=None)
    before = one_sequence(desk)
    change(desk, lambda session: session.add(Story(title="Khác", genre=Genre.BRIEF, source=Source.OWN)))

    change(desk, lengthen_story)

    assert one_sequence(desk) == before


def apply_grid(desk: Desk, text: str = GRID) -> None:
    file = grid_files.read("grid.toml", text)
    with desk.changing(Action.APPLY_GRID, file="grid.toml") as session:
        grid_files.apply(session, file, name="grid.toml", today=DAY)


def store_the_occurrence(session: Session) -> None:
    (slot,) = slots(session)
    generation.store_one(session, slot, dt.datetime.combine(LATER, dt.time(5, 30)))


def test_an_occurrence_keeps_its_uid_and_its_sequence_never_falls(desk: Desk) -> None:
    apply_grid(desk)
    found = [sequences(desk, LATER)]
    for work in (store_the_occurrence, move, cancel):
        change(desk, work)
        found.append(sequences(desk, LATER))
    change(desk, lambda session: set_state(session, BroadcastState.PLANNED))
    found.append(sequences(desk, LATER))
    for _ in range(2):
        undo_last(desk)
        found.append(sequences(desk, LATER))
    apply_grid(desk, GRID.replace("05:30", "06:00"))
    found.append(sequences(desk, LATER))

    (uid,) = {uid for each in found for uid in each}
    numbers = [each[uid] for each in found]
    assert uid.startswith("series-1-20190505@")
    assert numbers == sorted(set(numbers))


def test_a_change_of_something_else_does_not_count_for_an_occurrence_that_is_not_stored(desk: Desk) -> None:
    apply_grid(desk)
    before = sequences(desk, LATER)

    plan_first_run(desk, dt.time(9), title="Bản tin trưa")
    change(desk, cancel)
    change(desk, plan_relay)
    change(desk, retitle_relay)
    undo_last(desk)

    assert sequences(desk, LATER) == before


RELAY = """
[[slot]]
key = "vov"
relay = "VOV"
upstream = "VOV1"
at = "06:00"
length = "15:00"
from = 2019-03-04
rule = "daily"
outlets = ["Đài xã"]
duties = [{ role = "editor", person = "Thu Hà" }]
"""


@pytest.mark.parametrize(
    ("grid", "work"),
    [
        (GRID, rename_programme),
        (RELAY, rename_upstream),
        (RELAY, rename_outlet),
        (RELAY, rename_person),
        (GRID, move_the_station),
    ],
)
def test_a_change_of_what_its_slot_carries_counts_for_an_occurrence_that_is_not_stored(
    desk: Desk, grid: str, work: Change
) -> None:
    apply_grid(desk, grid)
    before = one_of(sequences(desk, LATER))
    change(desk, work)
    changed = one_of(sequences(desk, LATER))
    undo_last(desk)
    assert before < changed < one_of(sequences(desk, LATER))


def one_of(found: dict[str, int]) -> int:
    (sequence,) = found.values()
    return sequence


def test_storing_an_occurrence_and_undoing_it_keeps_the_uid_and_lets_the_sequence_grow(desk: Desk) -> None:
    apply_grid(desk)
    found = [sequences(desk, LATER)]
    change(desk, store_the_occurrence)
    found.append(sequences(desk, LATER))
    undo_last(desk)
    found.append(sequences(desk, LATER))

    (uid,) = {uid for each in found for uid in each}
    numbers = [each[uid] for each in found]
    assert numbers == sorted(set(numbers))


def test_a_single_broadcast_that_becomes_an_occurrence_keeps_its_uid(desk: Desk) -> None:
    plan_first_run(desk, title="Sáng")
    change(desk, take_from_outlet)
    before = sequences(desk)

    apply_grid(desk)

    with desk.reading() as session:
        assert session.get_one(Broadcast, 1).slot_id is not None
    assert sequences(desk).keys() == before.keys()


def test_the_same_day_of_a_series_keeps_its_uid_when_another_slot_follows(desk: Desk) -> None:
    apply_grid(desk)
    before = sequences(desk)

    def follow(session: Session) -> None:
        (slot,) = slots(session)
        longer = replace(slot.terms, recurrence=replace(slot.terms.recurrence, seconds=1200))
        slot_edits.change_following(session, slot, slot.version, DAY, longer)

    change(desk, follow)

    after = sequences(desk)
    assert after.keys() == before.keys()
    assert min(after.values()) > max(before.values())
