"""Write the roster of a week as a paper: ask for the file."""

from pathlib import Path
from typing import Any

from textual.app import App

from radiodesk import outputs
from radiodesk.locale import _
from radiodesk.reports import papers
from radiodesk.reports.documents import table_sheet
from radiodesk.reports.documents.table_sheet import Table
from radiodesk.schedule import roster_paper
from radiodesk.schedule.week_roster import WeekRoster, week_roster
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.dialogs.exporting import ask_export
from radiodesk.tui.dialogs.fields import Values


async def export_roster(app: App[Any], access: DeskAccess, shown: WeekRoster, *, all_rows: bool) -> None:
    """Write the roster of the week that is shown, as it is now. Call it in a worker.

    all_rows: those that need nobody, too.
    """

    async def write(values: Values) -> None:
        file: Path = values["file"]
        roster, head = await access.read(lambda session: (week_roster(session, shown.monday), papers.paper_of(session)))

        def write_paper() -> None:
            paper = roster_paper.paper(roster, all_rows=all_rows)
            table = Table(
                paper.sheet,
                paper.title,
                paper.columns,
                paper.widths,
                paper.rows,
                roster_paper.LEGEND,
                roster_paper.date_line(head.place, shown.monday),
                roster_paper.signers(head.signer_office, head.signer_name),
            )
            outputs.write(access.config, file, table_sheet.content(head, table), endings=table_sheet.ENDINGS)

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
