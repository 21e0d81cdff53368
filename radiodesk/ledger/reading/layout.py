"""Where the tables of a sheet are, and which of their rows hold data.

Rows without data (totals, headings, signatures) are recognised by what they lack and where they stand. None is
left out silently: each is listed with a reason.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from radiodesk.errors import visible
from radiodesk.ledger.columns import KIND_WORDS, SHEET_NAMES, plain_header
from radiodesk.ledger.problems import Problem
from radiodesk.ledger.progress import STEP
from radiodesk.ledger.reading.beside import FEWEST, divided, side_by_side
from radiodesk.ledger.reading.contexts import (
    Context,
    Weight,
    context_of,
    context_of_letterhead,
    may_be_weekday,
    weight_of,
)
from radiodesk.ledger.reading.filling import Filler
from radiodesk.ledger.reading.headers import Header, header_at, is_numbering
from radiodesk.ledger.reading.mapping import StationMapping
from radiodesk.ledger.reading.outside import Outside
from radiodesk.ledger.reading.row_kinds import (
    DAY_COLUMNS,
    KEY_COLUMNS,
    RowKind,
    divides_group,
    is_blank,
    is_count,
    is_dated,
    is_day,
    is_total,
    kind_of_row,
)
from radiodesk.ledger.reading.tables import Layout, Row, Skipped, Table
from radiodesk.ledger.reading.times import read_time
from radiodesk.ledger.reading.written_days import DayOrder, parse_day_text
from radiodesk.ledger.sheets import Cell, Sheet
from radiodesk.locale import _
from radiodesk.model.text import fold, quoted

MOST_TABLES = 8
"""Tables side by side whose headers may stand in different rows."""

_LONGEST_TITLE = 200


def lay_out(
    sheet: Sheet,
    mapping: StationMapping,
    waiting: Callable[[], object] = lambda: None,
    context: Context | None = None,
) -> Layout:
    """Find the tables of a sheet and their rows.

    waiting: called now and then; what it raises ends the search. context: what the name of the sheet states, perhaps
    with the year of a sheet before it.
    """
    context = context or context_of(sheet.name)
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
        layout, parts, is_whole = _scan(sheet, mapping, parts, waiting, context)
        if is_whole:
            break
    layout.skipped.sort(key=lambda row: row.place.row)
    return layout


def _scan(
    sheet: Sheet,
    mapping: StationMapping,
    parts: Sequence[range | None],
    waiting: Callable[[], object],
    context: Context,
) -> tuple[Layout, list[range | None], bool]:
    """Lay out the parts of a sheet. Returns the parts to lay out instead, and whether they are the same ones."""
    layout = Layout()
    better: list[range | None] = []
    for columns in parts:
        known = len(layout.tables)
        _Scan(sheet, mapping, columns, context, layout).run(waiting)
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
        """Texts above the first table, then those since the last row of data."""
        self._heading_day: dt.date | None = None
        self._filler: Filler
        self._outside: Outside
        self._doubtful: dict[int, Problem] = {}
        """Problems of rows below the last row of data that may be data themselves, by index."""
        self._last_data = -1
        self._after_furniture = False

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
        self._end_table()

    def _start(self, header: Header) -> int:
        """Begin a table, or continue the current one where its header is repeated. Returns the row below the header."""
        self._settle_doubts(below_is_furniture=True)
        if self._table and header.same_columns(self._table.header):
            stated = context_of_letterhead(self._letterhead, Context())  # of another page
            if stated.month:
                self._context = stated.over(self._around if self._around.year else self._context)
            for at in range(header.first, header.end):
                self._skip(at, RowKind.HEADER)
            return header.end
        self._end_table()
        if not self._table:
            self._context = self._around = context_of_letterhead(self._letterhead, self._sheet_context)
        self._table = table = Table(self._sheet, header)
        self._layout.tables.append(table)
        self._filler, self._outside = Filler(table, self._layout), Outside(table, self._range)
        self._heading_day = None
        self._key = [header.columns.get(name, -1) for name in KEY_COLUMNS[header.kind]]
        self._days = [header.columns.get(name, -1) for name in DAY_COLUMNS[header.kind]]
        return header.end

    def _end_table(self) -> None:
        """Note what is wrong with the rows of the present table as a whole."""
        if self._table:
            self._layout.problems += self._outside.problems()

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
            name: self._filler.without_ditto(place, row[place])
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
                    self._filler.close_group()
                else:
                    self._note_heading(texts)
                if any(is_day(filled[name]) for name in DAY_COLUMNS[table.kind] if name in filled) or (
                    "time" in filled and not is_count(filled["time"]) and read_time(filled["time"])
                ):
                    self._filler.close_group()  # it begins another one, whose day and time are not in its rows
                self._skip(at, kind)

    def _kind(self, table: Table, filled: dict[str, Cell], texts: Sequence[Cell]) -> RowKind:
        if not filled:
            return RowKind.HEADING if isinstance(texts[0], str) else RowKind.NO_TITLE
        if is_numbering(texts):
            return RowKind.NUMBERING
        word = KEY_COLUMNS[table.kind][1]
        return kind_of_row(table.kind, filled, self._mapping.words_of(table.kind, word))

    def _doubt(self, at: int, table: Table, filled: dict[str, Cell]) -> Problem:
        column = KEY_COLUMNS[table.kind][0]
        expected = _("the rest of the row; it has only this. Delete the row if it is a heading or a total")
        return Problem(table.place_of(at), table.header.texts[column], quoted(str(filled[column])), expected)

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
        cells = [cell for cell in row if not is_blank(cell)]
        if len(cells) == 1 and isinstance(cells[0], dt.date):  # Excel makes a date of a typed “4/2019”, too
            first = cells[0]
            self._context, self._heading_day = Context(first.month, first.year), dt.date(*first.timetuple()[:3])
            self._filler.close_group()
        for text in [cell[:_LONGEST_TITLE] for cell in cells if isinstance(cell, str)]:
            if day := parse_day_text(text):
                if isinstance(day, dt.date) or day.second is not None or "ngay" in fold(text):
                    date = day if isinstance(day, dt.date) else day.date(self._context, DayOrder.DAY_FIRST)
                    self._heading_day = date
                    self._filler.close_group()
                continue
            stated = context_of(text)
            if not stated.month and not stated.year:
                continue
            if weight_of(text) is Weight.REMARK or may_be_weekday(text):
                if stated.month and stated.month != self._context.month:
                    self._context = replace(self._context, remark=text)
                continue
            self._filler.close_group()
            # The months of headings go on from one to the next, unless the sheet itself states a year.
            self._context = stated.over(self._around if self._around.year else self._context)
            if not stated.month:
                self._around = self._context

    def _skip(self, at: int, kind: RowKind) -> None:
        assert self._table is not None  # noqa: S101 - rows above the first header are not looked at
        texts = [str(cell) for cell in self._row(at) if isinstance(cell, str) and cell.strip()]
        if kind is RowKind.HEADING and divides_group(self._table.kind, " ".join(texts)):
            self._filler.close_group()
        self._letterhead += [text[:_LONGEST_TITLE] for text in texts]
        place = self._table.place_of(at)
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
        if self._outside.concerns(row):
            self._outside.look_at(at, row)
        filled = self._filler.fill(at, row)
        day = self._days[-1]
        if self._heading_day and not is_blank(filled[day] if 0 <= day < len(filled) else ""):
            self._heading_day = None
        table.rows.append(Row(self._sheet.first_row + at, filled, self._context, self._heading_day))
        self._last_data, self._after_furniture = at, False
        self._letterhead.clear()


def looks_like_ledger(sheet: Sheet) -> bool:
    """Whether a sheet without a readable header has the name of a ledger sheet."""
    name = re.sub(
        r"\b(?:thang|thg|th|t|quy|nam|nh)? ?(?:[0-9]+|[ivx]+)\b|\b(?:thang|quy|nam|nh)\b", " ", plain_header(sheet.name)
    )
    return " ".join(name.split()) in _NAMES_OF_LEDGER


_NAMES_OF_LEDGER = frozenset(
    {*map(plain_header, SHEET_NAMES.values()), "tin", "ct", "phat thanh", "chuong trinh phat thanh", "clip"}
)
