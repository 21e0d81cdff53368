"""Media: the recordings there are, what is wrong with them, and the stories that they belong to."""

import asyncio
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Static

from radiodesk.errors import UserError
from radiodesk.locale import N_, _, formats, ngettext
from radiodesk.media import looking, store
from radiodesk.media.errors import warning
from radiodesk.model.text import fold
from radiodesk.planning import rundowns
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.background import in_background
from radiodesk.tui.dialogs.choose import Candidate, Choose
from radiodesk.tui.dialogs.details import Details
from radiodesk.tui.dialogs.fields import Entry, Values
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.dialogs.link_story import story_choice
from radiodesk.tui.dialogs.listing import Listing
from radiodesk.tui.dialogs.paths import PathSuggester, audio_files
from radiodesk.tui.long_work import Stoppable
from radiodesk.tui.screens.base import ModeScreen
from radiodesk.tui.screens.editing import EditingScreen
from radiodesk.tui.widgets.progress_line import ProgressLine
from radiodesk.tui.widgets.row_table import Column, RowTable, cell
from radiodesk.tui.widgets.search_line import SearchLine

LIMIT = 500
"""Recordings shown at once; the search reaches the others."""


class MediaScreen(ModeScreen):
    """The recordings, newest first."""

    MODE = "media"
    CSS_PATH = "media.tcss"
    AUTO_FOCUS = "RowTable"
    ABOUT = N_(
        "The recordings of the desk. ▲ marks one with something wrong: the line at the bottom says what. "
        "A recording linked to a story gives the story its actual length."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "add", N_("Add files")),
        Binding("e", "edit", N_("Edit")),
        Binding("k", "link", N_("Link to a story")),
        Binding("u", "unlink", N_("Unlink")),
        Binding("slash", "search", N_("Search"), key_display="/"),
        Binding("escape", "leave", N_("Stop adding, leave the search"), show=False),
    ]

    def __init__(self, access: DeskAccess) -> None:
        super().__init__(access)
        self._recordings: dict[int, looking.RecordingView] = {}
        self._adding: Stoppable | None = None
        self._what = ""

    def body(self) -> Iterable[Widget]:
        """The search, the list, what there is to say of the highlighted recording, and how far the adding is."""
        yield SearchLine(_("Search in the names"))
        yield RowTable(
            [
                Column("", 1),
                Column(_("Name"), share=2),
                Column(_("Length"), 10, right=True),
                Column(_("Format"), 30, wide=True),
                Column(_("Size"), 8, right=True),
                Column(_("Story"), share=1),
            ]
        )
        yield Static(classes="empty", markup=False)
        yield Static(id="detail", classes="muted", markup=False)
        progress = ProgressLine()
        progress.display = False
        yield progress

    @in_background("load")
    async def load(self) -> None:
        """Show the recordings that fit the search."""
        query = self.query_one(SearchLine).value
        found = await self.access.look(lambda session: looking.recordings(session, query=query, limit=LIMIT))
        self._recordings = {recording.id: recording for recording in found.recordings}
        count = ngettext("{count} recording", "{count} recordings", found.total)
        more = found.total - len(found.recordings)
        left = _("{count} more: search for them").format(count=formats.number(more)) if more else ""
        self.heading(_("Media"), " · ".join(filter(None, [count.format(count=formats.number(found.total)), left])))
        table = self.query_one(RowTable)
        table.fill([(recording.id, _cells(recording)) for recording in found.recordings])
        self.set_class(not found.recordings, "nothing")
        nothing = _("No recording has such a name.") if query else _("No recording yet. Press n to add audio files.")
        self.query_one(".empty", Static).update(nothing)
        self._say_detail()

    @on(RowTable.Highlighted)
    def _say_detail(self) -> None:
        recording = self._highlighted()
        self.query_one("#detail", Static).update(_detail(recording) if recording else "")

    @on(RowTable.Opened)
    def _open(self) -> None:
        if recording := self._highlighted():
            self.app.push_screen(Details(recording.name, _facts(recording)))

    def action_edit(self) -> None:
        """Open the highlighted recording on the bench."""
        if recording := self._highlighted():
            self.app.push_screen(EditingScreen(self.access, recording.id))

    def _highlighted(self) -> looking.RecordingView | None:
        row = self.query_one(RowTable).row_id
        return self._recordings.get(row) if row is not None else None

    def action_search(self) -> None:
        """Go to the line to type in."""
        self.query_one(SearchLine).open()

    def action_leave(self) -> None:
        """Stop what is being added; else leave the search."""
        if self._adding:
            self._adding.stop()
        elif self.query_one(SearchLine).close():
            self.query_one(RowTable).focus()

    @on(SearchLine.Searched)
    def _searched(self) -> None:
        self.reload()

    @on(SearchLine.Done)
    def _searching_done(self) -> None:
        self.query_one(RowTable).focus()

    @in_background("dialog")
    async def action_add(self) -> None:
        """Ask for files and add them."""
        if self._adding:
            self.notify(_("Files are being added already: wait, or stop that with Esc"), markup=False)
            return
        paths: list[Path] = []

        async def read(values: Values) -> None:
            paths[:] = await asyncio.to_thread(audio_files, values["paths"])

        form = Form(
            _("Add recordings"),
            [Entry("paths", _("Files or folders"), required=True, suggestions=PathSuggester(), placeholder="~/…")],
            read,
            button=_("Add"),
            explanation=_("→ takes the name that is suggested; “;” stands between several; * stands for any letters."),
        )
        if await self.app.push_screen_wait(form):
            self.add_files(paths)

    @in_background("add")
    async def add_files(self, paths: Sequence[Path]) -> None:
        """Add each file by itself; say which were refused, and why."""
        refused: list[str] = []
        added = 0
        self._adding = adding = Stoppable(lambda share: self.call_later(self._show_progress, share))
        try:
            for number, path in enumerate(paths, 1):
                self._what = f"{number}/{len(paths)}  {path.name}"
                self._show_progress(None)
                try:
                    await self._add_file(path, adding)
                    added += 1
                except UserError as error:
                    if adding.stopped:
                        break
                    refused.append(str(error).replace(str(path), path.name))
        finally:
            self._adding = None
            self.query(ProgressLine).set(display=False)
        self.reload()
        message = ngettext("{count} file is in the store", "{count} files are in the store", added)
        self.notify(message.format(count=added), markup=False)
        if refused:
            self._show_refused(refused)

    async def _add_file(self, path: Path, progress: Stoppable) -> None:
        progress.go_on()
        home = self.access.config.media
        taken = await asyncio.to_thread(store.take, home, path, progress=progress)
        await self.access.change(
            _("Add the recording {name}").format(name=taken.name),
            lambda session: store.register(session, home, taken),
        )

    def _show_progress(self, share: float | None) -> None:
        line = self.query_one(ProgressLine)
        line.display = self._adding is not None
        line.show(self._what, share)

    def _show_refused(self, refused: Sequence[str]) -> None:
        title = ngettext("{count} file was refused", "{count} files were refused", len(refused))
        title = title.format(count=len(refused))
        if self.is_current:
            self.app.push_screen(Listing(title, [Column(_("Why"), share=1)], [(reason,) for reason in refused]))
        else:
            message = "\n".join([title, *refused[:3]])
            self.app.notify(message, severity="warning", timeout=20, markup=False)

    @in_background("dialog")
    async def action_link(self) -> None:
        """Link the highlighted recording to a story; its length becomes the story's actual one."""
        if recording := self._highlighted():
            story_id = await self.app.push_screen_wait(story_choice(self.access, recording.name))
            if story_id is not None:
                await self._link(story_id, recording.id)

    @in_background("dialog")
    async def action_unlink(self) -> None:
        """Take the highlighted recording from its story; of several, ask which."""
        recording = self._highlighted()
        if not recording or not recording.stories:
            return
        linked = await self.access.look(lambda session: rundowns.linked_stories(session, recording.id))

        async def find(query: str) -> Sequence[Candidate]:
            return [Candidate(story.id, story.title) for story in linked if fold(query) in fold(story.title)]

        story_id: int | None = linked[0].id
        if len(linked) > 1:
            title = _("Take “{recording}” from…").format(recording=recording.name)
            story_id = await self.app.push_screen_wait(Choose(title, find, empty=_("No story has such a title.")))
        if story_id is not None:
            await self._link(story_id, None)

    async def _link(self, story_id: int, recording_id: int | None) -> None:
        what = _("Unlink a recording") if recording_id is None else _("Link a recording")
        await self.access.change(what, lambda session: rundowns.link_recording(session, story_id, None, recording_id))
        self.reload()

    def on_unmount(self) -> None:
        """Do not keep the desk from closing."""
        if self._adding:
            self._adding.stop()


def _cells(recording: looking.RecordingView) -> list[Text]:
    return [
        cell("▲" if recording.warnings else "", "yellow"),
        cell(recording.name),
        cell(formats.duration(recording.seconds)),
        cell(_format(recording)),
        cell(formats.size(recording.size)),
        cell(" · ".join(recording.stories)),
    ]


def _format(recording: looking.RecordingView) -> str:
    channels = ngettext("{count} channel", "{count} channels", recording.channels).format(count=recording.channels)
    return f"{recording.codec} · {formats.number(recording.sample_rate / 1000)} kHz · {channels}"


def _detail(recording: looking.RecordingView) -> str:
    faults = [f"▲ {warning(key)}" for key in recording.warnings]
    return " · ".join([*faults, _format(recording), *recording.stories])


def _facts(recording: looking.RecordingView) -> list[tuple[str, str]]:
    return [
        (_("Length"), formats.duration(recording.seconds)),
        (_("Format"), _format(recording)),
        (_("Size"), formats.size(recording.size)),
        (_("Added"), f"{formats.day(recording.added.date())} {formats.clock(recording.added)}"),
        (_("Story"), "\n".join(recording.stories) or "–"),
        (_("What is wrong"), "\n".join(map(warning, recording.warnings)) or "–"),
        (_("Hash"), recording.sha256),
    ]
