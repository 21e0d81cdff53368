"""The forms on a figure of a report: enter it with its source, or set its target for the year and a month."""

import re
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session
from textual.app import App

from radiodesk.kinds import PeriodKind
from radiodesk.locale import _, formats
from radiodesk.model import Action
from radiodesk.reports import definitions, entered, periods, targets
from radiodesk.reports.content import Figure, Measure
from radiodesk.reports.indicators import Indicator
from radiodesk.reports.periods import Period
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.dialogs.fields import Entry, Values
from radiodesk.tui.dialogs.form import Form


async def change_figure(app: App[Any], access: DeskAccess, figure: Figure, period: Period) -> bool:
    """Enter a figure, or plan it if it is counted. Returns whether something was saved. Call it in a worker.

    raises NoTarget for a share, NotAYearOrMonth for a plan of an interval of days.
    """
    if figure.measure is Measure.ENTERED:
        return await _enter(app, access, figure, period)
    return await _plan(app, access, figure, period)


async def _enter(app: App[Any], access: DeskAccess, figure: Figure, period: Period) -> bool:
    async def save(values: Values) -> None:
        await access.change(
            Action.SET_FIGURE,
            lambda session: entered.set_figure(
                session, _indicator(session, figure.key), period, values["value"], values["source"]
            ),
        )

    value = "" if figure.count is None else _typed(Decimal(figure.count))
    fields = [
        Entry("value", _("Figure"), value, read=_figure, required=True, placeholder=figure.unit, shows=formats.exact),
        Entry("source", _("Source"), figure.source, required=True, placeholder=_("Where the figure comes from")),
    ]
    title = f"{figure.label} · {periods.title(period)}"
    form = Form(title, fields, save, explanation=figure.rule)
    saved: bool | None = await app.push_screen_wait(form)
    return bool(saved)


async def _plan(app: App[Any], access: DeskAccess, figure: Figure, period: Period) -> bool:
    if figure.measure is Measure.PERCENT:
        raise targets.NoTarget(key=figure.label)
    if period.kind is PeriodKind.INTERVAL:
        raise targets.NotAYearOrMonth(code=period.code)
    spans = _spans(period)
    known = await access.read(lambda session: targets.of_year(session, figure.key, int(period.code[:4])))
    before = {name: known.get(_number(span)) for name, span in spans.items()}

    async def save(values: Values) -> None:
        changed = {spans[name]: values[name] for name in spans if values[name] != before[name]}
        if changed:
            await access.change(
                Action.SET_TARGET, lambda session: targets.plan(session, _indicator(session, figure.key), changed)
            )

    labels = {name: periods.title(span) for name, span in spans.items()}
    fields = [
        Entry(
            name,
            labels[name],
            _typed(value) if (value := before[name]) is not None else "",
            read=_figure,
            shows=formats.exact,
            placeholder=_("empty: its even part of the year") if name == "month" else _("empty: no plan"),
        )
        for name in spans
    ]
    explanation = _("The plan of {year} in {unit}. Months that are not planned by hand share it evenly.").format(
        year=period.code[:4], unit=figure.unit
    )
    title = _("Plan: {figure}").format(figure=figure.label)
    form = Form(title, fields, save, explanation=explanation)
    saved: bool | None = await app.push_screen_wait(form)
    return bool(saved)


def _spans(period: Period) -> dict[str, Period]:
    """The year of a period, and the period itself if it is a month, by the names of their fields."""
    year = periods.parse(period.code[:4], period.rule)
    return {"year": year} | ({"month": period} if period.kind is PeriodKind.MONTH else {})


def _number(span: Period) -> int:
    return int(span.code[5:] or targets.WHOLE_YEAR)


def _indicator(session: Session, key: str) -> Indicator:
    (indicator,), _every = definitions.chosen(session, [key])
    return indicator


def _figure(typed: str) -> Decimal:
    """A figure as people type it: in Vietnamese, 10.494 is ten thousand and more. raises BadFigure."""
    decimal = formats.decimal_mark()
    thousands = "." if decimal == "," else ","
    if re.fullmatch(rf"[0-9]{{1,3}}(\{thousands}[0-9]{{3}})+(\{decimal}[0-9]+)?", typed.strip()):
        typed = typed.replace(thousands, "")
    return entered.checked(typed)


def _typed(value: Decimal) -> str:
    return formats.exact(value)
