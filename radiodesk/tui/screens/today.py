"""Today: what is on, what is next, what is missing before air; and any other day in the same way."""

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
from radiodesk.tui.screens.broadcasts import NOTHING, BroadcastScreen
from radiodesk.tui.widgets.row_table import Column, RowTable, cell
from radiodesk.tui.words import KINDS, PROGRAMME_KINDS, STATES

REFRESH_SECONDS = 30


class TodayScreen(BroadcastScreen):
    """The broadcasts of a day, by time."""

    MODE = "today"
    CSS_PATH = "today.tcss"
    ABOUT = N_(
        "The day's broadcasts. ○ planned, ● aired, ✕ cancelled, ▲ missed; ▶ is on now, ! still lacks something. "
        "Stories: how many have a recording, of how many. ↗ is posted on the website."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", N_("Day before"), show=False),
        Binding("right", "step(1)", N_("Day after"), show=False),
    ]

    def body(self) -> Iterable[Widget]:
        """A summary, the table, and a line on the chosen broadcast."""
        self._items: dict[int, BroadcastView] = {}
        yield Static(id="summary", markup=False)
        yield RowTable(
            [
                Column("", 1),
                Column(_("Time"), 5),
                Column(_("Programme"), share=3),
                Column(_("Kind"), 13),
                Column(_("Length"), 8, right=True),
                Column(_("Stories"), 8, right=True),
                Column(_("Web"), 3),
                Column(_("State"), 10, wide=True),
                Column(_("On duty"), share=2, wide=True),
                Column(_("Note"), share=1, wide=True),
            ]
        )
        yield Static(
            _(NOTHING),
            classes="empty",
            markup=False,
        )
        yield Static(id="detail", markup=False)

    def on_mount(self) -> None:
        """Keep what is on and what is next true as time goes by."""
        self.set_interval(REFRESH_SECONDS, self._refresh_if_today)

    def _refresh_if_today(self) -> None:
        if self.is_current and self.access.day == self.access.today():
            self.reload()

    def action_step(self, by: int) -> None:
        """Go to the day before or after."""
        self.go_to(self.access.day + dt.timedelta(days=by))

    def chosen(self) -> BroadcastView | None:
        """The broadcast under the cursor."""
        row_id = self.query_one(RowTable).row_id
        return None if row_id is None else self._items.get(row_id)

    def show_broadcast(self, broadcast_id: int, day: dt.date) -> None:
        """Show the day with the cursor on that broadcast."""
        self.access.day = day
        self.reload(broadcast_id)

    @in_background("load")
    async def load(self) -> None:
        """Show the day that all modes look at."""
        day = self.access.day
        view = await self.access.look(lambda session: queries.day(session, day))
        now = self.access.now()
        heading = _("Today") if day == now.date() else _("Day")
        self.heading(f"{heading} · {formats.weekday(day)} {formats.day(day)}")
        self._items = {item.id: item for item in view.broadcasts}
        self.query_one("#summary", Static).update(summary(view, now))
        table = self.query_one(RowTable)
        table.fill([(item.id, _cells(item, now)) for item in view.broadcasts], cursor_on=self.cursor_on)
        self.cursor_on = None
        table.display = bool(view.broadcasts)
        self.query_one(".empty").display = not view.broadcasts
        self._show_detail()

    @on(RowTable.Highlighted)
    def _show_detail(self) -> None:
        item = self.chosen()
        self.query_one("#detail", Static).update(f"{kind_words(item)} · {detail(item)}" if item else "")

    @on(RowTable.Opened)
    def _open(self) -> None:
        if item := self.chosen():
            self.open_rundown(item)


def on_now(item: BroadcastView, now: dt.datetime) -> bool:
    """Whether it is on air at that moment, as far as its length is known."""
    return item.state not in OFF_AIR and item.starts <= now and bool(item.ends and now < item.ends)


def summary(view: DayView, now: dt.datetime) -> str:
    """How many broadcasts, how they stand; of the station's own day also what is on and what is next."""
    count = len(view.broadcasts)
    parts = [ngettext("{count} broadcast", "{count} broadcasts", count).format(count=count)]
    for state, (_sign, word, _style) in STATES.items():
        if number := sum(item.state is state for item in view.broadcasts):
            parts.append(f"{number} {_(word)}")
    if view.day == now.date():
        if playing := next((item for item in view.broadcasts if on_now(item, now)), None):
            parts.append(_("on now: {title}").format(title=playing.title))
        coming = (item for item in view.broadcasts if item.starts > now and item.state is BroadcastState.PLANNED)
        if following := next(coming, None):
            parts.append(_("next: {time} {title}").format(time=formats.clock(following.starts), title=following.title))
    return " · ".join(parts) if count else ""


def detail(item: BroadcastView) -> str:
    """What the table has no room for."""
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


def kind_words(item: BroadcastView) -> str:
    """ "first run", "repeat", or where a relay comes from."""
    if item.kind is BroadcastKind.RELAY:
        live = _("live relay") if item.live else ""
        return " · ".join(filter(None, (live, item.upstream))) or _(KINDS[item.kind])
    return _(KINDS[item.kind])


def _cells(item: BroadcastView, now: dt.datetime) -> Sequence[Text]:
    sign, word, style = STATES[item.state]
    if on_now(item, now):
        sign = "▶"
    elif item.missing and item.starts.date() >= now.date():
        sign, style = "!", "yellow"
    faint = "dim" if item.state in OFF_AIR else ""
    return (
        cell(sign, style),
        cell(formats.clock(item.starts), faint),
        cell(item.title, faint),
        cell(kind_words(item), "dim"),
        cell(formats.duration(item.seconds), faint),
        cell(f"{item.recorded}/{item.stories}" if item.kind is BroadcastKind.FIRST_RUN else "", faint),
        cell("↗" if item.posted else ""),
        cell(_(word), style),
        cell(item.people, "dim"),
        cell(item.note, "dim"),
    )
