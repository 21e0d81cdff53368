"""The Rundown screen: the lines of an edition in order, with planned and actual lengths, over and under."""

import asyncio
import datetime as dt
from collections.abc import Iterable, Sequence
from typing import ClassVar

from sqlalchemy.orm import Session
from textual import on
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Static

from radiodesk.locale import N_, _, formats
from radiodesk.media import inbox, linking
from radiodesk.media.places import target_of
from radiodesk.model import Action, BroadcastState, LineKind, Story
from radiodesk.model.database import Removed
from radiodesk.model.name_search import NameSearch
from radiodesk.newsroom import choices, rundowns, stories, topics
from radiodesk.newsroom.views import LineView, RundownView, StoryChoice
from radiodesk.schedule import queries
from radiodesk.schedule.views import EditionChoice
from radiodesk.staff import choices as staff_choices
from radiodesk.tui.access import Changed, Snapshot
from radiodesk.tui.background import acts, in_background
from radiodesk.tui.dialogs import credits, posting  # noqa: A004 - the word of the model
from radiodesk.tui.dialogs.assemble import assemble
from radiodesk.tui.dialogs.confirm import Confirm
from radiodesk.tui.dialogs.deliveries import Deliveries, add_delivery
from radiodesk.tui.dialogs.fields import Values
from radiodesk.tui.dialogs.picker import Candidate, Picker
from radiodesk.tui.dialogs.story import insert_form, join_form, line_values, story_form, topics_form
from radiodesk.tui.screens.base import loads
from radiodesk.tui.screens.broadcasts import mark
from radiodesk.tui.screens.editing import edit
from radiodesk.tui.screens.searching import NOTHING_FOUND, SearchScreen
from radiodesk.tui.widgets.clipped import Clipped
from radiodesk.tui.widgets.row_table import Column, RowTable
from radiodesk.tui.widgets.rundown_lines import edition_line, line_cells, line_detail, posted_line, totals_line


class RundownScreen(SearchScreen):
    """The rundown of the edition that was opened last."""

    MODE = "rundown"
    LISTS = "line"
    CSS_PATH = "rundown.tcss"
    ABOUT = N_(
        "The lines of an edition in air order. ♪ has a recording, whose length is the actual length; "
        "×2 is used in two editions. The last line compares the total with the time to fill; ≈ counts the planned "
        "length of lines without an actual one."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "add_story", N_("Story")),
        Binding("i", "add_insert", N_("Insert")),
        Binding("u", "use_story", N_("Use again"), show=False),
        Binding("e", "change", N_("Edit")),
        Binding("k", "link", N_("Recording")),
        Binding("t", "treat", N_("Treat"), show=False),
        Binding("j", "join", N_("Join"), show=False),
        Binding("g", "assemble", N_("Assemble")),
        Binding("x,delete", "remove", N_("Remove")),
        Binding("K,shift+up", "move(-1)", N_("Move up"), show=False),
        Binding("J,shift+down", "move(1)", N_("Move down"), show=False),
        Binding("a", "air", N_("Aired")),
        Binding("at", "credits", N_("Credits"), show=False),
        Binding("semicolon", "topics", N_("Topics of the edition"), show=False),
        Binding("w", "post", N_("Post")),
        Binding("W", "withdraw", N_("Withdraw the last post"), show=False),
        Binding("s", "send", N_("Send to others"), show=False),
        Binding("o", "choose", N_("Other edition"), show=False),
        Binding("left", "step(-1)", N_("Previous edition"), show=False),
        Binding("right", "step(1)", N_("Next edition"), show=False),
    ]

    def body(self) -> Iterable[Widget]:
        """A line on the edition, the table, the totals and the publications."""
        self._view: RundownView | None = None
        self._stepping = asyncio.Lock()  # each step starts from the edition that the previous step opened
        self._moving = asyncio.Lock()  # each move starts from the position that the previous move gave the line
        yield Clipped(id="edition")
        yield self.search_line()
        yield RowTable(
            [
                Column("", 2, right=True),
                Column(_("Starts"), 8, spare=2),
                Column(_("Genre"), 9, share=1, spare=3),
                Column(_("Title"), 24, share=3),
                Column(_("Authors"), share=1, wide=True),
                Column(_("Topics"), share=1, wide=True, spare=4),
                Column(_("Planned"), 7, right=True, spare=1),
                Column(_("Actual"), 6, right=True),
                Column("♪", 1),
                Column(_("Recording"), share=1, wide=True),
            ],
            own_order=N_("The lines are in the order in which they are aired. Shift+↑ and Shift+↓ move a line."),
        )
        yield Static(classes="empty", markup=False)
        yield Clipped(id="detail")
        yield Static(id="totals", markup=False)
        yield Static(id="posted", markup=False)

    async def state(self) -> tuple[object, ...]:
        """It also depends on the edition that another screen chose."""
        return self.access.edition_id, await super().state()

    @loads
    async def load(self) -> None:
        """Show the edition. If it was removed meanwhile, show the last one of the day."""
        async with self._moving:  # what was read before a move must not be shown after it
            try:
                await self._show(self.cursor_on)
            except Removed:
                self.access.edition_id = None
                await self._show(None)
                raise

    async def _show(self, cursor_on: int | None) -> None:
        """Read and show the edition. cursor_on: the id of the line that the cursor moves to."""
        day, edition_id = self.access.day, self.access.edition_id
        self._view = await self.access.read(lambda session: _open(session, edition_id, day))
        view = self._view
        self.access.edition_id = view.edition_id if view else None
        table, empty = self.query_one(RowTable), self.query_one(".empty", Static)
        found = [line for line in view.lines if self.matches(line.title, line.authors, *line.topics)] if view else []
        table.display = bool(found)
        empty.display = not table.display
        if view is None:
            empty.update(_("No edition up to this day. Plan a programme on Today (key 1) with n, then open it here."))
            self.set_heading(_("Rundown"))
        else:
            no_line = _("No line yet. Press n to write the first story, i for a jingle, u to use a story again.")
            empty.update(_(NOTHING_FOUND) if view.lines else no_line)
            first = view.first_run
            self.set_heading(
                formats.clock(first.starts),
                f"{formats.weekday(first.starts)} {formats.day(first.starts.date())}",
                title=view.title,
            )
            rows = [(line.id, line) for line in found]
            table.fill(rows, lambda line: line_cells(line, first.starts), cursor_on=cursor_on)
            self.cursor_on = None
        for name, text_of in (("edition", edition_line), ("totals", totals_line), ("posted", posted_line)):
            self.query_one(f"#{name}", Static).update(text_of(view) if view else "")
        self._show_detail()

    @on(RowTable.RowHighlighted)
    def _show_detail(self) -> None:
        line = self.highlighted()
        self.query_one("#detail", Static).update(line_detail(line) if line else "")

    def highlighted(self) -> LineView | None:
        """The line under the cursor."""
        row_id = self.query_one(RowTable).row_id
        return next((line for line in self._view.lines if line.id == row_id), None) if self._view else None

    def rows_among(self, changed: Changed) -> Sequence[int]:
        """The lines, and those of changed stories."""
        stories_changed = {row_id for table, row_id in changed if table == "story"}
        lines = self._view.lines if self._view else ()
        return [*super().rows_among(changed), *(line.id for line in lines if line.story_id in stories_changed)]

    def _next_number(self) -> int | None:
        """The number of a new line: it goes after the highlighted line."""
        line = self.highlighted()
        return line.number + 1 if line else None

    @acts
    async def action_add_story(self) -> None:
        """Add a new story after the highlighted line."""
        if (view := self._view) is None:
            return
        number = self._next_number()

        async def save(values: Values) -> None:
            line_id = await self.access.change(
                Action.ADD_STORY,
                lambda session: rundowns.add_story(session, view.edition_id, **line_values(values), number=number),
                title=values["title"],
            )
            self.reload(line_id)

        await self.app.push_screen_wait(story_form(save, *await self.access.read(_names)))

    @acts
    async def action_add_insert(self) -> None:
        """Add an insert after the highlighted line."""
        if (view := self._view) is None:
            return
        number = self._next_number()

        async def save(values: Values) -> None:
            line_id = await self.access.change(
                Action.ADD_INSERT,
                lambda session: rundowns.add_insert(session, view.edition_id, **values, number=number),
                title=values["label"],
            )
            self.reload(line_id)

        await self.app.push_screen_wait(insert_form(save))

    @acts
    async def action_use_story(self) -> None:
        """Pick a story of another edition and use it again."""
        if (view := self._view) is None:
            return
        number = self._next_number()
        picker = Picker(_("Use which story again?"), self._stories, empty=_("No story has that title."))
        if (story := await self.app.push_screen_wait(picker)) is not None:
            line_id = await self.access.change(
                Action.USE_STORY,
                lambda session: rundowns.use_story(session, view.edition_id, story.id, number),
                title=story.title,
            )
            self.reload(line_id)

    async def _stories(self, query: str) -> Sequence[Candidate[StoryChoice]]:
        found = await self.access.read(lambda session: stories.find(session, query))
        return [
            Candidate(story, story.title, formats.day(story.first_used) if story.first_used else "") for story in found
        ]

    @on(RowTable.RowOpened)
    def _open_line(self) -> None:
        self.action_change()

    @acts
    async def action_change(self) -> None:
        """Change the highlighted story or insert."""
        if (view := self._view) is None or (highlighted := self.highlighted()) is None:
            return
        edition_id, line_id = view.edition_id, highlighted.id
        snapshot = Snapshot(
            self.access, highlighted, lambda session: rundowns.rundown(session, edition_id).line(line_id)
        )

        async def save(values: Values) -> None:
            line = snapshot.view
            is_story = line.story_id is not None
            await self.access.change(
                Action.CHANGE_STORY if is_story else Action.CHANGE_INSERT,
                lambda session: rundowns.change_line(session, line.id, line.version, **line_values(values)),
                title=line.title,
            )
            self.reload(line.id)

        if highlighted.kind is LineKind.STORY:
            form = story_form(save, *await self.access.read(_names), highlighted, snapshot.reread)
        else:
            form = insert_form(save, highlighted, snapshot.reread)
        await self.app.push_screen_wait(form)

    @acts
    async def action_move(self, by: int) -> None:
        """Move the highlighted line up (-1) or down (1). Moves run one after the other when the key is held down."""
        if self.searched:
            self.notify(_("Some lines are hidden by the search: close it with Esc, then move the line."), markup=False)
            return
        async with self._moving:
            if (view := self._view) is None or (line := self.highlighted()) is None:
                return
            await self.access.change(
                Action.MOVE_LINE,
                lambda session: rundowns.move_line(session, line.id, view.version, by),
                title=line.title,
            )
            await self._show(line.id)

    @acts
    async def action_remove(self) -> None:
        """Remove the highlighted line after a confirmation."""
        if (view := self._view) is None or (line := self.highlighted()) is None:
            return
        await self.access.read(lambda session: rundowns.check_removable(session, line.id, view.version, line.version))
        question = _("Remove “{title}” from this rundown?").format(title=line.title)
        if line.story_id is not None:
            question += " " + _("The story is kept, and can be used again with u.")
        confirm = Confirm(_("Remove a line"), question, yes=_("Remove"))
        if await self.app.push_screen_wait(confirm):
            await self.access.change(
                Action.REMOVE_LINE,
                lambda session: rundowns.remove_line(session, line.id, view.version, line.version),
                title=line.title,
            )
            self.reload()

    @acts
    async def action_link(self) -> None:
        """Link a recording to the highlighted line, or another one than it has. The last choice is none."""
        if (line := self.highlighted()) is None:
            return
        target, version, unlinked = target_of(line.id, line.story_id), line.version, 0

        async def find(query: str) -> Sequence[Candidate[tuple[int, str]]]:
            found = await self.access.read(lambda session: inbox.recordings_for(session, line.title, query))
            others = [
                Candidate((each.id, each.name), each.name, formats.duration(each.seconds))
                for each in found
                if each.id != line.recording_id
            ]
            if line.recording_id is None:
                return others
            return [
                *others,
                Candidate((unlinked, ""), _("None: unlink “{recording}”").format(recording=line.recording)),
            ]

        empty = _("No recording has that name. Add files on Media (key 5).")
        title = _("Which recording belongs to “{title}”?").format(title=line.title)
        chosen = await self.app.push_screen_wait(
            Picker(title, find, empty=empty, placeholder=_("Type a part of the name"))
        )
        if chosen is None:
            return
        recording_id, name = chosen
        if recording_id == unlinked:
            is_linked = await self.access.change(
                Action.UNLINK_RECORDING,
                lambda session: linking.unlink(session, target, version),
                title=line.title,
            )
            if not is_linked:
                said = _("{name} has no link now: it is in the inbox (key 5, I)").format(name=line.recording)
                self.access.confirm(said, of_last_change=True)
        else:
            await self.access.change(
                Action.LINK_RECORDING,
                lambda session: linking.link(session, target, version, recording_id),
                name=name,
                title=line.title,
            )
        self.reload()

    @acts
    async def action_treat(self) -> None:
        """Open the highlighted line's recording in the editing screen."""
        line = self.highlighted()
        if line is None or line.recording_id is None:
            self.notify(_("This line has no recording yet: link one with k."), markup=False)
            return
        await edit(self.app, self.access, line.recording_id)

    @acts
    async def action_join(self) -> None:
        """Set how the highlighted line is joined to the one before it."""
        if (view := self._view) is None or (line := self.highlighted()) is None:
            return
        snapshot = Snapshot(self.access, view, lambda session: rundowns.rundown(session, view.edition_id))

        async def reread() -> LineView:
            return (await snapshot.reread()).line(line.id)

        async def save(values: Values) -> None:
            await self.access.change(
                Action.JOIN_LINE,
                lambda session: rundowns.join_line(
                    session, line.id, snapshot.view.version, values["join"], values["seconds"] or 0.0
                ),
                title=line.title,
            )
            self.reload(line.id)

        await self.app.push_screen_wait(join_form(line, save, reread))

    @acts
    async def action_assemble(self) -> None:
        """Write the air file of the edition."""
        if self._view is not None:
            await assemble(self.app, self.access, self._view)
            self.reload()

    @acts
    async def action_air(self) -> None:
        """Mark the first run as aired."""
        if (view := self._view) is None or view.first_run.state is BroadcastState.AIRED:
            return
        if await mark(self.app, self.access, view.first_run, BroadcastState.AIRED, view.title):
            self.reload()

    @acts
    async def action_post(self) -> None:
        """Record where the edition was posted, or correct it."""
        if (view := self._view) and await posting.post(self.app, self.access, view.edition_id, view.title):
            self.reload()

    @acts
    async def action_send(self) -> None:
        """Note what was sent to others. With deliveries already, list them first."""
        if (view := self._view) is None:
            return
        line = self.highlighted()
        story_id = line.story_id if line else None
        if view.deliveries:
            await self.app.push_screen_wait(Deliveries(self.access, view, story_id))
        else:
            await add_delivery(self.app, self.access, view, story_id)
        self.reload()

    @acts
    async def action_credits(self) -> None:
        """List who worked on the highlighted story, to change it."""
        line = self.highlighted()
        if line is None or line.story_id is None:
            self.notify(_("Only stories have credits: go to one."), markup=False)
            return
        view = await credits.read(self.access, Story, line.story_id)
        await self.app.push_screen_wait(credits.Credits(self.access, Story, line.story_id, view))
        self.reload(line.id)

    @acts
    async def action_topics(self) -> None:
        """Set the topics of the edition as a whole."""
        if (view := self._view) is None:
            return
        edition_id = view.edition_id
        snapshot = Snapshot(self.access, view, lambda session: rundowns.rundown(session, edition_id))

        async def save(values: Values) -> None:
            seen = snapshot.view
            await self.access.change(
                Action.SET_TOPICS,
                lambda session: topics.set_edition_topics(session, edition_id, seen.version, **values),
                title=seen.title,
                day=seen.first_run.starts.date().isoformat(),
                time=seen.first_run.starts.time().isoformat(),
            )
            self.reload()

        known = await self.access.read(choices.topics)
        await self.app.push_screen_wait(topics_form(view, known, save, snapshot.reread))

    @acts
    async def action_withdraw(self) -> None:
        """Withdraw the latest publication after a confirmation."""
        if self._view and await posting.withdraw(self.app, self.access, self._view.edition_id):
            self.reload()

    @acts
    async def action_choose(self) -> None:
        """Pick another edition and open it."""
        picker = Picker(
            _("Open which edition?"),
            self._editions,
            empty=_("No edition matches."),
            unmatched=_(
                "No edition matches. A time is looked for up to a year away: with a day, as 30/11/2024, older ones are "
                "found."
            ),
            placeholder=_("A part of the title, a day or a time: 30/11, 5h30"),
        )
        if (edition_id := await self.app.push_screen_wait(picker)) is not None:
            self.access.edition_id = edition_id
            self.reload()

    async def _editions(self, query: str) -> Sequence[Candidate[int]]:
        day = self._view.first_run.starts.date() if self._view else self.access.day
        found = await self.access.read(lambda session: queries.editions_near(session, day, query=query))
        return [Candidate(edition.edition_id, edition.title, _when(edition)) for edition in found]

    @in_background("step", exclusive=False)
    async def action_step(self, by: int) -> None:
        """Open the previous (-1) or next (1) edition by time."""
        async with self._stepping:
            if (edition_id := self.access.edition_id) is None:
                return
            neighbour = await self.access.read(lambda session: queries.edition_beside(session, edition_id, by))
            if neighbour is not None:
                self.access.edition_id = neighbour
                self.reload()


def _open(session: Session, edition_id: int | None, day: dt.date) -> RundownView | None:
    """The rundown of the edition, by default the last one up to the day. None if there is none."""
    if edition_id is None:
        last = queries.editions(session, until=day, limit=1)
        edition_id = last[0].edition_id if last else None
    return None if edition_id is None else rundowns.rundown(session, edition_id)


def _names(session: Session) -> tuple[NameSearch, NameSearch, NameSearch]:
    """The people, the topics and the places that forms propose."""
    return staff_choices.people(session), choices.topics(session), choices.places(session)


def _when(edition: EditionChoice) -> str:
    return f"{formats.clock(edition.starts)} {formats.day(edition.starts.date())}"
