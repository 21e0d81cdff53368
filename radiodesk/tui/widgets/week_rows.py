"""The rows of a week on a time axis: blocks in proportion to their lengths, each readable, quiet hours folded. Pure."""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate

DAY = 24 * 60
"""Minutes of a day."""

SCALES = ((2, 20), (3, 14), (5, 9), (10, 6), (15, 5), (20, 4), (30, 4), (45, 3), (60, 2))
"""Minutes per row, and how many rows an interval has at most: a long programme is no list. The first that fits counts.
"""
LEAST_GAP = 15
"""The end of a broadcast begins a row only if nothing starts for so many minutes: else the start does."""
QUIET = 60
"""Minutes without any broadcast in the week that are folded to one row."""


@dataclass(frozen=True)
class Block:
    """A part of a broadcast on one day. begin, end: minutes since midnight."""

    identity: Hashable
    day: int
    """0 is the first day."""
    begin: int
    end: int


@dataclass(frozen=True)
class Row:
    """One row of the axis. begin: minutes since midnight."""

    begin: int
    is_fold: bool = False
    is_first: bool = True
    """Whether something begins or ends here: only these rows are labelled."""


@dataclass(frozen=True)
class Cell:
    """A place of a block on a day: its first row and the row after its last one."""

    block: Block
    first: int
    end: int


@dataclass
class Layout:
    """The rows, and the cells of each day in order. Not changed any more once it was asked for a row or a cell."""

    rows: list[Row]
    cells: list[list[Cell]] = field(default_factory=lambda: [[] for _day in range(7)])

    def cell_at(self, day: int, row: int) -> Cell | None:
        """The cell that covers a row: of several, the one that begins last."""
        return self._covering[day].get(row)

    def with_blocks(self, blocks: Iterable[Block]) -> "Layout":
        """The same rows with other blocks: what is dragged does not move the rows under the pointer."""
        found = Layout(self.rows)
        for block in sorted(blocks, key=lambda each: (each.begin, each.end)):
            first = self.row_of(block.begin)
            found.cells[block.day].append(Cell(block, first, max(first + 1, self.row_of(block.end - 1) + 1)))
        return found

    def row_of(self, minute: int) -> int:
        """The row in which a minute of the day lies."""
        return max(0, bisect_right(self._begins, minute) - 1)

    @cached_property
    def _covering(self) -> list[dict[int, Cell]]:
        """The cell of each row, by day: every key asks for all rows that are visible."""
        return [
            {row: cell for cell in sorted(cells, key=lambda each: each.first) for row in range(cell.first, cell.end)}
            for cells in self.cells
        ]

    @cached_property
    def _begins(self) -> list[int]:
        return [each.begin for each in self.rows]


def blocks_of(
    identity: Hashable, starts: dt.datetime, ends: dt.datetime | None, monday: dt.date, days: int = 7
) -> list[Block]:
    """The parts of a broadcast on the days of a week. ends: None counts as a quarter of an hour. Both are local."""
    begin = starts.replace(tzinfo=None)
    end = max(ends.replace(tzinfo=None) if ends else begin + dt.timedelta(minutes=15), begin + dt.timedelta(minutes=1))
    found = []
    for day in range(days):
        midnight = dt.datetime.combine(monday + dt.timedelta(days=day), dt.time())
        first, last = max(begin, midnight), min(end, midnight + dt.timedelta(days=1))
        if first < last:
            minutes = [
                int((each - midnight).total_seconds() // 60) for each in (first, last)
            ]  # cut, as all times shown
            found.append(Block(identity, day, minutes[0], max(minutes[1], minutes[0] + 1)))
    return found


def layout(blocks: Iterable[Block], height: int = 0) -> Layout:
    """Lay the blocks out, on a scale at which they fit into so many rows if there is one.

    Every start has its own row, and two on one day that start together have one each.
    """
    everything = sorted(blocks, key=lambda each: (each.begin, each.end))
    intervals = _intervals(everything)
    fitting = (
        (minutes, most) for minutes, most in SCALES if sum(each.count(minutes, most) for each in intervals) <= height
    )
    return _on_scale(everything, intervals, *next(fitting, (30, 4)))


@dataclass(frozen=True)
class _Interval:
    """The time between two points of the axis. begin, end: minutes since midnight."""

    begin: int
    end: int
    least: int
    """How many blocks of one day start together at its begin."""
    is_quiet: bool
    """Whether nothing is on air."""

    def count(self, minutes: int, most: int) -> int:
        """The number of its rows: in proportion, at least as many as blocks start together, one if it is quiet."""
        return 1 if self.is_quiet else max(self.least, 1, min(most, round((self.end - self.begin) / minutes)))

    def rows(self, minutes: int, most: int) -> list[Row]:
        """Its rows on a scale."""
        if self.is_quiet:
            return [Row(self.begin, is_fold=self.end - self.begin >= QUIET)]
        count, length = self.count(minutes, most), self.end - self.begin
        return [Row(self.begin + length * number // count, is_first=not number) for number in range(count)]


def _intervals(everything: Sequence[Block]) -> list[_Interval]:
    """The intervals of a day. everything: in order."""
    points = _points(everything)
    together = Counter((each.begin, each.day) for each in everything)
    least: dict[int, int] = defaultdict(int)
    for (begin, _day), count in together.items():
        least[begin] = max(least[begin], count)
    latest: dict[int, int] = defaultdict(int)
    for block in everything:
        latest[block.begin] = max(latest[block.begin], block.end)
    lasts = accumulate((latest[point] for point in points), max)  # each start is a point
    ends = [*points[1:], DAY]
    return [
        _Interval(begin, end, least[begin], is_quiet=last <= begin)
        for begin, end, last in zip(points, ends, lasts, strict=True)
    ]


def _on_scale(everything: Sequence[Block], intervals: Sequence[_Interval], minutes: int, most_rows: int) -> Layout:
    """The layout on a scale. everything: in order."""
    points = [each.begin for each in intervals]
    together: dict[tuple[int, int], list[Block]] = defaultdict(list)
    for block in everything:
        together[block.day, block.begin].append(block)
    rows: list[Row] = []
    first_row: dict[int, int] = {}
    for interval in intervals:
        first_row[interval.begin] = len(rows)
        rows += interval.rows(minutes, most_rows)
    found = Layout(rows)
    for (day, begin), of_day in together.items():
        for place, block in enumerate(of_day):
            first = first_row[begin] + place
            past = bisect_left(points, block.end)
            end = first_row[points[past]] if past < len(points) else len(rows)
            is_last = place == len(of_day) - 1
            found.cells[day].append(Cell(block, first, max(first + 1, end) if is_last else first + 1))
    return found


def _points(blocks: Sequence[Block]) -> list[int]:
    """Where rows begin: at midnight, at each start, and at ends that no start follows soon."""
    starts = sorted({each.begin for each in blocks})
    points = {0, *starts}
    for end in {each.end for each in blocks}:
        following = bisect_left(starts, end)
        soon = starts[following] - end if following < len(starts) else DAY - end
        if soon >= LEAST_GAP:
            points.add(end)
    return sorted(each for each in points if each < DAY)
