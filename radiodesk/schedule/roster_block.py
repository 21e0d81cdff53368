"""A block of names that was copied in a spreadsheet, put into the roster of a week from a cell on. Pure: no session."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from radiodesk.errors import UserError
from radiodesk.kinds import BroadcastState, DutyRole
from radiodesk.locale import N_, _, formats
from radiodesk.model.name_search import NameSearch
from radiodesk.model.names import join_names, split_names
from radiodesk.model.text import TextTooLong, key, quoted
from radiodesk.schedule.unusual import shortened
from radiodesk.schedule.week_roster import DAYS, Assignment, RosterCell, RosterRow, people_of

LONGEST = 100_000
"""Maximum number of characters of a block."""

FAULTS_SHOWN = 3
"""Faults that are said in words; of more only the number."""

MOST_UNCLEAR = 30
"""The most names that nobody has. A text with more of them is no roster."""


class BlockTooLarge(UserError):
    """A block that reaches beyond the table."""

    message = N_(
        "The pasted block is too large: it has {rows} × {columns} cells (down × across), and from this cell on the "
        "table has {rows_left} × {columns_left}. Paste it further up or left, or copy less"
    )


class NotARoster(UserError):
    """Pasted text that is no table of names."""

    message = N_("This is no table of names: {count} are not known, such as “{name}” ({place}). Copy the cells alone")


class CannotPaste(UserError):
    """Cells of the block in which nobody can be put on duty."""

    message = N_("Nothing was pasted. {faults}. Empty these cells of the block, and paste it again")


class SeveralPeople(UserError):
    """A name by which several people are called."""

    message = N_("“{name}” can be {people}: type the whole name")


@dataclass(frozen=True)
class Unclear:
    """A pasted name that nobody has, or several people."""

    name: str
    place: str
    """The first cell that has it, in words."""
    is_new: bool
    """Whether nobody has it."""


@dataclass(frozen=True)
class PlacedBlock:
    """A block in its place: the cells that it changes, each with the names that it gives them."""

    role: DutyRole
    cells: Sequence[tuple[RosterCell, tuple[str, ...]]]
    unclear: Sequence[Unclear]
    """What must be corrected before it is stored."""

    def wanted(self, meant: Callable[[str], Sequence[str]]) -> list[Assignment]:
        """What stores the block. meant: whom a name stands for."""
        return [
            Assignment(each, self.role, tuple(dict.fromkeys(person for name in names for person in meant(name))))
            for cell, names in self.cells
            for each in cell.on_air
        ]


def read(text: str) -> list[list[str]]:
    """The rows of a block: cells are separated by tabs, rows by new lines. A cell in quotation marks may have both.

    All rows are as long as the longest one, and at least one cell. Blank rows at the end are left out: a spreadsheet
    copies them with the names above. raises TextTooLong.
    """
    if len(text) > LONGEST:
        raise TextTooLong(text=quoted(text), length=len(text), limit=LONGEST)
    lines = text.replace("\r\n", "\n").replace("\r", "\n")  # terminals send one or the other
    rows = list(csv.reader(io.StringIO(lines), "excel-tab"))
    while rows and not any(map(str.strip, rows[-1])):
        rows.pop()
    width = max([1, *map(len, rows)])
    return [row + [""] * (width - len(row)) for row in rows]


def placed(
    text: str, rows: Sequence[RosterRow], place: tuple[int, int], role: DutyRole, names: NameSearch
) -> PlacedBlock:
    """Put a block into the cells from one on, to the right and down. An empty cell of the block empties a cell.

    rows: as they are shown. place: the row and the day of the first cell, from 0. names: the people.
    raises BlockTooLarge, CannotPaste, NotARoster and text errors.
    """
    block, (first, day) = read(text), place
    if not block:
        return PlacedBlock(role, (), ())
    rows_left, days_left = len(rows) - first, DAYS - day
    if len(block) > rows_left or len(block[0]) > days_left:
        raise BlockTooLarge(rows=len(block), columns=len(block[0]), rows_left=rows_left, columns_left=days_left)
    cells: list[tuple[RosterCell, tuple[str, ...]]] = []
    unclear: dict[str, Unclear] = {}
    faults: list[str] = []
    for row, texts in zip(rows[first:], block, strict=False):
        for cell, typed in zip(row.cells[day:], texts, strict=False):
            found = split_names(typed)
            meant = [whom(name, names) for name in found]
            if _stays(cell, role, meant):
                continue
            cells.append((cell, tuple(found)))
            faults += [each.format(place=place_of(row, cell)) for each in _faults(cell)]
            for name, people in zip(found, meant, strict=True):
                if len(people) != 1:
                    unclear.setdefault(key(name), Unclear(name, place_of(row, cell), not people))
    if faults:
        raise CannotPaste(faults="; ".join(shortened(faults, FAULTS_SHOWN)))
    unknown = [each for each in unclear.values() if each.is_new]
    if len(unknown) > MOST_UNCLEAR:
        one = unknown[0]
        raise NotARoster(count=formats.number(len(unknown)), name=one.name, place=one.place)
    return PlacedBlock(role, cells, tuple(unclear.values()))


def whom(name: str, names: NameSearch) -> list[str]:
    """The people whom a name can mean."""
    return [each.name for each in names.meant(name)]


def corrected(typed: str, names: NameSearch) -> list[str]:
    """The people of a corrected text. A name that nobody has stays: a new person has it. raises SeveralPeople."""
    found = []
    for name in split_names(typed):
        people = whom(name, names)
        if len(people) > 1:
            raise SeveralPeople(name=name, people=join_names(people))
        found += people or [name]
    return found


def place_of(row: RosterRow, cell: RosterCell) -> str:
    """The day, the starts and the title of a cell, in words."""
    times = ", ".join(formats.clock(each.starts) for each in cell.broadcasts) or formats.clock(row.usual)
    title = cell.broadcasts[0].title if cell.broadcasts else row.title
    return f"{formats.short_weekday(cell.day)} {formats.short_day(cell.day)} {times} {title}"


def _stays(cell: RosterCell, role: DutyRole, meant: Sequence[Sequence[str]]) -> bool:
    """Whether a block changes nothing in a cell. meant: the people whom each of its names there can mean."""
    if not meant and not cell.on_air:
        return True
    if any(len(people) != 1 for people in meant):
        return False
    wanted = {people[0] for people in meant}
    present = [set(people_of(each, role)) for each in cell.on_air or cell.broadcasts]
    return bool(present) and all(people == wanted for people in present)


def _faults(cell: RosterCell) -> list[str]:
    """Why a block cannot put anybody on duty in a cell, with {place}."""
    if not cell.broadcasts:
        return [_("{place}: not planned on this day")]
    if not cell.on_air:
        return [_("{place}: not on the air")]
    was_aired = any(each.state is BroadcastState.AIRED for each in cell.on_air)
    return [_("{place}: aired already, Enter changes who was on duty")] if was_aired else []
