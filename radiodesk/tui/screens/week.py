"""Week: the broadcasts of seven days side by side."""

import datetime as dt
from collections.abc import Iterable
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import OptionList, Static

from radiodesk.locale import N_, _, formats
from radiodesk.schedule import queries
from radiodesk.schedule.views import BroadcastView
from radiodesk.tui.background import in_background
from radiodesk.tui.screens.broadcasts import NOTHING, BroadcastScreen
from radiodesk.tui.screens.today import detail, kind_words
from radiodesk.tui.widgets.week_grid import DayList, WeekGrid

WEEK = dt.timedelta(days=7)


class WeekScreen(BroadcastScreen):
    """The week that the day is in."""

    MODE = "week"
    CSS_PATH = "week.tcss"
    ABOUT = N_(
        "The week, Monday to Sunday. The arrows go from day to day and from broadcast to broadcast; "
        "Enter opens the rundown. ○ planned, ● aired, ✕ cancelled, ▲ missed."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left_square_bracket", "step_week(-1)", N_("Week before"), key_display="[", show=False),
        Binding("right_square_bracket", "step_week(1)", N_("Week after"), key_display="]", show=False),
    ]

    def body(self) -> Iterable[Widget]:
        """The grid, and a line on the chosen broadcast."""
        yield WeekGrid()
        yield Static(id="detail", markup=False)

    def chosen(self) -> BroadcastView | None:
        """The broadcast under the cursor."""
        return self.query_one(WeekGrid).chosen

    def show_broadcast(self, broadcast_id: int, day: dt.date) -> None:
        """Show the day's week with the cursor on that broadcast."""
        self.access.day = day
        self.reload(broadcast_id)

    def action_step_week(self, by: int) -> None:
        """Go to the same day of the week before or after."""
        self.go_to(self.access.day + by * WEEK)

    @in_background("load")
    async def load(self) -> None:
        """Show the week of the day that all modes look at."""
        day = self.access.day
        view = await self.access.look(lambda session: queries.week(session, day))
        year, number, _weekday = day.isocalendar()
        week = _("Week {number} of {year}").format(number=number, year=year)
        days = f"{formats.day(view.monday)} – {formats.day(view.monday + dt.timedelta(days=6))}"
        self.heading(f"{_('Week')} · {days}", week)
        self.query_one(WeekGrid).show(view, today=self.access.today(), day=day, cursor_on=self.cursor_on)
        self.cursor_on = None
        self._show_detail()

    @on(DayList.Entered)
    def _entered(self, event: DayList.Entered) -> None:
        self.access.day = event.day
        self._show_detail()

    @on(WeekGrid.LeftWeek)
    def _left_week(self, event: WeekGrid.LeftWeek) -> None:
        self.go_to(event.day)

    @on(OptionList.OptionSelected)
    def _open(self) -> None:
        if item := self.chosen():
            self.open_rundown(item)

    def _show_detail(self) -> None:
        item = self.chosen()
        if item:
            text = f"{formats.clock(item.starts)} {item.title} · {kind_words(item)} · {detail(item)}"
        else:
            text = _(NOTHING)
        self.query_one("#detail", Static).update(text)
