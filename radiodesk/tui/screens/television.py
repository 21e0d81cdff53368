"""The Television screen: clips and columns for the provincial station, from planning to air."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from rich.text import Text
from sqlalchemy.orm import Session
from textual import on
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Static

from radiodesk.kinds import ClipState
from radiodesk.locale import N_, _, formats, ngettext
from radiodesk.model import Action, Clip
from radiodesk.model.name_search import NameSearch
from radiodesk.newsroom import choices, rules, television
from radiodesk.newsroom.views import ClipList, ClipView
from radiodesk.staff import choices as staff_choices
from radiodesk.tui.access import Snapshot
from radiodesk.tui.background import acts
from radiodesk.tui.dialogs import credits  # noqa: A004 - the word of the model
from radiodesk.tui.dialogs.clip import change_clip_form, clip_day_form, clip_values, new_clip_form
from radiodesk.tui.dialogs.fields import Values
from radiodesk.tui.labels import CLIP_GENRES, CLIP_KINDS, CLIP_STATES, helpers_text
from radiodesk.tui.screens.base import loads
from radiodesk.tui.screens.searching import SearchScreen
from radiodesk.tui.widgets.clipped import Clipped
from radiodesk.tui.widgets.row_table import Column, RowTable, cell

LIMIT = 200


class TelevisionScreen(SearchScreen):
    """The clips: first those that are not sent yet, then those sent, newest first."""

    MODE = "television"
    LISTS = "clip"
    CSS_PATH = "television.tcss"
    ABOUT = N_(
        "Clips and columns: ○ planned, ◔ shot, ◑ edited, ● sent, ◉ aired, ✕ rejected. "
        "Those sent on a day count in the period of that day; rejected ones do not."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "add", N_("New")),
        Binding("e", "change", N_("Edit")),
        Binding("S", "mark('shot')", N_("Shot"), show=False),
        Binding("E", "mark('edited')", N_("Edited")),
        Binding("s", "mark_on_day('sent')", N_("Sent")),
        Binding("a", "mark_on_day('aired')", N_("Aired")),
        Binding("X", "mark('rejected')", N_("Rejected")),
        Binding("p", "mark('planned')", N_("Back to planned"), show=False),
        Binding("at", "credits", N_("Credits"), show=False),
        Binding("f", "filter", N_("Filter")),
        Binding("slash", "search", N_("Search"), priority=True),
    ]

    def body(self) -> Iterable[Widget]:
        """The summary, the search field, the table, and a line on the highlighted clip."""
        self._clips: dict[int, ClipView] = {}
        self._state: ClipState | None = None
        yield Static(id="summary", markup=False)
        yield self.search_line()
        yield RowTable(
            [
                Column("", 1),
                Column(_("Sent"), 10),
                Column(_("Kind"), 10, spare=1),
                Column(_("Genre"), 10, wide=True),
                Column(_("Title"), 24, share=3),
                Column(_("Length"), 7, right=True),
                Column(_("Authors"), share=1, wide=True),
                Column(_("For"), 20, wide=True),
                Column(_("Aired"), 10, wide=True),
                Column(_("State"), 10, wide=True),
            ]
        )
        yield Static(classes="empty", markup=False)
        yield Clipped(id="detail")

    def can_leave(self) -> bool:
        """Whether a search or a filter is on."""
        return self._state is not None or super().can_leave()

    @loads
    async def load(self) -> None:
        """Show the clips that match."""
        query, state, limit = self.searched, self._state, self.limit(LIMIT)
        if self.cursor_on is not None:
            limit = None  # the clip that is looked for may be an old one
        found = await self.access.read(lambda session: television.clips(session, query=query, state=state, limit=limit))
        self.set_heading(_("Television"))
        self._clips = {clip.id: clip for clip in found.clips}
        self.query_one("#summary", Static).update(summary(found, state))
        table, empty = self.query_one(RowTable), self.query_one(".empty", Static)
        table.fill([(clip.id, clip) for clip in found.clips], _cells, cursor_on=self.cursor_on)
        self.cursor_on = None
        table.display = bool(found.clips)
        empty.display = not found.clips
        is_filtered = bool(query or state)
        empty.update(
            _("Nothing matches. Press f for another state, Esc to show all again.")
            if is_filtered
            else _("No clip yet. Press n to plan one, or import the ledger's television sheet.")
        )
        self._show_detail()

    def show_row(self, row_id: int | None, table: str = "") -> None:
        """Load again with the cursor on a clip, whatever its state."""
        self._state = None
        super().show_row(row_id, table)

    def highlighted(self) -> ClipView | None:
        """The clip under the cursor."""
        row_id = self.query_one(RowTable).row_id
        return None if row_id is None else self._clips.get(row_id)

    @on(RowTable.RowHighlighted)
    def _show_detail(self) -> None:
        clip = self.highlighted()
        self.query_one("#detail", Static).update(detail(clip) if clip else "")

    @on(RowTable.RowOpened)
    def _open(self) -> None:
        self.action_change()

    def action_filter(self) -> None:
        """Filter by the next state; after the last state show all again."""
        states: list[ClipState | None] = [None, *ClipState]
        self._state = states[(states.index(self._state) + 1) % len(states)]
        self.refresh_bindings()
        self.reload()

    def action_leave(self) -> None:
        """Clear the search and the filter."""
        self._state = None
        super().action_leave()
        self.refresh_bindings()
        self.reload()

    @acts
    async def action_add(self) -> None:
        """Plan a clip."""
        recipients, people = await self.access.read(_names)

        async def save(values: Values) -> None:
            clip_id = await self.access.change(
                Action.ADD_CLIP,
                lambda session: television.add_clip(session, **clip_values(values)),
                title=values["title"],
            )
            self.reload(clip_id)

        await self.app.push_screen_wait(new_clip_form(recipients, people, save))

    @acts
    async def action_change(self) -> None:
        """Change the highlighted clip."""
        if (highlighted := self.highlighted()) is None:
            return
        recipients, people = await self.access.read(_names)
        snapshot = Snapshot(self.access, highlighted, lambda session: television.clip(session, highlighted.id))

        async def save(values: Values) -> None:
            clip, today = snapshot.view, self.access.today()
            await self.access.change(
                Action.CHANGE_CLIP,
                lambda session: television.change_clip(
                    session, clip.id, clip.version, **clip_values(values), today=today
                ),
                title=clip.title,
            )
            self.reload(clip.id)

        form = change_clip_form(highlighted, self.access.today(), recipients, people, save, snapshot.reread)
        await self.app.push_screen_wait(form)

    @acts
    async def action_credits(self) -> None:
        """List who worked on the highlighted clip, to change it."""
        if (clip := self.highlighted()) is not None:
            view = await credits.read(self.access, Clip, clip.id)
            await self.app.push_screen_wait(credits.Credits(self.access, Clip, clip.id, view))
            self.reload(clip.id)

    @acts
    async def action_mark(self, state: str) -> None:
        """Set the highlighted clip to a state that has no date of its own."""
        if (clip := self.highlighted()) is not None and clip.state != state:
            await self._mark(clip, ClipState(state), {"on": self.access.today()})

    @acts
    async def action_mark_on_day(self, state: str) -> None:
        """Ask for a day and mark the highlighted clip as sent or aired on it."""
        if (clip := self.highlighted()) is None:
            return
        new_state = ClipState(state)
        rules.check_move(clip.state, new_state)
        snapshot = Snapshot(self.access, clip, lambda session: television.clip(session, clip.id))

        async def save(values: Values) -> None:
            await self._mark(snapshot.view, new_state, values)

        await self.app.push_screen_wait(clip_day_form(new_state, clip, self.access.today(), save, snapshot.reread))

    async def _mark(self, clip: ClipView, state: ClipState, values: Values) -> None:
        today = self.access.today()
        await self.access.change(
            Action.MARK_CLIP,
            lambda session: television.set_clip_state(session, clip.id, clip.version, state, **values, today=today),
            title=clip.title,
            state=state.value,
        )
        self.reload(clip.id)


def _names(session: Session) -> tuple[NameSearch, NameSearch]:
    """The recipients and the people that forms propose."""
    return choices.recipients(session), staff_choices.people(session)


def summary(found: ClipList, state: ClipState | None) -> str:
    """How many clips match, which state is filtered, and how many are not shown."""
    parts = [ngettext("{count} clip or column", "{count} clips and columns", found.total)]
    if state is not None:
        parts.append(_("only: {state}").format(state=_(CLIP_STATES[state][1])))
    if (more := found.total - len(found.clips)) > 0:
        parts.append(_("{count} older entries are not shown: search with /").format(count=formats.number(more)))
    return " · ".join(parts).format(count=formats.number(found.total))


def detail(clip: ClipView) -> str:
    """The line on the highlighted clip: its whole title, and what the table may not show."""
    genre = _(CLIP_GENRES[clip.genre]) if clip.genre else ""
    parts = [clip.title, genre, _(CLIP_STATES[clip.state][1]), clip.authors, helpers_text(clip.helpers), clip.recipient]
    if clip.aired:
        parts.append(_("aired on {day}").format(day=formats.day(clip.aired)))
    return " · ".join(filter(None, (*parts, clip.note)))


def _cells(clip: ClipView) -> Sequence[Text]:
    sign, label, style = CLIP_STATES[clip.state]
    return (
        cell(sign, style),
        cell(formats.day(clip.sent) if clip.sent else "–", "" if clip.sent else "dim"),
        cell(_(CLIP_KINDS[clip.kind]), "dim"),
        cell(_(CLIP_GENRES[clip.genre]) if clip.genre else "–", "dim"),
        cell(clip.title),
        cell(formats.duration(clip.seconds)),
        cell(clip.authors, "dim"),
        cell(clip.recipient, "dim"),
        cell(formats.day(clip.aired) if clip.aired else "–", "dim"),
        cell(_(label), style),
    )
