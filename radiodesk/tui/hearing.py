"""What a player says to the screen or dialog that has it play, as messages: players speak in threads of their own."""

from collections.abc import Iterable

from textual.message import Message
from textual.widget import Widget

from radiodesk.errors import UserError
from radiodesk.media.sound.playing import PlaybackStatus, Player
from radiodesk.tui.background import fault_notice


class Played(Message):
    """Something is heard."""

    def __init__(self, heard: PlaybackStatus) -> None:
        super().__init__()
        self.heard = heard


class PlayingEnded(Message):
    """It is over, with the error where there was one."""

    def __init__(self, error: Exception | None) -> None:
        super().__init__()
        self.error = error


def play(node: Widget, player: Player, samples: Iterable[bytes]) -> None:
    """Play from now on; the node gets `Played` again and again, and `PlayingEnded` at the end."""
    player.play(
        samples,
        lambda heard: node.post_message(Played(heard)),
        lambda error: node.post_message(PlayingEnded(error)),
    )


async def tell_fault(node: Widget, ended: PlayingEnded) -> None:
    """Say why it ended, where that was an error."""
    if isinstance(ended.error, UserError):
        node.notify(str(ended.error), severity="warning", markup=False)
    elif ended.error is not None:
        node.notify(await fault_notice(ended.error), severity="error", markup=False)
