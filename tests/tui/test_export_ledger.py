"""Exporting the ledger from the terminal: the palette, the form, and the workbook."""

from pathlib import Path

import pytest
from openpyxl import load_workbook
from textual.pilot import Pilot
from textual.widgets import Input

from radiodesk import locale
from radiodesk.config import Config
from radiodesk.model import Desk
from radiodesk.tui.app import RadiodeskApp
from tests.ledger.books import bring, ledger, write_xlsx
from tests.tui.driving import SnapCompare, driven, fill, fixed_clock, opened, until_back, until_seen


@pytest.fixture
def station(desk: Desk, tmp_path: Path) -> Desk:
    """A desk with the small ledger of the other tests, all of it on 4 to 6 March 2019."""
    bring(desk, write_xlsx(tmp_path / "in.xlsx", ledger()))
    return desk


async def open_form(pilot: Pilot[None], *texts: str) -> str:
    app = pilot.app
    assert isinstance(app, RadiodeskApp)
    app.export_ledger()  # as the palette calls it
    return await until_seen(pilot, *texts)


def rows(file: Path) -> dict[str, int]:
    return {sheet.title: sheet.max_row - 1 for sheet in load_workbook(file).worksheets}


async def test_the_palette_has_it(station: Desk, config: Config) -> None:
    async with driven(config, size=(120, 40)) as pilot:
        await pilot.press("ctrl+p", *"export")
        await until_seen(pilot, "Export the ledger", "As an Excel workbook: everything, or one period")


async def test_without_a_period_everything_goes_to_the_file_that_is_offered(station: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await open_form(pilot, "Export the ledger", "Without a period: everything")
        await pilot.press("enter")
        await until_seen(pilot, "The ledger is written to", "Stories in programmes  2")
        await pilot.press("enter")
        await until_back(pilot)
    file = config.schedules / "so-theo-doi-2019-09-14.xlsx"
    assert rows(file) == {"Chương trình": 3, "Tin bài": 2, "Truyền hình": 1, "Website": 1}


async def test_a_period_has_its_own_rows(station: Desk, config: Config, tmp_path: Path) -> None:
    async with driven(config) as pilot:
        await open_form(pilot, "Export the ledger")
        await fill(pilot, "file", str(tmp_path / "a.xlsx"))
        await fill(pilot, "period", "2019-03-06/2019-03-31")
        await pilot.press("enter")
        await until_seen(pilot, "The ledger is written to")
    assert rows(tmp_path / "a.xlsx") == {"Chương trình": 0, "Tin bài": 0, "Truyền hình": 0, "Website": 1}


async def test_a_period_that_is_none_is_told_in_the_form(station: Desk, config: Config, tmp_path: Path) -> None:
    async with driven(config, size=(120, 30)) as pilot:
        await open_form(pilot, "Export the ledger")
        await fill(pilot, "file", str(tmp_path / "a.xlsx"))
        await fill(pilot, "period", "Springtime")
        await pilot.press("enter")
        await until_seen(pilot, "is not a period")
        assert len(pilot.app.screen_stack) == 2
    assert not (tmp_path / "a.xlsx").exists()


async def test_in_vietnamese_nothing_is_left_in_english(station: Desk, config: Config, tmp_path: Path) -> None:
    vietnamese = Config(home=config.home, person="Thu Hà", language="vi")
    locale.use("vi")
    async with driven(vietnamese, size=(120, 30)) as pilot:
        form = await open_form(pilot, "Xuất sổ theo dõi", "Kỳ báo cáo")
        await fill(pilot, "file", str(tmp_path / "a.xlsx"))
        await pilot.press("enter")
        result = await until_seen(pilot, "Đã xuất sổ theo dõi")
        english = ("Export", "ledger", "Period", "workbook", "Cancel", "Broadcasts", "Stories", "Close")
        assert not any(word in form + result for word in english)


def test_the_picture_of_the_form(desk: Desk, snap_compare: SnapCompare) -> None:
    async def look(pilot: Pilot[None]) -> None:
        await opened(pilot)
        await open_form(pilot, "Export the ledger")
        await fill(pilot, "file", "/media/usb/so-theo-doi.xlsx")  # the one offered is in the folder of the test
        field = pilot.app.screen.query_one("#period", Input)
        field.cursor_blink = False
        field.focus()
        await pilot.pause()

    app = RadiodeskApp(desk.config, clock=fixed_clock)
    assert snap_compare(app, terminal_size=(80, 24), run_before=look)
