"""Editing: one recording, its waveform, how it is treated; by eye and by ear."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from sqlalchemy.orm import Session
from textual import on
from textual.app import App
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Static
from textual.worker import Worker

from radiodesk.locale import N_, _, formats
from radiodesk.media import store, treating, treatments
from radiodesk.media.errors import FileMissing
from radiodesk.media.recordings import RecordingView
from radiodesk.media.sound import levels, playing, recipes
from radiodesk.media.sound.levels import Span
from radiodesk.media.sound.playing import Player
from radiodesk.media.sound.recipes import Recipe
from radiodesk.media.treating import Original
from radiodesk.media.treatments import TreatmentView
from radiodesk.model import Action
from radiodesk.tui.access import Answer, DeskAccess
from radiodesk.tui.background import in_background
from radiodesk.tui.dialogs.choose import Candidate, Choose
from radiodesk.tui.dialogs.fields import Values
from radiodesk.tui.dialogs.treatment import chosen_values, treatment_form
from radiodesk.tui.dialogs.working import work
from radiodesk.tui.hearing import Played, PlayingEnded, play, tell_fault
from radiodesk.tui.screens.base import ModeScreen
from radiodesk.tui.widgets.level_meter import LevelMeter
from radiodesk.tui.widgets.treatment_lines import facts_line, preset_detail, treatment_line
from radiodesk.tui.widgets.wave_columns import WavePicture, clock
from radiodesk.tui.widgets.wave_view import WaveView

JOIN_SECONDS = 2.0
"""What is played before and after a cut to hear it."""


class EditingScreen(ModeScreen):
    """A recording on the bench; Escape goes back to where it was opened."""

    MODE = "media"
    CSS_PATH = "editing.tcss"
    AUTO_FOCUS = "WaveView"
    ABOUT = N_(
        "[ and ] are where the recording begins and ends on air, · is silence, ╳ a cut, ▲ a clipped place; "
        "what is drawn pale is left out. The original is never changed: every step can be undone with z."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "play", N_("Play"), key_display="Spc"),
        Binding("left_square_bracket", "begin", N_("Both ends"), key_display="[ ]"),
        Binding("right_square_bracket", "end", N_("End"), show=False, key_display="]"),
        Binding("m", "mark", N_("Mark")),
        Binding("x", "cut", N_("Cut")),
        Binding("delete,backspace", "mend", N_("Take the cut back"), show=False),
        Binding("j", "hear_join", N_("Hear cut")),
        Binding("b", "swap", N_("A/B")),
        Binding("e", "figures", N_("Figures")),
        Binding("p", "preset", N_("Preset"), show=False),
        Binding("z,ctrl+z", "undo", N_("Undo")),
        Binding("y,ctrl+y", "redo", N_("Redo"), show=False),
        Binding("r", "start_over", N_("Back to the preset alone"), show=False),
        Binding("escape,q", "leave", N_("Back"), show=False),
    ]

    def __init__(self, access: DeskAccess, view: TreatmentView, player: Player | None = None) -> None:
        super().__init__(access)
        self._recording_id = view.recording.id
        self._player = player or Player()
        self._view = view
        self._is_new = True
        self._treated = False
        self._spans: list[Span] = []
        self._starting: Worker[None] | None = None
        """Looks for the file that is to be played."""
        self._changing = asyncio.Lock()

    def body(self) -> Iterable[Widget]:
        """The facts, the waveform, where the cursor is, the meters, the treatment."""
        yield Static(id="facts", markup=False)
        yield WaveView()
        yield Static(id="cursor", markup=False)
        yield LevelMeter()
        yield Static(id="treatment", markup=False)

    def on_mount(self) -> None:
        """Show at once what was read before."""
        self._show(self._view)

    def on_screen_resume(self) -> None:
        """Show what others, or a form, changed meanwhile."""
        if not self._is_new:
            self.reload()
        self._is_new = False

    @in_background("load")
    async def load(self) -> None:
        """Show the recording as it is treated now."""
        await self._read()

    async def _read(self) -> None:
        view = await self.access.look(lambda session: treatments.treatment(session, self._recording_id))
        self._show(view)

    def _show(self, view: TreatmentView) -> None:
        self._view = view
        recording, measurement = view.recording, view.recording.measurement
        self.heading(recording.name, formats.duration(recording.seconds))
        self.query_one("#facts", Static).update(facts_line(recording))
        self.query_one("#treatment", Static).update(treatment_line(view))
        if view.waveform is None or measurement is None:
            self.query_one("#cursor", Static).update(_("Not measured yet: one moment"))
            self._measure(view.recording)
            return
        picture = WavePicture(
            waveform=view.waveform,
            seconds=recording.seconds,
            kept=view.plan.spans,
            cuts=view.recipe.cuts,
            silences=measurement.silences,
            clips=measurement.clips,
        )
        self.query_one(WaveView).show(picture)

    @in_background("measure")
    async def _measure(self, recording: RecordingView) -> None:
        """Measure a recording that came in before there was measuring."""
        from radiodesk.media import batches

        outcomes = await asyncio.to_thread(batches.measure_all, self.access.desk, [recording])
        for outcome in outcomes:
            if outcome.error:
                raise outcome.error
        self.reload()

    @on(WaveView.Moved)
    def _say_cursor(self) -> None:
        wave = self.query_one(WaveView)
        parts = [clock(wave.cursor, 0.01)]
        if selection := wave.selection:
            length = formats.number(round(selection[1] - selection[0], 2))
            parts.append(
                _("selected {start}–{end}, {length} s: x cuts it").format(
                    start=clock(selection[0], 0.01), end=clock(selection[1], 0.01), length=length
                )
            )
        if wave.playing is not None:
            parts.append(_("▶ treated") if self._treated else _("▶ original"))
        elif self._treated:
            parts.append(_("B: as it is treated"))
        self.query_one("#cursor", Static).update("  ".join(parts))

    @on(WaveView.DetailWanted)
    def _detail_wanted(self, event: WaveView.DetailWanted) -> None:
        self._load_detail(event.start, event.end, event.block_seconds)

    @in_background("detail")
    async def _load_detail(self, start: float, end: float, block_seconds: float) -> None:
        """Decode what is looked at closely."""
        file = await self._file()
        detail = await asyncio.to_thread(_detail, file, start, end, block_seconds)
        self.query_one(WaveView).show_detail(start, detail)

    async def _file(self) -> Path:
        """The original's file. raises FileMissing."""
        recording = self._view.recording
        file = store.file_of(self.access.config.media, recording.sha256, recording.suffix)
        if not await asyncio.to_thread(file.is_file):
            raise FileMissing(file=recording.name)
        return file

    # Treating

    @in_background("change", exclusive=False)
    async def _change(self, edit: Callable[[Recipe], Recipe]) -> None:
        await self._edit(edit)

    async def _edit(self, edit: Callable[[Recipe], Recipe]) -> None:
        """Change the recipe as the screen shows it, one change after the other."""
        await self._step(
            Action.TREAT,
            lambda session, view: treatments.change(
                session, view.recording.id, view.recording.version, edit(view.recipe)
            ),
        )

    async def _step(self, action: Action, make: Callable[[Session, TreatmentView], Answer]) -> Answer:
        """Change the recording as it was shown last, then show it anew, also where somebody else was faster."""
        async with self._changing:
            view = self._view
            try:
                return await self.access.change(action, lambda session: make(session, view), name=view.recording.name)
            finally:
                await self._read()

    def action_begin(self) -> None:
        """The recording begins at the cursor."""
        cursor = self.query_one(WaveView).cursor
        self._change(lambda recipe: replace(recipe, begin=cursor))

    def action_end(self) -> None:
        """The recording ends at the cursor."""
        cursor = self.query_one(WaveView).cursor
        self._change(lambda recipe: replace(recipe, end=cursor))

    def action_mark(self) -> None:
        """Set the mark, from which to the cursor is selected."""
        self.query_one(WaveView).action_mark()

    def action_cut(self) -> None:
        """Cut what is selected."""
        wave = self.query_one(WaveView)
        if (selection := wave.selection) is None:
            self.notify(_("Select what shall go: m at one end, then move to the other. Or drag."), markup=False)
            return
        self._change(lambda recipe: recipes.with_cut(recipe, selection))
        wave.mark = None

    def action_mend(self) -> None:
        """Take back the cut under the cursor."""
        cursor = self.query_one(WaveView).cursor
        self._change(lambda recipe: recipes.without_cut(recipe, cursor))

    @in_background("dialog")
    async def action_figures(self) -> None:
        """Change what is set in figures."""

        async def save(values: Values) -> None:
            await self._edit(lambda recipe: replace(recipe, **chosen_values(values)))

        await self.app.push_screen_wait(treatment_form(self._view, save))

    @in_background("dialog")
    async def action_preset(self) -> None:
        """Choose another preset."""
        known = await self.access.look(treatments.presets)

        async def find(query: str) -> Sequence[Candidate[int]]:
            return [
                Candidate(number, preset.name, preset_detail(preset))
                for number, preset in enumerate(known)
                if query.casefold() in preset.name.casefold()
            ]

        empty = _("No preset has such a name.")
        chosen = await self.app.push_screen_wait(
            Choose(_("Which preset?"), find, empty=empty, placeholder=_("Type a part of the name"))
        )
        if chosen is not None:
            self._change(lambda recipe: replace(recipe, preset=known[chosen].name))

    @in_background("change", exclusive=False)
    async def action_undo(self) -> None:
        """Take the last change back."""
        done = await self._step(
            Action.UNDO_TREATMENT,
            lambda session, view: treatments.undo(session, view.recording.id, view.recording.version),
        )
        if not done:
            self.notify(_("There is nothing to undo."), markup=False)

    @in_background("change", exclusive=False)
    async def action_redo(self) -> None:
        """Make the change again."""
        await self._step(
            Action.REDO_TREATMENT,
            lambda session, view: treatments.redo(session, view.recording.id, view.recording.version),
        )

    def action_start_over(self) -> None:
        """Forget what was set by hand; that can be undone too."""
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
        """Whether something is played, or about to be: looking for its file takes a moment."""
        return self._player.playing or (self._starting is not None and not self._starting.is_finished)

    @in_background("play")
    async def _play(self) -> None:
        view = self._view
        start = self.query_one(WaveView).cursor
        if self._treated:
            file = await self._treated_file(view)
            at = view.plan.to_treated(start)
            at = 0.0 if at >= view.plan.seconds - 0.05 else at
            self._start(file, [(at, view.plan.seconds)])
        else:
            file = await self._file()
            at = 0.0 if start >= view.recording.seconds - 0.05 else start
            self._start(file, [(at, view.recording.seconds)])

    async def _treated_file(self, view: TreatmentView) -> Path:
        """The recording as it is treated; made where it is not there. raises Stopped."""
        media = self.access.config.media
        original, file = await asyncio.to_thread(_cached, media, view)
        if file is not None:
            return file
        return await work(
            self.app,
            _("Treat"),
            view.recording.name,
            lambda progress: treating.ensure_treated(media, original, view.plan, progress),
        )

    def action_hear_join(self) -> None:
        """Play the two seconds before and after the nearest cut, as it will sound."""
        view, cursor = self._view, self.query_one(WaveView).cursor
        if len(view.plan.spans) < 2:
            self.notify(_("There is no cut to be heard: select with m, cut with x."), markup=False)
            return
        edges = list(zip(view.plan.spans, view.plan.spans[1:], strict=False))
        before, after = min(edges, key=lambda pair: min(abs(pair[0][1] - cursor), abs(pair[1][0] - cursor)))
        self._treated = False
        self._starting = self._hear_spans(
            [
                (max(before[0], before[1] - JOIN_SECONDS), before[1]),
                (after[0], min(after[1], after[0] + JOIN_SECONDS)),
            ]
        )

    @in_background("play")
    async def _hear_spans(self, spans: list[Span]) -> None:
        self._start(await self._file(), spans)

    def _start(self, file: Path, spans: list[Span]) -> None:
        self._spans = spans
        play(self, self._player, playing.pcm_spans(file, spans))
        self.query_one(WaveView).playing = self._moment(0.0)

    def _moment(self, seconds: float) -> float:
        """Where in the original it is that so many seconds were played."""
        moment = playing.moment_in(self._spans, seconds)
        return self._view.plan.to_original(moment) if self._treated else moment

    def action_swap(self) -> None:
        """From the original to the treated recording and back, at the same place."""
        wave = self.query_one(WaveView)
        self._treated = not self._treated
        said = _("B: as it is treated") if self._treated else _("A: the original")
        self.notify(said, timeout=2, markup=False)
        self._say_cursor()
        if wave.playing is not None:
            wave.cursor = wave.playing
        if self._is_playing:
            self._starting = self._play()

    def on_played(self, event: Played) -> None:
        """Show where it is and how loud."""
        if self._player.playing:
            self.query_one(WaveView).playing = self._moment(event.heard.seconds)
            self.query_one(LevelMeter).levels = event.heard.levels

    async def on_playing_ended(self, event: PlayingEnded) -> None:
        """Nothing is heard any more."""
        self._silence()
        await tell_fault(self, event)

    def _stop(self) -> None:
        """Stop, with the cursor where it was heard last."""
        wave = self.query_one(WaveView)
        if self._starting is not None:
            self._starting.cancel()
            self._starting = None
        self._player.stop()
        if wave.playing is not None:
            wave.cursor = wave.playing
        self._silence()

    def _silence(self) -> None:
        self.query_one(WaveView).playing = None
        self.query_one(LevelMeter).levels = None

    def action_leave(self) -> None:
        """Stop, or drop the selection, or go back."""
        wave = self.query_one(WaveView)
        if self._is_playing:
            self._stop()
        elif wave.mark is not None:
            wave.mark = None
        else:
            self.dismiss()

    def on_unmount(self) -> None:
        """Be silent when the screen goes."""
        self._player.stop()


async def edit(app: App[Any], access: DeskAccess, recording_id: int, player: Player | None = None) -> None:
    """Put a recording on the bench. What is shown is read first, so that it is drawn together with the screen."""
    view = await access.look(lambda session: treatments.treatment(session, recording_id))
    await app.push_screen(EditingScreen(access, view, player))


def _cached(media: Path, view: TreatmentView) -> tuple[Original, Path | None]:
    """The original, and the treated recording where it is there already. raises FileMissing, FileDamaged."""
    recording = view.recording
    original = Original.of(recording, store.file_of(media, recording.sha256, recording.suffix))
    file = treating.cached_file(media, original, view.plan)
    return original, file if file.is_file() else None


def _detail(file: Path, start: float, end: float, block_seconds: float) -> levels.Waveform:
    """The waveform of a part, as finely as it is looked at."""
    return levels.detail(playing.samples(file, start, end), block_seconds)
