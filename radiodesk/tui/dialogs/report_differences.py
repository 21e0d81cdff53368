"""The list of the differences between a closed report and the figures of today, item by item."""

from collections.abc import Iterator, Sequence

from radiodesk.locale import _, formats, ngettext
from radiodesk.reports.content import Item, Value
from radiodesk.reports.differences import Difference
from radiodesk.tui.dialogs.listing import Listing
from radiodesk.tui.widgets.row_table import Column

Row = tuple[Difference, Item | None, str]
"""A difference of a figure; an item of it, or None for the figure itself; and how it differs, in words."""


def rows(differences: Sequence[Difference]) -> list[Row]:
    """The rows of the list: each figure, then what counts now, what no longer does, and what counts otherwise."""
    return [row for each in differences for row in _rows_of(each)]


def list_of(title: str, found: Sequence[Row]) -> Listing:
    """A list of differences. Closes with the index of the row that the user opens."""
    columns = [
        Column(_("Indicator"), 16, share=2),
        Column(_("Difference"), 18, share=1),
        Column(_("Day"), 10),
        Column(_("Title"), 16, share=3),
        Column(_("Not counted because"), 20, share=1, spare=1),
    ]
    explanation = _("What has changed since the report was closed. The closed figures stay as they are.")
    return Listing(title, columns, [_cells(*row) for row in found], explanation=explanation, opens=_("Enter: go there"))


def _rows_of(difference: Difference) -> Iterator[Row]:
    yield difference, None, _of_figure(difference)
    for items, how in ((difference.added, _("+ counts now")), (difference.gone, _("− no longer counts"))):
        for item in items:
            yield difference, item, how
    for item, what in difference.changed:
        yield difference, item, what


def _of_figure(difference: Difference) -> str:
    """How a figure differs: its value, or its items alone."""
    closed, now = _number(difference.closed), _number(difference.now)
    if closed != now:
        return _("{closed}, now {now}").format(closed=closed, now=now)
    count = sum(map(len, (difference.added, difference.gone, difference.changed)))
    words = ngettext("{now} as then, {count} item differs", "{now} as then, {count} items differ", count)
    return words.format(now=now, count=formats.number(count))


def _cells(difference: Difference, item: Item | None, how: str) -> tuple[str, ...]:
    if item is None:
        return difference.label, how, "", "", ""
    return difference.label, how, formats.day(item.day), item.title, item.reason


def _number(value: Value | None) -> str:
    return "–" if value is None else formats.number(value)
