"""What the terminal shows of a workbook that is refused."""

from pathlib import Path

import openpyxl
import pytest

from radiodesk.config import Config
from radiodesk.ledger import marking
from radiodesk.model import Desk
from radiodesk.tui.dialogs.ledger_problems import LedgerProblems
from tests.ledger.books import NEWS, changed, ledger, write_csv, write_xlsx
from tests.tui.driving import driven, until, until_seen
from tests.tui.test_bring_in import ask_for

BAD_DAYS = [changed(changed(NEWS, 0, "31/02/2019"), 1, f"{hour:02}:15") for hour in range(20)]
SHEETS = ledger(broadcasts=[NEWS, *BAD_DAYS], stories=[], clips=[], publications=[])


async def test_problems_of_one_cause_are_one_row_that_opens_as_its_rows(
    desk: Desk, config: Config, tmp_path: Path
) -> None:
    async with driven(config) as pilot:
        await ask_for(pilot, write_xlsx(tmp_path / "so.xlsx", SHEETS))
        screen = await until_seen(pilot, "20 problems in the workbook", "rows (3, 4, 5, …)")
        assert screen.count("Ngày phát") == 2  # in the list, and in the sentence below it
        await pilot.press("enter")
        screen = await until_seen(pilot, "Expected: a day that the calendar has")
        lines = [line.split()[1:3] for line in screen.splitlines() if "31/02/2019" in line]
        assert lines[:3] == [[str(row), "“31/02/2019”"] for row in (3, 4, 5)]
        await pilot.press("escape")
        await until_seen(pilot, "20 problems in the workbook")


async def test_m_writes_a_copy_with_the_wrong_cells_marked(desk: Desk, config: Config, tmp_path: Path) -> None:
    book = write_xlsx(tmp_path / "so.xlsx", SHEETS)
    before = book.read_bytes()
    async with driven(config, size=(160, 45)) as pilot:
        await ask_for(pilot, book)
        await until_seen(pilot, "Ctrl+S: a copy with marks")
        await pilot.press("ctrl+s")
        await until_seen(pilot, "The wrong cells are marked in this copy", "so (marked).xlsx")
        assert isinstance(pilot.app.screen, LedgerProblems)
    assert book.read_bytes() == before
    sheet = openpyxl.load_workbook(tmp_path / "so (marked).xlsx")["Chương trình"]
    assert [bool(sheet.cell(row, 1).comment) for row in (2, 3, 22)] == [False, True, True]


async def test_only_the_workbooks_with_problems_are_copied(desk: Desk, config: Config, tmp_path: Path) -> None:
    write_xlsx(tmp_path / "a.xlsx", ledger(broadcasts=[], stories=[], publications=[]))
    write_xlsx(tmp_path / "b.xlsx", SHEETS)
    async with driven(config) as pilot:
        await ask_for(pilot, tmp_path / "?.xlsx")
        await until_seen(pilot, "Ctrl+S: a copy with marks")
        await pilot.press("ctrl+s")
        await until_seen(pilot, "The wrong cells are marked in this copy")
    assert sorted(path.name for path in tmp_path.glob("*.xlsx")) == ["a.xlsx", "b (marked).xlsx", "b.xlsx"]


async def test_a_csv_file_cannot_be_marked(desk: Desk, config: Config, tmp_path: Path) -> None:
    async with driven(config) as pilot:
        await ask_for(pilot, write_csv(tmp_path / "so.csv", SHEETS["Chương trình"]))
        screen = await until_seen(pilot, "Enter: the rows")
        assert "a copy with marks" not in screen
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert isinstance(pilot.app.screen, LedgerProblems)
    assert [path.name for path in tmp_path.glob("so*")] == ["so.csv"]


async def test_a_copy_that_cannot_be_written_is_told_and_the_list_stays(
    desk: Desk, config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_values: object) -> None:
        raise marking.CannotMark(file="so.xlsx")

    monkeypatch.setattr("radiodesk.tui.dialogs.bring_in.write_marked_copy", refuse)
    async with driven(config) as pilot:
        await ask_for(pilot, write_xlsx(tmp_path / "so.xlsx", SHEETS))
        await until_seen(pilot, "Ctrl+S: a copy with marks")
        await pilot.press("ctrl+s")
        await until_seen(pilot, "cannot be copied with marks")
        await until(pilot, lambda: isinstance(pilot.app.screen, LedgerProblems))
