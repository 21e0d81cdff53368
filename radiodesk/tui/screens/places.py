"""Go to the place of an item, of a report or found by a search: the mode that shows it, with the cursor on it."""

import datetime as dt
from typing import Any

from textual.app import App

from radiodesk.locale import _
from radiodesk.model.database import Removed
from radiodesk.newsroom import whereabouts
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.screens.base import ModeScreen
from radiodesk.tui.screens.searching import SearchScreen

MODE_OF_TABLE = {
    "edition": "rundown",
    "story": "rundown",
    "broadcast": "today",
    "clip": "television",
    "publication": "rundown",
    "delivery": "rundown",
    "recording": "media",
    **dict.fromkeys(("programme", "person", "upstream", "recipient", "topic", "station"), "station"),
}
"""The mode that shows an item, by the table of its row."""


async def go_to_place(
    app: App[Any], access: DeskAccess, table: str, row_id: int, day: dt.date | None, *, title: str = ""
) -> None:
    """Show an item in its mode. What stands in no edition is looked for on its day. Call it in a worker.

    table, row_id: its row. day: local; None if it has none. title: of a recording: the list holds only the newest ones.
    raises Removed.
    """
    mode = MODE_OF_TABLE[table]
    if not await access.read(lambda session: whereabouts.is_there(session, table, row_id)):
        raise Removed
    if day is not None:
        access.day = day
    cursor_on: int | None = row_id
    if mode == "rundown":
        found = await access.read(lambda session: whereabouts.place(session, table, row_id, day))
        if found is None:
            mode, cursor_on = "today", None
            said = _("It stands in no rundown any more: this is the day, without it")
            app.notify(said, severity="warning", markup=False)
        else:
            access.edition_id, cursor_on = found.edition_id, found.line_id
    await app.switch_mode(mode)
    while len(app.screen_stack) > 1:  # a recording that was left open there would cover it
        await app.pop_screen()
    if isinstance(app.screen, ModeScreen):
        app.screen.show_row(cursor_on, table)
    if table == "recording" and isinstance(app.screen, SearchScreen):
        app.screen.search_for(title)
