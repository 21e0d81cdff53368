"""Export a report: ask for the file, and write the figures of a period in the format of its ending."""

import asyncio
import re
from pathlib import Path
from typing import Any

from textual.app import App

from radiodesk import outputs
from radiodesk.files import wrap_write_errors
from radiodesk.kinds import PeriodKind, PeriodRule
from radiodesk.locale import N_, _
from radiodesk.model.text import fold
from radiodesk.reports import issuing, periods
from radiodesk.reports.endings import writable
from radiodesk.reports.periods import Period
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.dialogs.exporting import ask_export
from radiodesk.tui.dialogs.fields import Values
from radiodesk.tui.dialogs.progress import run_with_progress
from radiodesk.tui.progress import StoppableProgress

USES = {
    ".docx": N_(".docx to sign"),
    ".pdf": N_(".pdf to send"),
    ".xlsx": N_(".xlsx and .csv for Excel"),
    ".txt": N_(".txt to read"),
    ".json": N_(".json for programs"),
}
"""What the formats are for, untranslated, each by one of its endings."""


async def export_report(
    app: App[Any],
    access: DeskAccess,
    period: Period,
    kind: str = "",
    *,
    is_closed: bool = False,
    number: int | None = None,
) -> None:
    """Write the report of a period. Call it in a worker.

    kind: the name of its kind; empty for all figures. is_closed: as it was closed, not with the current figures.
    number: of the closed version; None for the last one.
    """
    title = "{}: {}".format(_("Write to a file"), periods.title(period))
    endings = await asyncio.to_thread(writable)  # it looks for libraries on the disk

    async def write(values: Values) -> None:
        file: Path = values["file"]
        form = endings.get(file.suffix.lower(), "text")

        def job(progress: StoppableProgress) -> None:
            with access.desk.reading() as session:
                material = issuing.gather(
                    session, period, kind, form=form, closed=is_closed, number=number, progress=progress
                )
            with wrap_write_errors(file):  # some documents are built in temporary files
                content = issuing.write(material, form, access.config.home / "papers")
            progress(1, 1)  # the last chance to stop
            outputs.write(access.config, file, content, endings=tuple(endings))

        await run_with_progress(app, title, _("Writing {file}").format(file=file.name), job)
        access.confirm(_("The report is written to {file}").format(file=file))

    await ask_export(
        app,
        access,
        title,
        proposed=access.config.home / "papers" / f"{file_name(period, kind)}.docx",
        endings=tuple(endings),
        explanation=_("The file extension sets the format: {formats}.").format(
            formats=", ".join(_(use) for ending, use in USES.items() if ending in endings)
        ),
        button=_("Write"),
        write=write,
    )


def file_name(period: Period, kind: str = "") -> str:
    """The name of a report's file without its ending, in Vietnamese: bao-cao-9-thang-2019.

    A period by the calendar has the rule in it, and a report of a kind its name: bao-cao-nam-2019-theo-lich-loai-nam.
    """
    year, rest = period.code[:4], period.code[5:]
    match period.kind:
        case PeriodKind.MONTH:
            name = f"thang-{rest}-{year}"
        case PeriodKind.QUARTER:
            name = f"quy-{rest[1]}-{year}"
        case PeriodKind.HALF:
            name = f"6-thang-cuoi-nam-{year}" if rest == "H2" else f"6-thang-dau-nam-{year}"
        case PeriodKind.NINE_MONTHS:
            name = f"9-thang-{year}"
        case PeriodKind.YEAR:
            name = f"nam-{year}"
        case PeriodKind.INTERVAL:
            name = f"{period.first:%d-%m-%Y}-den-{period.last:%d-%m-%Y}"
    by_calendar = period.rule is PeriodRule.CALENDAR and period.kind is not PeriodKind.INTERVAL
    parts = ["bao-cao", name, "theo-lich" if by_calendar else "", _of_kind(kind)]
    return "-".join(filter(None, parts))


_LONGEST = 60
"""Characters of the name of a kind in a file name."""


def _of_kind(kind: str) -> str:
    """The name of a kind as a part of a file name: "Báo cáo 9 tháng" -> "loai-9-thang"."""
    words = re.findall("[a-z0-9]+", fold(kind))
    words = words[2:] if words[:2] == ["bao", "cao"] and len(words) > 2 else words
    return "-".join(["loai", *words])[:_LONGEST].rstrip("-") if words else ""
