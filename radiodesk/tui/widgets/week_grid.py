"""A grid of seven days side by side. Each day is a list of its broadcasts."""

import datetime as dt
import textwrap
from itertools import accumulate
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, OptionList, Static

from radiodesk.kinds import OFF_AIR
from radiodesk.locale import N_, _, formats
from radiodesk.schedule.views import BroadcastView, DayView, WeekView
from radiodesk.tui.labels import STATES

SHADES = {"green": "$success", "yellow": "$warning"}
"""The theme's colours that stand for the terminal colours in `STATES`."""


class DayList(OptionList):
    """The broadcasts of one day, by time."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", N_("Previous day"), show=False),
        Binding("right", "step(1)", N_("Next day"), show=False),
    ]

    class Entered(Message):
        """The cursor moved to this day, or within it to another broadcast."""

        def __init__(self, day: dt.date) -> None:
            super().__init__()
            self.day = day

    class Stepped(Message):
        """The user pressed the left (-1) or right (1) arrow in a day's list."""

        def __init__(self, column: "DayList", by: int) -> None:
            super().__init__()
            self.column = column
            self.by = by

    def __init__(self, rest: Static) -> None:
        super().__init__(markup=False, compact=True)
        self.view: DayView | None = None
        self._rest = rest
        """Says how many broadcasts are below the visible part of the list."""
        self._bottoms: list[int] = []
        """The line after each broadcast, from the top of the list."""

    def show(self, view: DayView, *, cursor_on: int | None) -> None:
        """Show a day. cursor_on: the broadcast that the cursor moves to; by default the one that it was on.

        If that broadcast is not there, the cursor keeps its position in the list.
        """
        previous, present = self.highlighted or 0, self.highlighted_broadcast
        if cursor_on is None and present is not None:
            cursor_on = present.id
        self.view = view
        self._fill()
        ids = [item.id for item in view.broadcasts]
        if ids:
            self.highlighted = ids.index(cursor_on) if cursor_on in ids else min(previous, len(ids) - 1)

    def action_step(self, by: int) -> None:
        """Go to the day before or after."""
        self.post_message(self.Stepped(self, by))

    def on_resize(self) -> None:
        """Wrap the titles for the new width."""
        highlighted = self.highlighted
        self._fill()
        self.highlighted = highlighted

    def _fill(self) -> None:
        width = max(1, self.size.width - 1)
        broadcasts = self.view.broadcasts if self.view else ()
        lines = [_lines(item, width) for item in broadcasts]
        self._bottoms = list(accumulate(content.plain.count("\n") + 1 for content in lines))
        self.set_options(lines)
        self._show_rest()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Update the number of broadcasts below."""
        super().watch_scroll_y(old_value, new_value)
        self._show_rest()

    def _show_rest(self) -> None:
        """Say how many broadcasts the list does not show."""
        height = self.size.height
        hidden = sum(not self.scroll_y < bottom <= self.scroll_y + height for bottom in self._bottoms)
        self._rest.update(_("… {count} more").format(count=hidden) if hidden and height else "")

    @property
    def highlighted_broadcast(self) -> BroadcastView | None:
        """The broadcast under the cursor."""
        if self.view and self.highlighted is not None and self.highlighted < len(self.view.broadcasts):
            return self.view.broadcasts[self.highlighted]
        return None

    def on_focus(self) -> None:
        """Post `Entered`."""
        self._post_entered()

    @on(OptionList.OptionHighlighted)
    def _cursor_moved(self) -> None:
        if self.has_focus:
            self._post_entered()

    def _post_entered(self) -> None:
        if self.view:
            self.post_message(self.Entered(self.view.day))


class DayName(Static):
    """The heading of a day: its weekday and date, without the month where the column is narrow."""

    def __init__(self) -> None:
        super().__init__(classes="day-name", markup=False)
        self._day: dt.date | None = None

    def show(self, day: dt.date) -> None:
        """Name a day."""
        self._day = day
        self.refresh()

    def render(self) -> str:
        """The longest form that fits."""
        if self._day is None:
            return ""
        weekday = formats.short_weekday(self._day)
        name = f"{weekday} {formats.short_day(self._day)}"
        return name if len(name) <= self.content_size.width else f"{weekday} {self._day.day}"


class WeekGrid(Horizontal):
    """A week from Monday to Sunday. The arrow keys move between days and between broadcasts."""

    class LeftWeek(Message):
        """The user moved to a day outside the week shown. day: that day."""

        def __init__(self, day: dt.date) -> None:
            super().__init__()
            self.day = day

    def compose(self) -> ComposeResult:
        """Lay out a heading and a list for each day."""
        for _number in range(7):
            with Vertical(classes="day"):
                yield DayName()
                rest = Static(classes="rest", markup=False)
                yield DayList(rest)
                yield rest

    def show(self, week: WeekView, *, today: dt.date, day: dt.date, cursor_on: int | None = None) -> None:
        """Show a week, with the cursor on `day` and on the broadcast `cursor_on`. today: the day to mark."""
        for view, name, column in zip(week.days, self.query(DayName), self.query(DayList), strict=True):
            name.show(view.day)
            name.set_class(view.day == today, "today")
            column.show(view, cursor_on=cursor_on)
            if view.day == day and self.screen.is_current and not isinstance(self.screen.focused, Input):
                column.focus()

    @property
    def highlighted_broadcast(self) -> BroadcastView | None:
        """The broadcast under the cursor in the focused day."""
        return column.highlighted_broadcast if (column := self._focused()) else None

    @on(DayList.Stepped)
    def _step(self, event: DayList.Stepped) -> None:
        columns = list(self.query(DayList))
        index = columns.index(event.column) + event.by
        if 0 <= index < len(columns):
            columns[index].focus()
        elif event.column.view:
            self.post_message(self.LeftWeek(event.column.view.day + dt.timedelta(days=event.by)))

    def _focused(self) -> DayList | None:
        return next((column for column in self.query(DayList) if column.has_focus), None)


def _lines(item: BroadcastView, width: int) -> Content:
    """The time and sign of a broadcast, and up to two lines of its title."""
    sign, _word, style = STATES[item.state]
    faint = "dim" if item.state in OFF_AIR else ""
    first = Content.assemble((formats.clock(item.starts), faint or "bold"), " ", (sign, SHADES.get(style, style)))
    title = textwrap.wrap(item.title, width, max_lines=2, placeholder="…")
    return Content("\n").join([first, *(Content.styled(line, faint) for line in title)])
