"""The period and the kind of report that the Reports screen shows, and the actions that choose others."""

import datetime as dt
from collections.abc import Sequence

from radiodesk.locale import _
from radiodesk.model import PeriodKind, PeriodRule
from radiodesk.reports import issuing, kinds, periods
from radiodesk.reports.kinds import KindView
from radiodesk.reports.periods import Period
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.background import in_background
from radiodesk.tui.dialogs.fields import Choice, Field, Values
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.dialogs.period import report_period_field
from radiodesk.tui.screens.searching import SearchScreen

FITTING = "\0"
"""Stands for the kind of report that fits the period; no kind has such a name."""


class PeriodScreen(SearchScreen):
    """A screen of one period and one kind of report."""

    def __init__(self, access: DeskAccess) -> None:
        super().__init__(access)
        self._station_rule = access.station.period_rule
        """The station's rule when the period was chosen."""
        self._period = periods.containing(access.day, PeriodKind.MONTH, self._station_rule)
        self._kind = ""
        """The name of the kind of report; empty for all figures, which are of no kind."""
        self._known: Sequence[KindView] = ()
        """All kinds of report."""
        self._is_first = True
        """Whether the kinds of report were not read yet."""
        self._chooses_kind = True
        """Whether the kind that fits the period is looked for; not after the user has chosen one, or none."""

    def follow_station(self) -> None:
        """Use the station's rule again once it is another one."""
        if self._station_rule is not self.access.station.period_rule:
            self._station_rule = self.access.station.period_rule
            if not self._kind:
                self._period = periods.by_rule(self._period, self._station_rule)

    async def read_kinds(self) -> None:
        """Read the kinds of report, and choose the one that is shown."""
        self._known = await self.access.read(kinds.kinds)
        if self._is_first and self._chooses_kind and self._period.kind is not PeriodKind.INTERVAL:
            self._choose_length(self._period.kind)
        self._is_first = False
        self._choose_kind()

    def _choose_kind(self) -> None:
        """Choose the kind of report for the period, unless the user has: the one that was shown, else the first."""
        if self._chooses_kind:
            fitting = self.fitting_kinds()
            self._kind = self._kind if self._kind in fitting else next(iter(fitting), "")
        elif self._kind not in [each.name for each in self._known]:  # it was removed meanwhile, or there was none
            self._kind = ""

    def _choose_length(self, length: PeriodKind, day: dt.date | None = None) -> None:
        """Choose the kind of report on periods of a length, and such a period, by the rule of that kind.

        day: in the period; else it is the current day, or the end of the period that is shown.
        """
        found = kinds.of_length(self._known, length)
        rule = kinds.rule_of(found, self.access.station.period_rule)
        self._kind, self._chooses_kind = found.name if found else "", True
        if day:
            self._period = periods.containing(day, length, rule)
        else:
            self._period = periods.of_length(self._period, length, rule, self.access.day)

    def fitting_kinds(self) -> list[str]:
        """The names of the kinds of report on such periods."""
        return [each.name for each in kinds.fitting(self._known, self._period)]

    @in_background("period")
    async def action_step(self, by: int) -> None:
        """Go to the previous (-1) or next (1) period."""
        # A user who has left the kinds goes on without one.
        self._show(periods.step(self._period, by), chooses_kind=bool(self._kind) or self._chooses_kind)

    @in_background("period")
    async def action_length(self, kind: str) -> None:
        """Show the period of another kind that contains the current day, or else the end of this period."""
        self._choose_length(PeriodKind(kind))
        self.reload()

    @in_background("period")
    async def action_current(self) -> None:
        """Show the period of this length that contains today, or the month of today if the days were typed."""
        if self._period.kind is PeriodKind.INTERVAL:
            self.show_month_of(self.access.today())
        else:
            self._show(periods.containing(self.access.today(), self._period.kind, self._period.rule))

    def show_month_of(self, day: dt.date) -> None:
        """Show the month of a day, as the kind of report on months."""
        self._choose_length(PeriodKind.MONTH, day)
        self.reload()

    @in_background("period")
    async def action_rule(self) -> None:
        """Show the period by the other rule."""
        if self._period.kind is PeriodKind.INTERVAL:
            self.notify(_("These days are the same by each rule."), markup=False)
            return
        other = PeriodRule.CALENDAR if self._period.rule is PeriodRule.OFFICIAL else PeriodRule.OFFICIAL
        self._show(periods.by_rule(self._period, other))

    @in_background("dialog")
    async def action_pick(self) -> None:
        """Ask for a period, and for the kind of report if there are any, and show it."""
        known = await self.access.read(kinds.kinds)
        rule, today = self.access.station.period_rule, self.access.today()

        async def show(values: Values) -> None:
            typed, wanted = values["period"], values.get("kind", FITTING)
            if wanted == FITTING:
                kind, period = issuing.fitting_period(known, typed, rule, today)
            else:
                kind = next((each for each in known if each.name == wanted), None)
                period = issuing.period_as(kind, typed, rule, today)
            self._kind, self._period, self._chooses_kind = kind.name if kind else "", period, wanted == FITTING
            self.reload()

        fields: list[Field] = [report_period_field("period", self._period, known, rule, today)]
        if known:
            first = [(_("The first that fits the period"), FITTING), (_("All figures, of no kind"), "")]
            options = [*first, *((each.name, each.name) for each in known)]
            fields.append(Choice("kind", _("Kind of report"), options, FITTING))
        explanation = _("9/2019, quarter 3, first half, 9 months 2019, 2019, last month, or 1/1/2019 – 30/9/2019.")
        await self.app.push_screen_wait(
            Form(_("Which period?"), fields, show, button=_("Show"), explanation=explanation)
        )

    def _show(self, period: Period, *, chooses_kind: bool = True) -> None:
        """Show another period, of the kind of report that fits it."""
        self._period, self._chooses_kind = period, chooses_kind
        self._choose_kind()
        self.reload()
