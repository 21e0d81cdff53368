"""A table of rows with ids. It keeps the cursor on its row when it is filled again."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar, overload

from rich.text import Text
from textual.message import Message

from radiodesk.errors import visible
from radiodesk.tui.widgets.long_table import WIDE, Column, LongTable
from radiodesk.tui.widgets.sorting import Valued

__all__ = ["WIDE", "Column", "RowTable", "cell", "valued"]


def cell(value: str, style: str = "") -> Text:
    """The text of a table's cell, shown literally on one line."""
    return Text(visible(value), style=style, no_wrap=True, overflow="ellipsis")


def valued(text: str, value: tuple[float, ...], style: str = "") -> Text:
    """The same, sorted by a value that the text does not show in full."""
    return Valued(visible(text), value, style)


View = TypeVar("View")


class Rows(Sequence[Sequence[Text]], Generic[View]):
    """The cells of the rows of views. Those of a row are made when they are asked for: most rows are never in view."""

    def __init__(self, views: Sequence[View], cells: Callable[[View], Sequence[Text]]) -> None:
        self._views, self._cells = views, cells
        self._made: dict[int, Sequence[Text]] = {}

    def __len__(self) -> int:
        return len(self._views)

    @overload
    def __getitem__(self, index: int) -> Sequence[Text]: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Sequence[Text]]: ...
    def __getitem__(self, index: int | slice) -> Sequence[Text] | Sequence[Sequence[Text]]:
        if isinstance(index, slice):
            return Rows(self._views[index], self._cells)
        if index not in self._made:
            self._made[index] = self._cells(self._views[index])
        return self._made[index]


class RowTable(LongTable):
    """A table of rows with ids. Enter or a second click opens a row."""

    class RowHighlighted(Message):
        """The cursor moved to a row."""

        def __init__(self, table: "RowTable", row_id: int) -> None:
            super().__init__()
            self.table = table
            self.row_id = row_id

        @property
        def control(self) -> "RowTable":
            """The table, for Textual's `on` decorator with a selector."""
            return self.table

    class RowOpened(RowHighlighted):
        """The user opened a row with Enter or a second click."""

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        own_order: str = "",
        id: str | None = None,  # noqa: A002 - Textual's own word
    ) -> None:
        super().__init__(columns, own_order=own_order, id=id)
        self._row_ids: list[int] = []

    def fill(
        self,
        views: Sequence[tuple[int, View]],
        cells: Callable[[View], Sequence[Text]],
        *,
        cursor_on: int | None = None,
    ) -> None:
        """Show the rows of these views, each with an id.

        cells: gives one cell for each column (also for the hidden `wide` columns).
        cursor_on: the id of the row that the cursor moves to; by default, and if that is not there, the row that it
        was on, which stays at its place on the screen. If that row is not there either, the cursor keeps its position.
        """
        before = self.row_id
        previous, previous_top = self.cursor, self.scroll_y
        ids = self._row_ids = [row_id for row_id, _view in views]
        cursor_id = cursor_on if cursor_on in ids else before
        rows = Rows([view for _row_id, view in views], cells)
        self.show_rows(rows, ids.index(cursor_id) if cursor_id in ids else 0)
        if cursor_id not in ids:
            self.cursor = previous
        if ids and cursor_on is None and previous_top:
            top = previous_top + self.cursor - previous
            self.call_after_refresh(self.scroll_to, y=top, animate=False, force=True)

    @property
    def row_id(self) -> int | None:
        """The id of the row under the cursor, or None in an empty table."""
        return self._row_ids[self.row] if 0 <= self.row < len(self._row_ids) else None

    def announce_cursor(self) -> None:
        """Post `RowHighlighted` for the row under the cursor."""
        if (row_id := self.row_id) is not None:
            self.post_message(self.RowHighlighted(self, row_id))

    def action_open(self) -> None:
        """Post `RowOpened` for the row under the cursor."""
        if (row_id := self.row_id) is not None:
            self.post_message(self.RowOpened(self, row_id))
