"""An ordinary day from the grid to everything aired, in few keystrokes."""

import datetime as dt
from collections import Counter

from textual.pilot import Pilot

from radiodesk.config import Config
from radiodesk.kinds import BroadcastKind, BroadcastState, ProgrammeKind
from radiodesk.model import Action, Desk
from radiodesk.schedule import series_names, slot_edits
from radiodesk.schedule.recurrence import Recurrence
from radiodesk.schedule.rrule import parse
from radiodesk.schedule.slots import Content, Terms
from tests.tui.driving import driven, fixed_clock, until, until_back, until_seen
from tests.tui.test_today import DAY, held

MOST_KEYS = 12


def add_grid(desk: Desk) -> None:
    """Two bulletins, a repeat of each, and two relays, every day; nothing is generated yet."""
    wanted = {
        "sang": (Content(BroadcastKind.FIRST_RUN, "Thời sự sáng"), dt.time(5, 30)),
        "chieu": (Content(BroadcastKind.FIRST_RUN, "Thời sự chiều"), dt.time(17)),
        "sang-lai": (Content(BroadcastKind.REPEAT, repeats="sang"), dt.time(11)),
        "chieu-lai": (Content(BroadcastKind.REPEAT, repeats="chieu"), dt.time(19)),
        "vov": (Content(BroadcastKind.RELAY, "Thời sự VOV1", upstream="VOV1"), dt.time(6)),
        "tinh": (Content(BroadcastKind.RELAY, "Thời sự tỉnh", upstream="Đài tỉnh"), dt.time(18)),
    }
    with desk.changing(Action.ADD_SLOT) as session:
        for key, (content, at) in wanted.items():
            kind = ProgrammeKind.NEWS if content.kind is BroadcastKind.FIRST_RUN else None
            recurrence = Recurrence(at, DAY, parse("FREQ=DAILY"), seconds=900)
            slot_edits.add(session, series_names.add_series(session, key), Terms(content, recurrence), kind)


async def test_an_ordinary_day_takes_at_most_twelve_keys_from_the_grid_to_everything_aired(
    desk: Desk, config: Config
) -> None:
    add_grid(desk)
    moment = fixed_clock().replace(hour=0)  # seven in the morning at the station
    keys = 0

    async def press(pilot: Pilot[None], *pressed: str) -> None:
        nonlocal keys
        keys += len(pressed)
        await pilot.press(*pressed)

    async with driven(config, clock=lambda: moment) as pilot:
        await until_seen(pilot, "6 broadcasts · 6 planned", "in 4 hours: 11:00 Thời sự sáng", "VOV1")

        await press(pilot, "A")  # what was on air so far
        await until_seen(pilot, "05:30 Thời sự sáng: Its rundown has no story")
        await press(pilot, "left", "enter")
        await until_back(pilot, "2 aired")

        moment += dt.timedelta(hours=13)
        await press(pilot, "A")
        await until_seen(pilot, "17:00 Thời sự chiều: Its rundown has no story")
        await press(pilot, "left", "enter")
        await until_back(pilot, "6 aired")
        await until(pilot, lambda: Counter(item.state for item in held(desk)) == {BroadcastState.AIRED: 6})
    assert keys <= MOST_KEYS
    kinds = Counter(item.kind for item in held(desk))
    assert kinds == {BroadcastKind.FIRST_RUN: 2, BroadcastKind.REPEAT: 2, BroadcastKind.RELAY: 2}
