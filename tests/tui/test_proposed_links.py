"""The list of proposals on the media screen: all certain ones at once, or one by one."""

from radiodesk.config import Config
from radiodesk.model import Desk
from tests.cli.test_media_link import WHOLE, filled, linked
from tests.tui.driving import driven, seen, until, until_seen

__all__ = ["filled"]  # a fixture

OPENING = "What recordings belong to"


async def test_one_key_links_all_certain_ones(filled: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await pilot.press("5")
        await until_seen(pilot, "REC0007.m4a")
        await pilot.press("L")
        await until_seen(pilot, "1 proposal is certain · 1 proposal to be decided")
        assert "→ Tiếp xúc cử tri" in seen(pilot)
        await pilot.press("A")
        await until_seen(pilot, "✓ Recordings linked as proposed: 1 · Ctrl+Z undoes it")
        await until_seen(pilot, "0 proposals are certain · 1 proposal to be decided")
        await pilot.press("enter")
        await until(pilot, lambda: OPENING not in seen(pilot))  # nothing is left to be decided
    assert linked(filled) == [(WHOLE,), (), ("Tiếp xúc cử tri",)]


async def test_one_is_linked_and_another_laid_aside(filled: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await pilot.press("5")
        await until_seen(pilot, "REC0007.m4a")
        await pilot.press("L")
        await until_seen(pilot, OPENING)
        await pilot.press("enter")
        await until_seen(pilot, "0 proposals are certain · 1 proposal to be decided")
        await pilot.press("q")
        await until(pilot, lambda: OPENING not in seen(pilot))
        await pilot.press("L")
        await until_seen(pilot, "No recording without a link resembles")
    assert linked(filled) == [(), (), ("Tiếp xúc cử tri",)]


async def test_another_place_is_chosen(filled: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await pilot.press("5")
        await until_seen(pilot, "REC0007.m4a")
        await pilot.press("L")
        await until_seen(pilot, OPENING)
        await pilot.press("k")
        await until_seen(pilot, "Link “tiep xuc cu tri 5-3-2019.mp3” to…")
        await pilot.press("enter")
        await until(pilot, lambda: linked(filled)[2] == ("Tiếp xúc cử tri",))
