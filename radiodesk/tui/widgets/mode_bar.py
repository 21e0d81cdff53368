"""The bottom line: the modes with their keys, the current one marked; each can be clicked."""

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from radiodesk.locale import _
from radiodesk.tui.modes import MODES


class ModeEntry(Static):
    """One entry of the bar; a click does what its key does."""

    ALLOW_SELECT = False

    def __init__(self, key: str, title: str, action: str, *, current: bool = False) -> None:
        super().__init__(Content.assemble((key, "bold $accent"), " ", title), classes="current" if current else "")
        self._action = action

    async def on_click(self, event: events.Click) -> None:
        """Run the action of the entry."""
        event.stop()
        await self.app.run_action(self._action)


class ModeBar(Horizontal):
    """The modes of the desk, and help."""

    def __init__(self, current: str = "") -> None:
        super().__init__()
        self._current = current

    def compose(self) -> ComposeResult:
        """Lay out an entry a mode."""
        for mode in MODES:
            action = f"app.show_mode('{mode.name}')"
            yield ModeEntry(mode.key, _(mode.title), action, current=mode.name == self._current)
        yield ModeEntry("?", _("Help"), "app.help")
