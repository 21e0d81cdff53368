"""What was counted for a figure, item by item."""

from collections.abc import Sequence

from radiodesk.locale import N_, _, formats
from radiodesk.model import ClipState, Genre
from radiodesk.reports.tally import CountedItem
from radiodesk.tui.dialogs.listing import Listing
from radiodesk.tui.widgets.row_table import Column
from radiodesk.tui.words import CLIP_STATES, GENRES

GOES_TO = {"news_programmes": "rundown", "stories": "today", "live_relays": "today", "tv_clips": "television"} | {
    "tv_columns": "television"
}
"""The mode in which an item of an indicator is looked at."""

DETAILS = {
    "stories": N_("Genre"),
    "tv_clips": N_("State"),
    "tv_columns": N_("State"),
    "web_uploads": N_("Address"),
}


def counted(title: str, key: str, items: Sequence[CountedItem]) -> Listing:
    """The list for an indicator; closes with the number of the item that is to be looked at."""
    columns = [Column(_("Day"), 10), Column(_("Title"), share=3)]
    if key in DETAILS:
        columns.append(Column(_(DETAILS[key]), share=3 if key == "web_uploads" else 1))
    rows = [(formats.day(item.day), item.title, _detail(key, item.detail))[: len(columns)] for item in items]
    return Listing(title, columns, rows, opens=_("Enter goes there") if key in GOES_TO else "")


def _detail(key: str, detail: str) -> str:
    match key:
        case "stories":
            return _(GENRES[Genre(detail)])
        case "tv_clips" | "tv_columns":
            return _(CLIP_STATES[ClipState(detail)][1])
        case _:
            return detail
