"""What can be wrong with a ledger: with a file as a whole, or with cells of it."""

from dataclasses import dataclass
from typing import NamedTuple

from radiodesk.errors import UserError
from radiodesk.locale import N_, _


class UnreadableFile(UserError):
    """A file that is not there, is locked, or may not be read."""

    message = N_("{file} cannot be read: {reason}. {advice}")


class NoScratchRoom(UserError):
    """A file cannot be read, because what is read goes through the temporary folder."""

    message = N_(
        "{file} cannot be read: the temporary folder {folder} is full. Make room in it, or set TMPDIR to another folder"
    )


class ChangedSincePreview(UserError):
    """A workbook or a desk that somebody changed after the dry run that a user has seen."""

    message = N_("The workbook or the desk has changed since the preview: nothing was imported. Look at it again")


class EmptyFile(UserError):
    """A file of zero bytes."""

    message = N_("{file} is empty: save the workbook again, then import it")


class NotAWorkbook(UserError):
    """A file that is neither a workbook nor text."""

    message = N_(
        "{file} is neither a workbook (.xlsx, .xls, .ods) nor a CSV file, or it is damaged: save it again as one"
    )


class LockedWorkbook(UserError):
    """A workbook that is protected by a password."""

    message = N_("{file} is protected by a password: save it without a password, then import it")


class NotUTF8(UserError):
    """A CSV file in an encoding that is not recognised."""

    message = N_(
        "{file} is not in UTF-8, so its Vietnamese letters would be lost: "
        "save it as “CSV UTF-8”, or import the workbook itself"
    )


class SheetTooWide(UserError):
    """A sheet with a stray cell far from its table: reading it would exceed the memory limit."""

    message = N_(
        "Sheet “{sheet}” of {file} reaches as far as cell {cell}: delete the empty rows and columns beyond its table"
    )


class SheetTooLarge(UserError):
    """Reading a sheet ended the process or exceeded its limits."""

    message = N_(
        "Sheet “{sheet}” of {file} is too large or damaged: delete the empty rows and columns beyond its table, "
        "or save only the ledger's sheets into a new workbook"
    )


class WorkbookTooLarge(UserError):
    """Reading a file ended the process or exceeded its limits."""

    message = N_("{file} is too large or damaged: save only the ledger's sheets into a new workbook")


class TextTooWide(UserError):
    """A row of a text file with more cells than a sheet has columns."""

    message = N_(
        "{file}, line {line} has more cells than a sheet has columns: delete the empty columns beyond the table"
    )


class StrayQuote(UserError):
    """A quotation mark in a cell of a text file that neither begins nor ends the cell."""

    message = N_(
        "{file}, line {line}: a quotation mark stands alone, so the cells cannot be told apart: "
        'delete it or write it twice, with the whole cell in quotation marks ("xã ""An Thịnh""")'
    )


class OpenQuote(UserError):
    """A quotation mark in a text file that begins a cell and is not closed before the next row."""

    message = N_(
        "{file}: the quotation mark in line {line} is not closed, so the rows below it would be lost: "
        "delete it or close it at the end of the cell"
    )


class BinaryText(UserError):
    """A text file with NUL bytes."""

    message = N_("{file}, line {line} is damaged or is not text: save the workbook as a CSV file again")


class NoLedgerSheet(UserError):
    """A workbook of another kind."""

    message = N_(
        "{file} is a workbook of another kind: no sheet has a header with the columns of a ledger ({columns}, …)"
    )


class Place(NamedTuple):
    """A row of a file, numbered as Excel shows it. sheet: empty for a CSV file."""

    file: str
    sheet: str
    row: int

    @property
    def sheet_name(self) -> str:
        """The file and its sheet."""
        sheet = _("sheet “{sheet}”").format(sheet=self.sheet) if self.sheet else ""
        return ", ".join(filter(None, (self.file, sheet)))

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.sheet_name, _("row {row}").format(row=self.row))))


@dataclass(frozen=True, slots=True)
class Problem:
    """One cell that cannot be taken. value: as it may be shown; empty for an empty cell. expected: a phrase.

    column: empty where a row or a sheet as a whole is wrong.
    """

    place: Place
    column: str
    value: str
    expected: str

    def __str__(self) -> str:
        if not self.column:
            text = _("{place}: {value}; expected: {expected}")
            return text.format(place=self.place, value=self.value, expected=self.expected)
        return _("{place}, column “{column}”: {value}; expected: {expected}").format(
            place=self.place, column=self.column, value=self.value or _("empty"), expected=self.expected
        )


class OldFont(UserError):
    """Text that was typed for an old Vietnamese font."""

    message = N_(
        "{file} holds text typed for an old font ({font}), such as “{example}”. "
        "To convert it to Unicode, import the file with “--font {font}”"
    )
