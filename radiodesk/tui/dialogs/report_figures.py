"""The forms on a figure of a report: enter it with its source, or set its target for the year and a month."""

import re
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy.orm import Session
from textual.app import App

from radiodesk.kinds import PeriodKind
from radiodesk.locale import _, formats
from radiodesk.model import Action
from radiodesk.reports import definitions, entered, periods, tally, targets
from radiodesk.reports.content import Figure, Measure
from radiodesk.reports.entered import EnteredView
from radiodesk.reports.indicators import Indicator
from radiodesk.reports.periods import Period
from radiodesk.reports.targets import TargetView
from radiodesk.tui.access import DeskAccess, Snapshot
from radiodesk.tui.dialogs.fields import Entry, Field, Values, fields_again
from radiodesk.tui.dialogs.form import Form


async def change_figure(app: App[Any], access: DeskAccess, figure: Figure, period: Period) -> bool:
    """Enter a figure, or plan it if it is counted. Returns whether something was saved. Call it in a worker.

    raises NoTarget for a share, NotAYearOrMonth for a plan of an interval of days.
    """
    if figure.measure is Measure.ENTERED:
        return await _enter(app, access, figure, period)
    return await _plan(app, access, figure, period)


async def enter_figure(app: App[Any], access: DeskAccess, key: str, period: Period) -> bool:
    """Enter the figure of an indicator. Returns whether something was saved. Call it in a worker."""
    found = await access.read(lambda session: tally.report(session, period, [key]))
    return await _enter(app, access, found.figure(key), period)


async def _enter(app: App[Any], access: DeskAccess, figure: Figure, period: Period) -> bool:
    def read(session: Session) -> EnteredView:
        return entered.view(session, figure.key, period)

    snapshot = Snapshot(access, await access.read(read), read)

    async def save(values: Values) -> None:
        seen, value, source = snapshot.view.seen, values["value"], values["source"]

        def set_or_remove(session: Session) -> None:
            indicator = _indicator(session, figure.key)
            if value is None:
                entered.remove_figure(session, indicator, period, seen)
            else:
                entered.set_figure(session, indicator, period, seen, value, source or "")

        await access.change(Action.SET_FIGURE, set_or_remove)

    read_figure = partial(_figure, is_percent="%" in figure.unit)

    def fields_of(view: EnteredView) -> list[Field]:
        is_new = view.value is None
        value = "" if view.value is None else _typed(view.value)
        unit = figure.unit if is_new else _("empty: no figure")
        return [
            Entry(
                "value",
                _("The figure"),
                value,
                read=read_figure,
                required=is_new,
                placeholder=unit,
                shows=formats.exact,
            ),
            Entry("source", _("Source"), view.source, required=is_new, placeholder=_("Where the figure comes from")),
        ]

    title = f"{figure.label} · {periods.title(period)}"
    again = fields_again(fields_of, snapshot.reread)
    form = Form(title, fields_of(snapshot.view), save, explanation=figure.rule, reread=again)
    saved: bool | None = await app.push_screen_wait(form)
    return bool(saved)


async def _plan(app: App[Any], access: DeskAccess, figure: Figure, period: Period) -> bool:
    if figure.measure is Measure.PERCENT:
        raise targets.NoTarget(figure=figure.label)
    if period.kind is PeriodKind.INTERVAL:
        raise targets.NotAYearOrMonth(code=periods.in_words(period))
    spans = _spans(period)

    def read(session: Session) -> dict[str, TargetView]:
        return {name: targets.view(session, figure.key, span) for name, span in spans.items()}

    adds = await access.read(lambda session: _indicator(session, figure.key).adds)
    snapshot = Snapshot(access, await access.read(read), read)

    async def save(values: Values) -> None:
        seen = snapshot.view
        changed = {
            span: (seen[name].seen, values[name]) for name, span in spans.items() if values[name] != seen[name].value
        }
        if changed:
            await access.change(
                Action.SET_TARGET, lambda session: targets.plan(session, _indicator(session, figure.key), changed)
            )

    month_empty = _("empty: its even part of the year") if adds else _("empty: that of the year")

    def fields_of(views: dict[str, TargetView]) -> list[Field]:
        return [
            Entry(
                name,
                periods.title(spans[name]),
                "" if view.value is None else _typed(view.value),
                read=_figure,
                shows=formats.exact,
                placeholder=_("empty: no plan") if name == "year" else month_empty,
            )
            for name, view in views.items()
        ]

    if adds:
        words = _("The plan of {year} in {unit}. Months that are not planned by hand share it evenly.")
    else:
        words = _("The plan of {year} in {unit}. It holds for every period of the year; a month may have its own.")
    explanation = words.format(year=period.code[:4], unit=figure.unit)
    title = _("Plan: {figure}").format(figure=figure.label)
    again = fields_again(fields_of, snapshot.reread)
    form = Form(title, fields_of(snapshot.view), save, explanation=explanation, reread=again)
    saved: bool | None = await app.push_screen_wait(form)
    return bool(saved)


def _spans(period: Period) -> dict[str, Period]:
    """The year of a period, and the period itself if it is a month, by the names of their fields."""
    year = periods.parse(period.code[:4], period.rule)
    return {"year": year} | ({"month": period} if period.kind is PeriodKind.MONTH else {})


def _indicator(session: Session, key: str) -> Indicator:
    (indicator,), _every = definitions.chosen(session, [key])
    return indicator


def _figure(typed: str, *, is_percent: bool = False) -> Decimal:
    """A figure as people type it: in Vietnamese, 10.494 is ten thousand and more. raises BadFigure, NegativeFigure.

    is_percent: whether its unit is the percent sign, which may be typed too.
    """
    typed = typed.strip().removesuffix("%").rstrip() if is_percent else typed
    decimal = formats.decimal_mark()
    thousands = "." if decimal == "," else ","
    if re.fullmatch(rf"[0-9]{{1,3}}(\{thousands}[0-9]{{3}})+(\{decimal}[0-9]+)?", typed.strip()):
        typed = typed.replace(thousands, "")
    return entered.checked(typed)


def _typed(value: Decimal) -> str:
    return formats.exact(value)
