"""Today: what is on, what is next, what is missing before air."""

from collections.abc import Iterable

from textual.widget import Widget

from radiodesk.locale import _, formats
from radiodesk.planning import broadcasts
from radiodesk.planning.views import DayView
from radiodesk.tui.background import in_background
from radiodesk.tui.screens.base import ModeScreen
from radiodesk.tui.widgets.row_table import Column, RowTable, cell
from radiodesk.tui.words import STATES


class TodayScreen(ModeScreen):
    """The broadcasts of a day."""

    MODE = "today"

    def body(self) -> Iterable[Widget]:
        """One table."""
        yield RowTable(
            [
                Column("", 1),
                Column(_("Time"), 5),
                Column(_("Programme"), share=3),
                Column(_("Length"), 8, right=True),
            ]
        )

    @in_background("load")
    async def reload(self) -> None:
        """Show the day that all modes look at."""
        day = self.access.day
        view: DayView = await self.access.look(lambda session: broadcasts.day(session, day))
        self.heading(_(self.MODE.capitalize()), f"{formats.weekday(day)} {formats.day(day)}")
        rows = []
        for item in view.broadcasts:
            sign, _word, style = STATES[item.state]
            cells = [
                cell(sign, style),
                cell(formats.clock(item.starts)),
                cell(item.title),
                cell(formats.duration(item.seconds)),
            ]
            rows.append((item.id, cells))
        self.query_one(RowTable).fill(rows)
