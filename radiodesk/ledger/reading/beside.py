"""Which columns of a sheet belong to which table, where tables stand side by side."""

from collections.abc import Collection, Mapping
from itertools import groupby

from radiodesk.ledger.reading.headers import Header, blocks, header_at
from radiodesk.ledger.sheets import Sheet

FEWEST = 3
"""Columns that a table has at least."""
MOST_PARTS = 12
"""Limit for the parts between blank cells of a row in which tables beside each other are looked for."""


def side_by_side(sheet: Sheet, at: int, renamed: Mapping[str, str]) -> list[range | None]:
    """The parts of a sheet that hold a table each, by a row with their headers; [None] for a single table.

    Blank cells of the row separate tables, but also the columns of one table where a header is missing: of all ways to
    divide the row, the one in which most columns are understood is taken, then the one with the fewest tables.
    """
    starts = [part.start for part in blocks(sheet.rows[at])][: MOST_PARTS + 1]
    if not 2 <= len(starts) <= MOST_PARTS:
        return [None]
    starts[0] = 0
    ends = [*starts[1:], _width(sheet)]

    def understood(columns: range) -> int:
        header = header_at(sheet, at, renamed, columns)
        return len(header.columns) - len(header.twice) if header else 0

    best: list[tuple[int, int, list[range]]] = [(0, 0, [])]
    """For each number of parts from the left: columns that are understood, tables with a minus, the tables."""
    for end in ends:
        columns = [range(start, end) for start in starts[: len(best)]]
        best.append(
            max(
                (
                    (count + understood(last), fewer - 1, [*before, last])
                    for last, (count, fewer, before) in zip(columns, best, strict=True)
                ),
                key=lambda found: (*found[:2], found[2][-1].start),
            )
        )
    tables = best[-1][2]
    return list(tables) if len(tables) > 1 else [None]


def divided(
    sheet: Sheet, columns: range | None, header: Header, unheaded: Collection[int], renamed: Mapping[str, str]
) -> list[range]:
    """Divide a part of a sheet where a table stands beside the one with this header, with its header in another row.

    unheaded: the columns of the part that hold something, and have no header. Empty if there is no such table.
    """
    whole = columns or range(_width(sheet))
    known_places = header.columns.values()
    for _count, run in groupby(sorted(unheaded), lambda place: sum(known < place for known in known_places)):
        places = list(run)
        beside = range(places[0], places[-1] + 1)
        if len(places) < FEWEST or not any(header_at(sheet, at, renamed, beside) for at in range(len(sheet.rows))):
            continue
        if max(known_places) < beside.start:
            return [range(whole.start, beside.start), range(beside.start, whole.stop)]
        if beside.stop <= min(known_places):
            return [range(whole.start, beside.stop), range(beside.stop, whole.stop)]
    return []


def _width(sheet: Sheet) -> int:
    return max(map(len, sheet.rows), default=0)
