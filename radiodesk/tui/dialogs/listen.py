"""A dialog that shows facts about an audio file and plays it."""

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Label, Static

from radiodesk.locale import N_, _, formats
from radiodesk.media.sound import playing
from radiodesk.media.sound.playing import Player
from radiodesk.tui.dialogs.base import Dialog
from radiodesk.tui.playback import PlaybackEnded, PlaybackProgress, play, report_playback_error
from radiodesk.tui.widgets.box import Box
from radiodesk.tui.widgets.hint import Hint
from radiodesk.tui.widgets.level_meter import LevelMeter

SKIP_SECONDS = 10.0
"""Seconds that an arrow key skips."""


class Listen(Dialog[None]):
    """Space plays and stops; the arrow keys skip. facts: pairs of a label and a value. track: of the file, from 1."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "play", N_("Play"), show=False),
        Binding("left", "skip(-1)", N_("Step back"), show=False),
        Binding("right", "skip(1)", N_("Step forward"), show=False),
    ]

    def __init__(
        self,
        title: str,
        facts: Sequence[tuple[str, str]],
        file: Path,
        player: Player | None = None,
        *,
        track: int = 1,
    ) -> None:
        super().__init__()
        self._title = title
        self._facts = facts
        self._file = file
        self._track = track
        self._player = player or Player()
        self._start = 0.0
        """Where the current playback started, in seconds."""
        self._position = 0.0
        """Where it is now, in seconds."""

    def compose(self) -> ComposeResult:
        """Lay out one row for each fact, the position and the level meters."""
        with Box(self._title):
            with VerticalScroll(classes="facts", can_focus=False):
                for label, value in self._facts:
                    with Horizontal(classes="fact"):
                        yield Label(label, classes="muted", markup=False)
                        yield Static(value, markup=False)
            yield Static("00:00", id="position", markup=False)
            yield LevelMeter()
            yield Hint(_("Space: play · ← →: ten seconds · Esc: close"))

    def action_play(self) -> None:
        """Play from the current position, or stop."""
        if self._player.playing:
            self._player.stop()
            self._show_stopped()
        else:
            self._play()

    def action_skip(self, direction: int) -> None:
        """Skip forward (1) or back (-1). Playback continues from there."""
        self._position = max(0.0, self._position + direction * SKIP_SECONDS)
        if self._player.playing:
            self._play()
        self._show_position()

    def _play(self) -> None:
        self._start = self._position
        play(self, self._player, playing.pcm(self._file, self._start, name=self._title, track=self._track))

    def on_playback_progress(self, event: PlaybackProgress) -> None:
        """Show the position and the levels."""
        if self._player.playing:
            self._position = self._start + event.status.seconds
            self.query_one(LevelMeter).levels = event.status.levels
            self._show_position()

    async def on_playback_ended(self, event: PlaybackEnded) -> None:
        """Go back to the beginning, and show the error if there was one."""
        self._position = 0.0
        self._show_stopped()
        await report_playback_error(self, event)

    def _show_stopped(self) -> None:
        self.query_one(LevelMeter).levels = None
        self._show_position()

    def _show_position(self) -> None:
        sign = "▶ " if self._player.playing else ""
        self.query_one("#position", Static).update(sign + formats.duration(self._position))

    def on_unmount(self) -> None:
        """Stop playing when the dialog closes."""
        self._player.stop()
