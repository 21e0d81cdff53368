"""A week on a time axis: seven days side by side, a block for each broadcast, moved and stretched by keys and mouse."""

import datetime as dt
from collections.abc import Hashable, Sequence
from dataclasses import replace
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from radiodesk.kinds import OFF_AIR, BroadcastKind, BroadcastState
from radiodesk.locale import N_, _
from radiodesk.schedule.entry import Entry
from radiodesk.schedule.weeks import WeekPlan
from radiodesk.tui.widgets.week_blocks import block_lines, day_names, distinct_titles
from radiodesk.tui.widgets.week_moves import LONG_STEP, STEP, Moved
from radiodesk.tui.widgets.week_rows import Block, Cell, Layout, blocks_of, layout

AXIS = 6
"""The width of the axis."""

NO_STYLE, STRIKE, DIM = Style.null(), Style(strike=True), Style(dim=True)
FIRST_LINE = Style(bold=True)
"""Sets a block apart from one of the same kind above it."""


class WeekGrid(ScrollView, can_focus=True):
    """A week from Monday to Sunday. The arrows go over blocks and free time."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "week--axis",
        "week--now",
        "week--today",
        "week--free",
        "week--cursor",
        "week--news",
        "week--column",
        "week--announcement",
        "week--music",
        "week--other",
        "week--relay",
        "week--off",
        "week--conflict",
        "week--moving",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", N_("Previous day"), show=False),
        Binding("right", "step(1)", N_("Next day"), show=False),
        Binding("up", "row(-1)", N_("Up"), show=False),
        Binding("down", "row(1)", N_("Down"), show=False),
        Binding("home,ctrl+home", "edge(-1)", N_("First"), show=False),
        Binding("end,ctrl+end", "edge(1)", N_("Last"), show=False),
        Binding("pageup", "page(-1)", N_("Page up"), show=False),
        Binding("pagedown", "page(1)", N_("Page down"), show=False),
        Binding("enter", "open", N_("Open"), show=False),
        Binding("K,shift+up", "move(-1)", N_("Earlier")),
        Binding("J,shift+down", "move(1)", N_("Later")),
        Binding("plus,equals_sign", "stretch(1)", N_("Longer")),
        Binding("minus", "stretch(-1)", N_("Shorter")),
        Binding("escape", "revert", N_("Close"), show=False),
        Binding("ctrl+z", "revert", N_("Undo"), show=False),
    ]

    day = reactive(0, repaint=True)
    row = reactive(0, repaint=True)
    moving: reactive[Moved | None] = reactive(None, repaint=True)

    class Entered(Message):
        """The cursor moved, or what is moved did."""

    class Opened(Message):
        """The user opened the block under the cursor, or free time."""

    class Dropped(Message):
        """The user keeps the new place of a block."""

        def __init__(self, moved: Moved) -> None:
            super().__init__()
            self.moved = moved

    class MoveEnded(Message):
        """A block was being moved, and is not any more. entry: as it is now; None if it is not shown any more."""

        def __init__(self, moved: Moved, entry: Entry | None) -> None:
            super().__init__()
            self.moved = moved
            self.entry = entry

    class DayChosen(Message):
        """The user clicked the heading of a day. day: that day."""

        def __init__(self, day: dt.date) -> None:
            super().__init__()
            self.day = day

    class LeftWeek(Message):
        """The user moved to a day outside the week shown. day: that day."""

        def __init__(self, day: dt.date) -> None:
            super().__init__()
            self.day = day

    def __init__(self) -> None:
        super().__init__()
        self._plan: WeekPlan | None = None
        self._entries: dict[Hashable, Entry] = {}
        self._layout: Layout = layout([])
        self._short: dict[str, str] = {}
        """What stands for titles that do not fit."""
        self._texts: dict[tuple[Cell, int], Sequence[str]] = {}
        """The lines of each block on a width, as far as they were painted in this layout."""
        self._painted: dict[tuple[int, int], Strip] = {}
        """The rows on a width, as far as they were painted in this layout. Those under the cursor are painted anew."""
        self._now: dt.datetime | None = None
        self._dragged: tuple[Moved, int] | None = None
        """What is dragged, and how many minutes below its start it was taken."""

    # What is shown

    def show(
        self,
        week: WeekPlan,
        entries: Sequence[Entry],
        *,
        now: dt.datetime,
        day: dt.date,
        cursor_on: int | None = None,
        seeks: bool = False,
    ) -> None:
        """Show some entries of a week, with the cursor on `day`, and on the broadcast `cursor_on` or where it was.

        seeks: the cursor goes to another day of the week where `day` has none of them.
        A move goes on as long as its block is planned as it was.
        """
        at_cursor = self.entry
        wanted = cursor_on if cursor_on is not None else at_cursor and at_cursor.identity
        begin = self._layout.rows[self.row].begin if self._layout.rows else 0
        is_first = self._plan is None
        self._plan, self._now = week, now
        self._entries = {each.identity: each for each in entries}
        self._go_on_moving()
        self._arrange()
        self.day = (day - week.monday).days
        mine = [each for each in self._layout.cells[self.day] if each.block.identity == wanted]
        if mine:
            self.row = mine[0].first
        elif is_first or at_cursor is not None:
            self.row = self._first_row(now if day == now.date() else None)
        else:
            self.row = min(self._layout.row_of(begin), len(self._layout.rows) - 1)
        if seeks and self._cell() is None:
            self._seek()
        if self.moving:
            self._go_to(self.moving.starts.date(), self.moving.entry.identity)
        self._show_cursor()

    def _go_on_moving(self) -> None:
        """Go on moving what is moved or dragged, if it is planned as it was; tell the screen if a move ends."""
        everything = self._entries.values()
        if self._dragged:
            taken, below = self._dragged
            now = taken.among(everything)
            self._dragged = (replace(taken, entry=now), below) if now and taken.goes_on(now) else None
        if moved := self.moving:
            now = moved.among(everything)
            self.moving = replace(moved, entry=now) if now and moved.goes_on(now) else None
            if self.moving is None:
                self.post_message(self.MoveEnded(moved, now))

    def _seek(self) -> None:
        """Put the cursor on the first block from its day on, else on the first one of the week."""
        days = [*range(self.day, 7), *range(self.day)]
        if (day := next((each for each in days if self._layout.cells[each]), None)) is not None:
            self.day = day
            self.row = min(each.first for each in self._layout.cells[day])

    def _first_row(self, now: dt.datetime | None) -> int:
        """Where the cursor goes on a day: to what is on air or next, else to the first block, else to the morning."""
        cells = self._layout.cells[self.day]
        minute = now.hour * 60 + now.minute if now else 0
        coming = [each for each in cells if each.block.end > minute]
        if chosen := (coming or cells):
            return min(chosen, key=lambda each: each.first).first
        return self._layout.row_of(minute or 5 * 60)

    def _arrange(self) -> None:
        """Lay the entries out, one that is moved at its new place."""
        monday = self.monday
        blocks: list[Block] = []
        for identity, entry in self._entries.items():
            starts, ends = entry.starts, entry.shown_ends
            if self.moving and self.moving.entry.identity == identity:
                starts, ends = self.moving.starts, self.moving.ends
            blocks += blocks_of(identity, starts, ends, monday)
        frozen = self._dragged is not None and self.moving is not None
        self._layout = self._layout.with_blocks(blocks) if frozen else layout(blocks, self.size.height - 1)
        self._short = distinct_titles(each.title for each in self._entries.values())
        self._texts.clear()
        self._painted.clear()
        self.virtual_size = Size(self.size.width, len(self._layout.rows) + 1)
        self.refresh()

    @property
    def monday(self) -> dt.date:
        """The first day shown."""
        return self._plan.monday if self._plan else dt.date.min

    @property
    def cursor_day(self) -> dt.date:
        """The day under the cursor."""
        return self.monday + dt.timedelta(days=self.day)

    @property
    def entry(self) -> Entry | None:
        """The broadcast under the cursor."""
        cell = self._cell()
        return self._entries.get(cell.block.identity) if cell else None

    @property
    def free_time(self) -> dt.time | None:
        """The time under the cursor where nothing is planned."""
        if self._plan is None or self._cell() is not None:
            return None
        minute = self._layout.rows[self.row].begin
        return dt.time(minute // 60, minute % 60)

    def _cell(self) -> Cell | None:
        return self._layout.cell_at(self.day, self.row) if self._layout.rows else None

    # Keys

    def action_row(self, by: int) -> None:
        """Go to the next block or free row above (-1) or below (1). Moves a block that is being moved."""
        if self.moving:
            self._shift(minutes=by * STEP)
            return
        cell = self._cell()
        target = self.row + by
        if cell is not None:
            target = cell.end if by > 0 else cell.first - 1
        target = max(0, min(target, len(self._layout.rows) - 1))
        above = self._layout.cell_at(self.day, target)
        self.row = above.first if above else target
        self._show_cursor()

    def action_step(self, by: int) -> None:
        """Go to the day before or after. Takes a block that is being moved along."""
        if self.moving:
            self._shift(days=by)
            return
        if not 0 <= self.day + by <= 6:
            self.post_message(self.LeftWeek(self.cursor_day + dt.timedelta(days=by)))
            return
        self.day += by
        if cell := self._cell():
            self.row = cell.first
        self._show_cursor()

    def action_edge(self, by: int) -> None:
        """Go to the first (-1) or last (1) block of the day."""
        cells = sorted(self._layout.cells[self.day], key=lambda each: each.first)
        if cells:
            self.row = cells[0 if by < 0 else -1].first
        self._show_cursor()

    def action_page(self, by: int) -> None:
        """Go up (-1) or down (1) by as many rows as are visible."""
        target = max(0, min(self.row + by * max(1, self.size.height - 2), len(self._layout.rows) - 1))
        cell = self._layout.cell_at(self.day, target)
        self.row = cell.first if cell else target
        self._show_cursor()

    def action_open(self) -> None:
        """Keep a block where it was moved, or open what is under the cursor."""
        if moved := self.moving:
            self.action_revert()  # until it is saved
            if moved.is_changed:
                self.post_message(self.Dropped(moved))
        else:
            self.post_message(self.Opened())

    def action_move(self, by: int) -> None:
        """Move the block under the cursor earlier (-1) or later (1) by 15 minutes. The arrows then move it by 5."""
        if self.moving or self._take():
            self._shift(minutes=by * LONG_STEP)

    def action_stretch(self, by: int) -> None:
        """Make the block under the cursor longer (1) or shorter (-1) by 5 minutes."""
        if self.moving or self._take():
            moved = self.moving
            assert moved is not None  # noqa: S101 - it was taken
            self._place(moved.stretched(by * STEP))

    def action_revert(self) -> None:
        """Put a block back that is being moved."""
        if moved := self.moving:
            self.moving = None
            self._arrange()
            self._go_to(moved.entry.starts.date(), moved.entry.identity)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """No key does anything before a week is shown, and Escape only while a block is moved."""
        if self._plan is None:
            return False
        return self.moving is not None if action == "revert" else super().check_action(action, parameters)

    def _take(self) -> bool:
        """Begin to move the block under the cursor. Says why it does not: what is over cannot be moved."""
        entry = self.entry
        if entry is None or entry.state is not BroadcastState.PLANNED:
            said = (
                _("Nothing is planned here: go to a block first") if entry is None else _("Only what is planned moves")
            )
            self.notify(said, markup=False)
            return False
        self.moving = Moved.begun(entry)
        return True

    def _shift(self, *, minutes: int = 0, days: int = 0) -> None:
        moved = self.moving
        assert moved is not None  # noqa: S101 - the keys that move are for a block that was taken
        moved = moved.shifted(minutes=minutes, days=days)
        if self.monday <= moved.starts.date() <= self.monday + dt.timedelta(days=6):
            self._place(moved)

    def _place(self, moved: Moved) -> None:
        """Show a block at another place, with the cursor on it."""
        self.moving = moved
        self._arrange()
        self._go_to(moved.starts.date(), moved.entry.identity)

    def _go_to(self, day: dt.date, identity: Hashable) -> None:
        """Put the cursor on a block of a day."""
        self.day = max(0, min((day - self.monday).days, 6))
        mine = [each for each in self._layout.cells[self.day] if each.block.identity == identity]
        self.row = mine[0].first if mine else self.row
        self._show_cursor()

    def _show_cursor(self) -> None:
        """Scroll to the cursor, and tell the screen."""
        self.row = max(0, min(self.row, len(self._layout.rows) - 1))
        cell = self._cell()
        height = max(1, (cell.end - cell.first) if cell else 1)
        region = Region(0, self.row, self.size.width, min(height + 1, self.size.height))
        self.scroll_to_region(region, animate=False, force=True)  # also before its scrollbar is shown
        self.post_message(self.Entered())

    # Mouse

    def _place_of(self, x: int, y: int) -> tuple[int, int] | None:
        """The day and the row at a place of the widget."""
        if self._plan is None:
            return None
        day, row = self._day_at(x), y - 1 + round(self.scroll_y)
        return (day, row) if day is not None and y > 0 and 0 <= row < len(self._layout.rows) else None

    def _day_at(self, x: int) -> int | None:
        edges = self._edges()
        return next((day for day in range(7) if edges[day] <= x < edges[day + 1]), None)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Choose what is under the pointer, and take it."""
        if (place := self._place_of(event.x, event.y)) is None:
            return
        self.day, row = place
        cell = self._layout.cell_at(self.day, row)
        self.row = cell.first if cell else row
        self._show_cursor()
        if (entry := self.entry) and entry.state is BroadcastState.PLANNED and cell:
            self._dragged = Moved.begun(entry), self._layout.rows[row].begin - self._layout.rows[cell.first].begin
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Drag what was taken to another day or time, in steps of 5 minutes."""
        if self._dragged is None or (place := self._place_of(event.x, event.y)) is None:
            return
        taken, below = self._dragged
        day, row = place
        begin = self._layout.rows[row].begin - below
        moved = taken.dragged(self.monday + dt.timedelta(days=day), begin)
        own = taken.starts.hour * 60 + taken.starts.minute
        if moved.starts.date() == taken.starts.date() and self._layout.row_of(begin) == self._layout.row_of(own):
            moved = taken  # back, or not away yet
        if self.moving != moved and (self.moving or moved.is_changed):
            self._place(moved)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Keep what was dragged."""
        self.release_mouse()
        self._dragged = None
        if self.moving is not None:
            self.action_open()

    def on_click(self, event: events.Click) -> None:
        """A second click opens. The heading of a day goes to that day."""
        if event.y == 0 and self._plan and (number := self._day_at(event.x)) is not None:
            self.post_message(self.DayChosen(self._plan.monday + dt.timedelta(days=number)))
            return
        if event.chain == 2 and self._place_of(event.x, event.y) is not None:
            self.post_message(self.Opened())

    # Painting

    def on_resize(self) -> None:
        """Keep the cursor in view."""
        if self._plan:
            minute = self._layout.rows[self.row].begin
            self._arrange()
            cell = self._layout.cell_at(self.day, self._layout.row_of(minute))
            self.row = cell.first if cell else self._layout.row_of(minute)
            self._show_cursor()

    def _edges(self) -> list[int]:
        """Where each day begins, and where the last one ends."""
        width = max(7, self.scrollable_content_region.width - AXIS)
        return [AXIS + width * day // 7 for day in range(8)]

    def render_line(self, y: int) -> Strip:
        """The headings of the days, or a row."""
        if y == 0:
            return self._headings()
        row = y - 1 + round(self.scroll_y)
        width = self.size.width
        if self._plan is None or row >= len(self._layout.rows):
            return Strip.blank(width, self.rich_style)
        if self._is_under_cursor(row):
            return self._paint(row, width)
        if (strip := self._painted.get((row, width))) is None:
            strip = self._painted[row, width] = self._paint(row, width)
        return strip

    def _is_under_cursor(self, row: int) -> bool:
        cell = self._cell()
        return cell.first <= row < cell.end if cell else row == self.row

    def _paint(self, row: int, width: int) -> Strip:
        edges, gap = self._edges(), Segment(" ", self.rich_style)
        parts = [part for day in range(7) for part in (self._part(day, row, edges[day + 1] - edges[day]), gap)]
        strip = Strip([self._axis(row), *parts], edges[-1])
        return strip if edges[-1] == width else strip.adjust_cell_length(width, self.rich_style)

    def watch_moving(self) -> None:
        """Paint all rows anew: what is moved looks otherwise."""
        self._painted.clear()

    def notify_style_update(self) -> None:
        """Paint all rows anew in other colours."""
        super().notify_style_update()
        self._painted.clear()

    def _headings(self) -> Strip:
        if self._plan is None:
            return Strip.blank(self.size.width, self.rich_style)
        edges = self._edges()
        plain, marked = self.get_component_rich_style("week--axis"), self.get_component_rich_style("week--today")
        segments = [Segment(" " * AXIS, plain)]
        days = [self.monday + dt.timedelta(days=number) for number in range(7)]
        widths = [edges[number + 1] - edges[number] for number in range(7)]
        names = day_names(days, widths)
        for day, name, width in zip(days, names, widths, strict=True):
            is_today = self._now is not None and day == self._now.date()
            segments.append(Segment(name[: width - 1].ljust(width), marked if is_today else plain))
        return Strip(segments).adjust_cell_length(self.size.width, self.rich_style)

    def _axis(self, row: int) -> Segment:
        of_row = self._layout.rows[row]
        text = "  ⋯" if of_row.is_fold else f"{of_row.begin // 60:02}:{of_row.begin % 60:02}" if of_row.is_first else ""
        style = self.get_component_rich_style("week--axis")
        if self._now and self.monday <= self._now.date() < self.monday + dt.timedelta(days=7):
            minute = self._now.hour * 60 + self._now.minute
            if self._layout.row_of(minute) == row:
                text, style = f"{text[:5].ljust(5)}▸", self.get_component_rich_style("week--now")
        return Segment(text.ljust(AXIS)[:AXIS], style)

    def _part(self, day: int, row: int, width: int) -> Segment:
        """What a day shows in a row, without the free column that parts it from the next day."""
        cell = self._layout.cell_at(day, row)
        is_cursor = self.has_focus and day == self.day and (cell == self._cell() if cell else row == self.row)
        cursor = self.get_component_rich_style("week--cursor") if is_cursor else NO_STYLE
        if cell is None:
            is_now = self._is_now(day, row)
            style = self.get_component_rich_style("week--now" if is_now else "week--free")
            return Segment(("─" if is_now else " ") * (width - 1), style + cursor)
        entry = self._entries[cell.block.identity]
        if (lines := self._texts.get((cell, width))) is None:
            begin = self._layout.rows[cell.first].begin
            short = self._short.get(entry.title, "")
            lines = block_lines(entry, cell, begin, width - 1, is_clashing=self._is_clashing(entry), short=short)
            self._texts[cell, width] = lines
        text = lines[row - cell.first] if row - cell.first < len(lines) else ""
        style = self._style(entry) + (FIRST_LINE if row == cell.first else NO_STYLE) + cursor
        return Segment(text.ljust(width - 1)[: width - 1], style)

    def _is_now(self, day: int, row: int) -> bool:
        now = self._now
        if now is None or self.monday + dt.timedelta(days=day) != now.date():
            return False
        return self._layout.row_of(now.hour * 60 + now.minute) == row

    def _is_clashing(self, entry: Entry) -> bool:
        return self._plan is not None and entry.identity in self._plan.clashing

    def _style(self, entry: Entry) -> Style:
        if self.moving and self.moving.entry.identity == entry.identity:
            return self.get_component_rich_style("week--moving")
        if entry.state in OFF_AIR:
            return self.get_component_rich_style("week--off") + STRIKE
        kind = entry.programme_kind
        name = "relay" if entry.kind is BroadcastKind.RELAY or kind is None else kind.value
        style = self.get_component_rich_style(f"week--{name}")
        if self._is_clashing(entry):
            style += Style(color=self.get_component_rich_style("week--conflict").color)
        return style + DIM if entry.broadcast_id is None else style
