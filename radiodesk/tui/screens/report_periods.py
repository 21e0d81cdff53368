"""The period and the kind of report that the Reports screen shows, and the actions that choose others."""

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
from radiodesk.tui.dialogs.period import period_field
from radiodesk.tui.screens.searching import SearchScreen


class PeriodScreen(SearchScreen):
    """A screen of one period and one kind of report."""

    def __init__(self, access: DeskAccess) -> None:
        super().__init__(access)
        self._rule = self._station_rule = access.station.period_rule
        """The rule of the next periods, and the station's rule when it was chosen."""
        self._period = periods.containing(access.day, PeriodKind.MONTH, self._rule)
        self._kind = ""
        """The name of the kind of report; empty for all figures, which are of no kind."""
        self._known: Sequence[KindView] = ()
        """All kinds of report."""
        self._chooses_kind = True
        """Whether the kind that fits the period is looked for; not after the user has chosen one, or none."""
        self._last_kind = ""
        """The name of the kind that was shown last; empty after the user has chosen none."""

    def show(self, kind: str, period: Period) -> None:
        """Show the report of a kind, by its name, in a period. kind: empty for all figures."""
        self._kind, self._period, self._chooses_kind = kind, period, False
        self._last_kind = kind
        self._rule = self._rule if period.kind is PeriodKind.INTERVAL else period.rule
        self.reload()

    def follow_station(self) -> None:
        """Use the station's rule again once it is another one."""
        if self._station_rule is not self.access.station.period_rule:
            self._rule = self._station_rule = self.access.station.period_rule
            if not self._kind and self._period.kind is not PeriodKind.INTERVAL:
                self._period = periods.by_rule(self._period, self._rule)

    async def read_kinds(self) -> None:
        """Read the kinds of report, and choose the one that is shown."""
        self._known = await self.access.read(kinds.kinds)
        self._choose_kind()

    def _choose_kind(self) -> None:
        """Choose the kind of report for the period, unless the user has: one that is on such periods.

        It is the kind that was shown, else the last one that was, else the only one.
        """
        if self._chooses_kind:
            fitting = self.fitting_kinds()
            wanted = [name for name in (self._kind, self._last_kind) if name in fitting]
            only = fitting if len(fitting) == 1 else []
            self._kind = next(iter([*wanted, *only]), "")
        elif self._kind not in [each.name for each in self._known]:  # it was removed meanwhile, or there was none
            self._kind = ""
        self._last_kind = self._kind or self._last_kind

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
        self._show(periods.by_rule(self._period, other))

    @in_background("dialog")
    async def action_pick(self) -> None:
        """Ask for a period, and for the kind of report if there are any, and show it."""

        async def show(values: Values) -> None:
            kind, period = values.get("kind", ""), values["period"]
            is_other_length = period.kind is not self._period.kind
            if kind == self._kind and (kind or is_other_length):
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

    def _show(self, period: Period, *, chooses_kind: bool = True) -> None:
        """Show another period, of the kind of report that fits it."""
        self._period, self._chooses_kind = period, chooses_kind
        self._rule = self._rule if period.kind is PeriodKind.INTERVAL else period.rule
        self._choose_kind()
        self.reload()
