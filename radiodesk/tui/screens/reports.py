"""The Reports screen: the figures of a period beside the year before, by month, and the items they count."""

from collections.abc import Iterable
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from radiodesk.locale import N_, _, formats, ngettext
from radiodesk.model import PeriodKind, PeriodRule
from radiodesk.reports import evidence, periods, tally
from radiodesk.reports.content import Figure, Item, Value
from radiodesk.reports.periods import Period
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.background import in_background
from radiodesk.tui.dialogs.bring_in import bring_in
from radiodesk.tui.dialogs.counted_items import MODE_OF_TABLE, counted_items, items
from radiodesk.tui.dialogs.export_report import export_report
from radiodesk.tui.dialogs.fields import Values
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.dialogs.period import period_field
from radiodesk.tui.screens.searching import NOTHING_FOUND, SearchScreen
from radiodesk.tui.widgets.month_bars import MonthBar, MonthBars
from radiodesk.tui.widgets.row_table import WIDE, Column, RowTable, cell

RULES = {
    PeriodRule.OFFICIAL: N_("by decree 09/2019, from the 15th to the 14th"),
    PeriodRule.CALENDAR: N_("by the calendar, from the first to the last day"),
}


class ReportsScreen(SearchScreen):
    """The figures of a period, and a chart of the highlighted figure."""

    MODE = "reports"
    CSS_PATH = "reports.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012 - as Textual declares it
    ABOUT = N_(
        "The figures of a reporting period. “–” means that the desk has no data for the year before. "
        "Enter lists what was counted, g writes the figures to a file. In the chart • marks the months of the period."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", N_("Previous period"), show=False),
        Binding("right", "step(1)", N_("Next period"), show=False),
        Binding("M", "length('month')", N_("Month")),
        Binding("Q", "length('quarter')", N_("Quarter")),
        Binding("H", "length('half')", N_("Half-year")),
        Binding("9", "length('nine_months')", N_("Nine months")),
        Binding("Y", "length('year')", N_("Year")),
        Binding("o", "pick", N_("Period")),
        Binding("R", "rule", N_("Rule")),
        Binding("b", "bring_in", N_("Workbook")),
        Binding("g", "export", N_("Write to a file"), show=False),
    ]

    def __init__(self, access: DeskAccess) -> None:
        super().__init__(access)
        self._rule = access.station.period_rule
        self._period = periods.containing(access.day, PeriodKind.MONTH, self._rule)
        self._figures: tuple[Figure, ...] = ()

    def body(self) -> Iterable[Widget]:
        """The period, the table and the chart."""
        yield Static(id="period", markup=False)
        yield self.search_line()
        with Container(id="figures"):
            yield RowTable(
                [
                    Column(_("Indicator"), share=1),
                    Column(_("This period"), 11, right=True),
                    Column(_("Year before"), 11, right=True),
                    Column(_("Difference"), 10, right=True),
                ]
            )
            yield Static(classes="empty", markup=False)
            with Vertical(id="chart"):
                yield Static(id="chart-title", markup=False)
                with VerticalScroll(can_focus=False):
                    yield MonthBars()
        yield Static(id="detail", markup=False)

    @in_background("load")
    async def load(self) -> None:
        """Show the figures of the period."""
        period = self._period
        report = await self.access.read(lambda session: tally.report(session, period))
        self._figures = report.figures
        self.set_heading(_("Reports"), periods.title(period))
        days = f"← {formats.day(period.first)} – {formats.day(period.last)} →"
        rule = "" if period.kind is PeriodKind.INTERVAL else _(RULES[period.rule])
        self.query_one("#period", Static).update(f"{days}  {rule}")
        rows = [(index, _cells(each)) for index, each in enumerate(report.figures) if self.matches(each.label)]
        self.query_one(RowTable).fill(rows)
        if rows:
            self.show_chart()
        else:
            self._show_empty(_(NOTHING_FOUND))

    @on(RowTable.RowHighlighted)
    @in_background("chart")
    async def show_chart(self) -> None:
        """Show the highlighted figure by month."""
        if (figure := self.highlighted()) is None:
            return
        self.query_one("#detail", Static).update(f"{figure.label}: {_number(figure.count)}")
        period = self._period
        months = await self.access.read(lambda session: tally.monthly(session, figure.key, period))
        bars = [
            MonthBar(_label(month.period), int(month.count or 0), period.first <= month.period.first <= period.last)
            for month in months
        ]
        if not any(bar.value for bar in bars) and not any(figure.count for figure in self._figures):
            self._show_empty(
                _("Nothing was counted here. ← and → go to other periods, o to any; b imports a workbook.")
            )
            return
        self.query_one("#chart-title", Static).update(_chart_title(figure))
        self.query_one(MonthBars).show(bars)
        self._show_empty("")

    def _show_empty(self, text: str) -> None:
        """Show a text in place of the chart, or the chart if the text is empty."""
        empty = self.query_one(".empty", Static)
        empty.update(text)
        empty.display = bool(text)
        self.query_one("#chart").display = not text

    @on(RowTable.RowOpened)
    @in_background("dialog")
    async def list_counted(self) -> None:
        """List the items that the highlighted figure counts, and go to the item that the user opens."""
        if (figure := self.highlighted()) is None:
            return
        period = self._period
        found = await self.access.read(lambda session: evidence.evidence(session, figure.key, period))
        title = f"{figure.label} · {periods.title(period)}"
        if (index := await self.app.push_screen_wait(counted_items(title, found))) is not None:
            self._go_to(items(found)[index])

    def highlighted(self) -> Figure | None:
        """The figure under the cursor."""
        index = self.query_one(RowTable).row_id
        return None if index is None else self._figures[index]

    def _go_to(self, item: Item) -> None:
        self.access.day = item.day
        if item.table == "edition":
            self.access.edition_id = item.id
        self.app.switch_mode(MODE_OF_TABLE[item.table])

    @in_background("period")
    async def action_step(self, by: int) -> None:
        """Go to the previous (-1) or next (1) period."""
        self._show(periods.step(self._period, by))

    @in_background("period")
    async def action_length(self, kind: str) -> None:
        """Show the period of another kind that contains the current day, or else the end of this period."""
        inside = self._period.first <= self.access.day <= self._period.last
        day = self.access.day if inside else self._period.last
        self._show(periods.containing(day, PeriodKind(kind), self._rule))

    @in_background("period")
    async def action_rule(self) -> None:
        """Switch to the other rule for periods."""
        other = PeriodRule.CALENDAR if self._rule is PeriodRule.OFFICIAL else PeriodRule.OFFICIAL
        self._rule = other
        if self._period.kind is PeriodKind.INTERVAL:
            self.notify(_("Periods from now on: {rule}").format(rule=_(RULES[other])), markup=False)
        self._show(periods.parse(self._period.code, other))

    @in_background("dialog")
    async def action_pick(self) -> None:
        """Ask for a period and show it."""

        async def show(values: Values) -> None:
            self._show(values["period"])

        field = period_field("period", self._period.code, self._rule, self.access.today(), required=True)
        explanation = _("9/2019, quarter 3, first half, 9 months 2019, 2019, last month, or 1/1/2019 – 30/9/2019.")
        await self.app.push_screen_wait(
            Form(_("Which period?"), [field], show, button=_("Show"), explanation=explanation)
        )

    @in_background("dialog")
    async def action_bring_in(self) -> None:
        """Import a workbook, and show the month of its newest broadcast."""
        if await bring_in(self.app, self.access):
            self._show(periods.containing(self.access.day, PeriodKind.MONTH, self._rule))

    @in_background("dialog")
    async def action_export(self) -> None:
        """Write the figures of the period to a file."""
        await export_report(self.app, self.access, self._period)

    def _show(self, period: Period) -> None:
        self._period = period
        self.reload()


def _number(value: Value | None) -> str:
    return "–" if value is None else formats.number(value)


def _cells(figure: Figure) -> list[Text]:
    previous = _number(figure.previous)
    difference = "–" if figure.difference is None else formats.signed(figure.difference)
    return [cell(figure.label), cell(_number(figure.count), "bold"), cell(previous), cell(difference)]


def _chart_title(figure: Figure) -> str:
    title = _("{indicator}, month by month").format(indicator=figure.label)
    if figure.uses is None:
        return title
    uses = ngettext("{count} use in this period", "{count} uses in this period", figure.uses)
    return f"{title} · {uses.format(count=formats.number(figure.uses))}"


def _label(month: Period) -> str:
    year, number = month.code.split("-")
    return f"{number}/{year}"
