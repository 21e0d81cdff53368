"""The table of any number of rows."""

from textual.app import App, ComposeResult

from radiodesk.tui.widgets.long_table import LongTable
from radiodesk.tui.widgets.row_table import Column
from tests.tui.driving import HOSTILE, seen, until, until_seen


class Shown(App[None]):
    CSS = "LongTable { height: 1fr; }"

    def __init__(self, rows: list[tuple[str, str]]) -> None:
        super().__init__()
        self.rows = rows
        self.opened: list[int] = []

    def compose(self) -> ComposeResult:
        yield LongTable([Column("Number", 6, right=True), Column("Title", share=1)], self.rows)

    def on_long_table_opened(self, event: LongTable.Opened) -> None:
        self.opened.append(event.row)


async def test_the_last_of_a_hundred_thousand_rows_is_one_key_away() -> None:
    app = Shown([(str(number), f"Tin {number}") for number in range(100_000)])
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press("end", "up", "enter")
        await until_seen(pilot, "99999  Tin 99999")
        await until(pilot, lambda: app.opened == [99_998])
        await pilot.press("home")
        await until(pilot, lambda: seen(pilot).splitlines()[:2] == [" Number  Title", "      0  Tin 0"])


async def test_long_titles_end_in_dots_and_hostile_ones_are_shown_as_they_are() -> None:
    app = Shown([("1", "Hội nghị " * 20), ("2", HOSTILE), ("3", "a\x1b[5;5Hb")])
    async with app.run_test(size=(60, 10)) as pilot:
        await until_seen(pilot, "�[5;5Hb")
        lines = seen(pilot).splitlines()
        assert lines[1].endswith("…")
        assert len(lines[1]) == 59
        assert HOSTILE in lines[2]
        assert "a�[5;5Hb" in lines[3]


async def test_a_second_click_on_a_row_opens_it() -> None:
    app = Shown([("1", "a"), ("2", "b")])
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.click(LongTable, offset=(9, 2))
        await until(pilot, lambda: app.query_one(LongTable).cursor == 1)
        assert app.opened == []
        await pilot.click(LongTable, offset=(9, 2))
        await until(pilot, lambda: app.opened == [1])


async def test_a_table_without_rows_opens_nothing() -> None:
    app = Shown([])
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press("down", "end", "enter")
        assert app.opened == []
