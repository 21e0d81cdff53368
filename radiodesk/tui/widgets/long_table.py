"""A table for any number of rows. It renders only the visible lines, so its cost does not grow with the rows.

The rows can be sorted by each column: with < and >, or with a click on its heading.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import ClassVar, TypeAlias

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from radiodesk.errors import visible
from radiodesk.locale import N_, _
from radiodesk.tui.widgets.sorting import NOTHING, order

WIDE = 110
"""The width from which a table also shows its `wide` columns, in cells."""

GAP = 2
"""Cells between two columns."""

LEGIBLE = 12
"""Cells of a column with a share that still tell something; columns that can be left out give way to them."""

MEASURED = 500
"""The most rows whose texts are measured: a longer table is shown at once, with columns by their shares alone."""

Cell: TypeAlias = str | Text


@dataclass(frozen=True)
class Column:
    """A column of a table.

    width: the fixed or least width in cells. share: its share of the width that the fixed widths leave, but no more
    than its texts need while others need more; the first one has what is left over. wide: it is shown in wide terminals
    only. right: its text is aligned to the right. spare: it is left out where the columns need more than the width, the
    highest number first, and where all its cells are empty; 0: it never is. stays: it is shown though all its cells are
    empty.
    """

    title: str
    width: int = 0
    share: int = 0
    wide: bool = False
    right: bool = False
    spare: int = 0
    stays: bool = False

    @property
    def least(self) -> int:
        """The least width in cells: a fixed column has room for its title."""
        return max(self.width, cell_len(self.title)) if self.width else 0


class LongTable(ScrollView, can_focus=True, inherit_bindings=False):
    """Rows of texts under a header, with a cursor. Enter or a second click opens a row.

    own_order: why the rows are not sorted, untranslated; empty if they can be.
    """

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
        Binding("less_than_sign", "sort(-1)", N_("Sort: back"), show=False),
        Binding("greater_than_sign", "sort(1)", N_("Sort: next"), show=False),
    ]

    cursor: reactive[int] = reactive(0, always_update=True)
    """The place of the row under the cursor in the table as it is sorted, from 0. `row` is the row itself."""

    class _RowMessage(Message):
        """About the row that was under the cursor when it was posted."""

        def __init__(self, table: "LongTable") -> None:
            super().__init__()
            self._table = table
            self._rows = table._rows
            self._row = table.row

        @property
        def row(self) -> int | None:
            """The index of the row; None if there was none, or the table shows other rows by now."""
            return self._row if self._row >= 0 and self._table._rows is self._rows else None

    class Highlighted(_RowMessage):
        """The cursor moved to a row."""

    class Opened(_RowMessage):
        """The user opened a row with Enter or a second click."""

    class Sorted(Message):
        """The user sorted the rows, or restored the order given."""

    def __init__(
        self,
        columns: Sequence[Column],
        rows: Sequence[Sequence[Cell]] = (),
        *,
        own_order: str = "",
        id: str | None = None,  # noqa: A002 - Textual's own word
    ) -> None:
        super().__init__(id=id)
        self._columns = columns
        self._rows = rows
        self._empty: frozenset[int] = frozenset()
        """The indexes of the columns that can be left out and have nothing to show."""
        self._needs: list[int | None] = [None] * len(columns)
        """The width that the texts of each column need, where that counts."""
        self._order: Sequence[int] = range(len(rows))
        """The index of the row at each place of the table."""
        self._sorted: tuple[int, bool] | None = None
        """The index of the column that the rows are sorted by, and whether descending; None: the order given."""
        self._own_order = own_order
        self._painted_places: Sequence[tuple[int, int, int]] = ()
        self._row_style = Style.null()
        self._lines = 0
        """The rows that have room."""
        self._displaced: tuple[int, int] | None = None
        """The first row in view before there was less room, and the one since; None if less room moved nothing."""

    def on_mount(self) -> None:
        """Show the initial rows."""
        self.show_rows(self._rows)

    def show_rows(self, rows: Sequence[Sequence[Cell]], cursor: int = 0) -> None:
        """Show these rows, each with one text for each column (also for the hidden `wide` columns).

        cursor: the index of the row that the cursor moves to.
        """
        self._rows = rows
        self._order = self._in_order()
        self._empty = frozenset(
            index
            for index, column in enumerate(self._columns)
            if column.spare and not column.stays and all(str(row[index]) in NOTHING for row in rows)
        )
        self._needs = self._needed()
        self.virtual_size = Size(self.size.width, len(rows) + 1)
        self.cursor = self._order.index(cursor) if 0 <= cursor < len(rows) else cursor

    def _needed(self) -> list[int | None]:
        """The width that each column with a share needs, in cells; None for others, and for all of a long table."""
        if len(self._rows) > MEASURED:
            return [None] * len(self._columns)
        return [
            max([cell_len(column.title), *(cell_len(visible(str(row[index]))) for row in self._rows)])
            if column.share
            else None
            for index, column in enumerate(self._columns)
        ]

    @property
    def row(self) -> int:
        """The index of the row under the cursor, or -1 in an empty table."""
        return self._order[self.cursor] if self._rows else -1

    @property
    def is_sorted(self) -> bool:
        """Whether the user sorted the rows by a column."""
        return self._sorted is not None

    def row_at(self, place: int) -> int:
        """The index of the row at a place of the table, or -1 if there is none."""
        return self._order[place] if 0 <= place < len(self._order) else -1

    def _in_order(self) -> Sequence[int]:
        if self._sorted is None:
            return range(len(self._rows))
        column, descending = self._sorted
        return order([row[column] for row in self._rows], descending=descending)

    def action_sort(self, by: int) -> None:
        """Sort by the next column (1) or the one before (-1): each ascending, then descending; then as given."""
        states = [None, *((column, descending) for column in self._shown() for descending in (False, True))]
        states = [state for state in states if state is None or self._columns[state[0]].title]
        here = states.index(self._sorted) if self._sorted in states else 0
        self._sort(states[(here + by) % len(states)])

    def _sort(self, by: tuple[int, bool] | None) -> None:
        """Sort by a column, ascending or descending, and leave the cursor on its row. None: the order given."""
        if self._own_order:
            self.notify(_(self._own_order), markup=False)
            return
        self._sorted = by
        self.show_rows(self._rows, self.row)
        self.post_message(self.Sorted())

    def _sort_by_heading(self, x: int) -> None:
        """Sort by the column with its heading at x: ascending, at the next click descending, then as given."""
        for column, start, end in self._places():
            if start <= x < end and self._columns[column].title:
                ascending, descending = (column, False), (column, True)
                self._sort({ascending: descending, descending: None}.get(self._sorted or (-1, False), ascending))

    def validate_cursor(self, cursor: int) -> int:
        """Limit the cursor to the rows."""
        return max(0, min(cursor, len(self._rows) - 1))

    def watch_cursor(self, before: int, now: int) -> None:
        """Scroll to the row and post `Highlighted`."""
        if before != now:
            self._displaced = None
        height = max(1, self.size.height - 1)
        top = max(self.cursor - height + 1, min(int(self.scroll_y), self.cursor))
        self.scroll_to(y=top, animate=False, force=True)
        self.refresh()
        self.announce_cursor()

    def announce_cursor(self) -> None:
        """Post `Highlighted` for the row under the cursor."""
        self.post_message(self.Highlighted(self))

    def on_resize(self, event: events.Resize) -> None:
        """Render for the new size. The row under the cursor stays in view while a notice takes some of the lines."""
        before, self._lines = self._lines, max(1, event.size.height - 1)
        self.virtual_size = Size(event.size.width, len(self._rows) + 1)
        top, least = int(self.scroll_y), self.cursor - self._lines + 1
        in_full, shown = self._displaced or (top, top)
        if shown != top:  # somebody has scrolled since
            in_full = top
        now = top
        if top < least < top + before - self._lines + 1:  # the cursor was in view
            now = least
        elif self._lines > before and in_full != top:
            now = max(in_full, least)
        self._displaced = None if now == in_full else (in_full, now)
        if now != top:
            self.scroll_to(y=now, animate=False, force=True)
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
            self.post_message(self.Opened(self))

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to the row, or open the row if the cursor is on it already. Sort by a heading."""
        row = int(self.scroll_y) + event.y - 1
        if event.y == 0:
            self._sort_by_heading(event.x)
        elif row < len(self._rows):
            if row == self.cursor:
                self.action_open()
            self.cursor = row

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of a region. What is the same on all of them is found once."""
        self._painted_places, self._row_style = self._places(), self.rich_style
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """The header on line 0, else the row that is scrolled to this line."""
        width = self.scrollable_content_region.width
        row = int(self.scroll_y) + y - 1
        if y == 0:
            style = self.get_component_rich_style("long-table--header")
            return self._line(self._headings(), style, width, is_fitted=True)
        if row >= len(self._rows):
            return Strip.blank(width, self._row_style)
        if row == self.cursor:
            style = self.get_component_rich_style("long-table--cursor")
            return self._line(self._rows[self._order[row]], style, width, plain=True)
        return self._line(self._rows[self._order[row]], self._row_style, width)

    def _headings(self) -> list[str]:
        """The titles of the columns, as they are painted. An arrow is at the one that the rows are sorted by."""
        headings = [column.title for column in self._columns]
        for index, start, end in self._painted_places:
            title, width, right = headings[index], end - start, self._columns[index].right
            sign = ("↓" if self._sorted[1] else "↑") if self._sorted and self._sorted[0] == index else ""
            fits = cell_len(title + sign) <= width
            headings[index] = _fit(title + sign, width, right) if fits else _fit(title, width, right) + sign
        return headings

    def _shown(self) -> list[int]:
        """The indexes of the columns that this width shows."""
        width = self.scrollable_content_region.width
        columns = enumerate(self._columns)
        shown = [index for index, column in columns if (not column.wide or width >= WIDE) and index not in self._empty]
        while sum(self._least(index) + GAP for index in shown) > width:
            least = max(shown, key=lambda index: self._columns[index].spare)
            if not self._columns[least].spare:
                break
            shown.remove(least)
        return shown

    def _least(self, index: int) -> int:
        """The width that a column needs to be of use, in cells."""
        column, need = self._columns[index], self._needs[index]
        return max(column.least, min(LEGIBLE, LEGIBLE if need is None else need)) if column.share else column.least

    def _places(self) -> list[tuple[int, int, int]]:
        """The index of each column that is shown, and where it begins and ends, in cells."""
        indexes = self._shown()
        widths = column_widths(
            [self._columns[index] for index in indexes],
            self.scrollable_content_region.width - GAP * len(indexes),
            [self._needs[index] for index in indexes],
        )
        starts = accumulate([1, *(width + GAP for width in widths[:-1])])
        return [(index, start, start + width) for index, start, width in zip(indexes, starts, widths, strict=True)]

    def _line(
        self, texts: Sequence[Cell], style: Style, width: int, *, plain: bool = False, is_fitted: bool = False
    ) -> Strip:
        """A line of the table.

        plain: without the colours of the texts, which the cursor's background might hide. is_fitted: the texts have
        the widths of their columns already, or one cell more.
        """
        segments = [Segment(" ", style)]
        for index, start, end in self._painted_places:
            text = texts[index]
            own_style = style
            if isinstance(text, Text):
                own = self.app.console.get_style(text.style, default="")
                own_style = style + (own.without_color if plain else own)
                text = text.plain
            text = text if is_fitted else _fit(text, end - start, self._columns[index].right)
            segments.append(Segment(text, own_style))
            segments.append(Segment(" " * (end - start + GAP - cell_len(text)), style))
        return Strip(segments).adjust_cell_length(width, style)


def column_widths(columns: Sequence[Column], width: int, needs: Sequence[int | None] = ()) -> list[int]:
    """The widths of the columns in cells. Columns with a `share` divide what the fixed widths leave of `width`.

    needs: what the texts of a column need; it gets more only once no other column needs more. None: not known.
    """
    widths = _fitting([column.least for column in columns], [bool(column.share) for column in columns], width)
    spare = max(0, width - sum(widths))
    sharing = [index for index, column in enumerate(columns) if column.share]
    lacking = {index: max(0, need - widths[index]) for index, need in enumerate(needs) if need is not None}
    wanting = sharing
    while wanting:
        shares = sum(columns[index].share for index in wanting)
        content = [each for each in wanting if lacking.get(each, spare) < spare * columns[each].share // shares]
        if not content:
            break
        for index in content:
            widths[index] += lacking[index]
            spare -= lacking[index]
        wanting = [index for index in wanting if index not in content]
    given = [spare * columns[index].share // sum(columns[each].share for each in wanting) for index in wanting]
    for index, cells in zip(wanting, given, strict=True):
        widths[index] += cells
    if sharing:
        widths[wanting[-1] if wanting else sharing[0]] += spare - sum(given)
    return [max(1, each) for each in widths]


def _fitting(widths: list[int], sharing: Sequence[bool], width: int) -> list[int]:
    """The widths, less what is too much. Columns with a share get narrower first, the widest one before others."""
    widths = list(widths)
    for _cell in range(sum(widths) - width):
        candidates = [index for index, shares in enumerate(sharing) if shares and widths[index] > LEGIBLE]
        widest = max(candidates or range(len(widths)), key=lambda index: widths[index])
        widths[widest] -= 1
    return widths


def _fit(text: str, width: int, right: bool) -> str:
    """The text cut or padded to the width, in cells. right: align it to the right."""
    text = visible(text)
    if cell_len(text) > width:
        return set_cell_size(text, width - 1) + "…"
    return " " * (width - cell_len(text)) + text if right else set_cell_size(text, width)
