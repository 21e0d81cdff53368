"""Figures that people enter, because no rule can count them: per period, with their source."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.locale import N_, formats
from radiodesk.model import EnteredFigure
from radiodesk.model.changes import describe
from radiodesk.model.text import clean_title
from radiodesk.reports import rule_words
from radiodesk.reports.indicators import Indicator
from radiodesk.reports.periods import Period, in_words
from radiodesk.reports.seen import NOTHING, Seen, check_seen, seen_of

_DAY = dt.timedelta(days=1)

Part = TypeVar("Part")


class NotEntered(UserError):
    """A figure for an indicator that is counted."""

    message = N_("“{figure}” is counted, not entered: only manual indicators take figures")


class NoFigure(UserError):
    """A figure to remove that nobody entered."""

    message = N_("Nothing was entered for “{figure}” in {period} ({first} – {last})")


class BadFigure(UserError):
    """A figure that is too large, has too many decimals, or is no number."""

    message = N_("“{value}” is not a figure: write a number from 0 on, with at most two decimals, such as 96.75")


class NegativeFigure(BadFigure):
    """A figure below 0."""

    message = N_("{value} is less than 0: a figure is a number from 0 on")


@dataclass(frozen=True)
class Entered:
    """An entered figure: its value, and where it comes from. Several that add up name all their sources."""

    value: Decimal
    source: str


def checked(value: str | Decimal) -> Decimal:
    """A figure as typed, with a point or a comma before its decimals. raises BadFigure."""
    text = f"{value:f}" if isinstance(value, Decimal) and value.is_finite() else str(value).strip()
    if re.fullmatch(r"[-−] ?[0-9.,]+", text):
        raise NegativeFigure(value=text[:40])
    # Three digits after a point or a comma would be thousands for some, and decimals for others.
    if not re.fullmatch(r"[0-9]{1,12}(?:[.,][0-9]{1,2})?", text, re.ASCII):
        raise BadFigure(value=text[:40])
    number = Decimal(text.replace(",", "."))
    return round(number, 2).normalize() + 0


@dataclass(frozen=True)
class EnteredView:
    """What was entered for exactly one period. value: None if nothing was."""

    value: Decimal | None = None
    source: str = ""
    """The source of the figure. If there is no figure: the last source of the indicator, else the last one of all."""
    seen: Seen = NOTHING


def view(session: Session, indicator: str, period: Period) -> EnteredView:
    """What was entered for a period itself, for a form or a command that changes it. indicator: its key."""
    row = _row(session, indicator, period)
    return (
        EnteredView(row.value, row.source, seen_of(row))
        if row
        else EnteredView(source=_last_source(session, indicator))
    )


def _last_source(session: Session, indicator: str) -> str:
    is_other = EnteredFigure.indicator != indicator
    last = select(EnteredFigure.source).order_by(is_other, EnteredFigure.changed.desc(), EnteredFigure.id.desc())
    return session.scalar(last.limit(1)) or ""


def set_figure(session: Session, indicator: Indicator, period: Period, seen: Seen, value: Decimal, source: str) -> None:
    """Enter the figure of a period, in place of the one that the user saw.

    raises NotEntered, BadFigure, EmptyText, ChangedMeanwhile.
    """
    if not indicator.is_entered:
        raise NotEntered(figure=rule_words.label(indicator))
    value, source = checked(value), clean_title(source)
    row = _row(session, indicator.key, period)
    check_seen(session, EnteredFigure, row, seen)
    if row is None:
        session.add(
            EnteredFigure(indicator=indicator.key, first=period.first, last=period.last, value=value, source=source)
        )
    else:
        row.value, row.source = value, source
    describe(session, figure=indicator.label, period=period.code, value=f"{value:f}")


def remove_figure(session: Session, indicator: Indicator, period: Period, seen: Seen) -> None:
    """Remove the figure of a period that the user saw. raises NotEntered, NoFigure, ChangedMeanwhile."""
    if not indicator.is_entered:
        raise NotEntered(figure=rule_words.label(indicator))
    row = _row(session, indicator.key, period)
    check_seen(session, EnteredFigure, row, seen)
    if row is None:
        first, last = formats.day(period.first), formats.day(period.last)
        raise NoFigure(figure=rule_words.label(indicator), period=in_words(period), first=first, last=last)
    session.delete(row)
    describe(session, figure=indicator.label, period=period.code, value="–")


def _row(session: Session, indicator: str, period: Period) -> EnteredFigure | None:
    return session.scalars(
        select(EnteredFigure).where(
            EnteredFigure.indicator == indicator,
            EnteredFigure.first == period.first,
            EnteredFigure.last == period.last,
        )
    ).one_or_none()


def figures(session: Session, indicators: Sequence[Indicator], first: dt.date, last: dt.date) -> dict[str, Entered]:
    """What was entered for a period, by the indicator's key: for the period itself, else for parts that make it up.

    An indicator without either has no figure, nor has a percentage of which only parts were entered. Of a level the
    last part that has a figure is enough.
    """
    rows = session.execute(
        select(EnteredFigure.indicator, EnteredFigure.first, EnteredFigure.last, EnteredFigure.value)
        .add_columns(EnteredFigure.source)
        .where(
            EnteredFigure.indicator.in_([each.key for each in indicators]),
            EnteredFigure.first >= first,
            EnteredFigure.last <= last,
        )
        .order_by(EnteredFigure.first, EnteredFigure.last.desc())
    ).all()
    found: dict[str, Entered] = {}
    for indicator in indicators:
        own = [row for row in rows if row.indicator == indicator.key]
        parts = made_up([(row.first, row.last, row) for row in own], first, last)
        if indicator.is_level and own and len(parts) != 1:
            parts = [max(own, key=lambda row: (row.last, row.first))]
        if parts and (indicator.adds or len(parts) == 1):
            sources = dict.fromkeys(row.source for row in parts)
            found[indicator.key] = Entered(sum((row.value for row in parts), Decimal()), "; ".join(sources))
    return found


def made_up(parts: Sequence[tuple[dt.date, dt.date, Part]], first: dt.date, last: dt.date) -> list[Part]:
    """The fewest parts that follow one another from the first to the last day, or none.

    parts: each with its first and last day, ordered by the first.
    """
    best: dict[dt.date, list[Part]] = {first: []}
    for begins, ends, part in sorted(parts, key=lambda each: each[0]):
        if begins in best:
            way = [*best[begins], part]
            following = ends + _DAY
            if following not in best or len(best[following]) > len(way):
                best[following] = way
    return best.get(last + _DAY, [])
