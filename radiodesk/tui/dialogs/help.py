"""The help dialog: the signs and the keys of the current screen."""

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.binding import ActiveBinding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from radiodesk.locale import _
from radiodesk.tui.dialogs.base import Dialog
from radiodesk.tui.modes import MODES


class Help(Dialog[None]):
    """The keys of the screen below, of the modes and of the app. about: explains the screen, untranslated."""

    def __init__(self, bindings: Iterable[ActiveBinding], about: str) -> None:
        super().__init__()
        self._active = list(bindings)
        self._about = about

    def compose(self) -> ComposeResult:
        """Lay out the explanation and the table of keys."""
        with Vertical(classes="box tall") as box:
            box.border_title = Content(_("Help"))
            with VerticalScroll():
                if self._about:
                    yield Static(_(self._about), classes="explanation", markup=False)
                yield Static(self._keys(), markup=False)
            yield Static(_("Esc leaves"), classes="hint", markup=False)

    def _keys(self) -> Content:
        keys_by_description: dict[str, list[str]] = {}
        # The screen's own keys come first, then those of its widgets and of the app.
        for active in sorted(self._active, key=lambda active: not isinstance(active.node, Screen)):
            if active.binding.description and not active.binding.system and "super" not in active.binding.key:
                key = self.app.get_key_display(active.binding)
                keys_by_description.setdefault(active.binding.description, []).append(key)
        rows = [(" ".join(dict.fromkeys(keys)), description) for description, keys in keys_by_description.items()]
        rows += [(mode.key, _(mode.title)) for mode in MODES]
        width = max(len(keys) for keys, _description in rows)
        lines = [Content.assemble((keys.rjust(width), "bold $accent"), "  ", description) for keys, description in rows]
        return Content("\n").join(lines)
