"""Bars of a chart as values, and figures as a line of characters. Pure: nothing here draws on the screen."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size

from radiodesk.errors import visible
from radiodesk.locale import formats
from radiodesk.reports.content import Value

STEPS = "▁▂▃▄▅▆▇█"
NO_DATA = "·"

LEAST_HEIGHT = 4
"""Upright bars need so many lines: a number, two of bar, and a label."""

REST = "…"
"""The label of the bar for all rows that have no bar of their own."""

LONGEST_LABEL = 30
"""The longest label of a level bar, in cells."""


@dataclass(frozen=True)
class Bar:
    """A bar. value: None without data. marked: it belongs to the period."""

    label: str
    value: Value | None
    marked: bool = True


def sparkline(values: Sequence[Value | None]) -> str:
    """One character for each value, as high as its share of the largest one. "·" stands where there is no data."""
    highest = max((value for value in values if value is not None), default=0)
    return "".join(
        NO_DATA if value is None else STEPS[int(value * (len(STEPS) - 1) / highest) if highest else 0]
        for value in values
    )


def fitting(bars: Sequence[Bar], most: int) -> list[Bar]:
    """The highest bars first, at most so many. The last one stands for all others, if there are more."""
    in_order = sorted(bars, key=lambda bar: -(bar.value or 0))
    if len(in_order) <= most:
        return in_order
    shown, others = in_order[: most - 1], in_order[most - 1 :]
    rest = sum((bar.value for bar in others if bar.value is not None), start=0)
    return [*shown, Bar(f"{REST} ({formats.number(len(others))})", rest)]


def level_labels(bars: Sequence[Bar], width: int) -> list[str]:
    """The labels of bars below each other, each with its number, all equally wide. width: that of the chart."""
    names = [_cut(visible(bar.label), min(LONGEST_LABEL, width // 2)) for bar in bars]
    numbers = ["–" if bar.value is None else formats.number(bar.value) for bar in bars]
    name_width, number_width = max(map(cell_len, names), default=0), max(map(len, numbers), default=0)
    return [
        f"{set_cell_size(name, name_width)}  {number.rjust(number_width)} "
        for name, number in zip(names, numbers, strict=True)
    ]


def _cut(text: str, width: int) -> str:
    return text if cell_len(text) <= width else set_cell_size(text, width - 1) + "…"
