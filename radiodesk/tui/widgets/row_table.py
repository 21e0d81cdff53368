"""A table for a few hundred rows. It fits its columns to its width and keeps the cursor on its row when refilled."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import DataTable

from radiodesk.errors import visible
from radiodesk.locale import N_

WIDE = 110
"""The width from which a table also shows its `wide` columns, in cells."""


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


def cell(value: str, style: str = "") -> Text:
    """The text of a table's cell, shown literally on one line."""
    return Text(visible(value), style=style, no_wrap=True, overflow="ellipsis")


class RowTable(DataTable[Text], inherit_bindings=False):
    """A DataTable of rows with ids. Enter opens a row. Its cost grows with its rows: fill in a few hundred at most."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select_cursor", N_("Open"), show=False),
        Binding("up", "cursor_up", N_("Up"), show=False),
        Binding("down", "cursor_down", N_("Down"), show=False),
        Binding("pageup", "page_up", N_("Page up"), show=False),
        Binding("pagedown", "page_down", N_("Page down"), show=False),
        Binding("home,ctrl+home", "scroll_top", N_("First"), show=False),
        Binding("end,ctrl+end", "scroll_bottom", N_("Last"), show=False),
    ]

    class Highlighted(Message):
        """The cursor moved to a row."""

        def __init__(self, table: "RowTable", row_id: int) -> None:
            super().__init__()
            self.table = table
            self.row_id = row_id

        @property
        def control(self) -> "RowTable":
            """The table, for Textual's `on` decorator with a selector."""
            return self.table

    class Opened(Highlighted):
        """The user opened a row with Enter or a second click."""

    def __init__(self, columns: Sequence[Column], *, id: str | None = None) -> None:  # noqa: A002 - Textual's own word
        super().__init__(id=id, cursor_type="row")
        self._layout_columns = tuple(columns)
        self._row_ids: list[int] = []
        self._cells: list[Sequence[Text]] = []
        self._laid_out_width = -1

    def fill(self, rows: Sequence[tuple[int, Sequence[Text]]], *, cursor_on: int | None = None) -> None:
        """Show these rows, each with an id and one cell for each column (also for the hidden `wide` columns).

        cursor_on: the id of the row that the cursor moves to; by default the row that it was on, which stays at its
        place on the screen. If that row is not there, the cursor keeps its position in the table.
        """
        cursor_id = self.row_id if cursor_on is None else cursor_on
        previous_row, previous_top = self.cursor_row, self.scroll_y
        self._row_ids = [row_id for row_id, _cells in rows]
        self._cells = [cells for _row_id, cells in rows]
        self._lay_out()
        if self._row_ids:
            ids = self._row_ids
            row = ids.index(cursor_id) if cursor_id in ids else min(previous_row, len(ids) - 1)
            self.move_cursor(row=row, animate=False)
            if cursor_on is None and previous_top:
                top = previous_top + row - previous_row
                self.call_after_refresh(self.scroll_to, y=top, animate=False, force=True)

    @property
    def row_id(self) -> int | None:
        """The id of the row under the cursor, or None in an empty table."""
        return self._row_ids[self.cursor_row] if 0 <= self.cursor_row < len(self._row_ids) else None

    def on_resize(self) -> None:
        """Fit the columns to the new width."""
        if self.scrollable_content_region.width != self._laid_out_width:
            row = self.cursor_row
            self._lay_out()
            self.move_cursor(row=row, animate=False)

    def on_data_table_row_highlighted(self, event: DataTable.RowHighlighted) -> None:
        """Post `Highlighted` with the row's id instead."""
        event.stop()
        if (row_id := self.row_id) is not None:
            self.post_message(self.Highlighted(self, row_id))

    def on_data_table_row_selected(self, event: DataTable.RowSelected) -> None:
        """Post `Opened` with the row's id instead."""
        event.stop()
        if (row_id := self.row_id) is not None:
            self.post_message(self.Opened(self, row_id))

    def _lay_out(self) -> None:
        self._laid_out_width = self.scrollable_content_region.width
        indexes = [index for index, column in enumerate(self._layout_columns) if self._is_visible(column)]
        self.clear(columns=True)
        for index, width in zip(indexes, self._widths(indexes), strict=True):
            column = self._layout_columns[index]
            self.add_column(Text(column.title, justify="right" if column.right else "left"), width=width)
        for cells in self._cells:
            self.add_row(*(self._aligned(index, cells[index]) for index in indexes))

    def _is_visible(self, column: Column) -> bool:
        return not column.wide or self.scrollable_content_region.width >= WIDE

    def _aligned(self, index: int, text: Text) -> Text:
        if self._layout_columns[index].right:
            text.justify = "right"
        return text

    def _widths(self, indexes: Sequence[int]) -> list[int]:
        columns = [self._layout_columns[index] for index in indexes]
        return column_widths(columns, self.scrollable_content_region.width - 2 * self.cell_padding * len(columns))


def column_widths(columns: Sequence[Column], width: int) -> list[int]:
    """The widths of the columns in cells. Columns with a `share` divide what the fixed widths leave of `width`."""
    spare = max(0, width - sum(column.width for column in columns))
    shares = sum(column.share for column in columns)
    widths = [column.width + (spare * column.share // shares if shares else 0) for column in columns]
    if shares:
        last = max(index for index, column in enumerate(columns) if column.share)
        widths[last] += spare - sum(spare * column.share // shares for column in columns)
    return [max(1, width) for width in widths]
