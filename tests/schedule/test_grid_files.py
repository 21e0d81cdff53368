"""Grid files: what applying one does to the slots and to what was stored of them, and what is written."""

import datetime as dt
import itertools
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import tomlkit
from sqlalchemy import event, func, select

from radiodesk.history import undo, whole_check
from radiodesk.kinds import BroadcastKind, BroadcastState, DutyRole, ProgrammeKind
from radiodesk.locale import formats
from radiodesk.model import (
    Action,
    Base,
    Broadcast,
    BroadcastOutlet,
    Delivery,
    Desk,
    Duty,
    Edition,
    EditionTopic,
    Line,
    LineKind,
    Person,
    Publication,
    Recipient,
    Slot,
    Topic,
    station,
    zone,
)
from radiodesk.model.moments import BadDuration, span
from radiodesk.model.typed import UntypedLength, typed_slot_length
from radiodesk.newsroom import rundowns
from radiodesk.schedule import (
    broadcasts,
    choices,
    duties,
    found_conflicts,
    generation,
    grid_check,
    grid_files,
    plan,
    queries,
    rrule,
    series_names,
    slot_edits,
    slot_terms,
)
from radiodesk.schedule.conflicts import OWN, ConflictType
from radiodesk.schedule.grid_files import Applied, BadFile, Fate
from radiodesk.schedule.outlets import outlet
from radiodesk.schedule.recurrence import Recurrence
from radiodesk.schedule.slot_edits import Scope
from radiodesk.schedule.slots import Content, Terms, slots
from radiodesk.staff import people
from radiodesk.tui.dialogs.slot import Effect, Names, slot_fields, terms_of
from tests.conftest import AnotherDesk
from tests.statements import statements_of

TODAY = dt.date(2026, 3, 2)
"""A Monday."""
NEWS: dict[str, Any] = {
    "key": "thoi-su",
    "programme": "Thời sự",
    "kind": "news",
    "at": "05:30",
    "length": "15:00",
    "from": "2026-02-23",
    "rule": "daily",
}
AGAIN: dict[str, Any] = {"key": "lai", "repeats": "thoi-su", "at": "17:00", "from": "2026-02-23", "rule": "daily"}
VOV: dict[str, Any] = {
    "key": "vov",
    "relay": "Thời sự VOV1",
    "upstream": "VOV1",
    "at": "06:00",
    "length": "30:00",
    "from": "2026-02-23",
    "rule": "daily",
}


def text(*tables: dict[str, Any], **keys: Any) -> str:
    return tomlkit.dumps({**keys, "slot": list(tables)})


def apply(
    desk: Desk, *tables: dict[str, Any], today: dt.date = TODAY, end_missing: bool = False, **keys: Any
) -> Applied:
    file = grid_files.read("grid.toml", text(*tables, **keys))
    with desk.changing(Action.APPLY_GRID, file="grid.toml") as session:
        return grid_files.apply(session, file, name="grid.toml", today=today, end_missing=end_missing)


def shown(desk: Desk, day: dt.date, days: int = 1) -> list[str]:
    """The plan of some days: time, title, and what else is to be seen."""
    with desk.reading() as session:
        found = plan.entries(session, *span(day, day + dt.timedelta(days=days - 1), zone(session)))
    dated = "%d %H:%M" if days > 1 else "%H:%M"
    words = {BroadcastState.PLANNED: ""}
    return [f"{each.starts:{dated}} {each.title}{words.get(each.state, f' {each.state}')}" for each in found]


def row_of(desk: Desk, series: str, of: dt.datetime) -> Broadcast:
    """The stored broadcast of an occurrence."""
    with desk.reading() as session:
        ids = [each.id for each in slots(session) if each.series == series]
        statement = select(Broadcast).where(Broadcast.slot_id.in_(ids), Broadcast.occurrence == of)
        return session.scalars(statement).one()


def at(day: int, clock: str = "05:30") -> dt.datetime:
    """A local start in March 2026."""
    return dt.datetime.fromisoformat(f"2026-03-{day:02}T{clock}")


def move_by_hand(desk: Desk, series: str, of: dt.datetime, to: str, **values: Any) -> None:
    row = row_of(desk, series, of)
    with desk.changing(Action.CHANGE_BROADCAST) as session:
        broadcasts.change_broadcast(
            session,
            row.id,
            row.version,
            on=of.date(),
            at=dt.time.fromisoformat(to),
            actual_seconds=None,
            note="",
            now=dt.datetime(2026, 3, 2, tzinfo=dt.UTC),
            sure=True,
            **{"planned_seconds": row.planned_seconds, **values},
        )


def mark(desk: Desk, series: str, of: dt.datetime, state: BroadcastState) -> None:
    row = row_of(desk, series, of)
    with desk.changing(Action.MARK_BROADCAST) as session:
        now = dt.datetime(2026, 4, 2, tzinfo=dt.UTC)
        broadcasts.set_state(session, row.id, row.version, state, now=now, sure=True)


def add_story(desk: Desk, series: str, of: dt.datetime) -> None:
    """Add a line to the edition of an occurrence."""
    row = row_of(desk, series, of)
    with desk.changing(Action.ADD_INSERT) as session:
        session.add(Line(edition_id=row.edition_id, position=1, kind=LineKind.INSERT, label="Nhạc hiệu"))


# Applying


def test_a_file_plans_four_weeks_and_applied_again_it_changes_nothing(desk: Desk) -> None:
    first = apply(desk, NEWS, AGAIN, VOV)
    assert [(each.series, each.fate) for each in first.steps] == [(key, Fate.NEW) for key in ("thoi-su", "vov", "lai")]
    assert first.stored == 3 * 28
    assert first.added == {"upstream": ["VOV1"]}

    again = apply(desk, NEWS, AGAIN, VOV)

    assert again.is_empty
    assert shown(desk, TODAY) == ["05:30 Thời sự", "06:00 Thời sự VOV1", "17:00 Thời sự"]


def test_the_changes_of_a_file_show_progress_and_can_be_stopped(desk: Desk) -> None:
    changes = [{"of": f"2026-02-{day}T05:30", "state": "cancelled"} for day in range(23, 28)]
    file = text(NEWS | {"change": changes}, AGAIN)
    shares: list[float] = []

    def run(progress: Callable[[int, int], object]) -> None:
        grid_files.run(desk, "grid.toml", file, today=TODAY, progress=progress)

    def stop_at_the_third_change(done: int, total: int) -> None:
        shares.append(done / total)
        if sum(each > 0.5 for each in shares) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(stop_at_the_third_change)
    with desk.reading() as session:
        assert not slots(session)
    shares.clear()
    run(lambda done, total: shares.append(done / total))
    assert shares == sorted(shares)
    assert len([each for each in shares if 0.5 <= each < 0.75]) == 2 + len(changes)
    assert shares[-1] == 0.75


def test_a_desk_with_a_grid_is_no_damaged_one(desk: Desk) -> None:
    apply(desk, NEWS | {"duties": [{"role": "editor", "person": "Thu Hà"}], "outlets": ["Đài xã"]}, AGAIN, VOV)
    assert whole_check.check(desk) == []


def test_days_before_today_and_after_the_generated_ones_are_shown_too(desk: Desk) -> None:
    apply(desk, NEWS, AGAIN)
    assert shown(desk, dt.date(2026, 2, 22)) == []
    assert shown(desk, dt.date(2026, 2, 23)) == ["05:30 Thời sự", "17:00 Thời sự"]
    assert shown(desk, dt.date(2031, 7, 1)) == ["05:30 Thời sự", "17:00 Thời sự"]


def test_a_repeat_carries_the_edition_of_its_day_or_of_days_before(desk: Desk) -> None:
    later = {
        "key": "hom-sau",
        "repeats": "thoi-su",
        "days_after": 1,
        "at": "04:00",
        "from": "2026-02-23",
        "rule": "daily",
    }
    apply(desk, NEWS, AGAIN, later)
    first, same_day, next_day = (
        row_of(desk, "thoi-su", at(3)),
        row_of(desk, "lai", at(3, "17:00")),
        row_of(desk, "hom-sau", at(4, "04:00")),
    )
    assert first.edition_id == same_day.edition_id == next_day.edition_id
    # Today's repeat of yesterday: that first run is stored as well.
    assert row_of(desk, "hom-sau", at(2, "04:00")).edition_id == row_of(desk, "thoi-su", at(1)).edition_id


def test_a_changed_slot_applies_from_today_on(desk: Desk) -> None:
    apply(desk, NEWS, AGAIN, today=dt.date(2026, 2, 23))

    applied = apply(desk, NEWS | {"at": "05:00", "length": "20:00"}, AGAIN)

    assert [(each.series, each.fate, each.first) for each in applied.steps] == [
        ("thoi-su", Fate.CHANGED, TODAY),
        ("lai", Fate.UNCHANGED, None),
    ]
    assert applied.steps[0].details == ("time 05:30 → 05:00", "length 15:00 → 20:00")
    assert shown(desk, dt.date(2026, 3, 1), 2) == [
        "01 05:30 Thời sự",
        "01 17:00 Thời sự",
        "02 05:00 Thời sự",
        "02 17:00 Thời sự",
    ]
    assert row_of(desk, "thoi-su", at(2, "05:00")).planned_seconds == 1200
    assert row_of(desk, "lai", at(9, "17:00")).edition_id == row_of(desk, "thoi-su", at(9, "05:00")).edition_id
    assert apply(desk, NEWS | {"at": "05:00", "length": "20:00"}, AGAIN).is_empty


def test_what_changes_in_a_slot_is_said_with_the_values_of_both(desk: Desk) -> None:
    holidays = [f"2026-04-{day:02}" for day in range(10, 15)]
    apply(desk, NEWS | {"outlets": ["own", "Đài xã"], "except": ["2026-03-20"]})

    [step] = apply(
        desk,
        NEWS
        | {
            "programme": "Bản tin",
            "until": "2026-06-30",
            "rule": "weekdays",
            "pause": [["2026-03-10", "2026-03-12"], ["2026-05-01", "2026-05-01"]],
            "except": holidays,
            "add": ["2026-03-08T18:00"],
            "outlets": ["own", "ĐÀI XÃ", "Đài huyện"],
            "duties": [{"role": "editor", "person": "Thu Hà"}],
        },
    ).steps

    assert step.details == (
        "what is broadcast “Thời sự” → “Bản tin”",
        "last day none → 30/06/2026",
        "rule every day → Monday to Friday",
        "pauses +10/03/2026–12/03/2026 +01/05/2026",
        "exclusions −20/03/2026 +10/04/2026 +11/04/2026 +12/04/2026 +…",
        "additions +18:00 08/03/2026",
        "outlets +Đài huyện",
        "on duty +Thu Hà",
    )


def test_a_slot_that_was_changed_today_is_changed_in_place(desk: Desk) -> None:
    apply(desk, NEWS, today=dt.date(2026, 2, 23))
    apply(desk, NEWS | {"at": "05:00"})
    apply(desk, NEWS | {"at": "05:10"})
    with desk.reading() as session:
        assert [(each.terms.recurrence.at, each.terms.recurrence.last) for each in slots(session)] == [
            (dt.time(5, 30), dt.date(2026, 3, 1)),
            (dt.time(5, 10), None),
        ]
    assert shown(desk, TODAY) == ["05:10 Thời sự"]


KINDS: dict[str, dict[str, Any]] = {
    "programme": {"programme": "Âm nhạc", "kind": "music"},
    "repeat": {"repeats": "thoi-su"},
    "relay": {"relay": "Thời sự VOV1", "upstream": "VOV1"},
    "live": {"relay": "Khai mạc lễ hội", "live_event": True},
}
TITLES = {"programme": "Âm nhạc", "repeat": "Thời sự", "relay": "Thời sự VOV1", "live": "Khai mạc lễ hội"}


@pytest.mark.parametrize(("before", "after"), list(itertools.permutations(KINDS, 2)))
@pytest.mark.parametrize("first", [dt.date(2026, 2, 23), TODAY], ids=["from today on", "as a whole"])
def test_a_slot_can_become_one_of_another_kind(desk: Desk, before: str, after: str, first: dt.date) -> None:
    when = {"key": "khung", "at": "19:00", "length": "10:00", "from": "2026-03-02", "rule": "daily"}
    when["from"] = first.isoformat()
    apply(desk, NEWS, KINDS[before] | when, today=first)

    apply(desk, NEWS, KINDS[after] | when)

    with desk.reading() as session:
        kinds = [each.terms.content.kind for each in slots(session) if each.series == "khung"]
    assert len(kinds) == (1 if first == TODAY else 2)
    assert shown(desk, dt.date(2026, 4, 20)) == ["05:30 Thời sự", f"19:00 {TITLES[after]}"]
    assert apply(desk, NEWS, KINDS[after] | when).is_empty
    assert whole_check.check(desk) == []


def test_what_was_planned_is_planned_anew_when_a_slot_becomes_one_of_another_kind(desk: Desk) -> None:
    apply(desk, NEWS)
    add_story(desk, "thoi-su", at(4))
    mark(desk, "thoi-su", at(2), BroadcastState.AIRED)
    move_by_hand(desk, "thoi-su", at(3), "06:10")

    applied = apply(desk, VOV | {"key": "thoi-su", "at": "05:30"})

    assert (len(applied.steps[0].report.kept), len(applied.steps[0].report.removed), applied.stored) == (3, 25, 25)
    assert shown(desk, TODAY, 4) == [
        "02 05:30 Thời sự aired",
        "03 06:10 Thời sự",
        "04 05:30 Thời sự",
        "05 05:30 Thời sự VOV1",
    ]
    assert whole_check.check(desk) == []


def test_the_work_in_an_edition_that_only_a_repeat_carries_is_not_lost(desk: Desk) -> None:
    news = NEWS | {"except": ["2026-03-05"]}
    apply(desk, news, AGAIN)
    add_story(desk, "lai", at(5, "17:00"))

    apply(desk, news, VOV | {"key": "lai", "at": "17:00"})

    assert shown(desk, at(4).date(), 2) == [
        "04 05:30 Thời sự",
        "04 17:00 Thời sự VOV1",
        "05 17:00 Thời sự",
    ]


@pytest.mark.parametrize(
    ("tables", "end_missing", "line", "key"),
    [
        ([VOV | {"key": "thoi-su"}], False, 3, "relay"),
        ([VOV, {"key": "thoi-su", "repeats": "khac", "at": "05:30", "from": "2026-02-23", "rule": "daily"}, {
            **NEWS, "key": "khac"}], False, 12, "repeats"),
        ([AGAIN], True, 3, "repeats"),
    ],
    ids=["a relay", "a repeat", "ended"],
)  # fmt: skip
def test_a_slot_that_is_still_repeated_stays_a_programme(
    desk: Desk, tables: list[dict[str, Any]], end_missing: bool, line: int, key: str
) -> None:
    apply(desk, NEWS, AGAIN)
    with pytest.raises(BadFile) as refused:
        apply(desk, *tables, end_missing=end_missing)
    said = "“thoi-su” is repeated by “lai”: end those slots first, or let them repeat something else"
    assert refused.value.problems == ((line, key, said),)
    assert apply(desk, NEWS, AGAIN).is_empty


def test_a_repeat_in_the_same_file_may_become_something_else_with_what_it_repeats(
    desk: Desk, another_desk: AnotherDesk
) -> None:
    apply(desk, NEWS, AGAIN, today=dt.date(2026, 2, 23))
    other = {**NEWS, "key": "khac", "programme": "Âm nhạc", "kind": "music", "at": "09:00"}
    apply(desk, VOV | {"key": "thoi-su", "at": "05:30"}, AGAIN | {"repeats": "khac"}, other)

    assert shown(desk, dt.date(2026, 3, 1), 2) == [
        "01 05:30 Thời sự",
        "01 09:00 Âm nhạc",
        "01 17:00 Thời sự",
        "02 05:30 Thời sự VOV1",
        "02 09:00 Âm nhạc",
        "02 17:00 Âm nhạc",
    ]
    with desk.reading() as session:
        written = grid_files.write(session, "grid.toml")
    with another_desk() as other_desk:
        for each in (desk, other_desk):
            with each.changing(Action.APPLY_GRID, file="grid.toml") as session:
                grid_files.apply(session, grid_files.read("grid.toml", written), name="grid.toml", today=TODAY)
        assert shown(other_desk, dt.date(2026, 3, 1), 2) == shown(desk, dt.date(2026, 3, 1), 2)


def test_a_slot_that_is_repeated_is_not_ended_before_its_repeats(desk: Desk) -> None:
    apply(desk, NEWS, AGAIN)
    with desk.reading() as session:
        news, again = slots(session)
    with pytest.raises(slot_edits.StillRepeated, match="“lai”"), desk.changing(Action.END_SLOT) as session:
        slot_edits.end(session, news, news.version, at(9).date())
    with desk.changing(Action.END_SLOT) as session:
        slot_edits.end(session, again, again.version, at(9).date())
        slot_edits.end(session, news, news.version, at(9).date())


def test_a_slot_never_repeats_itself(desk: Desk) -> None:
    apply(desk, NEWS, today=TODAY)
    with desk.reading() as session:
        slot = slots(session)[0]
    terms = replace(slot.terms, content=Content(BroadcastKind.REPEAT, repeats="thoi-su"))
    for scope in (Scope.ALL, Scope.FOLLOWING):
        with pytest.raises(slot_terms.RepeatsItself), desk.changing(Action.CHANGE_SLOT) as session:
            slot_edits.change(session, slot, terms, scope, at(9).date(), TODAY)


def test_what_was_aired_or_changed_by_hand_keeps_its_values_and_is_not_doubled(desk: Desk) -> None:
    apply(desk, NEWS)
    mark(desk, "thoi-su", at(2), BroadcastState.AIRED)
    mark(desk, "thoi-su", at(3), BroadcastState.CANCELLED)
    move_by_hand(desk, "thoi-su", at(4), "06:10")

    apply(desk, NEWS | {"at": "05:00"})

    assert shown(desk, dt.date(2026, 3, 2), 4) == [
        "02 05:30 Thời sự aired",
        "03 05:30 Thời sự cancelled",
        "04 06:10 Thời sự",
        "05 05:00 Thời sự",
    ]
    assert row_of(desk, "thoi-su", at(4, "05:00")).starts == dt.datetime(2026, 3, 3, 23, 10, tzinfo=dt.UTC)


def test_an_aired_repeat_keeps_its_title_when_the_slot_of_its_first_run_gets_another_programme(desk: Desk) -> None:
    apply(desk, NEWS, AGAIN)
    mark(desk, "lai", at(3, "17:00"), BroadcastState.AIRED)

    apply(desk, NEWS | {"programme": "Âm nhạc", "kind": "music", "at": "05:00"}, AGAIN)

    assert shown(desk, at(2).date(), 2) == [
        "02 05:00 Âm nhạc",
        "02 17:00 Âm nhạc",
        "03 05:00 Thời sự",
        "03 17:00 Thời sự aired",
    ]


def again_after_a_pause(desk: Desk, paused: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Apply a file with a pause from 4 to 6 March, and one without it: the plan of those days."""
    apply(desk, paused | {"pause": [["2026-03-04", "2026-03-06"]]})
    apply(desk, after)
    assert apply(desk, after).is_empty
    assert whole_check.check(desk) == []
    return shown(desk, at(4).date(), 3)


def test_a_cancelled_and_a_moved_occurrence_are_the_same_after_a_pause(desk: Desk) -> None:
    apply(desk, NEWS)
    mark(desk, "thoi-su", at(5), BroadcastState.CANCELLED)
    move_by_hand(desk, "thoi-su", at(6), "07:00")

    assert again_after_a_pause(desk, NEWS, NEWS) == [
        "04 05:30 Thời sự",
        "05 05:30 Thời sự cancelled",
        "06 07:00 Thời sự",
    ]
    assert row_of(desk, "thoi-su", at(6)).starts == dt.datetime(2026, 3, 6, 0, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize("table", [VOV, AGAIN | {"at": "06:00"}], ids=["relay", "repeat"])
def test_a_cancelled_relay_or_repeat_is_the_same_after_a_pause(desk: Desk, table: dict[str, Any]) -> None:
    apply(desk, NEWS, table)
    mark(desk, table["key"], at(5, "06:00"), BroadcastState.CANCELLED)
    title = TITLES["relay" if table is VOV else "repeat"]
    apply(desk, NEWS, table | {"pause": [["2026-03-04", "2026-03-06"]]})
    apply(desk, NEWS, table)
    assert shown(desk, at(5).date())[1:] == [f"06:00 {title} cancelled"]


def test_a_cancelled_occurrence_is_not_taken_for_another_one_of_its_day(desk: Desk) -> None:
    noon = NEWS | {"key": "trua", "at": "11:00", "except": ["2026-03-05"]}
    apply(desk, NEWS, noon)
    mark(desk, "thoi-su", at(5), BroadcastState.CANCELLED)
    apply(desk, NEWS | {"pause": [["2026-03-04", "2026-03-06"]]}, noon)
    apply(desk, NEWS | {"pause": [["2026-03-04", "2026-03-06"]]}, noon | {"except": []})
    assert shown(desk, at(5).date()) == ["05:30 Thời sự cancelled", "11:00 Thời sự"]


@pytest.mark.parametrize(
    "work",
    [
        lambda edition_id: Line(edition_id=edition_id, position=1, kind=LineKind.INSERT, label="Nhạc hiệu"),
        lambda edition_id: EditionTopic(edition_id=edition_id, topic=Topic(name="Bầu cử")),
        lambda edition_id: Delivery(edition_id=edition_id, recipient=Recipient(name="Đài tỉnh"), sent=at(1).date()),
        lambda edition_id: Publication(
            edition_id=edition_id, address="https://a.vn/1", posted=at(1).date(), withdrawn=True
        ),
    ],
    ids=["line", "topic", "delivery", "publication"],
)
def test_work_on_an_occurrence_that_is_no_longer_due_is_not_lost(work: Callable[[int], Base], desk: Desk) -> None:
    apply(desk, NEWS)
    with desk.changing(Action.EARLIER, what="work") as session:
        edition_id = row_of(desk, "thoi-su", at(3)).edition_id or 0
        session.add(work(edition_id))

    applied = apply(desk, NEWS | {"rule": "FREQ=WEEKLY;BYDAY=MO"})

    assert (len(applied.steps[0].report.single), len(applied.steps[0].report.removed)) == (1, 23)
    assert shown(desk, dt.date(2026, 3, 2), 8) == ["02 05:30 Thời sự", "03 05:30 Thời sự", "09 05:30 Thời sự"]
    with desk.reading() as session:
        assert session.scalars(select(Broadcast.slot_id).where(Broadcast.edition_id == edition_id)).one() is None


def test_a_change_of_the_file_is_made_and_undone_with_the_file(desk: Desk) -> None:
    moved = {"of": "2026-03-04T05:30", "start": "2026-03-04T06:30", "length": "20:00", "note": "Họp"}
    applied = apply(desk, NEWS | {"change": [moved, {"of": "2026-03-05T05:30", "state": "cancelled"}]})
    assert applied.changes == 2
    assert shown(desk, dt.date(2026, 3, 4), 2) == ["04 06:30 Thời sự", "05 05:30 Thời sự cancelled"]
    assert apply(desk, NEWS | {"change": [moved, {"of": "2026-03-05T05:30", "state": "cancelled"}]}).is_empty

    assert apply(desk, NEWS | {"change": [moved]}).undone == 1

    assert shown(desk, dt.date(2026, 3, 4), 2) == ["04 06:30 Thời sự", "05 05:30 Thời sự"]


@pytest.mark.parametrize(
    ("zone", "start"),
    [
        ("Asia/Ho_Chi_Minh", "1950-01-01T00:00"),
        ("Pacific/Kiritimati", "1950-01-01T00:00"),
        ("America/New_York", "2100-12-31T23:59"),
        ("Etc/GMT+12", "2100-12-31T23:59:59"),
    ],
)
def test_an_occurrence_can_be_moved_to_every_moment_of_the_calendar(desk: Desk, zone: str, start: str) -> None:
    with desk.changing(Action.CHANGE_STATION) as session:
        station(session).zone = zone

    applied = apply(desk, NEWS | {"change": [{"of": "2026-03-05T05:30", "start": start}]})

    moved = dt.datetime.fromisoformat(start)
    assert applied.far == [
        f"thoi-su: 05:30 on 05/03/2026 is moved by more than a week, to {moved:%H:%M} on {moved:%d/%m/%Y}"
    ]
    assert whole_check.check(desk) == []


def test_an_occurrence_that_is_moved_by_a_week_is_not_remarked(desk: Desk) -> None:
    changes = [{"of": "2026-03-10T05:30", "start": f"2026-03-{day}T05:30"} for day in ("03", "17")]
    for each in changes:
        assert apply(desk, NEWS | {"change": [each]}).far == []


def test_a_file_does_not_undo_what_was_changed_by_hand(desk: Desk) -> None:
    moved = {"of": "2026-03-04T05:30", "start": "2026-03-04T06:30"}
    apply(desk, NEWS | {"change": [moved]})
    move_by_hand(desk, "thoi-su", at(4), "07:00")
    move_by_hand(desk, "thoi-su", at(6), "07:15")

    again = apply(desk, NEWS | {"change": [moved, {"of": "2026-03-06T05:30", "state": "cancelled"}]})
    removed = apply(desk, NEWS)

    assert again.differing == [
        "thoi-su: 07:00 on 04/03/2026 was changed by hand and stays as it is",
        "thoi-su: 07:15 on 06/03/2026 was changed by hand and stays as it is",
    ]
    assert (removed.undone, shown(desk, dt.date(2026, 3, 4))) == (0, ["07:00 Thời sự"])


def test_a_cancelled_occurrence_stays_cancelled(desk: Desk) -> None:
    apply(desk, NEWS)
    mark(desk, "thoi-su", at(3), BroadcastState.CANCELLED)
    apply(desk, NEWS)
    apply(desk, NEWS | {"length": "10:00"})
    with desk.changing(Action.GENERATE) as session:
        assert generation.generate(session, TODAY).stored == 0
    assert shown(desk, dt.date(2026, 3, 3)) == ["05:30 Thời sự cancelled"]


def test_slots_that_the_file_lacks_end_only_when_that_is_asked_for(desk: Desk) -> None:
    apply(desk, NEWS, AGAIN, VOV)
    assert [step.fate for step in apply(desk, NEWS, AGAIN).steps] == [Fate.UNCHANGED, Fate.UNCHANGED, Fate.MISSING]
    assert shown(desk, TODAY)[1] == "06:00 Thời sự VOV1"

    applied = apply(desk, NEWS, AGAIN, end_missing=True)

    assert [step.fate for step in applied.steps] == [Fate.UNCHANGED, Fate.UNCHANGED, Fate.ENDED]
    assert shown(desk, TODAY) == ["05:30 Thời sự", "17:00 Thời sự"]
    assert shown(desk, dt.date(2026, 3, 1)) == ["05:30 Thời sự", "06:00 Thời sự VOV1", "17:00 Thời sự"]
    apply(desk, NEWS, AGAIN, VOV, today=dt.date(2026, 3, 9))
    assert shown(desk, dt.date(2026, 3, 8), 2)[:3] == ["08 05:30 Thời sự", "08 17:00 Thời sự", "09 05:30 Thời sự"]
    assert "09 06:00 Thời sự VOV1" in shown(desk, dt.date(2026, 3, 8), 2)


def test_two_programmes_share_a_time_in_odd_and_even_weeks(desk: Desk) -> None:
    odd = NEWS | {"key": "le", "programme": "Tuần lẻ", "rule": "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "from": "2026-02-23"}
    even = NEWS | {
        "key": "chan",
        "programme": "Tuần chẵn",
        "rule": "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO",
        "from": "2026-03-02",
    }
    apply(desk, odd, even)
    assert shown(desk, dt.date(2026, 3, 2), 22) == [
        "02 05:30 Tuần chẵn",
        "09 05:30 Tuần lẻ",
        "16 05:30 Tuần chẵn",
        "23 05:30 Tuần lẻ",
    ]


def test_count_goes_on_counting_over_a_change(desk: Desk) -> None:
    ten = NEWS | {"rule": "FREQ=DAILY;COUNT=10"}  # to 4 March
    apply(desk, ten, today=dt.date(2026, 2, 23))
    apply(desk, ten | {"at": "05:00"})
    assert shown(desk, dt.date(2026, 3, 1), 6) == [
        "01 05:30 Thời sự",
        "02 05:00 Thời sự",
        "03 05:00 Thời sự",
        "04 05:00 Thời sự",
    ]
    assert apply(desk, ten | {"at": "05:00"}).is_empty


@pytest.mark.parametrize(("start", "days"), [(2, ["09", "23"]), (16, ["16", "30"])])
def test_another_rule_counts_from_the_first_day_that_was_typed_or_from_the_change(
    desk: Desk, start: int, days: list[str]
) -> None:
    apply(desk, NEWS | {"from": at(2).date(), "rule": "FREQ=WEEKLY;BYDAY=MO"})
    with desk.changing(Action.CHANGE_SLOT) as session:
        (slot,) = slots(session)
        rule = rrule.parse("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO")
        when = replace(slot.terms.recurrence, rule=rule, start=at(start).date())
        slot_edits.change(session, slot, replace(slot.terms, recurrence=when), Scope.FOLLOWING, at(9).date(), TODAY)
    assert [each[:2] for each in shown(desk, at(3).date(), 29)] == days


def test_another_rule_of_a_file_counts_from_its_first_day_though_another_slot_of_the_series_begins_later(
    desk: Desk,
) -> None:
    apply(desk, NEWS)
    with desk.changing(Action.CHANGE_SLOT) as session:
        (slot,) = slots(session)
        when = replace(slot.terms.recurrence, rule=rrule.parse("FREQ=WEEKLY;BYDAY=MO"))
        slot_edits.change(session, slot, replace(slot.terms, recurrence=when), Scope.FOLLOWING, at(16).date(), TODAY)
    apply(desk, NEWS | {"rule": "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"})
    assert [each[:2] for each in shown(desk, TODAY, 35)] == ["10", "24"]  # as from 24 February


def test_a_change_of_a_repeat_of_what_has_no_first_runs_any_more_is_refused(desk: Desk) -> None:
    apply(desk, NEWS, AGAIN)
    relay = Content(BroadcastKind.RELAY, "Thời sự VOV1", upstream="VOV1")
    with desk.changing(Action.CHANGE_SLOT) as session:  # as earlier releases let it happen
        slot = next(each for each in slots(session) if each.series == "thoi-su")
        terms = replace(slot.terms, content=relay)
        columns = slot_terms.columns_of(session, slot.series_id, terms, None)
        for name, value in columns.values.items():
            setattr(session.get_one(Slot, slot.id), name, value)
    with pytest.raises(generation.NothingToRepeat):
        apply(desk, AGAIN | {"change": [{"of": "2026-05-10T17:00", "note": "x"}]})


def test_what_names_no_occurrence_is_listed_and_ignored(desk: Desk) -> None:
    applied = apply(desk, NEWS | {"except": ["2026-03-04T06:00"], "change": [{"of": "2026-03-05T06:00", "length": 60}]})
    assert applied.ignored == [
        "thoi-su: the change of 06:00 on 05/03/2026 matches no occurrence",
        "thoi-su: the exclusion of 04/03/2026 matches no occurrence",
    ]


def test_a_broadcast_that_was_planned_by_hand_becomes_the_occurrence(desk: Desk) -> None:
    with desk.changing(Action.PLAN_FIRST_RUN) as session:
        kind = grid_files.read("x", text(NEWS)).slots[0].kind
        broadcasts.plan_first_run(
            session, title="Thời sự", kind=kind, on=dt.date(2026, 3, 3), at=dt.time(5, 30), seconds=900, sure=True
        )
    assert apply(desk, NEWS).stored == 27
    assert shown(desk, dt.date(2026, 3, 3)) == ["05:30 Thời sự"]


def test_a_single_broadcast_on_another_outlet_does_not_become_the_occurrence(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        number = broadcasts.plan_first_run(
            session, title="Thời sự", kind=ProgrammeKind.NEWS, on=TODAY, at=dt.time(5, 30), seconds=900
        )
        row = session.get_one(Broadcast, number)
        row.own_air = False
        session.add(BroadcastOutlet(broadcast_id=number, outlet=outlet(session, "Xã A")))

    apply(desk, NEWS)

    assert row_of(desk, "thoi-su", at(2)).id != number
    apply(desk, NEWS, {**NEWS, "key": "xa", "outlets": ["Xã A"]})
    assert row_of(desk, "xa", at(2)).id == number


def test_several_outlets_are_one_broadcast(desk: Desk) -> None:
    communes = [f"Đài xã {number}" for number in range(14)]
    applied = apply(desk, NEWS | {"outlets": ["own", *communes]})
    assert (applied.stored, len(applied.added["outlet"])) == (28, 14)
    with desk.reading() as session:
        (entry,) = plan.entries(session, *span(TODAY, TODAY, zone(session)))
    assert entry.outlets == ("own", *communes)


# Writing


def test_an_export_applied_to_an_empty_home_gives_the_same_grid(desk: Desk, another_desk: AnotherDesk) -> None:
    duties = [{"role": "editor", "person": "Thu Hà"}]
    ten = NEWS | {"key": "muoi", "programme": "Mười kỳ", "rule": "FREQ=DAILY;COUNT=10;INTERVAL=2", "at": "10:00"}
    apply(desk, NEWS, AGAIN, VOV, ten, today=dt.date(2026, 2, 25), hours=[["05:00", "22:00"]])
    apply(desk, NEWS | {"at": "05:00", "duties": duties}, AGAIN, VOV | {"outlets": ["Đài xã"]}, ten | {"at": "10:30"})
    apply(desk, NEWS | {"at": "05:00", "duties": duties}, AGAIN, ten | {"at": "10:30"}, end_missing=True)
    apply(desk, VOV | {"at": "06:15"}, today=dt.date(2026, 3, 6))
    mark(desk, "thoi-su", at(8, "05:00"), BroadcastState.CANCELLED)
    move_by_hand(desk, "lai", at(9, "17:00"), "18:00")
    with desk.reading() as session:
        written = grid_files.write(session, "grid.toml")
    assert '"thoi-su@2026-03-01"' in written

    with another_desk() as other:
        file = grid_files.read("grid.toml", written)
        with other.changing(Action.APPLY_GRID, file="grid.toml") as session:
            grid_files.apply(session, file, name="grid.toml", today=dt.date(2026, 3, 6))
        assert shown(other, dt.date(2026, 2, 20), 40) == shown(desk, dt.date(2026, 2, 20), 40)
        with other.reading() as session:
            assert grid_files.write(session, "grid.toml") == written
    with desk.changing(Action.APPLY_GRID, file="grid.toml") as session:
        assert grid_files.apply(session, file, name="grid.toml", today=dt.date(2026, 3, 6)).is_empty


def selects(desk: Desk, work: Callable[[], object]) -> int:
    """How many queries some work sends."""
    return sum(each.startswith("SELECT") for each in statements_of(desk, lambda: void(work())))


def void(_result: object) -> None:
    """Drop a result."""


def written(desk: Desk) -> str:
    """The grid as a file."""
    with desk.reading() as session:
        return grid_files.write(session, "grid.toml")


def test_changing_a_slot_asks_no_more_for_many_occurrences_than_for_few(desk: Desk) -> None:
    few, many = NEWS | {"rule": "FREQ=WEEKLY;BYDAY=MO"}, NEWS | {"key": "khac", "programme": "Khác", "at": "09:00"}
    apply(desk, few, many)
    asked = selects(desk, lambda: apply(desk, few | {"at": "05:00"}, many))
    assert selects(desk, lambda: apply(desk, few | {"at": "05:00"}, many | {"at": "09:10"})) == asked


def test_changing_a_slot_asks_no_more_for_the_people_of_many_occurrences(desk: Desk) -> None:
    on_duty = {"duties": [{"role": "editor", "person": "Thu Hà"}]}
    few, many = NEWS | {"rule": "FREQ=WEEKLY;BYDAY=MO"}, NEWS | {"key": "khac", "programme": "Khác", "at": "09:00"}
    apply(desk, few | on_duty, many | on_duty)
    asked = selects(desk, lambda: apply(desk, few | on_duty | {"at": "05:00"}, many | on_duty))
    changed = [few | on_duty | {"at": "05:00"}, many | on_duty | {"at": "09:10"}]
    assert selects(desk, lambda: apply(desk, *changed)) == asked


def test_aired_broadcasts_are_not_loaded_to_change_the_length_of_a_slot(desk: Desk) -> None:
    apply(desk, NEWS)
    for day in range(2, 9):
        mark(desk, "thoi-su", at(day), BroadcastState.AIRED)
    with desk.reading() as session:
        (news,) = slots(session)
    longer = replace(news.terms, recurrence=replace(news.terms.recurrence, seconds=1200))
    loaded: list[BroadcastState] = []

    def note(row: Broadcast, _context: object) -> None:
        loaded.append(row.state)

    event.listen(Broadcast, "load", note)
    try:
        with desk.changing(Action.CHANGE_SLOT) as session:
            report = slot_edits.change(session, news, longer, Scope.ALL, at(9).date(), at(9).date())
    finally:
        event.remove(Broadcast, "load", note)
    assert (len(report.kept), len(report.fitted)) == (7, 21)
    assert BroadcastState.AIRED not in loaded


def test_an_unchanged_slot_and_its_export_ask_a_fixed_number_of_queries(desk: Desk) -> None:
    tables = [NEWS | {"key": f"khung-{n}", "programme": f"Chương trình {n}", "at": f"{n + 5:02}:00"} for n in range(12)]
    apply(desk, *tables[:2])
    few = selects(desk, lambda: written(desk))
    apply(desk, *tables)
    assert selects(desk, lambda: written(desk)) == few
    reads = [
        each for each in statements_of(desk, lambda: void(apply(desk, *tables))) if "FROM slot JOIN series" in each
    ]
    assert len(reads) == 3  # before, for the changes, and to generate


def test_long_lists_of_days_are_written_and_read_again(desk: Desk, another_desk: AnotherDesk) -> None:
    days = [(TODAY + dt.timedelta(days=each)).isoformat() for each in range(200)]
    news = NEWS | {"add": [f"{day}T10:00" for day in days], "except": days[3:150], "pause": [[days[151], days[160]]]}
    apply(desk, news)
    text_of_grid = written(desk)
    assert f'pause = [["{days[151]}", "{days[160]}"]]' in text_of_grid
    with another_desk() as other:
        with other.changing(Action.APPLY_GRID, file="grid.toml") as session:
            file = grid_files.read("grid.toml", text_of_grid)
            grid_files.apply(session, file, name="grid.toml", today=TODAY)
        assert written(other) == text_of_grid


def test_comments_and_the_way_of_writing_stay(desk: Desk) -> None:
    present = """# Khung chương trình 2026
[[slot]]
key = "thoi-su"   # sáng
programme = "Thời sự"
kind = "news"
at = 05:30:00
length = 900  # 15 phút
from = 2026-02-23
rule = "FREQ=DAILY"
"""
    file = grid_files.read("grid.toml", present)
    with desk.changing(Action.APPLY_GRID, file="grid.toml") as session:
        grid_files.apply(session, file, name="grid.toml", today=dt.date(2026, 2, 23))
    with desk.reading() as session:
        assert grid_files.write(session, "grid.toml", present) == present
    mark(desk, "thoi-su", at(4), BroadcastState.CANCELLED)
    with desk.reading() as session:
        written = grid_files.write(session, "grid.toml", present)
    assert written.startswith(present)
    assert written[len(present) :].split() == [
        "[[slot.change]]",
        "of",
        "=",
        '"2026-03-04T05:30"',
        "state",
        "=",
        '"cancelled"',
    ]


def test_the_comments_below_a_first_slot_that_is_removed_stay_above_the_next(desk: Desk) -> None:
    apply(desk, NEWS)
    earlier = "# Season\n\n" + text(NEWS | {"key": "thoi-su@2026-02-25"}) + "\n# Evening: do not move\n"

    with desk.reading() as session:
        found = grid_files.write(session, "grid.toml", earlier + text(NEWS))

    assert found.startswith("# Season\n")
    assert '# Evening: do not move\n[[slot]]\nkey = "thoi-su"\n' in found
    assert [each["key"] for each in tomlkit.parse(found)["slot"]] == ["thoi-su"]


def test_more_slots_than_a_grid_has_are_refused() -> None:
    many = [NEWS | {"key": f"tin-{number}"} for number in range(grid_files.reading.MOST_SLOTS + 1)]

    with pytest.raises(BadFile) as refused:
        grid_files.read("grid.toml", text(*many))

    assert refused.value.problems[0].message.startswith("2,001 slots are more than a station has (2,000 at most)")


def test_a_grid_with_more_conflicts_than_anybody_looks_through_is_refused(desk: Desk) -> None:
    many = [NEWS | {"key": f"tin-{number}"} for number in range(40)]

    with pytest.raises(found_conflicts.TooManyConflicts, match=r"more than 10,000 .* with “Thời sự” at 05:30"):
        grid_files.run(desk, "grid.toml", text(*many), today=TODAY)

    assert shown(desk, TODAY) == []


@pytest.mark.parametrize("scope", [Scope.ALL, Scope.FOLLOWING])
def test_what_is_repeated_does_not_become_a_relay(desk: Desk, scope: Scope) -> None:
    apply(desk, NEWS, AGAIN)
    with desk.reading() as session:
        news = next(each for each in slots(session) if each.series == "thoi-su")
    relay = replace(news.terms, content=Content(BroadcastKind.RELAY, "Thời sự", upstream="VOV1"))

    with pytest.raises(slot_edits.StillRepeated, match="“lai”"), desk.changing(Action.CHANGE_SLOT) as session:
        slot_edits.change(session, news, relay, scope, TODAY, TODAY)


def test_the_comments_of_a_slot_that_ended_and_of_its_neighbours_stay(desk: Desk) -> None:
    slot = 'kind = "news"\nat = "{at}"\nlength = "15:00"\nfrom = 2026-03-02\nrule = "daily"\n'
    present = (
        '# Mùa 2026\n\n# --- sáng ---\n[[slot]]\nkey = "a"\nprogramme = "A"  # huyện yêu cầu\n'
        + slot.format(at="05:30")
        + '\n# --- chiều, có tài trợ ---\n[[slot]]\nkey = "b"\nprogramme = "B"\n'
        + slot.format(at="18:30")
    )
    file = grid_files.read("grid.toml", present)
    with desk.changing(Action.APPLY_GRID, file="grid.toml") as session:
        grid_files.apply(session, file, name="grid.toml", today=TODAY)
    with desk.changing(Action.END_SLOT) as session:
        ended = slots(session)[0]
        slot_edits.end(session, ended, ended.version, at(14).date())
    with desk.reading() as session:
        written = grid_files.write(session, "grid.toml", present)
        assert written == present.replace('key = "a"', 'key = "a@2026-03-14"')
        assert grid_files.write(session, "grid.toml", written) == written


# Mistakes


@pytest.mark.parametrize(
    ("wrong", "line", "key", "said"),
    [
        ({"att": "05:30"}, 8, "att", "no key “att”"),
        ({"at": "25:00"}, 5, "at", "“25:00” does not fit"),
        ({"until": "2026-01-01"}, 8, "until", "before the first day"),
        ({"rule": "FREQ=DAILY;COUNT=0"}, 8, "rule", "never occurs"),
        ({"rule": "hằng ngày"}, 8, "rule", "is not part of a rule"),
        ({"rule": "FREQ=DAILY;COUNT=5", "until": "2026-09-01"}, 9, "until", "COUNT of its rule"),
        ({"length": "8:00:00:00"}, 6, "length", "does not fit"),
        ({"repeats": "thoi-su"}, 1, "programme", "one of the keys"),
        ({"duties": [{"role": "cook", "person": "Lan"}]}, 9, "duties", "roles are editor"),
        ({"outlets": []}, 8, "outlets", "needs an outlet"),
        ({"kind": "drama"}, 4, "kind", "news, column"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_nothing_changes(
    desk: Desk, wrong: dict[str, Any], line: int, key: str, said: str
) -> None:
    base = {name: value for name, value in NEWS.items() if name != "rule"}
    order = [*base, *(name for name in wrong if name not in base)]
    slot = {name: wrong.get(name, base.get(name)) for name in order}
    with pytest.raises(BadFile) as refused:
        apply(desk, slot)
    (problem,) = refused.value.problems
    assert (problem.line, problem.key) == (line, key)
    assert said in problem.message
    with desk.reading() as session:
        assert session.scalars(select(Slot)).all() == []


@pytest.mark.parametrize(
    ("keys", "key"),
    [
        ({"pause": [["2026-02-20", "2026-02-14"]]}, "pause"),
        ({"pause": [["2026-02-14", "2026-02-20"], ["2026-02-20", "2026-02-14"]], "until": "2027-01-01"}, "pause"),
        ({"until": "2026-02-01"}, "until"),
        ({"rule": "FREQ=DAILY;UNTIL=20260201"}, "rule"),
        ({"rule": "FREQ=DAILY;COUNT=3", "until": "2026-04-01"}, "until"),
        ({"rule": "FREQ=WEEKLY;BYDAY=SU", "until": "2026-02-24"}, "rule"),
        ({"rule": "FREQ=DAILY;COUNT=0"}, "rule"),
    ],
)
def test_a_slot_that_cannot_be_planned_is_named_with_the_key_that_is_wrong(
    desk: Desk, keys: dict[str, Any], key: str
) -> None:
    written = text(NEWS | keys)
    with pytest.raises(BadFile) as refused, desk.changing(Action.APPLY_GRID) as session:
        grid_files.apply(session, grid_files.read("grid.toml", written), name="grid.toml", today=TODAY)
    line = next(number for number, each in enumerate(written.splitlines(), 1) if each.startswith(f"{key} ="))
    assert [(each.line, each.key) for each in refused.value.problems] == [(line, key)]


def test_a_new_programme_needs_a_kind_and_a_repeat_a_slot(desk: Desk) -> None:
    without = {name: value for name, value in NEWS.items() if name != "kind"}
    with pytest.raises(BadFile) as refused:
        apply(desk, without, AGAIN | {"repeats": "khac"})
    assert [(each.line, each.key, each.message) for each in refused.value.problems] == [
        (1, "kind", "“Thời sự” is a new programme: choose its kind"),
        (11, "repeats", "There is no slot “khac”: check the key"),
    ]


def test_what_was_aired_without_a_planned_length_lasts_as_long_as_it_did(desk: Desk) -> None:
    apply(desk, {name: value for name, value in NEWS.items() if name != "length"}, AGAIN)
    row = row_of(desk, "thoi-su", at(2))
    with desk.changing(Action.MARK_BROADCAST) as session:
        now = dt.datetime(2026, 3, 3, tzinfo=dt.UTC)
        broadcasts.set_state(session, row.id, row.version, BroadcastState.AIRED, now=now, actual_seconds=910, sure=True)
    with desk.reading() as session:
        found = plan.entries(session, *span(TODAY, TODAY, zone(session)))
    of_today = [each for each in found if each.starts.date() == TODAY]
    assert [f"{each.ends:%H:%M:%S}" for each in of_today if each.ends] == ["05:45:10", "17:15:10"]


LONG_WATCH: dict[str, Any] = {**VOV, "length": "30:00:00", "rule": "FREQ=WEEKLY;BYDAY=SA"}


def test_a_broadcast_of_a_slot_longer_than_a_day_is_moved_and_written_again(desk: Desk) -> None:
    apply(desk, LONG_WATCH)
    move_by_hand(desk, "vov", at(7, "06:00"), "07:00", planned_seconds=31 * 3600)

    with desk.reading() as session:
        written = grid_files.write(session, "grid.toml")
    change = grid_files.read("grid.toml", written).slots[0].changes[0]
    assert (change.start, change.seconds) == (at(7, "07:00"), 31 * 3600)
    with pytest.raises(BadDuration):
        move_by_hand(desk, "vov", at(7, "06:00"), "07:00", planned_seconds=7 * 24 * 3600 + 1)


def test_a_length_of_days_is_typed_as_it_is_shown() -> None:
    assert typed_slot_length(formats.duration(30 * 3600)) == 30 * 3600
    assert typed_slot_length("30") == 30 * 60
    with pytest.raises(UntypedLength):
        typed_slot_length(formats.duration(7 * 24 * 3600 + 1))


@pytest.mark.parametrize("content", [VOV, AGAIN], ids=["relay", "repeat"])
def test_a_grid_that_is_written_is_read_again_though_a_relay_is_own_live(desk: Desk, content: dict[str, Any]) -> None:
    apply(desk, NEWS, content)
    with desk.changing(Action.EARLIER, what="test") as session:
        for row in session.scalars(select(Slot)):
            row.own_live = True

    with desk.reading() as session:
        written = grid_files.write(session, "grid.toml")

    assert [each.terms.content.own_live for each in grid_files.read("grid.toml", written).slots] == [True, False]


@pytest.mark.parametrize("content", [NEWS, VOV, AGAIN], ids=["programme", "relay", "repeat"])
def test_only_the_form_of_a_programme_asks_whether_it_is_own_live(desk: Desk, content: dict[str, Any]) -> None:
    apply(desk, *([NEWS] if content is NEWS else [NEWS, content]))
    with desk.reading() as session:
        slot_view = slots(session)[-1]
        names = Names(choices.programmes(session, TODAY), choices.upstreams(session))
    shown_fields = [each.name for each in slot_fields(slot_view, TODAY, names)]

    assert ("own_live" in shown_fields) is (content is NEWS)


def test_a_slot_whose_rule_is_cleared_is_due_once(desk: Desk) -> None:
    apply(desk, NEWS)
    with desk.reading() as session:
        slot_view = slots(session)[0]
    values = {"title": "Thời sự", "at": dt.time(5, 30), "seconds": 900, "start": TODAY, "until": None, "pauses": None}
    values |= {"own_air": True, "outlets": None, "own_live": False}

    assert terms_of(slot_view, {**values, "rule": None}).recurrence.rule.is_once
    assert terms_of(slot_view, {**values, "rule": rrule.parse("FREQ=DAILY")}).recurrence.rule.text == "FREQ=DAILY"


# Single broadcasts of the past


def plan_single(desk: Desk, day: dt.date, clock: str = "05:30", *, aired: bool = True) -> None:
    """A first run of a ledger: it belongs to no slot."""
    with desk.changing(Action.PLAN_FIRST_RUN) as session:
        row_id = broadcasts.plan_first_run(
            session,
            title="Thời sự",
            kind=ProgrammeKind.NEWS,
            on=day,
            at=dt.time.fromisoformat(clock),
            seconds=900,
            sure=True,
        )
    if aired:
        with desk.changing(Action.MARK_BROADCAST) as session:
            row = session.get_one(Broadcast, row_id)
            now = dt.datetime(2026, 4, 2, tzinfo=dt.UTC)
            broadcasts.set_state(session, row.id, row.version, BroadcastState.AIRED, now=now, sure=True)


LONG_AGO = dt.date(2019, 3, 5)


@pytest.mark.parametrize("begun", ["2019-01-01", "2026-03-02"], ids=["added", "moved back"])
def test_a_slot_that_reaches_back_takes_the_broadcasts_of_the_past(desk: Desk, begun: str) -> None:
    plan_single(desk, LONG_AGO)
    plan_single(desk, LONG_AGO + dt.timedelta(days=1), "09:00")
    plan_single(desk, dt.date(2026, 6, 1), aired=False)  # later than what is generated
    apply(desk, NEWS | {"from": begun})
    if begun != "2019-01-01":
        apply(desk, NEWS | {"from": "2019-01-01"})

    expected = ["05 05:30 Thời sự aired", "06 05:30 Thời sự", "06 09:00 Thời sự aired"]
    assert shown(desk, LONG_AGO, 2) == expected
    assert shown(desk, dt.date(2026, 6, 1)) == ["05:30 Thời sự"]
    assert apply(desk, NEWS | {"from": "2019-01-01"}).is_empty

    with desk.changing(Action.UNDO) as session:
        undo.undo(session, desk, undo.last_of(session, desk.person))
    assert shown(desk, LONG_AGO, 2) == ["05 05:30 Thời sự aired", "06 09:00 Thời sự aired"]


def test_a_slot_that_is_planned_in_the_terminal_takes_the_broadcasts_of_the_past(desk: Desk) -> None:
    plan_single(desk, LONG_AGO)
    when = Recurrence(dt.time(5, 30), LONG_AGO - dt.timedelta(days=7), rrule.parse("daily"), 900)
    with desk.changing(Action.ADD_SLOT) as session:
        slot_edits.add_new(session, Terms(Content(BroadcastKind.FIRST_RUN, "Thời sự"), when), None, TODAY)
    assert shown(desk, LONG_AGO) == ["05:30 Thời sự aired"]


def test_a_short_name_in_a_grid_file_is_the_person_who_is_called_so(desk: Desk) -> None:
    with desk.changing(Action.ADD_PERSON, name="Lê Minh Đức") as session:
        people.add(session, "Lê Minh Đức", short_name="Đức")
    on_duty = NEWS | {"duties": [{"role": "editor", "person": "đức"}]}

    assert apply(desk, on_duty).added == {}
    again = apply(desk, on_duty)

    with desk.reading() as session:
        assert session.scalars(select(Person.name)).all() == ["Lê Minh Đức"]
        assert set(session.scalars(select(Duty.person_id))) == {1}
    assert again.is_empty


def test_an_earlier_first_day_of_a_series_to_come_begins_with_it(desk: Desk) -> None:
    apply(desk, NEWS | {"from": "2026-03-10"})
    with desk.reading() as session:
        (news,) = slots(session)
    with desk.changing(Action.CHANGE_SLOT) as session:
        terms = replace(news.terms, recurrence=replace(news.terms.recurrence, at=dt.time(5)))
        slot_edits.change(session, news, terms, Scope.FOLLOWING, at(14).date(), TODAY)
    earlier = NEWS | {"from": "2026-03-07", "at": "05:00"}

    (step,) = apply(desk, earlier).steps

    assert (step.first, step.details) == (at(7).date(), ("first day 10/03/2026 → 07/03/2026",))
    assert shown(desk, at(6).date(), 8) == [f"{day:02} 05:00 Thời sự" for day in range(7, 14)]
    assert apply(desk, earlier).is_empty
    with desk.reading() as session:
        assert "pause" not in grid_files.write(session, "grid.toml")


@pytest.mark.parametrize("begun", ["2026-02-23", "2026-03-02", "2026-03-12"])
@pytest.mark.parametrize("again", ["2026-02-23", "2026-03-02", "2026-03-12"])
@pytest.mark.parametrize("by_file", [False, True])
def test_what_is_left_of_slots_that_ended_can_be_exported_and_applied(
    another_desk: AnotherDesk, begun: str, again: str, by_file: bool
) -> None:
    with another_desk() as desk, another_desk() as empty:
        apply(desk, VOV, NEWS | {"from": begun}, AGAIN | {"from": again})
        if by_file:
            apply(desk, VOV, end_missing=True)
        else:
            with desk.changing(Action.END_SLOT) as session:
                news = next(each for each in slots(session) if each.series == "thoi-su")
                slot_edits.end(session, news, news.version, at(1).date(), repeats=("lai",))
        with desk.reading() as session:
            assert grid_check.problems(session) == []
            exported = grid_files.write(session, "grid.toml")
        with empty.changing(Action.APPLY_GRID, file="grid.toml") as session:
            grid_files.apply(session, grid_files.read("grid.toml", exported), name="grid.toml", today=TODAY)
        first = at(1).date() - dt.timedelta(days=9)
        assert shown(empty, first, 30) == shown(desk, first, 30)


# A repeat that has work and no first run


def editions_of(desk: Desk, day: int) -> dict[str, tuple[int, int]]:
    """The edition and its lines, of each broadcast of a day in March, by its start."""
    with desk.reading() as session:
        found = queries.day(session, dt.date(2026, 3, day)).broadcasts
        lines = select(func.count()).select_from(Line)
        return {
            f"{each.starts:%H:%M}": (each.edition_id, session.scalar(lines.where(Line.edition_id == each.edition_id)))
            for each in found
            if each.edition_id is not None
        }


def own_live(desk: Desk, day: int) -> list[bool]:
    """Whether each broadcast of a day in March is an own live one."""
    with desk.reading() as session:
        return [each.own_live for each in plan.entries(session, *span(at(day).date(), at(day).date(), zone(session)))]


def plan_beside(desk: Desk, day: int) -> int:
    """Plan a first run of the news beside the grid, at the time of its slot. Returns the broadcast's id."""
    with desk.changing(Action.PLAN_FIRST_RUN) as session:
        when = {"on": at(day).date(), "at": at(day).time(), "seconds": 900}
        return broadcasts.plan_first_run(session, title="Thời sự", kind=ProgrammeKind.NEWS, sure=True, **when)


def test_the_first_run_of_a_repeat_with_work_gets_that_work(desk: Desk) -> None:
    evening = AGAIN | {"key": "toi", "at": "21:00"}
    apply(desk, NEWS | {"rule": "FREQ=WEEKLY;BYDAY=MO"}, AGAIN, evening)
    add_story(desk, "lai", at(3, "17:00"))
    own = editions_of(desk, 3)["17:00"]

    apply(desk, NEWS, AGAIN, evening)

    assert editions_of(desk, 3) == {"05:30": own, "17:00": own, "21:00": own}
    assert apply(desk, NEWS, AGAIN, evening).stored == 0
    with desk.reading() as session:
        assert not generation.is_due(session, TODAY)


def test_a_repeat_with_work_keeps_it_where_the_first_run_has_work_of_its_own(desk: Desk) -> None:
    apply(desk, NEWS | {"rule": "FREQ=WEEKLY;BYDAY=MO"}, AGAIN)
    add_story(desk, "lai", at(3, "17:00"))
    own = editions_of(desk, 3)["17:00"]
    plan_beside(desk, 3)
    first = editions_of(desk, 3)["05:30"][0]
    with desk.changing(Action.ADD_INSERT) as session:
        session.add(Line(edition_id=first, position=1, kind=LineKind.INSERT, label="Nhạc hiệu"))

    apply(desk, NEWS, AGAIN)

    assert editions_of(desk, 3) == {"05:30": (first, 1), "17:00": own}
    with desk.reading() as session:
        assert not generation.is_due(session, TODAY)


@pytest.mark.parametrize("state", [BroadcastState.AIRED, BroadcastState.MISSED, None], ids=["aired", "missed", "begun"])
def test_a_first_run_that_has_begun_keeps_its_edition(desk: Desk, state: BroadcastState | None) -> None:
    next_day = AGAIN | {"days_after": 1}
    apply(desk, NEWS | {"rule": "FREQ=WEEKLY;BYDAY=MO"}, next_day)
    add_story(desk, "lai", at(4, "17:00"))
    own = editions_of(desk, 4)["17:00"]
    single = plan_beside(desk, 3)
    with desk.changing(Action.MARK_BROADCAST) as session:
        row = session.get_one(Broadcast, single)
        row.occurrence = at(3)  # so that a missed one is the occurrence as well
        row.state, row.actual_starts = (state, None) if state else (BroadcastState.PLANNED, row.starts)
    first = editions_of(desk, 3)["05:30"]

    with desk.changing(Action.CHANGE_SLOT) as session:
        slot = next(each for each in slots(session) if each.series == "thoi-su")
        terms = replace(slot.terms, recurrence=replace(slot.terms.recurrence, rule=rrule.parse("FREQ=DAILY")))
        slot_edits.change(session, slot, terms, Scope.ALL, at(4).date(), at(4).date())

    assert row_of(desk, "thoi-su", at(3)).id == single
    assert editions_of(desk, 3)["05:30"] == first
    assert editions_of(desk, 4)["17:00"] == own
    with desk.reading() as session:
        assert not generation.is_due(session, at(4).date())


def test_a_first_run_that_gets_the_work_of_its_repeat_stays_what_its_slot_says(desk: Desk) -> None:
    apply(desk, NEWS | {"rule": "FREQ=WEEKLY;BYDAY=MO"}, AGAIN)
    add_story(desk, "lai", at(3, "17:00"))
    own = editions_of(desk, 3)["17:00"]

    apply(desk, NEWS | {"programme": "Bản tin", "own_live": True}, AGAIN)

    assert editions_of(desk, 3) == {"05:30": own, "17:00": own}
    assert shown(desk, at(3).date()) == ["05:30 Bản tin", "17:00 Bản tin"]
    assert own_live(desk, 3) == [True, True]


def test_a_first_run_that_gets_the_work_of_its_repeat_is_own_live_where_either_was(desk: Desk) -> None:
    apply(desk, NEWS | {"rule": "FREQ=WEEKLY;BYDAY=MO"}, AGAIN)
    for day in (3, 4):
        add_story(desk, "lai", at(day, "17:00"))
    single = plan_beside(desk, 3)
    with desk.changing(Action.CHANGE_BROADCAST) as session:
        for row_id in (single, row_of(desk, "lai", at(4, "17:00")).id):
            edition_id = session.get_one(Broadcast, row_id).edition_id
            session.get_one(Edition, edition_id).own_live = True

    apply(desk, NEWS, AGAIN)

    assert [own_live(desk, day) for day in (3, 4, 5)] == [[True, True], [True, True], [False, False]]


def test_the_rundown_of_a_repeat_without_a_first_run_says_what_to_do(desk: Desk) -> None:
    apply(desk, NEWS | {"rule": "FREQ=WEEKLY;BYDAY=MO"}, AGAIN)
    edition_id, _lines = editions_of(desk, 3)["17:00"]
    with desk.reading() as session, pytest.raises(rundowns.NoFirstRun, match="plan the first run"):
        rundowns.rundown(session, edition_id)


def test_a_single_broadcast_on_one_of_the_outlets_is_the_occurrence(desk: Desk) -> None:
    single = plan_beside(desk, 3)

    apply(desk, NEWS | {"outlets": ["own", "Đài xã"]})

    assert row_of(desk, "thoi-su", at(3)).id == single
    assert shown(desk, at(3).date()) == ["05:30 Thời sự"]


def test_a_file_changes_and_restores_an_occurrence_whoever_was_put_on_duty(desk: Desk) -> None:
    moved = NEWS | {"change": [{"of": "2026-03-05T05:30", "start": "2026-03-05T06:10"}]}
    apply(desk, NEWS)
    row = row_of(desk, "thoi-su", at(5))
    with desk.changing(Action.SET_DUTIES) as session:
        duties.set_duties(session, row.id, row.version, [(DutyRole.EDITOR, "Minh")], sure=True)

    assert apply(desk, moved).changes == 1
    assert shown(desk, at(5).date()) == ["06:10 Thời sự"]
    assert apply(desk, NEWS).undone == 1
    assert shown(desk, at(5).date()) == ["05:30 Thời sự"]
    with desk.reading() as session:
        assert queries.broadcast(session, row.id).duties == ((DutyRole.EDITOR, "Minh"),)


def outlets_at(desk: Desk, day: int) -> list[tuple[str, ...]]:
    """The outlets of each broadcast of a day in March."""
    with desk.reading() as session:
        return [each.outlets for each in plan.entries(session, *span(at(day).date(), at(day).date(), zone(session)))]


def put_on(desk: Desk, broadcast_id: int, *names: str) -> None:
    """Let a broadcast go out on these outlets only."""
    with desk.changing(Action.CHANGE_BROADCAST) as session:
        session.get_one(Broadcast, broadcast_id).own_air = "own" in names
        for name in set(names) - {"own"}:
            session.add(BroadcastOutlet(broadcast_id=broadcast_id, outlet=outlet(session, name)))


@pytest.mark.parametrize(
    ("single", "missing"), [(["own"], "Đài xã"), (["Đài xã"], "own air"), (["Đài xã", "Đài huyện"], "own air")]
)
def test_a_single_broadcast_that_becomes_an_occurrence_goes_out_on_all_outlets_of_its_slot(
    desk: Desk, single: list[str], missing: str
) -> None:
    put_on(desk, plan_beside(desk, 3), *single)
    other = VOV | {"at": "05:30", "outlets": ["own" if missing == "own air" else missing]}
    file = text(NEWS | {"outlets": ["own", "Đài xã"]}, other)
    tried = grid_files.run(desk, "grid.toml", file, today=TODAY, dry_run=True)

    grid_files.run(desk, "grid.toml", file, today=TODAY, previewed=tried)

    assert set(outlets_at(desk, 3)[0]) == {"own", "Đài xã", *single}
    assert list(tried.applied.remarks) == [f"“Thời sự” goes out on {missing} too, as its slot does: 03/03/2026"]
    assert at(3).date() in {each.broadcasts[0].starts.date() for each in tried.conflicts}
    assert whole_check.check(desk) == []


def test_a_broadcast_that_a_slot_gave_keeps_the_outlets_of_today_when_a_slot_takes_it_again(desk: Desk) -> None:
    apply(desk, NEWS | {"outlets": ["own", "Đài xã"]})
    add_story(desk, "thoi-su", at(5))  # with work it is not removed with its slot
    apply(desk, NEWS | {"outlets": ["own", "Đài xã"], "pause": [["2026-03-05", "2026-03-05"]]})
    with desk.changing(Action.CHANGE_BROADCAST) as session:
        single = session.scalars(select(Broadcast).where(Broadcast.slot_id.is_(None))).one()
        assert single.occurrence is not None
        for each in session.scalars(select(BroadcastOutlet).where(BroadcastOutlet.broadcast_id == single.id)).all():
            session.delete(each)

    applied = apply(desk, NEWS | {"outlets": ["own", "Đài xã"]})

    assert outlets_at(desk, 5) == [("own",)]
    assert applied.remarks == ()


def test_the_daily_generation_adds_no_outlet_to_a_single_broadcast(desk: Desk) -> None:
    single = plan_beside(desk, 4)
    daily = Recurrence(dt.time(5, 30), TODAY, rrule.parse("daily"), 900)
    terms = Terms(Content(BroadcastKind.FIRST_RUN, "Thời sự"), daily, (OWN, "Đài xã"))

    with desk.changing(Action.GENERATE) as session:
        slot_edits.add(session, series_names.add_series(session, "thoi-su"), terms)
        generation.generate(session, TODAY)
        assert session.get_one(Broadcast, single).occurrence == at(4)

    assert outlets_at(desk, 4) == [("own",)]


@pytest.mark.parametrize("state", [BroadcastState.AIRED, BroadcastState.PLANNED], ids=["aired", "begun"])
def test_a_single_broadcast_that_has_begun_gets_no_outlet_from_a_slot(desk: Desk, state: BroadcastState) -> None:
    single = plan_beside(desk, 2)
    with desk.changing(Action.MARK_BROADCAST) as session:
        row = session.get_one(Broadcast, single)
        row.state, row.actual_starts = state, row.starts

    applied = apply(desk, NEWS | {"outlets": ["own", "Đài xã"]})

    assert row_of(desk, "thoi-su", at(2)).id == single
    assert outlets_at(desk, 2) == [("own",)]
    assert applied.remarks == ()


@pytest.mark.parametrize("is_repeat", [False, True], ids=["first run", "repeat"])
def test_a_single_broadcast_gets_no_outlet_on_which_another_has_its_programme(desk: Desk, is_repeat: bool) -> None:
    put_on(desk, plan_beside(desk, 3), "Đài xã")
    if is_repeat:
        with desk.changing(Action.CHANGE_BROADCAST) as session:
            session.scalars(select(Broadcast)).one().kind = BroadcastKind.REPEAT
    plan_beside(desk, 3)

    applied = apply(desk, NEWS | {"outlets": ["own", "Đài xã", "Đài huyện"]})

    assert sorted(each for found in outlets_at(desk, 3) for each in found) == ["own", "Đài huyện", "Đài xã"]
    assert list(applied.remarks) == ["“Thời sự” goes out on Đài huyện too, as its slot does: 03/03/2026"]


def test_a_preview_says_which_repeats_and_first_runs_keep_apart(desk: Desk) -> None:
    apply(desk, NEWS | {"rule": "FREQ=WEEKLY;BYDAY=MO"}, AGAIN)
    for day in (3, 4, 5):
        add_story(desk, "lai", at(day, "17:00"))
    plan_beside(desk, 3)
    first = editions_of(desk, 3)["05:30"][0]
    with desk.changing(Action.ADD_INSERT) as session:
        session.add(Line(edition_id=first, position=1, kind=LineKind.INSERT, label="Nhạc hiệu"))

    applied = apply(desk, NEWS, AGAIN)

    apart = "The repeat of “Thời sự” keeps a rundown of its own, for both have work or the first run has begun: {days}"
    assert list(applied.remarks) == [
        apart.format(days="03/03/2026"),
        "“Thời sự” gets the rundown of its repeat, where the work is: 04/03/2026–05/03/2026",
    ]
    assert list(apply(desk, NEWS, AGAIN, VOV).remarks) == [apart.format(days="03/03/2026")]
    with desk.changing(Action.CHANGE_SLOT) as session:
        vov = next(each for each in slots(session) if each.series == "vov")
        report = slot_edits.change(session, vov, replace(vov.terms, outlets=("Đài xã",)), Scope.ALL, TODAY, TODAY)
    assert report.remarks == []


@pytest.mark.parametrize("scope", [Scope.ALL, Scope.FOLLOWING])
def test_a_change_of_a_slot_says_what_becomes_of_singles_and_of_repeats_with_work(desk: Desk, scope: Scope) -> None:
    weekly = {"rule": "FREQ=WEEKLY;BYDAY=MO", "outlets": ["own", "Đài xã"]}
    apply(desk, NEWS | weekly, AGAIN)
    add_story(desk, "lai", at(4, "17:00"))
    plan_beside(desk, 3)
    with desk.changing(Action.CHANGE_SLOT) as session:
        slot = next(each for each in slots(session) if each.series == "thoi-su")
        terms = replace(slot.terms, recurrence=replace(slot.terms.recurrence, rule=rrule.parse("FREQ=DAILY")))

        report = slot_edits.change(session, slot, terms, scope, TODAY, TODAY)

    assert report.remarks == [
        "“Thời sự” goes out on Đài xã too, as its slot does: 03/03/2026",
        "“Thời sự” gets the rundown of its repeat, where the work is: 04/03/2026",
    ]
    assert report.remarks[0] in Effect(scope, report, 0).words


def test_of_two_single_broadcasts_the_one_on_the_outlets_of_the_slot_is_the_occurrence(desk: Desk) -> None:
    both = NEWS | {"key": "hai", "outlets": ["own", "Đài xã"]}
    apply(desk, NEWS, both)
    for series in ("thoi-su", "hai"):
        add_story(desk, series, at(3))
        move_by_hand(desk, series, at(3), "06:30")
    wanted = row_of(desk, "hai", at(3)).id
    apply(desk, VOV, end_missing=True)

    apply(desk, both | {"key": "moi", "at": "06:30"})

    assert row_of(desk, "moi", at(3, "06:30")).id == wanted


def test_a_first_day_that_a_file_moved_on_can_move_back_to_the_day_of_the_file(desk: Desk) -> None:
    apply(desk, NEWS, today=dt.date(2026, 2, 23))
    apply(desk, NEWS | {"at": "05:40"})
    apply(desk, NEWS | {"at": "05:40", "from": "2026-03-10"})
    with desk.changing(Action.CHANGE_SLOT) as session:
        slot = next(each for each in slots(session) if each.series == "thoi-su" and each.is_newest)
        terms = replace(slot.terms, recurrence=replace(slot.terms.recurrence, start=at(5).date()))
        slot_edits.change(session, slot, terms, Scope.ALL, at(10).date(), TODAY)

    assert shown(desk, at(1).date(), 6) == ["01 05:30 Thời sự", "05 05:40 Thời sự", "06 05:40 Thời sự"]


def test_the_second_slot_of_a_series_begins_when_it_is_told_to_once_the_first_is_gone(desk: Desk) -> None:
    apply(desk, NEWS | {"from": TODAY.isoformat()})

    def change(scope: Scope, day: int, **values: Any) -> None:
        with desk.changing(Action.CHANGE_SLOT) as session:
            first, *_others = slots(session)
            terms = replace(first.terms, recurrence=replace(first.terms.recurrence, **values))
            slot_edits.change(session, first, terms, scope, at(day).date(), TODAY)

    change(Scope.FOLLOWING, 4, rule=rrule.parse("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA"))
    change(Scope.ALL, 4, start=at(4).date())
    assert shown(desk, TODAY, 3) == ["04 05:30 Thời sự"]
    change(Scope.ALL, 4, start=at(3).date())

    assert shown(desk, TODAY, 3) == ["03 05:30 Thời sự", "04 05:30 Thời sự"]


def test_people_who_were_put_on_duty_stay_when_a_slot_becomes_one_of_another_kind(desk: Desk) -> None:
    apply(desk, NEWS)
    row = row_of(desk, "thoi-su", at(3))
    with desk.changing(Action.SET_DUTIES) as session:
        duties.set_duties(session, row.id, row.version, [(DutyRole.EDITOR, "Thu Hà")], sure=True)

    applied = apply(desk, VOV | {"key": "thoi-su", "at": "05:30"})

    assert applied.steps[0].report.kept == [row.id]
    assert shown(desk, at(3).date(), 2) == ["03 05:30 Thời sự", "04 05:30 Thời sự VOV1"]


def repeat_by_itself(desk: Desk, day: dt.date, at: dt.time) -> int:
    """Plan a repeat of the news of a day at a time of the same day."""
    with desk.changing(Action.EARLIER, what="repeat") as session:
        [news] = [each for each in plan.entries(session, *span(day, day, zone(session))) if each.edition]
        assert news.edition is not None
        return broadcasts.plan_repeat(session, edition_id=news.edition, on=day, at=at, seconds=900, sure=True)


def test_what_becomes_of_work_in_repeats_is_said_of_what_each_slot_of_a_series_repeats(desk: Desk) -> None:
    weekly = {"rule": "FREQ=WEEKLY;BYDAY=MO"}
    music = {**NEWS, "key": "nhac", "programme": "Ca nhạc", "kind": "music", "at": "09:00"}
    apply(desk, NEWS | weekly, music | weekly, AGAIN)
    with desk.changing(Action.CHANGE_SLOT) as session:
        again = next(each for each in slots(session) if each.series == "lai")
        other = replace(again.terms, content=replace(again.terms.content, repeats="nhac"))
        slot_edits.change(session, again, other, Scope.FOLLOWING, at(9).date(), TODAY)
    for day in (4, 5, 11):
        add_story(desk, "lai", at(day, "17:00"))

    with desk.changing(Action.EARLIER, what="daily") as session:
        for slot in session.scalars(select(Slot).where(Slot.rule == weekly["rule"])):
            slot.rule = "FREQ=DAILY"
        session.flush()
        said = [each.said for each in generation.generate(session, TODAY).remarks]

    assert said == [
        "“Thời sự” gets the rundown of its repeat, where the work is: 04/03/2026–05/03/2026",
        "“Ca nhạc” gets the rundown of its repeat, where the work is: 11/03/2026",
    ]


def test_a_slot_that_meets_a_single_repeat_of_its_programme_overlaps_with_it(desk: Desk) -> None:
    day = TODAY + dt.timedelta(days=8)
    apply(desk, NEWS)
    row_id = repeat_by_itself(desk, day, dt.time(17))

    outcome = grid_files.run(desk, "grid.toml", text({**NEWS, "at": "17:00"}), today=TODAY)

    [found] = outcome.conflicts
    assert found.conflict.type is ConflictType.OVERLAP
    assert row_id in {each.broadcast_id for each in found.broadcasts}
