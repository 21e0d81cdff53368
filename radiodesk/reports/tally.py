"""The tally of a period: each indicator's figure, compared with other periods and with the plan, and divided."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from radiodesk.kinds import PeriodKind
from radiodesk.locale import _
from radiodesk.model import station
from radiodesk.reports import counting, definitions, entered, forecasts, periods, rule_words, targets
from radiodesk.reports.breakdowns import breakdown
from radiodesk.reports.content import Breakdown, Figure, Report, Value
from radiodesk.reports.coverage import covers, has_data
from radiodesk.reports.forecasts import Forecast
from radiodesk.reports.indicators import MAIN, Indicator
from radiodesk.reports.listings.common import Days
from radiodesk.reports.periods import BadPeriod, Period
from radiodesk.reports.properties import Words
from radiodesk.reports.subjects import SUBJECTS
from radiodesk.reports.values import Every, needed, planned_value, values

MAIN_KEYS = tuple(each.key for each in MAIN)
"""The keys of the main figures, in their order."""

STORIES, STORY_USES = "stories", "story_uses"
"""The indicator that has the number of uses beside it, and the one that counts them."""

_Divided = Mapping[str, tuple[int, counting.Divided]]
_Values = Mapping[str, Value | None]


@dataclass(frozen=True)
class MonthFigure:
    """An indicator's figure in one month. count: None without data."""

    period: Period
    count: Value | None


def report(
    session: Session, period: Period, chosen: Iterable[str] | None = None, *, today: dt.date | None = None
) -> Report:
    """The report of a period, counted now, with all comparisons and breakdowns.

    chosen: the keys of its indicators, in order; None for all. today: the local day, for the forecast of a year that
    is not over; None for no forecast. raises UnknownIndicator, UnknownInRule.
    """
    indicators, every = definitions.chosen(session, chosen)
    keys = [each.key for each in indicators]
    counted = needed([*indicators, every[STORY_USES]] if STORIES in keys else indicators, every)
    days, year_before = days_of(session, period), days_of(session, periods.year_before(period))
    now = counting.divided(session, counted, days)
    if not _is_known(session, _totals(now), days):
        now = {}
    earlier = counting.divided(session, counted, year_before) if has_data(session, year_before) else {}
    is_part = bool(earlier) and not covers(session, year_before)
    counts = values(session, indicators, every, days, _totals(now))
    previous = values(session, indicators, every, year_before, _totals(earlier))
    whole = {each.key: previous[each.key] for each in indicators if each.is_entered or not is_part}
    before = _period_before(session, indicators, every, period, whole)
    planned = targets.planned(session, indicators, period)
    expected = _forecasts(session, indicators, every, period, today)
    typed = entered.figures(session, [each for each in indicators if each.is_entered], days.first, days.last)
    figures = tuple(
        replace(
            _figure(each, every, counts),
            previous=previous[each.key],
            previous_is_part=is_part and not each.is_entered,
            before=before.get(each.key),
            target=planned_value(each, planned[each.key].period) if each.key in planned else None,
            year_target=planned_value(each, planned[each.key].year) if each.key in planned else None,
            forecast=expected[each.key].value if each.key in expected else None,
            forecast_method=_(expected[each.key].method) if each.key in expected else "",
            uses=now[STORY_USES][0] if each.key == STORIES and now else None,
            source=typed[each.key].source if each.key in typed else "",
        )
        for each in indicators
    )
    divided = tuple(_breakdowns(session, indicators, now, earlier, period.last)) if now else ()
    return Report(station(session).name, period, figures, divided)


def main(session: Session, period: Period) -> tuple[Figure, ...]:
    """The main figures of a period alone, which a screen shows first: all else follows in a report."""
    indicators, every = definitions.chosen(session, MAIN_KEYS)
    found = values_of(session, indicators, every, days_of(session, period))
    return tuple(_figure(each, every, found) for each in indicators)


def monthly(session: Session, key: str, period: Period) -> tuple[MonthFigure, ...]:
    """An indicator's figure in each month of the period's year, up to the period's end. raises UnknownIndicator."""
    (indicator,), every = definitions.chosen(session, [key])
    months = periods.months_until(period)
    spans = [days_of(session, each) for each in months]
    totals = {each.key: counting.by_spans(session, each, spans) for each in needed([indicator], every)}
    found = []
    for number, (month, days) in enumerate(zip(months, spans, strict=True)):
        of_month = {name: every_month[number] for name, every_month in totals.items()}
        known = of_month if _is_known(session, of_month, days) else {}
        found.append(MonthFigure(month, values(session, [indicator], every, days, known)[key]))
    return tuple(found)


def days_of(session: Session, period: Period) -> Days:
    """The days of a period at the station."""
    return Days(period.first, period.last, station(session).zone_info)


def _figure(indicator: Indicator, every: Every, counts: _Values) -> Figure:
    """A figure without comparisons."""
    return Figure(
        key=indicator.key,
        label=rule_words.label(indicator),
        unit=rule_words.unit(indicator),
        rule=rule_words.words(indicator, every),
        measure=indicator.measure,
        count=counts[indicator.key],
        previous=None,
        share=indicator.share,
    )


def values_of(session: Session, indicators: Sequence[Indicator], every: Every, days: Days) -> _Values:
    """The values of indicators by key; None without data."""
    totals = counting.totals(session, needed(indicators, every), days)
    return values(session, indicators, every, days, totals if _is_known(session, totals, days) else {})


def _is_known(session: Session, totals: Mapping[str, int], days: Days) -> bool:
    """Whether totals say something: without any data, 0 would be a wrong figure."""
    return any(totals.values()) or has_data(session, days)


def _totals(divided: _Divided) -> dict[str, int]:
    return {key: total for key, (total, _parts) in divided.items()}


def _period_before(
    session: Session, indicators: Sequence[Indicator], every: Every, period: Period, year_before: _Values
) -> _Values:
    """The values of the period before; None where the desk does not cover it.

    year_before: the values of a year before, which are those of the period before if the period is a year.
    """
    try:
        one_before = periods.step(period, -1)
    except BadPeriod:
        return {}  # before the first year that a desk can have data of
    if one_before == periods.year_before(period):
        return year_before
    days = days_of(session, one_before)
    totals = counting.totals(session, needed(indicators, every), days) if covers(session, days) else {}
    return values(session, indicators, every, days, totals)


def _forecasts(
    session: Session, indicators: Sequence[Indicator], every: Every, period: Period, today: dt.date | None
) -> dict[str, Forecast]:
    """The forecasts of the year that a period ends in, while it is not over."""
    if today is None or period.kind is PeriodKind.INTERVAL:
        return {}
    year = periods.containing(period.last, PeriodKind.YEAR, period.rule)
    if not year.first <= today < year.last:
        return {}
    counted = [each for each in indicators if each.counts and each.adds]
    zone = station(session).zone_info
    so_far = values_of(session, counted, every, Days(year.first, today, zone))
    whole_before = periods.year_before(year)
    until = periods.a_year_before(today)
    # A desk that began in the middle of that year says nothing of its seasons.
    has_before = covers(session, days_of(session, whole_before))
    part = values_of(session, counted, every, Days(whole_before.first, until, zone)) if has_before else {}
    whole = values_of(session, counted, every, days_of(session, whole_before)) if has_before else {}
    found = {}
    for each in counted:
        if (value := so_far[each.key]) is not None:
            before = (part[each.key] or 0, whole[each.key] or 0) if has_before else None
            found[each.key] = forecasts.forecast(value, year.first, today, year.last, before)
    return found


def _breakdowns(
    session: Session, indicators: Sequence[Indicator], now: _Divided, earlier: _Divided, last: dt.date
) -> Iterator[Breakdown]:
    """The breakdowns of a period. last: its last day, whose names rows have."""
    words = Words(session, last)
    for each in indicators:
        for name in each.by:
            prop = SUBJECTS[each.counts].property(name)
            assert prop is not None  # noqa: S101 - definitions are checked when they are read
            before = earlier[each.key][1][name] if earlier else None
            yield breakdown(words, each, prop, now[each.key][1][name], before)
