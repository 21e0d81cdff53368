"""A day with the mouse only: every command is reached by clicks."""

from dataclasses import replace

import pytest

from radiodesk.config import Config
from radiodesk.locale import _, use
from radiodesk.model import Desk
from radiodesk.tui.commands import Palette
from radiodesk.tui.modes import MODES
from radiodesk.tui.widgets.title_bar import CommandsKey, TitleBar
from tests.tui.driving import driven, seen, settled, until


@pytest.mark.parametrize("width", [60, 80])
@pytest.mark.parametrize("language", ["vi", "en"])
async def test_a_click_lists_the_commands_on_every_screen(
    desk: Desk, config: Config, width: int, language: str
) -> None:
    use(language)
    async with driven(replace(config, language=language), size=(width, 24)) as pilot:
        for mode in MODES:
            pilot.app.go_to(mode.name)  # type: ignore[attr-defined]
            await until(pilot, lambda mode=mode: pilot.app.current_mode == mode.name)
            await settled(pilot)
            pilot.app.screen.query_one(TitleBar).show("Một tiêu đề " * 10)
            await pilot.pause()
            first = seen(pilot).splitlines()[0]
            assert first.rstrip().endswith("Ctrl+P"), first
            pilot.app.screen.query_one(TitleBar).show("n" * (width - 15))
            await pilot.pause()
            first = seen(pilot).splitlines()[0]
            assert "…" not in first, first
            pilot.app.screen.query_one(TitleBar).show("Một tiêu đề")
            await until(pilot, lambda: f"Ctrl+P {_('Commands')}" in seen(pilot).splitlines()[0])
            assert await pilot.click(CommandsKey, offset=(3, 0))
            await until(pilot, lambda: isinstance(pilot.app.screen, Palette))
            await pilot.press("escape")
