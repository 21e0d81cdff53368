"""Details of an .xls that calamine does not give: the extent of its cells, missing results, and hidden rows.

Sources: [MS-CFB] for the container, [MS-XLS] 2.4 for the records.
"""

import struct
from collections.abc import Iterator

from radiodesk.ledger.formats.sheet import NO_VALUE, Position
from radiodesk.ledger.formats.xlsx import Details
from radiodesk.ledger.problems import LockedWorkbook

_FREE = 0xFFFFFFFA
"""Sector numbers from here on are marks."""
_FORMULA, _ERROR, _EMPTY_TEXT = 0x06, 2, 3
_BOUNDSHEET, _BOF, _EOF, _ROW, _BOOLERR, _FILEPASS = 0x85, 0x809, 0x0A, 0x208, 0x205, 0x2F
_CELLS = {
    _FORMULA: "formula",
    0x203: "number",
    0x204: "label",
    _BOOLERR: "error",
    0x27E: "rk",
    0xFD: "text",
    0xD6: "rich",
}
_MULRK = 0xBD
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_WORKSHEET = 0


def scan(file: str, content: bytes) -> Iterator[tuple[str, Details]]:
    """The details of each worksheet, by name. raises LockedWorkbook; IndexError, KeyError, struct.error for damage."""
    stream = _workbook_stream(content)
    sheets: list[tuple[str, Details]] = []
    formulas = _Formulas()
    for kind, record in list(_records(stream, 0)):
        if kind == _FILEPASS:
            raise LockedWorkbook(file=file)
        if kind == _BOUNDSHEET and record[5] == _WORKSHEET:
            at, length, wide = *struct.unpack_from("<I", record), record[6], record[7] & 1
            name = record[8 : 8 + length * (1 + wide)].decode("utf-16-le" if wide else "latin-1")
            sheets.append((name, _sheet(stream, at, formulas)))
    if not formulas.calculated:
        for details, cell in formulas.blank:
            details.texts[cell] = NO_VALUE
    yield from sheets


class _Formulas:
    """The formulas of a workbook.

    A formula that gives an empty text has the same result as one that was never calculated, as software writes it.
    A workbook in which no formula has another result was not calculated.
    """

    def __init__(self) -> None:
        self.calculated = False
        self.blank: list[tuple[Details, Position]] = []

    def add(self, details: Details, cell: Position, record: bytes) -> None:
        """Take note of the record of a formula."""
        result, code, is_number = record[6], record[8], record[12:14] != b"\xff\xff"
        if not is_number and result == _EMPTY_TEXT:
            self.blank.append((details, cell))
            return
        self.calculated = True
        if not is_number and result == _ERROR:
            details.texts[cell] = _ERRORS.get(code, NO_VALUE)


def _sheet(stream: bytes, at: int, formulas: _Formulas) -> Details:
    details = Details()
    add = details.extent.add
    for kind, record in _records(stream, at):
        if kind in _CELLS:
            row, column = struct.unpack_from("<HH", record)
            add(row, column)
            if kind == _BOOLERR and record[7]:
                details.texts[row, column] = _ERRORS.get(record[6], NO_VALUE)
            elif kind == _FORMULA:
                formulas.add(details, (row, column), record)
        elif kind == _MULRK:
            row, column = struct.unpack_from("<HH", record)
            add(row, column)
            add(row, *struct.unpack_from("<H", record, len(record) - 2))
        elif kind == _ROW and record[12] & 0x20:
            details.hidden_rows.add(*struct.unpack_from("<H", record))
    return details


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records of a substream, from its start to its end; those of charts inside of it are left out."""
    depth = 0
    while True:
        kind, length = struct.unpack_from("<HH", stream, at)
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0:
            return
        if depth == 1:
            yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _workbook_stream(content: bytes) -> bytes:
    """The stream of the workbook in its container."""
    size = 1 << struct.unpack_from("<H", content, 30)[0]
    table = _sector_table(content, size)

    def sectors(start: int) -> bytes:
        return b"".join(content[(sector + 1) * size : (sector + 2) * size] for sector in _chain(table, start))

    directory = sectors(struct.unpack_from("<I", content, 48)[0])
    entries: dict[str, tuple[int, int]] = {}
    for at in range(0, len(directory) - 127, 128):
        letters = struct.unpack_from("<H", directory, at + 64)[0]
        name = directory[at : at + max(letters - 2, 0)].decode("utf-16-le", "replace")
        start, length = struct.unpack_from("<II", directory, at + 116)
        entries.setdefault(name, (start, length))
    start, length = entries.get("Workbook") or entries["Book"]
    if length >= struct.unpack_from("<I", content, 56)[0]:
        return sectors(start)[:length]
    small = sectors(entries["Root Entry"][0])
    small_table = sectors(struct.unpack_from("<I", content, 60)[0])
    numbers = struct.unpack(f"<{len(small_table) // 4}I", small_table)
    return b"".join(small[at * 64 : at * 64 + 64] for at in _chain(numbers, start))[:length]


def _sector_table(content: bytes, size: int) -> tuple[int, ...]:
    """For each sector the number of the one that follows."""
    places = list(struct.unpack_from("<109I", content, 76))
    more = struct.unpack_from("<I", content, 68)[0]
    while more < _FREE and len(places) < len(content) // size:
        *found, more = struct.unpack_from(f"<{size // 4}I", content, (more + 1) * size)
        places += found
    data = b"".join(content[(place + 1) * size : (place + 2) * size] for place in places if place < _FREE)
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])


def _chain(table: tuple[int, ...], sector: int) -> Iterator[int]:
    """The sectors of a stream. raises IndexError for a chain that is broken or has no end."""
    for _step in range(len(table) + 1):
        if sector >= _FREE:
            return
        yield sector
        sector = table[sector]
    raise IndexError("a chain of sectors without an end")
