"""The fields that make a plan recur: what is typed in them, and what it means on the day of the form."""

import datetime as dt
from dataclasses import replace

from textual.pilot import Pilot
from textual.widgets import Checkbox, Input, Select

from radiodesk.config import Config
from radiodesk.kinds import BroadcastKind, ProgrammeKind
from radiodesk.model import Action, Desk, Upstream
from radiodesk.schedule import queries, slot_edits
from radiodesk.schedule.recurrence import Recurrence
from radiodesk.schedule.rrule import parse
from radiodesk.schedule.slots import Content, SlotView, Terms, slots
from radiodesk.tui.widgets.hint import Hint
from tests.tui.driving import choose, driven, fill, seen, until, until_back, until_seen
from tests.tui.test_today import held, plan

SATURDAY = dt.date(2019, 9, 14)


def recurring(
    desk: Desk, rule: str, *, title: str = "Thời sự", at: dt.time = dt.time(5, 30), start: dt.date = SATURDAY
) -> None:
    """Add a slot of first runs of 15 minutes."""
    with desk.changing(Action.ADD_SLOT, title=title, time=at.isoformat()) as session:
        terms = Terms(Content(BroadcastKind.FIRST_RUN, title), Recurrence(at, start, parse(rule), seconds=900))
        slot_edits.add_new(session, terms, ProgrammeKind.NEWS, SATURDAY)


def grid(desk: Desk) -> list[SlotView]:
    with desk.reading() as session:
        return slots(session)


def rules(desk: Desk) -> list[str]:
    return [each.terms.recurrence.rule.text for each in grid(desk)]


async def planned(pilot: Pilot[None], **values: str) -> None:
    """Open the form that plans a programme, and fill it in."""
    await pilot.press("n")
    for name, value in values.items():
        await fill(pilot, name, value)
    await choose(pilot, "kind", ProgrammeKind.NEWS)


async def test_what_a_rule_leaves_open_is_as_on_the_day_in_the_form(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await planned(pilot, title="Thời sự", at="5h30", rule="hằng tuần")
        await until_seen(pilot, "  Saturday ")
        await fill(pilot, "on", "20/9")
        await until_seen(pilot, "  Friday ")
        await fill(pilot, "on", "20/")
        await until_seen(pilot, "  Saturday ")
        await fill(pilot, "on", "20/9")
        await pilot.press("enter")
        await until_back(pilot, "Thời sự")
        assert rules(desk) == ["FREQ=WEEKLY;BYDAY=FR"]
        await planned(pilot, title="Hộp thư", at="7h", on="2/10", rule="hằng tháng")
        await until_seen(pilot, "day 2 of each month")
        await pilot.press("enter")
        await until_back(pilot)
        assert rules(desk)[1] == "FREQ=MONTHLY;BYMONTHDAY=2"


async def test_a_rule_says_its_first_days_and_that_the_day_is_the_first(desk: Desk, config: Config) -> None:
    async with driven(config, size=(100, 30)) as pilot:
        await planned(pilot, title="Thời sự", at="5h30")
        await until_seen(pilot, "  Saturday, 14/9/2019")
        await fill(pilot, "rule", "every day")
        await until_seen(pilot, "  every day · 14/09, 15/09, 16/09 …", "  from Saturday, 14/9/2019")
        await fill(pilot, "on", "20/9")
        await until_seen(pilot, "  every day · 20/09, 21/09, 22/09 …", "  from Friday, 20/9/2019")
        await fill(pilot, "rule", "")
        await until_seen(pilot, "  Friday, 20/9/2019")


async def test_a_plan_that_recurs_asks_for_no_note(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await planned(pilot, title="Thời sự", at="5h30", rule="T2-T6")
        await until_seen(pilot, "not with “Recurs”")
        pilot.app.screen.query_one("#repeats", Input).focus()
        await pilot.press("tab", *"x")
        assert pilot.app.screen.query_one("#note", Input).value == ""
        await fill(pilot, "rule", "")
        await until(pilot, lambda: "not with “Recurs”" not in seen(pilot))
        pilot.app.screen.query_one("#repeats", Input).focus()
        await pilot.press("tab", *"x")
        assert pilot.app.screen.query_one("#note", Input).value == "x"


async def test_while_a_rule_is_not_understood_examples_stand_beside_it(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await planned(pilot, title="Thời sự", at="5h30", rule="T6 đ")
        await until_seen(pilot, "T2-T6 · every 2 weeks")
        await fill(pilot, "rule", "T6 đầu tháng")
        await until_seen(pilot, "first Friday of the month")
        await fill(pilot, "rule", "thỉnh thoảng")
        await pilot.press("enter")
        await until_seen(pilot, "“thỉnh thoảng” is not a rule")
        assert grid(desk) == []


async def test_a_slot_says_its_rule_in_words_and_keeps_it_as_it_was(desk: Desk, config: Config) -> None:
    recurring(desk, "FREQ=WEEKLY;BYDAY=SU,SA")
    async with driven(config) as pilot:
        await until_seen(pilot, "Thời sự")
        await pilot.press("O")
        await until(pilot, lambda: pilot.app.screen.query("#rule"))
        assert pilot.app.screen.query_one("#rule", Input).value == "Saturday and Sunday"
        assert "FREQ" not in seen(pilot)
        await fill(pilot, "at", "6h")
        await pilot.press("enter")
        await until_seen(pilot, "Change which ones?")
        assert not any("Saving" in str(hint.content) for hint in pilot.app.screen_stack[-2].query(Hint))
        await pilot.press("down", "enter")
        await until_back(pilot, "06:00")
    (slot,) = grid(desk)
    assert slot.terms.recurrence.rule.text == "FREQ=WEEKLY;BYDAY=SU,SA"


async def test_a_new_slot_asks_about_its_conflicts_once(desk: Desk, config: Config) -> None:
    recurring(desk, "FREQ=DAILY")
    async with driven(config) as pilot:
        await until_seen(pilot, "Thời sự")
        await planned(pilot, title="Hộp thư", at="5h40", seconds="10'", rule="T7-CN")
        await pilot.press("enter")
        await until_seen(pilot, "Overlap, 05:40–05:45, 8 days from 14/09/2019", "press Enter again")
        assert len(grid(desk)) == 1
        await pilot.press("enter")
        await until_back(pilot, "Hộp thư")
        assert len(grid(desk)) == 2
        await pilot.press("l")
        await fill(pilot, "title", "Thời sự VOV")
        await fill(pilot, "upstream", "VOV1")
        await fill(pilot, "at", "5h")
        await fill(pilot, "seconds", "30'")
        await fill(pilot, "rule", "hằng ngày")
        pilot.app.screen.query_one("#live", Checkbox).value = True
        await pilot.press("enter")
        await until_seen(pilot, "comes from VOV1 and is marked as a live event")
        await pilot.press("enter")
        await until_back(pilot)
        assert len(grid(desk)) == 3


async def test_several_times_are_a_slot_of_each_in_one_change(desk: Desk, config: Config) -> None:
    recurring(desk, "FREQ=DAILY", title="Ca nhạc")
    async with driven(config) as pilot:
        await until_seen(pilot, "Ca nhạc")
        await planned(pilot, title="Thời sự", at="17h, 5h30 và 11h30", seconds="10'", rule="hằng ngày")
        await until_seen(pilot, "05:30, 11:30, 17:00: 3 first runs a day; times of repeats stand below")
        await pilot.press("enter")
        await until_seen(pilot, "Overlap, 05:30–05:40", "press Enter again")
        await pilot.press("enter")
        await until_back(pilot, "11:30", "17:00")
        starts = {each.series: f"{each.terms.recurrence.at:%H:%M}" for each in grid(desk)}
        assert starts == {"ca-nhac": "05:30", "thoi-su": "05:30", "thoi-su-2": "11:30", "thoi-su-3": "17:00"}
        await pilot.press("ctrl+z")
        await until_seen(pilot, "New slots: Thời sự, 05:30, 11:30, 17:00")
        assert len(grid(desk)) == 1


async def test_a_first_run_and_its_repeats_are_slots_in_one_change(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await planned(pilot, title="Thời sự", at="5h30", repeats="17h, 4h", seconds="15", rule="T2-T6", until="30/9")
        await until_seen(pilot, "04:00, 17:00")
        await pilot.press("enter")
        await until_seen(pilot, "The repeat at 04:00 would not be after the first")
        assert grid(desk) == []
        await fill(pilot, "repeats", "17h, 11h")
        await pilot.press("enter")
        await until_back(pilot, "New slots: Thời sự, 05:30, repeats 11:00, 17:00, Monday to Friday")
        first, *repeats = grid(desk)
        assert first.terms.content == Content(BroadcastKind.FIRST_RUN, "Thời sự")
        assert [each.terms for each in repeats] == [
            replace(
                first.terms,
                content=Content(BroadcastKind.REPEAT, repeats=first.series),
                recurrence=replace(first.terms.recurrence, at=dt.time(hour), seconds=None),  # as the first run
            )
            for hour in (11, 17)
        ]
        await pilot.press("ctrl+z")
        await until_seen(pilot, "Undone: New slots: Thời sự, 05:30, repeats 11:00, 17:00")
        assert grid(desk) == []


async def test_a_repeat_belongs_to_the_latest_first_run_before_it(desk: Desk) -> None:
    rule = parse("FREQ=DAILY")
    with desk.changing(Action.ADD_SLOTS, title="Thời sự", times="") as session:
        content = Content(BroadcastKind.FIRST_RUN, "Thời sự")
        firsts = [Recurrence(dt.time(hour), SATURDAY, rule) for hour in (17, 5)]
        times = [dt.time(11), dt.time(21)]
        slot_edits.plan_new(session, content, firsts, ProgrammeKind.NEWS, SATURDAY, repeats=times)
    evening, morning, *repeats = grid(desk)
    assert [each.repeats_id for each in repeats] == [morning.series_id, evening.series_id]


async def test_times_of_repeats_need_a_rule(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await planned(pilot, title="Thời sự", at="5h30", repeats="17h")
        await pilot.press("enter")
        await until_seen(pilot, "Times of repeats make slots")
        await fill(pilot, "repeats", "")
        await pilot.press("enter")
        await until_back(pilot, "Thời sự")
    assert grid(desk) == []


async def test_a_start_with_an_end_gives_the_length(desk: Desk, config: Config) -> None:
    def length(pilot: Pilot[None]) -> str:
        return pilot.app.screen.query_one("#seconds", Input).value

    async with driven(config) as pilot:
        await planned(pilot, title="Thời sự", rule="hằng ngày")
        pilot.app.screen.query_one("#at", Input).focus()
        await pilot.press(*"6h-7")
        await until(pilot, lambda: length(pilot) == "1:00:00")
        await pilot.press(*"h30")
        await until(pilot, lambda: length(pilot) == "1:30:00")
        await fill(pilot, "at", "6h")
        await until(pilot, lambda: length(pilot) == "")
        await fill(pilot, "at", "06:00–07:00")
        await until(pilot, lambda: length(pilot) == "1:00:00")
        await fill(pilot, "seconds", "30")
        await pilot.press("enter")
        await until_seen(pilot, "“06:00–07:00” lasts 1 hour, and the length says 30 minutes")
        await fill(pilot, "seconds", "")
        await pilot.press("enter")
        await until_back(pilot, "Thời sự")
        (slot,) = grid(desk)
        assert (slot.terms.recurrence.at, slot.terms.recurrence.seconds) == (dt.time(6), 3600)
        await pilot.press("O")
        await fill(pilot, "at", "6h-6h30")
        await until(pilot, lambda: length(pilot) == "30:00")
        await fill(pilot, "at", "6h")
        await until(pilot, lambda: length(pilot) == "1:00:00")
        await fill(pilot, "at", "6h-6h30")
        await until(pilot, lambda: length(pilot) == "30:00")
        for text, message in (("7h-6h30", "does not end after its start"), ("10h-12h đêm", "write 0h of the day")):
            await fill(pilot, "at", text)
            await pilot.press("enter")
            await until_seen(pilot, message)
            assert length(pilot) == "1:00:00"
        await fill(pilot, "at", "6h-6h30")
        await until(pilot, lambda: length(pilot) == "30:00")
        await fill(pilot, "seconds", "1:00:00")
        await pilot.press("enter")
        await until_seen(pilot, "“6h-6h30” lasts 30 minutes, and the length says 1 hour")
        assert length(pilot) == "1:00:00"
        await fill(pilot, "at", "7h - 8h")
        await pilot.press("enter")
        await until_seen(pilot, "Change which ones?")


async def test_the_length_of_a_start_with_an_end_is_stronger_than_that_of_the_programme(
    desk: Desk, config: Config
) -> None:
    recurring(desk, "FREQ=DAILY")

    def length(pilot: Pilot[None]) -> str:
        return pilot.app.screen.query_one("#seconds", Input).value

    async with driven(config) as pilot:
        await until_seen(pilot, "Thời sự")
        await planned(pilot, title="Thời sự")
        await until(pilot, lambda: length(pilot) == "15:00")
        await fill(pilot, "at", "6h-6h30")
        await until(pilot, lambda: length(pilot) == "30:00")
        await fill(pilot, "title", "Thời s")
        await fill(pilot, "title", "Thời sự")
        await pilot.pause()
        assert length(pilot) == "30:00"
        await fill(pilot, "at", "6h")
        await until(pilot, lambda: length(pilot) == "15:00")
        await fill(pilot, "at", "6h-6h30")
        await pilot.press("enter")
        await until_back(pilot, "06:00")
    with desk.reading() as session:
        (found,) = [each for each in queries.day(session, SATURDAY).broadcasts if each.starts.hour == 6]
    assert found.planned_seconds == 1800


async def test_several_times_need_a_rule(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await planned(pilot, title="Thời sự", at="5h30; 11h30")
        await pilot.press("enter")
        await until_seen(pilot, "Several times make a slot of each")
        await fill(pilot, "at", "5h30")
        await pilot.press("enter")
        await until_back(pilot, "Thời sự")
    assert grid(desk) == []


async def test_a_slot_that_is_changed_has_one_time(desk: Desk, config: Config) -> None:
    recurring(desk, "FREQ=DAILY")
    async with driven(config) as pilot:
        await until_seen(pilot, "Thời sự")
        await pilot.press("O")
        await fill(pilot, "at", "5h30, 17h")
        await pilot.press("enter")
        await until_seen(pilot, "names several times: write one")


async def test_a_repeat_of_a_programme_of_the_grid_can_recur(desk: Desk, config: Config) -> None:
    recurring(desk, "FREQ=DAILY")
    recurring(desk, "FREQ=DAILY", title="Ca nhạc", at=dt.time(19))
    async with driven(config) as pilot:
        await until_seen(pilot, "Thời sự", "Ca nhạc")
        await pilot.press("home", "r")
        await until_seen(pilot, "Repeat which edition?", "Thời sự  05:30 14/09/2019")
        await pilot.press("enter")
        await until_seen(pilot, "Thời sự, first run 05:30 14/09/2019")
        assert pilot.app.screen.query_one("#seconds", Input).value == "15:00"
        for name, value in {"on": "13/9", "at": "6h", "rule": "hằng ngày", "until": "30/9"}.items():
            await fill(pilot, name, value)
        await pilot.press("enter")
        await until_seen(pilot, "Repeats that recur begin on the day of the first run, 14/09/2019")
        await fill(pilot, "on", "15/9")
        await pilot.press("enter")
        await until_back(pilot, "New slot: Thời sự, 06:00, every day, from 15/09/2019 until 30/09/2019")
    slot = grid(desk)[-1]
    assert slot.terms.content == Content(BroadcastKind.REPEAT, repeats=grid(desk)[0].series, days_after=1)
    assert slot.terms.recurrence.until == dt.date(2019, 9, 30)


async def test_a_repeat_of_a_single_programme_is_planned_once(desk: Desk, config: Config) -> None:
    plan(desk, "Thời sự")
    async with driven(config) as pilot:
        await until_seen(pilot, "Thời sự")
        await pilot.press("r")
        await until_seen(pilot, "Repeat which edition?", "05:30 14/09/2019")
        await pilot.press("enter")
        await until_seen(pilot, "only for programmes of the grid")
        await fill(pilot, "at", "17h")
        await fill(pilot, "rule", "hằng ngày")
        await pilot.press("enter")
        await until_seen(pilot, "This first run belongs to no slot")
        await fill(pilot, "rule", "")
        await pilot.press("enter")
        await until_back(pilot, "17:00")
    assert grid(desk) == []
    assert [item.kind for item in held(desk, SATURDAY)] == [BroadcastKind.FIRST_RUN, BroadcastKind.REPEAT]


async def test_the_source_of_a_slot_of_relays_can_be_corrected(desk: Desk, config: Config) -> None:
    with desk.changing(Action.ADD_SLOT, title="Thời sự VOV", time="06:00:00") as session:
        content = Content(BroadcastKind.RELAY, "Thời sự VOV", upstream="VOV2")
        when = Recurrence(dt.time(6), SATURDAY, parse("FREQ=DAILY"), seconds=900)
        slot_edits.add_new(session, Terms(content, when), None, SATURDAY)
        session.add(Upstream(name="VOV1"))
    async with driven(config) as pilot:
        await until_seen(pilot, "VOV2")
        await pilot.press("O")
        await fill(pilot, "upstream", "VOV1")
        await fill(pilot, "title", "Thời sự")
        pilot.app.screen.query_one("#live", Checkbox).value = True
        await pilot.press("ctrl+s")
        await until_seen(pilot, "Change which ones?")
        await pilot.press("escape")
        await until_seen(pilot, "Nothing is changed yet")
        await pilot.press("ctrl+s")
        await until_seen(pilot, "Change which ones?")
        await pilot.press("enter")
        await until_back(pilot, "VOV1", "Thời sự")
    assert [each.terms.content for each in grid(desk)] == [
        Content(BroadcastKind.RELAY, "Thời sự", upstream="VOV1", live_event=True)
    ]


async def test_a_slot_takes_a_new_programme_with_its_kind(desk: Desk, config: Config) -> None:
    recurring(desk, "FREQ=DAILY")
    async with driven(config) as pilot:
        await until_seen(pilot, "Thời sự")
        await pilot.press("O")
        await fill(pilot, "title", "Nhà nông")
        pilot.app.screen.query_one("#kind", Select).value = ProgrammeKind.COLUMN
        await pilot.press("ctrl+s")
        await until_seen(pilot, "Change which ones?")
        await pilot.press("enter")
        await until_back(pilot, "Nhà nông")
    assert [(each.terms.content.title, each.programme_kind) for each in grid(desk)] == [
        ("Nhà nông", ProgrammeKind.COLUMN)
    ]


async def test_where_nothing_is_planned_the_key_for_slots_says_what_to_do(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await pilot.press("O")
        await until_seen(pilot, "No broadcast is under the cursor")


async def test_an_empty_day_and_an_empty_week_say_how_to_plan_what_recurs(desk: Desk, config: Config) -> None:
    async with driven(config, size=(115, 40)) as pilot:
        await until_seen(pilot, "Nothing on this day yet", "“Recurs” in the form of n", "“Paste a schedule”")
        await pilot.press("2")
        await until_seen(pilot, "Nothing in this week yet", "“Recurs”", "“Paste a schedule”")


async def test_what_another_desk_changed_of_a_slot_meanwhile_is_merged(desk: Desk, config: Config) -> None:
    recurring(desk, "FREQ=DAILY")
    async with driven(config) as pilot:
        await until_seen(pilot, "Thời sự")
        await pilot.press("O")
        await fill(pilot, "at", "6h")
        (slot,) = grid(desk)
        terms = replace(slot.terms, recurrence=replace(slot.terms.recurrence, rule=parse("FREQ=WEEKLY;BYDAY=SA")))
        with desk.changing(Action.CHANGE_SLOT) as session:
            slot_edits.change_all(session, slot, slot.version, terms, SATURDAY)
        await pilot.press("enter")
        await until_seen(pilot, "changed Recurs to", "Press Enter again to save")
        await pilot.press("enter")
        await until_seen(pilot, "Change which ones?")
        await pilot.press("down", "enter")
        await until_back(pilot, "06:00")
    (slot,) = grid(desk)
    assert (slot.terms.recurrence.rule.text, slot.terms.recurrence.at) == ("FREQ=WEEKLY;BYDAY=SA", dt.time(6))
