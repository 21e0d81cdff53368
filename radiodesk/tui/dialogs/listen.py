"""Facts about a sound file, and the file to be heard."""

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Label, Static

from radiodesk.locale import N_, _, formats
from radiodesk.media.sound import playing
from radiodesk.media.sound.playing import Player
from radiodesk.tui.dialogs.base import Dialog
from radiodesk.tui.hearing import Played, PlayingEnded, play, tell_fault
from radiodesk.tui.widgets.level_meter import LevelMeter

LEAP = 10.0
"""Seconds that an arrow goes on or back."""


class Listen(Dialog[None]):
    """Space plays and stops, the arrows leap."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "play", N_("Play"), show=False),
        Binding("left", "leap(-1)", N_("Back"), show=False),
        Binding("right", "leap(1)", N_("On"), show=False),
    ]

    def __init__(self, title: str, facts: Sequence[tuple[str, str]], file: Path, player: Player | None = None) -> None:
        super().__init__()
        self._title = title
        self._facts = facts
        self._file = file
        self._player = player or Player()
        self._from = 0.0
        self._at = 0.0

    def compose(self) -> ComposeResult:
        """Lay out a row a fact, where it is, and the meters."""
        with Vertical(classes="box") as box:
            box.border_title = Content(self._title)
            with VerticalScroll(classes="facts", can_focus=False):
                for word, value in self._facts:
                    with Horizontal(classes="fact"):
                        yield Label(word, classes="muted", markup=False)
                        yield Static(value, markup=False)
            yield Static("00:00", id="position", markup=False)
            yield LevelMeter()
            yield Static(_("Space plays · ← → ten seconds · Esc leaves"), classes="hint", markup=False)

    def action_play(self) -> None:
        """Play from where it is, or stop."""
        if self._player.playing:
            self._player.stop()
            self._silence()
        else:
            self._play()

    def action_leap(self, direction: int) -> None:
        """Go on or back, and go on playing where it was."""
        self._at = max(0.0, self._at + direction * LEAP)
        if self._player.playing:
            self._play()
        self._show_position()

    def _play(self) -> None:
        self._from = self._at
        play(self, self._player, playing.pcm(self._file, self._from, name=self._title))

    def on_played(self, event: Played) -> None:
        """Show where it is and how loud."""
        if self._player.playing:
            self._at = self._from + event.heard.seconds
            self.query_one(LevelMeter).levels = event.heard.levels
            self._show_position()

    async def on_playing_ended(self, event: PlayingEnded) -> None:
        """Nothing is heard any more."""
        self._at = 0.0
        self._silence()
        await tell_fault(self, event)

    def _silence(self) -> None:
        self.query_one(LevelMeter).levels = None
        self._show_position()

    def _show_position(self) -> None:
        sign = "▶ " if self._player.playing else ""
        self.query_one("#position", Static).update(sign + formats.duration(self._at))

    def on_unmount(self) -> None:
        """Be silent when the dialog goes."""
        self._player.stop()
