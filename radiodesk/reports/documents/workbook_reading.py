"""Read the figures of a report and the rows of their evidence back from a workbook."""

import datetime as dt
import io
from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from radiodesk.locale import _, in_language
from radiodesk.reports.documents import marks, numbers
from radiodesk.reports.documents.found import Found, FoundFigure, FoundItem, digest_in, value_of
from radiodesk.reports.documents.packages import DamagedPackage, Package, properties
from radiodesk.reports.documents.workbook import FIGURES, MONTHS, PARTS
from radiodesk.reports.documents.workbook_evidence import COUNTED, EVIDENCE, EVIDENCE_COLUMNS, item_words
from radiodesk.reports.documents.workbook_formats import formats_of_conditions, shows_itself
from radiodesk.reports.documents.workbook_letters import Letters
from radiodesk.reports.documents.workbook_print import View, view_of

_MOST_ROWS = 5_000
"""Rows of a sheet in which figures are looked for. Those of the evidence are read all."""
_MOST_COLUMNS = 60
_HEADING_ROWS = 60
"""Rows at the top of a sheet in which the names of its columns are looked for."""


def read_workbook(content: bytes, package: Package) -> Found:
    """The figures of a workbook: the tables whose hidden row names their columns, wherever they were moved.

    raises DamagedPackage.
    """
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content), read_only=True)
    reader = _Reader(package)
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":  # it may also be "hidden" or "veryHidden"
            reader.read(sheet)
    if not reader.figures:
        raise DamagedPackage
    items = None if not reader.has_evidence or (reader.is_hidden and not reader.items) else tuple(reader.items)
    digest = reader.printed or properties(package).get(marks.DIGEST_PROPERTY, "")
    return Found("xlsx", digest, tuple(reader.figures), items=items)


class _Reader:
    """Collects what the sheets of a workbook say."""

    def __init__(self, package: Package) -> None:
        self._package, self._letters, self._formats = package, Letters(package), formats_of_conditions(package)
        self._words, self._yes = _item_words(), _words_of(COUNTED)
        self.figures: list[FoundFigure] = []
        self.items: list[FoundItem] = []
        self.has_evidence = False
        self.is_hidden = False
        """Whether rows of the evidence are out of view."""
        self.printed = ""
        """The digest that is printed."""

    def read(self, sheet: Any) -> None:
        """Read a sheet of openpyxl."""
        rows = enumerate(sheet.iter_rows(max_col=_MOST_COLUMNS), 1)
        table, columns = self._find_table(rows)
        if not table:
            return
        view = view_of(self._package, sheet.title, self._letters, self._formats)
        self.has_evidence = self.has_evidence or table == EVIDENCE
        for number, cells in rows:
            if table == EVIDENCE:
                self._read_item(sheet.title, number, cells, columns, view)
            elif number > _MOST_ROWS:
                break
            else:
                self.figures += _of_row(
                    sheet.title, number, cells, columns, view, self._letters, is_month=table == MONTHS
                )

    def _find_table(self, rows: Iterable[tuple[int, tuple[Any, ...]]]) -> tuple[str, Mapping[str, int]]:
        """The name of the table of a sheet and its columns, up to the row that names them; empty if it has none."""
        for number, cells in rows:
            texts = {cell.value: place for place, cell in enumerate(cells) if isinstance(cell.value, str)}
            self.printed = self.printed or digest_in(" ".join(texts))
            if table := next((each for each in _TABLES if each in texts), ""):
                return table, _columns(table, texts)
            if number > _HEADING_ROWS:
                break
        return "", {}

    def _read_item(
        self, sheet: str, number: int, cells: tuple[Any, ...], columns: Mapping[str, int], view: View
    ) -> None:
        item = _item(sheet, number, tuple(cell.value for cell in cells), columns, self._words, self._yes)
        if item and _is_seen(number, cells, columns, view, self._letters):
            self.items.append(item)
        elif item:
            self.is_hidden = True


_TABLES = (FIGURES, PARTS, MONTHS, EVIDENCE)
_PERCENTS = frozenset({"target_percent", "year_percent", "change_percent", "share"})


def _columns(table: str, texts: Mapping[str, int]) -> dict[str, int]:
    """The columns of a table by the names in one of its rows; "key" is the first one."""
    match table:
        case _ if table == FIGURES:
            names: Iterable[str] = ("count", *numbers.VALUES)
        case _ if table == PARTS:
            names = ("count", "previous", "share")
        case _ if table == MONTHS:
            names = [name for name in texts if name not in (MONTHS, "month")]
        case _:
            names = EVIDENCE_COLUMNS
    return {"key": texts[table], **{name: texts[name] for name in names if name in texts}}


def _words_of(text: str) -> frozenset[str]:
    """A text in every language that a workbook may be in."""
    found = set()
    for each in ("vi", "en"):
        with in_language(each):
            found.add(_(text))
    return frozenset(found)


def _item_words() -> dict[str, str]:
    """The tables of items by the words for them, in every language that a workbook may be in."""
    found: dict[str, str] = {}
    for each in ("vi", "en"):
        with in_language(each):
            found |= {word: table for table, word in item_words().items()}
    return found


def _item(
    sheet: str,
    number: int,
    row: tuple[Any, ...],
    columns: Mapping[str, int],
    words: Mapping[str, str],
    yes: Collection[str],
) -> FoundItem | None:
    """The item in a row of the evidence; None in the header and in an empty row."""
    label, text, counted, day, amount = (
        row[place] if (place := columns.get(name, -1)) in range(len(row)) else None
        for name in ("key", "item", "counted", "day", "amount")
    )
    word, _space, last = str(text or "").rpartition(" ")
    if label is None or not last.isdecimal():
        return None
    row_id = int(last) if len(last) < 20 else -1
    dated = day.date() if isinstance(day, dt.datetime) else None
    is_number = isinstance(amount, int | float) and not isinstance(amount, bool)
    adds = value_of(Decimal(str(amount))) if is_number else None
    identity = (str(counted) in yes, words.get(word, word), row_id, dated, adds)
    return FoundItem(f"{sheet}!A{number}", str(label), str(text), identity)


def _is_seen(number: int, row: tuple[Any, ...], columns: Mapping[str, int], view: View, letters: Letters) -> bool:
    """Whether a reader sees all that identifies the item in a row of the evidence. row: cells of openpyxl."""
    return not any(
        view.hides(number, place + 1)
        or (row[place].value is not None and letters.are_unseen(row[place]))
        or not _shows_itself(row[place], view.formats_of(number, place + 1))
        for place in columns.values()
        if place < len(row)
    )


def _shows_itself(cell: Any, formats: Iterable[str]) -> bool:
    """Whether a cell of openpyxl shows what it holds, also in the formats that conditions give it."""
    return cell.value is None or all(shows_itself(cell.value, each) for each in (cell.number_format, *formats))


def _of_row(
    sheet: str,
    number: int,
    row: tuple[Any, ...],
    columns: Mapping[str, int],
    view: View,
    letters: Letters,
    *,
    is_month: bool,
) -> Iterator[FoundFigure]:
    """The figures of a row that are in view. A row without a key, such as the visible header, has none.

    row: cells of openpyxl. is_month: whether the columns are figures, and the key is that of a month.
    """
    from openpyxl.utils import get_column_letter

    key = row[columns["key"]].value if columns["key"] < len(row) else None
    if not isinstance(key, str) or not key:
        return
    for name, place in columns.items():
        if name == "key" or view.hides(number, place + 1):
            continue
        cell = row[place].value if place < len(row) else None
        where = f"{sheet}!{get_column_letter(place + 1)}{number}"
        full = numbers.month_key(name, key) if is_month else numbers.key_of(key, name)
        percent = name in _PERCENTS and not is_month
        if cell is None or cell == "":
            yield FoundFigure(where, full, None)
        elif isinstance(cell, int | float) and not isinstance(cell, bool):
            given = view.formats_of(number, place + 1)
            if letters.are_unseen(row[place]) or not all(shows_itself(cell, each, percent=percent) for each in given):
                continue
            form = row[place].number_format
            shown = "" if shows_itself(cell, form, percent=percent) else f"{cell} [{form}]"
            yield FoundFigure(where, full, value_of(Decimal(str(cell)) * (100 if percent else 1)), shown[:60])
        else:  # a text, an error, or a formula, which may give another number in the next program
            yield FoundFigure(where, full, None, str(getattr(cell, "text", cell))[:60])
