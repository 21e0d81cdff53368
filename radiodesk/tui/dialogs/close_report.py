"""Close a report: list what is missing, ask, count it with its evidence, and store it."""

from functools import partial
from typing import Any, ClassVar

from textual.app import App
from textual.binding import Binding, BindingType

from radiodesk.locale import N_, _, formats, ngettext
from radiodesk.reports import closing, gaps, issuing, periods
from radiodesk.reports.closing import ClosedBefore, NewerVersion, Prepared
from radiodesk.reports.content import Closed
from radiodesk.reports.gaps import Gap
from radiodesk.reports.periods import Period
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.dialogs.confirm import Confirm
from radiodesk.tui.dialogs.listing import Listing
from radiodesk.tui.dialogs.progress import run_with_progress
from radiodesk.tui.progress import StoppableProgress
from radiodesk.tui.widgets.row_table import Column

GO_ON = -1
"""The answer of a list of gaps that stay as they are."""


class Gaps(Listing):
    """What is missing. Closes with the index of the gap to go to, or with GO_ON."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+s", "go_on", N_("Go on"), show=False)]

    def action_go_on(self) -> None:
        """Close the report as it is."""
        self.dismiss(GO_ON)


async def close_report(app: App[Any], access: DeskAccess, period: Period, kind: str) -> Closed | Gap | None:
    """Close the report of a period. Returns its last version; the gap to go to instead; or None if the user leaves.

    If somebody else has closed it since the user looked, the user is told and asked again. What was closed just like
    this before is not closed again. kind: the name of its kind; empty for all figures. Call it in a worker.
    raises NotOver, Stopped.
    """
    closing.check_over(period, access.today())
    title = _("Close the figures: {period}").format(period=periods.title(period))
    missing = await access.read(lambda session: gaps.gaps(session, period))
    if missing:
        answer = await app.push_screen_wait(_list_of(title, missing))
        if answer is None:
            return None
        if answer != GO_ON:
            return missing[answer]
    told = ""
    while True:
        seen = await access.read(lambda session: closing.last_number(session, period, kind))
        if not await app.push_screen_wait(_question(access, title, period, seen + 1, told)):
            return None
        prepared = await run_with_progress(app, title, _("Counting"), partial(_prepare, access, period, kind))
        try:
            return await access.run(partial(issuing.close, access.desk, prepared, seen=seen, today=access.today()))
        except NewerVersion as newer:
            told = f"{newer}.\n"
        except ClosedBefore as before:
            access.confirm(str(before))
            versions = await access.read(lambda session: closing.versions(session, period, kind))
            return versions[-1]


def _question(access: DeskAccess, title: str, period: Period, number: int, told: str) -> Confirm:
    """Asks whether to close. told: what happened meanwhile."""
    question = _(
        "The figures of {days}, with all that they count, are kept as version {number}, under the name {person}. A "
        "closed version never changes and cannot be undone. What is corrected later is shown as a difference, and can "
        "be closed as the next version."
    ).format(
        days=f"{formats.day(period.first)} – {formats.day(period.last)}",
        number=number,
        person=access.desk.person,
    )
    return Confirm(title, told + question, yes=_("Close the figures"))


def _prepare(access: DeskAccess, period: Period, kind: str, progress: StoppableProgress) -> Prepared:
    with access.desk.reading() as session:
        return issuing.prepare(session, period, kind, progress)


def _list_of(title: str, missing: list[Gap]) -> Gaps:
    columns = [
        Column(_("Missing"), 24, share=1),
        Column(_("Day"), 10),
        Column(_("Title"), 24, share=3),
    ]
    rows = [(gap.what, formats.day(gap.day) if gap.day else "–", gap.title) for gap in missing]
    explanation = ngettext(
        "{count} item lacks something that can change the figures. Ctrl+S goes on without it.",
        "{count} items lack something that can change the figures. Ctrl+S goes on without it.",
        len(missing),
    ).format(count=formats.number(len(missing)))
    return Gaps(title, columns, rows, explanation=explanation, opens=_("Enter goes there"))
