"""The tables of a sheet: which rows hold data, and the values of blank, merged and repeated cells.

Rows without data (totals, headings, signatures) are recognised by what they lack and where they stand. None is
left out silently: each is listed with a reason.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

from radiodesk.errors import visible
from radiodesk.ledger.beside import FEWEST, divided, side_by_side
from radiodesk.ledger.columns import KIND_WORDS, SHEET_NAMES, SheetKind, plain_header
from radiodesk.ledger.contexts import Context, Weight, context_of, context_of_letterhead, weight_of
from radiodesk.ledger.days import DayOrder, parse_day_text
from radiodesk.ledger.headers import Header, header_at, is_numbering
from radiodesk.ledger.mapping import StationMapping
from radiodesk.ledger.problems import Place, Problem
from radiodesk.ledger.progress import STEP
from radiodesk.ledger.row_kinds import (
    BLANKS,
    DAY_COLUMNS,
    KEY_COLUMNS,
    LONGEST_MARK,
    RowKind,
    divides_group,
    is_blank,
    is_dated,
    is_ditto,
    is_total,
    kind_of_row,
)
from radiodesk.ledger.sheets import MOST_COLUMNS, Cell, Sheet
from radiodesk.locale import _, ngettext
from radiodesk.model.text import fold, quoted

_FILLED_DOWN = {SheetKind.STORIES: ("day", "time"), SheetKind.PUBLICATIONS: ("posted", "day", "time")}
"""Columns that are written in the first row of a group only, where all of them are blank in the others."""

MOST_TABLES = 8
"""Tables side by side whose headers may stand in different rows."""

_OWN_VALUE = frozenset({"number", "order", "title", "seconds", "address", "audio", "note"})
"""Columns that a merged cell does not fill: each row has its own value."""

_LONGEST_TITLE = 200

EXCEL_BLOCK = 16
"""Rows of a text file that Excel gives the same number of cells."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that holds no data. text: its first text."""

    place: Place
    kind: RowKind
    text: str


class Row(NamedTuple):
    """A row of data. number: as Excel shows it. context: the month and year that apply to it."""

    number: int
    cells: Sequence[Cell]
    context: Context
    day: dt.date | None = None
    """The day that the heading above states, for a row without one."""


@dataclass
class Table:
    """A header and the rows of data below it."""

    sheet: Sheet
    header: Header
    rows: list[Row] = field(default_factory=list)
    unheaded: dict[int, int] = field(default_factory=dict)
    """The columns without a header in which rows hold something, each with the index of the first such row."""

    @property
    def kind(self) -> SheetKind:
        """What the rows are."""
        return self.header.kind

    def place(self, number: int) -> Place:
        """The place of a row, by its number in Excel."""
        return Place(*self._names, number)

    @cached_property
    def _names(self) -> tuple[str, str]:
        """Of the file and the sheet, as messages show them."""
        return visible(self.sheet.path.name), visible(self.sheet.name)


@dataclass
class Layout:
    """What was found in a sheet."""

    tables: list[Table] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    repeated_titles: list[Place] = field(default_factory=list)
    """Rows whose title is a ditto mark, which is unusual except for broadcasts."""


def lay_out(sheet: Sheet, mapping: StationMapping, waiting: Callable[[], object] = lambda: None) -> Layout:
    """Find the tables of a sheet and their rows. waiting: called now and then; what it raises ends the search."""
    for at in range(len(sheet.rows)):
        if at % STEP == 0:
            waiting()
        if header_at(sheet, at, mapping.headers):
            break
    else:
        return Layout()
    layout = Layout()
    parts = side_by_side(sheet, at, mapping.headers)
    for _round in range(MOST_TABLES):
        layout, parts, is_whole = _scan(sheet, mapping, parts, waiting)
        if is_whole:
            break
    layout.skipped.sort(key=lambda row: row.place.row)
    return layout


def _scan(
    sheet: Sheet, mapping: StationMapping, parts: Sequence[range | None], waiting: Callable[[], object]
) -> tuple[Layout, list[range | None], bool]:
    """Lay out the parts of a sheet. Returns the parts to lay out instead, and whether they are the same ones."""
    layout = Layout()
    better: list[range | None] = []
    for columns in parts:
        known = len(layout.tables)
        _Scan(sheet, mapping, columns, context_of(sheet.name), layout).run(waiting)
        for table in layout.tables[known:]:
            if len(table.unheaded) >= FEWEST and (
                halves := divided(sheet, columns, table.header, table.unheaded, mapping.headers)
            ):
                better += halves
                break
        else:
            better.append(columns)
    return layout, better, len(better) == len(parts)


class _Scan:
    """One pass over the rows of a sheet, or of a part of its columns."""

    def __init__(
        self, sheet: Sheet, mapping: StationMapping, columns: range | None, context: Context, layout: Layout
    ) -> None:
        self._sheet = sheet
        self._mapping = mapping
        self._range = columns
        self._sheet_context = context
        self._layout = layout
        self._table: Table | None = None
        self._context = self._around = context
        """The month and year of the rows below, and those of the sheet as a whole."""
        self._letterhead: list[str] = []
        self._heading_day: dt.date | None = None
        self._above: Sequence[Cell] | None = None
        """The last row of data, with its blank cells filled."""
        self._group_open = False
        """Whether blank days and times are those of the row above."""
        self._merged = sheet.merged_down
        self._ordinary: set[str] = set()
        """Texts that are neither empty nor marks."""
        self._doubtful: dict[int, Problem] = {}
        """Problems of rows below the last row of data that may be data themselves, by index."""
        self._last_data = -1
        self._after_furniture = False
        self._unheaded: list[int] = []
        """Columns of the table without a header, in which no row holds anything yet."""
        self._width = 0
        """The number of columns that are known to have a header or none."""
        self._wide: list[int] = []
        """Rows of a text file that have more cells than the header."""
        self._narrowest = MOST_COLUMNS

    def run(self, waiting: Callable[[], object]) -> None:
        """Go through the rows. waiting: see `lay_out`."""
        rows = self._sheet.rows
        at = report = 0
        while at < len(rows):
            if at >= report:
                waiting()
                report = at + STEP
            if self._table and self._is_plain_data(rows[at]):
                self._add(at)
                at += 1
                continue
            header = header_at(self._sheet, at, self._mapping.headers, self._range)
            if header and not self._is_dated(rows[at]):
                at = self._start(header)
                continue
            if self._table:
                self._look_at(at, self._table)
            else:
                self._note_letterhead(rows[at])
            at += 1
        self._settle_doubts(below_is_furniture=self._after_furniture)
        self._refuse_wide_rows()

    def _start(self, header: Header) -> int:
        """Begin a table, or continue the current one where its header is repeated. Returns the row below the header."""
        self._settle_doubts(below_is_furniture=True)
        if self._table and header.same_columns(self._table.header):
            for at in range(header.first, header.end):
                self._skip(at, RowKind.HEADER)
            return header.end
        self._refuse_wide_rows()
        if not self._table:
            self._context = self._around = context_of_letterhead(self._letterhead, self._sheet_context)
        self._table = Table(self._sheet, header)
        self._width = max(map(len, self._sheet.rows[header.first : header.end]))
        columns = range(self._width) if self._range is None else self._range
        self._unheaded = [place for place in columns if place not in header.headed]
        self._layout.tables.append(self._table)
        self._above, self._group_open, self._heading_day = None, False, None
        self._key = [header.columns.get(name, -1) for name in KEY_COLUMNS[header.kind]]
        self._days = [header.columns.get(name, -1) for name in DAY_COLUMNS[header.kind]]
        self._group = [header.columns.get(name, -1) for name in _FILLED_DOWN.get(header.kind, ())]
        return header.end

    def _is_plain_data(self, row: Sequence[Cell]) -> bool:
        """Whether a row obviously is data: it has a title, no label of a total, and a known word."""
        assert self._table is not None  # noqa: S101 - the caller checks
        title, kind = self._key
        if title < 0 or kind < 0 or max(title, kind) >= len(row):
            return False
        word, text = row[kind], row[title]
        if not isinstance(text, str) or not text.strip() or text.lstrip()[0].isdecimal():  # “02 bài” may be a total
            return False
        if not isinstance(word, str) or word not in KIND_WORDS[self._table.kind]:
            return False
        day = self._days[0]
        return (0 <= day < len(row) and row[day] != "") or not is_total(text)

    def _is_dated(self, row: Sequence[Cell]) -> bool:
        """Whether a row has a day, so that it is data of the present table beside the header of another one."""
        if self._table is None:
            return False
        columns = self._table.header.columns
        return is_dated(self._table.kind, {name: row[place] for name, place in columns.items() if place < len(row)})

    def _look_at(self, at: int, table: Table) -> None:
        """Classify a row that is not obviously data."""
        row = self._row(at)
        texts = [cell for cell in row if not is_blank(cell)]
        filled = {
            name: self._without_ditto(place, row[place])
            for name, place in table.header.columns.items()
            if place < len(row) and not is_blank(row[place])
        }
        if not texts:
            return
        match self._kind(table, filled, texts):
            case RowKind.DATA:
                self._add(at)
            case RowKind.DOUBTFUL:
                is_apart = at - 1 != self._last_data and at - 1 not in self._doubtful
                self._after_furniture |= is_apart and str(filled[KEY_COLUMNS[table.kind][0]]).isupper()
                self._doubtful[at] = self._doubt(at, table, filled)
            case kind:
                if kind is RowKind.TOTAL:
                    self._group_open = False
                else:
                    self._note_heading(texts)
                self._skip(at, kind)

    def _kind(self, table: Table, filled: dict[str, Cell], texts: Sequence[Cell]) -> RowKind:
        if not filled:
            return RowKind.HEADING if isinstance(texts[0], str) else RowKind.NO_TITLE
        if is_numbering(texts):
            return RowKind.NUMBERING
        word = KEY_COLUMNS[table.kind][1]
        return kind_of_row(table.kind, filled, self._mapping.words_of(table.kind, word))

    def _doubt(self, at: int, table: Table, filled: dict[str, Cell]) -> Problem:
        text = quoted(str(filled[KEY_COLUMNS[table.kind][0]]))
        expected = _("the rest of the row; it has only {text}. Delete the row if it is a heading or a total")
        place = table.place(self._sheet.first_row + at)
        return Problem(place, table.header.texts[KEY_COLUMNS[table.kind][0]], text, expected.format(text=text))

    def _row(self, at: int) -> Sequence[Cell]:
        row = self._sheet.rows[at]
        if self._range is None:
            return row
        return [cell if place in self._range else "" for place, cell in enumerate(row)]

    def _note_letterhead(self, row: Iterable[Cell]) -> None:
        """Note a row above the first table, which may state the month and year."""
        self._letterhead += [cell[:_LONGEST_TITLE] for cell in row if isinstance(cell, str) and cell.strip()]

    def _note_heading(self, row: Iterable[Cell]) -> None:
        """Note the month or day that a row without data states for the rows below it. A remark states neither."""
        for text in [cell for cell in row if isinstance(cell, str) and cell.strip()]:
            if day := parse_day_text(text):
                if isinstance(day, dt.date) or day.second is not None or "ngay" in fold(text):
                    date = day if isinstance(day, dt.date) else day.date(self._context, DayOrder.DAY_FIRST)
                    self._heading_day, self._group_open = date, False
                continue
            stated = context_of(text)
            if not stated.month and not stated.year:
                continue
            if weight_of(text) is Weight.REMARK:
                if stated.month and stated.month != self._context.month:
                    self._context = replace(self._context, remark=text)
                continue
            self._group_open = False
            self._context = stated.over(self._around)
            if not stated.month:
                self._around = self._context

    def _skip(self, at: int, kind: RowKind) -> None:
        assert self._table is not None  # noqa: S101 - rows above the first header are not looked at
        texts = [str(cell) for cell in self._row(at) if isinstance(cell, str) and cell.strip()]
        if kind is RowKind.HEADING and divides_group(self._table.kind, " ".join(texts)):
            self._group_open = False
        place = self._table.place(self._sheet.first_row + at)
        self._layout.skipped.append(Skipped(place, kind, visible(texts[0][:60]) if texts else ""))
        self._after_furniture = True

    def _settle_doubts(self, *, below_is_furniture: bool) -> None:
        """Classify the doubtful rows: as incomplete data, or as furniture.

        A row directly below data may be one that somebody forgot to fill in.
        """
        attached = self._last_data
        for at, problem in self._doubtful.items():
            if at == attached + 1:
                attached = at
            if below_is_furniture and at > attached:
                self._skip(at, RowKind.HEADING)
            else:
                self._layout.problems.append(problem)
        self._doubtful.clear()

    def _add(self, at: int) -> None:
        table = self._table
        assert table is not None  # noqa: S101 - the caller checks
        if self._doubtful:
            self._settle_doubts(below_is_furniture=False)
        row = self._row(at)
        if self._unheaded or len(row) > self._width or self._sheet.delimiter:
            self._look_outside(at, row, table)
        filled = self._fill(at, row, table)
        day = self._days[-1]
        if self._heading_day and not is_blank(filled[day] if 0 <= day < len(filled) else ""):
            self._heading_day = None
        table.rows.append(Row(self._sheet.first_row + at, filled, self._context, self._heading_day))
        self._above, self._group_open, self._last_data = filled, True, at
        self._after_furniture = False

    def _look_outside(self, at: int, row: Sequence[Cell], table: Table) -> None:
        """Take note of what a row holds in columns without a header, which nothing is read from."""
        if self._sheet.delimiter:
            self._narrowest = min(self._narrowest, len(row))
            if len(row) > self._width:
                self._wide.append(at)
                row = row[: self._width]
        elif len(row) > self._width:
            self._unheaded += range(self._width, len(row))
            self._width = len(row)
        if found := [place for place in self._unheaded if place < len(row) and not is_blank(row[place])]:
            table.unheaded |= dict.fromkeys(found, at)
            self._unheaded = [place for place in self._unheaded if place not in found]

    def _refuse_wide_rows(self) -> None:
        """Refuse the rows of a text file in which the sign between cells seems to be a part of a cell.

        Blank cells behind the table are accepted where all rows have them, or all rows of a block of Excel.
        """
        rows, table = self._sheet.rows, self._table
        for at in self._wide:
            assert table is not None  # noqa: S101 - its rows are looked at
            more = [cell for cell in rows[at][self._width :] if cell != ""]
            if not more and (len(rows[at]) <= self._narrowest or _is_in_block_of_excel(rows, at)):
                continue
            name = KEY_COLUMNS[table.kind][0] if KEY_COLUMNS[table.kind][0] in table.header.columns else None
            name = name or next(iter(table.header.columns))
            place = table.header.columns[name]
            expected = ngettext(
                "{width} cell in this row, as in the header; it has {count}. "
                "Where a cell contains “{sign}”, put the whole cell in quotation marks",
                "{width} cells in this row, as in the header; it has {count}. "
                "Where a cell contains “{sign}”, put the whole cell in quotation marks",
                self._width,
            ).format(width=self._width, count=len(rows[at]), sign=visible(self._sheet.delimiter))
            shown = quoted(str(rows[at][place]))
            self._layout.problems.append(
                Problem(table.place(self._sheet.first_row + at), table.header.texts[name], shown, expected)
            )
        self._wide, self._narrowest = [], MOST_COLUMNS

    def _fill(self, at: int, row: Sequence[Cell], table: Table) -> Sequence[Cell]:
        """The row with the values of merged cells, ditto marks and blank cells of a group."""
        changes: dict[int, Cell] = {}
        width = len(row)
        for name, place in table.header.columns.items():
            cell = row[place] if place < width else ""
            if isinstance(cell, str) and len(cell) <= LONGEST_MARK and cell not in self._ordinary:
                meaning = self._meaning(at, name, place, cell)
                if meaning != cell:
                    changes[place] = meaning
        changes |= self._filled_down(row, changes)
        if not changes:
            return row
        cells = list(row) + [""] * (max(changes) + 1 - len(row))
        for place, cell in changes.items():
            cells[place] = cell
        return cells

    def _meaning(self, at: int, name: str, place: int, cell: str) -> Cell:
        """The value of an empty cell or a ditto mark; else the cell itself."""
        if not cell:
            return "" if name in _OWN_VALUE else self._merged.get((at, place), "")
        if cell in BLANKS:
            return ""
        if not is_ditto(cell):
            self._ordinary.add(cell)
        elif name == "number":
            return cell
        elif self._above is None:
            self._refuse_mark(at, name, cell)
        else:
            if name == "title" and self._table and self._table.kind is not SheetKind.BROADCASTS:
                self._layout.repeated_titles.append(self._table.place(self._sheet.first_row + at))
            return self._without_ditto(place, cell)
        return cell

    def _without_ditto(self, place: int, cell: Cell) -> Cell:
        """The cell, or the one above where it repeats that."""
        above = self._above
        if above is None or not is_ditto(cell):
            return cell
        return above[place] if place < len(above) else ""

    def _refuse_mark(self, at: int, name: str, cell: str) -> None:
        table = self._table
        assert table is not None  # noqa: S101 - only rows of a table have ditto marks
        expected = _("a value: this mark repeats the row above, and there is none")
        place = table.place(self._sheet.first_row + at)
        self._layout.problems.append(Problem(place, table.header.texts[name], quoted(cell.strip()), expected))

    def _filled_down(self, row: Sequence[Cell], changes: dict[int, Cell]) -> dict[int, Cell]:
        """Day and time of the row above, where both are blank: they are written in the first row of a group only."""
        above, group = self._above, self._group
        if above is None or not group or min(group) < 0 or not self._group_open:
            return {}
        if all(is_blank(changes.get(place, row[place] if place < len(row) else "")) for place in group):
            return {place: above[place] for place in group if place < len(above)}
        return {}


def _is_in_block_of_excel(rows: Sequence[Sequence[Cell]], at: int) -> bool:
    """Whether a row has as many cells as its neighbours: Excel writes rows in blocks of 16, each of one width."""
    start = at - at % EXCEL_BLOCK
    return len({len(row) for row in rows[start : start + EXCEL_BLOCK]}) == 1


def looks_like_ledger(sheet: Sheet) -> bool:
    """Whether a sheet without a readable header has the name of a ledger sheet."""
    name = re.sub(
        r"\b(?:thang|thg|th|t|quy|nam|nh)? ?(?:[0-9]+|[ivx]+)\b|\b(?:thang|quy|nam|nh)\b", " ", plain_header(sheet.name)
    )
    return " ".join(name.split()) in _NAMES_OF_LEDGER


_NAMES_OF_LEDGER = frozenset(
    {*map(plain_header, SHEET_NAMES.values()), "tin", "ct", "phat thanh", "chuong trinh phat thanh", "clip"}
)
