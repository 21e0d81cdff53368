"""The roster of a week as a table: rows of broadcasts, seven days, and who is on duty in one role in each cell."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from radiodesk.errors import visible
from radiodesk.kinds import BroadcastKind, DutyRole
from radiodesk.locale import N_, formats
from radiodesk.schedule.week_roster import DAYS, NOBODY, RosterCell, RosterRow, WeekRoster
from radiodesk.tui.labels import STATES
from radiodesk.tui.widgets.week_blocks import CONFLICT_SIGN, RELAY_SIGN, REPEAT_SIGN, day_names, distinct_titles

NARROWEST, WIDEST = 14, 36
"""Widths of the first column, in cells."""

BETWEEN_TEAMS = "|"
"""Between those of two broadcasts in a cell that have different people."""

SIGNS = {BroadcastKind.FIRST_RUN: "", BroadcastKind.REPEAT: f"{REPEAT_SIGN} ", BroadcastKind.RELAY: f"{RELAY_SIGN} "}


class RosterTable(ScrollView, can_focus=True, inherit_bindings=False):
    """The table, with a cursor on a cell. Letters and a second click open the cell as Enter does."""

    DEFAULT_CSS = "RosterTable { height: 1fr; overflow-x: hidden; scrollbar-size-vertical: 1; }"
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "roster--header",
        "roster--today",
        "roster--row",
        "roster--muted",
        "roster--clash",
        "roster--cursor",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", N_("Open")),
        Binding("delete,backspace", "clear", N_("Empty the cell")),
        Binding("left", "step(-1)", N_("Previous day"), show=False),
        Binding("right", "step(1)", N_("Next day"), show=False),
        Binding("up", "move(-1)", N_("Up"), show=False),
        Binding("down", "move(1)", N_("Down"), show=False),
        Binding("pageup", "page(-1)", N_("Page up"), show=False),
        Binding("pagedown", "page(1)", N_("Page down"), show=False),
        Binding("home", "edge(0)", N_("First"), show=False),
        Binding("end", "edge(-1)", N_("Last"), show=False),
        Binding("comma", "seek(-1)", N_("Previous that lacks something"), show=False),
        Binding("full_stop", "seek(1)", N_("Next that lacks something"), show=False),
    ]

    class Entered(Message):
        """The cursor moved."""

    class Opened(Message):
        """The user opens the cell under the cursor. `take_typed` has what was typed to do so."""

    class Cleared(Message):
        """The user empties the cell under the cursor."""

    class Pasted(Message):
        """The user pastes a block of cells, from the cell under the cursor on."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self) -> None:
        super().__init__()
        self._rows: Sequence[RosterRow] = ()
        self._role = DutyRole.EDITOR
        self._calls: Mapping[str, tuple[str, ...]] = {}
        self._short: Mapping[str, str] = {}
        """What stands for titles that do not fit."""
        self._monday = dt.date.min
        self._today = dt.date.min
        self.place = (0, 0)
        """The row and the day under the cursor, from 0."""
        self._typed = ""

    def show(self, roster: WeekRoster, rows: Sequence[RosterRow], role: DutyRole, today: dt.date) -> None:
        """Show some rows of a roster. The cursor stays on its row and weekday."""
        before = self.row.key if self.row else None
        keys = [row.key for row in rows]
        self._rows, self._role, self._calls = rows, role, roster.calls
        self._short = distinct_titles(row.title for row in rows)
        self._monday, self._today = roster.monday, today
        self.virtual_size = Size(self.size.width, len(rows) + 1)
        self._go(keys.index(before) if before in keys else self.place[0], self.place[1])

    def go_to_day(self, day: int) -> None:
        """Move the cursor to a day, from 0."""
        self._go(self.place[0], day)

    @property
    def rows(self) -> Sequence[RosterRow]:
        """The rows that are shown."""
        return self._rows

    @property
    def row(self) -> RosterRow | None:
        """The row under the cursor; None in an empty table."""
        return self._rows[self.place[0]] if self.place[0] < len(self._rows) else None

    @property
    def cell(self) -> RosterCell | None:
        """The cell under the cursor; None in an empty table."""
        return self.row.cells[self.place[1]] if self.row else None

    def _go(self, row: int, day: int) -> None:
        """Move the cursor into view."""
        row, day = max(0, min(row, len(self._rows) - 1)), max(0, min(day, DAYS - 1))
        self.place = (row, day)
        height = max(1, self.size.height - 1)
        top = max(row - height + 1, min(int(self.scroll_y), row))
        self.scroll_to(y=top, animate=False, force=True)
        self.refresh()
        self.post_message(self.Entered())

    def action_step(self, by: int) -> None:
        """Go to the day before (-1) or after (1)."""
        self._go(self.place[0], self.place[1] + by)

    def action_move(self, by: int) -> None:
        """Go up (-1) or down (1)."""
        self._go(self.place[0] + by, self.place[1])

    def action_page(self, by: int) -> None:
        """Go up (-1) or down (1) by a page."""
        self.action_move(by * max(1, self.size.height - 2))

    def action_edge(self, day: int) -> None:
        """Go to the first day (0) or the last (-1)."""
        self._go(self.place[0], day % DAYS)

    def action_seek(self, by: int) -> None:
        """Go to the next cell (1), or the one before (-1), where nobody is on duty."""
        cells = [(row, day) for row in range(len(self._rows)) for day in range(DAYS)]
        later = [place for place in cells if (place > self.place if by > 0 else place < self.place)][::by]
        for row, day in later:
            cell = self._rows[row].cells[day]
            if cell.lacks(self._role):
                self._go(row, day)
                return

    def action_open(self) -> None:
        """Open the cell under the cursor."""
        self.post_message(self.Opened())

    def action_clear(self) -> None:
        """Empty the cell under the cursor."""
        self.post_message(self.Cleared())

    async def on_key(self, event: events.Key) -> None:
        """Open the cell with a letter that is typed. What follows it is kept until it is taken.

        Opening waits its turn as other keys do: one before it may move the cursor.
        """
        if event.character and (event.character.isalpha() or (self._typed and event.is_printable)):
            event.stop()
            event.prevent_default()
            is_first = not self._typed
            self._typed += event.character
            if is_first:
                await self.app.run_action("open", self)

    def on_paste(self, event: events.Paste) -> None:
        """Hand on what is pasted."""
        event.stop()
        self.post_message(self.Pasted(event.text))

    def take_typed(self) -> str:
        """What was typed to open the cell; empty for Enter or a click."""
        typed, self._typed = self._typed, ""
        return typed

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to a cell, or open it if the cursor is there. The first column stands for its row."""
        row = int(self.scroll_y) + event.y - 1
        if event.y == 0 or row >= len(self._rows):
            return
        edges = self._edges()
        day = next((day for day in range(DAYS) if edges[day] <= event.x < edges[day + 1]), self.place[1])
        if (row, day) == self.place and event.x >= edges[0]:
            self.action_open()
        self._go(row, day)

    def on_resize(self, event: events.Resize) -> None:
        """Keep the cursor in view."""
        self.virtual_size = Size(event.size.width, len(self._rows) + 1)
        self._go(*self.place)

    def _edges(self) -> list[int]:
        """Where each day begins, and where the last one ends."""
        width = self.scrollable_content_region.width
        first = max(NARROWEST, min(width // 4, WIDEST))
        room = max(DAYS, width - first)
        return [first + room * day // DAYS for day in range(DAYS + 1)]

    def render_line(self, y: int) -> Strip:
        """The days, or a row."""
        width = self.size.width
        place = int(self.scroll_y) + y - 1
        if y == 0:
            return self._headings().adjust_cell_length(width, self.rich_style)
        if place >= len(self._rows):
            return Strip.blank(width, self.rich_style)
        return self._line(place).adjust_cell_length(width, self.rich_style)

    def _headings(self) -> Strip:
        edges = self._edges()
        plain, marked = (self.get_component_rich_style(f"roster--{name}") for name in ("header", "today"))
        days = [self._monday + dt.timedelta(days=number) for number in range(DAYS)] if self._rows else []
        widths = [edges[number + 1] - edges[number] for number in range(len(days))]
        segments = [Segment(" " * edges[0], plain)]
        for day, name, width in zip(days, day_names(days, widths), widths, strict=True):
            segments.append(Segment(set_cell_size(name, width), marked if day == self._today else plain))
        return Strip(segments)

    def _line(self, place: int) -> Strip:
        row, edges = self._rows[place], self._edges()
        is_cursor_row = place == self.place[0]
        style = self.get_component_rich_style("roster--row") if is_cursor_row else self.rich_style
        segments = [Segment(self._label(row, edges[0] - 1), style), Segment(" ", self.rich_style)]
        for day, cell in enumerate(row.cells):
            width = edges[day + 1] - edges[day] - 1
            text = cell_text(cell, self._role, self._calls, width)
            segments.append(Segment(set_cell_size(text, width), self._style(cell, is_cursor_row, day)))
            segments.append(Segment(" ", self.rich_style))
        return Strip(segments)

    def _label(self, row: RosterRow, width: int) -> str:
        """The usual start and the title: a shorter one, or a cut one, where it does not fit."""
        begin = f"{formats.clock(row.usual)} {SIGNS[row.kind]}"
        short = self._short.get(row.title, row.title)
        forms = [visible(begin + each) for each in (row.title, short, short.removeprefix("…"))]
        text = next((each for each in forms if cell_len(each) <= width), forms[-1])
        return set_cell_size(_cut(text, width), width)

    def _style(self, cell: RosterCell, is_cursor_row: bool, day: int) -> Style:
        """The style of a cell. Its signs say the same as its colours."""
        style = self.rich_style
        if cell.clashes:
            style = self.get_component_rich_style("roster--clash")
        elif not cell.people(self._role):
            style = self.get_component_rich_style("roster--muted")
        if is_cursor_row and day == self.place[1]:
            style += self.get_component_rich_style("roster--cursor")
        return style


def cell_text(cell: RosterCell, role: DutyRole, calls: Mapping[str, tuple[str, ...]], width: int) -> str:
    """Who is on duty in a role, as they are called where that fits; else shorter, and at last cut.

    Empty without a broadcast, a dash without anybody, a line between the people of two broadcasts that differ, and a
    sign for what is off the air. Pure.
    """
    if not cell.broadcasts:
        return ""
    if not cell.on_air:
        return STATES[cell.broadcasts[0].state][0]
    sign = CONFLICT_SIGN if cell.clashes else ""
    teams = [[list(calls.get(name, (name,))) for name in names] for names in cell.teams(role)]
    forms = [each for team in teams for each in team]
    while (too_wide := cell_len(_joined(sign, teams)) > width) and any(len(each) > 1 for each in forms):
        max((each for each in forms if len(each) > 1), key=lambda each: cell_len(each[0])).pop(0)
    return _cut(_joined(sign, teams, "," if too_wide else ", "), width)


def _joined(sign: str, teams: Sequence[Sequence[Sequence[str]]], between: str = ", ") -> str:
    """The first form of each name, of several broadcasts' people one after the other."""
    return visible(sign + BETWEEN_TEAMS.join(between.join(each[0] for each in team) or NOBODY for team in teams))


def _cut(text: str, width: int) -> str:
    """A text that fits, in cells. What is cut ends in "…"."""
    return text if cell_len(text) <= width else set_cell_size(text, max(0, width - 1)).rstrip() + "…"
