"""The Week screen: the broadcasts of seven days side by side."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import OptionList, Static

from radiodesk.locale import N_, _, formats
from radiodesk.schedule import queries
from radiodesk.schedule.views import BroadcastView
from radiodesk.tui.background import in_background
from radiodesk.tui.screens.broadcasts import EMPTY_DAY, BroadcastScreen
from radiodesk.tui.screens.searching import NOTHING_FOUND
from radiodesk.tui.screens.today import line_on
from radiodesk.tui.widgets.week_grid import DayList, WeekGrid

WEEK = dt.timedelta(days=7)


class WeekScreen(BroadcastScreen):
    """The week of the current day."""

    MODE = "week"
    LISTS = "broadcast"
    CSS_PATH = "week.tcss"
    ABOUT = N_(
        "The week, Monday to Sunday. The arrows go from day to day and from broadcast to broadcast; "
        "Enter opens the rundown. ○ planned, ● aired, ✕ cancelled, ▲ missed."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("shift+left", "step_week(-1)", N_("Previous week"), show=False),
        Binding("shift+right", "step_week(1)", N_("Next week"), show=False),
    ]

    def body(self) -> Iterable[Widget]:
        """The grid, and a line on the highlighted broadcast."""
        yield self.search_line()
        yield WeekGrid()
        yield Static(id="detail", markup=False)

    def highlighted(self) -> BroadcastView | None:
        """The broadcast under the cursor."""
        return self.query_one(WeekGrid).highlighted_broadcast

    def show_broadcast(self, broadcast_id: int, day: dt.date) -> None:
        """Show the week of the day with the cursor on that broadcast."""
        self.access.day = day
        self.reload(broadcast_id)

    def action_step_week(self, by: int) -> None:
        """Go to the same weekday of the previous (-1) or next (1) week."""
        self.go_to(self.access.day + by * WEEK)

    @in_background("load")
    async def load(self) -> None:
        """Show the week of the current day."""
        day = self.access.day
        view = await self.access.read(lambda session: queries.week(session, day))
        sunday = view.monday + dt.timedelta(days=6)
        first = formats.day(view.monday) if view.monday.year != sunday.year else formats.short_day(view.monday)
        week = _("Week {number}").format(number=day.isocalendar().week)
        self.set_heading(f"{week} · {first} – {formats.day(sunday)}")
        view = replace(view, days=tuple(map(self.matching, view.days)))
        self.query_one(WeekGrid).show(view, today=self.access.today(), day=day, cursor_on=self.cursor_on)
        self.cursor_on = None
        self._show_detail()

    @on(DayList.Entered)
    def _day_entered(self, event: DayList.Entered) -> None:
        self.access.day = event.day
        self._show_detail()

    @on(WeekGrid.LeftWeek)
    def _week_left(self, event: WeekGrid.LeftWeek) -> None:
        self.go_to(event.day)

    @on(OptionList.OptionSelected)
    def _open(self) -> None:
        if item := self.highlighted():
            self.open_rundown(item)

    def _show_detail(self) -> None:
        item = self.highlighted()
        text = line_on(item) if item else _(NOTHING_FOUND) if self.searched else _(EMPTY_DAY)
        self.query_one("#detail", Static).update(text)
