"""Planning, changing and airing broadcasts."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from radiodesk.model import AuditEntry, Broadcast, BroadcastKind, BroadcastState, Desk, Programme, ProgrammeKind
from radiodesk.model.faults import ChangedMeanwhile
from radiodesk.model.moments import BadDuration
from radiodesk.model.text import EmptyText
from radiodesk.newsroom.errors import WrongMove
from radiodesk.schedule import broadcasts, queries
from radiodesk.schedule.errors import HasRepeats, NotYetDue, NoUpstream, RepeatBeforeFirstRun, TimeTaken

DAY = dt.date(2019, 3, 5)
NEXT = DAY + dt.timedelta(days=1)
MORNING, NOON, EVENING = dt.time(5, 30), dt.time(12), dt.time(17)
AIRED, PLANNED, CANCELLED, MISSED = (
    BroadcastState.AIRED,
    BroadcastState.PLANNED,
    BroadcastState.CANCELLED,
    BroadcastState.MISSED,
)


def plan(session: Session, *, title: str = "Thời sự sáng", on: dt.date = DAY, at: dt.time = MORNING) -> int:
    return broadcasts.plan_first_run(session, title=title, kind=ProgrammeKind.NEWS, on=on, at=at, seconds=900)


def edition(session: Session, broadcast_id: int) -> int:
    edition_id = queries.broadcast(session, broadcast_id).edition_id
    assert edition_id is not None
    return edition_id


def repeat(session: Session, first_run: int, *, on: dt.date = DAY, at: dt.time = EVENING) -> int:
    return broadcasts.plan_repeat(session, edition_id=edition(session, first_run), on=on, at=at, seconds=None)


def relay(session: Session, *, live: bool = True, upstream: str = "", at: dt.time = NOON) -> int:
    return broadcasts.plan_relay(
        session, title="Lễ giao nhận quân", live=live, upstream=upstream, on=DAY, at=at, seconds=None
    )


def change(session: Session, broadcast_id: int, **changes: object) -> None:
    """Change a broadcast in some things and leave the others as they are."""
    item = queries.broadcast(session, broadcast_id)
    values = {
        "on": item.starts.date(),
        "at": item.starts.time(),
        "planned_seconds": item.planned_seconds,
        "actual_seconds": item.actual_seconds,
        "note": item.note,
        **changes,
    }
    broadcasts.change_broadcast(session, broadcast_id, item.version, **values)  # type: ignore[arg-type]


def test_a_day_shows_its_broadcasts_by_local_time(desk: Desk) -> None:
    with desk.changing(what="test") as session:
        first = plan(session)
        repeat(session, first)
        relay(session, upstream="VOV1")
        plan(session, title="Thời sự đêm", on=DAY, at=dt.time(23, 59))
        plan(session, on=NEXT, at=dt.time(0, 0))

    with desk.reading() as session:
        view = queries.day(session, DAY)

    assert [(f"{item.starts:%H:%M}", item.title, item.kind) for item in view.broadcasts] == [
        ("05:30", "Thời sự sáng", BroadcastKind.FIRST_RUN),
        ("12:00", "Lễ giao nhận quân", BroadcastKind.RELAY),
        ("17:00", "Thời sự sáng", BroadcastKind.REPEAT),
        ("23:59", "Thời sự đêm", BroadcastKind.FIRST_RUN),
    ]
    assert view.broadcasts[1].upstream == "VOV1"
    assert view.broadcasts[0].starts.tzinfo == ZoneInfo("Asia/Ho_Chi_Minh")


def test_a_week_runs_from_monday_to_sunday(desk: Desk) -> None:
    with desk.changing(what="test") as session:
        plan(session, on=dt.date(2019, 3, 4))
        plan(session, on=dt.date(2019, 3, 10))
        plan(session, on=dt.date(2019, 3, 11))

    with desk.reading() as session:
        view = queries.week(session, dt.date(2019, 3, 7))

    assert view.monday == dt.date(2019, 3, 4)
    assert [len(day.broadcasts) for day in view.days] == [1, 0, 0, 0, 0, 0, 1]


def test_a_programme_is_found_by_its_title_whatever_the_case(desk: Desk) -> None:
    with desk.changing(what="test") as session:
        plan(session, title="Thời sự sáng")
        plan(session, title="THỜI  SỰ sáng", on=NEXT)
        plan(session, title="Thời sự sang", on=NEXT, at=NOON)

    with desk.reading() as session:
        titles = session.scalars(select(Programme.title).order_by(Programme.id)).all()
    assert titles == ["Thời sự sáng", "Thời sự sang"]


def test_no_two_broadcasts_begin_in_the_same_minute_unless_one_is_off(desk: Desk) -> None:
    with desk.changing(what="test") as session:
        first = plan(session)
    taken = "05:30 on 05/03/2019 there is “Thời sự sáng”"
    with pytest.raises(TimeTaken, match=taken), desk.changing(what="x") as session:
        relay(session, at=MORNING)

    with desk.changing(what="test") as session:
        broadcasts.set_state(session, first, None, CANCELLED, today=DAY)
        relay(session, at=MORNING)
    with pytest.raises(TimeTaken), desk.changing(what="x") as session:
        broadcasts.set_state(session, first, None, PLANNED, today=DAY)


def test_a_refused_plan_leaves_nothing_behind(desk: Desk) -> None:
    with desk.changing(what="test") as session:
        plan(session)
    with pytest.raises(TimeTaken), desk.changing(what="x") as session:
        plan(session, title="Chương trình mới")

    with desk.reading() as session:
        assert session.scalar(select(func.count()).select_from(Broadcast)) == 1
        assert session.scalars(select(Programme.title)).all() == ["Thời sự sáng"]


def test_a_repeat_comes_after_its_first_run(desk: Desk) -> None:
    with desk.changing(what="test") as session:
        first = plan(session, at=NOON)
    with pytest.raises(RepeatBeforeFirstRun), desk.changing(what="x") as session:
        repeat(session, first, at=MORNING)
    with desk.changing(what="test") as session:
        repeat(session, first, on=NEXT, at=MORNING)
    with pytest.raises(HasRepeats), desk.changing(what="x") as session:
        change(session, first, on=NEXT, at=EVENING)


def test_a_relay_needs_an_upstream_or_an_event(desk: Desk) -> None:
    with pytest.raises(NoUpstream), desk.changing(what="x") as session:
        relay(session, live=False)


@pytest.mark.parametrize("seconds", [0, -1, 86_401])
def test_a_length_that_nothing_has_is_refused(desk: Desk, seconds: int) -> None:
    with pytest.raises(BadDuration), desk.changing(what="x") as session:
        broadcasts.plan_first_run(session, title="x", kind=ProgrammeKind.NEWS, on=DAY, at=NOON, seconds=seconds)


def test_a_title_of_blanks_is_refused(desk: Desk) -> None:
    with pytest.raises(EmptyText), desk.changing(what="x") as session:
        plan(session, title=" \t ")


def test_nothing_airs_before_its_day(desk: Desk) -> None:
    with desk.changing(what="test") as session:
        first = plan(session, on=NEXT)
    with pytest.raises(NotYetDue), desk.changing(what="x") as session:
        broadcasts.set_state(session, first, None, AIRED, today=DAY)
    with desk.changing(what="test") as session:
        broadcasts.set_state(session, first, None, AIRED, today=NEXT)


def test_a_mistake_can_be_corrected_but_not_by_every_way(desk: Desk) -> None:
    with desk.changing(what="test") as session:
        first = plan(session)
        for state in (AIRED, PLANNED, MISSED, AIRED, MISSED, CANCELLED, PLANNED):
            broadcasts.set_state(session, first, None, state, today=DAY)
    with desk.changing(what="test") as session:
        broadcasts.set_state(session, first, None, CANCELLED, today=DAY)
    with pytest.raises(WrongMove, match="cancelled cannot become aired"), desk.changing(what="x") as session:
        broadcasts.set_state(session, first, None, AIRED, today=DAY)


def test_a_change_to_what_it_is_already_writes_nothing(desk: Desk) -> None:
    with desk.changing(what="test") as session:
        first = plan(session)
    with desk.changing(what="the same") as session:
        change(session, first, title="thời sự SÁNG")

    with desk.reading() as session:
        assert "the same" not in session.scalars(select(AuditEntry.what)).all()
        assert queries.broadcast(session, first).version == 1


def test_another_title_moves_the_edition_to_another_programme(desk: Desk) -> None:
    with desk.changing(what="test") as session:
        first, other = plan(session), plan(session, on=NEXT)
        change(session, first, title="Thời sự trưa", at=NOON, note="  đổi giờ ")

    with desk.reading() as session:
        changed, kept = queries.broadcast(session, first), queries.broadcast(session, other)
    assert (changed.title, f"{changed.starts:%H:%M}", changed.note) == ("Thời sự trưa", "12:00", "đổi giờ")
    assert kept.title == "Thời sự sáng"


def test_the_second_writer_is_told_and_changes_nothing(desk: Desk) -> None:
    with desk.changing(what="test") as session:
        first = plan(session)
    with desk.reading() as session:
        seen = queries.broadcast(session, first)
    with desk.changing(what="one") as session:
        broadcasts.set_state(session, first, seen.version, MISSED, today=DAY)
    with pytest.raises(ChangedMeanwhile), desk.changing(what="two") as session:
        broadcasts.set_state(session, first, seen.version, AIRED, today=DAY)

    with desk.reading() as session:
        assert queries.broadcast(session, first).state is MISSED


def test_editions_are_found_without_case_and_accents_newest_first(desk: Desk) -> None:
    with desk.changing(what="test") as session:
        plan(session)
        plan(session, on=NEXT)
        plan(session, title="Chuyên mục", at=NOON)

    with desk.reading() as session:
        found = queries.editions(session, query="thoi SU")
        until = queries.editions(session, until=DAY)
        beside = queries.edition_beside(session, found[1].edition_id, 1)
        last = queries.last_day(session)

    assert [edition.starts.date() for edition in found] == [NEXT, DAY]
    assert [edition.title for edition in until] == ["Chuyên mục", "Thời sự sáng"]
    assert beside == until[0].edition_id
    assert last == NEXT


def test_what_is_typed_as_a_search_is_no_pattern(desk: Desk) -> None:
    with desk.changing(what="test") as session:
        plan(session)

    with desk.reading() as session:
        assert queries.editions(session, query="%") == []
        assert queries.editions(session, query="_") == []


def test_suggestions_are_in_the_order_of_the_alphabet(desk: Desk) -> None:
    with desk.changing(what="test") as session:
        for hour, title in enumerate(["Đời sống", "Dân số", "Ăn ngon", "An ninh"]):
            plan(session, title=title, at=dt.time(hour))

    with desk.reading() as session:
        assert [title for title, _kind in queries.programme_titles(session)] == [
            "An ninh",
            "Ăn ngon",
            "Dân số",
            "Đời sống",
        ]
