"""The Week screen: the plan of seven days on a time axis, with its conflicts."""

import datetime as dt
from collections.abc import Iterable
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from radiodesk.locale import N_, _, formats
from radiodesk.schedule import pausing, queries, weeks
from radiodesk.schedule.entry import Entry
from radiodesk.schedule.found_conflicts import FoundConflict
from radiodesk.schedule.views import BroadcastView
from radiodesk.schedule.weeks import WeekPlan
from radiodesk.tui.background import acts, is_busy
from radiodesk.tui.dialogs.waiting import waiting
from radiodesk.tui.screens import slots, week_detail
from radiodesk.tui.screens.base import loads
from radiodesk.tui.screens.broadcasts import BroadcastScreen
from radiodesk.tui.screens.searching import NOTHING_FOUND
from radiodesk.tui.screens.today import room_of
from radiodesk.tui.widgets.clipped import Clipped
from radiodesk.tui.widgets.week_grid import WeekGrid
from radiodesk.tui.widgets.week_moves import LONG_STEP, STEP, Moved

WEEK = dt.timedelta(days=7)

PANE_FROM = 120
"""The width of the terminal from which the pane is shown."""

SLIM_BELOW = 72
"""The width of the terminal below which the lines under the grid are more."""

EMPTY_WEEK = N_("Nothing in this week yet. What recurs is planned once: n and “Recurs”, or Ctrl+P, “Paste a schedule”.")
FREE = N_("{day} {time}: nothing is planned. n plans a programme here, l a relay.")
MOVING = N_(
    "{title}: {time} · J K move it by {long} minutes, ↑ ↓ by {short}, + − change the length · "
    "Enter keeps it, Esc does not"
)
MOVE_CHANGED = N_("“{title}” was changed while you moved it, so it is shown as it is now: move it again if you want to")
MOVE_GONE = N_("“{title}” is not shown here any more, so it is not moved")


class WeekScreen(BroadcastScreen):
    """The week of the current day."""

    MODE = "week"
    LISTS = "broadcast"
    SHOWS_TIME = True
    AUTO_FOCUS = "WeekGrid"
    CSS_PATH = "week.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-slim"), (SLIM_BELOW, "-narrow"), (PANE_FROM, "-pane")]  # noqa: RUF012 - as Textual declares it
    ABOUT = N_(
        "The week on a time axis; hours without broadcasts are folded (⋯). The arrows go over broadcasts and free "
        "time; n plans where the cursor is. J and K move a broadcast by 15 minutes, ↑ and ↓ then by 5, + and − change "
        "its length by 5; the mouse drags it. "
        "● aired, ✕ cancelled, ▲ missed, ! in conflict, ↻ repeat, ⇄ relay; letters are the kinds: N news, C column, "
        "A announcement, M music, O other."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "plan_repeat", N_("Repeat"), show=False),  # its own keys have the place of these
        Binding("l", "plan_relay", N_("Relay"), show=False),
        Binding("a", "mark('aired')", N_("Aired"), show=False),
        Binding("w", "post", N_("Post"), show=False),
        Binding("b", "bring_in", N_("Workbook"), show=False),
        Binding("O", "change_slot", N_("Slot")),
        Binding("at", "set_duties", N_("On duty")),
        Binding("exclamation_mark", "interrupt", N_("Interrupt")),
        Binding("ctrl+t", "app.show_week_roster", N_("Roster of the week")),
        Binding("shift+left", "step_week(-1)", N_("Previous week"), show=False),
        Binding("shift+right", "step_week(1)", N_("Next week"), show=False),
    ]

    def body(self) -> Iterable[Widget]:
        """The grid, and what is under the cursor: in a pane beside it, or in lines below where the screen is narrow."""
        self._week: WeekPlan | None = None
        self._has_found = True
        self._is_saving = False
        self._damage_told: set[str] = set()
        yield self.search_line()
        with Horizontal(id="plan"):
            yield WeekGrid()
            yield VerticalScroll(Static(id="pane", markup=False), can_focus=False)
        yield Clipped(id="detail")

    def highlighted(self) -> BroadcastView | None:
        """The stored broadcast under the cursor."""
        entry = self.query_one(WeekGrid).entry
        return self._week.view(entry.broadcast_id) if self._week and entry and entry.broadcast_id else None

    def free_time(self) -> dt.time | None:
        """The time under the cursor where nothing is planned."""
        return self.query_one(WeekGrid).free_time

    def show_broadcast(self, broadcast_id: int, day: dt.date) -> None:
        """Show the week of the day with the cursor on that broadcast."""
        self.access.day = day
        self.reload(broadcast_id)

    def action_step_week(self, by: int) -> None:
        """Go to the same weekday of the previous (-1) or next (1) week."""
        self.go_to(self.access.day + by * WEEK)

    @loads
    async def load(self) -> None:
        """Show the week of the current day."""
        day = self.access.day
        week = await self.access.read(lambda session: weeks.week(session, day))
        self._week = week
        sunday = week.monday + dt.timedelta(days=6)
        first = formats.day(week.monday) if week.monday.year != sunday.year else formats.short_day(week.monday)
        number = _("Week {number}").format(number=day.isocalendar().week)
        self.set_heading(f"{number} · {first} – {formats.day(sunday)}")
        shown = [each for each in week.entries if self.is_searched(each)]
        grid, seeks = self.query_one(WeekGrid), bool(self.searched)
        grid.show(week, shown, now=self.access.now(), day=day, cursor_on=self.cursor_on, seeks=seeks)
        self._has_found = bool(shown)
        for said in week.damaged:
            if said not in self._damage_told:
                self._damage_told.add(said)
                self.notify(said, severity="error", timeout=30, markup=False)
        self.cursor_on = None
        self._show_detail()

    @on(WeekGrid.Entered)
    def _entered(self) -> None:
        self.access.day = self.query_one(WeekGrid).cursor_day
        self._show_detail()

    @on(WeekGrid.LeftWeek)
    def _week_left(self, event: WeekGrid.LeftWeek) -> None:
        self.go_to(event.day)

    @on(WeekGrid.DayChosen)
    async def _day_chosen(self, event: WeekGrid.DayChosen) -> None:
        self.access.day = event.day
        await self.run_action("app.show_mode('today')")

    @on(WeekGrid.Opened)
    async def _opened(self) -> None:
        entry = self.query_one(WeekGrid).entry
        if self._is_saving:  # a second Enter, pressed before the question about the first one is shown
            return
        if entry is None:
            await self.run_action("plan_first_run")
        elif item := self.highlighted():
            self.open_rundown(item)
        else:
            self._store(entry)

    @acts
    async def _store(self, entry: Entry) -> None:
        """Store an occurrence that nobody stored yet, to work on it."""
        self.reload(await slots.store(self.access, entry))

    @on(WeekGrid.Dropped)
    def _dropped(self, event: WeekGrid.Dropped) -> None:
        if is_busy(self):
            self.notify(_("Something else is being saved: move it again in a moment"), severity="warning", markup=False)
            self.reload()
            return
        self._is_saving = True
        self._move(event.moved)

    @on(WeekGrid.MoveEnded)
    def _move_ended(self, event: WeekGrid.MoveEnded) -> None:
        """Say why nothing is moved any more."""
        said = _(MOVE_GONE) if event.entry is None else _(MOVE_CHANGED)
        self.notify(said.format(title=event.moved.entry.title), severity="warning", markup=False)

    @acts
    async def _move(self, moved: Moved) -> None:
        """Save the new place of a broadcast."""
        entry = moved.entry
        broadcast_id = entry.broadcast_id
        try:
            async with waiting(self.app, entry.title, _("Looking at what that would change: one moment")):
                broadcast_id = broadcast_id or await slots.store(self.access, entry)
                item = await self.access.read(lambda session: queries.broadcast(session, broadcast_id))
            await slots.move(self.app, self.access, item, moved.starts, moved.seconds)
        finally:
            self._is_saving = False
            self.reload(broadcast_id)

    def _show_detail(self) -> None:
        """Say what is under the cursor: a block that is moved, a broadcast with its conflicts, or free time."""
        grid = self.query_one(WeekGrid)
        entry, item = grid.entry, self.highlighted()
        found: list[FoundConflict] = []
        if entry is not None and grid.moving is None and self._week:
            found = [each for each in self._week.conflicts if not each.is_gap and entry in each.broadcasts]
            detail = self.query_one("#detail")
            left = detail.content_size.height - min(len(found), week_detail.MOST_CONFLICTS)
            room = room_of(detail, max(1, left))
            said = "\n".join(week_detail.lines(entry, item, found, room))
            beside = week_detail.pane(entry, item, found)
        else:
            said = self._moved(grid.moving) if grid.moving else self._free(grid.free_time)
            beside = Text(said)
        self.query_one("#detail", Static).update(said)
        self.query_one("#pane", Static).update(beside)
        self.offer_keys()

    @staticmethod
    def _moved(moved: Moved) -> str:
        time = f"{_day_words(moved.starts.date())} {formats.exact_clock(moved.starts.time())}"
        if moved.ends is not None and moved.length is not None:
            time += f"–{formats.exact_clock(moved.ends.time())} ({formats.duration_in_words(moved.length)})"
        return _(MOVING).format(title=moved.entry.title, time=time, long=LONG_STEP, short=STEP)

    def _free(self, free: dt.time | None) -> str:
        if self.searched and not self._has_found:
            return _(NOTHING_FOUND)
        day = self.query_one(WeekGrid).cursor_day
        pauses = pausing.left_out_in_words(self._week.pausing.get(day, ())) if self._week else ""
        if self._week and not self._week.entries and not self._week.pausing:
            return _(EMPTY_WEEK)
        said = _(FREE).format(day=_day_words(day), time=formats.clock(free)) if free else ""
        return "\n".join(filter(None, (said, pauses)))


def _day_words(day: dt.date) -> str:
    """ "Sat 14/09"."""
    return f"{formats.short_weekday(day)} {formats.short_day(day)}"
