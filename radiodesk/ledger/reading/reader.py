"""The cells of a table's rows as values, and the problems of those that cannot be taken."""

import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

from radiodesk.kinds import Genre
from radiodesk.ledger.columns import WORDS, Content, SheetKind, column_of, plain
from radiodesk.ledger.problems import Problem
from radiodesk.ledger.reading import cells
from radiodesk.ledger.reading.cells import BadCell, UnknownWord, as_shown
from radiodesk.ledger.reading.contexts import Context
from radiodesk.ledger.reading.days import Days, expected_day, read_days
from radiodesk.ledger.reading.lengths import (
    CLIP_BOUNDS,
    LENGTH_COLUMNS,
    LENGTH_EXPECTED,
    PROGRAMME_BOUNDS,
    Bounds,
    Form,
    LengthRow,
    Part,
    Unit,
    clock,
    decide,
    joined,
    parse_length,
    story_bounds,
)
from radiodesk.ledger.reading.mapping import StationMapping
from radiodesk.ledger.reading.row_kinds import DAY_COLUMNS
from radiodesk.ledger.reading.tables import Table
from radiodesk.ledger.reading.times import TIME_EXPECTED, ClockTime, read_time
from radiodesk.ledger.refusal import Problems, Question
from radiodesk.ledger.sheets import ERRORS, NO_VALUE, Cell
from radiodesk.locale import N_, _
from radiodesk.model.moments import LONGEST
from radiodesk.model.text import quoted

_BAD: Any = object()
Value = TypeVar("Value")
Moment = tuple[dt.date, dt.time]

UNIT_EXPECTED = N_(
    "lengths whose unit is certain; {example} can be more than one length here. "
    "Correct it, or write the unit into the header, such as “Thời lượng (phút:giây)”"
)
MOST_WORDS = 1_000
"""Unknown words of a table that are asked about."""
_DECIDING_WORDS = {SheetKind.BROADCASTS: "kind", SheetKind.STORIES: "genre"}
"""The columns whose words say which lengths are plausible."""


class Reader:
    """Reads the rows of a table one by one, and gathers their problems.

    programmes: the lengths of the programmes by local day and time, for the lengths of their stories.
    """

    def __init__(
        self,
        table: Table,
        mapping: StationMapping,
        problems: Problems,
        *,
        programmes: Mapping[Moment, int],
        book_year: Callable[[int], int | None],
    ) -> None:
        self.problems = problems
        self.table = table
        self._mapping = mapping
        self._places = table.header.columns
        self._columns = {name: _column(table, at) for name, at in self._places.items()}
        for name, parts in table.header.parts.items():
            columns = [_column(table, at) for at, _seconds in parts]
            units = [seconds for _at, seconds in parts]
            join = clock if name == "time" else joined
            self._columns[name] = [join(cells, units) for cells in zip(*columns, strict=True)]
        self._words = {name: self._word_reader(name) for kind, name in WORDS if kind is table.kind}
        self._days = {name: self._read_days(name, book_year) for name in _day_columns(table) if name in self._places}
        lengths = [name for name in LENGTH_COLUMNS if name in self._places]
        self._length_readers = {name: _length_reader(self._decide_units(name, programmes)) for name in lengths}
        self.unknown_words: dict[tuple[SheetKind, str, str], Question] = {}
        """The words that are not known, by kind of row, header and plain word."""
        self._values: dict[str, Sequence[Any]] = {}
        """What the columns that were asked for hold; `_BAD` for cells that cannot be taken."""
        self._index = -1
        self.place = table.place(0)
        self.folder = table.sheet.path.parent
        """Where the ledger is."""

    def go_to(self, index: int) -> None:
        """Go to a row, by its index in the table."""
        self._index, self.place = index, self.table.place(self.table.rows[index].number)

    def has(self, column: str) -> bool:
        """Whether the table has the column."""
        return column in self._columns

    def cell(self, column: str) -> Cell:
        """The cell; an empty text if it is blank or there is no such column."""
        cells = self._columns.get(column)
        return "" if cells is None else cells[self._index]

    def get(self, column: str, read: Callable[[Cell], Value], empty: Value | None = None) -> Value | None:
        """The value of a cell; `empty` if it is blank; None if there is none or, with its problem noted, it is bad.

        read, empty: the same ones for all rows, because a column is read as a whole.
        """
        return self._value(column, read, {"": empty})

    def need(self, column: str, read: Callable[[Cell], Value]) -> Value | None:
        """The value of a cell that must be filled: the reader says what it expects of an empty one."""
        return self._value(column, read, {})

    def refuse(self, column: str, expected: str) -> None:
        """Note that a cell of this row cannot be taken."""
        if self.has(column):
            cell = self.cell(column)
            value = "" if cell == "" else quoted(as_shown(cell))
            self.problems.append(Problem(self.place, self.table.header.texts[column], value, expected))

    def word(self, column: str) -> object | None:
        """What the word in a cell stands for."""
        return self.get(column, self._words[column])

    def needed_word(self, column: str) -> object | None:
        """What the word in a cell that must be filled stands for."""
        return self.need(column, self._words[column])

    def day(self, column: str, *, needed: bool = True) -> dt.date | None:
        """The day in a cell."""
        days = self._days.get(column)
        if days is None:
            return None
        if (day := days.values[self._index]) is not None:
            return day
        if (expected := days.problems.get(self._index)) is not None:
            self.refuse(column, _formula_problem(self.cell(column)) or expected)
        elif self.cell(column) == "" and needed:
            self.refuse(column, expected_day())
        return None

    def time(self) -> ClockTime | None:
        """The time of the broadcast."""
        return self.need("time", _clock_time)

    def title(self) -> str | None:
        """A title, not empty."""
        return self.need("title", cells.title)

    def text(self, column: str, read: Callable[[Cell], str] = cells.text) -> str | None:
        """The text, which may be empty. None only if the table has no such column."""
        return self.get(column, read, "")

    def names(self, column: str, read: Callable[[Cell], tuple[str, ...]] = cells.names) -> tuple[str, ...] | None:
        """The names, which may be none. None only if the table has no such column."""
        nobody: tuple[str, ...] = ()
        return self.get(column, read, nobody)

    def seconds(self, column: str = "seconds") -> int | None:
        """The length in seconds, or None for an empty cell and for zero."""
        return self.get(column, self._length_readers[column]) or None if column in self._length_readers else None

    def _value(self, column: str, read: Callable[[Cell], Value], known: dict[Any, Value | None]) -> Value | None:
        values = self._values.get(column)
        if values is None:
            values = self._values[column] = self._read_column(column, read, known)
        value: Value | None = values[self._index]
        if value is _BAD:
            self._note_problem(column, read)
            return None
        return value

    def _read_column(self, column: str, read: Callable[[Cell], object], known: dict[Any, Any]) -> Sequence[Any]:
        """The values of a column, each cell read once. known: the values of cells that are not to be read."""
        values: list[Any] = []
        for cell in self._columns.get(column, ()):
            same = cell if cell.__class__ is str else (cell.__class__, cell)  # True, 1 and 1.0 are equal
            if same not in known:
                try:
                    known[same] = _read(cell, read)
                except BadCell:
                    known[same] = _BAD
            values.append(known[same])
        return values or [None] * len(self.table.rows)

    def _note_problem(self, column: str, read: Callable[[Cell], object]) -> None:
        """Note the problem of a cell that cannot be taken."""
        cell = self.cell(column)
        try:
            _read(cell, read)
        except UnknownWord as error:
            if cell != "" and len(self.unknown_words) < MOST_WORDS:
                kind, word = self.table.kind, as_shown(cell)
                header = column_of(kind, column).header
                self.unknown_words[kind, header, plain(word)] = Question(header, word, error.choices, kind)
            self.refuse(column, str(error))
        except BadCell as error:
            self.refuse(column, str(error))

    def _word_reader(self, column: str) -> Callable[[Cell], object]:
        return cells.one_of(WORDS[self.table.kind, column], self._mapping.words_of(self.table.kind, column))

    def _read_days(self, column: str, book_year: Callable[[int], int | None]) -> Days:
        rows, values = self.table.rows, self._columns[column]
        if column == DAY_COLUMNS[self.table.kind][-1]:
            values = [row.day if cell == "" and row.day else cell for row, cell in zip(rows, values, strict=True)]
        contexts: list[Context] = [row.context for row in rows]
        days = read_days(values, contexts, self._mapping.orders.get(self.table.kind), book_year=book_year)
        if days.column_problem:
            self._refuse_column(column, values, *days.column_problem)
        return days

    def _decide_units(self, column: str, programmes: Mapping[Moment, int]) -> dict[Form, Unit | None]:
        """The unit of each form of a length in a column."""
        units = (self.table.header.units.get(column), self._mapping.units.get(self.table.kind))
        stated = {unit for unit in units if unit}
        decided: dict[Form, Unit | None] = {}
        for form, rows in self._lengths_by_form(column).items():
            decision = decide(form, rows, stated, partial(self._parts, column, form, programmes))
            decided[form] = decision.unit
            if decision.unit is None:
                values = self._columns[column]
                example = quoted(as_shown(values[decision.index]))
                self._refuse_column(column, values, decision.index, _(UNIT_EXPECTED).format(example=example))
        return decided

    def _lengths_by_form(self, column: str) -> dict[Form, list[LengthRow]]:
        """The lengths of a column that have more than one meaning, once for each word beside them."""
        words = self._columns.get(_DECIDING_WORDS.get(self.table.kind, ""), itertools.repeat(""))
        different: dict[tuple[Cell, Cell], int] = {}
        for index, pair in enumerate(zip(self._columns[column], words)):  # noqa: B905 - repeat has no end
            different.setdefault(pair, index)
        by_form: dict[Form, list[LengthRow]] = defaultdict(list)
        for (cell, _word), index in different.items():
            written = parse_length(cell)
            if written and written.form is not Form.CERTAIN and (bounds := self._bounds(index)):
                by_form[written.form].append(LengthRow(written, bounds, index))
        return by_form

    def _parts(self, column: str, form: Form, programmes: Mapping[Moment, int]) -> list[Part]:
        """The lengths of the stories of programmes whose own length is known."""
        if self.table.kind is not SheetKind.STORIES or not self.has("time") or "day" not in self._days:
            return []
        parts: list[Part] = []
        for cell, day, time in zip(self._columns[column], self._days["day"].values, self._columns["time"], strict=True):
            written = parse_length(cell)
            if written and written.form is form and day and (clock := read_time(time)):
                moment = (day, clock.time)
                if moment in programmes:
                    parts.append(Part(written, moment, programmes[moment]))
        return parts

    def _refuse_column(self, column: str, values: Sequence[Cell], index: int, expected: str) -> None:
        """Note one problem for a whole column, at the first row that shows it."""
        place = self.table.place(self.table.rows[index].number)
        shown = quoted(as_shown(values[index]))
        self.problems.append(Problem(place, self.table.header.texts[column], shown, expected))

    def _bounds(self, index: int) -> Bounds | None:
        """The plausible lengths of a row; None if its word is not known."""
        match self.table.kind:
            case SheetKind.BROADCASTS:
                content = self._known_word(index, "kind")
                return PROGRAMME_BOUNDS[content.programme] if isinstance(content, Content) else None
            case SheetKind.STORIES:
                genre = self._known_word(index, "genre")
                return story_bounds(genre) if isinstance(genre, Genre) else None
            case _:
                return CLIP_BOUNDS

    def _known_word(self, index: int, column: str) -> object | None:
        if column not in self._columns:
            return None
        try:
            return self._words[column](self._columns[column][index])
        except BadCell:
            return None


def _clock_time(cell: Cell) -> ClockTime:
    if (found := read_time(cell)) is None:
        raise BadCell(_(TIME_EXPECTED))
    return found


def _length_reader(units: Mapping[Form, Unit | None]) -> Callable[[Cell], int]:
    """A reader of lengths. units: what each form of a length is in this column, None where that is unclear."""

    def read(cell: Cell) -> int:
        written = parse_length(cell)
        if written is None:
            raise BadCell(_(LENGTH_EXPECTED))
        seconds: int | None = written.certain
        if written.form is not Form.CERTAIN:
            if (unit := units.get(written.form)) is None:
                return 0  # the column has a problem of its own
            seconds = written.meanings.get(unit)
        if seconds is None or not 0 <= seconds <= LONGEST:
            raise BadCell(_(LENGTH_EXPECTED))
        return seconds

    return read


def _day_columns(table: Table) -> Sequence[str]:
    extra = ("aired",) if table.kind is SheetKind.CLIPS else ()
    return (*DAY_COLUMNS[table.kind], *extra)


def _column(table: Table, place: int) -> list[Cell]:
    """The cells of a column, blank ones as empty texts."""
    found = [row.cells[place] if place < len(row.cells) else "" for row in table.rows]
    blank = {cell for cell in set(found) if isinstance(cell, str) and cell.isspace()}
    return ["" if cell in blank else cell for cell in found] if blank else found


def _read(cell: Cell, read: Callable[[Cell], Value]) -> Value:
    if isinstance(cell, str) and cell.startswith("#") and (problem := _formula_problem(cell)):
        raise BadCell(problem)
    return read(cell)


def _formula_problem(cell: Cell) -> str | None:
    """What is expected of a cell whose formula gives no value; None for any other cell."""
    if cell == NO_VALUE:
        return _("a value; this formula has none. Open the workbook in Excel or LibreOffice, save it, and import that")
    if cell in ERRORS:
        return _("a value; this is an error of a formula")
    return None
