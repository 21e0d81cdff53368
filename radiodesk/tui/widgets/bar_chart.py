"""A bar chart: upright bars for months, level ones for the rows of a breakdown. It draws with plotext.

plotext takes long to import: screens import this module when they show the first chart.
"""

from collections.abc import Sequence

from rich.text import Text
from textual.color import Color
from textual_plotext import PlotextPlot

from radiodesk.locale import formats
from radiodesk.tui.widgets.bars import LEAST_HEIGHT, Bar, fitting, level_labels

MARK = "•"
"""Marks the months of the period, also where there is no colour."""

_GAP = 0.35
"""The part of a bar's place that is left empty."""


class BarChart(PlotextPlot):
    """Bars with their labels and numbers, as large as the widget."""

    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self._bars: Sequence[Bar] = ()
        self._is_upright = True

    def show(self, bars: Sequence[Bar], *, upright: bool) -> None:
        """Show these bars. upright: those of months, which stand side by side; else they lie below each other."""
        self._bars, self._is_upright = bars, upright
        self.refresh()

    def render(self) -> Text:
        """The chart, in the colours of the theme."""
        width, height = self.size
        if not self._bars or height < 1 or width < 20:
            return Text()
        if not self._is_upright:
            bars = fitting(self._bars, height)
            self._begin(width, len(bars))
            self._draw_level(bars, width)
        elif height >= LEAST_HEIGHT:
            self._begin(width, height)
            self._draw_upright(height)
        else:
            return Text()
        return Text.from_ansi(self.plt.build(), no_wrap=True, end="")

    def _begin(self, width: int, height: int) -> None:
        plot = self.plt
        plot.clear_figure()
        plot.plotsize(width, height)
        plot._set_size(width, height)  # as the library does: the first call alone does not resize
        for set_colour in (plot.canvas_color, plot.axes_color):
            set_colour("default")
        plot.ticks_color(self._rgb("foreground"))
        plot.frame(False)

    def _draw_upright(self, height: int) -> None:
        plot, bars = self.plt, self._bars
        values = [float(bar.value or 0) for bar in bars]
        last = height - 2  # the number of the top line, counted from that of the lowest part of bars, which is 0
        top = (max(values) or 1.0) * last / (last - 1)  # a line above the highest bar, for its number
        line = top / last
        for marked, name in ((True, "primary"), (False, "secondary")):
            chosen = [number for number, bar in enumerate(bars) if bar.marked is marked]
            if chosen:
                heights = [values[number] for number in chosen]
                plot.bar(chosen, heights, width=1 - _GAP, marker="hd", color=self._rgb(name), minimum=0)
        plot.xlim(-0.5, len(bars) - 0.5)
        plot.ylim(0, top)
        plot.xticks(list(range(len(bars))), [f"{MARK}{bar.label}" if bar.marked else bar.label for bar in bars])
        plot.yticks([])
        for number, bar in enumerate(bars):
            text = "–" if bar.value is None else formats.number(bar.value)
            halves = round(values[number] / top * (2 * last + 1))  # the bar ends in the middle or at the end of a line
            above = min(halves // 2 + 1, last) * line if values[number] else 0
            plot.text(text, number, above, alignment="center", color=self._rgb("foreground"))

    def _draw_level(self, bars: Sequence[Bar], width: int) -> None:
        plot = self.plt
        labels, values = level_labels(bars, width), [float(bar.value or 0) for bar in bars]
        # plotext counts from the bottom, and puts bars with one label into one place.
        places = [float(place) for place in range(len(bars), 0, -1)]
        plot.bar(places, values, orientation="horizontal", width=0.1, marker="━", color=self._rgb("primary"))
        plot.yticks(places, labels)
        plot.xlim(0, max(values) or 1.0)
        plot.ylim(0.5, len(bars) + 0.5)
        plot.xticks([])

    def _rgb(self, name: str) -> tuple[int, int, int]:
        return Color.parse(self.app.theme_variables[name]).rgb
