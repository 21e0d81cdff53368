"""Drive the app as a person would: press keys, wait until something is seen, read the screen."""

import asyncio
import datetime as dt
import re
import time
from collections.abc import AsyncIterator, Callable, Hashable
from contextlib import asynccontextmanager
from weakref import WeakKeyDictionary

from textual.app import App
from textual.message import Message
from textual.notifications import Notify
from textual.pilot import Pilot
from textual.widgets import Input, Select

from radiodesk.config import Config
from radiodesk.locale import _
from radiodesk.tui.app import RadiodeskApp
from radiodesk.tui.modes import MODES

SnapCompare = Callable[..., bool]
"""The fixture of pytest-textual-snapshot."""

HOSTILE = "[red]x[/] [/] [@click=app.quit]y[/]"
_notices: WeakKeyDictionary[App[None], dict[str, str]] = WeakKeyDictionary()
PATIENCE = 90
"""Seconds before a test gives up waiting: a busy machine never needs that many."""


def fixed_clock() -> dt.datetime:
    """Ten in the morning of the day that the sample station's demo opens on."""
    return dt.datetime(2019, 9, 14, 3, 0, tzinfo=dt.UTC)


@asynccontextmanager
async def driven(
    config: Config,
    *,
    size: tuple[int, int] = (80, 24),
    heard: Callable[[Message], object] | None = None,
    clock: Callable[[], dt.datetime] = fixed_clock,
) -> AsyncIterator[Pilot[None]]:
    """The app, open and showing its first mode. heard: is told of every message that a part of it receives."""
    app = RadiodeskApp(config, clock=clock)
    shown = _notices[app] = {}

    def hear(message: Message) -> None:
        if isinstance(message, Notify):  # heard once by each node that it bubbles through
            shown[message.notification.identity] = message.notification.message
        if heard:
            heard(message)

    async with app.run_test(size=size, notifications=True, tooltips=True, message_hook=hear) as pilot:
        await opened(pilot)
        yield pilot


async def fill(pilot: Pilot[None], name: str, value: str) -> None:
    """Replace what stands in a field of the form."""
    await until(pilot, lambda: pilot.app.screen.query(f"#{name}"))
    pilot.app.screen.query_one(f"#{name}", Input).value = value
    await pilot.pause()


async def choose(pilot: Pilot[None], name: str, value: Hashable) -> None:
    """Choose a value in a choice of the form."""
    await until(pilot, lambda: pilot.app.screen.query(f"#{name}"))
    pilot.app.screen.query_one(f"#{name}", Select).value = value
    await pilot.pause()


def notices(pilot: Pilot[None]) -> list[str]:
    """The notices so far, those that are gone from the screen too."""
    return list(_notices[pilot.app].values())


async def opened(pilot: Pilot[None]) -> None:
    """Wait until the desk is open and the first mode is shown."""
    app = pilot.app
    assert isinstance(app, RadiodeskApp)
    await until(pilot, lambda: app.opened and len(app.screen_stack) == 1)


def seen(pilot: Pilot[None]) -> str:
    """What stands on the screen, a dialog with what is behind it."""
    app = pilot.app
    return "\n".join(strip.text.rstrip() for strip in app.screen._compositor.render_strips(app.size))


async def until(pilot: Pilot[None], condition: Callable[[], object]) -> None:
    """Wait until the condition holds."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "waited in vain; on the screen:\n" + seen(pilot)
        await pilot.pause(0.025)
    await pilot.pause()


async def until_seen(pilot: Pilot[None], *texts: str) -> str:
    """Wait until all of these are on the screen; what is then on it.

    Lines may break anywhere: a path in them is as long as the machine makes it.
    """

    def are_seen() -> bool:
        screen = seen(pilot)
        of_frames = "\n".join(re.findall("│(.*)│", screen))
        ways = [screen, _in_one_line(screen), _in_one_line(of_frames)]
        return all(any(text in way for way in ways) for text in texts)

    await until(pilot, are_seen)
    return seen(pilot)


def _in_one_line(lines: str) -> str:
    return " ".join(lines.split())


async def until_back(pilot: Pilot[None], *texts: str) -> str:
    """Wait until no dialog is open any more and all of these are on the screen: a form shows the same words itself."""
    await until(pilot, lambda: len(pilot.app.screen_stack) == 1)
    return await until_seen(pilot, *texts)


async def until_over(pilot: Pilot[None]) -> None:
    """Wait until the app has ended."""
    end = time.monotonic() + PATIENCE
    while pilot.app.return_code is None:
        assert time.monotonic() < end, "the app goes on"
        await asyncio.sleep(0.025)


async def settled(pilot: Pilot[None]) -> None:
    """Wait until nothing is done in the background any more but watching the drop folder and other desks."""
    watching = {"drop", "watch"}
    await until(pilot, lambda: all(worker.is_finished or worker.group in watching for worker in pilot.app.workers))


async def ready(pilot: Pilot[None]) -> None:
    """Wait until the app has done all that the first screen did not wait for, such as planning ahead and the backup."""

    def is_done() -> bool:
        working = {worker.group for worker in pilot.app.workers if not worker.is_finished}
        return "watch" in working and working.isdisjoint({"finish", "plan"})  # the watch begins after these two have

    await until(pilot, is_done)
    await settled(pilot)


async def until_keys_fit(pilot: Pilot[None], *, lines: int = 1) -> None:
    """Wait until the last line of the screen names every mode, and the lines above it every key that works now."""

    def fit() -> bool:
        bindings = [active.binding for active in pilot.app.screen.active_bindings.values()]
        *above, modes = seen(pilot).splitlines()
        keys = "\n".join(above[-lines:])
        named = all(binding.description in keys for binding in bindings if binding.show)
        return named and all(_(mode.title) in modes for mode in MODES)

    await until(pilot, fit)


def press_at_once(pilot: Pilot[None], *keys: str) -> None:
    """Hand over keys all at once, as a slow line or a busy desk does; `pilot.press` waits until each is acted on."""
    for key in keys:
        pilot.app.simulate_key(key)


async def type_in(pilot: Pilot[None], text: str) -> None:
    """Put text into the field that has the cursor, as a paste does."""
    from textual.widgets import Input

    await until(pilot, lambda: isinstance(pilot.app.screen.focused, Input))
    field = pilot.app.screen.focused
    assert isinstance(field, Input)
    field.value = text
    await pilot.pause()
