"""The Today screen: the broadcasts of a day, what is on air, what is next, what is missing, and which report is due."""

import datetime as dt
from collections.abc import Container, Hashable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len, set_cell_size
from rich.text import Text
from sqlalchemy.orm import Session
from textual import events, on
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Static

from radiodesk.kinds import OFF_AIR, Priority
from radiodesk.locale import N_, _, formats, ngettext
from radiodesk.model import BroadcastKind
from radiodesk.schedule import on_air, plan, queries
from radiodesk.schedule.entry import Entry
from radiodesk.schedule.lacking import Lack, most_urgent
from radiodesk.schedule.on_air import Airing, Now
from radiodesk.schedule.views import BroadcastView, DayView
from radiodesk.tui.background import acts
from radiodesk.tui.labels import KINDS, LACKS, PRIORITIES, PROGRAMME_KINDS, STATES
from radiodesk.tui.screens.base import follows, loads
from radiodesk.tui.screens.broadcasts import EMPTY_DAY, BroadcastScreen
from radiodesk.tui.screens.searching import NOTHING_FOUND
from radiodesk.tui.widgets.clipped import Clipped
from radiodesk.tui.widgets.row_table import Column, RowTable, cell, valued

if TYPE_CHECKING:
    from radiodesk.reports.due import DueReport
    from radiodesk.reports.periods import Period

REFRESH_SECONDS = 30
COUNT_SECONDS = 1
"""How often the time that is left is shown again."""
DETAIL_LINES = 5
"""The lines that the detail line takes at most, as its style says."""
LEAST_TITLE = 20
"""So much of a title is shown in any case, in cells."""
WORD = 8
"""Cells that stay free at the end of a line that breaks between words."""


class TodayScreen(BroadcastScreen):
    """The broadcasts of a day in order of time."""

    MODE = "today"
    LISTS = "broadcast"
    SHOWS_TIME = True
    CSS_PATH = "today.tcss"
    ABOUT = N_(
        "The day's broadcasts. ○ planned, ● aired, ✕ cancelled, ▲ missed; ▶ is on now, ! still lacks something. "
        "Stories: how many of them have a recording. ↗ is posted on the website. "
        "Enter opens the place of what a broadcast lacks first, else its rundown; . goes to the most urgent one."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", N_("Previous day"), show=False),
        Binding("right", "step(1)", N_("Next day"), show=False),
        Binding("full_stop", "go_lacking(1)", N_("Next that lacks something"), show=False),
        Binding("comma", "go_lacking(-1)", N_("Previous that lacks something"), show=False),
    ]

    def body(self) -> Iterable[Widget]:
        """A summary, the table, and a line on the highlighted broadcast."""
        self._items: dict[int, BroadcastView] = {}
        self._airings: list[Airing] = []
        self._urgent: list[int] = []
        self._due: list[DueReport] = []
        yield Static(id="summary", markup=False)
        yield Static(id="on-air", markup=False)
        yield Static(id="lacking", markup=False)
        yield Static(id="due", markup=False)
        yield self.search_line()
        yield RowTable(
            [
                Column("", 1),
                Column(_("Time"), 5),
                Column(_("Programme"), 24, share=3),
                Column(_("Kind"), 13, share=1, spare=2),
                Column(_("Length"), 8, right=True),
                Column(_("Stories"), 8, right=True, spare=1),
                Column("↗", 3, spare=3),
                Column(_("State"), 20, share=1, wide=True),
                Column(_("On duty"), share=2, wide=True),
                Column(_("Note"), share=1, wide=True),
            ]
        )
        yield Static(classes="empty", markup=False)
        yield Clipped(id="detail")

    def on_mount(self) -> None:
        """Refresh at intervals, because what is on air and what is next change with time."""
        self.every(REFRESH_SECONDS, self._refresh_if_today)
        self.every(COUNT_SECONDS, self._count_down)

    def _count_down(self) -> None:
        """Show how long what is on air lasts, and when the next begins. Only that line, from what is known already."""
        line = self.query_one("#on-air", Static)
        now = self.access.now()
        width = line.content_size.width or self.app.size.width - 2
        text = on_air_line(on_air.at(self._airings, now), now.date(), width) if self._airings else ""
        line.update(text)
        line.display = bool(text)

    def _refresh_if_today(self) -> None:
        if self.access.day == self.access.today():
            self.reload()

    def action_step(self, by: int) -> None:
        """Go to the previous (-1) or next (1) day."""
        self.go_to(self.access.day + dt.timedelta(days=by))

    def action_go_lacking(self, by: int) -> None:
        """Go to the next (1) or previous (-1) broadcast that lacks something: at first to the most urgent one."""
        if not self._urgent:
            self.notify(_("No broadcast of this day lacks anything."), markup=False)
            return
        item = self.highlighted()
        place = self._urgent.index(item.id) + by if item and item.id in self._urgent else 0
        self.reload(self._urgent[place % len(self._urgent)])

    def choose_again(self) -> None:
        """Go to today: the key says so, whatever day is shown."""
        self.action_go_today()

    def highlighted(self) -> BroadcastView | None:
        """The broadcast under the cursor."""
        row_id = self.query_one(RowTable).row_id
        return None if row_id is None else self._items.get(row_id)

    def show_broadcast(self, broadcast_id: int, day: dt.date) -> None:
        """Show the day with the cursor on that broadcast."""
        self.access.day = day
        self.reload(broadcast_id)

    @loads
    async def load(self) -> None:
        """Show the current day."""
        day = self.access.day
        now = self.access.now()
        is_today = day == now.date()
        whole, self._airings, given = await self.access.read(
            lambda session: (
                queries.day(session, day),
                on_air.around(session, now) if is_today else [],
                [] if is_today else plan.only_given(session, day),  # those of today were made
            )
        )
        view = self.matching(whole)
        heading = _("Today") if day == now.date() else _("Day")
        self.set_heading(f"{heading} · {formats.weekday(day)} {formats.day(day)}")
        self._items = {item.id: item for item in view.broadcasts}
        self.query_one("#summary", Static).update(" · ".join(filter(None, (summary(whole), given_line(given)))))
        urgent = most_urgent(view.broadcasts, now) if day >= now.date() else []
        self._urgent = [item.id for item in urgent]
        lacking = self.query_one("#lacking", Static)
        lacking.update(lacking_line(urgent))
        lacking.display = bool(urgent)
        self._count_down()
        live = {each.broadcast_id for each in on_air.at(self._airings, now).on_air}
        table = self.query_one(RowTable)
        rows = [(item.id, item) for item in view.broadcasts]
        cells = partial(_cells, today=now.date(), live=live)
        table.fill(rows, cells, cursor_on=self.cursor_on)
        self.cursor_on = None
        table.display = bool(view.broadcasts)
        empty = self.query_one(".empty", Static)
        empty.display = not view.broadcasts
        nothing = given_day(given, is_past=day < now.date()) or _(EMPTY_DAY)
        empty.update(_(NOTHING_FOUND) if whole.broadcasts else nothing)
        self._show_detail()
        self.load_due()

    @follows("due")
    async def load_due(self) -> None:
        """Show which reports are due on the day, after the broadcasts: the first time takes a quarter of a second."""
        day = self.access.day
        self._due, reports = await self.access.read(lambda session: _due_on(session, day))
        line = self.query_one("#due", Static)
        line.update(_("{reports} · key 6 opens it").format(reports=reports) if self._due else "")
        line.display = bool(self._due)

    def announced_report(self) -> "tuple[str, Period] | None":
        """The report that is due first."""
        return (self._due[0].kind.name, self._due[0].period) if self._due else None

    @on(events.Click, "#heading")
    def _heading_clicked(self) -> None:
        self.action_type_day()

    @on(events.Click, "#due")
    async def _open_due(self) -> None:
        await self.run_action("app.show_mode('reports')")

    @on(RowTable.RowHighlighted)
    def _show_detail(self) -> None:
        item = self.highlighted()
        line = self.query_one("#detail", Static)
        line.update(line_on(item, room_of(line, DETAIL_LINES)) if item else "")
        self.offer_keys()

    @on(RowTable.RowOpened)
    def _open(self) -> None:
        if item := self.highlighted():
            self._open_place(item)

    @acts
    async def _open_place(self, item: BroadcastView) -> None:
        """Open the place where what the broadcast lacks first is added; its rundown if it lacks nothing."""
        lack = item.lacks[0] if item.lacks and item.starts.date() >= self.access.today() else None
        if lack is Lack.LEVEL and item.air_file_id is not None:
            from radiodesk.tui.screens.editing import edit  # only now: the first screen opens without it

            await edit(self.app, self.access, item.air_file_id)
        elif lack is Lack.DUTY:
            from radiodesk.tui.dialogs import duties  # likewise

            if await duties.set_duties(self.app, self.access, item):
                self.reload()
        else:
            self.open_rundown(item)


def _due_on(session: Session, day: dt.date) -> "tuple[list[DueReport], str]":
    """The reports that are due on a day, and their words. The first call loads their code: it is made in a thread."""
    from radiodesk.reports import due

    found = due.due(session, day)
    return found, " · ".join(due.in_words(found))


def summary(view: DayView) -> str:
    """How many broadcasts there are in each state."""
    count = len(view.broadcasts)
    parts = [ngettext("{count} broadcast", "{count} broadcasts", count).format(count=count)]
    for state, (_sign, label, _style) in STATES.items():
        if number := sum(item.state is state for item in view.broadcasts):
            parts.append(f"{number} {_(label)}")
    return " · ".join(parts) if count else ""


def given_line(given: Sequence[Entry]) -> str:
    """How many broadcasts only the grid has."""
    if not given:
        return ""
    said = ngettext("{count} more from the grid", "{count} more from the grid", len(given))
    return said.format(count=len(given))


def given_day(given: Sequence[Entry], *, is_past: bool) -> str:
    """What the grid plans on a day whose broadcasts were not made; empty if nothing.

    is_past: they are made some weeks ahead, and not for the days before a slot was added.
    """
    if not given:
        return ""
    if is_past:
        said = _(
            "The grid has these on this day, which was over when they were planned; "
            "2 shows them in the week, where each can be changed."
        )
    else:
        said = _(
            "The grid plans these on this day. Their broadcasts are made some weeks ahead; "
            "2 shows them in the week, where each can be changed already."
        )
    return "\n".join([said, "", *(f"{formats.clock(each.starts)} {each.title}" for each in given)])


def on_air_line(now: Now, today: dt.date, room: int) -> str:
    """What is on air and how long it lasts, and what is next: how soon where it does not begin at that end.

    today: the local day. room: in cells. The title on air is cut first where both have no room.
    """
    ahead = ""
    if (following := now.upcoming) is not None:
        said = _("{time} tomorrow: {title}") if following.starts.date() > today else "{time} {title}"
        ahead = said.format(time=formats.clock(following.starts), title=following.title)
        if now.until_seconds != now.remaining_seconds:
            ahead = _("in {left}: {broadcast}").format(left=formats.remaining(now.until_seconds or 0), broadcast=ahead)
    if not now.on_air:
        return ahead
    left = ""
    if now.remaining_seconds is not None:
        left = _(", {left} left").format(left=formats.remaining(now.remaining_seconds))
    rest = left + (f" · {ahead}" if ahead else "")
    return f"▶ {cut_title(now.on_air[-1].title, room - cell_len(rest) - 2)}{rest}"


def cut_title(title: str, room: int) -> str:
    """A title in so many cells, or in the least that it is known by."""
    room = max(LEAST_TITLE, room)
    return title if cell_len(title) <= room else set_cell_size(title, room - 1).rstrip() + "…"


def lacking_line(urgent: Sequence[BroadcastView]) -> str:
    """What is still lacking, the most urgent first."""
    said = (
        f"{formats.clock(item.starts)} {item.title}: {', '.join(_(LACKS[lack]) for lack in item.lacks)}"
        for item in urgent
    )
    return _("lacking: {list}").format(list=" · ".join(said))


def line_on(item: BroadcastView, room: int, *, day: str = "") -> str:
    """The line on the highlighted broadcast: its title, and what the list may not show, in so many cells.

    A title that is too long for them is cut: the state, the end and the people stay in view. day: said before the time.
    """
    begin = " ".join(filter(None, (day, formats.clock(item.starts))))
    rest = f" · {kind_label(item)} · {detail(item)}"
    return f"{begin} {cut_title(item.title, room - cell_len(begin) - cell_len(rest) - 1)}{rest}"


def room_of(widget: Widget, lines: int) -> int:
    """The cells that a text fills on so many lines of a widget; lines are not filled where they break between words."""
    width = widget.content_size.width or widget.app.size.width
    return width * lines - (lines - 1) * WORD


def detail(item: BroadcastView) -> str:
    """The state of a broadcast, what it lacks, its place, people and note."""
    parts = [_(STATES[item.state][1])]
    if item.first_run and item.first_run.date() != item.starts.date():
        time, day = formats.clock(item.first_run), formats.short_day(item.first_run.date())
        parts.append(_("of the edition of {time} on {day}").format(time=time, day=day))
    if item.programme_kind:
        parts.append(_(PROGRAMME_KINDS[item.programme_kind]))
    if item.ends:
        parts.append(_("ends {time}").format(time=formats.clock(item.ends)))
    if item.late_seconds is not None:
        parts.append(late(item.late_seconds))
    if item.over_seconds is not None:
        parts.append(over(item.over_seconds))
    parts += (lack_label(item, lack) for lack in item.lacks)
    if item.priority is not Priority.NORMAL:
        parts.append(_(PRIORITIES[item.priority]))
    if item.posted:
        parts.append(_("posted"))
    return " · ".join(filter(None, (*parts, item.place, item.circuit, item.people, item.note)))


def late(seconds: int) -> str:
    """How late or early a broadcast began: "2 minutes 10 seconds late"."""
    if seconds == 0:
        return _("on time")
    said = _("{length} late") if seconds > 0 else _("{length} early")
    return said.format(length=formats.duration_in_words(abs(seconds)))


def over(seconds: int) -> str:
    """How much longer or shorter than planned a broadcast was: "20 minutes longer than planned"."""
    said = _("{length} longer than planned") if seconds > 0 else _("{length} shorter than planned")
    return said.format(length=formats.duration_in_words(abs(seconds)))


def lack_label(item: BroadcastView, lack: Lack) -> str:
    """What a broadcast lacks, in words."""
    if lack is not Lack.RECORDING:
        return _(LACKS[lack])
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


def _cells(item: BroadcastView, *, today: dt.date, live: Container[Hashable]) -> Sequence[Text]:
    """live: the ids of the broadcasts that are on air."""
    sign, label, style = STATES[item.state]
    state = _(label) if item.late_seconds is None else f"{_(label)} · {late(item.late_seconds)}"
    if item.id in live:
        sign = "▶"
    elif item.lacks and item.starts.date() >= today:
        sign, style = "!", "yellow"
    text_style = "dim" if item.state in OFF_AIR else ""
    return (
        cell(sign, style),
        valued(formats.clock(item.starts), (item.starts.timestamp(),), text_style),
        cell(item.title, text_style),
        cell(kind_label(item), "dim"),
        cell(formats.duration(item.seconds), text_style),
        cell(f"{item.recorded}/{item.stories}" if item.kind is BroadcastKind.FIRST_RUN else "", text_style),
        cell("↗" if item.posted else ""),
        cell(state, style),
        cell(item.people, "dim"),
        cell(item.note, "dim"),
    )
