"""The editing screen: the waveform of a recording, its treatment, and playback."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from sqlalchemy.orm import Session
from textual import on
from textual.app import App
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Static
from textual.worker import Worker

from radiodesk.errors import UserError
from radiodesk.history import sentences
from radiodesk.history import undo as history
from radiodesk.history.log import Entry
from radiodesk.history.undo import Here
from radiodesk.locale import N_, _, formats
from radiodesk.media import chapters, store, treating, treatments
from radiodesk.media.chapters import EditionChapters
from radiodesk.media.errors import FileMissing
from radiodesk.media.recordings import RecordingView
from radiodesk.media.sound import levels, playing, recipes
from radiodesk.media.sound.measurement import Span
from radiodesk.media.sound.playing import Player
from radiodesk.media.sound.recipes import Recipe
from radiodesk.media.treating import Original
from radiodesk.media.treatments import TreatmentView
from radiodesk.model import Action
from radiodesk.tui.access import Answer, DeskAccess, Snapshot
from radiodesk.tui.background import acts, in_background
from radiodesk.tui.dialogs.chapter import set_chapter
from radiodesk.tui.dialogs.fields import Values
from radiodesk.tui.dialogs.progress import run_with_progress
from radiodesk.tui.dialogs.treatment import chosen_values, pick_preset, treatment_form
from radiodesk.tui.playback import PlaybackEnded, PlaybackProgress, play, report_playback_error
from radiodesk.tui.screens.base import ModeScreen
from radiodesk.tui.widgets.clipped import Clipped
from radiodesk.tui.widgets.level_meter import LevelMeter
from radiodesk.tui.widgets.treatment_lines import cursor_line, facts_line, treatment_line
from radiodesk.tui.widgets.wave_columns import WavePicture
from radiodesk.tui.widgets.wave_view import WaveView

JOIN_SECONDS = 2.0
"""The seconds that are played before and after a cut to check how it sounds."""

STEPS = frozenset({Action.TREAT, Action.REDO_TREATMENT, Action.SET_CHAPTERS})
"""The actions whose undo by z is that of Ctrl+Z."""

Read = tuple[TreatmentView, Sequence[EditionChapters]]
"""A recording with its treatment, and the editions whose air file it is."""


class EditingScreen(ModeScreen):
    """Edits the treatment of one recording. Escape goes back to the screen that opened it."""

    MODE = "media"
    CSS_PATH = "editing.tcss"
    AUTO_FOCUS = "WaveView"
    ABOUT = N_(
        "[ and ] mark where the recording begins and ends on air, · silence, ╳ a cut, ▲ clipping; "
        "pale parts are left out. The original is never changed: every step can be undone with z. "
        "In the air file of an edition, C sets, changes or removes a chapter (◆) at the cursor."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "play", N_("Play")),
        Binding("left_square_bracket", "begin", N_("Begin")),
        Binding("right_square_bracket", "end", N_("End")),
        Binding("v", "mark", N_("Mark")),
        Binding("x", "cut", N_("Cut")),
        Binding("backspace,delete", "remove_cut", N_("Remove the cut"), show=False),
        Binding("h", "hear_join", N_("Hear cut")),
        Binding("B", "toggle_treated", N_("Compare")),
        Binding("e", "figures", N_("Figures")),
        Binding("C", "chapter", N_("Chapter")),
        Binding("P", "preset", N_("Preset"), show=False),
        Binding("z", "step_back", N_("Undo here"), show=False),
        Binding("y", "step_forward", N_("Redo here"), show=False),
        Binding("Z", "start_over", N_("Reset to the preset"), show=False),
        Binding("escape", "leave", N_("Close")),
    ]

    def __init__(self, access: DeskAccess, read: Read, player: Player | None = None) -> None:
        super().__init__(access)
        view, self._editions = read
        self._recording_id = view.recording.id
        self._player = player or Player()
        self._view = view
        self._is_new = True
        self._edition_id = access.edition_id
        """The edition that the rundown showed when the screen was opened."""
        self._plays_treated = False
        self._spans: list[Span] = []
        """The spans of the file that are being played."""
        self._starting: Worker[None] | None = None
        """The worker that prepares the file to play."""
        self._changing = asyncio.Lock()

    def body(self) -> Iterable[Widget]:
        """The measurements, the waveform, the cursor's position, the level meters and the treatment."""
        yield Static(id="facts", markup=False)
        yield WaveView()
        yield Static(id="cursor", markup=False)
        yield LevelMeter()
        yield Clipped(id="treatment")

    def on_mount(self) -> None:
        """Show the view that was read before the screen was opened."""
        self._show(self._view, self._editions)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only an air file has chapters."""
        return bool(self._editions) if action == "chapter" else super().check_action(action, parameters)

    def on_screen_resume(self) -> None:
        """Reload, except when the screen is shown for the first time. Close above the rundown of another edition."""
        if not self.is_current:  # closed meanwhile
            return
        if self.app.current_mode == "rundown" and self.access.edition_id != self._edition_id:
            self.dismiss()
        elif not self._is_new:
            self.reload()
        self._is_new = False

    @in_background("load")
    async def load(self) -> None:
        """Show the recording with its current treatment."""
        await self._reload_view()

    async def _reload_view(self) -> None:
        self._show(*await self.access.read(lambda session: _read(session, self._recording_id)))

    def _show(self, view: TreatmentView, editions: Sequence[EditionChapters]) -> None:
        self._view, self._editions = view, editions
        self.refresh_bindings()
        recording, measurement = view.recording, view.recording.measurement
        details = [formats.duration(recording.seconds), _("each step is saved at once")]
        self.set_heading(recording.name, " · ".join(details))
        self.query_one("#facts", Static).update(facts_line(recording))
        self.query_one("#treatment", Static).update(treatment_line(view))
        if view.waveform is None or measurement is None:
            self.query_one("#cursor", Static).update(_("Being measured: one moment"))
            self._measure(view.recording)
            return
        picture = WavePicture(
            waveform=view.waveform,
            seconds=recording.seconds,
            kept=view.plan.spans,
            cuts=view.recipe.cuts,
            silences=measurement.silences,
            clips=measurement.clips,
            chapters=chapters.of_all(editions),
        )
        self.query_one(WaveView).show(picture)

    @in_background("measure")
    async def _measure(self, recording: RecordingView) -> None:
        """Measure a recording that was added by a version without measuring."""
        from radiodesk.media import batches

        outcomes = await self.access.run(lambda: batches.measure_all(self.access.desk, [recording]))
        for outcome in outcomes:
            if outcome.error:
                raise outcome.error
        self.reload()

    @on(WaveView.Moved)
    def _show_cursor(self) -> None:
        """Show the cursor's position, the selection, and what is playing."""
        wave = self.query_one(WaveView)
        chapter = chapters.at(chapters.of_all(self._editions), wave.cursor)
        line = cursor_line(wave.pointers, chapter, plays_treated=self._plays_treated)
        self.query_one("#cursor", Static).update(line)

    @on(WaveView.DetailWanted)
    def _detail_wanted(self, event: WaveView.DetailWanted) -> None:
        self._load_detail(event.start, event.end, event.block_seconds)

    @in_background("detail")
    async def _load_detail(self, start: float, end: float, block_seconds: float) -> None:
        """Decode a part of the original for a close view. start, end, block_seconds: seconds."""
        file = await self._file()
        track = self._view.recording.track
        detail = await asyncio.to_thread(_detail, file, start, end, block_seconds, track)
        self.query_one(WaveView).show_detail(start, detail)

    async def _file(self) -> Path:
        """The file of the original. raises FileMissing."""
        recording = self._view.recording
        file = store.file_of(self.access.config.media, recording.sha256, recording.suffix)
        if not await asyncio.to_thread(file.is_file):
            raise FileMissing(file=recording.name)
        return file

    # Treating

    @in_background("change", exclusive=False)
    async def _change(self, edit: Callable[[Recipe], Recipe]) -> None:
        await self._edit(edit)

    async def _edit(self, edit: Callable[[Recipe], Recipe], seen: TreatmentView | None = None) -> None:
        """Change the recipe of the view that the user has seen, by default the one that the screen shows."""

        async def change() -> None:
            view = seen or self._view
            await self._change_now(Action.TREAT, partial(treatments.change, recipe=edit(view.recipe)), view)

        await self._in_order(change)

    async def _change_now(
        self, action: Action, make: Callable[[Session, int, int], Answer], seen: TreatmentView | None = None
    ) -> Answer:
        """Change the recording by its id and its version in a view, by default in the one that the screen shows."""
        recording = (seen or self._view).recording
        return await self.access.change(
            action, lambda session: make(session, recording.id, recording.version), name=recording.name
        )

    async def _in_order(self, step: Callable[[], Awaitable[Answer]]) -> Answer:
        """Run one step after the other, in the order of their keys. Each reloads the view, also after a conflict."""
        async with self._changing:
            try:
                return await step()
            finally:
                await self._reload_view()

    def action_begin(self) -> None:
        """Let the recording begin at the cursor."""
        cursor = self.query_one(WaveView).cursor
        self._change(lambda recipe: replace(recipe, begin=cursor))

    def action_end(self) -> None:
        """Let the recording end at the cursor."""
        cursor = self.query_one(WaveView).cursor
        self._change(lambda recipe: replace(recipe, end=cursor))

    def action_mark(self) -> None:
        """Set the mark. The selection is the span between the mark and the cursor."""
        self.query_one(WaveView).action_mark()

    def action_cut(self) -> None:
        """Cut the selection."""
        wave = self.query_one(WaveView)
        if (selection := wave.selection) is None:
            self.notify(_("Select the part to cut: v at one end, then move to the other. Or drag."), markup=False)
            return
        self._change(lambda recipe: recipes.with_cut(recipe, selection))
        wave.mark = None

    def action_remove_cut(self) -> None:
        """Remove the cut under the cursor."""
        cursor = self.query_one(WaveView).cursor
        self._change(lambda recipe: recipes.without_cut(recipe, cursor))

    @acts
    async def action_figures(self) -> None:
        """Open the form of the treatment's settings."""
        async with self._changing:  # it starts from the view that the last change leads to
            opened = self._view
        recording_id = self._recording_id
        snapshot = Snapshot(self.access, opened, lambda session: treatments.treatment(session, recording_id))

        async def save(values: Values) -> None:
            await self._edit(lambda recipe: replace(recipe, **chosen_values(values)), snapshot.view)

        await self.app.push_screen_wait(treatment_form(opened, save, snapshot.reread))

    @acts
    async def action_preset(self) -> None:
        """Pick another preset."""
        if (preset := await pick_preset(self.app, self.access)) is not None:
            self._change(lambda recipe: replace(recipe, preset=preset))

    @acts
    async def action_chapter(self) -> None:
        """Set a chapter at the cursor, or change the one there."""
        wave = self.query_one(WaveView)
        await set_chapter(self.app, self.access, self._recording_id, self._editions, wave.cursor, wave.per_column)

    @acts
    async def action_undo(self) -> None:
        """Undo the last change of the person at this desk, after the changes whose keys were pressed before."""
        await self._in_order(self.undo_if_meant)

    @acts
    async def action_redo(self) -> None:
        """Redo what this person undid last."""
        await self._in_order(self.redo_if_meant)

    @acts
    async def action_step_back(self) -> None:
        """Undo the last change of this recording: the person's own as Ctrl+Z does, else the last of its treatment."""

        async def step() -> None:
            if await self._is_here(history.last_of):
                await self.access.undo_last()
            elif not await self._change_now(Action.UNDO_TREATMENT, treatments.undo):
                self.notify(_("There is nothing to undo."), markup=False)

        await self._in_order(step)

    @acts
    async def action_step_forward(self) -> None:
        """Redo the change of this recording that was undone last."""

        async def step() -> None:
            if await self._is_here(history.last_undone):
                await self.access.redo_last()
            else:
                await self._change_now(Action.REDO_TREATMENT, treatments.redo)

        await self._in_order(step)

    async def _is_here(self, find: Callable[[Session, str, Here], Entry]) -> bool:
        """Whether what Ctrl+Z or Ctrl+Y would reverse is a treatment of this recording, or chapters shown here."""
        try:
            entry = await self.access.read(lambda session: find(session, self.access.desk.person, self.access.is_own))
        except UserError:  # nothing to reverse
            return False
        shown = {("recording", self._recording_id), *(("edition", each.edition_id) for each in self._editions)}
        is_step = sentences.origin(entry.action, entry.values)[0] in STEPS
        return is_step and any((row.table, row.id) in shown for row in entry.rows)

    def action_start_over(self) -> None:
        """Discard every manual setting, so that the preset alone applies. This can be undone."""
        self._change(lambda _recipe: Recipe())

    # Playing

    def action_play(self) -> None:
        """Play from the cursor, or stop."""
        if self._is_playing:
            self._stop()
        else:
            self._starting = self._play()

    @property
    def _is_playing(self) -> bool:
        """Whether playback runs or is being prepared."""
        return self._player.playing or (self._starting is not None and not self._starting.is_finished)

    @in_background("play")
    async def _play(self) -> None:
        """Play from the cursor, or from the beginning if the cursor is at the end."""
        view = self._view
        cursor = self.query_one(WaveView).cursor
        if self._plays_treated:
            file, end = await self._treated_file(view), view.plan.seconds
            start = view.plan.to_treated(cursor)
        else:
            file, end = await self._file(), view.recording.seconds
            start = cursor
        self._start_playback(file, [(0.0 if start >= end - 0.05 else start, end)])

    async def _treated_file(self, view: TreatmentView) -> Path:
        """The file of the treated recording, rendered first if needed. raises Stopped."""
        media = self.access.config.media
        original, file = await asyncio.to_thread(_cached, media, view)
        if file is not None:
            return file
        return await run_with_progress(
            self.app,
            _("Treat"),
            view.recording.name,
            lambda progress: treating.ensure_treated(media, original, view.plan, progress),
        )

    def action_hear_join(self) -> None:
        """Play the two seconds before and after the cut nearest to the cursor."""
        view, cursor = self._view, self.query_one(WaveView).cursor
        if len(view.plan.spans) < 2:
            self.notify(_("There is no cut to be heard: select with v, cut with x."), markup=False)
            return
        edges = list(zip(view.plan.spans, view.plan.spans[1:], strict=False))
        before, after = min(edges, key=lambda pair: min(abs(pair[0][1] - cursor), abs(pair[1][0] - cursor)))
        self._plays_treated = False
        self._starting = self._play_spans(
            [
                (max(before[0], before[1] - JOIN_SECONDS), before[1]),
                (after[0], min(after[1], after[0] + JOIN_SECONDS)),
            ]
        )

    @in_background("play")
    async def _play_spans(self, spans: list[Span]) -> None:
        """Play these spans of the original."""
        self._start_playback(await self._file(), spans)

    def _start_playback(self, file: Path, spans: list[Span]) -> None:
        self._spans = spans
        track = 1 if self._plays_treated else self._view.recording.track
        play(self, self._player, playing.pcm_spans(file, spans, track))
        self.query_one(WaveView).playing = self._original_time(0.0)

    def _original_time(self, seconds: float) -> float:
        """The time in the original that is heard after so many seconds of playback."""
        time = playing.moment_in(self._spans, seconds)
        return self._view.plan.to_original(time) if self._plays_treated else time

    def action_toggle_treated(self) -> None:
        """Switch between the original (A) and the treated recording (B). Playback continues at the same time."""
        wave = self.query_one(WaveView)
        self._plays_treated = not self._plays_treated
        message = _("B: treated") if self._plays_treated else _("A: the original")
        self.notify(message, timeout=2, markup=False)
        self._show_cursor()
        if wave.playing is not None:
            wave.cursor = wave.playing
        if self._is_playing:
            self._starting = self._play()

    def on_playback_progress(self, event: PlaybackProgress) -> None:
        """Show the playback position and the levels."""
        if self._player.playing:
            self.query_one(WaveView).playing = self._original_time(event.status.seconds)
            self.query_one(LevelMeter).levels = event.status.levels

    async def on_playback_ended(self, event: PlaybackEnded) -> None:
        """Clear the playback position, and show the error if there was one."""
        self._show_stopped()
        await report_playback_error(self, event)

    def _stop(self) -> None:
        """Stop playback, and leave the cursor at the playback position."""
        wave = self.query_one(WaveView)
        if self._starting is not None:
            self._starting.cancel()
            self._starting = None
        self._player.stop()
        if wave.playing is not None:
            wave.cursor = wave.playing
        self._show_stopped()

    def _show_stopped(self) -> None:
        self.query_one(WaveView).playing = None
        self.query_one(LevelMeter).levels = None

    def action_leave(self) -> None:
        """Stop playback; else clear the selection; else close the screen."""
        wave = self.query_one(WaveView)
        if self._is_playing:
            self._stop()
        elif wave.mark is not None:
            wave.mark = None
        else:
            self.dismiss()

    def leave_mode(self) -> None:
        """Stop playback: it cannot be seen in another mode."""
        if self._is_playing:
            self._stop()

    def on_unmount(self) -> None:
        """Stop playing when the screen closes."""
        self._player.stop()


async def edit(app: App[Any], access: DeskAccess, recording_id: int, player: Player | None = None) -> None:
    """Open a recording in the editing screen. Its view is read first, so that the screen is complete at once."""
    read = await access.read(lambda session: _read(session, recording_id))
    await app.push_screen(EditingScreen(access, read, player))


def _read(session: Session, recording_id: int) -> Read:
    return treatments.treatment(session, recording_id), chapters.of_recording(session, recording_id)


def _cached(media: Path, view: TreatmentView) -> tuple[Original, Path | None]:
    """The original, and the file of the treated recording if it exists already. raises FileMissing, FileDamaged."""
    recording = view.recording
    original = Original.of(recording, store.file_of(media, recording.sha256, recording.suffix))
    file = treating.cached_file(media, original, view.plan)
    return original, file if file.is_file() else None


def _detail(file: Path, start: float, end: float, block_seconds: float, track: int) -> levels.Waveform:
    """The waveform of a part of a file, in blocks of `block_seconds`."""
    return levels.detail(playing.samples(file, start, end, track), block_seconds)
