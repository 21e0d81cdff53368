"""A text field of one line: it cleans pasted text, and tells what it left out of it. “…” is where its text goes on."""

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widgets import Input

from radiodesk.locale import formats, ngettext
from radiodesk.model.text import TITLE_LIMIT, Pasted, pasted, quoted


class FormInput(Input):
    """An input that takes the first line of pasted text, up to its limit. Posts `Shortened` if it left text out.

    limit: the maximum number of characters.
    """

    class Shortened(Message):
        """Pasted text was shortened. message: what was left out."""

        def __init__(self, field: "FormInput", message: str) -> None:
            super().__init__()
            self.field = field
            self.message = message

    def __init__(
        self,
        value: str = "",
        *,
        limit: int = TITLE_LIMIT,
        placeholder: str = "",
        id: str | None = None,  # noqa: A002 - Textual's own word
    ) -> None:
        super().__init__(value, placeholder=placeholder, id=id, compact=True)
        self._limit = limit
        self._usual_placeholder = self.whole_placeholder = placeholder

    @property
    def is_placeholder_cut(self) -> bool:
        """Whether the field is too narrow for its placeholder."""
        return self.placeholder != self.whole_placeholder

    def take_nothing(self, why: str) -> None:
        """Take no text and say why, unless the field has some already. Without a reason, take text again."""
        self.disabled = bool(why) and not self.value
        self.whole_placeholder = why if self.disabled else self._usual_placeholder
        self.on_resize()

    def on_resize(self) -> None:
        """Cut the placeholder to the width, with a mark, and keep the cursor in view."""
        width, whole = self.scrollable_content_region.width, self.whole_placeholder
        self.placeholder = whole if cell_len(whole) <= width else set_cell_size(whole, width - 1).rstrip() + "…"
        if self.has_focus:
            self._show_cursor()

    def _on_blur(self, event: events.Blur) -> None:
        super()._on_blur(event)
        self.scroll_to(x=0, animate=False, force=True)

    def _on_focus(self, event: events.Focus) -> None:
        super()._on_focus(event)
        self._show_cursor()

    def _show_cursor(self) -> None:
        self.scroll_to_region(Region(self._cursor_offset, 0, 1, 1), animate=False, force=True)

    def render_line(self, y: int) -> Strip:
        """One line of the field. “…” is in the place of the first and the last character where the text goes on."""
        strip = super().render_line(y)
        width, hidden = self.scrollable_content_region.width, int(self.scroll_offset.x)
        if y or not self.value or not width:
            return strip
        cursor = self._position_to_cell(self.cursor_position) - hidden if self.has_focus else -1
        if hidden and cursor != 0:
            strip = _marked(strip, 0)
        if cell_len(self.value) > hidden + width and cursor != width - 1:
            strip = _marked(strip, width - 1)
        return strip

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        begin, end = sorted(self.selection)
        found = pasted(event.text, max(0, self._limit - len(self.value) + end - begin))
        if found.text:
            self.replace(found.text, begin, end)
        if message := left_out(found):
            self.post_message(self.Shortened(self, message))


def _marked(strip: Strip, cell: int) -> Strip:
    """The line with “…” in a cell."""
    before, at, after = strip.divide([cell, cell + 1, strip.cell_length])
    style = next((segment.style for segment in at), None)
    return Strip.join([before, Strip([Segment("…", style)]), after])


def left_out(found: Pasted) -> str:
    """What pasted text lost, in words; empty if it lost nothing."""
    sentences = []
    if found.lines:
        count = len(found.lines)
        said = ngettext(
            "This field takes one line: {count} more line is left out, {line}.",
            "This field takes one line: {count} more lines are left out, from {line} on.",
            count,
        )
        sentences.append(said.format(count=formats.number(count), line=quoted(found.lines[0])))
    if found.characters:
        said = ngettext(
            "The text is too long for this field: the last {count} character is left out.",
            "The text is too long for this field: the last {count} characters are left out.",
            found.characters,
        )
        sentences.append(said.format(count=formats.number(found.characters)))
    return " ".join(sentences)
