"""The Today screen: the broadcasts of a day, what is on air, what is next, and what is still missing."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Static

from radiodesk.kinds import OFF_AIR
from radiodesk.locale import N_, _, formats, ngettext
from radiodesk.model import BroadcastKind, BroadcastState
from radiodesk.schedule import queries
from radiodesk.schedule.views import BroadcastView, DayView
from radiodesk.tui.background import in_background
from radiodesk.tui.labels import KINDS, PROGRAMME_KINDS, STATES
from radiodesk.tui.screens.broadcasts import EMPTY_DAY, BroadcastScreen
from radiodesk.tui.screens.searching import NOTHING_FOUND
from radiodesk.tui.widgets.row_table import Column, RowTable, cell

REFRESH_SECONDS = 30


class TodayScreen(BroadcastScreen):
    """The broadcasts of a day in order of time."""

    MODE = "today"
    LISTS = "broadcast"
    CSS_PATH = "today.tcss"
    ABOUT = N_(
        "The day's broadcasts. ○ planned, ● aired, ✕ cancelled, ▲ missed; ▶ is on now, ! still lacks something. "
        "Stories: how many of them have a recording. ↗ is posted on the website."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", N_("Previous day"), show=False),
        Binding("right", "step(1)", N_("Next day"), show=False),
    ]

    def body(self) -> Iterable[Widget]:
        """A summary, the table, and a line on the highlighted broadcast."""
        self._items: dict[int, BroadcastView] = {}
        yield Static(id="summary", markup=False)
        yield self.search_line()
        yield RowTable(
            [
                Column("", 1),
                Column(_("Time"), 5),
                Column(_("Programme"), 24, share=3),
                Column(_("Kind"), 13, spare=2),
                Column(_("Length"), 8, right=True),
                Column(_("Stories"), 8, right=True, spare=1),
                Column("↗", 3, spare=3),
                Column(_("State"), 10, wide=True),
                Column(_("On duty"), share=2, wide=True),
                Column(_("Note"), share=1, wide=True),
            ]
        )
        yield Static(classes="empty", markup=False)
        yield Static(id="detail", markup=False)

    def on_mount(self) -> None:
        """Refresh at intervals, because what is on air and what is next change with time."""
        self.set_interval(REFRESH_SECONDS, self._refresh_if_today)

    def _refresh_if_today(self) -> None:
        if self.is_current and self.access.day == self.access.today():
            self.reload()

    def action_step(self, by: int) -> None:
        """Go to the previous (-1) or next (1) day."""
        self.go_to(self.access.day + dt.timedelta(days=by))

    def highlighted(self) -> BroadcastView | None:
        """The broadcast under the cursor."""
        row_id = self.query_one(RowTable).row_id
        return None if row_id is None else self._items.get(row_id)

    def show_broadcast(self, broadcast_id: int, day: dt.date) -> None:
        """Show the day with the cursor on that broadcast."""
        self.access.day = day
        self.reload(broadcast_id)

    @in_background("load")
    async def load(self) -> None:
        """Show the current day."""
        day = self.access.day
        whole = await self.access.read(lambda session: queries.day(session, day))
        view = self.matching(whole)
        now = self.access.now()
        heading = _("Today") if day == now.date() else _("Day")
        self.set_heading(f"{heading} · {formats.weekday(day)} {formats.day(day)}")
        self._items = {item.id: item for item in view.broadcasts}
        self.query_one("#summary", Static).update(summary(whole, now))
        table = self.query_one(RowTable)
        table.fill([(item.id, _cells(item, now)) for item in view.broadcasts], cursor_on=self.cursor_on)
        self.cursor_on = None
        table.display = bool(view.broadcasts)
        empty = self.query_one(".empty", Static)
        empty.display = not view.broadcasts
        empty.update(_(NOTHING_FOUND) if whole.broadcasts else _(EMPTY_DAY))
        self._show_detail()

    @on(RowTable.RowHighlighted)
    def _show_detail(self) -> None:
        item = self.highlighted()
        self.query_one("#detail", Static).update(line_on(item) if item else "")

    @on(RowTable.RowOpened)
    def _open(self) -> None:
        if item := self.highlighted():
            self.open_rundown(item)


def is_on_air(item: BroadcastView, now: dt.datetime) -> bool:
    """Whether the broadcast is on air now. False if its length is unknown."""
    return item.state not in OFF_AIR and item.starts <= now and bool(item.ends and now < item.ends)


def summary(view: DayView, now: dt.datetime) -> str:
    """How many broadcasts there are in each state. For today also what is on air and what is next."""
    count = len(view.broadcasts)
    parts = [ngettext("{count} broadcast", "{count} broadcasts", count).format(count=count)]
    for state, (_sign, label, _style) in STATES.items():
        if number := sum(item.state is state for item in view.broadcasts):
            parts.append(f"{number} {_(label)}")
    if view.day == now.date():
        if on_air := next((item for item in view.broadcasts if is_on_air(item, now)), None):
            parts.append(_("on now: {title}").format(title=on_air.title))
        planned = (item for item in view.broadcasts if item.starts > now and item.state is BroadcastState.PLANNED)
        if upcoming := next(planned, None):
            parts.append(_("next: {time} {title}").format(time=formats.clock(upcoming.starts), title=upcoming.title))
    return " · ".join(parts) if count else ""


def line_on(item: BroadcastView) -> str:
    """The line on the highlighted broadcast: its whole title, and what the list may not show."""
    return f"{formats.clock(item.starts)} {item.title} · {kind_label(item)} · {detail(item)}"


def detail(item: BroadcastView) -> str:
    """The state of a broadcast, what it lacks, its people and its note."""
    parts = [_(STATES[item.state][1])]
    if item.programme_kind:
        parts.append(_(PROGRAMME_KINDS[item.programme_kind]))
    if item.ends:
        parts.append(_("ends {time}").format(time=formats.clock(item.ends)))
    if item.missing:
        parts.append(_missing(item))
    if item.posted:
        parts.append(_("posted"))
    return " · ".join(filter(None, (*parts, item.people, item.note)))


def _missing(item: BroadcastView) -> str:
    if not item.stories:
        return _("no story yet")
    without = item.stories - item.recorded
    return ngettext("{count} story without a recording", "{count} stories without a recording", without).format(
        count=without
    )


def kind_label(item: BroadcastView) -> str:
    """The kind of a broadcast; for a relay also whether it is live and its upstream."""
    if item.kind is BroadcastKind.RELAY:
        live = _("live relay") if item.live else ""
        return " · ".join(filter(None, (live, item.upstream))) or _(KINDS[item.kind])
    return _(KINDS[item.kind])


def _cells(item: BroadcastView, now: dt.datetime) -> Sequence[Text]:
    sign, label, style = STATES[item.state]
    if is_on_air(item, now):
        sign = "▶"
    elif item.missing and item.starts.date() >= now.date():
        sign, style = "!", "yellow"
    text_style = "dim" if item.state in OFF_AIR else ""
    return (
        cell(sign, style),
        cell(formats.clock(item.starts), text_style),
        cell(item.title, text_style),
        cell(kind_label(item), "dim"),
        cell(formats.duration(item.seconds), text_style),
        cell(f"{item.recorded}/{item.stories}" if item.kind is BroadcastKind.FIRST_RUN else "", text_style),
        cell("↗" if item.posted else ""),
        cell(_(label), style),
        cell(item.people, "dim"),
        cell(item.note, "dim"),
    )
