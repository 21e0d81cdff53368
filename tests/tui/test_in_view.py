"""What does not fit is wrapped, scrolls, or says that it goes on; keys and buttons stay in view."""

from pathlib import Path
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.content import Content
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Button

from radiodesk.tui.dialogs.confirm import Confirm
from radiodesk.tui.dialogs.fields import Choice, Entry, Field, Toggle, Values
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.dialogs.listing import Listing
from radiodesk.tui.dialogs.picker import Candidate, Picker, hanging
from radiodesk.tui.themes import DARK
from radiodesk.tui.widgets.clipped import Clipped
from radiodesk.tui.widgets.hint import broken
from radiodesk.tui.widgets.row_table import Column
from tests.tui.driving import seen, until, until_seen

LONG = "Chuyên mục An toàn giao thông và văn hóa ứng xử trên đường làng ngõ xóm"


class Shown(App[None]):
    """Shows one dialog, in the styles of the desk."""

    CSS_PATH = Path(__file__).parents[2] / "radiodesk/tui/styles.tcss"
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, dialog: Screen[Any]) -> None:
        super().__init__()
        self.register_theme(DARK)
        self.theme = DARK.name
        self.dialog = dialog

    def on_mount(self) -> None:
        self.push_screen(self.dialog)


def form(*fields: Field) -> Form:
    async def save(values: Values) -> None:
        raise AssertionError(values)

    return Form("Settings", fields, save)


def entries(count: int) -> list[Field]:
    return [Entry(f"field{number}", f"Field {number}", "") for number in range(count)]


def frame(pilot: Pilot[None]) -> list[str]:
    """The lines inside the frame of the dialog."""
    return [line.strip(" │") for line in seen(pilot).splitlines() if line.strip().startswith("│")]


async def test_the_fields_of_a_form_take_all_lines_that_the_buttons_leave() -> None:
    async with Shown(form(*entries(30))).run_test(size=(60, 20)) as pilot:
        await until_seen(pilot, "Save")
        await until(pilot, lambda: sum("Field" in line for line in frame(pilot)) == 13)
        blank, *fields, above, buttons, below = frame(pilot)
        assert (blank, above, below) == ("", "", "")
        assert "Save" in buttons
        assert [line.split("  ")[0].strip() for line in fields] == [f"Field {number}" for number in range(13)]


async def test_a_form_that_fits_does_not_scroll() -> None:
    async with Shown(form(*entries(13))).run_test(size=(60, 20)) as pilot:
        await until_seen(pilot, "Field 0", "Field 12", "Save")
        assert pilot.app.screen.query_one(".fields").max_scroll_y == 0


async def test_the_buttons_stay_in_view_when_the_fields_get_errors() -> None:
    fields = [Entry(f"field{number}", f"Field {number}", "", required=True) for number in range(12)]
    async with Shown(form(*fields)).run_test(size=(60, 20)) as pilot:
        await until_seen(pilot, "Save")
        await pilot.press("ctrl+s")
        await until_seen(pilot, "Required", "Save")
        await until(pilot, lambda: pilot.app.screen.query_one(".fields").max_scroll_y > 0)
        await until_seen(pilot, "Field 0", "Save")


async def test_a_long_question_scrolls_above_its_buttons() -> None:
    question = "\n".join(f"line {number}" for number in range(40))
    async with Shown(Confirm("Missing", question, yes="Assemble")).run_test(size=(60, 20)) as pilot:
        screen = await until_seen(pilot, "line 0", "Assemble", "Back", "↑ ↓: scroll")
        assert "line 39" not in screen
        await pilot.press(*["pagedown"] * 4)
        screen = await until_seen(pilot, "line 39", "Assemble", "Back")
        assert "line 0 " not in screen
        await pilot.press("up")
        await until_seen(pilot, "line 38")


async def test_a_short_question_does_not_scroll() -> None:
    async with Shown(Confirm("Remove", "Remove it?", yes="Remove")).run_test(size=(60, 20)) as pilot:
        screen = await until_seen(pilot, "Remove it?", "Enter: answer")
        assert "scroll" not in screen


async def test_a_long_label_beside_a_box_is_wrapped() -> None:
    async with Shown(form(Toggle("spelling", LONG), *entries(2))).run_test(size=(60, 20)) as pilot:
        await until_seen(pilot, "[ ] Chuyên mục", "ngõ xóm", "Field 1")


async def test_labels_have_a_gap_before_their_fields() -> None:
    label = "A label of 24 characters"
    async with Shown(form(Entry("a", label, "typed"), Entry("b", "Short", "more"))).run_test(size=(60, 20)) as pilot:
        screen = await until_seen(pilot, "typed", "more")
        first, second = (line for line in screen.splitlines() if "typed" in line or "more" in line)
        assert f"{label} typed" in first
        assert first.index("typed") == second.index("more")


async def test_a_field_shows_the_beginning_of_its_text_unless_somebody_types_there() -> None:
    async with Shown(form(Entry("title", "Title", LONG), Entry("note", "Note", ""))).run_test(size=(60, 20)) as pilot:
        screen = await until_seen(pilot, "trên đường làng ngõ xóm")
        assert "Title               …" in screen
        await pilot.press("home")
        await until_seen(pilot, "Chuyên mục An toàn giao thông…")
        await pilot.press("end", "tab")
        screen = await until_seen(pilot, "Chuyên mục An toàn giao thông…")
        assert "ngõ xóm" not in screen
        await pilot.press("shift+tab")
        await until_seen(pilot, "trên đường làng ngõ xóm")


async def test_the_end_of_a_text_stays_in_view_when_its_field_gets_narrower() -> None:
    async with Shown(form(Entry("title", "Title", LONG[:40]))).run_test(size=(80, 24)) as pilot:
        await until_seen(pilot, LONG[:40])
        await pilot.resize_terminal(60, 20)
        await until_seen(pilot, LONG[20:40])


async def test_a_placeholder_that_is_too_long_is_read_below_its_field() -> None:
    fields = [Entry("title", "Title", "x"), Entry("repeats", "Repeats", "", placeholder=LONG)]
    async with Shown(form(*fields)).run_test(size=(60, 20)) as pilot:
        screen = await until_seen(pilot, "Chuyên mục An toàn giao thông…")
        assert "ngõ xóm" not in screen
        await pilot.press("tab")
        await until_seen(pilot, "ngõ xóm")
        await pilot.press("a")
        await until(pilot, lambda: "ngõ xóm" not in seen(pilot))


async def test_a_choice_that_is_too_long_says_that_it_goes_on() -> None:
    fields = [Choice("rule", "Rule", [(LONG, 1)], 1)]
    async with Shown(form(*fields)).run_test(size=(60, 20)) as pilot:
        await until_seen(pilot, "Chuyên mục An toàn giao th…")


async def test_the_whole_row_is_shown_as_far_as_the_list_and_the_keys_leave_lines() -> None:
    rows = [(f"{number} " + "một hai ba bốn năm sáu " * (3 + 20 * number),) for number in range(3)]
    listing = Listing("List", [Column("Title", share=1)], rows, opens="Enter: open")
    async with Shown(listing).run_test(size=(60, 20)) as pilot:
        await until_seen(pilot, "Enter: open")
        await pilot.press("down")
        await until_seen(pilot, "1 một hai ba bốn năm sáu một hai ba bốn năm sáu")
        in_full = pilot.app.screen.query_one(".in-full")
        await until(pilot, lambda: in_full.size.height == 6)
        assert "Enter: open" in seen(pilot)
        assert "…" in seen(pilot).splitlines()[in_full.region.bottom - 1]


@pytest.mark.parametrize(
    ("width", "lines"),
    [
        (40, ["Enter: open · n: new · Esc: close"]),
        (25, ["Enter: open · n: new", "Esc: close"]),
        (8, ["Enter: open", "n: new", "Esc: close"]),
    ],
)
def test_keys_are_broken_between_two_keys(width: int, lines: list[str]) -> None:
    assert broken("Enter: open · n: new · Esc: close", width) == lines


def test_a_title_that_goes_on_is_indented() -> None:
    assert hanging(Content("một hai ba bốn"), 9, "  ").plain == "một hai\n  ba bốn"
    assert hanging(Content("một hai ba bốn"), 14, "  ").plain == "một hai ba bốn"


async def test_candidates_that_take_several_lines_are_told_apart() -> None:
    picker = Picker[int]("Which?", [Candidate(1, LONG, "05:30"), Candidate(2, LONG, "17:00")])
    async with Shown(picker).run_test(size=(60, 20)) as pilot:
        screen = await until_seen(pilot, "05:30", "17:00")
        begins = [line.strip(" │") for line in screen.splitlines() if "│  C" in line]
        assert len(begins) == 2
        assert screen.count("│    trên đường làng") == 2
        await pilot.resize_terminal(100, 30)
        await until_seen(pilot, "trên đường làng ", "│    ngõ xóm  05:30", "│    ngõ xóm  17:00")


class Clips(App[None]):
    CSS = "Clipped { width: 20; height: auto; max-height: 2; }"

    def compose(self) -> ComposeResult:
        yield Clipped(id="text")
        yield Button("below")


async def test_a_text_says_where_its_end_is_not_shown() -> None:
    async with Clips().run_test(size=(40, 10)) as pilot:
        text = pilot.app.query_one(Clipped)
        text.update(LONG)
        await until_seen(pilot, "Chuyên mục An toàn", "giao thông và văn…")
        text.update("[red]x[/]")
        await until_seen(pilot, "[red]x[/]")
        assert text.size.height == 1
