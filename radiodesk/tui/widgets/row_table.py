"""A table of a few hundred rows that fits its columns to the width it has and keeps the cursor on its row."""

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
"""Cells: from this width on a table shows its columns for wide terminals too."""


@dataclass(frozen=True)
class Column:
    """A column. Those with a `share` divide what the fixed widths leave; `wide` ones show in wide terminals only."""

    title: str
    width: int = 0
    share: int = 0
    wide: bool = False
    right: bool = False


def cell(value: str, style: str = "") -> Text:
    """Text for a table, shown literally on one line."""
    return Text(visible(value), style=style, no_wrap=True, overflow="ellipsis")


class RowTable(DataTable[Text], inherit_bindings=False):
    """A DataTable of rows with ids; Enter opens one. At most some hundred rows: say how many more there are."""

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
        """The cursor came to rest on a row."""

        def __init__(self, table: "RowTable", row_id: int) -> None:
            super().__init__()
            self.table = table
            self.row_id = row_id

        @property
        def control(self) -> "RowTable":
            """The table, for `on` with a selector."""
            return self.table

    class Opened(Highlighted):
        """Enter or a second click on a row."""

    def __init__(self, columns: Sequence[Column], *, id: str | None = None) -> None:  # noqa: A002 - Textual's own word
        super().__init__(id=id, cursor_type="row")
        self._layout_columns = tuple(columns)
        self._row_ids: list[int] = []
        self._cells: list[Sequence[Text]] = []
        self._laid_out_for = -1

    def fill(self, rows: Sequence[tuple[int, Sequence[Text]]], *, cursor_on: int | None = None) -> None:
        """Show these rows, each an id and a cell a column (wide ones included).

        The cursor goes to the row `cursor_on`, else stays on the row it was on, else near where it was.
        """
        wanted = self.row_id if cursor_on is None else cursor_on
        place = self.cursor_row
        self._row_ids = [row_id for row_id, _cells in rows]
        self._cells = [cells for _row_id, cells in rows]
        self._lay_out()
        if self._row_ids:
            row = self._row_ids.index(wanted) if wanted in self._row_ids else min(place, len(rows) - 1)
            self.move_cursor(row=row, animate=False)

    @property
    def row_id(self) -> int | None:
        """The id of the row under the cursor; None in an empty table."""
        return self._row_ids[self.cursor_row] if 0 <= self.cursor_row < len(self._row_ids) else None

    def on_resize(self) -> None:
        """Fit the columns to the new width."""
        if self.scrollable_content_region.width != self._laid_out_for:
            place = self.cursor_row
            self._lay_out()
            self.move_cursor(row=place, animate=False)

    def on_data_table_row_highlighted(self, event: DataTable.RowHighlighted) -> None:
        """Say it with the row's id."""
        event.stop()
        if (row_id := self.row_id) is not None:
            self.post_message(self.Highlighted(self, row_id))

    def on_data_table_row_selected(self, event: DataTable.RowSelected) -> None:
        """Say it with the row's id."""
        event.stop()
        if (row_id := self.row_id) is not None:
            self.post_message(self.Opened(self, row_id))

    def _lay_out(self) -> None:
        self._laid_out_for = self.scrollable_content_region.width
        shown = [index for index, column in enumerate(self._layout_columns) if self._shows(column)]
        self.clear(columns=True)
        for index, width in zip(shown, self._widths(shown), strict=True):
            column = self._layout_columns[index]
            self.add_column(Text(column.title, justify="right" if column.right else "left"), width=width)
        for cells in self._cells:
            self.add_row(*(self._aligned(index, cells[index]) for index in shown))

    def _shows(self, column: Column) -> bool:
        return not column.wide or self.scrollable_content_region.width >= WIDE

    def _aligned(self, index: int, text: Text) -> Text:
        if self._layout_columns[index].right:
            text.justify = "right"
        return text

    def _widths(self, shown: Sequence[int]) -> list[int]:
        columns = [self._layout_columns[index] for index in shown]
        return share_out(columns, self.scrollable_content_region.width - 2 * self.cell_padding * len(columns))


def share_out(columns: Sequence[Column], width: int) -> list[int]:
    """The widths of the columns, in cells: what the fixed ones leave of `width` is divided by the shares."""
    spare = max(0, width - sum(column.width for column in columns))
    shares = sum(column.share for column in columns)
    widths = [column.width + (spare * column.share // shares if shares else 0) for column in columns]
    if shares:
        last = max(index for index, column in enumerate(columns) if column.share)
        widths[last] += spare - sum(spare * column.share // shares for column in columns)
    return [max(1, width) for width in widths]
