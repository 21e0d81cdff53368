"""Pasting a schedule, driven."""

from pathlib import Path

from textual import events
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from radiodesk.config import Config
from radiodesk.model import Desk
from radiodesk.schedule.slots import slots
from tests.tui.driving import driven, fill, seen, until, until_back, until_seen

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
        await until_seen(pilot, "● 3 can be slots · ▲ 1 lack something · ? 1 not understood · from 14/09/2019")
        await until_seen(pilot, "a repeat whose first run is", "Line 5 was not understood", "[red]Mọi")
        await pilot.press("down", "down", "e")
        await fill(pilot, "title", "Thể dục")
        await fill(pilot, "at", "6h30")
        await fill(pilot, "day", "thứ 2-4-6")
        await until_seen(pilot, "Monday, Wednesday, Friday")
        await pilot.press("enter")
        await until_seen(pilot, "06:30", "Monday, Wednesday, Fri")
        await pilot.press("end", "x")
        await until_seen(pilot, "? 0 not understood")
        await pilot.press("enter")
        await until_seen(pilot, "3 new slots", "thoi-su: new, from 14/09/2019 on")
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
