"""Where in a Word file a figure stands, as people find it: the cell of a table, or the beginning of a paragraph."""

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from radiodesk.locale import _
from radiodesk.reports.documents.word_letters import WORD

_LONGEST = 60
"""Characters of a paragraph."""


@dataclass
class _Table:
    """A table that is being walked through. row, column: of the cell that was reached, from 1."""

    row: int = 0
    column: int = 0


class Places:
    """The places of the figures of a file. Ask for them in the order of the file: tables count from the first one that
    has a figure, since those that only lay out the head of a paper are not seen as tables.
    """

    def __init__(self) -> None:
        self._cells: dict[Element, tuple[_Table, int, int]] = {}
        self._numbers: dict[int, int] = {}
        """The numbers of the tables, by their ids in memory."""

    def add(self, element: Element, table: _Table | None = None) -> None:
        """Note the cells of all paragraphs within an element."""
        for child in element:
            within = table
            match child.tag.removeprefix(WORD):
                case "tbl":
                    within = _Table()
                case "tr" if table:
                    table.row, table.column = table.row + 1, 0
                case "tc" if table:
                    table.column += 1
                case "p" if table:
                    self._cells[child] = (table, table.row, table.column)
            self.add(child, within)

    def of(self, paragraph: Element, text: str) -> str:
        """Where a paragraph stands. text: what it prints."""
        if paragraph not in self._cells:
            text = " ".join(text.split())
            return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
        table, row, column = self._cells[paragraph]
        number = self._numbers.setdefault(id(table), len(self._numbers) + 1)
        return _("table {table}, row {row}, column {column}").format(table=number, row=row, column=column)
