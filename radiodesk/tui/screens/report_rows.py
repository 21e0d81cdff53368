"""What the Reports screen says of figures: the cells of a row, the lines about it, and whether a report is closed."""

from collections.abc import Sequence
from decimal import Decimal

from rich.text import Text

from radiodesk.locale import _, formats, ngettext
from radiodesk.reports import periods, rounding
from radiodesk.reports.content import Closed, Figure, Report, Value
from radiodesk.reports.periods import Period
from radiodesk.reports.tally import MonthFigure
from radiodesk.tui.dialogs.listing import Listing
from radiodesk.tui.widgets.bars import Bar, sparkline
from radiodesk.tui.widgets.row_table import Column, cell

NO_DATA = "–"
PENDING = "…"
"""Stands for what is being counted."""

MONTHS = 12


def columns() -> list[Column]:
    """The columns of the table. A narrow screen has no room for the last ones."""
    return [
        Column(_("Indicator"), 27, share=1),
        Column(_("This period"), 10, right=True),
        Column(_("Plan %"), 7, right=True, spare=2, stays=True),
        Column(_("Year before"), 10, right=True),
        Column(_("Difference"), 10, right=True, spare=1, stays=True),
        Column(_("% of it"), 7, right=True, spare=3, stays=True),
        Column(_("Months"), MONTHS, spare=4, stays=True),
        Column(_("Unit"), 12, spare=5),
    ]


def cells(figure: Figure, months: Sequence[MonthFigure] | None, *, is_pending: bool = False) -> list[Text]:
    """The cells of a figure. is_pending: it is being counted, all but the main figures' own values."""
    unknown = PENDING if is_pending else NO_DATA
    return [
        cell(figure.label),
        cell(number(figure.count, unknown), "bold"),
        cell(share(figure.target_percent, unknown)),
        cell(number(figure.previous, unknown)),
        cell(unknown if figure.difference is None else formats.signed(figure.difference)),
        cell(share(figure.change_percent, unknown)),
        cell(sparkline([month.count for month in months]) if months else ""),
        cell(figure.unit),
    ]


def pending(known: Sequence[Figure], main: Sequence[Figure]) -> tuple[Figure, ...]:
    """The rows while a period is counted: the main figures, and those known of another period without their values.

    The rows stay where they are.
    """
    counted = {figure.key: figure for figure in main}
    others = [
        counted.pop(each.key)
        if each.key in counted
        else Figure(each.key, each.label, each.unit, each.rule, each.measure, None, None)
        for each in known
    ]
    return (*others, *counted.values())


def number(value: Value | None, unknown: str = NO_DATA) -> str:
    """A value as the language writes it."""
    return unknown if value is None else formats.number(value)


def share(percent: Decimal | None, unknown: str = NO_DATA) -> str:
    """A percentage with one decimal, without its sign."""
    return unknown if percent is None else formats.number(rounding.one_decimal(percent))


def detail(figure: Figure) -> str:
    """All that is known of a figure, on one line."""
    unit = "%" if figure.unit == "%" else f" {figure.unit}"
    parts = [f"{figure.label}: {NO_DATA if figure.count is None else number(figure.count) + unit}"]
    if figure.uses is not None:
        uses = ngettext("{count} use in this period", "{count} uses in this period", figure.uses)
        parts.append(uses.format(count=formats.number(figure.uses)))
    if figure.target is not None:
        parts.append(_plan(_("plan {value} ({percent}%)"), _("plan {value}"), figure.target, figure.target_percent))
    if figure.year_target is not None and figure.year_target != figure.target:
        year = _("plan of the year {value}")
        parts.append(_plan(_("plan of the year {value} ({percent}%)"), year, figure.year_target, figure.year_percent))
    if figure.before is not None:
        parts.append(_("period before {value}").format(value=number(figure.before)))
    if figure.forecast:  # without data yet, it is 0
        words = _("forecast of the year {value} ({method})")
        parts.append(words.format(value=number(figure.forecast), method=figure.forecast_method))
    if figure.source:
        parts.append(_("source: {source}").format(source=figure.source))
    return " · ".join(parts)


def _plan(words: str, without_percent: str, value: Value, percent: Decimal | None) -> str:
    if percent is None:
        return without_percent.format(value=number(value))
    return words.format(value=number(value), percent=share(percent))


def state(closed: Closed | None, others: str, *, is_shown: bool, changed: int | None, last: int) -> str:
    """Whether the figures shown are closed ones. closed: the closed version looked at; changed: figures that
    differ now; last: the number of the last version.

    others: the other kinds that the report was closed as, in words.
    """
    if closed is None:
        not_closed = _("○ current figures, not closed")
        as_others = _("closed as {kinds}").format(kinds=others)
        return f"{not_closed} · {as_others}" if others else not_closed
    words = _("closed {when}, {person} (version {number})").format(
        when=moment(closed), person=closed.person, number=closed.number
    )
    if closed.number < last:
        words += " · " + _("the last one is version {number}").format(number=last)
    sign = "● " if is_shown else _("○ current figures") + " · "
    if not changed:
        return sign + words
    since = ngettext(
        "▲ {count} figure differs from what was closed (~ lists them)",
        "▲ {count} figures differ from what was closed (~ lists them)",
        changed,
    )
    return f"{sign}{words} · {since.format(count=formats.number(changed))}"


def shown_data(report: Report | None) -> str:
    """Whether a list shows closed data or current ones. report: the closed one that is shown; None for current data."""
    if report is None or report.closed is None:
        return _("○ current data")
    return _("● data as closed (version {number})").format(number=report.closed.number)


def versions_list(versions: Sequence[Closed]) -> Listing:
    """Asks which figures are shown. It closes with 0 for the current ones, then come the versions, the newest first."""
    rows = [("○", _("current figures"), "")]
    rows += [
        ("●", _("version {number}").format(number=each.number), f"{moment(each)}, {each.person}")
        for each in versions[::-1]
    ]
    columns = [Column("", 1), Column(_("Version"), 18), Column(_("Closed"), 30, share=1)]
    return Listing(_("Which figures?"), columns, rows, explanation=" ", opens=_("Enter: show them"))


def moment(closed: Closed) -> str:
    """When a report was closed."""
    return f"{formats.day(closed.when.date())} {formats.clock(closed.when)}"


def month_bars(months: Sequence[MonthFigure], period: Period) -> list[Bar]:
    """The months as bars; those of the period are marked."""
    return [
        Bar(month.period.code[5:], month.count, period.first <= month.period.first <= period.last) for month in months
    ]


def chart_title(figure: Figure, divided_by: str = "", *, is_closed: bool = False) -> str:
    """What the chart shows. divided_by: the label of a breakdown; empty for the months. is_closed: as it was closed."""
    if divided_by:
        return _("{indicator} by: {property}").format(indicator=figure.label, property=divided_by)
    words = _("{indicator}, month by month, as closed") if is_closed else _("{indicator}, month by month")
    return words.format(indicator=figure.label)


def days(period: Period) -> str:
    """The days of a period, between the arrows that lead to those around it."""
    return f"← {formats.day(period.first)} – {formats.day(period.last)} →"


def heading(period: Period, kind: str, *, others: Sequence[str] = ()) -> str:
    """What the title bar says of a report. others: the kinds of report on such periods, if this one is of none."""
    name = kind or (_("All figures") if others else "")
    return f"{name} · {periods.title(period)}" if name else periods.title(period)
