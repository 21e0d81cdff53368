"""The Reports screen: the figures of a period with plan and year before, their charts, evidence and closing."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import ClassVar

from sqlalchemy.orm import Session
from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.widget import Widget
from textual.widgets import Static

from radiodesk.locale import N_, _
from radiodesk.model import PeriodKind
from radiodesk.reports import closed_reports, definitions, differences, evidence, issuing, periods, tally
from radiodesk.reports.closed_reports import ClosedKind
from radiodesk.reports.content import Breakdown, Closed, Evidence, Figure, Measure, Report
from radiodesk.reports.differences import Difference
from radiodesk.reports.documents import sentences
from radiodesk.reports.gaps import Gap
from radiodesk.reports.periods import Period
from radiodesk.reports.tally import MonthFigure
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.background import WARNING_SECONDS, in_background
from radiodesk.tui.dialogs import report_differences
from radiodesk.tui.dialogs.bring_in import bring_in
from radiodesk.tui.dialogs.close_report import close_report
from radiodesk.tui.dialogs.copied_text import CopiedText
from radiodesk.tui.dialogs.counted_items import CountedItems, items
from radiodesk.tui.dialogs.export_report import export_report
from radiodesk.tui.dialogs.report_figures import change_figure, enter_figure
from radiodesk.tui.screens import report_rows
from radiodesk.tui.screens.base import follows, loads
from radiodesk.tui.screens.places import go_to_place
from radiodesk.tui.screens.report_periods import PeriodScreen
from radiodesk.tui.screens.searching import NOTHING_FOUND
from radiodesk.tui.widgets.bars import Bar
from radiodesk.tui.widgets.clipped import Clipped
from radiodesk.tui.widgets.figure_view import FigureView
from radiodesk.tui.widgets.hint import with_arrows
from radiodesk.tui.widgets.row_table import RowTable

SIDE_BY_SIDE = 156
"""The width from which the chart stands beside the table."""

TALL = 22
"""The height from which there is room for a chart below the table."""


class ReportsScreen(PeriodScreen):
    """The figures of a report, and a chart of the highlighted one."""

    MODE = "reports"
    CSS_PATH = "reports.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (SIDE_BY_SIDE, "-wide")]  # noqa: RUF012 - as Textual declares it
    VERTICAL_BREAKPOINTS = [(0, "-short"), (TALL, "-tall")]  # noqa: RUF012 - likewise
    ABOUT = N_(
        "The figures of a reporting period. “–” means that there is no data. Enter lists what was counted and what was "
        "left out, and the key 6 leads back from there. e enters a figure that is not counted, or plans one that is. "
        "Ctrl+K keeps the figures as they are: ● closed, ○ current, ▲ changed since. In the chart • marks the months "
        "of the period."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", N_("Previous period"), show=False),
        Binding("right", "step(1)", N_("Next period"), show=False),
        Binding("M", "length('month')", N_("Month")),
        Binding("Q", "length('quarter')", N_("Quarter")),
        Binding("H", "length('half')", N_("Half-year")),
        Binding("9", "length('nine_months')", N_("Nine months")),
        Binding("Y", "length('year')", N_("Year")),
        Binding("D", "current", N_("Current period"), show=False),
        Binding("o", "pick", N_("Period")),
        Binding("R", "rule", N_("Rule"), show=False),
        Binding("percent_sign", "divide", N_("Divided by")),
        Binding("e", "change", N_("Figure or plan")),
        Binding("ctrl+k", "close_report", N_("Close the figures")),
        Binding("ampersand", "toggle_closed", N_("Closed or current"), show=False),
        Binding("tilde", "differences", N_("Differences"), show=False),
        Binding("quotation_mark", "copy_paragraph", N_("Copy the paragraph"), show=False),
        Binding("dollar_sign", "royalties", N_("Royalties"), show=False),
        Binding("V", "verify", N_("Verify a report"), show=False),
        Binding("b", "bring_in", N_("Workbook"), show=False),
        Binding("g", "export", N_("Write to a file")),
    ]

    def __init__(self, access: DeskAccess) -> None:
        super().__init__(access)
        self._counted: tuple[Period, str] | None = None
        """The period and the kind of the figures in the table."""
        self._closed_kinds: Sequence[ClosedKind] = ()
        """The kinds that the report of the period was closed as, with their last versions."""
        self._told: set[str] = set()
        """The faults of own indicators that the user was told of."""
        self._figures: tuple[Figure, ...] = ()
        self._report: Report | None = None
        """None while only the main figures are known."""
        self._row_ids: dict[str, int] = {}
        """The id of each indicator's row."""
        self._months: dict[str, Sequence[MonthFigure]] = {}
        """The figures by month of the indicators whose months were counted."""
        self._versions: Sequence[Closed] = ()
        """The closed versions, the oldest first."""
        self._number: int | None = None
        """The number of the earlier version that is looked at; None for the last one."""
        self._shows_closed = True
        """Whether closed figures are shown, where there are any."""
        self._differences: Sequence[Difference] | None = None
        """How the desk differs from the last closed version; None until that is known."""
        self._divided_by = ""
        """The property that the chart divides by; empty for the months."""
        self._return_to: tuple[str, int] | None = None
        """The figure and the item of its evidence that the user went to the place of."""

        self._royalties_of = ""
        """The month of royalties that the user went to the place of an item from; empty without one."""

    def body(self) -> Iterable[Widget]:
        """The period, the table and the chart."""
        yield Static(id="period", markup=False)
        yield Clipped(id="state")
        yield self.search_line()
        with Container(id="figures"):
            yield RowTable(report_rows.columns())
            yield FigureView(id="beside")

    def on_screen_resume(self) -> None:
        """Show the report that another screen announced, or the evidence that the user left for an item."""
        if self._return_to and self.app.current_mode == self.MODE:
            (key, index), self._return_to = self._return_to, None
            self.access.report = None
            self.list_counted(key, index)
        elif self._royalties_of and self.app.current_mode == self.MODE:
            month, self._royalties_of = self._royalties_of, ""
            self.access.report = None
            self.action_royalties(month)
        elif self.access.report == (self._kind, self._period):
            self.access.report = None  # it is shown already
        elif self.access.report:
            self.shown_state = None

    @loads
    async def load(self) -> None:
        """Show the main figures of the period at once, and then all with what they are compared with."""
        self.follow_station()
        if asked := self.access.report:
            self.access.report = None
            (self._kind, self._period), self._chooses_kind = asked, False
        await self.read_kinds()
        period, kind = self._period, self._kind
        self._show_heading()
        if self._counted != (period, kind):
            await self._load_main(period, kind)
        today, wants_closed, number = self.access.today(), self._shows_closed, self._number

        def read(session: Session) -> tuple[Sequence[Closed], Sequence[ClosedKind], Report]:
            versions = closed_reports.versions(session, period, kind)
            as_kinds = closed_reports.closed_kinds(session, period)
            if versions and wants_closed:
                return versions, as_kinds, closed_reports.closed(session, period, kind, number)
            return versions, as_kinds, tally.report(session, period, issuing.keys_of(session, kind), today=today)

        before = self._version
        self._versions, self._closed_kinds, report = await self.access.read(read)
        await self._tell_left_out(report)
        if self._version != before:
            self._differences = None
        self._report, self._figures, self._months = report, report.figures, {}
        self._show_figures()
        self.load_months()
        if self._version:
            self.load_differences()

    @property
    def _version(self) -> Closed | None:
        """The closed version that is looked at: the last one, unless the user chose another; None without any."""
        return next((each for each in self._versions if each.number == self._number), self._last_closed)

    @property
    def _last_closed(self) -> Closed | None:
        return self._versions[-1] if self._versions else None

    async def _tell_left_out(self, report: Report) -> None:
        """Tell once which own indicators are left out, and why."""
        faults = {} if report.closed else await self.access.read(definitions.faults)
        for sentence in dict.fromkeys(map(str, faults.values())):
            if sentence not in self._told:
                self._told.add(sentence)
                self.notify(_("Left out: {reason}").format(reason=sentence), severity="warning", markup=False)

    async def _load_main(self, period: Period, kind: str) -> None:
        """Show the main figures of another period, unless closed ones follow. The rows stay where they are."""
        wants_closed = self._shows_closed

        def read(session: Session) -> tuple[Sequence[Closed], Sequence[ClosedKind], Sequence[Figure]]:
            versions = closed_reports.versions(session, period, kind)
            main = () if versions and wants_closed else tally.main(session, period)
            return versions, closed_reports.closed_kinds(session, period), main

        self._versions, self._closed_kinds, main = await self.access.read(read)
        self._number = None
        self._differences, self._months = None, {}
        self._counted, self._report = (period, kind), None
        self._figures = report_rows.pending(self._figures, main)
        self._show_figures()

    @follows("months")
    async def load_months(self) -> None:
        """Find the main figures by month, for the lines in the table."""
        keys = [each.key for each in self._figures if each.key in tally.MAIN_KEYS and each.key not in self._months]
        report = self._report
        found = await self._by_month(keys)
        if report and report is self._report:
            self._months |= found
            self._show_figures()

    async def _by_month(self, keys: Sequence[str]) -> dict[str, Sequence[MonthFigure]]:
        """Figures by month: as they were closed with the report that is shown, else as they are counted now."""
        period, kind, shown = self._period, self._kind, self.shown_closed
        if shown and shown.closed:
            number = shown.closed.number
            kept = await self.access.read(lambda session: closed_reports.closed_months(session, period, kind, number))
            return {key: kept.get(key, ()) for key in keys}
        return await self.access.read(lambda session: {key: tally.monthly(session, key, period) for key in keys})

    @follows("differences")
    async def load_differences(self) -> None:
        """Find what has changed since the report was closed."""
        period, kind, number = self._period, self._kind, self._number
        found = await self.access.read(lambda session: differences_of(session, period, kind, number))
        if (period, kind, number) == (self._period, self._kind, self._number):
            self._differences = found
            self._show_state()

    def _show_heading(self) -> None:
        period = self._period
        heading = report_rows.heading(period, self._kind, others=self.fitting_kinds())
        self.set_heading(_("Reports"), heading)
        rule = "" if period.kind is PeriodKind.INTERVAL else _(periods.RULES_WITH_DAYS[period.rule])
        self.query_one("#period", Static).update(with_arrows(f"{report_rows.days(period)}  {rule}"))

    def _show_state(self) -> None:
        closed = self._version
        changed = None if self._differences is None else len(self._differences)
        others = closed_reports.other_kinds(self._closed_kinds, self._period, self._kind)
        words = closed_reports.kinds_in_words(others, self._period)
        last = self._last_closed.number if self._last_closed else 0
        text = report_rows.state(closed, words, is_shown=self.shown_closed is not None, changed=changed, last=last)
        self.query_one("#state", Static).update(text)

    def _show_figures(self) -> None:
        """Fill the table. The cursor stays on its row."""
        self._show_state()
        is_pending = self._report is None
        rows = [
            (self._row_ids.setdefault(each.key, len(self._row_ids)), each)
            for each in self._figures
            if self.matches(each.label)
        ]
        months = self._months
        self.query_one(RowTable).fill(
            rows, lambda figure: report_rows.cells(figure, months.get(figure.key), is_pending=is_pending)
        )
        if rows:
            self.show_chart()
        else:
            self.query_one(FigureView).show_empty(_(NOTHING_FOUND))

    @property
    def shown_closed(self) -> Report | None:
        """The closed report that is shown, or None while the figures are current ones."""
        return self._report if self._report and self._report.closed else None

    @on(RowTable.RowHighlighted)
    @in_background("chart")
    async def show_chart(self) -> None:
        """Show the highlighted figure in words, and by month or by the rows of a breakdown."""
        if (figure := self.highlighted()) is None:
            return
        view = self.query_one(FigureView)
        view.describe(report_rows.detail(figure), figure.rule)
        report, period, divided = self._report, self._period, self._breakdown(figure)
        if figure.key not in self._months:
            found = await self._by_month([figure.key])
            if (report, period) != (self._report, self._period):
                return
            self._months |= found
            self._show_figures()
        months = report_rows.month_bars(self._months[figure.key], period)
        was_closed = report is not None and report.closed is not None
        if report and not any(bar.value for bar in months) and not any(each.count for each in self._figures):
            view.show_empty(_("Nothing was counted here. ← and → go to other periods, o to any; b imports a workbook."))
        elif divided:
            bars = [Bar(row.label, row.count) for row in divided.rows]
            await view.draw(report_rows.chart_title(figure, divided.label), bars, upright=False)
        elif was_closed and not months:
            view.show_empty(_("The months of this figure were not kept when it was closed. & shows the current ones."))
        else:
            await view.draw(report_rows.chart_title(figure, is_closed=was_closed), months, upright=True)

    def _breakdown(self, figure: Figure) -> Breakdown | None:
        """The breakdown of a figure that the chart shows; None for the months."""
        if self._report is None:
            return None
        found = self._report.breakdowns_of(figure.key)
        return next((each for each in found if each.by == self._divided_by), None)

    def highlighted(self) -> Figure | None:
        """The figure under the cursor."""
        row_id = self.query_one(RowTable).row_id
        return next((each for each in self._figures if self._row_ids.get(each.key) == row_id), None)

    @on(RowTable.RowOpened)
    def _open(self) -> None:
        """List what the highlighted figure counts, or enter it if it is not counted."""
        figure = self.highlighted()
        if figure and figure.measure is Measure.ENTERED:
            self.action_change()
        elif figure:
            self.list_counted(figure.key)

    @in_background("dialog")
    async def list_counted(self, key: str, cursor: int = 0) -> None:
        """List the items that a figure counts and leaves out, and go to the place of the one that the user opens."""
        figure = next((each for each in self._figures if each.key == key), None)
        if figure is None:
            return
        found = await self._evidence(figure)
        title = f"{figure.label} · {periods.title(self._period)}"
        data = report_rows.shown_data(self.shown_closed)
        index = await self.app.push_screen_wait(CountedItems(title, found, data, cursor))
        if index is not None:
            item = items(found)[index]
            await go_to_place(self.app, self.access, item.table, item.id, item.day)
            self._return_to = (key, index)

    async def _evidence(self, figure: Figure) -> Evidence:
        """The evidence of the figures shown. raises NothingCounted."""
        period, kind, key, number = self._period, self._kind, figure.key, self._number
        if self.shown_closed is None:
            return await self.access.read(lambda session: evidence.evidence(session, key, period))
        kept = await self.access.read(lambda session: closed_reports.closed_evidence(session, period, kind, number))
        for each in kept:
            if each.key == key:
                return each
        raise evidence.NothingCounted(figure=figure.label)

    def action_divide(self) -> None:
        """Divide the chart by the next property, after the last one by months."""
        if (figure := self.highlighted()) is None or self._report is None:
            return
        ways = ["", *(each.by for each in self._report.breakdowns_of(figure.key))]
        here = ways.index(self._divided_by) if self._divided_by in ways else 0
        self._divided_by = ways[(here + 1) % len(ways)]
        if len(ways) == 1:
            self.notify(_("“{figure}” is shown by month only").format(figure=figure.label), markup=False)
        self.show_chart()

    @in_background("dialog")
    async def action_change(self) -> None:
        """Enter the highlighted figure, or plan it if it is counted."""
        figure = self.highlighted()
        if figure and await change_figure(self.app, self.access, figure, self._period):
            if self.shown_closed is not None:
                said = _("It is not in the closed figures, which never change. & shows the current ones.")
                self.notify(said, timeout=WARNING_SECONDS, markup=False)
            self.reload()

    @in_background("close")
    async def action_close_report(self) -> None:
        """Close the report, or go to what it lacks."""
        if self._counted is None:
            return  # it is not known yet what would be closed
        period, kind = self._period, self._kind
        others = [] if kind else self.fitting_kinds()
        done = await close_report(self.app, self.access, period, kind, others=others)
        while isinstance(done, Gap) and done.figure:
            if not await enter_figure(self.app, self.access, done.figure, period):
                return
            self.reload()
            done = await close_report(self.app, self.access, period, kind, others=others)
        if isinstance(done, Gap):
            await go_to_place(self.app, self.access, done.table, done.id, done.day)
        elif done:
            self._shows_closed, self._number = True, None
            self.reload()

    @in_background("dialog")
    async def action_toggle_closed(self) -> None:
        """Show the closed figures or the current ones. Of several closed versions, ask which."""
        self._check_closed()
        shown = self.shown_closed
        if len(self._versions) == 1:
            self._shows_closed = shown is None
        else:
            numbers = [None, *(each.number for each in reversed(self._versions))]
            listing = report_rows.versions_list(self._versions)
            if (index := await self.app.push_screen_wait(listing)) is None:
                return
            self._shows_closed, self._number = numbers[index] is not None, numbers[index]
            self._differences = None
        self.reload()

    @in_background("dialog")
    async def action_differences(self) -> None:
        """List what has changed since the report was closed, and go to the item that the user opens."""
        self._check_closed()
        period, kind, number = self._period, self._kind, self._number
        found = report_differences.rows(
            await self.access.read(lambda session: differences_of(session, period, kind, number))
        )
        if not found:
            self.notify(_("Nothing has changed since the report was closed."), markup=False)
            return
        title = _("Differences: {period}").format(period=periods.title(period))
        index = await self.app.push_screen_wait(report_differences.list_of(title, found))
        if index is not None and (item := found[index][1]):
            await go_to_place(self.app, self.access, item.table, item.id, item.day)

    def _check_closed(self) -> None:
        """Check that the report was closed. raises NotClosed."""
        if self._last_closed is None:
            raise closed_reports.not_closed(self._period, self._kind, self._closed_kinds)

    @in_background("dialog")
    async def action_royalties(self, month: str = "") -> None:
        """Show the royalties of a month, and go to the place of the item that the user opens there.

        month: its code; empty for the one that is looked at first.
        """
        from radiodesk.tui.dialogs.royalties import Royalties, month_to_show

        dialog = Royalties(self.access, month or await month_to_show(self.access, self._period))
        await self.app.push_screen_wait(dialog)
        if place := dialog.place:
            await go_to_place(self.app, self.access, place.table, place.row_id, place.day)
            self._royalties_of = place.month

    @in_background("dialog")
    async def action_verify(self) -> None:
        """Compare a file of a report with what was closed."""
        from radiodesk.tui.dialogs.verify_report import verify_report

        await verify_report(self.app, self.access)

    @in_background("dialog")
    async def action_bring_in(self) -> None:
        """Import a workbook, and show the month of its newest broadcast."""
        if await bring_in(self.app, self.access):
            self.show_month_of(self.access.day)

    @in_background("dialog")
    async def action_export(self) -> None:
        """Write the figures shown to a file."""
        is_closed = self.shown_closed is not None
        await export_report(self.app, self.access, self._period, self._kind, is_closed=is_closed, number=self._number)

    @in_background("dialog")
    async def action_copy_paragraph(self) -> None:
        """Copy the report as one sentence. raises FigureMissing."""
        period, kind, number = self._period, self._kind, self._number
        is_closed = self.shown_closed is not None
        form, papers = "paragraph", self.access.config.home / "papers"
        material = await self.access.read(
            lambda session: issuing.gather(session, period, kind, form=form, closed=is_closed, number=number)
        )
        content = await asyncio.to_thread(issuing.write, material, form, papers)
        paragraph = sentences.to_paste(content.decode().strip(), material.report)
        self.app.copy_to_clipboard(paragraph)
        await self.app.push_screen_wait(CopiedText(_("The report as one sentence"), paragraph))


def differences_of(session: Session, period: Period, kind: str, number: int | None) -> tuple[Difference, ...]:
    """How the desk differs from a closed version of a report; None for the last one. raises NotClosed."""
    return tuple(differences.since_closing(session, closed_reports.closed(session, period, kind, number)))
