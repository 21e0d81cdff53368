"""The list of what a figure counts, and of what it leaves out with the reason."""

from collections.abc import Sequence

from radiodesk.locale import _, formats, ngettext
from radiodesk.reports.content import Evidence, Item
from radiodesk.tui.dialogs.listing import Listing
from radiodesk.tui.widgets.row_table import Column


class CountedItems(Listing):
    """The items of a figure: counted ones first. Closes with the index of the item that the user opens.

    data: says whether the data are closed or current ones. cursor: the index of the item that the cursor begins on.
    """

    def __init__(self, title: str, evidence: Evidence, data: str, cursor: int = 0) -> None:
        columns = [
            Column(_("Day"), 10),
            Column(_("Title"), 24, share=3),
            Column(_("Detail"), 10, share=1, spare=1),
            Column(_("Not counted because"), 16, share=1),
        ]
        rows = [_cells(item) for item in items(evidence)]
        super().__init__(title, columns, rows, explanation=f"{data}\n{_counts(evidence)}", opens=_("Enter: go there"))
        self._cursor = cursor

    def on_mount(self) -> None:
        """Start on the item."""
        super().on_mount()
        if self._cursor:
            self._show_found("", self._cursor)


def items(evidence: Evidence) -> Sequence[Item]:
    """The items in the order of the list."""
    return (*evidence.counted, *evidence.left_out)


def _counts(evidence: Evidence) -> str:
    counted, left_out = len(evidence.counted), len(evidence.left_out)
    parts = [
        ngettext("{count} item counted", "{count} items counted", counted).format(count=formats.number(counted)),
        ngettext("{count} left out, with the reason", "{count} left out, with the reasons", left_out).format(
            count=formats.number(left_out)
        ),
    ]
    return " · ".join(parts)


def _cells(item: Item) -> tuple[str, ...]:
    return formats.day(item.day), item.title, item.detail, item.reason
