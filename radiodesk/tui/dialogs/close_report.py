"""Close a report: list what is missing, ask, count it with its evidence, and store it."""

from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar

from textual.app import App
from textual.binding import Binding, BindingType

from radiodesk.locale import N_, _, formats, ngettext
from radiodesk.model.text import quoted
from radiodesk.reports import closed_reports, closing, gaps, issuing, periods
from radiodesk.reports.closing import ClosedBefore, NewerVersion
from radiodesk.reports.content import Closed
from radiodesk.reports.gaps import Gap
from radiodesk.reports.periods import Period
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.dialogs.confirm import Confirm
from radiodesk.tui.dialogs.listing import Listing
from radiodesk.tui.dialogs.person import know_person
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


async def close_report(
    app: App[Any], access: DeskAccess, period: Period, kind: str, *, others: Sequence[str] = ()
) -> Closed | Gap | None:
    """Close the report of a period. Returns its last version; the gap to go to instead; or None if the user leaves.

    If somebody else has closed it since the user looked, the user is told and asked again. What was closed just like
    this before is not closed again. kind: the name of its kind; empty for all figures. others: the kinds of report on
    such periods, if it is of none. Call it in a worker. raises NotOver, Stopped.
    """
    closing.check_over(period, access.today())
    subject = f"{kind} · {periods.title(period)}" if kind else periods.title(period)
    title = _("Close the figures: {period}").format(period=subject)
    papers = access.desk.config.home / "papers"
    missing = await access.read(lambda session: issuing.missing(session, period, kind, papers))
    if missing:
        answer = await app.push_screen_wait(_list_of(title, missing))
        if answer is None:
            return None
        if answer != GO_ON:
            return missing[answer]
    if not await know_person(app, access):
        return None
    no_paper = gaps.why_no_paper(missing)
    told = _without_kind(others)
    while True:
        seen = await access.read(lambda session: closed_reports.last_number(session, period, kind))
        if not await app.push_screen_wait(_question(access, title, period, seen + 1, told, no_paper)):
            return None
        count = partial(_count_and_close, access, period, kind, seen)
        try:
            return await run_with_progress(app, title, _("Counting and closing"), count)
        except NewerVersion as newer:
            told = f"{newer}.\n\n"
        except ClosedBefore as before:
            access.confirm(str(before))
            versions = await access.read(lambda session: closed_reports.versions(session, period, kind))
            return versions[-1]


def _without_kind(others: Sequence[str]) -> str:
    """Says that a report of no kind is not the one that the station owes. others: the kinds that it could be of."""
    if not others:
        return ""
    said = _(
        "This closes all figures, of no kind. It is not a report of the kind {kinds}: to close that one, go back and "
        "choose it with o."
    )
    return said.format(kinds=", ".join(map(quoted, others))) + "\n\n"


def _question(access: DeskAccess, title: str, period: Period, number: int, told: str, no_paper: str) -> Confirm:
    """Asks whether to close. told: what happened meanwhile. no_paper: why its paper could not be written, or empty."""
    question = _(
        "The figures of {days}, with all that they count, are kept as version {number}, under the name {person}. A "
        "closed version never changes and cannot be undone. What is corrected later is shown as a difference, and can "
        "be closed as the next version."
    ).format(
        days=f"{formats.day(period.first)} – {formats.day(period.last)}",
        number=number,
        person=access.desk.person,
    )
    if no_paper:
        return Confirm(title, f"{told}▲ {no_paper}\n\n{question}", yes=_("Close without a paper"))
    return Confirm(title, told + question, yes=_("Close the figures"))


def _count_and_close(access: DeskAccess, period: Period, kind: str, seen: int, progress: StoppableProgress) -> Closed:
    """Count the report, and close it at once: the dialog takes no other key until it is closed."""
    with access.desk.reading() as session:
        prepared = issuing.prepare(session, period, kind, progress)
    progress(1, 1)  # the last chance to stop
    return issuing.close(access.desk, prepared, seen=seen, today=access.today())


def _list_of(title: str, missing: list[Gap]) -> Gaps:
    columns = [
        Column(_("Missing"), 24, share=1),
        Column(_("Day"), 10),
        Column(_("Title"), 24, share=3),
    ]
    rows = [(gap.what, formats.day(gap.day) if gap.day else "–", gap.title) for gap in missing]
    explanation = ngettext(
        "{count} item lacks something that the figures or the paper need. Ctrl+S goes on without it.",
        "{count} items lack something that the figures or the paper need. Ctrl+S goes on without it.",
        len(missing),
    ).format(count=formats.number(len(missing)))
    if no_paper := gaps.why_no_paper(missing):
        explanation = f"▲ {no_paper}\n{explanation}"
    return Gaps(title, columns, rows, explanation=explanation, opens=_("Enter: go there"))
