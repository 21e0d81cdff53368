"""A bar a month: how a figure went, month by month."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from radiodesk.locale import formats

EIGHTHS = " ▏▎▍▌▋▊▉"


@dataclass(frozen=True)
class MonthBar:
    """A month's label and its figure."""

    label: str
    value: int


class MonthBars(Widget):
    """Horizontal bars, one a line: label, figure, bar. The longest fills the width."""

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
    """The lines of the chart, `width` cells wide."""
    figures = [formats.number(bar.value) for bar in bars]
    label = max((len(bar.label) for bar in bars), default=0)
    figure = max(map(len, figures), default=0)
    room = max(1, width - label - figure - 3)
    longest = max((bar.value for bar in bars), default=0) or 1
    return [
        Content.assemble(
            (bar.label.ljust(label), "$text-muted"),
            "  ",
            text.rjust(figure),
            " ",
            (blocks(bar.value * room * 8 // longest), "$primary"),
        )
        for bar, text in zip(bars, figures, strict=True)
    ]


def blocks(eighths: int) -> str:
    """A bar of that many eighths of a cell."""
    whole, rest = divmod(eighths, 8)
    return "█" * whole + EIGHTHS[rest].strip()
