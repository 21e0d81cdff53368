"""The key bar at the bottom of a screen: the keys that work now, on as many lines as needed. Keys can be clicked."""

from typing import NamedTuple

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.screen import Screen
from textual.style import Style
from textual.widget import Widget

LAST = ("slash", "escape")
"""The keys at the end of the bar, by Textual's names."""


class Key(NamedTuple):
    """A key as it is displayed, what it does, and the Textual action that a click runs."""

    display: str
    description: str
    action: str
    enabled: bool = True
    current: bool = False


class KeyLines(Widget):
    """Keys drawn by one widget. One widget per key, as in Textual's footer, takes half of a screen's build time."""

    ALLOW_SELECT = False

    def __init__(self, keys: tuple[Key, ...] = ()) -> None:
        super().__init__()
        self.auto_links = False
        self._keys = keys
        self._hovered: str | None = None
        """The action of the key under the mouse."""

    def render(self) -> Content:
        """The keys, wrapped to the width."""
        return Content("\n").join(self.lines(self.content_size.width))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The number of lines that the keys take at this width."""
        return len(self.lines(width))

    def show(self, keys: tuple[Key, ...]) -> None:
        """Show these keys."""
        if keys != self._keys:
            self._keys = keys
            self.refresh(layout=True)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Highlight the key under the mouse."""
        self._hover(event.style.meta.get("@click"))

    def on_leave(self) -> None:
        """Remove the highlight."""
        self._hover(None)

    def _hover(self, action: str | None) -> None:
        if action != self._hovered:
            self._hovered = action
            self.refresh()

    def lines(self, width: int) -> list[Content]:
        """The keys on lines of this width, closer together where that saves a line."""
        wide, close = self._wrapped(width, " "), self._wrapped(width, "")
        return close if len(close) < len(wide) else wide

    def _wrapped(self, width: int, gap: str) -> list[Content]:
        lines = [Content("")]
        for key in self._keys:
            entry = self._entry(key, gap)
            if lines[-1] and lines[-1].cell_length + entry.cell_length > width:
                lines.append(entry)
            else:
                lines[-1] += entry
        return lines

    def _entry(self, key: Key, gap: str) -> Content:
        display = (f" {key.display}", "bold $footer-key-foreground") if key.display else ""
        entry = Content.assemble(display, f" {key.description}{gap}")
        if key.current:
            entry = entry.stylize_before("bold $foreground on $primary 25%")
        elif key.enabled and key.action == self._hovered:
            entry = entry.stylize_before("$foreground on $surface")
        if not key.enabled:
            return entry.stylize("dim")
        return entry.stylize(Style.from_meta({"@click": key.action}))


class KeyBar(KeyLines):
    """The keys of the screen that contains it."""

    def on_mount(self) -> None:
        """Subscribe to changes of the screen's bindings."""
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_changed)

    def _bindings_changed(self, screen: Screen[object]) -> None:
        if self.is_attached and screen is self.screen:
            self.call_after_refresh(self._show_bindings)

    def _show_bindings(self) -> None:
        if not self.is_attached:
            return
        keys: dict[str, Key] = {}
        shown = [active for active in self.screen.active_bindings.values() if active.binding.show]
        for active in sorted(shown, key=lambda each: each.binding.key in LAST):
            binding = active.binding
            action = f"app.simulate_key({binding.key!r})"
            key = Key(self.app.get_key_display(binding), binding.description, action, active.enabled)
            keys.setdefault(binding.action, key)
        self.show(tuple(keys.values()))
