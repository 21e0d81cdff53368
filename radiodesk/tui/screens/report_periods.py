"""The period and the kind of report that the Reports screen shows, and the actions that choose others."""

from radiodesk.locale import _
from radiodesk.model import PeriodKind, PeriodRule
from radiodesk.reports import issuing, kinds, periods
from radiodesk.reports.kinds import KindTerms
from radiodesk.reports.periods import Period
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.background import in_background
from radiodesk.tui.dialogs.fields import Choice, Field, Values
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.dialogs.period import period_field
from radiodesk.tui.screens.searching import SearchScreen


class PeriodScreen(SearchScreen):
    """A screen of one period and one kind of report."""

    def __init__(self, access: DeskAccess) -> None:
        super().__init__(access)
        self._rule = access.station.period_rule
        self._period = periods.containing(access.day, PeriodKind.MONTH, self._rule)
        self._kind = ""
        """The name of the kind of report; empty for all figures, which are of no kind."""
        self._terms: KindTerms | None = None
        """What that kind consists of."""

    def show(self, kind: str, period: Period) -> None:
        """Show the report of a kind, by its name, in a period. kind: empty for all figures."""
        self._kind, self._period = kind, period
        self._rule = self._rule if period.kind is PeriodKind.INTERVAL else period.rule
        self.reload()

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
    async def action_current(self) -> None:
        """Show the period of this length that contains today, or the month of today if the days were typed."""
        kind = self._period.kind if self._period.kind is not PeriodKind.INTERVAL else PeriodKind.MONTH
        self._show(periods.containing(self.access.today(), kind, self._rule))

    @in_background("period")
    async def action_rule(self) -> None:
        """Switch to the other rule for periods."""
        other = PeriodRule.CALENDAR if self._rule is PeriodRule.OFFICIAL else PeriodRule.OFFICIAL
        self._rule = other
        if self._period.kind is PeriodKind.INTERVAL:
            self.notify(_("Periods from now on: {rule}").format(rule=_(periods.RULES_WITH_DAYS[other])), markup=False)
        self._show(periods.parse(self._period.code, other))

    @in_background("dialog")
    async def action_pick(self) -> None:
        """Ask for a period, and for the kind of report if there are any, and show it."""

        async def show(values: Values) -> None:
            kind, period = values.get("kind", ""), values["period"]
            if kind == self._kind:
                self._show(period)
            else:
                self.show(kind, await self.access.read(lambda session: issuing.period_of(session, period, kind)))

        known = await self.access.read(kinds.kinds)
        fields: list[Field] = [
            period_field("period", self._period.code, self._rule, self.access.today(), required=True)
        ]
        if known:
            options = [(_("All figures, of no kind"), ""), *((each.name, each.name) for each in known)]
            fields.append(Choice("kind", _("Kind of report"), options, self._kind))
        explanation = _("9/2019, quarter 3, first half, 9 months 2019, 2019, last month, or 1/1/2019 – 30/9/2019.")
        await self.app.push_screen_wait(
            Form(_("Which period?"), fields, show, button=_("Show"), explanation=explanation)
        )

    def _show(self, period: Period) -> None:
        """Show another period: of the same kind of report, if that is one on such periods."""
        terms = self._terms
        fits = terms is not None and terms.period_kind is period.kind and terms.rule is period.rule
        self.show(self._kind if fits else "", period)
