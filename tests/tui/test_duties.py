"""Who is on duty, driven: the form, the swap, and one person's week."""

import datetime as dt

from textual.widgets import Input, Select

from radiodesk.config import Config
from radiodesk.kinds import BroadcastKind, DutyRole, ProgrammeKind
from radiodesk.model import Action, Desk
from radiodesk.schedule import generation, queries, series_names, slot_edits
from radiodesk.schedule.recurrence import Recurrence
from radiodesk.schedule.rrule import parse
from radiodesk.schedule.slot_edits import Scope
from radiodesk.schedule.slots import Content, Terms
from radiodesk.schedule.views import BroadcastView
from tests.tui.driving import driven, fill, notices, seen, type_in, until, until_back, until_seen
from tests.tui.test_today import DAY, held, plan

EDITOR, TECHNICIAN = DutyRole.EDITOR, DutyRole.TECHNICIAN


def add_daily(desk: Desk, title: str, at: dt.time, person: str) -> None:
    """A slot of every day with an editor on duty, generated."""
    with desk.changing(Action.ADD_SLOT) as session:
        recurrence = Recurrence(at, DAY, parse("FREQ=DAILY"), seconds=900)
        terms = Terms(Content(BroadcastKind.FIRST_RUN, title), recurrence, duties=((EDITOR, person),))
        slot_edits.add(session, series_names.add_series(session, title), terms, ProgrammeKind.NEWS)
        generation.generate(session, DAY)


def on_duty(desk: Desk, title: str, days: int = 0) -> tuple[tuple[DutyRole, str], ...]:
    with desk.reading() as session:
        view = queries.day(session, DAY + dt.timedelta(days=days))
    found: list[BroadcastView] = [each for each in view.broadcasts if each.title == title]
    return found[0].duties


async def test_duties_are_set_for_one_broadcast_and_a_clash_is_asked_about(desk: Desk, config: Config) -> None:
    plan(desk, "Thời sự sáng", "05:30")
    async with driven(config, size=(160, 45)) as pilot:
        await until_seen(pilot, "05:30")
        await pilot.press("at")
        await until_seen(pilot, "Editor", "Presenter", "Technician", "Thời sự sáng")
        assert not pilot.app.screen.query("#scope")  # a single broadcast has no slot
        await fill(pilot, "editor", "Thu Hà, Đức Anh")
        await fill(pilot, "technician", "Văn Bình")
        await pilot.press("ctrl+s")
        await until_back(pilot, "Thu Hà · Đức Anh · Văn Bình", "On duty, changed: Thời sự sáng")
    assert on_duty(desk, "Thời sự sáng") == ((EDITOR, "Thu Hà"), (EDITOR, "Đức Anh"), (TECHNICIAN, "Văn Bình"))


async def test_the_roster_of_a_slot_is_changed_and_two_people_change_places(desk: Desk, config: Config) -> None:
    add_daily(desk, "Thời sự sáng", dt.time(5, 30), "Thu Hà")
    add_daily(desk, "Thời sự chiều", dt.time(17), "Lan")
    async with driven(config, size=(160, 45)) as pilot:
        await until_seen(pilot, "Thu Hà", "Lan")
        await pilot.press("home", "at")
        await until_seen(pilot, "Applies to", "this broadcast")
        await fill(pilot, "editor", "Đức Anh")
        pilot.app.screen.query_one("#scope", Select).value = Scope.FOLLOWING
        await pilot.press("ctrl+s")
        await until_back(pilot, "Đức Anh", "Changed the roster: Thời sự sáng")
        assert on_duty(desk, "Thời sự sáng", 3) == ((EDITOR, "Đức Anh"),)

        await pilot.press("ctrl+o")
        await until_seen(pilot, "Swap Đức Anh with", "Lan")
        await type_in(pilot, "nobody")
        await until_seen(pilot, "Nobody of that name is on duty in the week around it.")
        await type_in(pilot, "lan 16/09")
        await type_in(pilot, "16/09")
        await until(pilot, lambda: "17/09" not in seen(pilot))
        await pilot.press("enter")
        await until_back(pilot, "Swapped duties: Đức Anh and Lan")
        assert on_duty(desk, "Thời sự sáng") == ((EDITOR, "Lan"),)
        assert on_duty(desk, "Thời sự chiều", 2) == ((EDITOR, "Đức Anh"),)
        await pilot.press("ctrl+z")
        await until(pilot, lambda: on_duty(desk, "Thời sự sáng") == ((EDITOR, "Đức Anh"),))


async def test_a_persons_week_is_listed_and_leads_to_its_broadcasts(desk: Desk, config: Config) -> None:
    add_daily(desk, "Thời sự sáng", dt.time(5, 30), "Thu Hà")
    add_daily(desk, "Thời sự chiều", dt.time(17), "Lan")
    async with driven(config) as pilot:
        await until_seen(pilot, "05:30")
        await pilot.press("o")
        await until_seen(pilot, "Whose week?", "Lan")
        await type_in(pilot, "lan")
        await pilot.press("enter")
        await until_seen(pilot, "Lan · 09/09 – 15/09/2019", "Sat 14/09", "Sun 15/09", "Editor")
        assert "sáng" not in "\n".join(line for line in seen(pilot).splitlines() if "17:00" in line)
        await pilot.press("down", "enter")
        await until_back(pilot, "Sunday 15/09/2019", "17:00 Thời sự chiều ·")


async def test_a_swap_where_nobody_is_on_duty_says_how_to_set_it(desk: Desk, config: Config) -> None:
    plan(desk)
    async with driven(config) as pilot:
        await until_seen(pilot, "05:30")
        await pilot.press("ctrl+o")
        await until(pilot, lambda: any("Nobody is on duty there yet" in notice for notice in notices(pilot)))
        assert held(desk)[0].people == ""
        assert not pilot.app.screen.query(Input).first().has_focus
