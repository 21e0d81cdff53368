"""Week, driven: the time axis, planning in free time, moving and stretching, slots and their occurrences."""

import datetime as dt

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from radiodesk.config import Config
from radiodesk.kinds import BroadcastState, ProgrammeKind
from radiodesk.model import Action, Desk, zone
from radiodesk.model.moments import span
from radiodesk.schedule import grid_files
from radiodesk.schedule import plan as plans
from radiodesk.tui.widgets.week_grid import WeekGrid
from radiodesk.tui.widgets.week_rows import Block, layout
from tests.tui.driving import (
    HOSTILE,
    choose,
    driven,
    fill,
    notices,
    seen,
    settled,
    until,
    until_back,
    until_keys_fit,
    until_seen,
)
from tests.tui.test_today import held, plan

SATURDAY = dt.date(2019, 9, 14)
NEWS = {"key": "ts", "programme": "Thời sự", "kind": "news", "at": "05:30", "length": 900, "rule": "daily"}
NEWS |= {"from": dt.date(2019, 9, 1)}
VOV = {"key": "vov", "relay": "Thời sự VOV1", "upstream": "VOV1", "at": "06:00", "length": 1800, "rule": "daily"}
VOV |= {"from": dt.date(2019, 9, 1)}


def apply(desk: Desk, *slots: dict, hours: list[list[str]] | None = None) -> None:
    import tomlkit

    grid = {"slot": list(slots)} | ({"hours": hours} if hours else {})
    file = grid_files.read("grid.toml", tomlkit.dumps(grid))
    with desk.changing(Action.APPLY_GRID, file="grid.toml") as session:
        grid_files.apply(session, file, name="grid.toml", today=SATURDAY)


def times(desk: Desk, first: dt.date, days: int = 1) -> list[str]:
    """When what is planned starts, and how long it is."""
    with desk.reading() as session:
        found = plans.entries(session, *span(first, first + dt.timedelta(days=days - 1), zone(session)))
    on_air = [each for each in found if each.state is not BroadcastState.CANCELLED]
    return [f"{each.starts:%d %H:%M} {(each.seconds or 0) // 60}'" for each in on_air]


async def test_a_week_shows_its_days_and_the_arrows_go_over_blocks_and_free_time(desk: Desk, config: Config) -> None:
    plan(desk, "Thời sự sáng")
    plan(desk, HOSTILE, "17:00")
    plan(desk, "Thứ Hai", on=dt.date(2019, 9, 9))
    plan(desk, "Tuần sau", on=dt.date(2019, 9, 16))
    async with driven(config) as pilot:
        await pilot.press("2")
        await until_seen(
            pilot, "Week 37 · 09/09 – 15/09/2019  ", "Mon 09/09", "Sat 14/09", "05:30", "17:00", "N Thời sự"
        )
        await pilot.press("home")
        await until_seen(pilot, "05:30 Thời sự sáng · first run")
        await pilot.press("end")
        await until_seen(pilot, f"17:00 {HOSTILE}")
        await pilot.press("right")
        await until_seen(pilot, "Sun 15/09 17:00: nothing is planned")
        await pilot.press("right")
        await until_seen(pilot, "Week 38 · 16/09 – 22/09/2019")
        await pilot.press("home")
        await until_seen(pilot, "05:30 Tuần sau")
        await pilot.press("shift+left", "home")
        await until_seen(pilot, "Week 37 · 09/09 – 15/09/2019", "05:30 Thứ Hai")
        await pilot.press("enter")
        await until_seen(pilot, "Thứ Hai · 05:30", "No line yet")


async def test_what_is_planned_in_free_time_is_on_that_day_at_that_time(desk: Desk, config: Config) -> None:
    plan(desk, "Thời sự sáng")
    async with driven(config) as pilot:
        await pilot.press("2")
        await until_seen(pilot, "Sat 14")
        await pilot.press("home", "right")
        await until_seen(pilot, "Sun 15/09 05:30: nothing is planned")
        await pilot.press("n")
        await until_seen(pilot, "Plan a programme")
        form = pilot.app.screen
        assert [form.query_one(f"#{name}", Input).value for name in ("on", "at")] == ["15/09/2019", "05:30"]
        await fill(pilot, "title", "Chủ nhật")
        await choose(pilot, "kind", ProgrammeKind.NEWS)
        await pilot.press("enter")
        await until_back(pilot, "05:30 Chủ nhật")
        await pilot.press("c")
        await until_seen(pilot, "Cancel “Chủ nhật” at 05:30")
        await pilot.press("left", "enter")
        await until_seen(pilot, "✕")
        assert [item.title for item in held(desk, SATURDAY + dt.timedelta(days=1))] == ["Chủ nhật"]


async def test_a_plan_that_recurs_is_a_slot_and_fills_the_days(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await pilot.press("2")
        await until_seen(pilot, "Sat 14")
        await pilot.press("n")
        await until_seen(pilot, "Plan a programme")
        for name, value in {"title": "Thời sự", "at": "5h30", "seconds": "15'", "rule": "t7, cn"}.items():
            await fill(pilot, name, value)
        await choose(pilot, "kind", ProgrammeKind.NEWS)
        await pilot.press("enter")
        await until_back(pilot, "New slot: Thời sự, 05:30, ", ", from 14/09/2019")
        assert times(desk, SATURDAY, 9) == ["14 05:30 15'", "15 05:30 15'", "21 05:30 15'", "22 05:30 15'"]


async def test_a_block_is_moved_and_stretched_by_keys_for_one_for_the_following_or_not(
    desk: Desk, config: Config
) -> None:
    apply(desk, NEWS)
    async with driven(config) as pilot:
        await pilot.press("2")
        await until_seen(pilot, "N Thời sự")
        await pilot.press("home", "J", "down", "J", "plus")
        await until_seen(pilot, "Thời sự: Sat 14/09 06:05–06:25 (20 minutes)")
        await pilot.press("escape")
        await until(pilot, lambda: "J K move it" not in seen(pilot))
        assert times(desk, SATURDAY) == ["14 05:30 15'"]

        await pilot.press("J", "up", "enter")
        await until_seen(pilot, "Move which ones?", "Only this one", "This one and all after it  28 broadcasts change")
        assert not pilot.app.screen.query(Input)
        await pilot.press("down", "up", "enter")
        await until_back(pilot, "Changed: Thời sự, 05:30 → 05:40")
        assert times(desk, SATURDAY, 2) == ["14 05:40 15'", "15 05:30 15'"]

        await pilot.press("right", "home", "plus", "enter")
        await until_seen(pilot, "Change the length of which ones?")
        await pilot.press("escape")
        await until(pilot, lambda: "which ones" not in seen(pilot))

        await pilot.press("right", "left", "home", "K", "down", "down", "minus", "enter")
        await until_seen(pilot, "Move which ones?")
        await pilot.press("down", "enter")
        await until_back(pilot, "Changed the slot: Thời sự, 05:30 → 05:25")
        assert times(desk, dt.date(2019, 9, 13), 4) == ["13 05:30 15'", "14 05:40 15'", "15 05:25 10'", "16 05:25 10'"]
        await pilot.press("ctrl+z")
        await until_seen(pilot, "Undone")
        assert times(desk, SATURDAY, 3) == ["14 05:40 15'", "15 05:30 15'", "16 05:30 15'"]


async def test_the_silence_that_a_move_leaves_is_counted_for_each_scope_and_said_before_saving(
    desk: Desk, config: Config
) -> None:
    apply(desk, NEWS | {"length": 1800}, VOV, hours=[["05:30", "06:30"]])
    async with driven(config) as pilot:
        await pilot.press("2")
        await until_seen(pilot, "N Thời sự")
        await pilot.press("home", "minus", "minus", "enter")
        await until_seen(pilot, "Only this one  1 conflict", "This one and all after it", "28 conflicts")
        await pilot.press("enter")
        await until_seen(pilot, "Nothing would be on air from 05:50 to 06:00 on 14/09/2019", "all the same?")
        await pilot.press("escape")
        await until(pilot, lambda: "all the same" not in seen(pilot))
        assert times(desk, SATURDAY) == ["14 05:30 30'", "14 06:00 30'"]


async def test_a_key_that_picks_a_block_up_moves_it_as_far_as_the_next_press_and_back(
    desk: Desk, config: Config
) -> None:
    apply(desk, NEWS)
    async with driven(config) as pilot:
        await pilot.press("2")
        await until_seen(pilot, "N Thời sự")
        await pilot.press("home")
        for key, time in (("J", "05:45"), ("K", "05:30"), ("K", "05:15"), ("J", "05:30"), ("down", "05:35")):
            await pilot.press(key)
            await until_seen(pilot, f"Thời sự: Sat 14/09 {time}", "J K move it by 15 minutes, ↑ ↓ by 5")


async def test_a_last_programme_without_a_length_does_not_fill_the_night(desk: Desk, config: Config) -> None:
    plan(desk, "Chuyện đêm", "22:30", on=SATURDAY, seconds=None)
    plan(desk, "Sáng", "05:00", on=SATURDAY + dt.timedelta(days=1))
    async with driven(config) as pilot:
        await pilot.press("2")
        await until_seen(pilot, "N Chuyện", "N Sáng")
        assert "00:00" not in seen(pilot)
        assert seen(pilot).count("N Chuyện") == 1


async def test_a_block_is_dragged_to_another_day(desk: Desk, config: Config) -> None:
    plan(desk, "Thời sự sáng", on=dt.date(2019, 9, 9))
    plan(desk, "Khác", "08:00", on=dt.date(2019, 9, 12))
    async with driven(config) as pilot:
        await pilot.press("2")
        await until_seen(pilot, "N Thời sự", "N Khác")
        grid = pilot.app.screen.query_one(WeekGrid)
        top = next(y for y in range(1, grid.size.height) if "Thời sự" in grid.render_line(y).text)
        await pilot.mouse_down("WeekGrid", offset=(8, top))
        await pilot.hover("WeekGrid", offset=(20, top))
        await until_seen(pilot, "Thời sự sáng: Tue 10/09 05:30")
        await pilot.mouse_up("WeekGrid", offset=(20, top))
        await until_seen(pilot, "Changed: Thời sự sáng, 05:30 on 09/09/2019 → 10/09/2019")
        assert [item.title for item in held(desk, dt.date(2019, 9, 10))] == ["Thời sự sáng"]


async def test_the_slot_of_a_broadcast_is_changed_and_ended(desk: Desk, config: Config) -> None:
    apply(desk, NEWS, VOV)
    async with driven(config) as pilot:
        await pilot.press("2")
        await until_seen(pilot, "N Thời sự", "⇄ Thời sự")
        await pilot.press("home", "O")
        await until_seen(pilot, "Change a slot")
        await fill(pilot, "rule", "T2-T6")
        await fill(pilot, "outlets", "Đài xã Lai Hạ")
        await pilot.press("enter")
        await until_seen(pilot, "Change which ones?")
        await pilot.press("enter")
        await until_back(pilot, "Changed the slot: Thời sự")
        assert times(desk, SATURDAY, 3) == ["14 06:00 30'", "15 06:00 30'", "16 05:30 15'", "16 06:00 30'"]

        await pilot.press("end", "x")
        await until_seen(pilot, "Cancel once, or end the slot of “Thời sự VOV1”?", "End the slot from here on")
        await pilot.press("down", "enter")
        await until_seen(pilot, "“Thời sự VOV1” at 06:00 is no longer planned from", "End it")
        await pilot.press("left", "enter")
        await until_back(pilot, "Ended the slot: Thời sự VOV1")
        assert times(desk, dt.date(2019, 9, 13), 4) == ["13 05:30 15'", "13 06:00 30'", "16 05:30 15'"]


@pytest.mark.parametrize("key", ["1", "2"])
async def test_what_was_planned_by_mistake_is_deleted_and_brought_back(desk: Desk, config: Config, key: str) -> None:
    apply(desk, NEWS)
    plan(desk, "Nhầm", "09:00")
    async with driven(config) as pilot:
        await pilot.press(key)
        await until_seen(pilot, "Thời sự", "Nhầm")
        await pilot.press("home")
        await until(pilot, lambda: "x Delete" not in seen(pilot))
        await pilot.press("end")
        await until_seen(pilot, "x Delete")
        await until_keys_fit(pilot, lines=2 if key == "2" else 1)
        await pilot.press("x")
        await until_seen(pilot, "Delete “Nhầm” at 09:00 on 14/09/2019? It does not stay in the list.")
        await pilot.press("enter")  # Back is the default
        await until_back(pilot, "Nhầm")
        await pilot.press("delete", "left", "enter")
        await until_back(pilot, "Deleted: Nhầm, 09:00 on 14/09/2019")
        assert [item.title for item in held(desk)] == ["Thời sự"]
        await pilot.press("ctrl+z")
        await until(pilot, lambda: [item.title for item in held(desk)] == ["Thời sự", "Nhầm"])
        await pilot.press("ctrl+y")
        await until(pilot, lambda: [item.title for item in held(desk)] == ["Thời sự"])


async def test_what_hangs_on_a_mistake_is_said_instead_of_a_question(desk: Desk, config: Config) -> None:
    plan(desk, "Nhầm", "09:00", stories=["Gieo cấy", "Đường làng"])
    async with driven(config) as pilot:
        await until_seen(pilot, "x Delete")
        await pilot.press("x")
        await until(
            pilot, lambda: any("its edition has 2 lines: remove those first" in each for each in notices(pilot))
        )
        assert len(pilot.app.screen_stack) == 1


@pytest.mark.parametrize("key", ["1", "2"])
async def test_one_broadcast_of_a_slot_is_cancelled_where_the_slot_could_be_ended(
    desk: Desk, config: Config, key: str
) -> None:
    apply(desk, NEWS)
    async with driven(config) as pilot:
        await pilot.press(key)
        await until_seen(pilot, "Thời sự")
        await pilot.press("home", "x")
        await until_seen(pilot, "Cancel once, or end the slot of “Thời sự”?", "Only this one: cancel it")
        await pilot.press("enter")
        await until_back(pilot, "cancelled")
        assert held(desk)[0].state is BroadcastState.CANCELLED
        assert times(desk, SATURDAY, 2) == ["15 05:30 15'"]
        await pilot.press("x")  # what is cancelled already is not offered
        await until_seen(pilot, "“Thời sự” at 05:30 is no longer planned from")


async def test_repeats_that_would_lack_their_edition_are_asked_about_there_too(desk: Desk, config: Config) -> None:
    apply(desk, NEWS, {"key": "lai", "repeats": "ts", "at": "17:00", "rule": "daily", "from": dt.date(2019, 9, 1)})
    async with driven(config) as pilot:
        await pilot.press("2")
        await until_seen(pilot, "N Thời sự")
        await pilot.press("home", "x")
        await until_seen(pilot, "Only this one: cancel it")
        await pilot.press("enter")
        await until_seen(pilot, "Cancel “Thời sự” at 05:30 on 14/09/2019?", "repeat")


async def test_a_slot_ends_with_its_repeats(desk: Desk, config: Config) -> None:
    apply(desk, NEWS, {"key": "lai", "repeats": "ts", "at": "17:00", "rule": "daily", "from": dt.date(2019, 9, 1)})
    async with driven(config) as pilot:
        await pilot.press("2")
        await until_seen(pilot, "N Thời sự")
        await pilot.press("home", "x")
        await until_seen(pilot, "End the slot from here on")
        await pilot.press("down", "enter")
        await until_seen(pilot, "“Thời sự” at 05:30 is no longer planned from", "Its repeat ends with it: “lai”.")
        await pilot.press("left", "enter")
        await until_back(pilot, "Ended the slot: Thời sự")
        assert times(desk, SATURDAY, 9) == []
        await pilot.press("ctrl+z")
        await until(pilot, lambda: times(desk, SATURDAY) == ["14 05:30 15'", "14 17:00 0'"])


async def test_conflicts_are_marked_and_told_below(desk: Desk, config: Config) -> None:
    apply(desk, NEWS | {"length": 3600}, VOV)
    async with driven(config, size=(118, 45)) as pilot:
        await pilot.press("2")
        await until_seen(pilot, "N! Thời sự", "⇄! Thời sự VOV1")
        await pilot.press("home")
        await until_seen(pilot, "Overlap, 06:00–06:30, 14/09/2019 (30 minutes): 05:30 Thời sự; 06:00 Thời sự VOV1")


async def test_a_week_that_is_not_generated_yet_is_shown_and_enter_plans_one(desk: Desk, config: Config) -> None:
    apply(desk, NEWS)
    async with driven(config) as pilot:
        pilot.app.access.day = dt.date(2020, 3, 4)  # type: ignore[attr-defined]
        await pilot.press("2")
        await until_seen(pilot, "Week 10 · 02/03", "N Thời sự")
        await pilot.press("home")
        await until_seen(pilot, "05:30 Thời sự · from the grid")
        assert not held(desk, dt.date(2020, 3, 4))
        await pilot.press("enter")
        await until_seen(pilot, "05:30 Thời sự · first run")
        assert [item.title for item in held(desk, dt.date(2020, 3, 4))] == ["Thời sự"]


async def test_keys_before_the_week_is_loaded_do_nothing(desk: Desk, config: Config) -> None:
    plan(desk, "Thời sự sáng")
    async with driven(config) as pilot:
        await pilot.press("2", "home", "left", "down", "end")
        await until_seen(pilot, "Week 37", "N Thời sự")
        grid = pilot.app.screen.query_one(WeekGrid)
        assert grid.monday <= pilot.app.access.day <= grid.monday + dt.timedelta(days=6)  # type: ignore[attr-defined]


async def test_a_search_leaves_what_matches_by_title_kind_upstream_or_outlet(desk: Desk, config: Config) -> None:
    apply(desk, NEWS, VOV)
    async with driven(config) as pilot:
        await pilot.press("2")
        await until_seen(pilot, "N Thời sự", "⇄ Thời sự")
        await pilot.press("slash", *"vov1")
        await until(pilot, lambda: "N Thời sự" not in seen(pilot))
        await until_seen(pilot, "⇄ Thời sự")


@pytest.mark.parametrize(("mode", "other"), [("1", "VOV1"), ("2", "⇄ Thời sự")])
@pytest.mark.parametrize("query", ["lai ha", "thu ha"])
async def test_today_and_the_week_are_searched_alike(
    desk: Desk, config: Config, mode: str, other: str, query: str
) -> None:
    people = [{"role": "technician", "person": "Thu Hà"}]
    apply(desk, NEWS | {"outlets": ["own", "Lai Hạ"], "duties": people}, VOV)
    async with driven(config) as pilot:
        await pilot.press(mode)
        await until_seen(pilot, other)
        await pilot.press("slash", *query)
        await until(pilot, lambda: other not in seen(pilot))
        await until_seen(pilot, "Thời sự")


async def test_a_narrow_week_names_its_days_without_the_month(desk: Desk, config: Config) -> None:
    async with driven(config, size=(60, 20)) as pilot:
        await pilot.press("2")
        await until_seen(pilot, "Mon 9", "Sat 14", "Sun 15")
        await pilot.resize_terminal(100, 24)
        await until_seen(pilot, "Mon 09/09", "Sat 14/09")


async def test_a_wide_screen_shows_everything_of_a_broadcast_beside_the_grid(desk: Desk, config: Config) -> None:
    apply(desk, NEWS | {"outlets": ["own", "Đài xã Lai Hạ"]})
    async with driven(config, size=(160, 45)) as pilot:
        await pilot.press("2")
        await until_seen(
            pilot, "Outlets  own air, Đài xã Lai Hạ", "Slot  every day", "05:30–05:45 · 15:00", "! no story yet"
        )


async def test_the_grid_keeps_its_place_whatever_is_said_of_the_block_under_the_cursor(
    desk: Desk, config: Config
) -> None:
    apply(desk, NEWS, NEWS | {"key": "other", "programme": "Khác", "at": "05:35"})
    async with driven(config) as pilot:
        await pilot.press("2")
        await until_seen(pilot, "Overlap")
        height = pilot.app.screen.query_one(WeekGrid).size.height
        await pilot.press("pagedown", "pagedown")
        await until_seen(pilot, "nothing is planned")
        assert pilot.app.screen.query_one(WeekGrid).size.height == height


async def test_a_search_goes_to_the_first_match_of_the_week(desk: Desk, config: Config) -> None:
    apply(desk, NEWS | {"rule": "FREQ=WEEKLY;BYDAY=FR", "programme": "Tin chiều"}, VOV)
    async with driven(config) as pilot:
        await pilot.press("2")
        await until_seen(pilot, "VOV")
        await pilot.press("slash", *"truc tiep")
        await until_seen(pilot, "Nothing matches")
        await pilot.press(*["backspace"] * 9, *"tin chieu", "enter")
        grid = pilot.app.screen.query_one(WeekGrid)
        await until(pilot, lambda: grid.entry is not None and grid.entry.title == "Tin chiều")
        assert grid.cursor_day == SATURDAY - dt.timedelta(days=1)
        assert "Nothing matches" not in seen(pilot)


async def test_ctrl_z_puts_a_block_back_that_is_being_moved_and_undoes_nothing_else(desk: Desk, config: Config) -> None:
    plan(desk, "Thời sự sáng")
    async with driven(config) as pilot:
        await pilot.press("2")
        await until_seen(pilot, "05:30 Thời sự sáng · first run")
        await pilot.press("J")
        await until_seen(pilot, "Thời sự sáng: Sat 14/09 05:45")
        await pilot.press("ctrl+z")
        await until_seen(pilot, "05:30 Thời sự sáng · first run")
        assert len(held(desk)) == 1


def test_the_rows_stay_where_they_are_while_a_block_is_dragged() -> None:
    blocks = [Block("one", 0, 330, 345), Block("two", 0, 1020, 1035)]
    before = layout(blocks, 20)

    after = before.with_blocks([Block("one", 1, 1025, 1040), blocks[1]])

    assert after.rows == before.rows
    assert after.cells[1][0].first == before.row_of(1025)
    assert after.cells[0] == [cell for cell in before.cells[0] if cell.block is blocks[1]]


async def test_headings_lead_to_a_day_and_a_day_that_only_the_grid_has_is_not_empty(desk: Desk, config: Config) -> None:
    apply(desk, NEWS, VOV)
    async with driven(config) as pilot:
        pilot.app.access.day = dt.date(2020, 3, 4)  # type: ignore[attr-defined]
        await pilot.press("2")
        await until_seen(pilot, "Week 10 · 02/03", "N Thời sự")
        await pilot.click("WeekGrid", offset=(20, 0))
        await until_seen(
            pilot, "Day · Tuesday 03/03/2020", "2 more from the grid", "05:30 Thời sự", "06:00 Thời sự VOV1"
        )
        await pilot.click("#heading")
        await until_seen(pilot, "Go to a day")
        await pilot.press(*"14/9/2019", "enter")
        await until_seen(pilot, "Today · Saturday 14/09/2019")
        assert "from the grid" not in seen(pilot)
        await pilot.press("left")
        await until_seen(pilot, "Day · Friday 13/09/2019", "2 more from the grid", "which was over", "05:30 Thời sự")


async def test_a_damaged_slot_is_named_and_the_others_are_shown(desk: Desk, config: Config) -> None:
    apply(desk, NEWS, VOV)
    with desk.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE slot SET rule = 'FREQ=SOMETIMES' WHERE id = 1")
    async with driven(config) as pilot:
        pilot.app.access.day = dt.date(2020, 3, 4)  # type: ignore[attr-defined]
        await pilot.press("2")
        await until_seen(pilot, "⇄ Thời sự")
        assert any("“ts”" in said and "FREQ=SOMETIMES" in said for said in notices(pilot))


async def test_all_slots_are_listed_changed_ended_and_lead_to_their_next_day(desk: Desk, config: Config) -> None:
    sunday = {"key": "sun", "programme": HOSTILE, "kind": "music", "at": "20:00", "rule": "FREQ=WEEKLY;BYDAY=SU"}
    over = {"key": "over", "programme": "Mùa cũ", "kind": "music", "at": "21:00", "rule": "daily"}
    again = {"key": "again", "repeats": "ts", "at": "17:00", "rule": "daily", "from": dt.date(2019, 9, 1)}
    apply(desk, NEWS, again, sunday | {"from": dt.date(2019, 9, 1)})
    apply(desk, over | {"from": dt.date(2019, 8, 1), "until": dt.date(2019, 8, 31)})
    async with driven(config) as pilot:
        await pilot.press("ctrl+g")
        await until_seen(pilot, "3 slots in force or to come · 1 is over", "[red]x[/] [/]", "Sunday", "15/09/2019")
        assert "Mùa cũ" not in seen(pilot)
        await pilot.press("f")
        await until_seen(pilot, "Mùa cũ")
        await pilot.press("end", "enter")
        await until_seen(pilot, "This slot is over")
        await pilot.press("slash", *"sunday", "down", "enter")
        await until_seen(pilot, "Change a slot")
        await fill(pilot, "at", "19:30")
        await pilot.press("ctrl+s")
        await until_seen(pilot, "This one and all after it")
        await pilot.press("enter")
        await until_seen(pilot, "Slots", "19:30")
        await pilot.press("d")
        await until_seen(pilot, "Week 37 · 09/09", "19:30  ", "[red]x[/]")


FULL_WEEK = [
    {**NEWS, "key": f"p{number}", "programme": f"Mục {number}", "at": f"{minute // 60:02}:{minute % 60:02}"}
    | {"length": 1200 + 600 * (number % 3)}
    for number, minute in enumerate(range(5 * 60, 22 * 60, 45))
]
FOLDED_WEEK = [NEWS, {**NEWS, "key": "chieu", "programme": "Thời sự chiều", "at": "17:00"}]


def rows_under_cursor(pilot: Pilot[None]) -> list[int]:
    """The lines of the screen on which the cursor of the grid is seen."""
    grid = pilot.app.screen.query_one(WeekGrid)
    area = grid.region.crop_size(grid.scrollable_content_region.size)  # scrollbars are reversed too
    strips = pilot.app.screen._compositor.render_strips(pilot.app.size)
    return [
        y
        for y in range(area.y + 1, area.bottom)
        if any(each.style and each.style.reverse for each in strips[y].crop(area.x, area.right))
    ]


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
@pytest.mark.parametrize("slots", [FOLDED_WEEK, FULL_WEEK], ids=["folded", "busy"])
@pytest.mark.parametrize("hour", [0, 18])
async def test_the_cursor_is_always_in_view(
    desk: Desk, config: Config, slots: list[dict], size: tuple[int, int], hour: int
) -> None:
    apply(desk, *slots)
    now = dt.datetime(2019, 9, 14, hour, 5, tzinfo=dt.timezone(dt.timedelta(hours=7)))
    async with driven(config, size=size, clock=lambda: now) as pilot:
        await pilot.press("2")
        await until(pilot, lambda: pilot.app.screen.query(WeekGrid) and pilot.app.screen.query_one(WeekGrid).day == 5)
        assert rows_under_cursor(pilot)
        for key in ("shift+right", "end", "right", "right", "shift+left", "left", "pagedown", "left", "home", "D"):
            await pilot.press(key)
            await settled(pilot)
            assert rows_under_cursor(pilot), key
        for width, height in ((60, 20), (80, 40), (80, 18), (140, 24), size):
            await pilot.press("end")
            await pilot.resize_terminal(width, height)
            await settled(pilot)
            assert rows_under_cursor(pilot), (width, height)


async def test_repeats_that_only_the_grid_has_are_named_before_their_first_run_is_cancelled(
    desk: Desk, config: Config
) -> None:
    repeat = {"key": "lai", "repeats": "ts", "at": "17:00", "rule": "daily", "from": dt.date(2019, 9, 1)}
    apply(desk, NEWS, repeat)
    async with driven(config) as pilot:
        await pilot.press("2")
        await until_seen(pilot, "Sat 14")
        await pilot.press(*["shift+right"] * 8, "home")
        await until_seen(pilot, "09/11 05:30 Thời sự · from the grid")
        await pilot.press("enter")
        await until_seen(pilot, "09/11 05:30 Thời sự · first run")
        await pilot.press("c")
        await until_seen(pilot, "The repeat at 17:00 stays planned")
