"""Retention: which recordings were never on air, which are kept and for how long, and giving up their files."""

import datetime as dt

import pytest

from radiodesk.media import linking, places, recordings, retention
from radiodesk.media.errors import KeptUntil, StillLinked
from radiodesk.media.linking import FileRemoved
from radiodesk.model import BroadcastState, Desk, station
from radiodesk.model.actions import Action
from radiodesk.newsroom import rundowns
from radiodesk.schedule import broadcasts
from tests.conftest import MEDIA
from tests.media.stored import (
    DAY,
    FIRST,
    SECOND,
    THIRD,
    add,
    assert_clean,
    checked,
    edition_with,
    file_of,
    give_up,
    look,
    mark,
    mended,
    names,
    set_state,
    treat,
)
from tests.recordings import link

KEPT = dt.timedelta(days=365)


def may_go(desk: Desk, today: dt.date) -> list[str]:
    with desk.reading() as session:
        return names(retention.removable(session, today))


def test_recordings_that_were_never_on_air_are_named(desk: Desk) -> None:
    one, two, three, four = add(desk, FIRST, SECOND, THIRD, MEDIA / "nhac hieu.mp3")
    with desk.changing(Action.EARLIER, what="test") as session:
        edition_id = edition_with(session, one.id)
        insert = rundowns.add_insert(session, edition_id, label="Nhạc hiệu", seconds=None)
        link(session, edition_id, insert, four.id)
        set_state(session, edition_id, BroadcastState.AIRED)
        edition_with(session, two.id, at=dt.time(17, 30))  # planned for that day
        missed = edition_with(session, three.id, at=dt.time(18, 30))
        set_state(session, missed, BroadcastState.MISSED)
    with desk.reading() as session:
        assert names(retention.never_aired(session, DAY)) == [three.name]
        assert sorted(names(retention.never_aired(session, DAY + dt.timedelta(days=1)))) == [two.name, three.name]
    assert names(checked(desk).never_aired) == [three.name]


def test_a_recording_may_go_the_day_after_its_time_is_over(desk: Desk) -> None:
    one, _two = add(desk, FIRST, SECOND)
    with desk.changing(Action.EARLIER, what="test") as session:
        set_state(session, edition_with(session, one.id), BroadcastState.AIRED)

    assert may_go(desk, DAY) == []
    assert may_go(desk, DAY + KEPT) == []
    assert may_go(desk, DAY + KEPT + dt.timedelta(days=1)) == [one.name]
    assert names(checked(desk, today=DAY + KEPT * 2).removable) == [one.name]


def test_the_station_says_how_long_recordings_are_kept(desk: Desk) -> None:
    (one,) = add(desk, FIRST)
    with desk.changing(Action.EARLIER, what="test") as session:
        set_state(session, edition_with(session, one.id), BroadcastState.AIRED)
        station(session).keep_days = 30

    assert may_go(desk, DAY + dt.timedelta(days=30)) == []
    assert may_go(desk, DAY + dt.timedelta(days=31)) == [one.name]


def test_the_day_on_air_is_the_stations_own(desk: Desk) -> None:
    (one,) = add(desk, FIRST)
    with desk.changing(Action.EARLIER, what="test") as session:
        # 05:30 of that day in Vietnam is the evening before in UTC.
        set_state(session, edition_with(session, one.id, at=dt.time(5, 30)), BroadcastState.AIRED)
        station(session).keep_days = 1

    assert may_go(desk, DAY + dt.timedelta(days=1)) == []
    assert may_go(desk, DAY + dt.timedelta(days=2)) == [one.name]


def test_a_planned_repeat_keeps_a_recording_and_once_aired_counts_from_there(desk: Desk) -> None:
    (one,) = add(desk, FIRST)
    later = DAY + dt.timedelta(days=400)
    with desk.changing(Action.EARLIER, what="test") as session:
        edition_id = edition_with(session, one.id)
        set_state(session, edition_id, BroadcastState.AIRED)
        repeat = broadcasts.plan_repeat(session, edition_id=edition_id, on=later, at=dt.time(9), seconds=900)
    assert may_go(desk, DAY + KEPT * 10) == []
    with pytest.raises(KeptUntil):
        give_up(desk, one.id, DAY + KEPT * 10)

    with desk.changing(Action.EARLIER, what="test") as session:
        mark(session, repeat, BroadcastState.AIRED, today=later)
    assert may_go(desk, later + KEPT) == []
    assert may_go(desk, later + KEPT + dt.timedelta(days=1)) == [one.name]


def test_a_cancelled_repeat_keeps_nothing(desk: Desk) -> None:
    (one,) = add(desk, FIRST)
    with desk.changing(Action.EARLIER, what="test") as session:
        edition_id = edition_with(session, one.id)
        set_state(session, edition_id, BroadcastState.AIRED)
        later = DAY + dt.timedelta(days=2)
        repeat = broadcasts.plan_repeat(session, edition_id=edition_id, on=later, at=dt.time(9), seconds=900)
        mark(session, repeat, BroadcastState.CANCELLED, today=DAY)

    assert may_go(desk, DAY + KEPT + dt.timedelta(days=1)) == [one.name]


def test_the_last_of_several_editions_counts(desk: Desk) -> None:
    (one,) = add(desk, FIRST)
    later = DAY + dt.timedelta(days=100)
    with desk.changing(Action.EARLIER, what="test") as session:
        set_state(session, edition_with(session, one.id), BroadcastState.AIRED)
        again = edition_with(session, one.id, on=later)
        set_state(session, again, BroadcastState.AIRED, today=later)

    assert may_go(desk, DAY + KEPT + dt.timedelta(days=1)) == []
    assert may_go(desk, later + KEPT + dt.timedelta(days=1)) == [one.name]


def test_an_insert_is_kept_after_it_was_on_air_too(desk: Desk) -> None:
    one, jingle = add(desk, FIRST, MEDIA / "nhac hieu.mp3")
    with desk.changing(Action.EARLIER, what="test") as session:
        edition_id = edition_with(session, one.id)
        insert = rundowns.add_insert(session, edition_id, label="Nhạc hiệu", seconds=None)
        link(session, edition_id, insert, jingle.id)
        set_state(session, edition_id, BroadcastState.AIRED)

    assert may_go(desk, DAY + KEPT) == []
    assert sorted(may_go(desk, DAY + KEPT + dt.timedelta(days=1))) == sorted([one.name, jingle.name])


def test_nothing_is_given_up_before_its_time(desk: Desk) -> None:
    (one,) = add(desk, FIRST)
    with desk.changing(Action.EARLIER, what="test") as session:
        set_state(session, edition_with(session, one.id), BroadcastState.AIRED)
    for day in (DAY, DAY + KEPT):
        with pytest.raises(KeptUntil, match=one.name):
            give_up(desk, one.id, day)

    assert look(desk, one.id).removed is None
    assert_clean(desk)


def test_what_was_never_on_air_is_given_up_once_it_belongs_to_nothing(desk: Desk) -> None:
    one, jingle = add(desk, FIRST, SECOND)
    with desk.changing(Action.EARLIER, what="test") as session:
        edition_id = edition_with(session, one.id)
        insert = rundowns.add_insert(session, edition_id, label="Nhạc hiệu", seconds=None)
        link(session, edition_id, insert, jingle.id)
    for recording in (one, jingle):
        with pytest.raises(StillLinked, match=recording.name):
            retention.remove(desk, look(desk, recording.id), DAY + KEPT * 10)
        with desk.changing(Action.EARLIER, what="test") as session:
            for each in places.linked(session, [recording.id]):
                linking.link(session, each.target, each.version, None)
        retention.remove(desk, look(desk, recording.id), DAY)

    assert not list(file_of(desk, one).parent.iterdir())
    with desk.reading() as session:
        assert recordings.search(session).total == 0
    assert_clean(desk)


def test_a_recording_given_up_stays_known_and_its_file_and_treated_files_go(desk: Desk) -> None:
    (one,) = add(desk, FIRST)
    treated = treat(desk, one)
    with desk.changing(Action.EARLIER, what="test") as session:
        set_state(session, edition_with(session, one.id), BroadcastState.AIRED)
    file = give_up(desk, one.id, DAY + KEPT * 2)

    assert file == file_of(desk, one)
    assert look(desk, one.id).removed is not None
    findings = checked(desk)  # stopped before the file was removed
    assert findings.intact
    assert findings.leftovers == [file, treated]
    mended(desk)
    assert not file.exists()
    assert not treated.exists()
    assert may_go(desk, DAY + KEPT * 2) == []
    with desk.reading() as session:
        assert retention.never_aired(session, DAY) == []
    assert_clean(desk)


def test_a_recording_that_was_given_up_and_is_added_again_is_whole(desk: Desk) -> None:
    (one,) = add(desk, FIRST)
    with desk.changing(Action.EARLIER, what="test") as session:
        set_state(session, edition_with(session, one.id), BroadcastState.AIRED)
    give_up(desk, one.id, DAY + KEPT * 2).unlink()
    (again,) = add(desk, FIRST)

    assert (again.id, again.removed) == (one.id, None)
    assert again.measurement == one.measurement
    assert again.linked == ("Tin",)
    assert file_of(desk, again).read_bytes() == FIRST.read_bytes()
    assert_clean(desk)
    assert treat(desk, again).is_file()


def test_removing_takes_the_file_and_leaves_the_recording(desk: Desk) -> None:
    (one,) = add(desk, FIRST)
    with desk.changing(Action.EARLIER, what="test") as session:
        set_state(session, edition_with(session, one.id), BroadcastState.AIRED)
    with pytest.raises(KeptUntil):
        retention.remove(desk, look(desk, one.id), DAY)
    assert file_of(desk, one).is_file()
    retention.remove(desk, look(desk, one.id), DAY + KEPT * 2)

    assert not list(file_of(desk, one).parent.iterdir())
    assert look(desk, one.id).removed is not None


def test_a_recording_whose_file_was_removed_is_not_linked(desk: Desk) -> None:
    (one,) = add(desk, FIRST)
    with desk.changing(Action.EARLIER, what="test") as session:
        edition_id = edition_with(session, one.id)
        line = rundowns.rundown(session, edition_id).lines[0].id
        link(session, edition_id, line, None)
    give_up(desk, one.id, DAY)

    with pytest.raises(FileRemoved, match="add it again"), desk.changing(Action.EARLIER, what="x") as session:
        link(session, edition_id, line, one.id)
