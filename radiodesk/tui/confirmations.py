"""What the terminal says about the last change, and the key that undoes or redoes it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from radiodesk.model.changes import WrittenEntry


@dataclass(frozen=True)
class Confirmation:
    """Confirms what was done.

    entry: the change in the log; None for what is no change of the desk's data, such as a backup. said: replaces the
    sentence of the log. is_past: whether the user has gone to another mode since.
    """

    entry: "WrittenEntry | None"
    said: str = ""
    is_past: bool = False

    @property
    def text(self) -> str:
        """What was done, in the current language."""
        from radiodesk.history import sentences

        if self.said or self.entry is None:
            return self.said
        return sentences.sentence(self.entry.action, self.entry.values)

    @property
    def action(self) -> str | None:
        """What a key can do with the change: "undo", "redo", or None if it can never be undone."""
        from radiodesk.history import sentences
        from radiodesk.history.undo import NEVER_UNDONE

        if self.entry is None or self.entry.action in NEVER_UNDONE:
            return None
        _action, _values, depth = sentences.origin(self.entry.action, self.entry.values)
        return "redo" if depth % 2 else "undo"
