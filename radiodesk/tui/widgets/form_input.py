"""A text field of one line: it cleans pasted text, and tells what it left out of it."""

from textual import events
from textual.message import Message
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

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        begin, end = sorted(self.selection)
        found = pasted(event.text, max(0, self._limit - len(self.value) + end - begin))
        if found.text:
            self.replace(found.text, begin, end)
        if message := left_out(found):
            self.post_message(self.Shortened(self, message))


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
