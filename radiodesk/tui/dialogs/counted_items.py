"""The list of the items that an indicator's figure counts."""

from collections.abc import Sequence

from radiodesk.locale import N_, _, formats
from radiodesk.model import ClipState, Genre
from radiodesk.reports.tally import CountedItem
from radiodesk.tui.dialogs.listing import Listing
from radiodesk.tui.labels import CLIP_STATES, GENRES
from radiodesk.tui.widgets.row_table import Column

MODE_OF_INDICATOR = {
    "news_programmes": "rundown",
    "stories": "today",
    "live_relays": "today",
    "tv_clips": "television",
    "tv_columns": "television",
}
"""The mode that shows the items of an indicator, by the indicator's key."""

DETAIL_TITLES = {
    "stories": N_("Genre"),
    "tv_clips": N_("State"),
    "tv_columns": N_("State"),
    "web_uploads": N_("Address"),
}


def counted_items(title: str, key: str, items: Sequence[CountedItem]) -> Listing:
    """A list of the counted items. Closes with the index of the item that the user opens. key: the indicator's."""
    columns = [Column(_("Day"), 10), Column(_("Title"), share=3)]
    if key in DETAIL_TITLES:
        columns.append(Column(_(DETAIL_TITLES[key]), share=3 if key == "web_uploads" else 1))
    rows = [(formats.day(item.day), item.title, _detail(key, item.detail))[: len(columns)] for item in items]
    return Listing(title, columns, rows, opens=_("Enter goes there") if key in MODE_OF_INDICATOR else "")


def _detail(key: str, detail: str) -> str:
    match key:
        case "stories":
            return _(GENRES[Genre(detail)])
        case "tv_clips" | "tv_columns":
            return _(CLIP_STATES[ClipState(detail)][1])
        case _:
            return detail
