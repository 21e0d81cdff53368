"""The list of what is wrong with a workbook: problems of one cause are one row, which opens as its rows."""

from collections.abc import Awaitable, Callable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from radiodesk.ledger import Problem
from radiodesk.ledger.refusal import Group, grouped
from radiodesk.locale import N_, _, formats, ngettext
from radiodesk.tui.background import acts
from radiodesk.tui.dialogs.listing import Listing
from radiodesk.tui.widgets.row_table import Column


class LedgerProblems(Listing):
    """Groups of problems. Enter shows the rows of a group.

    mark: writes copies of the workbooks with the wrong cells marked; None if that is not possible. go_over: shows the
    answers about words and columns, and returns whether the user has changed one; None if there are none.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "mark", N_("Mark the wrong cells in a copy"), show=False),
        Binding("e", "go_over", N_("What the words mean"), show=False),
    ]

    def __init__(
        self,
        problems: Sequence[Problem],
        mark: Callable[[], Awaitable[None]] | None,
        go_over: Callable[[], Awaitable[bool]] | None,
    ) -> None:
        self._groups = grouped(problems)
        self._mark = mark
        self._go_over = go_over
        self.answers_changed = False
        """Whether it was closed because an answer was changed, so that the list is out of date."""
        count = len(problems)
        title = ngettext("{count} problem in the workbook", "{count} problems in the workbook", count)
        explanation = _("Nothing was changed. Correct these in the workbook, save it, and import it again.")
        columns = [
            Column(_("Sheet"), share=3),
            Column(_("Column"), share=3),
            Column(_("Rows"), 8, right=True),
            Column(_("Which"), share=3, wide=True),
            Column(_("Value"), share=3, wide=True),
            Column(_("Expected"), share=6),
        ]
        super().__init__(
            title.format(count=formats.number(count)),
            columns,
            [_row(group) for group in self._groups],
            explanation=explanation,
            opens=" · ".join(
                [
                    _("Enter: the rows"),
                    *([_("e: meanings")] if go_over else []),
                    *([_("Ctrl+S: a copy with marks")] if mark else []),
                ]
            ),
        )

    def full_text(self, index: int) -> str:
        """The sentence about a group."""
        return str(self._groups[index])

    def open_row(self, index: int) -> None:
        """Show the rows of a group."""
        group = self._groups[index]
        self.app.push_screen(
            Listing(
                group.column or group.place.sheet or group.place.file,
                [Column(_("Row"), 7, right=True), Column(_("Value"), share=1)],
                [(str(problem.place.row), problem.value or _("empty")) for problem in group.problems],
                explanation=_("Expected: {expected}").format(expected=group.expected),
            )
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Without a workbook that can be marked, or without answers, there is no such key."""
        match action:
            case "mark":
                return self._mark is not None
            case "go_over":
                return self._go_over is not None
            case _:
                return super().check_action(action, parameters)

    @acts
    async def action_mark(self) -> None:
        """Write the marked copies."""
        if self._mark:
            await self._mark()

    @acts
    async def action_go_over(self) -> None:
        """Go over the answers."""
        if self._go_over and await self._go_over():
            self.answers_changed = True
            self.dismiss(None)


def _row(group: Group) -> tuple[str, ...]:
    return (
        group.place.sheet or group.place.file,
        group.column,
        formats.number(group.count),
        group.first_rows,
        group.first_values,
        group.expected,
    )
