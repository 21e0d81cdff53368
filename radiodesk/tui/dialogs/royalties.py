"""The royalties of a month: who is paid what, the fund, and the keys to slips, gaps, corrections, closing and files."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual.binding import Binding, BindingType

from radiodesk import outputs
from radiodesk.errors import UserError
from radiodesk.kinds import PeriodRule
from radiodesk.locale import N_, _, formats, ngettext
from radiodesk.model import Action
from radiodesk.reports import periods
from radiodesk.reports.periods import Period
from radiodesk.reports.royalties import months, text, writing
from radiodesk.reports.royalties.content import Line, Slip
from radiodesk.reports.royalties.endings import ENDINGS
from radiodesk.reports.royalties.gaps import WORDS, counted
from radiodesk.reports.royalties.overview import Overview, overview
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.background import acts, in_background
from radiodesk.tui.dialogs.confirm import Confirm
from radiodesk.tui.dialogs.exporting import ask_export
from radiodesk.tui.dialogs.fields import Entry, Values
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.dialogs.listing import Listing
from radiodesk.tui.dialogs.pay_lists import correction_list, gap_list, slip_list
from radiodesk.tui.dialogs.person import know_person
from radiodesk.tui.dialogs.progress import run_with_progress
from radiodesk.tui.dialogs.royalty_rules import RoyaltyRules
from radiodesk.tui.dialogs.undo_listing import UndoListing
from radiodesk.tui.progress import StoppableProgress
from radiodesk.tui.widgets.box import Box
from radiodesk.tui.widgets.hint import Hint
from radiodesk.tui.widgets.row_table import Column


@dataclass(frozen=True)
class Place:
    """The story or the clip of an item, to go there, and the month that led to it."""

    month: str
    table: str
    row_id: int
    day: dt.date


class Royalties(UndoListing):
    """The pay list of a month. Closes with the place of the item that the user opens in one of its lists."""

    ABOUT = N_(
        "What each person earns in a month: for each piece coefficient × unit × share. The unit (unit price) is a "
        "tenth of the base salary of the day. Units: what is earned, divided by it. Amount: what that comes to, after "
        "cuts. Norm: the part that staff do unpaid. Surplus: the part beyond it, which is paid. Corrections: what "
        "closed months paid too little or too much. Tax: what is withheld. Paid out: what is left. The fund limits "
        "fees by the royalties, and what is paid above the usual coefficients."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", N_("Previous period"), show=False),
        Binding("right", "step(1)", N_("Next period"), show=False),
        Binding("o", "pick", N_("Period"), show=False),
        Binding("full_stop", "gaps", N_("What is missing"), show=False),
        Binding("tilde", "corrections", N_("Differences"), show=False),
        Binding("ctrl+k", "close_month", N_("Close the figures"), show=False),
        Binding("g", "export", N_("Write to a file"), show=False),
        Binding("e", "rules", N_("Edit"), show=False),
    ]

    def __init__(self, access: DeskAccess, month: str) -> None:
        self.access = access
        self._month = month
        self._shown: Overview | None = None
        """None until it is read, and where it cannot be shown."""
        self.place: Place | None = None
        """Where the user wants to go."""
        super().__init__(_("Royalties and fees"), _columns(), [], explanation=" ", opens=_("Enter: slip"))

    def on_mount(self) -> None:
        """Read the month."""
        self.query_one(".box").mount(Hint(_keys(), classes="keys"), before=".hint")
        self.reload()

    @in_background("load")
    async def reload(self) -> None:
        """Show the month as it is now."""
        month = self._month
        try:
            found = await self.access.read(lambda session: overview(session, month))
        except UserError as error:
            if month == self._month:
                self._show(None, str(error))
            return
        if month == self._month:
            self._show(found, _summary(found))

    @property
    def _shown_month(self) -> str:
        """The month on the screen: another one than is wanted while that one is read."""
        return self._shown.found.month if self._shown else self._month

    def _show(self, shown: Overview | None, explanation: str) -> None:
        self._shown = shown
        month = shown.found.period if shown else periods.parse(self._month, PeriodRule.CALENDAR)
        self.query_one(Box).rename(_("Royalties and fees: {month}").format(month=periods.title(month)))
        self.explain(explanation)
        self.replace_rows([_cells(each) for each in shown.found.slips] if shown else [])

    def full_text(self, index: int) -> str:
        """The sums of a person."""
        if self._shown is None:
            return ""
        slip = self._shown.found.slips[index]
        return text.sums(slip.person, slip)

    def action_step(self, by: int) -> None:
        """Go to the previous (-1) or next (1) month."""
        self._month = periods.step(periods.parse(self._month, PeriodRule.CALENDAR), by).code
        self.reload()

    @acts
    async def action_pick(self) -> None:
        """Ask for a month, and show it."""
        today = self.access.today()

        async def show(values: Values) -> None:
            self._month = values["month"]
            self.reload()

        shown = periods.title(periods.parse(self._shown_month, PeriodRule.CALENDAR))
        month = Entry(
            "month",
            _("Month"),
            shown,
            read=lambda typed: months.typed_month(typed, today),
            required=True,
            placeholder=_("8/2019"),
            shows=lambda code: periods.title(periods.parse(code, PeriodRule.CALENDAR)),
        )
        await self.app.push_screen_wait(Form(_("Which month?"), [month], show, button=_("Show")))

    def open_row(self, index: int) -> None:
        """Show the slip of a person."""
        if self._shown is not None:
            self._show_slip(self._shown.found.slips[index], periods.title(self._shown.found.period))

    @acts
    async def _show_slip(self, slip: Slip, title: str) -> None:
        await self._pick(slip_list(title, slip), slip.lines)

    @acts
    async def action_gaps(self) -> None:
        """List what the pay list says about itself, and what is missing."""
        if self._shown is None:
            return
        remarks, lacking = self._shown.found.remarks, self._shown.gaps
        if not remarks and not lacking:
            self.notify(_("Nothing is missing in this month."), markup=False)
            return
        title = _("What is missing: {month}").format(month=periods.title(self._shown.found.period))
        chosen = await self.app.push_screen_wait(gap_list(title, remarks, lacking))
        if chosen is not None and chosen >= len(remarks):
            gap = lacking[chosen - len(remarks)]
            self._go(gap.table, gap.work_id, gap.day)

    @acts
    async def action_corrections(self) -> None:
        """List the corrections of closed months."""
        if self._shown is None:
            return
        lines = self._shown.corrections
        if not lines:
            self.notify(_("This month corrects no closed month."), markup=False)
            return
        title = _("Corrections: {month}").format(month=periods.title(self._shown.found.period))
        await self._pick(correction_list(title, lines), lines)

    async def _pick(self, listing: Listing, lines: Sequence[Line]) -> None:
        chosen = await self.app.push_screen_wait(listing)
        if chosen is not None:
            line = lines[chosen]
            self._go(line.table, line.work_id, line.day)

    def _go(self, table: str, row_id: int, day: dt.date) -> None:
        self.place = Place(self._shown_month, table, row_id, day)
        self.dismiss(0)

    @acts
    async def action_close_month(self) -> None:
        """Close the month that is shown as it is shown, after a question."""
        month, access, shown = self._shown_month, self.access, self._shown
        found = await access.read(lambda session: months.check_closable(session, month, today=access.today()))
        if shown is None or found != shown.found:
            self.reload()
            raise months.OtherThanPreviewed(month=months.in_words(month))
        if not await know_person(self.app, access):
            return
        title = _("Close the royalties: {month}").format(month=periods.title(found.period))
        question = Confirm(title, _question(shown, access.desk.person), yes=_("Close the month"))
        if not await self.app.push_screen_wait(question):
            return
        try:
            await access.change(
                Action.CLOSE_ROYALTIES,
                lambda session: months.close(
                    session, month, person=access.desk.person, now=access.now(), today=access.today(), previewed=found
                ),
                month=month,
            )
        finally:
            self.reload()

    @acts
    async def action_export(self) -> None:
        """Write the pay list with its slips to a file."""
        if self._shown is None:
            return
        found, access = self._shown.found, self.access
        month = periods.title(found.period)
        title = _("Write to a file: {month}").format(month=month)

        async def write(values: Values) -> None:
            file: Path = values["file"]

            def job(progress: StoppableProgress) -> None:
                content = writing.as_file(found, ENDINGS[file.suffix.lower()])
                progress(1, 1)  # the last chance to stop
                outputs.write(access.config, file, content, endings=tuple(ENDINGS))

            await run_with_progress(self.app, title, _("Writing {file}").format(file=file.name), job)
            access.confirm(_("The pay list is written to {file}").format(file=file))

        await ask_export(
            self.app,
            access,
            title,
            proposed=access.config.home / "papers" / f"nhuan-but-{found.month[5:]}-{found.month[:4]}.xlsx",
            endings=tuple(ENDINGS),
            explanation=_(
                "The list to sign and a slip for each person. The file extension sets the format: .xlsx and .docx, "
                ".txt to read, .json for programs."
            ),
            button=_("Write"),
            write=write,
        )

    @acts
    async def action_rules(self) -> None:
        """Show and change the rules that the list follows."""
        await self.app.push_screen_wait(RoyaltyRules(self.access))
        self.reload()


def _keys() -> str:
    """What the other keys do."""
    return _("← → o: month · .: missing · ~: corrections · Ctrl+K: close · g: file · e: rules")


def _columns() -> list[Column]:
    return [
        Column(_("Name"), 14, share=1),
        Column(_("Units"), 6, right=True),
        Column(_("Amount"), 10, right=True),
        Column(_("Norm"), 10, right=True, spare=1),
        Column(_("Surplus"), 10, right=True, spare=1),
        Column(_("Corrections"), 10, right=True, spare=2),
        Column(_("Tax"), 9, right=True, spare=3),
        Column(_("Paid out"), 10, right=True, spare=1),
    ]


def _cells(slip: Slip) -> tuple[str, ...]:
    return (
        slip.name,
        formats.number(slip.units),
        formats.number(slip.earned),
        formats.number(slip.norm) if slip.norm else "–",
        formats.number(slip.surplus),
        formats.signed(slip.corrections) if slip.corrections else "",
        text.signed(slip.tax) if slip.tax else "",
        text.signed(slip.net),
    )


def _summary(shown: Overview) -> str:
    """The days, whether it is closed, the sum, the fund, and how much is missing."""
    found, fund = shown.found, shown.fund
    days = f"← {formats.day(found.period.first)} – {formats.day(found.period.last)} →"
    if closed := found.closed:
        said = _("● closed {day} {time}, {person}")
        when = {"day": formats.day(closed.when.date()), "time": formats.clock(closed.when)}
        state = said.format(**when, person=closed.person)
    else:
        state = _("○ not closed")
    caps = _("Fund: fees at most {most_fees} · increases {increases}, at most {most_increases}").format(
        most_fees=formats.number(fund.most_fees),
        increases=formats.number(fund.increases),
        most_increases="–" if fund.most_increases is None else formats.number(fund.most_increases),
    )
    lines = [f"{days}  {state}", text.sums(_("All"), found), caps]
    if not found.slips:
        lines.append(_("Nobody is paid: no piece of this month has credits. @ sets them on Rundown and Television."))
    if said := _to_look_at(shown):
        lines[0] += f" · {said}"
    return "\n".join(lines)


def _to_look_at(shown: Overview) -> str:
    """How many things a month lacks or says about itself; empty for none."""
    count = len(shown.found.remarks) + len(shown.gaps)
    said = ngettext("▲ {count} thing to look at (.)", "▲ {count} things to look at (.)", count)
    return said.format(count=formats.number(count)) if count else ""


def _question(shown: Overview, person: str) -> str:
    """Asks whether to close a month. Names what it lacks first, by kind."""
    found = shown.found
    people = ngettext("{count} person", "{count} people", len(found.slips)).format(count=len(found.slips))
    question = _(
        "{sum} đồng for {people} are kept under the name {person}. A closed month never changes, is not paid again, "
        "and cannot be undone. What is corrected later is in the pay list of the next month."
    ).format(sum=text.signed(found.amount), people=people, person=person)
    if not (said := _to_look_at(shown)):
        return question
    lacking = [(_(WORDS[lack]), count) for lack, count in counted(shown.gaps)]
    lacking += [(_("remarks"), len(found.remarks))] if found.remarks else []
    kinds = [_("{what}: {count}").format(what=what, count=formats.number(count)) for what, count in lacking]
    return "\n".join([said, *(f"  – {kind}" for kind in kinds), "", question])


async def month_to_show(access: DeskAccess, shown: Period) -> str:
    """The month that is looked at first. shown: the period of the reports that are shown."""
    return await access.read(lambda session: months.first_shown(session, shown, access.today()))
