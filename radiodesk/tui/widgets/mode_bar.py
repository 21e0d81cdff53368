"""The bottom line: the modes with their keys, the current one marked, and help."""

from radiodesk.locale import _
from radiodesk.tui.modes import MODES
from radiodesk.tui.widgets.key_bar import Key, KeyLines


class ModeBar(KeyLines):
    """The modes of the desk, and help."""

    def __init__(self, current: str = "") -> None:
        modes = [
            Key(mode.key, _(mode.title), f"app.show_mode({mode.name!r})", current=mode.name == current)
            for mode in MODES
        ]
        super().__init__((*modes, Key("?", _("Help"), "app.help")))
