"""Several files read as one ledger: all of their rows, and all that is wrong with them."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeAlias, TypeVar

from radiodesk.errors import visible
from radiodesk.ledger.checks import places_taken, used_twice
from radiodesk.ledger.columns import COLUMNS, HEADER_WITHIN, SheetKind
from radiodesk.ledger.problems import NoLedgerSheet, Place, Problem
from radiodesk.ledger.rows import (
    BroadcastRow,
    ClipRow,
    PublicationRow,
    RowReader,
    StoryRow,
    read_broadcast,
    read_clip,
    read_publication,
    read_story,
)
from radiodesk.ledger.sheets import Sheet, read_sheets
from radiodesk.ledger.tables import Table, recognise

Progress: TypeAlias = Callable[[int, int], object]
"""Called with what is done and how much there is in all. What it raises stops the import, and nothing is changed."""

Row = TypeVar("Row")

STEP = 200
"""Rows between two words on progress."""


@dataclass
class Book:
    """What the files say. Rows with problems are not among the rows."""

    broadcasts: list[BroadcastRow] = field(default_factory=list)
    stories: list[StoryRow] = field(default_factory=list)
    clips: list[ClipRow] = field(default_factory=list)
    publications: list[PublicationRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unsure: bool = False
    """A row of a broadcast has a problem: what seems to lack its broadcast may belong to that one."""
    unknown_columns: list[tuple[Place, str]] = field(default_factory=list)
    """Headers that are not understood, each with the place of its header row."""
    passed_over: list[tuple[str, str]] = field(default_factory=list)
    """File and name of the sheets that are no ledger sheets."""

    @property
    def size(self) -> int:
        """Rows in all."""
        return len(self.broadcasts) + len(self.stories) + len(self.clips) + len(self.publications)


def read_book(paths: Iterable[Path], today: dt.date, progress: Progress) -> Book:
    """Read the files and check what can be told from them alone; what is wrong is in `problems`.

    raises the errors of files that cannot be read, NoLedgerSheet.
    """
    book = Book()
    tables = [table for path in paths for table in _tables(path, book)]
    total = 2 * sum(len(table.grid.rows) for table in tables)
    done = 0
    for table in tables:
        _read_table(table, book, today, partial(_further, progress, done, total))
        done += len(table.grid.rows)
    book.problems += [
        *places_taken(book.stories),
        *used_twice(book.stories),
    ]
    return book


def _further(progress: Progress, before: int, total: int, number: int) -> None:
    progress(before + number, total)


def _tables(path: Path, book: Book) -> list[Table]:
    found: list[Table] = []
    others: list[Sheet] = []
    for grid in read_sheets(path):
        table, problems = recognise(grid)
        book.problems += problems
        if table:
            found.append(table)
            book.unknown_columns += [(table.place(table.header_at), header) for header in table.unknown]
        elif grid.rows:
            others.append(grid)
    if not found:
        known = ", ".join(column.header for column in COLUMNS[SheetKind.BROADCASTS][:3])
        raise NoLedgerSheet(file=visible(str(path)), columns=known, rows=HEADER_WITHIN)
    book.passed_over += [(visible(path.name), visible(grid.name)) for grid in others]
    return found


def _read_table(table: Table, book: Book, today: dt.date, progress: Callable[[int], object]) -> None:
    rows = _Rows(RowReader(table, book.problems), progress)
    match table.kind:
        case SheetKind.BROADCASTS:
            before = len(book.problems)
            book.broadcasts += rows.read(lambda reader, place: read_broadcast(reader, place, today))
            book.unsure = book.unsure or not table.complete or len(book.problems) > before
        case SheetKind.STORIES:
            folder = table.grid.path.parent
            book.stories += rows.read(lambda reader, place: read_story(reader, place, folder))
        case SheetKind.CLIPS:
            book.clips += rows.read(lambda reader, place: read_clip(reader, place, today))
        case SheetKind.PUBLICATIONS:
            book.publications += rows.read(lambda reader, place: read_publication(reader, place, today))


@dataclass(frozen=True)
class _Rows:
    reader: RowReader
    progress: Callable[[int], object]

    def read(self, read: Callable[[RowReader, Place], Row | None]) -> Iterator[Row]:
        """The rows that can be taken."""
        for number, cells in self.reader.table.rows():
            if number % STEP == 0:
                self.progress(number)
            row = read(self.reader, self.reader.start(number, cells))
            if row is not None:
                yield row
