"""The keys that work here, and what the signs mean."""

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.binding import ActiveBinding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from radiodesk.locale import N_, _
from radiodesk.tui.dialogs.base import Dialog
from radiodesk.tui.modes import MODES

TEXTUAL_SAYS = (N_("Copy selected text"), N_("Focus Next"), N_("Focus Previous"))
"""Words of bindings that are not ours, for the catalogue."""


class Help(Dialog[None]):
    """Every key of the screen below, the modes, and the keys that work everywhere."""

    def __init__(self, bindings: Iterable[ActiveBinding], about: str) -> None:
        super().__init__()
        self._active = list(bindings)
        self._about = about

    def compose(self) -> ComposeResult:
        """Lay out the table of keys."""
        with Vertical(classes="box tall") as box:
            box.border_title = Content(_("Help"))
            with VerticalScroll():
                if self._about:
                    yield Static(_(self._about), classes="explanation", markup=False)
                yield Static(self._keys(), markup=False)
            yield Static(_("Esc leaves"), classes="hint", markup=False)

    def _keys(self) -> Content:
        here: dict[str, list[str]] = {}
        # What the screen itself does comes first, then what works in the list and everywhere.
        for active in sorted(self._active, key=lambda active: not isinstance(active.node, Screen)):
            if active.binding.description and not active.binding.system and "super" not in active.binding.key:
                key = self.app.get_key_display(active.binding)
                here.setdefault(active.binding.description, []).append(key)
        rows = [(" ".join(dict.fromkeys(keys)), description) for description, keys in here.items()]
        rows += [(mode.key, _(mode.title)) for mode in MODES]
        width = max(len(keys) for keys, _description in rows)
        lines = [Content.assemble((keys.rjust(width), "bold $accent"), "  ", word) for keys, word in rows]
        return Content("\n").join(lines)
