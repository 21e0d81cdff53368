"""A bar chart of a figure with one bar for each month."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from radiodesk.locale import formats


@dataclass(frozen=True)
class MonthBar:
    """A month's label and its figure. marked: the month belongs to the period shown."""

    label: str
    value: int
    marked: bool = True


class MonthBars(Widget):
    """Horizontal bars, one on each line: mark, label, figure, bar. The longest bar fills the width."""

    def __init__(self) -> None:
        super().__init__()
        self._bars: Sequence[MonthBar] = ()

    def show(self, bars: Sequence[MonthBar]) -> None:
        """Show these bars."""
        self._bars = bars
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """One line for each bar."""
        return len(self._bars)

    def render(self) -> Content:
        """The bars, fitted to the width."""
        return Content("\n").join(bar_lines(self._bars, self.size.width))


def bar_lines(bars: Sequence[MonthBar], width: int) -> list[Content]:
    """The lines of the chart, at most `width` cells wide."""
    figures = [formats.number(bar.value) for bar in bars]
    label_width = max((len(bar.label) for bar in bars), default=0)
    figure_width = max(map(len, figures), default=0)
    bar_width = max(1, width - label_width - figure_width - 6)
    highest = max((bar.value for bar in bars), default=0) or 1
    return [
        Content.assemble(
            ("• " if bar.marked else "  ", "$accent"),
            (bar.label.rjust(label_width), "" if bar.marked else "$text-muted"),
            "  ",
            figures[index].rjust(figure_width),
            "  ",
            (bar_text(bar.value * bar_width * 2 // highest), "$primary" if bar.marked else "$secondary 60%"),
        )
        for index, bar in enumerate(bars)
    ]


def bar_text(halves: int) -> str:
    """A bar of this many half cells. Line characters leave a gap between the months; blocks would not."""
    return "━" * (halves // 2) + "╸" * (halves % 2)
