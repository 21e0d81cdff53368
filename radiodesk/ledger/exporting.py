"""Write the ledger as a workbook (.xlsx) that is ready to be read, filtered and printed."""

import contextlib
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.orm import Session
from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from radiodesk import outputs
from radiodesk.config import Config
from radiodesk.errors import UserError
from radiodesk.ledger.columns import COLUMNS, NUMBER, SHEET_NAMES, Column, SheetKind
from radiodesk.ledger.export.cells import Cells
from radiodesk.ledger.export.ledger_rows import ledger_rows, size
from radiodesk.ledger.export.scope import Scope
from radiodesk.ledger.outcome import SHEETS as LABELS
from radiodesk.ledger.progress import Progress
from radiodesk.ledger.reading.row_kinds import is_blank, is_ditto
from radiodesk.ledger.sheets import ERRORS, NO_VALUE
from radiodesk.locale import N_, _, formats
from radiodesk.model import station
from radiodesk.reports.periods import Period

ENDINGS = (".xlsx",)

FONT = {"font_name": "Times New Roman", "font_size": 11}
"""The font of Vietnamese office papers."""

CELL = {**FONT, "border": 1, "valign": "top"}
HEADER = {
    **FONT,
    "bold": True,
    "border": 1,
    "align": "center",
    "valign": "vcenter",
    "text_wrap": True,
    "bg_color": "#D9E2F3",
}
DAY, CLOCK, PRECISE_CLOCK = "dd/mm/yyyy", "hh:mm", "hh:mm:ss"

CENTERED = frozenset({NUMBER.name, "seconds", "planned", "order"})
NARROWEST, WIDEST = 6, 60
"""Widths of columns, in digits of the font. Longer texts are wrapped."""

A4 = 9
MARGINS = {"left": 0.4, "right": 0.4, "top": 0.8, "bottom": 0.6}
"""In inches: Excel's own unit."""

MOST_ROWS = 1_048_575
"""Rows that a sheet holds below its header."""

NAME_LIMIT = 120
"""Characters of the station's name at the top of a page: Excel takes 255 with the codes of the font."""

WORD_JOINER = "\u2060"

STEP = 200
"""Rows between two reports of progress."""


class TooManyRows(UserError):
    """More rows than a sheet of a workbook holds."""

    message = N_("The sheet “{sheet}” would have more than {most} rows: export the ledger period by period")
    command = N_("--period chooses one")


@dataclass(frozen=True)
class Exported:
    """What was written."""

    counts: dict[SheetKind, int]
    """Rows of each sheet."""
    remarks: tuple[str, ...]
    """What could not be written, a sentence each."""

    @property
    def summary(self) -> str:
        """The rows of each sheet, as aligned lines."""
        rows = [(_(LABELS[kind]), formats.number(count)) for kind, count in self.counts.items()]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        return "\n".join(f"{label.ljust(widths[0])}  {count.rjust(widths[1])}" for label, count in rows)


def write_ledger(
    session: Session,
    config: Config,
    file: str | Path,
    period: Period | None = None,
    *,
    progress: Progress = lambda _done, _total: None,
) -> Exported:
    """Write the ledger of a period, or of the whole desk, to a file.

    progress: what it raises stops the export, and the file stays as it was.
    raises TooManyRows and the errors of `outputs.writing`.
    """
    scope = Scope(session, period)
    total = size(scope)
    with outputs.writing(config, file, endings=ENDINGS, suffix=ENDINGS[0]) as path, _workbook(path) as book:
        sheets = {kind: _Sheet(book, kind, station(session).name) for kind in SHEET_NAMES}
        for number, (kind, cells) in enumerate(ledger_rows(scope)):
            if number % STEP == 0:
                written = sum(sheet.count for kind, sheet in sheets.items() if kind is not SheetKind.STORIES)
                progress(min(written, total), total)
            sheets[kind].write(cells)
        for sheet in sheets.values():
            sheet.finish()
    return Exported({kind: sheet.count for kind, sheet in sheets.items()}, scope.left_out.remarks)


@contextlib.contextmanager
def _workbook(path: Path) -> Iterator[Workbook]:
    """A workbook that keeps its rows in temporary files, not in memory. It is written when the block ends."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        book = Workbook(str(path), {"constant_memory": True, "tmpdir": folder, "default_format_properties": FONT})
        try:
            yield book
        except BaseException:
            for sheet in book.worksheets():
                sheet.row_data_fh.close()
            book.fileclosed = True
            raise
        try:
            book.close()
        except FileCreateError as error:
            raise error.__context__ or error from None


class _Sheet:
    """A sheet of the workbook, filled from top to bottom."""

    def __init__(self, book: Workbook, kind: SheetKind, station_name: str) -> None:
        self.count = 0
        """Rows below the header."""
        self._columns = (NUMBER, *(column for column in COLUMNS[kind] if column is not NUMBER))
        self._widths = [max(NARROWEST, *map(len, column.header.split())) for column in self._columns]
        self._formats = _Formats(book)
        self._sheet: Worksheet = book.add_worksheet(SHEET_NAMES[kind])
        self._name = SHEET_NAMES[kind]
        self._set_up_page(station_name)
        self._sheet.set_row(0, 32)
        header = book.add_format(HEADER)
        for place, column in enumerate(self._columns):
            self._sheet.write_string(0, place, column.header, header)

    def _set_up_page(self, station_name: str) -> None:
        sheet, name = self._sheet, station_name[:NAME_LIMIT].replace("&", "&&")
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.set_margins(**MARGINS)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        font, bold = '&"Times New Roman,Regular"&11', '&"Times New Roman,Bold"&11'
        sheet.set_header(f"&L{bold} {name}&R{font} Sổ theo dõi: &A")
        sheet.set_footer(f"&C{font} Trang &P/&N")

    def write(self, cells: Cells) -> None:
        """Add a row. raises TooManyRows."""
        if self.count == MOST_ROWS:
            raise TooManyRows(sheet=self._name, most=MOST_ROWS)
        self.count += 1
        for place, column in enumerate(self._columns):
            value = self.count if column is NUMBER else cells.get(column.name)
            self._widths[place] = max(self._widths[place], self._write_cell(place, column, value))

    def _write_cell(self, place: int, column: Column, value: str | int | dt.date | dt.time | None) -> int:
        """Write a cell. Returns its length in characters."""
        sheet, forms = self._sheet, self._formats
        match value:
            case None | "":
                sheet.write_blank(self.count, place, None, forms.text)
                return 0
            case str():
                # A string, whatever it begins with: never a formula or a link.
                form = forms.centered if column.name in CENTERED else forms.text
                sheet.write_string(self.count, place, _plain(value), form)
                return len(value)
            case int():
                sheet.write_number(self.count, place, value, forms.centered)
                return len(str(value))
            case dt.datetime():
                sheet.write_datetime(self.count, place, value, forms.precise_moment if value.second else forms.moment)
            case dt.date():
                sheet.write_datetime(self.count, place, value, forms.day)
            case dt.time():
                sheet.write_datetime(self.count, place, value, forms.precise_clock if value.second else forms.clock)
        return len(f"{value:%d/%m/%Y %H:%M}" if isinstance(value, dt.datetime) else str(value))

    def finish(self) -> None:
        """Set what depends on all rows: filters and widths."""
        self._sheet.autofilter(0, 0, self.count, len(self._columns) - 1)
        for place, width in enumerate(self._widths):
            self._sheet.set_column(place, place, min(width, WIDEST) + 3)  # 3: the arrow of the filter


class _Formats:
    """The formats of cells."""

    def __init__(self, book: Workbook) -> None:
        def centered(number_format: str = "") -> Format:
            return book.add_format({**CELL, "align": "center", "num_format": number_format})

        self.text = book.add_format({**CELL, "text_wrap": True})
        self.centered = centered()
        self.day = centered(DAY)
        self.clock, self.precise_clock = centered(CLOCK), centered(PRECISE_CLOCK)
        self.moment, self.precise_moment = centered(f"{DAY} {CLOCK}"), centered(f"{DAY} {PRECISE_CLOCK}")


def _plain(text: str) -> str:
    """Text as xlsxwriter takes it and as an import reads it again.

    What looks like the mark-up of rich text becomes rich text that shows it. What looks like a mark, such as the pen
    name "nt", begins with a character that nobody sees and that an import leaves out.
    """
    if is_blank(text) or is_ditto(text) or text in {*ERRORS, NO_VALUE}:
        return WORD_JOINER + text
    if text.startswith("<r>") and text.endswith("</r>"):
        return f"<r><t>{escape(text, quote=False)}</t></r>"
    return text
