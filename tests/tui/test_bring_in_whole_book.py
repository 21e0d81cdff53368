"""A book with everything that stations do, brought in from the terminal at its smallest size."""

from pathlib import Path

from radiodesk.config import Config
from radiodesk.model import Desk
from tests.ledger.books import content
from tests.ledger.test_whole_book import HOLDS, write
from tests.tui.driving import driven, until_seen
from tests.tui.test_bring_in import ask_for


async def test_it_comes_in_completely_at_the_first_attempt(desk: Desk, config: Config, tmp_path: Path) -> None:
    book = write(tmp_path / "Sổ tay đài.xlsx")
    async with driven(config, size=(80, 24)) as pilot:
        await ask_for(pilot, book)
        screen = await until_seen(pilot, "Import", "only at the desk")
        assert "Broadcasts                 4        0          0" in screen
        assert "Stories in programmes      6        0          0" in screen
        assert content(desk) == []
        await pilot.press("enter")
        await until_seen(pilot, "Rows added: 10, changed: 0")
        assert content(desk) == HOLDS
        await ask_for(pilot, book)
        await until_seen(pilot, "nothing to import")
