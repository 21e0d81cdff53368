"""What the Reports screen shows of one figure: the figure and its rule in words, and a chart or a text in its place."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from radiodesk.tui.widgets.bars import LEAST_HEIGHT, Bar
from radiodesk.tui.widgets.clipped import Clipped

if TYPE_CHECKING:
    from radiodesk.tui.widgets.bar_chart import BarChart


class ChartArea(Vertical):
    """A chart under its title. The title, which repeats the figure's name, is left out where the bars need its line."""

    def on_resize(self) -> None:
        """Show the title if there is room for it."""
        self.query_one("#chart-title").display = self.size.height > LEAST_HEIGHT


class FigureView(Vertical):
    """The lines on a figure, above its chart."""

    def compose(self) -> ComposeResult:
        """Lay out the lines, the text in place of the chart, and the chart."""
        yield Clipped(id="detail")
        yield Clipped(id="rule")
        yield Static(classes="empty", markup=False)
        with ChartArea(id="chart"):
            yield Static(id="chart-title", markup=False)

    def describe(self, detail: str, rule: str) -> None:
        """Show a figure and its rule in words."""
        self.query_one("#detail", Static).update(detail)
        self.query_one("#rule", Static).update(rule)

    async def draw(self, title: str, bars: Sequence[Bar], *, upright: bool) -> None:
        """Draw a chart. upright: bars of months, which stand side by side; else they lie below each other."""
        self.show_empty("")
        self.query_one("#chart-title", Static).update(title)
        (await self._chart()).show(bars, upright=upright)

    def show_empty(self, text: str) -> None:
        """Show a text in place of the chart, or the chart if the text is empty."""
        empty = self.query_one(".empty", Static)
        empty.update(text)
        empty.display = bool(text)
        self.query_one("#chart").set_class(bool(text), "-hidden")  # a short screen hides it, too

    async def _chart(self) -> "BarChart":
        """The chart, which is made when it is shown for the first time: its library takes long to load."""
        kind = await asyncio.to_thread(_chart_class)
        area = self.query_one("#chart")
        for chart in area.query(kind):
            return chart
        chart = kind()
        await area.mount(chart)
        return chart


def _chart_class() -> "type[BarChart]":
    from radiodesk.tui.widgets.bar_chart import BarChart

    return BarChart
