"""Interruptions: new times as a pure function, and what is stored."""

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from radiodesk.errors import Doubtful
from radiodesk.history import undo
from radiodesk.kinds import BroadcastState, Priority, ProgrammeKind
from radiodesk.model import Action, Broadcast, BroadcastOutlet, Desk, Edition, station
from radiodesk.schedule import broadcasts, found_conflicts, interruptions, queries
from radiodesk.schedule.conflicts import ConflictType
from radiodesk.schedule.interruptions import Choice, Move, NoLength, NoRoom, NotOnAir, Planned, new_times
from radiodesk.schedule.outlets import outlet
from radiodesk.schedule.views import BroadcastView
from tests.schedule.test_broadcasts import AIRED, CANCELLED, DAY, MORNING, at_noon, mark, plan
from tests.versions import version

NOON = at_noon(DAY)
MINUTE = dt.timedelta(minutes=1)


def at(minutes: float) -> dt.datetime:
    return NOON + minutes * MINUTE


@st.composite
def days(draw: st.DrawFn) -> list[Planned]:
    """Broadcasts of a day: some follow at once, some after a gap, some overlap, some were aired, some are bound.

    Short ones end before the one ends in which they begin.
    """
    found, begin = [], draw(st.integers(-60, 30))
    free_from = begin
    for number in range(draw(st.integers(0, 7))):
        length = draw(st.just(1) | st.integers(1, 60))
        found.append(
            Planned(number, at(begin), at(begin + length), draw(st.integers(0, 4)) == 0, draw(st.integers(0, 4)) == 0)
        )
        free_from = max(free_from, begin + length)
        begin = max(begin + 1, free_from + draw(st.sampled_from([0, 5, 20, -3, -3])))
    return found


def overlaps(spans: dict[object, tuple[dt.datetime, dt.datetime]]) -> set[tuple[object, object]]:
    return {
        (one, other)
        for one, (begin, end) in spans.items()
        for other, (other_begin, other_end) in spans.items()
        if str(one) < str(other) and begin < other_end and other_begin < end
    }


@given(days(), st.integers(1, 90), st.sampled_from(Choice), st.booleans())
@example([Planned(0, at(0), at(10)), Planned(1, at(7), at(8)), Planned(2, at(13), at(20))], 15, Choice.PUSH, False)
def test_an_interruption_moves_nothing_aired_keeps_the_order_and_makes_no_new_overlap(
    planned: list[Planned], minutes: int, choice: Choice, goes_on: bool
) -> None:
    before = {each.id: each for each in planned}
    moves = new_times(planned, NOON, minutes * 60, choice, goes_on=goes_on)
    assert len({move.id for move in moves}) == len(moves)
    assert not any(before[move.id].is_fixed for move in moves)
    assert all(move.starts >= before[move.id].starts for move in moves)
    assert all(before[move.id].starts == move.starts for move in moves if before[move.id].starts < NOON)

    spans = {each.id: (each.starts, each.ends) for each in planned if each.ends and not each.is_fixed}
    after = dict(spans)
    for move in moves:
        after[move.id] = (move.starts, move.ends)
        if move.is_cancelled:
            del after[move.id]
    assert all(end > begin for begin, end in after.values())
    assert overlaps(after) <= overlaps(spans)
    order = [each for each in spans if each in after]
    assert all(after[one][0] <= after[other][0] for one, other in pairwise(order))
    bulletin = {**after, "bulletin": (NOON, at(minutes))}
    met = {pair for pair in overlaps(bulletin) if "bulletin" in pair}
    on_air = {each.id for each in planned if each.starts < NOON}
    assert all(goes_on and one in on_air for pair in met for one in pair if one != "bulletin")
    if choice is Choice.PUSH:
        lengths = {key: end - begin for key, (begin, end) in spans.items() if begin >= NOON}
        movable = {key for key in lengths if not before[key].is_bound}
        assert all(after[key][1] - after[key][0] == lengths[key] for key in movable)
        assert all(after[key][1] == spans[key][1] for key in after.keys() & (lengths.keys() - movable))


def test_a_push_is_taken_up_by_the_gaps() -> None:
    day = [
        Planned(1, at(-10), at(10)),
        Planned(2, at(10), at(20)),
        Planned(3, at(23), at(30)),
        Planned(4, at(40), None),
    ]
    assert new_times(day, NOON, 15 * 60, Choice.PUSH) == [
        Move(1, at(-10), NOON),
        Move(2, at(15), at(25)),
        Move(3, at(25), at(32)),
    ]


def test_what_is_met_is_cut_or_cancelled() -> None:
    day = [Planned(1, at(-10), at(10)), Planned(2, at(10), at(14)), Planned(3, at(14), at(30))]
    cut = [Move(1, at(-10), NOON), Move(2, at(10), at(14), True), Move(3, at(15), at(30))]
    assert new_times(day, NOON, 15 * 60, Choice.CUT) == cut
    assert new_times(day, NOON, 15 * 60, Choice.CANCEL) == [*cut[:2], Move(3, at(14), at(30), True)]
    assert new_times(day, NOON, 15 * 60, Choice.CUT, goes_on=True) == cut[1:]


def test_a_push_cuts_what_cannot_be_moved_and_goes_on_after_it() -> None:
    day = [
        Planned(1, at(-10), at(0)),
        Planned(2, at(5), at(15)),
        Planned(3, at(15), at(45), is_bound=True),
        Planned(4, at(45), at(60)),
    ]
    assert new_times(day, at(5), 5 * 60, Choice.PUSH) == [
        Move(2, at(10), at(20)),
        Move(3, at(20), at(45)),
    ]
    over = [Planned(1, at(0), at(5), is_bound=True), Planned(2, at(5), at(20)), Planned(3, at(30), None)]
    assert new_times(over, at(-5), 20 * 60, Choice.PUSH) == [
        Move(1, at(0), at(5), True),
        Move(2, at(15), at(30)),
    ]


def test_what_ends_when_the_interruption_does_is_cancelled_by_a_cut() -> None:
    day = [Planned(1, at(0), at(15)), Planned(2, at(15), at(30))]
    assert new_times(day, NOON, 15 * 60, Choice.CUT) == [Move(1, at(0), at(15), True)]


def test_broadcasts_that_overlapped_keep_the_distance_of_their_starts_in_a_push() -> None:
    day = [Planned(1, at(0), at(20)), Planned(2, at(15), at(25))]
    assert new_times(day, NOON, 10 * 60, Choice.PUSH) == [Move(1, at(10), at(30)), Move(2, at(25), at(35))]


def test_an_interruption_leaves_what_is_on_other_outlets(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        noon_day(session)
        other = plan(session, title="Xã", kind=ProgrammeKind.MUSIC, at=dt.time(12, 7), sure=True)
        session.get_one(Broadcast, other).own_air = False
        session.add(BroadcastOutlet(broadcast_id=other, outlet=outlet(session, "Xã A")))
    with desk.changing(Action.INTERRUPT) as session:
        interruptions.interrupt(
            session, title="Khẩn", priority=Priority.EMERGENCY, start=NOON, seconds=900, choice=Choice.CANCEL, sure=True
        )
        assert ("Xã", "12:07", 900, BroadcastState.PLANNED) in shown(session)
        assert ("Ca nhạc", "12:05", 900, BroadcastState.CANCELLED) in shown(session)


def test_a_pushed_relay_and_a_live_programme_begin_later_and_end_as_planned(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        plan(session, title="Ca nhạc", kind=ProgrammeKind.MUSIC, at=dt.time(12))
        relayed = broadcasts.plan_relay(
            session, title="VOV1", live=False, upstream="VOV1", on=DAY, at=dt.time(12, 15), seconds=1800
        )
        live = plan(session, title="Tường thuật", kind=ProgrammeKind.OTHER, at=dt.time(12, 45), seconds=1800)
        session.get_one(Edition, queries.broadcast(session, live).edition_id).own_live = True
        assert relayed
    with pytest.raises(Doubtful) as caught, desk.changing(Action.INTERRUPT) as session:
        interruptions.interrupt(
            session, title="Khẩn", priority=Priority.EMERGENCY, start=NOON, seconds=300, choice=Choice.PUSH
        )
    assert caught.value.doubts == (
        "12:00 Ca nhạc begins at 12:05",
        "12:15 VOV1 is joined at 12:20, with 25 minutes left",
    )
    with desk.changing(Action.INTERRUPT) as session:
        interruptions.interrupt(
            session, title="Khẩn", priority=Priority.EMERGENCY, start=NOON, seconds=300, choice=Choice.PUSH, sure=True
        )
        assert shown(session) == [
            ("Khẩn", "12:00", 300, BroadcastState.PLANNED),
            ("Ca nhạc", "12:05", 900, BroadcastState.PLANNED),
            ("VOV1", "12:20", 1500, BroadcastState.PLANNED),
            ("Tường thuật", "12:45", 1800, BroadcastState.PLANNED),
        ]


def on_the_day(session: Session) -> list[BroadcastView]:
    return list(queries.day(session, DAY).broadcasts)


def shown(session: Session) -> list[tuple[str, str, int | None, BroadcastState]]:
    return [(each.title, f"{each.starts:%H:%M}", each.planned_seconds, each.state) for each in on_the_day(session)]


def noon_day(session: Session) -> dict[str, int]:
    """Something aired, something on air at noon, and two that follow at once."""
    ids = {"Sáng": plan(session, title="Sáng", at=MORNING)}
    mark(session, ids["Sáng"], AIRED)
    for title, time in (("Trưa", dt.time(11, 50)), ("Ca nhạc", dt.time(12, 5)), ("Tối", dt.time(12, 20))):
        ids[title] = plan(session, title=title, kind=ProgrammeKind.MUSIC, at=time)
    return ids


def test_a_bulletin_is_inserted_after_its_preview(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        noon_day(session)
    values = {"title": "Bản tin khẩn", "priority": Priority.EMERGENCY, "start": NOON, "seconds": 600}
    with pytest.raises(Doubtful) as doubtful, desk.changing(Action.INTERRUPT) as session:
        interruptions.interrupt(session, **values, choice=Choice.PUSH)
    assert list(doubtful.value.doubts) == [
        "11:50 Trưa ends at 12:00",
        "12:05 Ca nhạc begins at 12:10",
        "12:20 Tối begins at 12:25",
    ]
    with desk.changing(Action.INTERRUPT) as session:
        assert interruptions.last_title(session) == ""
        interruptions.interrupt(session, **values, choice=Choice.PUSH, sure=True)
    with desk.reading() as session:
        planned = BroadcastState.PLANNED
        assert shown(session) == [
            ("Sáng", "05:30", 900, AIRED),
            ("Trưa", "11:50", 600, planned),
            ("Bản tin khẩn", "12:00", 600, planned),
            ("Ca nhạc", "12:10", 900, planned),
            ("Tối", "12:25", 900, planned),
        ]
        bulletin = on_the_day(session)[2]
        assert (bulletin.priority, bulletin.programme_kind) == (Priority.EMERGENCY, ProgrammeKind.ANNOUNCEMENT)
        assert interruptions.last_title(session) == "Bản tin khẩn"
    with desk.changing(Action.UNDO) as session:
        undo.undo(session, desk, undo.last_of(session, desk.person, lambda _entry: True))
        assert [each[:3] for each in shown(session)[1:]] == [
            ("Trưa", "11:50", 900),
            ("Ca nhạc", "12:05", 900),
            ("Tối", "12:20", 900),
        ]


def test_what_goes_on_after_the_bulletin_is_an_accepted_overlap(desk: Desk) -> None:
    with desk.changing(Action.INTERRUPT) as session:
        noon_day(session)
        values = {"title": "Bản tin khẩn", "priority": Priority.PRIORITY, "start": NOON, "seconds": 120}
        interruptions.interrupt(session, **values, choice=Choice.CUT, goes_on=True, sure=True)
        found = found_conflicts.find(session, DAY, DAY)
        assert [(each.conflict.type, each.accepted) for each in found] == [
            (ConflictType.OVERLAP, "interrupted for Bản tin khẩn")
        ]


def test_the_preview_says_the_new_length_and_what_overlaps(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        noon_day(session)
    values = {"title": "Khẩn", "priority": Priority.PRIORITY, "start": NOON, "seconds": 600, "choice": Choice.CUT}
    with pytest.raises(Doubtful) as caught, desk.changing(Action.INTERRUPT) as session:
        interruptions.interrupt(session, **values, goes_on=True)
    assert caught.value.doubts == (
        "12:05 Ca nhạc begins at 12:10 and lasts 10 minutes",
        "“Trưa” is planned from 11:50 on 05/03/2019 to 12:05: it overlaps with “Khẩn” at 12:00",
    )


def test_the_preview_says_what_silence_is_left(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        noon_day(session)
        station(session).hours = [["05:00", "22:00"]]
    values = {"title": "Khẩn", "priority": Priority.PRIORITY, "start": NOON + 12 * MINUTE, "seconds": 120}
    with pytest.raises(Doubtful) as caught, desk.changing(Action.INTERRUPT) as session:
        interruptions.interrupt(session, **values, choice=Choice.CUT)
    assert caught.value.doubts == (
        "12:05 Ca nhạc ends at 12:12",
        "Nothing would be on air from 12:14 to 12:20 on 05/03/2019",
    )


def test_an_overrun_pushes_or_cancels_what_follows(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        ids = noon_day(session)
    with desk.changing(Action.CHANGE_BROADCAST) as session:
        seen = version(session, Broadcast, ids["Trưa"])
        interruptions.prolong(session, ids["Trưa"], seen, seconds=600, choice=Choice.PUSH, now=NOON, sure=True)
        assert [each[1:3] for each in shown(session)[1:]] == [("11:50", 1500), ("12:15", 900), ("12:30", 900)]
    with desk.changing(Action.CHANGE_BROADCAST) as session:
        seen = version(session, Broadcast, ids["Trưa"])
        interruptions.prolong(session, ids["Trưa"], seen, seconds=60, choice=Choice.CANCEL, now=NOON, sure=True)
        assert [each[3] for each in shown(session)[1:]] == [BroadcastState.PLANNED, CANCELLED, BroadcastState.PLANNED]
        seen = version(session, Broadcast, ids["Tối"])
        with pytest.raises(NotOnAir, match="“Tối” is not on air at 12:00"):
            interruptions.prolong(session, ids["Tối"], seen, seconds=60, choice=Choice.PUSH, now=NOON)
        seen = version(session, Broadcast, ids["Trưa"])
        with pytest.raises(NoLength):
            interruptions.prolong(session, ids["Trưa"], seen, seconds=None, choice=Choice.PUSH, now=NOON)


@pytest.mark.parametrize("noticed", [-5, 6])
def test_what_was_aired_does_not_run_longer(desk: Desk, noticed: int) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        aired = noon_day(session)["Trưa"]  # from 11:50 to 12:05
        mark(session, aired, AIRED)
        before, seen = shown(session), version(session, Broadcast, aired)
    with pytest.raises(NotOnAir, match="Trưa"), desk.changing(Action.CHANGE_BROADCAST) as session:
        interruptions.prolong(session, aired, seen, seconds=600, choice=Choice.PUSH, now=at(noticed), sure=True)
    with desk.reading() as session:
        assert shown(session) == before


@pytest.mark.parametrize(
    ("noticed", "next_one", "can"),
    [
        (5, BroadcastState.PLANNED, True),
        (19, BroadcastState.PLANNED, True),
        (20, BroadcastState.PLANNED, False),
        (34, CANCELLED, True),
        (35, CANCELLED, False),
        (6, AIRED, False),
    ],
)
def test_what_ended_last_runs_longer_for_half_an_hour_until_something_else_was_aired(
    desk: Desk, noticed: int, next_one: BroadcastState, can: bool
) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        ids = noon_day(session)  # from 11:50 to 12:05, and the next one to 12:20
        session.get_one(Broadcast, ids["Ca nhạc"]).state = next_one

    def prolong() -> None:
        with desk.changing(Action.CHANGE_BROADCAST) as session:
            number, seen = ids["Trưa"], version(session, Broadcast, ids["Trưa"])
            interruptions.prolong(session, number, seen, seconds=600, choice=Choice.PUSH, now=at(noticed), sure=True)

    if can:
        prolong()
    else:
        with pytest.raises(NotOnAir, match="or what ended last"):
            prolong()
    with desk.reading() as session:
        assert shown(session)[1][1:3] == ("11:50", 1500 if can else 900)


def test_a_push_that_no_gap_takes_up_is_refused(desk: Desk) -> None:
    with desk.changing(Action.INTERRUPT) as session:
        for hour in range(26):
            on = DAY + dt.timedelta(days=(12 + hour) // 24)
            time = dt.time((12 + hour) % 24)
            broadcasts.plan_first_run(
                session, title=f"Giờ {hour}", kind=ProgrammeKind.MUSIC, on=on, at=time, seconds=3600
            )
        values = {"title": "Khẩn", "priority": Priority.EMERGENCY, "start": NOON, "seconds": 60}
        with pytest.raises(NoRoom):
            interruptions.interrupt(session, **values, choice=Choice.PUSH, sure=True)
