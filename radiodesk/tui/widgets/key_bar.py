"""The lines of keys at the foot of a screen: what works now, as many lines as it needs; each can be clicked."""

from typing import NamedTuple

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.screen import Screen
from textual.style import Style
from textual.widget import Widget


class Key(NamedTuple):
    """A key, in how it is shown, with what it does."""

    shown: str
    does: str
    action: str
    enabled: bool = True
    current: bool = False


class KeyLines(Widget):
    """Keys in one widget: one of Textual's own for each key took half of what it took to build a screen."""

    ALLOW_SELECT = False

    def __init__(self, keys: tuple[Key, ...] = ()) -> None:
        super().__init__()
        self.auto_links = False
        self._keys = keys
        self._pointed_at: str | None = None

    def render(self) -> Content:
        """The lines."""
        return Content("\n").join(self._lines(self.content_size.width))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the keys take at this width."""
        return len(self._lines(width))

    def show(self, keys: tuple[Key, ...]) -> None:
        """Show these instead."""
        if keys != self._keys:
            self._keys = keys
            self.refresh(layout=True)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Lift what a click would do."""
        self._point_at(event.style.meta.get("@click"))

    def on_leave(self) -> None:
        """Nothing is pointed at."""
        self._point_at(None)

    def _point_at(self, action: str | None) -> None:
        if action != self._pointed_at:
            self._pointed_at = action
            self.refresh()

    def _lines(self, width: int) -> list[Content]:
        lines = [Content("")]
        for key in self._keys:
            entry = self._entry(key)
            if lines[-1] and lines[-1].cell_length + entry.cell_length > width:
                lines.append(entry)
            else:
                lines[-1] += entry
        return lines

    def _entry(self, key: Key) -> Content:
        entry = Content.assemble(" ", (key.shown, "bold $footer-key-foreground"), f" {key.does} ")
        if key.current:
            entry = entry.stylize_before("bold $foreground on $primary 25%")
        elif key.enabled and key.action == self._pointed_at:
            entry = entry.stylize_before("$foreground on $surface")
        if not key.enabled:
            return entry.stylize("dim")
        return entry.stylize(Style.from_meta({"@click": key.action}))


class KeyBar(KeyLines):
    """The keys of the screen that it is on."""

    def on_mount(self) -> None:
        """Hear when they change."""
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_changed)

    def _bindings_changed(self, screen: Screen[object]) -> None:
        if self.is_attached and screen is self.screen:
            self.call_after_refresh(self._show_bindings)

    def _show_bindings(self) -> None:
        if not self.is_attached:
            return
        shown: dict[str, Key] = {}
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if binding.show:
                action = f"app.simulate_key({binding.key!r})"
                key = Key(self.app.get_key_display(binding), binding.description, action, active.enabled)
                shown.setdefault(binding.action, key)
        self.show(tuple(shown.values()))
