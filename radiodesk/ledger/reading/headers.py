"""Header rows: which rows of a sheet are the header of a table, and what its columns are."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TypeAlias

from radiodesk.errors import visible
from radiodesk.ledger.columns import (
    KNOWN_HEADERS,
    LONGEST_WORD,
    Column,
    Fit,
    SheetKind,
    best_fit,
    column_of,
    in_brackets,
    plain,
    plain_header,
)
from radiodesk.ledger.reading.lengths import LENGTH_COLUMNS, Unit, unit_of_header
from radiodesk.ledger.reading.row_kinds import KEY_COLUMNS, KNOWN_WORDS, is_day
from radiodesk.ledger.reading.times import read_time
from radiodesk.ledger.sheets import Cell, Sheet
from radiodesk.model.text import fold

_NUMBERING = re.compile(r"\(?(?:[0-9]{1,2}(?:=.*)?|[a-z])\)?")
MINUTE, HOUR = 60, 3600
_SECONDS = {"gio": HOUR, "phut": MINUTE, "giay": 1}
_BEFORE_UNIT = {"", "so", *(plain(header) for header in column_of(SheetKind.STORIES, "seconds").headers)}
LONGEST_SHOWN = 60
"""Characters of a header that a message shows."""


Parts: TypeAlias = tuple[tuple[int, int], ...]
"""The places of the parts of a length, each with the seconds that it counts, the longest unit first."""


@dataclass(frozen=True)
class Header:
    """The header of a table: one row or two, with rows of units and of column numbers below them."""

    kind: SheetKind
    first: int
    end: int
    """The first row below it. Rows count from 0 in the sheet."""
    columns: Mapping[str, int]
    """The place of each column in a row, by the name of the column."""
    texts: Mapping[str, str]
    """The header of each column as the sheet writes it, by the name of the column."""
    units: Mapping[str, Unit]
    """The units that the header states, by the name of the column."""
    missing: tuple[Column, ...]
    """Required columns that are not there."""
    unknown: tuple[str, ...]
    """Headers that are not understood."""
    twice: tuple[str, ...]
    """Headers of a column that the table already has."""
    headed: frozenset[int]
    """The places that have a header, understood or not."""
    parts: Mapping[str, "Parts"]
    """Lengths and times of day that stand in several columns, such as Phút and Giây, by the name of the column."""

    def same_columns(self, other: "Header") -> bool:
        """Whether this is another header again, as at the top of each printed page. It may leave out its units."""
        same = self.kind is other.kind and dict(self.columns) == dict(other.columns)
        return same and (not self.units or dict(self.units) == dict(other.units))


def header_at(sheet: Sheet, at: int, renamed: Mapping[str, str], columns: range | None = None) -> Header | None:
    """The header that begins at a row, or None. columns: the part of the row to look at; None for all of it.

    renamed: the station's own headers, see `columns.best_fit`.
    """
    rows = sheet.rows
    upper = _texts(rows[at], columns, numbers=True)
    if upper is None or sum(_is_known(text, renamed) for text in upper) < 2:
        return None
    lower = _texts(rows[at + 1], columns) if at + 1 < len(rows) else None
    if lower is not None:  # rows of text files differ in width
        width = max(len(upper), len(lower))
        upper, lower = [[*texts, *[""] * (width - len(texts))] for texts in (upper, lower)]
    one_row = best_fit([[text] for text in upper], renamed)
    if lower is not None and not _is_second_line(one_row, upper, lower, renamed):
        lower = None
    fit, height = one_row, 1
    if lower is not None:
        spread = _spread_over_merged(sheet, at, upper)
        pair = [
            [below, f"{above} {below}", above] if below else [above] for above, below in zip(spread, lower, strict=True)
        ]
        two_rows = best_fit(pair, renamed)
        score = two_rows.score
        if score > one_row.score and score > best_fit([[text] for text in lower], renamed).score:
            fit, height = two_rows, 2
    if not fit.is_ledger:
        return None
    texts = (
        upper if height == 1 or lower is None else [below or above for above, below in zip(upper, lower, strict=True)]
    )
    return _header(sheet, at, height, fit, texts, columns)


def is_numbering(cells: Sequence[Cell]) -> bool:
    """Whether a row numbers the columns: (1) (2) (3), 1 2 3, or A B 1 2."""
    texts: list[str] = []
    for cell in cells:
        if text := _as_text(cell):
            if not _NUMBERING.fullmatch(text):
                return False
            texts.append(text)
    if len(texts) < 3:
        return False
    numbers = [int(found[0]) for text in texts if (found := re.search(r"[0-9]+", text))]
    return numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else True


def _header(sheet: Sheet, at: int, height: int, fit: Fit, texts: Sequence[str], columns: range | None) -> Header:
    end = at + height
    units = _units(fit, texts)
    parts = _columns_in_parts(fit, texts)
    while end < len(sheet.rows):
        below = _texts(sheet.rows[end], columns)
        if below is not None and any(below) and all(in_brackets(text) == text for text in below):
            if not is_numbering(sheet.rows[end]):
                units |= _units(fit, below)
        elif below is not None and all(map(_counted, filter(None, below))) and (named := _columns_in_parts(fit, below)):
            parts |= named
            texts = [text or part for text, part in zip_longest(texts, below, fillvalue="")]
        elif not is_numbering(sheet.rows[end]):
            break
        end += 1
    further = {place for places in parts.values() for place, _seconds in places[1:]}
    places = {name: found[0][0] for name, found in parts.items()}
    twice: list[str] = []
    for place, column in fit.columns.items():
        if column.name in places and places[column.name] != place and place not in further:
            twice.append(shown(texts[place]))
        places.setdefault(column.name, place)
    read = {*fit.columns, *places.values(), *further}
    unknown = tuple(visible(text) for place, text in enumerate(texts) if text and place not in read)
    return Header(
        fit.kind,
        at,
        end,
        places,
        {name: shown(texts[place]) for name, place in places.items()},
        units,
        tuple(fit.missing),
        unknown,
        tuple(twice),
        frozenset(place for place, text in enumerate(texts) if text) | further,
        parts,
    )


def _columns_in_parts(fit: Fit, texts: Sequence[str]) -> dict[str, Parts]:
    """The lengths and the time of day that a row of a header divides into several columns.

    Phút beside Giây is a length without any other header, too; but Giờ beside Phút is a time of day.
    """
    found: dict[str, Parts] = {}
    for place, column in fit.columns.items():
        if column.name in LENGTH_COLUMNS and column.name not in found and (parts := _parts_from(texts, place)):
            found[column.name] = parts
    hours = next((place for place, column in fit.columns.items() if column.name == "time"), None)
    if hours is not None and _counted(*texts[hours : hours + 1]) == HOUR and (parts := _parts_from(texts, hours)):
        found["time"] = parts
    taken = {*fit.columns, *(place for parts in found.values() for place, _seconds in parts)}
    if not any(column.name == "seconds" for column in fit.columns.values()):
        for place in range(len(texts)):
            if place not in taken and _counted(texts[place]) == MINUTE and (parts := _parts_from(texts, place)):
                found["seconds"] = parts
                break
    return found


def _parts_from(texts: Sequence[str], place: int) -> Parts:
    """The parts of a length from a place on; none unless there are two."""
    found: list[tuple[int, int]] = []
    while place < len(texts) and (seconds := _counted(texts[place])) and (not found or seconds < found[-1][1]):
        found.append((place, seconds))
        place += 1
    return tuple(found) if len(found) > 1 else ()


def _counted(text: str = "") -> int:
    """The seconds of what a header of a part of a length counts, such as "Phút" or "Thời lượng (phút)"; else 0."""
    *others, unit = plain(text).split() or [""]
    return _SECONDS.get(unit, 0) if " ".join(others) in _BEFORE_UNIT else 0


def _units(fit: Fit, texts: Sequence[str]) -> dict[str, Unit]:
    return {
        column.name: unit
        for place, column in fit.columns.items()
        if column.name in LENGTH_COLUMNS and place < len(texts) and (unit := unit_of_header(in_brackets(texts[place])))
    }


def _is_second_line(first: Fit, upper: Sequence[str], lower: Sequence[str], renamed: Mapping[str, str]) -> bool:
    """Whether a row of texts may be the second line of a header. The first row of data may hold a known header, too.

    Headers state no day, no time and no kind of row, and most texts of the second line are known, by themselves or
    below those of the first.
    """
    pairs = [(above, below) for above, below in zip(upper, lower, strict=True) if below]
    places = {column.name: place for place, column in first.columns.items()}
    title, word = (lower[places[name]] if name in places else "" for name in KEY_COLUMNS[first.kind])
    if (title and plain(word) in KNOWN_WORDS[first.kind]) or any(read_time(text) or is_day(text) for text in lower):
        return False
    known = sum(_is_known(below, renamed) or _is_known(f"{above} {below}", renamed) for above, below in pairs)
    return known * 2 >= len(pairs)


def _texts(row: Sequence[Cell], columns: range | None, *, numbers: bool = False) -> list[str] | None:
    """The texts of a row; empty outside the columns. None if the row holds anything else.

    numbers: whether it may hold numbers, such as a year beside a header.
    """
    texts: list[str] = []
    for place, cell in enumerate(row):
        if columns is not None and place not in columns:
            texts.append("")
        elif isinstance(cell, str):
            texts.append(" ".join(cell[:LONGEST_WORD].split()))
        elif numbers and isinstance(cell, int | float):
            texts.append(_as_text(cell))
        else:
            return None
    return texts


def shown(header: str) -> str:
    """A header as a message shows it."""
    return visible(header if len(header) <= LONGEST_SHOWN else f"{header[:LONGEST_SHOWN]}…")


def _spread_over_merged(sheet: Sheet, at: int, texts: Sequence[str]) -> list[str]:
    """The texts of a row, with the text of a merged cell in every column that it covers."""
    spread = list(texts)
    for left, right in sheet.merged_across.get(at, ()):
        spread[left : right + 1] = [spread[left]] * (min(right + 1, len(spread)) - left)
    return spread


def _is_known(text: str, renamed: Mapping[str, str]) -> bool:
    return len(text) <= 60 and bool(text) and (plain_header(text) in KNOWN_HEADERS or plain_header(text) in renamed)


def _as_text(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return fold(str(cell))


def blocks(row: Sequence[Cell]) -> Iterator[range]:
    """The parts of a row that blank cells separate: tables may stand side by side."""
    start: int | None = None
    for place, cell in enumerate([*row, ""]):
        blank = isinstance(cell, str) and not cell.strip()
        if not blank and start is None:
            start = place
        elif blank and start is not None:
            yield range(start, place)
            start = None
