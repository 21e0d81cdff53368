"""Pasting a schedule, driven."""

import datetime as dt
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from radiodesk.config import Config
from radiodesk.model import Desk
from radiodesk.schedule.slots import slots
from radiodesk.tui.dialogs.paste_schedule import ScheduleTable
from radiodesk.tui.dialogs.review import Review
from radiodesk.tui.dialogs.schedule_entry import OnDays
from tests.tui.driving import choose, driven, fill, press_at_once, seen, until, until_back, until_seen
from tests.tui.test_recurring_forms import recurring
from tests.tui.test_slow_saves import held_back

TEXT = """Hằng ngày
5h30 Thời sự
5h50 - 6h20 Tiếp âm Thời sự VOV1
6h00 Thể dục
[red]Mọi chi tiết[/] [/] xin liên hệ
11h30 Dân ca (PL)
"""


def at(desk: Desk) -> list[str]:
    with desk.reading() as session:
        return [f"{each.terms.recurrence.at:%H:%M} {each.terms.recurrence.rule.text}" for each in slots(session)]


async def opened(pilot: Pilot[None]) -> None:
    await pilot.press("ctrl+p", *"paste")
    await until_seen(pilot, "Slots from the schedule")
    await pilot.press("enter")
    await until_seen(pilot, "Paste the schedule as it is published")


async def paste(pilot: Pilot[None], text: str) -> None:
    area = pilot.app.screen.query_one(TextArea)
    pilot.app.post_message(events.Paste(text))  # as a terminal does
    await until(pilot, lambda: area.text == text)


async def test_a_schedule_is_pasted_corrected_previewed_and_undone(desk: Desk, config: Config) -> None:
    async with driven(config, size=(140, 40)) as pilot:
        await opened(pilot)
        await pilot.press("ctrl+s")
        await until_seen(pilot, "No line was understood as part of a schedule")
        await paste(pilot, "La ville est belle.\n" * 10_000)
        await pilot.press("ctrl+s")
        await until_seen(pilot, "No line was understood as part of a schedule")
        pilot.app.screen.query_one(TextArea).text = ""
        await paste(pilot, TEXT)
        await pilot.press("ctrl+s")
        await until_seen(
            pilot,
            "● 3 can be slots · ▲ 1 lack something · ? 1 not understood · ▲ 1 of doubtful length · from 14/09/2019",
        )
        await until_seen(pilot, "a repeat whose first run is", "Line 5 was not understood", "[red]Mọi")
        await pilot.press("down", "down", "e")
        await fill(pilot, "title", "Thể dục")
        await fill(pilot, "at", "6h30")
        await fill(pilot, "day", "thứ 2-4-6")
        await until_seen(pilot, "Monday, Wednesday, Friday")
        await pilot.press("enter")
        await until_seen(pilot, "06:30", "Mo, We, Fr")
        await pilot.press("enter")
        await until_seen(
            pilot, "11:30 Dân ca: a repeat whose first run", "Line 5 was not understood: [red]Mọi chi tiết[/]"
        )
        await pilot.press("escape")
        await until_seen(pilot, "e: edit")
        await pilot.press("end", "x")
        await until_seen(pilot, "? 0 not understood")
        await pilot.press("enter")
        await until_seen(
            pilot,
            "3 new slots",
            "3 new slots",
            "05:30 Thời sự, every day, from 14/09/2019",
            "broadcasts will be planned",
        )
        assert at(desk) == []
        await pilot.press("enter")
        await until_back(pilot, "✓ New slots from a schedule: 3")
        assert at(desk) == ["05:30 FREQ=DAILY", "05:50 FREQ=DAILY", "06:30 FREQ=WEEKLY;BYDAY=MO,WE,FR"]
        await pilot.press("ctrl+z")
        await until(pilot, lambda: at(desk) == [])


async def test_a_schedule_in_a_file_is_read_and_its_conflicts_are_shown(
    desk: Desk, config: Config, tmp_path: Path
) -> None:
    file = tmp_path / "lịch.txt"
    file.write_text("Hằng ngày\n5h30 - 6h00 Thời sự\n5h45 - 6h15 Ca nhạc\n", "utf-8")
    async with driven(config) as pilot:
        await opened(pilot)
        pilot.app.screen.query_one(Input).value = str(tmp_path / "missing.txt")
        await pilot.press("ctrl+s")
        await until_seen(pilot, "There is no")
        pilot.app.screen.query_one(Input).value = str(file)
        await pilot.press("ctrl+s")
        await until_seen(pilot, "● 2 can be slots")
        await pilot.press("escape")
        await until_seen(pilot, "Paste the schedule as it is published")
        pilot.app.screen.query_one(Input).value = str(file)
        await pilot.press("ctrl+s")
        await until_seen(pilot, "● 2 can be slots")
        await pilot.press("enter")
        await until_seen(pilot, "2 new slots", "Overlap, 05:45–06:00")
        await pilot.press("enter")
        await until_seen(pilot, "Conflicts of the next four weeks", "▲ 28 conflicts")
        assert "Paste a schedule" not in seen(pilot)


async def until_read(pilot: Pilot[None], text: str, *said: str) -> None:
    """Paste a text, and wait until the table says what was read."""
    await opened(pilot)
    await paste(pilot, text)
    await pilot.press("ctrl+s")
    await until_seen(pilot, *said)


async def test_entries_on_days_that_have_passed_are_marked_warned_of_and_moved(desk: Desk, config: Config) -> None:
    text = "Thứ hai, ngày 02/10/2017\n5h30 Thời sự\nThứ ba, ngày 03/10/2017\n5h30 Hộp thư\n6h00 Thời sự (PL)\n"
    async with driven(config, size=(140, 40)) as pilot:
        await until_read(pilot, text, "! 3 on days that have passed", "the day has passed: d gives all such entries")
        await pilot.press("enter")
        await until_seen(pilot, "3 slots are on days that have passed", "05:30 Thời sự, on Monday, 2/10/2017")
        await pilot.press("escape")
        await until_seen(pilot, "e: edit")
        await pilot.press("d")
        await until_seen(pilot, "Days of the schedule", "Days that passed", "moved on")
        await fill(pilot, "first", "20/9")
        await pilot.press("enter")
        await until_seen(pilot, "20/09/2019", "21/09/2019", "from 20/09/2019")
        assert "that have passed" not in seen(pilot)


async def test_the_days_of_a_schedule_and_corrections_stay_while_its_text_is_corrected(
    desk: Desk, config: Config
) -> None:
    async with driven(config, size=(140, 40)) as pilot:
        await until_read(pilot, "5h30 Thời sự\n6h00 Thể dục\n6h30 Ca nhạc\n", "● 3 can be slots")
        await pilot.press("d")
        await fill(pilot, "first", "1/10")
        await fill(pilot, "last", "30/9")
        await pilot.press("enter")
        await until_seen(pilot, "is before the first day")
        await fill(pilot, "last", "31/12")
        await pilot.press("enter")
        await until_seen(pilot, "from 01/10/2019 until 31/12/2019")
        await pilot.press("e")
        await fill(pilot, "title", "Thời sự sáng")
        await pilot.press("enter")
        await until_seen(pilot, "Thời sự sáng")
        await pilot.press("down", "x")
        await until_seen(pilot, "● 2 can be slots")
        await pilot.press("escape")
        await until_seen(pilot, "Paste the schedule as it is published")
        await pilot.press("ctrl+s")
        await until_seen(pilot, "● 2 can be slots", "from 01/10/2019 until 31/12/2019", "Thời sự sáng")
        await pilot.press("enter")
        await until_seen(pilot, "05:30 Thời sự sáng, every day, from 01/10/2019 until 31/12/2019")
        await pilot.press("enter")
        await until_back(pilot, "New slots from a schedule: 2")
    with desk.reading() as session:
        assert {each.terms.recurrence.until for each in slots(session)} == {dt.date(2019, 12, 31)}


async def test_lines_below_a_date_recur_from_that_date_on_and_are_as_read_again(desk: Desk, config: Config) -> None:
    text = "Thứ hai, ngày 30/09/2019\n5h30 Thời sự\n6h00 Ca nhạc\n"
    async with driven(config, size=(140, 40)) as pilot:
        await until_read(pilot, text, "● 2 can be slots", "30/09/2019")
        await pilot.press("d")
        await until_seen(pilot, "Days of the schedule", "All lines", "as read", "makes lines with a date recur too")
        await choose(pilot, "on_days", OnDays.WEEKDAYS)
        await pilot.press("ctrl+s")
        await until_seen(pilot, "On which days?")
        await fill(pilot, "weekdays", "T2-T6")
        await pilot.press("ctrl+s")
        await until_seen(pilot, "e: edit", "from 30/09/2019", "Mo, Tu")
        assert seen(pilot).count("30/09/2019") == 1
        await pilot.press("d")
        await fill(pilot, "first", "7/10")
        await pilot.press("ctrl+s")
        await until_seen(pilot, "e: edit", "from 07/10/2019", "Mo, Tu")
        await pilot.press("d")
        await choose(pilot, "on_days", OnDays.AS_READ)
        await pilot.press("ctrl+s")
        await until_seen(pilot, "e: edit", "from 14/09/2019", "30/09/2019")
        await pilot.press("d")
        await choose(pilot, "on_days", OnDays.DAILY)
        await pilot.press("ctrl+s")
        await until_seen(pilot, "e: edit", "from 30/09/2019", "Every day")
        await pilot.press("enter")
        await until_seen(pilot, "05:30 Thời sự, every day, from 30/09/2019")
        await pilot.press("enter")
        await until_back(pilot, "New slots from a schedule: 2")
    assert at(desk) == ["05:30 FREQ=DAILY", "06:00 FREQ=DAILY"]


async def test_lines_read_later_and_lines_that_stand_twice_recur_like_all_and_are_as_read_again(
    desk: Desk, config: Config
) -> None:
    text = "Thứ hai, ngày 30/09/2019\n5h30 Thời sự\n5h30 Thời sự\n6h00 Ca nhạc\n"
    async with driven(config, size=(140, 40)) as pilot:
        await until_read(pilot, text, "30/09/2019")
        await pilot.press("d")
        await until_seen(pilot, "Days of the schedule")
        await choose(pilot, "on_days", OnDays.DAILY)
        await fill(pilot, "first", "7/10")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: seen(pilot).count("Every day") == 3 + 1)  # the line below the list too
        await until_seen(pilot, "from 07/10/2019")
        await pilot.press("escape")
        await until_seen(pilot, "Paste the schedule as it is published")
        pilot.app.screen.query_one(TextArea).text = f"{text}7h00 Dân ca\n"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: seen(pilot).count("Every day") == 4 + 1)
        await pilot.press("d")
        await until_seen(pilot, "Days of the schedule")
        await choose(pilot, "on_days", OnDays.AS_READ)
        await fill(pilot, "first", "14/9")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: seen(pilot).count("30/09/2019") == 4)
        assert "Every day" not in seen(pilot)
        assert isinstance(table := pilot.app.screen, ScheduleTable)
        assert not table.holds_answers()


async def test_a_doubtful_length_is_marked_until_it_is_corrected_and_the_day_stays_in_view(
    desk: Desk, config: Config
) -> None:
    text = "Thứ 2-4-6\n5h00 Thời sự tổng hợp buổi sáng của đài huyện và các xã\n11h00 Dân ca\n"
    async with driven(config) as pilot:
        await until_read(pilot, text, "▲ 1 of", "▲ doubtful length: 6 hours up to the next start; e", "Mo, We, Fr")
        await pilot.press("e")
        await fill(pilot, "seconds", "30")
        await pilot.press("ctrl+s")
        await until_seen(pilot, "e: edit", "30:00")
        assert "doubtful" not in seen(pilot)


async def test_a_repeat_of_a_programme_of_the_grid_is_a_slot(desk: Desk, config: Config) -> None:
    recurring(desk, "FREQ=DAILY")
    async with driven(config, size=(140, 40)) as pilot:
        await until_read(pilot, "17h00 Thời sự (PL)\n5h00 Dân ca (PL)\n", "● 1 can be a slot · ▲ 1")
        await pilot.press("slash", *"complete")
        await until_seen(pilot, "1 of 2", "Dân ca")
        await pilot.press("escape")
        await until(pilot, lambda: "1 of 2" not in seen(pilot))
        await pilot.press("enter")
        await until_seen(pilot, "17:00 Thời sự (repeat), every day")
        await pilot.press("enter")
        await until_back(pilot, "New slots from a schedule: 1")
    with desk.reading() as session:
        news, repeat = slots(session)
    assert (repeat.repeats_id, repeat.terms.content.days_after) == (news.series_id, 0)


async def test_nothing_unseen_is_confirmed_while_the_slots_are_tried_out(
    desk: Desk, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with driven(config) as pilot:
        await until_read(pilot, "5h30 Thời sự\n", "● 1 can be")
        goes_on = held_back(monkeypatch, "run")
        press_at_once(pilot, "enter", "enter")
        await until_seen(pilot, "Trying the slots out: one moment")
        await pilot.press("enter", "enter")
        goes_on.set()
        await until_seen(pilot, "1 new slot", "Make the slots")
        assert at(desk) == []


async def test_a_pasted_text_is_not_thrown_away_by_one_key(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await opened(pilot)
        await paste(pilot, TEXT)
        await pilot.press("escape")
        await until_seen(pilot, "Close without saving?")
        await pilot.press("enter")
        await until_seen(pilot, "Thể dục", "Go on")
        await pilot.press("escape")
        await until_seen(pilot, "Close without saving?")
        await pilot.press("left", "enter")
        await until_back(pilot)


async def test_lines_that_become_no_slot_are_named_before_and_after_the_slots_are_made(
    desk: Desk, config: Config
) -> None:
    repeats = "".join(f"6h0{number} Hộp thư {number} (PL)\n" for number in range(5))
    text = f"Hằng ngày\n5h30 Thời sự\n5h45 Ca nhạc\n{repeats}Mọi thông tin xin gọi đài\n"
    left_out = "6 lines become no slots: 06:00 Hộp thư 0; 06:01 Hộp thư 1; 06:02 Hộp thư 2; 06:03 Hộp thư 3; and 2 more"
    async with driven(config, size=(140, 40)) as pilot:
        await until_read(pilot, text, "● 2 can be slots")
        await pilot.press("enter")
        lines = [f"06:0{number} Hộp thư {number}: a repeat whose first run" for number in range(5)]
        await until_seen(pilot, *lines, "Line 9 was not understood: Mọi thông tin xin gọi đài")
        await pilot.press("enter")
        await until_back(pilot, f"✓ New slots from a schedule: 2 · {left_out}")


async def test_what_is_doubtful_is_named_again_before_the_slots_are_made(desk: Desk, config: Config) -> None:
    text = "5h00 Thời sự\n11h PL Thời sự sáng\n15h Dân ca\n15h30 Ca nhạc\n22h00: Hết chương trình\n"
    async with driven(config, size=(140, 40)) as pilot:
        await until_read(pilot, text, "● 4 can be slots · ▲ 0 lack something", "▲ 3 of doubtful length")
        await until_seen(pilot, "22:00 Hết chương trình", "ends the broadcasting")
        await pilot.press("end", "x")
        await until_seen(pilot, "Line 5 ends the broadcasting: 22:00 Hết chương trình")
        await pilot.press("enter")
        await until_seen(
            pilot,
            "05:00 Thời sự: doubtful length: 6 hours up to the next start; Esc, then e, corrects it",
            "15:30 Ca nhạc: doubtful length: 6 hours 30 minutes up to the next start; Esc, then e, corrects it",
            "11:00 Thời sự sáng: probably the repeat of “Thời sự” at 05:00; doubtful length: 4 hours up to the next",
            "4 new slots",
        )
        assert "No slot" not in seen(pilot)


async def test_lines_that_come_back_as_they_were_read_are_no_corrections(desk: Desk, config: Config) -> None:
    text = "Thứ hai, ngày 30/09/2019\n5h30 Thời sự\n6h00 Ca nhạc\n"
    async with driven(config, size=(140, 40)) as pilot:

        async def put_on(days: OnDays, *said: str) -> None:
            await pilot.press("d")
            await until_seen(pilot, "Days of the schedule")
            await choose(pilot, "on_days", days)
            await pilot.press("ctrl+s")
            await until_seen(pilot, "e: edit", *said)

        async def read_again(changed: str, *said: str) -> None:
            await pilot.press("escape")
            await until_seen(pilot, "Paste the schedule as it is published")
            pilot.app.screen.query_one(TextArea).text = changed
            await pilot.press("ctrl+s")
            await until_seen(pilot, *said)

        await until_read(pilot, text, "● 2 can be slots", "30/09/2019")
        await put_on(OnDays.DAILY, "Every day")
        await read_again(text.replace("6h00 Ca nhạc\n", ""), "● 1 can be a slot")
        await put_on(OnDays.AS_READ, "30/09/2019")
        await read_again(text, "● 2 can be slots")
        await until(pilot, lambda: seen(pilot).count("30/09/2019") == 2)
        assert isinstance(table := pilot.app.screen, ScheduleTable)
        assert not table.holds_answers()


async def test_corrections_are_not_lost_by_quitting_or_going_back_without_a_question(
    desk: Desk, config: Config, tmp_path: Path
) -> None:
    file = tmp_path / "lịch.txt"
    file.write_text(TEXT)
    async with driven(config, size=(140, 40)) as pilot:
        await opened(pilot)
        pilot.app.screen.query_one(Input).value = str(file)
        await pilot.press("ctrl+s")
        await until_seen(pilot, "● 3 can be slots")
        await pilot.press("x")
        await until_seen(pilot, "● 2 can be slots")
        await pilot.press("ctrl+q")
        await until_seen(pilot, "Quit without saving?", "What you typed in “Paste a schedule” is not saved yet.")
        await pilot.press("ctrl+q", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ScheduleTable))
        await pilot.press("enter")
        await until_seen(pilot, "2 new slots")
        await pilot.press("ctrl+q")
        await until_seen(pilot, "Quit without saving?")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, Review))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, ScheduleTable))
        await pilot.press("escape")
        await until_seen(pilot, "Paste the schedule as it is published")
        assert pilot.app.screen.query_one(Input).value == str(file)
        await pilot.press("escape")
        await until_seen(pilot, "Close without saving?")
        await pilot.press("escape", "ctrl+s")
        await until_seen(pilot, "● 2 can be slots")
        await pilot.press("ctrl+q")
        await until_seen(pilot, "Quit without saving?")
        await pilot.press("left", "enter")
        await until(pilot, lambda: pilot.app._exit)


async def test_what_stands_below_days_that_were_not_understood_is_no_slot_until_its_day_is_clear(
    desk: Desk, config: Config
) -> None:
    text = "Thứ Hai\n5h00 Nhạc\nThứ Sáu đầu tháng\n20h00 Dân ca\n21h00 Ca nhạc"
    doubt = "its day is in doubt: look at “Thứ Sáu đầu tháng”"
    async with driven(config, size=(140, 40)) as pilot:
        await until_read(pilot, text, "● 1 can be a slot · ▲ 2 lack something · ? 1 not understood")
        await pilot.press("down")
        await until_seen(pilot, f"▲ not complete: {doubt}")
        await pilot.press("e")
        await fill(pilot, "day", "thứ 6")
        await pilot.press("enter")
        await until_seen(pilot, "● 2 can be slots · ▲ 1 lack something")
        await pilot.press("end", "x")
        await until_seen(pilot, "● 3 can be slots · ▲ 0 lack something · ? 0 not understood")


async def test_a_relay_without_a_title_is_called_after_its_upstream(desk: Desk, config: Config) -> None:
    async with driven(config, size=(140, 40)) as pilot:
        await until_read(pilot, "Hằng ngày\n6h00 Tiếp sóng VOV1\n7h00 Thời sự", "● 2 can be slots")
        await until_seen(pilot, "06:00", "VOV1  ")
        assert "–" not in seen(pilot).split("06:00")[1].splitlines()[0]
        await pilot.press("e")
        await fill(pilot, "seconds", "30")
        await pilot.press("enter")
        await until_seen(pilot, "30:00", "● 2 can be slots")
        await pilot.press("e")
        await fill(pilot, "upstream", "VOV2")
        await pilot.press("enter")
        await until_seen(pilot, "VOV2")
        assert "VOV1" not in seen(pilot)
        await pilot.press("e")
        await fill(pilot, "title", "")
        await pilot.press("enter")
        await until_seen(pilot, "● 2 can be slots", "VOV2")


async def test_a_repeat_whose_first_run_is_guessed_or_missing_says_what_to_do(desk: Desk, config: Config) -> None:
    text = "5h00: Thời sự\n6h00 Ca nhạc\n7h00 Dân ca\n9h00: PL Thời sự sáng\n9h30 PL Hộp thư\n"
    async with driven(config, size=(140, 40)) as pilot:
        await until_read(pilot, text, "● 4 can be slots · ▲ 1 lack something", "▲ 1 repeat to check")
        await pilot.press("down", "down", "down")
        await until_seen(pilot, "▲ probably the repeat of “Thời sự” at 05:00; e corrects it · Thời sự sáng")
        await pilot.press("down")
        lack = "▲ not complete: a repeat whose first run is not in the text"
        await until_seen(pilot, f"{lack}; e: write the title of its first run, or make it a first run")
