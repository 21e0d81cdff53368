"""A table for any number of rows. It renders only the visible lines, so its cost does not grow with the rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from radiodesk.errors import visible
from radiodesk.locale import N_

WIDE = 110
"""The width from which a table also shows its `wide` columns, in cells."""

GAP = 2
"""Cells between two columns."""

Cell: TypeAlias = str | Text


@dataclass(frozen=True)
class Column:
    """A column of a table.

    width: the fixed or least width in cells. share: its share of the width that the fixed widths leave. wide: it is
    shown in wide terminals only. right: its text is aligned to the right.
    """

    title: str
    width: int = 0
    share: int = 0
    wide: bool = False
    right: bool = False


class LongTable(ScrollView, can_focus=True, inherit_bindings=False):
    """Rows of texts under a header, with a cursor. Enter or a second click opens a row."""

    DEFAULT_CSS = "LongTable { overflow-x: hidden; }"
    COMPONENT_CLASSES: ClassVar[set[str]] = {"long-table--header", "long-table--cursor"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", N_("Open"), show=False),
        Binding("up", "move(-1)", N_("Up"), show=False),
        Binding("down", "move(1)", N_("Down"), show=False),
        Binding("pageup", "page(-1)", N_("Page up"), show=False),
        Binding("pagedown", "page(1)", N_("Page down"), show=False),
        Binding("home,ctrl+home", "go(0)", N_("First"), show=False),
        Binding("end,ctrl+end", "go(-1)", N_("Last"), show=False),
    ]

    cursor: reactive[int] = reactive(0, always_update=True)
    """The index of the row under the cursor."""

    class Highlighted(Message):
        """The cursor moved to a row. row: its index, or None in an empty table."""

        def __init__(self, row: int | None) -> None:
            super().__init__()
            self.row = row

    class Opened(Message):
        """The user opened a row with Enter or a second click. row: its index."""

        def __init__(self, row: int) -> None:
            super().__init__()
            self.row = row

    def __init__(
        self,
        columns: Sequence[Column],
        rows: Sequence[Sequence[Cell]] = (),
        *,
        id: str | None = None,  # noqa: A002 - Textual's own word
    ) -> None:
        super().__init__(id=id)
        self._columns = columns
        self._rows = rows

    def on_mount(self) -> None:
        """Show the initial rows."""
        self.show_rows(self._rows)

    def show_rows(self, rows: Sequence[Sequence[Cell]], cursor: int = 0) -> None:
        """Show these rows, each with one text for each column (also for the hidden `wide` columns).

        cursor: the index of the row that the cursor moves to.
        """
        self._rows = rows
        self.virtual_size = Size(self.size.width, len(rows) + 1)
        self.cursor = cursor

    def validate_cursor(self, cursor: int) -> int:
        """Limit the cursor to the rows."""
        return max(0, min(cursor, len(self._rows) - 1))

    def watch_cursor(self) -> None:
        """Scroll to the row and post `Highlighted`."""
        height = max(1, self.size.height - 1)
        top = max(self.cursor - height + 1, min(int(self.scroll_y), self.cursor))
        self.scroll_to(y=top, animate=False, force=True)
        self.refresh()
        self.announce_cursor()

    def announce_cursor(self) -> None:
        """Post `Highlighted` for the row under the cursor."""
        self.post_message(self.Highlighted(self.cursor if self._rows else None))

    def on_resize(self, event: events.Resize) -> None:
        """Render for the new width."""
        self.virtual_size = Size(event.size.width, len(self._rows) + 1)
        self.refresh()

    def action_move(self, by: int) -> None:
        """Move the cursor by rows."""
        self.cursor += by

    def action_page(self, by: int) -> None:
        """Move the cursor by pages."""
        self.cursor += by * max(1, self.size.height - 2)

    def action_go(self, row: int) -> None:
        """Move the cursor to the first row (0) or the last (-1)."""
        self.cursor = row if row >= 0 else len(self._rows)

    def action_open(self) -> None:
        """Open the row under the cursor."""
        if self._rows:
            self.post_message(self.Opened(self.cursor))

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to the row, or open the row if the cursor is on it already."""
        row = int(self.scroll_y) + event.y - 1
        if event.y > 0 and row < len(self._rows):
            if row == self.cursor:
                self.action_open()
            self.cursor = row

    def render_line(self, y: int) -> Strip:
        """The header on line 0, else the row that is scrolled to this line."""
        width = self.scrollable_content_region.width
        row = int(self.scroll_y) + y - 1
        if y == 0:
            style = self.get_component_rich_style("long-table--header")
            return self._line([column.title for column in self._columns], style, width)
        if row >= len(self._rows):
            return Strip.blank(width, self.rich_style)
        if row == self.cursor:
            return self._line(self._rows[row], self.get_component_rich_style("long-table--cursor"), width, plain=True)
        return self._line(self._rows[row], self.rich_style, width)

    def _line(self, texts: Sequence[Cell], style: Style, width: int, *, plain: bool = False) -> Strip:
        """A line of the table. plain: without the colours of the texts, which the cursor's background might hide."""
        indexes = [index for index, column in enumerate(self._columns) if not column.wide or width >= WIDE]
        columns = [self._columns[index] for index in indexes]
        widths = column_widths(columns, width - GAP * len(columns))
        segments = [Segment(" ", style)]
        for index, column, cells in zip(indexes, columns, widths, strict=True):
            text = texts[index]
            own_style = style
            if isinstance(text, Text):
                own = self.app.console.get_style(text.style, default="")
                own_style = style + (own.without_color if plain else own)
                text = text.plain
            segments.append(Segment(_fit(text, cells, column.right), own_style))
            segments.append(Segment(" " * GAP, style))
        return Strip(segments).adjust_cell_length(width, style)


def column_widths(columns: Sequence[Column], width: int) -> list[int]:
    """The widths of the columns in cells. Columns with a `share` divide what the fixed widths leave of `width`."""
    spare = max(0, width - sum(column.width for column in columns))
    shares = sum(column.share for column in columns)
    widths = [column.width + (spare * column.share // shares if shares else 0) for column in columns]
    if shares:
        last = max(index for index, column in enumerate(columns) if column.share)
        widths[last] += spare - sum(spare * column.share // shares for column in columns)
    return [max(1, width) for width in widths]


def _fit(text: str, width: int, right: bool) -> str:
    """The text cut or padded to the width, in cells. right: align it to the right."""
    text = visible(text)
    if cell_len(text) > width:
        return set_cell_size(text, width - 1) + "…"
    return " " * (width - cell_len(text)) + text if right else set_cell_size(text, width)
