"""The Media screen: the recordings, their problems, and the stories that they are linked to."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Static

from radiodesk.errors import visible
from radiodesk.locale import N_, _, formats, ngettext
from radiodesk.media import batches, inbox, linking, places, recordings, retention, store, treatments
from radiodesk.media.batches import Outcome
from radiodesk.media.drop_folder import DropState
from radiodesk.media.faults import faults
from radiodesk.media.places import Linked
from radiodesk.media.proposals import proposals
from radiodesk.media.sound.endings import is_sound
from radiodesk.model import Action
from radiodesk.model.text import fold
from radiodesk.tui import labels
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.background import WARNING_SECONDS, acts, in_background
from radiodesk.tui.dialogs.audio_track import choose_track
from radiodesk.tui.dialogs.check_store import check_store
from radiodesk.tui.dialogs.confirm import Confirm
from radiodesk.tui.dialogs.drop_files import DropFiles
from radiodesk.tui.dialogs.export_recording import export_recording
from radiodesk.tui.dialogs.fields import Entry, Values
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.dialogs.link_recording import line_picker
from radiodesk.tui.dialogs.listen import Listen
from radiodesk.tui.dialogs.listing import Listing
from radiodesk.tui.dialogs.paths import PathSuggester, audio_files
from radiodesk.tui.dialogs.picker import Candidate, Picker
from radiodesk.tui.dialogs.presets import Presets
from radiodesk.tui.dialogs.proposed_links import ProposedLinks
from radiodesk.tui.dialogs.relink import find_lost_files
from radiodesk.tui.progress import StoppableProgress, Stopped
from radiodesk.tui.screens.base import loads
from radiodesk.tui.screens.editing import edit
from radiodesk.tui.screens.searching import SearchScreen
from radiodesk.tui.widgets.clipped import Clipped
from radiodesk.tui.widgets.progress_line import ProgressLine
from radiodesk.tui.widgets.row_table import Column, RowTable, cell

LIMIT = 500
"""The most recordings shown at once. The search finds the others."""


class MediaScreen(SearchScreen):
    """The recordings, newest first."""

    MODE = "media"
    LISTS = "recording"
    CSS_PATH = "media.tcss"
    AUTO_FOCUS = "RowTable"
    SEARCH = N_("A part of the name; Esc shows all again")
    ABOUT = N_(
        "The recordings of the desk. ▲ marks one with a problem: the line at the bottom says which. "
        "◆ marks one in the inbox: it came from the drop folder and has no story yet. "
        "A recording linked to a story or to a whole programme gives it its actual length."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "add", N_("Add files")),
        Binding("e", "edit", N_("Edit")),
        Binding("t", "edit", N_("Treat"), show=False),
        Binding("k", "link", N_("Link to…")),
        Binding("L", "link_all", N_("Link all")),
        Binding("U", "unlink", N_("Unlink"), show=False),
        Binding("I", "inbox", N_("Inbox")),
        Binding("q", "lay_aside", N_("No link")),
        Binding("g", "export", N_("Write to a file"), show=False),
        Binding("N", "refused", N_("Files that were not added"), show=False),
        Binding("T", "audio_track", N_("Audio track"), show=False),
        Binding("x,delete", "remove_file", N_("Delete the file"), show=False),
        Binding("V", "check", N_("Check the store"), show=False),
        Binding("F", "find", N_("Find lost files in a folder"), show=False),
        Binding("P", "presets", N_("Presets"), show=False),
        Binding("slash", "search", N_("Search"), priority=True),
    ]

    def __init__(self, access: DeskAccess) -> None:
        super().__init__(access)
        self._recordings: dict[int, recordings.RecordingView] = {}
        self._adding: StoppableProgress | None = None
        """The progress of the files that are being added, or None."""
        self._adding_name = ""
        """The name of the file that is being added."""
        self._only_inbox = False

    def body(self) -> Iterable[Widget]:
        """The search field, the table, a line on the highlighted recording, and the progress of adding files."""
        yield self.search_line()
        yield RowTable(
            [
                Column("", 2),
                Column(_("Name"), 24, share=2),
                Column(_("Length"), 8, right=True),
                Column(_("Format"), 30, share=1, wide=True),
                Column(_("Size"), 8, right=True, spare=1),
                Column(_("Story"), 12, share=1),
            ]
        )
        yield Static(classes="empty", markup=False)
        yield Clipped(id="detail", classes="muted")
        progress = ProgressLine()
        progress.display = False
        yield progress

    def can_leave(self) -> bool:
        """Whether Escape stops adding files or closes the search."""
        return self._adding is not None or super().can_leave()

    @loads
    async def load(self) -> None:
        """Show the recordings that match the search."""
        query = self.searched
        only_inbox, limit = self._only_inbox, self.limit(LIMIT)
        page = await self.access.read(lambda session: inbox.page(session, query=query, waiting=only_inbox, limit=limit))
        found, waiting, likely = page.found, page.waiting, page.likely
        self._recordings = {recording.id: recording for recording in found.recordings}
        count = ngettext("{count} recording", "{count} recordings", found.total)
        more = found.total - len(found.recordings)
        not_shown = ""
        if more:
            not_shown = _("{count} older recordings are not shown: search for them").format(count=formats.number(more))
        in_inbox = ""
        if waiting and not only_inbox:
            in_inbox = _("{count} in the inbox").format(count=formats.number(waiting))
        refused = ""
        undecided = [file for file in self.access.drop_files if file.state in (DropState.REFUSED, DropState.UNKNOWN)]
        if only_inbox and undecided:
            refused = ngettext("{count} not added: N", "{count} not added: N", len(undecided))
            refused = refused.format(count=formats.number(len(undecided)))
        details = [count.format(count=formats.number(found.total)), in_inbox, refused, not_shown]
        self.set_heading(_("Inbox") if only_inbox else _("Media"), " · ".join(filter(None, details)))
        table = self.query_one(RowTable)
        rows = [(recording.id, recording) for recording in found.recordings]
        table.fill(rows, partial(_cells, likely=likely), cursor_on=self.cursor_on)
        self.cursor_on = None
        self.set_class(not found.recordings, "nothing")
        self.query_one(".empty", Static).update(self._empty_text(query))
        self._show_detail()

    def _empty_text(self, query: str) -> str:
        """The text that is shown in place of an empty table."""
        if query:
            return _("No recording has that name.")
        text = _("No recording yet. Press n to add audio files. Files put into {folder} are added automatically.")
        if self._only_inbox:
            text = _("The inbox is empty. Files put into {folder} are added automatically. Press I for all recordings.")
        return text.format(folder=self.access.station.drop_folder)

    @on(RowTable.RowHighlighted)
    def _show_detail(self) -> None:
        recording = self.highlighted()
        self.query_one("#detail", Static).update(_detail(recording) if recording else "")

    @on(RowTable.RowOpened)
    def _open(self) -> None:
        """Open the dialog that shows the facts of the highlighted recording and plays it."""
        if recording := self.highlighted():
            file = store.file_of(self.access.config.media, recording.sha256, recording.suffix)
            self.app.push_screen(Listen(recording.name, _facts(recording), file, track=recording.track))

    @acts
    async def action_edit(self) -> None:
        """Open the highlighted recording in the editing screen."""
        if recording := self.highlighted():
            await edit(self.app, self.access, recording.id)

    @acts
    async def action_export(self) -> None:
        """Write the highlighted recording, as it is treated, to a file."""
        if recording := self.highlighted():
            await export_recording(self.app, self.access, recording)

    def highlighted(self) -> recordings.RecordingView | None:
        """The recording under the cursor."""
        row_id = self.query_one(RowTable).row_id
        return self._recordings.get(row_id) if row_id is not None else None

    def action_leave(self) -> None:
        """Stop adding files; else close the search field."""
        if self._adding:
            self._adding.stop()
        else:
            super().action_leave()

    @acts
    async def action_add(self) -> None:
        """Ask for files and add them."""
        if self._adding:
            self.notify(_("Files are being added already: wait, or stop that with Esc"), markup=False)
            return
        paths: list[Path] = []

        async def resolve(values: Values) -> None:
            paths[:] = await asyncio.to_thread(audio_files, values["paths"])

        form = Form(
            _("Add recordings"),
            [
                Entry(
                    "paths",
                    _("Files or folders"),
                    required=True,
                    suggestions=PathSuggester(is_sound),
                    placeholder="~/…",
                )
            ],
            resolve,
            button=_("Add"),
            explanation=_("→ accepts the suggested name; “;” separates several; * stands for any letters."),
        )
        if await self.app.push_screen_wait(form):
            self.add_files(paths)

    @in_background("add")
    async def add_files(self, paths: Sequence[Path]) -> None:
        """Add files to the store, and show how many were added and which were refused."""
        self._adding = adding = StoppableProgress(lambda share: self.call_later(self._show_progress, share))
        count = len(paths)
        outcomes: list[Outcome] = []

        def watch(name: str, share: float, whole: float) -> None:
            percent = f"{round(share * 100)} %"
            self._adding_name = f"{name}  {percent}" if count > 1 else name
            adding(round(whole * 1000), 1000)

        self._adding_name = paths[0].name if paths else ""
        self._show_progress(None)
        try:
            outcomes = await self.access.run(
                lambda: batches.add(self.access.desk, paths, watch=watch), stop=adding.stop
            )
        except Stopped:
            self.notify(_("Stopped. The files added by then are in the store; add the rest again."))
        finally:
            self._adding = None
            self.query(ProgressLine).set(display=False)
            self.refresh_bindings()
        self.reload()
        self._show_outcomes(outcomes)

    def _show_outcomes(self, outcomes: Sequence[Outcome]) -> None:
        refused = [
            str(outcome.error).replace(visible(str(outcome.path)), visible(outcome.path.name))
            for outcome in outcomes
            if outcome.error
        ]
        if added := len(outcomes) - len(refused):
            message = ngettext("{count} file is in the store", "{count} files are in the store", added)
            self.access.confirm(message.format(count=added))
        if refused:
            self._show_refused(refused)

    def _show_progress(self, share: float | None) -> None:
        line = self.query_one(ProgressLine)
        line.display = self._adding is not None
        self.refresh_bindings()
        line.show(self._adding_name, share)

    def _show_refused(self, refused: Sequence[str]) -> None:
        """List the refused files, in a dialog or, if another screen is open, in a notice."""
        title = ngettext("{count} file was refused", "{count} files were refused", len(refused))
        title = title.format(count=len(refused))
        if self.is_current:
            self.app.push_screen(Listing(title, [Column(_("Why"), share=1)], [(reason,) for reason in refused]))
        else:
            message = "\n".join([title, *refused[:3]])
            self.app.notify(message, severity="warning", timeout=WARNING_SECONDS, markup=False)

    @acts
    async def action_link(self) -> None:
        """Pick a story or an insert and link it to the highlighted recording."""
        if recording := self.highlighted():
            picked = await self.app.push_screen_wait(line_picker(self.access, recording))
            if picked is not None:
                await self.access.change(
                    Action.LINK_RECORDING,
                    lambda session: linking.link_free(session, picked.target, picked.version, recording.id),
                    name=recording.name,
                    title=picked.title,
                )
                self.reload()

    @acts
    async def action_link_all(self) -> None:
        """List what the recordings without a link probably belong to, and link them."""
        if found := await self.access.read(proposals):
            await self.app.push_screen_wait(ProposedLinks(self.access, found))
            self.reload()
        else:
            message = _("No recording without a link resembles what is planned or was on air.")
            self.notify(message, markup=False)

    @acts
    async def action_unlink(self) -> None:
        """Unlink the highlighted recording from its story. Asks which story if there are several."""
        recording = self.highlighted()
        if not recording or not recording.linked:
            return
        linked = await self.access.read(lambda session: list(places.linked(session, [recording.id])))
        if not linked:  # another user unlinked it meanwhile
            self.reload()
            return

        async def find(query: str) -> Sequence[Candidate[Linked]]:
            return [
                Candidate(each, each.name, formats.day(each.starts.date()) if each.starts else "")
                for each in linked
                if fold(query) in fold(each.name)
            ]

        picked: Linked | None = linked[0]
        if len(linked) > 1:
            title = _("Unlink “{recording}” from…").format(recording=recording.name)
            picked = await self.app.push_screen_wait(Picker(title, find, empty=_("No story has that title.")))
        if picked is not None:
            target, version = picked.target, picked.version
            await self.access.change(
                Action.UNLINK_RECORDING,
                lambda session: linking.unlink(session, target, version),
                title=picked.name,
            )
            self.reload()

    def action_inbox(self) -> None:
        """Switch between the inbox and all recordings."""
        self._only_inbox = not self._only_inbox
        self.reload()

    @acts
    async def action_lay_aside(self) -> None:
        """Remove the highlighted recording from the inbox without linking it to a story."""
        recording = self.highlighted()
        if recording and not recording.waiting:
            self.notify(_("{name} does not wait in the inbox").format(name=recording.name), markup=False)
        elif recording:
            await self.access.change(
                Action.LAY_ASIDE,
                lambda session: linking.lay_aside(session, recording.id, recording.version),
                name=recording.name,
            )
            self.reload()

    def action_refused(self) -> None:
        """List the files in the drop folder that were not added, to decide on them."""
        if self.access.drop_files:
            self.app.clear_notifications()  # the notices that point here have been followed
            self.app.push_screen(DropFiles(self.access))
        else:
            self.notify(_("All files in the drop folder were added."), markup=False)

    @acts
    async def action_remove_file(self) -> None:
        """Delete the file of the highlighted recording, if it has expired or is linked to nothing."""
        if (recording := self.highlighted()) is None:
            return
        today = self.access.today()
        await self.access.read(lambda session: retention.check_removable(session, recording.id, today))
        question = _("Move the file of “{name}” to the trash?").format(name=recording.name)
        if await self.app.push_screen_wait(Confirm(_("Delete the file"), question, yes=_("Delete the file"))):
            try:
                await self.access.run(partial(retention.remove, self.access.desk, recording, today))
            finally:
                self.reload()  # the recording is removed even if its file stays

    @acts
    async def action_audio_track(self) -> None:
        """Choose another audio track of the highlighted recording."""
        if (recording := self.highlighted()) is None:
            return
        if recording.tracks == 1:
            self.notify(_("The file of this recording has one audio track."), markup=False)
            return
        await choose_track(self.app, self.access, recording)
        self.reload()

    @acts
    async def action_check(self) -> None:
        """Check every file of the store."""
        await check_store(self.app, self.access)
        self.reload()

    @acts
    async def action_find(self) -> None:
        """Find lost files in a folder that the user names."""
        if await find_lost_files(self.app, self.access) is not None:
            self.reload()

    @acts
    async def action_presets(self) -> None:
        """List the presets, to create, change and remove those of the station."""
        presets = await self.access.read(treatments.presets)
        await self.app.push_screen_wait(Presets(self.access, presets))
        self.reload()

    def on_unmount(self) -> None:
        """Stop adding files, so that the desk can close."""
        if self._adding:
            self._adding.stop()


def _cells(recording: recordings.RecordingView, *, likely: Mapping[int, str]) -> list[Text]:
    """The cells of a recording. likely: the title of the story that each one without a link probably belongs to."""
    title = likely.get(recording.id)
    story = cell(f"→ {title}", "dim") if title else cell(" · ".join(recording.linked))
    return [
        cell(("▲" if faults(recording) else "") + ("◆" if recording.waiting else ""), "yellow"),
        cell(recording.name),
        cell(formats.duration(recording.seconds)),
        cell(_format(recording)),
        cell(formats.size(recording.size)),
        story,
    ]


def _loudness(recording: recordings.RecordingView) -> str:
    if recording.measurement is None:
        return ""
    loudness = recording.measurement.loudness
    return f"{formats.level(loudness.integrated_lufs)} LUFS {formats.level(loudness.true_peak_dbtp)} dBTP"


def _format(recording: recordings.RecordingView) -> str:
    channels = ngettext("{count} channel", "{count} channels", recording.channels).format(count=recording.channels)
    return f"{labels.codec(recording.codec)} · {formats.number(recording.sample_rate / 1000)} kHz · {channels}"


def _detail(recording: recordings.RecordingView) -> str:
    """What the line below the table shows of the highlighted recording."""
    problems = [f"▲ {fault}" for fault in faults(recording)]
    return " · ".join(
        filter(None, [recording.name, *problems, _loudness(recording), _format(recording), *recording.linked])
    )


def _facts(recording: recordings.RecordingView) -> list[tuple[str, str]]:
    """What the dialog shows of a recording: pairs of a label and a value."""
    return [
        (_("Title"), recording.title or "–"),
        (_("Length"), formats.duration(recording.seconds)),
        (_("On air"), formats.duration(recording.air_seconds)),
        (_("Loudness"), _loudness(recording) or "–"),
        (_("Format"), _format(recording)),
        (_("Size"), formats.size(recording.size)),
        (_("Added"), f"{formats.day(recording.added.date())} {formats.clock(recording.added)}"),
        (_("Story"), "\n".join(recording.linked) or "–"),
        (_("Problems"), "\n".join(faults(recording)) or "–"),
        (_("Hash"), recording.sha256),
    ]
