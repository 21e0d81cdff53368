"""Playback messages. A player runs in its own thread and reports to its screen or dialog by these messages."""

from collections.abc import Iterable

from textual.message import Message
from textual.widget import Widget

from radiodesk.errors import UserError
from radiodesk.media.sound.playing import PlaybackStatus, Player
from radiodesk.tui.background import fault_notice


class PlaybackProgress(Message):
    """The position and the levels of what is playing now."""

    def __init__(self, status: PlaybackStatus) -> None:
        super().__init__()
        self.status = status


class PlaybackEnded(Message):
    """Playback has ended. error: the reason if it failed, else None."""

    def __init__(self, error: Exception | None) -> None:
        super().__init__()
        self.error = error


def play(node: Widget, player: Player, samples: Iterable[bytes]) -> None:
    """Start playing. The node receives `PlaybackProgress` repeatedly, and `PlaybackEnded` at the end."""
    player.play(
        samples,
        lambda status: node.post_message(PlaybackProgress(status)),
        lambda error: node.post_message(PlaybackEnded(error)),
    )


async def report_playback_error(node: Widget, ended: PlaybackEnded) -> None:
    """Show a notice if playback ended with an error."""
    if isinstance(ended.error, UserError):
        node.notify(str(ended.error), severity="warning", markup=False)
    elif ended.error is not None:
        node.notify(await fault_notice(ended.error), severity="error", markup=False)
