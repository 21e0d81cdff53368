"""Export a report: ask for the file, and write the figures of a period in the format of its ending."""

import asyncio
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from textual.app import App

from radiodesk import outputs
from radiodesk.files import wrap_write_errors
from radiodesk.kinds import PeriodKind, PeriodRule
from radiodesk.locale import N_, _
from radiodesk.model.text import fold
from radiodesk.reports import issuing, kinds, periods
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
    known = [each.name for each in await access.read(kinds.kinds)]
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
        proposed=access.config.home / "papers" / f"{file_name(period, kind, known)}.docx",
        endings=tuple(endings),
        explanation=_("The file extension sets the format: {formats}.").format(
            formats=", ".join(_(use) for ending, use in USES.items() if ending in endings)
        ),
        button=_("Write"),
        write=write,
    )


def file_name(period: Period, kind: str = "", known: Sequence[str] = ()) -> str:
    """The name of a report's file without its ending, in Vietnamese: bao-cao-9-thang-2019.

    A period by the calendar has the rule in it. A report of a kind has its name, but for the first kind that is called
    as the period is: bao-cao-nam-2019-loai-gui-huyen. known: the names of all kinds.
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
    of_kind = "-".join(["loai", *_words_of(kind)])[:_LONGEST].rstrip("-") if _words_of(kind) else ""
    if called := next((each for each in known if _is_called_as(each, name)), ""):
        of_kind = "" if kind == called else of_kind or "tat-ca-chi-tieu"
    parts = ["bao-cao", name, "theo-lich" if by_calendar else "", of_kind]
    return "-".join(filter(None, parts))


_LONGEST = 60
"""Characters of the name of a kind in a file name."""


def _words_of(kind: str) -> list[str]:
    """The name of a kind as words of a file name: "Báo cáo 9 tháng" -> 9, thang."""
    words = re.findall("[a-z0-9]+", fold(kind))
    return words[2:] if words[:2] == ["bao", "cao"] and len(words) > 2 else words


def _is_called_as(kind: str, period: str) -> bool:
    """Whether a period's part of a file name begins with all words of a kind."""
    words = _words_of(kind)
    return bool(words) and period.split("-")[: len(words)] == words
