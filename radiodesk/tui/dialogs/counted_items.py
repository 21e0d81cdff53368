"""The list of what a figure counts, and of what it leaves out with the reason."""

from collections.abc import Sequence

from radiodesk.locale import _, formats
from radiodesk.reports.content import Evidence, Item
from radiodesk.tui.dialogs.listing import Listing
from radiodesk.tui.widgets.row_table import Column

MODE_OF_TABLE = {
    "edition": "rundown",
    "story": "today",
    "broadcast": "today",
    "clip": "television",
    "publication": "rundown",
    "delivery": "today",
    "programme": "station",
}
"""The mode that shows an item, by the table of its row."""


def counted_items(title: str, evidence: Evidence) -> Listing:
    """A list of the items of a figure: counted ones first. Closes with the index of the item that the user opens."""
    columns = [
        Column(_("Day"), 10),
        Column(_("Title"), share=3),
        Column(_("Detail"), share=1),
        Column(_("Not counted because"), share=1),
    ]
    return Listing(title, columns, [*map(_cells, items(evidence))], opens=_("Enter goes there"))


def items(evidence: Evidence) -> Sequence[Item]:
    """The items in the order of the list."""
    return (*evidence.counted, *evidence.left_out)


def _cells(item: Item) -> tuple[str, ...]:
    return formats.day(item.day), item.title, item.detail, item.reason
