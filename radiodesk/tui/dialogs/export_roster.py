"""Write the roster of a week as a paper: ask for the file."""

from pathlib import Path
from typing import Any

from textual.app import App

from radiodesk import outputs
from radiodesk.locale import _
from radiodesk.reports.documents import table_sheet
from radiodesk.schedule import roster_paper
from radiodesk.schedule.week_roster import WeekRoster, week_roster
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.dialogs.exporting import ask_export
from radiodesk.tui.dialogs.fields import Values


async def export_roster(app: App[Any], access: DeskAccess, shown: WeekRoster) -> None:
    """Write the roster of the week that is shown, as it is now. Call it in a worker."""

    async def write(values: Values) -> None:
        file: Path = values["file"]
        roster = await access.read(lambda session: week_roster(session, shown.monday))

        def write_paper() -> None:
            paper, name = roster_paper.paper(roster), access.station.name
            content = table_sheet.content(
                name, paper.title, paper.columns, paper.widths, paper.rows, roster_paper.LEGEND
            )
            outputs.write(access.config, file, content, endings=table_sheet.ENDINGS)

        await access.run(write_paper)
        access.confirm(_("The roster is written to {file}").format(file=file))

    await ask_export(
        app,
        access,
        _("Export the roster"),
        proposed=access.config.home / "papers" / f"lich-truc-{shown.monday:%Y-%m-%d}{table_sheet.ENDINGS[0]}",
        endings=table_sheet.ENDINGS,
        explanation=_("A workbook (.xlsx) with all roles, on one page across, to be printed."),
        write=write,
    )
