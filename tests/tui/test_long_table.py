"""The table of any number of rows."""

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from radiodesk import locale
from radiodesk.tui.dialogs.listing import Listing
from radiodesk.tui.widgets.long_table import LongTable, column_widths
from radiodesk.tui.widgets.row_table import Column
from radiodesk.tui.widgets.sorting import Valued, order
from tests.tui.driving import HOSTILE, press_at_once, seen, until, until_seen


class Shown(App[None]):
    CSS = "LongTable { height: 1fr; }"

    def __init__(self, rows: list[tuple[str, str]]) -> None:
        super().__init__()
        self.rows = rows
        self.opened: list[int] = []

    def compose(self) -> ComposeResult:
        yield LongTable([Column("Number", 7, right=True), Column("Title", share=1)], self.rows)

    def on_long_table_opened(self, event: LongTable.Opened) -> None:
        assert event.row is not None
        self.opened.append(event.row)


async def test_the_last_of_a_hundred_thousand_rows_is_one_key_away() -> None:
    app = Shown([(str(number), f"Tin {number}") for number in range(100_000)])
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press("end", "up", "enter")
        await until_seen(pilot, "99999  Tin 99999")
        await until(pilot, lambda: app.opened == [99_998])
        await pilot.press("home")
        await until(pilot, lambda: seen(pilot).splitlines()[:2] == ["  Number  Title", "       0  Tin 0"])


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
        await pilot.click(LongTable, offset=(10, 2))
        await until(pilot, lambda: app.query_one(LongTable).cursor == 1)
        assert app.opened == []
        await pilot.click(LongTable, offset=(10, 2))
        await until(pilot, lambda: app.opened == [1])


async def test_a_list_that_finds_nothing_all_at_once_shows_no_row() -> None:
    app = App[None]()
    async with app.run_test(size=(60, 20)) as pilot:
        app.push_screen(Listing("Title", [Column("Number", 7)], [("x1",), ("x2",), ("x3",)], opens="Enter opens"))
        await pilot.press("end", "slash")
        press_at_once(pilot, *"xyz")
        await until_seen(pilot, "0 of 3")
        press_at_once(pilot, "enter", "enter", "escape")
        await until_seen(pilot, "3 · Enter opens")


async def test_a_key_after_enter_does_not_change_what_is_opened() -> None:
    app = Shown([("1", "a"), ("2", "b")])
    async with app.run_test(size=(40, 10)) as pilot:
        press_at_once(pilot, "enter", "down")
        await until(pilot, lambda: app.opened == [0])


async def test_a_table_without_rows_opens_nothing() -> None:
    app = Shown([])
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press("down", "end", "enter")
        assert app.opened == []


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["Đài", "Ăn", "Dân", "Ánh", "An"], ["An", "Ánh", "Ăn", "Dân", "Đài"]),
        (["10", "9", "1.000", "–", "2"], ["2", "9", "10", "1.000", "–"]),
        (["2,4 MB", "900 kB", "12 MB"], ["900 kB", "2,4 MB", "12 MB"]),
        (["+3", "−5", "0"], ["−5", "0", "+3"]),
        (["1:00:05", "59:30", "05:00", ""], ["05:00", "59:30", "1:00:05", ""]),
        (["14/09/2019", "02/10/2019", "–", "30/12/2018"], ["30/12/2018", "14/09/2019", "02/10/2019", "–"]),
        (["05:30 02/01/2019", "17:00 01/01/2019"], ["17:00 01/01/2019", "05:30 02/01/2019"]),
        (["02/01/2019 05:30", "01/02/2019 17:00"], ["02/01/2019 05:30", "01/02/2019 17:00"]),
        (["2/10", "9/9", "10/10"], ["9/9", "2/10", "10/10"]),
        (["5", "Tin 10", "10"], ["10", "5", "Tin 10"]),
    ],
)
def test_cells_are_sorted_by_what_they_show(texts: list[str], expected: list[str]) -> None:
    locale.use("vi")
    assert [texts[index] for index in order(texts)] == expected
    filled = [text for text in expected if text not in ("", "–")]
    empty = [text for text in expected if text in ("", "–")]
    assert [texts[index] for index in order(texts, descending=True)] == filled[::-1] + empty


def test_a_cell_with_a_value_is_sorted_by_it_and_not_by_its_text() -> None:
    cells = [Valued("CN 01/12", (3,)), Valued("–", (9,)), Valued("Th 7 30/11", (2,)), Valued("31/12", (1,))]
    assert order(cells) == [3, 2, 0, 1]
    assert order(cells, descending=True) == [0, 2, 3, 1]


def column_of(pilot: Pilot[None]) -> list[str]:
    """The numbers as they are listed."""
    return [line.split()[0] for line in seen(pilot).splitlines()[1:] if line.split()]


class Headed(App[None]):
    CSS = "LongTable { height: 1fr; }"

    def compose(self) -> ComposeResult:
        columns = [Column("Thời lượng", 10, right=True), Column("Loại", 4), Column("Số", 2, right=True)]
        yield LongTable(columns, [("15:10", "mới", "12"), ("10:19", "lại", "0")])


async def test_the_arrow_of_the_order_cuts_no_heading() -> None:
    async with Headed().run_test(size=(24, 10)) as pilot:
        for heading in (" Thời lượng↑ Loại  Số", " Thời lượng  Loại↑ Số", " Thời lượng  Loại  Số↑"):
            await pilot.press("greater_than_sign")
            await until(pilot, lambda heading=heading: seen(pilot).splitlines()[0] == heading)
            await pilot.press("greater_than_sign")


async def test_rows_are_sorted_by_key_and_by_their_headings_with_the_cursor_on_its_row() -> None:
    app = Shown([("10", "Đài"), ("9", "Ăn"), ("100", "Dân")])
    async with app.run_test(size=(40, 10)) as pilot:
        table = app.query_one(LongTable)
        await pilot.press("greater_than_sign")
        await until_seen(pilot, "Number↑")
        assert column_of(pilot) == ["9", "10", "100"]
        assert (table.row, table.cursor) == (0, 1)
        await pilot.press("enter", "greater_than_sign")
        await until(pilot, lambda: column_of(pilot) == ["100", "10", "9"])
        assert app.opened == [0]
        await pilot.press("greater_than_sign")
        await until_seen(pilot, "Title↑")
        assert column_of(pilot) == ["9", "100", "10"]
        await pilot.press("end", "enter")
        await until(pilot, lambda: app.opened == [0, 0])
        await pilot.press("less_than_sign", "less_than_sign", "less_than_sign")
        await until(pilot, lambda: column_of(pilot) == ["10", "9", "100"])
        for expected in (["9", "100", "10"], ["10", "100", "9"], ["10", "9", "100"]):
            await pilot.click(LongTable, offset=(11, 0))
            await until(pilot, lambda expected=expected: column_of(pilot) == expected)
        assert table.row == 0
        await pilot.click(LongTable, offset=(11, 0))
        table.show_rows([("7", "Bò"), ("8", "An")], 0)  # rows that are loaded again stay sorted
        await until(pilot, lambda: column_of(pilot) == ["8", "7"])
        assert table.row == 0


async def test_a_table_with_an_order_of_its_own_says_why_it_is_not_sorted() -> None:
    class Ordered(App[None]):
        def compose(self) -> ComposeResult:
            yield LongTable([Column("Title", share=1)], [("b",), ("a",)], own_order="In the order of time.")

    app = Ordered()
    async with app.run_test(size=(40, 10), notifications=True) as pilot:
        await pilot.press("greater_than_sign")
        await until(pilot, lambda: [notice.message for notice in app._notifications] == ["In the order of time."])
        assert seen(pilot).splitlines()[1].strip() == "b"


class Narrow(App[None]):
    CSS = "LongTable { height: 1fr; }"

    def compose(self) -> ComposeResult:
        columns = [
            Column("Title", 20, share=1),
            Column("Length", 6, right=True, spare=1),
            Column("Kind", 8, spare=2),
            Column("Web", 3, spare=3),
        ]
        yield LongTable(columns, [("Bản tin", "05:00", "tin", "")])


async def test_a_title_keeps_its_least_width_and_columns_without_a_value_give_way() -> None:
    async with Narrow().run_test(size=(60, 5)) as pilot:
        await until_seen(pilot, "Title", "Length", "Kind")
        assert "Web" not in seen(pilot)
        await pilot.resize_terminal(36, 5)
        await until(pilot, lambda: "Kind" not in seen(pilot))
        await until_seen(pilot, "Title", "Length", "05:00")
        await pilot.resize_terminal(24, 5)
        await until(pilot, lambda: "Length" not in seen(pilot))
        await until_seen(pilot, "Title")


@pytest.mark.parametrize(
    ("needs", "widths"),
    [
        ([10, 30, 8], [52, 30, 8]),  # the title has what the others do not need
        ([70, 70, 5], [51, 34, 5]),  # what one does not need goes to those that need more
        ([None, None, None], [45, 30, 15]),
    ],
)
def test_columns_take_what_they_need_before_the_title_grows(needs: list[int | None], widths: list[int]) -> None:
    columns = [Column("Title", share=3), Column("On duty", share=2), Column("Note", share=1)]
    assert column_widths(columns, 90, needs) == widths


def test_columns_that_want_more_than_there_is_are_cut_with_a_mark_and_not_at_the_edge() -> None:
    columns = [Column("Lacks", 24, share=1), Column("Day", 10), Column("Title", 24, share=1)]
    assert column_widths(columns, 45, [30, 10, 30]) == [17, 10, 18]
    assert column_widths(columns, 24, [30, 10, 30]) == [8, 8, 8]


async def test_a_column_that_can_be_left_out_gives_way_to_one_that_would_tell_nothing() -> None:
    columns = [Column("Time", 20), Column("Title", share=1), Column("Day", 20, spare=1)]
    app = Shown([])
    async with app.run_test(size=(50, 10)) as pilot:
        table = LongTable(columns, [("05:30", "Dân ca quan họ", "every day")])
        await app.mount(table)
        await until_seen(pilot, "Dân ca quan họ")
        assert "every day" not in seen(pilot)
