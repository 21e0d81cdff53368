"""Several files read as one ledger: all of their rows and problems."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import TypeVar

from radiodesk.errors import visible
from radiodesk.ledger.columns import (
    COLUMNS,
    KNOWN_HEADERS,
    LONGEST_WORD,
    NUMBER,
    SHEET_NAMES,
    SheetKind,
    plain_header,
    required_headers,
)
from radiodesk.ledger.problems import NoLedgerSheet, OldFont, Place, Problem
from radiodesk.ledger.progress import STEP, Progress
from radiodesk.ledger.reading.answers import used_answers
from radiodesk.ledger.reading.checks import places_taken, used_twice
from radiodesk.ledger.reading.contexts import Context, context_of
from radiodesk.ledger.reading.headers import shown
from radiodesk.ledger.reading.layout import lay_out, looks_like_ledger
from radiodesk.ledger.reading.mapping import StationMapping
from radiodesk.ledger.reading.reader import Moment, Reader
from radiodesk.ledger.reading.row_kinds import DAY_COLUMNS, is_blank
from radiodesk.ledger.reading.rows import (
    BroadcastRow,
    ClipRow,
    PublicationRow,
    StoryRow,
    read_broadcast,
    read_clip,
    read_publication,
    read_story,
)
from radiodesk.ledger.reading.tables import Skipped, Table
from radiodesk.ledger.reading.written_days import DayOrder, parse_day_cell
from radiodesk.ledger.refusal import Problems, Question
from radiodesk.ledger.sheets import Sheet, column_letters, read_sheets
from radiodesk.locale import _
from radiodesk.model import old_fonts
from radiodesk.model.old_fonts import Font

Value = TypeVar("Value")

MOST_MONTHS_APART = 5
"""How far the month of a day without a year may be from one whose year is stated."""
LONGEST_HEADER = 40
"""Characters."""


@dataclass
class Book:
    """What the files say. Rows with problems are not among the rows."""

    broadcasts: list[BroadcastRow] = field(default_factory=list)
    stories: list[StoryRow] = field(default_factory=list)
    clips: list[ClipRow] = field(default_factory=list)
    publications: list[PublicationRow] = field(default_factory=list)
    problems: Problems = field(default_factory=Problems)
    unsure: bool = False
    """A row of a broadcast has a problem, so a story whose broadcast seems to be missing may belong to it."""
    skipped: list[Skipped] = field(default_factory=list)
    """Rows that hold no data."""
    unknown_columns: list[tuple[Place, str]] = field(default_factory=list)
    """Headers that are not understood, each with the place of its header row."""
    column_questions: dict[str, Question] = field(default_factory=dict)
    """What unknown headers mean, by plain header."""
    passed_over: list[tuple[str, str]] = field(default_factory=list)
    """File and name of the sheets that are no ledger sheets."""
    questions: dict[tuple[SheetKind, str, str], Question] = field(default_factory=dict)
    """Words that are not known, by kind of row, header and plain word."""
    used_answers: dict[Question, str] = field(default_factory=dict)
    """What the mapping says of the headers and words."""
    hidden_sheets: list[tuple[str, str]] = field(default_factory=list)
    """File and name of the hidden sheets, which are left out."""
    hidden_rows: list[tuple[str, str, int]] = field(default_factory=list)
    """File and name of the sheets with hidden rows, which are imported, and their number."""
    repeated_titles: list[Place] = field(default_factory=list)
    """Rows whose title is a ditto mark."""

    @property
    def size(self) -> int:
        """The number of rows."""
        return len(self.broadcasts) + len(self.stories) + len(self.clips) + len(self.publications)


def read_book(
    paths: Iterable[Path], today: dt.date, progress: Progress, mapping: StationMapping, font: Font | None = None
) -> Book:
    """Read the files, and check what can be checked without the desk. What is wrong is in `problems`.

    font: the old font of text that is not in Unicode, if the user has confirmed it.
    raises the errors of files that cannot be read, NoLedgerSheet, OldFont.
    """
    book = Book()
    tables = [table for path in paths for table in read_tables(path, book, mapping, font, lambda: progress(0, 1))]
    # Broadcasts first: the lengths of programmes bound those of their stories.
    tables.sort(key=lambda table: list(SheetKind).index(table.kind))
    book.used_answers = used_answers(mapping, tables)
    total = 2 * sum(len(table.rows) for table in tables)
    year = cache(_Years(tables).of)
    done = 0
    for table in tables:
        for index in _read_table(table, book, today, mapping, year):
            if index % STEP == 0:
                progress(done + index, total)
        done += len(table.rows)
    book.problems += [*places_taken(book.stories), *used_twice(book.stories)]
    return book


def read_tables(
    path: Path, book: Book, mapping: StationMapping, font: Font | None, waiting: Callable[[], object]
) -> list[Table]:
    """The tables of a file. What is left out or wrong is added to the book. waiting: see `read_sheets`.

    raises the errors of files that cannot be read, NoLedgerSheet if there is no table, OldFont.
    """
    found: list[Table] = []
    others: list[Sheet] = []
    file = visible(path.name)
    before = Context()
    for sheet in _in_unicode(read_sheets(path, waiting), file, font):
        if sheet.hidden:
            book.hidden_sheets.append((file, visible(sheet.name)))
            continue
        stated = context_of(sheet.name)
        before = stated.over(Context(before.month, before.year)) if stated.month else before
        layout = lay_out(sheet, mapping, waiting, before if stated.month else stated)
        if layout.tables:
            found += layout.tables
            book.skipped += layout.skipped
            book.problems += layout.problems
            book.repeated_titles += layout.repeated_titles
            if sheet.hidden_rows:
                book.hidden_rows.append((file, visible(sheet.name), len(sheet.hidden_rows)))
        elif any(sheet.rows):
            others.append(sheet)
    for table in found:
        place = table.place(table.sheet.first_row + table.header.first)
        book.problems += _header_problems(table, place)
        _note_unread_columns(book, table, place, mapping)
    unreadable = [sheet for sheet in others if looks_like_ledger(sheet)]
    if not found and not unreadable:
        raise NoLedgerSheet(file=visible(str(path)), columns=_example(SheetKind.BROADCASTS))
    for sheet in unreadable:
        place = Place(file, visible(sheet.name), sheet.first_row)
        value = _("there is no readable header")
        expected = _("a header with columns such as {columns}").format(columns=_example(_kind_named(sheet)))
        book.problems.append(Problem(place, "", value, expected))
    book.passed_over += [(file, visible(sheet.name)) for sheet in others if sheet not in unreadable]
    return found


def _in_unicode(sheets: list[Sheet], file: str, font: Font | None) -> list[Sheet]:
    """The sheets with text of an old font converted. raises OldFont if there is such text and no font is given."""
    cells = (cell for sheet in sheets for row in sheet.rows for cell in row)
    texts = dict.fromkeys(cell for cell in cells if isinstance(cell, str) and not cell.isascii())
    texts |= dict.fromkeys(sheet.name for sheet in sheets)
    found = old_fonts.detect(texts)
    if found is None:
        return sheets
    if font is None:
        raise OldFont(file=file, font=found.value, example=visible(_first_typed(texts, found)))
    mixed = old_fonts.is_mixed(texts, font)

    @cache
    def converted(text: str) -> str:
        """The text in Unicode. A header that reads as Vietnamese either way is taken for the one that is known."""
        plain_text = old_fonts.convert(text, font, mixed=False)
        if len(text) <= LONGEST_HEADER and plain_header(plain_text) in KNOWN_HEADERS:
            return plain_text
        return old_fonts.convert(text, font, mixed=mixed)

    return [
        replace(
            sheet,
            name=converted(sheet.name),
            rows=[[converted(cell) if isinstance(cell, str) and cell else cell for cell in row] for row in sheet.rows],
        )
        for sheet in sheets
    ]


def _first_typed(texts: Iterable[str], font: Font) -> str:
    """The first text that was typed for a font."""
    return next((text for text in texts if old_fonts.convert(text, font, mixed=True) != text), "")[:40]


def _example(kind: SheetKind) -> str:
    return ", ".join(required_headers(kind))


def _kind_named(sheet: Sheet) -> SheetKind:
    return next(
        (kind for kind, name in SHEET_NAMES.items() if name.casefold() in sheet.name.casefold()), SheetKind.STORIES
    )


def _header_problems(table: Table, place: Place) -> Iterator[Problem]:
    for column in table.header.missing:
        yield Problem(place, column.header, _("there is no such column"), _("a column with this header"))
    for header in table.header.twice:
        yield Problem(place, header, _("twice"), _("one column with this header"))


def _note_unread_columns(book: Book, table: Table, place: Place, mapping: StationMapping) -> None:
    """Note the columns that nothing is read from. place: of the header."""
    for header in _unknown_headers(table):
        if mapping.headers.get(plain_header(header)) != "":
            book.unknown_columns.append((place, shown(header)))
            _ask_for_column(book, table, header)
    for column, at in sorted(table.unheaded.items()):
        letters = column_letters(table.sheet.first_column + column)
        first = table.place(table.sheet.first_row + at)
        book.unknown_columns.append((first, _("{letters} (it has no header)").format(letters=letters)))


def _unknown_headers(table: Table) -> list[str]:
    """The headers that are not understood, without those below which no cell holds anything."""
    header = table.header
    parts = {place for places in header.parts.values() for place, _seconds in places}
    places = sorted(header.headed.difference(header.columns.values(), parts))
    if len(places) != len(header.unknown):  # a column that stands twice is among the places
        return list(header.unknown)
    return [
        text
        for text, place in zip(header.unknown, places, strict=True)
        if any(place < len(row) and not is_blank(row[place]) for row in table.sheet.rows[header.end :])
    ]


def _ask_for_column(book: Book, table: Table, header: str) -> None:
    """Add a question about an unknown header: which of the columns that the table still lacks is it?"""
    choices = [
        column.header
        for column in COLUMNS[table.kind]
        if column is not NUMBER and column.name not in table.header.columns
    ]
    asked = book.column_questions.get(plain_header(header))
    known = asked.choices if asked else ()
    if plain_header(header) and len(header) < LONGEST_WORD:  # else a mapping cannot name it
        book.column_questions[plain_header(header)] = Question(header, "", tuple(dict.fromkeys([*known, *choices])))


class _Years:
    """The years that the days of a ledger state, for days that state none."""

    def __init__(self, tables: Sequence[Table]) -> None:
        self._tables = tables

    @cached_property
    def _months(self) -> set[tuple[int, int]]:
        """Year and month of the days and headings that state both."""
        stated: set[tuple[int, int]] = set()
        for table in self._tables:
            places = [table.header.columns[name] for name in DAY_COLUMNS[table.kind] if name in table.header.columns]
            for row in table.rows:
                if row.context.year and row.context.month:
                    stated.add((row.context.year, row.context.month))
                for place in places:
                    day = parse_day_cell(row.cells[place]) if place < len(row.cells) else None
                    if isinstance(day, dt.date):
                        stated.add((day.year, day.month))
                    elif day and day.year and (month := day.month(DayOrder.DAY_FIRST)):
                        stated.add((day.year, month))
        return stated

    def of(self, month: int) -> int | None:
        """The year of a month: the one that is stated for it, else that in which it is nearest to a stated one.

        None if several years are stated, or the nearest month is far.
        """
        years = {year for year, stated in self._months if stated == month} or {year for year, _month in self._months}
        if len(years) != 1:
            return None
        if any(stated == month for _year, stated in self._months):
            return years.pop()
        distances = {
            abs((year - other) * 12 + month - stated): year
            for other, stated in self._months
            for year in (other - 1, other, other + 1)
        }
        nearest = min(distances)
        return distances[nearest] if nearest <= MOST_MONTHS_APART else None


def _read_table(
    table: Table, book: Book, today: dt.date, mapping: StationMapping, year: Callable[[int], int | None]
) -> Iterator[int]:
    """Read the rows of a table into the book. Yields the index of each."""
    before = len(book.problems)
    reader = Reader(table, mapping, book.problems, programmes=_lengths(book), book_year=year)
    read_row = _row_reader(table.kind, reader, book, today)
    for index in range(len(table.rows)):
        reader.go_to(index)
        read_row()
        yield index
    book.questions |= reader.unknown_words
    if table.kind is SheetKind.BROADCASTS:
        book.unsure = book.unsure or bool(table.header.missing) or len(book.problems) > before


def _row_reader(kind: SheetKind, reader: Reader, book: Book, today: dt.date) -> Callable[[], None]:
    """A function that reads the current row into the book."""

    def into(rows: list[Value], row: Value | None) -> None:
        if row is not None:
            rows.append(row)

    match kind:
        case SheetKind.BROADCASTS:
            return lambda: into(book.broadcasts, read_broadcast(reader, today))
        case SheetKind.STORIES:
            return lambda: into(book.stories, read_story(reader))
        case SheetKind.CLIPS:
            return lambda: into(book.clips, read_clip(reader, today))
        case SheetKind.PUBLICATIONS:
            return lambda: into(book.publications, read_publication(reader, today))


def _lengths(book: Book) -> dict[Moment, int]:
    """The lengths of the programmes by local day and time."""
    return {(row.day, row.time): row.seconds for row in book.broadcasts if row.seconds}
