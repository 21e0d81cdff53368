"""Planning, changing and airing broadcasts."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from radiodesk.errors import Doubtful
from radiodesk.model import (
    AuditEntry,
    Broadcast,
    BroadcastKind,
    BroadcastState,
    Desk,
    Duty,
    DutyRole,
    Person,
    Programme,
    ProgrammeKind,
    Publication,
)
from radiodesk.model.actions import Action
from radiodesk.model.faults import ChangedMeanwhile
from radiodesk.model.moments import BadDuration
from radiodesk.model.text import EmptyText
from radiodesk.newsroom import publications
from radiodesk.newsroom.rules import StillPosted, WrongMove
from radiodesk.schedule import broadcasts, programmes, queries, weeks
from radiodesk.schedule.programmes import KindNeeded, OtherKind
from radiodesk.schedule.rules import NotYetBegun, NotYetDue, NoUpstream, PlannedTwice
from tests.versions import version

DAY = dt.date(2019, 3, 5)
NEXT = DAY + dt.timedelta(days=1)
MORNING, NOON, EVENING = dt.time(5, 30), dt.time(12), dt.time(17)
AIRED, PLANNED, CANCELLED, MISSED = (
    BroadcastState.AIRED,
    BroadcastState.PLANNED,
    BroadcastState.CANCELLED,
    BroadcastState.MISSED,
)


def at_noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, NOON, ZoneInfo("Asia/Ho_Chi_Minh"))


def plan(
    session: Session,
    *,
    title: str = "Thời sự sáng",
    kind: ProgrammeKind | None = ProgrammeKind.NEWS,
    on: dt.date = DAY,
    at: dt.time = MORNING,
    seconds: int = 900,
    sure: bool = False,
) -> int:
    return broadcasts.plan_first_run(session, title=title, kind=kind, on=on, at=at, seconds=seconds, sure=sure)


def mark(session: Session, broadcast_id: int, state: BroadcastState, *, on: dt.date = DAY, sure: bool = True) -> None:
    """Move a broadcast to a state at noon of a day."""
    seen = version(session, Broadcast, broadcast_id)
    broadcasts.set_state(session, broadcast_id, seen, state, now=at_noon(on), sure=sure)


def edition(session: Session, broadcast_id: int) -> int:
    edition_id = queries.broadcast(session, broadcast_id).edition_id
    assert edition_id is not None
    return edition_id


def repeat(session: Session, first_run: int, *, on: dt.date = DAY, at: dt.time = EVENING) -> int:
    return broadcasts.plan_repeat(session, edition_id=edition(session, first_run), on=on, at=at, seconds=None)


def relay(session: Session, *, live: bool = True, upstream: str = "", at: dt.time = NOON, sure: bool = False) -> int:
    return broadcasts.plan_relay(
        session, title="Lễ giao nhận quân", live=live, upstream=upstream, on=DAY, at=at, seconds=None, sure=sure
    )


def change(session: Session, broadcast_id: int, *, today: dt.date = DAY, **changes: object) -> None:
    """Change a broadcast in some things and leave the others as they are."""
    item = queries.broadcast(session, broadcast_id)
    values = {
        "on": item.starts.date(),
        "at": item.starts.time(),
        "planned_seconds": item.planned_seconds,
        "actual_seconds": item.actual_seconds,
        "note": item.note,
        "now": at_noon(today),
        **changes,
    }
    broadcasts.change_broadcast(session, broadcast_id, item.version, **values)  # type: ignore[arg-type]


def test_a_day_shows_its_broadcasts_by_local_time(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        first = plan(session)
        repeat(session, first)
        relay(session, upstream="VOV1", live=False)
        plan(session, title="Thời sự đêm", on=DAY, at=dt.time(23, 59))
        plan(session, on=NEXT, at=dt.time(0, 0), sure=True)

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
    with desk.changing(Action.EARLIER, what="test") as session:
        plan(session, on=dt.date(2019, 3, 4))
        plan(session, on=dt.date(2019, 3, 10))
        plan(session, on=dt.date(2019, 3, 11))

    with desk.reading() as session:
        week = weeks.week(session, dt.date(2019, 3, 7))

    assert week.monday == dt.date(2019, 3, 4)
    assert [each.starts.date() for each in week.entries] == [dt.date(2019, 3, 4), dt.date(2019, 3, 10)]


def test_a_week_knows_the_same_of_its_broadcasts_as_each_by_itself(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        earlier = plan(session, on=dt.date(2019, 1, 4))
        again = repeat(session, earlier, on=DAY, at=dt.time(9))
        repeat(session, plan(session), on=DAY, at=dt.time(10))
        session.get_one(Broadcast, earlier).actual_seconds = 777
        session.get_one(Broadcast, again).planned_seconds = None
        relay(session, upstream="VOV1", live=False)
        mark(session, earlier, AIRED)

    with desk.reading() as session:
        week = weeks.week(session, DAY)
        ids = [each.broadcast_id for each in week.entries if each.broadcast_id]
        assert len(ids) == 4
        assert [week.view(each) for each in ids] == [queries.broadcast(session, each) for each in ids]
        assert week.view(again).first_run_seconds == queries.broadcast(session, again).first_run_seconds == 777


def test_a_programme_is_found_by_its_title_whatever_the_case(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        plan(session, title="Thời sự sáng")
        plan(session, title="THỜI  SỰ sáng", on=NEXT)
        plan(session, title="Thời sự sang", on=NEXT, at=NOON, sure=True)

    with desk.reading() as session:
        titles = session.scalars(select(Programme.title).order_by(Programme.id)).all()
    assert titles == ["Thời sự sáng", "Thời sự sang"]


def test_two_broadcasts_at_one_time_are_asked_about_once(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        first = plan(session)
    beside = "“Thời sự sáng” is planned for 05:30 on 05/03/2019 as well"
    with pytest.raises(Doubtful, match=beside), desk.changing(Action.EARLIER, what="x") as session:
        relay(session, at=MORNING)
    with desk.reading() as session:
        assert len(queries.day(session, DAY).broadcasts) == 1

    with desk.changing(Action.EARLIER, what="test") as session:
        both = relay(session, at=MORNING, sure=True)
        change(session, both, note="của tỉnh")  # what was accepted is not asked about again
        mark(session, first, CANCELLED)
    with pytest.raises(Doubtful), desk.changing(Action.EARLIER, what="x") as session:
        mark(session, first, PLANNED, sure=False)


def test_a_broadcast_that_reaches_into_the_next_one_is_asked_about_and_touching_is_not(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        plan(session)  # 05:30 to 05:45
        relay(session, at=dt.time(5, 45))
    with pytest.raises(Doubtful, match="Thời sự sáng"), desk.changing(Action.EARLIER, what="x") as session:
        plan(session, title="Chuyên mục", kind=ProgrammeKind.COLUMN, at=dt.time(5, 44, 59))
    with pytest.raises(Doubtful, match="Lễ giao nhận quân"), desk.changing(Action.EARLIER, what="x") as session:
        plan(session, title="Chuyên mục", kind=ProgrammeKind.COLUMN, at=dt.time(5, 45))


def test_the_same_programme_is_not_planned_twice_at_one_time(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        first = plan(session)
        other = plan(session, on=NEXT)
    taken = "“Thời sự sáng” is planned for 05:30 on 05/03/2019 already"
    with pytest.raises(PlannedTwice, match=taken), desk.changing(Action.EARLIER, what="x") as session:
        plan(session, title="thời sự SÁNG", sure=True)
    with pytest.raises(PlannedTwice), desk.changing(Action.EARLIER, what="x") as session:
        repeat(session, first, at=MORNING)
    with pytest.raises(PlannedTwice), desk.changing(Action.EARLIER, what="x") as session:
        change(session, other, on=DAY, sure=True)
    with desk.changing(Action.EARLIER, what="test") as session:
        mark(session, first, CANCELLED)
        plan(session)
    with pytest.raises(PlannedTwice), desk.changing(Action.EARLIER, what="x") as session:
        mark(session, first, PLANNED)


@pytest.mark.parametrize(
    ("state", "at", "said"),
    [
        (
            PLANNED,
            dt.time(5, 44),
            "“Thời sự sáng” is planned from 05:30 on 05/03/2019 to 04:30 on 06/03/2019: "
            "it overlaps with “Lễ giao nhận quân” at 05:44",
        ),
        (
            AIRED,
            dt.time(5, 44),
            "“Thời sự sáng” was aired from 05:30 on 05/03/2019 to 05:45: it overlaps with “Lễ giao nhận quân” at 05:44",
        ),
        (AIRED, MORNING, "“Thời sự sáng” was aired at 05:30 on 05/03/2019 as well"),
    ],
)
def test_a_clash_names_the_state_and_the_times_of_the_other_broadcast(
    desk: Desk, state: BroadcastState, at: dt.time, said: str
) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        plan(session, seconds=23 * 3600 if state is PLANNED else 900)
        mark(session, 1, state)

    with pytest.raises(Doubtful) as caught, desk.changing(Action.EARLIER, what="x") as session:
        relay(session, at=at)
    assert caught.value.doubts == (said,)


def test_a_question_is_asked_where_the_list_shows_an_overlap_of_planned_lengths(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        plan(session)
        mark(session, 1, AIRED)
        row = session.get_one(Broadcast, 1)
        row.actual_seconds = 600

    with pytest.raises(Doubtful) as caught, desk.changing(Action.EARLIER, what="x") as session:
        relay(session, at=dt.time(5, 42))
    assert caught.value.doubts == (
        "“Thời sự sáng” is planned from 05:30 on 05/03/2019 to 05:45: it overlaps with “Lễ giao nhận quân” at 05:42",
    )

    with pytest.raises(Doubtful) as caught, desk.changing(Action.EARLIER, what="x") as session:
        relay(session, at=dt.time(5, 35))
    assert caught.value.doubts == (
        "“Thời sự sáng” was aired from 05:30 on 05/03/2019 to 05:40: it overlaps with “Lễ giao nhận quân” at 05:35",
    )


def test_a_question_is_asked_where_the_list_shows_that_an_actual_length_reaches_into_it(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        plan(session)
        mark(session, 1, AIRED)
        row = session.get_one(Broadcast, 1)
        row.actual_seconds, row.actual_starts = 900, row.starts + dt.timedelta(minutes=2)

    with pytest.raises(Doubtful) as caught, desk.changing(Action.EARLIER, what="x") as session:
        relay(session, at=dt.time(5, 46))
    assert caught.value.doubts == (
        "“Thời sự sáng” was aired from 05:32 on 05/03/2019 to 05:47: it overlaps with “Lễ giao nhận quân” at 05:46",
    )


def test_a_programme_that_was_aired_is_not_planned_again_at_that_time(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        plan(session)
        mark(session, 1, AIRED)

    taken = "“Thời sự sáng” was aired at 05:30 on 05/03/2019 already"
    with pytest.raises(PlannedTwice, match=taken), desk.changing(Action.EARLIER, what="x") as session:
        plan(session, sure=True)


def test_a_refused_plan_leaves_nothing_behind(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        plan(session)
    with pytest.raises(Doubtful), desk.changing(Action.EARLIER, what="x") as session:
        plan(session, title="Chương trình mới")

    with desk.reading() as session:
        assert session.scalar(select(func.count()).select_from(Broadcast)) == 1
        assert session.scalars(select(Programme.title)).all() == ["Thời sự sáng"]


def test_a_repeat_before_its_first_run_is_asked_about(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        first = plan(session, at=NOON)
    said = "“Thời sự sáng” would be repeated before its first run"
    with pytest.raises(Doubtful, match=said), desk.changing(Action.EARLIER, what="x") as session:
        repeat(session, first, at=MORNING)
    with desk.changing(Action.EARLIER, what="test") as session:
        repeat(session, first, on=NEXT, at=MORNING)
    with pytest.raises(Doubtful, match=said), desk.changing(Action.EARLIER, what="x") as session:
        change(session, first, on=NEXT, at=EVENING)


def test_a_relay_needs_an_upstream_or_an_event(desk: Desk) -> None:
    with pytest.raises(NoUpstream), desk.changing(Action.EARLIER, what="x") as session:
        relay(session, live=False)


@pytest.mark.parametrize("seconds", [0, -1, 86_401])
def test_a_length_that_nothing_has_is_refused(desk: Desk, seconds: int) -> None:
    with pytest.raises(BadDuration), desk.changing(Action.EARLIER, what="x") as session:
        broadcasts.plan_first_run(session, title="x", kind=ProgrammeKind.NEWS, on=DAY, at=NOON, seconds=seconds)


def test_a_title_of_blanks_is_refused(desk: Desk) -> None:
    with pytest.raises(EmptyText), desk.changing(Action.EARLIER, what="x") as session:
        plan(session, title=" \t ")


def test_nothing_airs_before_its_day(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        first = plan(session, on=NEXT)
    with pytest.raises(NotYetDue), desk.changing(Action.EARLIER, what="x") as session:
        mark(session, first, AIRED, on=DAY)
    with desk.changing(Action.EARLIER, what="test") as session:
        mark(session, first, AIRED, on=NEXT)


def test_nothing_is_missed_before_its_day(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        later = plan(session, on=NEXT)
        noon = plan(session, at=NOON)
        mark(session, noon, MISSED)
    with pytest.raises(NotYetBegun, match="until then, cancel it"), desk.changing(Action.EARLIER, what="x") as session:
        mark(session, later, MISSED)
    with pytest.raises(NotYetBegun), desk.changing(Action.EARLIER, what="x") as session:
        change(session, later, on=NEXT, state=MISSED)
    with pytest.raises(NotYetBegun), desk.changing(Action.EARLIER, what="x") as session:
        change(session, noon, on=NEXT)
    with desk.changing(Action.EARLIER, what="test") as session:
        change(session, noon, note="Mất điện")
        mark(session, later, MISSED, on=NEXT + dt.timedelta(days=1))


def test_a_mistake_can_be_corrected_but_not_by_every_way(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        first = plan(session)
        for state in (AIRED, PLANNED, MISSED, AIRED, MISSED, CANCELLED, PLANNED):
            mark(session, first, state, on=DAY)
    with desk.changing(Action.EARLIER, what="test") as session:
        mark(session, first, CANCELLED, on=DAY)
    with (
        pytest.raises(WrongMove, match="cancelled cannot become aired"),
        desk.changing(Action.EARLIER, what="x") as session,
    ):
        mark(session, first, AIRED, on=DAY)


def test_a_change_to_what_it_is_already_writes_nothing(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        first = plan(session)
    with desk.changing(Action.EARLIER, what="the same") as session:
        change(session, first, title="thời sự SÁNG")

    with desk.reading() as session:
        assert {"what": "the same"} not in session.scalars(select(AuditEntry.values)).all()
        assert queries.broadcast(session, first).version == 1


def test_another_title_moves_the_edition_to_another_programme(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        first, other = plan(session), plan(session, on=NEXT)
        change(session, first, title="Thời sự trưa", at=NOON, note="  đổi giờ ")

    with desk.reading() as session:
        changed, kept = queries.broadcast(session, first), queries.broadcast(session, other)
    assert (changed.title, f"{changed.starts:%H:%M}", changed.note) == ("Thời sự trưa", "12:00", "đổi giờ")
    assert kept.title == "Thời sự sáng"


def test_the_second_writer_is_told_and_changes_nothing(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        first = plan(session)
    with desk.reading() as session:
        seen = queries.broadcast(session, first)
    with desk.changing(Action.EARLIER, what="one") as session:
        broadcasts.set_state(session, first, seen.version, MISSED, now=at_noon(DAY))
    with pytest.raises(ChangedMeanwhile), desk.changing(Action.EARLIER, what="two") as session:
        broadcasts.set_state(session, first, seen.version, AIRED, now=at_noon(DAY))

    with desk.reading() as session:
        assert queries.broadcast(session, first).state is MISSED


def test_editions_are_found_without_case_and_accents_newest_first(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
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


LONG_AGO = DAY - dt.timedelta(days=900)


def test_editions_near_a_day_are_found_by_title_day_and_time_the_nearest_first(desk: Desk) -> None:
    days = [DAY + dt.timedelta(days=by) for by in (-2, -1, 0, 1, 40)]
    with desk.changing(Action.EARLIER, what="test") as session:
        for on in days:
            plan(session, on=on)
        plan(session, title="Bản tin 18h", at=NOON)
        plan(session, title="Gương 18h", at=NOON, on=LONG_AGO)
        plan(session, title="Mùa thu", at=dt.time(7, 30), on=DAY + dt.timedelta(days=60))
        plan(session, on=LONG_AGO)

    def found(query: str) -> list[tuple[str, dt.date]]:
        with desk.reading() as session:
            return [(each.title[:3], each.starts.date()) for each in queries.editions_near(session, DAY, query=query)]

    news, bulletin, old = [("Thờ", on) for on in days], ("Bản", DAY), ("Thờ", LONG_AGO)
    autumn = ("Mùa", DAY + dt.timedelta(days=60))
    assert found("") == [news[2], bulletin, news[1], news[3], news[0], news[4], autumn, old, ("Gươ", LONG_AGO)]
    assert found("thoi su") == [news[2], news[1], news[3], news[0], news[4], old]
    for typed in (
        f"{NEXT.day}/{NEXT.month}",
        f"{NEXT:%d/%m/%Y}",
        f"thoi {NEXT.day}/{NEXT.month}",
        f"5h30 {NEXT:%d/%m}",
    ):
        assert found(typed) == [news[3]]
    for typed in ("5h30", "05:30"):
        assert found(typed) == found("thoi su")[:-1]  # times: within a year
    assert found("18h") == [bulletin, ("Gươ", LONG_AGO)]
    for weekday in ("thứ", "thu", "Thứ"):
        assert found(f"thời sự {weekday} {NEXT.isoweekday() + 1}") == [news[3]]
    assert found("4h") == []
    assert found(f"5h30 {LONG_AGO:%d/%m/%Y}") == [old]
    assert found("mùa thu 7:30") == [autumn]


def test_editions_at_a_time_are_found_up_to_a_year_away(desk: Desk) -> None:
    near, far = ([DAY + dt.timedelta(days=by) for by in (-days, days)] for days in (360, 370))
    with desk.changing(Action.EARLIER, what="test") as session:
        for on in (*near, *far):
            plan(session, on=on)

    with desk.reading() as session:
        found = queries.editions_near(session, DAY, query="5h30")

    assert [each.starts.date() for each in found] == near


def test_what_is_typed_as_a_search_is_no_pattern(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        plan(session)

    with desk.reading() as session:
        assert queries.editions(session, query="%") == []
        assert queries.editions(session, query="_") == []


def test_programmes_are_in_the_order_of_the_alphabet(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        for hour, title in enumerate(["Đời sống", "Dân số", "Ăn ngon", "An ninh"]):
            plan(session, title=title, at=dt.time(hour))

    with desk.reading() as session:
        assert [each.title for each in programmes.programmes(session)] == ["An ninh", "Ăn ngon", "Dân số", "Đời sống"]


def test_a_known_title_brings_its_kind_along_and_takes_no_other(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        plan(session, title="Pháp luật", kind=ProgrammeKind.COLUMN)
        again = plan(session, title="pháp LUẬT", kind=None, on=NEXT)
    with desk.reading() as session:
        assert queries.broadcast(session, again).programme_kind is ProgrammeKind.COLUMN
    with pytest.raises(OtherKind, match="kind “column”"), desk.changing(Action.EARLIER, what="x") as session:
        plan(session, title="Pháp luật", at=NOON)
    with pytest.raises(KindNeeded, match="Bạn nghe đài"), desk.changing(Action.EARLIER, what="x") as session:
        plan(session, title="Bạn nghe đài", kind=None, at=NOON)


def test_a_title_that_differs_in_accents_alone_is_asked_about(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        first = plan(session)
    said = "There is a programme “Thời sự sáng”: “Thoi su sang” would be a second one"
    with pytest.raises(Doubtful, match=said), desk.changing(Action.EARLIER, what="x") as session:
        plan(session, title="Thoi su sang", on=NEXT)
    with pytest.raises(Doubtful, match=said), desk.changing(Action.EARLIER, what="x") as session:
        change(session, first, title="Thoi su sang")


def test_a_relay_that_is_a_live_event_by_way_of_a_station_is_asked_about_and_can_be_corrected(desk: Desk) -> None:
    said = "comes from VOV1 and is marked as a live event"
    with pytest.raises(Doubtful, match=said), desk.changing(Action.EARLIER, what="x") as session:
        relay(session, upstream="VOV1")
    with desk.changing(Action.EARLIER, what="test") as session:
        both = relay(session, upstream="VOV1", sure=True)
        change(session, both, live=False)
        assert not queries.broadcast(session, both).live
    with pytest.raises(NoUpstream), desk.changing(Action.EARLIER, what="x") as session:
        change(session, both, upstream="")
    with pytest.raises(Doubtful, match=said), desk.changing(Action.EARLIER, what="x") as session:
        change(session, both, live=True)
    with desk.changing(Action.EARLIER, what="test") as session:
        change(session, both, live=True, sure=True)
        change(session, both, note="Not asked about again")


def test_a_broadcast_is_not_marked_as_aired_early_or_without_a_story_unless_somebody_is_sure(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        morning, evening = plan(session), plan(session, at=EVENING)
        column = plan(session, title="Pháp luật", kind=ProgrammeKind.COLUMN, at=dt.time(6))
    with pytest.raises(Doubtful) as caught, desk.changing(Action.EARLIER, what="x") as session:
        mark(session, evening, AIRED, sure=False)
    assert caught.value.doubts == ("It is planned for 17:00, and it is 12:00 now", "Its rundown has no story")
    with pytest.raises(Doubtful) as caught, desk.changing(Action.EARLIER, what="x") as session:
        mark(session, morning, AIRED, sure=False)
    assert caught.value.doubts == ("Its rundown has no story",)
    with desk.changing(Action.EARLIER, what="test") as session:
        mark(session, column, AIRED, sure=False)
        mark(session, evening, AIRED, sure=True)


def test_a_very_long_actual_length_is_asked_about_once(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        first = plan(session)
        mark(session, first, AIRED)
    with pytest.raises(Doubtful) as caught, desk.changing(Action.EARLIER, what="x") as session:
        change(session, first, actual_seconds=23 * 3600)
    assert caught.value.doubts == ("Its actual length would be 23 hours, and 15 minutes was planned",)
    with desk.changing(Action.EARLIER, what="test") as session:
        change(session, first, actual_seconds=23 * 3600, sure=True)
        change(session, first, actual_seconds=23 * 3600, note="Not asked about again")
        change(session, first, actual_seconds=30 * 60)
    said = "^Its actual length would be 1 hour 1 second$"
    with pytest.raises(Doubtful, match=said), desk.changing(Action.EARLIER, what="x") as session:
        change(session, first, planned_seconds=None, actual_seconds=3601)


def test_an_aired_broadcast_stays_in_the_past(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        first = plan(session)
        mark(session, first, AIRED)
    with pytest.raises(NotYetDue), desk.changing(Action.EARLIER, what="x") as session:
        change(session, first, on=dt.date(2030, 3, 5), sure=True)
    with pytest.raises(NotYetDue), desk.changing(Action.EARLIER, what="x") as session:
        change(session, first, on=NEXT, sure=True)
    with desk.changing(Action.EARLIER, what="test") as session:
        change(session, first, on=NEXT, today=NEXT)


def test_the_kind_of_a_programme_changes_in_all_its_editions_once_somebody_is_sure(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        first, other = plan(session), plan(session, on=NEXT)
    with desk.reading() as session:
        seen = queries.broadcast(session, first).programme_version
    kind = {"title": "Thời sự sáng", "kind": ProgrammeKind.OTHER}
    said = "“Thời sự sáng” becomes a programme of the kind “other” in all its editions, 2"
    with pytest.raises(Doubtful, match=said), desk.changing(Action.EARLIER, what="x") as session:
        change(session, first, programme_version=seen, **kind)
    with desk.changing(Action.EARLIER, what="test") as session:
        change(session, first, programme_version=seen, sure=True, **kind)
    with desk.reading() as session:
        assert queries.broadcast(session, other).programme_kind is ProgrammeKind.OTHER
    with pytest.raises(ChangedMeanwhile), desk.changing(Action.EARLIER, what="x") as session:
        change(session, other, programme_version=seen, title="Thời sự sáng", kind=ProgrammeKind.NEWS, sure=True)


def test_a_state_is_changed_together_with_the_rest_under_the_same_rules(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        first = plan(session)
    with pytest.raises(Doubtful, match="no story"), desk.changing(Action.EARLIER, what="x") as session:
        change(session, first, state=AIRED, actual_seconds=905)
    with desk.changing(Action.EARLIER, what="test") as session:
        change(session, first, state=AIRED, actual_seconds=905, sure=True)
        assert queries.broadcast(session, first).actual_seconds == 905
    with pytest.raises(WrongMove), desk.changing(Action.EARLIER, what="x") as session:
        change(session, first, state=CANCELLED)


def test_an_aired_broadcast_that_is_moved_to_later_today_is_asked_about(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        first = plan(session)
        mark(session, first, AIRED)
    with pytest.raises(Doubtful) as caught, desk.changing(Action.EARLIER, what="x") as session:
        change(session, first, at=EVENING)
    assert caught.value.doubts == ("It is planned for 17:00, and it is 12:00 now",)
    with desk.changing(Action.EARLIER, what="test") as session:
        change(session, first, at=EVENING, sure=True)
        change(session, first, at=EVENING, note="already asked")


def test_a_change_is_checked_as_it_will_be_not_step_by_step(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        first, other = plan(session), plan(session, title="Thời sự trưa", sure=True)
        change(session, other, title="Thời sự sáng", state=CANCELLED)  # it would be twice, were it not cancelled
        mark(session, first, AIRED)
        change(session, first, on=NEXT, state=PLANNED)  # tomorrow it could not be aired

    with desk.reading() as session:
        assert queries.broadcast(session, other).title == "Thời sự sáng"
        assert queries.broadcast(session, first).starts.date() == NEXT


def test_a_change_that_brings_a_broadcast_back_is_checked_beside_the_others(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        first = plan(session)
        mark(session, first, CANCELLED)
        plan(session)
    with pytest.raises(PlannedTwice), desk.changing(Action.EARLIER, what="x") as session:
        change(session, first, state=PLANNED)
    with desk.changing(Action.EARLIER, what="test") as session:
        change(session, first, state=PLANNED, at=NOON)


@pytest.mark.parametrize("state", [PLANNED, MISSED])
def test_the_actual_length_goes_with_the_air(desk: Desk, state: BroadcastState) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        first = plan(session)
        change(session, first, state=AIRED, actual_seconds=800, sure=True)
        assert queries.broadcast(session, first).actual_seconds == 800
        change(session, first, state=state, actual_seconds=800, sure=True)
        assert queries.broadcast(session, first).actual_seconds is None


def test_what_was_posted_cannot_lose_the_air_until_that_is_withdrawn(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        first = plan(session)
        again = repeat(session, first)
        mark(session, first, AIRED)
        mark(session, again, AIRED)
        posted = publications.post(session, edition(session, first), address="https://dai.example/1", on=DAY, today=DAY)
    said = "posted at “https://dai.example/1”: withdraw that first"
    with pytest.raises(StillPosted, match=said), desk.changing(Action.EARLIER, what="x") as session:
        mark(session, first, PLANNED)
    with pytest.raises(StillPosted, match=said), desk.changing(Action.EARLIER, what="x") as session:
        change(session, first, state=MISSED)
    with desk.changing(Action.EARLIER, what="test") as session:
        change(session, first, note="đã đăng")
        mark(session, again, PLANNED)
        publications.withdraw(session, posted, version(session, Publication, posted))
        mark(session, first, PLANNED)


def test_a_live_event_becomes_a_relay_of_a_station_in_one_step(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        event = relay(session, sure=True)
    with desk.changing(Action.EARLIER, what="test") as session:
        change(session, event, live=False, upstream="VOV1")
        assert queries.broadcast(session, event).upstream == "VOV1"


def test_a_repeat_is_another_version_once_its_edition_has_another_programme(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        first = plan(session)
        again = repeat(session, first)
    with desk.reading() as session:
        seen = [queries.broadcast(session, each).version for each in (first, again)]

    with desk.changing(Action.EARLIER, what="test") as session:
        change(session, first, title="Pháp luật", kind=ProgrammeKind.COLUMN)

    with desk.reading() as session:
        assert [queries.broadcast(session, each).version for each in (first, again)] == [number + 1 for number in seen]


def test_another_title_is_checked_at_the_times_of_the_repeats_too(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        first = plan(session)
        repeat(session, first)
        plan(session, title="Thời sự trưa", at=EVENING, sure=True)
    with pytest.raises(PlannedTwice), desk.changing(Action.EARLIER, what="x") as session:
        change(session, first, title="Thời sự trưa", sure=True)


def test_a_broadcast_names_those_who_are_on_duty_at_it_each_once(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        first, second = plan(session), plan(session, title="Thời sự chiều", at=EVENING)
        people = [Person(name=name) for name in ("Thu Hà", "Đức Anh", "Công")]
        session.add_all(people)
        session.flush()
        for person, role, broadcast_id in (
            (people[2], DutyRole.EDITOR, first),
            (people[0], DutyRole.PRESENTER, first),
            (people[2], DutyRole.TECHNICIAN, first),
            (people[1], DutyRole.EDITOR, second),
        ):
            session.add(Duty(broadcast_id=broadcast_id, person_id=person.id, role=role))
            session.flush()

    with desk.reading() as session:
        assert [queries.broadcast(session, each).people for each in (first, second)] == ["Công · Thu Hà", "Đức Anh"]


def planned(desk: Desk, title: str, at: dt.time, on: dt.date = DAY, kind: ProgrammeKind = ProgrammeKind.MUSIC) -> int:
    with desk.changing(Action.EARLIER, what="test") as session:
        return broadcasts.plan_first_run(session, title=title, kind=kind, on=on, at=at, seconds=600)


def states(desk: Desk) -> list[BroadcastState]:
    with desk.reading() as session:
        return list(session.scalars(select(Broadcast.state).order_by(Broadcast.starts)))


def test_everything_of_a_day_that_has_begun_is_marked_as_aired_at_once(desk: Desk) -> None:
    for title, at, on in (("Hôm trước", NOON, DAY - dt.timedelta(days=1)), ("Sáng", MORNING, DAY), ("Trưa", NOON, DAY)):
        planned(desk, title, at, on)
    cancelled = planned(desk, "Hủy", dt.time(9))
    planned(desk, "Chiều", EVENING)
    planned(desk, "Hôm sau", MORNING, NEXT)
    with desk.changing(Action.EARLIER, what="test") as session:
        row = session.get_one(Broadcast, cancelled)
        broadcasts.set_state(session, cancelled, row.version, CANCELLED, now=at_noon(DAY) + dt.timedelta(minutes=1))
    with desk.changing(Action.AIR_UNTIL_NOW) as session:
        assert broadcasts.air_until_now(session, DAY, now=at_noon(DAY) + dt.timedelta(minutes=1)) == 2

    assert states(desk) == [PLANNED, AIRED, CANCELLED, AIRED, PLANNED, PLANNED]
    with desk.reading() as session:
        entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert entry is not None
        assert entry.values == {"count": 2, "day": "2019-03-05"}


def test_of_a_day_in_the_future_nothing_is_marked(desk: Desk) -> None:
    planned(desk, "Hôm sau", MORNING, NEXT)
    with desk.changing(Action.AIR_UNTIL_NOW) as session:
        assert broadcasts.air_until_now(session, NEXT, now=at_noon(DAY) + dt.timedelta(minutes=1)) == 0

    assert states(desk) == [PLANNED]


def test_news_without_a_story_are_asked_about_by_time_and_title_and_nothing_is_marked(desk: Desk) -> None:
    planned(desk, "Ca nhạc", dt.time(5))
    planned(desk, "Thời sự", MORNING, kind=ProgrammeKind.NEWS)
    with pytest.raises(Doubtful) as doubtful, desk.changing(Action.AIR_UNTIL_NOW) as session:
        broadcasts.air_until_now(session, DAY, now=at_noon(DAY) + dt.timedelta(minutes=1))

    assert doubtful.value.doubts == ("05:30 Thời sự: Its rundown has no story",)
    assert states(desk) == [PLANNED, PLANNED]
    with desk.changing(Action.AIR_UNTIL_NOW) as session:
        assert broadcasts.air_until_now(session, DAY, now=at_noon(DAY) + dt.timedelta(minutes=1), sure=True) == 2


def test_a_live_event_has_a_place_and_a_circuit(desk: Desk) -> None:
    with desk.changing(Action.PLAN_RELAY) as session:
        planned = broadcasts.plan_relay(
            session,
            title="Lễ khai mạc",
            live=True,
            upstream="",
            on=DAY,
            at=NOON,
            seconds=3600,
            place=" Sân vận động  huyện ",
            circuit="cáp quang",
        )
    with desk.reading() as session:
        seen = queries.broadcast(session, planned)
    assert (seen.place, seen.circuit) == ("Sân vận động huyện", "cáp quang")
    with desk.changing(Action.CHANGE_BROADCAST) as session:
        change(session, planned, place="", circuit="4G")
    with desk.reading() as session:
        seen = queries.broadcast(session, planned)
    assert (seen.place, seen.circuit) == ("", "4G")


@pytest.mark.parametrize("state", [PLANNED, MISSED, CANCELLED])
def test_what_is_noted_of_the_air_is_not_lost_unasked(desk: Desk, state: BroadcastState) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        first = plan(session)
        if state is PLANNED:
            mark(session, first, AIRED)
        seen = version(session, Broadcast, first)
        values = {"on": DAY, "at": MORNING, "planned_seconds": 900, "note": "", "now": at_noon(DAY), "sure": True}
        broadcasts.change_broadcast(session, first, seen, actual_seconds=263, actual_at=dt.time(5, 32), **values)

    with (
        pytest.raises(Doubtful, match="05:32, 04:23 noted as actual would be lost"),
        desk.changing(Action.MARK_BROADCAST, title="x") as session,
    ):
        mark(session, first, state, sure=False)
    with desk.changing(Action.MARK_BROADCAST, title="x") as session:
        mark(session, first, state)
        mark(session, first, state, sure=False)  # nothing is noted any more
