"""The preview of an import: what would change, what was left out, and how the station's own words were read."""

from collections.abc import Awaitable, Callable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from radiodesk.locale import N_, _
from radiodesk.tui.background import acts
from radiodesk.tui.dialogs.review import Review


class LedgerPreview(Review):
    """Asks whether to import the workbook. yes: empty if there is nothing to import.

    lines: what each of the sentences is, with the sentence. go_over: shows the answers about words and columns, and
    returns whether the user has changed one; None if there are none.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("e", "go_over", N_("What the words mean"), show=False)]

    def __init__(
        self,
        title: str,
        summary: str,
        lines: Sequence[tuple[str, str]],
        go_over: Callable[[], Awaitable[bool]] | None,
        *,
        yes: str,
    ) -> None:
        kinds, sentences = [kind for kind, _sentence in lines], [sentence for _kind, sentence in lines]
        super().__init__(title, summary, sentences, kinds=kinds, yes=yes)
        self._go_over = go_over
        self.answers_changed = False
        """Whether it was closed because an answer was changed, so that the preview is out of date."""

    @property
    def hint(self) -> str:
        """What the keys do."""
        return " · ".join([_("e: meanings"), super().hint]) if self._go_over else super().hint

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Without answers, there is no such key."""
        return self._go_over is not None if action == "go_over" else super().check_action(action, parameters)

    @acts
    async def action_go_over(self) -> None:
        """Go over the answers."""
        if self._go_over and await self._go_over():
            self.answers_changed = True
            self.dismiss(None)
