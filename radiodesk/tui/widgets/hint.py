"""The line of a dialog that says what keys do. It breaks between two keys only, and each key on it can be clicked."""

import re

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size
from textual.style import Style
from textual.widgets import Static

from radiodesk.tui.keys import KEYS, shown

SEPARATOR = " · "
"""What stands between the parts of a hint. A part that is about a key begins with it."""

NAMED = {shown(key): key for entry in KEYS for key in entry.keys.split(",") if not key.isdigit()}
"""Textual's name of each key by that on keyboards. A part that begins with a digit is a number, not about a key."""


class Hint(Static):
    """What keys do, such as "Enter: choose · Esc: close"."""

    def __init__(self, keys: str = "", *, classes: str = "hint") -> None:
        super().__init__(keys, classes=classes, markup=False)
        self.auto_links = False  # it looks like any text, as the keys at the bottom of a screen do

    def render(self) -> Content:
        """The keys, on lines of this width."""
        lines = broken(str(self.content), max(1, self.content_size.width))
        return Content("\n").join([with_clicks(line) for line in lines])

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The number of lines that the keys take at this width."""
        return len(broken(str(self.content), max(1, width)))


def broken(keys: str, width: int) -> list[str]:
    """The keys on lines of at most `width` cells, where that is possible without breaking what one key does."""
    lines = [""]
    for key in keys.split(SEPARATOR):
        line = SEPARATOR.join(filter(None, [lines[-1], key]))
        if lines[-1] and cell_len(line) > width:
            lines.append(key)
        else:
            lines[-1] = line
    return lines


def with_arrows(text: str) -> Content:
    """The text, where a click on ← or → presses that key: they stand around days that lead to others."""
    said = Content(text)
    for key in ("left", "right"):
        if (start := text.find(shown(key))) >= 0:
            said = said.stylize(Style.from_meta({"@click": f"app.simulate_key({key!r})"}), start, start + 1)
    return said


def with_clicks(text: str) -> Content:
    """The text, where a click on a part presses the key that this part begins with; of several keys, the clicked one.

    The words after several keys belong to the last one.
    """
    return Content(SEPARATOR).join([_with_click(part) for part in text.split(SEPARATOR)])


def _with_click(part: str) -> Content:
    keys: list[tuple[int, str]] = []
    """Where the keys begin, and Textual's names of them."""
    modifiers = ""
    for word in re.finditer(r"[^\s:]+|:", part):
        key = NAMED.get(modifiers + word[0]) or NAMED.get(word[0])
        if key is None:
            break
        modifiers = modifiers or word[0][: word[0].rfind("+", 0, -1) + 1]  # Shift+← →
        keys.append((word.start(), key))
    said = Content(part)
    ends = [start for start, _key in keys[1:]]
    for (start, key), end in zip(keys, [*ends, len(part)], strict=False):  # without a key there is no link
        said = said.stylize(Style.from_meta({"@click": f"app.simulate_key({key!r})"}), start, end)
    return said
