"""The order of the lines of an edition after an undo."""

import itertools
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.history.log import ChangedRow
from radiodesk.model import Line
from radiodesk.model.audit import audit_row

CHUNK = 500
"""Rows per query."""

Positions = dict[int, int]
"""The positions of lines, by line id."""

Change = tuple[int, int, int | None]
"""The id of an entry, the id of a line, and its position before the entry; None if the entry added the line."""


class LinesMoved(Exception):
    """A later entry has moved lines that the undone entry moved too. Its id is in `entry_id`."""

    def __init__(self, entry_id: int) -> None:
        super().__init__(entry_id)
        self.entry_id = entry_id


def later_positions(session: Session, entry_id: int, lines: Sequence[int]) -> list[Change]:
    """What later entries changed of the positions of lines."""
    found: list[Change] = []
    for start in range(0, len(lines), CHUNK):
        statement = select(audit_row.c.entry_id, audit_row.c.row_id, audit_row.c.before).where(
            audit_row.c.table_name == Line.__tablename__,
            audit_row.c.row_id.in_(lines[start : start + CHUNK]),
            audit_row.c.entry_id > entry_id,
        )
        found += [
            (later_id, line, None if before is None else before["position"])
            for later_id, line, before in session.execute(statement)
            if before is None or "position" in before
        ]
    return found


def positions_after(now: Positions, rows: Sequence[ChangedRow], later: Sequence[Change]) -> Positions:
    """The new positions of the lines of one edition when an entry is undone.

    now: before the undo. rows: the lines of the edition that the entry changed. later: what later entries changed.
    Lines that the entry moved go back. Otherwise the present order stays, and restored lines follow the line that they
    followed. Lines that were added later stay after the line that they follow. raises LinesMoved.
    """
    added = {row.id for row in rows if row.before is None}
    history = _rolled_back(now, later)
    old = history[-1][1]  # just after the entry
    staying = [line for line in in_order(old) if line not in added]
    before = {line: old[line] for line in staying}
    before |= {row.id: row.before["position"] for row in rows if row.before and "position" in row.before}
    present = [line for line in in_order(now) if line not in added]
    as_before = in_order(before)
    if _among(as_before, staying) != staying:
        if _among(present, staying) != staying:
            raise LinesMoved(_moving_entry(history, staying))
        wanted = merged(as_before, present)
    else:
        wanted = merged(present, as_before)
    positions = {line: before.get(line, now.get(line, 0)) for line in wanted}
    exact = len(set(positions.values())) == len(wanted) and in_order(positions) == wanted
    return positions if exact else {line: number for number, line in enumerate(wanted, start=1)}


def in_order(positions: Mapping[int, int]) -> list[int]:
    """The ids of lines in the order of their positions."""
    return sorted(positions, key=lambda line: positions[line])


def merged(lines: Sequence[int], others: Sequence[int]) -> list[int]:
    """The lines, and those that only `others` has, each after the line that it follows there."""
    result = list(lines)
    known = set(lines)
    place = 0
    for line in others:
        if line in known:
            place = result.index(line) + 1
        else:
            result.insert(place, line)
            place += 1
    return result


def _among(lines: Sequence[int], wanted: Sequence[int]) -> list[int]:
    chosen = set(wanted)
    return [line for line in lines if line in chosen]


def _rolled_back(now: Positions, later: Sequence[Change]) -> list[tuple[int, Positions]]:
    """The positions before each later entry that changed some, newest first: (id of the entry, positions).

    The first item has the present positions, with the id 0; the last has those just after the undone entry.
    """
    history = [(0, now)]
    for later_id, changes in itertools.groupby(sorted(later, key=lambda each: -each[0]), key=lambda each: each[0]):
        positions = dict(history[-1][1])
        for _later_id, line, position in changes:
            if position is None:
                positions.pop(line, None)
            elif line in now:
                positions[line] = position
        history.append((later_id, positions))
    return history


def _moving_entry(history: Sequence[tuple[int, Positions]], lines: Sequence[int]) -> int:
    """The newest entry that changed the order of these lines."""
    for (_newer, positions), (entry_id, earlier) in itertools.pairwise(history):
        if _among(in_order(positions), lines) != _among(in_order(earlier), lines):
            return entry_id
    raise AssertionError("the order of these lines has not changed")
