"""A bar a month: how a figure went over the year."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from radiodesk.locale import formats


@dataclass(frozen=True)
class MonthBar:
    """A month's label and its figure. marked: the month is one of those that are looked at."""

    label: str
    value: int
    marked: bool = True


class MonthBars(Widget):
    """Horizontal bars, one a line: mark, label, figure, bar. The longest fills the width."""

    def __init__(self) -> None:
        super().__init__()
        self._bars: Sequence[MonthBar] = ()

    def show(self, bars: Sequence[MonthBar]) -> None:
        """Draw these."""
        self._bars = bars
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """A line a bar."""
        return len(self._bars)

    def render(self) -> Content:
        """The bars for the width there is."""
        return Content("\n").join(drawn(self._bars, self.size.width))


def drawn(bars: Sequence[MonthBar], width: int) -> list[Content]:
    """The lines of the chart, at most `width` cells wide."""
    figures = [formats.number(bar.value) for bar in bars]
    label = max((len(bar.label) for bar in bars), default=0)
    figure = max(map(len, figures), default=0)
    room = max(1, width - label - figure - 6)
    longest = max((bar.value for bar in bars), default=0) or 1
    return [
        Content.assemble(
            ("• " if bar.marked else "  ", "$accent"),
            (bar.label.rjust(label), "" if bar.marked else "$text-muted"),
            "  ",
            figures[number].rjust(figure),
            "  ",
            (line(bar.value * room * 2 // longest), "$primary" if bar.marked else "$secondary 60%"),
        )
        for number, bar in enumerate(bars)
    ]


def line(halves: int) -> str:
    """A bar as long as that many halves of a cell: lines leave air between the months, blocks would not."""
    return "━" * (halves // 2) + "╸" * (halves % 2)
