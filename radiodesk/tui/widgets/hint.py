"""The line of a dialog that says what keys do. Each key on it can be clicked: the mouse reaches all that it names."""

import re

from textual.content import Content
from textual.style import Style
from textual.visual import VisualType
from textual.widgets import Static

from radiodesk.tui.keys import KEYS, shown

SEPARATOR = " · "
"""What stands between the parts of a hint. A part that is about a key begins with it."""

NAMED = {shown(key): key for entry in KEYS for key in entry.keys.split(",") if not key.isdigit()}
"""Textual's name of each key by that on keyboards. A part that begins with a digit is a number, not about a key."""


class Hint(Static):
    """What keys do, such as "Enter chooses · Esc closes"."""

    def __init__(self, text: str = "", *, classes: str = "hint") -> None:
        super().__init__(with_clicks(text), classes=classes, markup=False)
        self.auto_links = False  # it looks like any text, as the keys at the bottom of a screen do

    def update(self, content: VisualType = "", *, layout: bool = True) -> None:
        """Show another hint."""
        super().update(with_clicks(content) if isinstance(content, str) else content, layout=layout)


def with_clicks(text: str) -> Content:
    """The text, where a click on a part presses the key that this part begins with."""
    return Content(SEPARATOR).join([_with_click(part) for part in text.split(SEPARATOR)])


def _with_click(part: str) -> Content:
    first = re.match(r"[^\s:]+|:", part)
    key = NAMED.get(first[0]) if first else None
    said = Content(part)
    return said.stylize(Style.from_meta({"@click": f"app.simulate_key({key!r})"})) if key else said
