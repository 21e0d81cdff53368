"""The help dialog: the signs and the keys of the current screen."""

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.binding import ActiveBinding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from radiodesk.locale import _
from radiodesk.tui.dialogs.base import Dialog
from radiodesk.tui.keys import Task
from radiodesk.tui.widgets.box import Box
from radiodesk.tui.widgets.hint import Hint


class Help(Dialog[None]):
    """The keys that work on the screen below, by task. about: explains the screen, untranslated."""

    def __init__(self, bindings: Iterable[ActiveBinding], about: str) -> None:
        super().__init__()
        self._active = list(bindings)
        self._about = about

    def compose(self) -> ComposeResult:
        """Lay out the explanation and the table of keys."""
        with Box(_("Help"), classes="tall"):
            with VerticalScroll():
                if self._about:
                    yield Static(_(self._about), classes="explanation", markup=False)
                yield Static(self._keys(), markup=False)
            yield Hint(_("Esc: close"))

    def _keys(self) -> Content:
        """One line for each action, under the heading of its task."""
        tasks: dict[str, dict[tuple[str, str], list[str]]] = {task: {} for task in Task}
        # The screen's own keys come first, then those of its widgets and of the app.
        for active in sorted(self._active, key=lambda active: not isinstance(active.node, Screen)):
            binding = active.binding
            if active.enabled and binding.group:
                keys = tasks[binding.group.description].setdefault((binding.action, binding.description), [])
                keys.append(self.app.get_key_display(binding))
        width = max(len(" ".join(keys)) for actions in tasks.values() for keys in actions.values())
        lines: list[Content] = []
        for task, actions in tasks.items():
            if actions:
                lines += [Content(""), Content.styled(_(task), "bold")]
            for (_action, description), keys in actions.items():
                lines.append(Content.assemble((" ".join(keys).rjust(width), "bold $accent"), "  ", description))
        return Content("\n").join(lines[1:])
