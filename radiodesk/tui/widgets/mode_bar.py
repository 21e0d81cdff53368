"""The bottom line of a screen: the keys of the modes, with the current mode marked, and of help."""

from radiodesk.locale import _
from radiodesk.tui.modes import MODES
from radiodesk.tui.widgets.key_bar import Key, KeyLines


class ModeBar(KeyLines):
    """The keys of the modes and of help. current: the name of the current mode."""

    def __init__(self, current: str = "") -> None:
        modes = [
            Key(mode.key, _(mode.title), f"app.show_mode({mode.name!r})", current=mode.name == current)
            for mode in MODES
        ]
        super().__init__((*modes, Key("?", _("Help"), "app.help")))
