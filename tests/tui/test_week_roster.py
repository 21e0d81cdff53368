"""The roster of a week, driven by keys and by mouse."""

import asyncio
import datetime as dt
import threading
import zipfile
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from radiodesk.config import Config
from radiodesk.kinds import BroadcastKind, BroadcastState, DutyRole, ProgrammeKind
from radiodesk.model import Action, Broadcast, Desk, Person, station
from radiodesk.schedule import broadcasts, generation, recurrence, rrule, series_names, slot_edits, week_roster
from radiodesk.schedule.slots import Content, Terms
from radiodesk.schedule.week_roster import Assignment
from radiodesk.tui import desk_watch
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.dialogs import week_roster as week_roster_dialog
from radiodesk.tui.dialogs.week_roster import PeopleForm, WeekRosterDialog
from radiodesk.tui.widgets.box import Box
from radiodesk.tui.widgets.key_bar import KeyLines
from radiodesk.tui.widgets.roster_table import RosterTable, cell_text
from tests.conftest import seated
from tests.tui.driving import driven, notices, press_at_once, seen, until, until_back, until_seen
from tests.tui.test_today import DAY, plan

MONDAY = DAY - dt.timedelta(days=DAY.weekday())
NEXT = MONDAY + dt.timedelta(days=7)
FAR = MONDAY + dt.timedelta(weeks=6)
"""A week that is not generated yet."""
EDITOR, TECHNICIAN = DutyRole.EDITOR, DutyRole.TECHNICIAN
MORNING, EVENING = "Thời sự sáng", "Thời sự chiều"


@pytest.fixture
def slots(desk: Desk) -> Desk:
    """A desk with two slots of every day, and people."""
    with desk.changing(Action.ADD_SLOT, title="x", time="05:30") as session:
        for title, hour in ((MORNING, 5), (EVENING, 17)):
            when = recurrence.Recurrence(dt.time(hour, 30), MONDAY, rrule.parse("FREQ=DAILY"), seconds=900)
            terms = Terms(Content(BroadcastKind.FIRST_RUN, title), when)
            slot_edits.add(session, series_names.add_series(session, title), terms, ProgrammeKind.NEWS)
        generation.generate(session, DAY)
        session.add_all(
            [
                Person(name="Nguyễn Thị Thu Hà", short_name="Thu Hà", initials="TH"),
                Person(name="Trần Đức Anh", initials="ĐA"),
                Person(name="Lan"),
            ]
        )
    return desk


def on_duty(desk: Desk, title: str, monday: dt.date = NEXT, role: DutyRole = EDITOR) -> list[str]:
    with desk.reading() as session:
        rows = week_roster.week_roster(session, monday).rows
    row = next(row for row in rows if row.title == title)
    return [", ".join(cell.people(role)) for cell in row.cells]


def give(desk: Desk, title: str, monday: dt.date, days: dict[int, str], role: DutyRole = EDITOR) -> None:
    with desk.changing(Action.ASSIGN_WEEK, day=monday.isoformat()) as session:
        rows = week_roster.week_roster(session, monday).rows
        row = next(row for row in rows if row.title == title)
        wanted = [Assignment(row.cells[day].broadcasts[0], role, (name,)) for day, name in days.items()]
        week_roster.assign_week(session, wanted, sure=True)


def beside(desk: Desk, name: str) -> None:
    """Somebody on duty on Tuesday at what overlaps the morning."""
    with desk.changing(Action.EARLIER, what="test") as session:
        day, news = NEXT + dt.timedelta(days=1), ProgrammeKind.NEWS
        broadcasts.plan_first_run(
            session, title="Tọa đàm", kind=news, on=day, at=dt.time(5, 40), seconds=900, sure=True
        )
    give(desk, "Tọa đàm", NEXT, {1: name})


async def next_week(pilot: Pilot[None]) -> RosterTable:
    """Open the roster of the next week, with the cursor on its first cell."""
    await until_seen(pilot, "17:30")
    await pilot.press("ctrl+t")
    await until_seen(pilot, "Roster of the week 9–15/9")
    await pilot.press("shift+right")
    await until_seen(pilot, "Roster of the week 16–22/9", "05:30 Thời sự sáng")
    await pilot.press("home")
    return pilot.app.screen.query_one(RosterTable)


async def paste(pilot: Pilot[None], text: str) -> None:
    """Paste as a terminal does: the whole text at once."""
    pilot.app.post_message(events.Paste(text))
    await pilot.pause()


async def table_again(pilot: Pilot[None]) -> None:
    """Wait until no form is above the table any more."""

    def is_quiet() -> bool:
        screen = pilot.app.screen
        busy = (worker for worker in pilot.app.workers if worker.node is screen and not worker.is_finished)
        return isinstance(screen, WeekRosterDialog) and not any(busy)

    await until(pilot, is_quiet)


async def test_a_week_is_filled_by_keys_and_each_change_is_confirmed_and_undone(slots: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await next_week(pilot)
        press_at_once(pilot, *"lan")  # typed fast: no letter is lost
        await until_seen(pilot, "On duty", "Mon 16/09 05:30 Thời sự sáng", "Editor")
        await until(pilot, lambda: pilot.app.screen.query_one(Input).value == "lan")
        await pilot.press("enter")
        await table_again(pilot)
        await until_seen(pilot, "On duty, changed: Thời sự sáng, 05:30 on 16/09/2019 · Ctrl+Z")
        assert on_duty(slots, MORNING) == ["Lan", *[""] * 6]

        await pilot.press("ctrl+r")
        await until_seen(pilot, "Roster of the week from 16/09/2019, changed: 6 broadcasts")
        assert on_duty(slots, MORNING) == ["Lan"] * 7
        await pilot.press("right", "delete")
        await until_seen(pilot, "05:30 on 17/09/2019 · Ctrl+Z")
        assert on_duty(slots, MORNING) == ["Lan", "", *["Lan"] * 5]
        await pilot.press("ctrl+z")
        await until(pilot, lambda: on_duty(slots, MORNING) == ["Lan"] * 7)
        await until_seen(pilot, "Tue 17/09 05:30 Thời sự sáng · Editor: Lan")

        await pilot.press("tab", "tab", "down", "enter")
        await until_seen(pilot, "Tue 17/09 17:30 Thời sự chiều", "Technician")
        await pilot.press(*"da", "enter", "enter")
        await table_again(pilot)
        assert on_duty(slots, EVENING, role=TECHNICIAN) == ["", "Trần Đức Anh", *[""] * 5]
        await pilot.press("full_stop")
        assert pilot.app.screen.query_one(RosterTable).place == (1, 2)
        await pilot.press("comma", "comma")
        assert pilot.app.screen.query_one(RosterTable).place == (0, 6)
        await pilot.press("escape")
        await until_back(pilot)


async def test_keys_that_are_pressed_while_a_cell_is_saved_go_to_the_table(
    slots: Desk, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, typed, assign = threading.Event(), threading.Event(), week_roster.assign_week
    box_event = Box.on_event

    def wait(*args: Any, **kwargs: Any) -> int:
        begun.set()
        assert typed.wait(60)
        return assign(*args, **kwargs)

    async def late(box: Box, event: events.Event) -> None:
        """A busy machine: a key takes its time from the table to what it is for."""
        if isinstance(event, events.Key):
            await asyncio.sleep(0.1)
        await box_event(box, event)

    monkeypatch.setattr(week_roster, "assign_week", wait)
    monkeypatch.setattr(Box, "on_event", late)
    async with driven(config) as pilot:
        await next_week(pilot)
        await pilot.press(*"lan")
        await until(pilot, lambda: isinstance(pilot.app.screen.focused, Input))
        await until(pilot, lambda: pilot.app.screen.query_one(Input).value == "lan")
        press_at_once(pilot, "enter")
        await until(pilot, begun.is_set)
        form = pilot.app.screen
        assert isinstance(form, PeopleForm)
        keys = ["ctrl+r", "down", *"lan", "enter", "right", *"da"]
        press_at_once(pilot, *keys)
        await until(pilot, lambda: [each.key for each in form.typed_ahead] == keys)
        typed.set()
        await until_seen(pilot, "Tue 17/09 17:30 Thời sự chiều", "On duty")
        await until(pilot, lambda: pilot.app.screen.query_one(Input).value == "da")
        await pilot.press("enter", "enter")
        await table_again(pilot)
        assert on_duty(slots, MORNING) == ["Lan"] * 7
        assert on_duty(slots, EVENING) == ["Lan", "Trần Đức Anh", *[""] * 5]


async def test_a_cell_that_is_opened_again_has_its_names_selected(slots: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        give(slots, "Thời sự sáng", NEXT, {0: "Lan"})
        await next_week(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen.focused, Input))
        await pilot.press(*"minh")
        await until(pilot, lambda: pilot.app.screen.query_one(Input).value == "minh")


async def test_a_block_from_a_spreadsheet_fills_the_cells_in_one_change(slots: Desk, config: Config) -> None:
    give(slots, MORNING, NEXT, {3: "Lan"})
    async with driven(config) as pilot:
        await next_week(pilot)
        await pilot.press("right")
        await paste(pilot, "thu ha\tLan\t\r" + '"TH\rĐức Anh"\tlan\t–\r')  # tmux hands on new lines as \r
        await until_seen(pilot, "Roster of the week from 16/09/2019, changed: 5 broadcasts · Ctrl+Z")
        assert on_duty(slots, MORNING) == ["", "Nguyễn Thị Thu Hà", "Lan", "", "", "", ""]
        assert on_duty(slots, EVENING) == ["", "Nguyễn Thị Thu Hà, Trần Đức Anh", "Lan", *[""] * 4]
        await pilot.press("ctrl+z")
        await until(pilot, lambda: on_duty(slots, MORNING) == ["", "", "", "Lan", "", "", ""])
        assert on_duty(slots, EVENING) == [""] * 7
        await paste(pilot, "\t\tLAN")
        await until(pilot, lambda: notices(pilot) == ["Nothing to change: the cells have these people already"])


async def test_a_pasted_name_that_is_not_clear_is_corrected_before_anything_is_stored(
    slots: Desk, config: Config
) -> None:
    with slots.changing(Action.EARLIER, what="test") as session:
        session.add_all([Person(name="Lê Thị Hà"), Person(name="Ngô Văn Tú")])
    beside(slots, "Trần Đức Anh")
    async with driven(config) as pilot:
        await next_week(pilot)
        await paste(pilot, "Hà\tduc anh\n\tĐức Anh\nLamm\tHà\n")
        await until_seen(pilot, "Names that are not clear", "Mon 16/09 05:30", "Mon 16/09 17:30", "new: Lamm")
        assert [each.value for each in pilot.app.screen.query(Input)] == ["Hà", "Lamm"]
        assert "new: Hà" not in seen(pilot)  # several people have it
        assert on_duty(slots, MORNING) == on_duty(slots, EVENING) == [""] * 7
        await pilot.press("ctrl+s")
        await until_seen(pilot, "“Hà” can be Lê Thị Hà, Nguyễn Thị Thu Hà")
        assert on_duty(slots, MORNING) == on_duty(slots, EVENING) == [""] * 7
        first, second = pilot.app.screen.query(Input)
        first.value, second.value = "thu ha", "tu"
        await pilot.press("ctrl+s")
        await until_seen(pilot, "If that is right, press Enter again.")
        assert on_duty(slots, MORNING) == on_duty(slots, EVENING) == [""] * 7
        await pilot.press("ctrl+s")
        await table_again(pilot)
        await until_seen(pilot, "changed: 4 broadcasts · Ctrl+Z")
        assert on_duty(slots, MORNING)[:2] == ["Nguyễn Thị Thu Hà", "Trần Đức Anh"]
        assert on_duty(slots, EVENING)[:2] == ["Ngô Văn Tú", "Nguyễn Thị Thu Hà"]
        await pilot.press("ctrl+z")
        await until(pilot, lambda: on_duty(slots, MORNING) == on_duty(slots, EVENING) == [""] * 7)


async def test_a_block_for_which_there_is_no_place_is_refused_with_its_cells(slots: Desk, config: Config) -> None:
    give(slots, MORNING, NEXT, {0: "Lan"})
    plan(slots, "Tọa đàm", "09:00", on=NEXT)
    with slots.changing(Action.MARK_BROADCAST) as session:
        entry = week_roster.week_roster(session, NEXT).rows[0].cells[0].broadcasts[0]
        assert entry.broadcast_id is not None
        assert entry.version is not None
        broadcasts.set_state(
            session, entry.broadcast_id, entry.version, BroadcastState.AIRED, now=entry.starts, sure=True
        )
    async with driven(config) as pilot:
        await next_week(pilot)
        await until_seen(pilot, "09:00 Tọa đàm")
        await paste(pilot, "Lan\n" * 4)
        await until(pilot, lambda: "it has 4 × 1 cells (down × across)" in notices(pilot)[-1])
        assert "the table has 3 × 7" in notices(pilot)[-1]
        await pilot.press("end")
        await paste(pilot, "Lan\tLan")
        await until(pilot, lambda: "the table has 3 × 1" in notices(pilot)[-1])
        await pilot.press("home")
        await paste(pilot, "thu ha\tlan\nlan\tlan")
        await until(pilot, lambda: "Nothing was pasted" in notices(pilot)[-1])
        assert "Mon 16/09 05:30 Thời sự sáng: aired already" in notices(pilot)[-1]
        assert "Tue 17/09 09:00 Tọa đàm: not planned on this day" in notices(pilot)[-1]
        assert on_duty(slots, MORNING) == ["Lan", *[""] * 6]
        await paste(pilot, "lan\tlan\nlan\t")  # those who were on duty at the aired one stay
        await until_seen(pilot, "changed: 2 broadcasts · Ctrl+Z")
        assert on_duty(slots, MORNING) == ["Lan", "Lan", *[""] * 5]


async def test_a_cell_is_repeated_in_the_rows_below_it_on_its_day(slots: Desk, config: Config) -> None:
    plan(slots, "Tọa đàm", "09:00", on=NEXT)
    plan(slots, "Đọc truyện", "10:00", on=NEXT)
    give(slots, "Tọa đàm", NEXT, {0: "Lan"})
    with slots.changing(Action.MARK_BROADCAST) as session:
        entry = next(row for row in week_roster.week_roster(session, NEXT).rows if row.title == "Đọc truyện")
        (aired,) = entry.cells[0].broadcasts
        assert aired.broadcast_id is not None
        assert aired.version is not None
        broadcasts.set_state(
            session, aired.broadcast_id, aired.version, BroadcastState.AIRED, now=aired.starts, sure=True
        )
    async with driven(config) as pilot:
        await next_week(pilot)
        await pilot.press("ctrl+d")
        await until(pilot, lambda: notices(pilot) == ["Nobody is in this cell: there is nothing to repeat"])
        await pilot.press("down", "ctrl+d")
        await until_seen(pilot, "On duty, changed: Thời sự chiều, 17:30 on 16/09/2019 · Ctrl+Z")
        assert on_duty(slots, MORNING) == [""] * 7
        assert on_duty(slots, EVENING) == ["Lan", *[""] * 6]
        assert on_duty(slots, "Đọc truyện")[0] == ""
        await pilot.press("end", "ctrl+z")
        await until(pilot, lambda: on_duty(slots, EVENING) == [""] * 7)


async def test_the_mouse_selects_and_opens_cells_chooses_roles_and_presses_keys(slots: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        table = await next_week(pilot)
        second = table._edges()[1] + 1
        await pilot.click(RosterTable, offset=(second, 2))
        assert table.place == (1, 1)
        assert isinstance(pilot.app.screen, WeekRosterDialog)
        await pilot.click(RosterTable, offset=(second, 1))
        assert table.place == (0, 1)
        await pilot.click(RosterTable, offset=(second, 1))
        await until_seen(pilot, "Tue 17/09 05:30 Thời sự sáng", "Editor")
        await pilot.press(*"lan", "enter")
        await table_again(pilot)
        keys = next(line for line in seen(pilot).splitlines() if "Fill to the right" in line)
        y = seen(pilot).splitlines().index(keys)
        await pilot.click(offset=(keys.index("Fill to the right"), y))
        await until(pilot, lambda: on_duty(slots, MORNING) == ["", *["Lan"] * 6])
        roles = seen(pilot).splitlines()[1]
        await pilot.click(KeyLines, offset=(roles.index("Technician") - 2, 0))
        await pilot.press("enter")
        await until_seen(pilot, "Technician")
        assert isinstance(pilot.app.screen, PeopleForm)


async def test_the_week_before_is_copied_in_one_key_after_a_question_about_clashes(slots: Desk, config: Config) -> None:
    give(slots, MORNING, MONDAY, {0: "Lan", 1: "Lan", 2: "thu hà"})
    give(slots, MORNING, NEXT, {0: "Trần Đức Anh"})
    beside(slots, "Lan")
    async with driven(config, size=(160, 45)) as pilot:
        await next_week(pilot)
        await pilot.press("ctrl+u")
        await until_seen(pilot, "Twice on duty, 05:40–05:45", "Put them on duty all the same?")
        assert on_duty(slots, MORNING) == ["Trần Đức Anh", *[""] * 6]
        await pilot.click("#yes")
        await table_again(pilot)
        await until_seen(pilot, "copied to the week from 16/09/2019: filled 2, had somebody already 1 · Ctrl+Z")
        assert on_duty(slots, MORNING) == ["Trần Đức Anh", "Lan", "Nguyễn Thị Thu Hà", *[""] * 4]
        await until_seen(pilot, "!Lan", "Thu Hà")
        await pilot.press("right")
        await until_seen(pilot, "Tue 17/09 05:30 Thời sự sáng · Editor: Lan", "Twice on duty, 05:40–05:45")
        await pilot.press("ctrl+u")
        await until(
            pilot, lambda: any("Nothing to copy: somebody is on duty there already" in each for each in notices(pilot))
        )
        await pilot.press("ctrl+z")
        await until(pilot, lambda: on_duty(slots, MORNING) == ["Trần Đức Anh", *[""] * 6])


async def test_before_somebody_is_put_on_duty_at_two_at_once_it_is_asked(slots: Desk, config: Config) -> None:
    beside(slots, "Lan")
    give(slots, MORNING, NEXT, {0: "Lan"})
    async with driven(config) as pilot:
        await next_week(pilot)
        await pilot.press("ctrl+r")
        await until_seen(pilot, "Twice on duty", "Put them on duty all the same?")
        await pilot.press("escape")
        await table_again(pilot)
        assert on_duty(slots, MORNING) == ["Lan", *[""] * 6]
        await pilot.press("ctrl+r")
        await until_seen(pilot, "Put them on duty all the same?")
        await pilot.click("#yes")
        await table_again(pilot)
        assert on_duty(slots, MORNING) == ["Lan"] * 7
        await pilot.press("ctrl+z")
        await until(pilot, lambda: on_duty(slots, MORNING) == ["Lan", *[""] * 6])
        await pilot.press("right", *"lan", "enter")
        await until_seen(pilot, "If that is right, press Enter again.")
        await pilot.press("enter")
        await table_again(pilot)
        assert on_duty(slots, MORNING)[:2] == ["Lan", "Lan"]
        await until_seen(pilot, "!Lan")


async def test_what_another_desk_changes_meanwhile_is_told_and_nothing_typed_is_lost(
    slots: Desk, config: Config
) -> None:
    async with driven(config) as pilot:
        await next_week(pilot)
        await pilot.press(*"duc", "enter")
        give(seated(slots, "Đức Anh"), MORNING, NEXT, {0: "Nguyễn Thị Thu Hà"})
        await pilot.press("enter")
        await until_seen(pilot, "Đức Anh changed Editor to Nguyễn Thị Thu Hà")
        assert isinstance(pilot.app.screen, PeopleForm)
        assert pilot.app.screen.query_one(Input).value == "Trần Đức Anh"
        assert on_duty(slots, MORNING)[0] == "Nguyễn Thị Thu Hà"
        await pilot.press("enter")
        await table_again(pilot)
        assert on_duty(slots, MORNING)[0] == "Trần Đức Anh"
        give(seated(slots, "Đức Anh"), MORNING, NEXT, {0: "Nguyễn Thị Thu Hà"})
        await pilot.press("delete")
        await until(pilot, lambda: any("Đức Anh" in each for each in notices(pilot)))
        await until_seen(pilot, "Editor: Nguyễn Thị Thu Hà")  # as it is now


async def test_a_broadcast_that_another_desk_cancels_meanwhile_is_told_in_the_form(slots: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await next_week(pilot)
        await pilot.press(*"duc", "enter")
        with seated(slots, "Đức Anh").changing(Action.MARK_BROADCAST) as session:
            cell = week_roster.week_roster(session, NEXT).rows[0].cells[0].broadcasts[0]
            assert cell.broadcast_id is not None
            assert cell.version is not None
            broadcasts.set_state(
                session, cell.broadcast_id, cell.version, BroadcastState.CANCELLED, now=cell.starts, sure=True
            )
        await pilot.press("enter")
        await until_seen(pilot, "Somebody else removed this meanwhile")
        assert pilot.app.screen.query_one(Input).value == "Trần Đức Anh"
        await pilot.press("escape")
        await until_seen(pilot, "Close without saving?")
        await pilot.click("#yes")
        await table_again(pilot)
        await until_seen(pilot, "Mon 16/09 05:30 Thời sự sáng · cancelled", "✕")


async def test_what_another_desk_changes_is_shown_without_a_key(
    slots: Desk, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_watch, "POLL_SECONDS", 0.05)
    async with driven(config) as pilot:
        await next_week(pilot)
        give(seated(slots, "Đức Anh"), MORNING, NEXT, {0: "Lan"})
        await until_seen(pilot, "Mon 16/09 05:30 Thời sự sáng · Editor: Lan")


async def test_another_desks_change_does_not_bring_back_the_week_just_left(
    slots: Desk, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with driven(config) as pilot:
        await next_week(pilot)
        dialog = pilot.app.screen
        assert isinstance(dialog, WeekRosterDialog)
        go_on, begun, read = asyncio.Event(), asyncio.Event(), week_roster_dialog.read

        async def slow(access: DeskAccess, monday: dt.date) -> object:
            found = await read(access, monday)
            if monday == NEXT:
                begun.set()
                await go_on.wait()
            return found

        monkeypatch.setattr(week_roster_dialog, "read", slow)
        stepping = dialog.action_step_week(1)
        await stepping.wait()
        before = dialog.action_step_week(-1)  # it is being read while another key is pressed and a change arrives
        await begun.wait()
        dialog._wanted = NEXT + dt.timedelta(weeks=2)
        dialog.reload()
        await until_seen(pilot, "Roster of the week 30/9–6/10")
        go_on.set()
        await before.wait()
        await pilot.pause()
        assert "Roster of the week 30/9–6/10" in seen(pilot)


async def test_two_broadcasts_in_a_cell_keep_their_own_people(slots: Desk, config: Config) -> None:
    give(slots, MORNING, NEXT, {0: "Lan", 1: "thu hà"})
    with slots.changing(Action.EARLIER, what="test") as session:
        (monday,) = week_roster.week_roster(session, NEXT).rows[0].cells[0].broadcasts
        assert monday.broadcast_id is not None
        session.get_one(Broadcast, monday.broadcast_id).starts += dt.timedelta(days=1, hours=3)
    async with driven(config) as pilot:
        await next_week(pilot)
        await until_seen(pilot, "Hà|Lan")
        await pilot.press("right")
        await until_seen(pilot, "05:30, 08:30 Thời sự sáng · Editor: 05:30", "Nguyễn Thị Thu Hà ·", "08:30 Lan")
        await pilot.press("enter")
        await until_seen(pilot, "Editor, 05:30", "Editor, 08:30")
        await pilot.press("enter")
        await table_again(pilot)
        await until(pilot, lambda: notices(pilot) == ["Nothing to change"])
        await pilot.press(*"da", "enter", "enter")
        await table_again(pilot)
        assert on_duty(slots, MORNING)[1] == "Trần Đức Anh, Lan"
        with slots.changing(Action.ASSIGN_WEEK, day="2019-09-16") as session:
            tuesday = week_roster.week_roster(session, NEXT).rows[0].cells[1]
            week_roster.assign_week(session, [Assignment(tuesday.broadcasts[1], EDITOR, ())])
        await pilot.press("home", "shift+left", "shift+right")
        await until_seen(pilot, "Anh|–")
        await pilot.press("full_stop")  # it lacks somebody still
        assert pilot.app.screen.query_one(RosterTable).place == (0, 1)


async def test_the_people_of_an_aired_broadcast_are_not_emptied_by_a_key(slots: Desk, config: Config) -> None:
    give(slots, MORNING, NEXT, {0: "Lan"})
    with slots.changing(Action.MARK_BROADCAST) as session:
        cell = week_roster.week_roster(session, NEXT).rows[0].cells[0].broadcasts[0]
        assert cell.broadcast_id is not None
        assert cell.version is not None
        broadcasts.set_state(session, cell.broadcast_id, cell.version, BroadcastState.AIRED, now=cell.starts, sure=True)
    async with driven(config) as pilot:
        await next_week(pilot)
        await pilot.press("delete")
        await until(pilot, lambda: notices(pilot) == ["It was aired: Enter changes who was on duty"])
        assert on_duty(slots, MORNING)[0] == "Lan"


async def test_a_week_that_is_not_generated_yet_is_filled(slots: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await next_week(pilot)
        for _week in range(5):
            await pilot.press("shift+right")
        await until_seen(pilot, "Roster of the week 21–27/10")
        await pilot.press(*"lan", "enter")
        await table_again(pilot)
        await pilot.press("ctrl+r")
        await until(pilot, lambda: on_duty(slots, MORNING, FAR) == ["Lan"] * 7)
        await pilot.press("ctrl+z")
        await until(pilot, lambda: on_duty(slots, MORNING, FAR) == ["Lan", *[""] * 6])


@pytest.mark.parametrize(
    ("size", "called"), [((60, 20), "Hà,ĐA"), ((80, 24), "Hà, Anh"), ((160, 45), "Thu Hà, Đức Anh")]
)
async def test_people_are_called_as_shortly_as_the_terminal_needs_and_in_full_below(
    slots: Desk, config: Config, size: tuple[int, int], called: str
) -> None:
    give(slots, MORNING, NEXT, {0: "Nguyễn Thị Thu Hà", 1: "Nguyễn Thị Thu Hà", 2: "Lan"})
    with slots.changing(Action.ASSIGN_WEEK, day="2019-09-16") as session:
        row = week_roster.week_roster(session, NEXT).rows[0]
        both = ("Nguyễn Thị Thu Hà", "Trần Đức Anh")
        week_roster.assign_week(session, [Assignment(row.cells[0].broadcasts[0], EDITOR, both)], sure=True)
        session.add(Person(name="Nguyễn Thị Thúy Nga Phương Linh"))
    give(slots, EVENING, NEXT, {0: "Nguyễn Thị Thúy Nga Phương Linh", 1: "Phan Vănkhôngtáchchữnàora"})
    async with driven(config, size=size) as pilot:
        await next_week(pilot)
        in_full = "Editor: Nguyễn Thị Thu Hà, Trần Đức Anh"
        await until(pilot, lambda: in_full in " ".join(seen(pilot).replace("│", " ").split()))
        screen = seen(pilot)
        line = next(line for line in screen.splitlines() if "05:30" in line)
        assert called in line
        evening = next(line for line in screen.splitlines() if "17:30" in line)
        assert "Linh" in evening
        assert "…" in evening[25:]  # what cannot be shortened is cut, and that is marked
        for word in ("Fill to the right", "As in the week before", "Esc Close", "Editor", "Technician"):
            assert word in screen


async def test_where_nobody_can_be_on_duty_it_is_said(slots: Desk, config: Config) -> None:
    plan(slots, "Tọa đàm", "09:00", on=NEXT)
    async with driven(config) as pilot:
        await next_week(pilot)
        await pilot.press("down", "right")
        await until_seen(pilot, "Tue 17/09 09:00 Tọa đàm · not planned on this day")
        await pilot.press("enter")
        await until(pilot, lambda: any("It is not planned on this day" in each for each in notices(pilot)))
        await pilot.press("up", "ctrl+r")
        await until(pilot, lambda: any("Nobody is in this cell" in each for each in notices(pilot)))
        assert isinstance(pilot.app.screen, WeekRosterDialog)


def test_a_cancelled_and_a_missed_broadcast_have_a_sign_instead_of_people(slots: Desk) -> None:
    give(slots, MORNING, NEXT, {0: "Lan", 1: "Lan"})
    with slots.changing(Action.MARK_BROADCAST) as session:
        row = week_roster.week_roster(session, NEXT).rows[0]
        for day, state in ((0, BroadcastState.CANCELLED), (1, BroadcastState.MISSED)):
            (entry,) = row.cells[day].broadcasts
            assert entry.broadcast_id is not None
            assert entry.version is not None
            broadcasts.set_state(session, entry.broadcast_id, entry.version, state, now=entry.starts, sure=True)
        row = week_roster.week_roster(session, NEXT).rows[0]
    assert [cell_text(cell, EDITOR, {}, 10) for cell in row.cells[:3]] == ["✕", "▲", "–"]


async def test_relays_of_other_stations_are_hidden_until_they_are_asked_for(slots: Desk, config: Config) -> None:
    with slots.changing(Action.EARLIER, what="test") as session:
        broadcasts.plan_relay(
            session, title="Thời sự VOV1", live=False, upstream="VOV1", on=NEXT, at=dt.time(6), seconds=1800
        )
    async with driven(config) as pilot:
        await next_week(pilot)
        await until_seen(pilot, "Ctrl+G All rows")
        assert "VOV1" not in seen(pilot)
        await pilot.press("ctrl+g")
        await until_seen(pilot, "06:00 ⇄ …VOV1")
        await pilot.press("shift+right")
        await until_seen(pilot, "Roster of the week 23–29/9")
        await until(pilot, lambda: "Ctrl+G" not in seen(pilot))


async def test_the_roster_is_written_as_a_paper_with_all_roles_to_be_signed(slots: Desk, config: Config) -> None:
    give(slots, MORNING, NEXT, {0: "thu hà", 2: "Lan"})
    give(slots, MORNING, NEXT, {0: "Trần Đức Anh"}, TECHNICIAN)
    with slots.changing(Action.CHANGE_STATION) as session:
        station(session).paper_place, station(session).signer_name = "Lương Tài", "=Nguyễn Văn A"
        broadcasts.plan_relay(
            session, title="Thời sự VOV1", live=False, upstream="VOV1", on=NEXT, at=dt.time(6), seconds=1800
        )
    file = config.home / "papers" / "lich-truc-2019-09-16.xlsx"
    async with driven(config) as pilot:
        await next_week(pilot)
        await pilot.press("ctrl+e")
        await until_seen(pilot, "Export the roster", "lich-truc-2019-09-16.xlsx")
        await pilot.press("enter")
        await table_again(pilot)
        await until_seen(pilot, "The roster is written to")
        book = CalamineWorkbook.from_path(file)
        assert book.sheet_names == ["Tuần 16–22.9.2019"]
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
        assert rows[2][0] == "LỊCH TRỰC TUẦN 16–22/9/2019"
        assert rows[4][:3] == ["Chương trình", "Thứ Hai\n16/09", "Thứ Ba\n17/09"]
        assert rows[5][:4] == ["05:30 Thời sự sáng", "BT: Nguyễn Thị Thu Hà\nKT: Trần Đức Anh", "", "BT: Lan"]
        assert rows[6][0] == "17:30 Thời sự chiều"
        assert rows[8][0].startswith("BT: biên tập")
        assert (rows[10][0], rows[10][4]) == ("", "Lương Tài, ngày …. tháng …. năm 2019")
        assert (rows[11][0], rows[11][4]) == ("NGƯỜI LẬP", "LÃNH ĐẠO DUYỆT")
        assert rows[-1][4] == "=Nguyễn Văn A"  # as text, not a formula
        setup = xml_of(file, "xl/worksheets/sheet1.xml")
        assert '<pageSetup paperSize="9" fitToHeight="0" orientation="landscape"/>' in setup
        assert '<pageSetUpPr fitToPage="1"/>' in setup

        await pilot.press("ctrl+g")
        await until_seen(pilot, "…VOV1")
        await pilot.press("ctrl+e")
        await until_seen(pilot, "Export the roster")
        await pilot.press("enter")
        await until_seen(pilot, "Overwrite it?")
        await pilot.click("#yes")
        await until(pilot, lambda: "Thời sự VOV1" in xml_of(file, "xl/sharedStrings.xml"))


def xml_of(file: Path, part: str) -> str:
    with zipfile.ZipFile(file) as package:
        return package.read(part).decode()
